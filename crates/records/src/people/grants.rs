//! What people may do: policies attached to them, account by account.

use std::collections::BTreeMap;

use permissions::{Action, ManagedPolicy};
use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row;

use super::users::{self, User, user_columns};
use super::{links, policies};
use crate::audit::AuditEntry;
use crate::database::Connection;
use crate::organisations;
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// What a person may do in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountGrants {
    /// The account.
    pub account: String,
    /// The ids of the policies attached to the person in it.
    pub policies: Vec<String>,
}

/// A person of an organisation, and what they may do in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The person.
    pub user: User,
    /// Their policies by account.
    pub grants: Vec<AccountGrants>,
}

/// Attaches a policy, managed or own, to a person in an account, and gives all that are attached
/// then. One that is attached already stays so; a new one ends links by which the person could set a
/// password.
///
/// # Errors
/// When there is no such person, account or policy.
pub async fn grant(
    write: &mut Write,
    account: &str,
    user: &str,
    policy: &str,
) -> Result<Vec<String>> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    organisations::find_account(connection, organisation, account).await?;
    users::load(connection, user).await?;
    let is_known = policy.parse::<ManagedPolicy>().is_ok()
        || policies::load(connection, organisation, policy).await?.is_some();
    if !is_known {
        return Err(RecordError::refused(
            "UNKNOWN_POLICY",
            "/policy",
            format!("there is no policy `{policy}`: choose a managed one, or write it first"),
        ));
    }
    let before = attached(connection, organisation, account, user).await?;
    insert(connection, organisation, account, user, policy, at).await?;
    note(write, account, user, before).await
}

/// Takes a policy from a person in an account, and gives those that are left.
///
/// # Errors
/// When it is not attached, or nobody could give rights any more.
pub async fn revoke_grant(
    write: &mut Write,
    account: &str,
    user: &str,
    policy: &str,
) -> Result<Vec<String>> {
    let (organisation, connection) = write.parts();
    let before = attached(connection, organisation, account, user).await?;
    if !before.iter().any(|attached| attached == policy) {
        return Err(RecordError::not_found("grant", policy));
    }
    if ADMINISTRATION.iter().any(|managed| managed.id() == policy) {
        keep_an_administrator(connection, organisation, account, user, policy).await?;
    }
    sqlx::query(
        "delete from grants
         where organisation = $1 and account = $2 and user_id = $3 and policy = $4",
    )
    .bind(organisation)
    .bind(account)
    .bind(user)
    .bind(policy)
    .execute(connection)
    .await?;
    note(write, account, user, before).await
}

/// What a person may do in an organisation, by account. Empty for who has nothing to do with it.
///
/// # Errors
/// When the database fails.
pub async fn grants_of(
    records: &Records,
    organisation: &OrganisationId,
    user: &str,
) -> Result<Vec<AccountGrants>> {
    let mut read = records.read().await?;
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select account, policy from grants where organisation = $1 and user_id = $2",
    )
    .bind(organisation.as_str())
    .bind(user)
    .fetch_all(&mut *read)
    .await?;
    let mut by_account = BTreeMap::new();
    for (account, policy) in rows {
        by_account.entry(account).or_insert_with(Vec::new).push(policy);
    }
    Ok(account_grants(by_account))
}

/// Everybody who may do something in an organisation, by address.
///
/// # Errors
/// When the database fails.
pub async fn people_of(records: &Records, organisation: &OrganisationId) -> Result<Vec<Person>> {
    let mut read = records.read().await?;
    let rows = sqlx::query(concat!(
        "select ",
        user_columns!(),
        ", g.account, g.policy
         from grants g join users u on u.id = g.user_id
         where g.organisation = $1"
    ))
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let mut people: BTreeMap<String, (User, BTreeMap<String, Vec<String>>)> = BTreeMap::new();
    for row in &rows {
        let user = User::read(row)?;
        let (account, policy) = (row.try_get(User::COLUMNS)?, row.try_get(User::COLUMNS + 1)?);
        let (_, grants) =
            people.entry(user.email.clone()).or_insert_with(|| (user, BTreeMap::new()));
        grants.entry(account).or_default().push(policy);
    }
    let person = |(user, grants)| Person { user, grants: account_grants(grants) };
    Ok(people.into_values().map(person).collect())
}

/// The audit of what a person may do in an account.
pub(super) fn entry(account: &str, user: &str, before: &[String], after: &[String]) -> AuditEntry {
    AuditEntry {
        action: Action::ManageUsers.name().to_owned(),
        subject_kind: "grants",
        subject: format!("{account}/{user}"),
        before: Some(json!({ "policies": before })),
        after: Some(json!({ "policies": after })),
    }
}

