//! Changes of the organisation as they are made, for pages that show it.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use records::{Latest, Records, people};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_stream::wrappers::ReceiverStream;

use crate::api::app::App;
use crate::api::body::Path;
use crate::api::caller::{Caller, Credential};
use crate::api::live::Place;
use crate::api::problem::Answer;
use crate::api::table::Table;

/// A line is sent this often, so that nothing on the way takes the stream for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/accounts/{account}/events", "listenToEvents", listen_to_events)
        .summary(
            "Tells the revision of the organisation, and who made it, at once and whenever it is \
             another: server-sent events named `revision`.",
        )
        .answers_events::<Latest>();
}

async fn listen_to_events(
    State(app): State<App>,
    caller: Caller,
    Path(_): Path<String>,
) -> Answer<Response> {
    let name = match &caller.signed_in.credential {
        Credential::Session(id) => format!("session:{id}"),
        Credential::Token { .. } | Credential::Embedded { .. } => caller.signed_in.principal(),
    };
    let place = app.live.place(name)?;
    let latest = app.live.listen(&app.records, &caller.organisation).await?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(tell(app, caller, place, latest, sender));
    let stream = Sse::new(ReceiverStream::new(receiver));
    let mut response = stream.keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers let this one through as it comes.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// Tells until the other side is gone, whoever listens no longer may, or the server ends.
async fn tell(
    app: App,
    caller: Caller,
    place: Place,
    mut latest: watch::Receiver<Latest>,
    sender: mpsc::Sender<Result<Event, Infallible>>,
) {
    // Held to the end of the stream.
    let _place = place;
    let pace = app.live.pace().standing;
    let mut look = Instant::now() + pace;
    loop {
        let told = latest.borrow_and_update().clone();
        let told = seen(&app.records, &caller, told).await;
        let event = Event::default().event("revision").json_data(told);
        let Ok(event) = event else { return };
        tokio::select! {
            sent = sender.send(Ok(event)) => if sent.is_err() { return },
            () = app.live.ended() => return,
        }
        loop {
            tokio::select! {
                changed = latest.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                () = sender.closed() => return,
                () = app.live.ended() => return,
                () = sleep_until(look) => {
                    look = Instant::now() + pace;
                    // Where it cannot be looked at now, the next look tells.
                    if !may_listen(&app.records, &caller).await.unwrap_or(true) {
                        return;
                    }
                }
            }
        }
    }
}

/// What a caller is told: who changed something is named in the management account, and in a member
/// if it is somebody of that account. Pages of other consoles show nobody.
async fn seen(records: &Records, caller: &Caller, told: Latest) -> Latest {
    let Some(user) = &told.user else { return told };
    let is_named = match &caller.signed_in.credential {
        Credential::Embedded { .. } => false,
        _ if caller.is_management() => true,
        // Where it cannot be looked at now, nobody is named.
        _ => matches!(people::caller(records, user, &caller.account).await, Ok(Some(_))),
    };
    if is_named { told } else { Latest { by: None, user: None, ..told } }
}

/// Whether the session or the token is still good, and the account still theirs. To listen is not
/// to use: a page that nobody touches does not keep its session from being over.
async fn may_listen(records: &Records, caller: &Caller) -> records::Result<bool> {
    let user = &caller.signed_in.user.id;
    if people::caller(records, user, &caller.account).await?.is_none() {
        return Ok(false);
    }
    match &caller.signed_in.credential {
        Credential::Session(id) => {
            let sessions = people::sessions(records, user).await?;
            Ok(sessions.iter().any(|session| session.id == *id))
        }
        Credential::Token { id, organisation, .. } => {
            let now = records.now();
            let tokens = people::tokens(records, organisation).await?;
            Ok(tokens.iter().any(|token| {
                let expires = token.expires_at.as_deref().and_then(|at| at.parse().ok());
                let is_over = expires.is_some_and(|expires: procurement::Instant| expires <= now);
                token.id == *id && token.revoked_at.is_none() && !is_over
            }))
        }
        Credential::Embedded { id, organisation, .. } => {
            people::works_embedded(records, organisation, id).await
        }
    }
}
