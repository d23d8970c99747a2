//! Organisations: one management account with its member accounts, or one regular account.
//!
//! Purchase orders are the management account's, or the regular account's; members name them on
//! their charges (domain.md §2, §6.6).

mod accounts;
mod integration;

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::audit::{self, AuditEntry};
use crate::database::Connection;
use crate::notices::Settings;
use crate::people::names;
use crate::write::{Actor, Write};
use crate::{OrganisationId, Problem, RecordError, Records, Result, id};

pub use accounts::{
    Account, AccountChange, AccountRole, NewAccount, accounts, add_account, change_account,
    expect_account_version,
};
pub(crate) use accounts::{OnInvoices, find as find_account, on_invoices};
pub use integration::{Integration, IntegrationChange, integration, set_integration};

/// An organisation of the server. Nothing of one is seen by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    /// Its id, part of every key.
    #[schemars(with = "String")]
    pub id: OrganisationId,
    /// Goes up when its name, its integration or its settings change.
    pub version: i64,
    /// Its name, for people.
    pub name: String,
    /// Whether it can have members.
    pub kind: OrganisationKind,
    /// Its management account, or its regular one: where purchase orders are.
    pub account: String,
    /// When the marketplace integration was set up; null while it is not.
    pub integration_since: Option<String>,
    /// The last month whose monthly invoices are issued.
    pub closed_through: Option<String>,
    /// When it was created.
    pub created_at: String,
}

/// Whether an organisation can have members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// A management account with any number of member accounts.
    Organisation,
    /// One account that stands alone.
    Regular,
}

impl OrganisationKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Regular => "regular",
        }
    }

    fn read(text: &str) -> Result<Self> {
        match text {
            "organisation" => Ok(Self::Organisation),
            "regular" => Ok(Self::Regular),
            other => Err(RecordError::Damaged(format!("`{other}` is no kind of organisation"))),
        }
    }

    /// The role of the account that it is created with.
    fn role(self) -> AccountRole {
        match self {
            Self::Organisation => AccountRole::Management,
            Self::Regular => AccountRole::Regular,
        }
    }
}

/// An organisation that is to be created, with its first account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrganisation {
    /// The id that it gets: `o-` and 4 to 32 small letters and digits. A random one by default.
    #[serde(default)]
    pub id: Option<String>,
    /// Its name, for people.
    pub name: String,
    /// Whether it can have members.
    pub kind: OrganisationKind,
    /// Its management account, or its regular one.
    pub account: NewAccount,
}

/// Creates an organisation with its management account, or its regular one.
///
/// # Errors
/// Everything that is wrong with it; an id that is taken.
pub async fn create_organisation(
    records: &Records,
    actor: &Actor,
    new: NewOrganisation,
) -> Result<Organisation> {
    let mut problems = Vec::new();
    let new = checked(new, "", &mut problems);
    names::refuse(problems)?;
    let mut transaction = records.database().write().await?;
    let organisation = insert(&mut transaction, records.now(), actor, new, "").await?;
    transaction.commit().await?;
    Ok(organisation)
}

/// The organisation of an id.
///
/// # Errors
/// When there is none.
pub async fn find_organisation(
    records: &Records,
    organisation: &OrganisationId,
) -> Result<Organisation> {
    let mut read = records.read().await?;
    load(&mut read, organisation.as_str()).await
}

/// Every organisation that is kept, for what the server does in all of them.
///
/// # Errors
/// When the database fails.
pub async fn all_ids(records: &Records) -> Result<Vec<OrganisationId>> {
    let mut read = records.read().await?;
    let rows: Vec<(String,)> =
        sqlx::query_as("select id from organisations").fetch_all(&mut *read).await?;
    let mut ids: Vec<OrganisationId> =
        rows.into_iter().map(|(id,)| OrganisationId::new(id)).collect();
    ids.sort();
    Ok(ids)
}

