//! Parts of the pages for custom elements. This crate converts and calls; it decides nothing.
//!
//! The elements themselves are in `npm/src`: they are there before this module is loaded.

use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// A part that is shown in an element; it goes away when it is freed.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Part(app::embed::Part);

#[wasm_bindgen]
impl Part {
    /// Looks at the element again.
    pub fn update(&self) {
        self.0.update();
    }

    /// Does what the console asks for.
    pub fn act(&self, act: &str) {
        self.0.act(act);
    }
}

/// Tells on the console what breaks.
#[wasm_bindgen(start)]
pub fn start() {
    app::embed::tell_of_panics();
}

/// From now on parts speak a language.
#[wasm_bindgen(skip_typescript)]
pub fn speak(language: &str, texts: &Object) {
    app::embed::speak(language, texts);
}

/// A kind of part whose program is here.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Kind(app::embed::Kind);

#[wasm_bindgen]
impl Kind {
    /// Shows a part in an element.
    pub fn mount(&self, root: HtmlElement, face: JsValue) -> Option<Part> {
        self.0.mount(root, face).map(Part)
    }
}

/// Loads the program of a kind of part. Nothing where it did not come.
#[wasm_bindgen(skip_typescript)]
pub async fn bring(kind: String) -> Option<Kind> {
    app::embed::bring(&kind).await.map(Kind)
}
