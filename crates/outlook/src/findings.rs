//! Findings: what wants to be done, worst first, each with a proposed edit.

mod fixes;
mod lines;
mod routes;
mod without;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use procurement::sorting::sort_by_key;
use procurement::{BillingMonth, Workspace};

use crate::api::{Finding, FindingKind, Place};
use crate::balances::{Draws, draws};
use crate::estimates::Estimate;
use crate::facts::Facts;
use crate::money::{Totals, decimal};
use crate::scenario::Scenario;
use crate::state::{Document, State};

/// Everything that findings are looked for in.
pub(crate) struct Ground<'g> {
    pub(crate) workspace: &'g Workspace,
    pub(crate) state: &'g State,
    pub(crate) baseline: &'g State,
    pub(crate) facts: &'g Facts,
    pub(crate) scenario: &'g Scenario,
    pub(crate) as_of: BillingMonth,
    pub(crate) until: BillingMonth,
    draws: HashMap<(&'g str, &'g str), Draws>,
    run_outs: BTreeMap<Place, BillingMonth>,
    /// Documents that name a suspended purchase order.
    suspended: HashSet<&'g str>,
}

impl<'g> Ground<'g> {
    pub(crate) fn new(
        workspace: &'g Workspace,
        (state, baseline): (&'g State, &'g State),
        facts: &'g Facts,
        estimates: &[Estimate],
        scenario: &'g Scenario,
        (as_of, until): (BillingMonth, BillingMonth),
    ) -> Self {
        let documents = state.documents().map(|document| &**document);
        let suspended = state.events.iter().filter(|event| event.is_of_suspended());
        Self {
            workspace,
            state,
            baseline,
            facts,
            scenario,
            as_of,
            until,
            draws: draws(documents, state, facts, estimates),
            run_outs: state.run_outs(),
            suspended: suspended.map(|event| event.invoice_id.as_str()).collect(),
        }
    }

    /// Documents that are not over by now and lie within the timeline.
    fn coming(&self) -> impl Iterator<Item = &'g Document> {
        self.state.documents().map(|document| &**document).filter(|document| {
            document.month().is_some_and(|month| month >= self.as_of && month <= self.until)
        })
    }
}

/// All findings, worst first.
pub(crate) fn findings(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = without::find(ground);
    findings.extend(lines::find(ground));
    findings.extend(routes::find(ground));
    sort_by_key(&mut findings, |finding| {
        let amount = finding.amount.as_ref().map(|(amount, _)| decimal(amount));
        // What ends unused is worth looking at by how much it is, not by when.
        let is_left = matches!(finding.kind, FindingKind::MoneyLeft | FindingKind::Unused);
        let month = (!is_left).then(|| finding.month.clone());
        (finding.severity, finding.kind, month, Reverse(amount))
    });
    name(&mut findings);
    findings
}

/// Gives each the key of its own: what it is about, without what an edit moves while it is about
/// the same.
fn name(findings: &mut [Finding]) {
    let mut known: HashMap<String, u32> = HashMap::new();
    for finding in findings {
        let kind = serde_json::to_value(finding.kind).unwrap_or_default();
        let currency = finding.amount.as_ref().map(|(_, currency)| currency.as_str());
        let parts = [
            kind.as_str(),
            finding.seller.as_deref(),
            finding.category.as_deref(),
            // The seller of record and the category of invoices in two currencies may be the same.
            currency.filter(|_| finding.kind == FindingKind::WithoutOrder),
            finding.charge.as_deref(),
            finding.agreement.as_deref(),
            finding.order.as_deref(),
            finding.line.as_deref(),
            finding.other.as_deref(),
        ];
        let mut key = parts.into_iter().flatten().collect::<Vec<_>>().join("~");
        let count = known.entry(key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            key = [&key, "~", &count.to_string()].concat();
        }
        finding.key = key;
    }
}

/// A finding of which nothing but the kind is told yet.
fn finding(kind: FindingKind, month: impl Into<String>) -> Finding {
    let severity = match kind {
        FindingKind::WithoutOrder
        | FindingKind::ChargeWithoutOrder
        | FindingKind::SuspendedReference => 0,
        FindingKind::RunsOut | FindingKind::Reroutes => 1,
        FindingKind::DecidedByUpdate
        | FindingKind::MoneyLeft
        | FindingKind::NeverMatches
        | FindingKind::Unused
        | FindingKind::Unnamed => 2,
    };
    Finding {
        key: String::new(),
        kind,
        severity,
        month: month.into(),
        amount: None,
        documents: 0,
        seller: None,
        category: None,
        order: None,
        line: None,
        other: None,
        until: None,
        invoice: None,
        charge: None,
        agreement: None,
        fix: None,
    }
}

/// A finding on some documents: the first of them, how many, and their sum.
fn finding_on(kind: FindingKind, documents: &[&Document]) -> Option<Finding> {
    let first = first_of(documents)?;
    let mut finding = finding(kind, first.billing_period.clone());
    finding.amount = amount(documents);
    finding.documents = documents.len();
    finding.invoice = Some(first.id.clone());
    Some(finding)
}

fn first_of<'d>(documents: &[&'d Document]) -> Option<&'d Document> {
    documents.iter().min_by_key(|document| document.billing_period.as_str()).copied()
}

/// The sum, if it is of one currency.
fn amount(documents: &[&Document]) -> Option<(String, String)> {
    let mut totals = Totals::default();
    for document in documents {
        totals.add(&document.currency, document.signed(), false);
    }
    match totals.rows().as_slice() {
        [total] => Some((total.total.clone(), total.currency.clone())),
        _ => None,
    }
}
