//! One document explained, and purchase orders with their lines month by month.

use std::collections::BTreeMap;

use billing_files::document::{Charge, PurchaseOrder};
use serde::{Deserialize, Serialize};

use super::timeline::Row;
use crate::answers;

answers! {
    /// A document and the account of its line.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Explained {
        /// The document.
        pub row: Row,
        /// When it is issued.
        pub issued_at: String,
        /// The charges it is formed of; empty for one that was given.
        pub charges: Vec<Charge>,
        /// The range of an estimate.
        pub range: Option<(String, String)>,
        /// Every candidate, the chosen first.
        pub candidates: Vec<Candidate>,
    }

    /// A candidate and what became of it.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Candidate {
        /// The purchase order.
        pub order: Option<String>,
        /// The line; none where the whole purchase order is judged.
        pub line: Option<String>,
        /// `chosen`, `lost` or `rejected`.
        pub verdict: String,
        /// Which sentence: a key of the engine's templates.
        pub key: String,
        /// Its template in English.
        pub template: String,
        /// What stands in its braces.
        pub arguments: Vec<(String, String)>,
    }

    /// A purchase order in a list.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct OrderRow {
        /// Its id.
        pub id: String,
        /// What people noted; may be empty.
        pub description: String,
        /// `active`, `suspended`, `expired` or `suspended-expired` in the month that counts as now.
        pub status: String,
        /// First month.
        pub effective: String,
        /// Last month.
        pub expiration: String,
        /// ISO 4217.
        pub currency: String,
        /// Sellers of record.
        pub sellers: Vec<String>,
        /// Sum of its lines' total values.
        pub value: String,
        /// What is left now on tracked lines, after what is issued; none without one (P-23).
        pub balance: Option<String>,
        /// What will be left at the end of the timeline.
        pub closing: Option<String>,
        /// How many lines it has.
        pub lines: usize,
        /// Documents of the timeline on it.
        pub documents: usize,
        /// The month in which the first tracked line runs out.
        pub runs_out: Option<String>,
        /// The next document: its id and month.
        pub next: Option<(String, String)>,
        /// Whether a reference creates it.
        pub created: bool,
        /// Whether it has no contact, so that nobody is told anything.
        pub without_contacts: bool,
        /// Who is told: the address, behind the name where there is one, as in a mail.
        pub contacts: Vec<String>,
        /// Tags by key.
        pub tags: BTreeMap<String, String>,
        /// Cost centres of its lines, sorted; an empty one where a line has none.
        pub cost_centers: Vec<String>,
        /// When it was last updated; empty for one that a reference creates.
        pub updated: String,
        /// Thousandths that are left now of what its tracked lines are worth, from 0 to 1000; none
        /// without such a line.
        pub left: Option<usize>,
        /// Whether less than 75 % is left now of a tracked line (P-30).
        pub below_threshold: bool,
        /// Whether nothing is left now of a tracked line.
        pub out_of_balance: bool,
        /// Whether it expires this month or next.
        pub expiring_soon: bool,
        /// Whether the scenario edits it.
        pub edited: bool,
    }

    /// A purchase order and its lines.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct OrderDetails {
        /// The row of the list.
        pub row: OrderRow,
        /// As it is in the scenario; none for one that a reference creates.
        pub order: Option<PurchaseOrder>,
        /// Lines with their months, created ones too.
        pub lines: Vec<LineOutlook>,
    }

    /// A line and its months.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct LineOutlook {
        /// Its number.
        pub number: String,
        /// Whether it has a balance.
        pub tracked: bool,
        /// ISO 4217.
        pub currency: String,
        /// Total value.
        pub value: String,
        /// What is left before the first document.
        pub opening: Option<String>,
        /// What is left after the last.
        pub closing: Option<String>,
        /// First month of the line; none for one that a reference creates.
        pub start: Option<String>,
        /// Its last month.
        pub end: Option<String>,
        /// 75 % of the value.
        pub threshold: String,
        /// The month in which the balance falls below that.
        pub threshold_month: Option<String>,
        /// The month in which the balance is used up.
        pub runs_out: Option<String>,
        /// The same if estimates turn out at the high end.
        pub runs_out_early: Option<String>,
        /// Documents on it.
        pub documents: usize,
        /// The months of the timeline, and those before in which it drew.
        pub months: Vec<LineMonth>,
    }

    /// A month of a line.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct LineMonth {
        /// The month.
        pub month: String,
        /// Drawn by invoices that are issued.
        pub invoiced: String,
        /// Drawn by what is certain: agreed or metered, not issued yet.
        pub scheduled: String,
        /// Drawn by estimates.
        pub estimated: String,
        /// What is left at the month's end; none when untracked.
        pub balance: Option<String>,
        /// The same if estimates turn out at their high and their low end.
        pub range: Option<(String, String)>,
    }
}
