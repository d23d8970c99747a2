//! Taking a purchase order or a line away, with what that does shown first.

use leptos::prelude::*;
use serde_json::json;

use super::Sheet;
use super::dialogs::only_tried;
use crate::page::{Address, Page};
use crate::pages::Proposal;
use crate::text::orders as texts;
use crate::ui::{Field, Modal, TextInput};

/// A purchase order cannot be brought back, so its number is typed before it goes.
pub(super) fn order(sheet: Sheet, is_open: RwSignal<bool>, id: &str) -> AnyView {
    sheet.is_going.set(true);
    let address = Address::here();
    let title = texts::REMOVE_ORDER.with(&[("order", id)]);
    let ask = texts::CONFIRM.with(&[("order", id)]);
    let edits = Signal::stored(vec![json!({ "remove": { "purchaseOrder": id } })]);
    let typed = RwSignal::new(String::new());
    let id = id.to_owned();
    let held = {
        let ask = ask.clone();
        Signal::derive(move || typed.with(|typed| typed.trim() != id).then(|| ask.clone()))
    };
    let close = move || {
        is_open.set(false);
        sheet.is_going.set(false);
    };
    view! {
        <Modal title=title.clone() open=is_open on_close=close>
            <p>{texts::REMOVE_ORDER_TEXT.get()}</p>
            <p>{texts::REMOVE_KEEPS.get()}</p>
            <div class="form order-confirm">
                <Field label=ask.clone()>
                    <TextInput value=typed on_input=move |text: String| typed.set(text) />
                </Field>
            </div>
            <Proposal
                edits=edits
                label=title.clone()
                held=held
                on_applied=move || {
                    is_open.try_set(false);
                    address.go_to(&Page::Orders);
                }
            />
        </Modal>
    }
    .into_any()
}

pub(super) fn line(is_open: RwSignal<bool>, order: &str, number: &str) -> AnyView {
    let title = texts::REMOVE_LINE.with(&[("line", number)]);
    let edits = json!({ "remove": { "purchaseOrder": order, "lineItem": number } });
    let edits = Signal::stored(vec![edits]);
    view! {
        <Modal title=title.clone() open=is_open on_close=move || is_open.set(false)>
            <p>{texts::REMOVE_LINE_TEXT.get()}</p>
            {only_tried(super::UPDATE)}
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
