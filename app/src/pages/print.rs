//! The preview on paper: every row that the filters find, with the filters and the day it was made.

use leptos::prelude::*;
use outlook::api::{Group, Item, Query, Request, View};

use super::Heading;
use super::invoices::{heading_text, if_open, query_of};
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
    let month = follow(move || {
        let month = query.with(|query| query.month.clone())?;
        let month = format::month_long(&month);
        Some(view! { <p>{texts::MONTH.with(&[("month", &month)])}</p> })
    });
    view! {
        <Heading text=texts::TITLE />
        <p class="hint">{made}</p>
        {month}
        {filtered}
        <div class="actions">
            <Button
                label=texts::PRINT
                kind=ButtonKind::Primary
                on_click=|| drop(window().print())
            />
            <LinkButton label=texts::BACK href=address.with_page(&Page::Invoices) />
        </div>
        {follow(move || match view.get() {
            None => loading(),
            Some(view) => table(&view, query.with(|query| query.group)),
        })}
    }
    .into_any()
}

fn table(view: &View, group: Group) -> AnyView {
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
    let rows: Vec<AnyView> = view.items.iter().map(|of| item(of, group)).collect();
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

fn item(item: &Item, group: Group) -> AnyView {
    let row = match item {
        Item::Heading(heading) => {
            return view! {
                <tr>
                    <th scope="rowgroup" colspan="7">{heading_text(heading, group)}</th>
                </tr>
            }
            .into_any();
        }
        Item::Row(row) => row,
    };
    let money = |amount: &str| format::money(amount, &row.currency);
    let before = row.before.as_ref();
    let total = changed(before.map(|before| money(&before.total)), money(&row.total));
    let place = words::place_of(row);
    let place = changed(before.map(|before| words::place(before.place.as_ref())), place);
    let left = row.left.as_deref().map(money).unwrap_or_default();
    // What was left on another line is no earlier balance of this one.
    let same_line = before.filter(|before| before.place == row.place);
    let left = changed(same_line.and_then(|before| before.left.as_deref().map(money)), left);
    let marks: Vec<String> = row.marks.iter().map(|mark| words::mark(*mark).1).collect();
    view! {
        <tr>
            <th scope="row">{words::document(row)}</th>
            <td>{format::month(&row.month)}</td>
            <td>{row.seller.clone()}</td>
            <td class="figures">{total}</td>
            <td>{place}</td>
            <td class="figures">{left}</td>
            <td>{marks.join(", ")}</td>
        </tr>
    }
    .into_any()
}

/// What was there without the edits, and what is now.
fn changed(before: Option<String>, now: String) -> String {
    match before {
        Some(before) if before != now => [&before, " → ", &now].concat(),
        _ => now,
    }
}
