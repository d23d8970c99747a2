//! The API, asked from within: no socket, but the same routes, limits of size and permissions.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use serde_json::Value;
use tower::ServiceExt;

/// A program with a token for each account.
#[derive(Clone)]
pub(super) struct Client {
    router: Router,
    tokens: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    pub(super) fn new(router: Router, tokens: Vec<(&'static str, String)>) -> Self {
        Self { router, tokens }
    }

    /// Sends JSON below an account, and gives the answer.
    pub(super) async fn send(
        &self,
        method: Method,
        account: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask(method, account, path, "application/json", body).await
    }

    /// Hands in a table.
    pub(super) async fn import(
        &self,
        account: &str,
        path: &str,
        table: String,
    ) -> Result<(), String> {
        self.ask(Method::POST, account, path, "text/csv", table).await.map(|_| ())
    }

    async fn ask(
        &self,
        method: Method,
        account: &str,
        path: &str,
        kind: &str,
        body: String,
    ) -> Result<Value, String> {
        let uri = format!("/api/v1/accounts/{account}/{}", path.replace(' ', "%20"));
        let step = format!("{method} {uri} {body}");
        let token = self.tokens.iter().find(|(of, _)| *of == account);
        let token = token.map_or("", |(_, token)| token.as_str());
        let request = Request::builder()
            .method(method)
            .uri(&uri)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .map_err(|error| format!("{step}: {error}"))?;
        // A router answers every request.
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX)
            .await
            .map_err(|error| format!("{step}: {error}"))?;
        let text = String::from_utf8_lossy(&bytes);
        if !status.is_success() {
            return Err(format!("{step}: {status} {text}"));
        }
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    pub(super) async fn post(
        &self,
        account: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.send(Method::POST, account, path, body).await
    }

    pub(super) async fn put(
        &self,
        account: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.send(Method::PUT, account, path, body).await
    }
}
