//! Canonical JSON: keys by code point, no spaces, minimal escaping. The bytes of the contract.

use std::fmt::Write;

use crate::book::{Book, NONE};
use crate::number::Amount;
use crate::placing::{Marks, Placement};
use crate::run::{LineState, Run};
use crate::sorting::sort_places;
use crate::tree::Tree;
use crate::{Currency, InvoiceType};

/// Writes a string with its quotes. Strings of the contract hold no control characters, which
/// leaves two to escape; keys and texts of trees may be anything.
pub(crate) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push_str(text);
    } else {
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                control if control < ' ' => {
                    push_display(out, format_args!("\\u{:04x}", u32::from(control)))
                }
                other => out.push(other),
            }
        }
    }
    out.push('"');
}

pub(crate) fn push_display(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}");
}

pub(crate) fn push_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => push_text(out, text),
        None => out.push_str("null"),
    }
}

fn push_amount(out: &mut String, amount: Option<Amount>, currency: Currency) {
    match amount {
        Some(amount) => push_display(out, format_args!("\"{}\"", amount.display(currency))),
        None => out.push_str("null"),
    }
}

/// Writes items between brackets.
pub(crate) fn push_list<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut push: impl FnMut(&mut String, T),
) {
    out.push('[');
    let start = out.len();
    for item in items {
        if out.len() > start {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}

/// The entry of one document.
pub(crate) fn push_document(out: &mut String, book: &Book, document: u32, placement: Placement) {
    let record = book.document(document);
    let key = book.key_of(document);
    let line = placement.is_placed().then(|| book.line(placement.line));
    let balance = placement.is_drawn().then_some(placement.balance);
    out.push_str("{\"balanceAfter\":");
    push_amount(out, balance, key.currency);
    out.push_str(",\"billFrom\":");
    push_text(out, book.text(key.seller));
    push_display(
        out,
        format_args!(",\"billingPeriod\":\"{}\",\"by\":\"{}\"", key.period, by(placement)),
    );
    out.push_str(",\"charges\":");
    push_list(out, charges_of(book, document), |out, charge| {
        push_text(out, book.charge_id(charge))
    });
    let covered = placement.marks.has(Marks::COVERED);
    push_display(
        out,
        format_args!(",\"covered\":{covered},\"currency\":\"{}\",\"id\":", key.currency),
    );
    push_text(out, book.arena.get(record.id));
    out.push_str(",\"lineItemNumber\":");
    push_optional(out, line.map(|line| book.text(line.number)));
    out.push_str(",\"purchaseOrderId\":");
    push_optional(out, line.map(|line| book.text(book.order(line.order).name)));
    out.push_str(",\"total\":");
    push_amount(out, Some(record.total), key.currency);
    out.push_str(match record.kind {
        InvoiceType::Invoice => ",\"type\":\"invoice\"}",
        InvoiceType::CreditMemo => ",\"type\":\"credit-memo\"}",
    });
}

/// How a document came to its line, in the word of the contract.
pub(crate) fn by(placement: Placement) -> &'static str {
    [
        (Marks::BY_REFERENCE, "reference"),
        (Marks::BY_MATCH, "match"),
        (Marks::BY_CREDIT_MEMO, "credit-memo"),
    ]
    .into_iter()
    .find(|(mark, _)| placement.marks.has(*mark))
    .map_or("none", |(_, word)| word)
}

/// The charges that a document was formed from, by id.
pub(crate) fn charges_of(book: &Book, document: u32) -> impl Iterator<Item = u32> + '_ {
    let record = book.document(document);
    let list = (!record.is_given).then(|| book.charge_lists.get(record.source as usize));
    list.flatten().into_iter().flatten().copied()
}

/// The entry of one line item.
pub(crate) fn push_line(out: &mut String, book: &Book, line: u32, state: &LineState) {
    let currency = state.currency;
    let tracked = |amount| state.tracked.then_some(amount);
    out.push_str("{\"closingBalance\":");
    push_amount(out, tracked(state.closing), currency);
    push_display(out, format_args!(",\"invoices\":{},\"lineItemNumber\":", state.documents));
    push_text(out, book.text(book.line(line).number));
    out.push_str(",\"openingBalance\":");
    push_amount(out, tracked(state.opening), currency);
    out.push_str(",\"purchaseOrderId\":");
    push_text(out, book.text(book.order(book.line(line).order).name));
    out.push_str(",\"totalValue\":");
    push_amount(out, Some(state.total_value), currency);
    push_display(out, format_args!(",\"tracked\":{}}}", state.tracked));
}

