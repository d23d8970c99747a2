//! Facts that a server keeps: saving edits, and what others have saved meanwhile.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Standing, Summary};
use crate::answers;

answers! {
    /// The edits of a scenario as one save.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Proposal {
        /// The edits of the contract, in order.
        pub edits: Vec<Value>,
        /// The digest of the preview with them.
        pub digest: String,
        /// The purchase orders that they name.
        pub orders: Vec<String>,
        /// The charges that they name.
        pub charges: Vec<String>,
        /// What they change.
        pub summary: Summary,
    }

    /// What later facts are like.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Refreshed {
        /// How things stand.
        pub standing: Standing,
        /// What is different without the scenario's edits; none where nothing was open before.
        pub theirs: Option<Summary>,
        /// Edits documents of the scenario that do not apply any more, and are gone.
        pub dropped: usize,
        /// What both the scenario and others have changed.
        pub clashes: Vec<Clash>,
        /// Whether the last save can be taken back.
        pub can_reverse: bool,
    }

    /// Something that the scenario and others have changed.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Clash {
        /// A purchase order, or a charge.
        pub id: String,
        /// Whether it is a charge.
        pub is_charge: bool,
        /// What of it.
        pub fields: Vec<ClashField>,
    }

    /// A value that is told in three ways.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ClashField {
        /// Its key in the contract; `lineItems/NUMBER/KEY` of a line item, and of a purchase order
        /// or line item as a whole nothing behind.
        pub name: String,
        /// As it was; empty where there was none.
        pub before: String,
        /// As it was saved by others.
        pub theirs: String,
        /// As it is with the scenario's edits.
        pub mine: String,
    }
}
