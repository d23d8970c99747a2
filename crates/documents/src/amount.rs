//! Amounts as decimal text: grouped for reading, and summed exactly. No digit is ever changed.

/// The same decimal with commas between thousands; text that is no decimal as it is.
pub(crate) fn grouped(amount: &str) -> String {
    let Some(Decimal { sign, whole, fraction }) = Decimal::read(amount) else {
        return amount.to_owned();
    };
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// The exact sum, with as many decimals as the amount that has most. None where one of the amounts
/// is no decimal or the sum is beyond all reason: a sum that might be wrong is not shown.
pub(crate) fn sum<'a>(amounts: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let mut scale = 0;
    for amount in amounts.clone() {
        scale = scale.max(Decimal::read(amount)?.fraction.map_or(0, str::len));
    }
    let mut sum: i128 = 0;
    for amount in amounts {
        sum = sum.checked_add(Decimal::read(amount)?.scaled(scale)?)?;
    }
    let sign = if sum < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", sum.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

struct Decimal<'a> {
    sign: &'a str,
    whole: &'a str,
    fraction: Option<&'a str>,
}

impl<'a> Decimal<'a> {
    fn read(amount: &'a str) -> Option<Self> {
        let unsigned = amount.strip_prefix('-').unwrap_or(amount);
        let sign = &amount[..amount.len() - unsigned.len()];
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (unsigned, None),
        };
        (is_digits(whole) && fraction.is_none_or(is_digits)).then_some(Decimal {
            sign,
            whole,
            fraction,
        })
    }

    /// The decimal as a count of units of `10^-scale`.
    fn scaled(&self, scale: usize) -> Option<i128> {
        let fraction = self.fraction.unwrap_or_default();
        format!("{}{}{fraction:0<scale$}", self.sign, self.whole).parse().ok()
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_and_no_digit_changes() {
        for (amount, expected) in [
            ("0", "0"),
            ("999.90", "999.90"),
            ("1000", "1,000"),
            ("12345.00", "12,345.00"),
            ("-1234567.8901", "-1,234,567.8901"),
            ("0001000.10", "0,001,000.10"),
            ("99999999999999999999999999.999", "99,999,999,999,999,999,999,999,999.999"),
        ] {
            assert_eq!(grouped(amount), expected);
        }
    }

    #[test]
    fn what_is_no_decimal_stays_as_it_is() {
        for amount in ["", "-", "1e5", "1,000.00", ".5", "5.", "1.2.3", "--1", "=1+1", "١٢٣"] {
            assert_eq!(grouped(amount), amount);
        }
    }

    #[test]
    fn a_sum_is_exact() {
        for (amounts, expected) in [
            (&["0.10", "0.20"][..], Some("0.30")),
            (&["1", "0.005"], Some("1.005")),
            (&["100.00", "-250.50"], Some("-150.50")),
            (&["-0.01", "0.01"], Some("0.00")),
            (&["5", "7"], Some("12")),
            (&[], Some("0")),
            (&["1.00", "free"], None),
            (&["170141183460469231731687303715884105727", "1"], None),
        ] {
            assert_eq!(sum(amounts.iter().copied()).as_deref(), expected, "{amounts:?}");
        }
    }
}
