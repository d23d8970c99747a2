#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod problem;

mod decimal;
mod moment;
mod spelling;

mod source;
mod table;

mod directory;
pub mod document;
mod judge;
mod kept;
mod mapping;

pub mod charges;
pub mod focus;
pub mod preview_csv;
pub mod purchase_orders;

pub mod gather;
pub mod kind;
mod progress;

pub use document::SnapshotDocument;
pub use kept::kept_id;
pub use mapping::{Mapping, ProviderNames, SellerNames};
pub use problem::{FileCode, FileProblem, PROBLEMS_MAX, Refusal};
pub use progress::counting;

/// What an importer makes of its files: a document, and what there is to tell about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import<D, R> {
    /// What was read.
    pub document: D,
    /// How it was read: counts, and every decision that a person may want to check.
    pub report: R,
}
