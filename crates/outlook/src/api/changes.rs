//! Findings, what edits do, and scenarios side by side.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Standing;
use super::timeline::{Place, Total};
use crate::answers;

answers! {
    /// Something that wants to be done, or known.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Finding {
        /// Tells it apart from the others, and stays while its sums and its proposal change.
        pub key: String,
        /// What.
        pub kind: FindingKind,
        /// How bad: 0 is worst.
        pub severity: u8,
        /// The first month that it concerns.
        pub month: String,
        /// The amount that it concerns.
        pub amount: Option<(String, String)>,
        /// How many documents it concerns, or charges where it is about those.
        pub documents: usize,
        /// The seller of record.
        pub seller: Option<String>,
        /// What is billed.
        pub category: Option<String>,
        /// The purchase order.
        pub order: Option<String>,
        /// The line.
        pub line: Option<String>,
        /// The other purchase order.
        pub other: Option<String>,
        /// The month in which something ends, or the day on which a charge falls due.
        pub until: Option<String>,
        /// The first document.
        pub invoice: Option<String>,
        /// The charge.
        pub charge: Option<String>,
        /// The agreement.
        pub agreement: Option<String>,
        /// A proposed edit.
        pub fix: Option<Fix>,
    }

    /// What was found.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum FindingKind {
        /// Invoices will have no purchase order.
        WithoutOrder,
        /// A charge has no purchase order and falls due.
        ChargeWithoutOrder,
        /// A charge names a suspended purchase order.
        SuspendedReference,
        /// A line runs out before it ends.
        RunsOut,
        /// An edit of the scenario moves invoices of purchase orders that it does not name.
        Reroutes,
        /// Only the date of the last update keeps invoices where they are (M10).
        DecidedByUpdate,
        /// A line ends with money left.
        MoneyLeft,
        /// A line that no invoice can use.
        NeverMatches,
        /// A line that nothing known has used or will use, though it could.
        Unused,
        /// Agreed charges name no purchase order, and go where they fit best.
        Unnamed,
    }

    /// A proposed edit.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Fix {
        /// What it does.
        pub kind: FixKind,
        /// The value it sets: a month, an amount, an id.
        pub value: String,
        /// The edits of the contract.
        pub edits: Vec<Value>,
    }

    /// What a proposed edit does.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum FixKind {
        /// Lets a purchase order and its line last longer.
        Extend,
        /// Adds a purchase order.
        AddOrder,
        /// Names a purchase order on a charge.
        Reference,
        /// Lifts a suspension.
        Resume,
        /// Raises a line's amount.
        Raise,
        /// Lowers a line's amount to what is used.
        Release,
        /// Makes a purchase order the most recently updated one.
        Touch,
        /// Removes a line.
        RemoveLine,
    }

    /// What edits do, in sums.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Summary {
        /// Documents that go from one purchase order to another, most first.
        pub moves: Vec<Moves>,
        /// Documents that come and that go.
        pub comes: usize,
        /// Documents that are not there any more.
        pub goes: usize,
        /// Documents on the same line with another amount or another rest.
        pub changed: usize,
        /// Purchase orders that references create afterwards, and did not before.
        pub creates: Vec<String>,
        /// Documents without a purchase order, before and after.
        pub without: (usize, usize),
        /// Lines that run out at another time, or end with another balance.
        pub lines: Vec<LineShift>,
    }

    /// Documents that take the same way.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Moves {
        /// From this purchase order, or from none.
        pub from: Option<String>,
        /// To this one, or to none.
        pub to: Option<String>,
        /// Sums by currency.
        pub totals: Vec<Total>,
        /// How many.
        pub documents: usize,
        /// The first of them.
        pub first: Vec<String>,
    }

    /// A line before and after.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct LineShift {
        /// The line.
        pub place: Place,
        /// ISO 4217.
        pub currency: String,
        /// The month in which it runs out, before and after.
        pub runs_out: (Option<String>, Option<String>),
        /// What is left in the end, before and after.
        pub closing: (Option<String>, Option<String>),
    }

    /// What an edit did, and how things stand then.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Edited {
        /// What this edit did.
        pub summary: Summary,
        /// How things stand.
        pub standing: Standing,
    }

    /// Scenarios side by side.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Comparison {
        /// One for the facts without edits, then one for each scenario.
        pub columns: Vec<ComparisonColumn>,
        /// Documents that do not go to the same line in all of them, have another amount, or are
        /// not there in all of them, at most 500.
        pub rows: Vec<ComparisonRow>,
        /// How many there are.
        pub row_count: usize,
        /// Lines that do not run out in the same month in all of them, at most 500.
        pub lines: Vec<ComparisonLine>,
        /// How many there are.
        pub line_count: usize,
    }

    /// A scenario among others.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ComparisonColumn {
        /// What people call it; none for the facts.
        pub name: Option<String>,
        /// How many edits documents it holds.
        pub steps: usize,
        /// Documents without a purchase order.
        pub without: usize,
        /// Sums of all documents, and of those.
        pub totals: Vec<Total>,
        /// Lines that run out.
        pub runs_out: usize,
        /// The first month in which one does.
        pub first_runs_out: Option<String>,
        /// Documents that go elsewhere than without edits.
        pub moved: usize,
    }

    /// A document in every scenario.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ComparisonRow {
        /// The document.
        pub id: String,
        /// Its month.
        pub month: String,
        /// The seller of record.
        pub seller: String,
        /// What is billed, a word of the contract; empty where nothing is known.
        pub category: String,
        /// The agreement, if it is one.
        pub agreement: Option<String>,
        /// ISO 4217.
        pub currency: String,
        /// Its amount where it is there first.
        pub total: String,
        /// Its amount in each, where that is not everywhere the same; else none.
        pub totals: Vec<String>,
        /// Where it goes in each; nowhere where it is not there.
        pub places: Vec<Option<Place>>,
        /// Whether it is there in each.
        pub is_there: Vec<bool>,
    }

    /// A line in every scenario.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ComparisonLine {
        /// The line.
        pub place: Place,
        /// The month in which it runs out in each, if it does.
        pub runs_out: Vec<Option<String>>,
        /// Whether it is there in each.
        pub is_there: Vec<bool>,
    }
}
