//! Why an invoice is not what was previewed: line by line, what was expected at the beginning of
//! its month, and what it came to.

mod known;

use std::collections::BTreeSet;

use billing_files::document::Cycle;
use procurement::{BillingMonth, Currency};
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Invoice, InvoiceKind, InvoiceLine};
use crate::agreements::View;
use crate::orders::{parse_currency, parse_month};
use crate::{OrganisationId, RecordError, Records, Result};

use known::Known;

/// What was expected of an invoice, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Expectation {
    /// The number of the invoice.
    pub invoice: String,
    /// The month that it bills.
    pub billing_period: String,
    /// Of all amounts.
    pub currency: String,
    /// Its lines.
    pub lines: Vec<ExpectedLine>,
    /// Usage of the same account and agreement that was expected in the month, and of which
    /// nothing was metered before it was closed: it is on no invoice of the month.
    pub also_expected: Vec<AlsoExpected>,
    /// The sum of what was expected, on its lines and beside them.
    pub expected: String,
    /// Its total; a credit memo comes to less than nothing.
    pub invoiced: String,
}

/// A line of an invoice beside what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedLine {
    /// The charge; null on a credit memo that a person made.
    pub charge: Option<String>,
    /// What it is for.
    pub description: String,
    /// The month that usage was metered in.
    pub period: Option<String>,
    /// What was expected at the beginning of the month; null where nothing was.
    pub expected: Option<String>,
    /// What is invoiced, as exact as it was agreed or metered.
    pub invoiced: String,
    /// What the difference comes from.
    pub reason: ExpectationReason,
}

/// Usage that was expected, and not metered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlsoExpected {
    /// The charge.
    pub charge: String,
    /// What it is for.
    pub description: String,
    /// What was expected at the beginning of the month.
    pub expected: String,
}

/// What a difference between what was expected and what is invoiced comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExpectationReason {
    /// A fixed charge: its amount was agreed.
    AsAgreed,
    /// As much was used as was expected.
    AsExpected,
    /// More was used.
    UsedMore,
    /// Less was used.
    UsedLess,
    /// Nothing was known from which usage could be expected.
    NotExpected,
    /// Usage of an earlier month, which was metered after that month was closed.
    Late,
    /// Another figure than the one that an earlier invoice has, or a credit memo of a person.
    Correction,
}

/// What was expected of a document that is seen, beside what it came to.
///
/// # Errors
/// When there is none of that number, or it is another account's.
pub async fn expectation(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<Expectation> {
    let invoice = super::find_invoice(records, organisation, view, id).await?;
    let period = &invoice.summary.billing_period;
    let month = parse_month(period)
        .ok_or_else(|| RecordError::Damaged(format!("`{period}` is no month")))?;
    let mut read = records.read().await?;
    let known = known::load(&mut read, organisation.as_str(), &invoice, month).await?;
    explain(&invoice, month, &known)
}

/// Explains an invoice from what is known of its charges.
fn explain(invoice: &Invoice, month: BillingMonth, known: &[Known]) -> Result<Expectation> {
    let summary = &invoice.summary;
    let currency = parse_currency(&summary.currency)?;
    let mut sum = Decimal::ZERO;
    let mut lines = Vec::with_capacity(invoice.lines.len());
    for line in &invoice.lines {
        let line = explained(line, month, currency, known)?;
        if let Some(expected) = &line.expected {
            sum += amount_of(expected)?;
        }
        lines.push(line);
    }
    let total = amount_of(&summary.total)?;
    let invoiced = match summary.kind {
        InvoiceKind::Invoice => total,
        InvoiceKind::CreditMemo => -total,
    };
    let also_expected = also_expected(invoice, month, known);
    for also in &also_expected {
        sum += amount_of(&also.expected)?;
    }
    if let (true, Some(reason)) = (lines.is_empty(), &invoice.reason) {
        lines.push(ExpectedLine {
            charge: None,
            description: reason.clone(),
            period: None,
            expected: None,
            invoiced: told(invoiced, currency),
            reason: ExpectationReason::Correction,
        });
    }
    Ok(Expectation {
        invoice: summary.id.clone(),
        billing_period: summary.billing_period.clone(),
        currency: summary.currency.clone(),
        lines,
        also_expected,
        expected: told(rounded(sum, currency), currency),
        invoiced: told(invoiced, currency),
    })
}

fn explained(
    line: &InvoiceLine,
    month: BillingMonth,
    currency: Currency,
    known: &[Known],
) -> Result<ExpectedLine> {
    let invoiced = amount_of(&line.amount)?;
    let of = |expected: Option<String>, reason| ExpectedLine {
        charge: Some(line.charge.clone()),
        description: line.description.clone(),
        period: line.period.clone(),
        expected,
        invoiced: told(invoiced, currency),
        reason,
    };
    let Some(period) = line.period.as_deref().and_then(parse_month) else {
        return Ok(of(Some(told(invoiced, currency)), ExpectationReason::AsAgreed));
    };
    // The first figure of a month has the month alone as its key.
    if line.occurrence != period.to_string() {
        return Ok(of(None, ExpectationReason::Correction));
    }
    if period < month {
        return Ok(of(None, ExpectationReason::Late));
    }
    let charge = known.iter().find(|known| known.charge.id == line.charge);
    let Some(expected) = charge.and_then(|known| known.expected_in(month)) else {
        return Ok(of(None, ExpectationReason::NotExpected));
    };
    let reason = match rounded(invoiced, currency).cmp(&amount_of(&expected)?) {
        std::cmp::Ordering::Equal => ExpectationReason::AsExpected,
        std::cmp::Ordering::Greater => ExpectationReason::UsedMore,
        std::cmp::Ordering::Less => ExpectationReason::UsedLess,
    };
    Ok(of(Some(expected), reason))
}

/// Expected charges that would have gone to this invoice, and of which nothing was invoiced in its
/// month.
fn also_expected(invoice: &Invoice, month: BillingMonth, known: &[Known]) -> Vec<AlsoExpected> {
    let summary = &invoice.summary;
    let own: BTreeSet<&str> = invoice.lines.iter().map(|line| line.charge.as_str()).collect();
    let beside = known.iter().filter(|known| {
        let charge = &known.charge;
        let terms = &charge.terms;
        let goes_here = terms.category.as_str() == summary.category
            && terms.cycle == Cycle::Monthly
            && terms.bill_from == summary.bill_from
            && terms.currency == summary.currency
            && terms.tax_registration_number == invoice.tax_registration_number
            && terms.invoice_unit == invoice.invoice_unit
            && charge.purchase_order_reference == invoice.purchase_order_reference;
        // What is issued apart from the month is agreed to the day.
        summary.cycle == "monthly"
            && goes_here
            && !known.is_invoiced
            && !own.contains(charge.id.as_str())
    });
    let also = beside.filter_map(|known| {
        Some(AlsoExpected {
            charge: known.charge.id.clone(),
            description: known.charge.terms.description.clone(),
            expected: known.expected_in(month)?,
        })
    });
    also.collect()
}

fn amount_of(text: &str) -> Result<Decimal> {
    procurement::parse_number(text)
        .map_err(|_| RecordError::Damaged(format!("`{text}` is no amount")))
}

fn rounded(amount: Decimal, currency: Currency) -> Decimal {
    let strategy = RoundingStrategy::MidpointNearestEven;
    amount.round_dp_with_strategy(currency.minor_digits(), strategy)
}

/// With the digits of the currency at least.
fn told(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.minor_digits() {
        amount.rescale(currency.minor_digits());
    }
    amount.to_string()
}
