//! Exact numbers: decimals as they are written, amounts in a currency's minor units, and the
//! two places where something is rounded.

use std::fmt;

use rust_decimal::Decimal;

use crate::Currency;

/// A number may have this many digits as written, before and after the point together.
pub const DIGITS_MAX: usize = 28;

/// A computed amount may have this many digits before the point.
pub const INTEGER_DIGITS_MAX: u32 = 15;

/// Why a text is not a number of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseNumberError {
    /// `1e3`.
    Exponent,
    /// `+1`.
    PlusSign,
    /// ` 1`.
    Space,
    /// `1,000`.
    Comma,
    /// `007`.
    LeadingZero,
    /// `.5` or `5.`.
    BarePoint,
    /// `NaN`, `twelve`, or nothing at all.
    NotANumber,
    /// More than 28 digits.
    TooManyDigits,
}

impl fmt::Display for ParseNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exponent => "write the number out without an exponent: `1000`, not `1e3`",
            Self::PlusSign => "leave out the plus sign",
            Self::Space => "leave out the spaces",
            Self::Comma => {
                "leave out commas: no thousands separators, and a point before the decimals"
            }
            Self::LeadingZero => "leave out the leading zeros",
            Self::BarePoint => "write digits on both sides of the point: `0.5`, not `.5`",
            Self::NotANumber => "write a plain decimal number such as `1200.00`",
            Self::TooManyDigits => "a number has at most 28 digits",
        })
    }
}

impl std::error::Error for ParseNumberError {}

/// Reads `-?(0|[1-9][0-9]*)(\.[0-9]+)?` with at most 28 digits. The result keeps the decimals as
/// written; `-0` is 0.
///
/// ```
/// use procurement::{parse_number, ParseNumberError};
/// assert_eq!(parse_number("-12.50").unwrap().to_string(), "-12.50");
/// assert_eq!(parse_number("1e3"), Err(ParseNumberError::Exponent));
/// assert_eq!(parse_number("1,000"), Err(ParseNumberError::Comma));
/// ```
pub fn parse_number(text: &str) -> Result<Decimal, ParseNumberError> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mut digits, mut decimals, mut point) = (0_usize, 0_u32, false);
    // The digits in two halves: most numbers fit the first, and 64 bits are quicker than 128.
    let (mut high, mut low, mut low_digits) = (0_u64, 0_u64, 0);
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                decimals += u32::from(point);
                if digits <= HALF {
                    high = high * 10 + u64::from(byte - b'0');
                } else if digits <= DIGITS_MAX {
                    low = low * 10 + u64::from(byte - b'0');
                    low_digits += 1;
                }
            }
            b'.' if !point && digits > 0 => point = true,
            _ => return Err(explain_refusal(text)),
        }
    }
    let first = unsigned.as_bytes().first();
    let second = unsigned.as_bytes().get(1);
    if digits == 0 || (point && decimals == 0) {
        return Err(explain_refusal(text));
    }
    if first == Some(&b'0') && second.is_some_and(u8::is_ascii_digit) {
        return Err(ParseNumberError::LeadingZero);
    }
    if digits > DIGITS_MAX {
        return Err(ParseNumberError::TooManyDigits);
    }
    let is_negative = unsigned.len() < text.len() && (high, low) != (0, 0);
    if low_digits == 0 {
        let (low, high) = (high & 0xFFFF_FFFF, high >> 32);
        // INVARIANT: both halves of 64 bits fit, and the scale is at most 27.
        let part = |part: u64| u32::try_from(part).unwrap_or_default();
        return Ok(Decimal::from_parts(part(low), part(high), 0, is_negative, decimals));
    }
    let value = i128::from(high) * ten_to(low_digits) + i128::from(low);
    let signed = if is_negative { -value } else { value };
    // INVARIANT: 28 digits fit 96 bits and the scale is at most 27.
    Decimal::try_from_i128_with_scale(signed, decimals).map_err(|_| ParseNumberError::TooManyDigits)
}

/// So many digits fit 64 bits.
const HALF: usize = 18;

fn explain_refusal(text: &str) -> ParseNumberError {
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let is_plain = |byte: u8| byte.is_ascii_digit() || b"+-.,eE \t".contains(&byte);
    if !has_digit || !text.bytes().all(is_plain) {
        ParseNumberError::NotANumber
    } else if text.contains([' ', '\t']) {
        ParseNumberError::Space
    } else if text.contains(['e', 'E']) {
        ParseNumberError::Exponent
    } else if text.starts_with('+') {
        ParseNumberError::PlusSign
    } else if text.contains(',') {
        ParseNumberError::Comma
    } else if text.contains('.') {
        ParseNumberError::BarePoint
    } else {
        ParseNumberError::NotANumber
    }
}

