//! What a reader can change about a table: how dense it is, which columns it has, how wide they are.

use leptos::prelude::*;

use super::layout::Layout;
use crate::text::ui as texts;
use crate::theme::{Look, Theme};
use crate::ui::field::unique;
use crate::ui::{Checkbox, Choice, Choices, ChoicesLook, Icon, IconButton, icon};

/// The button that opens the preferences, and they.
pub(super) fn preferences(layout: Layout, theme: Theme) -> AnyView {
    let id = unique("preferences");
    let columns: Vec<AnyView> = layout
        .columns()
        .into_iter()
        .enumerate()
        .map(|(place, column)| row(layout, place, &column.label))
        .collect();
    let densities = vec![
        Choice::new("comfortable", texts::COMFORTABLE),
        Choice::new("compact", texts::COMPACT),
    ];
    view! {
        <button
            type="button"
            class="button"
            data-kind="quiet"
            data-shape="icon"
            popovertarget=id.clone()
            aria-label=texts::PREFERENCES.get()
            title=texts::PREFERENCES.get()
        >
            {icon(Icon::Settings)}
        </button>
        <div class="popover preferences" id=id popover="auto" role="dialog" aria-label=texts::PREFERENCES.get()>
            <Choices
                label=texts::DENSITY
                look=ChoicesLook::Segments
                choices=densities
                value=Signal::derive(move || theme.get(Look::Density).to_owned())
                on_change=move |value: String| theme.choose(Look::Density, &value)
            />
            <div class="preferences-columns" role="group" aria-label=texts::COLUMNS.get()>
                {columns}
            </div>
        </div>
    }
    .into_any()
}

fn row(layout: Layout, place: usize, label: &str) -> AnyView {
    let narrower = texts::NARROWER.with(&[("column", label)]);
    let wider = texts::WIDER.with(&[("column", label)]);
    view! {
        <div class="preferences-column">
            <Checkbox
                label=label.to_owned()
                checked=Signal::derive(move || layout.is_shown(place))
                disabled=place == 0
                on_change=move |is_shown: bool| layout.show(place, is_shown)
            />
            <IconButton
                label=narrower
                icon=Icon::ChevronStart
                on_click=move || layout.widen(place, -1)
            />
            <IconButton
                label=wider
                icon=Icon::ChevronEnd
                on_click=move || layout.widen(place, 1)
            />
        </div>
    }
    .into_any()
}
