//! The engine for JavaScript. This crate converts and calls; it decides nothing.
//!
//! Inputs are JSON text, UTF-8 bytes of it, or values that can be written as JSON. Refusals are
//! thrown as errors that hold every problem.

mod convert;
mod types;

use js_sys::{BigInt64Array, Uint8Array, Uint32Array};
use procurement::Sellers;
use wasm_bindgen::prelude::*;

use convert::{object, refusal, text};

/// Says for every invoice which purchase order line it will use.
#[wasm_bindgen(skip_typescript)]
pub fn preview(snapshot: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    object(&preview_json(snapshot, options)?)
}

/// The same as canonical JSON text, to the byte.
#[wasm_bindgen(js_name = previewJson, skip_typescript)]
pub fn preview_json(snapshot: &JsValue, options: &JsValue) -> Result<String, JsValue> {
    let explain = convert::explained(options)?;
    load(snapshot)?.preview(explain.as_deref()).map_err(|problems| refusal(&problems))
}

/// Tells why one document uses the line that it does, with a sentence for every candidate.
#[wasm_bindgen(skip_typescript)]
pub fn explain(snapshot: &JsValue, invoice: &JsValue) -> Result<JsValue, JsValue> {
    explained(&load(snapshot)?, invoice)
}

/// Checks one purchase order before it is saved.
#[wasm_bindgen(js_name = validatePurchaseOrder, skip_typescript)]
pub fn validate_purchase_order(order: &JsValue) -> Result<JsValue, JsValue> {
    let validation = procurement::validate_purchase_order(&text(order)?, &Sellers::built_in());
    convert::value(&validation)
}

/// A loaded snapshot and its preview, which edits change and undoing changes back.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Workspace {
    inner: procurement::Workspace,
}

#[wasm_bindgen]
impl Workspace {
    /// Loads a snapshot and places its documents.
    #[wasm_bindgen(constructor)]
    pub fn new(snapshot: &JsValue) -> Result<Workspace, JsValue> {
        Ok(Self { inner: load(snapshot)? })
    }

    /// The preview as it is now.
    pub fn preview(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        object(&self.preview_json(options)?)
    }

    /// The same as canonical JSON text.
    #[wasm_bindgen(js_name = previewJson)]
    pub fn preview_json(&self, options: &JsValue) -> Result<String, JsValue> {
        let explain = convert::explained(options)?;
        self.inner.preview(explain.as_deref()).map_err(|problems| refusal(&problems))
    }

    /// Why one document uses the line that it does.
    pub fn explain(&self, invoice: &JsValue) -> Result<JsValue, JsValue> {
        explained(&self.inner, invoice)
    }

    /// The same without sentences, as canonical JSON text.
    #[wasm_bindgen(js_name = explainJson)]
    pub fn explain_json(&self, invoice: &JsValue) -> Result<String, JsValue> {
        let explanation = self.inner.explain(&convert::invoice_id(invoice)?);
        Ok(explanation.map_err(|problems| refusal(&problems))?.to_json())
    }

    /// Applies edits and returns what changes in the preview.
    pub fn apply(&mut self, edits: &JsValue) -> Result<JsValue, JsValue> {
        self.edit(edits)?;
        object(&self.change_json())
    }

    /// Applies edits and returns how many documents have another outcome.
    pub fn edit(&mut self, edits: &JsValue) -> Result<usize, JsValue> {
        let change = self.inner.apply(&text(edits)?).map_err(|problems| refusal(&problems))?;
        Ok(change.document_count())
    }

    /// Takes back the last edits.
    pub fn undo(&mut self) -> Result<JsValue, JsValue> {
        match self.inner.undo() {
            Some(change) => object(&change.to_json()),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// What the last edits or their undoing changed, as canonical JSON text.
    #[wasm_bindgen(js_name = changeJson)]
    pub fn change_json(&self) -> String {
        self.inner.last_change().to_json()
    }

    /// SHA-256 of the preview.
    pub fn digest(&self) -> String {
        self.inner.digest()
    }

    /// The snapshot as it is now.
    pub fn snapshot(&self) -> Result<JsValue, JsValue> {
        object(&self.inner.snapshot())
    }

    /// The same as JSON text.
    #[wasm_bindgen(js_name = snapshotJson)]
    pub fn snapshot_json(&self) -> String {
        self.inner.snapshot()
    }

    /// How many documents the preview has.
    #[wasm_bindgen(getter, js_name = documentCount)]
    pub fn document_count(&self) -> usize {
        self.inner.document_count()
    }

    /// The id of the document at a place in the order of placing.
    #[wasm_bindgen(js_name = documentId)]
    pub fn document_id(&self, place: usize) -> Option<String> {
        self.inner.document_id(place).map(str::to_owned)
    }

    /// For every document the place of its line among `lines`, or 4294967295.
    #[wasm_bindgen(js_name = documentLines)]
    pub fn document_lines(&self) -> Uint32Array {
        Uint32Array::from(&*self.inner.document_lines())
    }

    /// For every document bits: 1 by reference, 2 by match, 4 by credit memo, 8 covered, 16 with a
    /// balance afterwards.
    #[wasm_bindgen(js_name = documentMarks)]
    pub fn document_marks(&self) -> Uint8Array {
        Uint8Array::from(&*self.inner.document_marks())
    }

    /// For every document the balance of its line afterwards, in minor units; 0 without one.
    #[wasm_bindgen(js_name = documentBalances)]
    pub fn document_balances(&self) -> BigInt64Array {
        BigInt64Array::from(&*self.inner.document_balances())
    }

    /// The places of the documents that the last change moved, in the order of placing.
    #[wasm_bindgen(js_name = changedDocuments)]
    pub fn changed_documents(&self) -> Uint32Array {
        Uint32Array::from(&*self.inner.changed_documents())
    }

    /// Names the line at a place: its purchase order, and its number.
    #[wasm_bindgen(js_name = lineName)]
    pub fn line_name(&self, line: u32) -> Option<Vec<String>> {
        let (order, number) = self.inner.line_name(line)?;
        Some(vec![order.to_owned(), number.to_owned()])
    }
}

fn load(snapshot: &JsValue) -> Result<procurement::Workspace, JsValue> {
    procurement::Workspace::load(text(snapshot)?, &Sellers::built_in())
        .map_err(|problems| refusal(&problems))
}

fn explained(workspace: &procurement::Workspace, invoice: &JsValue) -> Result<JsValue, JsValue> {
    let invoice = convert::invoice_id(invoice)?;
    let explanation = workspace.explain(&invoice).map_err(|problems| refusal(&problems))?;
    let sentences = workspace.sentences(&invoice).map_err(|problems| refusal(&problems))?;
    convert::explanation(&explanation, sentences)
}
