//! Mail on its way: what waits, who sends it, what became of it.
//!
//! A message is written with the change that causes it. Whoever sends it leases it first, and notes
//! afterwards what became of it. A lease that nobody ended goes to somebody else: a process that
//! dies after sending may make a message come twice, and none is ever lost.

mod expiring;
mod listing;

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::notices::NoticePayload;
use crate::{OrganisationId, RecordError, Records, Result};

pub use expiring::due_expiration_notices;
pub use listing::{OutboxMessage, OutboxQuery, list, retry};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxState {
    /// Still to be sent.
    Pending,
    /// Handed to the mail server.
    Sent,
    /// Given up until a person sends it again.
    Dead,
}

impl OutboxState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    fn of(word: &str) -> Result<Self> {
        match word {
            "pending" => Ok(Self::Pending),
            "sent" => Ok(Self::Sent),
            "dead" => Ok(Self::Dead),
            other => Err(RecordError::Damaged(format!("`{other}` is no state of a message"))),
        }
    }
}

/// A message that somebody holds in order to send it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leased {
    /// Whose message it is.
    pub organisation: OrganisationId,
    /// The organisation's name, for the text.
    pub organisation_name: String,
    /// Its number in the organisation.
    pub id: i64,
    /// The address that it goes to.
    pub recipient: String,
    /// What is told.
    pub payload: NoticePayload,
    attempts: i64,
    owner: String,
}

/// Why a message was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It may go better later.
    Passing(String),
    /// It cannot go better by itself.
    Lasting(String),
}

/// After so many attempts a message is given up.
pub const ATTEMPTS_MAX: i64 = 10;

/// So long a message is somebody's: longer than it takes to send all that is leased at once.
const LEASE: i64 = 15 * MINUTE;

/// The wait after the first failure. It doubles with each further one.
const FIRST_WAIT: i64 = 5 * MINUTE;

const LONGEST_WAIT: i64 = 6 * 60 * MINUTE;

const MINUTE: i64 = 60_000;

/// Takes messages that are due and nobody else's, the oldest first. Several processes may ask at
/// once: each message is given to one.
///
/// # Errors
/// When the database fails.
pub async fn lease(
    records: &Records,
    owner: &str,
    limit: i64,
    now: Instant,
) -> Result<Vec<Leased>> {
    type Row = (String, i64, String, String, i64);
    let now = now.milliseconds();
    let mut write = records.database().write().await?;
    // Whoever waited for a row looks at it again: the last two conditions are for them.
    let rows: Vec<Row> = sqlx::query_as(
        "update outbox
         set lease_until = $1, lease_owner = $2
         where (organisation, id) in (
                 select organisation, id
                 from outbox
                 where state = 'pending' and next_attempt_at <= $3 and lease_until <= $3
                 order by next_attempt_at, organisation, id
                 limit $4)
           and state = 'pending' and lease_until <= $3
         returning organisation, id, recipient, payload, attempts",
    )
    .bind(now + LEASE)
    .bind(owner)
    .bind(now)
    .bind(limit)
    .fetch_all(&mut *write)
    .await?;
    let mut leased = Vec::with_capacity(rows.len());
    for (organisation, id, recipient, payload, attempts) in rows {
        let (organisation_name,): (String,) =
            sqlx::query_as("select name from organisations where id = $1")
                .bind(&organisation)
                .fetch_one(&mut *write)
                .await?;
        match serde_json::from_str(&payload) {
            Ok(payload) => leased.push(Leased {
                organisation: OrganisationId::new(organisation),
                organisation_name,
                id,
                recipient,
                payload,
                attempts,
                owner: owner.to_owned(),
            }),
            // One that cannot be read must not keep the others from being sent.
            Err(error) => {
                sqlx::query(
                    "update outbox
                     set state = 'dead', last_error = $1, lease_until = 0
                     where organisation = $2 and id = $3",
                )
                .bind(format!("what is to be told cannot be read: {error}"))
                .bind(&organisation)
                .bind(id)
                .execute(&mut *write)
                .await?;
            }
        }
    }
    write.commit().await?;
    leased.sort_by(|a, b| (&a.organisation, a.id).cmp(&(&b.organisation, b.id)));
    Ok(leased)
}

/// Notes that a message was sent.
///
/// # Errors
/// When the database fails: the message is sent again when its lease is over.
pub async fn sent(records: &Records, message: &Leased, now: Instant) -> Result<()> {
    let mut write = records.database().write().await?;
    sqlx::query(
        "update outbox
         set state = 'sent', attempts = attempts + 1, sent_at = $1, last_error = null,
             lease_until = 0
         where organisation = $2 and id = $3 and lease_owner = $4 and state = 'pending'",
    )
    .bind(now.milliseconds())
    .bind(message.organisation.as_str())
    .bind(message.id)
    .bind(&message.owner)
    .execute(&mut *write)
    .await?;
    write.commit().await?;
    Ok(())
}

/// Notes that a message was not sent, and why. It is tried again after a while, each time a longer
/// one, until it is given up.
///
/// # Errors
/// When the database fails: the message is tried again when its lease is over.
pub async fn failed(
    records: &Records,
    message: &Leased,
    failure: &Failure,
    now: Instant,
) -> Result<OutboxState> {
    let attempts = message.attempts + 1;
    let (state, reason) = match failure {
        Failure::Passing(reason) if attempts < ATTEMPTS_MAX => (OutboxState::Pending, reason),
        Failure::Passing(reason) | Failure::Lasting(reason) => (OutboxState::Dead, reason),
    };
    let mut write = records.database().write().await?;
    sqlx::query(
        "update outbox
         set state = $1, attempts = attempts + 1, next_attempt_at = $2, last_error = $3,
             lease_until = 0
         where organisation = $4 and id = $5 and lease_owner = $6 and state = 'pending'",
    )
    .bind(state.as_str())
    .bind(now.milliseconds() + wait(attempts))
    .bind(reason)
    .bind(message.organisation.as_str())
    .bind(message.id)
    .bind(&message.owner)
    .execute(&mut *write)
    .await?;
    write.commit().await?;
    Ok(state)
}

/// Gives messages back that were not tried: whoever asks next gets them.
///
/// # Errors
/// When the database fails: they are free when their lease is over.
pub async fn release(records: &Records, messages: &[Leased]) -> Result<()> {
    let mut write = records.database().write().await?;
    for message in messages {
        sqlx::query(
            "update outbox
             set lease_until = 0
             where organisation = $1 and id = $2 and lease_owner = $3 and state = 'pending'",
        )
        .bind(message.organisation.as_str())
        .bind(message.id)
        .bind(&message.owner)
        .execute(&mut *write)
        .await?;
    }
    write.commit().await?;
    Ok(())
}

/// How long to wait after so many failures.
fn wait(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
    (FIRST_WAIT << doublings).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_six_hours() {
        let minutes: Vec<i64> = (1..ATTEMPTS_MAX).map(|attempts| wait(attempts) / MINUTE).collect();
        assert_eq!(minutes, [5, 10, 20, 40, 80, 160, 320, 360, 360]);
    }
}
