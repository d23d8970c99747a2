//! One request: what it says, how long it may take, and when it is sent again.

use std::time::Duration;

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Promise, Uint8Array};
use leptos::prelude::{set_timeout, set_timeout_with_handle, window};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCredentials, Response};

use super::Failure;
use crate::page;

/// So long an answer may take to begin. The server gives up before.
const PATIENCE: Duration = Duration::from_secs(30);

/// So long it may then take to come, large as it may be.
const COMING: Duration = Duration::from_secs(60);

/// Before it is sent again, so long is waited each time.
const PAUSES: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(1500)];

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    /// Below `/api/v1`.
    path: String,
    body: Option<Body>,
    /// Sent with a change, so that sending it again does nothing twice.
    key: Option<String>,
    /// The version that is changed: if another is there by now, the server changes nothing.
    version: Option<u64>,
    /// Where it goes, if not to the server that these pages come from.
    elsewhere: Option<Elsewhere>,
    /// Stops it.
    pub(super) cancel: Option<AbortController>,
}

/// A server of another origin.
#[derive(Clone, Debug)]
struct Elsewhere {
    /// What addresses begin with.
    base: String,
    /// Shown instead of a cookie.
    token: Option<String>,
}

#[derive(Clone, Debug)]
struct Body {
    kind: &'static str,
    text: String,
}

impl Ask {
    /// Asks for something.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into(), None)
    }

    /// Asks for a page of a list, the first or the one that begins at a cursor.
    pub(crate) fn page(path: &str, cursor: Option<&str>) -> Self {
        let mark = if path.contains('?') { "&" } else { "?" };
        let cursor = cursor.map(|cursor| [mark, "cursor=", &page::encoded(cursor)].concat());
        Self::get([path, &cursor.unwrap_or_default()].concat())
    }

    /// Whether its address ends so.
    pub(super) fn is_for(&self, end: &str) -> bool {
        self.path.ends_with(end)
    }

    /// Sends JSON.
    pub(crate) fn post(path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self::change(Method::POST, path.into(), Some(body))
    }

    /// Sends a text of some kind, such as a table.
    pub(crate) fn post_text(path: impl Into<String>, kind: &'static str, text: String) -> Self {
        let body = Some(Body { kind, text });
        Self::new(Method::POST, path.into(), body)
    }

    /// Puts JSON in a place.
    pub(crate) fn put(path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self::change(Method::PUT, path.into(), Some(body))
    }

    /// Sets some members of what is there.
    pub(crate) fn patch(path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self::change(Method::PATCH, path.into(), Some(body))
    }

    /// Takes something away.
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::change(Method::DELETE, path.into(), None)
    }

    fn change(method: Method, path: String, body: Option<&serde_json::Value>) -> Self {
        let body = body.map(|body| Body { kind: "application/json", text: body.to_string() });
        Self::new(method, path, body)
    }

    fn new(method: Method, path: String, body: Option<Body>) -> Self {
        Self { method, path, body, key: None, version: None, elsewhere: None, cancel: None }
    }

    /// Goes below an address.
    pub(crate) fn below(mut self, address: &str) -> Self {
        self.path.insert_str(0, address);
        self
    }

    /// Goes to a server of another origin, where addresses begin with `base`. No cookie is sent.
    pub(crate) fn sent_to(mut self, base: String, token: Option<String>) -> Self {
        self.elsewhere = Some(Elsewhere { base, token });
        self
    }

    /// May be sent again: the server carries it out once.
    pub(crate) fn once(mut self) -> Self {
        self.key = Some(random_key());
        self
    }

    /// Changes this version and no other; none stands for what is not there yet.
    pub(crate) fn if_match(mut self, version: Option<u64>) -> Self {
        self.version = version;
        self
    }

    pub(super) fn cancellable(mut self) -> Self {
        self.cancel = AbortController::new().ok();
        self
    }

    fn may_be_sent_again(&self) -> bool {
        // What was stopped stays so.
        let is_stopped = self.cancel.as_ref().is_some_and(|cancel| cancel.signal().aborted());
        !is_stopped && (self.method == Method::GET || self.key.is_some())
    }
}

/// An answer, all of it.
#[derive(Debug)]
pub(crate) struct Reply {
    raw: Response,
    text: JsValue,
}

impl Reply {
    /// The tag of what is answered, without its quotes.
    pub(crate) fn tag(&self) -> Option<String> {
        let tag = self.raw.headers().get("etag").ok().flatten()?;
        Some(tag.trim_start_matches("W/").trim_matches('"').to_owned())
    }

