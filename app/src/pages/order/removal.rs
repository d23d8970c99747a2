//! Taking a purchase order or a line away, with what that does shown first.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{Asking, QUIET, asked};
use crate::text::orders as texts;
use crate::ui::Icon;

pub(super) fn order(id: &str) -> AnyView {
    let edits = vec![json!({ "remove": { "purchaseOrder": id } })];
    button(texts::REMOVE_ORDER.with(&[("order", id)]), edits)
}

pub(super) fn line(order: &str, number: &str) -> AnyView {
    let edits = vec![json!({ "remove": { "purchaseOrder": order, "lineItem": number } })];
    button(texts::REMOVE_LINE.with(&[("line", number)]), edits)
}

fn button(title: String, edits: Vec<Value>) -> AnyView {
    let note = Some(texts::REMOVE_ORDER_TEXT);
    let button = Asking { label: texts::REMOVE, icon: Icon::Trash, kind: QUIET, note };
    asked(button, title, edits)
}
