//! From a request to its answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};

use super::base_path::Place;
use super::{Site, asset, headers};

/// Tells that the server is up, at the root and below the base path.
const HEALTH: &str = "healthz";

/// What a browser wants the answer for.
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Answers all requests from the site.
pub(crate) fn router(site: Site) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(site))
}

async fn answer(
    State(site): State<Arc<Site>>,
    method: Method,
    uri: Uri,
    request: HeaderMap,
) -> Response<Body> {
    let mut response = site.answer(&method, &uri, &request);
    headers::secure(response.headers_mut());
    response
}

impl Site {
    fn answer(&self, method: &Method, uri: &Uri, request: &HeaderMap) -> Response<Body> {
        // The body of an answer to HEAD is left out further down.
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut refusal =
                text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n");
            refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return refusal;
        }
        match self.base.place(uri.path()) {
            _ if uri.path().strip_prefix('/') == Some(HEALTH) => text(StatusCode::OK, "ok\n"),
            Place::Within(HEALTH) => text(StatusCode::OK, "ok\n"),
            Place::Within(name) => match self.asset(name) {
                Some(asset) => asset.answer(request),
                None if is_page(name) && is_navigation(request) => self.index.answer(request),
                None => missing(),
            },
            Place::Entrance => self.redirect(uri),
            Place::Outside => missing(),
        }
    }

    /// To the base path; not for good, for it may be another one tomorrow.
    fn redirect(&self, uri: &Uri) -> Response<Body> {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut response = text(StatusCode::TEMPORARY_REDIRECT, "");
        if let Ok(target) = HeaderValue::try_from(format!("{}{query}", self.base)) {
            response.headers_mut().insert(LOCATION, target);
        }
        response
    }
}

/// May this be the address of a page, which the pages themselves make sense of? A missing file is
/// missing, and a path that climbs leads nowhere.
fn is_page(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    let climbs =
        |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    asset::content_type(last).is_none() && !name.starts_with('/') && !name.split('/').any(climbs)
}

/// Does someone go to a page? Scripts that ask for data shall not get a document. Browsers tell by
/// the mode; what is none tells by what it accepts.
fn is_navigation(request: &HeaderMap) -> bool {
    if let Some(mode) = request.get(FETCH_MODE) {
        return mode == "navigate";
    }
    let mut lists = request.get_all(ACCEPT).iter().filter_map(|list| list.to_str().ok()).peekable();
    lists.peek().is_none() || lists.any(|list| list.contains("text/html") || list.contains("*/*"))
}

fn missing() -> Response<Body> {
    text(StatusCode::NOT_FOUND, "There is nothing at this address.\n")
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
