//! The chosen purchase orders, and what is done with them at once: shown before it is done.

use std::collections::HashSet;

use leptos::prelude::*;

use super::deed::Deed;
use super::{List, taking};
use crate::desk::Desk;
use crate::format;
use crate::page::Place;
use crate::pages::Proposal;
use crate::server::Server;
use crate::text::{dashboard as texts, plural};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, Field, Live, Modal, TextInput};

/// A deed that is thought about, and with which purchase orders.
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    deed: Deed,
    meant: Vec<String>,
    /// How many of the chosen it does not change.
    left_out: usize,
}

/// What the page asks before it does something.
#[derive(Clone, Copy)]
pub(super) struct Asked(RwSignal<Option<Plan>>);

/// The buttons above the list. They stay where they are, so that nothing jumps.
pub(super) fn bar(list: List) -> AnyView {
    let asked: Asked = expect_context();
    let chosen = memo(move || list.chosen_entries());
    let count = Signal::derive(move || {
        let count = chosen.with(Vec::len);
        plural(texts::SELECTED_ONE, texts::SELECTED_OTHER, count)
    });
    let buttons: Vec<AnyView> = Deed::ALL
        .into_iter()
        .map(|deed| {
            let ask = move || {
                let chosen = chosen.get_untracked();
                let meant = deed.meant(&chosen);
                let left_out = chosen.len() - meant.len();
                asked.0.set(Some(Plan { deed, meant, left_out }));
            };
            let hindrance = memo(move || chosen.with(|chosen| deed.hindrance(chosen)));
            view! {
                <Button
                    label=deed.label()
                    icon=deed.icon()
                    kind=deed.kind()
                    on_click=ask
                    disabled=hindrance
                />
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="orders-bulk">
            <div class="actions" role="group" aria-label=texts::BULK.get()>
                {buttons}
            </div>
            {taking::copy(list)}
            <span class="orders-selected" aria-hidden="true">{count}</span>
            <Live text=count />
        </div>
    }
    .into_any()
}

/// Provides what the buttons ask by.
pub(super) fn provide() {
    provide_context(Asked(RwSignal::new(None)));
}

pub(super) fn dialog(list: List, server: Server) -> AnyView {
    let Asked(asked) = expect_context();
    let title = Signal::derive(move || {
        asked.with(|plan| {
            plan.as_ref().map(|plan| plan.deed.title(plan.meant.len())).unwrap_or_default()
        })
    });
    let done = move || {
        asked.set(None);
        list.ticked.set(HashSet::new());
    };
    view! {
        <Modal
            title=title
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move || asked.set(None)
        >
            {untrack(|| asked.get().map(|plan| told(plan, server, done)))}
        </Modal>
    }
    .into_any()
}

fn told(plan: Plan, server: Server, done: impl Fn() + Copy + 'static) -> AnyView {
    let Plan { deed, meant, left_out } = plan;
    let count = meant.len();
    let edits: Vec<_> = meant.iter().map(|id| deed.edit(id)).collect();
    let ids: Vec<AnyView> =
        meant.into_iter().map(|id| view! { <li>{id}</li> }.into_any()).collect();
    let left_out = (left_out > 0).then(|| {
        let told = plural(texts::LEFT_OUT_ONE, texts::LEFT_OUT_OTHER, left_out);
        view! { <p class="hint">{told}</p> }
    });
    let note = (deed == Deed::Delete).then(|| view! { <p>{texts::DELETE_TEXT.get()}</p> });
    let refusal = Place::here().account().and_then(|_| server.refusal(deed.action()));
    let may = refusal.is_none();
    let refusal = refusal.map(|reason| {
        let told = texts::ONLY_TRY.with(&[("reason", &reason)]);
        view! { <p class="orders-refusal">{told}</p> }
    });
    let word = (deed == Deed::Delete && count > 1 && may)
        .then(|| texts::CONFIRM_WORD.with(&[("count", &format::number(count))]));
    let typed = RwSignal::new(String::new());
    let (confirmation, held) = match word {
        Some(word) => confirmation(word, typed),
        None => (None, Signal::stored(None)),
    };
    view! {
        <ul class="orders-meant" aria-label=texts::MEANT.get() tabindex="0">{ids}</ul>
        {left_out}
        {note}
        {refusal}
        {confirmation}
        <Proposal
            edits=Signal::stored(edits)
            label=deed.title(count)
            on_applied=done
            held=held
        />
    }
    .into_any()
}

/// The field that keeps several from being deleted by a slip, and why nothing may be saved yet.
/// Edits that are only kept to be looked at need none: they are taken back as easily.
fn confirmation(
    word: String,
    typed: RwSignal<String>,
) -> (Option<AnyView>, Signal<Option<String>>) {
    let desk = Desk::expect();
    let saves = memo(move || {
        desk.standing.with(|s| s.as_ref().is_some_and(|s| s.is_account && s.steps() == 0))
    });
    let is_so = {
        let word = format::lowercase(&word);
        memo(move || typed.with(|typed| format::lowercase(typed.trim()) == word))
    };
    let wrong = texts::CONFIRM_WRONG.with(&[("word", &word)]);
    let first = texts::CONFIRM_FIRST.with(&[("word", &word)]);
    let label = texts::CONFIRM.with(&[("word", &word)]);
    let is_left = RwSignal::new(false);
    let error = Signal::derive(move || {
        let is_wrong =
            is_left.get() && !is_so.get() && !typed.with(|typed| typed.trim().is_empty());
        is_wrong.then(|| wrong.clone())
    });
    let field = follow(move || {
        saves.get().then(|| {
            view! {
                <Field label=label.clone() error=error>
                    <TextInput
                        value=typed
                        on_input=move |text: String| typed.set(text)
                        on_commit=move || is_left.set(true)
                    />
                </Field>
            }
        })
    });
    let held = Signal::derive(move || (saves.get() && !is_so.get()).then(|| first.clone()));
    (Some(field), held)
}
