#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod api;

mod estimates;
mod facts;
mod money;
mod months;
mod state;

mod balances;
mod compare;
mod differences;
mod findings;
mod orders;
mod scenario;
mod session;
mod summary;
mod timeline;

mod reading;
mod sample;

pub use reading::read;
pub use session::Session;
