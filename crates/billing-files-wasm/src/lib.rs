//! The importers for JavaScript. This crate converts and calls; it decides nothing.
//!
//! Files are a name and bytes or text. Bytes are read piece by piece and stay on the JavaScript
//! side. Refusals are thrown as errors that hold every problem.

mod file;
mod options;
mod outcome;
mod types;

use billing_files::{charges, focus, purchase_orders};
use wasm_bindgen::prelude::*;

use file::File;
use outcome::outcome;

/// Reads FOCUS exports that belong together and adds their rows up to charges.
#[wasm_bindgen(js_name = importFocus, skip_typescript)]
pub fn import_focus(files: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = options::focus(options)?;
    let files = File::list(files)?.into_iter().map(|file| (file.name, file.data.reader()));
    outcome(focus::import(files.collect(), &options))
}

/// Reads a list of purchase orders.
#[wasm_bindgen(js_name = importPurchaseOrders, skip_typescript)]
pub fn import_purchase_orders(file: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = options::purchase_orders(options)?;
    let File { name, data } = File::one(file)?;
    outcome(purchase_orders::import(&name, data.reader(), &options))
}

/// Reads a listing of charges.
#[wasm_bindgen(js_name = importCharges, skip_typescript)]
pub fn import_charges(file: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = options::charges(options)?;
    let File { name, data } = File::one(file)?;
    outcome(charges::import(&name, &data.into_bytes(), &options))
}
