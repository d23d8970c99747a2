//! Issuing: what is due becomes invoices, each exactly once.

mod bound;
mod examples;
mod failures;
mod runs;
