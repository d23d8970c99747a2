//! What records promise, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops loudly")]

mod buyer;
mod databases;

mod agreements;
mod expectation;
mod invoices;
mod invoicing;
mod organisations;
mod outbox;
mod people;
mod people_audit;
mod rights;
mod room;
mod transactions;
mod usage;
mod verify;
