//! The shapes of what the engine reads and writes, for the description of the API: the texts
//! themselves are the engine's.

use billing_files::document::{Association, Charge, Invoice, InvoiceType, PurchaseOrder};
use schemars::JsonSchema;

/// What a preview is computed from: the contract's snapshot.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Snapshot {
    /// Purchase orders with their line items.
    purchase_orders: Option<Vec<PurchaseOrder>>,
    /// What earlier documents have drawn.
    associations: Option<Vec<Association>>,
    /// Documents to be matched.
    invoices: Option<Vec<Invoice>>,
    /// Charges that are not invoiced yet.
    charges: Option<Vec<Charge>>,
}

/// Which purchase order line every document uses: the contract's preview.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Preview {
    /// In the order of placing.
    invoices: Vec<PlacedInvoice>,
    /// Every line with its balance before and after.
    line_items: Vec<PlacedLine>,
    /// In the order in which they happen.
    events: Vec<Event>,
    /// Why one document uses its line, where that was asked for.
    explanation: Option<Explanation>,
}

/// A document where it was placed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct PlacedInvoice {
    id: String,
    r#type: InvoiceType,
    /// The charges that it was formed from.
    charges: Vec<String>,
    bill_from: String,
    currency: String,
    billing_period: String,
    total: String,
    by: PlacedBy,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
    /// Whether the balance before was enough.
    covered: bool,
    balance_after: Option<String>,
}

/// How a document came to its line.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum PlacedBy {
    Reference,
    Match,
    CreditMemo,
    None,
}

/// A line before and after.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct PlacedLine {
    purchase_order_id: String,
    line_item_number: String,
    tracked: bool,
    total_value: String,
    opening_balance: Option<String>,
    closing_balance: Option<String>,
    /// Documents that were placed on it.
    invoices: u64,
}

/// Something that happened when a document was placed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Event {
    code: String,
    invoice_id: String,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
}

/// Why a document uses its line: every candidate with its verdict.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Explanation {
    invoice_id: String,
    candidates: Vec<Candidate>,
}

/// A purchase order, or a line of it, that was considered.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
struct Candidate {
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
    /// `chosen`, `lost` or `rejected`.
    verdict: String,
    code: Option<String>,
}

/// What edits would move: the contract's change.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Change {
    invoices: Vec<ChangedInvoice>,
    line_items: Vec<ChangedLine>,
    events: ChangedEvents,
}

/// A document that goes elsewhere. Who acts in a member account sees of it what is that account's: a
/// document that bills others too has another id there.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ChangedInvoice {
    id: String,
    before: Option<MovedInvoice>,
    after: Option<MovedInvoice>,
}

/// A document on one side of a change.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
struct MovedInvoice {
    id: String,
    r#type: InvoiceType,
    /// The charges that it was formed from, as far as they are seen.
    charges: Vec<String>,
    bill_from: String,
    currency: String,
    billing_period: String,
    /// Null in a member account where it bills others too.
    total: Option<String>,
    by: PlacedBy,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
    /// Whether the balance before was enough; null as `total` is.
    covered: Option<bool>,
    /// Null in a member account.
    balance_after: Option<String>,
}

/// A line that looks different.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
struct ChangedLine {
    purchase_order_id: String,
    line_item_number: String,
    before: Option<PlacedLine>,
    after: Option<PlacedLine>,
}

/// Events that come and go.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ChangedEvents {
    added: Vec<Event>,
    removed: Vec<Event>,
}

/// A snapshot and edits of it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct WhatIf {
    /// What is there.
    snapshot: Snapshot,
    /// What would be done.
    edits: Edits,
}

/// The contract's edits document.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Edits {
    /// When they are made.
    at: String,
    /// In order, all or none.
    edits: Vec<Edit>,
}

/// One edit: `set` with `to`, `add`, or `remove`.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct Edit {
    set: Option<std::collections::BTreeMap<String, serde_json::Value>>,
    to: Option<std::collections::BTreeMap<String, serde_json::Value>>,
    add: Option<std::collections::BTreeMap<String, serde_json::Value>>,
    remove: Option<std::collections::BTreeMap<String, serde_json::Value>>,
}
