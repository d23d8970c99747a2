//! Accounts: what buys, and what invoices are for.

use std::collections::HashMap;

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{OrganisationKind, load, written};
use crate::agreements::optional_text;
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
    /// The invoice unit that it belongs to; null where it is in none.
    pub invoice_unit: Option<String>,
    /// The tax registration number that its invoices carry; null where they have none.
    pub tax_registration_number: Option<String>,
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

/// What becomes different about an account. What is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountChange {
    /// Its name, for people.
    #[serde(default)]
    pub name: Option<String>,
    /// The invoice unit that it belongs to; null takes it out of its unit. Charges that were agreed
    /// with a unit of their own keep that.
    #[serde(default, deserialize_with = "null_as_none")]
    #[schemars(with = "Option<String>", length(min = 1, max = 100))]
    pub invoice_unit: Option<Option<String>>,
    /// The tax registration number that its invoices carry; null for none. Charges that were agreed
    /// with a number of their own keep that.
    #[serde(default, deserialize_with = "null_as_none")]
    #[schemars(with = "Option<String>", length(min = 1, max = 100))]
    pub tax_registration_number: Option<Option<String>>,
}

/// Tells what is null from what is left out.
fn null_as_none<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// What invoices of an account carry where nothing else was agreed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OnInvoices {
    pub(crate) invoice_unit: Option<String>,
    pub(crate) tax_registration_number: Option<String>,
}

/// How long an invoice unit or a tax registration number may be.
const TEXT_MAX: usize = 100;

const COLUMNS: &str =
    "select id, name, role, created_at, version, invoice_unit, tax_registration_number
     from accounts";

/// The accounts of an organisation, the one with the purchase orders first, then by id.
///
/// # Errors
/// When the database fails.
pub async fn accounts(records: &Records, organisation: &OrganisationId) -> Result<Vec<Account>> {
    let mut read = records.read().await?;
    let rows = sqlx::query(AssertSqlSafe(format!("{COLUMNS} where organisation = $1")))
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

/// Gives an account another name, another invoice unit or tax registration number. Charges that are
/// still to be invoiced have them from then on.
///
/// # Errors
/// Everything that is wrong with it; when the organisation has no such account.
pub async fn change_account(
    write: &mut Write,
    id: &str,
    change: &AccountChange,
) -> Result<Account> {
    let (organisation, connection) = write.parts();
    let before = find(connection, organisation, id).await?;
    let after = change.applied_to(&before)?;
    if after == before {
        return Ok(before);
    }
    sqlx::query(
        "update accounts
         set name = $1, invoice_unit = $2, tax_registration_number = $3, version = version + 1
         where organisation = $4 and id = $5",
    )
    .bind(&after.name)
    .bind(&after.invoice_unit)
    .bind(&after.tax_registration_number)
    .bind(organisation)
    .bind(id)
    .execute(connection)
    .await?;
    let (was, is) = (before.told_beside(&after), after.told_beside(&before));
    write.audit_change("organizations:ManageAccounts", "account", id, Some(was), Some(is));
    Ok(Account { version: before.version + 1, ..after })
}

/// What invoices carry, by account; accounts that say nothing about it are left out.
pub(crate) async fn on_invoices(
    connection: &mut Connection,
    organisation: &str,
) -> Result<HashMap<String, OnInvoices>> {
    let rows: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "select id, invoice_unit, tax_registration_number
         from accounts
         where organisation = $1
             and (invoice_unit is not null or tax_registration_number is not null)",
    )
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    let told = rows.into_iter().map(|(id, invoice_unit, tax_registration_number)| {
        (id, OnInvoices { invoice_unit, tax_registration_number })
    });
    Ok(told.collect())
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

impl AccountChange {
    fn applied_to(&self, account: &Account) -> Result<Account> {
        let mut problems = Vec::new();
        let mut after = account.clone();
        if let Some(name) = &self.name {
            after.name = names::checked(name, "/name", &mut problems);
        }
        if let Some(unit) = &self.invoice_unit {
            optional_text(unit.as_deref(), "/invoiceUnit", TEXT_MAX, &mut problems);
            after.invoice_unit.clone_from(unit);
        }
        if let Some(number) = &self.tax_registration_number {
            optional_text(number.as_deref(), "/taxRegistrationNumber", TEXT_MAX, &mut problems);
            after.tax_registration_number.clone_from(number);
        }
        names::refuse(problems)?;
        Ok(after)
    }
}

impl Account {
    /// From a row of [`COLUMNS`].
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            role: AccountRole::read(row.try_get(2)?)?,
            created_at: written(row.try_get(3)?),
            version: row.try_get(4)?,
            invoice_unit: row.try_get(5)?,
            tax_registration_number: row.try_get(6)?,
        })
    }

    /// What is other than in another state of it, for the audit.
    fn told_beside(&self, other: &Self) -> Value {
        let mut told = Map::new();
        if self.name != other.name {
            told.insert("name".to_owned(), json!(self.name));
        }
        if self.invoice_unit != other.invoice_unit {
            told.insert("invoiceUnit".to_owned(), json!(self.invoice_unit));
        }
        if self.tax_registration_number != other.tax_registration_number {
            let number = json!(self.tax_registration_number);
            told.insert("taxRegistrationNumber".to_owned(), number);
        }
        Value::Object(told)
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
    let text = format!("{COLUMNS} where organisation = $1 and id = $2");
    let row = sqlx::query(AssertSqlSafe(text))
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
    let created_at = at.to_string();
    let (invoice_unit, tax_registration_number) = (None, None);
    Ok(Account { id, version: 1, name, role, invoice_unit, tax_registration_number, created_at })
}
