//! Exact decimals: costs as exports write them, sums without rounding, and amounts as a snapshot
//! can hold them.

use std::fmt;

/// Every part of a number holds this many digits.
const PART_DIGITS: usize = 18;
const PART: u64 = 1_000_000_000_000_000_000;
/// Parts before the point.
const WHOLE_PARTS: usize = 2;
const PARTS: usize = 6;
/// Digits before the point.
const WHOLE_DIGITS: usize = WHOLE_PARTS * PART_DIGITS;

/// An amount of a snapshot has at most this many digits as written.
const WRITTEN_DIGITS_MAX: usize = procurement::DIGITS_MAX;
/// And hence this many decimals, beside the digit before the point.
const WRITTEN_DECIMALS_MAX: usize = WRITTEN_DIGITS_MAX - 1;

/// Why a text is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParseDecimalError {
    Comma,
    NotANumber,
    TooLong,
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => {
                "leave out commas: no thousands separators, and a point before the decimals"
            }
            Self::NotANumber => "write a plain number such as 1200.00 or 1.2E-7",
            Self::TooLong => "at most 36 digits before the point and 72 after it can be read",
        })
    }
}

/// A number of at most 36 digits before the point and 72 after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// The most significant first; the point is after the second.
    parts: [u64; PARTS],
}

impl Decimal {
    /// Reads digits with or without a sign, a point and an exponent, such as `-12.50` and
    /// `1.2E-7`.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, ParseDecimalError> {
        let error = || match text.contains(&b',') {
            true => ParseDecimalError::Comma,
            false => ParseDecimalError::NotANumber,
        };
        let (negative, unsigned) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let end = unsigned.iter().position(|byte| matches!(byte, b'e' | b'E'));
        let (mantissa, exponent) = match end {
            Some(end) => {
                let (mantissa, exponent) = unsigned.split_at(end);
                (mantissa, parse_exponent(exponent.get(1..).unwrap_or_default()).ok_or_else(error)?)
            }
            None => (unsigned, 0),
        };
        let point = mantissa.iter().position(|byte| *byte == b'.');
        let (whole, decimals) = match point {
            Some(point) => (mantissa.get(..point), mantissa.get(point + 1..)),
            None => (Some(mantissa), None),
        };
        let (whole, decimals) = (whole.unwrap_or_default(), decimals.unwrap_or_default());
        let digits = || whole.iter().chain(decimals);
        if whole.is_empty() && decimals.is_empty() || !digits().all(u8::is_ascii_digit) {
            return Err(error());
        }
        // Where the first digit stands, counted from the first of the first part.
        let first = i64::try_from(WHOLE_DIGITS).unwrap_or_default()
            - i64::try_from(whole.len()).unwrap_or(i64::MAX)
            - exponent;
        let mut parts = [0; PARTS];
        for (place, digit) in (first..).zip(digits()).filter(|(_, digit)| **digit != b'0') {
            let place = usize::try_from(place).map_err(|_| ParseDecimalError::TooLong)?;
            let part = parts.get_mut(place / PART_DIGITS).ok_or(ParseDecimalError::TooLong)?;
            *part += u64::from(digit - b'0') * power_of_ten(PART_DIGITS - 1 - place % PART_DIGITS);
        }
        Ok(Self { negative, parts })
    }
}

/// An exponent; one that is too long to count is taken as too large to hold.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0_i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(1_000_000_000));
    Some(if negative { -value } else { value })
}

fn power_of_ten(power: usize) -> u64 {
    (0..power).fold(1, |value, _| value * 10)
}

/// An exact sum of decimals. Carries wait until it is written: every part has room for more rows
/// than any file has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ExactSum {
    parts: [i128; PARTS],
}

impl ExactSum {
    pub(crate) fn add(&mut self, number: &Decimal) {
        for (sum, part) in self.parts.iter_mut().zip(number.parts) {
            let part = i128::from(part);
            *sum += if number.negative { -part } else { part };
        }
    }

