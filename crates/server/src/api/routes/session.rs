//! Signing in and out with a browser: sessions, and the password that opens them.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use procurement::Instant;
use records::organisations::{self, Account, Organisation};
use records::people::{self, Password, Session, Sessions, User};
use records::{RecordError, Records};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::body::{Body, Path, Query};
use crate::api::caller::{COOKIE, Credential, SignedIn, check_same_site};
use crate::api::page::{self, Page, PageQuery};
use crate::api::peer::Peer;
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

/// Nothing that is sent here is longer, and anybody may send it.
pub(super) const SMALL: usize = 16 * 1024;

pub(super) fn routes(table: &mut Table) {
    table
        .post("/api/v1/session", "createSession", create_session)
        .summary("Signs in with an e-mail address and a password; the answer sets a cookie.")
        .open()
        .body_up_to(SMALL)
        .takes::<Credentials>()
        .answers::<SignedInAs>(201);
    table
        .get("/api/v1/session", "getSession", get_session)
        .summary("Who is signed in, and in which accounts they have which policies.")
        .answers::<SignedInAs>(200);
    table
        .delete("/api/v1/session", "deleteSession", delete_session)
        .summary("Signs out.")
        .answers_nothing();
    table
        .get("/api/v1/sessions", "listSessions", list_sessions)
        .summary("Lists the browsers in which the caller is signed in.")
        .query::<PageQuery>()
        .answers::<Page<OwnSession>>(200);
    table
        .delete("/api/v1/sessions/{session}", "revokeSession", revoke_session)
        .summary("Signs the caller out in one browser.")
        .answers_nothing();
    table
        .put("/api/v1/password", "updatePassword", update_password)
        .summary("Changes the caller's password, and signs them out in all other browsers.")
        .body_up_to(SMALL)
        .takes::<PasswordChange>()
        .answers_nothing();
}

/// What somebody signs in with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Credentials {
    /// The address, however it is typed.
    email: String,
    /// The password.
    password: Password,
}

/// A new password in place of the one that is known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordChange {
    /// The password until now.
    current: Password,
    /// The password from now on.
    new: Password,
}

/// Who is signed in, and where they may do something.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignedInAs {
    /// The person.
    user: User,
    /// Where they belong.
    organisations: Vec<OwnOrganisation>,
    /// Whether the server shows example data, which is gone when it ends.
    example: bool,
}

/// An organisation that the caller belongs to.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnOrganisation {
    #[serde(flatten)]
    organisation: Organisation,
    /// The accounts in which they may do something.
    accounts: Vec<OwnAccount>,
}

/// An account in which the caller may do something.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnAccount {
    #[serde(flatten)]
    account: Account,
    /// The ids of the policies attached to them in it.
    policies: Vec<String>,
}

/// A session of the caller.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnSession {
    #[serde(flatten)]
    session: Session,
    /// Whether it is the one that asks.
    current: bool,
}

async fn create_session(
    State(app): State<App>,
    Peer(address): Peer,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Answer<Response> {
    check_same_site(&headers)?;
    let Credentials { email, password } = credentials;
    app.limits.sign_in(email.trim(), address)?;
    let user = people::verify_password(&app.records, &email, &password).await?;
    let user = user.ok_or_else(|| {
        // The same for who is not known, has another password, or is disabled.
        let detail = "the e-mail address or the password is not right: type both again, or ask an \
                      administrator of your organisation for a link to set a new password";
        Problem::new(StatusCode::UNAUTHORIZED, "WRONG_CREDENTIALS", detail)
    })?;
    open(&app, &headers, user).await
}

/// Opens a session of somebody in the browser that asks.
pub(super) async fn open(app: &App, headers: &HeaderMap, user: User) -> Answer<Response> {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let (secret, session) =
        people::open_session(&app.records, &user.id, agent.unwrap_or_default()).await?;
    let cookie = set_cookie(&secret, lifetime(&session));
    let answer = signed_in_as(app, user, None).await?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], axum::Json(answer)).into_response())
}

async fn get_session(State(app): State<App>, caller: SignedIn) -> Answer<axum::Json<SignedInAs>> {
    // A token acts in one account, so the others are none of its business.
    let only = caller.credential.account();
    Ok(axum::Json(signed_in_as(&app, caller.user.clone(), only).await?))
}

