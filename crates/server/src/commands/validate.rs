//! `tieback validate`.

use std::collections::BTreeMap;

use procurement::{Problem, Sellers, Validation, Workspace, validate_purchase_order};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::cli::Validate;
use crate::exit::Failure;
use crate::output;
use crate::show;
use crate::terminal::Screen;

pub(crate) fn run(arguments: &Validate, screen: Screen) -> Result<(), Failure> {
    let Validate { inputs, json } = arguments;
    let sellers = inputs.sellers.read(*json)?;
    let text = inputs.read(&sellers, *json)?;
    let validation = if is_purchase_order(&text) {
        validate_purchase_order(&text, &sellers)
    } else {
        validate_snapshot(text, &sellers)
    };
    if *json {
        output::line(&validation.to_json())?;
    } else {
        output::text(&show::validation::write(&validation, screen))?;
    }
    if validation.problems.is_empty() { Ok(()) } else { Err(Failure::Refused) }
}

/// The keys of a snapshot. An object with other keys only is meant as a purchase order.
const SNAPSHOT_KEYS: [&str; 4] = ["purchaseOrders", "associations", "invoices", "charges"];

fn is_purchase_order(text: &str) -> bool {
    let keys: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_str(text);
    keys.is_ok_and(|keys| {
        !keys.is_empty() && !SNAPSHOT_KEYS.iter().any(|key| keys.contains_key(*key))
    })
}

/// The problems of a snapshot, and the warnings of its purchase orders.
fn validate_snapshot(text: String, sellers: &Sellers) -> Validation {
    let warnings = warnings(&text, sellers);
    let loaded = Workspace::load(text, sellers);
    let problems = loaded.err().map(|found| found.problems).unwrap_or_default();
    Validation { problems, warnings }
}

fn warnings(text: &str, sellers: &Sellers) -> Vec<Problem> {
    #[derive(Deserialize)]
    struct Snapshot<'t> {
        #[serde(borrow, rename = "purchaseOrders")]
        orders: Option<Vec<&'t RawValue>>,
    }
    // What is no snapshot at all is a problem, and has nothing to warn of.
    let snapshot: Option<Snapshot<'_>> = serde_json::from_str(text).ok();
    let orders = snapshot.and_then(|snapshot| snapshot.orders).unwrap_or_default();
    let of_order = |(index, order): (usize, &RawValue)| {
        let mut warnings = validate_purchase_order(order.get(), sellers).warnings;
        for warning in &mut warnings {
            warning.pointer = format!("/purchaseOrders/{index}{}", warning.pointer);
        }
        warnings
    };
    orders.into_iter().enumerate().flat_map(of_order).collect()
}
