//! Usage that is expected: what was metered month after month goes on.

use std::collections::BTreeMap;

use billing_files::document::{Charge, ChargeKind};
use procurement::{BillingMonth, Currency};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::charges::{KeptCharge, UsageAmount};
use crate::facts::Facts;
use crate::orders::{parse_currency, parse_month};

/// Usage that stopped longer ago than this is over.
const MONTHS_OF_SILENCE: i32 = 2;

/// One estimate for every usage charge and month that nothing was metered for yet, through a
/// month: from the open month on, and not beyond the end of its agreement.
pub(crate) fn of(facts: &Facts, through: BillingMonth) -> Vec<Charge> {
    let mut histories: BTreeMap<&str, Vec<&UsageAmount>> = BTreeMap::new();
    for usage in &facts.usage {
        histories.entry(&usage.charge).or_default().push(usage);
    }
    let charges = facts.charges.iter().filter(|charge| charge.kind == ChargeKind::Usage);
    charges
        .filter_map(|charge| Some((charge, histories.get(charge.id.as_str())?)))
        .flat_map(|(charge, history)| of_charge(facts, charge, history, through))
        .collect()
}

fn of_charge(
    facts: &Facts,
    charge: &KeptCharge,
    history: &[&UsageAmount],
    through: BillingMonth,
) -> Vec<Charge> {
    let history: Vec<(BillingMonth, Decimal)> =
        history.iter().map(|usage| (usage.period, usage.amount)).collect();
    let current = facts.month();
    let expected = expected(charge, &history, current, through).into_iter();
    expected
        .filter(|(month, _)| *month >= facts.open_month)
        .map(|(month, amount)| charge.estimate(month, amount))
        .collect()
}

/// What is expected of a usage charge beside what was metered, the oldest month first, through a
/// month, as it looks from the current one. That is not over: what was metered in it is no figure
/// of a whole month, unless there is no other, and the rest of it is expected too.
pub(crate) fn expected(
    charge: &KeptCharge,
    history: &[(BillingMonth, Decimal)],
    current: BillingMonth,
    through: BillingMonth,
) -> Vec<(BillingMonth, String)> {
    let (Some((first, _)), Some((last, _))) = (history.first(), history.last()) else {
        return Vec::new();
    };
    let Ok(currency) = parse_currency(&charge.terms.currency) else { return Vec::new() };
    // Silence is counted from the present: no month of the future is known.
    if last.plus(MONTHS_OF_SILENCE) < current {
        return Vec::new();
    }
    let end = charge.terms.agreement_end_month.as_deref().and_then(parse_month);
    let through = end.map_or(through, |end| end.min(through));
    let is_running = *last == current && *first < current;
    let whole = if is_running { history.len() - 1 } else { history.len() };
    let whole = history.get(..whole).unwrap_or_default();
    // Where usage has begun again, the months before have none.
    let until = if is_running { current.plus(-1) } else { *last };
    let amounts = filled(*first, whole, until);
    let months: Vec<BillingMonth> = months_of(until.plus(1), through).collect();
    let forecast = forecast::forecast(&amounts, months.len(), currency.minor_digits());
    let metered = history.last().map(|(_, amount)| *amount).unwrap_or_default();
    let points = months.into_iter().zip(forecast.points);
    points
        .filter_map(|(month, point)| {
            let there = if month == *last { metered } else { Decimal::ZERO };
            Some((month, written(point.value, there, currency)?))
        })
        .collect()
}

/// The amounts of every month from the first to the last, nothing where nothing was metered.
fn filled(
    first: BillingMonth,
    history: &[(BillingMonth, Decimal)],
    last: BillingMonth,
) -> Vec<f64> {
    let mut amounts = Vec::with_capacity(history.len());
    let mut month = first;
    for (period, amount) in history {
        while month < *period {
            amounts.push(0.0);
            month = month.plus(1);
        }
        amounts.push(amount.to_f64().unwrap_or_default());
        month = month.plus(1);
    }
    amounts.extend(months_of(month, last).map(|_| 0.0));
    amounts
}

fn months_of(first: BillingMonth, last: BillingMonth) -> impl Iterator<Item = BillingMonth> {
    let mut month = first;
    std::iter::from_fn(move || {
        let this = month;
        (this <= last).then(|| {
            month = this.plus(1);
            this
        })
    })
    // The last month of the calendar has no next one.
    .take(2400)
}

/// What is expected of a month beside what is there; none where that is nothing.
fn written(value: f64, there: Decimal, currency: Currency) -> Option<String> {
    let digits = currency.minor_digits();
    let mut value = Decimal::from_f64(value)?.checked_sub(there)?.round_dp(digits);
    value.rescale(digits);
    (value > Decimal::ZERO || (there.is_zero() && !value.is_zero())).then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charges::{ChargeState, ChargeTerms};

    fn usage_charge() -> KeptCharge {
        KeptCharge {
            id: "ch".to_owned(),
            account: "1".to_owned(),
            agreement: None,
            revision: 1,
            kind: ChargeKind::Usage,
            state: ChargeState::Future,
            due_at: None,
            purchase_order_reference: None,
            purchase_order_line: None,
            carried_over: false,
            terms: ChargeTerms {
                description: String::new(),
                category: billing_files::document::Category::Marketplace,
                cycle: billing_files::document::Cycle::Monthly,
                bill_from: "AWS_INC".to_owned(),
                currency: "USD".to_owned(),
                amount: None,
                billing_period: None,
                agreement_end_month: None,
                payment_terms: None,
                tax_registration_number: None,
                invoice_unit: None,
                billing_account: None,
                dimension: None,
                bought: None,
            },
        }
    }

    #[track_caller]
    fn check(history: &[(&str, i64)], current: &str, through: &str, told: &[(&str, &str)]) {
        let month = |text: &str| text.parse::<BillingMonth>().unwrap();
        let history: Vec<_> = history
            .iter()
            .map(|(period, amount)| (month(period), Decimal::from(*amount)))
            .collect();
        let expected = expected(&usage_charge(), &history, month(current), month(through));
        let expected: Vec<_> =
            expected.iter().map(|(month, amount)| (month.to_string(), amount.clone())).collect();
        let told: Vec<_> = told
            .iter()
            .map(|(month, amount)| ((*month).to_owned(), (*amount).to_owned()))
            .collect();
        assert_eq!(expected, told);
    }

    #[test]
    fn the_month_that_runs_is_no_figure_of_a_whole_one() {
        let past = [("2026-01", 100), ("2026-02", 100), ("2026-03", 100)];
        let with = |figure| [past.as_slice(), &[("2026-04", figure)]].concat();
        let may = ("2026-05", "100.00");
        check(&with(16), "2026-04", "2026-05", &[("2026-04", "84.00"), may]);
        check(&with(130), "2026-04", "2026-05", &[may]);
        check(&past, "2026-04", "2026-05", &[("2026-04", "100.00"), may]);
        // It is over, so it counts.
        check(&with(100), "2026-05", "2026-05", &[may]);
    }

    #[test]
    fn a_first_month_is_all_there_is() {
        check(&[("2026-04", 16)], "2026-04", "2026-05", &[("2026-05", "16.00")]);
    }
}
