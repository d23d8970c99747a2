#![doc = include_str!("../README.md")]

mod clock;
mod error;
mod id;

mod database;
mod embedded;
mod migrations;

mod apart;
mod at_hand;
mod audit;
mod idempotency;
mod latest;
mod write;

mod records;

pub mod organisations;
pub mod people;

pub mod charges;
mod estimates;
mod facts;
mod orders;

pub mod edits;
pub mod notices;
pub mod purchase_orders;
mod references;

pub mod agreements;
pub mod usage;

pub mod invoicing;
pub mod outbox;

pub mod invoices;
pub mod totals;
pub mod verify;

pub use apart::{apart, holding};
pub use at_hand::AtHand;
pub use audit::{AuditEntry, AuditQuery, AuditRecord, audit};
pub use clock::{Clock, SystemClock, TravellingClock};
pub use database::{Connection, Database, DatabaseKind};
// For the benchmark, which inserts the same rows by the same means.
#[doc(hidden)]
pub use database::{Value, insert_many};
pub use embedded::{Held, is_database};
pub use error::{Problem, RecordError, Result};
pub use facts::{Facts, Outlook};
pub use id::{OrganisationId, secret};
pub use idempotency::{IdempotencyKey, StoredAnswer, forget_old_keys};
pub use latest::{Latest, latest};
pub use orders::{KeptOrder, LineBalance, LineStanding, LineState, OrderStanding, OrderStatus};
pub use records::Records;
pub use write::{Actor, Write};
