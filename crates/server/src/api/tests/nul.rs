//! U+0000 is refused wherever a text comes in, on both databases alike.

use serde_json::json;

use super::harness::{MANAGEMENT, Server, Who, on_both};
use super::usage::import;

async fn get(server: &Server, path: &str) -> Vec<String> {
    server.get(Who::Owner, path).await.refused(400)
}

async fn post(server: &Server, who: Who, path: &str, body: &str) -> (Vec<String>, String) {
    let body = serde_json::from_str(body).unwrap();
    let own = [("x-tieback-client", "1")];
    let answer = server.send(who, "POST", path, Some(body), &own).await;
    let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
    (answer.refused(400), detail)
}

on_both!(the_character_nul_is_refused_in_paths_queries_and_bodies, |server| async {
    let here = |rest: &str| format!("/api/v1/accounts/{MANAGEMENT}/{rest}");
    for path in [
        "/api/v1/accounts/%00/invoices".to_owned(),
        here("invoices/a%00b"),
        here("invoices?text=%00"),
        here("invoices?text=%25%00"),
    ] {
        assert_eq!(get(&server, &path).await, ["NUL_CHARACTER "], "{path}");
    }
    // A `%` that is itself written so is none.
    server.get(Who::Owner, &here("invoices?text=%2500")).await.expect(200);

    let nobody = Who::Anonymous;
    let sign_in = r#"{ "email": "a\u0000@b", "password": "a good long password" }"#;
    let (refused, detail) = post(&server, nobody, "/api/v1/session", sign_in).await;
    assert_eq!(refused, ["INVALID_JSON /email"]);
    assert!(detail.contains("U+0000") && detail.contains("leave it out"), "{detail}");
    let set_up = r#"{ "secret": "\u0000" }"#;
    let (refused, _) = post(&server, nobody, "/api/v1/set-up:find", set_up).await;
    assert_eq!(refused, ["INVALID_JSON /secret"]);
    let memo = r#"{ "amount": "1", "reason": "a\u0000" }"#;
    let (refused, _) = post(&server, Who::Owner, &here("invoices/X/credit-memos"), memo).await;
    assert_eq!(refused, ["INVALID_JSON /reason"]);
    let tags = r#"{ "id": "PO-1", "billFrom": ["AWS_INC", "\u0000"], "tags": { "a": "b" } }"#;
    let (refused, _) = post(&server, Who::Owner, &here("purchase-orders"), tags).await;
    assert_eq!(refused, ["INVALID_JSON /billFrom/1"]);
    // What only looks like it is text like any other.
    let body = json!({ "email": r"a\u0000@b", "password": "a good long password" });
    let own = [("x-tieback-client", "1")];
    let answer = server.send(nobody, "POST", "/api/v1/session", Some(body), &own).await;
    assert_eq!(answer.status.as_u16(), 401, "{}", answer.text);

    let list = b"po_number,bill_from,currency,po_effective,po_expires,po_description\n\
                 PO-1,AWS_INC,USD,2026-01,2026-12,a\0b\n";
    let path = here("purchase-orders:import");
    let answer = import(&server, Who::Owner, &path, "text/csv", list.to_vec()).await;
    assert_eq!(answer.refused(400), ["NUL_CHARACTER "]);
});
