//! Sending what waits in the outbox.
//!
//! Each server process may send: a message is leased before, so that it is one's alone, and noted
//! afterwards. Who sent one and dies before it is noted makes it come twice, with the same
//! `Message-ID`.

mod letter;
mod post;

use std::time::Duration;

use records::outbox::{self, Failure, Leased, OutboxState};
use records::{RecordError, Records};
use tokio::time::{Instant, sleep};

use crate::background::Stop;
use crate::busy::Busy;

pub(crate) use letter::notice;
pub(crate) use post::Post;

/// Messages that are taken at once: all of them are sent, or given up on, within their lease.
const AT_ONCE: i64 = 20;

/// How often the outbox is looked into.
const PAUSE: Duration = Duration::from_secs(3);

/// How far a lease goes: what is to be done with a message ends well before somebody else may have
/// it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// Until then, a message is begun with.
    pub(crate) sending: Duration,
    /// Until then, it is tried to note what became of one.
    pub(crate) noting: Duration,
}

/// Of the 15 minutes that a lease lasts.
pub(crate) const TIMES: Times =
    Times { sending: Duration::from_secs(10 * 60), noting: Duration::from_secs(13 * 60) };

/// So long it is tried to give messages back.
const RELEASING: Duration = Duration::from_secs(10);

/// The wait before something is noted again that could not be.
const AGAIN: Duration = Duration::from_millis(500);

/// Sends what waits until the server is asked to end.
pub(crate) async fn work(records: Records, public_url: String, post: Post, mut stop: Stop) {
    let owner = own_name();
    let mut busy = Busy::default();
    loop {
        let done = send_due(&records, &public_url, &post, &owner, TIMES, &stop).await;
        busy.note("", "mail", &done);
        match done {
            Ok(sent) if sent > 0 && !stop.is_asked() => continue,
            Ok(_) | Err(RecordError::Busy) => {}
            Err(error) => tracing::warn!(error = error.to_string(), "mail cannot be sent"),
        }
        if stop.asked_within(PAUSE).await {
            return;
        }
    }
}

/// Sends what is due now, as much as is taken at once, and gives how many messages that were.
pub(crate) async fn send_due(
    records: &Records,
    public_url: &str,
    post: &Post,
    owner: &str,
    times: Times,
    stop: &Stop,
) -> Result<usize, RecordError> {
    let begun = Instant::now();
    let leased = outbox::lease(records, owner, AT_ONCE, records.now()).await?;
    let mut waiting = leased.as_slice();
    while let [message, rest @ ..] = waiting {
        if stop.is_asked() || begun.elapsed() > times.sending {
            release(records, waiting).await?;
            break;
        }
        let sent = send(records, public_url, post, message, begun + times.noting).await;
        if let Err(error) = sent {
            // They do not wait for the end of a lease because one could not be noted.
            release(records, rest).await?;
            return Err(error);
        }
        waiting = rest;
    }
    Ok(leased.len() - waiting.len())
}

/// Sends a message, and notes what became of it, however often that has to be tried until then: what
/// is sent and not noted comes twice.
async fn send(
    records: &Records,
    public_url: &str,
    post: &Post,
    message: &Leased,
    until: Instant,
) -> Result<(), RecordError> {
    let sent = match letter::write(post.from(), public_url, message, records.now()) {
        Ok(letter) => post.send(letter).await,
        Err(failure) => Err(failure),
    };
    let (organisation, id) = (message.organisation.as_str(), message.id);
    let Err(failure) = sent else {
        tracing::info!(organisation, id, "mail sent");
        let noted = insist(until, || outbox::sent(records, message, records.now())).await;
        return noted.inspect_err(|error| {
            let error = error.to_string();
            tracing::warn!(organisation, id, error, "mail sent, but not noted: it comes twice");
        });
    };
    let state = insist(until, || outbox::failed(records, message, &failure, records.now())).await?;
    let (Failure::Passing(reason) | Failure::Lasting(reason)) = &failure;
    let is_given_up = state == OutboxState::Dead;
    tracing::warn!(organisation, id, reason, is_given_up, "mail not sent");
    Ok(())
}

async fn release(records: &Records, messages: &[Leased]) -> Result<(), RecordError> {
    if messages.is_empty() {
        return Ok(());
    }
    insist(Instant::now() + RELEASING, || outbox::release(records, messages)).await
}

/// Notes something again and again while the database is busy or gone, until then.
async fn insist<T, F>(until: Instant, note: impl Fn() -> F) -> Result<T, RecordError>
where
    F: Future<Output = Result<T, RecordError>>,
{
    loop {
        match note().await {
            Err(RecordError::Busy | RecordError::Storage(_)) if Instant::now() < until => {
                sleep(AGAIN).await;
            }
            done => return done,
        }
    }
}

/// Tells this process from others.
fn own_name() -> String {
    records::secret("mail-", 16).unwrap_or_else(|_| format!("mail-{}", std::process::id()))
}
