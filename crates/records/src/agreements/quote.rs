//! What an agreement will cost: the charges that terms let expect.

use std::collections::BTreeMap;

use billing_files::document::ChargeKind;
use procurement::{Currency, Instant, Sellers};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::{self, moment, normal, read_amount};
use super::terms::{PricingTerm, configurable, slot};
use crate::error::Problem;

/// The quote of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChargeSummary {
    /// Of every amount.
    pub currency: String,
    /// All fixed charges together, rounded once; usage comes on top.
    pub new_agreement_value: String,
    /// What is to be expected, in the order of the terms.
    pub expected_charges: Vec<ExpectedCharge>,
    /// Who issues the invoices.
    pub invoicing_entity: InvoicingEntity,
}

/// A seller of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoicingEntity {
    /// Its id, such as `AWS_INC`.
    pub id: String,
    /// Its name, where it is known; else its id.
    pub legal_name: String,
}

/// A charge that there will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedCharge {
    /// The id that the charge will have, or has.
    pub id: String,
    /// Whether its amount is agreed, or is metered.
    #[schemars(with = "String")]
    pub kind: ChargeKind,
    /// When it falls due, as if it were accepted now; usage has no time.
    pub time: Option<String>,
    /// How much; usage has no amount.
    pub amount: Option<String>,
    /// What decides when it falls due.
    pub timing: Timing,
    /// What it is for.
    pub description: String,
    /// The dimension that is metered or bought.
    pub dimension: Option<String>,
    /// The place in the terms that it comes from.
    pub slot: String,
    /// Whether it is a charge that is there already and gets another amount.
    pub revises: bool,
}

/// What decides when a charge falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Timing {
    /// The acceptance.
    OnAcceptance,
    /// The terms.
    Scheduled,
    /// It comes with the invoice of each month.
    BillingPeriod,
}

/// What a quote is computed from.
pub(super) struct Basis<'b> {
    pub(super) terms: &'b [PricingTerm],
    pub(super) configuration: &'b BTreeMap<String, u32>,
    pub(super) currency: Currency,
    pub(super) start: Instant,
    /// What its months are counted from.
    pub(super) anchor: Anchor,
    pub(super) end: Option<Instant>,
}

/// The beginning of the first of agreements that follow one another, and the months up to this one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub(super) start: Instant,
    pub(super) months: u32,
}

impl Anchor {
    /// That of an agreement which follows none.
    pub(super) fn at(start: Instant) -> Self {
        Self { start, months: 0 }
    }
}

impl Basis<'_> {
    /// When a month of the agreement begins.
    fn month(&self, month: u32) -> Option<Instant> {
        if month == 0 {
            return Some(self.start);
        }
        entry::months_later(self.anchor.start, self.anchor.months.saturating_add(month))
    }
}

impl ChargeSummary {
    pub(super) fn of(
        expected_charges: Vec<ExpectedCharge>,
        currency: Currency,
        bill_from: &str,
        sellers: &Sellers,
    ) -> Self {
        let seller = sellers.get(bill_from);
        Self {
            currency: currency.code().to_owned(),
            new_agreement_value: value(&expected_charges, currency),
            expected_charges,
            invoicing_entity: InvoicingEntity {
                id: bill_from.to_owned(),
                legal_name: seller.map_or(bill_from, |seller| &seller.name).to_owned(),
            },
        }
    }

    /// Whether another quote asks for something else. When it falls due on acceptance follows the
    /// clock, which is no difference.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        let asks = |summary: &Self| -> Vec<(String, String, Option<String>, bool)> {
            let charges = summary.expected_charges.iter();
            charges
                .map(|charge| {
                    (charge.slot.clone(), charge.id.clone(), charge.amount.clone(), charge.revises)
                })
                .collect()
        };
        self.currency != other.currency || asks(self) != asks(other)
    }
}

/// The charges of terms, without ids. What costs nothing is no charge.
pub(super) fn expected(basis: &Basis<'_>, problems: &mut Vec<Problem>) -> Vec<ExpectedCharge> {
    check_configuration(basis, problems);
    let mut charges = Vec::new();
    for (index, term) in basis.terms.iter().enumerate() {
        of_term(basis, index, term, &mut charges, problems);
    }
    charges.retain(|charge| {
        let amount = charge.amount.as_deref().map(read_amount);
        amount.is_none_or(|amount| amount.is_ok_and(|amount| !amount.is_zero()))
    });
    if charges.is_empty() && problems.is_empty() {
        let message = "nothing is bought: set a quantity of at least one dimension";
        problems.push(Problem::new("NOTHING_BOUGHT", "/configuration", message));
    }
    charges
}

