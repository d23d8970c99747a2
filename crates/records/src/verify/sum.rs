//! Sums of decimals without any loss, however many digits each has.

use procurement::Currency;
use rust_decimal::Decimal;

/// Whole units, and what is beside them in units of 10^-28.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ExactSum {
    whole: i128,
    fraction: i128,
}

/// No decimal has more digits after its point.
const DECIMALS: u32 = 28;
const ONE: i128 = 10_i128.pow(DECIMALS);

impl ExactSum {
    pub(super) fn of(number: Decimal) -> Self {
        let (whole, fraction) = (number.trunc(), number.fract());
        let scaled = 10_i128.pow(DECIMALS.saturating_sub(fraction.scale()));
        // INVARIANT: a fraction is below 1, so it has at most 28 digits at this scale.
        Self { whole: whole.mantissa(), fraction: fraction.mantissa() * scaled }.carried()
    }

    pub(super) fn add(&mut self, number: Decimal) {
        let other = Self::of(number);
        let whole = self.whole.saturating_add(other.whole);
        *self = Self { whole, fraction: self.fraction + other.fraction }.carried();
    }

    fn carried(self) -> Self {
        let whole = self.whole.saturating_add(self.fraction.div_euclid(ONE));
        Self { whole, fraction: self.fraction.rem_euclid(ONE) }
    }

    /// Minor units of a currency, rounded once, half to even.
    pub(super) fn rounded(self, currency: Currency) -> i128 {
        let digits = currency.minor_digits();
        let unit = 10_i128.pow(DECIMALS.saturating_sub(digits));
        let units = self.whole.saturating_mul(10_i128.pow(digits)) + self.fraction / unit;
        let rest = self.fraction % unit;
        let is_up = match (rest * 2).cmp(&unit) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => units % 2 != 0,
            std::cmp::Ordering::Greater => true,
        };
        units + i128::from(is_up)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(amounts: &[&str], currency: &str, expected: i128) {
        let mut sum = ExactSum::default();
        for amount in amounts {
            sum.add(procurement::parse_number(amount).unwrap());
        }
        assert_eq!(sum.rounded(currency.parse().unwrap()), expected, "{amounts:?}");
    }

    #[test]
    fn a_sum_is_rounded_once_half_to_even() {
        check(&["0.005"], "USD", 0);
        check(&["0.015"], "USD", 2);
        check(&["-0.005"], "USD", 0);
        check(&["-0.015"], "USD", -2);
        check(&["0.004", "0.004"], "USD", 1);
        check(&["0.0025", "0.0025"], "USD", 0);
        check(&["0.005000000000000000000000001"], "USD", 1);
        check(&["1.5", "1"], "JPY", 2);
        check(&["-1.2345", "0.0005"], "KWD", -1234);
        check(
            &["999999999999999.99", "0.01", "0.000000000000000000000000001"],
            "USD",
            100_000_000_000_000_000,
        );
    }
}