async fn signed_in_as(app: &App, user: User, only: Option<&str>) -> Answer<SignedInAs> {
    let mut own = Vec::new();
    for membership in organisations::organisations_of_user(&app.records, &user.id).await? {
        let organisation = membership.organisation;
        let grants = people::grants_of(&app.records, &organisation.id, &user.id).await?;
        let accounts: Vec<OwnAccount> = membership
            .accounts
            .into_iter()
            .filter(|account| only.is_none_or(|only| only == account.id))
            .map(|account| {
                let granted = grants.iter().find(|grants| grants.account == account.id);
                let policies = granted.map(|grants| grants.policies.clone()).unwrap_or_default();
                OwnAccount { account, policies }
            })
            .collect();
        if !accounts.is_empty() {
            own.push(OwnOrganisation { organisation, accounts });
        }
    }
    Ok(SignedInAs { user, organisations: own, example: app.config.example })
}

async fn delete_session(State(app): State<App>, caller: SignedIn) -> Answer<Response> {
    let session = own_session(&caller)?;
    end(&app.records, &caller, session).await?;
    Ok(signed_out())
}

async fn list_sessions(
    State(app): State<App>,
    caller: SignedIn,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<OwnSession>>> {
    let current = own_session(&caller)?;
    let sessions = people::sessions(&app.records, &caller.user.id).await?;
    let sessions = sessions
        .into_iter()
        .map(|session| OwnSession { current: session.id == current, session })
        .collect();
    Ok(axum::Json(page::slice(sessions, query.cursor.as_deref(), query.limit)?))
}

async fn revoke_session(
    State(app): State<App>,
    caller: SignedIn,
    Path(session): Path<String>,
) -> Answer<Response> {
    let is_current = own_session(&caller)? == session;
    end(&app.records, &caller, &session).await?;
    Ok(if is_current { signed_out() } else { StatusCode::NO_CONTENT.into_response() })
}

async fn update_password(
    State(app): State<App>,
    Peer(address): Peer,
    caller: SignedIn,
    Body(change): Body<PasswordChange>,
) -> Answer<StatusCode> {
    let session = own_session(&caller)?;
    let user = &caller.user;
    // Who found a browser open does not get to guess the password either.
    app.limits.sign_in(&user.email, address)?;
    let known = people::verify_password(&app.records, &user.email, &change.current).await?;
    if known.is_none() {
        let message = "this is not your password until now: type it again";
        let mut problems = vec![records::Problem::new("WRONG_PASSWORD", "/current", message)];
        problems.extend(people::password_problems(&change.new, &user.email, "/new"));
        return Err(RecordError::refused_all(problems).into());
    }
    let kept = Sessions::Keep(session);
    let set =
        people::set_password(&app.records, &caller.actor(), &user.id, &change.new, kept).await;
    set.map_err(|error| placed(error, "/password", "/new"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The session that asks. What is a person's own is not a program's.
fn own_session(caller: &SignedIn) -> Answer<&str> {
    match &caller.credential {
        Credential::Session(session) => Ok(session),
        Credential::Token { .. } | Credential::Embedded { .. } => {
            let detail = "this is for people who are signed in: an API token has no session and \
                          no password";
            Err(Problem::new(StatusCode::FORBIDDEN, "SESSION_ONLY", detail))
        }
    }
}

async fn end(records: &Records, caller: &SignedIn, session: &str) -> Answer<()> {
    Ok(people::revoke_session(records, &caller.actor(), &caller.user.id, session).await?)
}

fn signed_out() -> Response {
    let cookie = set_cookie("", 0);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

/// Kept to this host and its pages, out of reach of scripts, and not sent from other sites.
fn set_cookie(secret: &str, seconds: i64) -> String {
    format!("{COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}")
}

/// How many seconds a session that was just opened lasts at most.
fn lifetime(session: &Session) -> i64 {
    let moment = |text: &str| text.parse::<Instant>().map_or(0, Instant::milliseconds);
    (moment(&session.expires_at) - moment(&session.created_at)) / 1000
}

/// A problem as the request has its place, which the records call by another.
pub(super) fn placed(error: RecordError, from: &str, to: &str) -> Problem {
    match error {
        RecordError::Refused(mut problems) => {
            for problem in problems.iter_mut().filter(|problem| problem.pointer == from) {
                to.clone_into(&mut problem.pointer);
            }
            RecordError::Refused(problems).into()
        }
        other => other.into(),
    }
}
