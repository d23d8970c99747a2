//! What everybody may do, and how much of it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Extension};
use axum::http::{Request, header};
use axum::routing::get;
use axum::{Router, middleware};
use records::people;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::harness::{Answered, MANAGEMENT, Server, Who, on_both};
use super::usage::import;
use crate::api::head::{HEADERS_MAX, URL_MAX};
use crate::api::limits::{self, PLACES, PLACES_OF_CALLER, PLACES_OF_ONE, Seat};
use crate::api::{App, Config, Limits};

fn orders() -> String {
    format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders")
}

async fn order(server: &Server, id: &str) {
    let order = json!({
        "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12", "lineItems": [{
            "number": "1", "type": "all", "startMonth": "2026-01", "endMonth": "2026-12",
            "amount": "10.00", "quantity": "1", "balanceTracking": true,
        }],
    });
    server.post(Who::Owner, &orders(), order).await.expect(201);
}

async fn describe(server: &Server, who: Who, query: &str, text: &str) -> Answered {
    let path = format!("{}/PO-1{query}", orders());
    server.send(who, "PATCH", &path, Some(json!({ "description": text })), &[]).await
}

#[track_caller]
fn assert_told_to_wait(answer: Answered, status: u16, code: &str) {
    let wait = answer.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(answer.refused(status), [code]);
}

on_both!(updates_of_purchase_orders_are_slower_to_come_than_other_changes, |server| async {
    order(&server, "PO-1").await;
    // Ten at once, and three more a second while they are answered.
    let mut asked = JoinSet::new();
    for index in 0..30 {
        let server = server.clone();
        asked.spawn(
            async move { describe(&server, Who::Owner, "", &format!("Text {index}")).await },
        );
    }
    let answers = asked.join_all().await;
    let (refused, others): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status.as_u16() == 429);
    assert!(others.len() >= 10 && !refused.is_empty(), "{}", others.len());
    for answer in refused {
        assert_told_to_wait(answer, 429, "TOO_MANY_REQUESTS");
    }
    // What is no update, and what is somebody else's, is not kept waiting.
    describe(&server, Who::Owner, "?preview=true", "Seen").await.expect(200);
    order(&server, "PO-2").await;
    server.get(Who::Owner, &orders()).await.expect(200);
    describe(&server, Who::OrderAdministrator, "", "Another's").await.expect(200);
});

on_both!(
    embed_sessions_come_ten_a_second_and_bodies_have_the_size_of_their_route,
    |server| async {
        let path = format!("/api/v1/accounts/{MANAGEMENT}/embed-sessions");
        let new = json!({
            "user": "u-owner", "components": ["charges"], "origins": ["https://console.example.com"],
        });
        let mut asked = JoinSet::new();
        for _ in 0..25 {
            let (server, path, new) = (server.clone(), path.clone(), new.clone());
            asked.spawn(async move { server.post(Who::Owner, &path, new).await });
        }
        let answers = asked.join_all().await;
        let (refused, made): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status.as_u16() == 429);
        assert!(made.len() >= 10 && !refused.is_empty(), "{}", made.len());
        for answer in refused {
            assert_told_to_wait(answer, 429, "TOO_MANY_REQUESTS");
        }
        // With a key as without.
        let large = json!({ "description": "a".repeat(1024 * 1024) });
        for headers in [&[][..], &[("idempotency-key", "large-1")][..]] {
            let answer =
                server.send(Who::Owner, "POST", &orders(), Some(large.clone()), headers).await;
            assert_eq!(answer.refused(413), ["BODY_TOO_LARGE"]);
        }
    }
);

