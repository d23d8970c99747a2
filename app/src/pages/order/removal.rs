//! Taking a purchase order or a line away, with what that does shown first.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::QUIET;
use crate::pages::Proposal;
use crate::text::orders as texts;
use crate::ui::{Button, Icon, Modal};

pub(super) fn order(id: &str) -> AnyView {
    let edits = vec![json!({ "remove": { "purchaseOrder": id } })];
    button(texts::REMOVE_ORDER.with(&[("order", id)]), edits)
}

pub(super) fn line(order: &str, number: &str) -> AnyView {
    let edits = vec![json!({ "remove": { "purchaseOrder": order, "lineItem": number } })];
    button(texts::REMOVE_LINE.with(&[("line", number)]), edits)
}

fn button(title: String, edits: Vec<Value>) -> AnyView {
    let is_open = RwSignal::new(false);
    let edits = Signal::stored(edits);
    view! {
        <Button
            label=texts::REMOVE
            kind=QUIET
            icon=Icon::Trash
            on_click=move || is_open.set(true)
        />
        <Modal title=title.clone() open=is_open on_close=move || is_open.set(false)>
            <p>{texts::REMOVE_ORDER_TEXT.get()}</p>
            <Proposal
                edits=edits
                label=title.clone()
                on_applied=move || {
                    is_open.try_set(false);
                }
            />
        </Modal>
    }
    .into_any()
}
