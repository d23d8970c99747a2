//! The people that the server knows.

use permissions::Action;
use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{grants, names, noted, sessions, tokens};
use crate::audit::AuditEntry;
use crate::database::Connection;
use crate::organisations::written;
use crate::write::{Actor, Write};
use crate::{Problem, RecordError, Records, Result, id};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Their id.
    pub id: String,
    /// The address that they sign in with, in small letters.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they are kept out.
    pub disabled: bool,
    /// Whether they have set a password.
    pub has_password: bool,
    /// Goes up with every change.
    pub version: i64,
    /// When they were added.
    pub created_at: String,
}

/// A person who is to be added.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// The id that they get: `u-` and 4 to 32 small letters and digits. A random one by default.
    #[serde(default)]
    pub id: Option<String>,
    /// The address that they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
}

/// Everything that is wrong with a new person, as far as it can be told from them alone.
pub fn user_problems(new: &NewUser) -> Vec<Problem> {
    let mut problems = Vec::new();
    checked(new.clone(), "", &mut problems);
    problems
}

/// Adds a person in an organisation, whose audit tells of it. They have no password yet, and get
/// their rights by the same change.
///
/// # Errors
/// As [`create_user`].
pub async fn add_user(write: &mut Write, new: NewUser) -> Result<User> {
    let mut problems = Vec::new();
    let new = checked(new, "", &mut problems);
    names::refuse(problems)?;
    let at = write.at();
    let user = insert(write.connection(), new, at, "").await?;
    write.audit(noted::added(&user));
    Ok(user)
}

/// Adds a person who belongs nowhere yet, so no audit tells of it.
///
/// # Errors
/// Everything that is wrong with it; an address that is taken.
pub async fn create_user(records: &Records, new: NewUser) -> Result<User> {
    let mut problems = Vec::new();
    let new = checked(new, "", &mut problems);
    names::refuse(problems)?;
    let mut transaction = records.database().write().await?;
    let user = insert(&mut transaction, new, records.now(), "").await?;
    transaction.commit().await?;
    Ok(user)
}

/// The person of an id.
///
/// # Errors
/// When there is none.
pub async fn find_user(records: &Records, id: &str) -> Result<User> {
    let mut read = records.read().await?;
    load(&mut read, id).await
}

/// The person of an address, however it is typed.
///
/// # Errors
/// When the database fails.
pub async fn find_user_by_email(records: &Records, email: &str) -> Result<Option<User>> {
    let mut read = records.read().await?;
    let row = sqlx::query(concat!("select ", user_columns!(), " from users u where u.email = $1"))
        .bind(names::email_key(email))
        .fetch_optional(&mut *read)
        .await?;
    row.map(|row| User::read(&row)).transpose()
}

/// Whether there is anybody: before that, the server waits for its first start.
///
/// # Errors
/// When the database fails.
pub async fn has_users(records: &Records) -> Result<bool> {
    let mut read = records.read().await?;
    any(&mut read).await
}

/// Keeps a person out: their sessions end, and their tokens and password are worth nothing until
/// they are enabled again.
///
/// # Errors
/// When there is no such person.
pub async fn disable(records: &Records, actor: &Actor, id: &str) -> Result<User> {
    set_disabled(records, actor, id, 1).await
}

/// Lets a person in again. They sign in anew.
///
/// # Errors
/// When there is no such person.
pub async fn enable(records: &Records, actor: &Actor, id: &str) -> Result<User> {
    set_disabled(records, actor, id, 0).await
}

/// Keeps a person out of the only organisation that they belong to, as [`disable`] does.
///
/// # Errors
/// As [`disable`]; when nobody else could give rights there, they belong elsewhere too, or they are
/// another version than expected.
pub async fn keep_out(write: &mut Write, id: &str, version: Option<i64>) -> Result<User> {
    expect(write, id, version).await?;
    let (organisation, connection) = write.parts();
    grants::keep_another(connection, organisation, id).await?;
    switch(write, id, 1).await
}

