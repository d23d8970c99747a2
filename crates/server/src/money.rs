//! Sums of amounts of one currency, as a result writes them.

use std::collections::BTreeMap;
use std::fmt;

/// An exact sum. All amounts of a currency have the same decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    minor_units: i128,
    decimals: usize,
}

impl Sum {
    /// Adds an amount in writing.
    pub(crate) fn add(&mut self, amount: &str) {
        let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
        self.decimals = self.decimals.max(decimals.len());
        let minor_units = format!("{whole}{decimals}").parse().unwrap_or(0);
        // INVARIANT: amounts have 19 digits at most, so a million million million of them fit.
        self.minor_units = self.minor_units.saturating_add(minor_units);
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.decimals + 1;
        let digits = format!("{:0width$}", self.minor_units.unsigned_abs());
        let (whole, decimals) = digits.split_at(digits.len() - self.decimals);
        let sign = if self.minor_units < 0 { "-" } else { "" };
        let point = if decimals.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{decimals}")
    }
}

/// Sums by currency: what is in different currencies is never added.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums<'p> {
    by_currency: BTreeMap<&'p str, Sum>,
}

impl<'p> Sums<'p> {
    pub(crate) fn add(&mut self, currency: &'p str, amount: &str) {
        self.by_currency.entry(currency).or_default().add(amount);
    }
}

impl fmt::Display for Sums<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (currency, sum)) in self.by_currency.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{sum} {currency}")?;
        }
        Ok(())
    }
}

/// Whether an amount in writing is zero or less.
pub(crate) fn is_used_up(amount: &str) -> bool {
    amount.starts_with('-') || amount.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(amounts: &[&str]) -> String {
        let mut sum = Sum::default();
        amounts.iter().for_each(|amount| sum.add(amount));
        sum.to_string()
    }

    #[test]
    fn sums_are_exact_and_keep_their_decimals() {
        assert_eq!(sum(&["0.10", "0.20"]), "0.30");
        assert_eq!(sum(&["0.05", "-0.10"]), "-0.05");
        assert_eq!(sum(&["700", "-700"]), "0");
        assert_eq!(sum(&["999999999999999.999", "0.001"]), "1000000000000000.000");
        assert_eq!(sum(&["-0.50", "0.25"]), "-0.25");
        assert_eq!(sum(&[]), "0");
    }

    #[test]
    fn a_balance_of_zero_or_less_is_used_up() {
        for (amount, expected) in
            [("0", true), ("0.00", true), ("-0.01", true), ("0.01", false), ("10", false)]
        {
            assert_eq!(is_used_up(amount), expected, "{amount}");
        }
    }
}
