//! Edits of a snapshot, carried out on its JSON.

use serde_json::{Map, Value, json};

use super::snapshot::{optional_text, text};
use super::{DUPLICATE_ID, NO_SUCH_OBJECT, Refusal};

/// P-13: these keys are no details of a purchase order, its `updatedAt` stays.
const NOT_DETAILS: [&str; 2] = ["contacts", "tags"];

/// The kinds of object that an edit names by id, with the array that holds them.
const KINDS: [(&str, &str); 3] =
    [("purchaseOrder", "purchaseOrders"), ("invoice", "invoices"), ("charge", "charges")];

/// Returns the edited snapshot. It is not validated.
pub(crate) fn apply(snapshot: &Value, edits: &Value) -> Result<Value, Refusal> {
    let mut edited = snapshot.clone();
    let at = text(edits, "at");
    for edit in edits.get("edits").and_then(Value::as_array).into_iter().flatten() {
        let part = |key: &str| edit.get(key).filter(|part| !part.is_null());
        if let (Some(target), Some(to)) = (part("set"), part("to")) {
            set(&mut edited, target, to, &at)?;
        } else if let Some(addition) = part("add") {
            add(&mut edited, addition, &at)?;
        } else if let Some(target) = part("remove") {
            remove(&mut edited, target, &at)?;
        }
    }
    Ok(edited)
}

fn set(snapshot: &mut Value, target: &Value, to: &Value, at: &str) -> Result<(), Refusal> {
    let keys = to.as_object().expect("`to` is an object");
    if let Some((order_id, number)) = line_target(target) {
        let order = find(list(snapshot, "purchaseOrders"), "id", &order_id)?;
        assign(find(list(order, "lineItems"), "number", &number)?, keys);
        put(order, "updatedAt", at);
        return Ok(());
    }
    let (kind, array, id) = object_target(target)?;
    let object = find(list(snapshot, array), "id", &id)?;
    assign(object, keys);
    let changes_details = keys.keys().any(|key| !NOT_DETAILS.contains(&key.as_str()));
    if kind == "purchaseOrder" && changes_details && !keys.contains_key("updatedAt") {
        put(object, "updatedAt", at);
    }
    Ok(())
}

fn add(snapshot: &mut Value, addition: &Value, at: &str) -> Result<(), Refusal> {
    if let Some(line) = addition.get("lineItem").filter(|line| !line.is_null()) {
        let order = find(list(snapshot, "purchaseOrders"), "id", &text(addition, "purchaseOrder"))?;
        append(list(order, "lineItems"), "number", line.clone())?;
        put(order, "updatedAt", at);
        return Ok(());
    }
    for (kind, array) in KINDS {
        let Some(object) = addition.get(kind).filter(|object| !object.is_null()) else { continue };
        let mut object = object.clone();
        if kind == "purchaseOrder" && optional_text(&object, "updatedAt").is_none() {
            put(&mut object, "updatedAt", at);
        }
        append(list(snapshot, array), "id", object)?;
    }
    Ok(())
}

fn remove(snapshot: &mut Value, target: &Value, at: &str) -> Result<(), Refusal> {
    if let Some((order_id, number)) = line_target(target) {
        let order = find(list(snapshot, "purchaseOrders"), "id", &order_id)?;
        take(list(order, "lineItems"), "number", &number)?;
        put(order, "updatedAt", at);
        return Ok(());
    }
    let (_, array, id) = object_target(target)?;
    take(list(snapshot, array), "id", &id)
}

fn line_target(target: &Value) -> Option<(String, String)> {
    Some((optional_text(target, "purchaseOrder")?, optional_text(target, "lineItem")?))
}

fn object_target(target: &Value) -> Result<(&'static str, &'static str, String), Refusal> {
    let named = |(kind, array)| Some((kind, array, optional_text(target, kind)?));
    KINDS.into_iter().find_map(named).ok_or(NO_SUCH_OBJECT)
}

/// A `null` takes the key away.
fn assign(object: &mut Value, keys: &Map<String, Value>) {
    let object = object.as_object_mut().expect("a snapshot is made of objects");
    for (key, value) in keys {
        if value.is_null() {
            object.remove(key);
        } else {
            object.insert(key.clone(), value.clone());
        }
    }
}

fn append(list: &mut Vec<Value>, id_key: &str, object: Value) -> Result<(), Refusal> {
    if find(list, id_key, &text(&object, id_key)).is_ok() {
        return Err(DUPLICATE_ID);
    }
    list.push(object);
    Ok(())
}

fn take(list: &mut Vec<Value>, id_key: &str, id: &str) -> Result<(), Refusal> {
    find(list, id_key, id)?;
    list.retain(|object| text(object, id_key) != id);
    Ok(())
}

fn find<'a>(list: &'a mut [Value], id_key: &str, id: &str) -> Result<&'a mut Value, Refusal> {
    list.iter_mut().find(|object| text(object, id_key) == id).ok_or(NO_SUCH_OBJECT)
}

/// The array under `key`, made when it is missing.
fn list<'a>(object: &'a mut Value, key: &str) -> &'a mut Vec<Value> {
    if !object.get(key).is_some_and(Value::is_array) {
        put(object, key, json!([]));
    }
    let array = object.get_mut(key).and_then(Value::as_array_mut);
    array.expect("the array is there or has just been made")
}

fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    let object = object.as_object_mut().expect("a snapshot is made of objects");
    object.insert(key.to_owned(), value.into());
}
