//! Policies: the managed ones, and those that the organisation wrote itself.

mod ask;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use permissions::{Action, ManagedPolicy, PolicyProblem};
use records::people::{self, OwnPolicy, PutPolicy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const LIST: &str = "/api/v1/accounts/{account}/policies";
const ONE: &str = "/api/v1/accounts/{account}/policies/{policy}";
const CHECK: &str = "/api/v1/accounts/{account}/policies:check";

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listPolicies", list_policies)
        .summary("Lists the managed policies, then those of the organisation's own.")
        .needs(Action::DescribeOrganization)
        .query::<PageQuery>()
        .answers::<Page<PolicyView>>(200);
    table
        .get(ONE, "getPolicy", get_policy)
        .summary("One policy; the `ETag` of an own one is its version.")
        .needs(Action::DescribeOrganization)
        .answers::<PolicyView>(200);
    table
        .put(ONE, "putPolicy", put_policy)
        .summary(
            "Stores a policy of the organisation's own: with `If-Match` its next version, \
                  without it a new one.",
        )
        .needs(Action::ManagePolicies)
        .versioned()
        .takes::<PutPolicy>()
        .answers::<PolicyView>(200);
    table
        .delete(ONE, "deletePolicy", delete_policy)
        .summary(
            "Removes the version of an own policy that `If-Match` names; it is attached to \
                  nobody.",
        )
        .needs(Action::ManagePolicies)
        .versioned()
        .answers_nothing();
    table
        .post(CHECK, "checkPolicy", check_policy)
        .summary("Tells everything that is wrong with the text of a policy, and what it says.")
        .needs(Action::ManagePolicies)
        .only_computes()
        .takes::<PolicyText>()
        .answers::<Checked>(200);
    ask::routes(table);
}

/// A policy.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyView {
    /// The id by which it is attached.
    id: String,
    /// Whose it is.
    kind: PolicyKind,
    /// Its name for people; the id of an own one.
    title: String,
    /// What it is for.
    description: String,
    /// Its source, in Cedar.
    text: String,
    /// What it says, a sentence for each of its statements.
    summary: Vec<String>,
    /// Of an own one: goes up with every change.
    version: Option<i64>,
    /// Of an own one: when it was last changed.
    updated_at: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum PolicyKind {
    /// Every organisation has it, and nobody edits it.
    Managed,
    /// The organisation wrote it.
    Own,
}

/// The text of a policy that is being written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PolicyText {
    /// The id that it has or gets, where that is known.
    #[serde(default)]
    id: Option<String>,
    /// Its source, in Cedar.
    text: String,
}

/// What is to be said of the text of a policy.
#[derive(Debug, Serialize, JsonSchema)]
struct Checked {
    /// Everything that is wrong with it, in its order; empty for one that can be stored.
    problems: Vec<TextProblem>,
    /// What it says, a sentence for each of its statements; empty while it cannot be read.
    summary: Vec<String>,
}

/// One thing that is wrong with the text of a policy.
#[derive(Debug, Serialize, JsonSchema)]
struct TextProblem {
    /// The line, from 1.
    line: usize,
    /// The character in that line, from 1.
    column: usize,
    /// Stable, for programs.
    code: String,
    /// A sentence for people that says what to do.
    message: String,
}

impl PolicyView {
    fn managed(policy: ManagedPolicy) -> Self {
        Self {
            id: policy.id().to_owned(),
            kind: PolicyKind::Managed,
            title: policy.title().to_owned(),
            description: policy.description().to_owned(),
            text: policy.text().to_owned(),
            summary: permissions::summary(policy.text()),
            version: None,
            updated_at: None,
        }
    }

    fn own(policy: OwnPolicy) -> Self {
        Self {
            title: policy.id.clone(),
            id: policy.id,
            kind: PolicyKind::Own,
            description: policy.description,
            summary: permissions::summary(&policy.text),
            text: policy.text,
            version: Some(policy.version),
            updated_at: Some(policy.updated_at),
        }
    }
}

async fn list_policies(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<PolicyView>>> {
    caller.require_organisation(Action::DescribeOrganization)?;
    let own = people::policies(&app.records, &caller.organisation).await?;
    let managed = ManagedPolicy::ALL.iter().copied().map(PolicyView::managed);
    let policies = managed.chain(own.into_iter().map(PolicyView::own)).collect();
    Ok(axum::Json(page::slice(policies, query.cursor.as_deref(), query.limit)?))
}

async fn get_policy(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    caller.require_organisation(Action::DescribeOrganization)?;
    if let Ok(managed) = id.parse::<ManagedPolicy>() {
        return Ok(axum::Json(PolicyView::managed(managed)).into_response());
    }
    let own = people::find_policy(&app.records, &caller.organisation, &id).await?;
    Ok(body::versioned(own.version, &PolicyView::own(own)))
}

async fn put_policy(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    Body(put): Body<PutPolicy>,
) -> Answer<Response> {
    caller.require_organisation(Action::ManagePolicies)?;
    let expected = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    let policy = people::put_policy(&mut write, &id, put, expected).await?;
    Ok(body::stored(write.commit_with(200, &PolicyView::own(policy)).await?))
}

async fn delete_policy(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    caller.require_organisation(Action::ManagePolicies)?;
    let expected = body::if_match(&headers)?.ok_or_else(|| {
        let message = "say which version you have seen: send the `ETag` of the policy as \
                       `If-Match`";
        Problem::bad_request("IF_MATCH_NEEDED", "If-Match", message)
    })?;
    let mut write = caller.write(&app).await?;
    people::delete_policy(&mut write, &id, expected).await?;
    let nothing = serde_json::Value::Null;
    Ok(body::stored(write.commit_with(StatusCode::NO_CONTENT.as_u16(), &nothing).await?))
}

async fn check_policy(
    caller: Caller,
    Body(asked): Body<PolicyText>,
) -> Answer<axum::Json<Checked>> {
    /// Stands for an id that is not chosen yet; policies that name themselves need the real one.
    const NOT_CHOSEN: &str = "new-policy";
    caller.require_organisation(Action::ManagePolicies)?;
    let id = asked.id.as_deref().unwrap_or(NOT_CHOSEN);
    let problems = permissions::check_policy(id, &asked.text).err().unwrap_or_default();
    let problems = problems.into_iter().map(TextProblem::of).collect();
    Ok(axum::Json(Checked { problems, summary: permissions::summary(&asked.text) }))
}

impl TextProblem {
    fn of(problem: PolicyProblem) -> Self {
        let PolicyProblem { line, column, code, message, .. } = problem;
        let code = serde_json::to_value(code).ok();
        let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        Self { line, column, code, message }
    }
}
