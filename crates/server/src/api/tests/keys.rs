//! Idempotency keys: whose body is held for one, and which routes look at them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use serde_json::json;

use super::harness::{Answered, MANAGEMENT, Server, Who, on_both};
use super::limits::owner;
use crate::api::limits::{PLACES, PLACES_OF_ONE};
use crate::api::routes::table;

const KEY: [(&str, &str); 1] = [("idempotency-key", "k-1")];

fn orders() -> String {
    format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders")
}

/// Sends a body with a key, as the owner or as nobody, and tells whether any of it was read.
async fn send_watched(server: &Server, who: Who, path: &str) -> (Answered, bool) {
    let is_read = Arc::new(AtomicBool::new(false));
    let noted = is_read.clone();
    let mut left = Some(Bytes::from_static(b"{}"));
    let chunks = std::iter::from_fn(move || {
        noted.store(true, Ordering::SeqCst);
        left.take().map(Ok::<_, std::io::Error>)
    });
    let mut request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", "k-1");
    if let Some(token) = server.token(who) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = Body::from_stream(tokio_stream::iter(chunks));
    let answer = server.ask(request.body(body).unwrap()).await;
    (answer, is_read.load(Ordering::SeqCst))
}

on_both!(no_body_is_held_for_a_key_before_its_sender_is_known_and_has_a_place, |server| async {
    let (orders, what_if) = (orders(), "/api/v1/what-if".to_owned());
    let focus = format!("/api/v1/accounts/{MANAGEMENT}/usage:import-focus");
    for path in [&orders, &what_if, &focus] {
        let (answer, is_read) = send_watched(&server, Who::Anonymous, path).await;
        assert_eq!((answer.status.as_u16(), is_read), (401, false), "{path}");
    }
    let (answer, is_read) = send_watched(&server, Who::Foreigner, &orders).await;
    assert_eq!((answer.status.as_u16(), is_read), (404, false));

    let principal = owner(&server).await;
    let mut held = Vec::new();
    for _ in 0..PLACES_OF_ONE {
        held.push(server.app.limits.place_of_one(&principal).await.unwrap());
    }
    for _ in 0..PLACES {
        held.push(server.app.limits.place(&server.organisation).await.unwrap());
    }
    for path in [&orders, &what_if] {
        let (answer, is_read) = send_watched(&server, Who::Owner, path).await;
        assert_eq!((answer.status.as_u16(), is_read), (503, false), "{path}");
    }
    drop(held);
    let (answer, is_read) = send_watched(&server, Who::Owner, &orders).await;
    assert_eq!((answer.status.as_u16(), is_read), (422, true), "{}", answer.text);

    for path in [&orders, &what_if] {
        // On a busy machine another request may be due before this one is looked at.
        let mut tries = 0;
        let (answer, is_read) = loop {
            while server.app.limits.request(&principal, true).is_ok() {}
            let answered = send_watched(&server, Who::Owner, path).await;
            tries += 1;
            if answered.0.status.as_u16() == 429 || tries == 50 {
                break answered;
            }
        };
        assert_eq!((answer.status.as_u16(), is_read), (429, false), "{path}");
    }
});

on_both!(a_request_with_a_key_takes_one_place, |server| async {
    let mut held = Vec::new();
    for _ in 1..PLACES {
        held.push(server.app.limits.place(&server.organisation).await.unwrap());
    }
    let order = json!({
        "id": "PO-1", "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12", "suspended": true,
    });
    for _ in 0..2 {
        let order = Some(order.clone());
        server.send(Who::Owner, "POST", &orders(), order, &KEY).await.expect(201);
    }
});

on_both!(a_route_that_only_computes_looks_at_no_key, |server| async {
    let order = json!({
        "id": "PO-1", "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12", "suspended": true,
    });
    server.send(Who::Owner, "POST", &orders(), Some(order), &KEY).await.expect(201);
    let path = format!("/api/v1/accounts/{MANAGEMENT}/policies:check");
    for text in ["{}", "[]"] {
        let body = Some(json!({ "text": text }));
        let answer = server.send(Who::Owner, "POST", &path, body, &KEY).await;
        answer.expect(200);
    }
});

#[test]
fn every_route_that_takes_a_key_is_in_an_account() {
    for route in table().routes.into_iter().filter(|route| route.takes_key) {
        assert!(route.path.contains("{account}"), "{}", route.path);
    }
}
