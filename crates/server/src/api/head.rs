//! What the head of a request may be: how large its address and its headers are, and what an address
//! never holds.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::nul::NUL;
use super::problem::Problem;

/// Bytes of an address, without the host.
pub(crate) const URL_MAX: usize = 8 * 1024;

/// Bytes of all headers, names and values.
pub(crate) const HEADERS_MAX: usize = 16 * 1024;

/// Refuses what is larger, or holds what no record can, before anybody reads it.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    if address_bytes(request.uri()) > URL_MAX {
        let detail = format!("the address is longer than {URL_MAX} bytes: ask for less at once");
        return Problem::new(StatusCode::URI_TOO_LONG, "URL_TOO_LONG", detail).into_response();
    }
    if header_bytes(request.headers()) > HEADERS_MAX {
        let detail = format!(
            "the headers are larger than {HEADERS_MAX} bytes: leave out what is not needed, such \
             as cookies of other pages"
        );
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Problem::new(status, "HEADERS_TOO_LARGE", detail).into_response();
    }
    if holds_nul(request.uri()) {
        return Problem::bad_request("NUL_CHARACTER", "", NUL).into_response();
    }
    next.run(request).await
}

/// An address has the character in no other way.
fn holds_nul(uri: &Uri) -> bool {
    uri.path_and_query().is_some_and(|address| address.as_str().contains("%00"))
}

fn address_bytes(uri: &Uri) -> usize {
    uri.path_and_query().map_or(0, |address| address.as_str().len())
}

/// As they are sent, each with `: ` and the end of its line.
fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}