pub(super) async fn insert(
    connection: &mut Connection,
    organisation: &str,
    account: &str,
    user: &str,
    policy: &str,
    at: Instant,
) -> Result<()> {
    sqlx::query(
        "insert into grants (organisation, account, user_id, policy, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(organisation)
    .bind(account)
    .bind(user)
    .bind(policy)
    .bind(at.milliseconds())
    .execute(connection)
    .await?;
    Ok(())
}

/// The policies attached to a person in an account, sorted.
pub(super) async fn attached(
    connection: &mut Connection,
    organisation: &str,
    account: &str,
    user: &str,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select policy from grants where organisation = $1 and account = $2 and user_id = $3",
    )
    .bind(organisation)
    .bind(account)
    .bind(user)
    .fetch_all(connection)
    .await?;
    let mut policies: Vec<String> = rows.into_iter().map(|(policy,)| policy).collect();
    policies.sort();
    Ok(policies)
}

/// Writes down what a person may do in an account now, if that is something else than before.
async fn note(
    write: &mut Write,
    account: &str,
    user: &str,
    before: Vec<String>,
) -> Result<Vec<String>> {
    let (organisation, connection) = write.parts();
    let after = attached(connection, organisation, account, user).await?;
    if before != after {
        // What somebody may do is a part of them as far as versions go.
        sqlx::query("update users set version = version + 1 where id = $1")
            .bind(user)
            .execute(connection)
            .await?;
        write.audit(entry(account, user, &before, &after));
    }
    if after.iter().any(|policy| !before.contains(policy)) {
        end_links(write, user).await?;
    }
    Ok(after)
}

/// Whoever was handed a link might be whom the person was then, not whom they are with more rights:
/// an administrator of a member account has links of its people, and would get what the management
/// account gives them.
async fn end_links(write: &mut Write, user: &str) -> Result<()> {
    let ended = links::end(write.connection(), user).await?;
    if ended > 0 {
        write.audit(links::ended(user, ended));
    }
    Ok(())
}

/// The managed policies that let people give rights.
const ADMINISTRATION: [ManagedPolicy; 2] =
    [ManagedPolicy::FullAccess, ManagedPolicy::OrganisationAdministrator];

/// Everybody who can give rights in an organisation, by address.
pub(crate) async fn administrators(
    connection: &mut Connection,
    organisation: &str,
) -> Result<Vec<User>> {
    let [full, administrator] = ADMINISTRATION.map(ManagedPolicy::id);
    let rows = sqlx::query(concat!(
        "select distinct ",
        user_columns!(),
        " from grants g
         join accounts a on a.organisation = g.organisation and a.id = g.account
         join users u on u.id = g.user_id
         where g.organisation = $1 and g.policy in ($2, $3)
             and a.role <> 'member' and u.disabled = 0
         order by u.email"
    ))
    .bind(organisation)
    .bind(full)
    .bind(administrator)
    .fetch_all(connection)
    .await?;
    rows.iter().map(User::read).collect()
}

/// Refuses to keep out the last person who can give rights in an organisation. Whoever asks holds
/// the organisation, so that no two can keep out each other.
pub(super) async fn keep_another(
    connection: &mut Connection,
    organisation: &str,
    user: &str,
) -> Result<()> {
    match administrators(connection, organisation).await?.as_slice() {
        [last] if last.id == user => Err(last_administrator()),
        _ => Ok(()),
    }
}

fn last_administrator() -> RecordError {
    let administrator = ManagedPolicy::OrganisationAdministrator.id();
    let message = format!(
        "nobody else could give rights in this organisation: attach `{administrator}` to somebody \
         in its management account first"
    );
    RecordError::conflict("LAST_ADMINISTRATOR", message)
}

/// Refuses to take the last grant by which somebody can give rights in the organisation.
async fn keep_an_administrator(
    connection: &mut Connection,
    organisation: &str,
    account: &str,
    user: &str,
    policy: &str,
) -> Result<()> {
    let [full, administrator] = ADMINISTRATION.map(ManagedPolicy::id);
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select g.account, g.user_id, g.policy
         from grants g
         join accounts a on a.organisation = g.organisation and a.id = g.account
         join users u on u.id = g.user_id
         where g.organisation = $1 and g.policy in ($2, $3)
             and a.role <> 'member' and u.disabled = 0",
    )
    .bind(organisation)
    .bind(full)
    .bind(administrator)
    .fetch_all(connection)
    .await?;
    let is_it =
        |row: &(String, String, String)| row.0 == account && row.1 == user && row.2 == policy;
    if rows.iter().any(is_it) && rows.len() == 1 {
        return Err(last_administrator());
    }
    Ok(())
}

fn account_grants(by_account: BTreeMap<String, Vec<String>>) -> Vec<AccountGrants> {
    let grants = by_account.into_iter().map(|(account, mut policies)| {
        policies.sort();
        AccountGrants { account, policies }
    });
    grants.collect()
}
