//! What assistive technology reads aloud when it changes, and nobody sees.

use leptos::prelude::*;

/// A polite announcement.
#[component]
pub(crate) fn Live(#[prop(into)] text: Signal<String>) -> AnyView {
    view! {
        <div class="unseen" role="status">
            {text}
        </div>
    }
    .into_any()
}
