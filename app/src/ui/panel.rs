//! Panels beside the page: the details of what is open, and help.

use crate::ui::follow::memo;
use leptos::ev::{FocusEvent, KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::field::unique;
use super::{Act, Icon, IconButton, keys};
use crate::text::ui as texts;
use crate::{format, storage};

/// Narrowest and widest that a panel gets, its width at first, and a step by key, in pixels.
const NARROWEST: usize = 280;
const WIDEST: usize = 880;
const WIDTH: usize = 400;
const STEP: usize = 32;

/// What is shown, and a panel with details beside it. Below it where the page is narrow, and at its
/// foot on a phone.
#[component]
pub(crate) fn SplitView(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Act,
    /// Where the width is remembered.
    storage_key: &'static str,
    #[prop(into)] panel: ViewFn,
    children: Children,
) -> AnyView {
    let stored = storage::get(storage_key).and_then(|width| width.parse().ok());
    let width = RwSignal::new(stored.unwrap_or(WIDTH).clamp(NARROWEST, WIDEST));
    let is_open = memo(move || open.get());
    let side = move || {
        is_open.get().then(|| {
            let title_id = unique("panel");
            let labelled_by = title_id.clone();
            view! {
                {handle(width, storage_key)}
                <section
                    class="split-panel"
                    aria-labelledby=labelled_by
                    on:keydown=close_on_escape(on_close)
                >
                    {head(title_id, title, on_close)}
                    <div class="split-body">{panel.run()}</div>
                </section>
            }
        })
    };
    let size = Signal::derive(move || [&format::digits(width.get()), "px"].concat());
    view! {
        <div
            class="split"
            data-open=Signal::derive(move || is_open.get().then_some("true"))
            style:--panel-size=size
        >
            <div class="split-main">{children()}</div>
            {side}
        </div>
    }
    .into_any()
}

/// Content of a [`SplitView`] that is drawn anew as a whole: what had the focus in it goes, and the
/// title of the panel takes it, so that the keyboard stays where it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redrawn {
    pub(crate) place: NodeRef<html::Div>,
    /// What had the focus last.
    last: StoredValue<Option<Element>, LocalStorage>,
}

impl Redrawn {
    pub(crate) fn new() -> Self {
        Self { place: NodeRef::new(), last: StoredValue::new_local(None) }
    }

    /// Something within takes the focus.
    pub(crate) fn focused(self, event: &FocusEvent) {
        self.last.set_value(event.target().and_then(|target| target.dyn_into().ok()));
    }

    /// To be called before it is drawn anew.
    pub(crate) fn prepare(self) {
        let Some(place) = self.place.get_untracked() else { return };
        let is_here = match document().active_element() {
            Some(active) if active.tag_name() != "BODY" => place.contains(Some(&active)),
            // A button may have gone by its own work a moment before.
            _ => {
                self.last.with_value(|last| last.as_ref().is_some_and(|last| !last.is_connected()))
            }
        };
        if !is_here {
            return;
        }
        self.last.set_value(None);
        let panel = place.closest(".split-panel").ok().flatten();
        let title = panel.and_then(|panel| panel.query_selector(".panel-title").ok().flatten());
        if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
            drop(title.focus());
        }
    }
}

/// Escape closes, unless something within has taken it, as an open list does.
fn close_on_escape(on_close: Act) -> impl Fn(KeyboardEvent) {
    move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            on_close.run(());
        }
    }
}

/// Help beside the page.
#[component]
pub(crate) fn HelpPanel(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Act,
    children: Children,
) -> AnyView {
    let title_id = unique("help");
    let labelled_by = title_id.clone();
    view! {
        <aside class="help" aria-labelledby=labelled_by>
            {head(title_id, title, on_close)}
            <div class="help-body">{children()}</div>
        </aside>
    }
    .into_any()
}

fn head(title_id: String, title: Signal<String>, on_close: Act) -> AnyView {
    view! {
        <header class="panel-head">
            <h2 class="panel-title" id=title_id tabindex="-1">
                {title}
            </h2>
            <IconButton label=texts::CLOSE_PANEL icon=Icon::Close on_click=on_close />
        </header>
    }
    .into_any()
}

/// The bar between the two: dragged, moved by arrows, or clicked to go between narrow and wide.
fn handle(width: RwSignal<usize>, storage_key: &'static str) -> AnyView {
    let start = StoredValue::new(None::<(i32, usize)>);
    let set = move |wanted: usize| width.set(wanted.clamp(NARROWEST, WIDEST));
    let remember = move || storage::set(storage_key, &format::digits(width.get_untracked()));
    let press = move |event: PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(target) = target {
            drop(target.set_pointer_capture(event.pointer_id()));
        }
        start.set_value(Some((event.client_x(), width.get_untracked())));
    };
    let drag = move |event: PointerEvent| {
        let Some((x, width)) = start.get_value() else { return };
        let by = x - event.client_x();
        let by = if keys::document_runs_right_to_left() { -by } else { by };
        set(usize::try_from(i32::try_from(width).unwrap_or(0) + by).unwrap_or(0));
    };
    let release = move |event: PointerEvent| {
        let Some((x, width)) = start.get_value() else { return };
        start.set_value(None);
        // A press without a move is the way for those who cannot drag.
        if x == event.client_x() {
            set(if width < (NARROWEST + WIDEST) / 2 { WIDEST } else { NARROWEST });
        }
        remember();
    };
    let on_key = move |event: KeyboardEvent| {
        let now = width.get_untracked();
        let wanted = match (event.key().as_str(), keys::widening(&event)) {
            ("Home", _) => NARROWEST,
            ("End", _) => WIDEST,
            // The panel lies after the bar, so it grows towards the start.
            (_, Some(step)) if step > 0 => now.saturating_sub(STEP),
            (_, Some(_)) => now + STEP,
            _ => return,
        };
        event.prevent_default();
        set(wanted);
        remember();
    };
    view! {
        <div
            class="split-handle"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=texts::RESIZE_PANEL.get()
            aria-valuemin=format::digits(NARROWEST)
            aria-valuemax=format::digits(WIDEST)
            aria-valuenow=Signal::derive(move || format::digits(width.get()))
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=release
            on:pointercancel=move |_| start.set_value(None)
            on:keydown=on_key
        ></div>
    }
    .into_any()
}
