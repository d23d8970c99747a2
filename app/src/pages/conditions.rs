//! Conditions of a list: keys of the address, which are parameters of the server.

use leptos::prelude::*;

use crate::page::{Address, encoded};
use crate::text::Text;
use crate::ui::follow::{memo, watch};
use crate::ui::{Field, TextInput};

/// Each key of the address with its parameter, and whether a value under it asks for something:
/// an address may tell anything.
#[derive(Clone, Copy)]
pub(super) struct Conditions {
    pub(super) keys: &'static [(&'static str, &'static str)],
    pub(super) is_asked: fn(key: &str, value: &str) -> bool,
}

impl Conditions {
    /// What the address asks for, as a query with its question mark; empty for nothing.
    pub(super) fn query(self, address: Address) -> Memo<String> {
        let values: Vec<Signal<String>> =
            self.keys.iter().map(|(key, _)| address.get(key)).collect();
        memo(move || {
            let mut query = String::new();
            for ((key, parameter), value) in self.keys.iter().zip(&values) {
                let value = value.get();
                if (self.is_asked)(key, &value) {
                    query.push(if query.is_empty() { '?' } else { '&' });
                    query.push_str(parameter);
                    query.push('=');
                    query.push_str(&encoded(&value));
                }
            }
            query
        })
    }

    /// Takes all conditions away.
    pub(super) fn clear(self, address: Address) {
        let values: Vec<(&str, &str)> = self.keys.iter().map(|(key, _)| (*key, "")).collect();
        address.set(&values, true);
    }
}

/// A field for a text that stands in the address, once it is typed.
pub(super) fn text(address: Address, key: &'static str, label: Text) -> AnyView {
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
