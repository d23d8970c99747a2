//! Messages as people see them: what waits, what was sent, what was given up.

use procurement::Instant;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::OutboxState;
use crate::agreements::Listed;
use crate::database::Connection;
use crate::notices::NoticePayload;
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// A message and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutboxMessage {
    /// Its number in the organisation.
    pub id: i64,
    /// The address that it goes to.
    pub recipient: String,
    /// What became of it.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next; null for what is not tried any more.
    pub next_attempt_at: Option<String>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: String,
    /// When it was sent.
    pub sent_at: Option<String>,
    /// What is told.
    #[serde(skip)]
    pub payload: NoticePayload,
}

/// Which messages are asked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutboxQuery {
    /// What became of them.
    pub state: Option<OutboxState>,
    /// The purchase order that they are about.
    pub purchase_order: Option<String>,
    /// Only those before the message of this number.
    pub before: Option<i64>,
    /// How many at most; never more than 100.
    pub limit: Option<usize>,
}

/// Rows in a part of a list.
const PART_MAX: usize = 100;

const COLUMNS: &str = "select id, recipient, state, attempts, next_attempt_at, last_error, \
     created_at, sent_at, payload from outbox";

type Row = (i64, String, String, i64, i64, Option<String>, i64, Option<i64>, String);

/// The messages of an organisation, the latest first. The cursor is the number to ask `before`.
///
/// # Errors
/// When a message is damaged or the database fails.
pub async fn list(
    records: &Records,
    organisation: &OrganisationId,
    query: &OutboxQuery,
) -> Result<Listed<OutboxMessage>> {
    let limit = query.limit.unwrap_or(PART_MAX).clamp(1, PART_MAX);
    let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let conditions = match (query.state.is_some(), query.purchase_order.is_some()) {
        (false, false) => "",
        (true, false) => "and state = $4",
        (false, true) => "and purchase_order = $4",
        (true, true) => "and state = $4 and purchase_order = $5",
    };
    let statement = format!(
        "{COLUMNS} where organisation = $1 and id < $2 {conditions} order by id desc limit $3"
    );
    let mut select = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(organisation.as_str())
        .bind(query.before.unwrap_or(i64::MAX))
        .bind(rows_max);
    if let Some(state) = query.state {
        select = select.bind(state.as_str());
    }
    if let Some(order) = &query.purchase_order {
        select = select.bind(order);
    }
    let mut read = records.read().await?;
    let rows: Vec<Row> = select.fetch_all(&mut *read).await?;
    let is_more = rows.len() > limit;
    let items = rows.into_iter().take(limit).map(of_row).collect::<Result<Vec<_>>>()?;
    let next = items.last().filter(|_| is_more).map(|last| last.id.to_string());
    Ok(Listed { items, next })
}

/// Makes a message be tried at once, one that was given up as if it were new.
///
/// # Errors
/// When there is none of that number, or it was sent.
pub async fn retry(write: &mut Write, id: i64) -> Result<OutboxMessage> {
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    let before = one(connection, organisation, id).await?;
    if before.state == OutboxState::Sent {
        let message = format!("message {id} was sent already: nothing is left to do");
        return Err(RecordError::conflict("ALREADY_SENT", message));
    }
    // Who fails just now must not undo this: the lease is taken away.
    sqlx::query(
        "update outbox
         set state = 'pending', attempts = 0, next_attempt_at = $1, lease_until = 0,
             lease_owner = ''
         where organisation = $2 and id = $3 and state <> 'sent'",
    )
    .bind(at)
    .bind(organisation)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    let after = one(connection, organisation, id).await?;
    let (was, is) = (json!({ "state": before.state }), json!({ "state": after.state }));
    let action = "organizations:ManageSettings";
    write.audit_change(action, "message", &id.to_string(), Some(was), Some(is));
    Ok(after)
}

async fn one(connection: &mut Connection, organisation: &str, id: i64) -> Result<OutboxMessage> {
    let statement = format!("{COLUMNS} where organisation = $1 and id = $2");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(organisation)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    of_row(row.ok_or_else(|| RecordError::not_found("message", id.to_string()))?)
}

fn of_row(row: Row) -> Result<OutboxMessage> {
    let (id, recipient, state, attempts, next, last_error, created, sent, payload) = row;
    let written = |at: i64| Instant::from_milliseconds(at).to_string();
    let state = OutboxState::of(&state)?;
    Ok(OutboxMessage {
        id,
        recipient,
        state,
        attempts,
        next_attempt_at: (state == OutboxState::Pending).then(|| written(next)),
        last_error,
        created_at: written(created),
        sent_at: sent.map(written),
        payload: serde_json::from_str(&payload)?,
    })
}