/// An amount in minor units of a currency that is known from elsewhere: cents, yen, fils.
///
/// Wide enough for the sums of every input that is accepted; what a result may hold is limited
/// by [`Amount::is_too_large`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub(crate) i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// That many minor units.
    pub fn of_minor_units(units: i128) -> Self {
        Self(units)
    }

    /// Minor units.
    pub fn minor_units(self) -> i128 {
        self.0
    }

    /// A number with at most the currency's decimals as an amount; `None` if it has more.
    pub fn exactly(number: Decimal, currency: Currency) -> Option<Self> {
        let missing = currency.minor_digits().checked_sub(number.scale())?;
        Some(Self(if missing == 0 {
            number.mantissa()
        } else {
            number.mantissa() * ten_to(missing)
        }))
    }

    /// Whether the amount has more than 15 digits before the point.
    pub fn is_too_large(self, currency: Currency) -> bool {
        self.0.unsigned_abs() >= limit(currency)
    }

    /// The amount as a number with exactly the currency's decimals.
    pub fn display(self, currency: Currency) -> impl fmt::Display {
        Written { amount: self, decimals: currency.minor_digits() }
    }
}

/// The first amount that is too large, in minor units.
pub(crate) fn limit(currency: Currency) -> u128 {
    10_u128.pow(INTEGER_DIGITS_MAX + currency.minor_digits())
}

struct Written {
    amount: Amount,
    decimals: u32,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.amount.0.unsigned_abs();
        let sign = if self.amount.0 < 0 { "-" } else { "" };
        if self.decimals == 0 {
            return write!(f, "{sign}{value}");
        }
        let unit = 10_u128.pow(self.decimals);
        let width = self.decimals as usize;
        write!(f, "{sign}{}.{:0width$}", value / unit, value % unit)
    }
}

fn ten_to(power: u32) -> i128 {
    10_i128.pow(power)
}

/// An exact sum of numbers of any scale. Parts before and after the point are added apart, since
/// 28 digits on both sides are more than one integer holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ExactSum {
    whole: i128,
    fraction: i128,
}

/// The fraction is kept in this many decimals, the most a number can have.
const FRACTION_DIGITS: u32 = 28;

impl ExactSum {
    pub(crate) fn add(&mut self, number: Decimal) {
        let unit = ten_to(number.scale());
        // INVARIANT: 28 digits at most each, so ten thousand million of them fit.
        self.whole += number.mantissa() / unit;
        self.fraction += number.mantissa() % unit * ten_to(FRACTION_DIGITS - number.scale());
    }

    /// The sum, rounded once, half to even; `None` beyond what an amount holds.
    pub(crate) fn round(self, currency: Currency) -> Option<Amount> {
        let one = ten_to(FRACTION_DIGITS);
        let whole = self.whole + self.fraction.div_euclid(one);
        let fraction = self.fraction.rem_euclid(one);
        let unit = ten_to(FRACTION_DIGITS - currency.minor_digits());
        let floor =
            whole.checked_mul(ten_to(currency.minor_digits()))?.checked_add(fraction / unit)?;
        let rest = fraction % unit;
        let up = rest * 2 > unit || (rest * 2 == unit && floor % 2 != 0);
        Some(Amount(floor + i128::from(up)))
    }
}

/// The tax of a line item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tax {
    /// Per cent of amount times quantity.
    Percent(Decimal),
    /// An amount that is added once.
    Absolute(Decimal),
}

/// `amount x quantity + tax`, exact, then rounded once, half to even (P-9); `None` beyond what an
/// amount holds.
///
/// ```
/// use procurement::{Currency, Tax, line_value, parse_number};
/// let (amount, quantity) = (parse_number("100")?, parse_number("3")?);
/// let currency: Currency = "USD".parse().unwrap();
/// let value = line_value(amount, quantity, Some(Tax::Percent(parse_number("10")?)), currency);
/// assert_eq!(value.unwrap().display(currency).to_string(), "330.00");
/// # Ok::<(), procurement::ParseNumberError>(())
/// ```
pub fn line_value(
    amount: Decimal,
    quantity: Decimal,
    tax: Option<Tax>,
    currency: Currency,
) -> Option<Amount> {
    let (a, q) = (amount.mantissa(), quantity.mantissa());
    let scale = amount.scale() + quantity.scale();
    let digits = currency.minor_digits();
    match tax {
        None => divide(&[a, q], None, scale, digits),
        Some(Tax::Percent(rate)) => {
            let whole = 100 * ten_to(rate.scale()) + rate.mantissa();
            divide(&[a, q, whole], None, scale + rate.scale() + 2, digits)
        }
        Some(Tax::Absolute(tax)) => {
            let common = scale.max(tax.scale());
            divide(
                &[a, q, ten_to(common - scale)],
                Some((tax.mantissa(), common - tax.scale())),
                common,
                digits,
            )
        }
    }
}

