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
    let current = facts.at.month().unwrap_or(facts.open_month);
    let expected = expected(charge, &history, current, through).into_iter();
    expected
        .filter(|(month, _)| *month >= facts.open_month)
        .map(|(month, amount)| charge.estimate(month, amount))
        .collect()
}

/// What is expected of a usage charge after what was metered, the oldest month first, through a
/// month, as it looks from the current one.
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
    let amounts = filled(*first, history);
    let months: Vec<BillingMonth> = months_of(last.plus(1), through).collect();
    let forecast = forecast::forecast(&amounts, months.len(), currency.minor_digits());
    let points = months.into_iter().zip(forecast.points);
    points.filter_map(|(month, point)| Some((month, written(point.value, currency)?))).collect()
}

/// The amounts of every month from the first, nothing where nothing was metered.
fn filled(first: BillingMonth, history: &[(BillingMonth, Decimal)]) -> Vec<f64> {
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

fn written(value: f64, currency: Currency) -> Option<String> {
    let digits = currency.minor_digits();
    let mut value = Decimal::from_f64(value)?.round_dp(digits);
    value.rescale(digits);
    (!value.is_zero()).then(|| value.to_string())
}
