//! Moments and months of the story, counted from its present.

use chrono::{NaiveTime, TimeDelta};
use procurement::{BillingMonth, Instant};

/// An hour of a day of a month. Days past its end are its last.
pub(super) fn at(month: BillingMonth, day: u32, hour: u32) -> Instant {
    let first = month.first_day();
    let days = i64::from(day.min(28)) - 1;
    let moment = first.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(days);
    let hours = i64::from(hour) * 3_600_000;
    Instant::from_milliseconds(moment.timestamp_millis() + hours)
}