/// Lets a person in again, as [`enable`] does.
///
/// # Errors
/// As [`enable`]; when they belong elsewhere too, or are another version than expected.
pub async fn let_in(write: &mut Write, id: &str, version: Option<i64>) -> Result<User> {
    expect(write, id, version).await?;
    switch(write, id, 0).await
}

/// Who comes back begins anew: what they, or an earlier organisation, had as a password is worth
/// nothing, nor are their tokens in this one, and they are let in.
///
/// # Errors
/// When there is no such person.
pub async fn start_anew(write: &mut Write, id: &str) -> Result<User> {
    let connection = write.connection();
    let had = load(connection, id).await?.has_password;
    sqlx::query("update users set password = null, version = version + 1 where id = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    if had {
        let action = Action::ManageUsers.name();
        let (before, after) = (json!({ "hasPassword": true }), json!({ "hasPassword": false }));
        write.audit(noted::of_user(action, id, Some(before), Some(after)));
    }
    tokens::revoke_those_of(write, id).await?;
    switch(write, id, 0).await
}

/// A person as they are in a change.
///
/// # Errors
/// When there is none.
pub async fn user_in(write: &mut Write, id: &str) -> Result<User> {
    load(write.connection(), id).await
}

/// Refuses where a person is another version than expected.
///
/// # Errors
/// The conflict; when there is no such person.
pub async fn expect_version(write: &mut Write, id: &str, version: Option<i64>) -> Result<()> {
    let user = user_in(write, id).await?;
    RecordError::unless_version(version, user.version, &user)
}

async fn expect(write: &mut Write, id: &str, version: Option<i64>) -> Result<()> {
    refuse_elsewhere(write, id).await?;
    expect_version(write, id, version).await
}

/// How somebody gets in who belongs to another organisation too is no business of this one.
pub(super) async fn refuse_elsewhere(write: &mut Write, id: &str) -> Result<()> {
    let (organisation, connection) = write.parts();
    let user = load(connection, id).await?;
    let elsewhere: Option<(String,)> = sqlx::query_as(
        "select organisation from grants where user_id = $1 and organisation <> $2 limit 1",
    )
    .bind(id)
    .bind(organisation)
    .fetch_optional(connection)
    .await?;
    if elsewhere.is_none() {
        return Ok(());
    }
    let message = format!(
        "`{}` belongs to another organisation too, so this is the operator's of the server: ask \
         them, or take the person's policies away here",
        user.email
    );
    Err(RecordError::conflict("BELONGS_ELSEWHERE", message))
}

async fn switch(write: &mut Write, id: &str, disabled: i64) -> Result<User> {
    let (user, entry) = switched(write.connection(), id, disabled).await?;
    entry.into_iter().for_each(|entry| write.audit(entry));
    Ok(user)
}

async fn set_disabled(records: &Records, actor: &Actor, id: &str, disabled: i64) -> Result<User> {
    let mut transaction = records.database().write().await?;
    let belongs = noted::hold(&mut transaction, id).await?;
    let (user, entry) = switched(&mut transaction, id, disabled).await?;
    if let Some(entry) = entry {
        belongs.note(&mut transaction, records.now(), actor, &entry).await?;
    }
    transaction.commit().await?;
    Ok(user)
}

/// A person who is kept out or let in now, and what the audit tells of it, if it is anything.
async fn switched(
    connection: &mut Connection,
    id: &str,
    disabled: i64,
) -> Result<(User, Option<AuditEntry>)> {
    let changed = sqlx::query(
        "update users
         set disabled = $1, version = version + 1
         where id = $2 and disabled <> $1",
    )
    .bind(disabled)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    let ended = sessions::end(connection, id, None).await?;
    let user = load(connection, id).await?;
    let has_changed = changed.rows_affected() > 0;
    let entry = (has_changed || ended > 0).then(|| {
        let before = json!({ "disabled": user.disabled != has_changed });
        let after = json!({ "disabled": user.disabled, "sessionsEnded": ended });
        noted::of_user(Action::ManageUsers.name(), id, Some(before), Some(after))
    });
    Ok((user, entry))
}

