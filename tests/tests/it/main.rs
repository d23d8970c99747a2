//! Everything that runs across crates, as one program.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops loudly, and tells how much it tried"
)]

mod contract;
mod differential;
mod fixtures;
mod laws;
mod long_lists;
mod refusals;
mod rules;
