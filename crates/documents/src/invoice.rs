//! What an invoice says.

use serde::{Deserialize, Serialize};

/// An issued invoice or credit memo with all that its reader sees. Amounts are decimal text and
/// appear as given, grouped by thousands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceDocument {
    /// The number of the document.
    pub number: String,
    /// Invoice or credit memo.
    pub kind: DocumentKind,
    /// The name of the seller of record.
    pub seller: String,
    /// Name and address of the buyer, line by line.
    pub bill_to: Vec<String>,
    /// The account that is billed.
    pub account: String,
    /// The month that the document bills, as `YYYY-MM`.
    pub billing_period: String,
    /// The day of issue, as `YYYY-MM-DD`.
    pub issued_on: String,
    /// The day until which it is to be paid.
    pub due_on: Option<String>,
    /// The terms of payment in words.
    pub payment_terms: Option<String>,
    /// The currency of all amounts, as an ISO 4217 code.
    pub currency: String,
    /// The total as decimal text.
    pub total: String,
    /// The purchase order that the document was associated with.
    pub purchase_order: Option<String>,
    /// The line of that purchase order.
    pub line_item: Option<String>,
    /// The invoice that a credit memo corrects.
    pub original_invoice: Option<String>,
    /// What is billed.
    pub charges: Vec<DocumentCharge>,
}

/// One row of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentCharge {
    /// The id of the charge.
    pub id: String,
    /// What was charged for.
    pub description: String,
    /// The agreement that the charge arose from.
    pub agreement: Option<String>,
    /// The line of the purchase order that the charge names.
    pub line_item: Option<String>,
    /// The amount as decimal text.
    pub amount: String,
}

/// Which of the two documents it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// It asks for money.
    #[default]
    Invoice,
    /// It gives back; its amounts have no sign.
    CreditMemo,
}

impl DocumentKind {
    /// The kind as the title of a document.
    pub(crate) fn title(self) -> &'static str {
        match self {
            DocumentKind::Invoice => "Invoice",
            DocumentKind::CreditMemo => "Credit memo",
        }
    }
}

/// What stands in place of a purchase order id where there is none.
pub(crate) const NO_PURCHASE_ORDER: &str = "No purchase order";

/// What stands in a cell of the charges that has nothing to say.
pub(crate) const NOTHING: &str = "–";
