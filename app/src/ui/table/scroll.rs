//! Scrolling and moving along rows: which rows are in view, which are asked for, which has the
//! focus.

use crate::ui::follow::watch;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Selection;
use super::body::{Body, View};
use super::layout::Layout;
use super::model::{RowKind, Window};
use super::slot::{self, Shape};
use crate::ui::On;
use crate::ui::keys::focus_in_place;

/// Rows drawn beyond what is in view, at either end.
const BEYOND: usize = 6;

/// Height of every row in pixels; the head is as high.
pub(super) fn row_height(is_compact: bool) -> usize {
    if is_compact { 28 } else { 36 }
}

/// What motion depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inputs {
    pub(super) scroller: NodeRef<html::Div>,
    pub(super) tbody: NodeRef<html::Tbody>,
    pub(super) layout: Layout,
    pub(super) row_count: Signal<usize>,
    pub(super) rows: Signal<Window>,
    pub(super) on_window: UnsyncCallback<(usize, usize)>,
    pub(super) open: Signal<Option<String>>,
    pub(super) on_open: Option<On<String>>,
    pub(super) selection: Option<Selection>,
    pub(super) row_height: Signal<usize>,
}

/// A row that is pressed.
#[derive(Clone, Debug)]
struct Press {
    key: String,
    is_tick: bool,
    /// Where the pointer was.
    at: (i32, i32),
}

/// A table in motion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion {
    inputs: Inputs,
    body: StoredValue<Option<Body>, LocalStorage>,
    /// The row that Tab and arrows go to.
    active: StoredValue<usize>,
    /// What was asked for last, so that it is not asked for again while it comes.
    asked: StoredValue<Option<(usize, usize)>>,
    is_frame_due: StoredValue<bool>,
    is_waiting: StoredValue<bool>,
    pressed: StoredValue<Option<Press>>,
}

impl Motion {
    pub(super) fn new(inputs: Inputs) -> Self {
        Self {
            inputs,
            body: StoredValue::new_local(None),
            active: StoredValue::new(0),
            asked: StoredValue::new(None),
            is_frame_due: StoredValue::new(false),
            is_waiting: StoredValue::new(false),
            pressed: StoredValue::new(None),
        }
    }

    /// Draws whenever something that the table shows changes, and when the window changes its size.
    pub(super) fn follow(self) {
        let Inputs { layout, row_count, rows, open, selection, row_height, tbody, .. } =
            self.inputs;
        watch(move || {
            layout.shown();
            row_count.track();
            open.track();
            row_height.track();
            if let Some(selection) = selection {
                selection.keys.track();
            }
            rows.track();
            tbody.track();
            // The first time at once; later with the next frame, as reading the place of the view
            // right after writing rows would make the browser lay them out twice.
            if self.body.with_value(Option::is_some) {
                self.scrolled();
            } else {
                untrack(|| self.draw());
            }
        });
        let resized = window_event_listener(leptos::ev::resize, move |_| self.scrolled());
        on_cleanup(move || resized.remove());
    }

    /// Draws once in the next frame, however often the reader scrolls until then.
    pub(super) fn scrolled(self) {
        if self.is_frame_due.try_get_value() == Some(false) {
            self.is_frame_due.set_value(true);
            request_animation_frame(move || {
                if self.is_frame_due.try_set_value(false).is_none() {
                    self.draw_what_is_there();
                }
            });
        }
    }

    /// Notes which row is pressed: what others save may draw another one there before the click.
    pub(super) fn press(self, event: &MouseEvent) {
        let press = target_of(event).and_then(|target| {
            let key = self.key_of(index_of(&target)?)?;
            Some(Press { key, is_tick: is_tick(&target), at: place_of(event) })
        });
        self.pressed.set_value(press);
    }

    /// Opens the row that was pressed, or ticks it.
    pub(super) fn click(self, event: &MouseEvent) {
        let Some(target) = target_of(event) else { return };
        let here = index_of(&target);
        // Whoever moved away meanwhile means what is there.
        let pressed = self.pressed.try_update_value(Option::take).flatten();
        let (index, is_tick) = match pressed.filter(|press| press.at == place_of(event)) {
            Some(press) => (self.index_of_key(&press.key), press.is_tick),
            None => (here, is_tick(&target)),
        };
        if index != here {
            // The box of another row is not to change.
            event.prevent_default();
        }
        let Some(index) = index else { return };
        self.active.set_value(index);
        if is_tick {
            self.tick(index);
        } else {
            self.open(index);
        }
        self.draw();
    }

