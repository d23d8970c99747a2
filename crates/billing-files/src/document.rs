//! The snapshot as a document: the shape of the contract's input, every number in writing.
//!
//! What a document says is judged by the engine when it is loaded; here it only has its shape.

mod merge;

use std::collections::BTreeMap;

use procurement::{Code, LineItemType};
use serde::{Deserialize, Deserializer, Serialize};

use crate::problem::{Place, Refusal};

/// Purchase orders, what was drawn from them, and what is to be placed on them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SnapshotDocument {
    /// Purchase orders with their line items.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub purchase_orders: Vec<PurchaseOrder>,
    /// What earlier documents have drawn.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub associations: Vec<Association>,
    /// Documents to be matched.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub invoices: Vec<Invoice>,
    /// Charges that are not invoiced yet.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub charges: Vec<Charge>,
}

impl SnapshotDocument {
    /// The snapshot as JSON, without what is absent or empty.
    pub fn to_json(&self) -> String {
        // Structs of texts always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a snapshot. Only its shape is judged.
    ///
    /// # Errors
    /// The first place where the text has not the shape of a snapshot.
    pub fn from_json(file: &str, text: &str) -> Result<Self, Refusal> {
        serde_json::from_str(text).map_err(|error| {
            let message = format!("this is no snapshot: {error}");
            Refusal::one(Place::file(file), Code::InvalidJson, message)
        })
    }
}

/// A purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct PurchaseOrder {
    pub id: String,
    pub bill_from: Vec<String>,
    pub currency: String,
    pub effective_month: String,
    pub expiration_month: String,
    pub updated_at: String,
    #[serde(default, skip_serializing_if = "is_false", deserialize_with = "null_as_absent")]
    pub suspended: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub tax_registration_numbers: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub invoice_units: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub contacts: Vec<Contact>,
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_as_absent"
    )]
    pub tags: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_absent")]
    pub line_items: Vec<LineItem>,
}

/// Who is told about a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct Contact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A line item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct LineItem {
    pub number: String,
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schemars(with = "LineItemTypeWord"))]
    pub kind: LineItemType,
    pub start_month: String,
    pub end_month: String,
    pub amount: String,
    pub quantity: String,
    #[serde(default, skip_serializing_if = "is_false", deserialize_with = "null_as_absent")]
    pub balance_tracking: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_center: Option<String>,
}

/// The words of [`LineItemType`], for descriptions of interfaces.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(rename = "LineItemType", rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum LineItemTypeWord {
    All,
    MonthlyUsage,
    Subscription,
    MarketplaceTransaction,
    MarketplaceBlanketUsage,
    ProfessionalServices,
}

/// The tax of a line item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct Tax {
    #[serde(rename = "type")]
    pub kind: TaxType,
    pub value: String,
}

/// How a tax is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TaxType {
    /// Per cent of amount times quantity.
    Percent,
    /// An amount that is added once.
    Absolute,
}

/// What an earlier document has drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct Association {
    pub invoice_id: String,
    pub purchase_order_id: String,
    pub line_item_number: String,
    pub total: String,
}

/// A document to be matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct Invoice {
    pub id: String,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvoiceType>,
    pub category: Category,
    pub cycle: Cycle,
    pub bill_from: String,
    pub currency: String,
    pub billing_period: String,
    pub issued_at: String,
    pub total: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_invoice_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_registration_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order_line: Option<String>,
}

/// A charge that is not invoiced yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct Charge {
    pub id: String,
    pub kind: ChargeKind,
    pub category: Category,
    pub cycle: Cycle,
    pub bill_from: String,
    pub currency: String,
    pub billing_period: String,
    pub amount: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_end_month: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_terms: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_registration_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order_line: Option<String>,
}

/// Demand for payment, or its correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceType {
    /// Draws on a balance.
    Invoice,
    /// Gives back.
    CreditMemo,
}

/// What an invoice bills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Cloud usage.
    MonthlyUsage,
    /// Up-front charges.
    Subscription,
    /// Third-party products.
    Marketplace,
    /// Consulting and training.
    ProfessionalServices,
}

impl Category {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MonthlyUsage => "monthly-usage",
            Self::Subscription => "subscription",
            Self::Marketplace => "marketplace",
            Self::ProfessionalServices => "professional-services",
        }
    }
}

/// Whether an invoice is the month's or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cycle {
    /// Issued after the month that it bills.
    Monthly,
    /// Issued when something falls due.
    OutOfCycle,
}

/// Whether the amount of a charge was agreed or is metered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChargeKind {
    /// Up-front, recurring or scheduled.
    Fixed,
    /// Pay as you go.
    Usage,
}

impl From<Category> for procurement::Category {
    fn from(category: Category) -> Self {
        match category {
            Category::MonthlyUsage => Self::MonthlyUsage,
            Category::Subscription => Self::Subscription,
            Category::Marketplace => Self::Marketplace,
            Category::ProfessionalServices => Self::ProfessionalServices,
        }
    }
}

impl From<Cycle> for procurement::Cycle {
    fn from(cycle: Cycle) -> Self {
        match cycle {
            Cycle::Monthly => Self::Monthly,
            Cycle::OutOfCycle => Self::OutOfCycle,
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The contract takes `null` and a missing key for the same.
fn null_as_absent<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use procurement::{Sellers, Workspace};

    #[test]
    fn an_empty_document_is_an_empty_snapshot() {
        assert_eq!(SnapshotDocument::default().to_json(), "{}");
        assert_eq!(
            SnapshotDocument::from_json("s.json", "{}").unwrap(),
            SnapshotDocument::default()
        );
    }

    #[test]
    fn a_document_is_read_and_written_in_the_shape_of_the_contract() {
        let text = r#"{
          "purchaseOrders": [{
            "id": "PO-1", "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
            "expirationMonth": "2026-12", "updatedAt": "2026-01-05T10:00:00Z", "suspended": null,
            "invoiceUnits": null, "tags": {"a": "b"}, "contacts": [{"email": "a@example.com"}],
            "lineItems": [{"number": "1", "type": "marketplace-blanket-usage", "startMonth": "2026-01",
              "endMonth": "2026-12", "amount": "1000.00", "quantity": "1", "balanceTracking": true,
              "tax": {"type": "percent", "value": "10"}, "description": null}]}],
          "associations": [{"invoiceId": "I-0", "purchaseOrderId": "PO-1", "lineItemNumber": "1", "total": "1.00"}],
          "invoices": [{"id": "I-1", "type": "credit-memo", "category": "marketplace", "cycle": "monthly",
            "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": "2026-03",
            "issuedAt": "2026-04-03T00:00:00Z", "total": "4.00", "originalInvoiceId": "I-0"}],
          "charges": null
        }"#;
        let document = SnapshotDocument::from_json("s.json", text).unwrap();
        let written = document.to_json();
        assert!(!written.contains("null") && !written.contains("suspended"), "{written}");
        let preview = |text: String| {
            Workspace::load(text, &Sellers::built_in()).unwrap().preview(None).unwrap()
        };
        assert_eq!(preview(written), preview(text.to_owned()));
    }

    #[test]
    fn another_shape_is_refused_with_its_place() {
        for (text, expected) in [
            ("[", "EOF while parsing"),
            (r#"{"charge": []}"#, "unknown field `charge`"),
            (r#"{"charges": [{"id": 1}]}"#, "line 1 column"),
            (r#"{"charges": [], "charges": []}"#, "duplicate field"),
        ] {
            let refusal = SnapshotDocument::from_json("s.json", text).unwrap_err().to_string();
            assert!(refusal.contains(expected), "{refusal}");
        }
    }
}
