//! Connections: each is given a while to say what it wants, and may not say more than fits.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// How long a connection may take to send the head of a request.
pub(crate) const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// What is read of a request before it is answered: more than a head may have, so that one that is
/// too large is told so.
const BUFFER_MAX: usize = 64 * 1024;

/// Answers whoever connects until the program is asked to end, and then those who are being
/// answered.
pub(crate) async fn serve(
    mut listener: TcpListener,
    router: Router,
    head_patience: Duration,
    asked_to_end: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_patience).max_buf_size(BUFFER_MAX);
    let under_way = GracefulShutdown::new();
    let mut asked_to_end = std::pin::pin!(asked_to_end);
    loop {
        let (stream, peer) = tokio::select! {
            connected = Listener::accept(&mut listener) => connected,
            () = &mut asked_to_end => break,
        };
        // An answer is small, and awaited: it goes out at once.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let answer = service_fn(move |request| router.clone().oneshot(from(request, peer)));
        let connection = http.serve_connection(TokioIo::new(stream), answer);
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            // Who breaks off, or says nothing in time, is not waited for.
            if let Err(error) = connection.await {
                tracing::debug!(error = error.to_string(), "a connection broke off");
            }
        });
    }
    drop(listener);
    under_way.shutdown().await;
}

/// The request with the machine that it comes from: limits go by it.
fn from(request: hyper::Request<Incoming>, peer: SocketAddr) -> Request {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Instant;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    use super::*;

    /// A server that waits half a second for a head, and what ends it.
    async fn start() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let slow = get(|| async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "answered"
        });
        let router = Router::new().route("/", get(|| async { "here" })).route("/slow", slow);
        let (end, ended) = oneshot::channel::<()>();
        let asked = async { drop(ended.await) };
        let patience = Duration::from_millis(500);
        let serving = tokio::spawn(serve(listener, router, patience, asked));
        (address, end, serving)
    }

    /// What is answered until the connection closes.
    async fn say(address: SocketAddr, text: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(text.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    #[tokio::test]
    async fn who_does_not_finish_a_head_is_not_waited_for() {
        let (address, _end, _serving) = start().await;
        let begun = Instant::now();
        let answer = say(address, "GET / HTTP/1.1\r\nHost: a\r\n").await.unwrap_or_default();
        assert!(!answer.contains("here"), "{answer}");
        assert!(begun.elapsed() < Duration::from_secs(5));
        let whole = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assert!(say(address, whole).await.unwrap().ends_with("here"));
    }

    #[tokio::test]
    async fn a_head_without_end_is_refused() {
        let (address, _end, _serving) = start().await;
        let head = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(2 * BUFFER_MAX));
        let answer = say(address, &head).await;
        // Who is still sending may see the connection break before the answer.
        assert!(answer.is_err() || answer.unwrap().starts_with("HTTP/1.1 431"));
    }

    #[tokio::test]
    async fn who_is_being_answered_gets_the_answer_before_the_end() {
        let (address, end, serving) = start().await;
        let asking =
            tokio::spawn(
                async move { say(address, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await },
            );
        tokio::time::sleep(Duration::from_millis(100)).await;
        end.send(()).unwrap();
        assert!(asking.await.unwrap().unwrap().ends_with("answered"));
        serving.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
