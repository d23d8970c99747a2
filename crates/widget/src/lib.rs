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

/// Shows a part in an element.
#[wasm_bindgen(skip_typescript)]
pub fn mount(root: HtmlElement, kind: &str, face: JsValue) -> Option<Part> {
    app::embed::mount(root, kind, face).map(Part)
}
