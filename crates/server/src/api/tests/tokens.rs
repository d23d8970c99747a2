//! API tokens through the API.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use super::harness::{Answered, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};

fn tokens(account: &str) -> String {
    format!("/api/v1/accounts/{account}/tokens")
}

/// Asks with a token.
async fn with(server: &Server, secret: &str, method: &str, path: &str, body: Value) -> Answered {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

on_both!(a_token_is_shown_once, |server| async {
    let body = json!({ "name": "Nightly export" });
    let path = tokens(MANAGEMENT);
    let key = [("idempotency-key", "k-1")];
    let ask = || server.send(Who::Owner, "POST", &path, Some(body.clone()), &key);
    let made = ask().await.expect(201);
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("tbk_"));
    assert_eq!((&made["user"], &made["account"]), (&json!("u-owner"), &json!(MANAGEMENT)));
    let again = ask().await;
    assert!(!again.text.contains(&secret), "{}", again.text);
    let again = again.expect(201);
    assert_eq!((&again["id"], &again["secret"]), (&made["id"], &Value::Null));
    let list = server.get(Who::Owner, &path).await;
    assert!(!list.text.contains(&secret));

    let me = with(&server, &secret, "GET", "/api/v1/session", Value::Null).await.expect(200);
    assert_eq!(me["user"]["id"], "u-owner");
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let revoked = server.send(Who::Owner, "DELETE", &one, None, &[]).await.expect(200);
    assert_eq!(revoked["revokedAt"], "2026-10-05T09:00:00.000Z");
    with(&server, &secret, "GET", "/api/v1/session", Value::Null).await.expect(401);
});

on_both!(a_scope_narrows_and_does_not_grow, |server| async {
    let path = tokens(MANAGEMENT);
    let make = async |body: Value| {
        let made = server.post(Who::Owner, &path, body).await.expect(201);
        made["secret"].as_str().unwrap().to_owned()
    };
    let scope = json!(["organizations:ManageTokens", "organizations:DescribeOrganization"]);
    let narrow = make(json!({ "name": "narrow", "scope": scope })).await;
    let brief = make(json!({ "name": "brief", "expiresAt": "2026-10-06T00:00:00Z" })).await;
    let orders = format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders");
    let refused = with(&server, &narrow, "GET", &orders, Value::Null).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    with(&server, &narrow, "GET", &path, Value::Null).await.expect(200);
    for secret in [&narrow, &brief] {
        let more = with(&server, secret, "POST", &path, json!({ "name": "wide" })).await;
        assert_eq!(more.refused(403), ["NARROWED_TOKEN"]);
    }
    let empty = json!({ "name": "", "scope": [], "expiresAt": "2026-10-05T08:00:00Z" });
    let refused = server.post(Who::Owner, &path, empty).await.refused(422);
    assert_eq!(refused, ["IN_THE_PAST /expiresAt", "INVALID_NAME /name", "EMPTY_SCOPE /scope"]);
});

on_both!(everybody_sees_their_own_tokens_and_administrators_all, |server| async {
    let own = "own-tokens";
    let policy = json!({ "text": format!(
        "permit (principal in Tieback::Policy::\"{own}\", \
         action == Tieback::Action::\"organizations:ManageTokens\", resource);"
    ) });
    let path = format!("/api/v1/accounts/{MANAGEMENT}/policies/{own}");
    server.send(Who::Owner, "PUT", &path, Some(policy), &[]).await.expect(200);
    for (user, account) in [("u-viewer", MANAGEMENT), ("u-buyer", MEMBER)] {
        let path = format!("/api/v1/accounts/{MANAGEMENT}/people/{user}/grants/{account}");
        let body = Some(json!({ "policies": [own] }));
        server.send(Who::Owner, "PUT", &path, body, &[]).await.expect(200);
    }
    let seen = async |who: Who, account: &str| {
        let page = server.get(who, &tokens(account)).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["user"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(seen(Who::Viewer, MANAGEMENT).await, ["u-viewer"]);
    assert_eq!(seen(Who::Buyer, MEMBER).await, ["u-buyer"]);
    assert_eq!(seen(Who::OtherMember, OTHER_MEMBER).await, ["u-othermember"]);
    assert_eq!(seen(Who::Administrator, MANAGEMENT).await.len(), 7);
    server.get(Who::MemberViewer, &tokens(MEMBER)).await.expect(403);

    let all = server.get(Who::Owner, &tokens(MANAGEMENT)).await.expect(200);
    let id_of = |user: &str| {
        let mut items = all["items"].as_array().unwrap().iter();
        let found = items.find(|item| item["user"] == json!(user)).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let revoke = async |who: Who, account: &str, id: &str| {
        server.send(who, "DELETE", &format!("{}/{id}", tokens(account)), None, &[]).await
    };
    revoke(Who::Viewer, MANAGEMENT, &id_of("u-owner")).await.expect(404);
    revoke(Who::OtherMember, OTHER_MEMBER, &id_of("u-buyer")).await.expect(404);
    revoke(Who::Administrator, MANAGEMENT, &id_of("u-buyer")).await.expect(200);
    server.get(Who::Buyer, "/api/v1/session").await.expect(401);
    revoke(Who::Viewer, MANAGEMENT, &id_of("u-viewer")).await.expect(200);
});
