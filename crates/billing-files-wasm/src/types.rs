//! The TypeScript of the importers. It stands in one file, which reads as its documentation, and
//! goes into the generated declarations as it is.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.ts");
