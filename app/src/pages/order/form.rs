//! The form of a purchase order that is there.

use billing_files::document::PurchaseOrder;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::dialogs::Dialog;
use super::meanwhile::{Base, to};
use super::{Sheet, kept, window};
use crate::desk::Desk;
use crate::pages::Proposal;
use crate::pages::order_form::{Form, Part, details, document, of_document};
use crate::storage;
use crate::text::{add_order as add_texts, orders as texts};
use crate::ui::follow::watch;

pub(super) fn edit_order(sheet: Sheet, is_open: RwSignal<bool>, order: PurchaseOrder) -> AnyView {
    let title = texts::EDIT_ORDER.with(&[("order", &order.id)]);
    let left = kept::read(sheet, kept::FORM);
    let key = kept::key(sheet, kept::FORM);
    // Saved or cancelled: who leaves the page does neither.
    watch(move || {
        if !is_open.get() {
            storage::forget(&key);
        }
    });
    window(is_open, title, left.is_some(), move |is_open| {
        editing(sheet, is_open, &order, left.as_ref())
    })
}

/// Opens the form again with what was kept, unless it was saved meanwhile.
pub(super) fn take_up(sheet: Sheet, order: &PurchaseOrder) {
    let Some(left) = kept::read(sheet, kept::FORM) else { return };
    let now = members(&of_document(order));
    if to(&left[WAS], &members(&left[TYPED]), &now).is_empty() {
        storage::forget(&kept::key(sheet, kept::FORM));
    } else {
        sheet.dialog.set(Some(Dialog::Edit));
    }
}

const TYPED: &str = "typed";
const WAS: &str = "was";

/// The form, with what was typed before if it was left.
fn editing(
    sheet: Sheet,
    is_open: RwSignal<bool>,
    order: &PurchaseOrder,
    left: Option<&Value>,
) -> AnyView {
    let base = Base::new(sheet.order(), order, of_document, members);
    let mut begun = of_document(order);
    if let Some(left) = left {
        base.was.set(left[WAS].clone());
        for (key, value) in left[TYPED].as_object().into_iter().flatten() {
            if !is_elsewhere(key) {
                begun[key] = value.clone();
            }
        }
    }
    let id = order.id.clone();
    let edits = move |typed: &Value| match base.to(&members(typed)) {
        to if to.is_empty() => Vec::new(),
        to => vec![json!({ "set": { "purchaseOrder": id }, "to": to })],
    };
    let form = Form::new(Desk::expect(), begun, edits);
    let key = kept::key(sheet, kept::FORM);
    watch(move || {
        let (typed, was) = (form.typed.get(), base.was.get());
        if is_open.get_untracked() {
            let is_other = !differences(&was, &members(&typed)).is_empty();
            kept::keep(&key, is_other.then(|| json!({ TYPED: typed, WAS: was })));
        }
    });
    let mine = Signal::derive(move || form.typed.with(members));
    let applied = move || {
        is_open.try_set(false);
    };
    view! {
        <div class="form">
            {left.map(|_| view! { <p class="hint">{add_texts::WAS_KEPT.get()}</p> })}
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
        order.retain(|key, _| !is_elsewhere(key));
    }
    order
}

fn is_elsewhere(key: &str) -> bool {
    matches!(key, "lineItems" | "suspended" | "updatedAt")
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
