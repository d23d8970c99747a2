//! How purchase orders fit a charge: which to choose from, and what to know about the one that is
//! named.

use leptos::prelude::*;
use outlook::api::OrderRow;
use procurement::sorting::sort_by;

use super::entry::Named;
use crate::engine::sentence;
use crate::page::Page;
use crate::server::{Agreement, Server};
use crate::text::subscriptions as texts;
use crate::ui::{Choice, Icon, Kind, icon};
use crate::{format, words};

const LIST: &str = "purchase-orders:ListPurchaseOrders";

/// What purchase orders must suit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Basis<'b> {
    /// The seller of record.
    pub(crate) bill_from: &'b str,
    pub(crate) currency: &'b str,
    /// The one that bills, where it is known.
    pub(crate) month: Option<&'b str>,
}

impl<'b> Basis<'b> {
    /// The charges of an agreement.
    pub(crate) fn of(agreement: &'b Agreement, month: Option<&'b str>) -> Self {
        Self { bill_from: &agreement.bill_from, currency: &agreement.currency, month }
    }
}

/// Purchase orders to choose from, those that fit first.
pub(crate) fn choices(orders: &[OrderRow], basis: Basis<'_>) -> Vec<Choice> {
    let mut judged: Vec<(bool, Choice)> = orders
        .iter()
        .map(|order| {
            let misfit = misfit(order, basis);
            let fits = misfit.is_none();
            let description = Some(misfit.unwrap_or_else(|| praise(order)));
            let label = order.id.clone();
            (!fits, Choice { value: order.id.clone(), label, description })
        })
        .collect();
    sort_by(&mut judged, |(a, left), (b, right)| {
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
fn misfit(order: &OrderRow, basis: Basis<'_>) -> Option<String> {
    let month = basis.month;
    let is_before = |end: &str| month.is_some_and(|month| end < month);
    let is_after = |start: &str| month.is_some_and(|month| start > month);
    let told = |month: Option<&str>| month.map(format::month_long).unwrap_or_default();
    if order.created {
        Some(texts::CREATED.into())
    } else if is_suspended(order) {
        Some(texts::SUSPENDED.into())
    } else if order.currency != basis.currency {
        Some(texts::OTHER_CURRENCY.with(&[("currency", &order.currency)]))
    } else if order.sellers.iter().all(|seller| seller != basis.bill_from) {
        Some(texts::OTHER_SELLER.with(&[("sellers", &words::sellers(&order.sellers))]))
    } else if is_before(&order.expiration) {
        Some(texts::EXPIRES.with(&[("month", &told(month))]))
    } else if order.status == "expired" {
        Some(texts::EXPIRED.with(&[("month", &format::month_long(&order.expiration))]))
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
pub(crate) fn hint(orders: &[OrderRow], named: &Named, basis: Basis<'_>) -> Option<(Kind, String)> {
    let id = named.order();
    if id.is_empty() {
        return None;
    }
    let Some(order) = known(orders, id) else {
        return Some((Kind::Info, texts::HINT_NEW.with(&[("order", id)])));
    };
    if is_suspended(order) {
        return Some((Kind::Warning, texts::HINT_SUSPENDED.with(&[("order", id)])));
    }
    let is_over = basis.month.is_some_and(|month| order.expiration.as_str() < month);
    if is_over || order.status == "expired" {
        let end = format::month_long(&order.expiration);
        return Some((Kind::Warning, texts::HINT_EXPIRED.with(&[("order", id), ("month", &end)])));
    }
    let why = misfit(order, basis)?;
    Some((Kind::Warning, texts::HINT_MISFIT.with(&[("order", id), ("why", &why)])))
}

fn known<'o>(orders: &'o [OrderRow], id: &str) -> Option<&'o OrderRow> {
    orders.iter().find(|order| order.id == id && !order.created)
}

/// The same as a message, with the way to add what nobody knows, so that it gets contacts, or with
/// whom to ask for that. Who may not list purchase orders does not learn which are there.
pub(in crate::pages) fn noted(
    server: Server,
    orders: Option<&[OrderRow]>,
    named: &Named,
    basis: Basis<'_>,
) -> Option<AnyView> {
    let id = named.order();
    let (kind, mut text, is_new) = match orders {
        Some(orders) => {
            let (kind, text) = hint(orders, named, basis)?;
            (kind, text, known(orders, id).is_none())
        }
        None if id.is_empty() => return None,
        None => {
            server.refusal(LIST)?;
            (Kind::Info, texts::HINT_UNLISTED.with(&[("order", id)]), true)
        }
    };
    let refusal = server.refusal("purchase-orders:AddPurchaseOrder").filter(|_| is_new);
    let add = (is_new && refusal.is_none()).then(|| {
        let Basis { bill_from, currency, .. } = basis;
        let told = [("number", id), ("seller", bill_from), ("currency", currency)];
        let href = Page::AddOrder.href_with_all(&told);
        view! {
            <p class="subscription-add">
                <a href=href>{texts::ADD_NOW.with(&[("order", id)])}</a>
            </p>
        }
    });
    if let Some(reason) = refusal {
        text.extend([" ", texts::ADD_ASK.get(), " ", &sentence(&reason)]);
    }
    Some(view! { {note(kind, text)} {add} }.into_any())
}

/// Why no purchase orders are offered to choose from, and whom to ask; nothing where they are.
pub(in crate::pages) fn unlisted(server: Server) -> Option<AnyView> {
    let reason = server.refusal(LIST)?;
    let text = [texts::UNLISTED.get(), " ", &sentence(&reason)].concat();
    Some(
        view! { <p class="hint subscription-unlisted">{icon(Icon::Info)} <span>{text}</span></p> }
            .into_any(),
    )
}

/// A short message at a field.
pub(super) fn note(kind: Kind, text: String) -> AnyView {
    view! {
        <p class="subscription-note" data-kind=kind.name()>
            {kind.icon().map(icon)}
            <span>{text}</span>
        </p>
    }
    .into_any()
}
