//! Moving along a row of things by keyboard.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Returns the place that an arrow, Home or End leads to, going round at the ends.
pub(crate) fn along(event: &KeyboardEvent, here: usize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    let is_turned = document_runs_right_to_left();
    Some(match event.key().as_str() {
        "ArrowDown" => (here + 1) % count,
        "ArrowUp" => (here + count - 1) % count,
        "ArrowRight" if is_turned => (here + count - 1) % count,
        "ArrowLeft" if is_turned => (here + 1) % count,
        "ArrowRight" => (here + 1) % count,
        "ArrowLeft" => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    })
}

/// Returns by how many steps an arrow makes something wider along the line: one, or minus one.
pub(crate) fn widening(event: &KeyboardEvent) -> Option<i32> {
    let step = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        _ => return None,
    };
    Some(if document_runs_right_to_left() { -step } else { step })
}

/// Gives the focus to one of the children.
pub(crate) fn focus_child(parent: &Element, place: usize) {
    let child = u32::try_from(place).ok().and_then(|place| parent.children().item(place));
    if let Some(child) = child.and_then(|child| child.dyn_into::<HtmlElement>().ok()) {
        drop(child.focus());
    }
}

/// Gives the focus without scrolling; what has to be in view is already.
pub(crate) fn focus_in_place(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    drop(element.focus_with_options(&options));
}

/// Tells whether the page is written from right to left.
pub(crate) fn document_runs_right_to_left() -> bool {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| root.get_attribute("dir")).is_some_and(|dir| dir == "rtl")
}
