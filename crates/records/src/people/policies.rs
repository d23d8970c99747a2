//! Policies that an organisation wrote itself, beside the managed ones.

use permissions::{Action, PolicyBook, PolicyProblem, ProblemCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::database::Connection;
use crate::organisations::written;
use crate::write::Write;
use crate::{OrganisationId, Problem, RecordError, Records, Result};

/// How many policies an organisation has at most: every decision asks all of them.
pub const POLICIES_MAX: usize = 100;

/// How many characters the description of a policy may have.
const DESCRIPTION_MAX: usize = 500;

/// A policy of an organisation's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnPolicy {
    /// The id by which it is attached.
    pub id: String,
    /// What it is for.
    pub description: String,
    /// Its source, in Cedar.
    pub text: String,
    /// Goes up with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: String,
}

/// A policy that is to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutPolicy {
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Its source, in Cedar.
    pub text: String,
}

/// Stores a policy: a new one, or the next version of the one that is there.
///
/// # Errors
/// Everything that is wrong with it, each with its place in the text; another version than the
/// expected is there, or one where none was expected.
pub async fn put_policy(
    write: &mut Write,
    id: &str,
    put: PutPolicy,
    expected: Option<i64>,
) -> Result<OwnPolicy> {
    check(id, &put)?;
    let at = write.at();
    let (organisation, connection) = write.parts();
    let before = load(connection, organisation, id).await?;
    if before.as_ref().map(|before| before.version) != expected {
        return Err(match before {
            Some(before) => RecordError::stale(before),
            None => RecordError::not_found("policy", id),
        });
    }
    if before.as_ref().is_some_and(|is| is.text == put.text && is.description == put.description) {
        return before.ok_or_else(|| RecordError::not_found("policy", id));
    }
    if before.is_none() {
        keep_few(connection, organisation).await?;
    }
    let version = expected.unwrap_or(0) + 1;
    sqlx::query(
        "insert into policies (organisation, id, description, content, version, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (organisation, id) do update
         set description = $3, content = $4, version = $5, updated_at = $6",
    )
    .bind(organisation)
    .bind(id)
    .bind(&put.description)
    .bind(&put.text)
    .bind(version)
    .bind(at.milliseconds())
    .execute(connection)
    .await?;
    let PutPolicy { description, text } = put;
    let after =
        OwnPolicy { id: id.to_owned(), description, text, version, updated_at: at.to_string() };
    let was = before.map(serde_json::to_value).transpose()?;
    let is = serde_json::to_value(&after)?;
    write.audit_change(Action::ManagePolicies.name(), "policy", id, was, Some(is));
    Ok(after)
}

/// Removes a policy that is attached to nobody.
///
/// # Errors
/// When there is none, another version is there, or it is attached.
pub async fn delete_policy(write: &mut Write, id: &str, expected: i64) -> Result<()> {
    let (organisation, connection) = write.parts();
    let before = load(connection, organisation, id).await?;
    let before = before.ok_or_else(|| RecordError::not_found("policy", id))?;
    if before.version != expected {
        return Err(RecordError::stale(before));
    }
    let (grants,): (i64,) =
        sqlx::query_as("select count(*) from grants where organisation = $1 and policy = $2")
            .bind(organisation)
            .bind(id)
            .fetch_one(&mut *connection)
            .await?;
    if grants > 0 {
        return Err(RecordError::conflict(
            "POLICY_ATTACHED",
            format!(
                "`{id}` is attached to people, {grants} times: take it from them first, then \
                 delete it"
            ),
        ));
    }
    sqlx::query("delete from policies where organisation = $1 and id = $2")
        .bind(organisation)
        .bind(id)
        .execute(connection)
        .await?;
    let was = serde_json::to_value(&before)?;
    write.audit_change(Action::ManagePolicies.name(), "policy", id, Some(was), None);
    Ok(())
}

/// The policies of an organisation's own, by id.
///
/// # Errors
/// When the database fails.
pub async fn policies(records: &Records, organisation: &OrganisationId) -> Result<Vec<OwnPolicy>> {
    let mut read = records.read().await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select id, description, content, version, updated_at
         from policies
         where organisation = $1",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let mut policies: Vec<OwnPolicy> = rows.into_iter().map(OwnPolicy::of).collect();
    policies.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(policies)
}

/// The policy of an id.
///
/// # Errors
/// When the organisation has none.
pub async fn find_policy(
    records: &Records,
    organisation: &OrganisationId,
    id: &str,
) -> Result<OwnPolicy> {
    let mut read = records.read().await?;
    let policy = load(&mut read, organisation.as_str(), id).await?;
    policy.ok_or_else(|| RecordError::not_found("policy", id))
}

/// All policies of an organisation, managed and own, ready to decide.
///
/// # Errors
/// When the database fails, or a stored policy cannot be read any more.
pub async fn policy_book(records: &Records, organisation: &OrganisationId) -> Result<PolicyBook> {
    let own = policies(records, organisation).await?;
    PolicyBook::with_own(own.iter().map(|policy| (&policy.id, &policy.text)))
        .map_err(|problems| RecordError::Damaged(problems.to_string()))
}

type Row = (String, String, String, i64, i64);

impl OwnPolicy {
    fn of((id, description, text, version, updated_at): Row) -> Self {
        Self { id, description, text, version, updated_at: written(updated_at) }
    }
}

pub(super) async fn load(
    connection: &mut Connection,
    organisation: &str,
    id: &str,
) -> Result<Option<OwnPolicy>> {
    let row: Option<Row> = sqlx::query_as(
        "select id, description, content, version, updated_at
         from policies
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(OwnPolicy::of))
}

fn check(id: &str, put: &PutPolicy) -> Result<()> {
    let mut problems = Vec::new();
    if put.description.chars().count() > DESCRIPTION_MAX {
        problems.push(Problem::new(
            "DESCRIPTION_TOO_LONG",
            "/description",
            format!("the description is too long: take {DESCRIPTION_MAX} characters or fewer"),
        ));
    }
    if let Err(found) = permissions::check_policy(id, &put.text) {
        problems.extend(found.into_iter().map(problem));
    }
    if problems.is_empty() {
        return Ok(());
    }
    // The order of the text stays: as words, line 10 is before line 2.
    problems.sort_by(|one, other| (&one.pointer, &one.code).cmp(&(&other.pointer, &other.code)));
    Err(RecordError::Refused(problems))
}

/// A problem of a policy as one of the request.
fn problem(found: PolicyProblem) -> Problem {
    let code = match found.code {
        ProblemCode::DuplicateId | ProblemCode::InvalidId | ProblemCode::ReservedId => {
            return Problem::new("INVALID_POLICY_ID", "/id", found.message);
        }
        ProblemCode::TextTooLong => "POLICY_TOO_LONG",
        ProblemCode::Syntax | ProblemCode::EmptyText => "POLICY_SYNTAX",
        _ => "POLICY_INVALID",
    };
    let message = format!("line {}, column {}: {}", found.line, found.column, found.message);
    Problem::new(code, "/text", message)
}

async fn keep_few(connection: &mut Connection, organisation: &str) -> Result<()> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from policies where organisation = $1")
        .bind(organisation)
        .fetch_one(connection)
        .await?;
    if usize::try_from(count).is_ok_and(|count| count < POLICIES_MAX) {
        return Ok(());
    }
    let message = format!(
        "an organisation has at most {POLICIES_MAX} policies of its own: delete one that nobody \
         needs first"
    );
    Err(RecordError::conflict("TOO_MANY_POLICIES", message))
}
