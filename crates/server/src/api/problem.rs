//! Errors as they are answered: problem details (RFC 9457) with a code and the places in the
//! request.
//!
//! Which error when: [`Problem::not_found`] for what is not there and for what is somebody else's,
//! [`Problem::forbidden`] where a policy is missing, 422 for a request that breaks rules, 409 for a
//! record in another state, 503 where coming again helps. What failed inside is logged, never told.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use permissions::Denial;
use records::RecordError;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What an endpoint gives.
pub(crate) type Answer<T> = Result<T, Problem>;

/// Why a request was not carried out.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    body: Box<ProblemBody>,
    /// The stored answer of the same request before, in place of all else.
    replayed: Option<Box<records::StoredAnswer>>,
    retry_after: Option<u64>,
}

/// The error envelope.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Problem")]
pub(crate) struct ProblemBody {
    /// Always `about:blank`: the code tells problems apart.
    r#type: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable, for programs.
    code: String,
    /// A sentence for people.
    detail: String,
    /// Everything that is wrong with the request, by place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    problems: Vec<Place>,
    /// The record, or the change, as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Value>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Place {
    /// A JSON pointer into the request's body, or the name of a parameter.
    pointer: String,
    /// Stable, for programs.
    code: String,
    /// A sentence for people that says what to do.
    message: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        let body = ProblemBody {
            r#type: "about:blank",
            title,
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            problems: Vec::new(),
            current: None,
        };
        Self { status, body: Box::new(body), replayed: None, retry_after: None }
    }

    /// An answer that did not begin in time.
    pub(crate) fn took_too_long() -> Self {
        let detail = "the answer took too long: come again; the same Idempotency-Key changes \
                      nothing twice";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self { retry_after: Some(1), ..Self::new(status, "TOOK_TOO_LONG", detail) }
    }

    /// A body that cannot be read, or a parameter that is none.
    pub(crate) fn bad_request(code: &str, pointer: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let mut problem = Self::new(StatusCode::BAD_REQUEST, code, message.clone());
        problem.body.problems =
            vec![Place { pointer: pointer.to_owned(), code: code.to_owned(), message }];
        problem
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", detail)
    }

    pub(crate) fn signed_out() -> Self {
        let detail = "sign in, or send an API token: who asks is not known";
        Self::new(StatusCode::UNAUTHORIZED, "SIGNED_OUT", detail)
    }

    pub(crate) fn forbidden(denial: &Denial) -> Self {
        Self::new(StatusCode::FORBIDDEN, "ACCESS_DENIED", denial.to_string())
    }

    pub(crate) fn too_many(seconds: u64) -> Self {
        let detail = format!("too many requests: come again in {seconds} s");
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", detail);
        problem.retry_after = Some(seconds);
        problem
    }

    /// Others of the same caller or organisation are being answered, as many as there may be.
    pub(crate) fn too_many_at_once(seconds: u64) -> Self {
        let detail = format!(
            "too many requests of yours, or of your organisation, are being answered: come again in \
             {seconds} s"
        );
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "TOO_MANY_AT_ONCE", detail);
        problem.retry_after = Some(seconds);
        problem
    }

    /// The places of problems as seen from the body of the request: what stands before them in
    /// the edits that the request was made into is taken away.
    pub(crate) fn within(mut self, prefixes: &[&str]) -> Self {
        for place in &mut self.body.problems {
            if let Some(rest) = prefixes.iter().find_map(|prefix| below(&place.pointer, prefix)) {
                place.pointer = rest;
            }
        }
        self
    }
}

/// The rest of a pointer below a prefix, in which `*` stands for any one step.
fn below(pointer: &str, prefix: &str) -> Option<String> {
    let mut steps = pointer.split('/').skip(1);
    for expected in prefix.split('/').skip(1) {
        let step = steps.next()?;
        if expected != "*" && expected != step {
            return None;
        }
    }
    Some(steps.map(|step| format!("/{step}")).collect())
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::NotFound { .. } => Self::not_found(error.to_string()),
            RecordError::Refused(problems) => {
                let code = problems.first().map_or("INVALID", |problem| &problem.code).to_owned();
                let detail = match problems.as_slice() {
                    [one] => one.message.clone(),
                    several => format!("{} things are wrong with the request", several.len()),
                };
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, &code, detail);
                problem.body.problems = problems
                    .into_iter()
                    .map(|problem| Place {
                        pointer: problem.pointer,
                        code: problem.code,
                        message: problem.message,
                    })
                    .collect();
                problem
            }
            RecordError::Conflict { code, message, current } => {
                let mut problem = Self::new(StatusCode::CONFLICT, code, message);
                problem.body.current = current;
                problem
            }
            RecordError::Forbidden(sentence) => {
                Self::new(StatusCode::FORBIDDEN, "ACCESS_DENIED", sentence)
            }
            RecordError::Replayed(answer) => {
                let mut problem = Self::new(StatusCode::OK, "REPLAYED", "");
                problem.replayed = Some(Box::new(answer));
                problem
            }
            RecordError::Busy => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                let mut problem = Self::new(status, "BUSY", error.to_string());
                problem.retry_after = Some(1);
                problem
            }
            RecordError::Storage(_) | RecordError::Damaged(_) => {
                tracing::error!(error = %error, "a request failed");
                let detail = "the server failed: its log says why, under the id of this request";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", detail)
            }
        }
    }
}

impl From<procurement::Problems> for Problem {
    fn from(problems: procurement::Problems) -> Self {
        RecordError::from(problems).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Some(answer) = self.replayed {
            let mut response = super::body::stored(*answer);
            let replayed = HeaderValue::from_static("true");
            response.headers_mut().insert("idempotency-replayed", replayed);
            return response;
        }
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
