//! Idempotency keys: a write that is sent twice under one key is done once. Whether it is the same
//! is told by a hash of its body, which has to be held whole for that.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use records::IdempotencyKey;
use sha2::{Digest, Sha256};

use super::app::App;
use super::body;
use super::caller::{Known, SignedIn};
use super::problem::Problem;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key.
const LENGTH_MAX: usize = 255;

/// The hash of a request's body.
#[derive(Debug, Clone)]
struct BodyHash(String);

/// Hashes the body of a request that has a key, where its route takes one and the body is no larger
/// than this. Only for callers who are known and have their place: whoever is nobody, or asks too
/// often, has no memory taken for what they send.
pub(super) async fn hash_body(
    State((app, largest)): State<(App, usize)>,
    request: Request,
    next: Next,
) -> Response {
    if !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    if let Err(problem) = Known::from_request_parts(&mut parts, &app).await {
        return problem.into_response();
    }
    let Ok(bytes) = to_bytes(body, largest).await else {
        return body::too_large().into_response();
    };
    let hash = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    parts.extensions.insert(BodyHash(hash));
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// The key of a request. A route that takes none looks at none.
pub(super) fn of(parts: &Parts, caller: &SignedIn) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = parts.headers.get(KEY) else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > LENGTH_MAX || parts.method == Method::GET {
        let message = format!("an idempotency key has 1 to {LENGTH_MAX} characters of ASCII");
        return Err(Problem::bad_request("INVALID_IDEMPOTENCY_KEY", "Idempotency-Key", message));
    }
    let Some(BodyHash(hash)) = parts.extensions.get::<BodyHash>() else { return Ok(None) };
    let request = format!("{} {} {hash}", parts.method, parts.uri);
    let request_hash = procurement::digest(&request);
    Ok(Some(IdempotencyKey { principal: caller.principal(), key: key.to_owned(), request_hash }))
}
