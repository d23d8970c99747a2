//! Estimates of what is to come: usage that went on month after month goes on, and so does what
//! recurs.

use std::collections::{BTreeMap, BTreeSet};

use billing_files::document::{Category, Charge, ChargeKind, Cycle, InvoiceType};
use billing_files::{SnapshotDocument, focus};
use procurement::BillingMonth;
use procurement::sorting::gather;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::{Deserialize, Serialize};

use crate::api::{Forecast, History};
use crate::facts::{is_estimate, is_scheduled};
use crate::money::{decimal, digits, written};
use crate::months::{distance, month, through};

/// Usage that stopped longer ago than this is over.
const MONTHS_OF_SILENCE: i32 = 2;

/// Keeps what recurs apart from usage.
const RECURRING: &str = "recurring:";

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

/// The months that estimates depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// The month of the clock when the facts were handed in: in them, it is not over.
    pub(crate) handed_in: BillingMonth,
    /// The month that counts as now.
    pub(crate) as_of: BillingMonth,
    /// The last month to estimate.
    pub(crate) until: BillingMonth,
}

/// What is known of a month.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    amount: Decimal,
    /// Whether an invoice says so, which no usage is added to.
    is_issued: bool,
}

/// Usage of one kind, or what recurs, month by month.
#[derive(Debug, Clone)]
struct Stream {
    /// A charge to copy, without its month and amount.
    pattern: Charge,
    months: BTreeMap<BillingMonth, Known>,
    /// Months that somebody estimated already.
    estimated: Vec<BillingMonth>,
}

/// What goes on of a snapshot.
#[derive(Debug)]
pub(crate) struct Streams {
    streams: BTreeMap<String, Stream>,
    span: Span,
}

impl Streams {
    /// Nothing that goes on, where estimates are given.
    pub(crate) fn none(span: Span) -> Self {
        Self { streams: BTreeMap::new(), span }
    }

    /// Finds what goes on.
    pub(crate) fn of(document: &SnapshotDocument, span: Span) -> Self {
        let agreed = agreed(document, span);
        let mut streams: BTreeMap<String, Stream> = BTreeMap::new();
        let mut add = |pattern: Charge, amount: &str, source: Source| {
            let Some(period) = month(&pattern.billing_period) else { return };
            let stream = streams.entry(key_of(&pattern)).or_insert_with(|| Stream {
                pattern: pattern.clone(),
                months: BTreeMap::new(),
                estimated: Vec::new(),
            });
            if stream.pattern.agreement_end_month < pattern.agreement_end_month {
                stream.pattern.agreement_end_month.clone_from(&pattern.agreement_end_month);
            }
            if source == Source::Estimate {
                stream.estimated.push(period);
                return;
            }
            let known = stream.months.entry(period).or_default();
            known.amount = known.amount.saturating_add(decimal(amount));
            known.is_issued |= source == Source::Invoice;
        };
        for charge in document.charges.iter().filter(|charge| may_go_on(charge, &agreed)) {
            let is_estimate = is_estimate(&charge.id);
            let source = if is_estimate { Source::Estimate } else { Source::Charge };
            add(charge.clone(), &charge.amount, source);
        }
        for invoice in &document.invoices {
            if invoice.cycle == Cycle::Monthly && invoice.kind != Some(InvoiceType::CreditMemo) {
                add(pattern_of(invoice), &invoice.total, Source::Invoice);
            }
        }
        streams.retain(|_, stream| stream.goes_on(span.as_of));
        Self { streams, span }
    }

