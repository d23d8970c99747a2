//! API tokens: what programs sign in with, for a person in an account.

use std::collections::BTreeSet;

use permissions::Action;
use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::sessions::{SEEN_EVERY, unless_busy};
use super::users::{self, User, user_columns};
use super::{grants, names};
use crate::organisations::{self, written};
use crate::write::Write;
use crate::{OrganisationId, Problem, RecordError, Records, Result, id};

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// Its id, with which nobody can sign in.
    pub id: String,
    /// The organisation that it is of.
    #[schemars(with = "String")]
    pub organisation: OrganisationId,
    /// What it is for, in the words of who made it.
    pub name: String,
    /// The person whose rights it has.
    pub user: String,
    /// The account that it acts in.
    pub account: String,
    /// What it is narrowed to; null is everything that its person may.
    #[schemars(with = "Option<Vec<String>>")]
    pub scope: Option<Vec<Action>>,
    /// When it was made.
    pub created_at: String,
    /// Until when it works; null is for ever.
    pub expires_at: Option<String>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

/// A token that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// The account that it acts in.
    pub account: String,
    /// What it is narrowed to; null is everything that its person may.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub scope: Option<Vec<Action>>,
    /// Until when it works; null is for ever.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// Makes a token of a person, and gives its secret: it is not kept, so it must not be stored with
