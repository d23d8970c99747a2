//! Test support for everything that runs across crates: a naive engine to compare with, random
//! snapshots to compare on, and the reader of the table fixtures.
#![expect(clippy::expect_used, reason = "input that cannot occur should stop a test loudly")]

pub mod oracle;
pub mod random;
pub mod table;
