//! What is known about something: names and values.

use leptos::prelude::*;

use crate::text::Text;

/// A list of names and values.
pub(crate) fn facts(facts: impl IntoIterator<Item = (Text, String)>) -> AnyView {
    let facts: Vec<AnyView> = facts.into_iter().map(fact).collect();
    view! { <dl class="facts">{facts}</dl> }.into_any()
}

fn fact((name, value): (Text, String)) -> AnyView {
    view! {
        <div class="fact">
            <dt>{name.get()}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}