/// What happened when a document was placed, in the order of the contract.
pub(crate) fn events_of(placement: Placement) -> impl Iterator<Item = &'static str> {
    [
        (placement.marks.has(Marks::CREATED), "PURCHASE_ORDER_CREATED"),
        (placement.marks.has(Marks::ADDED), "LINE_ITEM_ADDED"),
        (placement.marks.has(Marks::SUSPENDED), "REFERENCED_PO_SUSPENDED"),
        (placement.marks.has(Marks::REACTIVATED), "PURCHASE_ORDER_REACTIVATED"),
        (placement.marks.has(Marks::BELOW_THRESHOLD), "BALANCE_BELOW_THRESHOLD"),
        (placement.marks.has(Marks::OUT_OF_BALANCE), "OUT_OF_BALANCE"),
        (!placement.is_placed(), NO_PURCHASE_ORDER),
    ]
    .into_iter()
    .filter_map(|(happened, code)| happened.then_some(code))
}

const NO_PURCHASE_ORDER: &str = "NO_PURCHASE_ORDER";

/// One event.
pub(crate) fn push_event(
    out: &mut String,
    book: &Book,
    document: u32,
    placement: Placement,
    code: &str,
) {
    let line =
        (code != NO_PURCHASE_ORDER && placement.line != NONE).then(|| book.line(placement.line));
    push_display(out, format_args!("{{\"code\":\"{code}\",\"invoiceId\":"));
    push_text(out, book.id_of(document));
    out.push_str(",\"lineItemNumber\":");
    push_optional(out, line.map(|line| book.text(line.number)));
    out.push_str(",\"purchaseOrderId\":");
    push_optional(out, line.map(|line| book.text(book.order(line.order).name)));
    out.push('}');
}

/// The preview, with an explanation that is written already, if any.
pub(crate) fn preview(book: &Book, run: &Run, explanation: Option<&str>) -> String {
    // An entry takes about this many bytes.
    let mut out = String::with_capacity(run.order.len() * 260 + run.states.len() * 190 + 64);
    out.push_str("{\"events\":");
    let events = run.order.iter().flat_map(|&document| {
        let placement = run.get(document);
        events_of(placement).map(move |code| (document, placement, code))
    });
    push_list(&mut out, events, |out, (document, placement, code)| {
        push_event(out, book, document, placement, code);
    });
    if let Some(explanation) = explanation {
        out.push_str(",\"explanation\":");
        out.push_str(explanation);
    }
    out.push_str(",\"invoices\":");
    push_list(&mut out, &run.order, |out, &document| {
        push_document(out, book, document, run.get(document));
    });
    out.push_str(",\"lineItems\":");
    push_list(&mut out, lines_in_order(book, run), |out, line| {
        push_line(out, book, line, &run.states[line as usize]);
    });
    out.push('}');
    out
}

/// Every line that exists: purchase orders by id, bytewise, lines in natural order.
pub(crate) fn lines_in_order(book: &Book, run: &Run) -> Vec<u32> {
    let mut lines: Vec<u32> = Vec::with_capacity(run.states.len());
    for order in orders_by_id(book) {
        lines.extend(lines_of(book, order));
    }
    lines.retain(|line| run.states.get(*line as usize).is_some_and(|state| state.exists));
    lines
}

/// Every order that is declared or was created, by id, bytewise.
pub(crate) fn orders_by_id(book: &Book) -> Vec<u32> {
    let mut orders: Vec<u32> = (0..crate::book::place_of(book.orders.len()))
        .filter(|order| {
            let order = book.order(*order);
            order.declared.is_some() || order.created_by != NONE
        })
        .collect();
    let name = |order: u32| book.text(book.order(order).name);
    sort_places(&mut orders, &mut |a, b| name(a).cmp(name(b)));
    orders
}

/// The lines of an order, declared and added, in natural order.
pub(crate) fn lines_of(book: &Book, order: u32) -> Vec<u32> {
    let record = book.order(order);
    let mut lines: Vec<u32> = record.lines.iter().chain(&record.added).copied().collect();
    let number = |line: u32| book.text(book.line(line).number);
    sort_places(&mut lines, &mut |a, b| crate::natural_order(number(a), number(b)));
    lines
}

/// Any JSON value, its keys in the order given.
pub(crate) fn push_tree(out: &mut String, tree: &Tree<'_>) {
    match tree {
        Tree::Null | Tree::Number => out.push_str("null"),
        Tree::Bool(value) => push_display(out, value),
        Tree::Text(text) => push_text(out, text),
        Tree::Array(items) => push_list(out, items, push_tree),
        Tree::Object(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_text(out, key);
                out.push(':');
                push_tree(out, value);
            }
            out.push('}');
        }
    }
}
