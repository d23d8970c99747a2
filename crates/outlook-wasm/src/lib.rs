//! What lies ahead, for the worker of the pages. This crate converts and calls; it decides nothing.
//!
//! Requests and answers are JSON text, in the shapes of [`outlook::api`]. A refusal is thrown as
//! JSON text too.

use outlook::Session;
use wasm_bindgen::prelude::*;

/// The session of a page.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug, Default)]
pub struct Desk {
    session: Session,
}

#[wasm_bindgen]
impl Desk {
    /// A desk with nothing on it.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Desk {
        Self::default()
    }

    /// Answers a request.
    pub fn answer(&mut self, request: &str) -> Result<String, String> {
        self.session.answer_json(request)
    }
}
