//! A dialog over the page, the browser's own: it keeps the focus, closes by Escape and gives the
//! focus back to where it came from.

use crate::ui::follow::watch;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::field::unique;
use super::{Act, Icon, IconButton};
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
    children: ChildrenFn,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    watch(move || {
        let is_open = open.get();
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
            on:close=move |_| close()
        >
            <div class="modal-head">
                <h2 class="modal-title" id=title_id>
                    {title}
                </h2>
                <IconButton label=texts::CLOSE icon=Icon::Close on_click=close />
            </div>
            {content}
        </dialog>
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
