//! What people are told of by e-mail.

use serde::{Deserialize, Serialize};

use crate::DocumentKind;

/// Something that happened, for one contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The name of the organisation whose purchase order it is.
    pub organisation: String,
    /// The id of the purchase order; empty where the event is about none.
    pub purchase_order: String,
    /// The absolute address of the page to open.
    pub link: String,
    /// The name of whoever is told.
    pub contact_name: Option<String>,
    /// Why it is them who are told.
    #[serde(default)]
    pub told_as: ToldAs,
    /// What happened.
    pub event: NoticeEvent,
}

/// Why somebody is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ToldAs {
    /// They are a contact of the purchase order.
    #[default]
    Contact,
    /// They run the organisation, and there is no contact to tell.
    Administrator,
}

/// What happened. Amounts are decimal text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NoticeEvent {
    /// The balance of a line dropped below 75 % of its total value.
    BelowThreshold {
        /// The number of the line.
        line_item: String,
        /// What is left.
        balance: String,
        /// What there was.
        total_value: String,
        /// The currency of both.
        currency: String,
    },
    /// The purchase order expires.
    Expires {
        /// Its last month, as `YYYY-MM`.
        month: String,
        /// The last day of that month, as `YYYY-MM-DD`.
        on: String,
        /// So many days until then; 0 is today.
        days: i64,
    },
    /// The balance of a line is zero or less.
    OutOfBalance {
        /// The number of the line.
        line_item: String,
        /// What is left: zero, or below.
        balance: String,
        /// The currency of the balance.
        currency: String,
    },
    /// A charge named a purchase order that did not exist, and the marketplace created it.
    CreatedByMarketplace {
        /// The number of its line.
        line_item: String,
    },
    /// A charge named the purchase order, which had no such line, and the marketplace added it.
    LineAddedByMarketplace {
        /// The number of that line.
        line_item: String,
    },
    /// A document names the purchase order, which is suspended, and was issued without it.
    ReferencedSuspended {
        /// Its number.
        invoice: String,
        /// Which of the two it is.
        #[serde(default)]
        kind: DocumentKind,
    },
    /// A document was issued without a purchase order.
    InvoiceWithoutPurchaseOrder {
        /// Its number.
        invoice: String,
        /// Which of the two it is.
        #[serde(default)]
        kind: DocumentKind,
        /// Why it has none.
        #[serde(default)]
        why: WithoutPurchaseOrder,
        /// Its total.
        total: String,
        /// The currency of the total.
        currency: String,
    },
    /// Almost as many purchase orders are active as may be.
    LimitNear {
        /// So many are active.
        active: u32,
        /// So many may be.
        limit: u32,
    },
}

/// Why a document was issued without a purchase order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WithoutPurchaseOrder {
    /// No line fits it.
    #[default]
    NothingFits,
    /// The purchase order that it names is suspended, and nothing else was considered (P-16).
    ReferencedSuspended,
    /// It corrects an invoice that has no line to give back to (P-25).
    OriginalHasNone,
}
