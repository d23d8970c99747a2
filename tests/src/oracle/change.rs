//! What differs between two previews.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::natural_order;
use super::snapshot::text;

pub(super) fn between(before: &Value, after: &Value) -> Value {
    json!({
        "invoices": invoices(entries(before, "invoices"), entries(after, "invoices")),
        "lineItems": line_items(entries(before, "lineItems"), entries(after, "lineItems")),
        "events": {
            "added": without(entries(after, "events"), entries(before, "events")),
            "removed": without(entries(before, "events"), entries(after, "events")),
        },
    })
}

fn invoices(before: &[Value], after: &[Value]) -> Vec<Value> {
    let ids: BTreeSet<String> = before.iter().chain(after).map(|entry| text(entry, "id")).collect();
    let mut changes = Vec::new();
    for id in ids {
        let is_wanted = |entry: &&Value| text(entry, "id") == id;
        let (before, after) = (before.iter().find(is_wanted), after.iter().find(is_wanted));
        if before != after {
            changes.push(json!({ "id": id, "before": before, "after": after }));
        }
    }
    changes
}

fn line_items(before: &[Value], after: &[Value]) -> Vec<Value> {
    let place = |entry: &Value| (text(entry, "purchaseOrderId"), text(entry, "lineItemNumber"));
    let mut places: Vec<_> = before.iter().chain(after).map(place).collect();
    places.sort_by(|left, right| {
        left.0.cmp(&right.0).then_with(|| natural_order::compare(&left.1, &right.1))
    });
    places.dedup();
    let mut changes = Vec::new();
    for (order, line) in places {
        let is_wanted = |entry: &&Value| place(entry) == (order.clone(), line.clone());
        let (before, after) = (before.iter().find(is_wanted), after.iter().find(is_wanted));
        if before != after {
            changes.push(json!({
                "purchaseOrderId": order,
                "lineItemNumber": line,
                "before": before,
                "after": after,
            }));
        }
    }
    changes
}

/// The multiset difference, in the order of `events`.
fn without(events: &[Value], taken: &[Value]) -> Vec<Value> {
    let mut taken = taken.to_vec();
    let mut left = Vec::new();
    for event in events {
        match taken.iter().position(|other| other == event) {
            Some(position) => drop(taken.remove(position)),
            None => left.push(event.clone()),
        }
    }
    left
}

fn entries<'a>(preview: &'a Value, key: &str) -> &'a [Value] {
    preview.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
