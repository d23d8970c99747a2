//! Tables: a hundred thousand rows, and one in each state.

use std::collections::HashSet;

use leptos::prelude::*;

use super::samples;
use crate::format;
use crate::ui::table::{Cell, Column, Mark, Row, RowKind, Selection, Sort, TableState, Window};
use crate::ui::{Button, Icon, Kind, Table};

const COUNT: usize = 100_000;

/// A row in so many heads those that follow.
const GROUP: usize = 25;

pub(super) fn tables() -> AnyView {
    let states = [
        ("Loading", TableState::Loading),
        ("Empty", TableState::Empty),
        ("No match", TableState::NoMatch),
        ("Failed", TableState::Failed("The connection was closed".to_owned())),
    ];
    let states: Vec<AnyView> = states.into_iter().map(|(name, state)| still(name, state)).collect();
    view! {
        {samples("A hundred thousand rows", many())}
        {states}
    }
    .into_any()
}

fn many() -> AnyView {
    let sort = RwSignal::new(None::<Sort>);
    let window = RwSignal::new(Window::default());
    let open = RwSignal::new(None::<String>);
    let ticked = RwSignal::new(HashSet::<String>::new());
    let is_descending = move || sort.get_untracked().is_some_and(|sort| sort.descending);
    let fill = move |first: usize, count: usize| {
        let rows = (first..first + count)
            .map(|place| row(if is_descending() { COUNT - 1 - place } else { place }));
        window.set(Window { first, rows: rows.collect() });
    };
    let sorted = move |next: Sort| {
        sort.set(Some(next));
        let (first, count) = window.with_untracked(|window| (window.first, window.rows.len()));
        fill(first, count);
    };
    let selection = Selection {
        keys: ticked.into(),
        on_select: (move |key: String, is_ticked: bool| {
            ticked.update(|ticked| {
                if is_ticked {
                    ticked.insert(key);
                } else {
                    ticked.remove(&key);
                }
            });
        })
        .into(),
        on_select_all: (move |is_ticked: bool| {
            let keys =
                if is_ticked { (0..COUNT).map(format::digits).collect() } else { HashSet::new() };
            ticked.set(keys);
        })
        .into(),
    };
    let count = Signal::derive(move || {
        [&format::number(ticked.with(HashSet::len)), " of ", &format::number(COUNT)].concat()
    });
    view! {
        <div class="gallery-wide" data-sample="many">
            <Table
                caption="Documents"
                columns=columns()
                row_count=COUNT
                rows=window
                on_window=fill
                storage_key="tieback.gallery.table"
                sort=sort
                on_sort=sorted
                open=open
                on_open=move |key: String| open.set(Some(key))
                selection=selection
            >
                <span>{count}</span>
            </Table>
        </div>
    }
    .into_any()
}

fn still(name: &'static str, state: TableState) -> AnyView {
    let state = RwSignal::new(state);
    let table = view! {
        <div class="gallery-wide">
            <Table
                caption=name
                columns=columns()
                row_count=0_usize
                rows=Window::default()
                on_window=|_: usize, _: usize| ()
                storage_key="tieback.gallery.still"
                state=state
                on_retry=move || state.set(TableState::Loading)
                on_clear=move || state.set(TableState::Ready)
                empty=|| {
                    view! { <Button label="Add document" icon=Icon::Plus on_click=|| () /> }
                }
            />
        </div>
    };
    samples(name, table.into_any())
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("document", "Document", 200).sortable(),
        Column::text("month", "Month", 110),
        Column::text("seller", "Seller of record", 240),
        Column::text("line", "Purchase order line", 260),
        Column::text("status", "Status", 170),
        Column::figures("total", "Total", 170),
        Column::figures("balance", "Balance after", 150),
    ]
}

fn row(place: usize) -> Row {
    let number = format::digits(place);
    let month = format::month(&format::of_year("2026", place % 12 + 1));
    let total = format::money(&[&number, ".50"].concat(), "USD");
    if place.is_multiple_of(GROUP) {
        let mut cells = vec![Cell::default(); 7];
        cells[0] = Cell::text([&month, ", documents from ", &number].concat());
        cells[5] = Cell::text(total);
        return Row { key: number, kind: RowKind::Group, mark: Mark::None, cells };
    }
    let status = match place % 5 {
        0 => Cell::badge(Kind::Bad, "Not placed"),
        1 => Cell::badge(Kind::Warning, "Below threshold"),
        _ => Cell::badge(Kind::Good, "Placed"),
    };
    let line = Cell::text(["PO-2026-", &format::digits(place % 97), " / 1"].concat());
    let is_changed = place % 7 == 3;
    Row {
        key: number.clone(),
        kind: RowKind::Row,
        mark: match (is_changed, place % 11) {
            (true, _) => Mark::Changed,
            (false, 5) => Mark::Muted,
            (false, _) => Mark::None,
        },
        cells: vec![
            Cell::text(["INV-", &number].concat()),
            Cell::text(month),
            Cell::text("Amazon Web Services EMEA SARL"),
            if is_changed { line.instead_of("PO-2025-9 / 2") } else { line },
            status,
            if place.is_multiple_of(3) {
                Cell::text(total).with_icon(Icon::Estimate)
            } else {
                Cell::text(total)
            },
            if place.is_multiple_of(5) {
                Cell::text("None").muted()
            } else {
                Cell::text("US$1,000.00").toned(Kind::Good)
            },
        ],
    }
}
