//! Tabs, breadcrumbs, pages and menus.

use leptos::prelude::*;

use super::samples;
use crate::ui::{
    Breadcrumbs, Crumb, Flashes, Icon, Kind, Menu, MenuItem, Pagination, Tab, TabLink, TabLinks,
    Tabs,
};

pub(super) fn navigation() -> AnyView {
    view! {
        {samples("Breadcrumbs", breadcrumbs())}
        {samples("Tabs", tabs())}
        {samples("Pages", pages())}
        {samples("Menus", menus())}
    }
    .into_any()
}

fn breadcrumbs() -> AnyView {
    let crumbs = ["Preview", "Purchase orders"]
        .map(|label| Crumb { label: label.to_owned(), href: "gallery".to_owned() });
    view! { <Breadcrumbs crumbs=crumbs.to_vec() here="PO-2026-0117" /> }.into_any()
}

fn tabs() -> AnyView {
    let selected = RwSignal::new("lines".to_owned());
    let tab = |id, label: &str, count: Option<&str>| Tab {
        id,
        label: label.to_owned(),
        count: count.map(str::to_owned),
    };
    let tabs = vec![
        tab("lines", "Lines", Some("12")),
        tab("documents", "Documents", Some("1,204")),
        tab("history", "History", None),
    ];
    let links = [("Preview", "gallery"), ("Scenarios", "gallery#navigation")];
    let links = links
        .map(|(label, href)| TabLink { label: label.to_owned(), href: href.to_owned() })
        .to_vec();
    view! {
        <div class="gallery-wide">
            <Tabs
                label="Parts of the purchase order"
                tabs=tabs
                selected=selected
                on_select=move |id: String| selected.set(id)
            >
                <p>{move || ["What the tab `", &selected.get(), "` shows"].concat()}</p>
            </Tabs>
        </div>
        <div class="gallery-wide">
            <TabLinks label="Sample pages" links=links current="gallery" />
        </div>
    }
    .into_any()
}

fn pages() -> AnyView {
    let page = RwSignal::new(7_usize);
    view! { <Pagination page=page page_count=42_usize on_page=move |to: usize| page.set(to) /> }
        .into_any()
}

fn menus() -> AnyView {
    let flashes = Flashes::expect();
    let choose = move |id: String| flashes.push(Kind::Info, id);
    let items = || {
        [("edit", "Edit", Icon::Edit), ("remove", "Remove", Icon::Trash)]
            .map(|(id, label, icon): (&str, &str, Icon)| MenuItem {
                id: id.to_owned(),
                label: label.to_owned(),
                icon: Some(icon),
            })
            .to_vec()
    };
    view! {
        <Menu label="Actions" items=items() on_choose=choose />
        <Menu label="More" icon=Icon::More items=items() on_choose=choose />
    }
    .into_any()
}
