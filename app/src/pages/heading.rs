//! The heading of a page. A page that is gone to takes the focus there and names itself, since
//! nothing else tells a screen reader that the page is another.

#![expect(unreachable_pub, reason = "the component macro writes builders with public parts")]

use std::cell::Cell;

use crate::ui::follow::watch;
use leptos::html;
use leptos::prelude::*;

use crate::text::frame as texts;

thread_local! {
    static IS_FIRST: Cell<bool> = const { Cell::new(true) };
}

/// The heading.
#[component]
pub(crate) fn Heading(#[prop(into)] text: Signal<String>) -> AnyView {
    let heading = NodeRef::<html::H1>::new();
    watch(move || {
        document().set_title(&[&text.get(), " · ", texts::PRODUCT.get()].concat());
    });
    watch(move || {
        let Some(heading) = heading.get() else { return };
        // The page that the browser loads keeps the focus that the browser gave it.
        if !IS_FIRST.replace(false) {
            drop(heading.focus());
        }
    });
    view! {
        <div class="heading-line">
            <h1 class="heading" tabindex="-1" node_ref=heading>
                {text}
            </h1>
            {super::help::button()}
        </div>
    }
    .into_any()
}
