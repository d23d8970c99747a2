//! The difference between facts, value by value: what two people have both changed, and the edits
//! that lead back.

use std::collections::{BTreeMap, BTreeSet};

use procurement::sorting::gather;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::{Clash, ClashField};
use crate::facts::Facts;
use crate::scenario::Named;

/// Values that are the server's own.
const NOT_SETTABLE: [&str; 3] = ["id", "updatedAt", "lineItems"];

/// Of a charge, what a buyer may set.
const REFERENCE: [&str; 2] = ["purchaseOrderReference", "purchaseOrderLine"];

/// What is named, and has been changed by others and by the scenario to something different.
pub(crate) fn clashes(named: &Named, before: &Facts, theirs: &Facts, mine: &Facts) -> Vec<Clash> {
    let order =
        |facts: &Facts, id: &str| values_of_order(object(facts.orders.get(id).map(|o| &**o)));
    let charge = |facts: &Facts, id: &str| values_of_charge(object(facts.charge(id)));
    let orders = named.orders.iter().map(|id| Clash {
        id: id.clone(),
        is_charge: false,
        fields: fields(&order(before, id), &order(theirs, id), &order(mine, id)),
    });
    let charges = named.charges.iter().map(|id| Clash {
        id: id.clone(),
        is_charge: true,
        fields: fields(&charge(before, id), &charge(theirs, id), &charge(mine, id)),
    });
    orders.chain(charges).filter(|clash| !clash.fields.is_empty()).collect()
}

type Values = BTreeMap<String, String>;

fn fields(before: &Values, theirs: &Values, mine: &Values) -> Vec<ClashField> {
    let names: BTreeSet<&String> = gather(before.keys().chain(theirs.keys()).chain(mine.keys()));
    let value = |values: &Values, name: &String| values.get(name).cloned().unwrap_or_default();
    let three = names.into_iter().map(|name| ClashField {
        name: name.clone(),
        before: value(before, name),
        theirs: value(theirs, name),
        mine: value(mine, name),
    });
    let all_differ = |field: &ClashField| {
        field.before != field.theirs && field.before != field.mine && field.theirs != field.mine
    };
    three.filter(all_differ).collect()
}

/// The values of a purchase order and of its line items, each under its name.
fn values_of_order(order: Map<String, Value>) -> Values {
    let mut values = Values::new();
    for (key, value) in order {
        if key == "lineItems" {
            for line in value.as_array().into_iter().flatten() {
                let Some(line) = line.as_object() else { continue };
                let number = text(line.get("number").unwrap_or(&Value::Null));
                let named = line
                    .iter()
                    .map(|(key, value)| (["lineItems/", &number, "/", key].concat(), text(value)));
                values.extend(named);
            }
        } else if !NOT_SETTABLE.contains(&key.as_str()) {
            values.insert(key, text(&value));
        }
    }
    values
}

fn values_of_charge(charge: Map<String, Value>) -> Values {
    let settable = charge.into_iter().filter(|(key, _)| REFERENCE.contains(&key.as_str()));
    gather(settable.map(|(key, value)| (key, text(&value))))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The members of an object; none of one that is not there.
fn object(of: Option<&impl Serialize>) -> Map<String, Value> {
    match of.map(serde_json::to_value) {
        Some(Ok(Value::Object(members))) => members,
        _ => Map::new(),
    }
}

/// The edits that make of the facts after a save what they were before, as far as edits can.
pub(crate) fn reversal(named: &Named, before: &Facts, after: &Facts) -> Vec<Value> {
    let mut edits = Vec::new();
    for id in &named.orders {
        let old = object(before.orders.get(id).map(|order| &**order));
        let new = object(after.orders.get(id).map(|order| &**order));
        match (old.is_empty(), new.is_empty()) {
            (true, true) => {}
            (true, false) => edits.push(json!({ "remove": { "purchaseOrder": id } })),
            (false, true) => {
                let mut order = old;
                order.remove("updatedAt");
                edits.push(json!({ "add": { "purchaseOrder": order } }));
            }
            (false, false) => reverse_order(id, &old, &new, &mut edits),
        }
    }
    for id in &named.charges {
        let (old, new) = (object(before.charge(id)), object(after.charge(id)));
        if new.is_empty() {
            continue;
        }
        let to = back(&old, &new, |key| REFERENCE.contains(&key));
        if !to.is_empty() {
            edits.push(json!({ "set": { "charge": id }, "to": to }));
        }
    }
    edits
}

/// The edits among these that lead back from what others have left as it was.
pub(crate) fn still_leading_back(
    mut edits: Vec<Value>,
    before: &Facts,
    after: &Facts,
) -> Vec<Value> {
    let reference =
        |facts: &Facts, id: &str| Some(values_of_charge(object(Some(facts.charge(id)?))));
    edits.retain(|edit| {
        let named = Named::by(std::slice::from_ref(edit));
        named.orders.iter().all(|id| before.orders.get(id) == after.orders.get(id))
            && named.charges.iter().all(|id| {
                let now = reference(after, id);
                now.is_some() && now == reference(before, id)
            })
    });
    edits
}

fn reverse_order(
    id: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    edits: &mut Vec<Value>,
) {
    let to = back(old, new, |key| !NOT_SETTABLE.contains(&key));
    if !to.is_empty() {
        edits.push(json!({ "set": { "purchaseOrder": id }, "to": to }));
    }
    let (old, new) = (lines(old), lines(new));
    for (number, line) in &old {
        match new.get(number) {
            None => edits.push(json!({ "add": { "purchaseOrder": id, "lineItem": line } })),
            Some(now) => {
                let to = back(line, now, |key| key != "number");
                if !to.is_empty() {
                    let set = json!({ "purchaseOrder": id, "lineItem": number });
                    edits.push(json!({ "set": set, "to": to }));
                }
            }
        }
    }
    for number in new.keys().filter(|number| !old.contains_key(*number)) {
        edits.push(json!({ "remove": { "purchaseOrder": id, "lineItem": number } }));
    }
}

/// The line items of a purchase order, by number.
fn lines(order: &Map<String, Value>) -> BTreeMap<String, Map<String, Value>> {
    let lines = order.get("lineItems").and_then(Value::as_array).into_iter().flatten();
    let numbered = lines.filter_map(|line| {
        let line = line.as_object()?;
        Some((line.get("number")?.as_str()?.to_owned(), line.clone()))
    });
    gather(numbered)
}

/// The values that lead back, null where there was none.
fn back(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    is_settable: impl Fn(&str) -> bool,
) -> Map<String, Value> {
    let names: BTreeSet<&String> = gather(old.keys().chain(new.keys()));
    let differing =
        names.into_iter().filter(|name| is_settable(name) && old.get(*name) != new.get(*name));
    let values =
        differing.map(|name| (name.clone(), old.get(name).cloned().unwrap_or(Value::Null)));
    values.collect()
}
