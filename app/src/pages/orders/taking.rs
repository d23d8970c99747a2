//! Taking the list elsewhere: as a file of the server, or to the clipboard.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::OrderRow;
use wasm_bindgen_futures::JsFuture;

use super::List;
use super::cells::tags;
use super::entries::{Entry, Fact};
use crate::page::{Place, base};
use crate::text::{Text, dashboard as texts, orders as order_texts, plural};
use crate::ui::follow::memo;
use crate::ui::{Button, Flashes, Icon, Kind, Menu, MenuItem};
use crate::{download, format, words};

/// The files of the server.
pub(super) fn export() -> AnyView {
    let item = |id: &str, label: Text| MenuItem {
        id: id.to_owned(),
        label: label.into(),
        icon: Some(Icon::Document),
    };
    let items =
        vec![item("spreadsheet", texts::EXPORT_SPREADSHEET), item("raw", texts::EXPORT_RAW)];
    let choose = move |flavour: String| {
        let Some(account) = Place::here().account().map(str::to_owned) else { return };
        let path = ["/api/v1/accounts/", &account, "/purchase-orders.csv?flavour=", &flavour];
        download::download_from(&[base(), path.concat()].concat());
    };
    view! { <Menu label=texts::EXPORT items=items on_choose=choose /> }.into_any()
}

/// Copies the rows that are ticked, or else all that are shown.
pub(super) fn copy(list: List) -> AnyView {
    let flashes = Flashes::expect();
    let cannot = memo(move || list.shown.with(Vec::is_empty).then(|| texts::COPY_NONE.into()));
    let copy = move || {
        let mut entries = untrack(|| list.chosen_entries());
        if entries.is_empty() {
            entries = untrack(|| list.shown_entries());
        }
        let table = table(&entries);
        spawn_local(async move {
            let copied = JsFuture::from(window().navigator().clipboard().write_text(&table)).await;
            match copied {
                Ok(_) => {
                    let told = plural(texts::COPIED_ONE, texts::COPIED_OTHER, entries.len());
                    flashes.push(Kind::Good, told);
                }
                Err(_) => flashes.push(Kind::Warning, texts::COPY_FAILED),
            }
        });
    };
    view! { <Button label=texts::COPY icon=Icon::Document on_click=copy disabled=cannot /> }
        .into_any()
}

/// Rows as spreadsheets take them: tabs between cells, amounts without currency.
fn table(entries: &[Entry]) -> String {
    let heads = [
        order_texts::COLUMN_ORDER,
        order_texts::COLUMN_STATUS,
        texts::COLUMN_MIND,
        texts::COLUMN_CURRENCY,
        order_texts::COLUMN_VALUE,
        order_texts::COLUMN_BALANCE,
        texts::COLUMN_EFFECTIVE,
        texts::COLUMN_EXPIRATION,
        order_texts::COLUMN_RUNS_OUT,
        order_texts::COLUMN_NEXT,
        texts::COLUMN_SELLERS,
        texts::COLUMN_CONTACTS,
        texts::COLUMN_TAGS,
        texts::COLUMN_UPDATED,
        order_texts::COLUMN_DESCRIPTION,
    ];
    let mut text = heads.map(Text::get).join("\t");
    for entry in entries {
        text.push('\n');
        text.push_str(&line(entry).join("\t"));
    }
    text
}

fn line(entry: &Entry) -> [String; 15] {
    let order: &OrderRow = &entry.order;
    let facts = Fact::BADGES.into_iter().filter(|fact| entry.is(*fact));
    let facts: Vec<&str> = facts.map(|fact| fact.badge().get()).collect();
    let amount = |amount: Option<&String>| amount.map(|it| format::amount(it)).unwrap_or_default();
    [
        cell(&order.id),
        words::status(&order.status, order.created).1,
        facts.join(", "),
        order.currency.clone(),
        amount(Some(&order.value)),
        amount(order.balance.as_ref()),
        order.effective.clone(),
        order.expiration.clone(),
        order.runs_out.clone().unwrap_or_default(),
        order.next.clone().map(|(_, month)| month).unwrap_or_default(),
        cell(&order.sellers.join(", ")),
        cell(&order.contacts.join(", ")),
        cell(&tags(order).join(", ")),
        order.updated.get(..10).unwrap_or_default().to_owned(),
        cell(&order.description),
    ]
}

/// A text that people typed, in one cell. Spreadsheets would take some for a formula: an apostrophe
/// before it keeps it a text, as in the files of the server.
fn cell(text: &str) -> String {
    let text = text.replace(['\t', '\n', '\r'], " ");
    if text.starts_with(['=', '+', '-', '@']) { ["'", &text].concat() } else { text }
}
