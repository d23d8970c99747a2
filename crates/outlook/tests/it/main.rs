//! Sessions, asked as pages ask them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops loudly")]

mod asking;
mod generator;
mod snapshots;

mod accounts;
mod answers;
mod balances;
mod drafts;
mod estimates;
mod findings;
mod fixes;
mod laws;
mod openings;
mod queries;
mod reading;
mod scenarios;
mod summaries;
mod timeline;