/// The columns of a person that [`User::read`] takes, of a table `users u`.
macro_rules! user_columns {
    () => {
        "u.id, u.email, u.name, u.disabled, \
         cast(case when u.password is null then 0 else 1 end as bigint), u.version, u.created_at"
    };
}
pub(super) use user_columns;

impl User {
    /// How many columns a person has.
    pub(super) const COLUMNS: usize = 7;

    /// From a row that begins with the columns of a person.
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            email: row.try_get(1)?,
            name: row.try_get(2)?,
            disabled: row.try_get::<i64, _>(3)? != 0,
            has_password: row.try_get::<i64, _>(4)? != 0,
            version: row.try_get(5)?,
            created_at: written(row.try_get(6)?),
        })
    }
}

/// The new person with texts as they are kept, and all that is wrong with them.
pub(super) fn checked(new: NewUser, pointer: &str, problems: &mut Vec<Problem>) -> NewUser {
    if let Some(id) = &new.id {
        names::check_id(id, "u-", &format!("{pointer}/id"), problems);
    }
    let email = names::checked_email(&new.email, &format!("{pointer}/email"), problems);
    let name = names::checked(&new.name, &format!("{pointer}/name"), problems);
    NewUser { email, name, ..new }
}

/// Inserts what [`checked`] gave.
pub(super) async fn insert(
    connection: &mut Connection,
    new: NewUser,
    at: Instant,
    pointer: &str,
) -> Result<User> {
    let id = match new.id {
        Some(id) => id,
        None => id::secret("u-", 10)?,
    };
    let inserted = sqlx::query(
        "insert into users (id, email, name, disabled, version, created_at)
         values ($1, $2, $3, 0, 1, $4)
         on conflict do nothing",
    )
    .bind(&id)
    .bind(&new.email)
    .bind(&new.name)
    .bind(at.milliseconds())
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        let taken: Option<(String,)> = sqlx::query_as("select id from users where email = $1")
            .bind(&new.email)
            .fetch_optional(connection)
            .await?;
        return Err(match taken {
            Some(_) => RecordError::refused(
                "EMAIL_TAKEN",
                format!("{pointer}/email"),
                format!(
                    "somebody signs in with `{}` already: give that person rights instead",
                    new.email
                ),
            ),
            None => {
                let message = format!("there is a person `{id}` already: choose another id");
                RecordError::refused("ID_TAKEN", format!("{pointer}/id"), message)
            }
        });
    }
    load(connection, &id).await
}

pub(super) async fn load(connection: &mut Connection, id: &str) -> Result<User> {
    let row = sqlx::query(concat!("select ", user_columns!(), " from users u where u.id = $1"))
        .bind(id)
        .fetch_optional(connection)
        .await?;
    User::read(&row.ok_or_else(|| RecordError::not_found("user", id))?)
}

/// The person of an id, or of an address however it is typed; none where nobody is known by it.
pub(super) async fn known(connection: &mut Connection, name: &str) -> Result<Option<User>> {
    let row = sqlx::query(concat!(
        "select ",
        user_columns!(),
        " from users u where u.id = $1 or u.email = $2"
    ))
    .bind(name)
    .bind(names::email_key(name))
    .fetch_optional(connection)
    .await?;
    row.map(|row| User::read(&row)).transpose()
}

/// Whether there is anybody.
pub(super) async fn any(connection: &mut Connection) -> Result<bool> {
    let row: Option<(String,)> =
        sqlx::query_as("select id from users limit 1").fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// What is said of somebody who is kept out.
pub(super) fn disabled(user: &User) -> RecordError {
    let message =
        format!("`{}` is disabled: an administrator of the server can enable them", user.email);
    RecordError::conflict("USER_DISABLED", message)
}
