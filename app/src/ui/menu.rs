//! A button that opens a list of things to do.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::field::unique;
use super::{Icon, On, icon, keys};

/// A thing to do.
#[derive(Clone, Debug)]
pub(crate) struct MenuItem {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) icon: Option<Icon>,
}

/// The button and its list.
#[component]
pub(crate) fn Menu(
    #[prop(into)] label: String,
    /// Shown instead of the label.
    #[prop(optional, into)]
    icon: Option<Icon>,
    items: Vec<MenuItem>,
    /// Takes the id of the item.
    #[prop(into)]
    on_choose: On<String>,
) -> AnyView {
    let id = unique("menu");
    let list = NodeRef::<html::Div>::new();
    let count = items.len();
    let is_open = RwSignal::new(false);
    let items: Vec<AnyView> = items.into_iter().map(|item| row(item, list, on_choose)).collect();
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let focused = document().active_element();
        let children = list.children();
        let here = (0..children.length()).find(|place| children.item(*place) == focused);
        let here = here.map_or(0, |place| place as usize);
        if event.key() == "Tab" {
            drop(list.hide_popover());
        } else if let Some(next) = keys::along(&event, here, count) {
            event.prevent_default();
            keys::focus_child(&list, next);
        }
    };
    // The browser opens and closes the list; this only follows.
    let toggled = move |_| {
        let Some(list) = list.get_untracked() else { return };
        let opens = list.matches(":popover-open").unwrap_or(false);
        is_open.set(opens);
        if opens {
            keys::focus_child(&list, 0);
        }
    };
    let name = icon.is_some().then(|| label.clone());
    let content = match icon {
        Some(icon) => self::icon(icon),
        None => view! {
            <span>{label.clone()}</span>
            {self::icon(Icon::ChevronDown)}
        }
        .into_any(),
    };
    view! {
        <button
            type="button"
            class="button"
            data-kind=if icon.is_some() { "quiet" } else { "normal" }
            data-shape=icon.map(|_| "icon")
            aria-label=name.clone()
            title=name
            aria-haspopup="menu"
            aria-expanded=Signal::derive(move || if is_open.get() { "true" } else { "false" })
            popovertarget=id.clone()
        >
            {content}
        </button>
        <div
            class="popover menu"
            id=id
            popover="auto"
            role="menu"
            aria-label=label
            node_ref=list
            on:keydown=on_key
            on:toggle=toggled
        >
            {items}
        </div>
    }
    .into_any()
}

fn row(item: MenuItem, list: NodeRef<html::Div>, on_choose: On<String>) -> AnyView {
    let choose = move |_| {
        if let Some(list) = list.get_untracked() {
            drop(list.hide_popover());
        }
        on_choose.run((item.id.to_owned(),));
    };
    view! {
        <button type="button" class="menu-item" role="menuitem" tabindex="-1" on:click=choose>
            {item.icon.map(icon)}
            <span>{item.label}</span>
        </button>
    }
    .into_any()
}
