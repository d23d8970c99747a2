//! Edits that came in a link or a file: they wait until the data that they are of is open.

use leptos::ev;
use leptos::prelude::*;
use outlook::api::Standing;

use crate::page::Place;

/// How the edits of a link begin in its fragment.
pub(super) const EDITS: &str = "#edits=";

/// Where edits wait. Provided by [`Handed::provide`], found by [`Handed::expect`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handed {
    pub(super) edits: RwSignal<Option<HandedEdits>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HandedEdits {
    /// Their document, as it came.
    pub(super) text: String,
    place: Place,
    /// Whether they are of the sample, where that is told.
    pub(super) is_sample: Option<bool>,
}

impl HandedEdits {
    /// Whether what is open is what they are of.
    pub(super) fn fit(&self, standing: &Standing) -> bool {
        self.place == Place::here() && self.is_sample.is_none_or(|is| is == standing.is_sample)
    }
}

impl Handed {
    /// Provides the edits of the address to everything below, and those of later ones: another link
    /// may be put into the address while a page is open, which loads nothing.
    pub(crate) fn provide() {
        let handed = Self { edits: RwSignal::new(of_address()) };
        let handle = window_event_listener(ev::hashchange, move |_| {
            if let Some(edits) = of_address() {
                handed.edits.set(Some(edits));
            }
        });
        on_cleanup(move || handle.remove());
        provide_context(handed);
    }

    /// Returns those of the page.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Takes edits of what is open here, or of what is opened next.
    pub(crate) fn take(self, text: String) {
        self.edits.set(Some(HandedEdits { text, place: Place::here(), is_sample: None }));
    }
}

/// The edits in the fragment of the address, which is taken away: it has been read.
fn of_address() -> Option<HandedEdits> {
    let location = window().location();
    let hash = location.hash().ok()?;
    let encoded = hash.strip_prefix(EDITS)?;
    let text = js_sys::decode_uri_component(encoded).map(String::from).unwrap_or_default();
    let href = location.href().ok()?;
    let without = href.split('#').next().unwrap_or_default().to_owned();
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&without)));
    }
    let place = Place::of(&location.pathname().ok()?)?;
    let is_sample = location.search().is_ok_and(|search| search.contains("data=sample"));
    Some(HandedEdits { text, place, is_sample: Some(is_sample) })
}
