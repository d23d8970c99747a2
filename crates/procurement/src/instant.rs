//! Instants: when a document was issued, when a purchase order was last changed.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike};

use crate::BillingMonth;

/// A moment in UTC, exact to the millisecond, written `YYYY-MM-DDTHH:MM:SS.mmmZ`.
///
/// Finer fractions are cut off when it is read, so two instants of one millisecond are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// How an instant is written, for error messages.
pub(crate) const INSTANT_HELP: &str =
    "write an instant in UTC as YYYY-MM-DDTHH:MM:SSZ, with or without a fraction of a second";

impl Instant {
    /// The moment that many milliseconds after 1970-01-01T00:00:00Z.
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// 00:00 UTC on a day.
    pub(crate) fn midnight(day: NaiveDate) -> Self {
        Self(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
    }

    /// 00:00 UTC on the 3rd of the month after a billing month, when monthly invoices are issued.
    pub fn midnight_after(month: BillingMonth) -> Self {
        // The last month of the range has a next one all the same.
        let next = month.first_day() + chrono::Months::new(1);
        Self::midnight(next + chrono::Days::new(2))
    }

    /// The billing month that the instant lies in, if that is in range.
    pub fn month(self) -> Option<BillingMonth> {
        BillingMonth::of(DateTime::from_timestamp_millis(self.0)?.date_naive())
    }
}

/// A text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseInstantError;

impl fmt::Display for ParseInstantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(INSTANT_HELP)
    }
}

impl std::error::Error for ParseInstantError {}

impl FromStr for Instant {
    type Err = ParseInstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text.as_bytes()).map(Self).ok_or(ParseInstantError)
    }
}

fn parse(bytes: &[u8]) -> Option<i64> {
    let (head, tail) = bytes.split_at_checked(19)?;
    let number = |from: usize, to: usize| {
        head.get(from..to)?.iter().try_fold(0_u32, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0'))
        })
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators.iter().any(|(at, byte)| head.get(*at) != Some(byte)) {
        return None;
    }
    let year = i32::try_from(number(0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
    let time = NaiveTime::from_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?;
    let milliseconds = fraction(tail)?;
    let seconds = i64::from(date.num_days_from_ce() - DAYS_TO_1970) * 86_400
        + i64::from(time.num_seconds_from_midnight());
    Some(seconds * 1000 + milliseconds)
}

/// Days from 0000-12-31 to 1970-01-01.
const DAYS_TO_1970: i32 = 719_163;

/// Milliseconds of `.f...Z` or `Z`, cut off after the third digit.
fn fraction(tail: &[u8]) -> Option<i64> {
    let digits = match tail {
        [b'Z'] => return Some(0),
        [b'.', digits @ .., b'Z'] if !digits.is_empty() => digits,
        _ => return None,
    };
    let mut milliseconds = 0;
    let mut weight = 100;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        milliseconds += i64::from(byte - b'0') * weight;
        weight /= 10;
    }
    Some(milliseconds)
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_millis(self.0) {
            Some(moment) => write!(
                f,
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                moment.year(),
                moment.month(),
                moment.day(),
                moment.hour(),
                moment.minute(),
                moment.second(),
                moment.timestamp_subsec_millis()
            ),
            None => f.write_str("out of range"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_cut_to_milliseconds() {
        let read = |text: &str| text.parse::<Instant>().map(|instant| instant.to_string()).ok();
        assert_eq!(read("2026-01-05T10:00:00.0019Z").unwrap(), "2026-01-05T10:00:00.001Z");
        assert_eq!(read("2024-02-29T23:59:59Z").unwrap(), "2024-02-29T23:59:59.000Z");
        assert_eq!(
            read("0001-01-01T00:00:00.9999999999999999999Z").unwrap(),
            "0001-01-01T00:00:00.999Z"
        );
        for wrong in [
            "2026-02-29T00:00:00Z",
            "2026-01-05T24:00:00Z",
            "2026-01-05T10:00:60Z",
            "2026-01-05T10:00:00.Z",
            "2026-01-05T10:00:00+00:00",
            "2026-01-05 10:00:00Z",
            "2026-01-05T10:00:00z",
            "2026-01-05",
            "é026-01-05T10:00:00Z",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_epoch_is_zero() {
        assert_eq!("1970-01-01T00:00:00Z".parse::<Instant>().unwrap().milliseconds(), 0);
    }
}
