//! Links by which a person sets a password: the first start, an invitation, a reset. Each works
//! once.

use std::time::Duration;

use permissions::{Action, ManagedPolicy};
use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::passwords::{self, Password, Sessions};
use super::users::{self, NewUser, User};
use super::{grants, names, noted};
use crate::audit::{self, AuditEntry};
use crate::database::Connection;
use crate::organisations::{self, NewOrganisation, Organisation, written};
use crate::write::{Actor, Write};
use crate::{RecordError, Records, Result, id};

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetUpLink {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Until when it works.
    pub expires_at: String,
}

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum LinkPurpose {
    /// Making the first person and the first organisation.
    FirstStart,
    /// Setting the password of somebody.
    Password {
        /// Whose.
        user: User,
    },
}

/// What the first start makes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirstStart {
    /// The first organisation, with its account.
    pub organisation: NewOrganisation,
    /// The first person, who may do everything in it.
    pub user: NewUser,
    /// Their password.
    pub password: Password,
}

/// Makes a link and gives its secret. Without a person, it is for the first start. A newer link of
/// a person takes the place of the older ones.
///
/// # Errors
/// When there is no such person, they are disabled, or the first start is over.
pub async fn create_set_up_link(
    records: &Records,
    actor: &Actor,
    user: Option<&str>,
    lifetime: Duration,
) -> Result<String> {
    let now = records.now();
    let mut transaction = records.database().write().await?;
    let secret = match user {
        Some(user) => {
            let belongs = noted::hold(&mut transaction, user).await?;
            let (secret, entry) = insert_of(&mut transaction, user, now, lifetime).await?;
            belongs.note(&mut transaction, now, actor, &entry).await?;
            secret
        }
        // Several servers may start at once, each with a link: the older ones stay.
        None => {
            refuse_second_start(&mut transaction).await?;
            insert(&mut transaction, None, now, expiry(now, lifetime)).await?
        }
    };
    transaction.commit().await?;
    Ok(secret)
}

/// Makes a link for a person of the organisation that is changed, by the same change.
///
/// # Errors
/// As [`create_set_up_link`]; when the person belongs to another organisation too.
pub async fn add_set_up_link(write: &mut Write, user: &str, lifetime: Duration) -> Result<String> {
    users::refuse_elsewhere(write, user).await?;
    let at = write.at();
    let (secret, entry) = insert_of(write.connection(), user, at, lifetime).await?;
    write.audit(entry);
    Ok(secret)
}

/// Forgets links that were used, or had their time, a while ago. Until then, whoever opens one
/// again is told what became of it.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_links(records: &Records, kept: Duration) -> Result<u64> {
    const OLD: &str = "delete from set_up_links where used_at < $1 or expires_at < $1";
    records.forget(OLD, kept).await
}

fn expiry(at: Instant, lifetime: Duration) -> i64 {
    let span = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
    at.milliseconds().saturating_add(span)
}

/// A new link in the place of the older ones of a person: its secret, and what the audit tells.
async fn insert_of(
    connection: &mut Connection,
    user: &str,
    at: Instant,
    lifetime: Duration,
) -> Result<(String, AuditEntry)> {
    let user = users::load(connection, user).await?;
    if user.disabled {
        return Err(users::disabled(&user));
    }
    end(connection, &user.id).await?;
    let expires_at = expiry(at, lifetime);
    let secret = insert(connection, Some(&user.id), at, expires_at).await?;
    Ok((secret, made(&user.id, expires_at)))
}

/// Ends the links of a person that were not used yet, and tells how many there were.
pub(super) async fn end(connection: &mut Connection, user: &str) -> Result<u64> {
    let ended = sqlx::query("delete from set_up_links where user_id = $1 and used_at is null")
        .bind(user)
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
}

async fn insert(
    connection: &mut Connection,
    user: Option<&str>,
    at: Instant,
    expires_at: i64,
) -> Result<String> {
    let secret = id::secret("", 32)?;
    sqlx::query(
        "insert into set_up_links (token_hash, user_id, created_at, expires_at)
         values ($1, $2, $3, $4)",
    )
    .bind(id::hash_of(&secret))
    .bind(user)
    .bind(at.milliseconds())
    .bind(expires_at)
    .execute(connection)
    .await?;
    Ok(secret)
}

/// What the audit tells of a link that was made for a person.
fn made(user: &str, expires_at: i64) -> AuditEntry {
    of_links(user, None, Some(json!({ "expiresAt": written(expires_at) })))
}

/// What the audit tells of links that ended unused.
pub(super) fn ended(user: &str, count: u64) -> AuditEntry {
    of_links(user, Some(json!({ "unused": count })), Some(json!({ "unused": 0 })))
}

fn of_links(user: &str, before: Option<Value>, after: Option<Value>) -> AuditEntry {
    AuditEntry {
        action: Action::ManageUsers.name().to_owned(),
        subject_kind: "set-up-link",
        subject: user.to_owned(),
        before,
        after,
    }
}

/// What a link is for, while it works.
///
/// # Errors
/// When it is not known, was used, or is too old.
pub async fn find_link(records: &Records, secret: &str) -> Result<SetUpLink> {
    let mut read = records.read().await?;
    let link = load(&mut read, secret, records.now()).await?;
    let purpose = match link.user {
        Some(user) => LinkPurpose::Password { user: users::load(&mut read, &user).await? },
        None => LinkPurpose::FirstStart,
    };
    Ok(SetUpLink { purpose, expires_at: written(link.expires_at) })
}