    pub(crate) fn add_sum(&mut self, other: &Self) {
        for (sum, part) in self.parts.iter_mut().zip(other.parts) {
            *sum += part;
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        carry(self.parts) == [0; PARTS]
    }

    /// The sum as amounts that a snapshot can hold: one where it can be written in 28 digits, else
    /// two, what is before the point and what is after it. `None` when not even that is enough.
    pub(crate) fn amounts(&self) -> Option<Amounts> {
        let mut parts = carry(self.parts);
        let negative = parts.first().is_some_and(|first| *first < 0);
        if negative {
            parts = carry(parts.map(|part| -part));
        }
        let rounded = round(&mut parts);
        let (whole, decimals) = write(&parts);
        if whole.len() > WRITTEN_DIGITS_MAX {
            return None;
        }
        let sign = if negative { "-" } else { "" };
        let texts = if decimals.is_empty() {
            // What was rounded to nothing has no sign.
            let sign = if whole == "0" { "" } else { sign };
            vec![format!("{sign}{whole}")]
        } else if whole.len() + decimals.len() <= WRITTEN_DIGITS_MAX {
            vec![format!("{sign}{whole}.{decimals}")]
        } else {
            vec![format!("{sign}{whole}"), format!("{sign}0.{decimals}")]
        };
        Some(Amounts { texts, rounded })
    }
}

impl ExactSum {
    /// The sum in thousandths, what is finer cut off downwards; `None` when it is too large.
    pub(crate) fn thousandths(&self) -> Option<i64> {
        let [high, low, decimals, ..] = carry(self.parts);
        let whole = high.checked_mul(i128::from(PART))?.checked_add(low)?;
        let fraction = decimals / i128::from(PART / 1000);
        i64::try_from(whole.checked_mul(1000)?.checked_add(fraction)?).ok()
    }
}

/// A sum in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// One, or two that add up to the sum.
    pub(crate) texts: Vec<String>,
    /// Whether the sum has more decimals than any amount of a snapshot. It was then rounded half
    /// to even, to 27 of them.
    pub(crate) rounded: bool,
}

/// Brings every part but the first into its range.
fn carry(mut parts: [i128; PARTS]) -> [i128; PARTS] {
    let mut carried = 0;
    for part in parts.iter_mut().skip(1).rev() {
        let sum = *part + carried;
        (*part, carried) = (sum.rem_euclid(i128::from(PART)), sum.div_euclid(i128::from(PART)));
    }
    if let Some(first) = parts.first_mut() {
        *first += carried;
    }
    parts
}

/// Rounds a carried, not negative number to the decimals that can be written. Tells whether there
/// was something to round.
fn round(parts: &mut [i128; PARTS]) -> bool {
    let kept = WRITTEN_DECIMALS_MAX - PART_DIGITS;
    let unit = i128::from(power_of_ten(PART_DIGITS - kept));
    let [_, _, _, last, rest @ ..] = parts;
    let below = *last % unit;
    let more = rest.iter().any(|part| *part != 0);
    if below == 0 && !more {
        return false;
    }
    *last -= below;
    *rest = [0; PARTS - WHOLE_PARTS - 2];
    let half = unit / 2;
    let odd = (*last / unit) % 2 != 0;
    if below > half || below == half && (more || odd) {
        *last += unit;
        *parts = carry(*parts);
    }
    true
}

