//! A month, typed or picked from the twelve of a year.

use crate::ui::follow::follow;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::field::{Control, unique};
use super::{Icon, IconButton, On, icon, keys};
use crate::format;
use crate::text::ui as texts;

/// Months in a row of the grid.
const COLUMNS: usize = 3;

/// A month. What cannot be read is handed on as typed, for the page to refuse.
#[component]
pub(crate) fn MonthInput(
    /// `2026-03`, nothing, or what was typed and could not be read.
    #[prop(into)]
    value: Signal<String>,
    /// Leaving the control, pressing Enter or picking.
    #[prop(into)]
    on_change: On<String>,
    #[prop(optional, into)] label: Option<String>,
) -> AnyView {
    let control = Control::expect();
    let shown = Signal::derive(move || {
        value.with(
            |value| if format::is_month(value) { format::month(value) } else { value.clone() },
        )
    });
    let changed = move |typed: String| {
        on_change.run((format::parse_month(&typed).unwrap_or(typed),));
    };
    view! {
        <div class="month-input">
            <input
                type="text"
                class="input"
                id=control.id
                autocomplete="off"
                placeholder=texts::MONTH_PLACEHOLDER.get()
                aria-label=label
                aria-describedby=control.described
                aria-invalid=control.invalid
                prop:value=shown
                on:change=move |event| changed(event_target_value(&event))
            />
            {picker(value, on_change)}
        </div>
    }
    .into_any()
}

/// The button at the end of the text, and the year that it opens.
fn picker(value: Signal<String>, on_change: On<String>) -> AnyView {
    let id = unique("months");
    let popover = NodeRef::<html::Div>::new();
    let grid = NodeRef::<html::Div>::new();
    let year = RwSignal::new(0_usize);
    let toggled = move |_| {
        let Some(popover) = popover.get_untracked() else { return };
        if popover.matches(":popover-open").unwrap_or(false) {
            let (own_year, month) = own(&value.get_untracked());
            year.set(own_year);
            if let Some(grid) = grid.get_untracked() {
                keys::focus_child(&grid, month - 1);
            }
        }
    };
    let pick = move |month: usize| {
        on_change.run((format::of_year(&format::digits(year.get_untracked()), month),));
        if let Some(popover) = popover.get_untracked() {
            drop(popover.hide_popover());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(grid) = grid.get_untracked() else { return };
        let focused = document().active_element();
        let Some(here) = (0..12).find(|place| grid.children().item(*place) == focused) else {
            return;
        };
        let here = here as usize;
        let next = match event.key().as_str() {
            "PageUp" => {
                year.update(|year| *year -= 1);
                here
            }
            "PageDown" => {
                year.update(|year| *year += 1);
                here
            }
            "ArrowDown" => (here + COLUMNS) % 12,
            "ArrowUp" => (here + 12 - COLUMNS) % 12,
            _ => match keys::along(&event, here, 12) {
                Some(next) => next,
                None => return,
            },
        };
        event.prevent_default();
        keys::focus_child(&grid, next);
    };
    let months: Vec<AnyView> =
        (1..=12).map(|month| button(month, year, value, pick.into())).collect();
    view! {
        <button
            type="button"
            class="button month-input-open"
            data-kind="quiet"
            data-shape="icon"
            aria-label=texts::PICK_MONTH.get()
            title=texts::PICK_MONTH.get()
            popovertarget=id.clone()
        >
            {icon(Icon::Calendar)}
        </button>
        <div
            class="popover month-picker"
            id=id
            popover="auto"
            role="dialog"
            aria-label=texts::PICK_MONTH.get()
            node_ref=popover
            on:toggle=toggled
        >
            <div class="month-picker-year">
                <IconButton
                    label=texts::PREVIOUS_YEAR
                    icon=Icon::ChevronStart
                    on_click=move || year.update(|year| *year -= 1)
                />
                <strong role="status">{follow(move || format::digits(year.get()))}</strong>
                <IconButton
                    label=texts::NEXT_YEAR
                    icon=Icon::ChevronEnd
                    on_click=move || year.update(|year| *year += 1)
                />
            </div>
            <div class="month-picker-grid" node_ref=grid on:keydown=on_key>
                {months}
            </div>
        </div>
    }
    .into_any()
}

fn button(month: usize, year: RwSignal<usize>, value: Signal<String>, pick: On<usize>) -> AnyView {
    let name = format::month_name(&format::of_year("2026", month));
    let own = move || format::of_year(&format::digits(year.get()), month);
    let is_chosen =
        Signal::derive(move || if value.with(|value| *value == own()) { "true" } else { "false" });
    // Its name begins with what is seen of it, for people who say what they see.
    let (seen, year) = (name.clone(), move || format::digits(year.get()));
    let label = Signal::derive(move || [&seen, " ", &*year()].concat());
    view! {
        <button
            type="button"
            class="month-picker-button"
            aria-label=label
            aria-pressed=is_chosen
            on:click=move |_| pick.run((month,))
        >
            {name}
        </button>
    }
    .into_any()
}

/// Returns year and month of the value, or of today while it is not a month.
fn own(value: &str) -> (usize, usize) {
    let parts = value.split_once('-').filter(|_| format::is_month(value));
    let parsed = parts.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    parsed.unwrap_or_else(|| {
        let today = js_sys::Date::new_0();
        (today.get_utc_full_year() as usize, today.get_utc_month() as usize + 1)
    })
}
