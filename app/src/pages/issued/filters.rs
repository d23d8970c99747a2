//! What the listed invoices must be: fields of the page, keys of the address, a question to the
//! server.

use leptos::prelude::*;

use crate::format;
use crate::page::Address;
use crate::pages::conditions::{Conditions, text};
use crate::text::{Text, issued as texts};
use crate::ui::{Choice, Field, MonthInput, Select};

pub(super) const FILTERS: Conditions = Conditions {
    keys: &[
        ("text", "text"),
        ("from", "from"),
        ("to", "to"),
        ("order", "purchaseOrder"),
        ("placement", "placement"),
    ],
    is_asked: |key, value| match key {
        "from" | "to" => format::is_month(value),
        _ => !value.is_empty(),
    },
};

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
