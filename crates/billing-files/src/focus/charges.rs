//! Groups of rows into charges.

use std::collections::BTreeMap;

use procurement::sorting::sort_by;
use procurement::{BillingMonth, Code};

use super::ID_PREFIX;
use super::columns::Frequency;
use super::facts::{ChargeKey, Nature};
use super::groups::{Group, InvoiceHint};
use super::report::Report;
use crate::decimal::ExactSum;
use crate::document::{Category, Charge, ChargeKind, Cycle};
use crate::moment;
use crate::problem::{Findings, Place};
use crate::spelling::{escape, shorten};

/// What rows add up to.
#[derive(Debug, Default, Clone)]
pub(super) struct Total {
    pub(super) sum: ExactSum,
    pub(super) rows: u64,
    pub(super) invoice: InvoiceHint,
}

impl Total {
    pub(super) fn add(&mut self, other: &Self) {
        self.sum.add_sum(&other.sum);
        self.rows += other.rows;
        self.invoice.join(&other.invoice);
    }
}

/// What tax rows have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TaxKey {
    pub(super) charge: ChargeKey,
    pub(super) frequency: Option<Frequency>,
    pub(super) names_publisher: bool,
    pub(super) invoice_bucket: u8,
}

/// Charges, and the taxes that may join them.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) charges: BTreeMap<ChargeKey, Total>,
    pub(super) taxes: BTreeMap<TaxKey, Total>,
}

/// Adds up groups that are spelled differently but mean the same.
pub(super) fn gather(groups: Vec<Group>, report: &mut Report) -> Gathered {
    let mut gathered = Gathered::default();
    for group in groups {
        let facts = group.facts;
        let category = facts.charge_category.as_str();
        *report.rows_by_charge_category.entry(category).or_default() += group.rows;
        if group.invoiced_rows > 0 {
            let period = facts.charge.period.to_string();
            *report.rows_with_invoice_id.entry(period).or_default() += group.invoiced_rows;
        }
        if !facts.names_publisher {
            report.rows_without_publisher += group.rows;
        }
        let total = Total { sum: group.sum, rows: group.rows, invoice: group.invoice };
        let place = if facts.charge.nature == Nature::Tax {
            let (frequency, names_publisher) = (facts.frequency, facts.names_publisher);
            let invoice_bucket = group.invoice_bucket;
            let key = TaxKey { charge: facts.charge, frequency, names_publisher, invoice_bucket };
            gathered.taxes.entry(key).or_default()
        } else {
            gathered.charges.entry(facts.charge).or_default()
        };
        place.add(&total);
    }
    gathered
}

/// Writes the charges, by id bytewise. What adds up to nothing is no charge.
pub(super) fn write(
    charges: BTreeMap<ChargeKey, Total>,
    report: &mut Report,
    findings: &mut Findings,
) -> Vec<Charge> {
    let mut written = Vec::with_capacity(charges.len());
    for (key, total) in &charges {
        *report.rows_by_category.entry(key.category).or_default() += total.rows;
        if total.sum.is_zero() {
            report.sums_of_zero += 1;
            continue;
        }
        let Some(amounts) = total.sum.amounts() else {
            let files = report.files.join(", ");
            let message = format!("the rows of `{}` add up to more than 28 digits", id(key, None));
            findings.add(Place::file(&files).column("BilledCost"), Code::AmountTooLarge, message);
            continue;
        };
        report.charges_rounded += usize::from(amounts.rounded);
        report.charges_split += usize::from(amounts.texts.len() > 1);
        let is_split = amounts.texts.len() > 1;
        for (part, amount) in (1..).zip(amounts.texts) {
            written.push(charge(key, is_split.then_some(part), amount));
        }
    }
    sort_by(&mut written, |a, b| a.id.cmp(&b.id));
    written
}

fn charge(key: &ChargeKey, part: Option<usize>, amount: String) -> Charge {
    let due = key.day.filter(|_| key.nature == Nature::OneTime);
    let is_agreed = key.category == Category::Marketplace || due.is_some();
    Charge {
        id: id(key, part),
        kind: match key.nature {
            Nature::OneTime | Nature::Recurring => ChargeKind::Fixed,
            _ => ChargeKind::Usage,
        },
        category: key.category,
        cycle: if due.is_some() { Cycle::OutOfCycle } else { Cycle::Monthly },
        bill_from: key.seller.clone(),
        currency: key.currency.to_string(),
        billing_period: key.period.to_string(),
        amount,
        agreement_id: is_agreed.then(|| agreement(key)).filter(|id| !id.is_empty()),
        agreement_end_month: None,
        time: due.map(|day| moment::midnight(day).to_string()),
        payment_terms: None,
        tax_registration_number: None,
        invoice_unit: None,
        purchase_order_reference: None,
        purchase_order_line: None,
    }
}

/// An id made of what the rows have in common, so that the same rows give the same id.
fn id(key: &ChargeKey, part: Option<usize>) -> String {
    let correction = if key.correction { "-correction" } else { "" };
    let day = key.day.map(|day| day.to_string()).unwrap_or_default();
    let mut id = format!(
        "{ID_PREFIX}{}:{}:{}:{}:{}{correction}:{day}:{}:{}:{}",
        key.period,
        escape(&key.seller),
        key.currency,
        key.category.as_str(),
        key.nature.as_str(),
        escape(&key.sub_account),
        escape(&key.publisher),
        escape(&key.service),
    );
    if let Some(part) = part {
        id.push_str(&format!(":{part}"));
    }
    shorten(id)
}

/// What stands for the agreement behind a charge, which FOCUS does not know: who bought what of
/// whom.
fn agreement(key: &ChargeKey) -> String {
    let parts = [&key.sub_account, &key.publisher, &key.service];
    let parts: Vec<_> =
        parts.into_iter().filter(|part| !part.is_empty()).map(|part| escape(part)).collect();
    shorten(parts.join(":"))
}

impl ChargeKey {
    /// What charges of one seller's month and one sub account have in common.
    pub(super) fn bill(&self) -> (BillingMonth, String, procurement::Currency, String) {
        (self.period, self.seller.clone(), self.currency, self.sub_account.clone())
    }
}
