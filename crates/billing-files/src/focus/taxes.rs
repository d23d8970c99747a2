//! Taxes: a tax joins the charge that it is levied on, where the file says which.
//!
//! It says so when exactly one charge agrees with the tax row in all that the row tells: billing
//! period, seller of record, currency, sub account, correction or not, and, where the row has
//! them, publisher, service and invoice. A service called `Tax` tells nothing. Where charges of
//! the month and one-time purchases are left, a tax of a purchase's day is the purchase's, and any
//! other is the month's. Else the tax is a charge of its own, of the category that all charges
//! agree on, or of its own publisher's.

use std::collections::BTreeMap;

use super::charges::{Gathered, TaxKey, Total};
use super::columns::Frequency;
use super::facts::{ChargeKey, Nature};
use super::report::Report;
use crate::spelling;

/// Brings taxes and charges together.
pub(super) fn join(gathered: Gathered, report: &mut Report) -> BTreeMap<ChargeKey, Total> {
    let Gathered { mut charges, taxes } = gathered;
    let mut joined: Vec<(ChargeKey, Total)> = Vec::with_capacity(taxes.len());
    {
        let mut bills: BTreeMap<_, Vec<(&ChargeKey, &Total)>> = BTreeMap::new();
        for (key, total) in &charges {
            let is_taxable =
                matches!(key.nature, Nature::Usage | Nature::OneTime | Nature::Recurring);
            if is_taxable {
                bills.entry(key.bill()).or_default().push((key, total));
            }
        }
        for (tax, total) in taxes {
            let bill = bills.get(&tax.charge.bill());
            let candidates = candidates(&tax, &total, bill.into_iter().flatten().copied());
            let key = match candidates[..] {
                [only] => {
                    report.tax_rows_joined += total.rows;
                    only.clone()
                }
                _ => {
                    report.tax_rows_alone += total.rows;
                    alone(tax, &candidates)
                }
            };
            joined.push((key, total));
        }
    }
    for (key, total) in joined {
        charges.entry(key).or_default().add(&total);
    }
    charges
}

/// The charges that the tax may be levied on.
fn candidates<'c>(
    tax: &TaxKey,
    total: &Total,
    bill: impl Iterator<Item = (&'c ChargeKey, &'c Total)>,
) -> Vec<&'c ChargeKey> {
    let service = &tax.charge.service;
    let names_service = !service.is_empty() && spelling::letters(service) != "tax";
    let agrees = |(key, charge): &(&ChargeKey, &Total)| {
        key.correction == tax.charge.correction
            && (!tax.names_publisher || key.publisher == tax.charge.publisher)
            && (!names_service || key.service == *service)
            && !charge.invoice.differs(&total.invoice)
    };
    let all: Vec<_> = bill.filter(agrees).map(|(key, _)| key).collect();
    if all.len() < 2 {
        return all;
    }
    let may_be_of_a_day = matches!(tax.frequency, None | Some(Frequency::OneTime));
    let of_that_day: Vec<_> = all
        .iter()
        .copied()
        .filter(|key| may_be_of_a_day && key.nature == Nature::OneTime && key.day == tax.charge.day)
        .collect();
    if of_that_day.is_empty() {
        return all.into_iter().filter(|key| key.nature != Nature::OneTime).collect();
    }
    of_that_day
}

/// The charge that a tax is when it joins none.
fn alone(tax: TaxKey, candidates: &[&ChargeKey]) -> ChargeKey {
    let mut categories: Vec<_> = candidates
        .iter()
        .filter(|key| key.nature != Nature::OneTime)
        .map(|key| key.category)
        .collect();
    categories.dedup();
    let category = match categories[..] {
        [only] => only,
        _ => tax.charge.category,
    };
    ChargeKey { category, day: None, ..tax.charge }
}
