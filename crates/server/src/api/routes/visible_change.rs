//! What somebody sees of a change: in the management account all but the purchase orders that are
//! not theirs to see, and in a member what becomes of its own charges. Balances, other accounts'
//! invoices and totals that have theirs in them are not a member's to see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use permissions::Action;
use records::charges::kept_id;
use records::edits::Previewed;
use records::{Facts, RecordError, Write};
use serde_json::{Map, Value, json};

use crate::api::app::App;
use crate::api::caller::Caller;
use crate::api::problem::{Answer, Problem};

/// A previewed change as the caller sees it, with its digest.
pub(super) fn told(caller: &Caller, facts: &Facts, previewed: &Previewed) -> Answer<Value> {
    let change = told_change(caller, facts, previewed)?;
    Ok(json!({ "change": change, "digest": previewed.digest }))
}

/// A previewed change as the caller sees it.
pub(super) fn told_change(caller: &Caller, facts: &Facts, previewed: &Previewed) -> Answer<Value> {
    let change: Value = serde_json::from_str(&previewed.change)
        .map_err(|error| Problem::from(RecordError::from(error)))?;
    Ok(visible(caller, facts, change))
}

/// A refused save as the caller sees it: the change in it is narrowed too.
pub(super) fn refused(caller: &Caller, facts: &Facts, error: RecordError) -> RecordError {
    match error {
        RecordError::Conflict { code, message, current: Some(mut current) } => {
            if let Some(change) = current.get_mut("change") {
                *change = visible(caller, facts, change.take());
            }
            RecordError::Conflict { code, message, current: Some(current) }
        }
        other => other,
    }
}

/// Begins a change if its outcome is still what was seen. The outcome is computed while nobody is
/// held up; whoever changes the organisation meanwhile makes it be computed again.
pub(super) async fn write_as_seen<F>(
    app: &App,
    caller: &Caller,
    seen: &str,
    outcome: impl Fn() -> F + Send,
) -> Answer<Write>
where
    F: Future<Output = Answer<(Arc<Facts>, Previewed)>> + Send,
{
    const ATTEMPTS: usize = 5;
    for _ in 0..ATTEMPTS {
        let revision = app.records.revision(&caller.organisation).await?;
        let (facts, previewed) = outcome().await?;
        if previewed.digest != seen {
            let current = told(caller, &facts, &previewed)?;
            return Err(RecordError::preview_changed(current).into());
        }
        let write = caller.write(app).await?;
        if write.revision() == revision + 1 {
            return Ok(write);
        }
    }
    Err(RecordError::Busy.into())
}

/// The purchase orders that a caller in the management account may not see. In a member nobody sees
/// any, but for what becomes of its own charges.
pub(super) fn hidden(caller: &Caller, facts: &Facts) -> BTreeSet<String> {
    if !caller.is_management() {
        return BTreeSet::new();
    }
    let hidden = facts
        .orders
        .iter()
        .filter(|order| !caller.may(Action::GetPurchaseOrder, &caller.order(order)));
    hidden.map(|order| order.order.id.clone()).collect()
}

/// The change without some purchase orders: an invoice that goes from or to one of them is placed
/// nowhere there.
fn without(mut change: Value, hidden: &BTreeSet<String>) -> Value {
    if hidden.is_empty() {
        return change;
    }
    let is_hidden = |value: &Value| is_in(hidden, value, "purchaseOrderId");
    if let Some(invoices) = change.get_mut("invoices").and_then(Value::as_array_mut) {
        for invoice in invoices.iter_mut() {
            for side in ["before", "after"] {
                if let Some(placed) = invoice.get_mut(side).filter(|placed| is_hidden(placed)) {
                    *placed = Value::Null;
                }
            }
        }
        invoices.retain(|invoice| ["before", "after"].iter().any(|side| !invoice[side].is_null()));
    }
    if let Some(lines) = change.get_mut("lineItems").and_then(Value::as_array_mut) {
        lines.retain(|line| !is_hidden(line));
    }
    for side in ["added", "removed"] {
        let events = change.get_mut("events").and_then(|events| events.get_mut(side));
        if let Some(events) = events.and_then(Value::as_array_mut) {
            events.retain(|event| !is_hidden(event));
        }
    }
    change
}

fn visible(caller: &Caller, facts: &Facts, change: Value) -> Value {
    if caller.is_management() {
        return without(change, &hidden(caller, facts));
    }
    let is_own = |charge: &str| {
        facts.charge(kept_id(charge)).is_some_and(|kept| kept.account == caller.account)
    };
    narrowed(change, is_own)
}

