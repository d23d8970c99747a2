//! The columns of the list, what stands in them, and how they sort.

use std::cmp::Ordering;

use outlook::api::OrderRow;

use super::entries::{Entry, Fact};
use crate::text::{dashboard as texts, orders as order_texts};
use crate::ui::Kind;
use crate::ui::table::{Cell, Column, Mark, Row, RowKind, Sort};
use crate::{format, words};

const NOTHING: &str = "–";

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::text("order", order_texts::COLUMN_ORDER, 190).sortable(),
        Column::text("status", order_texts::COLUMN_STATUS, 160).sortable(),
        Column::text("mind", texts::COLUMN_MIND, 300).sortable(),
        Column::figures("value", order_texts::COLUMN_VALUE, 140).sortable(),
        Column::figures("balance", order_texts::COLUMN_BALANCE, 290).sortable(),
        Column::text("effective", texts::COLUMN_EFFECTIVE, 110).sortable(),
        Column::text("expiration", texts::COLUMN_EXPIRATION, 120).sortable(),
        Column::text("out", order_texts::COLUMN_RUNS_OUT, 130).sortable(),
        Column::text("next", order_texts::COLUMN_NEXT, 130).sortable(),
        Column::text("sellers", texts::COLUMN_SELLERS, 180).sortable(),
        Column::text("contacts", texts::COLUMN_CONTACTS, 200).sortable(),
        Column::text("tags", texts::COLUMN_TAGS, 180).sortable(),
        Column::text("updated", texts::COLUMN_UPDATED, 120).sortable(),
        Column::text("description", order_texts::COLUMN_DESCRIPTION, 280).sortable(),
        Column::figures("closing", order_texts::COLUMN_CLOSING, 160).sortable().hidden(),
        Column::figures("documents", order_texts::COLUMN_DOCUMENTS, 110).sortable().hidden(),
    ]
}

/// The sort of an address.
pub(super) fn sort_of(text: &str) -> Option<Sort> {
    let column = text.trim_start_matches('-');
    let found = columns().into_iter().find(|known| known.id == column)?;
    Some(Sort { column: found.id, descending: text.starts_with('-') })
}

pub(super) fn compare(a: &Entry, b: &Entry, column: &str) -> Ordering {
    let facts = |entry: &Entry| {
        let facts = Fact::BADGES.into_iter().filter(|fact| entry.is(*fact));
        let facts: Vec<Fact> = facts.collect();
        (facts.is_empty(), facts)
    };
    let (x, y) = (&a.order, &b.order);
    let money = |of: fn(&OrderRow) -> Option<&String>| {
        let amount = |order| of(order).and_then(|text| procurement::parse_number(text).ok());
        (&x.currency, amount(x)).cmp(&(&y.currency, amount(y)))
    };
    let by_column = match column {
        "status" => (x.created, &x.status).cmp(&(y.created, &y.status)),
        "mind" => facts(a).cmp(&facts(b)),
        "value" => money(|order| Some(&order.value)),
        "balance" => money(|order| order.balance.as_ref()),
        "closing" => money(|order| order.closing.as_ref()),
        "effective" => x.effective.cmp(&y.effective),
        "expiration" => last(&x.expiration).cmp(&last(&y.expiration)),
        "out" => (x.runs_out.is_none(), &x.runs_out).cmp(&(y.runs_out.is_none(), &y.runs_out)),
        "next" => month_of_next(x).cmp(&month_of_next(y)),
        "sellers" => x.sellers.cmp(&y.sellers),
        "contacts" => {
            (x.contacts.is_empty(), &x.contacts).cmp(&(y.contacts.is_empty(), &y.contacts))
        }
        "tags" => (x.tags.is_empty(), &x.tags).cmp(&(y.tags.is_empty(), &y.tags)),
        "updated" => x.updated.cmp(&y.updated),
        "documents" => x.documents.cmp(&y.documents),
        "description" => last(&x.description).cmp(&last(&y.description)),
        _ => Ordering::Equal,
    };
    by_column.then_with(|| procurement::natural_order(&x.id, &y.id))
}

/// What is not there comes last.
fn last(text: &str) -> (bool, &str) {
    (text.is_empty(), text)
}

fn month_of_next(order: &OrderRow) -> (bool, Option<&String>) {
    let month = order.next.as_ref().map(|(_, month)| month);
    (month.is_none(), month)
}

/// The row of a purchase order; `facts` are those of its badges.
pub(super) fn row(order: &OrderRow, facts: impl Iterator<Item = Fact>) -> Row {
    let money = |amount: &str| Cell::text(format::money(amount, &order.currency));
    let amount = |amount: &Option<String>| match amount {
        Some(amount) if amount.starts_with('-') => money(amount).toned(Kind::Bad),
        Some(amount) => money(amount),
        None => text(""),
    };
    let (kind, status) = words::status(&order.status, order.created);
    // What is used up is below the threshold as well.
    let badges = facts
        .filter(|fact| *fact != Fact::Threshold || !order.out_of_balance)
        .map(|fact| (fact.kind(), fact.badge().into()));
    let out = match &order.runs_out {
        Some(month) => Cell::badge(Kind::Warning, format::month(month)),
        None => text(""),
    };
    let next = order.next.as_ref().map(|(_, month)| month.as_str());
    let updated =
        if order.updated.is_empty() { String::new() } else { format::date(&order.updated) };
    Row {
        key: order.id.clone(),
        kind: RowKind::Row,
        mark: if order.edited { Mark::Changed } else { Mark::None },
        cells: vec![
            Cell::text(order.id.clone()),
            Cell::badge(kind, status),
            Cell::badges(badges),
            money(&order.value),
            balance(order),
            month(&order.effective),
            month(&order.expiration),
            out,
            month(next.unwrap_or_default()),
            text(&order.sellers.join(", ")),
            text(&order.contacts.join(", ")),
            text(&tags(order).join(", ")),
            text(&updated),
            Cell::text(order.description.clone()),
            amount(&order.closing),
            Cell::text(format::number(order.documents)),
        ],
    }
}

/// What is left, beside a bar that shows how much of the whole that is.
fn balance(order: &OrderRow) -> Cell {
    let (Some(balance), Some(left)) = (&order.balance, order.left) else { return text("") };
    let tone = match (order.out_of_balance, order.below_threshold) {
        (true, _) => Kind::Bad,
        (false, true) => Kind::Warning,
        (false, false) => Kind::Neutral,
    };
    let (amount, share) =
        (format::money(balance, &order.currency), format::percent(left / 10 * 10));
    let told = texts::LEFT.with(&[("amount", &amount), ("share", &share)]);
    Cell::text(told).toned(tone).metered(left)
}

/// Tags as they are typed in a filter.
pub(super) fn tags(order: &OrderRow) -> Vec<String> {
    order.tags.iter().map(|(key, value)| [key, "=", value].concat()).collect()
}

fn month(month: &str) -> Cell {
    if month.is_empty() { text("") } else { Cell::text(format::month(month)) }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::text(NOTHING).muted() } else { Cell::text(text) }
}
