//! The purchase orders: what each is worth, what is left, and when it runs out.

use crate::ui::follow::{follow, memo};
use leptos::prelude::*;
use outlook::api::{OrderRow, Request};

use super::Heading;
use super::invoices::if_open;
use crate::desk::Desk;
use crate::page::{Address, Page};
use crate::text::orders as texts;
use crate::ui::table::{Cell, Column, Mark, Row, RowKind, Sort, TableState, Window};
use crate::ui::{ButtonKind, Empty, Icon, Kind, LinkButton, Table};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let address = Address::here();
    view! { {follow(move || if_open(desk, || shown(desk, address)))} }.into_any()
}

fn shown(desk: Desk, address: Address) -> AnyView {
    let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
    let sort = address.get("sort");
    let sorted = Signal::derive(move || {
        let sort = sort.get();
        let column = sort.trim_start_matches('-').to_owned();
        let found = columns().into_iter().find(|known| known.id == column);
        found.map(|found| Sort { column: found.id, descending: sort.starts_with('-') })
    });
    let rows = memo(move || {
        let mut orders = orders.get().unwrap_or_default();
        if let Some(Sort { column, descending }) = sorted.get() {
            orders.sort_by(|a, b| compare(a, b, column));
            if descending {
                orders.reverse();
            }
        }
        Window { first: 0, rows: orders.iter().map(row).collect() }
    });
    let row_count = Signal::derive(move || rows.with(|rows| rows.rows.len()));
    let state = Signal::derive(move || {
        orders.with(|orders| match orders {
            None => TableState::Loading,
            Some(orders) if orders.is_empty() => TableState::Empty,
            Some(_) => TableState::Ready,
        })
    });
    view! {
        <div class="page-head">
            <Heading text=texts::TITLE />
            <LinkButton
                label=texts::ADD
                href=Page::AddOrder.href()
                kind=ButtonKind::Primary
                icon=Icon::Plus
            />
        </div>
        <Table
            caption=texts::TITLE
            columns=columns()
            row_count=row_count
            rows=rows
            on_window=|_: usize, _: usize| ()
            storage_key="tieback.orders"
            sort=sorted
            on_sort=move |sort: Sort| {
                let text = [if sort.descending { "-" } else { "" }, sort.column].concat();
                address.set(&[("sort", &text)], false);
            }
            on_open=move |id: String| address.go_to(&Page::Order(id))
            state=state
            empty=ViewFn::from(|| {
                view! { <Empty title=texts::EMPTY text=texts::EMPTY_TEXT icon=Icon::Document /> }
            })
        />
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("order", texts::COLUMN_ORDER, 210).sortable(),
        Column::text("status", texts::COLUMN_STATUS, 150).sortable(),
        Column::text("months", texts::COLUMN_MONTHS, 190).sortable(),
        Column::figures("value", texts::COLUMN_VALUE, 150).sortable(),
        Column::figures("balance", texts::COLUMN_BALANCE, 150).sortable(),
        Column::figures("closing", texts::COLUMN_CLOSING, 160).sortable(),
        Column::text("out", texts::COLUMN_RUNS_OUT, 140).sortable(),
        Column::text("next", texts::COLUMN_NEXT, 130).sortable(),
        Column::figures("documents", texts::COLUMN_DOCUMENTS, 110).sortable(),
        Column::text("description", texts::COLUMN_DESCRIPTION, 280).sortable(),
    ]
}

fn compare(a: &OrderRow, b: &OrderRow, column: &str) -> std::cmp::Ordering {
    // Amounts of one currency have the same decimals: the longer number is the larger.
    let amount = |amount: &Option<String>| {
        let text = amount.clone().unwrap_or_default().replace('.', "");
        text.parse::<i128>().ok()
    };
    match column {
        "status" => a.status.cmp(&b.status),
        "months" => a.expiration.cmp(&b.expiration),
        "value" => (&a.currency, amount(&Some(a.value.clone())))
            .cmp(&(&b.currency, amount(&Some(b.value.clone())))),
        "balance" => (&a.currency, amount(&a.balance)).cmp(&(&b.currency, amount(&b.balance))),
        "closing" => (&a.currency, amount(&a.closing)).cmp(&(&b.currency, amount(&b.closing))),
        "out" => order_of(&a.runs_out).cmp(&order_of(&b.runs_out)),
        "next" => order_of(&a.next).cmp(&order_of(&b.next)),
        "documents" => a.documents.cmp(&b.documents),
        "description" => a.description.cmp(&b.description),
        _ => procurement::natural_order(&a.id, &b.id),
    }
}

/// What is not there comes last.
fn order_of<T>(value: &Option<T>) -> (bool, &Option<T>) {
    (value.is_none(), value)
}

fn row(order: &OrderRow) -> Row {
    let money = |amount: &Option<String>| match amount {
        Some(amount) if amount.starts_with('-') => {
            Cell::text(format::money(amount, &order.currency)).toned(Kind::Bad)
        }
        Some(amount) => Cell::text(format::money(amount, &order.currency)),
        None => Cell::text("–").muted(),
    };
    let month = |month: Option<&String>| match month {
        Some(month) => Cell::text(format::month(month)),
        None => Cell::text("–").muted(),
    };
    let (kind, status) = words::status(&order.status, order.created);
    let runs_out = match &order.runs_out {
        Some(out) => Cell::badge(Kind::Warning, format::month(out)),
        None => month(None),
    };
    let mut description = order.description.clone();
    for (is_so, note) in [
        (order.without_contacts && !order.created, texts::NO_CONTACTS),
        (order.edited, texts::EDITED),
    ] {
        if is_so {
            if !description.is_empty() {
                description.push_str(" · ");
            }
            description.push_str(note.get());
        }
    }
    Row {
        key: order.id.clone(),
        kind: RowKind::Row,
        mark: if order.edited { Mark::Changed } else { Mark::None },
        cells: vec![
            Cell::text(order.id.clone()),
            Cell::badge(kind, status),
            Cell::text(months(order)),
            money(&Some(order.value.clone())),
            money(&order.balance),
            money(&order.closing),
            runs_out,
            month(order.next.as_ref().map(|(_, month)| month)),
            Cell::text(format::number(order.documents)),
            Cell::text(description),
        ],
    }
}

/// From when to when a purchase order is meant.
pub(super) fn months(order: &OrderRow) -> String {
    let from = format::month(&order.effective);
    if order.expiration.is_empty() {
        return texts::FROM.with(&[("from", &from)]);
    }
    let to = format::month(&order.expiration);
    texts::FROM_TO.with(&[("from", &from), ("to", &to)])
}