    /// Its text.
    pub(crate) fn text(self) -> String {
        self.text.as_string().unwrap_or_default()
    }

    /// The same as the browser has it: long texts are not copied for nothing.
    pub(crate) fn script_text(self) -> JsValue {
        self.text
    }
}

/// Sends a request in the name of whoever is thought to be signed in, again where that is safe and
/// may help.
pub(crate) async fn send(ask: &Ask, user: Option<&str>) -> Result<Reply, Failure> {
    let mut pauses = PAUSES.iter();
    loop {
        let sent = send_once(ask, user).await;
        let may_help = match &sent {
            Ok(reply) => matches!(reply.raw.status(), 502..=504),
            Err(failure) => failure.is_out_of_reach(),
        };
        match pauses.next() {
            Some(wait) if may_help && ask.may_be_sent_again() => pause(*wait).await,
            _ => return answered(sent?),
        }
    }
}

fn answered(reply: Reply) -> Result<Reply, Failure> {
    let status = reply.raw.status();
    if reply.raw.ok() || status == 304 {
        return Ok(reply);
    }
    Err(Failure::of_answer(status, &reply.text()))
}

async fn send_once(ask: &Ask, user: Option<&str>) -> Result<Reply, Failure> {
    let cancel = match &ask.cancel {
        Some(cancel) => cancel.clone(),
        None => AbortController::new().map_err(|_| Failure::unreachable())?,
    };
    let base = match &ask.elsewhere {
        Some(elsewhere) => elsewhere.base.clone(),
        None => [&page::base(), "/api/v1"].concat(),
    };
    let url = [&base, ask.path.as_str()].concat();
    let mut builder = RequestBuilder::new(&url)
        .method(ask.method.clone())
        .header("Accept", "application/json")
        .abort_signal(Some(&cancel.signal()));
    builder = match &ask.elsewhere {
        None => {
            let builder = builder.header("X-Tieback-Client", "pages");
            match user {
                // Another page of this browser may have signed in somebody else.
                Some(user) => builder.header("X-Tieback-User", user),
                None => builder,
            }
        }
        Some(elsewhere) => {
            let builder = builder.credentials(RequestCredentials::Omit);
            match &elsewhere.token {
                Some(token) => builder.header("Authorization", &["Bearer ", token].concat()),
                None => builder,
            }
        }
    };
    if let Some(key) = &ask.key {
        builder = builder.header("Idempotency-Key", key);
    }
    if let Some(version) = ask.version {
        builder = builder.header("If-Match", &["\"", &version.to_string(), "\""].concat());
    }
    let request = match &ask.body {
        Some(body) => builder.header("Content-Type", body.kind).body(body.text.as_str()),
        None => builder.build(),
    };
    let request: web_sys::Request = request.map_err(|_| Failure::unreachable())?.into();
    let sent = window().fetch_with_request(&request);
    let raw = Response::from(within(PATIENCE, &cancel, sent).await?);
    let text = raw.text().map_err(|_| Failure::unreachable())?;
    let text = within(COMING, &cancel, text).await?;
    Ok(Reply { raw, text })
}

/// Waits for something of a request, so long at most.
async fn within(
    time: Duration,
    cancel: &AbortController,
    promise: Promise,
) -> Result<JsValue, Failure> {
    let is_late = std::rc::Rc::new(std::cell::Cell::new(false));
    let stop = {
        let (cancel, is_late) = (cancel.clone(), is_late.clone());
        move || {
            is_late.set(true);
            cancel.abort();
        }
    };
    let timer = set_timeout_with_handle(stop, time).ok();
    let came = JsFuture::from(promise).await;
    if let Some(timer) = timer {
        timer.clear();
    }
    came.map_err(|_| {
        if is_late.get() {
            Failure::timed_out()
        } else if cancel.signal().aborted() {
            Failure::cancelled()
        } else {
            Failure::unreachable()
        }
    })
}

/// Waits.
pub(crate) async fn pause(time: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        let resolve = move || drop(resolve.call0(&JsValue::UNDEFINED));
        set_timeout(resolve, time);
    });
    drop(JsFuture::from(promise).await);
}

/// A key that no other request has.
fn random_key() -> String {
    let bytes = Uint8Array::new_with_length(16);
    if let Ok(crypto) = window().crypto() {
        drop(crypto.get_random_values_with_array_buffer_view(&bytes));
    }
    bytes.to_vec().iter().map(|byte| format!("{byte:02x}")).collect()
}
