//! A filter in words: tokens of property, operator and value, and free text. One text takes them
//! all, with suggestions for each part in turn.

mod parts;

use crate::ui::follow::follow;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::field::unique;
use super::listbox::{Listbox, listbox};
use super::{Button, ButtonKind, Choice, Icon, IconButton, Live, On, icon};
use crate::text::ui as texts;

pub(crate) use parts::{FilterToken, Operator, Property};

/// The text that adds tokens, and the tokens there are.
#[component]
pub(crate) fn PropertyFilter(
    #[prop(into)] label: String,
    properties: Vec<Property>,
    #[prop(into)] tokens: Signal<Vec<FilterToken>>,
    #[prop(into)] on_change: On<Vec<FilterToken>>,
    /// Says how many match; read aloud when it changes.
    #[prop(optional, into)]
    count_text: Signal<String>,
) -> AnyView {
    let properties = StoredValue::new(properties);
    let input = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        properties.with_value(|properties| parts::suggest(properties, &typed.get()))
    });
    let list = Listbox::new(choices);
    let add = move |text: &str| {
        let token = properties.with_value(|properties| parts::read(properties, text));
        let Some(token) = token else { return };
        let mut next = tokens.get_untracked();
        if !next.contains(&token) {
            next.push(token);
        }
        typed.set(String::new());
        list.close();
        on_change.run((next,));
    };
    // A choice that is not a whole token yet goes on in the text.
    let choose = move |choice: Choice| {
        let is_whole =
            properties.with_value(|properties| parts::is_whole(properties, &choice.value));
        if is_whole {
            add(&choice.value);
        } else {
            typed.set(choice.value);
            list.open();
        }
        if let Some(input) = input.get_untracked() {
            drop(input.focus());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if let Some(choice) = list.key(&event) {
            choose(choice);
        } else if event.key() == "Enter" && !event.default_prevented() {
            event.prevent_default();
            add(&typed.get_untracked());
        } else if event.key() == "Backspace" && typed.with_untracked(String::is_empty) {
            let mut next = tokens.get_untracked();
            if let Some(token) = next.pop() {
                let text = properties.with_value(|properties| parts::write(properties, &token));
                event.prevent_default();
                typed.set(text);
                on_change.run((next,));
            }
        }
    };
    let (expanded, active) = list.state();
    let hint_id = unique("filter");
    let name = label.clone();
    view! {
        <div class="filter" role="search" aria-label=name>
            <div class="with-list filter-text">
                <span class="filter-icon">{icon(Icon::Search)}</span>
                <input
                    type="text"
                    class="input list-text"
                    role="combobox"
                    autocomplete="off"
                    node_ref=input
                    aria-label=label.clone()
                    placeholder=label
                    aria-autocomplete="list"
                    aria-controls=list.id.get_value()
                    aria-expanded=expanded
                    aria-activedescendant=active
                    aria-describedby=hint_id.clone()
                    prop:value=typed
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        list.open();
                    }
                    on:click=move |_| list.open()
                    on:blur=move |_| list.close()
                    on:keydown=on_key
                />
                <span class="unseen" id=hint_id>
                    {texts::FILTER_HINT.get()}
                </span>
                {listbox(list, texts::SUGGESTIONS.get().to_owned(), choose.into())}
            </div>
            {follow(move || shown(properties, tokens, on_change, input))}
            <Live text=count_text />
        </div>
    }
    .into_any()
}

/// The tokens, each with a button that takes it away.
fn shown(
    properties: StoredValue<Vec<Property>>,
    tokens: Signal<Vec<FilterToken>>,
    on_change: On<Vec<FilterToken>>,
    input: NodeRef<html::Input>,
) -> Option<AnyView> {
    let shown = tokens.get();
    if shown.is_empty() {
        return None;
    }
    // The buttons go by their own work, and leave the focus to the text.
    let leave = move |next: Vec<FilterToken>| {
        if let Some(input) = input.get_untracked() {
            drop(input.focus());
        }
        on_change.run((next,));
    };
    let tokens_views: Vec<AnyView> = shown
        .into_iter()
        .enumerate()
        .map(|(place, token)| {
            let text = properties.with_value(|properties| parts::write(properties, &token));
            let take = move || {
                let mut next = tokens.get_untracked();
                if place < next.len() {
                    next.remove(place);
                    leave(next);
                }
            };
            view! {
                <li class="filter-token">
                    <span>{text.clone()}</span>
                    <IconButton
                        label=texts::REMOVE_FILTER.with(&[("filter", &text)])
                        icon=Icon::Close
                        on_click=take
                    />
                </li>
            }
            .into_any()
        })
        .collect();
    let view = view! {
        <div class="filter-tokens">
            <ul class="filter-list" aria-label=texts::FILTERS.get()>
                {tokens_views}
            </ul>
            <Button
                label=texts::CLEAR_FILTER
                kind=ButtonKind::Quiet
                on_click=move || leave(Vec::new())
            />
        </div>
    };
    Some(view.into_any())
}
