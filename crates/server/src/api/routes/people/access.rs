//! How somebody gets in: links to set a new password by, and keeping people out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use permissions::Action;
use records::people::{self, User};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Link, find, require_in};
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
        .versioned()
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
    let mut write = caller.write(&app).await?;
    require_whole(&app, &caller, &user).await?;
    let secret = people::add_set_up_link(&mut write, &user, RESET_LIFETIME).await?;
    let mut link = Link { url: None, expires_at: links::expiry(write.at(), RESET_LIFETIME) };
    write.commit_with(StatusCode::CREATED.as_u16(), &link).await?;
    link.url = Some(links::set_up_url(&app.config.public_url, &secret));
    Ok((StatusCode::CREATED, axum::Json(link)).into_response())
}

async fn update_person_status(
    State(app): State<App>,
    caller: Caller,
    Path((_, user)): Path<(String, String)>,
    headers: HeaderMap,
    Body(new): Body<NewStatus>,
) -> Answer<Response> {
    caller.require_here(Action::ManageUsers)?;
    let version = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    require_whole(&app, &caller, &user).await?;
    let after = match new.status {
        PersonStatus::Disabled => people::keep_out(&mut write, &user, version).await?,
        PersonStatus::Enabled => people::let_in(&mut write, &user, version).await?,
    };
    Ok(body::stored(write.commit_with(200, &after).await?))
}

/// How somebody signs in is the business of who may give them all the rights that they have: else
/// a member account's administrator could become the organisation's. That of somebody who belongs
/// to another organisation too is refused with the change. To be asked once the change has begun:
/// nobody gives the person more rights from there on.
async fn require_whole(app: &App, caller: &Caller, user: &str) -> Answer<()> {
    let person = find(app, caller, user).await?;
    person.grants.iter().try_for_each(|grants| require_in(caller, &grants.account))
}
