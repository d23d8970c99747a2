//! The form of a purchase order that is there.

use billing_files::document::PurchaseOrder;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::meanwhile::Base;
use super::{Sheet, window};
use crate::desk::Desk;
use crate::pages::Proposal;
use crate::pages::order_form::{Form, Part, details, document, of_document};
use crate::text::orders as texts;

pub(super) fn edit_order(sheet: Sheet, is_open: RwSignal<bool>, order: PurchaseOrder) -> AnyView {
    let title = texts::EDIT_ORDER.with(&[("order", &order.id)]);
    window(is_open, title, move |is_open| editing(sheet, is_open, &order))
}

fn editing(sheet: Sheet, is_open: RwSignal<bool>, order: &PurchaseOrder) -> AnyView {
    let base = Base::new(sheet.order(), order, of_document, members);
    let id = order.id.clone();
    let edits = move |typed: &Value| match base.to(&members(typed)) {
        to if to.is_empty() => Vec::new(),
        to => vec![json!({ "set": { "purchaseOrder": id }, "to": to })],
    };
    let form = Form::new(Desk::expect(), of_document(order), edits);
    let mine = Signal::derive(move || form.typed.with(members));
    let applied = move || {
        is_open.try_set(false);
    };
    view! {
        <div class="form">
            {details(form, false)}
            {form.warnings(Some(Part::Details))}
            {base.part(form, mine, String::new())}
            <Proposal
                edits=Signal::derive(move || form.edits())
                on_applied=applied
                held=base.held(mine)
            />
        </div>
    }
    .into_any()
}

/// What the form edits. Lines are edited one by one, and whether it is suspended by a button.
fn members(typed: &Value) -> Value {
    let mut order = document(typed);
    if let Some(order) = order.as_object_mut() {
        order.retain(|key, _| !matches!(key.as_str(), "lineItems" | "suspended" | "updatedAt"));
    }
    order
}

/// What is to be set so that one becomes the other; null takes away.
pub(super) fn differences(was: &Value, is: &Value) -> Map<String, Value> {
    let (Value::Object(was), Value::Object(is)) = (was, is) else { return Map::new() };
    let mut to = is.clone();
    to.retain(|key, value| was.get(key) != Some(value));
    for key in was.keys().filter(|key| !is.contains_key(*key)) {
        to.insert(key.clone(), Value::Null);
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_set_and_what_is_gone_is_taken_away() {
        let was = json!({ "id": "A", "description": "old", "tags": { "a": "b" } });
        let is = json!({ "id": "A", "description": "new", "shipTo": "Rom" });
        let to = differences(&was, &is);
        let expected = json!({ "description": "new", "shipTo": "Rom", "tags": null });
        assert_eq!(Value::Object(to), expected);
        assert!(differences(&was, &was).is_empty());
    }
}
