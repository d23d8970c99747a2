//! Billing months: the calendar months that purchase orders, line items and invoices speak of.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;

/// A calendar month from 2000-01 to 2199-12, written `YYYY-MM`.
///
/// Months order by time. Arithmetic stays inside the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillingMonth(u16);

/// The months of 200 years.
const COUNT: u16 = 200 * 12;

/// How a month is written, for error messages.
pub(crate) const MONTH_HELP: &str = "write a month as YYYY-MM, from 2000-01 to 2199-12";

impl BillingMonth {
    /// 2000-01, the first month there is.
    pub(crate) const MIN: Self = Self(0);

    /// The month of a year, if it is in range.
    ///
    /// ```
    /// use procurement::BillingMonth;
    /// assert_eq!(BillingMonth::new(2026, 3).unwrap().to_string(), "2026-03");
    /// assert!(BillingMonth::new(2026, 13).is_none());
    /// assert!(BillingMonth::new(1999, 12).is_none());
    /// ```
    pub fn new(year: i32, month: u32) -> Option<Self> {
        if !(2000..=2199).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        let months = (year - 2000) * 12 + i32::try_from(month).ok()? - 1;
        Some(Self(u16::try_from(months).ok()?))
    }

    /// 2000-01, the first month there is.
    pub fn first() -> Self {
        Self::MIN
    }

    /// The year, 2000 to 2199.
    pub fn year(self) -> i32 {
        2000 + i32::from(self.0 / 12)
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        u32::from(self.0 % 12) + 1
    }

    /// This month moved by a number of months, stopped at the ends of the range.
    ///
    /// ```
    /// use procurement::BillingMonth;
    /// let month: BillingMonth = "2026-03".parse().unwrap();
    /// assert_eq!(month.plus(11).to_string(), "2027-02");
    /// ```
    pub fn plus(self, months: i32) -> Self {
        let moved = (i32::from(self.0) + months).clamp(0, i32::from(COUNT) - 1);
        Self(u16::try_from(moved).unwrap_or(0))
    }

    /// How many months lie from this one to `end`, both counted; 0 when `end` is earlier.
    pub(crate) fn through(self, end: Self) -> u16 {
        (end.0 + 1).saturating_sub(self.0)
    }

    /// Months since 2000-01.
    pub(crate) fn index(self) -> u16 {
        self.0
    }

    /// The first day of this month.
    pub fn first_day(self) -> chrono::NaiveDate {
        // INVARIANT: year and month are in range, so the date exists.
        chrono::NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or_default()
    }

    /// The month that a day lies in, if it is in range.
    pub fn of(day: chrono::NaiveDate) -> Option<Self> {
        Self::new(day.year(), day.month())
    }
}

/// A text is not a billing month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseMonthError;

impl fmt::Display for ParseMonthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MONTH_HELP)
    }
}

impl std::error::Error for ParseMonthError {}

impl FromStr for BillingMonth {
    type Err = ParseMonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let &[y1, y2, y3, y4, b'-', m1, m2] = text.as_bytes() else { return Err(ParseMonthError) };
        let mut digits = [0; 6];
        for (digit, byte) in digits.iter_mut().zip([y1, y2, y3, y4, m1, m2]) {
            if !byte.is_ascii_digit() {
                return Err(ParseMonthError);
            }
            *digit = u32::from(byte - b'0');
        }
        let [y1, y2, y3, y4, m1, m2] = digits;
        let year =
            i32::try_from(y1 * 1000 + y2 * 100 + y3 * 10 + y4).map_err(|_| ParseMonthError)?;
        Self::new(year, m1 * 10 + m2).ok_or(ParseMonthError)
    }
}

impl fmt::Display for BillingMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_two_hundred_years() {
        for (text, valid) in [
            ("2000-01", true),
            ("2199-12", true),
            ("1999-12", false),
            ("2200-01", false),
            ("2026-00", false),
            ("2026-13", false),
            ("2026-3", false),
            ("+026-03", false),
            ("2026-03 ", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<BillingMonth>().is_ok(), valid, "{text:?}");
        }
    }

    #[test]
    fn a_window_counts_both_ends() {
        let month = |text: &str| text.parse::<BillingMonth>().unwrap();
        assert_eq!(month("2026-01").through(month("2026-01")), 1);
        assert_eq!(month("2026-01").through(month("2026-12")), 12);
        assert_eq!(month("2026-02").through(month("2026-01")), 0);
    }
}
