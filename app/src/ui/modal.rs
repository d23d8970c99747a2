//! A dialog over the page, the browser's own: it keeps the focus, closes by Escape and gives the
//! focus back to where it came from.

use crate::ui::follow::{follow, watch};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use super::field::unique;
use super::{Act, Button, ButtonKind, Icon, IconButton};
use crate::text::ui as texts;

/// A dialog. What is inside is drawn anew each time that it opens.
#[component]
pub(crate) fn Modal(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] open: Signal<bool>,
    /// Escape or the closing button; set `open` to false.
    #[prop(into)]
    on_close: Act,
    /// The buttons at the foot, the one that goes on last.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Whether somebody who changed a field is asked once before that is lost.
    #[prop(optional)]
    asks: bool,
    /// Whether something was typed in it before it opened.
    #[prop(optional)]
    is_typed: bool,
    children: ChildrenFn,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    // The field that was changed last, and whether somebody is asked about it.
    let changed = StoredValue::new_local(None::<Element>);
    let is_asking = RwSignal::new(false);
    watch(move || {
        let is_open = open.get();
        changed.set_value(None);
        is_asking.set(false);
        let Some(dialog) = dialog.get() else { return };
        if is_open && !dialog.open() {
            drop(dialog.show_modal());
            // The content is drawn by then.
            request_animation_frame(move || focus_first(&dialog));
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    let close = move || {
        if open.get_untracked() {
            on_close.run(());
        }
    };
    // What was changed is lost where its field is still there.
    let is_lost = move || {
        let is_changed = is_typed
            || changed.with_value(|field| field.as_ref().is_some_and(|field| field.is_connected()));
        asks && is_changed && !is_asking.get_untracked()
    };
    let leave = move || match is_lost() {
        true => is_asking.set(true),
        false => close(),
    };
    let stay = move || {
        is_asking.set(false);
        let field = changed.with_value(|field| field.clone()?.dyn_into::<HtmlElement>().ok());
        if let Some(field) = field {
            drop(field.focus());
        }
    };
    let cancel = move |event: Event| {
        // Lists within it close by the same event.
        let is_own = event.target() == event.current_target();
        if is_own && is_lost() {
            event.prevent_default();
            is_asking.set(true);
        }
    };
    // Where nobody has pressed anything yet, browsers close it by Escape whatever is said to it.
    let closed = move || match open.get_untracked() && is_lost() {
        true => {
            if let Some(dialog) = dialog.get_untracked() {
                drop(dialog.show_modal());
            }
            is_asking.set(true);
        }
        false => close(),
    };
    let note = move |event: Event| {
        changed.set_value(event.target().and_then(|field| field.dyn_into().ok()));
    };
    let title_id = unique("title");
    let labelled_by = title_id.clone();
    let content = move || {
        open.get().then(|| {
            let actions = actions.as_ref().map(|actions| {
                view! { <div class="modal-actions">{actions.run()}</div> }
            });
            view! {
                <div class="modal-body">{children()}</div>
                {actions}
            }
        })
    };
    view! {
        <dialog
            class="modal"
            aria-labelledby=labelled_by
            node_ref=dialog
            on:close=move |_| closed()
            on:cancel=cancel
            on:input=note
        >
            <div class="modal-head">
                <h2 class="modal-title" id=title_id>
                    {title}
                </h2>
                <IconButton label=texts::CLOSE icon=Icon::Close on_click=leave />
            </div>
            {content}
            {follow(move || is_asking.get().then(|| ask(close.into(), stay.into())))}
        </dialog>
    }
    .into_any()
}

/// What is typed is not sent: whether that is meant.
fn ask(leave: Act, stay: Act) -> AnyView {
    let place = NodeRef::<html::Span>::new();
    watch(move || {
        let button = place.get().and_then(|place| place.query_selector("button").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            drop(button.focus());
        }
    });
    view! {
        <div class="modal-ask" role="alert">
            <p>{texts::LEAVE_TYPED.get()}</p>
            <Button label=texts::LEAVE kind=ButtonKind::Danger on_click=leave />
            <span node_ref=place>
                <Button label=texts::STAY on_click=stay />
            </span>
        </div>
    }
    .into_any()
}

/// Gives the focus to the first thing to fill in, where there is one.
fn focus_first(dialog: &HtmlDialogElement) {
    let first = dialog.query_selector(".modal-body :is(input, select, textarea)").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        drop(first.focus());
    }
}
