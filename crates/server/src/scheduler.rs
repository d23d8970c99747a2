//! What happens by itself: agreements are renewed, invoices issued when they are due, and contacts
//! told that purchase orders expire.
//!
//! Several processes may do it at once: each step is one change of an organisation, and whoever
//! comes second finds nothing left to do.

use std::collections::BTreeSet;
use std::time::Duration;

use records::invoicing::{self, RunState};
use records::{Actor, OrganisationId, RecordError, Records, agreements, organisations, outbox};

use crate::background::Stop;

/// Who closes months that are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The scheduler does, as soon as it can.
    ByItself,
    /// People do: the example leaves a month for them to try it on.
    ByPeople,
}

/// How often it is looked for what is due.
const PAUSE: Duration = Duration::from_secs(60);

/// Looks for what is due until the server is asked to end.
pub(crate) async fn work(records: Records, closing: Closing, mut stop: Stop) {
    let mut parked = BTreeSet::new();
    loop {
        do_due(&records, closing, &mut parked, &stop).await;
        if stop.asked_within(PAUSE).await {
            return;
        }
    }
}

/// Does what is due in every organisation. What fails in one is told in the log, and keeps nothing
/// else from being done.
pub(crate) async fn do_due(
    records: &Records,
    closing: Closing,
    parked: &mut BTreeSet<OrganisationId>,
    stop: &Stop,
) {
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
        let done = renew(records, &organisation, &actor).await;
        told(&organisation, "agreements", done);
        let done = issue(records, &organisation, &actor, closing, parked).await;
        told(&organisation, "invoices", done);
        let done = outbox::due_expiration_notices(records, &organisation, &actor).await;
        told(&organisation, "expiration notices", done.map(|_| ()));
    }
}

async fn renew(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
) -> Result<(), RecordError> {
    let mut write = records.write(organisation, actor, None).await?;
    let renewed = agreements::renew_due(&mut write).await?;
    let settled = agreements::settle_ended(&mut write).await?;
    // A change that changes nothing is none.
    if renewed.is_empty() && settled == 0 { Ok(()) } else { write.commit().await }
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

fn told(organisation: &OrganisationId, what: &str, done: Result<(), RecordError>) {
    let organisation = organisation.as_str();
    match done {
        Ok(()) => {}
        // Somebody else is at it.
        Err(RecordError::Busy) => tracing::debug!(organisation, what, "busy"),
        Err(error) => {
            tracing::warn!(organisation, what, error = error.to_string(), "what is due failed");
        }
    }
}

/// Names what is done together, in the audit.
fn run_id() -> String {
    records::secret("scheduler-", 12).unwrap_or_else(|_| "scheduler".to_owned())
}
