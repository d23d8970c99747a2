//! Purchase orders as they are shown: with what is derived of them, found and sorted.

use std::collections::BTreeMap;

use billing_files::document::PurchaseOrder;
use procurement::{BillingMonth, LineItemType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::orders::{KeptOrder, OrderStanding, OrderStatus, parse_month};
use crate::{RecordError, Result};

/// A purchase order with all that is derived of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    /// The purchase order and its version.
    #[serde(flatten)]
    pub kept: KeptOrder,
    /// Status, value, balance and lines at the calendar month.
    #[serde(flatten)]
    pub standing: OrderStanding,
    /// Whether it expires within two months.
    pub expiring_soon: bool,
}

/// Which purchase orders are wanted; what is absent admits all.
#[derive(Debug, Clone, Default)]
pub struct OrderQuery {
    /// Words in the id, the description or a contact, in any case.
    pub text: Option<String>,
    /// Their status.
    pub status: Option<OrderStatus>,
    /// A seller of record that they take invoices of.
    pub bill_from: Option<String>,
    /// The type of one of their lines.
    pub r#type: Option<LineItemType>,
    /// A month that lies in theirs, `YYYY-MM`.
    pub month: Option<String>,
    /// A tag: `key`, or `key=value`.
    pub tag: Option<String>,
    /// Only those with a line below 75 %, or only those without.
    pub below_threshold: Option<bool>,
    /// Only those with a line that is used up, or only those without.
    pub out_of_balance: Option<bool>,
    /// Only those without contacts, or only those with some.
    pub no_contacts: Option<bool>,
    /// Only those that expire within two months, or only those that do not.
    pub expiring_soon: Option<bool>,
    /// Who made them: `person` or `marketplace`.
    pub made_by: Option<String>,
    /// By what they are sorted, by id where nothing is given.
    pub sort: Option<OrderSort>,
    /// The other way round.
    pub descending: Option<bool>,
}

/// What purchase orders are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OrderSort {
    /// The id, bytewise.
    Id,
    /// The first month.
    EffectiveMonth,
    /// The last month.
    ExpirationMonth,
    /// The status.
    Status,
    /// The value; by currency first.
    Value,
    /// The balance; by currency first, untracked ones last.
    Balance,
    /// When it was last updated.
    UpdatedAt,
}

/// So many months before its expiration a purchase order expires soon.
const SOON_MONTHS: i32 = 2;

/// A purchase order as it is shown.
///
/// # Errors
/// When there is none of that id, or what is stored is damaged.
pub fn find(facts: &Facts, id: &str) -> Result<OrderView> {
    let kept = facts.order(id).ok_or_else(|| RecordError::not_found("purchase order", id))?;
    view(facts, kept)
}

fn view(facts: &Facts, kept: &KeptOrder) -> Result<OrderView> {
    let month = facts.month();
    let standing = kept.standing(|line| facts.balance(&kept.order.id, line), month)?;
    let last = parse_month(&kept.order.expiration_month);
    let expiring_soon = last.is_some_and(|last| last >= month && last < month.plus(SOON_MONTHS));
    Ok(OrderView { kept: kept.clone(), standing, expiring_soon })
}

/// The purchase orders that are wanted, in the order that is wanted.
///
/// # Errors
/// When the query names a month that is none, or what is stored is damaged.
pub fn list(facts: &Facts, query: &OrderQuery) -> Result<Vec<OrderView>> {
    let month = query.month.as_deref().map(|month| {
        month
            .parse::<BillingMonth>()
            .map_err(|_| RecordError::refused("INVALID_MONTH", "month", "write a month as YYYY-MM"))
    });
    let month = month.transpose()?;
    let mut found = Vec::new();
    for kept in facts.orders.iter().filter(|kept| admits(query, &kept.order, month)) {
        let view = view(facts, kept)?;
        if admits_view(query, &view) {
            found.push(view);
        }
    }
    found.sort_by_cached_key(|view| place(query.sort, view));
    if query.descending == Some(true) {
        found.reverse();
    }
    Ok(found)
}

