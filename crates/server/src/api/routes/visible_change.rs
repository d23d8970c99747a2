//! What somebody sees of a change: all of it in the management account, and in a member what becomes
//! of its own charges. Balances and other accounts' invoices are not a member's to see.

use std::collections::BTreeSet;

use records::charges::kept_id;
use records::edits::Previewed;
use records::{Facts, RecordError};
use serde_json::{Value, json};

use crate::api::caller::Caller;
use crate::api::problem::{Answer, Problem};

/// A previewed change as the caller sees it, with its digest.
pub(super) fn told(caller: &Caller, facts: &Facts, previewed: &Previewed) -> Answer<Value> {
    let change: Value = serde_json::from_str(&previewed.change)
        .map_err(|error| Problem::from(RecordError::from(error)))?;
    Ok(json!({ "change": visible(caller, facts, change), "digest": previewed.digest }))
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

fn visible(caller: &Caller, facts: &Facts, change: Value) -> Value {
    if caller.is_management() {
        return change;
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
        invoices.retain(|invoice| is_in(&own, invoice, "id"));
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
