//! What the listed subscriptions must be: fields of the page, keys of the address, a question to the
//! server.

use leptos::prelude::*;

use crate::page::Address;
use crate::pages::issued::encoded;
use crate::text::subscriptions as texts;
use crate::ui::follow::{memo, watch};
use crate::ui::{Choice, Field, Select, TextInput};

/// Keys of the address, and the parameters of the server.
const KEYS: [(&str, &str); 3] =
    [("text", "text"), ("status", "status"), ("without", "withoutPurchaseOrder")];

/// What the server knows. An address may tell anything.
const STATUSES: [(&str, crate::text::Text); 6] = [
    ("ACTIVE", texts::STATUS_ACTIVE),
    ("RENEWED", texts::STATUS_RENEWED),
    ("EXPIRED", texts::STATUS_EXPIRED),
    ("CANCELLED", texts::STATUS_CANCELLED),
    ("REPLACED", texts::STATUS_REPLACED),
    ("TERMINATED", texts::STATUS_TERMINATED),
];

const ONLY: &str = "true";

/// What the address asks for, as a query without its question mark.
pub(super) fn query(address: Address) -> Memo<String> {
    let values = KEYS.map(|(key, _)| address.get(key));
    memo(move || {
        let mut query = String::new();
        for ((key, parameter), value) in KEYS.iter().zip(values) {
            let value = value.get();
            let is_asked = match *key {
                "status" => STATUSES.iter().any(|(known, _)| *known == value),
                "without" => value == ONLY,
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
    let mut statuses = vec![Choice::new("", texts::ANY_STATUS)];
    statuses.extend(STATUSES.map(|(word, text)| Choice::new(word, text)));
    let orders = vec![Choice::new("", texts::ANY_ORDERS), Choice::new(ONLY, texts::ONLY_WITHOUT)];
    view! {
        <div class="issued-filters" role="search" aria-label=texts::FILTER.get()>
            {text(address)}
            <Field label=texts::FILTER_STATUS>
                <Select
                    choices=Signal::stored(statuses)
                    value=address.get("status")
                    on_change=move |word: String| address.set(&[("status", &word)], false)
                />
            </Field>
            <Field label=texts::FILTER_ORDERS>
                <Select
                    choices=Signal::stored(orders)
                    value=address.get("without")
                    on_change=move |word: String| address.set(&[("without", &word)], false)
                />
            </Field>
        </div>
    }
    .into_any()
}

fn text(address: Address) -> AnyView {
    let told = address.get("text");
    let typed = RwSignal::new(String::new());
    watch(move || typed.set(told.get()));
    let commit = move || address.set(&[("text", typed.get_untracked().trim())], false);
    view! {
        <Field label=texts::FILTER_TEXT>
            <TextInput
                value=typed
                on_input=move |text: String| typed.set(text)
                on_commit=commit
            />
        </Field>
    }
    .into_any()
}
