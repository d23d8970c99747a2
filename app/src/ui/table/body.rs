//! The body of a table: as many slots as fit the view, between two spacers that stand for all rows
//! out of view. Scrolling moves slots from one end to the other, so that a step of the wheel writes
//! a few rows and not all.

use std::collections::{HashSet, VecDeque};

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::model::Window;
use super::slot::{Content, Shape, Slot};

/// The elements of a table's body.
#[derive(Debug)]
pub(super) struct Body {
    parent: Element,
    above: HtmlElement,
    below: HtmlElement,
    shape: Shape,
    slots: VecDeque<Slot>,
    /// Place of the row in the first slot.
    first: usize,
    /// Heights of the spacers, as last set.
    spaces: (usize, usize),
}

/// What a body is to show.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) total: usize,
    pub(super) row_height: usize,
    pub(super) window: &'a Window,
    pub(super) open: Option<&'a str>,
    pub(super) ticked: Option<&'a HashSet<String>>,
    pub(super) active: usize,
}

impl Body {
    /// Makes an empty body.
    pub(super) fn new(parent: Element, shape: Shape) -> Option<Self> {
        parent.set_text_content(None);
        let above = spacer(&parent)?;
        let below = spacer(&parent)?;
        Some(Self {
            parent,
            above,
            below,
            shape,
            slots: VecDeque::new(),
            first: 0,
            spaces: (usize::MAX, usize::MAX),
        })
    }

    /// Tells whether rows of that shape can be shown here.
    pub(super) fn fits(&self, shape: &Shape) -> bool {
        self.shape == *shape
    }

    /// Shows what is in view.
    pub(super) fn show(&mut self, view: View<'_>) {
        self.hold(view.count);
        self.turn(view.first);
        for (nth, slot) in self.slots.iter_mut().enumerate() {
            let index = view.first + nth;
            let row = view.window.row(index);
            let key = row.map(|row| row.key.as_str());
            slot.show(
                &self.shape,
                Content {
                    index,
                    row,
                    is_open: key.is_some() && key == view.open,
                    is_ticked: key
                        .zip(view.ticked)
                        .is_some_and(|(key, ticked)| ticked.contains(key)),
                    is_active: index == view.active,
                },
            );
        }
        let rows_below = view.total.saturating_sub(view.first + view.count);
        self.space(view.first * view.row_height, rows_below * view.row_height);
    }

    /// Tells whether all rows that are drawn are out of view, and still as many in all.
    pub(super) fn is_out_of_view(&self, view: &View<'_>) -> bool {
        let end = self.first + self.slots.len();
        let of_all = self.spaces.0 + self.spaces.1 + self.slots.len() * view.row_height;
        !self.slots.is_empty()
            && (end <= view.first || view.first + view.count <= self.first)
            && of_all == view.total * view.row_height
    }

    /// Returns the element of a row in view.
    pub(super) fn row(&self, index: usize) -> Option<HtmlElement> {
        Some(self.slots.get(index.checked_sub(self.first)?)?.element.clone())
    }

    /// Makes or drops slots at the end until there are as many as told.
    fn hold(&mut self, count: usize) {
        while self.slots.len() > count {
            if let Some(slot) = self.slots.pop_back() {
                slot.element.remove();
            }
        }
        while self.slots.len() < count {
            let Some(slot) = Slot::new(&self.shape) else { return };
            drop(self.parent.insert_before(&slot.element, Some(&self.below)));
            self.slots.push_back(slot);
        }
    }

    /// Moves slots so that those whose rows stay in view keep them.
    fn turn(&mut self, first: usize) {
        let held = self.slots.len();
        if first > self.first && first - self.first < held {
            for _ in self.first..first {
                let Some(slot) = self.slots.pop_front() else { break };
                drop(self.parent.insert_before(&slot.element, Some(&self.below)));
                self.slots.push_back(slot);
            }
        } else if first < self.first && self.first - first < held {
            for _ in first..self.first {
                let Some(slot) = self.slots.pop_back() else { break };
                drop(self.parent.insert_before(&slot.element, self.above.next_sibling().as_ref()));
                self.slots.push_front(slot);
            }
        }
        self.first = first;
    }

    pub(super) fn space(&mut self, above: usize, below: usize) {
        for (element, old, new) in
            [(&self.above, self.spaces.0, above), (&self.below, self.spaces.1, below)]
        {
            if old != new {
                let height = [&crate::format::digits(new), "px"].concat();
                drop(element.style().set_property("block-size", &height));
            }
        }
        self.spaces = (above, below);
    }
}

fn spacer(parent: &Element) -> Option<HtmlElement> {
    let spacer: HtmlElement = document().create_element("tr").ok()?.dyn_into().ok()?;
    spacer.set_class_name("table-space");
    drop(spacer.set_attribute("aria-hidden", "true"));
    parent.append_child(&spacer).ok()?;
    Some(spacer)
}
