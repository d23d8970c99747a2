//! Issuing: what is due becomes invoices, each exactly once.

mod examples;
mod failures;
mod runs;
