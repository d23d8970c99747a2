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

use crate::background::Stop;

pub(crate) use letter::notice;
pub(crate) use post::Post;

/// Messages that are taken at once: all of them are sent, or given up on, within their lease.
const AT_ONCE: i64 = 20;

/// How often the outbox is looked into.
const PAUSE: Duration = Duration::from_secs(3);

/// Sends what waits until the server is asked to end.
pub(crate) async fn work(records: Records, public_url: String, post: Post, mut stop: Stop) {
    let owner = own_name();
    loop {
        match send_due(&records, &public_url, &post, &owner, &stop).await {
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
    stop: &Stop,
) -> Result<usize, RecordError> {
    let leased = outbox::lease(records, owner, AT_ONCE, records.now()).await?;
    for (index, message) in leased.iter().enumerate() {
        if stop.is_asked() {
            outbox::release(records, leased.get(index..).unwrap_or_default()).await?;
            return Ok(index);
        }
        send(records, public_url, post, message).await?;
    }
    Ok(leased.len())
}

async fn send(
    records: &Records,
    public_url: &str,
    post: &Post,
    message: &Leased,
) -> Result<(), RecordError> {
    let sent = match letter::write(post.from(), public_url, message, records.now()) {
        Ok(letter) => post.send(letter).await,
        Err(failure) => Err(failure),
    };
    let (organisation, id) = (message.organisation.as_str(), message.id);
    let Err(failure) = sent else {
        tracing::info!(organisation, id, "mail sent");
        return outbox::sent(records, message, records.now()).await;
    };
    let state = outbox::failed(records, message, &failure, records.now()).await?;
    let (Failure::Passing(reason) | Failure::Lasting(reason)) = &failure;
    let is_given_up = state == OutboxState::Dead;
    tracing::warn!(organisation, id, reason, is_given_up, "mail not sent");
    Ok(())
}

/// Tells this process from others.
fn own_name() -> String {
    records::secret("mail-", 16).unwrap_or_else(|_| format!("mail-{}", std::process::id()))
}
