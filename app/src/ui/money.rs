//! An amount of money, typed as the language writes numbers and kept as plain decimal text.

use leptos::prelude::*;

use super::On;
use super::field::Control;
use crate::format;

/// An amount and its currency. What cannot be read is handed on as typed, for the page to refuse.
#[component]
pub(crate) fn MoneyInput(
    /// Plain decimal text, `1234.50`, or what was typed and could not be read.
    #[prop(into)]
    value: Signal<String>,
    #[prop(into)] currency: Signal<String>,
    /// Every keystroke.
    #[prop(into)]
    on_change: On<String>,
    #[prop(optional, into)] label: Option<String>,
) -> AnyView {
    let control = Control::expect();
    // While somebody types, the text is theirs; afterwards it is written as the language does.
    let typed = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || match typed.get() {
        Some(typed) => typed,
        None => format::amount(&value.get()),
    });
    let changed = move |text: String| {
        typed.set(Some(text.clone()));
        let read = format::parse_amount(&text);
        on_change.run((read.unwrap_or(text),));
    };
    view! {
        <div class="money">
            <input
                type="text"
                class="input"
                id=control.id
                inputmode="decimal"
                autocomplete="off"
                data-numeric="true"
                aria-label=label
                aria-describedby=control.described
                aria-invalid=control.invalid
                prop:value=shown
                on:input=move |event| changed(event_target_value(&event))
                on:blur=move |_| typed.set(None)
            />
            <span class="money-currency">{currency}</span>
        </div>
    }
    .into_any()
}
