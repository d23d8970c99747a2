//! Adding amounts without losing a digit.

/// The sum of amounts of one currency, which have the same decimals.
pub(in crate::pages) fn sum<'a>(amounts: impl Iterator<Item = &'a str>) -> String {
    let (mut sum, mut decimals) = (0_i128, 0);
    for amount in amounts {
        let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
        decimals = part.len();
        sum += [whole, part].concat().parse::<i128>().unwrap_or_default();
    }
    written(sum, decimals)
}

fn written(sum: i128, decimals: usize) -> String {
    let mut digits = sum.unsigned_abs().to_string();
    while digits.len() <= decimals {
        digits.insert(0, '0');
    }
    if decimals > 0 {
        digits.insert(digits.len() - decimals, '.');
    }
    if sum < 0 {
        digits.insert(0, '-');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_added_to_the_last_digit() {
        for (amounts, expected) in [
            (["10.00", "-0.01", "0.02"], "10.01"),
            (["0.01", "-0.02", "0.00"], "-0.01"),
            (["1000", "1", "-1"], "1000"),
            (["99999999999999.99", "0.01", "0.00"], "100000000000000.00"),
        ] {
            assert_eq!(sum(amounts.into_iter()), expected);
        }
        assert_eq!(sum(std::iter::empty()), "0");
    }
}
