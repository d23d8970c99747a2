//! Accounts: what buys, and what invoices are for.

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{OrganisationKind, load, written};
use crate::database::Connection;
use crate::people::names;
use crate::write::Write;
use crate::{OrganisationId, Problem, RecordError, Records, Result};

/// An account of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// Goes up when it changes.
    pub version: i64,
    /// Its name, for people.
    pub name: String,
    /// What it is in its organisation.
    pub role: AccountRole,
    /// When it was added.
    pub created_at: String,
}

/// What an account is in its organisation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum AccountRole {
    /// The account that pays, and has the purchase orders.
    Management,
    /// An account whose charges the management account pays.
    Member,
    /// An account that stands alone.
    Regular,
}

impl AccountRole {
    fn as_str(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Member => "member",
            Self::Regular => "regular",
        }
    }

    pub(crate) fn read(text: &str) -> Result<Self> {
        match text {
            "management" => Ok(Self::Management),
            "member" => Ok(Self::Member),
            "regular" => Ok(Self::Regular),
            other => Err(RecordError::Damaged(format!("`{other}` is no role of an account"))),
        }
    }
}

/// An account that is to be added.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAccount {
    /// Twelve digits.
    pub id: String,
    /// Its name, for people.
    pub name: String,
}

/// The accounts of an organisation, the one with the purchase orders first, then by id.
///
/// # Errors
/// When the database fails.
pub async fn accounts(records: &Records, organisation: &OrganisationId) -> Result<Vec<Account>> {
    let mut read = records.read().await?;
    let rows = sqlx::query(
        "select id, name, role, created_at, version from accounts where organisation = $1",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let mut accounts = rows.iter().map(Account::read).collect::<Result<Vec<_>>>()?;
    sort(&mut accounts);
    Ok(accounts)
}

/// Adds a member account.
///
/// # Errors
/// Everything that is wrong with it; an account that is somewhere already; a regular account has
/// no members.
pub async fn add_account(write: &mut Write, new: NewAccount) -> Result<Account> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    if load(connection, organisation).await?.kind == OrganisationKind::Regular {
        return Err(RecordError::conflict(
            "NO_MEMBERS",
            "a regular account stands alone and has no members: create an organisation for them",
        ));
    }
    let mut problems = Vec::new();
    let new = checked(new, "", &mut problems);
    names::refuse(problems)?;
    let account = insert(connection, organisation, &new, AccountRole::Member, at, "").await?;
    let after = Some(serde_json::to_value(&account)?);
    write.audit_change("organizations:ManageAccounts", "account", &account.id, None, after);
    Ok(account)
}

/// Gives an account another name.
///
/// # Errors
/// When the organisation has no such account, or the name cannot be one.
pub async fn rename_account(write: &mut Write, id: &str, name: &str) -> Result<Account> {
    let mut problems = Vec::new();
    let name = names::checked(name, "/name", &mut problems);
    names::refuse(problems)?;
    let (organisation, connection) = write.parts();
    let before = find(connection, organisation, id).await?;
    if before.name == name {
        return Ok(before);
    }
    sqlx::query(
        "update accounts
         set name = $1, version = version + 1
         where organisation = $2 and id = $3",
    )
    .bind(&name)
    .bind(organisation)
    .bind(id)
    .execute(connection)
    .await?;
    let (was, is) = (json!({ "name": before.name }), json!({ "name": name }));
    write.audit_change("organizations:ManageAccounts", "account", id, Some(was), Some(is));
    Ok(Account { name, version: before.version + 1, ..before })
}

/// Refuses where an account has another version than the one that was seen.
///
/// # Errors
/// A conflict with the account as it is now; when there is none of that id.
pub async fn expect_account_version(write: &mut Write, id: &str, seen: Option<i64>) -> Result<()> {
    let (organisation, connection) = write.parts();
    let current = find(connection, organisation, id).await?;
    RecordError::unless_version(seen, current.version, &current)
}

impl Account {
    /// From a row that begins with id, name, role, time and version.
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            role: AccountRole::read(row.try_get(2)?)?,
            created_at: written(row.try_get(3)?),
            version: row.try_get(4)?,
        })
    }
}

pub(super) fn sort(accounts: &mut [Account]) {
    accounts.sort_by(|one, other| (one.role, &one.id).cmp(&(other.role, &other.id)));
}

/// The account of an id in an organisation.
pub(crate) async fn find(
    connection: &mut Connection,
    organisation: &str,
    id: &str,
) -> Result<Account> {
    let row = sqlx::query(
        "select id, name, role, created_at, version
         from accounts
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Account::read(&row.ok_or_else(|| RecordError::not_found("account", id))?)
}

pub(super) fn checked(new: NewAccount, pointer: &str, problems: &mut Vec<Problem>) -> NewAccount {
    if new.id.len() != 12 || !new.id.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.push(Problem::new(
            "INVALID_ACCOUNT_ID",
            format!("{pointer}/id"),
            format!("`{}` is no account id: write its twelve digits, without spaces", new.id),
        ));
    }
    let name = names::checked(&new.name, &format!("{pointer}/name"), problems);
    NewAccount { name, ..new }
}

pub(super) async fn insert(
    connection: &mut Connection,
    organisation: &str,
    new: &NewAccount,
    role: AccountRole,
    at: Instant,
    pointer: &str,
) -> Result<Account> {
    let inserted = sqlx::query(
        "insert into accounts (organisation, id, name, role, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(organisation)
    .bind(&new.id)
    .bind(&new.name)
    .bind(role.as_str())
    .bind(at.milliseconds())
    .execute(connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(RecordError::refused(
            "ACCOUNT_TAKEN",
            format!("{pointer}/id"),
            format!(
                "account {} is in an organisation already: check the id, or take it out there first",
                new.id
            ),
        ));
    }
    let (id, name) = (new.id.clone(), new.name.clone());
    Ok(Account { id, version: 1, name, role, created_at: at.to_string() })
}
