//! Views: what the address tells of the list, under a name. Some are given, others are a reader's
//! own and kept in this browser.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::entries::Fact;
use super::{CARD, FILTER, List, SORT};
use crate::page::{Page, encoded};
use crate::storage;
use crate::text::{Text, dashboard as texts};
use crate::ui::field::unique;
use crate::ui::follow::{follow, memo};
use crate::ui::{Field, Icon, IconButton, Live, SubmitButton, TextInput, icon};

const KEY: &str = "tieback.orders.views";

/// A name and a query.
type View = (String, String);

/// The button that opens the views, and they.
pub(super) fn views(list: List) -> AnyView {
    let id = unique("views");
    let popover = NodeRef::<html::Div>::new();
    let name_field = NodeRef::<html::Input>::new();
    let own = RwSignal::new(read(&storage::get(KEY).unwrap_or_default()));
    let typed = RwSignal::new(String::new());
    let is_missing = RwSignal::new(false);
    let told = RwSignal::new(String::new());
    let here = here(list);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked().split_whitespace().collect::<Vec<_>>().join(" ");
        is_missing.set(name.is_empty());
        if name.is_empty() {
            return;
        }
        own.update(|own| {
            own.retain(|(known, _)| *known != name);
            own.push((name.clone(), here.get_untracked()));
        });
        keep(own);
        typed.set(String::new());
        told.set(texts::VIEW_SAVED.with(&[("name", &name)]));
    };
    let remove = move |name: &str| {
        own.update(|own| own.retain(|(known, _)| known != name));
        keep(own);
        told.set(texts::VIEW_REMOVED.with(&[("name", name)]));
        // The button is gone, and the focus wants a place.
        if let Some(field) = name_field.get_untracked() {
            drop(field.focus());
        }
    };
    let close = move || {
        if let Some(popover) = popover.get_untracked() {
            drop(popover.hide_popover());
        }
    };
    let error: Signal<Option<String>> = Signal::derive(move || {
        let is_missing = is_missing.get() && typed.with(|typed| typed.trim().is_empty());
        is_missing.then(|| texts::VIEW_NO_NAME.into())
    });
    view! {
        <div>
            <button type="button" class="button" data-kind="normal" popovertarget=id.clone()>
                <span>{texts::VIEWS.get()}</span>
                {icon(Icon::ChevronDown)}
            </button>
            <div
                class="popover orders-views"
                id=id
                popover="auto"
                role="dialog"
                aria-label=texts::VIEWS.get()
                node_ref=popover
            >
                {group(texts::VIEWS_GIVEN, given().into_iter().map(|view| link(view, here, close)).collect())}
                {follow(move || {
                    let views = own.get();
                    let none = views.is_empty().then(|| {
                        view! { <li class="hint">{texts::VIEWS_NONE.get()}</li> }.into_any()
                    });
                    let rows = views.into_iter().map(|view| own_row(view, here, close, remove));
                    group(texts::VIEWS_OWN, none.into_iter().chain(rows).collect())
                })}
                <form class="orders-view-form" novalidate on:submit=save>
                    <Field label=texts::VIEW_NAME error=error>
                        <TextInput
                            value=typed
                            on_input=move |text: String| typed.set(text)
                            node_ref=name_field
                        />
                    </Field>
                    <SubmitButton label=texts::VIEW_SAVE />
                </form>
                <Live text=told />
            </div>
        </div>
    }
    .into_any()
}

fn group(label: Text, rows: Vec<AnyView>) -> AnyView {
    let id = unique("views");
    view! {
        <div>
            <p class="orders-views-title" id=id.clone()>{label.get()}</p>
            <ul class="bare-list" aria-labelledby=id>{rows}</ul>
        </div>
    }
    .into_any()
}

fn own_row(
    view: View,
    here: Memo<String>,
    close: impl Fn() + Copy + Send + 'static,
    remove: impl Fn(&str) + Copy + Send + 'static,
) -> AnyView {
    let name = view.0.clone();
    let label = texts::VIEW_REMOVE.with(&[("name", &name)]);
    let (href, is_here) = (href(&view.1), is_here(view.1, here));
    view! {
        <li class="orders-view">
            <a class="menu-item" href=href aria-current=is_here on:click=move |_| close()>
                {view.0}
            </a>
            <IconButton label=label icon=Icon::Trash on_click=move || remove(&name) />
        </li>
    }
    .into_any()
}

fn link(view: View, here: Memo<String>, close: impl Fn() + Copy + Send + 'static) -> AnyView {
    let (href, is_here) = (href(&view.1), is_here(view.1, here));
    view! {
        <li>
            <a class="menu-item" href=href aria-current=is_here on:click=move |_| close()>
                {view.0}
            </a>
        </li>
    }
    .into_any()
}

fn is_here(query: String, here: Memo<String>) -> Signal<Option<&'static str>> {
    Signal::derive(move || here.with(|here| *here == query).then_some("true"))
}

fn href(query: &str) -> String {
    let page = Page::Orders.href();
    if query.is_empty() { page } else { [&page, "?", query].concat() }
}

/// All, and those of the cards.
fn given() -> Vec<View> {
    let of_card =
        |(fact, label, _): (Fact, Text, Text)| (label.into(), query(&[(CARD, fact.word())]));
    let all = (texts::VIEWS_ALL.into(), String::new());
    std::iter::once(all).chain(Fact::cards().map(of_card)).collect()
}

/// What is shown now, as a query.
fn here(list: List) -> Memo<String> {
    let (card, filter) = (list.address.get(CARD), list.address.get(FILTER));
    let sort = list.address.get(SORT);
    memo(move || query(&[(CARD, &card.get()), (FILTER, &filter.get()), (SORT, &sort.get())]))
}

/// A query of what is told, always in the same order.
fn query(told: &[(&str, &str)]) -> String {
    let told = told.iter().filter(|(_, value)| !value.is_empty());
    told.map(|(key, value)| [key, "=", &encoded(value)].concat()).collect::<Vec<_>>().join("&")
}

/// Views as they are kept: a line for each, a tab between name and query.
fn read(text: &str) -> Vec<View> {
    let view = |line: &str| line.split_once('\t').map(|(name, query)| (name.into(), query.into()));
    text.lines().filter_map(view).collect()
}

fn keep(views: RwSignal<Vec<View>>) {
    let lines = views.with_untracked(|views| {
        views.iter().map(|(name, query)| [name, "\t", query].concat()).collect::<Vec<_>>()
    });
    storage::set(KEY, &lines.join("\n"));
}