fn admits(query: &OrderQuery, order: &PurchaseOrder, month: Option<BillingMonth>) -> bool {
    let is_in = |month: BillingMonth| {
        let months = (parse_month(&order.effective_month), parse_month(&order.expiration_month));
        matches!(months, (Some(first), Some(last)) if first <= month && month <= last)
    };
    query.text.as_deref().is_none_or(|text| has_words(order, text))
        && query.bill_from.as_ref().is_none_or(|seller| order.bill_from.contains(seller))
        && query.r#type.is_none_or(|kind| order.line_items.iter().any(|line| line.kind == kind))
        && month.is_none_or(is_in)
        && query.tag.as_deref().is_none_or(|tag| has_tag(&order.tags, tag))
        && query.no_contacts.is_none_or(|none| order.contacts.is_empty() == none)
}

fn has_words(order: &PurchaseOrder, text: &str) -> bool {
    let contacts = order
        .contacts
        .iter()
        .flat_map(|contact| [contact.email.as_str(), contact.name.as_deref().unwrap_or_default()]);
    let texts = [order.id.as_str(), order.description.as_deref().unwrap_or_default()];
    let all = texts.into_iter().chain(contacts).collect::<Vec<_>>().join("\n").to_lowercase();
    text.to_lowercase().split_whitespace().all(|word| all.contains(word))
}

fn has_tag(tags: &BTreeMap<String, String>, tag: &str) -> bool {
    match tag.split_once('=') {
        Some((key, value)) => tags.get(key).is_some_and(|other| other == value),
        None => tags.contains_key(tag),
    }
}

fn admits_view(query: &OrderQuery, view: &OrderView) -> bool {
    let lines = &view.standing.lines;
    query.status.is_none_or(|status| view.standing.status == status)
        && query.made_by.as_ref().is_none_or(|by| view.kept.made_by == *by)
        && query.expiring_soon.is_none_or(|soon| view.expiring_soon == soon)
        && query.below_threshold.is_none_or(|is| lines.iter().any(|l| l.below_threshold) == is)
        && query.out_of_balance.is_none_or(|is| lines.iter().any(|l| l.out_of_balance) == is)
}

/// Where a purchase order is in a list, whatever that is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderPlace {
    is_untracked: bool,
    text: String,
    amount: i128,
    id: String,
}

/// Where a purchase order is in a list that is sorted by this; by id where nothing is given.
pub fn place(sort: Option<OrderSort>, view: &OrderView) -> OrderPlace {
    let order = &view.kept.order;
    // Amounts of one currency have the same number of decimals.
    let minor = |text: &str| text.replace('.', "").parse().unwrap_or_default();
    let balance = view.standing.balance.as_deref();
    let is_untracked = sort == Some(OrderSort::Balance) && balance.is_none();
    let (text, amount) = match sort {
        None | Some(OrderSort::Id) => ("", 0),
        Some(OrderSort::EffectiveMonth) => (order.effective_month.as_str(), 0),
        Some(OrderSort::ExpirationMonth) => (order.expiration_month.as_str(), 0),
        Some(OrderSort::Status) => ("", rank(view.standing.status)),
        Some(OrderSort::Value) => (order.currency.as_str(), minor(&view.standing.value)),
        Some(OrderSort::Balance) => (order.currency.as_str(), balance.map_or(0, minor)),
        Some(OrderSort::UpdatedAt) => (order.updated_at.as_str(), 0),
    };
    OrderPlace { is_untracked, text: text.to_owned(), amount, id: order.id.clone() }
}

fn rank(status: OrderStatus) -> i128 {
    match status {
        OrderStatus::Active => 0,
        OrderStatus::Suspended => 1,
        OrderStatus::Expired => 2,
        OrderStatus::SuspendedExpired => 3,
    }
}
