//! Issuing: what is due becomes invoices, each exactly once.

mod accounts;
mod bound;
mod examples;
mod failures;
mod runs;
