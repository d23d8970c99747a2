//! The head of a table: what columns are called, buttons that sort, handles that resize.

use crate::ui::follow::memo;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::Selection;
use super::layout::{Layout, NARROWEST, TICK_WIDTH, WIDEST};
use super::model::{Align, Column, Sort};
use crate::format;
use crate::text::ui as texts;
use crate::ui::{Icon, On, icon, keys};

/// Draws widths and head. Both follow which columns are shown.
pub(super) fn head(
    layout: Layout,
    sort: Signal<Option<Sort>>,
    on_sort: Option<On<Sort>>,
    selection: Option<Selection>,
    row_count: Signal<usize>,
) -> AnyView {
    let columns = StoredValue::new(layout.columns());
    let shown = memo(move || layout.shown());
    let widths =
        move || shown.get().into_iter().map(|place| width(layout, place)).collect::<Vec<AnyView>>();
    let heads = move || {
        let column = |place: usize| columns.with_value(|columns| columns[place].clone());
        shown
            .get()
            .into_iter()
            .map(|place| cell(layout, place, column(place), sort, on_sort))
            .collect::<Vec<AnyView>>()
    };
    let tick_width = [&format::digits(TICK_WIDTH), "px"].concat();
    view! {
        <colgroup>
            {selection.map(|_| view! { <col style:width=tick_width /> })}
            {widths}
        </colgroup>
        <thead class="table-head">
            <tr aria-rowindex="1">
                {selection.map(|selection| tick_all(selection, row_count))}
                {heads}
            </tr>
        </thead>
    }
    .into_any()
}

fn width(layout: Layout, place: usize) -> AnyView {
    let width =
        Signal::derive(move || [&format::digits(layout.column_width(place)), "px"].concat());
    view! { <col style:width=width /> }.into_any()
}

fn tick_all(selection: Selection, row_count: Signal<usize>) -> AnyView {
    let ticked = move || selection.keys.with(std::collections::HashSet::len);
    let is_all = Signal::derive(move || ticked() > 0 && ticked() >= row_count.get());
    let is_some = Signal::derive(move || ticked() > 0 && ticked() < row_count.get());
    view! {
        <td class="table-tick">
            <input
                type="checkbox"
                class="check-box"
                aria-label=texts::SELECT_ALL.get()
                prop:checked=is_all
                prop:indeterminate=is_some
                on:change=move |event| selection.on_select_all.run((event_target_checked(&event),))
            />
        </td>
    }
    .into_any()
}

fn cell(
    layout: Layout,
    place: usize,
    column: Column,
    sort: Signal<Option<Sort>>,
    on_sort: Option<On<Sort>>,
) -> AnyView {
    let id = column.id;
    let own = move || sort.get().filter(|sort| sort.column == id);
    let aria_sort = Signal::derive(move || {
        own().map(|sort| if sort.descending { "descending" } else { "ascending" })
    });
    let label = column.label.clone();
    let name = match on_sort.filter(|_| column.is_sortable) {
        None => view! { <span class="table-label">{column.label}</span> }.into_any(),
        Some(on_sort) => {
            let next = move || {
                let descending = own().is_some_and(|sort| !sort.descending);
                on_sort.run((Sort { column: id, descending },));
            };
            let arrow = move || {
                icon(match own() {
                    None => Icon::Sort,
                    Some(sort) if sort.descending => Icon::SortDown,
                    Some(_) => Icon::SortUp,
                })
            };
            view! {
                <button type="button" class="table-sort" on:click=move |_| untrack(next)>
                    <span class="table-label">{column.label}</span>
                    {arrow}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <th
            class="table-column"
            scope="col"
            aria-sort=aria_sort
            data-align=(column.align == Align::End).then_some("end")
        >
            {name}
            {handle(layout, place, &label)}
        </th>
    }
    .into_any()
}

/// The handle at the end of a column: dragged, or moved by arrows. The preferences have buttons
/// that do the same.
fn handle(layout: Layout, place: usize, label: &str) -> AnyView {
    // Where the drag began and how wide the column was then.
    let start = StoredValue::new(None::<(i32, usize)>);
    let press = move |event: PointerEvent| {
        event.prevent_default();
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(target) = target {
            drop(target.set_pointer_capture(event.pointer_id()));
        }
        let width = untrack(|| layout.column_width(place));
        start.set_value(Some((event.client_x(), width)));
    };
    let drag = move |event: PointerEvent| {
        let Some((x, width)) = start.get_value() else { return };
        let by = event.client_x() - x;
        let by = if keys::document_runs_right_to_left() { -by } else { by };
        let width = i32::try_from(width).unwrap_or(0) + by;
        layout.resize(place, usize::try_from(width).unwrap_or(0));
    };
    let end = move |_: PointerEvent| {
        if start.get_value().is_some() {
            start.set_value(None);
            layout.remember();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if let Some(steps) = keys::widening(&event) {
            event.prevent_default();
            event.stop_propagation();
            layout.widen(place, steps);
        }
    };
    let now = Signal::derive(move || format::digits(layout.column_width(place)));
    view! {
        <span
            class="table-handle"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=texts::WIDTH_OF.with(&[("column", label)])
            aria-valuemin=format::digits(NARROWEST)
            aria-valuemax=format::digits(WIDEST)
            aria-valuenow=now
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=end
            on:pointercancel=end
            on:keydown=on_key
        ></span>
    }
    .into_any()
}
