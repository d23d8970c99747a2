//! What edits touch, by their shape alone: permissions are asked for it before anything is done.
//! What is null is absent, as it is for whoever applies them.

use serde_json::Value;

/// Something that an edit touches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// A purchase order is added, with these tags.
    AddOrder {
        /// Its id, empty where the edit has none.
        order: String,
        /// Its tags.
        tags: Vec<(String, String)>,
    },
    /// Details or line items of a purchase order change.
    UpdateOrder(String),
    /// A purchase order is suspended, or taken up again.
    UpdateStatus(String),
    /// The tags of a purchase order change, to these.
    Tag {
        /// Its id.
        order: String,
        /// The tags that it gets.
        tags: Vec<(String, String)>,
    },
    /// A purchase order is removed.
    RemoveOrder(String),
    /// A charge names another purchase order.
    Charge(String),
}

/// Everything that edits touch, in order and without repetition. What is no edit of the contract
/// touches nothing, and is refused when the edits are applied.
pub fn touched(edits: &[Value]) -> Vec<Touch> {
    let mut touched: Vec<Touch> = edits.iter().flat_map(of_edit).collect();
    touched.sort();
    touched.dedup();
    touched
}

fn of_edit(edit: &Value) -> Vec<Touch> {
    let order_of = |target: &Value| target.get("purchaseOrder")?.as_str().map(str::to_owned);
    if let Some(target) = there(edit, "set") {
        if let Some(charge) = target.get("charge").and_then(Value::as_str) {
            return vec![Touch::Charge(charge.to_owned())];
        }
        let Some(order) = order_of(target) else { return Vec::new() };
        if there(target, "lineItem").is_some() {
            return vec![Touch::UpdateOrder(order)];
        }
        let to = edit.get("to").and_then(Value::as_object);
        return to.into_iter().flatten().map(|(key, value)| of_key(&order, key, value)).collect();
    }
    if let Some(target) = there(edit, "add") {
        if there(target, "lineItem").is_some() {
            return order_of(target).map(Touch::UpdateOrder).into_iter().collect();
        }
        let Some(order) = there(target, "purchaseOrder") else { return Vec::new() };
        let id = order.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let tags = order.get("tags").map(tags_of).unwrap_or_default();
        return vec![Touch::AddOrder { order: id, tags }];
    }
    let Some(target) = there(edit, "remove") else { return Vec::new() };
    let Some(order) = order_of(target) else { return Vec::new() };
    match there(target, "lineItem") {
        Some(_) => vec![Touch::UpdateOrder(order)],
        None => vec![Touch::RemoveOrder(order)],
    }
}

fn there<'v>(object: &'v Value, key: &str) -> Option<&'v Value> {
    object.get(key).filter(|value| !value.is_null())
}

fn of_key(order: &str, key: &str, value: &Value) -> Touch {
    match key {
        "suspended" => Touch::UpdateStatus(order.to_owned()),
        "tags" => Touch::Tag { order: order.to_owned(), tags: tags_of(value) },
        _ => Touch::UpdateOrder(order.to_owned()),
    }
}

fn tags_of(tags: &Value) -> Vec<(String, String)> {
    let tags = tags.as_object().into_iter().flatten();
    tags.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Permissions are asked for what is done, so null must be absent here as it is there.
    #[test]
    fn what_is_null_is_absent() {
        let order = || "A".to_owned();
        let removed = json!({"remove": {"purchaseOrder": "A", "lineItem": null}});
        assert_eq!(touched(&[removed]), [Touch::RemoveOrder(order())]);
        let suspended =
            json!({"set": {"purchaseOrder": "A", "lineItem": null}, "to": {"suspended": true}});
        assert_eq!(touched(&[suspended]), [Touch::UpdateStatus(order())]);
        let added = json!({"set": null, "remove": null, "add": {"purchaseOrder": {"id": "A"}, "lineItem": null}});
        assert_eq!(touched(&[added]), [Touch::AddOrder { order: order(), tags: Vec::new() }]);
        let line = json!({"remove": {"purchaseOrder": "A", "lineItem": "1", "charge": null}});
        assert_eq!(touched(&[line]), [Touch::UpdateOrder(order())]);
    }
}