/// What of a change is about own charges. Of a document that bills others too, neither its total nor
/// the charge of theirs that its id is made of is told.
fn narrowed(mut change: Value, is_own: impl Fn(&str) -> bool) -> Value {
    let mut ids = BTreeMap::new();
    if let Some(invoices) = change.get_mut("invoices").and_then(Value::as_array_mut) {
        for invoice in invoices.iter_mut() {
            let mut has_own = false;
            for side in ["before", "after"] {
                let placed = invoice.get_mut(side).and_then(Value::as_object_mut);
                has_own |= placed.is_some_and(|placed| narrow(placed, &is_own));
            }
            if let Some(id) = invoice.get("id").and_then(Value::as_str).filter(|_| has_own) {
                ids.insert(id.to_owned(), told_id(id, ids.len(), &is_own));
            }
        }
        // What differs may be what is not seen.
        invoices.retain(|invoice| {
            invoice.get("before") != invoice.get("after") && told_as(&ids, &invoice["id"]).is_some()
        });
        for invoice in invoices.iter_mut() {
            let Some(id) = told_as(&ids, &invoice["id"]) else { continue };
            for side in ["before", "after"] {
                if let Some(placed) = invoice.get_mut(side).and_then(Value::as_object_mut) {
                    placed.insert("id".to_owned(), id.clone());
                }
            }
            invoice["id"] = id;
        }
    }
    if let Some(lines) = change.get_mut("lineItems") {
        *lines = json!([]);
    }
    for side in ["added", "removed"] {
        let events = change.get_mut("events").and_then(|events| events.get_mut(side));
        if let Some(events) = events.and_then(Value::as_array_mut) {
            events.retain_mut(|event| {
                let id = told_as(&ids, &event["invoiceId"]);
                id.map(|id| event["invoiceId"] = id).is_some()
            });
        }
    }
    change
}

/// Leaves of a document what is seen of it, and tells whether there is an own charge.
fn narrow(placed: &mut Map<String, Value>, is_own: impl Fn(&str) -> bool) -> bool {
    let mut hidden = vec!["balanceAfter"];
    let mut has_own = false;
    if let Some(charges) = placed.get_mut("charges").and_then(Value::as_array_mut) {
        let count = charges.len();
        charges.retain(|charge| charge.as_str().is_some_and(&is_own));
        has_own = !charges.is_empty();
        if charges.len() < count {
            hidden.extend(["total", "covered"]);
        }
    }
    for key in hidden {
        placed.insert(key.to_owned(), Value::Null);
    }
    has_own
}

/// A document that comes of charges is named by the first of them.
fn told_id(id: &str, number: usize, is_own: impl Fn(&str) -> bool) -> Value {
    match id.strip_prefix("preview:") {
        Some(charge) if !is_own(charge) => json!(format!("preview:shared-{}", number + 1)),
        _ => json!(id),
    }
}

fn told_as(ids: &BTreeMap<String, Value>, id: &Value) -> Option<Value> {
    ids.get(id.as_str()?).cloned()
}

fn is_in(ids: &BTreeSet<String>, value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_str).is_some_and(|id| ids.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(id: &str, total: Option<&str>, balance: Option<&str>, charges: &[&str]) -> Value {
        let covered = total.map(|_| true);
        json!({
            "id": id, "total": total, "covered": covered, "balanceAfter": balance,
            "charges": charges,
        })
    }

    #[test]
    fn a_member_is_told_of_its_own_charges_where_something_differs_that_it_sees() {
        let of = |id: &str, balance: &str, charges: &[&str]| {
            placed(&format!("preview:{id}"), Some("9"), Some(balance), charges)
        };
        let moved = |id: &str, before: Value, after: Value| json!({ "id": format!("preview:{id}"), "before": before, "after": after });
        let none = || Value::Null;
        let invoices = json!([
            moved("own-1", of("own-1", "1", &["own-1"]), of("own-1", "2", &["own-1"])),
            moved("own-2", none(), of("own-2", "2", &["own-2"])),
            moved("own-3", of("own-3", "5", &["own-3"]), of("own-3", "2", &["own-3", "theirs-3"])),
            moved("a-theirs", none(), of("a-theirs", "2", &["a-theirs", "own-4"])),
            moved("theirs", none(), of("theirs", "2", &["theirs"])),
        ]);
        let event =
            |id: &str| json!({ "code": "OUT_OF_BALANCE", "invoiceId": format!("preview:{id}") });
        let events = json!({ "added": [event("own-2"), event("a-theirs"), event("theirs")] });
        let change = json!({ "invoices": invoices, "events": events });
        let told = narrowed(change, |charge| charge.starts_with("own"));
        let own = |id: &str| placed(id, Some("9"), None, &[&id["preview:".len()..]]);
        let shared = |id: &str, charge: &str| placed(id, None, None, &[charge]);
        let (first, second, third) = ("preview:own-2", "preview:own-3", "preview:shared-4");
        let expected = json!([
            { "id": first, "before": null, "after": own(first) },
            { "id": second, "before": own(second), "after": shared(second, "own-3") },
            { "id": third, "before": null, "after": shared(third, "own-4") },
        ]);
        assert_eq!(told["invoices"], expected);
        let named: Vec<&Value> = told["events"]["added"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["invoiceId"])
            .collect();
        assert_eq!(named, [first, third]);
        assert!(!told.to_string().contains("theirs"), "{told}");
    }
}
