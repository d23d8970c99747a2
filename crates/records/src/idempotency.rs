//! Requests that are sent twice are done once: the answer is stored with the change.

use std::time::Duration;

use crate::database::Connection;
use crate::{RecordError, Records, Result};

/// The key that a caller gave a write, and what the write was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Who called: keys of different callers have nothing to do with each other.
    pub principal: String,
    /// The key, as given.
    pub key: String,
    /// A hash of the method, the address and the body.
    pub request_hash: String,
}

/// What a write was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON.
    pub body: String,
}

/// Looks whether the write was done before. What it gives back is its answer then.
pub(crate) async fn look_up(
    connection: &mut Connection,
    organisation: &str,
    key: &IdempotencyKey,
) -> Result<()> {
    let row: Option<(String, i64, String)> = sqlx::query_as(
        "select request_hash, status, answer
         from idempotency_keys
         where organisation = $1 and principal = $2 and key = $3",
    )
    .bind(organisation)
    .bind(&key.principal)
    .bind(&key.key)
    .fetch_optional(connection)
    .await?;
    match row {
        None => Ok(()),
        Some((hash, status, body)) if hash == key.request_hash => {
            let status = u16::try_from(status).unwrap_or(200);
            Err(RecordError::Replayed(StoredAnswer { status, body }))
        }
        Some(_) => Err(RecordError::refused(
            "IDEMPOTENCY_KEY_REUSED",
            "",
            "this idempotency key was used for another request: take a new key for a new request",
        )),
    }
}

/// Forgets the keys of writes that were done longer ago than this: sent again after that, a request
/// is a new one.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_keys(records: &Records, kept: Duration) -> Result<u64> {
    records.forget("delete from idempotency_keys where created_at < $1", kept).await
}

/// Stores the answer in the transaction of the change.
pub(crate) async fn store(
    connection: &mut Connection,
    organisation: &str,
    key: &IdempotencyKey,
    answer: &StoredAnswer,
    at: i64,
) -> Result<()> {
    sqlx::query(
        "insert into idempotency_keys
             (organisation, principal, key, request_hash, status, answer, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(organisation)
    .bind(&key.principal)
    .bind(&key.key)
    .bind(&key.request_hash)
    .bind(i64::from(answer.status))
    .bind(&answer.body)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}
