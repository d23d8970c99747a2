//! Whether an element has come near the view: what takes long to draw waits until then.

use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::follow::{memo, watch};

/// An element that is less than about a page away is drawn before it is scrolled to.
const MARGIN: &str = "600px";

/// Looks after an element until it is dropped.
struct Lookout {
    observer: IntersectionObserver,
    _told: Closure<dyn Fn(Array)>,
}

impl Drop for Lookout {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Becomes true once an element has come near, or everything is about to be printed, and stays so.
pub(crate) fn near(element: NodeRef<html::Div>) -> Memo<bool> {
    let came = RwSignal::new(false);
    let lookout = StoredValue::new_local(None);
    watch(move || {
        if let Some(element) = element.get() {
            lookout.set_value(look_out(&element, move || {
                let _ = came.try_set(true);
            }));
        }
    });
    let printed = window_event_listener(leptos::ev::beforeprint, move |_| came.set(true));
    on_cleanup(move || printed.remove());
    memo(move || came.get())
}

fn look_out(element: &web_sys::Element, near: impl Fn() + 'static) -> Option<Lookout> {
    let told = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        let mut entries = entries.iter().map(JsCast::unchecked_into::<IntersectionObserverEntry>);
        if entries.any(|entry| entry.is_intersecting()) {
            near();
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGIN);
    let callback = told.as_ref().unchecked_ref();
    let observer = IntersectionObserver::new_with_options(callback, &options).ok()?;
    observer.observe(element);
    Some(Lookout { observer, _told: told })
}
