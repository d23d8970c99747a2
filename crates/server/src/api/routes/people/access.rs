//! How somebody gets in: links to set a new password by, and keeping people out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use permissions::{Action, ManagedPolicy};
use records::people::{self, Person, User};
use records::{RecordError, organisations};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Link, find, new_link, require_in};
use crate::api::app::App;
use crate::api::body::{self, Body, Path};
use crate::api::caller::Caller;
use crate::api::problem::Answer;
use crate::api::table::Table;
use crate::links::{self, RESET_LIFETIME};

const LINK: &str = "/api/v1/accounts/{account}/people/{user}/set-up-link";
const STATUS: &str = "/api/v1/accounts/{account}/people/{user}/status";

pub(super) fn routes(table: &mut Table) {
    table
        .post(LINK, "createSetUpLink", create_set_up_link)
        .summary("Gives a link by which a person sets a new password; it ends the older links.")
        .needs(Action::ManageUsers)
        .answers::<Link>(201);
    table
        .put(STATUS, "updatePersonStatus", update_person_status)
        .summary("Keeps a person out, or lets them in again.")
        .needs(Action::ManageUsers)
        .takes::<NewStatus>()
        .answers::<User>(200);
}

/// Whether somebody gets in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    /// `disabled` or `enabled`.
    status: PersonStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum PersonStatus {
    /// They are kept out: their sessions, tokens and password are worth nothing.
    Disabled,
    /// They get in.
    Enabled,
}

async fn create_set_up_link(
    State(app): State<App>,
    caller: Caller,
    Path((_, user)): Path<(String, String)>,
) -> Answer<Response> {
    caller.require_here(Action::ManageUsers)?;
    let person = find(&app, &caller, &user).await?;
    require_whole(&app, &caller, &person).await?;
    // Whoever repeats the request gets its answer before another link is made.
    drop(caller.write(&app).await?);
    let expires_at = links::expiry(app.records.now(), RESET_LIFETIME);
    let url = new_link(&app, &caller, &person.user, RESET_LIFETIME).await?;
    let mut link = Link { url: None, expires_at };
    let write = caller.write(&app).await?;
    write.commit_with(StatusCode::CREATED.as_u16(), &link).await?;
    link.url = Some(url);
    Ok((StatusCode::CREATED, axum::Json(link)).into_response())
}

async fn update_person_status(
    State(app): State<App>,
    caller: Caller,
    Path((_, user)): Path<(String, String)>,
    Body(new): Body<NewStatus>,
) -> Answer<Response> {
    caller.require_here(Action::ManageUsers)?;
    let person = find(&app, &caller, &user).await?;
    require_whole(&app, &caller, &person).await?;
    drop(caller.write(&app).await?);
    let actor = caller.signed_in.actor();
    let after = match new.status {
        PersonStatus::Disabled => {
            keep_an_administrator(&app, &caller, &user).await?;
            people::disable(&app.records, &actor, &user).await?
        }
        PersonStatus::Enabled => people::enable(&app.records, &actor, &user).await?,
    };
    let write = caller.write(&app).await?;
    Ok(body::stored(write.commit_with(200, &after).await?))
}

/// How somebody signs in is the business of who may give them all the rights that they have: else
/// a member account's administrator could become the organisation's, and one organisation's that
/// of another.
async fn require_whole(app: &App, caller: &Caller, person: &Person) -> Answer<()> {
    for grants in &person.grants {
        require_in(caller, &grants.account)?;
    }
    refuse_elsewhere(app, caller, &person.user).await
}

/// Refuses for somebody who belongs to another organisation too.
pub(super) async fn refuse_elsewhere(app: &App, caller: &Caller, user: &User) -> Answer<()> {
    let memberships = organisations::organisations_of_user(&app.records, &user.id).await?;
    if memberships.iter().all(|of| of.organisation.id == caller.organisation) {
        return Ok(());
    }
    let message = format!(
        "`{}` belongs to another organisation too, so this is the operator's of the server: ask \
         them, or take the person's policies away here",
        user.email
    );
    Err(RecordError::conflict("BELONGS_ELSEWHERE", message).into())
}

/// Refuses to keep out the last person who can give rights in the organisation.
async fn keep_an_administrator(app: &App, caller: &Caller, user: &str) -> Answer<()> {
    let everybody = people::people_of(&app.records, &caller.organisation).await?;
    let administers = |person: &&Person| {
        let mut managed = person.grants.iter().filter(|of| of.account == caller.management);
        !person.user.disabled
            && managed.any(|grants| {
                [ManagedPolicy::FullAccess, ManagedPolicy::OrganisationAdministrator]
                    .iter()
                    .any(|policy| grants.policies.iter().any(|id| id == policy.id()))
            })
    };
    let administrators: Vec<&Person> = everybody.iter().filter(administers).collect();
    if administrators.iter().any(|person| person.user.id == user) && administrators.len() == 1 {
        let message = format!(
            "nobody else could give rights in this organisation: attach `{}` to somebody in its \
             management account first",
            ManagedPolicy::OrganisationAdministrator.id()
        );
        return Err(RecordError::conflict("LAST_ADMINISTRATOR", message).into());
    }
    Ok(())
}
