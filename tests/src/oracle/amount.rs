//! Money as an exact ratio: nothing is lost before the contract says that it is rounded.

use num_bigint::BigInt;
use num_rational::BigRational;

use super::{AMOUNT_TOO_LARGE, Refusal};

pub(super) type Amount = BigRational;

/// Reads a number of the contract, `-?digits(.digits)?`.
pub(super) fn parse(text: &str) -> Amount {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}").parse().expect("a number of the contract");
    Amount::new(digits, power_of_ten(fraction.len()))
}

pub(super) fn whole(number: u32) -> Amount {
    Amount::from_integer(number.into())
}

/// Rounds to `digits` decimals, a tie going to the even neighbour.
pub(super) fn round_half_even(amount: &Amount, digits: usize) -> Amount {
    let scale = Amount::from_integer(power_of_ten(digits));
    let scaled = amount * &scale;
    let below = scaled.floor();
    let rest = &scaled - &below;
    let half = Amount::new(1.into(), 2.into());
    let below_is_odd = below.to_integer().bit(0);
    let up = rest > half || (rest == half && below_is_odd);
    (if up { below + whole(1) } else { below }) / scale
}

/// Refuses a computed amount of more than 15 integer digits.
pub(super) fn within_limit(amount: Amount) -> Result<Amount, Refusal> {
    let limit = Amount::from_integer(power_of_ten(15));
    if amount < limit && amount > -limit { Ok(amount) } else { Err(AMOUNT_TOO_LARGE) }
}

/// Writes an amount that has at most `digits` decimals with exactly that many.
pub(super) fn text(amount: &Amount, digits: usize) -> String {
    let units = (amount * power_of_ten(digits)).to_integer();
    let (sign, units) = match units.to_string().strip_prefix('-') {
        Some(absolute) => ("-", absolute.to_owned()),
        None => ("", units.to_string()),
    };
    let units = format!("{units:0>width$}", width = digits + 1);
    let (whole, fraction) = units.split_at(units.len() - digits);
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// How many decimals a currency has.
pub(crate) fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

fn power_of_ten(exponent: usize) -> BigInt {
    let exponent = exponent.try_into().expect("a number has few digits");
    BigInt::from(10).pow(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: &str, digits: usize, expected: &str) {
        assert_eq!(text(&round_half_even(&parse(number), digits), digits), expected);
    }

    #[test]
    fn rounds_half_to_even_on_both_sides_of_zero() {
        check("2.5", 0, "2");
        check("3.5", 0, "4");
        check("-12.5", 0, "-12");
        check("-13.5", 0, "-14");
        check("0.0005", 3, "0.000");
        check("0.0015", 3, "0.002");
        check("1.00500000000000000000000001", 2, "1.01");
    }

    #[test]
    fn writes_exactly_the_minor_digits() {
        check("400", 2, "400.00");
        check("-0", 2, "0.00");
        check("-0.004", 2, "0.00");
        check("-0.07", 2, "-0.07");
        check("-7", 0, "-7");
    }

    #[test]
    fn limits_computed_amounts_to_fifteen_integer_digits() {
        assert!(within_limit(parse("-999999999999999.99")).is_ok());
        assert!(within_limit(parse("1000000000000000")).is_err());
        assert!(within_limit(parse("-1000000000000000")).is_err());
    }
}
