//! Exact sums of the amounts that the engine wrote.

use std::collections::BTreeMap;
use std::str::FromStr;

use procurement::Currency;
use rust_decimal::Decimal;

use crate::api::Total;

/// Reads an amount. What the engine wrote is always one.
pub(crate) fn decimal(amount: &str) -> Decimal {
    Decimal::from_str(amount).unwrap_or_default()
}

/// How many minor digits a currency has.
pub(crate) fn digits(currency: &str) -> u32 {
    Currency::from_str(currency).map_or(2, Currency::minor_digits)
}

/// Writes an amount with exactly the currency's minor digits.
pub(crate) fn written(mut amount: Decimal, currency: &str) -> String {
    amount = amount.round_dp(digits(currency));
    amount.rescale(digits(currency));
    if amount.is_zero() {
        amount.set_sign_positive(true);
    }
    amount.to_string()
}

/// Sums by currency.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    sums: BTreeMap<String, Sum>,
}

#[derive(Debug, Default)]
struct Sum {
    total: Decimal,
    without: Decimal,
    documents: usize,
}

impl Totals {
    /// Adds a document: its signed total, and whether it has no purchase order.
    pub(crate) fn add(&mut self, currency: &str, total: Decimal, is_without: bool) {
        if !self.sums.contains_key(currency) {
            self.sums.insert(currency.to_owned(), Sum::default());
        }
        let Some(sum) = self.sums.get_mut(currency) else { return };
        sum.total = sum.total.saturating_add(total);
        if is_without {
            sum.without = sum.without.saturating_add(total);
        }
        sum.documents += 1;
    }

    pub(crate) fn rows(&self) -> Vec<Total> {
        let row = |(currency, sum): (&String, &Sum)| Total {
            currency: currency.clone(),
            total: written(sum.total, currency),
            without: written(sum.without, currency),
            documents: sum.documents,
        };
        self.sums.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_apart_by_currency_and_written_with_its_digits() {
        let mut totals = Totals::default();
        totals.add("USD", decimal("10.50"), false);
        totals.add("JPY", decimal("7"), true);
        totals.add("USD", decimal("-10.50"), true);
        let rows = totals.rows();
        let shown: Vec<_> = rows
            .iter()
            .map(|row| (row.currency.as_str(), row.total.as_str(), row.without.as_str()))
            .collect();
        assert_eq!(shown, [("JPY", "7", "7"), ("USD", "0.00", "-10.50")]);
    }
}
