//! What contacts are told when documents are issued.

use std::collections::BTreeMap;

use documents::NoticeEvent;

use super::{Message, enqueue, mark_told, to_contacts};
use crate::Result;
use crate::edits::{ACTIVE_ORDERS_MAX, active_orders};
use crate::facts::Facts;
use crate::invoicing::Planned;
use crate::orders::{is_below_threshold, total_value, written};
use crate::write::Write;

/// From so many active purchase orders on, the limit is near (P-32).
const NEAR_THE_LIMIT: usize = 90;

/// Lays messages for issued documents into the outbox. The facts are those before the draws.
pub(crate) async fn of_issue(
    write: &mut Write,
    facts: &mut Facts,
    planned: &[Planned],
    numbers: &[String],
) -> Result<()> {
    let mut messages = Vec::new();
    for (document, number) in planned.iter().zip(numbers) {
        for event in &document.events {
            of_event(facts, document, number, event, &mut messages)?;
        }
    }
    limit_near(facts, planned, &mut messages);
    enqueue(write, messages).await?;
    mark_lines(write, facts, planned).await
}

fn of_event(
    facts: &Facts,
    document: &Planned,
    number: &str,
    event: &str,
    messages: &mut Vec<Message>,
) -> Result<()> {
    let events = &facts.settings.events;
    // A suspended reference has no line, but names its purchase order.
    let order = document.line.as_ref().map(|(order, _)| order).or(document.reference.as_ref());
    let Some(order) = order.and_then(|id| facts.order(id)) else { return Ok(()) };
    let line = document.line.as_ref().map_or("1", |(_, line)| line.as_str());
    let line_item = || line.to_owned();
    let currency = document.currency;
    let balance = || written(document.balance_after.unwrap_or_default(), currency);
    let told = match event {
        "BALANCE_BELOW_THRESHOLD" => {
            let item = order.order.line_items.iter().find(|item| item.number == line);
            let total = item.map_or(Ok(0), |item| total_value(item, currency))?;
            Some(NoticeEvent::BelowThreshold {
                line_item: line_item(),
                balance: balance(),
                total_value: written(total, currency),
                currency: currency.code().to_owned(),
            })
        }
        "OUT_OF_BALANCE" if events.out_of_balance => Some(NoticeEvent::OutOfBalance {
            line_item: line_item(),
            balance: balance(),
            currency: currency.code().to_owned(),
        }),
        "PURCHASE_ORDER_CREATED" | "LINE_ITEM_ADDED" if events.created_by_marketplace => {
            Some(NoticeEvent::CreatedByMarketplace { line_item: line_item() })
        }
        "REFERENCED_PO_SUSPENDED" if events.referenced_suspended => {
            Some(NoticeEvent::ReferencedSuspended { invoice: number.to_owned() })
        }
        "NO_PURCHASE_ORDER" if events.invoice_without_purchase_order => {
            Some(NoticeEvent::InvoiceWithoutPurchaseOrder {
                invoice: number.to_owned(),
                total: written(document.total, currency),
                currency: currency.code().to_owned(),
            })
        }
        _ => None,
    };
    let key = format!("{event}:{number}");
    messages.extend(told.iter().flat_map(|told| to_contacts(&order.order, told, &key)));
    Ok(())
}

/// Contacts of a purchase order that a reference created are nobody, so those of all others are
/// told once a month.
fn limit_near(facts: &Facts, planned: &[Planned], messages: &mut Vec<Message>) {
    let active = active_orders(facts).len();
    let created = planned.iter().any(|document| document.made.order.is_some());
    if !created || active < NEAR_THE_LIMIT || !facts.settings.events.limit_near {
        return;
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let event = NoticeEvent::LimitNear { active: number(active), limit: number(ACTIVE_ORDERS_MAX) };
    let month = facts.at.month().unwrap_or(facts.open_month);
    let key = format!("limit-near:{month}");
    for order in &facts.orders {
        messages.extend(to_contacts(&order.order, &event, &key));
    }
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
