//! Signing in and out, and set-up links, through the API.

use std::net::Ipv4Addr;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use records::Actor;
use records::people::{self, Password, Sessions};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::harness::{Answered, MANAGEMENT, Server, Who, on_both};
use crate::api::{App, Config, router};

const GOOD: &str = "a good long password";
const OWN: [(&str, &str); 2] = [("x-tieback-client", "1"), ("sec-fetch-site", "same-origin")];

async fn give_password(server: &Server, user: &str) {
    let password = Password::from(GOOD);
    people::set_password(
        &server.records,
        &Actor::system("test"),
        user,
        &password,
        Sessions::EndAll,
    )
    .await
    .unwrap();
}

async fn sign_in(server: &Server, email: &str, password: &str) -> Answered {
    let body = json!({ "email": email, "password": password });
    server.send(Who::Anonymous, "POST", "/api/v1/session", Some(body), &OWN).await
}

/// The name and value of the cookie that an answer sets.
fn cookie(answer: &Answered) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn signed_in(server: &Server, user: &str) -> String {
    give_password(server, user).await;
    let name = user.strip_prefix("u-").unwrap();
    let answer = sign_in(server, &format!("{name}@example.com"), GOOD).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    cookie(&answer)
}

/// Asks as a page does that is signed in.
async fn browse(
    server: &Server,
    cookie: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Answered {
    let headers = [OWN.as_slice(), &[("cookie", cookie)]].concat();
    server.send(Who::Anonymous, method, path, body, &headers).await
}

on_both!(who_signs_in_gets_a_cookie_that_only_this_host_and_no_script_sees, |server| async {
    give_password(&server, "u-owner").await;
    let answer = sign_in(&server, " Owner@Example.com ", GOOD).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    let secret = set.strip_prefix("__Host-tieback=").unwrap().split(';').next().unwrap();
    assert_eq!(secret.len(), 32);
    assert_eq!(
        set,
        format!(
            "__Host-tieback={secret}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800"
        )
    );
    assert!(!answer.text.contains(secret) && !answer.text.contains(GOOD), "{}", answer.text);
    let cookie = cookie(&answer);
    let me = answer.expect(201);
    assert_eq!((&me["user"]["id"], &me["example"]), (&json!("u-owner"), &json!(false)));
    assert_eq!(me["organisations"].as_array().unwrap().len(), 1);
    let account = &me["organisations"][0]["accounts"][0];
    assert_eq!((&account["id"], &account["role"]), (&json!(MANAGEMENT), &json!("management")));
    assert_eq!(account["policies"], json!(["FullAccess"]));
    assert_eq!(browse(&server, &cookie, "GET", "/api/v1/session", None).await.expect(200), me);

    let out = browse(&server, &cookie, "DELETE", "/api/v1/session", None).await;
    assert_eq!(out.status.as_u16(), 204);
    assert_eq!(
        out.headers[header::SET_COOKIE].to_str().unwrap(),
        "__Host-tieback=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
    );
    browse(&server, &cookie, "GET", "/api/v1/session", None).await.expect(401);
});

on_both!(wrong_unknown_and_disabled_are_told_the_same, |server| async {
    for user in ["u-owner", "u-viewer"] {
        give_password(&server, user).await;
    }
    people::disable(&server.records, &Actor::system("test"), "u-viewer").await.unwrap();
    let wrong = sign_in(&server, "owner@example.com", "a wrong long password").await;
    let told = wrong.expect(401);
    assert_eq!(told["code"], "WRONG_CREDENTIALS");
    for email in ["viewer@example.com", "nobody@example.com", "buyer@example.com"] {
        let answer = sign_in(&server, email, GOOD).await;
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{email}");
        assert_eq!(answer.expect(401), told, "{email}");
    }
});

on_both!(a_change_comes_from_the_pages_of_this_server_or_is_none, |server| async {
    let cookie = signed_in(&server, "u-owner").await;
    let path = format!("/api/v1/accounts/{MANAGEMENT}/organisation");
    let credentials = json!({ "email": "owner@example.com", "password": GOOD });
    let client = ("x-tieback-client", "1");
    let cases: [(&[(&str, &str)], u16); 5] = [
        (&[], 403),
        (&[client, ("sec-fetch-site", "cross-site")], 403),
        (&[client, ("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "same-origin")], 403),
        (&[client], 200),
    ];
    for (headers, status) in cases {
        let with_cookie = [headers, &[("cookie", cookie.as_str())]].concat();
        let body = Some(json!({ "name": "Acme" }));
        let renamed = server.send(Who::Anonymous, "PATCH", &path, body, &with_cookie).await;
        let body = Some(credentials.clone());
        let opened = server.send(Who::Anonymous, "POST", "/api/v1/session", body, headers).await;
        if status == 403 {
            assert_eq!(renamed.refused(403), ["CROSS_SITE"], "{headers:?}");
            assert_eq!(opened.refused(403), ["CROSS_SITE"], "{headers:?}");
        } else {
            renamed.expect(status);
            opened.expect(201);
        }
    }
    // A form can send neither the header nor JSON.
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"] {
        for (method, path) in [("POST", "/api/v1/session"), ("PATCH", path.as_str())] {
            let mut form = Request::builder().method(method).uri(path);
            for (name, value) in [OWN.as_slice(), &[("cookie", &cookie)]].concat() {
                form = form.header(name, value);
            }
            let form = form.header(header::CONTENT_TYPE, kind);
            let form = form.body(Body::from(credentials.to_string())).unwrap();
            assert_eq!(server.ask(form).await.refused(415), ["CONTENT_TYPE"], "{kind} {path}");
        }
    }
});

on_both!(what_is_asked_in_the_name_of_somebody_else_than_the_cookies_is_not_done, |server| async {
    let cookie = signed_in(&server, "u-owner").await;
    let path = format!("/api/v1/accounts/{MANAGEMENT}/organisation");
    let name = async || server.get(Who::Owner, &path).await.expect(200)["name"].clone();
    let rename = async |name: &str, meant: &[(&str, &str)]| {
        let headers = [OWN.as_slice(), &[("cookie", cookie.as_str())], meant].concat();
        let body = Some(json!({ "name": name }));
        server.send(Who::Anonymous, "PATCH", &path, body, &headers).await
    };
    for other in ["u-viewer", "u-nobody", ""] {
        let refused = rename("Theirs", &[("x-tieback-user", other)]).await;
        assert_eq!(refused.refused(401), ["SIGNED_OUT"], "{other}");
    }
    assert_eq!(name().await, "Acme");
    rename("Own", &[("x-tieback-user", "u-owner")]).await.expect(200);
    rename("Anybody's", &[]).await.expect(200);
    assert_eq!(name().await, "Anybody's");
    // A token is its person's, and whoever signs in may be another than before.
    let other = ("x-tieback-user", "u-viewer");
    let body = Some(json!({ "name": "By token" }));
    server.send(Who::Owner, "PATCH", &path, body, &[other]).await.expect(200);
    let body = Some(json!({ "email": "owner@example.com", "password": GOOD }));
    let headers = [OWN.as_slice(), &[("cookie", cookie.as_str()), other]].concat();
    server.send(Who::Anonymous, "POST", "/api/v1/session", body, &headers).await.expect(201);
});

on_both!(a_session_expires, |server| async {
    let cookie = signed_in(&server, "u-owner").await;
    let pass = |hours: u64| {
        let span = Duration::from_secs(hours * 60 * 60).as_millis();
        let later = server.records.now().milliseconds() + i64::try_from(span).unwrap();
        server.clock.travel(procurement::Instant::from_milliseconds(later));
    };
    pass(7);
    browse(&server, &cookie, "GET", "/api/v1/session", None).await.expect(200);
    pass(8);
    let over = browse(&server, &cookie, "GET", "/api/v1/session", None).await;
    assert_eq!(over.refused(401), ["SIGNED_OUT"]);
});

/// Uses up the attempts that somebody has, faster than hashes are made.
fn exhaust(server: &Server, email: &str) {
    let attempt = || server.app.limits.sign_in(email, Ipv4Addr::LOCALHOST.into());
    let attempts = std::iter::repeat_with(attempt).take(10);
    assert!(attempts.filter(Result::is_err).count() >= 5);
}

on_both!(who_guesses_waits, |server| async {
    give_password(&server, "u-owner").await;
    sign_in(&server, "owner@example.com", "a wrong long password").await.expect(401);
    exhaust(&server, "owner@example.com");
    // Even with the right one, and however the address is typed.
    let waits = sign_in(&server, " OWNER@example.com", GOOD).await;
    assert!(waits.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(waits.refused(429), ["TOO_MANY_REQUESTS"]);
    sign_in(&server, "viewer@example.com", "a wrong long password").await.expect(401);

    let find = json!({ "secret": "guessed" });
    for _ in 0..5 {
        let answer = server.post(Who::Anonymous, "/api/v1/set-up:find", find.clone()).await;
        assert_eq!(answer.refused(422), ["LINK_UNKNOWN /secret"]);
    }
    server.post(Who::Anonymous, "/api/v1/set-up:find", find).await.expect(429);
});

on_both!(sessions_are_listed_and_ended_one_by_one, |server| async {
    let here = signed_in(&server, "u-owner").await;
    let there = cookie(&sign_in(&server, "owner@example.com", GOOD).await);
    let strange = signed_in(&server, "u-viewer").await;
    let list = browse(&server, &here, "GET", "/api/v1/sessions", None).await.expect(200);
    assert_eq!(list["total"], 2);
    let of = |current: bool| {
        let mut items = list["items"].as_array().unwrap().iter();
        let found = items.find(|item| item["current"] == json!(current)).unwrap();
        format!("/api/v1/sessions/{}", found["id"].as_str().unwrap())
    };
    browse(&server, &strange, "DELETE", &of(false), None).await.expect(404);
    let ended = browse(&server, &here, "DELETE", &of(false), None).await;
    assert_eq!((ended.status.as_u16(), ended.headers.get(header::SET_COOKIE)), (204, None));
    browse(&server, &there, "GET", "/api/v1/session", None).await.expect(401);
    let ended = browse(&server, &here, "DELETE", &of(true), None).await;
    assert!(ended.headers[header::SET_COOKIE].to_str().unwrap().ends_with("Max-Age=0"));
    browse(&server, &here, "GET", "/api/v1/session", None).await.expect(401);
});

on_both!(a_new_password_needs_the_old_one_and_ends_other_sessions, |server| async {
    let here = signed_in(&server, "u-owner").await;
    let there = cookie(&sign_in(&server, "owner@example.com", GOOD).await);
    let change = async |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        browse(&server, &here, "PUT", "/api/v1/password", Some(body)).await
    };
    let both = change("a wrong long password", "short").await.refused(422);
    assert_eq!(both, ["WRONG_PASSWORD /current", "PASSWORD_TOO_SHORT /new"]);
    assert_eq!(change(GOOD, "short").await.refused(422), ["PASSWORD_TOO_SHORT /new"]);
    browse(&server, &there, "GET", "/api/v1/session", None).await.expect(200);
    change(GOOD, "another long password").await.expect(204);
    browse(&server, &here, "GET", "/api/v1/session", None).await.expect(200);
    browse(&server, &there, "GET", "/api/v1/session", None).await.expect(401);
    // Attempts at the old password count as attempts to sign in.
    exhaust(&server, "owner@example.com");
    change("another long password", GOOD).await.expect(429);
});

on_both!(a_token_is_no_session_and_tells_of_its_account_only, |server| async {
    let me = server.get(Who::Buyer, "/api/v1/session").await.expect(200);
    assert_eq!(me["organisations"][0]["accounts"].as_array().unwrap().len(), 1);
    let body = json!({ "current": GOOD, "new": "another long password" });
    let cases = [
        ("GET", "/api/v1/sessions", None),
        ("DELETE", "/api/v1/session", None),
        ("DELETE", "/api/v1/sessions/s-any", None),
        ("PUT", "/api/v1/password", Some(body)),
    ];
    for (method, path, body) in cases {
        let refused = server.send(Who::Owner, method, path, body, &[]).await;
        assert_eq!(refused.refused(403), ["SESSION_ONLY"], "{method} {path}");
    }
});

on_both!(a_link_sets_a_password_once_and_signs_in, |server| async {
    let day = Duration::from_secs(24 * 60 * 60);
    let secret =
        people::create_set_up_link(&server.records, &Actor::system("test"), Some("u-viewer"), day)
            .await
            .unwrap();
    let find = json!({ "secret": secret });
    let found = server.post(Who::Anonymous, "/api/v1/set-up:find", find).await;
    assert!(!found.text.contains(&secret));
    let found = found.expect(200);
    assert_eq!(found["purpose"]["kind"], "password");
    assert_eq!(found["purpose"]["user"]["email"], "viewer@example.com");
    let use_it = async |body: Value, headers: &[(&str, &str)]| {
        server.send(Who::Anonymous, "POST", "/api/v1/set-up", Some(body), headers).await
    };
    let body = json!({ "secret": secret, "password": GOOD });
    assert_eq!(use_it(body.clone(), &[]).await.refused(403), ["CROSS_SITE"]);
    let short = json!({ "secret": secret, "password": "short" });
    assert_eq!(use_it(short, &OWN).await.refused(422), ["PASSWORD_TOO_SHORT /password"]);
    let used = use_it(body.clone(), &OWN).await;
    assert!(!used.text.contains(&secret) && !used.text.contains(GOOD));
    let cookie = cookie(&used);
    assert_eq!(used.expect(201)["user"]["id"], "u-viewer");
    browse(&server, &cookie, "GET", "/api/v1/session", None).await.expect(200);
    assert_eq!(use_it(body, &OWN).await.refused(422), ["LINK_USED /secret"]);
    let state = server.get(Who::Anonymous, "/api/v1/set-up").await.expect(200);
    assert_eq!(state, json!({ "firstStart": false, "example": false, "signedIn": false }));
});

on_both!(a_server_with_data_of_its_own_shows_no_example, |server| async {
    server.get(Who::Anonymous, "/api/v1/example-users").await.expect(404);
    let body = Some(json!({ "user": "u-owner" }));
    let path = "/api/v1/session/example";
    server.send(Who::Anonymous, "POST", path, body, &OWN).await.expect(404);
});

on_both!(with_example_data_anybody_signs_in_as_anybody_of_it, |server| async {
    let config = Config { example: true, ..Config::default() };
    let router = router(App::new(server.records.clone(), config));
    people::disable(&server.records, &Actor::system("test"), "u-orders").await.unwrap();
    let ask = async |method: &str, path: &str, body: Value, headers: &[(&str, &str)]| {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in [&[("content-type", "application/json")], headers].concat() {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, headers, serde_json::from_slice::<Value>(&bytes).unwrap())
    };
    let (_, _, list) = ask("GET", "/api/v1/example-users", Value::Null, &[]).await;
    let title = |id: &str| {
        let mut users = list["items"].as_array().unwrap().iter();
        let found = users.find(|user| user["user"] == json!(id));
        found.map(|user| user["title"].as_str().unwrap().to_owned())
    };
    assert_eq!(title("u-viewer").unwrap(), "Purchase order viewer, Acme account");
    assert_eq!(title("u-orders"), None);
    let mut users = list["items"].as_array().unwrap().iter();
    let viewer = users.find(|user| user["user"] == json!("u-viewer")).unwrap();
    assert_eq!(viewer["roles"], json!({ "PurchaseOrderViewer": ["Acme account"] }));
    for (user, headers, expected) in [
        ("u-viewer", OWN.as_slice(), 201),
        ("u-viewer", &[], 403),
        ("u-orders", &OWN, 404),
        ("u-nobody", &OWN, 404),
    ] {
        let body = json!({ "user": user });
        let (status, set, me) = ask("POST", "/api/v1/session/example", body, headers).await;
        assert_eq!((status, set.contains_key(header::SET_COOKIE)), (expected, expected == 201));
        if status == 201 {
            assert_eq!((&me["user"]["id"], &me["example"]), (&json!(user), &json!(true)));
        }
    }
});
