//! Estimates of what is to come: usage that went on month after month goes on.

use std::collections::BTreeMap;

use billing_files::SnapshotDocument;
use billing_files::document::{Category, Charge, ChargeKind, Cycle, InvoiceType};
use procurement::BillingMonth;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::{Deserialize, Serialize};

use crate::api::{Forecast, History};
use crate::facts::is_estimate;
use crate::money::{decimal, digits, written};
use crate::months::{distance, month, through};

/// Usage that stopped longer ago than this is over.
const MONTHS_OF_SILENCE: i32 = 2;

/// Ids have at most 200 characters, and a key is part of one.
const KEY_LENGTH_MAX: usize = 150;

/// A charge that we expect, with the range of its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Estimate {
    pub(crate) charge: Charge,
    pub(crate) low: String,
    pub(crate) high: String,
}

/// Usage of one kind, month by month.
#[derive(Debug, Clone)]
struct Stream {
    /// A charge to copy, without its month and amount.
    pattern: Charge,
    months: BTreeMap<BillingMonth, Decimal>,
    /// Months that somebody estimated already.
    estimated: Vec<BillingMonth>,
}

/// The usage of a snapshot that goes on.
#[derive(Debug)]
pub(crate) struct Streams {
    streams: BTreeMap<String, Stream>,
    as_of: BillingMonth,
    until: BillingMonth,
}

impl Streams {
    /// Nothing that goes on, where estimates are given.
    pub(crate) fn none(as_of: BillingMonth, until: BillingMonth) -> Self {
        Self { streams: BTreeMap::new(), as_of, until }
    }

    /// Finds what goes on at `as_of`, to be estimated until `until`.
    pub(crate) fn of(
        document: &SnapshotDocument,
        as_of: BillingMonth,
        until: BillingMonth,
    ) -> Self {
        let mut streams: BTreeMap<String, Stream> = BTreeMap::new();
        let mut add = |pattern: Charge, amount: &str, is_known: bool| {
            let Some(period) = month(&pattern.billing_period) else { return };
            let stream = streams.entry(key_of(&pattern)).or_insert_with(|| Stream {
                pattern: pattern.clone(),
                months: BTreeMap::new(),
                estimated: Vec::new(),
            });
            if stream.pattern.agreement_end_month < pattern.agreement_end_month {
                stream.pattern.agreement_end_month.clone_from(&pattern.agreement_end_month);
            }
            if is_known {
                let sum = stream.months.entry(period).or_default();
                *sum = sum.saturating_add(decimal(amount));
            } else {
                stream.estimated.push(period);
            }
        };
        for charge in &document.charges {
            if charge.kind == ChargeKind::Usage && charge.cycle == Cycle::Monthly {
                add(charge.clone(), &charge.amount, !is_estimate(&charge.id));
            }
        }
        for invoice in &document.invoices {
            if invoice.cycle == Cycle::Monthly && invoice.kind != Some(InvoiceType::CreditMemo) {
                add(pattern_of(invoice), &invoice.total, true);
            }
        }
        streams.retain(|_, stream| stream.goes_on(as_of));
        Self { streams, as_of, until }
    }

    /// What wants a forecast.
    pub(crate) fn histories(&self) -> Vec<History> {
        let history = |(key, stream): (&String, &Stream)| {
            let (first, last) = stream.known(self.as_of)?;
            let horizon = distance(last, self.until);
            let currency = &stream.pattern.currency;
            let values = through(first, last).map(|month| {
                written(stream.months.get(&month).copied().unwrap_or_default(), currency)
            });
            Some(History {
                key: key.clone(),
                values: values.collect(),
                horizon: usize::try_from(horizon).unwrap_or_default(),
                decimals: digits(currency),
            })
        };
        let histories = self.streams.iter().filter_map(history);
        histories.filter(|history| history.horizon > 0).collect()
    }

