//! The program as its users meet it: arguments and files in, text and an exit code out.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

mod contract;
mod files;
mod kill;
mod manual;
mod program;
mod readme;
mod records;
mod refusals;
mod restore;
mod serve;
mod serving;
mod tables;
mod user;