    /// Moves along the rows, opens or ticks one.
    pub(super) fn key(self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target else { return };
        let focused = index_of(&target);
        let is_scroller = target.class_list().contains("table-scroll");
        if (focused.is_none() && !is_scroller) || event.alt_key() || event.meta_key() {
            return;
        }
        let total = self.inputs.row_count.get_untracked();
        if total == 0 {
            return;
        }
        let here = focused.unwrap_or_else(|| self.active.get_value());
        let page = self.in_view().1.saturating_sub(1).max(1);
        let next = match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if focused.is_none() => {
                self.in_view().0.max(here.min(self.in_view().0 + page))
            }
            "ArrowDown" => here + 1,
            "ArrowUp" => here.saturating_sub(1),
            "PageDown" => here + page,
            "PageUp" => here.saturating_sub(page),
            "Home" => 0,
            "End" => total - 1,
            "Enter" if target.tag_name() == "TR" => {
                event.prevent_default();
                return self.open(here);
            }
            " " if target.tag_name() == "TR" && self.inputs.selection.is_some() => {
                event.prevent_default();
                return self.tick(here);
            }
            _ => return,
        };
        event.prevent_default();
        self.go(next.min(total - 1));
    }

    /// Brings a row into view and gives it the focus.
    fn go(self, index: usize) {
        let Some(scroller) = self.inputs.scroller.get_untracked() else { return };
        self.active.set_value(index);
        let height = self.inputs.row_height.get_untracked();
        let top = index * height;
        let scrolled = usize::try_from(scroller.scroll_top()).unwrap_or(0);
        let room = self.room(&scroller);
        let wanted = if top < scrolled {
            top
        } else if top + height > scrolled + room {
            top + height - room
        } else {
            scrolled
        };
        if wanted != scrolled {
            scroller.set_scroll_top(i32::try_from(wanted).unwrap_or(i32::MAX));
        }
        self.draw();
        let row = self.body.with_value(|body| body.as_ref().and_then(|body| body.row(index)));
        if let Some(row) = row {
            focus_in_place(&row);
        }
    }

    fn open(self, index: usize) {
        let key = self.key_of(index);
        if let (Some(on_open), Some(key)) = (self.inputs.on_open, key) {
            on_open.run((key,));
        }
    }

    fn tick(self, index: usize) {
        let key = self.key_of(index);
        if let (Some(selection), Some(key)) = (self.inputs.selection, key) {
            let is_ticked = selection.keys.with_untracked(|keys| keys.contains(&key));
            selection.on_select.run((key, !is_ticked));
        }
    }

    /// Returns the key of a row that is at hand and heads no others.
    fn key_of(self, index: usize) -> Option<String> {
        self.inputs.rows.with_untracked(|window| {
            window.row(index).filter(|row| row.kind == RowKind::Row).map(|row| row.key.clone())
        })
    }

    /// Returns the place of a row that is at hand.
    fn index_of_key(self, key: &str) -> Option<usize> {
        self.inputs.rows.with_untracked(|window| {
            let place = window.rows.iter().position(|row| row.key == key)?;
            Some(window.first + place)
        })
    }

    /// Returns the first row in view and how many fit.
    fn in_view(self) -> (usize, usize) {
        let Some(scroller) = self.inputs.scroller.get_untracked() else { return (0, 0) };
        let height = self.inputs.row_height.get_untracked();
        let scrolled = usize::try_from(scroller.scroll_top()).unwrap_or(0);
        (scrolled / height, self.room(&scroller).div_ceil(height))
    }

    /// Returns how high the view is without the head, in pixels.
    fn room(self, scroller: &HtmlElement) -> usize {
        let height = self.inputs.row_height.get_untracked();
        usize::try_from(scroller.client_height()).unwrap_or(0).saturating_sub(height)
    }

    /// Draws, but not rows of which none is there yet: whoever leaps along a list would wait for
    /// each of them twice. The table looks like rows on their way meanwhile.
    fn draw_what_is_there(self) {
        self.draw_or_wait(true);
    }

    fn draw(self) {
        self.draw_or_wait(false);
    }

    fn draw_or_wait(self, may_wait: bool) {
        let Inputs { tbody, row_count, rows, open, selection, row_height, .. } = self.inputs;
        let Some(tbody) = tbody.get_untracked() else { return };
        let total = row_count.get_untracked();
        let row_height = row_height.get_untracked();
        self.prepare(tbody.unchecked_ref(), total, row_height);
        let (first, fitting) = self.in_view();
        let first = first.saturating_sub(BEYOND).min(total);
        let count = (fitting + 2 * BEYOND).min(total - first);
        // A page that has its rows at hand answers at once, so nothing is drawn twice.
        self.ask(first, count, total);
        let ticked = selection.map(|selection| selection.keys.read_untracked());
        self.body.update_value(|body| {
            let Some(body) = body else { return };
            let focused = document().active_element();
            let open = open.read_untracked();
            let window = rows.read_untracked();
            let view = View {
                first,
                count,
                total,
                row_height,
                window: &window,
                open: open.as_deref(),
                ticked: ticked.as_deref(),
                active: self.active.get_value(),
            };
            let is_waiting = may_wait && body.is_out_of_view(&view) && !window.meets(first, count);
            self.wait(is_waiting);
            if !is_waiting {
                body.show(view);
                self.keep_focus(focused, body);
            }
        });
    }

    /// Looks like rows on their way, where none is drawn.
    fn wait(self, is_waiting: bool) {
        if self.is_waiting.get_value() != is_waiting {
            self.is_waiting.set_value(is_waiting);
            if let Some(scroller) = self.inputs.scroller.get_untracked() {
                slot::set_if(&scroller, "data-waiting", is_waiting.then_some(""));
            }
        }
    }

    /// Makes the body, and anew when columns come or go. Spacers are set before anything is
    /// measured, else a table without rows has no height to fill.
    fn prepare(self, tbody: &Element, total: usize, row_height: usize) {
        let shape = Shape {
            cells: self.inputs.layout.cells(),
            has_ticks: self.inputs.selection.is_some(),
            opens: self.inputs.on_open.is_some(),
        };
        self.body.update_value(|body| {
            if !body.as_ref().is_some_and(|body| body.fits(&shape)) {
                *body = Body::new(tbody.clone(), shape);
                if let Some(body) = body {
                    body.space(0, total * row_height);
                }
            }
        });
    }

    /// A slot that moves loses the focus; the row that has it gets it back while it is in view, and
    /// the scrolling region once it is not, so that arrows go on working.
    fn keep_focus(self, focused: Option<Element>, body: &Body) {
        let Some(focused) = focused.filter(|focused| focused.tag_name() == "TR") else { return };
        let active = self.active.get_value();
        match body.row(active) {
            Some(row) if *row == focused => {
                if document().active_element().as_ref() != Some(&focused) {
                    focus_in_place(&row);
                }
            }
            _ => {
                if let Some(scroller) = self.inputs.scroller.get_untracked()
                    && scroller.contains(Some(&focused))
                {
                    focus_in_place(&scroller);
                }
            }
        }
    }

    /// Asks for rows when some in view are not at hand. Whoever scrolls on gets those that follow
    /// too; whoever jumps may jump on, and gets no more than what is in view.
    fn ask(self, first: usize, count: usize, total: usize) {
        let (start, end) = self
            .inputs
            .rows
            .with_untracked(|window| (window.first, window.first + window.rows.len()));
        if count == 0 || (start <= first && first + count <= end) {
            self.asked.set_value(None);
            return;
        }
        let (from, to) = if end <= first || first + count <= start {
            (first, first + count)
        } else if start < first {
            (first, first + 3 * count)
        } else {
            (first.saturating_sub(2 * count), first + count)
        };
        let asked = (from, to.min(total) - from);
        if self.asked.get_value() != Some(asked) {
            self.asked.set_value(Some(asked));
            self.inputs.on_window.run(asked);
        }
    }
}

fn target_of(event: &MouseEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn place_of(event: &MouseEvent) -> (i32, i32) {
    (event.client_x(), event.client_y())
}

/// The whole cell ticks: its box alone is small.
fn is_tick(target: &Element) -> bool {
    closest(target, ".table-tick").is_some()
}

fn index_of(target: &Element) -> Option<usize> {
    let row = closest(target, ".table-row")?;
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(2)
}

fn closest(target: &Element, selector: &str) -> Option<Element> {
    target.closest(selector).ok()?
}