    /// The charges that forecasts amount to.
    pub(crate) fn estimates(&self, forecasts: &[Forecast]) -> Vec<Estimate> {
        let mut estimates = Vec::new();
        for forecast in forecasts {
            let Some(stream) = self.streams.get(&forecast.key) else { continue };
            let Some((_, last)) = stream.known(self.as_of) else { continue };
            let end = stream.pattern.agreement_end_month.as_deref().and_then(month);
            for (period, point) in through(last.plus(1), self.until).zip(&forecast.points) {
                let is_over = end.is_some_and(|end| period > end);
                let is_there = stream.months.contains_key(&period);
                if is_over || is_there || stream.estimated.contains(&period) {
                    continue;
                }
                estimates.extend(stream.estimate(&forecast.key, period, *point));
            }
        }
        estimates
    }
}

impl Stream {
    fn goes_on(&self, as_of: BillingMonth) -> bool {
        self.known(as_of).is_some_and(|(_, last)| distance(last, as_of) <= MONTHS_OF_SILENCE)
    }

    /// The first and the last month that is known by then.
    fn known(&self, as_of: BillingMonth) -> Option<(BillingMonth, BillingMonth)> {
        let mut known = self.months.keys().filter(|month| **month <= as_of);
        let first = *known.next()?;
        Some((first, known.next_back().copied().unwrap_or(first)))
    }

    fn estimate(
        &self,
        key: &str,
        period: BillingMonth,
        (value, low, high): (f64, f64, f64),
    ) -> Option<Estimate> {
        let currency = &self.pattern.currency;
        let amount = |number: f64| {
            let number = Decimal::from_f64(number)?.round_dp(digits(currency));
            Some(written(number, currency))
        };
        let mut charge = self.pattern.clone();
        charge.id = format!("estimate:{key}:{period}");
        charge.billing_period = period.to_string();
        charge.amount = amount(value)?;
        Some(Estimate { charge, low: amount(low)?, high: amount(high)? })
    }
}

/// An invoice as the charge that such invoices come from.
fn pattern_of(invoice: &billing_files::document::Invoice) -> Charge {
    Charge {
        id: String::new(),
        kind: ChargeKind::Usage,
        category: invoice.category,
        cycle: Cycle::Monthly,
        bill_from: invoice.bill_from.clone(),
        currency: invoice.currency.clone(),
        billing_period: invoice.billing_period.clone(),
        amount: String::new(),
        agreement_id: None,
        agreement_end_month: None,
        time: None,
        payment_terms: None,
        tax_registration_number: invoice.tax_registration_number.clone(),
        invoice_unit: invoice.invoice_unit.clone(),
        purchase_order_reference: invoice.purchase_order_reference.clone(),
        purchase_order_line: invoice.purchase_order_line.clone(),
    }
}

/// What keeps usage apart, short enough to be part of an id.
fn key_of(charge: &Charge) -> String {
    let category = match charge.category {
        Category::MonthlyUsage => "cloud",
        Category::Subscription => "subscription",
        Category::Marketplace => "marketplace",
        Category::ProfessionalServices => "services",
    };
    let mut key = format!("{category}:{}:{}", charge.bill_from, charge.currency);
    let parts = [
        &charge.agreement_id,
        &charge.invoice_unit,
        &charge.tax_registration_number,
        &charge.payment_terms,
        &charge.purchase_order_reference,
        &charge.purchase_order_line,
    ];
    let text: Vec<&str> = parts.iter().map(|part| part.as_deref().unwrap_or_default()).collect();
    let rest = text.join("|");
    if rest.len() > text.len() - 1 {
        let name = text.iter().find(|part| !part.is_empty()).copied().unwrap_or_default();
        let name: String = name.chars().take(40).collect();
        key.push(':');
        key.push_str(&name);
        // Told apart by all of them, whatever is shown.
        let digest = procurement::digest(&rest);
        key.push('~');
        key.push_str(digest.get(..8).unwrap_or_default());
    }
    if key.len() > KEY_LENGTH_MAX {
        let digest = procurement::digest(&key);
        key.truncate(key.floor_char_boundary(KEY_LENGTH_MAX));
        key.push('~');
        key.push_str(digest.get(..8).unwrap_or_default());
    }
    key
}
