//! What pages and a [`Session`](crate::Session) say to each other, as JSON.
//!
//! Amounts are texts with exactly the currency's minor digits, months are `YYYY-MM`. Keys are
//! camelCase. Lists of the same kind keep the same order between answers.

mod account;
mod answer;
mod changes;
mod contract;
mod drafted;
mod orders;
mod reading;
mod timeline;
mod tree;

pub use account::{Clash, ClashField, Proposal, Refreshed};
pub use answer::{Answer, Json, read_answer};
pub use changes::{
    Comparison, ComparisonColumn, ComparisonLine, ComparisonRow, Edited, Finding, FindingKind, Fix,
    FixKind, LineShift, Moves, Summary,
};
pub use drafted::{Drafted, DraftedLine, DraftedSeller};
pub use orders::{Candidate, Explained, LineMonth, LineOutlook, OrderDetails, OrderRow};
pub use reading::{Note, Question, ReadOptions, ReadPart, ReadProblem, Reading, UnknownSeller};
pub use timeline::{
    Before, Column, Condition, Group, Heading, Item, Mark, MonthSum, Operator, Overview, Place,
    Query, Row, Total, View,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answers;

/// A question or a command. The answer's type stands at each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// Takes a snapshot as the facts, with one empty scenario. Answers [`Standing`].
    Open {
        /// The snapshot, JSON text.
        snapshot: String,
        /// What people call it.
        name: String,
        /// The current month; the months shown begin near it.
        today: String,
    },
    /// Takes the facts that a server keeps of an account. They tell what is expected too, so nothing
    /// is estimated, and the edits of a scenario are one save. Answers [`Standing`].
    OpenAccount {
        /// The snapshot, JSON text.
        snapshot: String,
        /// What people call the account.
        name: String,
        /// The current month.
        today: String,
    },
    /// Takes later facts of the account, and applies the scenario to them. Answers [`Refreshed`].
    Refresh {
        /// The snapshot, JSON text.
        snapshot: String,
        /// The current month.
        today: String,
        /// Whether the edits that were sent are saved, so that the facts have them.
        is_saved: bool,
    },
    /// The edits of the present scenario as one save. Answers [`Proposal`].
    Proposal,
    /// The same, and these edits are on their way to be saved: once they are, they are taken away,
    /// and no later ones. Answers [`Proposal`].
    Send,
    /// Takes away the edits that were sent: they are saved, though the facts do not have them yet.
    /// Answers [`Edited`].
    Sent,
    /// Adds edits that take the last save back. Answers [`Edited`].
    Reverse,
    /// Opens the sample, its months moved to today. Answers [`Standing`].
    Sample {
        /// The current month.
        today: String,
    },
    /// Opens what [`Request::Save`] wrote, as files: what a server keeps is not behind it any more.
    /// Its month is today, unless a person chose another. Answers [`Standing`].
    Restore {
        /// The text.
        session: String,
        /// The current month.
        today: String,
    },
    /// Opens what [`Request::Save`] wrote of an account, with the later facts of that account under
    /// its edits. Answers [`Refreshed`].
    ResumeAccount {
        /// The text.
        session: String,
        /// The snapshot, JSON text.
        snapshot: String,
        /// The current month.
        today: String,
    },
    /// The whole session as one text to reopen. Answers a text.
    Save,
    /// How things stand. Answers [`Standing`].
    Standing,
    /// Sees the months from another one. Answers [`Standing`].
    SetAsOf {
        /// The month that counts as now.
        month: String,
    },
    /// Series of past usage that want a forecast. Answers a list of [`History`].
    Histories,
    /// Sets the estimates. Answers [`Standing`].
    SetEstimates {
        /// One for each history that has a forecast.
        forecasts: Vec<Forecast>,
    },
    /// The months with their sums. Answers [`Overview`].
    Overview,
    /// A window of the timeline. Answers [`View`].
    Rows(Query),
    /// One document and why it uses the line that it does. Answers [`Explained`].
    Explain {
        /// Its id.
        invoice: String,
    },
    /// All purchase orders. Answers a list of [`OrderRow`].
    Orders,
    /// One purchase order with its lines month by month. Answers [`OrderDetails`].
    Order {
        /// Its id.
        order: String,
    },
    /// Ranked findings. Answers a list of [`Finding`].
    Findings,
    /// What edits would change, without keeping them. Answers [`Summary`].
    Try {
        /// The edits of the contract.
        edits: Vec<Value>,
        /// The instant of the edit.
        at: String,
    },
    /// Adds edits to the scenario. Answers [`Edited`].
    Edit {
        /// The edits of the contract.
        edits: Vec<Value>,
        /// The instant of the edit.
        at: String,
    },
    /// Takes the last edits back. Answers [`Edited`].
    Undo,
    /// Applies edits again that were taken back. Answers [`Edited`].
    Redo,
    /// Takes all edits of the scenario back. Answers [`Edited`].
    Discard,
    /// What the scenario changes. Answers [`Summary`].
    Summary,
    /// Adds a scenario and goes to it. Answers [`Standing`].
    AddScenario {
        /// What people call it.
        name: String,
        /// Whether it begins with the edits of the present one.
        copy: bool,
    },
    /// Goes to a scenario. Answers [`Standing`].
    SwitchScenario {
        /// Its place.
        scenario: usize,
    },
    /// Names a scenario. Answers [`Standing`].
    RenameScenario {
        /// Its place.
        scenario: usize,
        /// What people call it.
        name: String,
    },
    /// Takes a scenario away; one always stays. Answers [`Standing`].
    RemoveScenario {
        /// Its place.
        scenario: usize,
    },
    /// All scenarios side by side. Answers [`Comparison`].
    Compare,
    /// Checks one purchase order. Answers the engine's validation.
    Validate {
        /// The purchase order.
        order: Value,
    },
    /// Checks a purchase order that somebody writes, and tells what it would take. Answers
    /// [`Drafted`].
    Draft {
        /// The purchase order as it would be.
        order: Value,
        /// The edits that make it so; those of the contract.
        edits: Vec<Value>,
        /// The instant of the edit.
        at: String,
    },
    /// Something to keep as a file. Answers a text.
    Export {
        /// What.
        what: Export,
    },
}