on_both!(an_organisation_is_answered_so_many_requests_at_once, |server| async {
    let mut held = Vec::new();
    for _ in 0..PLACES {
        held.push(server.app.limits.place(&server.organisation).await.unwrap());
    }
    let crowded = server.get(Who::Owner, &orders()).await;
    assert_told_to_wait(crowded, 503, "TOO_MANY_AT_ONCE");
    // Others are not kept waiting, and what is in no account asks for no place.
    let foreign = format!("/api/v1/accounts/{}/purchase-orders", super::harness::FOREIGN);
    server.get(Who::Foreigner, &foreign).await.expect(200);
    server.get(Who::Owner, "/api/v1/session").await.expect(200);
    // Who waits gets the place that is free next.
    let asking = tokio::spawn({
        let server = server.clone();
        async move { server.get(Who::Owner, &orders()).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    held.pop();
    asking.await.unwrap().expect(200);
    // Its own place is free again too, answer after answer.
    for _ in 0..3 {
        server.get(Who::Owner, &orders()).await.expect(200);
    }
});

on_both!(who_has_their_requests_arrive_slowly_keeps_nobody_else_waiting, |server| async {
    let mut stalled = JoinSet::new();
    for _ in 0..PLACES {
        let token = server.token(Who::Viewer).unwrap();
        let request = Request::post(orders())
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from_stream(tokio_stream::pending::<std::io::Result<Bytes>>()))
            .unwrap();
        let server = server.clone();
        stalled.spawn(async move { server.ask(request).await });
    }
    // All but as many as one caller has places for are told to come again.
    for _ in PLACES_OF_CALLER..PLACES {
        let answer = stalled.join_next().await.unwrap().unwrap();
        assert_told_to_wait(answer, 503, "TOO_MANY_AT_ONCE");
    }
    assert_eq!(stalled.len(), PLACES_OF_CALLER);
    let crowded = server.get(Who::Viewer, &orders()).await;
    assert_told_to_wait(crowded, 503, "TOO_MANY_AT_ONCE");
    server.get(Who::Owner, &orders()).await.expect(200);
    // Who goes away leaves their places.
    stalled.shutdown().await;
    server.get(Who::Viewer, &orders()).await.expect(200);
});

#[tokio::test]
async fn who_goes_away_has_their_place_until_what_was_computed_has_ended() {
    let limits = Arc::new(Limits::default());
    let mut held = Vec::new();
    for _ in 1..PLACES_OF_ONE {
        held.push(limits.place_of_one("somebody").await.unwrap());
    }
    let (begin, mut begun) = tokio::sync::mpsc::channel(1);
    let (finish, finished) = std::sync::mpsc::channel::<()>();
    let finished = Arc::new(Mutex::new(finished));
    let handler = {
        let limits = limits.clone();
        move |Extension(seat): Extension<Seat>| async move {
            seat.take(limits.place_of_one("somebody").await.unwrap());
            let work = records::apart(move || {
                begin.blocking_send(()).unwrap();
                finished.lock().unwrap().recv().unwrap();
            });
            work.await.unwrap();
        }
    };
    let router = Router::new().route("/", get(handler)).layer(middleware::from_fn(limits::seat));
    let asking = tokio::spawn(router.oneshot(Request::get("/").body(Body::empty()).unwrap()));
    begun.recv().await.unwrap();
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    assert!(limits.place_of_one("somebody").await.is_err());
    finish.send(()).unwrap();
    assert!(limits.place_of_one("somebody").await.is_ok());
}

/// Names the owner's token among callers.
pub(super) async fn owner(server: &Server) -> String {
    let tokens = people::tokens(&server.records, &server.organisation).await.unwrap();
    let token = tokens.into_iter().find(|token| token.user == "u-owner").unwrap();
    format!("token:{}/{}", server.organisation, token.id)
}

on_both!(a_caller_has_so_many_snapshots_computed_at_once, |server| async {
    let principal = owner(&server).await;
    let mut held = Vec::new();
    for _ in 0..PLACES_OF_ONE {
        held.push(server.app.limits.place_of_one(&principal).await.unwrap());
    }
    let what_if = json!({ "snapshot": {}, "edits": { "at": "2026-10-05T09:00:00Z", "edits": [] } });
    for (path, body) in [("/api/v1/preview", json!({})), ("/api/v1/what-if", what_if)] {
        let crowded = server.post(Who::Owner, path, body.clone()).await;
        assert_told_to_wait(crowded, 503, "TOO_MANY_AT_ONCE");
        server.post(Who::Viewer, path, body).await.expect(200);
    }
    // What is no computation of theirs goes on.
    server.get(Who::Owner, &orders()).await.expect(200);
    held.pop();
    for _ in 0..3 {
        server.post(Who::Owner, "/api/v1/preview", json!({})).await.expect(200);
    }
});

/// How many of many attempts pass at once, and how many for each second after that.
async fn passed(attempt: impl Fn() -> bool) -> (u128, u128) {
    let count = || (0..1000_u128).filter(|_| attempt()).count() as u128;
    let at_once = count();
    let since = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let later = count();
    (at_once, later * 1000 / since.elapsed().as_millis())
}

#[tokio::test]
async fn a_caller_asks_a_hundred_times_a_second_and_changes_something_twenty_five_times() {
    let limits = Limits::default();
    let (at_once, each_second) = passed(|| limits.request("reader", false).is_ok()).await;
    assert!((400..=450).contains(&at_once), "{at_once}");
    assert!((85..=115).contains(&each_second), "{each_second}");
    let (at_once, each_second) = passed(|| limits.request("writer", true).is_ok()).await;
    assert!((200..=215).contains(&at_once), "{at_once}");
    assert!((20..=30).contains(&each_second), "{each_second}");
    assert!(limits.request("another", true).is_ok());
}

/// A machine that is busy may take so long for a request that one more is allowed again.
const TRIES: usize = 50;

on_both!(who_asks_too_often_waits, |server| async {
    let principal = owner(&server).await;
    for (is_write, others) in [(true, Who::Owner), (false, Who::Viewer)] {
        let mut answer = None;
        for _ in 0..TRIES {
            while server.app.limits.request(&principal, is_write).is_ok() {}
            let asked = match is_write {
                true => server.post(Who::Owner, &orders(), json!({ "id": "PO-1" })).await,
                false => server.get(Who::Owner, &orders()).await,
            };
            let is_turned_away = asked.status == 429;
            answer = Some(asked);
            if is_turned_away {
                break;
            }
        }
        assert_told_to_wait(answer.unwrap(), 429, "TOO_MANY_REQUESTS");
        // Who has written too often may read, and others may do both.
        server.get(others, &orders()).await.expect(200);
    }
});

on_both!(files_and_snapshots_may_be_as_large_as_is_said, |server| async {
    const MEBIBYTE: usize = 1024 * 1024;
    let server = server.unlimited();
    let here = |rest: &str| format!("/api/v1/accounts/{MANAGEMENT}/{rest}");
    for (path, kind, largest) in [
        (here("purchase-orders:import?preview=true"), "text/csv", 5 * MEBIBYTE),
        (here("usage:import-focus?preview=true"), "text/csv", 64 * MEBIBYTE),
        ("/api/v1/preview".to_owned(), "application/json", 64 * MEBIBYTE),
        ("/api/v1/what-if".to_owned(), "application/json", 64 * MEBIBYTE),
    ] {
        for (size, is_taken) in [(largest, true), (largest + 1, false)] {
            let sent = import(&server, Who::Owner, &path, kind, vec![b' '; size]).await;
            let is_too_large = sent.status.as_u16() == 413;
            assert_eq!(!is_too_large, is_taken, "{path} {size} {}", sent.text);
        }
    }
});

on_both!(who_signs_in_through_a_trusted_proxy_is_told_apart, |server| async {
    let proxy: SocketAddr = "10.1.2.3:40000".parse().unwrap();
    let config = |networks: &[&str]| Config {
        trusted_proxies: networks.iter().map(|network| network.parse().unwrap()).collect(),
        ..Config::default()
    };
    let sign_in = async |server: &Server, from: &str| {
        let body = json!({ "email": "owner@example.com", "password": "a wrong long password" });
        let request = Request::post("/api/v1/session")
            .header("content-type", "application/json")
            .header("x-tieback-client", "1")
            .header("x-forwarded-for", from)
            .extension(ConnectInfo(proxy))
            .body(body.to_string().into())
            .unwrap();
        server.ask(request).await.status.as_u16()
    };
    let trusting = server.served_by(App::new(server.records.clone(), config(&["10.0.0.0/8"])));
    let exhaust = |server: &Server, from: &str| {
        let attempt = || server.app.limits.sign_in("owner@example.com", from.parse().unwrap());
        assert!(std::iter::repeat_with(attempt).take(10).any(|attempt| attempt.is_err()));
    };
    exhaust(&trusting, "198.51.100.7");
    assert_eq!(sign_in(&trusting, "198.51.100.7").await, 429);
    // Whatever the client itself had put before.
    assert_eq!(sign_in(&trusting, "192.0.2.1, 198.51.100.7").await, 429);
    assert_eq!(sign_in(&trusting, "198.51.100.8").await, 401);
    // Without a word of the operator, the header is anybody's.
    let other = server.served_by(App::new(server.records.clone(), config(&[])));
    exhaust(&other, "10.1.2.3");
    assert_eq!(sign_in(&other, "198.51.100.8").await, 429);
});

on_both!(attempts_with_a_set_up_link_are_counted_link_by_link, |server| async {
    let find = async |secret: &str| {
        let body = json!({ "secret": secret });
        server.post(Who::Anonymous, "/api/v1/set-up:find", body).await.status.as_u16()
    };
    for _ in 0..5 {
        assert_eq!(find("one").await, 422);
    }
    assert_eq!(find("one").await, 429);
    // Everybody else behind the same address goes on.
    assert_eq!(find("other").await, 422);
});

#[test]
fn guessing_is_slow_for_a_whole_network_of_ipv6_and_for_each_machine_of_ipv4() {
    for (first, second, is_one) in [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8", true),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", false),
        ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false),
    ] {
        let limits = Limits::default();
        let attempt =
            |email: &str, from: &str| limits.sign_in(email, from.parse().unwrap()).is_ok();
        assert!((0..5).all(|_| attempt("owner@example.com", first)));
        assert_eq!(attempt("Owner@Example.com", second), !is_one, "{first} {second}");
        assert!(attempt("other@example.com", second));
    }
}

