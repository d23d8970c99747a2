//! The terms of an offer: how its product is paid.

use std::collections::BTreeSet;

use procurement::Instant;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::{self, moment, price, text};
use crate::error::Problem;

/// How a product is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[serde(deny_unknown_fields)]
pub enum PricingTerm {
    /// An amount once, on acceptance.
    Upfront {
        /// How much.
        amount: String,
        /// What it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// Amounts at agreed moments; of private offers only.
    PaymentSchedule {
        /// The payments, in any order.
        payments: Vec<ScheduledPayment>,
        /// What they are for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// The same amount every month, the first on acceptance.
    Recurring {
        /// How much a month.
        amount: String,
        /// How many times.
        months: u32,
        /// What it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// Pay as you go: what is metered is invoiced with the month.
    Usage {
        /// What is metered.
        dimensions: Vec<UsageDimension>,
    },
    /// What the buyer chooses how much of to buy, paid on acceptance.
    ConfigurableUpfront {
        /// What can be bought.
        dimensions: Vec<PricedDimension>,
    },
}

/// A payment at an agreed moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduledPayment {
    /// When it falls due; on acceptance if that is later.
    pub charge_date: String,
    /// How much.
    pub amount: String,
}

/// Something that is metered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsageDimension {
    /// Names it, within the offer.
    pub key: String,
    /// What it is, for people.
    pub description: String,
    /// The price of one unit, for people to see: what is metered comes as an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
}

/// Something that can be bought in a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PricedDimension {
    /// Names it, within the offer.
    pub key: String,
    /// What it is, for people; its key where there is nothing else to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The price of one unit.
    pub unit_price: String,
}

const TERMS_MAX: usize = 30;
const PAYMENTS_MAX: usize = 120;
const DIMENSIONS_MAX: usize = 86;
/// A hundred years of months are more than any agreement has.
pub(super) const MONTHS_MAX: u32 = 1200;
const KEY_LENGTH_MAX: usize = 100;
const DESCRIPTION_LENGTH_MAX: usize = 200;

/// Checks the terms of an offer.
pub(super) fn check(terms: &[PricingTerm], duration: Option<u32>, problems: &mut Vec<Problem>) {
    count(terms.len(), TERMS_MAX, "/terms", "terms", problems);
    let mut keys = BTreeSet::new();
    for (index, term) in terms.iter().enumerate() {
        let at = format!("/terms/{index}");
        match term {
            PricingTerm::Upfront { amount, description } => {
                price(amount, &format!("{at}/amount"), problems);
                describe(description.as_deref(), &at, problems);
            }
            PricingTerm::PaymentSchedule { payments, description } => {
                count(
                    payments.len(),
                    PAYMENTS_MAX,
                    &format!("{at}/payments"),
                    "payments",
                    problems,
                );
                for (index, payment) in payments.iter().enumerate() {
                    let at = format!("{at}/payments/{index}");
                    moment(&payment.charge_date, &format!("{at}/chargeDate"), problems);
                    price(&payment.amount, &format!("{at}/amount"), problems);
                }
                describe(description.as_deref(), &at, problems);
            }
            PricingTerm::Recurring { amount, months, description } => {
                price(amount, &format!("{at}/amount"), problems);
                let months_max = duration.unwrap_or(MONTHS_MAX).min(MONTHS_MAX);
                if *months == 0 || *months > months_max {
                    let message =
                        format!("`{months}` months are not possible: 1 to {months_max} are");
                    problems.push(Problem::new("INVALID_MONTHS", format!("{at}/months"), message));
                }
                describe(description.as_deref(), &at, problems);
            }
            PricingTerm::Usage { dimensions } => {
                let place = format!("{at}/dimensions");
                count(dimensions.len(), DIMENSIONS_MAX, &place, "dimensions", problems);
                for (index, dimension) in dimensions.iter().enumerate() {
                    let at = format!("{place}/{index}");
                    check_key(&dimension.key, &at, &mut keys, problems);
                    describe(Some(&dimension.description), &at, problems);
                    if let Some(rate) = &dimension.rate {
                        price(rate, &format!("{at}/rate"), problems);
                    }
                }
            }
            PricingTerm::ConfigurableUpfront { dimensions } => {
                let place = format!("{at}/dimensions");
                count(dimensions.len(), DIMENSIONS_MAX, &place, "dimensions", problems);
                for (index, dimension) in dimensions.iter().enumerate() {
                    let at = format!("{place}/{index}");
                    check_key(&dimension.key, &at, &mut keys, problems);
                    describe(dimension.description.as_deref(), &at, problems);
                    price(&dimension.unit_price, &format!("{at}/unitPrice"), problems);
                }
            }
        }
    }
}

fn count(count: usize, max: usize, pointer: &str, what: &str, problems: &mut Vec<Problem>) {
    if count == 0 || count > max {
        let message = format!("there are {count} {what}: write 1 to {max}");
        problems.push(Problem::new("INVALID_COUNT", pointer, message));
    }
}

fn describe(description: Option<&str>, at: &str, problems: &mut Vec<Problem>) {
    let pointer = format!("{at}/description");
    entry::optional_text(description, &pointer, DESCRIPTION_LENGTH_MAX, problems);
}

fn check_key<'k>(
    key: &'k str,
    at: &str,
    keys: &mut BTreeSet<&'k str>,
    problems: &mut Vec<Problem>,
) {
    let pointer = format!("{at}/key");
    text(key, &pointer, KEY_LENGTH_MAX, problems);
    if !keys.insert(key) {
        let message = format!("dimension `{key}` is there twice: give each a key of its own");
        problems.push(Problem::new("DUPLICATE_DIMENSION", pointer, message));
    }
}

/// A dimension that can be bought, and where in the terms it stands.
pub(super) struct Configurable<'t> {
    pub(super) slot: String,
    pub(super) key: &'t str,
    pub(super) description: &'t str,
    pub(super) unit_price: Decimal,
}

/// Everything of the terms that the buyer chooses a quantity of.
pub(super) fn configurable(terms: &[PricingTerm]) -> impl Iterator<Item = Configurable<'_>> {
    terms.iter().enumerate().flat_map(|(term, content)| {
        let dimensions = match content {
            PricingTerm::ConfigurableUpfront { dimensions } => dimensions.as_slice(),
            _ => &[],
        };
        dimensions.iter().enumerate().map(move |(index, dimension)| Configurable {
            slot: slot(term, index),
            key: &dimension.key,
            description: dimension.description.as_deref().unwrap_or(&dimension.key),
            // The price was checked when the offer was put.
            unit_price: entry::read_amount(&dimension.unit_price).unwrap_or_default(),
        })
    })
}

/// Names a place in the terms: the charges of a renewed agreement are found by it.
pub(super) fn slot(term: usize, index: usize) -> String {
    format!("{term}.{index}")
}

/// The terms of the agreement that follows: its payments come as much later as it does.
pub(super) fn later(terms: &[PricingTerm], months: u32) -> Vec<PricingTerm> {
    let mut terms = terms.to_vec();
    for term in &mut terms {
        let PricingTerm::PaymentSchedule { payments, .. } = term else { continue };
        for payment in payments {
            let date = payment.charge_date.parse::<Instant>().ok();
            if let Some(date) = date.and_then(|date| entry::months_later(date, months)) {
                payment.charge_date = date.to_string();
            }
        }
    }
    terms
}