/// `(product of factors + addend x 10^power) / 10^scale` in minor units, rounded half to even.
/// In 128 bits where that is enough, else in as many as it takes.
fn divide(
    factors: &[i128],
    addend: Option<(i128, u32)>,
    scale: u32,
    digits: u32,
) -> Option<Amount> {
    divide_short(factors, addend, scale, digits)
        .or_else(|| divide_long(factors, addend, scale, digits))
}

fn divide_short(
    factors: &[i128],
    addend: Option<(i128, u32)>,
    scale: u32,
    digits: u32,
) -> Option<Amount> {
    let mut value = factors.iter().try_fold(1_i128, |product, &f| product.checked_mul(f))?;
    if let Some((addend, power)) = addend {
        value = value.checked_add(addend.checked_mul(10_i128.checked_pow(power)?)?)?;
    }
    value = value.checked_mul(ten_to(digits))?;
    let unit = 10_i128.checked_pow(scale)?;
    let (floor, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let up = rest > unit - rest || (rest == unit - rest && floor % 2 != 0);
    Some(Amount(floor + i128::from(up)))
}

fn divide_long(
    factors: &[i128],
    addend: Option<(i128, u32)>,
    scale: u32,
    digits: u32,
) -> Option<Amount> {
    let mut value = factors.iter().fold(vec![1], |product, &f| times(&product, &digits_of(f)));
    if let Some((addend, power)) = addend {
        value = plus(&value, &shifted(digits_of(addend), power));
    }
    let value = shifted(value, digits);
    let cut = value.len().min(scale as usize);
    let (rest, whole) = value.split_at(cut);
    let floor = whole
        .iter()
        .rev()
        .try_fold(0_i128, |floor, &digit| floor.checked_mul(10)?.checked_add(i128::from(digit)))?;
    // Digits that are not there are zeros, so a short rest is below one half.
    let (first, others) = match rest.split_last() {
        Some((first, others)) if rest.len() == scale as usize => (*first, others),
        _ => (0, rest),
    };
    let is_above_half = first > 5 || (first == 5 && others.iter().any(|&digit| digit != 0));
    let is_half = first == 5 && !is_above_half;
    let up = is_above_half || (is_half && floor % 2 != 0);
    Some(Amount(floor.checked_add(i128::from(up))?))
}

// Decimal digits, the lowest first: shifting is exact, and so is looking at what is cut off. They
// are rarely needed, and a library for big integers would be a tenth of the WebAssembly module.

/// INVARIANT: line items hold no negative numbers.
fn digits_of(value: i128) -> Vec<u8> {
    let mut value = value.unsigned_abs();
    let mut digits = Vec::new();
    while value > 0 {
        digits.push(u8::try_from(value % 10).unwrap_or_default());
        value /= 10;
    }
    digits
}

fn shifted(mut digits: Vec<u8>, power: u32) -> Vec<u8> {
    digits.splice(0..0, std::iter::repeat_n(0, power as usize));
    digits
}

fn plus(a: &[u8], b: &[u8]) -> Vec<u8> {
    let length = a.len().max(b.len());
    let at = |digits: &[u8], place| u32::from(digits.get(place).copied().unwrap_or(0));
    carried((0..length).map(|place| at(a, place) + at(b, place)).collect())
}

fn times(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut sums = vec![0; a.len() + b.len()];
    for (i, x) in a.iter().enumerate() {
        for (sum, y) in sums.iter_mut().skip(i).zip(b) {
            *sum += u32::from(*x) * u32::from(*y);
        }
    }
    carried(sums)
}

/// Sums as digits.
fn carried(sums: Vec<u32>) -> Vec<u8> {
    let mut carry = 0;
    let mut digits = Vec::with_capacity(sums.len() + 1);
    for sum in sums {
        let value = sum + carry;
        digits.push(u8::try_from(value % 10).unwrap_or_default());
        carry = value / 10;
    }
    while carry > 0 {
        digits.push(u8::try_from(carry % 10).unwrap_or_default());
        carry /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        parse_number(text).unwrap()
    }

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn numbers_are_read_as_written_or_refused_with_the_reason() {
        use ParseNumberError as Error;
        for (text, expected) in [
            ("0", Ok("0")),
            ("-0", Ok("0")),
            ("10.50", Ok("10.50")),
            ("-12.5", Ok("-12.5")),
            ("1234567890123456789012345678", Ok("1234567890123456789012345678")),
            ("0.123456789012345678901234567", Ok("0.123456789012345678901234567")),
            ("12345678901234567890123456789", Err(Error::TooManyDigits)),
            ("0.1234567890123456789012345678", Err(Error::TooManyDigits)),
            ("1e3", Err(Error::Exponent)),
            ("+1", Err(Error::PlusSign)),
            (" 1", Err(Error::Space)),
            ("1,000", Err(Error::Comma)),
            ("007", Err(Error::LeadingZero)),
            ("-01", Err(Error::LeadingZero)),
            (".5", Err(Error::BarePoint)),
            ("5.", Err(Error::BarePoint)),
            ("NaN", Err(Error::NotANumber)),
            ("Infinity", Err(Error::NotANumber)),
            ("", Err(Error::NotANumber)),
            ("-", Err(Error::NotANumber)),
            ("--1", Err(Error::NotANumber)),
            ("١", Err(Error::NotANumber)),
        ] {
            let read = parse_number(text).map(|number| number.to_string());
            assert_eq!(read.as_deref().map_err(|error| *error), expected, "{text:?}");
        }
    }

    #[test]
    fn amounts_are_written_with_the_decimals_of_the_currency() {
        for (minor, code, expected) in [
            (0, "USD", "0.00"),
            (-5, "USD", "-0.05"),
            (123_456, "USD", "1234.56"),
            (-2, "KWD", "-0.002"),
            (7, "JPY", "7"),
            (10_001, "CLF", "1.0001"),
        ] {
            assert_eq!(Amount(minor).display(currency(code)).to_string(), expected);
        }
    }

    #[test]
    fn sums_round_half_to_even_once() {
        for (numbers, code, expected) in [
            (&["0.0000001", "-0.4"][..], "JPY", "0"),
            (&["-12.5"], "JPY", "-12"),
            (&["2.5"], "JPY", "2"),
            (&["3.5"], "JPY", "4"),
            (&["-0.5"], "JPY", "0"),
            (&["-1.5"], "JPY", "-2"),
            (&["10.005"], "USD", "10.00"),
            (&["10.015"], "USD", "10.02"),
            (&["9999999999999999999999999999", "-9999999999999999999999999998"], "USD", "1.00"),
            (&["2.5", "0.000000000000000000000000001"], "JPY", "3"),
            (&["0.005", "-0.000000000000000000000000001"], "USD", "0.00"),
        ] {
            let mut sum = ExactSum::default();
            numbers.iter().for_each(|text| sum.add(number(text)));
            let currency = currency(code);
            let rounded = sum.round(currency).unwrap().display(currency).to_string();
            assert_eq!(rounded, expected, "{numbers:?}");
        }
    }

    /// Worked example 47 and P-9.
    #[test]
    fn a_line_is_amount_times_quantity_plus_tax() {
        let percent = |text| Some(Tax::Percent(number(text)));
        let absolute = |text| Some(Tax::Absolute(number(text)));
        for (amount, quantity, tax, code, expected) in [
            ("100", "3", percent("10"), "USD", "330.00"),
            ("100", "3", absolute("25"), "USD", "325.00"),
            ("100", "3", None, "USD", "300.00"),
            ("1000", "2.5", absolute("33.4"), "JPY", "2533"),
            ("0.0005", "1", None, "KWD", "0.000"),
            ("0.0015", "1", None, "KWD", "0.002"),
            ("1000.005", "0.333333333333333333333333333", percent("7.7"), "USD", "359.00"),
            // An exact half only if nothing was rounded on the way.
            ("0.125", "0.04", None, "USD", "0.00"),
            ("0.12500000000000000000000001", "0.04", None, "USD", "0.01"),
            (
                "0.000000000000000000000000005",
                "1",
                absolute("0.0049999999999999999999999"),
                "USD",
                "0.00",
            ),
        ] {
            let currency = currency(code);
            let value = line_value(number(amount), number(quantity), tax, currency).unwrap();
            assert_eq!(value.display(currency).to_string(), expected, "{amount} x {quantity}");
        }
    }

    #[test]
    fn short_and_long_division_agree() {
        for factors in [[125, 4, 1], [1, 1, 1], [99_999, 12_345, 777], [5, 1, 1]] {
            for scale in 0..12 {
                for addend in [None, Some((5, 1)), Some((123, 0))] {
                    let short = divide_short(&factors, addend, scale, 2);
                    assert_eq!(short, divide_long(&factors, addend, scale, 2));
                }
            }
        }
    }

    #[test]
    fn fifteen_digits_before_the_point_are_the_most() {
        let usd = currency("USD");
        assert!(!Amount(99_999_999_999_999_999).is_too_large(usd));
        assert!(Amount(100_000_000_000_000_000).is_too_large(usd));
        assert!(Amount(-100_000_000_000_000_000).is_too_large(usd));
    }
}