fn of_term(
    basis: &Basis<'_>,
    index: usize,
    term: &PricingTerm,
    charges: &mut Vec<ExpectedCharge>,
    problems: &mut Vec<Problem>,
) {
    match term {
        PricingTerm::Upfront { amount, description } => {
            let description = description.as_deref().unwrap_or("Upfront").to_owned();
            charges.push(fixed(basis, slot(index, 0), basis.start, amount, description));
        }
        PricingTerm::PaymentSchedule { payments, description } => {
            let count = payments.len();
            let description = description.as_deref().unwrap_or("Payment");
            for (number, payment) in payments.iter().enumerate() {
                let pointer = format!("/offer/terms/{index}/payments/{number}/chargeDate");
                let Some(date) = moment(&payment.charge_date, &pointer, problems) else { continue };
                if basis.end.is_some_and(|end| date > end) {
                    let message = format!(
                        "the payment of `{}` is after the end of the agreement: ask the seller \
                         for an offer that ends later",
                        payment.charge_date
                    );
                    problems.push(Problem::new("PAYMENT_AFTER_END", pointer, message));
                    continue;
                }
                let description = format!("{description} {} of {count}", number + 1);
                let due = date.max(basis.start);
                charges.push(fixed(basis, slot(index, number), due, &payment.amount, description));
            }
        }
        PricingTerm::Recurring { amount, months, description } => {
            let description = description.as_deref().unwrap_or("Recurring fee");
            for month in 0..*months {
                // A month beyond the calendar is beyond every agreement.
                let Some(due) = basis.month(month) else { break };
                let description = format!("{description}, month {} of {months}", month + 1);
                let number = usize::try_from(month).unwrap_or(usize::MAX);
                charges.push(fixed(basis, slot(index, number), due, amount, description));
            }
        }
        PricingTerm::Usage { dimensions } => {
            for (number, dimension) in dimensions.iter().enumerate() {
                charges.push(ExpectedCharge {
                    id: String::new(),
                    kind: ChargeKind::Usage,
                    time: None,
                    amount: None,
                    timing: Timing::BillingPeriod,
                    description: dimension.description.clone(),
                    dimension: Some(dimension.key.clone()),
                    slot: slot(index, number),
                    revises: false,
                });
            }
        }
        PricingTerm::ConfigurableUpfront { .. } => {
            let slots = format!("{index}.");
            for dimension in configurable(basis.terms) {
                if !dimension.slot.starts_with(&slots) {
                    continue;
                }
                let quantity = basis.configuration.get(dimension.key).copied().unwrap_or_default();
                let Some(amount) =
                    times(dimension.unit_price, i64::from(quantity), dimension.key, problems)
                else {
                    continue;
                };
                let description = format!("{} x {quantity}", dimension.description);
                let charge = fixed(
                    basis,
                    dimension.slot,
                    basis.start,
                    &normal(amount, basis.currency),
                    description,
                );
                charges
                    .push(ExpectedCharge { dimension: Some(dimension.key.to_owned()), ..charge });
            }
        }
    }
}

fn fixed(
    basis: &Basis<'_>,
    slot: String,
    due: Instant,
    amount: &str,
    description: String,
) -> ExpectedCharge {
    ExpectedCharge {
        id: String::new(),
        kind: ChargeKind::Fixed,
        time: Some(due.to_string()),
        amount: Some(
            read_amount(amount)
                .map_or_else(|_| amount.to_owned(), |amount| normal(amount, basis.currency)),
        ),
        timing: if due == basis.start { Timing::OnAcceptance } else { Timing::Scheduled },
        description,
        dimension: None,
        slot,
        revises: false,
    }
}

/// A price times a quantity, exactly.
pub(super) fn times(
    price: Decimal,
    quantity: i64,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Option<Decimal> {
    let product = price.checked_mul(Decimal::from(quantity));
    // What has more digits than a decimal holds was rounded.
    let product = product.and_then(|product| read_amount(&product.normalize().to_string()).ok());
    if product.is_none() {
        let message = format!("`{quantity}` of dimension `{key}` cost too much: choose fewer");
        problems.push(Problem::new("AMOUNT_TOO_LARGE", pointer_of(key), message));
    }
    product
}

fn check_configuration(basis: &Basis<'_>, problems: &mut Vec<Problem>) {
    for key in basis.configuration.keys() {
        if !configurable(basis.terms).any(|dimension| dimension.key == key) {
            let message =
                format!("there is no dimension `{key}` to choose a quantity of: leave it out");
            problems.push(Problem::new("UNKNOWN_DIMENSION", pointer_of(key), message));
        }
    }
}

pub(super) fn pointer_of(key: &str) -> String {
    format!("/configuration/{}", entry::pointer_part(key))
}

/// All fixed charges together, rounded once to what the currency has.
pub(super) fn value(charges: &[ExpectedCharge], currency: Currency) -> String {
    sum(charges.iter().map(|charge| charge.amount.as_deref()), currency)
}

/// The same of their amounts; usage has none yet.
pub(super) fn sum<'c>(
    amounts: impl Iterator<Item = Option<&'c str>>,
    currency: Currency,
) -> String {
    let amounts = amounts.filter_map(|amount| read_amount(amount?).ok());
    let mut sum = amounts.sum::<Decimal>().round_dp(currency.minor_digits());
    sum.rescale(currency.minor_digits());
    sum.to_string()
}
