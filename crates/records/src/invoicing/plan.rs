//! What a run would issue: the engine's placements, taken over as they are.

use std::collections::HashMap;

use billing_files::document::Cycle;
use procurement::{BillingMonth, Instant, InvoiceType, Made, Sellers, Workspace};

use super::RunScope;
use crate::charges::Occurrence;
use crate::edits::damaged;
use crate::facts::Facts;
use crate::{OrganisationId, RecordError, Records, Result};

/// An invoice or credit memo that is about to be issued.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) kind: InvoiceType,
    pub(crate) category: String,
    pub(crate) cycle: Cycle,
    pub(crate) bill_from: String,
    pub(crate) currency: procurement::Currency,
    pub(crate) period: BillingMonth,
    pub(crate) issued_at: Instant,
    pub(crate) total: i128,
    pub(crate) tax_registration_number: Option<String>,
    pub(crate) invoice_unit: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) by: &'static str,
    pub(crate) line: Option<(String, String)>,
    pub(crate) drawn: i128,
    pub(crate) covered: bool,
    pub(crate) balance_after: Option<i128>,
    pub(crate) events: Vec<&'static str>,
    pub(crate) made: Made,
    /// The engine's explanation, without the id of the document.
    pub(crate) explanation: String,
    pub(crate) occurrences: Vec<Occurrence>,
    /// For a credit memo that a person made.
    pub(crate) correction: Option<Correction>,
}

/// Why a credit memo was made, and what it takes over from the invoice that it corrects.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    pub(crate) original: String,
    pub(crate) reason: String,
    pub(crate) account: String,
    pub(crate) cost_center: Option<String>,
    pub(crate) agreement: Option<String>,
}

/// Plans a run on a thread of its own, for it may take a while.
pub(super) async fn plan(
    records: &Records,
    facts: &Facts,
    scope: RunScope,
) -> Result<Vec<Planned>> {
    let occurrences = due(facts, scope)?;
    let charges = occurrences.iter().map(|occurrence| occurrence.charge.clone()).collect();
    let snapshot = facts.snapshot_of(charges)?.to_json();
    let sellers = records.sellers().clone();
    let planned = tokio::task::spawn_blocking(move || place(snapshot, occurrences, &sellers));
    planned.await.map_err(|error| RecordError::Damaged(format!("planning broke off: {error}")))?
}

/// What a run would issue, as the contract's preview. Nothing is changed.
///
/// # Errors
/// When a record is damaged or the database fails.
pub async fn dry_run(
    records: &Records,
    organisation: &OrganisationId,
    scope: RunScope,
) -> Result<String> {
    let mut read = records.read().await?;
    let facts = Facts::load(&mut read, organisation.as_str(), records.now()).await?;
    drop(read);
    let occurrences = due(&facts, scope)?;
    let charges = occurrences.into_iter().map(|occurrence| occurrence.charge).collect();
    let snapshot = facts.snapshot_of(charges)?.to_json();
    let workspace = Workspace::load(snapshot, records.sellers()).map_err(damaged)?;
    workspace.preview(None).map_err(damaged)
}

/// Whether a run would issue anything.
pub(super) async fn is_due(
    records: &Records,
    organisation: &OrganisationId,
    scope: RunScope,
) -> Result<bool> {
    let mut read = records.read().await?;
    let facts = Facts::load(&mut read, organisation.as_str(), records.now()).await?;
    Ok(!due(&facts, scope)?.is_empty())
}

/// The occurrences whose documents are issued by a run.
fn due(facts: &Facts, scope: RunScope) -> Result<Vec<Occurrence>> {
    let mut occurrences = facts.occurrences()?;
    occurrences.retain(|occurrence| is_due_in(occurrence, scope));
    Ok(occurrences)
}

fn is_due_in(occurrence: &Occurrence, scope: RunScope) -> bool {
    let charge = &occurrence.charge;
    let period = crate::orders::parse_month(&charge.billing_period);
    match (charge.cycle, scope) {
        (Cycle::Monthly, RunScope::Monthly(month)) => period.is_some_and(|period| period <= month),
        (Cycle::Monthly, RunScope::OutOfCycle(_)) => false,
        (Cycle::OutOfCycle, _) => {
            let time = charge.time.as_deref().and_then(|time| time.parse::<Instant>().ok());
            let first = period.map(|period| {
                let midnight = period.first_day().and_time(chrono::NaiveTime::MIN).and_utc();
                Instant::from_milliseconds(midnight.timestamp_millis())
            });
            time.or(first).is_some_and(|time| time <= scope.until())
        }
    }
}

/// Places what is due, in the order of the contract.
fn place(
    snapshot: String,
    occurrences: Vec<Occurrence>,
    sellers: &Sellers,
) -> Result<Vec<Planned>> {
    let workspace = Workspace::load(snapshot, sellers).map_err(damaged)?;
    let mut by_id: HashMap<String, Occurrence> = occurrences
        .into_iter()
        .map(|occurrence| (occurrence.charge.id.clone(), occurrence))
        .collect();
    let mut planned = Vec::with_capacity(workspace.document_count());
    for document in workspace.settled() {
        let explanation = workspace.explain(document.id).map_err(damaged)?;
        let taken = document.charges.iter().filter_map(|id| by_id.remove(*id)).collect();
        planned.push(Planned::of(&document, candidates_of(&explanation.to_json()), taken));
    }
    Ok(planned)
}

/// An explanation without the id of its document: documents that were judged alike share it.
pub(super) fn candidates_of(explanation: &str) -> String {
    // Canonical keys are in order: `candidates` comes first, then the id.
    let end = explanation.rfind(",\"invoiceId\":").unwrap_or(explanation.len());
    format!("{}}}", &explanation[..end])
}

impl Planned {
    pub(super) fn of(
        document: &procurement::SettledDocument<'_>,
        explanation: String,
        occurrences: Vec<Occurrence>,
    ) -> Self {
        Self {
            kind: document.kind,
            category: document.category.as_str().to_owned(),
            cycle: match document.cycle {
                procurement::Cycle::Monthly => Cycle::Monthly,
                procurement::Cycle::OutOfCycle => Cycle::OutOfCycle,
            },
            bill_from: document.bill_from.to_owned(),
            currency: document.currency,
            period: document.period,
            issued_at: document.issued_at,
            total: document.total.minor_units(),
            tax_registration_number: document.tax_registration_number.map(str::to_owned),
            invoice_unit: document.invoice_unit.map(str::to_owned),
            reference: document.reference.map(str::to_owned),
            by: document.by,
            line: document.line.map(|(order, line)| (order.to_owned(), line.to_owned())),
            drawn: document.drawn.minor_units(),
            covered: document.covered,
            balance_after: document.balance_after.map(procurement::Amount::minor_units),
            events: document.events.clone(),
            made: document.made.clone(),
            explanation,
            occurrences,
            correction: None,
        }
    }
}
