//! A purchase order that somebody writes: what is wrong with it, and what it would take.

use serde::{Deserialize, Serialize};

use super::RefusedProblem;
use super::timeline::Total;
use crate::answers;

answers! {
    /// What is known of it.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Drafted {
        /// Must be put right before it can be saved. Pointers go into the purchase order.
        pub problems: Vec<RefusedProblem>,
        /// Worth a look.
        pub warnings: Vec<RefusedProblem>,
        /// Its lines, without those that cannot be worked out yet.
        pub lines: Vec<DraftedLine>,
        /// Whose invoices it would take, most first; of none while there are problems.
        pub sellers: Vec<DraftedSeller>,
    }

    /// A line of it.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct DraftedLine {
        /// Its place among the lines.
        pub place: usize,
        /// Its number.
        pub number: String,
        /// Total value.
        pub value: String,
        /// What would be left in the end; none when untracked.
        pub closing: Option<String>,
        /// The month in which it would run out.
        pub runs_out: Option<String>,
        /// Documents that it would take.
        pub documents: usize,
    }

    /// A seller of record whose documents it would take.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct DraftedSeller {
        /// The name that people know.
        pub name: String,
        /// Sums by currency.
        pub totals: Vec<Total>,
        /// How many.
        pub documents: usize,
        /// The first and the last month that they bill.
        pub months: (String, String),
    }
}
