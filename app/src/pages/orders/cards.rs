//! What to look at, counted: each card shows those that it counts.

use leptos::prelude::*;

use super::entries::{Fact, Made};
use super::{CARD, List};
use crate::format;
use crate::text::{Text, dashboard as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Kind, icon};

pub(super) fn cards(list: List, made: Made) -> AnyView {
    let cards: Vec<AnyView> = Fact::cards().map(|known| card(list, made, known)).collect();
    let failure = follow(move || match &*made.read() {
        Some(Err(failure)) => {
            let reason = failure.sentences().join(" ");
            let told = texts::MADE_UNKNOWN.with(&[("reason", &reason)]);
            Some(view! { <p class="hint" role="status">{told}</p> })
        }
        _ => None,
    });
    view! {
        <section aria-label=texts::CARDS.get()>
            <ul class="order-cards">{cards}</ul>
        </section>
        {failure}
    }
    .into_any()
}

fn card(list: List, made: Made, (fact, label, hint): (Fact, Text, Text)) -> AnyView {
    let count = memo(move || {
        let is_known = fact != Fact::Made || matches!(&*made.read(), Some(Ok(_)));
        list.entries.with(|entries| {
            let entries = entries.as_ref().filter(|_| is_known)?;
            Some(entries.iter().filter(|entry| entry.is(fact)).count())
        })
    });
    let is_chosen = memo(move || list.card.get() == Some(fact));
    // What is nowhere the case is nothing to worry about.
    let kind = memo(move || if count.get() > Some(0) { fact.kind() } else { Kind::Neutral });
    let choose = move |_| {
        let word = if is_chosen.get_untracked() { "" } else { fact.word() };
        list.address.set(&[(CARD, word)], true);
    };
    view! {
        <li class="order-card-place">
            <button
                type="button"
                class="order-card"
                aria-pressed=Signal::derive(move || if is_chosen.get() { "true" } else { "false" })
                data-kind=Signal::derive(move || kind.get().name())
                on:click=choose
            >
                <span class="order-card-count">
                    {follow(move || count.get().map_or_else(|| "–".to_owned(), format::number))}
                </span>
                <span class="order-card-name">
                    {follow(move || kind.get().icon().map(icon))}
                    <span>{label.get()}</span>
                </span>
                <span class="order-card-hint">{hint.get()}</span>
            </button>
        </li>
    }
    .into_any()
}
