//! Icons: strokes on a grid of sixteen, drawn once into the page and referred to wherever shown.
//! An icon is never the only bearer of a meaning, so all are hidden from assistive technology.

use std::cell::Cell;

use leptos::prelude::*;
use web_sys::Element;

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Calendar,
    Check,
    ChevronDown,
    ChevronEnd,
    ChevronStart,
    ChevronUp,
    Clock,
    Close,
    Document,
    Edit,
    Error,
    Estimate,
    Filter,
    Good,
    Info,
    Link,
    More,
    Plus,
    Question,
    Redo,
    Search,
    Settings,
    Sort,
    SortDown,
    SortUp,
    Suspend,
    Trash,
    Undo,
    Upload,
    Warning,
}

impl Icon {
    /// Every icon, in the order of [`DRAWN`].
    pub(crate) const ALL: [Self; 30] = [
        Self::Calendar,
        Self::Check,
        Self::ChevronDown,
        Self::ChevronEnd,
        Self::ChevronStart,
        Self::ChevronUp,
        Self::Clock,
        Self::Close,
        Self::Document,
        Self::Edit,
        Self::Error,
        Self::Estimate,
        Self::Filter,
        Self::Good,
        Self::Info,
        Self::Link,
        Self::More,
        Self::Plus,
        Self::Question,
        Self::Redo,
        Self::Search,
        Self::Settings,
        Self::Sort,
        Self::SortDown,
        Self::SortUp,
        Self::Suspend,
        Self::Trash,
        Self::Undo,
        Self::Upload,
        Self::Warning,
    ];

    /// Returns the name, `chevron-down`.
    pub(crate) fn name(self) -> &'static str {
        DRAWN[self as usize].0
    }

    /// Returns what a `<use>` refers to.
    pub(crate) fn href(self) -> String {
        draw_once();
        ["#icon-", self.name()].concat()
    }
}

/// From now on icons are drawn where they are shown: a shadow root does not see those of the page.
pub(crate) fn draw_in_place() {
    IN_PLACE.set(true);
}

/// Shows an icon as large as the text beside it.
pub(crate) fn icon(icon: Icon) -> AnyView {
    if IN_PLACE.get() {
        return view! {
            <svg class="icon" data-icon=icon.name() viewBox="0 0 16 16" aria-hidden="true">
                <path d=DRAWN[icon as usize].1></path>
            </svg>
        }
        .into_any();
    }
    view! {
        <svg class="icon" data-icon=icon.name() aria-hidden="true">
            <use href=icon.href()></use>
        </svg>
    }
    .into_any()
}

/// Returns a new icon for those who build elements by hand.
pub(crate) fn icon_element(icon: Icon) -> Option<Element> {
    let svg = element("svg", &[("class", "icon"), ("aria-hidden", "true")])?;
    svg.append_child(element("use", &[("href", &icon.href())])?.as_ref()).ok()?;
    Some(svg)
}

const DRAWN: [(&str, &str); 30] = [
    ("calendar", "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.2v3M10.5 2.2v3"),
    ("check", "M3 8.5 6.5 12 13 4.5"),
    ("chevron-down", "M3.5 6 8 10.5 12.5 6"),
    ("chevron-end", "M6 3.5 10.5 8 6 12.5"),
    ("chevron-start", "M10 3.5 5.5 8l4.5 4.5"),
    ("chevron-up", "M3.5 10 8 5.5l4.5 4.5"),
    ("clock", "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.6"),
    ("close", "M3.5 3.5l9 9M12.5 3.5l-9 9"),
    ("document", "M3.5 1.8h6l3 3.2v9.2h-9zM9.2 2v3.2h3M6 8.2h4M6 11h4"),
    ("edit", "M10.5 3 13 5.5 5.5 13H3v-2.5zM9 4.5 11.5 7"),
    ("error", "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.7v4M8 11.2v.01"),
    ("estimate", "M2.5 6.5c1.8-2 3.7-2 5.5 0s3.7 2 5.5 0M2.5 11c1.8-2 3.7-2 5.5 0s3.7 2 5.5 0"),
    ("filter", "M2 3.5h12L9.5 8.8V13l-3-1.2v-3z"),
    ("good", "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5 8.2l2.1 2.1L11 6"),
    ("info", "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 7.5v4M8 4.8v.01"),
    (
        "link",
        "M6.5 9.5a2.8 2.8 0 0 0 4 0L13 7a2.8 2.8 0 0 0-4-4L8 4M9.5 6.5a2.8 2.8 0 0 0-4 0L3 9a2.8 2.8 0 0 0 4 4l1-1",
    ),
    ("more", "M8 3.5v.01M8 8v.01M8 12.5v.01"),
    ("plus", "M8 3v10M3 8h10"),
    (
        "question",
        "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6.2 6.2A1.9 1.9 0 1 1 8.9 8c-.6.3-.9.6-.9 1.3M8 11.6v.01",
    ),
    ("redo", "M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10"),
    ("search", "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3 14 14"),
    (
        "settings",
        "M2.5 5h5.9M12 5h1.5M2.5 11H4M7.6 11h5.9M10.2 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM5.8 9.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
    ),
    ("sort", "M5 3v10M2.5 5.5 5 3l2.5 2.5M11 13V3M8.5 10.5 11 13l2.5-2.5"),
    ("sort-down", "M8 3v10M4 9l4 4 4-4"),
    ("sort-up", "M8 13V3M4 7l4-4 4 4"),
    ("suspend", "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6.4 5.8v4.4M9.6 5.8v4.4"),
    ("trash", "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4"),
    ("undo", "M5.5 3l-3 3 3 3M2.5 6h7a4 4 0 0 1 0 8H6"),
    ("upload", "M8 10V2.5M4.5 6 8 2.5 11.5 6M2.5 10.5v3h11v-3"),
    ("warning", "M8 2 14.8 13.8H1.2zM8 6.3v3.4M8 11.8v.01"),
];

thread_local! {
    static IS_DRAWN: Cell<bool> = const { Cell::new(false) };
    static IN_PLACE: Cell<bool> = const { Cell::new(false) };
}

/// Draws every icon into the page, out of sight, when the first one is asked for.
fn draw_once() {
    if !IS_DRAWN.replace(true) {
        let _ = draw();
    }
}

fn draw() -> Option<()> {
    let sheet = element("svg", &[("class", "icon-sheet"), ("aria-hidden", "true")])?;
    for (name, path) in DRAWN {
        let id = ["icon-", name].concat();
        let symbol = element("symbol", &[("id", &id), ("viewBox", "0 0 16 16")])?;
        symbol.append_child(element("path", &[("d", path)])?.as_ref()).ok()?;
        sheet.append_child(&symbol).ok()?;
    }
    document().body()?.append_child(&sheet).ok()?;
    Some(())
}

fn element(name: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let element = document().create_element_ns(Some("http://www.w3.org/2000/svg"), name).ok()?;
    for (attribute, value) in attributes {
        element.set_attribute(attribute, value).ok()?;
    }
    Some(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_icons_is_in_the_order_they_are_drawn_in() {
        for (place, icon) in Icon::ALL.iter().enumerate() {
            assert_eq!(*icon as usize, place);
            let name = icon.name().replace('-', "");
            assert_eq!(format!("{icon:?}").to_lowercase(), name);
        }
    }
}