/// The organisation that an account is of, if there is such an account.
///
/// # Errors
/// When the database fails.
pub async fn organisation_of_account(
    records: &Records,
    account: &str,
) -> Result<Option<OrganisationId>> {
    let mut read = records.read().await?;
    let row: Option<(String,)> = sqlx::query_as("select organisation from accounts where id = $1")
        .bind(account)
        .fetch_optional(&mut *read)
        .await?;
    Ok(row.map(|(organisation,)| OrganisationId::new(organisation)))
}

/// An organisation that a person belongs to, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// The organisation.
    pub organisation: Organisation,
    /// The accounts in which a policy is attached to the person.
    pub accounts: Vec<Account>,
}

/// The organisations in which a person may do something, by name.
///
/// # Errors
/// When the database fails.
pub async fn organisations_of_user(records: &Records, user: &str) -> Result<Vec<Membership>> {
    let mut read = records.read().await?;
    let rows = sqlx::query(
        "select distinct a.id, a.name, a.role, a.created_at, a.version,
             a.invoice_unit, a.tax_registration_number, a.organisation
         from grants g join accounts a on a.organisation = g.organisation and a.id = g.account
         where g.user_id = $1",
    )
    .bind(user)
    .fetch_all(&mut *read)
    .await?;
    let mut memberships: Vec<Membership> = Vec::new();
    for row in rows {
        let (account, id) = (Account::read(&row)?, row.try_get::<String, _>(7)?);
        match memberships.iter_mut().find(|one| one.organisation.id.as_str() == id) {
            Some(membership) => membership.accounts.push(account),
            None => {
                let organisation = load(&mut read, &id).await?;
                memberships.push(Membership { organisation, accounts: vec![account] });
            }
        }
    }
    for membership in &mut memberships {
        accounts::sort(&mut membership.accounts);
    }
    memberships.sort_by(|one, other| {
        let key = |membership: &Membership| {
            (membership.organisation.name.clone(), membership.organisation.id.clone())
        };
        key(one).cmp(&key(other))
    });
    Ok(memberships)
}

/// Gives the organisation another name.
///
/// # Errors
/// When the name cannot be one.
pub async fn rename(write: &mut Write, name: &str) -> Result<Organisation> {
    let mut problems = Vec::new();
    let name = names::checked(name, "/name", &mut problems);
    names::refuse(problems)?;
    let (organisation, connection) = write.parts();
    let before = load(connection, organisation).await?;
    if before.name == name {
        return Ok(before);
    }
    sqlx::query("update organisations set name = $1, version = version + 1 where id = $2")
        .bind(&name)
        .bind(organisation)
        .execute(connection)
        .await?;
    let (was, is) = (json!({ "name": before.name }), json!({ "name": name }));
    let id = before.id.as_str();
    write.audit_change("organizations:ManageSettings", "organisation", id, Some(was), Some(is));
    Ok(Organisation { name, version: before.version + 1, ..before })
}

/// Refuses where the organisation has another version than the one that was seen.
///
/// # Errors
/// A conflict with the organisation as it is now.
pub async fn expect_version(write: &mut Write, seen: Option<i64>) -> Result<()> {
    let (organisation, connection) = write.parts();
    let current = load(connection, organisation).await?;
    RecordError::unless_version(seen, current.version, &current)
}

/// What the organisation chose, with the version of the organisation.
///
/// # Errors
/// When there is no such organisation.
pub async fn settings(records: &Records, organisation: &OrganisationId) -> Result<(Settings, i64)> {
    let mut read = records.read().await?;
    load_settings(&mut read, organisation.as_str()).await
}

/// Keeps what the organisation chose, all of it, and gives the version that it has then.
///
/// # Errors
/// When the database fails.
pub async fn put_settings(write: &mut Write, settings: &Settings) -> Result<i64> {
    let (organisation, connection) = write.parts();
    let id = organisation.to_owned();
    let (before, version) = load_settings(connection, organisation).await?;
    if before == *settings {
        return Ok(version);
    }
    sqlx::query("update organisations set settings = $1, version = version + 1 where id = $2")
        .bind(serde_json::to_string(settings)?)
        .bind(organisation)
        .execute(connection)
        .await?;
    let (was, is) = (serde_json::to_value(&before)?, serde_json::to_value(settings)?);
    write.audit_change("organizations:ManageSettings", "settings", &id, Some(was), Some(is));
    Ok(version + 1)
}

