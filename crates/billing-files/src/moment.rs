//! Days and times in the forms that exports write them.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use procurement::Instant;

/// A day and a time, as written, and how far its clock is from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: NaiveDate,
    milliseconds: i64,
    /// East of UTC is positive; absent is UTC.
    offset_minutes: i64,
}

/// A text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ParseMomentError;

impl fmt::Display for ParseMomentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write a date such as 2026-01-31 or a time such as 2026-01-31T00:00:00Z")
    }
}

impl Moment {
    /// Reads `2026-01-31`, or that with `T` or a space and `00:00`, `00:00:00` or
    /// `00:00:00.000`, then nothing, `Z`, `UTC` or an offset such as `+00:00`.
    pub(crate) fn parse(text: &str) -> Result<Self, ParseMomentError> {
        parse(text).ok_or(ParseMomentError)
    }

    /// Whether it is told in UTC, so that its day is the day in UTC.
    pub(crate) fn is_utc(self) -> bool {
        self.offset_minutes == 0
    }

    pub(crate) fn instant(self) -> Instant {
        let start = midnight(self.day).milliseconds();
        Instant::from_milliseconds(start + self.milliseconds - self.offset_minutes * 60_000)
    }
}

/// 00:00 UTC on a day.
pub(crate) fn midnight(day: NaiveDate) -> Instant {
    Instant::from_milliseconds(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
}

fn parse(text: &str) -> Option<Moment> {
    let (date, time) = text.split_at_checked(10)?;
    let (year, month_and_day) = date.split_once('-')?;
    let (month, day) = month_and_day.split_once('-')?;
    let year = i32::try_from(number(year, 4)?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)?;
    let mut moment = Moment { day, milliseconds: 0, offset_minutes: 0 };
    if time.is_empty() {
        return Some(moment);
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    let end = time.find(|c: char| !(c.is_ascii_digit() || ":.".contains(c)));
    let (clock, zone) = time.split_at(end.unwrap_or(time.len()));
    moment.milliseconds = milliseconds(clock)?;
    moment.offset_minutes = offset_minutes(zone)?;
    Some(moment)
}

/// Milliseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f`; finer fractions are cut
/// off.
fn milliseconds(clock: &str) -> Option<i64> {
    let (clock, fraction) = match clock.split_once('.') {
        Some((_, "")) => return None,
        Some((clock, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            (clock, fraction)
        }
        Some(_) => return None,
        None => (clock, ""),
    };
    let mut units = clock.split(':');
    let hours = number(units.next()?, 2).filter(|hours| *hours < 24)?;
    let minutes = number(units.next()?, 2).filter(|minutes| *minutes < 60)?;
    let seconds = match units.next() {
        Some(seconds) => number(seconds, 2).filter(|seconds| *seconds < 60)?,
        None if fraction.is_empty() => 0,
        None => return None,
    };
    if units.next().is_some() {
        return None;
    }
    let fraction = format!("{fraction:0<3}");
    let fraction = number(fraction.get(..3)?, 3)?;
    Some(i64::from((hours * 60 + minutes) * 60 + seconds) * 1000 + i64::from(fraction))
}

fn offset_minutes(zone: &str) -> Option<i64> {
    if zone.is_empty() || ["z", "utc"].contains(&zone.trim_start().to_ascii_lowercase().as_str()) {
        return Some(0);
    }
    let (sign, offset) = match zone.strip_prefix('-') {
        Some(offset) => (-1, offset),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = match offset.split_once(':') {
        Some(pair) => pair,
        None if offset.len() == 2 => (offset, "00"),
        None => offset.split_at_checked(2)?,
    };
    let hours = number(hours, 2).filter(|hours| *hours <= 18)?;
    let minutes = number(minutes, 2).filter(|minutes| *minutes < 60)?;
    Some(sign * i64::from(hours * 60 + minutes))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_exports_are_read() {
        for (text, expected) in [
            ("2024-09-01", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01 00:00:00", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01 00:00:00.000", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01 00:00:00 UTC", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01T00:00Z", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01T00:00:00Z", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01T00:00:00+00:00", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01T00:00:00-0000", "2024-09-01T00:00:00.000Z"),
            ("2024-09-01T13:14:15.9876543Z", "2024-09-01T13:14:15.987Z"),
            ("2024-09-01T01:30:00+01:30", "2024-09-01T00:00:00.000Z"),
            ("2024-08-31T19:00:00-05", "2024-09-01T00:00:00.000Z"),
        ] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!(moment.instant().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn other_forms_are_not_guessed_at() {
        for text in [
            "",
            "2024-09",
            "09/01/2024",
            "1.9.2024",
            "2024-02-30",
            "2024-09-01T24:00:00Z",
            "2024-09-01T00",
            "2024-09-01T00:00:60Z",
            "2024-09-01T00:00.5Z",
            "2024-09-01T00:00:00.Z",
            "2024-09-01T00:00:00:00Z",
            "2024-09-01T00:00:00 CEST",
            "2024-09-01T00:00:00+1",
            "2024-9-01",
            "20240-9-01",
            "45536",
            "2024-09-0é",
        ] {
            assert_eq!(Moment::parse(text), Err(ParseMomentError), "{text:?}");
        }
    }

    #[test]
    fn an_offset_is_told() {
        assert!(Moment::parse("2024-09-01T00:00:00+00:00").unwrap().is_utc());
        assert!(!Moment::parse("2024-09-01T00:00:00+02:00").unwrap().is_utc());
    }
}
