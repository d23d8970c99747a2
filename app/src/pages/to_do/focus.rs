//! Where the focus goes when what had it is done with.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Findings;
use crate::ui::follow::watch;

thread_local! {
    /// The entries that may take the focus from the one that was done with, the nearest first.
    static NEXT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The entry after the one that was done with takes the focus; the one before it, if it was the last.
pub(super) fn go_on(key: &str) {
    let keys: Vec<String> =
        entries().iter().filter_map(|entry| entry.get_attribute("data-key")).collect();
    let own = keys.iter().position(|known| known == key).unwrap_or(keys.len());
    let next = in_turn(&keys, own);
    focus_first(&next);
    NEXT.set(next);
}

/// One edit may do with several entries: then what took the focus may be gone with the next answer.
pub(super) fn keep(findings: Findings) {
    watch(move || {
        findings.track();
        let next = NEXT.take();
        if next.is_empty() {
            return;
        }
        // The list is drawn by then.
        request_animation_frame(move || {
            let active = document().active_element();
            if active.is_none_or(|active| active.tag_name() == "BODY") {
                focus_first(&next);
            }
        });
    });
}

/// All but one of them: those after it, then those before it, the nearest first.
fn in_turn(keys: &[String], own: usize) -> Vec<String> {
    let after = keys.iter().skip(own + 1);
    after.chain(keys.iter().take(own).rev()).cloned().collect()
}

fn focus_first(keys: &[String]) {
    let entries = entries();
    let of = |key: &String| {
        entries.iter().find(|entry| entry.get_attribute("data-key").as_ref() == Some(key))
    };
    let heading = || document().query_selector("main h1").ok().flatten()?.dyn_into().ok();
    let found: Option<HtmlElement> = keys.iter().find_map(of).cloned().or_else(heading);
    if let Some(found) = found {
        drop(found.focus());
    }
}

fn entries() -> Vec<HtmlElement> {
    let found = document().get_elements_by_class_name("finding");
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_after_it_is_next_then_those_before_it() {
        let keys = ["a", "b", "c", "d"].map(str::to_owned);
        for (own, expected) in [(0, "bcd"), (1, "cda"), (3, "cba"), (4, "dcba")] {
            assert_eq!(in_turn(&keys, own).concat(), expected, "{own}");
        }
    }
}
