//! What somebody sees of a change: in the management account all but the purchase orders that are
//! not theirs to see, and in a member what becomes of its own charges. Balances and other accounts'
//! invoices are not a member's to see.

use std::collections::BTreeSet;
use std::sync::Arc;

use permissions::Action;
use records::charges::kept_id;
use records::edits::Previewed;
use records::{Facts, RecordError, Write};
use serde_json::{Value, json};

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

fn narrowed(mut change: Value, is_own: impl Fn(&str) -> bool) -> Value {
    let mut own = BTreeSet::new();
    if let Some(invoices) = change.get_mut("invoices").and_then(Value::as_array_mut) {
        for invoice in invoices.iter_mut() {
            let mut has_own = false;
            for side in ["before", "after"] {
                let placed = invoice.get_mut(side).and_then(Value::as_object_mut);
                let Some(placed) = placed else { continue };
                placed.insert("balanceAfter".to_owned(), Value::Null);
                if let Some(charges) = placed.get_mut("charges").and_then(Value::as_array_mut) {
                    charges.retain(|charge| charge.as_str().is_some_and(&is_own));
                    has_own |= !charges.is_empty();
                }
            }
            if let Some(id) = invoice.get("id").and_then(Value::as_str).filter(|_| has_own) {
                own.insert(id.to_owned());
            }
        }
        // What differs may be what is not seen.
        invoices.retain(|invoice| {
            is_in(&own, invoice, "id") && invoice.get("before") != invoice.get("after")
        });
    }
    if let Some(lines) = change.get_mut("lineItems") {
        *lines = json!([]);
    }
    for side in ["added", "removed"] {
        let events = change.get_mut("events").and_then(|events| events.get_mut(side));
        if let Some(events) = events.and_then(Value::as_array_mut) {
            events.retain(|event| is_in(&own, event, "invoiceId"));
        }
    }
    change
}

fn is_in(ids: &BTreeSet<String>, value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_str).is_some_and(|id| ids.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_told_of_its_own_charges_where_something_differs_that_it_sees() {
        let placed = |balance: &str, charges: &[&str]| json!({ "balanceAfter": balance, "charges": charges });
        let invoices = json!([
            { "id": "balance", "before": placed("1", &["own"]), "after": placed("2", &["own"]) },
            { "id": "new", "before": null, "after": placed("2", &["own", "foreign"]) },
            { "id": "foreign", "before": null, "after": placed("2", &["foreign"]) },
        ]);
        let told = narrowed(json!({ "invoices": invoices }), |charge| charge == "own");
        let after = json!({ "balanceAfter": null, "charges": ["own"] });
        assert_eq!(told["invoices"], json!([{ "id": "new", "before": null, "after": after }]));
    }
}
