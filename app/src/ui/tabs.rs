//! Tabs. Views of one page are buttons with panels; pages of their own are links.

use crate::ui::follow::{memo, watch};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::On;
use super::field::unique;
use super::keys;

/// A tab that shows a panel.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    /// Shown beside the label, how many there are.
    pub(crate) count: Option<String>,
}

/// Buttons that change what the panel below shows. The panel is the children; its content follows
/// `selected`.
#[component]
pub(crate) fn Tabs(
    #[prop(into)] label: String,
    tabs: Vec<Tab>,
    #[prop(into)] selected: Signal<String>,
    #[prop(into)] on_select: On<String>,
    children: Children,
) -> AnyView {
    let list = NodeRef::<leptos::html::Div>::new();
    let panel_id = unique("panel");
    let prefix = unique("tab");
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let buttons: Vec<AnyView> =
        tabs.into_iter().map(|tab| button(tab, &prefix, &panel_id, selected, on_select)).collect();
    let labelled_by = {
        let prefix = prefix.clone();
        Signal::derive(move || [&prefix, "-", &selected.get()].concat())
    };
    let on_key = move |event: KeyboardEvent| {
        let here = ids.iter().position(|id| selected.with_untracked(|s| s == id)).unwrap_or(0);
        let Some(next) = keys::along(&event, here, ids.len()) else { return };
        event.prevent_default();
        on_select.run((ids[next].to_owned(),));
        if let Some(list) = list.get_untracked() {
            keys::focus_child(&list, next);
        }
    };
    view! {
        <div class="tabs">
            <div class="tabs-list" role="tablist" aria-label=label node_ref=list on:keydown=on_key>
                {buttons}
            </div>
            <div
                class="tabs-panel"
                role="tabpanel"
                tabindex="0"
                id=panel_id
                aria-labelledby=labelled_by
            >
                {children()}
            </div>
        </div>
    }
    .into_any()
}

fn button(
    tab: Tab,
    prefix: &str,
    panel_id: &str,
    selected: Signal<String>,
    on_select: On<String>,
) -> AnyView {
    let Tab { id, label, count } = tab;
    let is_selected = memo(move || selected.with(|selected| selected == id));
    view! {
        <button
            type="button"
            class="tab"
            role="tab"
            id=[prefix, "-", id].concat()
            aria-controls=panel_id.to_owned()
            aria-selected=Signal::derive(move || if is_selected.get() { "true" } else { "false" })
            tabindex=Signal::derive(move || if is_selected.get() { "0" } else { "-1" })
            on:click=move |_| on_select.run((id.to_owned(),))
        >
            <span>{label}</span>
            {count.map(|count| view! { <span class="tab-count">{count}</span> })}
        </button>
    }
    .into_any()
}

/// A tab that is a page of its own.
#[derive(Clone, Debug)]
pub(crate) struct TabLink {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// Links side by side, one of them the page in view.
#[component]
pub(crate) fn TabLinks(
    #[prop(into)] label: String,
    links: Vec<TabLink>,
    /// The `href` of the page in view.
    #[prop(into)]
    current: Signal<String>,
) -> AnyView {
    let links: Vec<AnyView> = links
        .into_iter()
        .map(|TabLink { label, href }| {
            let own = href.clone();
            let is_current =
                Signal::derive(move || current.with(|current| *current == own).then_some("page"));
            view! {
                <a class="tab" href=href aria-current=is_current>
                    <span>{label}</span>
                </a>
            }
            .into_any()
        })
        .collect();
    let list = NodeRef::<leptos::html::Nav>::new();
    watch(move || {
        current.track();
        let Some(list) = list.get() else { return };
        // What tells which one it is comes with this change too.
        request_animation_frame(move || show_current(&list));
    });
    view! {
        <nav class="tabs-list" aria-label=label node_ref=list>
            {links}
        </nav>
    }
    .into_any()
}

/// Brings the page in view into view among the links, where these are wider than the window.
fn show_current(list: &web_sys::HtmlElement) {
    let found = list.query_selector("[aria-current]").ok().flatten();
    let Some(link) = found.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    list.set_scroll_left(link.offset_left() + link.offset_width() / 2 - list.client_width() / 2);
}
