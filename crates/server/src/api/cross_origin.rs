//! Requests of pages of other origins: only those of embed sessions are answered to them. No cookie
//! is ever admitted, so whoever has no token of a session learns nothing.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use records::people;

use super::caller::bearer;

/// Where a client secret is exchanged: the page has no token yet.
pub(super) const EXCHANGE: &str = "/api/v1/embed/session";

/// What embed sessions are for: all else is no business of a page of another origin.
const ACCOUNTS: &str = "/api/v1/accounts/";

/// How many seconds a browser remembers that it may ask.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");

const HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, idempotency-key, if-match");

/// What a page may read of an answer, beside its body.
const EXPOSED: HeaderValue = HeaderValue::from_static("etag, retry-after, x-request-id");

/// The origin of the page that asks, where a browser tells one.
pub(super) fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN)?.to_str().ok()
}

/// Lets pages of other origins ask with the token of an embed session, and read the answer. Whether
/// theirs is an origin that the session names is looked at where the token is (`caller.rs`).
pub(super) async fn answer(request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    let path = request.uri().path();
    let is_exchange = path == EXCHANGE;
    if !is_exchange && !path.starts_with(ACCOUNTS) {
        return next.run(request).await;
    }
    // What is asked before a request has no token, so it is the same for everybody.
    let is_asked_before = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if request.method() == Method::OPTIONS && is_asked_before {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        admit(headers, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        return response;
    }
    let is_embedded = is_exchange || bearer(request.headers()).is_some_and(people::is_embed_token);
    let mut response = next.run(request).await;
    if is_embedded {
        admit(response.headers_mut(), origin);
        response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    response
}

fn admit(headers: &mut HeaderMap, origin: HeaderValue) {
    const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
}
