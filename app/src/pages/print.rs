//! The preview on paper: every row that the filters find, with the filters and the day it was made.

use leptos::prelude::*;
use outlook::api::{Item, Query, Request, View};

use super::Heading;
use super::invoices::{if_open, query_of};
use crate::desk::{Desk, now};
use crate::frame::loading;
use crate::page::{Address, Page};
use crate::text::{invoices as columns, print as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, LinkButton};
use crate::{format, words};

/// More rows than anybody prints.
const ROWS_MAX: usize = 5000;

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let address = Address::here();
    follow(move || if_open(desk, || shown(desk, address)))
}

fn shown(desk: Desk, address: Address) -> AnyView {
    let query = query_of(address);
    let view = desk.follow::<View>(move || {
        Some(Request::Rows(Query { first: 0, count: ROWS_MAX, ..query.get() }))
    });
    let filter = address.get("f");
    let name = desk.standing.with_untracked(|s| s.as_ref().map(|s| s.name.clone()));
    let made = texts::MADE
        .with(&[("name", &name.unwrap_or_default()), ("date", &format::date_time(&now()))]);
    let filtered = follow(move || {
        let tokens = super::invoices::filter_words(&filter.get());
        (!tokens.is_empty())
            .then(|| view! { <p>{texts::FILTERED.with(&[("filter", &tokens)])}</p> })
    });
    view! {
        <Heading text=texts::TITLE />
        <p class="hint">{made}</p>
        {filtered}
        <div class="actions">
            <Button
                label=texts::PRINT
                kind=ButtonKind::Primary
                on_click=|| drop(window().print())
            />
            <LinkButton label=texts::BACK href=Page::Invoices.href() />
        </div>
        {follow(move || match view.get() {
            None => loading(),
            Some(view) => table(&view),
        })}
    }
    .into_any()
}

fn table(view: &View) -> AnyView {
    let heads: Vec<AnyView> = [
        columns::COLUMN_DOCUMENT,
        columns::COLUMN_MONTH,
        columns::COLUMN_SELLER,
        columns::COLUMN_TOTAL,
        columns::COLUMN_ORDER,
        columns::COLUMN_LEFT,
        columns::COLUMN_MARKS,
    ]
    .into_iter()
    .map(|text| view! { <th scope="col">{text.get()}</th> }.into_any())
    .collect();
    let rows: Vec<AnyView> = view.items.iter().map(item).collect();
    let sums: Vec<AnyView> = super::invoices::sums_of(view)
        .into_iter()
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect();
    let cut = (view.item_count > view.items.len()).then(|| {
        let shown = format::number(view.items.len());
        view! { <p>{texts::CUT.with(&[("shown", &shown)])}</p> }
    });
    view! {
        <div class="scroll-inline" tabindex="0" role="region" aria-label=texts::TITLE.get()>
            <table class="plain-table">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {cut}
        <h2>{columns::TOTALS.get()}</h2>
        <ul>{sums}</ul>
    }
    .into_any()
}

fn item(item: &Item) -> AnyView {
    let row = match item {
        Item::Heading(heading) => {
            let name = heading.name.clone().unwrap_or_else(|| {
                if format::is_month(&heading.key) {
                    format::month_long(&heading.key)
                } else {
                    heading.key.clone()
                }
            });
            let totals = words::totals(&heading.totals);
            return view! {
                <tr>
                    <th scope="rowgroup" colspan="7">{name} ": " {totals}</th>
                </tr>
            }
            .into_any();
        }
        Item::Row(row) => row,
    };
    let money = |amount: &str| format::money(amount, &row.currency);
    let marks: Vec<String> = row.marks.iter().map(|mark| words::mark(*mark).1).collect();
    view! {
        <tr>
            <th scope="row">{words::document(row)}</th>
            <td>{format::month(&row.month)}</td>
            <td>{row.seller.clone()}</td>
            <td class="figures">{money(&row.total)}</td>
            <td>{words::place(row.place.as_ref())}</td>
            <td class="figures">{row.left.as_deref().map(money)}</td>
            <td>{marks.join(", ")}</td>
        </tr>
    }
    .into_any()
}
