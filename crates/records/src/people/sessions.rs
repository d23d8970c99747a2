//! Sessions: who is signed in, in which browser.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::noted;
use super::users::{self, User, user_columns};
use crate::database::Connection;
use crate::organisations::written;
use crate::write::Actor;
use crate::{RecordError, Records, Result, id};

/// A session without a request for so long is over.
const IDLE: i64 = 8 * HOUR;

/// Every session is over after so long.
const LIFETIME: i64 = 7 * 24 * HOUR;

/// When it was seen last is written down no more often than this.
pub(super) const SEEN_EVERY: i64 = 60 * 1000;

const HOUR: i64 = 60 * 60 * 1000;

/// How many sessions a person has at most; the one that was seen least lately makes room.
pub const SESSIONS_MAX: usize = 50;

/// A person who is signed in, in one browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id, with which nobody can sign in.
    pub id: String,
    /// When the person signed in.
    pub created_at: String,
    /// When it was used last, to the minute.
    pub last_seen_at: String,
    /// When it is over, however much it is used.
    pub expires_at: String,
    /// What the browser said it is.
    pub user_agent: String,
}

/// Opens a session, and gives its secret, which only the browser keeps.
///
/// # Errors
/// When there is no such person, or they are disabled.
pub async fn open_session(
    records: &Records,
    user: &str,
    user_agent: &str,
) -> Result<(String, Session)> {
    let at = records.now().milliseconds();
    let (secret, id) = (id::secret("", 32)?, id::secret("s-", 10)?);
    // It is shown in a list, and needs not be longer.
    let user_agent: String =
        user_agent.chars().filter(|letter| !letter.is_control()).take(300).collect();
    let mut transaction = records.database().write().await?;
    let user = users::load(&mut transaction, user).await?;
    if user.disabled {
        return Err(users::disabled(&user));
    }
    make_room(&mut transaction, &user.id, at).await?;
    sqlx::query(
        "insert into sessions
             (token_hash, id, user_id, created_at, last_seen_at, expires_at, user_agent)
         values ($1, $2, $3, $4, $4, $5, $6)",
    )
    .bind(id::hash_of(&secret))
    .bind(&id)
    .bind(&user.id)
    .bind(at)
    .bind(at + LIFETIME)
    .bind(&user_agent)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let (now, expires_at) = (written(at), written(at + LIFETIME));
    let session =
        Session { id, created_at: now.clone(), last_seen_at: now, expires_at, user_agent };
    Ok((secret, session))
}

/// Whose session a secret is of, unless it is over or the person is disabled.
///
/// # Errors
/// When the database fails.
pub async fn session_of(records: &Records, secret: &str) -> Result<Option<(User, Session)>> {
    let at = records.now().milliseconds();
    let hash = id::hash_of(secret);
    let mut read = records.read().await?;
    let row = sqlx::query(concat!(
        "select ",
        user_columns!(),
        ", s.id, s.created_at, s.last_seen_at, s.expires_at, s.user_agent
         from sessions s join users u on u.id = s.user_id
         where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.disabled = 0"
    ))
    .bind(&hash)
    .bind(at)
    .bind(at - IDLE)
    .fetch_optional(&mut *read)
    .await?;
    drop(read);
    let Some(row) = row else { return Ok(None) };
    let (user, mut session) = (User::read(&row)?, Session::read(&row, User::COLUMNS)?);
    let seen_at: i64 = row.try_get(User::COLUMNS + 2)?;
    if at - seen_at >= SEEN_EVERY {
        session.last_seen_at = written(at);
        unless_busy(see(records, &hash, at).await)?;
    }
    Ok(Some((user, session)))
}

/// The sessions of a person that are not over, the one that was seen last first.
///
/// # Errors
/// When the database fails.
pub async fn sessions(records: &Records, user: &str) -> Result<Vec<Session>> {
    let at = records.now().milliseconds();
    let mut read = records.read().await?;
    let rows = sqlx::query(
        "select id, created_at, last_seen_at, expires_at, user_agent
         from sessions
         where user_id = $1 and expires_at > $2 and last_seen_at > $3
         order by last_seen_at desc, created_at desc, id",
    )
    .bind(user)
    .bind(at)
    .bind(at - IDLE)
    .fetch_all(&mut *read)
    .await?;
    rows.iter().map(|row| Session::read(row, 0)).collect()
}

