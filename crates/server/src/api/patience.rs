//! How long a request may take: its body to arrive, and its answer to begin (reliability: everything
//! has a limit).

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tokio_stream::StreamExt;

use super::problem::Problem;

/// What a route is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Until the body is there.
    body: Duration,
    /// From then until the answer begins.
    answer: Duration,
}

impl Patience {
    /// For a request about a few records.
    pub(crate) const USUAL: Self = Self::new(Duration::from_secs(30), Duration::from_secs(10));
    /// Where a whole account is computed, or a file is brought in. Browsers wait a little longer.
    pub(crate) const LONG: Self = Self::new(Duration::from_secs(30), Duration::from_secs(25));

    const fn new(body: Duration, answer: Duration) -> Self {
        Self { body, answer }
    }
}

/// Gives up a request that takes longer. What it had begun to write is undone, as it is when its
/// sender goes away.
pub(crate) async fn keep(
    State(patience): State<Patience>,
    request: Request,
    next: Next,
) -> Response {
    let (request, arrived) = watched(request);
    let late = async {
        if timeout(patience.body, arrived).await.is_err() {
            let detail = "the body took too long to arrive: send it again";
            return Problem::new(StatusCode::REQUEST_TIMEOUT, "BODY_TOO_SLOW", detail);
        }
        sleep(patience.answer).await;
        Problem::took_too_long()
    };
    tokio::select! {
        biased;
        response = next.run(request) => response,
        problem = late => problem.into_response(),
    }
}

/// The request, and what resolves once its body has been read or is not wanted any more.
fn watched(request: Request) -> (Request, oneshot::Receiver<()>) {
    let (reading, arrived) = oneshot::channel();
    let (parts, body) = request.into_parts();
    // The end is told by the sender's being dropped, together with the body that holds it.
    let chunks = body.into_data_stream().map(move |chunk| {
        let _ = &reading;
        chunk
    });
    (Request::from_parts(parts, Body::from_stream(chunks)), arrived)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Bytes;
    use axum::http::header;
    use axum::middleware;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    const SHORT: Patience = Patience::new(Duration::from_millis(400), Duration::from_millis(400));
    const SOON: Duration = Duration::ZERO;
    const LATE: Duration = Duration::from_secs(3600);

    /// The status of a request whose body arrives after one time, by a handler that takes another,
    /// and whether it says when to come again.
    async fn status(arriving: Duration, answering: Duration) -> (StatusCode, bool) {
        let handler = move |_: Bytes| async move {
            sleep(answering).await;
            StatusCode::OK
        };
        let router = Router::new()
            .route("/", post(handler).layer(middleware::from_fn_with_state(SHORT, keep)));
        let body = Body::from_stream(tokio_stream::once(()).then(move |()| async move {
            sleep(arriving).await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"{}"))
        }));
        let request = Request::post("/").body(body).unwrap();
        let response = router.oneshot(request).await.unwrap();
        (response.status(), response.headers().contains_key(header::RETRY_AFTER))
    }

    #[tokio::test]
    async fn body_and_answer_have_each_their_time() {
        assert_eq!(status(SOON, SOON).await, (StatusCode::OK, false));
        assert_eq!(status(LATE, SOON).await, (StatusCode::REQUEST_TIMEOUT, false));
        assert_eq!(status(SOON, LATE).await, (StatusCode::SERVICE_UNAVAILABLE, true));
    }
}
