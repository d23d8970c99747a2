//! The first start, and `tieback user`.

use crate::program::{Ended, tieback};
use crate::serving::Server;

const PAGE: [&str; 3] =
    ["Content-Type: application/json", "X-Tieback-Client: 1", "Sec-Fetch-Site: same-origin"];

const PASSWORD: &str = "a good long password";

/// The secret behind the `#` of a line with a link.
fn secret<'l>(line: &'l str, before: &str) -> &'l str {
    let secret = line.trim_end().strip_prefix(before).unwrap_or_default();
    assert_eq!(secret.len(), 32, "{line}");
    secret
}

/// Uses a link of the server, and gives the status of the answer and the cookie that it set.
fn use_link(server: &Server, body: &str) -> (u16, String) {
    let answer = server.send("POST", "/api/v1/set-up", &PAGE, body);
    (answer.status, answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned())
}

/// Makes the first person of the first organisation, and gives the cookie of their session.
fn first_start(server: &Server) -> String {
    let secret = secret(&server.set_up, &format!("Set up: http://{}/set-up#", server.address));
    let body = format!(
        r#"{{"secret":"{secret}","password":"{PASSWORD}",
            "user":{{"email":"erika@example.com","name":"Erika Muster"}},
            "organisation":{{"name":"Acme","kind":"organisation",
                "account":{{"id":"111111111111","name":"Head office"}}}}}}"#
    );
    let (status, cookie) = use_link(server, &body);
    assert_eq!(status, 201);
    let me = server.ask("GET", "/api/v1/session", &[&format!("Cookie: {cookie}")]);
    assert!(me.body.contains("erika@example.com") && me.body.contains("FullAccess"), "{me:?}");
    assert_eq!(use_link(server, &body).0, 422);
    cookie
}

fn user(server: &Server, arguments: &[&str]) -> Ended {
    tieback(&[&["user"], arguments, &["--data-directory", &server.data]].concat())
}

#[test]
fn a_new_server_writes_the_link_of_its_first_start() {
    let server = Server::start("/");
    let state = server.get("/api/v1/set-up");
    assert_eq!(state.body, r#"{"firstStart":true,"example":false,"signedIn":false}"#);
    first_start(&server);
    let state = server.get("/api/v1/set-up");
    assert_eq!(state.body, r#"{"firstStart":false,"example":false,"signedIn":false}"#);
}

#[test]
fn the_link_leads_to_where_people_reach_the_server() {
    let below = Server::start("/finance");
    secret(&below.set_up, &format!("Set up: http://{}/finance/set-up#", below.address));
    let known = Server::start_with(&["--public-url", "https://tieback.example"]);
    secret(&known.set_up, "Set up: https://tieback.example/set-up#");
}

#[test]
fn somebody_is_added_with_a_link_while_the_server_runs() {
    let server = Server::start("/");
    let owner = first_start(&server);
    let add = ["add", "--email", "Max@Example.com", "--name", "Max", "--account", "111111111111"];
    let policy = ["--policy", "PurchaseOrderViewer", "--policy", "MarketplaceBuyer"];
    let there = ["--public-url", "https://tieback.example/"];
    let added = user(&server, &[add.as_slice(), &policy, &there].concat());
    assert_eq!((added.code, added.err.as_str()), (0, ""));
    let secret = secret(&added.out, "https://tieback.example/set-up#");
    let body = format!(r#"{{"secret":"{secret}","password":"{PASSWORD}"}}"#);
    let (status, cookie) = use_link(&server, &body);
    assert_eq!(status, 201);
    let me = server.ask("GET", "/api/v1/session", &[&format!("Cookie: {cookie}")]);
    assert!(me.body.contains(r#"["MarketplaceBuyer","PurchaseOrderViewer"]"#), "{me:?}");

    let audit = server.ask(
        "GET",
        "/api/v1/accounts/111111111111/audit?actor=system",
        &[&format!("Cookie: {owner}")],
    );
    for told in ["max@example.com", "set-up-link", r#""requestId":"user-add""#] {
        assert!(audit.body.contains(told), "{told} in {}", audit.body);
    }

    // Who has a password keeps it, and needs no link.
    let again = user(&server, &[add.as_slice(), &["--policy", "FullAccess"]].concat());
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert!(again.err.contains("signs in with the password that they have"), "{}", again.err);
    let me = server.ask("GET", "/api/v1/session", &[&format!("Cookie: {cookie}")]);
    assert!(me.body.contains("FullAccess"), "{me:?}");
}

#[test]
fn a_forgotten_password_is_set_anew_by_a_link() {
    let server = Server::start("/");
    first_start(&server);
    let reset = user(&server, &["reset", "--email", "ERIKA@example.com"]);
    assert_eq!((reset.code, reset.err.as_str()), (0, ""));
    let secret = secret(&reset.out, "http://127.0.0.1:8080/set-up#");
    let body = format!(r#"{{"secret":"{secret}","password":"another long password"}}"#);
    assert_eq!(use_link(&server, &body).0, 201);
    let body = format!(r#"{{"email":"erika@example.com","password":"{PASSWORD}"}}"#);
    assert_eq!(server.send("POST", "/api/v1/session", &PAGE, &body).status, 401);
}

#[test]
fn what_is_not_there_is_refused_with_a_remedy() {
    let server = Server::start("/");
    let add = |account: &str, policy: &str| {
        let arguments =
            ["add", "--email", "max@example.com", "--name", "Max", "--account", account];
        user(&server, &[arguments.as_slice(), &["--policy", policy]].concat())
    };
    let nowhere = add("111111111111", "FullAccess");
    assert_eq!((nowhere.code, nowhere.out.as_str()), (2, ""));
    assert!(nowhere.err.contains("by the link that `tieback serve` writes"), "{}", nowhere.err);
    first_start(&server);
    let unknown = add("111111111111", "Everything");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("choose one of PurchaseOrderViewer, "), "{}", unknown.err);
    let nobody = user(&server, &["reset", "--email", "max@example.com"]);
    assert_eq!((nobody.code, nobody.out.as_str()), (2, ""));
    assert!(nobody.err.contains("add them by `tieback user add`"), "{}", nobody.err);
    assert_eq!(user(&server, &["add", "--email", "max@example.com"]).code, 64);
}
