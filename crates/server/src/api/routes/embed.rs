//! Embed sessions: parts of the product inside the consoles of others. The backend of a console asks
//! for one with an API token; its page exchanges the client secret for a token of some minutes.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use permissions::{Action, Resource, ResourceKind};
use records::RecordError;
use records::people::{self, EmbedSession, NewEmbedSession};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::session::SMALL;
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::{Caller, Credential};
use crate::api::cross_origin::{EXCHANGE, origin};
use crate::api::page::{self, Page, PageQuery};
use crate::api::peer::Peer;
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const LIST: &str = "/api/v1/accounts/{account}/embed-sessions";
const ONE: &str = "/api/v1/accounts/{account}/embed-sessions/{embedSession}";

/// Goes up when a component that knew the API before cannot know it any more.
const API_VERSION: u32 = 1;

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listEmbedSessions", list_embed_sessions)
        .summary("Lists embed sessions in the account that were made in the last week, the latest first.")
        .needs(Action::ManageEmbedSessions)
        .query::<PageQuery>()
        .answers::<Page<EmbedSession>>(200);
    table
        .post(LIST, "createEmbedSession", create_embed_session)
        .summary(
            "Makes an embed session for a person in the account; its client secret is shown once.",
        )
        .needs(Action::ManageEmbedSessions)
        .takes::<NewEmbedSession>()
        .answers::<MadeEmbedSession>(201);
    table
        .delete(ONE, "revokeEmbedSession", revoke_embed_session)
        .summary("Ends an embed session for good.")
        .needs(Action::ManageEmbedSessions)
        .answers::<EmbedSession>(200);
    table
        .post(EXCHANGE, "openEmbedSession", open_embed_session)
        .summary("Exchanges the client secret of an embed session, once, for the token of a page.")
        .open()
        .body_up_to(SMALL)
        .takes::<ClientSecret>()
        .answers::<OpenedEmbedSession>(201);
}

/// An embed session that was made.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct MadeEmbedSession {
    #[serde(flatten)]
    session: EmbedSession,
    /// What the page exchanges within a minute. It is not kept: null where the request is answered
    /// once more.
    client_secret: Option<String>,
}

/// What a page was handed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientSecret {
    /// The client secret of an embed session.
    client_secret: String,
}

/// An embed session that a page has opened.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OpenedEmbedSession {
    #[serde(flatten)]
    session: EmbedSession,
    /// What the page sends as bearer token until the session expires.
    token: String,
    /// The name of the person.
    user_name: String,
    /// The version of the API: a component that knows another one says so instead of guessing.
    api_version: u32,
    /// The version of the server.
    server_version: &'static str,
}

async fn list_embed_sessions(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<EmbedSession>>> {
    caller.require_here(Action::ManageEmbedSessions)?;
    let mut sessions = people::embed_sessions(&app.records, &caller.organisation).await?;
    sessions.retain(|session| is_visible(&caller, session));
    let latest = |one: &EmbedSession| Reverse((one.created_at.clone(), one.id.clone()));
    Ok(axum::Json(page::after(sessions, query.cursor.as_deref(), query.limit, latest)?))
}

/// Those of the account acted in, and of other accounts where that is allowed from here.
fn is_visible(caller: &Caller, session: &EmbedSession) -> bool {
    let place = Resource::new(ResourceKind::Account, &session.account, &session.account);
    session.account == caller.account || caller.may(Action::ManageEmbedSessions, &place)
}

async fn create_embed_session(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewEmbedSession>,
) -> Answer<Response> {
    caller.require_here(Action::ManageEmbedSessions)?;
    app.limits.embed_session(&caller.signed_in.principal())?;
    let made_by = match &caller.signed_in.credential {
        Credential::Token { id, .. } => Some(id.as_str()),
        Credential::Session(_) | Credential::Embedded { .. } => None,
    };
    let mut write = caller.write(&app).await?;
    let (secret, session) =
        people::create_embed_session(&mut write, &caller.account, made_by, &new).await?;
    let mut made = MadeEmbedSession { session, client_secret: None };
    write.commit_with(StatusCode::CREATED.as_u16(), &made).await?;
    made.client_secret = Some(secret);
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

async fn revoke_embed_session(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    caller.require_here(Action::ManageEmbedSessions)?;
    let sessions = people::embed_sessions(&app.records, &caller.organisation).await?;
    if !sessions.iter().any(|session| session.id == id && is_visible(&caller, session)) {
        return Err(Problem::not_found(format!("there is no embed session `{id}`")));
    }
    let mut write = caller.write(&app).await?;
    let session = people::revoke_embed_session(&mut write, &id).await?;
    Ok(body::stored(write.commit_with(200, &session).await?))
}

async fn open_embed_session(
    State(app): State<App>,
    Peer(address): Peer,
    headers: HeaderMap,
    Body(secret): Body<ClientSecret>,
) -> Answer<Response> {
    app.limits.exchange(address)?;
    let opened =
        people::open_embed_session(&app.records, &secret.client_secret, origin(&headers)).await;
    let (token, user, session) = opened.map_err(of_secret)?;
    let opened = OpenedEmbedSession {
        session,
        token,
        user_name: user.name,
        api_version: API_VERSION,
        server_version: env!("CARGO_PKG_VERSION"),
    };
    Ok((StatusCode::CREATED, axum::Json(opened)).into_response())
}

/// A client secret that does not work is a way of not being known, however well it is written.
fn of_secret(error: RecordError) -> Problem {
    match error {
        RecordError::Refused(problems) => match problems.first() {
            Some(problem) if problem.code == "EMBED_ORIGIN" => {
                Problem::new(StatusCode::FORBIDDEN, "EMBED_ORIGIN", problem.message.clone())
            }
            Some(problem) => {
                Problem::new(StatusCode::UNAUTHORIZED, "EMBED_SECRET", problem.message.clone())
            }
            None => Problem::signed_out(),
        },
        other => other.into(),
    }
}
