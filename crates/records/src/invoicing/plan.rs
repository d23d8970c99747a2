//! What a run would issue: the engine's placements, taken over as they are.

use std::collections::{HashMap, HashSet};

use billing_files::document::Cycle;
use procurement::{
    BillingMonth, Instant, InvoiceType, KeptExplanations, Made, Sellers, SettledDocument, Workspace,
};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinError;

use super::bound::Tally;
use super::buyer::one_account;
use super::{BATCH, RunScope};
use crate::charges::Occurrence;
use crate::edits::damaged;
use crate::facts::Facts;
use crate::id::hash_of;
use crate::{OrganisationId, RecordError, Records, Result, apart};

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
    pub(crate) explanation: Explained,
    pub(crate) occurrences: Vec<Occurrence>,
    /// For a credit memo that a person made.
    pub(crate) correction: Option<Correction>,
}

/// The engine's explanation as it is kept: documents that were judged alike share it.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    pub(crate) hash: String,
    /// None where a document before it brought the same text.
    pub(crate) text: Option<String>,
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

/// The documents of a run in the order of the contract, a batch at a time. They are explained on
/// a thread of its own, while the batch before is written.
#[derive(Debug)]
pub(super) struct Planning {
    count: usize,
    given: usize,
    tally: Tally,
    batches: Receiver<Result<Vec<Planned>>>,
}

impl Planning {
    /// How many documents there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The same by account and month.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether all documents were given.
    pub(super) fn is_over(&self) -> bool {
        self.given >= self.count
    }

    /// The next documents; none where all were given.
    pub(super) async fn next(&mut self) -> Result<Vec<Planned>> {
        if self.is_over() {
            return Ok(Vec::new());
        }
        let batch = self.batches.recv().await.ok_or_else(|| broken("no more came"))??;
        self.given += batch.len();
        Ok(batch)
    }
}

/// Plans a run on a thread of its own, for it may take a while.
pub(super) async fn plan(records: &Records, facts: &Facts, scope: RunScope) -> Result<Planning> {
    let occurrences = due(facts, scope)?;
    let charges = occurrences.iter().map(|occurrence| occurrence.charge.clone()).collect();
    let snapshot = facts.snapshot_of(charges)?.to_json();
    let sellers = records.sellers().clone();
    let placing = apart(move || Placed::load(snapshot, occurrences, &sellers));
    let placed = placing.await.map_err(|error: JoinError| broken(error))??;
    let (count, tally) = (placed.workspace.document_count(), placed.tally.clone());
    // One batch waits while one is written.
    let (sender, batches) = mpsc::channel(1);
    apart(move || placed.explain(&sender));
    Ok(Planning { count, given: 0, tally, batches })
}

fn broken(reason: impl std::fmt::Display) -> RecordError {
    RecordError::Damaged(format!("planning broke off: {reason}"))
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
    let sellers = records.sellers().clone();
    let previewing = apart(move || {
        let workspace = Workspace::load(snapshot, &sellers).map_err(damaged)?;
        workspace.preview(None).map_err(damaged)
    });
    previewing.await.map_err(broken)?
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

/// What is due, placed but not explained.
struct Placed {
    workspace: Workspace,
    by_id: HashMap<String, Occurrence>,
    tally: Tally,
}

impl Placed {
    fn load(snapshot: String, occurrences: Vec<Occurrence>, sellers: &Sellers) -> Result<Self> {
        let workspace = Workspace::load(snapshot, sellers).map_err(damaged)?;
        let by_id: HashMap<String, Occurrence> = occurrences
            .into_iter()
            .map(|occurrence| (occurrence.charge.id.clone(), occurrence))
            .collect();
        let mut tally = Tally::default();
        for document in workspace.settled() {
            let occurrences = document.charges.iter().filter_map(|id| by_id.get(*id));
            tally.count(one_account(occurrences), document.period, document.charges.len());
        }
        Ok(Self { workspace, by_id, tally })
    }

    /// Gives the documents in the order of the contract, until nobody wants any more.
    fn explain(self, batches: &Sender<Result<Vec<Planned>>>) {
        let Self { workspace, mut by_id, .. } = self;
        let mut texts = Texts::of(&workspace);
        let mut batch = Vec::new();
        for document in workspace.settled() {
            match texts.explained(document.id) {
                Ok(explanation) => {
                    let taken = document.charges.iter();
                    let taken = taken.filter_map(|id| by_id.remove(*id)).collect();
                    batch.push(Planned::of(&document, explanation, taken));
                }
                Err(error) => {
                    // Who does not listen has stopped for another reason.
                    let _ = batches.blocking_send(Err(error));
                    return;
                }
            }
            if batch.len() == BATCH
                && batches.blocking_send(Ok(std::mem::take(&mut batch))).is_err()
            {
                return;
            }
        }
        if !batch.is_empty() {
            let _ = batches.blocking_send(Ok(batch));
        }
    }
}

/// The explanations of a run, and what names them.
struct Texts<'w> {
    kept: KeptExplanations<'w>,
    /// By the number of the text.
    hashes: Vec<String>,
    brought: HashSet<String>,
}

impl<'w> Texts<'w> {
    fn of(workspace: &'w Workspace) -> Self {
        let kept = workspace.kept_explanations();
        Self { kept, hashes: Vec::new(), brought: HashSet::new() }
    }

    fn explained(&mut self, document: &str) -> Result<Explained> {
        let kept = self.kept.of(document).map_err(damaged)?;
        let Some(text) = kept.text else {
            let hash = self.hashes.get(kept.number).cloned();
            let hash = hash.ok_or_else(|| broken("an explanation was not written"))?;
            return Ok(Explained { hash, text: None });
        };
        let hash = hash_of(&text);
        self.hashes.push(hash.clone());
        // The engine forgets what it wrote long ago, and writes it again.
        let text = self.brought.insert(hash.clone()).then_some(text);
        Ok(Explained { hash, text })
    }
}

/// The explanation of the only document that is made.
pub(super) fn explained_alone(workspace: &Workspace, document: &str) -> Result<Explained> {
    Texts::of(workspace).explained(document)
}

impl Planned {
    pub(super) fn of(
        document: &SettledDocument<'_>,
        explanation: Explained,
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
