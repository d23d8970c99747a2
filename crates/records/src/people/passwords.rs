//! Passwords: what may be one, and how they are kept and compared.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use sqlx::Row;
use tokio::sync::Semaphore;

use super::users::{self, User, user_columns};
use super::{links, names, noted, sessions};
use crate::audit::AuditEntry;
use crate::database::Connection;
use crate::write::Actor;
use crate::{Problem, RecordError, Records, Result};

/// How many characters a password has at least.
pub const PASSWORD_MIN: usize = 12;

/// How many characters a password has at most.
pub const PASSWORD_MAX: usize = 256;

/// A password as it was typed, never shown.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Password(String);

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// Which sessions a new password leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions<'s> {
    /// None: who has the old password is out.
    EndAll,
    /// The one, by id, in which it was changed.
    Keep(&'s str),
}

/// Sets a person's password, and ends their other sessions and links.
///
/// # Errors
/// When there is no such person, or the password cannot be one.
pub async fn set_password(
    records: &Records,
    actor: &Actor,
    user: &str,
    password: &Password,
    open: Sessions<'_>,
) -> Result<User> {
    let mut read = records.read().await?;
    let user = users::load(&mut read, user).await?;
    drop(read);
    let mut problems = Vec::new();
    check(password, &user.email, "/password", &mut problems);
    names::refuse(problems)?;
    let hash = hash(password).await?;
    let mut transaction = records.database().write().await?;
    let belongs = noted::hold(&mut transaction, &user.id).await?;
    let (user, entry) = store(&mut transaction, &user.id, &hash, open).await?;
    belongs.note(&mut transaction, records.now(), actor, &entry).await?;
    transaction.commit().await?;
    Ok(user)
}

/// The person whom an address and a password are of. Who is not known takes as long to refuse as
/// a wrong password, so that nobody finds out who has an account here.
///
/// # Errors
/// When the database fails.
pub async fn verify_password(
    records: &Records,
    email: &str,
    password: &Password,
) -> Result<Option<User>> {
    let mut read = records.read().await?;
    let row = sqlx::query(concat!(
        "select ",
        user_columns!(),
        ", u.password from users u where u.email = $1"
    ))
    .bind(names::email_key(email))
    .fetch_optional(&mut *read)
    .await?;
    drop(read);
    let user = row.as_ref().map(User::read).transpose()?;
    let stored = row.map(|row| row.try_get::<Option<String>, _>(User::COLUMNS)).transpose()?;
    let is_right = matches(password, stored.flatten()).await?;
    Ok(user.filter(|user| is_right && !user.disabled))
}

/// Everything that is wrong with a password that somebody chose.
pub fn password_problems(password: &Password, email: &str, pointer: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    check(password, email, pointer, &mut problems);
    problems
}

/// What is wrong with a password.
pub(super) fn check(password: &Password, email: &str, pointer: &str, problems: &mut Vec<Problem>) {
    let mut wrong = |code, message| problems.push(Problem::new(code, pointer, message));
    match password.0.chars().count() {
        ..PASSWORD_MIN => wrong(
            "PASSWORD_TOO_SHORT",
            format!("the password is too short: take {PASSWORD_MIN} characters or more"),
        ),
        PASSWORD_MIN..=PASSWORD_MAX => {}
        _ => wrong(
            "PASSWORD_TOO_LONG",
            format!("the password is too long: take {PASSWORD_MAX} characters or fewer"),
        ),
    }
    if names::email_key(&password.0) == names::email_key(email) {
        let message = "the password is the e-mail address: choose another".to_owned();
        wrong("PASSWORD_IS_EMAIL", message);
    }
}

/// What is kept of a password.
pub(super) async fn hash(password: &Password) -> Result<String> {
    let password = password.clone();
    in_turn(move || {
        let hash: PasswordHash = argon2()?.hash_password(password.0.as_bytes()).map_err(failed)?;
        Ok(hash.to_string())
    })
    .await
}

/// Stores a hash, and ends what the old password opened. Gives what the audit tells of it, which
/// has nothing of the password.
pub(super) async fn store(
    connection: &mut Connection,
    user: &str,
    hash: &str,
    open: Sessions<'_>,
) -> Result<(User, AuditEntry)> {
    sqlx::query("update users set password = $1, version = version + 1 where id = $2")
        .bind(hash)
        .bind(user)
        .execute(&mut *connection)
        .await?;
    links::end(connection, user).await?;
    let kept = match open {
        Sessions::EndAll => None,
        Sessions::Keep(session) => Some(session),
    };
    let ended = sessions::end(connection, user, kept).await?;
    let after = json!({ "sessionsEnded": ended });
    let entry = noted::of_user(noted::SET_PASSWORD, user, None, Some(after));
    Ok((users::load(connection, user).await?, entry))
}

/// Nobody's: what is compared with where no password is known, at the same cost.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i\
                       $bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8";

async fn matches(password: &Password, stored: Option<String>) -> Result<bool> {
    let password = password.clone();
    in_turn(move || {
        let is_known = stored.is_some();
        let stored = stored.as_deref().unwrap_or(NOBODYS);
        let hash = PasswordHash::new(stored)
            .map_err(|_| RecordError::Damaged("the hash of a password is none".to_owned()))?;
        let is_right = argon2()?.verify_password(password.0.as_bytes(), &hash).is_ok();
        Ok(is_known && is_right)
    })
    .await
}

/// A hash takes 19 MiB: so many at once, and the others wait.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Runs what takes long off the threads that answer.
async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(failed)?;
    // The turn goes with the work, which goes on even if nobody waits for it any more.
    let work = move || {
        let done = work();
        drop(turn);
        done
    };
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

/// Argon2id with 19 MiB, two passes and one lane, as OWASP recommends for signing in.
fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl fmt::Display) -> RecordError {
    RecordError::Damaged(format!("a password cannot be hashed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobodys_hash_costs_what_a_password_costs() {
        let password = Password::from("correct horse battery");
        let stored = hash(&password).await.unwrap();
        let head = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(stored.starts_with(head) && NOBODYS.starts_with(head), "{stored}");
        assert!(PasswordHash::new(NOBODYS).is_ok());
        assert!(matches(&password, Some(stored)).await.unwrap());
        assert!(!matches(&password, None).await.unwrap());
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", Password::from("correct horse battery")), "Password(…)");
    }
}