    /// What wants a forecast.
    pub(crate) fn histories(&self) -> Vec<History> {
        let history = |(key, stream): (&String, &Stream)| {
            let (first, last) = stream.history(self.span)?;
            let horizon = distance(last, self.span.until);
            let currency = &stream.pattern.currency;
            let values = through(first, last).map(|month| {
                written(stream.months.get(&month).copied().unwrap_or_default().amount, currency)
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
            let Some((_, last)) = stream.history(self.span) else { continue };
            let end = stream.pattern.agreement_end_month.as_deref().and_then(month);
            for (period, point) in through(last.plus(1), self.span.until).zip(&forecast.points) {
                let is_over = end.is_some_and(|end| period > end);
                let there = stream.months.get(&period);
                let is_there = there.is_some() && !stream.is_running(period, self.span);
                if is_over || is_there || stream.estimated.contains(&period) {
                    continue;
                }
                let there = there.map(|known| known.amount);
                estimates.extend(stream.estimate(&forecast.key, period, *point, there));
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
        ends(self.months.keys().copied().filter(|month| *month <= as_of))
    }

    /// The first and the last month that a forecast is made from. A month that is not over says too
    /// little, unless there is no other.
    fn history(&self, span: Span) -> Option<(BillingMonth, BillingMonth)> {
        let known = self.known(span.as_of)?;
        let is_over = |month: &BillingMonth| {
            *month < span.handed_in || self.months.get(month).is_some_and(|known| known.is_issued)
        };
        let months = self.months.keys().copied().filter(|month| *month <= span.as_of);
        let Some((first, last)) = ends(months.filter(is_over)) else { return Some(known) };
        // Where usage has begun again, the months before have none.
        let has_begun = known.1 >= span.handed_in;
        Some((first, if has_begun { last.max(span.handed_in.plus(-1)) } else { last }))
    }

    /// Whether more is to come of a month that something is known of.
    fn is_running(&self, period: BillingMonth, span: Span) -> bool {
        period == span.handed_in && self.months.get(&period).is_some_and(|known| !known.is_issued)
    }

    /// What is expected of a month, beside what is there already.
    fn estimate(
        &self,
        key: &str,
        period: BillingMonth,
        (value, low, high): (f64, f64, f64),
        there: Option<Decimal>,
    ) -> Option<Estimate> {
        let currency = &self.pattern.currency;
        let rest = |number: f64| {
            let number = Decimal::from_f64(number)?.round_dp(digits(currency));
            Some(match there {
                Some(there) => number.saturating_sub(there).max(Decimal::ZERO),
                None => number,
            })
        };
        let amount = |number: f64| Some(written(rest(number)?, currency));
        if there.is_some() && rest(value)?.is_zero() {
            return None;
        }
        let mut charge = self.pattern.clone();
        charge.id = format!("estimate:{key}:{period}");
        charge.billing_period = period.to_string();
        charge.amount = amount(value)?;
        Some(Estimate { charge, low: amount(low)?, high: amount(high)? })
    }
}

/// Where an amount comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Invoice,
    Charge,
    /// Somebody estimated it already.
    Estimate,
}

/// Agreed charges that are to come, as far as recurring ones can be told apart: by what is billed,
/// seller and currency.
fn agreed(document: &SnapshotDocument, span: Span) -> BTreeSet<[&str; 3]> {
    let is_agreed = |charge: &&Charge| is_scheduled(charge) && !focus::is_charge(&charge.id);
    let is_to_come = |charge: &&Charge| month(&charge.billing_period) > Some(span.handed_in);
    gather(document.charges.iter().filter(is_agreed).filter(is_to_come).map(kind_of))
}

fn kind_of(charge: &Charge) -> [&str; 3] {
    [charge.category.as_str(), &charge.bill_from, &charge.currency]
}

/// Whether a charge is one of many months. Agreed charges are given with all their months. Only a
/// billing export tells what recurs and not for how long, since it knows no month that is to come;
/// but what it tells of may be `agreed`, and is not expected once more.
fn may_go_on(charge: &Charge, agreed: &BTreeSet<[&str; 3]>) -> bool {
    let is_recurring = || {
        let is_of_past = focus::is_charge(&charge.id) || is_estimate(&charge.id);
        is_of_past && charge.time.is_none() && !agreed.contains(&kind_of(charge))
    };
    charge.cycle == Cycle::Monthly && (charge.kind == ChargeKind::Usage || is_recurring())
}

/// The first and the last of months in order.
fn ends(
    mut months: impl DoubleEndedIterator<Item = BillingMonth>,
) -> Option<(BillingMonth, BillingMonth)> {
    let first = months.next()?;
    Some((first, months.next_back().unwrap_or(first)))
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
    let kind = match charge.kind {
        ChargeKind::Fixed => RECURRING,
        ChargeKind::Usage => "",
    };
    let mut key = format!("{kind}{category}:{}:{}", charge.bill_from, charge.currency);
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
