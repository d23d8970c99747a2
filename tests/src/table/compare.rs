//! A preview against what a fixture states.

use serde_json::{Value, json};

use super::{Expected, Outcome};

/// Lists all differences. `answer` gives the preview, with the explanation of one document.
pub(super) fn preview(
    expected: &Expected,
    answer: impl Fn(Option<&str>) -> Result<Value, String>,
) -> Result<(), String> {
    let preview = answer(None)?;
    let mut differences = Vec::new();
    for outcome in &expected.outcomes {
        let id = outcome.invoice_id.as_str();
        let found = entries(&preview, "invoices").iter().find(|entry| has(entry, "id", id));
        compare_entry(id, &outcome.entry, found, &mut differences);
        compare_events(outcome, &preview, &mut differences);
        if !outcome.candidates.is_empty() {
            let explained = answer(Some(id))?;
            compare_candidates(outcome, &explained, &mut differences);
        }
    }
    for item in &expected.items {
        let found = entries(&preview, "lineItems").iter().find(|entry| same_line(entry, item));
        compare_entry(&place(item), item, found, &mut differences);
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

/// Works a change of a what-if into the preview that it starts from. The order of the entries is
/// of no concern here.
pub(super) fn changed(before: &Value, change: &Value) -> Value {
    let merged = |list: &str, is_same: fn(&Value, &Value) -> bool| {
        let changes = entries(change, list);
        let is_changed = |entry: &&Value| changes.iter().any(|change| is_same(entry, change));
        let kept = entries(before, list).iter().filter(|entry| !is_changed(entry));
        let after = changes.iter().filter_map(|change| change.get("after"));
        kept.chain(after.filter(|after| !after.is_null())).cloned().collect::<Vec<_>>()
    };
    let same_id = |entry: &Value, change: &Value| entry.get("id") == change.get("id");

    let events = change.get("events").unwrap_or(&Value::Null);
    let removed = entries(events, "removed");
    let kept = entries(before, "events").iter().filter(|event| !removed.contains(event));
    json!({
        "invoices": merged("invoices", same_id),
        "lineItems": merged("lineItems", same_line),
        "events": kept.chain(entries(events, "added")).collect::<Vec<_>>(),
    })
}

fn compare_entry(name: &str, stated: &Value, found: Option<&Value>, differences: &mut Vec<String>) {
    let Some(found) = found else {
        differences.push(format!("{name}: it is not in the preview"));
        return;
    };
    for (key, value) in stated.as_object().into_iter().flatten() {
        let actual = found.get(key).unwrap_or(&Value::Null);
        if actual != value {
            differences.push(format!("{name}: `{key}` is {actual}, the fixture says {value}"));
        }
    }
}

fn compare_events(outcome: &Outcome, preview: &Value, differences: &mut Vec<String>) {
    let Some(stated) = &outcome.events else { return };
    let id = outcome.invoice_id.as_str();
    let events = entries(preview, "events").iter().filter(|event| has(event, "invoiceId", id));
    let events: Vec<&Value> = events.collect();
    if events != stated.iter().collect::<Vec<_>>() {
        let (events, stated) = (json!(events), json!(stated));
        differences.push(format!("{id}: its events are {events}, the fixture says {stated}"));
    }
}

fn compare_candidates(outcome: &Outcome, explained: &Value, differences: &mut Vec<String>) {
    let explanation = explained.get("explanation").unwrap_or(&Value::Null);
    let mut candidates = entries(explanation, "candidates").iter();
    for stated in &outcome.candidates {
        // Consumes what it passes over, so that the stated ones have to come in this order.
        if !candidates.any(|candidate| candidate == stated) {
            let id = &outcome.invoice_id;
            differences.push(format!("{id}: {stated} is missing or out of order in {explanation}"));
            return;
        }
    }
}

fn entries<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn has(entry: &Value, key: &str, text: &str) -> bool {
    entry.get(key).is_some_and(|value| value == text)
}

fn same_line(entry: &Value, other: &Value) -> bool {
    ["purchaseOrderId", "lineItemNumber"].iter().all(|key| entry.get(key) == other.get(key))
}

fn place(item: &Value) -> String {
    let part = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{}/{}", part("purchaseOrderId"), part("lineItemNumber"))
}
