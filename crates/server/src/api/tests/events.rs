//! What is told to those who look while others change something.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_stream::StreamExt;

use super::buying::here;
use super::harness::{MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};
use super::offers::{at, offer, upfront};
use crate::api::live::{Live, Pace};
use crate::api::{App, Config};

/// Long enough for whatever is awaited.
const PATIENCE: Duration = Duration::from_secs(20);

/// The same records on another server, which looks more often.
fn quick(server: &Server) -> Server {
    let pace = Pace { revision: Duration::from_millis(20), standing: Duration::from_millis(50) };
    let mut app = App::new(server.records.clone(), Config::default());
    app.live = Live::at(pace);
    server.served_by(app)
}

fn asking(cookie: &str) -> Request<Body> {
    let cookie = format!("__Host-tieback={cookie}");
    let request = Request::builder().uri(here("events")).header(header::COOKIE, cookie);
    request.body(Body::empty()).unwrap()
}

async fn listen(server: &Server, cookie: &str) -> BodyDataStream {
    let (status, stream) = server.open(asking(cookie)).await;
    assert_eq!(status, StatusCode::OK);
    stream
}

/// The data of the next event; none at the end.
async fn next(stream: &mut BodyDataStream) -> Option<Value> {
    let bytes = timeout(PATIENCE, stream.next()).await.unwrap()?.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let data = text.strip_prefix("event: revision\ndata: ").unwrap_or_else(|| panic!("{text}"));
    Some(serde_json::from_str(data.trim_end()).unwrap())
}

async fn revision(server: &Server) -> i64 {
    server.records.revision(&server.organisation).await.unwrap()
}

/// Changes something as a page does.
async fn change(server: &Server, cookie: &str, description: &str) {
    let edit = json!({ "set": { "purchaseOrder": "PO-1" }, "to": { "description": description } });
    let cookie = format!("__Host-tieback={cookie}");
    let headers = [("x-tieback-client", "1"), ("cookie", cookie.as_str())];
    let body = Some(json!({ "edits": [edit] }));
    server.send(Who::Anonymous, "POST", &here("changes"), body, &headers).await.expect(200);
}

on_both!(who_listens_is_told_at_once_and_of_every_change_of_every_server, |server| async {
    server.order("PO-1").await;
    let quick = quick(&server);
    let (viewer, _) = server.session("u-viewer").await;
    let (owner, _) = server.session("u-owner").await;
    let mut first = listen(&quick, &viewer).await;
    let mut second = listen(&quick, &owner).await;
    let now = json!({ "revision": revision(&server).await, "by": null, "user": null });
    assert_eq!(next(&mut first).await, Some(now.clone()));
    assert_eq!(next(&mut second).await, Some(now));
    // The other server is told nothing: it finds out.
    change(&server, &owner, "Clouds").await;
    let changed = json!({ "revision": revision(&server).await, "by": "owner", "user": "u-owner" });
    assert_eq!(next(&mut first).await, Some(changed.clone()));
    assert_eq!(next(&mut second).await, Some(changed.clone()));
    // Who comes later is told of now, whatever the watcher saw last.
    assert_eq!(next(&mut listen(&quick, &viewer).await).await, Some(changed));
    // A program has no name.
    server.order("PO-2").await;
    let changed = json!({ "revision": revision(&server).await, "by": null, "user": null });
    assert_eq!(next(&mut first).await, Some(changed));
    drop((first, second));
    for _ in 0..200 {
        if quick.app.live.watched() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody listens, and somebody watches");
});

on_both!(a_member_account_is_told_the_names_of_its_own_people, |server| async {
    let (owner, buyer) = (server.session("u-owner").await.0, server.session("u-buyer").await.0);
    // Who comes is told at once who was the last.
    let last = async |who: Who, account: &str| {
        let told = server.get(who, &at(account, "events")).await;
        let data = told.text.split_once("data: ").unwrap().1.trim_end().to_owned();
        let told: Value = serde_json::from_str(&data).unwrap();
        assert_eq!(told["revision"], revision(&server).await);
        (told["by"].clone(), told["user"].clone())
    };
    server.order("PO-1").await;
    change(&server, &owner, "Clouds").await;
    let (nobody, named) = ((Value::Null, Value::Null), (json!("owner"), json!("u-owner")));
    assert_eq!(last(Who::Viewer, MANAGEMENT).await, named);
    assert_eq!(last(Who::MemberViewer, MEMBER).await, nobody);
    let cookie = format!("__Host-tieback={buyer}");
    let headers = [("x-tieback-client", "1"), ("cookie", cookie.as_str())];
    let offers = at(MEMBER, "offers");
    let offer = Some(offer(json!([upfront("500")])));
    server.send(Who::Anonymous, "POST", &offers, offer, &headers).await.expect(201);
    let named = (json!("buyer"), json!("u-buyer"));
    assert_eq!(last(Who::Viewer, MANAGEMENT).await, named);
    assert_eq!(last(Who::MemberViewer, MEMBER).await, named);
    assert_eq!(last(Who::OtherMember, OTHER_MEMBER).await, nobody);
});

on_both!(a_stream_ends_when_its_session_does, |server| async {
    let quick = quick(&server);
    let (secret, id) = server.session("u-viewer").await;
    let mut revoked = listen(&quick, &secret).await;
    assert!(next(&mut revoked).await.is_some());
    records::people::revoke_session(
        &server.records,
        &records::Actor::system("test"),
        "u-viewer",
        &id,
    )
    .await
    .unwrap();
    assert_eq!(next(&mut revoked).await, None);
    let (status, _) = quick.open(asking(&secret)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    // To listen is not to use: the session is over as if nobody had.
    let mut idle = listen(&quick, &server.session("u-viewer").await.0).await;
    assert!(next(&mut idle).await.is_some());
    server.clock.travel("2026-10-05T18:00:00Z".parse().unwrap());
    assert_eq!(next(&mut idle).await, None);
});

on_both!(a_session_listens_five_times_at_once, |server| async {
    let quick = quick(&server);
    let (secret, _) = server.session("u-viewer").await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(listen(&quick, &secret).await);
    }
    let cookie = format!("__Host-tieback={secret}");
    let headers = [("cookie", cookie.as_str())];
    let sixth = quick.send(Who::Anonymous, "GET", &here("events"), None, &headers).await;
    assert_eq!(sixth.refused(429), ["TOO_MANY_STREAMS"]);
    // Another session of the same person is another page.
    streams.push(listen(&quick, &server.session("u-viewer").await.0).await);
    drop(streams.remove(0));
    for _ in 0..200 {
        if quick.open(asking(&secret)).await.0 == StatusCode::OK {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a stream that was closed is counted for ever");
});

on_both!(streams_end_when_the_server_does, |server| async {
    let quick = quick(&server);
    let mut stream = listen(&quick, &server.session("u-viewer").await.0).await;
    assert!(next(&mut stream).await.is_some());
    quick.app.live.end();
    assert_eq!(next(&mut stream).await, None);
});
