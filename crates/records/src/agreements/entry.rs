//! What sellers and buyers hand in, checked: texts, amounts, moments, months to come.

use chrono::{DateTime, Months};
use procurement::{BillingMonth, Currency, Instant};
use rust_decimal::Decimal;

use crate::RecordError;
use crate::error::Problem;

/// An amount has at most this many digits before the point, so that many of them add up to a total
/// that an invoice can have.
const INTEGER_MAX: u64 = 999_999_999_999;
/// And at most this many behind it, so that differences of amounts are exact.
const DECIMALS_MAX: u32 = 15;

/// Reads an amount, or says what is wrong with it.
pub(crate) fn read_amount(text: &str) -> Result<Decimal, String> {
    let number = procurement::parse_number(text)
        .map_err(|error| format!("`{text}` is no amount: {error}"))?
        .normalize();
    if number.trunc().abs() > Decimal::from(INTEGER_MAX) {
        return Err(format!("`{text}` is too large: at most 12 digits before the point"));
    }
    if number.scale() > DECIMALS_MAX {
        return Err(format!("`{text}` is too fine: at most {DECIMALS_MAX} decimals"));
    }
    Ok(number)
}

/// An amount with at least the decimals of its currency.
pub(crate) fn normal(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.minor_digits() {
        amount.rescale(currency.minor_digits());
    }
    amount.to_string()
}

/// Reads an amount that is not below zero.
pub(super) fn price(text: &str, pointer: &str, problems: &mut Vec<Problem>) -> Option<Decimal> {
    match read_amount(text) {
        Ok(amount) if amount.is_sign_negative() && !amount.is_zero() => {
            let message = format!("`{text}` is below zero: a price is zero or more");
            problems.push(Problem::new("NEGATIVE_AMOUNT", pointer, message));
            None
        }
        Ok(amount) => Some(amount),
        Err(message) => {
            problems.push(Problem::new("INVALID_AMOUNT", pointer, message));
            None
        }
    }
}

/// Checks a text: not empty, no control characters, no spaces around it, and not too long.
pub(super) fn text(text: &str, pointer: &str, length_max: usize, problems: &mut Vec<Problem>) {
    let wrong = if text.is_empty() {
        "this is empty: write something".to_owned()
    } else if text.chars().any(char::is_control) {
        "this has a control character such as a tab or line break: remove it".to_owned()
    } else if text.trim() != text {
        "remove the space at the start or the end".to_owned()
    } else if text.chars().count() > length_max {
        format!("this is too long: at most {length_max} characters")
    } else {
        return;
    };
    problems.push(Problem::new("INVALID_TEXT", pointer, wrong));
}

/// Checks a text that may be left out.
pub(crate) fn optional_text(
    value: Option<&str>,
    pointer: &str,
    length_max: usize,
    problems: &mut Vec<Problem>,
) {
    if let Some(value) = value {
        text(value, pointer, length_max, problems);
    }
}

/// A key as a part of a JSON pointer.
pub(super) fn pointer_part(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Reads a moment.
pub(super) fn moment(text: &str, pointer: &str, problems: &mut Vec<Problem>) -> Option<Instant> {
    let moment = text.parse::<Instant>().ok().filter(|moment| moment.month().is_some());
    if moment.is_none() {
        let message = format!(
            "`{text}` is no moment: write it as YYYY-MM-DDTHH:MM:SSZ, from 2000 to 2199, in UTC"
        );
        problems.push(Problem::new("INVALID_INSTANT", pointer, message));
    }
    moment
}

/// A moment that was stored.
pub(super) fn stored(text: &str) -> Result<Instant, RecordError> {
    text.parse().map_err(|_| RecordError::Damaged(format!("`{text}` is no moment")))
}

/// The same day of a later month, or its last day where it has no such day.
pub(super) fn months_later(moment: Instant, months: u32) -> Option<Instant> {
    let moment = DateTime::from_timestamp_millis(moment.milliseconds())?;
    let later = moment.checked_add_months(Months::new(months))?;
    let later = Instant::from_milliseconds(later.timestamp_millis());
    later.month().is_some().then_some(later)
}

/// The month that something which ends at a moment was in last: an end at midnight belongs to the
/// day before.
pub(super) fn last_month(end: Instant) -> Option<BillingMonth> {
    Instant::from_milliseconds(end.milliseconds() - 1).month()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_twelve_digits_before_the_point_and_fifteen_behind() {
        assert_eq!(read_amount("-999999999999.50").unwrap().to_string(), "-999999999999.5");
        assert!(read_amount("1000000000000").unwrap_err().contains("too large"));
        assert!(read_amount("0.0000000000000001").unwrap_err().contains("too fine"));
        assert!(read_amount("1,5").unwrap_err().contains("`1,5`"));
    }

    #[test]
    fn an_amount_is_written_with_the_decimals_of_its_currency_at_least() {
        let usd = "USD".parse().unwrap();
        assert_eq!(normal(read_amount("5").unwrap(), usd), "5.00");
        assert_eq!(normal(read_amount("0.12500").unwrap(), usd), "0.125");
    }

    #[test]
    fn an_end_at_midnight_belongs_to_the_month_before() {
        let end = months_later("2026-03-01T00:00:00Z".parse().unwrap(), 12).unwrap();
        assert_eq!(last_month(end).unwrap().to_string(), "2027-02");
        let clamped = months_later("2026-01-31T10:00:00Z".parse().unwrap(), 1).unwrap();
        assert_eq!(clamped.to_string(), "2026-02-28T10:00:00.000Z");
        assert_eq!(months_later("2199-12-31T00:00:00Z".parse().unwrap(), 1), None);
    }
}
