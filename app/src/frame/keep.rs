//! What can be kept of a session as a file, or on paper, and what is not kept in the browser.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Export, Query, Request};

use super::opening::refusal;
use crate::desk::Desk;
use crate::download::download;
use crate::page::{Address, Page};
use crate::pages::invoices::query_of;
use crate::text::{Text, frame as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Flashes, Icon, Kind, Menu, MenuItem};

pub(super) fn keep(desk: Desk, path: Memo<String>) -> AnyView {
    let address = Address::here();
    let query = query_of(address);
    // What is shown of the preview, only its page knows.
    let has_rows = memo(move || path.with(|path| path.ends_with("/preview")));
    follow(move || menu(desk, address, has_rows.get().then_some(query)))
}

fn menu(desk: Desk, address: Address, shown: Option<Memo<Query>>) -> AnyView {
    let item = |id: &str, label: Text, icon| MenuItem {
        id: id.to_owned(),
        label: label.into(),
        icon: Some(icon),
    };
    let mut items = vec![
        item("session", texts::KEEP_SESSION, Icon::Document),
        item("csv", texts::KEEP_CSV, Icon::Document),
        item("preview", texts::KEEP_PREVIEW, Icon::Document),
        item("snapshot", texts::KEEP_SNAPSHOT, Icon::Document),
        item("edits", texts::KEEP_EDITS, Icon::Edit),
        item("print", texts::KEEP_PRINT, Icon::Document),
    ];
    if shown.is_some() {
        items.insert(1, item("shown", texts::KEEP_SHOWN, Icon::Document));
    }
    let flashes = Flashes::expect();
    let choose = move |id: String| {
        if id == "print" {
            address.go(&address.with_page(&Page::Print));
            return;
        }
        let (what, name, kind) = match id.as_str() {
            "shown" => {
                let query = shown.map(|query| query.get_untracked()).unwrap_or_default();
                (Some(Export::Shown(query)), "preview-rows.csv", "text/csv")
            }
            "csv" => (Some(Export::Csv), "preview.csv", "text/csv"),
            "preview" => (Some(Export::Preview), "preview.json", "application/json"),
            "snapshot" => (Some(Export::Snapshot), "snapshot.json", "application/json"),
            "edits" => (Some(Export::Edits), "edits.json", "application/json"),
            _ => (None, "tieback-session.json", "application/json"),
        };
        spawn_local(async move {
            let request = what.map_or(Request::Save, |what| Request::Export { what });
            match desk.ask::<String>(request).await {
                Ok(text) => download(name, kind, &text),
                Err(refused) => {
                    let reason = refusal(&refused);
                    flashes.push(Kind::Bad, texts::FAILED.with(&[("reason", &reason)]));
                }
            }
        });
    };
    view! { <Menu label=texts::KEEP items=items on_choose=choose /> }.into_any()
}

/// Says that another tab has changed what is kept, as long as this one does not write over it.
pub(super) fn kept_elsewhere(desk: Desk) -> AnyView {
    follow(move || {
        desk.is_kept_elsewhere.get().then(|| {
            view! {
                <div class="banner" role="alert">
                    <p>{texts::KEPT_ELSEWHERE.get()}</p>
                </div>
            }
        })
    })
}