/// The new organisation with its texts trimmed, and all that is wrong with it, at its place in
/// the request.
pub(crate) fn checked(
    new: NewOrganisation,
    pointer: &str,
    problems: &mut Vec<Problem>,
) -> NewOrganisation {
    if let Some(id) = &new.id {
        names::check_id(id, "o-", &format!("{pointer}/id"), problems);
    }
    let name = names::checked(&new.name, &format!("{pointer}/name"), problems);
    let account = accounts::checked(new.account, &format!("{pointer}/account"), problems);
    NewOrganisation { name, account, ..new }
}

/// Inserts what [`checked`] gave, and begins the organisation's audit with it.
pub(crate) async fn insert(
    connection: &mut Connection,
    at: Instant,
    actor: &Actor,
    new: NewOrganisation,
    pointer: &str,
) -> Result<Organisation> {
    let id = match new.id {
        Some(id) => id,
        None => id::secret("o-", 10)?,
    };
    let inserted = sqlx::query(
        "insert into organisations (id, name, kind, revision, settings, created_at)
         values ($1, $2, $3, 1, $4, $5)
         on conflict do nothing",
    )
    .bind(&id)
    .bind(&new.name)
    .bind(new.kind.as_str())
    .bind(serde_json::to_string(&Settings::default())?)
    .bind(at.milliseconds())
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        let message = format!("there is an organisation `{id}` already: choose another id");
        return Err(RecordError::refused("ID_TAKEN", format!("{pointer}/id"), message));
    }
    let place = format!("{pointer}/account");
    accounts::insert(connection, &id, &new.account, new.kind.role(), at, &place).await?;
    let organisation = load(connection, &id).await?;
    let entry = AuditEntry {
        action: "organizations:CreateOrganization".to_owned(),
        subject_kind: "organisation",
        subject: id.clone(),
        before: None,
        after: Some(serde_json::to_value(&organisation)?),
    };
    audit::append(connection, &id, at, &actor.name, &actor.request_id, vec![entry]).await?;
    Ok(organisation)
}

async fn load(connection: &mut Connection, id: &str) -> Result<Organisation> {
    let row = sqlx::query(
        "select o.id, o.name, o.kind, a.id, o.integration_since, o.closed_through, o.created_at,
             o.version
         from organisations o join accounts a on a.organisation = o.id and a.role <> 'member'
         where o.id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    read(&row.ok_or_else(|| RecordError::not_found("organisation", id))?)
}

fn read(row: &AnyRow) -> Result<Organisation> {
    let since: Option<i64> = row.try_get(4)?;
    Ok(Organisation {
        id: OrganisationId::new(row.try_get::<String, _>(0)?),
        name: row.try_get(1)?,
        kind: OrganisationKind::read(row.try_get(2)?)?,
        account: row.try_get(3)?,
        integration_since: since.map(written),
        closed_through: row.try_get(5)?,
        created_at: written(row.try_get(6)?),
        version: row.try_get(7)?,
    })
}

async fn load_settings(connection: &mut Connection, organisation: &str) -> Result<(Settings, i64)> {
    let row: Option<(String, i64)> =
        sqlx::query_as("select settings, version from organisations where id = $1")
            .bind(organisation)
            .fetch_optional(connection)
            .await?;
    let (settings, version) =
        row.ok_or_else(|| RecordError::not_found("organisation", organisation))?;
    Ok((serde_json::from_str(&settings)?, version))
}

/// A stored moment as answers write it.
pub(crate) fn written(milliseconds: i64) -> String {
    Instant::from_milliseconds(milliseconds).to_string()
}
