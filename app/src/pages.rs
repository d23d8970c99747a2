//! The pages: each reads its view from the address, asks the desk, and composes components.

pub(crate) mod gallery;
pub(crate) mod invoices;
pub(crate) mod not_found;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod print;
pub(crate) mod scenarios;
pub(crate) mod start;
pub(crate) mod to_do;

mod facts;
pub(crate) mod heading;
pub(crate) mod proposal;
mod rules;
mod summary;

pub(crate) use facts::facts;
pub(crate) use heading::Heading;
pub(crate) use proposal::Proposal;
pub(crate) use summary::sentences;