/// Ends a session of a person.
///
/// # Errors
/// When they have no such session.
pub async fn revoke_session(
    records: &Records,
    actor: &Actor,
    user: &str,
    session: &str,
) -> Result<()> {
    let mut transaction = records.database().write().await?;
    let belongs = noted::hold(&mut transaction, user).await?;
    let ended = sqlx::query("delete from sessions where user_id = $1 and id = $2")
        .bind(user)
        .bind(session)
        .execute(&mut *transaction)
        .await?;
    if ended.rows_affected() == 0 {
        return Err(RecordError::not_found("session", session));
    }
    let after = json!({ "session": session, "sessionsEnded": 1 });
    let entry = noted::of_user(noted::END_SESSIONS, user, None, Some(after));
    belongs.note(&mut transaction, records.now(), actor, &entry).await?;
    transaction.commit().await?;
    Ok(())
}

/// Ends all sessions of a person but one, by its id, and gives how many.
///
/// # Errors
/// When the database fails.
pub async fn revoke_other_sessions(
    records: &Records,
    actor: &Actor,
    user: &str,
    kept: &str,
) -> Result<u64> {
    let mut transaction = records.database().write().await?;
    let belongs = noted::hold(&mut transaction, user).await?;
    let ended = end(&mut transaction, user, Some(kept)).await?;
    if ended > 0 {
        let after = json!({ "kept": kept, "sessionsEnded": ended });
        let entry = noted::of_user(noted::END_SESSIONS, user, None, Some(after));
        belongs.note(&mut transaction, records.now(), actor, &entry).await?;
    }
    transaction.commit().await?;
    Ok(ended)
}

impl Session {
    /// From a row with the columns of a session, from one of them on.
    fn read(row: &AnyRow, from: usize) -> Result<Self> {
        Ok(Self {
            id: row.try_get(from)?,
            created_at: written(row.try_get(from + 1)?),
            last_seen_at: written(row.try_get(from + 2)?),
            expires_at: written(row.try_get(from + 3)?),
            user_agent: row.try_get(from + 4)?,
        })
    }
}

/// Ends the sessions of a person, all but the one that is kept, and gives how many.
pub(super) async fn end(
    connection: &mut Connection,
    user: &str,
    kept: Option<&str>,
) -> Result<u64> {
    // No session has an empty id.
    let ended = sqlx::query("delete from sessions where user_id = $1 and id <> $2")
        .bind(user)
        .bind(kept.unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
}

/// Whether it was seen is no reason to fail while others keep the database busy.
pub(super) fn unless_busy(result: Result<()>) -> Result<()> {
    match result {
        Err(RecordError::Busy) => Ok(()),
        other => other,
    }
}

async fn see(records: &Records, hash: &str, at: i64) -> Result<()> {
    let mut transaction = records.database().write().await?;
    sqlx::query(
        "update sessions set last_seen_at = $1 where token_hash = $2 and last_seen_at < $1",
    )
    .bind(at)
    .bind(hash)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Removes sessions of a person that are over, and those seen least lately where there are many.
async fn make_room(connection: &mut Connection, user: &str, at: i64) -> Result<()> {
    sqlx::query(
        "delete from sessions where user_id = $1 and (expires_at <= $2 or last_seen_at <= $3)",
    )
    .bind(user)
    .bind(at)
    .bind(at - IDLE)
    .execute(&mut *connection)
    .await?;
    let ids: Vec<(String,)> =
        sqlx::query_as("select id from sessions where user_id = $1 order by last_seen_at desc, id")
            .bind(user)
            .fetch_all(&mut *connection)
            .await?;
    for (id,) in ids.iter().skip(SESSIONS_MAX - 1) {
        sqlx::query("delete from sessions where id = $1")
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
