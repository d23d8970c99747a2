//! How an offer is paid, in words.

use crate::format;
use crate::pages::close::sums::sum;
use crate::server::{Dimension, PricingTerm};
use crate::text::{offers as texts, plural};

/// The terms one after another.
pub(in crate::pages) fn sentence(terms: &[PricingTerm], currency: &str) -> String {
    let told: Vec<String> = terms.iter().map(|term| of_term(term, currency)).collect();
    told.join("; ")
}

/// How long it runs.
pub(in crate::pages) fn duration(months: Option<usize>) -> String {
    match months {
        None => texts::NO_END.into(),
        Some(months) => plural(texts::MONTHS_ONE, texts::MONTHS_OTHER, months),
    }
}

fn of_term(term: &PricingTerm, currency: &str) -> String {
    let money = |amount: &str| format::money(amount, currency);
    let amount = term.amount.as_deref().map(money).unwrap_or_default();
    match term.type_.as_str() {
        "upfront" => texts::TERM_UPFRONT.with(&[("amount", &amount)]),
        "recurring" => {
            let count = format::number(term.months.unwrap_or_default());
            texts::TERM_RECURRING.with(&[("amount", &amount), ("count", &count)])
        }
        "paymentSchedule" => schedule(term, currency),
        "usage" => {
            let rated = |dimension: &Dimension| match &dimension.rate {
                Some(rate) => priced(dimension, rate, currency),
                None => dimension.name().to_owned(),
            };
            texts::TERM_USAGE.with(&[("what", &listed(term, rated))])
        }
        "configurableUpfront" => {
            let rated = |dimension: &Dimension| match &dimension.unit_price {
                Some(price) => priced(dimension, price, currency),
                None => dimension.name().to_owned(),
            };
            texts::TERM_QUANTITIES.with(&[("what", &listed(term, rated))])
        }
        word => word.to_owned(),
    }
}

fn schedule(term: &PricingTerm, currency: &str) -> String {
    let mut payments = term.payments.clone().unwrap_or_default();
    payments.sort_by(|a, b| a.charge_date.cmp(&b.charge_date));
    let date = |payment: Option<&crate::server::Payment>| {
        payment.map(|payment| format::date(&payment.charge_date)).unwrap_or_default()
    };
    let all = total(payments.iter().map(|payment| payment.amount.as_str()));
    texts::TERM_SCHEDULE.with(&[
        ("count", &format::number(payments.len())),
        ("amount", &format::money(&all, currency)),
        ("first", &date(payments.first())),
        ("last", &date(payments.last())),
    ])
}

/// The sum of amounts as a seller wrote them, with more or fewer decimals.
fn total<'a>(amounts: impl Iterator<Item = &'a str> + Clone) -> String {
    let decimals = |amount: &str| amount.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = amounts.clone().map(decimals).max().unwrap_or_default();
    let padded: Vec<String> = amounts
        .map(|amount| {
            let point = if decimals(amount) == 0 && most > 0 { "." } else { "" };
            [amount, point, &"0".repeat(most - decimals(amount))].concat()
        })
        .collect();
    sum(padded.iter().map(String::as_str))
}

fn listed(term: &PricingTerm, told: impl Fn(&Dimension) -> String) -> String {
    let dimensions: Vec<String> = term.dimensions.iter().flatten().map(told).collect();
    dimensions.join(", ")
}

fn priced(dimension: &Dimension, price: &str, currency: &str) -> String {
    // A price may have more decimals than the currency: it is told as it is.
    let price = [currency, " ", &format::amount(price)].concat();
    texts::EACH.with(&[("what", dimension.name()), ("price", &price)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_different_decimals_are_added_exactly() {
        for (amounts, expected) in
            [(["100", "0.5"], "100.5"), (["100", "200"], "300"), (["9000.00", "1"], "9001.00")]
        {
            assert_eq!(total(amounts.into_iter()), expected);
        }
    }
}
