//! What everybody may do, and how much of it.

use std::time::Duration;

use axum::http::header;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::harness::{Answered, MANAGEMENT, Server, Who, on_both};
use crate::api::Limits;
use crate::api::head::{HEADERS_MAX, URL_MAX};
use crate::api::limits::PLACES;

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
