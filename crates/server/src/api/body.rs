//! Bodies, queries and path parameters, read with problems that say where; answers as JSON.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use billing_files::kind::BYTE_ORDER_MARK;
use records::StoredAnswer;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::nul::{NUL, WithoutNul};
use super::problem::Problem;

/// A JSON body of a type.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let text = JsonText::from_request(request, state).await?;
        parse(&text.0).map(Self)
    }
}

/// Reads JSON of a type; the problem names the place.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    // JSON has the character in no other way. Most texts hold nothing like it, and are read once.
    if text.contains("\\u0000") {
        read_as::<WithoutNul>(text)?;
    }
    read_as(text)
}

fn read_as<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let message = error.into_inner().to_string();
        Problem::bad_request(
            "INVALID_JSON",
            &pointer,
            format!("the body cannot be read: {message}"),
        )
    })
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

/// Refuses text in a body that is no JSON where it holds U+0000, which no record can.
pub(crate) fn refuse_nul(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.contains(&0) {
        return Err(Problem::bad_request("NUL_CHARACTER", "", NUL));
    }
    Ok(())
}

/// A body that says that it is JSON, as text without a byte order mark.
#[derive(Debug)]
pub(crate) struct JsonText(pub(crate) String);

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        check_type(request.headers(), &["application/json"])?;
        let bytes = read(request, state).await?;
        let is_marked = bytes.starts_with(&BYTE_ORDER_MARK);
        let bytes = if is_marked { bytes.slice(BYTE_ORDER_MARK.len()..) } else { bytes };
        String::from_utf8(bytes.into()).map(Self).map_err(|_| {
            Problem::bad_request("INVALID_JSON", "", "the body is no UTF-8: write it as UTF-8")
        })
    }
}

/// The whole body, within the limit of its route.
pub(crate) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            too_large()
        } else {
            Problem::bad_request("UNREADABLE_BODY", "", "the body broke off: send it again")
        }
    })
}

pub(crate) fn too_large() -> Problem {
    let detail = "the body is larger than this endpoint takes: send less at once";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", detail)
}

/// Bodies come plain, and say what they are: a form of another site cannot.
pub(crate) fn check_type(headers: &HeaderMap, kinds: &[&str]) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        let detail = "packed bodies are not taken: send the body plain";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "PACKED_BODY", detail));
    }
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kinds.contains(&kind.as_str()) {
        return Ok(());
    }
    let detail = format!("send the body with the content type {}", kinds.join(" or "));
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "CONTENT_TYPE", detail))
}

/// The query of an address as a type; what is not known is refused.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|rejection| {
            let reason = rejection.body_text();
            let message = format!("the query of the address cannot be read: {reason}");
            Problem::bad_request("INVALID_QUERY", "", message)
        })
    }
}

/// Parameters of the path.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        // What cannot be an id is no id of anything.
        path.map(|path| Self(path.0)).map_err(|_| Problem::not_found("there is nothing there"))
    }
}

/// A JSON answer that was written with the change that it tells of, with the version of what it
/// shows.
pub(crate) fn stored(answer: StoredAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let shown = serde_json::from_str::<Shown>(&answer.body).ok();
    let mut response = json_text(status, answer.body);
    if let Some(version) = shown.and_then(|shown| shown.version) {
        tag(&mut response, version);
    }
    response
}

/// As much of an answer as tells its version.
#[derive(Deserialize)]
struct Shown {
    version: Option<i64>,
}

fn tag(response: &mut Response, version: i64) {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

/// JSON that is text already.
pub(crate) fn json_text(status: StatusCode, text: String) -> Response {
    if status == StatusCode::NO_CONTENT {
        return status.into_response();
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, kind, text).into_response()
}

/// An answer with the version of what it shows, for `If-Match`.
pub(crate) fn versioned(version: i64, body: &impl Serialize) -> Response {
    let mut response = axum::Json(body).into_response();
    tag(&mut response, version);
    response
}

/// The version that the caller saw: `If-Match: "3"`. Absent where it is not sent, or is `*`.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix("W/").unwrap_or(text).trim_matches('"').parse();
    version.map(Some).map_err(|_| {
        let message = "`If-Match` holds the version as the `ETag` of the record gave it";
        Problem::bad_request("INVALID_IF_MATCH", "If-Match", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_byte_order_mark_before_a_body_means_nothing() {
        for sent in ["{}", "\u{feff}{}"] {
            let request = Request::post("/").header(header::CONTENT_TYPE, "application/json");
            let request = request.body(sent.into()).unwrap();
            let JsonText(text) = JsonText::from_request(request, &()).await.unwrap();
            assert_eq!(text, "{}");
        }
    }
}
