//! What people are told when documents are issued.

use std::collections::BTreeMap;

use documents::{DocumentKind, NoticeEvent, WithoutPurchaseOrder};
use procurement::InvoiceType;

use super::{Message, enqueue, limit_near, mark_told, to_administrators, to_contacts};
use crate::Result;
use crate::edits::active_orders;
use crate::facts::Facts;
use crate::invoicing::Planned;
use crate::orders::{KeptOrder, is_below_threshold, total_value, written};
use crate::people::{User, administrators};
use crate::write::Write;

/// Lays messages for issued documents into the outbox. The facts are those before the draws.
pub(crate) async fn of_issue(
    write: &mut Write,
    facts: &mut Facts,
    planned: &[Planned],
    numbers: &[String],
) -> Result<()> {
    let (organisation, connection) = write.parts();
    let administrators = administrators(connection, organisation).await?;
    let mut messages = Vec::new();
    for (document, number) in planned.iter().zip(numbers) {
        for event in &document.events {
            messages.extend(of_event(facts, document, number, event, &administrators)?);
        }
    }
    enqueue(write, messages).await?;
    if planned.iter().any(|document| document.made.order.is_some()) {
        limit_near(write, facts, active_orders(facts).len()).await?;
    }
    mark_lines(write, facts, planned).await
}

fn of_event(
    facts: &Facts,
    document: &Planned,
    number: &str,
    event: &str,
    administrators: &[User],
) -> Result<Vec<Message>> {
    let events = &facts.settings.events;
    // A suspended reference has no line, but names its purchase order; what nothing fits has none.
    let order = document.line.as_ref().map(|(order, _)| order).or(document.reference.as_ref());
    let order = order.and_then(|id| facts.order(id));
    // Where its purchase order is suspended, a line was added to it all the same.
    let made = document.made.line.as_ref().map(|made| made.number.as_str());
    let line = document.line.as_ref().map(|(_, line)| line.as_str()).or(made).unwrap_or_default();
    let line_item = || line.to_owned();
    let currency = document.currency;
    let balance = || written(document.balance_after.unwrap_or_default(), currency);
    let kind = match document.kind {
        InvoiceType::Invoice => DocumentKind::Invoice,
        InvoiceType::CreditMemo => DocumentKind::CreditMemo,
    };
    let is_reference_suspended = document.events.contains(&"REFERENCED_PO_SUSPENDED");
    let told = match event {
        "BALANCE_BELOW_THRESHOLD" => {
            let mut items = order.iter().flat_map(|order| &order.order.line_items);
            let item = items.find(|item| item.number == line);
            let total = item.map_or(Ok(0), |item| total_value(item, currency))?;
            let told = NoticeEvent::BelowThreshold {
                line_item: line_item(),
                balance: balance(),
                total_value: written(total, currency),
                currency: currency.code().to_owned(),
            };
            // This one is for contacts alone, so a purchase order without any stays silent.
            return Ok(to_contacts_of(order, &told, &format!("{event}:{number}")));
        }
        "OUT_OF_BALANCE" if events.out_of_balance => NoticeEvent::OutOfBalance {
            line_item: line_item(),
            balance: balance(),
            currency: currency.code().to_owned(),
        },
        "PURCHASE_ORDER_CREATED" if events.created_by_marketplace => {
            NoticeEvent::CreatedByMarketplace { line_item: line_item() }
        }
        "LINE_ITEM_ADDED" if events.created_by_marketplace => {
            NoticeEvent::LineAddedByMarketplace { line_item: line_item() }
        }
        "REFERENCED_PO_SUSPENDED" if events.referenced_suspended => {
            NoticeEvent::ReferencedSuspended { invoice: number.to_owned(), kind }
        }
        // That it has none was told with the suspension.
        "NO_PURCHASE_ORDER" if is_reference_suspended && events.referenced_suspended => {
            return Ok(Vec::new());
        }
        "NO_PURCHASE_ORDER" if events.invoice_without_purchase_order => {
            NoticeEvent::InvoiceWithoutPurchaseOrder {
                invoice: number.to_owned(),
                kind,
                why: if is_reference_suspended {
                    WithoutPurchaseOrder::ReferencedSuspended
                } else if document.correction.is_some() {
                    WithoutPurchaseOrder::OriginalHasNone
                } else {
                    WithoutPurchaseOrder::NothingFits
                },
                total: written(document.total, currency),
                currency: currency.code().to_owned(),
            }
        }
        _ => return Ok(Vec::new()),
    };
    let key = format!("{event}:{number}");
    let messages = to_contacts_of(order, &told, &key);
    if !messages.is_empty() {
        return Ok(messages);
    }
    let order = order.map_or("", |order| order.order.id.as_str());
    Ok(to_administrators(administrators, order, &told, &key))
}

fn to_contacts_of(order: Option<&KeptOrder>, told: &NoticeEvent, key: &str) -> Vec<Message> {
    order.map_or_else(Vec::new, |order| to_contacts(&order.order, told, key))
}

/// Notes which lines contacts know to be below the threshold, and which used up. The facts follow,
/// for the batches to come.
async fn mark_lines(write: &mut Write, facts: &mut Facts, planned: &[Planned]) -> Result<()> {
    let mut last: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for document in planned {
        if let (Some((order, line)), Some(balance)) = (&document.line, document.balance_after) {
            last.insert((order, line), balance);
        }
    }
    for ((order, line), balance) in last {
        let (Some(kept), Some(known)) = (facts.order(order), facts.balance(order, line)) else {
            continue;
        };
        let Some(item) = kept.order.line_items.iter().find(|item| item.number == line) else {
            continue;
        };
        let total = total_value(item, kept.currency()?)?;
        let told = (is_below_threshold(balance, total), balance <= 0 && total > 0);
        if told != (known.below_told, known.out_told) {
            let line_key = known.line_key;
            mark_told(write, line_key, told).await?;
            let known = facts.balances.iter_mut().find(|balance| balance.line_key == line_key);
            if let Some(known) = known {
                (known.below_told, known.out_told) = told;
            }
        }
    }
    Ok(())
}
