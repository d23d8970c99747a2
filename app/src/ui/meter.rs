//! How much of something is used, as a bar and in words.

use leptos::prelude::*;

use super::Kind;
use crate::format;

/// A bar with its text.
#[component]
pub(crate) fn Meter(
    #[prop(into)] label: String,
    /// Thousandths that are used; beyond a thousand the bar is full.
    #[prop(into)]
    per_mille: Signal<usize>,
    /// Says the same in words, such as `US$250.00 of US$1,000.00`.
    #[prop(into)]
    text: Signal<String>,
    #[prop(optional, into)] kind: Signal<Kind>,
) -> AnyView {
    let shown = Signal::derive(move || format::digits(per_mille.get().min(1000)));
    let width = Signal::derive(move || {
        let filled = per_mille.get().min(1000);
        let tenths = filled % 10;
        [&format::digits(filled / 10), ".", &format::digits(tenths), "%"].concat()
    });
    view! {
        <div class="meter">
            <div
                class="meter-bar"
                role="meter"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax="1000"
                aria-valuenow=shown
                aria-valuetext=text
                data-kind=Signal::derive(move || kind.get().name())
            >
                <span class="meter-fill" style:inline-size=width></span>
            </div>
            <span class="meter-text" aria-hidden="true">
                {text}
            </span>
        </div>
    }
    .into_any()
}
