//! What the listed invoices must be: fields of the page, keys of the address, a question to the
//! server.

use leptos::prelude::*;

use super::encoded;
use crate::format;
use crate::page::Address;
use crate::text::{Text, issued as texts};
use crate::ui::follow::{memo, watch};
use crate::ui::{Choice, Field, MonthInput, Select, TextInput};

/// Keys of the address, and the parameters of the server.
const KEYS: [(&str, &str); 5] = [
    ("text", "text"),
    ("from", "from"),
    ("to", "to"),
    ("order", "purchaseOrder"),
    ("placement", "placement"),
];

/// What the address asks for, as a query without its question mark.
pub(super) fn query(address: Address) -> Memo<String> {
    let values = KEYS.map(|(key, _)| address.get(key));
    memo(move || {
        let mut query = String::new();
        for ((key, parameter), value) in KEYS.iter().zip(values) {
            let value = value.get();
            let is_asked = match *key {
                "from" | "to" => format::is_month(&value),
                _ => !value.is_empty(),
            };
            if is_asked {
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(parameter);
                query.push('=');
                query.push_str(&encoded(&value));
            }
        }
        query
    })
}

/// Takes all conditions away.
pub(super) fn clear(address: Address) {
    address.set(&KEYS.map(|(key, _)| (key, "")), true);
}

pub(super) fn form(address: Address) -> AnyView {
    let placement = address.get("placement");
    let choices = vec![
        Choice::new("", texts::PLACEMENT_ANY),
        Choice::new("on-purchase-order", texts::PLACEMENT_ON),
        Choice::new("nowhere", texts::PLACEMENT_NOWHERE),
    ];
    view! {
        <div class="issued-filters" role="search" aria-label=texts::FILTER.get()>
            {text(address, "text", texts::FILTER_TEXT)}
            {month(address, "from", texts::FILTER_FROM)}
            {month(address, "to", texts::FILTER_TO)}
            {text(address, "order", texts::FILTER_ORDER)}
            <Field label=texts::FILTER_PLACEMENT>
                <Select
                    choices=Signal::stored(choices)
                    value=placement
                    on_change=move |word: String| address.set(&[("placement", &word)], false)
                />
            </Field>
        </div>
    }
    .into_any()
}

fn text(address: Address, key: &'static str, label: Text) -> AnyView {
    let told = address.get(key);
    let typed = RwSignal::new(String::new());
    watch(move || typed.set(told.get()));
    let commit = move || address.set(&[(key, typed.get_untracked().trim())], false);
    view! {
        <Field label=label>
            <TextInput
                value=typed
                on_input=move |text: String| typed.set(text)
                on_commit=commit
            />
        </Field>
    }
    .into_any()
}

fn month(address: Address, key: &'static str, label: Text) -> AnyView {
    let value = address.get(key);
    view! {
        <Field label=label error=month_error(value)>
            <MonthInput
                value=value
                on_change=move |month: String| address.set(&[(key, month.trim())], false)
            />
        </Field>
    }
    .into_any()
}

/// What is wrong with a month that was typed.
pub(in crate::pages) fn month_error(value: Signal<String>) -> Signal<Option<String>> {
    Signal::derive(move || {
        let value = value.get();
        let is_wrong = !value.is_empty() && !format::is_month(&value);
        is_wrong.then(|| texts::NO_MONTH.with(&[("typed", &value)]))
    })
}
