//! Totals laid out by currency, with what all of one come to and the share of each.

use super::filters::Question;
use crate::server::TotalsRow;

/// All that is shown, and what it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) question: Question,
    pub(super) currencies: Vec<OfCurrency>,
}

/// The totals of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfCurrency {
    pub(super) currency: String,
    /// What is without comes first, then the largest.
    pub(super) rows: Vec<TotalsRow>,
    /// All of them together; it has no key.
    pub(super) all: TotalsRow,
    /// What was spent, in minor units: shares are of it, so that a gain makes none larger.
    spent: i128,
}

impl Sums {
    /// The totals of a currency; of each where none is named.
    pub(super) fn of(question: Question, rows: &[TotalsRow], currency: &str) -> Self {
        let mut codes: Vec<&str> = rows.iter().map(|row| row.currency.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let currencies = codes
            .into_iter()
            .filter(|code| currency.is_empty() || *code == currency)
            .map(|code| OfCurrency::of(code, rows))
            .collect();
        Self { question, currencies }
    }
}

impl OfCurrency {
    fn of(currency: &str, rows: &[TotalsRow]) -> Self {
        let mut rows: Vec<TotalsRow> =
            rows.iter().filter(|row| row.currency == currency).cloned().collect();
        rows.sort_by(|a, b| {
            let is_first = |row: &TotalsRow| row.key.is_some();
            is_first(a)
                .cmp(&is_first(b))
                .then_with(|| minor(&b.total).cmp(&minor(&a.total)))
                .then_with(|| a.key.cmp(&b.key))
        });
        let sum = |part: fn(&TotalsRow) -> &str| {
            let decimals = rows.first().map_or(0, |row| decimals(part(row)));
            written(rows.iter().map(|row| minor(part(row))).sum(), decimals)
        };
        let all = TotalsRow {
            key: None,
            currency: currency.to_owned(),
            invoiced: sum(|row| &row.invoiced),
            credited: sum(|row| &row.credited),
            total: sum(|row| &row.total),
            count: rows.iter().map(|row| row.count).sum(),
        };
        let spent = rows.iter().map(|row| minor(&row.total).max(0)).sum();
        Self { currency: currency.to_owned(), rows, all, spent }
    }

    /// Thousandths of what was spent; none for what gave back.
    pub(super) fn share(&self, total: &str) -> Option<usize> {
        per_mille(minor(total), self.spent)
    }

    /// The sum of some totals.
    pub(super) fn sum<'a>(&self, totals: impl Iterator<Item = &'a TotalsRow>) -> String {
        written(totals.map(|row| minor(&row.total)).sum(), decimals(&self.all.total))
    }
}

/// A part of a whole in thousandths, rounded half up; none below zero.
pub(super) fn per_mille(part: i128, whole: i128) -> Option<usize> {
    if whole <= 0 || part < 0 {
        return None;
    }
    usize::try_from((part * 2000 + whole) / (2 * whole)).ok()
}

/// An amount in minor units: amounts of one currency have the same decimals.
pub(super) fn minor(amount: &str) -> i128 {
    amount.replace('.', "").parse().unwrap_or_default()
}

fn decimals(amount: &str) -> usize {
    amount.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

fn written(minor: i128, decimals: usize) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let digits = minor.unsigned_abs().to_string();
    let missing = (decimals + 1).saturating_sub(digits.len());
    let digits = ["0".repeat(missing), digits].concat();
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    if decimals == 0 { [sign, whole].concat() } else { [sign, whole, ".", rest].concat() }
}

#[cfg(test)]
mod tests {
    use super::super::filters::By;
    use super::*;

    fn row(key: Option<&str>, currency: &str, invoiced: &str, credited: &str) -> TotalsRow {
        let total = written(minor(invoiced) - minor(credited), decimals(invoiced));
        let (key, currency) = (key.map(str::to_owned), currency.to_owned());
        let (invoiced, credited) = (invoiced.to_owned(), credited.to_owned());
        TotalsRow { key, currency, invoiced, credited, total, count: 1 }
    }

    fn sums(rows: &[TotalsRow], currency: &str) -> Sums {
        let (from, to) = ("2026-01".to_owned(), "2026-02".to_owned());
        Sums::of(Question { by: By::CostCenter, from, to }, rows, currency)
    }

    #[test]
    fn currencies_are_never_added_up() {
        let rows = [
            row(Some("a"), "USD", "100.00", "0.00"),
            row(Some("a"), "JPY", "700", "0"),
            row(None, "USD", "50.00", "25.50"),
            row(Some("b"), "USD", "300.00", "0.01"),
        ];
        let all = sums(&rows, "");
        let told: Vec<(&str, &str)> = all
            .currencies
            .iter()
            .map(|own| (own.currency.as_str(), own.all.total.as_str()))
            .collect();
        assert_eq!(told, [("JPY", "700"), ("USD", "424.49")]);
        assert_eq!(sums(&rows, "JPY").currencies.len(), 1);
        assert_eq!(sums(&rows, "EUR").currencies.len(), 0);
    }

    #[test]
    fn what_is_without_comes_first_and_then_the_largest() {
        let rows = [
            row(Some("a"), "USD", "100.00", "0.00"),
            row(Some("b"), "USD", "300.00", "0.00"),
            row(None, "USD", "1.00", "0.00"),
        ];
        let all = sums(&rows, "");
        let keys: Vec<Option<&str>> =
            all.currencies[0].rows.iter().map(|row| row.key.as_deref()).collect();
        assert_eq!(keys, [None, Some("b"), Some("a")]);
    }

    #[test]
    fn shares_are_of_what_was_spent_and_what_gave_back_has_none() {
        let rows = [
            row(Some("a"), "USD", "75.00", "0.00"),
            row(Some("b"), "USD", "25.00", "0.00"),
            row(Some("c"), "USD", "0.00", "40.00"),
        ];
        let all = sums(&rows, "");
        let usd = &all.currencies[0];
        let shares: Vec<Option<usize>> = usd.rows.iter().map(|row| usd.share(&row.total)).collect();
        assert_eq!(shares, [Some(750), Some(250), None]);
        assert_eq!(usd.all.total, "60.00");
        assert_eq!(per_mille(0, 0), None);
    }

    #[test]
    fn minor_units_are_written_with_their_decimals() {
        for (number, decimals, text) in
            [(5, 2, "0.05"), (-5, 2, "-0.05"), (12345, 2, "123.45"), (0, 0, "0"), (-7, 0, "-7")]
        {
            assert_eq!(written(number, decimals), text);
        }
    }
}