#[tokio::test]
async fn a_place_that_is_held_is_not_forgotten() {
    let limits = Limits::default();
    let organisation = records::OrganisationId::new("o-test");
    let mut held = Vec::new();
    for _ in 0..PLACES {
        limits.tidy();
        held.push(limits.place(&organisation).await.unwrap());
    }
    assert!(limits.place(&organisation).await.is_err());
    drop(held);
    limits.tidy();
    assert!(limits.place(&organisation).await.is_ok());
}

on_both!(heads_have_a_size, |server| async {
    let long = format!("{}?text={}", orders(), "a".repeat(URL_MAX));
    assert_eq!(server.get(Who::Owner, &long).await.refused(414), ["URL_TOO_LONG"]);
    let fits = format!("{}?text={}", orders(), "a".repeat(URL_MAX - orders().len() - 6));
    assert_eq!(fits.len(), URL_MAX);
    assert_ne!(server.get(Who::Owner, &fits).await.status.as_u16(), 414);

    let large = "a".repeat(HEADERS_MAX);
    let answer = server.send(Who::Owner, "GET", &orders(), None, &[("x-note", &large)]).await;
    assert_eq!(answer.refused(431), ["HEADERS_TOO_LARGE"]);
    let small = "a".repeat(HEADERS_MAX - 1024);
    let answer = server.send(Who::Owner, "GET", &orders(), None, &[("x-note", &small)]).await;
    let listed: Value = answer.expect(200);
    assert_eq!(listed["items"], json!([]));
});

on_both!(methods_that_are_made_up_are_counted_as_one, |server| async {
    for method in ["PROPFIND", "X1", "X2", "get", "GET", "DELETE"] {
        server.send(Who::Anonymous, method, "/readyz", None, &[]).await;
    }
    let metrics = server.get(Who::Anonymous, "/metrics").await.text;
    let methods: BTreeSet<&str> = metrics
        .lines()
        .filter_map(|line| line.split_once("method=\"")?.1.split_once('"'))
        .map(|(method, _)| method)
        .collect();
    assert_eq!(methods, BTreeSet::from(["DELETE", "GET", "OTHER"]));
});
