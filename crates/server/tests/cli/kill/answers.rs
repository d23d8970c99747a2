//! A server that is asked to end, or killed, and the answers that it owes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use records::organisations::{NewAccount, NewOrganisation, OrganisationKind, create_organisation};
use records::people::{NewToken, NewUser, create_token, create_user, grant};
use records::{Actor, Records};
use serde_json::{Value, json};

use super::random::Random;
use super::store::{Kind, Store, in_runtime};
use crate::program::written;
use crate::serving::{Answer, Server};

const ACCOUNT: &str = "111111111111";
const PATH: &str = "/api/v1/accounts/111111111111/purchase-orders";
const JSON: &str = "Content-Type: application/json";

/// Requests that are on their way at once.
const AT_ONCE: usize = 8;

/// Records with one person, and the headers by which programs act in that person's name.
fn used(kind: Kind) -> (Store, String) {
    in_runtime(async {
        let store = Store::new(kind).await;
        let records = store.open().await;
        let token = token(&records).await;
        records.database().close().await;
        (store, format!("Authorization: Bearer {token}"))
    })
}

async fn token(records: &Records) -> String {
    let actor = Actor::system("test");
    let account = NewAccount { id: ACCOUNT.to_owned(), name: "Head office".to_owned() };
    let kind = OrganisationKind::Organisation;
    let new = NewOrganisation { id: None, name: "Acme".to_owned(), kind, account };
    let id = create_organisation(records, &actor, new).await.unwrap().id;
    let email = "erika@example.com".to_owned();
    let new = NewUser { id: None, email, name: "Erika Muster".to_owned() };
    let user = create_user(records, new).await.unwrap();
    let mut write = records.write(&id, &actor, None).await.unwrap();
    grant(&mut write, ACCOUNT, &user.id, "FullAccess").await.unwrap();
    let account = ACCOUNT.to_owned();
    let new = NewToken { name: "test".to_owned(), account, scope: None, expires_at: None };
    let (secret, _) = create_token(&mut write, &user.id, new).await.unwrap();
    write.commit().await.unwrap();
    secret
}

fn order(number: usize) -> String {
    let line = json!({
        "number": "1", "type": "all", "startMonth": "2024-01", "endMonth": "2024-12",
        "amount": "10.00", "quantity": "1", "balanceTracking": true,
    });
    let order = json!({
        "id": format!("PO-{number}"), "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": "2024-01", "expirationMonth": "2024-12", "lineItems": [line],
    });
    order.to_string()
}

/// The purchase orders that there are.
fn kept(server: &Server, token: &str) -> Value {
    let answer = server.ask("GET", PATH, &[token]);
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str::<Value>(&answer.body).unwrap()["total"].clone()
}

#[track_caller]
fn assert_sound(store: &Store) {
    let told = written(&["verify", &store.argument()]);
    assert!(told.contains("All of it agrees."), "{told}");
}

/// A request that the server has begun to answer: it has asked for the body, and waits for it.
fn begin(server: &Server, token: &str, body: &str) -> TcpStream {
    let mut connection = TcpStream::connect(&server.address).unwrap();
    let (address, length) = (&server.address, body.len());
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\n{token}\r\n{JSON}\r\nConnection: close\r\n\
         Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).unwrap();
    let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut asked = vec![0; expected.len()];
    connection.read_exact(&mut asked).unwrap();
    assert_eq!(asked, expected);
    connection
}

fn requests_that_are_being_answered_are_answered_before_the_end(kind: Kind) {
    let (store, token) = used(kind);
    let server = Server::start_on(&store.argument());
    let begun: Vec<(TcpStream, String)> = (0..AT_ONCE)
        .map(|number| (begin(&server, &token, &order(number)), order(number)))
        .collect();
    let process = server.process().to_string();
    let since = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    // It stops listening at once: from then on nobody can say that the request came before.
    while TcpStream::connect(&server.address).is_ok() {
        assert!(since.elapsed() < Duration::from_secs(3), "it goes on listening");
        thread::sleep(Duration::from_millis(10));
    }
    for (mut connection, body) in begun {
        connection.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let answer = Answer::parse(&answer);
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    }
    assert_eq!(server.wait().0, Some(0));
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    assert_sound(&store);
    assert_eq!(kept(&Server::start_on(&store.argument()), &token), AT_ONCE);
}
on_both!(requests_that_are_being_answered_are_answered_before_the_end);

/// Sends a purchase order under a key of its own. There may be nobody to answer any more.
fn send(address: &str, token: &str, number: usize) -> Option<Answer> {
    let body = order(number);
    let request = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\n{token}\r\n{JSON}\r\nConnection: close\r\n\
         Idempotency-Key: key-{number}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = TcpStream::connect(address).ok()?;
    connection.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    let answer = answer.contains("\r\n\r\n").then(|| Answer::parse(&answer))?;
    // What was broken off is no answer.
    (answer.header("content-length") == answer.body.len().to_string()).then_some(answer)
}

fn an_answer_outlives_a_server_that_is_killed(kind: Kind) {
    const ORDERS: usize = 64;
    let (store, token) = used(kind);
    let mut random = Random::new();
    let mut answers: Vec<Option<String>> = vec![None; ORDERS];
    let mut rounds = 0;
    while answers.iter().any(Option::is_none) {
        rounds += 1;
        assert!(rounds < 200, "nothing is answered any more");
        let server = Server::start_on(&store.argument());
        assert_eq!(server.get("/healthz").status, 200);
        let address = server.address.clone();
        let missing: Vec<usize> = (0..ORDERS).filter(|number| answers[*number].is_none()).collect();
        let clients: Vec<_> = (0..AT_ONCE)
            .map(|client| {
                let (address, token) = (address.clone(), token.clone());
                let mine: Vec<usize> =
                    missing.iter().copied().skip(client).step_by(AT_ONCE).collect();
                thread::spawn(move || {
                    let send = |number| Some((number, send(&address, &token, number)?));
                    mine.into_iter().map_while(send).collect::<Vec<_>>()
                })
            })
            .collect();
        // On a machine that has become slower, it gets more time after a while.
        let patience = Duration::from_millis(200) * (1 + rounds / 10);
        thread::sleep(random.below(patience));
        // Ends it by SIGKILL.
        drop(server);
        for client in clients {
            for (number, answer) in client.join().unwrap() {
                // Those who wait for each other are told so, and send it again.
                if answer.status != 503 {
                    assert_eq!(answer.status, 201, "{answer:?}");
                    answers[number] = Some(answer.body);
                }
            }
        }
    }
    let server = Server::start_on(&store.argument());
    for (number, before) in answers.iter().enumerate() {
        let again = send(&server.address, &token, number).unwrap();
        assert_eq!((again.status, Some(&again.body)), (201, before.as_ref()));
        assert_eq!(again.header("idempotency-replayed"), "true");
    }
    assert_eq!(kept(&server, &token), ORDERS);
    drop(server);
    assert_sound(&store);
}
on_both!(an_answer_outlives_a_server_that_is_killed);
