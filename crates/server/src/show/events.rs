//! Events as sentences.

use super::heading;
use crate::layout::{visible, wrap};
use crate::result::Event;
use crate::terminal::{Paint, Screen};

/// Longer ids are not told in full within a sentence.
pub(super) const ID_WIDTH_MAX: usize = 40;

/// A list of events under a heading; nothing where there are none. `name` is how documents are
/// called.
pub(super) fn write<'e>(
    out: &mut String,
    title: &str,
    events: impl Iterator<Item = &'e Event<'e>>,
    name: impl Fn(&str) -> String,
    screen: Screen,
) {
    let mut events = events.peekable();
    if events.peek().is_none() {
        return;
    }
    heading(out, title, screen);
    for event in events {
        bullet(
            out,
            &visible(&sentence(event, &name(&event.invoice_id))),
            paint(event.code),
            screen,
        );
    }
}

fn bullet(out: &mut String, text: &str, paint: Paint, screen: Screen) {
    for (index, line) in wrap(text, screen.width.saturating_sub(2)).iter().enumerate() {
        out.push_str(if index == 0 { "- " } else { "  " });
        out.push_str(&screen.paint(line, paint));
        out.push('\n');
    }
}

fn paint(code: &str) -> Paint {
    match code {
        "OUT_OF_BALANCE" | "NO_PURCHASE_ORDER" | "REFERENCED_PO_SUSPENDED" => Paint::Bad,
        "BALANCE_BELOW_THRESHOLD" => Paint::Warning,
        _ => Paint::Plain,
    }
}

/// What happened, in a sentence.
fn sentence(event: &Event<'_>, invoice: &str) -> String {
    let subject = event.subject();
    let order = event.purchase_order_id.as_deref().unwrap_or_default();
    match event.code {
        "PURCHASE_ORDER_CREATED" => format!("{order} is created, since {invoice} names it (P-37)"),
        "LINE_ITEM_ADDED" => format!("{subject} is added, since {invoice} names it (P-37)"),
        "REFERENCED_PO_SUSPENDED" => {
            format!(
                "{invoice} names {order}, which is suspended, and no other takes its place (P-16)"
            )
        }
        "PURCHASE_ORDER_REACTIVATED" => {
            format!("{order} had expired and is active again, since {invoice} names it")
        }
        "BALANCE_BELOW_THRESHOLD" => {
            format!("{subject} falls below 75 % of its value with {invoice} (P-30)")
        }
        "OUT_OF_BALANCE" => format!("{subject} is out of balance with {invoice}"),
        "NO_PURCHASE_ORDER" => format!("{invoice} has no purchase order"),
        // Better told in the engine's word than not at all.
        other => format!("{other}: {invoice} {subject}"),
    }
}
