//! The timeline: months, and windows of documents.

use serde::{Deserialize, Serialize};

use crate::answers;

answers! {
    /// The months of the timeline.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Overview {
        /// One a month, in order.
        pub months: Vec<MonthSum>,
        /// Documents before the first month and after the last.
        pub outside: (usize, usize),
        /// Purchase orders that documents go to, to choose from.
        pub orders: Vec<String>,
        /// Agreements that documents are of.
        pub agreements: Vec<String>,
        /// Currencies that documents are in.
        pub currencies: Vec<String>,
    }

    /// A month and what it holds.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct MonthSum {
        /// The month.
        pub month: String,
        /// Documents.
        pub documents: usize,
        /// Documents without a purchase order.
        pub without: usize,
        /// Documents that are not covered, or name a suspended purchase order.
        pub warnings: usize,
        /// Documents that are estimates.
        pub estimates: usize,
        /// Documents that the scenario moves or changes.
        pub changed: usize,
        /// Sums by currency.
        pub totals: Vec<Total>,
    }

    /// A sum in one currency.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Total {
        /// ISO 4217.
        pub currency: String,
        /// What credit memos give back is taken off.
        pub total: String,
        /// The part without a purchase order.
        pub without: String,
        /// Documents.
        pub documents: usize,
    }
}

/// What of the timeline to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Query {
    /// One month only.
    pub month: Option<String>,
    /// What rows are put together by.
    pub group: Group,
    /// What rows are sorted by within a group.
    pub sort: Option<Column>,
    /// Whether the largest comes first.
    pub descending: bool,
    /// Text that must occur somewhere in a row.
    pub text: String,
    /// Conditions that all must hold.
    pub conditions: Vec<Condition>,
    /// The first item wanted.
    pub first: usize,
    /// How many items are wanted.
    pub count: usize,
}

/// What rows are put together by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Group {
    /// The billing month.
    #[default]
    Month,
    /// The purchase order.
    Order,
    /// The seller of record.
    Seller,
    /// The marketplace agreement.
    Agreement,
    /// Nothing.
    None,
}

/// A column of the timeline, or a property of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Column {
    /// The document's id.
    Document,
    /// The billing month.
    Month,
    /// The seller of record.
    Seller,
    /// What is billed.
    Category,
    /// The agreement.
    Agreement,
    /// The purchase order.
    Order,
    /// The amount.
    Total,
    /// The currency.
    Currency,
    /// What is left on the line afterwards.
    Left,
    /// A mark by its word, such as `noOrder`; `anyChange` for any that the scenario makes.
    Mark,
}

/// A condition on rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// On what.
    pub column: Column,
    /// How it compares.
    pub operator: Operator,
    /// With what.
    pub value: String,
}

/// How a value compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `:`
    Has,
    /// `!:`
    HasNot,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
}

answers! {
    /// A window of the timeline.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct View {
        /// The place of the first item.
        pub first: usize,
        /// Headings and rows.
        pub items: Vec<Item>,
        /// How many items there are in all.
        pub item_count: usize,
        /// Documents that fit, and all of the timeline.
        pub documents: (usize, usize),
        /// Sums of those that fit, by currency.
        pub totals: Vec<Total>,
    }

    /// An entry of the timeline.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum Item {
        /// A group begins.
        Heading(Heading),
        /// A document.
        Row(Box<Row>),
    }

    /// A group of the timeline.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Heading {
        /// A month, an id; empty for those that have none.
        pub key: String,
        /// What people call it, where that is not the key.
        pub name: Option<String>,
        /// Documents.
        pub documents: usize,
        /// Sums by currency.
        pub totals: Vec<Total>,
    }

    /// A document of the timeline.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Row {
        /// The document's id.
        pub id: String,
        /// `invoice` or `credit-memo`.
        pub kind: String,
        /// The billing month.
        pub month: String,
        /// The seller of record's id.
        pub seller: String,
        /// What is billed, a word of the contract.
        pub category: String,
        /// The agreement, if it is one.
        pub agreement: Option<String>,
        /// ISO 4217.
        pub currency: String,
        /// With the sign it is summed with: a credit memo's is negative.
        pub total: String,
        /// `reference`, `match`, `credit-memo` or `none`.
        pub by: String,
        /// Where it goes.
        pub place: Option<Place>,
        /// What is left on the line afterwards; none when untracked.
        pub left: Option<String>,
        /// What to mind.
        pub marks: Vec<Mark>,
        /// Where it went without the scenario, if that differs.
        pub before: Option<Before>,
    }

    /// A purchase order line.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Place {
        /// The purchase order.
        pub order: String,
        /// The line's number.
        pub line: String,
    }

    /// A document as it was without the scenario.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Before {
        /// Where it went.
        pub place: Option<Place>,
        /// What was left.
        pub left: Option<String>,
        /// Its amount.
        pub total: String,
    }

    /// What to mind about a document.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum Mark {
        /// It has no purchase order.
        NoOrder,
        /// It names a suspended purchase order.
        Suspended,
        /// Its line's balance did not cover it.
        OutOfBalance,
        /// Its line falls below 75 % of its value with it (P-30).
        BelowThreshold,
        /// A purchase order or a line is created for it (P-37).
        Created,
        /// It makes an expired purchase order active again.
        Reactivated,
        /// It is an estimate.
        Estimate,
        /// The scenario gives it another line.
        Moved,
        /// The scenario changes its amount or what is left.
        Changed,
        /// It is there in the scenario only.
        Added,
        /// It is not there in the scenario.
        Removed,
    }
}
