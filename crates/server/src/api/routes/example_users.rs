//! Signing in without a password, on a server that shows example data and on no other.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use permissions::ManagedPolicy;
use records::organisations;
use records::people::{self, AccountGrants, User};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::session::{SMALL, SignedInAs, open};
use crate::api::app::App;
use crate::api::body::{Body, Query};
use crate::api::caller::check_same_site;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/example-users", "listExampleUsers", list_example_users)
        .summary("Lists whom anybody may sign in as; only a server with example data has some.")
        .open()
        .query::<PageQuery>()
        .answers::<Page<ExampleUser>>(200);
    table
        .post("/api/v1/session/example", "createExampleSession", create_example_session)
        .summary("Signs in as somebody of the example data; the answer sets a cookie.")
        .open()
        .body_up_to(SMALL)
        .takes::<ExampleSignIn>()
        .answers::<SignedInAs>(201);
}

/// Somebody of the example data.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ExampleUser {
    /// Their id.
    user: String,
    /// Their name.
    name: String,
    /// Their address.
    email: String,
    /// What they are, and where: `Marketplace buyer, Research`.
    title: String,
    /// The names of their accounts by the policy that allows them most there.
    roles: Roles,
}

/// The names of accounts by the id of a policy.
type Roles = BTreeMap<String, Vec<String>>;

/// Whom to sign in as.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExampleSignIn {
    /// The id of somebody on the list.
    user: String,
}

async fn list_example_users(
    State(app): State<App>,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<ExampleUser>>> {
    let known = example_users(&app).await?;
    let users = known
        .into_iter()
        .map(|(user, roles)| ExampleUser {
            user: user.id,
            name: user.name,
            email: user.email,
            title: title(&roles),
            roles,
        })
        .collect();
    Ok(axum::Json(page::slice(users, query.cursor.as_deref(), query.limit)?))
}

async fn create_example_session(
    State(app): State<App>,
    headers: HeaderMap,
    Body(body): Body<ExampleSignIn>,
) -> Answer<Response> {
    check_same_site(&headers)?;
    let known = example_users(&app).await?;
    let chosen = known.into_iter().map(|(user, _)| user).find(|user| user.id == body.user);
    let user = chosen.ok_or_else(|| {
        Problem::not_found(format!("nobody of the example data is `{}`", body.user))
    })?;
    open(&app, &headers, user).await
}

/// Everybody who may do something, with what they are.
async fn example_users(app: &App) -> Answer<Vec<(User, Roles)>> {
    if !app.config.example {
        return Err(Problem::not_found("this server shows no example data"));
    }
    let mut known = Vec::new();
    for organisation in organisations::all_ids(&app.records).await? {
        let accounts = organisations::accounts(&app.records, &organisation).await?;
        let name = |id: &str| {
            let account = accounts.iter().find(|account| account.id == id);
            account.map_or_else(|| id.to_owned(), |account| account.name.clone())
        };
        for person in people::people_of(&app.records, &organisation).await? {
            let mut roles = Roles::new();
            for grants in &person.grants {
                roles.entry(role(grants)).or_default().push(name(&grants.account));
            }
            known.push((person.user, roles));
        }
    }
    known.retain(|(user, _)| !user.disabled);
    Ok(known)
}

/// The policy that allows most; the first of the organisation's own where none is managed.
fn role(grants: &AccountGrants) -> String {
    let managed = grants.policies.iter().filter_map(|id| id.parse::<ManagedPolicy>().ok()).max();
    let own = || grants.policies.first().cloned().unwrap_or_default();
    managed.map_or_else(own, |policy| policy.id().to_owned())
}

/// What somebody is and where, in words.
fn title(roles: &Roles) -> String {
    let named = |id: &String| match id.parse::<ManagedPolicy>() {
        Ok(policy) => policy.title().to_owned(),
        Err(_) => id.clone(),
    };
    let titles = roles.iter().map(|(id, at)| format!("{}, {}", named(id), at.join(" and ")));
    titles.collect::<Vec<_>>().join("; ")
}
