//! Embed sessions through the API, as the backend of a console and its pages use them.

use axum::body::Body;
use axum::http::{Request, header};
use records::Actor;
use records::people::{self, NewToken};
use serde_json::{Value, json};

use super::buying::here;
use super::harness::{Answered, MANAGEMENT, MEMBER, Server, Who, on_both};
use super::offers::{agree, at, charges, integrate, offer, upfront};

const CONSOLE: &str = "https://console.example.com";
const ELSEWHERE: &str = "https://elsewhere.example.com";

fn sessions(account: &str) -> String {
    at(account, "embed-sessions")
}

fn session(user: &str, components: &[&str]) -> Value {
    json!({ "user": user, "components": components, "origins": [CONSOLE] })
}

/// Asks as a page of an origin does, perhaps with a token.
async fn page(
    server: &Server,
    origin: &str,
    token: Option<&str>,
    method: &str,
    path: &str,
    body: Value,
) -> Answered {
    let mut request = Request::builder().method(method).uri(path).header(header::ORIGIN, origin);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if body.is_null() {
        return server.ask(request.body(Body::empty()).unwrap()).await;
    }
    request = request.header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn exchange(server: &Server, origin: &str, secret: &str) -> Answered {
    let body = json!({ "clientSecret": secret });
    page(server, origin, None, "POST", "/api/v1/embed/session", body).await
}

/// The client secret of a new session.
async fn secret(server: &Server, who: Who, account: &str, body: Value) -> String {
    let made = server.post(who, &sessions(account), body).await.expect(201);
    made["clientSecret"].as_str().unwrap().to_owned()
}

/// The token of a new session, in a page of the console.
async fn token(server: &Server, who: Who, account: &str, body: Value) -> String {
    let secret = secret(server, who, account, body).await;
    let opened = exchange(server, CONSOLE, &secret).await.expect(201);
    opened["token"].as_str().unwrap().to_owned()
}

#[track_caller]
fn admitted(answer: &Answered) -> Option<&str> {
    let header = answer.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    header.map(|origin| origin.to_str().unwrap())
}

on_both!(a_client_secret_is_shown_once_and_exchanged_once_within_a_minute, |server| async {
    let path = sessions(MANAGEMENT);
    let body = session("u-viewer", &["preview", "po-picker"]);
    let key = [("idempotency-key", "k-1")];
    let ask = || server.send(Who::Owner, "POST", &path, Some(body.clone()), &key);
    let made = ask().await.expect(201);
    let first = made["clientSecret"].as_str().unwrap().to_owned();
    assert_eq!((&made["user"], &made["account"]), (&json!("u-viewer"), &json!(MANAGEMENT)));
    assert_eq!(made["expiresAt"], "2026-10-05T09:01:00.000Z");
    let again = ask().await;
    assert!(!again.text.contains(&first), "{}", again.text);
    assert_eq!(again.expect(201)["clientSecret"], Value::Null);

    let opened = exchange(&server, CONSOLE, &first).await;
    assert_eq!(admitted(&opened), Some(CONSOLE));
    let opened = opened.expect(201);
    assert_eq!(opened["expiresAt"], "2026-10-05T09:15:00.000Z");
    assert_eq!((&opened["apiVersion"], &opened["userName"]), (&json!(1), &json!("viewer")));
    let refused = exchange(&server, CONSOLE, &first).await;
    assert_eq!(admitted(&refused), Some(CONSOLE), "a page reads why it was refused");
    assert_eq!(refused.refused(401), ["EMBED_SECRET"]);

    let second = secret(&server, Who::Owner, MANAGEMENT, body).await;
    server.clock.travel("2026-10-05T09:01:00Z".parse().unwrap());
    assert_eq!(exchange(&server, CONSOLE, &second).await.refused(401), ["EMBED_SECRET"]);
    assert_eq!(exchange(&server, CONSOLE, "tbs_unknown").await.refused(401), ["EMBED_SECRET"]);
});

on_both!(a_token_works_for_a_quarter_of_an_hour_from_the_origins_that_are_named, |server| async {
    let token = token(&server, Who::Owner, MANAGEMENT, session("u-viewer", &["preview"])).await;
    let orders = here("purchase-orders");
    let ask =
        async |origin: &str| page(&server, origin, Some(&token), "GET", &orders, Value::Null).await;
    let answer = ask(CONSOLE).await;
    assert_eq!(admitted(&answer), Some(CONSOLE));
    answer.expect(200);
    assert_eq!(ask(ELSEWHERE).await.refused(403), ["EMBED_ORIGIN"]);
    server.clock.travel("2026-10-05T09:14:59Z".parse().unwrap());
    ask(CONSOLE).await.expect(200);
    server.clock.travel("2026-10-05T09:15:00Z".parse().unwrap());
    let over = ask(CONSOLE).await;
    assert_eq!(admitted(&over), Some(CONSOLE), "a page reads that it has to renew");
    over.expect(401);
});

on_both!(a_secret_that_another_origin_tries_is_used_up, |server| async {
    let secret = secret(&server, Who::Owner, MANAGEMENT, session("u-viewer", &["preview"])).await;
    assert_eq!(exchange(&server, ELSEWHERE, &secret).await.refused(403), ["EMBED_ORIGIN"]);
    assert_eq!(exchange(&server, CONSOLE, &secret).await.refused(401), ["EMBED_SECRET"]);
});

on_both!(a_session_may_what_its_person_may_as_far_as_it_has_it, |server| async {
    integrate(&server).await;
    let none = json!({ "choice": "none" });
    let accepted = agree(&server, Who::Buyer, MEMBER, offer(json!([upfront("500")])), none).await;
    let charge = charges(&accepted)[0].clone();
    let agreement = accepted["agreement"]["id"].as_str().unwrap().to_owned();
    let all = token_of(&server, session("u-buyer", &["charges"])).await;
    let list = at(MEMBER, &format!("agreements/{agreement}/charges"));
    let update = at(MEMBER, "charges:update-purchase-orders");
    let named = json!({ "purchaseOrders": [
        { "chargeId": charge, "purchaseOrderReference": "PO-9" },
    ] });
    let ask = async |token: &str, method: &str, path: &str, body: Value| {
        page(&server, CONSOLE, Some(token), method, path, body).await
    };
    ask(&all, "GET", &list, Value::Null).await.expect(200);
    ask(&all, "POST", &update, named.clone()).await.expect(200);

    let mut narrowed = session("u-buyer", &["charges"]);
    narrowed["actions"] =
        json!(["aws-marketplace:ViewSubscriptions", "aws-marketplace:ListAgreementCharges"]);
    let narrow = token_of(&server, narrowed).await;
    ask(&narrow, "GET", &list, Value::Null).await.expect(200);
    assert_eq!(ask(&narrow, "POST", &update, named.clone()).await.refused(403), ["ACCESS_DENIED"]);

    // The session of a person who may not does not let them.
    let viewer = token_of(&server, session("u-memberviewer", &["charges"])).await;
    ask(&viewer, "GET", &list, Value::Null).await.expect(403);
    // It is for one account, and gives no other way in.
    ask(&all, "GET", &here("purchase-orders"), Value::Null).await.expect(404);
    assert_eq!(
        ask(&all, "GET", "/api/v1/sessions", Value::Null).await.refused(403),
        ["SESSION_ONLY"]
    );
    ask(&all, "POST", &at(MEMBER, "tokens"), json!({ "name": "more" })).await.expect(403);
    let me = ask(&all, "GET", "/api/v1/session", Value::Null).await.expect(200);
    assert_eq!(me["organisations"][0]["accounts"].as_array().unwrap().len(), 1);
    let audit = server.get(Who::Owner, &here("audit?subjectKind=charge")).await.expect(200);
    assert!(audit["items"][0]["actor"].as_str().unwrap().starts_with("embed:e-"), "{audit}");
});

/// The token of a session in the member account, in a page of the console.
async fn token_of(server: &Server, body: Value) -> String {
    let new = serde_json::from_value(body).unwrap();
    let actor = Actor::system("test");
    let mut write = server.records.write(&server.organisation, &actor, None).await.unwrap();
    let made = people::create_embed_session(&mut write, MEMBER, None, &new).await.unwrap();
    write.commit().await.unwrap();
    let opened = exchange(server, CONSOLE, &made.0).await.expect(201);
    opened["token"].as_str().unwrap().to_owned()
}

on_both!(
    a_session_ends_when_it_is_revoked_or_its_person_or_its_maker_is_kept_out,
    |server| async {
        let list = sessions(MANAGEMENT);
        let orders = here("purchase-orders");
        let works = async |token: &str| {
            let answer = page(&server, CONSOLE, Some(token), "GET", &orders, Value::Null).await;
            answer.status.as_u16()
        };
        let first = token(&server, Who::Owner, MANAGEMENT, session("u-viewer", &["preview"])).await;
        let second =
            token(&server, Who::Owner, MANAGEMENT, session("viewer@example.com", &["preview"]))
                .await;
        let by_administrator =
            token(&server, Who::Administrator, MANAGEMENT, session("u-orders", &["preview"])).await;
        let items = server.get(Who::Owner, &list).await.expect(200)["items"].clone();
        assert_eq!(items.as_array().unwrap().len(), 3);
        let made_by = items[0]["madeBy"].as_str().unwrap().to_owned();
        let oldest = items[2]["id"].as_str().unwrap();
        let one = format!("{list}/{oldest}");
        server.send(Who::Owner, "DELETE", &one, None, &[]).await.expect(200);
        assert_eq!((works(&first).await, works(&second).await), (401, 200));

        let status = here("people/u-viewer/status");
        server
            .send(Who::Owner, "PUT", &status, Some(json!({ "status": "disabled" })), &[])
            .await
            .expect(200);
        assert_eq!((works(&second).await, works(&by_administrator).await), (401, 200));

        let maker = here(&format!("tokens/{made_by}"));
        server.send(Who::Owner, "DELETE", &maker, None, &[]).await.expect(200);
        assert_eq!(works(&by_administrator).await, 401);
    }
);

on_both!(a_session_ends_when_the_token_that_made_it_does, |server| async {
    let new = NewToken {
        name: "console".to_owned(),
        account: MANAGEMENT.to_owned(),
        scope: None,
        expires_at: Some("2026-10-05T09:10:00Z".to_owned()),
    };
    let actor = Actor::system("test");
    let mut write = server.records.write(&server.organisation, &actor, None).await.unwrap();
    let (maker, _) = people::create_token(&mut write, "u-administrator", new).await.unwrap();
    write.commit().await.unwrap();
    let made = async || {
        let (path, body) = (sessions(MANAGEMENT), session("u-orders", &["preview"]));
        let made = page_of(&server, &maker, "POST", &path, body).await.expect(201);
        let secret = made["clientSecret"].as_str().unwrap();
        let opened = exchange(&server, CONSOLE, secret).await.expect(201);
        opened["token"].as_str().unwrap().to_owned()
    };
    let works = async |token: &str| {
        let orders = here("purchase-orders");
        let answer = page(&server, CONSOLE, Some(token), "GET", &orders, Value::Null).await;
        answer.status.as_u16()
    };
    let enabled = async |status: &str| {
        let body = Some(json!({ "status": status }));
        let path = here("people/u-administrator/status");
        server.send(Who::Owner, "PUT", &path, body, &[]).await.expect(200);
    };
    let token = made().await;
    let id =
        people::embed_sessions(&server.records, &server.organisation).await.unwrap()[0].id.clone();
    let listens =
        async || people::works_embedded(&server.records, &server.organisation, &id).await.unwrap();
    assert_eq!((works(&token).await, listens().await), (200, true));
    // Its person is kept out, and with them the token.
    enabled("disabled").await;
    assert_eq!((works(&token).await, listens().await), (401, false));
    enabled("enabled").await;
    assert_eq!((works(&token).await, listens().await), (200, true));
    server.clock.travel("2026-10-05T09:10:00Z".parse().unwrap());
    assert_eq!((works(&token).await, listens().await), (401, false));
});

/// Asks as a program does, with its token.
async fn page_of(server: &Server, token: &str, method: &str, path: &str, body: Value) -> Answered {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

on_both!(
    a_page_of_another_console_is_told_that_something_changed_and_not_by_whom,
    |server| async {
        let token = token(&server, Who::Owner, MANAGEMENT, session("u-viewer", &["preview"])).await;
        let cookie = format!("__Host-tieback={}", server.session("u-owner").await.0);
        let headers = [("x-tieback-client", "1"), ("cookie", cookie.as_str())];
        let offer = Some(offer(json!([upfront("500")])));
        server.send(Who::Anonymous, "POST", &here("offers"), offer, &headers).await.expect(201);
        let revision = server.records.revision(&server.organisation).await.unwrap();
        let named = server.get(Who::Viewer, &here("events")).await.text;
        assert!(named.contains("u-owner"), "{named}");
        let told =
            page(&server, CONSOLE, Some(&token), "GET", &here("events"), Value::Null).await.text;
        let expected = format!(r#"{{"revision":{revision},"by":null,"user":null}}"#);
        assert!(told.contains(&expected), "{told}");
    }
);

on_both!(everything_that_is_wrong_with_a_session_is_told_at_once, |server| async {
    let body = json!({
        "user": "u-buyer",
        "components": [],
        "origins": ["https://console.example.com/", "http://console.example.com"],
    });
    let refused = server.post(Who::Owner, &sessions(MANAGEMENT), body).await.refused(422);
    let expected = [
        "NO_COMPONENTS /components",
        "INVALID_ORIGIN /origins/0",
        "INVALID_ORIGIN /origins/1",
        "NO_RIGHTS /user",
    ];
    assert_eq!(refused, expected);
    let mut useless = session("u-viewer", &["po-picker"]);
    useless["actions"] = json!(["organizations:ManageTokens"]);
    let refused = server.post(Who::Owner, &sessions(MANAGEMENT), useless).await.refused(422);
    assert_eq!(refused, ["USELESS_ACTION /actions/0"]);
});

on_both!(pages_of_other_origins_ask_with_tokens_of_sessions_and_nothing_else, |server| async {
    let orders = here("purchase-orders");
    let asked = Request::builder()
        .method("OPTIONS")
        .uri(&orders)
        .header(header::ORIGIN, CONSOLE)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PATCH")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,if-match");
    let asked = server.ask(asked.body(Body::empty()).unwrap()).await;
    assert_eq!((asked.status.as_u16(), admitted(&asked)), (204, Some(CONSOLE)));
    let allowed = asked.headers[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap().to_owned();
    assert!(allowed.contains("authorization") && allowed.contains("if-match"), "{allowed}");

    // The token of a program is for programs: a page that has one reads nothing by it.
    let origin = [("origin", CONSOLE)];
    let answer = server.send(Who::Owner, "GET", &orders, None, &origin).await;
    assert_eq!(admitted(&answer), None);
    let nobody = page(&server, CONSOLE, None, "GET", &orders, Value::Null).await;
    assert_eq!((nobody.status.as_u16(), admitted(&nobody)), (401, None));
    // What is no account's is no business of theirs, whatever they say that they are.
    for path in ["/metrics", "/readyz", "/api/v1/set-up", "/api/v1/openapi.json"] {
        let answer = page(&server, CONSOLE, Some("tbe_made-up"), "GET", path, Value::Null).await;
        assert_eq!((answer.status.as_u16(), admitted(&answer)), (200, None), "{path}");
        let asked = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header(header::ORIGIN, CONSOLE)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET");
        let asked = server.ask(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(admitted(&asked), None, "{path}");
    }
});