/// The digits before the point, and those after it without zeros at the end.
fn write(parts: &[i128; PARTS]) -> (String, String) {
    let (whole, decimals) = parts.split_at(WHOLE_PARTS);
    let digits = |parts: &[i128]| -> String {
        parts.iter().map(|part| format!("{part:0PART_DIGITS$}")).collect()
    };
    let (whole, decimals) = (digits(whole), digits(decimals));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    (whole.to_owned(), decimals.trim_end_matches('0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;

    fn sum(numbers: &[&str]) -> ExactSum {
        let mut sum = ExactSum::default();
        for number in numbers {
            sum.add(&Decimal::parse(number.as_bytes()).unwrap());
        }
        sum
    }

    fn written(numbers: &[&str]) -> Vec<String> {
        sum(numbers).amounts().unwrap().texts
    }

    #[test]
    fn numbers_are_read_as_exports_write_them() {
        for (text, expected) in [
            ("0", "0"),
            ("-0.00", "0"),
            ("12.50", "12.5"),
            ("-12.50", "-12.5"),
            ("+3", "3"),
            (".5", "0.5"),
            ("5.", "5"),
            ("007", "7"),
            ("1.2E-7", "0.00000012"),
            ("-35.2e-7", "-0.00000352"),
            ("1E3", "1000"),
            ("1.5e+2", "150"),
            ("0E-999999999999", "0"),
            ("468.17049576", "468.17049576"),
            ("889.0600830000001", "889.0600830000001"),
            ("1234567890123456789012345678", "1234567890123456789012345678"),
            ("0.123456789012345678901234567", "0.123456789012345678901234567"),
        ] {
            assert_eq!(written(&[text]), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_the_reason() {
        use ParseDecimalError as Error;
        for (text, expected) in [
            ("", Error::NotANumber),
            ("-", Error::NotANumber),
            (".", Error::NotANumber),
            ("1,000.00", Error::Comma),
            ("1,5", Error::Comma),
            ("$32", Error::NotANumber),
            ("NaN", Error::NotANumber),
            ("Infinity", Error::NotANumber),
            ("1e", Error::NotANumber),
            ("e5", Error::NotANumber),
            ("1e5.0", Error::NotANumber),
            ("1.2.3", Error::NotANumber),
            ("--1", Error::NotANumber),
            ("(5.00)", Error::NotANumber),
            ("1 000", Error::NotANumber),
            ("1E36", Error::TooLong),
            ("1E99999999999999999999", Error::TooLong),
            ("1E-73", Error::TooLong),
        ] {
            assert_eq!(Decimal::parse(text.as_bytes()), Err(expected), "{text}");
        }
    }

    #[test]
    fn sums_are_exact_and_split_where_one_amount_is_too_short() {
        for (numbers, expected) in [
            (&["0.1", "0.2"][..], &["0.3"][..]),
            (&["1", "-1"], &["0"]),
            (&["0.5", "-1"], &["-0.5"]),
            (
                &["999999999999999999", "0.000000000000000001", "1"],
                &["1000000000000000000", "0.000000000000000001"],
            ),
            (
                &["-12345678901234567890", "-0.123456789"],
                &["-12345678901234567890", "-0.123456789"],
            ),
            (&["1234567890123456789", "0.123456789"], &["1234567890123456789.123456789"]),
            (
                &["9E27", "1E-27"],
                &["9000000000000000000000000000", "0.000000000000000000000000001"],
            ),
        ] {
            let amounts = sum(numbers).amounts().unwrap();
            assert_eq!(
                (&amounts.texts[..], amounts.rounded),
                (&expected.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()[..], false),
                "{numbers:?}"
            );
        }
        assert_eq!(sum(&["9E27", "1E27"]).amounts(), None);
        assert!(sum(&["1E-72", "-1E-72"]).is_zero());
        assert!(!sum(&["1E-72"]).is_zero());
    }

    #[test]
    fn decimals_that_no_amount_can_have_are_rounded_half_to_even_and_told() {
        for (number, expected) in [
            ("5E-28", "0"),
            ("-5E-28", "0"),
            ("5.0000000001E-28", "0.000000000000000000000000001"),
            ("15E-28", "0.000000000000000000000000002"),
            ("25E-28", "0.000000000000000000000000002"),
            ("-0.9999999999999999999999999999", "-1"),
        ] {
            let amounts = sum(&[number]).amounts().unwrap();
            assert_eq!(
                (amounts.texts, amounts.rounded),
                (vec![expected.to_owned()], true),
                "{number}"
            );
        }
    }

    /// The number times 10^72.
    fn scaled(text: &str) -> BigInt {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        format!("{whole}{decimals:0<72}").parse::<BigInt>().unwrap() * sign
    }

    #[test]
    fn sums_agree_with_big_integers() {
        // A linear congruential generator: any spread of lengths and signs will do.
        let mut state = 20_260_101_u64;
        let mut next = |limit: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        for _ in 0..300 {
            let mut total = ExactSum::default();
            let mut expected = BigInt::from(0);
            for _ in 0..next(40) {
                let mut text = String::from(if next(3) == 0 { "-" } else { "" });
                text.extend((0..1 + next(20)).map(|_| char::from(b'0' + next(10) as u8)));
                text.push('.');
                text.extend((0..1 + next(27)).map(|_| char::from(b'0' + next(10) as u8)));
                expected += scaled(&text);
                total.add(&Decimal::parse(text.as_bytes()).unwrap());
            }
            let amounts = total.amounts().unwrap();
            assert!(!amounts.rounded);
            let written: BigInt = amounts.texts.iter().map(|text| scaled(text)).sum();
            assert_eq!(written, expected);
            for text in amounts.texts {
                assert!(procurement::parse_number(&text).is_ok(), "{text}");
            }
        }
    }
}