/// Makes the first person and the first organisation, in which they may do everything.
///
/// # Errors
/// When the link does not work, or is somebody's; everything that is wrong with what is to be made,
/// and the link works once more then.
pub async fn use_first_link(
    records: &Records,
    secret: &str,
    start: FirstStart,
) -> Result<(User, Organisation)> {
    let at = records.now();
    let mut read = records.read().await?;
    if load(&mut read, secret, at).await?.user.is_some() {
        return Err(unknown());
    }
    drop(read);
    let mut problems = Vec::new();
    let organisation = organisations::checked(start.organisation, "/organisation", &mut problems);
    let user = users::checked(start.user, "/user", &mut problems);
    passwords::check(&start.password, &user.email, "/password", &mut problems);
    names::refuse(problems)?;
    let hash = passwords::hash(&start.password).await?;

    let mut transaction = records.database().write().await?;
    take(&mut transaction, secret, at).await?;
    refuse_second_start(&mut transaction).await?;
    be_first(&mut transaction).await?;
    let user = users::insert(&mut transaction, user, at, "/user").await?;
    let newcomer = noted::added(&user);
    let (user, password) =
        passwords::store(&mut transaction, &user.id, &hash, Sessions::EndAll).await?;
    let actor = Actor { name: format!("user:{}", user.id), request_id: "first-start".to_owned() };
    let organisation =
        organisations::insert(&mut transaction, at, &actor, organisation, "/organisation").await?;
    let (id, account) = (organisation.id.as_str(), organisation.account.as_str());
    let policy = ManagedPolicy::FullAccess.id();
    grants::insert(&mut transaction, id, account, &user.id, policy, at).await?;
    let granted = grants::entry(account, &user.id, &[], &[policy.to_owned()]);
    let entries = vec![newcomer, password, granted];
    audit::append(&mut transaction, id, at, &actor.name, &actor.request_id, entries).await?;
    transaction.commit().await?;
    Ok((user, organisation))
}

/// Sets the password of the person whom a link is for, and ends their sessions.
///
/// # Errors
/// When the link does not work or is for the first start, the person is disabled, or the password
/// cannot be one; the link works once more then.
pub async fn use_link(
    records: &Records,
    request_id: &str,
    secret: &str,
    password: &Password,
) -> Result<User> {
    let at = records.now();
    let mut read = records.read().await?;
    let user = load(&mut read, secret, at).await?.user.ok_or_else(unknown)?;
    let user = users::load(&mut read, &user).await?;
    drop(read);
    let mut problems = Vec::new();
    passwords::check(password, &user.email, "/password", &mut problems);
    names::refuse(problems)?;
    let hash = passwords::hash(password).await?;

    let mut transaction = records.database().write().await?;
    let belongs = noted::hold(&mut transaction, &user.id).await?;
    take(&mut transaction, secret, at).await?;
    let (user, entry) =
        passwords::store(&mut transaction, &user.id, &hash, Sessions::EndAll).await?;
    if user.disabled {
        return Err(users::disabled(&user));
    }
    // Whoever has the link acts as the person whom it is for.
    let actor = Actor { name: format!("user:{}", user.id), request_id: request_id.to_owned() };
    belongs.note(&mut transaction, at, &actor, &entry).await?;
    transaction.commit().await?;
    Ok(user)
}

struct Link {
    user: Option<String>,
    expires_at: i64,
}

/// A link that works.
async fn load(connection: &mut Connection, secret: &str, at: Instant) -> Result<Link> {
    let row: Option<(Option<String>, i64, Option<i64>)> = sqlx::query_as(
        "select user_id, expires_at, used_at from set_up_links where token_hash = $1",
    )
    .bind(id::hash_of(secret))
    .fetch_optional(connection)
    .await?;
    let (user, expires_at, used_at) = row.ok_or_else(unknown)?;
    if used_at.is_some() {
        return Err(RecordError::refused(
            "LINK_USED",
            "/link",
            "this link was used already, and works once: sign in, or ask for a new one",
        ));
    }
    if expires_at <= at.milliseconds() {
        return Err(RecordError::refused(
            "LINK_EXPIRED",
            "/link",
            "this link is too old: ask for a new one",
        ));
    }
    Ok(Link { user, expires_at })
}

/// Uses a link up. Of several who try, one gets it.
async fn take(connection: &mut Connection, secret: &str, at: Instant) -> Result<()> {
    let taken = sqlx::query(
        "update set_up_links
         set used_at = $1
         where token_hash = $2 and used_at is null and expires_at > $1",
    )
    .bind(at.milliseconds())
    .bind(id::hash_of(secret))
    .execute(&mut *connection)
    .await?;
    if taken.rows_affected() == 0 {
        load(connection, secret, at).await?;
        return Err(unknown());
    }
    Ok(())
}

async fn refuse_second_start(connection: &mut Connection) -> Result<()> {
    if users::any(connection).await? { Err(started()) } else { Ok(()) }
}

/// Of several first starts at once, each by a link of its own, one is the first.
async fn be_first(connection: &mut Connection) -> Result<()> {
    let counted = sqlx::query(
        "insert into counters (organisation, name, value)
         values ('', 'first-start', 1)
         on conflict do nothing",
    )
    .execute(connection)
    .await?;
    if counted.rows_affected() == 0 { Err(started()) } else { Ok(()) }
}

fn started() -> RecordError {
    RecordError::conflict(
        "SET_UP_DONE",
        "this server has people already: sign in, or ask one of them for an invitation",
    )
}

fn unknown() -> RecordError {
    RecordError::refused(
        "LINK_UNKNOWN",
        "/link",
        "this link is not known: copy all of it, or ask for a new one if there may be a newer",
    )
}
