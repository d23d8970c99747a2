//! The purchase orders that are chosen, as the acceptance has them.

use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::till::{ALL, EACH, FIXED, KINDS, Till, USAGE};
use crate::pages::subscription::Named;

/// The choice as the acceptance has it.
pub(super) fn choice(till: Till) -> Value {
    match till.choice.get().as_str() {
        ALL => match named(&till.named_for(ALL)) {
            Value::Object(mut named) => {
                named.insert("choice".to_owned(), "oneForAll".into());
                Value::Object(named)
            }
            _ => json!({ "choice": "none" }),
        },
        KINDS => json!({
            "choice": "fixedAndUsage",
            "fixed": named(&till.named_for(FIXED)),
            "usage": named(&till.named_for(USAGE)),
        }),
        EACH => {
            let charges: Map<String, Value> = till
                .charges()
                .into_iter()
                .map(|charge| (named(&till.named_for(&charge.id)), charge.id))
                .filter(|(named, _)| !named.is_null())
                .map(|(named, id)| (id, named))
                .collect();
            json!({ "choice": "each", "charges": charges })
        }
        _ => json!({ "choice": "none" }),
    }
}

fn named(named: &Named) -> Value {
    match named.line() {
        None => Value::Null,
        Some(line) => {
            json!({ "purchaseOrderReference": named.order(), "purchaseOrderLine": line })
        }
    }
}

/// Whether any charge is to name one.
pub(super) fn names_some(till: Till) -> bool {
    till.charges().iter().any(|charge| !till.of_charge(charge).order().is_empty())
}
