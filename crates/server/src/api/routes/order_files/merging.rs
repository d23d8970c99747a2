//! A list of purchase orders beside those that are there: the edits that make them agree.

use std::collections::BTreeMap;

use billing_files::document::{Contact, LineItem, PurchaseOrder};
use records::Facts;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What a list changes.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// The contract's edits.
    pub(super) edits: Vec<Value>,
    /// The purchase order of each edit.
    pub(super) edited: Vec<String>,
    pub(super) added: Vec<String>,
    pub(super) changed: Vec<String>,
    pub(super) unchanged: Vec<String>,
}

/// What a list makes another value of in a purchase order that is there.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PurchaseOrderDifference")]
pub(super) struct Difference {
    /// The purchase order.
    pub(super) purchase_order: String,
    /// The line that it is of; none where it is of the purchase order as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    line_item: Option<String>,
    /// The key in the purchase order, or in its line; `lineItems` where the line is new.
    field: String,
    /// The value that is there; none where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    /// The value of the list; none where the list takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
}

/// What edits of a list change in purchase orders that are there, in the order of the list.
pub(super) fn told(facts: &Facts, edits: &[Value]) -> Vec<Difference> {
    let mut told = Vec::new();
    for edit in edits {
        let text = |pointer| edit.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let new_line = edit.pointer("/add/lineItem");
        let of = text("/set/purchaseOrder").or_else(|| text("/add/purchaseOrder"));
        // One that is new is known by its number alone.
        let Some(kept) = of.and_then(|id| facts.order(&id)) else { continue };
        let line_item = text("/set/lineItem").or_else(|| text("/add/lineItem/number"));
        let mut tell = |field: &str, before: Option<Value>, after: &Value| {
            told.push(Difference {
                purchase_order: kept.order.id.clone(),
                line_item: line_item.clone(),
                field: field.to_owned(),
                before,
                after: Some(after.clone()).filter(|after| !after.is_null()),
            });
        };
        if let Some(line) = new_line {
            tell("lineItems", None, line);
        }
        let line =
            kept.order.line_items.iter().find(|line| Some(&line.number) == line_item.as_ref());
        let mut is = line.map_or_else(|| object(&kept.order), object);
        let keys = if line.is_some() { OF_LINE.as_slice() } else { OF_ORDER.as_slice() };
        for field in keys {
            if let Some(after) = edit["to"].get(field) {
                tell(field, is.remove(*field), after);
            }
        }
    }
    told
}

/// Compares the purchase orders of a list with those that are there. What the list left empty, or
/// has no column for, was read as it is there.
pub(super) fn merge(facts: &Facts, listed: &[PurchaseOrder]) -> Merged {
    let mut merged = Merged::default();
    for wanted in listed {
        let edits = match facts.order(&wanted.id) {
            None => {
                merged.added.push(wanted.id.clone());
                vec![addition(wanted)]
            }
            Some(kept) => {
                let edits = differences(&kept.order, wanted);
                let list =
                    if edits.is_empty() { &mut merged.unchanged } else { &mut merged.changed };
                list.push(wanted.id.clone());
                edits
            }
        };
        merged.edited.extend(edits.iter().map(|_| wanted.id.clone()));
        merged.edits.extend(edits);
    }
    merged
}

/// When it was updated is the server's to say.
fn addition(wanted: &PurchaseOrder) -> Value {
    let mut order = object(wanted);
    order.remove("updatedAt");
    json!({ "add": { "purchaseOrder": order } })
}

/// The keys of a purchase order that a list may say.
const OF_ORDER: [&str; 8] = [
    "billFrom",
    "currency",
    "effectiveMonth",
    "expirationMonth",
    "suspended",
    "contacts",
    "invoiceUnits",
    "taxRegistrationNumbers",
];

/// Those of a line.
const OF_LINE: [&str; 9] = [
    "type",
    "startMonth",
    "endMonth",
    "amount",
    "quantity",
    "tax",
    "balanceTracking",
    "costCenter",
    "description",
];

fn differences(is: &PurchaseOrder, wanted: &PurchaseOrder) -> Vec<Value> {
    let mut edits = Vec::new();
    let wanted_order = PurchaseOrder { contacts: contacts(is, wanted), ..wanted.clone() };
    let to = different(is, &wanted_order, &OF_ORDER);
    if !to.is_empty() {
        edits.push(json!({ "set": { "purchaseOrder": is.id }, "to": to }));
    }
    let lines: BTreeMap<&str, &LineItem> =
        is.line_items.iter().map(|line| (line.number.as_str(), line)).collect();
    for line in &wanted.line_items {
        let Some(before) = lines.get(line.number.as_str()) else {
            edits.push(json!({ "add": { "purchaseOrder": is.id, "lineItem": line } }));
            continue;
        };
        let to = different(*before, line, &OF_LINE);
        if !to.is_empty() {
            let target = json!({ "purchaseOrder": is.id, "lineItem": line.number });
            edits.push(json!({ "set": target, "to": to }));
        }
    }
    edits
}

/// A list knows contacts by their addresses: names and numbers stay.
fn contacts(is: &PurchaseOrder, wanted: &PurchaseOrder) -> Vec<Contact> {
    let known = |contact: &Contact| is.contacts.iter().find(|known| known.email == contact.email);
    let contacts = wanted.contacts.iter();
    contacts.map(|contact| known(contact).unwrap_or(contact).clone()).collect()
}

/// What is to be set of these keys; null takes away.
fn different<T: Serialize>(is: &T, wanted: &T, keys: &[&str]) -> Map<String, Value> {
    let (is, mut wanted) = (object(is), object(wanted));
    let mut to = Map::new();
    for key in keys {
        let wanted = wanted.remove(*key).unwrap_or_default();
        if !is_same(is.get(*key).unwrap_or(&Value::Null), &wanted) {
            to.insert((*key).to_owned(), wanted);
        }
    }
    to
}

fn object(record: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(object)) => object,
        // Records are objects of texts.
        _ => Map::new(),
    }
}

/// Whether two values are one; numbers are, however many zeros a spreadsheet leaves of them.
fn is_same(is: &Value, wanted: &Value) -> bool {
    match (is, wanted) {
        (Value::String(is), Value::String(wanted)) => {
            let number = |text: &str| procurement::parse_number(text).ok();
            is == wanted || number(is).is_some_and(|is| number(wanted) == Some(is))
        }
        (Value::Object(is), Value::Object(wanted)) => {
            is.len() == wanted.len()
                && is
                    .iter()
                    .all(|(key, is)| wanted.get(key).is_some_and(|wanted| is_same(is, wanted)))
        }
        (is, wanted) => is == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        let same = |is: Value, wanted: Value| is_same(&is, &wanted);
        assert!(same(json!("1000.00"), json!("1000")));
        assert!(!same(json!("1000.00"), json!("1000.01")));
        assert!(!same(json!("2026-01"), json!("2026-02")));
        let percent = |value: &str| json!({ "type": "percent", "value": value });
        assert!(same(percent("10.0"), percent("10")));
        assert!(!same(percent("10"), json!({ "type": "absolute", "value": "10" })));
        assert!(!same(Value::Null, json!("1")));
    }
}
