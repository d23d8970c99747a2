//! Example data: a believable organisation, made through the API as anybody would make it, from
//! eighteen months ago until today.
//!
//! Everything is counted from the present month, so there is always something ahead, and nothing
//! is random: two servers that start in the same month show the same.

mod client;
mod history;
mod months;
mod people;
mod purchase_orders;
mod subscriptions;
mod time;

use std::sync::Arc;

use procurement::{BillingMonth, Instant};
use records::{Records, TravellingClock};

use crate::api::{App, Config, router};
use client::Client;
use time::Time;

/// The month in which the story begins, counted from the present.
const BEGINNING: i32 = -18;

/// Fills empty records with the example, by a clock of its own that goes from the past to `now`.
///
/// # Errors
/// When a step is refused, with the step and the answer.
pub(crate) async fn fill(records: &Records, now: Instant) -> Result<(), String> {
    let present = now.month().unwrap_or_else(BillingMonth::first);
    let beginning = present.plus(BEGINNING);
    let clock = Arc::new(TravellingClock::at(months::at(beginning, 1, 9)));
    let records = records.at_clock(clock.clone());
    let tokens = people::invite(&records).await.map_err(|error| error.to_string())?;
    let app = App::new(records.clone(), Config { unlimited: true, ..Config::default() });
    let client = Client::new(router(app), tokens);
    history::Story::new(client, Time::new(records, clock, now)).tell(beginning).await
}

#[cfg(test)]
mod tests;
