//! Months: reading, distances and ranges.

use procurement::BillingMonth;

/// Reads a month. What the engine accepted always is one.
pub(crate) fn month(text: &str) -> Option<BillingMonth> {
    text.parse().ok()
}

/// How many months `to` lies after `from`; negative when before.
pub(crate) fn distance(from: BillingMonth, to: BillingMonth) -> i32 {
    let index = |month: BillingMonth| month.year() * 12 + i32::try_from(month.month()).unwrap_or(1);
    index(to) - index(from)
}

/// The months from one to another, both included.
pub(crate) fn through(from: BillingMonth, to: BillingMonth) -> impl Iterator<Item = BillingMonth> {
    (0..=distance(from, to)).map(move |step| from.plus(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cross_years_and_can_be_empty() {
        let months = |from, to| {
            let range = through(month(from).unwrap(), month(to).unwrap());
            range.map(|month| month.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(months("2026-11", "2027-02"), "2026-11 2026-12 2027-01 2027-02");
        assert_eq!(months("2026-11", "2026-10"), "");
    }
}
