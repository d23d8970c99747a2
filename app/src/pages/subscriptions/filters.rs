//! What the listed subscriptions must be: fields of the page, keys of the address, a question to the
//! server.

use leptos::prelude::*;

use crate::page::Address;
use crate::pages::conditions::{Conditions, text};
use crate::text::subscriptions as texts;
use crate::ui::{Choice, Field, Select};

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

pub(super) const FILTERS: Conditions = Conditions {
    keys: &[("text", "text"), ("status", "status"), ("without", "withoutPurchaseOrder")],
    is_asked: |key, value| match key {
        "status" => STATUSES.iter().any(|(known, _)| *known == value),
        "without" => value == ONLY,
        _ => !value.is_empty(),
    },
};

pub(super) fn form(address: Address) -> AnyView {
    let mut statuses = vec![Choice::new("", texts::ANY_STATUS)];
    statuses.extend(STATUSES.map(|(word, text)| Choice::new(word, text)));
    let orders = vec![Choice::new("", texts::ANY_ORDERS), Choice::new(ONLY, texts::ONLY_WITHOUT)];
    view! {
        <div class="issued-filters" role="search" aria-label=texts::FILTER.get()>
            {text(address, "text", texts::FILTER_TEXT)}
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
