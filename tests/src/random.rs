//! Random valid snapshots and edits, the same for the same seed.
//!
//! Small and made to collide: few sellers, months and instants, ids that sort unlike they read,
//! balances that are met exactly, sums that are rounding ties. Every rule of the contract for
//! input is kept, so that any refusal but `AMOUNT_TOO_LARGE` is somebody's mistake.

mod amounts;
mod changes;
mod dice;
mod documents;
mod names;
mod orders;

use serde_json::{Map, Value, json};

use dice::Dice;

/// Returns a snapshot with at most 8 purchase orders, 25 invoices and 25 charges.
pub fn snapshot(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let orders = orders::purchase_orders(&mut dice);
    let associations = documents::associations(&mut dice, &orders);
    let charges = documents::charges(&mut dice, &orders);
    let invoices = documents::invoices(&mut dice, &orders, &associations, &charges);

    let mut snapshot = Map::new();
    let lists = [
        ("purchaseOrders", orders),
        ("associations", associations),
        ("charges", charges),
        ("invoices", invoices),
    ];
    for (key, list) in lists {
        // All four are optional; an empty one may be said in three ways.
        match dice.below(3) {
            0 if list.is_empty() => {}
            1 if list.is_empty() => put(&mut snapshot, key, Value::Null),
            _ => put(&mut snapshot, key, list),
        }
    }
    Value::Object(snapshot)
}

/// Returns an edits document with one to four edits that the snapshot takes and that leave it
/// valid.
pub fn edits(seed: u64, snapshot: &Value) -> Value {
    let mut dice = Dice::new(seed);
    let at = names::instant(&mut dice);
    let mut edits = Vec::new();
    let mut edited = snapshot.clone();
    for _ in 0..dice.between(1, 4) {
        let edit = changes::edit(&mut dice, &edited);
        // The next edit is drawn for what this one leaves behind.
        edited = crate::oracle::apply(&edited, &json!({ "at": at, "edits": [edit] }))
            .expect("an edit was drawn for the snapshot that it meets");
        edits.push(edit);
    }
    json!({ "at": at, "edits": edits })
}

type Object = Map<String, Value>;

fn put(object: &mut Object, key: &str, value: impl Into<Value>) {
    object.insert(key.to_owned(), value.into());
}

/// A missing optional key and `null` mean the same: nothing is sometimes said aloud.
fn put_optional(dice: &mut Dice, object: &mut Object, key: &str, value: Option<impl Into<Value>>) {
    match value {
        Some(value) => put(object, key, value),
        None if dice.percent(20) => put(object, key, Value::Null),
        None => {}
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
