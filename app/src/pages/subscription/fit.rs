//! How purchase orders fit a charge: which to choose from, and what to know about the one that is
//! named.

use outlook::api::OrderRow;

use super::entry::Named;
use crate::format;
use crate::server::Agreement;
use crate::text::subscriptions as texts;
use crate::ui::{Choice, Kind};

/// Purchase orders to choose from, those that fit first. `month` is the one that bills.
pub(crate) fn choices(
    orders: &[OrderRow],
    agreement: &Agreement,
    month: Option<&str>,
) -> Vec<Choice> {
    let mut judged: Vec<(bool, Choice)> = orders
        .iter()
        .map(|order| {
            let misfit = misfit(order, agreement, month);
            let fits = misfit.is_none();
            let description = Some(misfit.unwrap_or_else(|| praise(order)));
            let label = order.id.clone();
            (!fits, Choice { value: order.id.clone(), label, description })
        })
        .collect();
    judged.sort_by(|(a, left), (b, right)| {
        a.cmp(b).then_with(|| procurement::natural_order(&left.value, &right.value))
    });
    judged.into_iter().map(|(_, choice)| choice).collect()
}

fn praise(order: &OrderRow) -> String {
    match &order.balance {
        Some(left) => texts::FITS_LEFT.with(&[("left", &format::money(left, &order.currency))]),
        None => texts::FITS.into(),
    }
}

/// Why a purchase order does not fit; naming it is allowed all the same.
fn misfit(order: &OrderRow, agreement: &Agreement, month: Option<&str>) -> Option<String> {
    let is_before = |end: &str| month.is_some_and(|month| end < month);
    let is_after = |start: &str| month.is_some_and(|month| start > month);
    let told = |month: Option<&str>| month.map(format::month_long).unwrap_or_default();
    if order.created {
        Some(texts::CREATED.into())
    } else if is_suspended(order) {
        Some(texts::SUSPENDED.into())
    } else if order.currency != agreement.currency {
        Some(texts::OTHER_CURRENCY.with(&[("currency", &order.currency)]))
    } else if !order.sellers.contains(&agreement.bill_from) {
        Some(texts::OTHER_SELLER.with(&[("sellers", &order.sellers.join(", "))]))
    } else if is_before(&order.expiration) {
        Some(texts::EXPIRES.with(&[("month", &told(month))]))
    } else if is_after(&order.effective) {
        Some(texts::BEGINS.with(&[("month", &told(month))]))
    } else {
        None
    }
}

fn is_suspended(order: &OrderRow) -> bool {
    order.status.starts_with("suspended")
}

/// What to know about the purchase order that a charge is to name.
pub(crate) fn hint(
    orders: &[OrderRow],
    named: &Named,
    month: Option<&str>,
) -> Option<(Kind, String)> {
    let id = named.order();
    if id.is_empty() {
        return None;
    }
    let Some(order) = orders.iter().find(|order| order.id == id && !order.created) else {
        return Some((Kind::Info, texts::HINT_NEW.with(&[("order", id)])));
    };
    if is_suspended(order) {
        return Some((Kind::Warning, texts::HINT_SUSPENDED.with(&[("order", id)])));
    }
    let month = month.filter(|month| order.expiration.as_str() < *month)?;
    let values = [("order", id), ("month", &*format::month_long(month))];
    Some((Kind::Warning, texts::HINT_EXPIRED.with(&values)))
}