/// What can be kept as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Export {
    /// The preview as rows for a spreadsheet.
    Csv,
    /// The same of what a query finds, in its order; its window does not count.
    Shown(Query),
    /// The preview as the contract's canonical JSON.
    Preview,
    /// The snapshot with the scenario's edits, without our estimates.
    Snapshot,
    /// The scenario's edits.
    Edits,
}

answers! {
    /// How a session stands.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Standing {
        /// What people call the facts.
        pub name: String,
        /// Whether the facts are those of the sample.
        pub is_sample: bool,
        /// The month that the sample was made for, where it is the sample.
        pub sample_month: Option<String>,
        /// Whether the facts are those of an account, which a server keeps.
        pub is_account: bool,
        /// The month that counts as now.
        pub as_of: String,
        /// The first and the last month of the timeline.
        pub months: (String, String),
        /// Documents of the preview, those outside the timeline included.
        pub documents: usize,
        /// Purchase orders.
        pub orders: usize,
        /// Charges that we estimate.
        pub estimates: usize,
        /// Whether they were made in another month, so that [`Request::Histories`] want forecasts.
        pub wants_estimates: bool,
        /// The scenarios.
        pub scenarios: Vec<ScenarioRow>,
        /// The place of the present one.
        pub scenario: usize,
        /// How many of its edits documents do not apply, and wait for the estimates that they edit.
        pub waiting: usize,
        /// Whether there is something to redo.
        pub can_redo: bool,
        /// Findings that want something done.
        pub findings: usize,
        /// Documents that the scenario moves or changes.
        pub changed: usize,
        /// Every seller of record that occurs, for choosing.
        pub sellers: Vec<Seller>,
    }

    /// A scenario in a list.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ScenarioRow {
        /// What people call it.
        pub name: String,
        /// How many edits documents it holds.
        pub steps: usize,
    }

    /// A seller of record.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Seller {
        /// The id, such as `AWS_INC`.
        pub id: String,
        /// The name that people know; the id where nobody told one.
        pub name: String,
    }
}

impl Standing {
    /// How many edits documents the present scenario holds.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.scenarios.get(self.scenario).map_or(0, |scenario| scenario.steps)
    }

    /// Whether something would be lost if other data took its place: own data, or edits of the
    /// sample.
    #[must_use]
    pub fn is_work(&self) -> bool {
        !self.is_sample || self.scenarios.iter().any(|scenario| scenario.steps > 0)
    }
}

/// A series of past amounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Names the series.
    pub key: String,
    /// One amount a month, the latest last.
    pub values: Vec<String>,
    /// How many months to estimate.
    pub horizon: usize,
    /// Decimals that an amount has.
    pub decimals: u32,
}

/// Estimates of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// Names the series.
    pub key: String,
    /// For every coming month an amount, the low and the high end of its range.
    pub points: Vec<(f64, f64, f64)>,
}

answers! {
    /// Why a request was turned down.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Refused {
        /// Every problem.
        pub problems: Vec<RefusedProblem>,
    }

    /// One problem.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct RefusedProblem {
        /// A stable code.
        pub code: String,
        /// What is wrong and what to do.
        pub message: String,
        /// Where.
        pub pointer: String,
    }
}