/// the answer either. End the write by `commit`, or store an answer without the secret.
///
/// # Errors
/// When there is no such person or account; everything that is wrong with it; nothing is attached
/// to the person in that account.
pub async fn create_token(
    write: &mut Write,
    user: &str,
    new: NewToken,
) -> Result<(String, ApiToken)> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    organisations::find_account(connection, organisation, &new.account).await?;
    let user = users::load(connection, user).await?;
    let (name, scope, expires_at) = checked(&new, at)?;
    if grants::attached(connection, organisation, &new.account, &user.id).await?.is_empty() {
        return Err(RecordError::refused(
            "NO_RIGHTS",
            "/account",
            format!(
                "`{}` may do nothing in account {}, so a token could not either: attach a policy \
                 first",
                user.email, new.account
            ),
        ));
    }
    let organisation = write.organisation().clone();
    let id = format!("t-{:06}", write.next("api-token").await?);
    let secret = id::secret("tbk_", 32)?;
    sqlx::query(
        "insert into api_tokens
             (organisation, id, token_hash, name, user_id, account, scope, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(organisation.as_str())
    .bind(&id)
    .bind(id::hash_of(&secret))
    .bind(&name)
    .bind(&user.id)
    .bind(&new.account)
    .bind(scope.as_ref().map(serde_json::to_string).transpose()?)
    .bind(at.milliseconds())
    .bind(expires_at.map(Instant::milliseconds))
    .execute(write.connection())
    .await?;
    let token = ApiToken {
        id,
        organisation,
        name,
        user: user.id,
        account: new.account,
        scope,
        created_at: at.to_string(),
        expires_at: expires_at.map(|at| at.to_string()),
        last_used_at: None,
        revoked_at: None,
    };
    let after = serde_json::to_value(&token)?;
    write.audit_change(Action::ManageTokens.name(), "api-token", &token.id, None, Some(after));
    Ok((secret, token))
}

/// Whose token a secret is, unless it was revoked or expired, or the person is disabled.
///
/// # Errors
/// When the database fails.
pub async fn token_of(records: &Records, secret: &str) -> Result<Option<(User, ApiToken)>> {
    let at = records.now().milliseconds();
    let hash = id::hash_of(secret);
    let mut read = records.read().await?;
    let row = sqlx::query(concat!(
        "select ",
        user_columns!(),
        ", t.id, t.organisation, t.name, t.user_id, t.account, t.scope, t.created_at, t.expires_at,
         t.last_used_at, t.revoked_at
         from api_tokens t join users u on u.id = t.user_id
         where t.token_hash = $1 and t.revoked_at is null
             and (t.expires_at is null or t.expires_at > $2) and u.disabled = 0"
    ))
    .bind(&hash)
    .bind(at)
    .fetch_optional(&mut *read)
    .await?;
    drop(read);
    let Some(row) = row else { return Ok(None) };
    let (user, mut token) = (User::read(&row)?, ApiToken::read(&row, User::COLUMNS)?);
    let used_at: Option<i64> = row.try_get(User::COLUMNS + 8)?;
    if used_at.is_none_or(|used_at| at - used_at >= SEEN_EVERY) {
        token.last_used_at = Some(written(at));
        unless_busy(mark_used(records, &hash, at).await)?;
    }
    Ok(Some((user, token)))
}

/// The tokens of an organisation by id, with those that do not work any more.
///
/// # Errors
/// When the database fails.
pub async fn tokens(records: &Records, organisation: &OrganisationId) -> Result<Vec<ApiToken>> {
    let mut read = records.read().await?;
    let rows = sqlx::query(
        "select id, organisation, name, user_id, account, scope, created_at, expires_at,
             last_used_at, revoked_at
         from api_tokens
         where organisation = $1",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let mut tokens = rows.iter().map(|row| ApiToken::read(row, 0)).collect::<Result<Vec<_>>>()?;
    tokens.sort_by(|one, other| (one.id.len(), &one.id).cmp(&(other.id.len(), &other.id)));
    Ok(tokens)
}

/// Ends a token for good. One that was revoked stays so.
///
/// # Errors
/// When the organisation has no such token.
pub async fn revoke_token(write: &mut Write, id: &str) -> Result<ApiToken> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let row = sqlx::query(
        "select id, organisation, name, user_id, account, scope, created_at, expires_at,
             last_used_at, revoked_at
         from api_tokens
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let row = row.ok_or_else(|| RecordError::not_found("token", id))?;
    let before = ApiToken::read(&row, 0)?;
    if before.revoked_at.is_some() {
        return Ok(before);
    }
    sqlx::query("update api_tokens set revoked_at = $1 where organisation = $2 and id = $3")
        .bind(at.milliseconds())
        .bind(organisation)
        .bind(id)
        .execute(connection)
        .await?;
    let after = ApiToken { revoked_at: Some(at.to_string()), ..before.clone() };
    let (was, is) = (serde_json::to_value(&before)?, serde_json::to_value(&after)?);
    write.audit_change(Action::ManageTokens.name(), "api-token", id, Some(was), Some(is));
    Ok(after)
}

/// Ends all tokens of a person in the organisation that is changed.
pub(super) async fn revoke_those_of(write: &mut Write, user: &str) -> Result<()> {
    let (organisation, connection) = write.parts();
    let tokens: Vec<(String,)> = sqlx::query_as(
        "select id from api_tokens
         where organisation = $1 and user_id = $2 and revoked_at is null
         order by id",
    )
    .bind(organisation)
    .bind(user)
    .fetch_all(connection)
    .await?;
    for (id,) in tokens {
        revoke_token(write, &id).await?;
    }
    Ok(())
}

impl ApiToken {
    /// From a row with the columns of a token, from one of them on.
    fn read(row: &AnyRow, from: usize) -> Result<Self> {
        let moment = |column: usize| -> Result<Option<String>> {
            Ok(row.try_get::<Option<i64>, _>(from + column)?.map(written))
        };
        let scope: Option<String> = row.try_get(from + 5)?;
        Ok(Self {
            id: row.try_get(from)?,
            organisation: OrganisationId::new(row.try_get::<String, _>(from + 1)?),
            name: row.try_get(from + 2)?,
            user: row.try_get(from + 3)?,
            account: row.try_get(from + 4)?,
            scope: scope.as_deref().map(serde_json::from_str).transpose()?,
            created_at: written(row.try_get(from + 6)?),
            expires_at: moment(7)?,
            last_used_at: moment(8)?,
            revoked_at: moment(9)?,
        })
    }
}

/// The name, the scope with every action once, and the end of a new token.
fn checked(new: &NewToken, at: Instant) -> Result<(String, Option<Vec<Action>>, Option<Instant>)> {
    let mut problems = Vec::new();
    let name = names::checked(&new.name, "/name", &mut problems);
    let mut wrong = |code, pointer, message: &str| {
        problems.push(Problem::new(code, pointer, message));
    };
    if new.scope.as_ref().is_some_and(Vec::is_empty) {
        let message = "a token that is narrowed to nothing is of no use: name an action, or leave \
                       the scope out";
        wrong("EMPTY_SCOPE", "/scope", message);
    }
    let scope = new.scope.as_ref().map(|actions| {
        let actions: BTreeSet<Action> = actions.iter().copied().collect();
        actions.into_iter().collect()
    });
    let expires_at = new.expires_at.as_deref().map(str::parse::<Instant>).transpose();
    let expires_at = expires_at.unwrap_or_else(|error| {
        wrong("INVALID_INSTANT", "/expiresAt", &error.to_string());
        None
    });
    if expires_at.is_some_and(|expires_at| expires_at <= at) {
        wrong("IN_THE_PAST", "/expiresAt", "the token would be over already: choose a later time");
    }
    names::refuse(problems)?;
    Ok((name, scope, expires_at))
}

async fn mark_used(records: &Records, hash: &str, at: i64) -> Result<()> {
    let mut transaction = records.database().write().await?;
    sqlx::query(
        "update api_tokens
         set last_used_at = $1
         where token_hash = $2 and (last_used_at is null or last_used_at < $1)",
    )
    .bind(at)
    .bind(hash)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
