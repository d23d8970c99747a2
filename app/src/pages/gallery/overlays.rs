//! Dialogs and panels.

use leptos::prelude::*;

use super::samples;
use crate::ui::{Button, ButtonKind, Field, HelpPanel, Modal, SplitView, TextInput};

pub(super) fn overlays() -> AnyView {
    view! {
        {samples("Dialog", dialog())}
        {samples("Panel beside", beside())}
        {samples("Help", help())}
    }
    .into_any()
}

fn dialog() -> AnyView {
    let is_open = RwSignal::new(false);
    let name = RwSignal::new("Renewal in April".to_owned());
    let close = move || is_open.set(false);
    let actions = move || {
        view! {
            <Button label="Cancel" kind=ButtonKind::Quiet on_click=close />
            <Button label="Save scenario" kind=ButtonKind::Primary on_click=close />
        }
    };
    view! {
        <Button label="Open dialog" on_click=move || is_open.set(true) />
        <Modal title="Save scenario" open=is_open on_close=close actions=actions>
            <Field label="Name">
                <TextInput value=name on_input=move |typed: String| name.set(typed) />
            </Field>
        </Modal>
    }
    .into_any()
}

fn beside() -> AnyView {
    let is_open = RwSignal::new(false);
    let panel = || view! { <p>"Line 2 was chosen because it covers the whole invoice."</p> };
    view! {
        <div class="gallery-wide">
            <SplitView
                open=is_open
                title="Document 2026-03 / 17"
                storage_key="tieback.gallery.panel"
                on_close=move || is_open.set(false)
                panel=panel
            >
                <Button label="Show details" on_click=move || is_open.set(true) />
            </SplitView>
        </div>
    }
    .into_any()
}

fn help() -> AnyView {
    let is_open = RwSignal::new(true);
    let panel = move || {
        is_open.get().then(|| {
            view! {
                <HelpPanel title="Balance" on_close=move || is_open.set(false)>
                    <p>"What is left of a line's total value. It may be below zero."</p>
                </HelpPanel>
            }
        })
    };
    view! { <div class="gallery-wide">{panel}</div> }.into_any()
}
