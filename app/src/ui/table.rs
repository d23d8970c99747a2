//! A table for many rows. The page hands over a window of rows; the table draws those in view, asks
//! for others when the reader scrolls, and moves along them by keyboard.
//!
//! Every row has the same height, so places are computed, never measured.

mod body;
mod head;
mod layout;
mod model;
mod preferences;
mod scroll;
mod slot;

use std::collections::HashSet;

use crate::ui::follow::follow;
use leptos::html;
use leptos::prelude::*;

use super::{Act, Button, Empty, Icon, Live, On, Skeleton};
use crate::format;
use crate::text::{plural, ui as texts};
use crate::theme::Theme;

use layout::Layout;
pub(crate) use model::{Cell, Column, Mark, Row, RowKind, Sort, TableState, Window};

/// The rows that are ticked, and what happens when that changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection {
    /// Keys of the ticked rows.
    pub(crate) keys: Signal<HashSet<String>>,
    /// A row was ticked or not.
    pub(crate) on_select: UnsyncCallback<(String, bool)>,
    /// Every row was, also those out of view.
    pub(crate) on_select_all: On<bool>,
}

/// A table of rows that come by window.
#[component]
pub(crate) fn Table(
    /// Names the table for assistive technology.
    #[prop(into)]
    caption: String,
    columns: Vec<Column>,
    /// How many rows there are in all.
    #[prop(into)]
    row_count: Signal<usize>,
    /// The rows at hand.
    #[prop(into)]
    rows: Signal<Window>,
    /// Rows are needed: the first one, and how many.
    #[prop(into)]
    on_window: UnsyncCallback<(usize, usize)>,
    /// Where widths and hidden columns are remembered.
    storage_key: &'static str,
    #[prop(optional, into)] sort: Signal<Option<Sort>>,
    #[prop(optional, into)] on_sort: Option<On<Sort>>,
    /// Key of the row whose details are in view.
    #[prop(optional, into)]
    open: Signal<Option<String>>,
    #[prop(optional, into)] on_open: Option<On<String>>,
    #[prop(optional, into)] selection: Option<Selection>,
    #[prop(optional, into)] state: Signal<TableState>,
    /// Shown when there is nothing yet.
    #[prop(optional, into)]
    empty: Option<ViewFn>,
    /// Tries again after a failure.
    #[prop(optional, into)]
    on_retry: Option<Act>,
    /// Takes filters away when nothing matches.
    #[prop(optional, into)]
    on_clear: Option<Act>,
    /// Stands above the table, at the start of its bar.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let layout = Layout::new(columns, storage_key);
    let theme = Theme::expect();
    let row_height = Signal::derive(move || scroll::row_height(theme.is_compact()));
    let scroller = NodeRef::<html::Div>::new();
    let tbody = NodeRef::<html::Tbody>::new();
    let inputs = scroll::Inputs {
        scroller,
        tbody,
        layout,
        row_count,
        rows,
        on_window,
        open,
        on_open,
        selection,
        row_height,
    };
    let motion = scroll::Motion::new(inputs);
    motion.follow();

    let height = Signal::derive(move || [&format::digits(row_height.get()), "px"].concat());
    let aria_rows = Signal::derive(move || format::digits(row_count.get() + 1));
    let busy = Signal::derive(move || {
        state.with(|state| matches!(state, TableState::Loading)).then_some("true")
    });
    let width =
        Signal::derive(move || [&format::digits(layout.width(selection.is_some())), "px"].concat());
    let name = caption.clone();
    view! {
        <div class="table-frame">
            <div class="table-bar">
                <div class="table-bar-start">{children.map(|children| children())}</div>
                {preferences::preferences(layout, theme)}
            </div>
            <div
                class="table-scroll"
                role="region"
                aria-label=name
                tabindex="0"
                node_ref=scroller
                style:--row-height=height
                on:scroll=move |_| motion.scrolled()
                on:keydown=move |event| motion.key(&event)
            >
                <table
                    class="table"
                    aria-rowcount=aria_rows
                    aria-busy=busy
                    style:--table-width=width
                >
                    <caption class="unseen">{caption}</caption>
                    {head::head(layout, sort, on_sort, selection, row_count)}
                    <tbody
                        node_ref=tbody
                        on:mousedown=move |event| motion.press(&event)
                        on:click=move |event| motion.click(&event)
                    ></tbody>
                </table>
                {follow(move || below(state.get(), empty.clone(), on_retry, on_clear))}
            </div>
            <Live text=announcement(layout, state, row_count, sort) />
        </div>
    }
    .into_any()
}

/// What stands in place of rows.
fn below(
    state: TableState,
    empty: Option<ViewFn>,
    on_retry: Option<Act>,
    on_clear: Option<Act>,
) -> Option<AnyView> {
    let button = |label, icon, act: Option<Act>| {
        act.map(|act| view! { <Button label=label icon=icon on_click=act /> }.into_any())
    };
    let content = match state {
        TableState::Ready => return None,
        TableState::Loading => view! { <Skeleton lines=8 label=texts::LOADING /> }.into_any(),
        TableState::Empty => match empty {
            Some(empty) => empty.run(),
            None => view! { <Empty title=texts::NOTHING_HERE icon=Icon::Document /> }.into_any(),
        },
        TableState::NoMatch => view! {
            <Empty title=texts::NO_MATCHES text=texts::NO_MATCHES_TEXT icon=Icon::Search>
                {button(texts::CLEAR_FILTER, Icon::Close, on_clear)}
            </Empty>
        }
        .into_any(),
        TableState::Failed(reason) => view! {
            <Empty title=texts::LOADING_FAILED text=reason icon=Icon::Error>
                {button(texts::RETRY, Icon::Redo, on_retry)}
            </Empty>
        }
        .into_any(),
    };
    Some(view! { <div class="table-state">{content}</div> }.into_any())
}

/// Tells what changed: how many rows there are, and how they are sorted.
fn announcement(
    layout: Layout,
    state: Signal<TableState>,
    row_count: Signal<usize>,
    sort: Signal<Option<Sort>>,
) -> Signal<String> {
    Signal::derive(move || match state.get() {
        TableState::Loading => texts::LOADING.get().to_owned(),
        TableState::Failed(reason) => reason,
        TableState::NoMatch => texts::NO_MATCHES.get().to_owned(),
        TableState::Empty => texts::NOTHING_HERE.get().to_owned(),
        TableState::Ready => {
            let mut told = plural(texts::ROWS_ONE, texts::ROWS_OTHER, row_count.get());
            if let Some(sort) = sort.get() {
                let text = if sort.descending { texts::SORTED_DOWN } else { texts::SORTED_UP };
                told.push_str(". ");
                told.push_str(&text.with(&[("column", &layout.label(sort.column))]));
            }
            told
        }
    })
}
