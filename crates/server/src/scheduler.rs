//! What happens by itself: agreements are renewed, invoices issued when they are due, and contacts
//! told that purchase orders expire.
//!
//! Several processes may do it at once: each step is one change of an organisation, and whoever
//! comes second finds nothing left to do.

use std::collections::BTreeSet;
use std::time::Duration;

use records::agreements::Renewals;
use records::invoicing::{self, RunState};
use records::{
    Actor, OrganisationId, RecordError, Records, agreements, organisations, outbox, people,
};

use crate::background::Stop;
use crate::busy::Busy;

/// Who closes months that are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The scheduler does, as soon as it can.
    ByItself,
    /// People do: the example leaves a month for them to try it on.
    ByPeople,
}

/// What the scheduler remembers from one round to the next.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    /// Organisations of which it is told that a run is parked.
    parked: BTreeSet<OrganisationId>,
    busy: Busy,
    /// When what nobody needs was last forgotten.
    tidied: Option<procurement::Instant>,
}

/// How often it is looked for what is due.
const PAUSE: Duration = Duration::from_secs(60);

/// Looks for what is due until the server is asked to end.
pub(crate) async fn work(records: Records, closing: Closing, mut stop: Stop) {
    let mut rounds = Rounds::default();
    loop {
        do_due(&records, closing, &mut rounds, &stop).await;
        tidy(&records, &mut rounds).await;
        if stop.asked_within(PAUSE).await {
            return;
        }
    }
}

/// Does what is due in every organisation. What fails in one is told in the log, and keeps nothing
/// else from being done.
pub(crate) async fn do_due(records: &Records, closing: Closing, rounds: &mut Rounds, stop: &Stop) {
    let Rounds { parked, busy, .. } = rounds;
    let organisations = match organisations::all_ids(records).await {
        Ok(organisations) => organisations,
        Err(error) => {
            tracing::warn!(error = error.to_string(), "what is due cannot be looked for");
            return;
        }
    };
    for organisation in organisations {
        if stop.is_asked() {
            return;
        }
        let actor = Actor::system(run_id());
        let mut told = |what, done| tell(busy, &organisation, what, &done);
        told("agreements", renew(records, &organisation, &actor).await);
        told("invoices", issue(records, &organisation, &actor, closing, parked).await);
        told("expiration notices", remind(records, &organisation, &actor).await);
    }
}

/// How often it is looked for what nobody needs any more.
const TIDYING: Duration = Duration::from_secs(60 * 60);

/// So long the answer of a request is kept for when the request is sent again, and so long whoever
/// opens a link that is over is told what became of it.
pub(crate) const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Forgets what nobody needs any more, once an hour.
pub(crate) async fn tidy(records: &Records, rounds: &mut Rounds) {
    let Rounds { tidied, busy, .. } = rounds;
    let now = records.now();
    let pause = i64::try_from(TIDYING.as_millis()).unwrap_or(i64::MAX);
    if tidied.is_some_and(|last| now.milliseconds() < last.milliseconds().saturating_add(pause)) {
        return;
    }
    *tidied = Some(now);
    let keys = records::forget_old_keys(records, KEPT).await;
    let links = people::forget_old_links(records, KEPT).await;
    for (what, done) in [("idempotency keys", keys), ("set-up links", links)] {
        busy.note("", what, &done);
        match done {
            Ok(0) | Err(RecordError::Busy) => {}
            Ok(count) => tracing::info!(what, count, "old ones are forgotten"),
            Err(error) => {
                tracing::warn!(what, error = error.to_string(), "old ones are not forgotten");
            }
        }
    }
}

/// Renews agreements that ended, and settles those that are not renewed.
pub(crate) async fn renew(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
) -> Result<(), RecordError> {
    let mut write = records.write(organisation, actor, None).await?;
    let renewals = agreements::renew_due(&mut write).await?;
    let settled = agreements::settle_ended(&mut write).await?;
    // A change that changes nothing is none.
    if renewals == Renewals::default() && settled == 0 {
        return Ok(());
    }
    write.commit().await?;
    for agreement in renewals.left {
        let (organisation, agreement) = (organisation.as_str(), agreement.id);
        tracing::warn!(organisation, agreement, "nothing can follow it: it is not renewed");
    }
    Ok(())
}

/// Tells contacts that purchase orders expire.
pub(crate) async fn remind(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
) -> Result<(), RecordError> {
    outbox::due_expiration_notices(records, organisation, actor).await.map(|_| ())
}

async fn issue(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
    closing: Closing,
    parked: &mut BTreeSet<OrganisationId>,
) -> Result<(), RecordError> {
    if is_parked(records, organisation).await? {
        // Told once, not every minute.
        if parked.insert(organisation.clone()) {
            let organisation = organisation.as_str();
            tracing::warn!(organisation, "a run is parked: see to its reason, and start it again");
        }
        return Ok(());
    }
    parked.remove(organisation);
    let done = match closing {
        Closing::ByItself => invoicing::run_due(records, organisation, actor).await?,
        Closing::ByPeople => {
            let done = invoicing::run_due_apart(records, organisation, actor).await?;
            done.into_iter().collect()
        }
    };
    for run in done {
        let (organisation, kind, through) = (organisation.as_str(), run.kind, run.through);
        tracing::info!(organisation, kind, through, issued = run.issued, "invoices issued");
    }
    Ok(())
}

/// Whether the last run of a kind waits for a person: started again, it would fail again.
async fn is_parked(records: &Records, organisation: &OrganisationId) -> Result<bool, RecordError> {
    let mut seen = BTreeSet::new();
    let latest = invoicing::runs(records, organisation, None, 20).await?;
    Ok(latest.into_iter().any(|run| seen.insert(run.kind) && run.state == RunState::Parked))
}

fn tell(
    busy: &mut Busy,
    organisation: &OrganisationId,
    what: &'static str,
    done: &Result<(), RecordError>,
) {
    let organisation = organisation.as_str();
    busy.note(organisation, what, done);
    match done {
        Ok(()) | Err(RecordError::Busy) => {}
        Err(error) => {
            tracing::warn!(organisation, what, error = error.to_string(), "what is due failed");
        }
    }
}

/// Names what is done together, in the audit.
fn run_id() -> String {
    records::secret("scheduler-", 12).unwrap_or_else(|_| "scheduler".to_owned())
}
