//! Runs of invoicing: what is due becomes invoices, each exactly once.
//!
//! A run is planned by the engine that computes previews, on the same snapshot, so what was
//! previewed is what is invoiced. It is written in batches, each a short transaction: invoices and
//! their lines, draws, numbers, messages and the audit, all or nothing. Between batches others may
//! change the organisation; the rest is planned anew then. Whoever is killed on the way is
//! followed by somebody who starts the same run: what is issued is not due any more.

mod bound;
mod buyer;
mod issue;
mod memo;
mod plan;
mod progress;

use procurement::{BillingMonth, Instant};

use crate::facts::Facts;
use crate::write::{Actor, Write};
use crate::{OrganisationId, RecordError, Records, Result};

pub use bound::{Bound, INVOICES_FEW, INVOICES_USUAL, LINES_MAX, TIMES_MAX};
pub use issue::InvoiceDetails;
pub(crate) use issue::series_name;
pub use memo::{NewCreditMemo, create_credit_memo};
pub(crate) use plan::Planned;
use plan::Planning;
pub use plan::dry_run;
pub use progress::{Run, RunState, find_run, runs};

/// What a run issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunScope {
    /// The monthly invoices of a month, and whatever fell due before they are issued.
    Monthly(BillingMonth),
    /// Charges with a time of their own that fell due by a moment.
    OutOfCycle(Instant),
}

/// Invoices in one transaction.
const BATCH: usize = 1000;

impl RunScope {
    /// Documents that are issued up to this moment are due.
    fn until(self) -> Instant {
        match self {
            Self::Monthly(month) => Instant::midnight_after(month),
            Self::OutOfCycle(until) => until,
        }
    }

    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Monthly(_) => "monthly",
            Self::OutOfCycle(_) => "out-of-cycle",
        }
    }

    /// Names the run among those of its kind: the month, or the day.
    pub(crate) fn through(self) -> String {
        match self {
            Self::Monthly(month) => month.to_string(),
            Self::OutOfCycle(until) => until.to_string().chars().take(10).collect(),
        }
    }
}

/// So many documents want the database to know how many charges there are.
const MANY: usize = 5000;

/// Issues what is due. Run again, it issues what has fallen due since, which is mostly nothing.
/// Where that would be far more than is usual, nothing is issued and the run is parked.
///
/// # Errors
/// When the month is not over, one before it is open, or the database fails: what is issued stays
/// issued, and the run goes on when it is started again. A run that would fail again is parked,
/// with the reason, until a person has looked.
pub async fn run(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
    scope: RunScope,
) -> Result<Run> {
    run_within(records, organisation, actor, scope, Bound::Usual).await
}

/// The same within a bound: a person who has looked at a run that was parked may waive it.
///
/// # Errors
/// As [`run`].
pub async fn run_within(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
    scope: RunScope,
    bound: Bound,
) -> Result<Run> {
    let done = go_on(records, organisation, actor, scope, bound).await;
    if let Err(error @ (RecordError::Refused(_) | RecordError::Damaged(_))) = &done {
        let mut write = records.write(organisation, actor, None).await?;
        progress::park(&mut write, scope, &error.to_string()).await?;
        write.commit().await?;
    }
    done
}

async fn go_on(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
    scope: RunScope,
    bound: Bound,
) -> Result<Run> {
    let mut write = records.write(organisation, actor, None).await?;
    let mut facts = write.facts().await?;
    check_scope(&facts, scope)?;
    let mut planned = plan(records, &mut write, &facts, scope, bound).await?;
    if planned.count() >= MANY {
        // Without it the run is but slower.
        let _ = records.database().look_at_size("charges").await;
    }
    let mut pass = progress::begin(&mut write, scope, planned.count()).await?;
    let id = pass.run;
    if bound == Bound::Waived {
        let after = serde_json::json!({
            "kind": scope.kind(), "through": scope.through(), "beyondUsual": true,
        });
        let action = "invoicing:CreateInvoiceRun";
        write.audit_change(action, "invoice-run", &id.to_string(), None, Some(after));
    }
    loop {
        let batch = planned.next().await?;
        let issued = batch.len();
        issue::issue(&mut write, &mut facts, batch, Some(pass)).await?;
        progress::advance(&mut write, id, issued).await?;
        if planned.is_over() {
            progress::finish(&mut write, id, scope).await?;
            write.commit().await?;
            return find_run(records, organisation, id).await;
        }
        let revision = write.revision();
        write.commit().await?;
        write = records.write(organisation, actor, None).await?;
        if write.revision() != revision + 1 {
            // Somebody changed something in between: what is left may go elsewhere now.
            facts = write.facts().await?;
            planned = plan(records, &mut write, &facts, scope, bound).await?;
            pass = progress::replan(&mut write, id, planned.count()).await?;
        }
    }
}

/// Plans a run, and looks whether it is a usual one.
async fn plan(
    records: &Records,
    write: &mut Write,
    facts: &Facts,
    scope: RunScope,
    bound: Bound,
) -> Result<Planning> {
    let planned = plan::plan(records, facts, scope).await?;
    if bound == Bound::Usual {
        bound::check(write, scope, planned.tally()).await?;
    }
    Ok(planned)
}

/// Issues everything that is due at a moment, month after month: what the scheduler does.
///
/// # Errors
/// As [`run`].
pub async fn run_due(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
) -> Result<Vec<Run>> {
    let now = records.now();
    let mut done = Vec::new();
    loop {
        let mut read = records.read().await?;
        let facts = Facts::load(&mut read, organisation.as_str(), now).await?;
        drop(read);
        let month = facts.open_month;
        if Instant::midnight_after(month) > now {
            break;
        }
        done.push(run(records, organisation, actor, RunScope::Monthly(month)).await?);
    }
    done.extend(run_due_apart(records, organisation, actor).await?);
    Ok(done)
}

/// Issues what fell due apart from its month, and closes no month.
///
/// # Errors
/// As [`run`].
pub async fn run_due_apart(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
) -> Result<Option<Run>> {
    let scope = RunScope::OutOfCycle(records.now());
    if plan::is_due(records, organisation, scope).await? {
        Ok(Some(run(records, organisation, actor, scope).await?))
    } else {
        Ok(None)
    }
}

/// A month is closed when it is over, and after the months before it.
fn check_scope(facts: &Facts, scope: RunScope) -> Result<()> {
    let RunScope::Monthly(month) = scope else { return Ok(()) };
    if facts.at < scope.until() {
        return Err(RecordError::conflict(
            "PERIOD_NOT_OVER",
            format!(
                "the invoices of {month} are issued from {} on: until then only a dry run shows \
                 them",
                scope.until()
            ),
        ));
    }
    if month > facts.open_month {
        return Err(RecordError::conflict(
            "PERIOD_ORDER",
            format!("{} is still open: close it before {month}", facts.open_month),
        ));
    }
    Ok(())
}
