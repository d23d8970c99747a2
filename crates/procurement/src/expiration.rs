//! The days on which contacts are told that a purchase order expires (P-31).

use chrono::{DateTime, Days, Months, NaiveDate};

use crate::{BillingMonth, Instant};

/// The days for a purchase order that expires at the end of a month, seen from a moment: when it
/// was created, its expiration changed, or it got its first contact. Days that are past are left
/// out, and where that leaves none, since a month from the 31st ends with a shorter one, it is told
/// as late as for less than a month.
///
/// ```
/// use procurement::expiration_days;
/// let days = expiration_days("2025-12".parse().unwrap(), "2025-01-10T08:00:00Z".parse().unwrap());
/// assert_eq!(days.first().unwrap().to_string(), "2025-10-31");
/// ```
pub fn expiration_days(month: BillingMonth, seen_at: Instant) -> Vec<NaiveDate> {
    let Some(seen_on) = DateTime::from_timestamp_millis(seen_at.milliseconds()) else {
        return Vec::new();
    };
    let seen_on = seen_on.date_naive();
    let last = last_day(month);
    let early = if last > seen_on + Months::new(3) {
        Some(last - Months::new(2))
    } else {
        (last >= seen_on + Months::new(1)).then(|| last - Months::new(1))
    };
    let days = match early {
        Some(early) if early >= seen_on => vec![early],
        _ => vec![last - Days::new(7), last],
    };
    days.into_iter().filter(|day| *day >= seen_on).collect()
}

/// The last day of a month.
pub fn last_day(month: BillingMonth) -> NaiveDate {
    month.first_day() + Months::new(1) - Days::new(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seen_at: &str, month: &str, expected: &[&str]) {
        let days = expiration_days(month.parse().unwrap(), seen_at.parse().unwrap());
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        assert_eq!(days, expected, "{month} seen at {seen_at}");
    }

    /// Worked example 40.
    #[test]
    fn the_lead_time_grows_with_the_time_that_is_left() {
        check("2025-01-10T08:00:00Z", "2025-01", &["2025-01-24", "2025-01-31"]);
        check("2025-01-10T08:00:00Z", "2025-03", &["2025-02-28"]);
        check("2025-01-10T08:00:00Z", "2025-12", &["2025-10-31"]);
    }

    #[test]
    fn days_that_are_past_are_left_out() {
        check("2025-01-28T08:00:00Z", "2025-01", &["2025-01-31"]);
        check("2025-02-01T00:00:00Z", "2025-01", &[]);
    }

    #[test]
    fn months_are_counted_to_their_ends() {
        // A month from January 31 is the end of February, and a month before that is past.
        check("2025-01-31T08:00:00Z", "2025-02", &["2025-02-21", "2025-02-28"]);
        check("2025-01-28T08:00:00Z", "2025-02", &["2025-01-28"]);
        check("2025-02-01T08:00:00Z", "2025-02", &["2025-02-21", "2025-02-28"]);
    }
}
