//! E-mail from the change that causes it to the server that takes it, and the whole way of an
//! invoice.

use std::time::Duration;

use procurement::Instant;
use records::{DatabaseKind, RecordError};
use serde_json::{Value, json};

use super::buying::{Due, here, members};
use super::harness::{OTHER_MEMBER, Server, Who, on_both};
use super::smtp::{MailServer, Treatment};
use crate::api::{App, Config};
use crate::background::Background;
use crate::mail::{self, Post, TIMES, Times};

const PUBLIC_URL: &str = "https://tieback.example/";

fn post(server: &MailServer) -> Post {
    Post::new(&server.url(), "Tieback <po@tieback.example>").unwrap()
}

/// Sends what is due now, and gives how many messages that were.
async fn send(server: &Server, post: &Post) -> usize {
    let stop = Background::new().stop();
    mail::send_due(&server.records, PUBLIC_URL, post, "test", TIMES, &stop).await.unwrap()
}

async fn outbox(server: &Server, query: &str) -> Value {
    server.get(Who::Owner, &here(&format!("outbox{query}"))).await.expect(200)
}

fn pass(server: &Server, minutes: i64) {
    let later = server.records.now().milliseconds() + minutes * 60_000;
    server.clock.travel(Instant::from_milliseconds(later));
}

/// A balance of a purchase order falls below the threshold: its contact is to be told.
async fn crossed(server: &Server) {
    server.order("PO/1 a").await;
    server.owe(&[Due::new("ch-1", "300")]).await;
    server.issue().await;
}

on_both!(the_outbox_says_whether_there_is_a_server_that_takes_mail, |server| async {
    assert_eq!(outbox(&server, "").await["sendsMail"], false);
    let config = Config { sends_mail: true, ..Config::default() };
    let sending = server.served_by(App::new(server.records.clone(), config));
    assert_eq!(outbox(&sending, "").await["sendsMail"], true);
});

on_both!(an_invoice_on_its_way_from_charge_to_mail, |server| async {
    let receiver = MailServer::start();
    let post = post(&receiver);
    server.order("PO/1 a").await;
    server.owe(&[Due::new("ch-1", "200")]).await;
    server.issue().await;
    assert_eq!(send(&server, &post).await, 0, "800 of 1000 is not below 75 %");
    for (id, amount) in [("ch-2", "60"), ("ch-3", "10")] {
        server.owe(&[Due::new(id, amount)]).await;
        server.issue().await;
    }
    let waiting = outbox(&server, "?state=pending").await;
    assert_eq!(members(&waiting, "recipient"), ["ada@example.com"]);
    assert!(waiting["items"][0]["text"].as_str().unwrap().contains("740.00 USD"), "{waiting}");
    assert_eq!(send(&server, &post).await, 1);
    assert_eq!(send(&server, &post).await, 0);
    let taken = receiver.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (taken[0].from.as_str(), taken[0].to.as_str()),
        ("po@tieback.example", "ada@example.com")
    );
    for text in [
        "Subject: Purchase order PO/1 a: line 1 is below 75 % of its value",
        "From: Tieback <po@tieback.example>",
        "Date: Mon, 05 Oct 2026 09:00:00 +0000",
        "Message-ID: <notice.",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
        "https://tieback.example/purchase-orders/PO%2F1%20a",
        "740.00 USD",
    ] {
        assert!(taken[0].text.contains(text), "{text} is not in {}", taken[0].text);
    }
    let sent = outbox(&server, "").await;
    assert_eq!(
        (members(&sent, "state"), members(&sent, "attempts")),
        (vec!["sent".to_owned()], vec!["1".to_owned()])
    );
    let path = here("invoices/INV-AWS_INC-2026-000003/document.pdf");
    let pdf = server.get(Who::Owner, &path).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert!(pdf.bytes == server.get(Who::Owner, &path).await.bytes);
    server.assert_sound().await;
});

on_both!(the_mail_about_one_purchase_order_is_asked_for_by_its_number, |server| async {
    crossed(&server).await;
    let about = outbox(&server, "?purchaseOrder=PO%2F1%20a&state=pending").await;
    assert_eq!(members(&about, "purchaseOrder"), ["PO/1 a"]);
    assert_eq!(members(&outbox(&server, "?purchaseOrder=PO%2F1").await, "id"), [""; 0]);
});

on_both!(mail_that_is_not_taken_now_is_sent_later, |server| async {
    let receiver = MailServer::start();
    let post = post(&receiver);
    crossed(&server).await;
    receiver.then(&[Treatment::Later, Treatment::Reset]);
    send(&server, &post).await;
    let waiting = outbox(&server, "").await["items"][0].clone();
    assert_eq!((&waiting["state"], &waiting["attempts"]), (&json!("pending"), &json!(1)));
    assert!(waiting["lastError"].as_str().unwrap().contains("no room"), "{waiting}");
    assert_eq!(waiting["nextAttemptAt"], "2026-10-05T09:05:00.000Z");
    assert_eq!(send(&server, &post).await, 0);
    pass(&server, 5);
    assert_eq!(send(&server, &post).await, 1);
    pass(&server, 10);
    assert_eq!(receiver.taken().len(), 0);
    assert_eq!(send(&server, &post).await, 1);
    assert_eq!(receiver.taken().len(), 1);
    let sent = outbox(&server, "").await["items"][0].clone();
    assert_eq!((&sent["state"], &sent["attempts"]), (&json!("sent"), &json!(3)));
    assert_eq!(sent["lastError"], Value::Null);
});

on_both!(mail_that_is_never_taken_is_given_up_until_somebody_sends_it_again, |server| async {
    let receiver = MailServer::start();
    let post = post(&receiver);
    crossed(&server).await;
    receiver.then(&[Treatment::Later; 10]);
    for _ in 0..10 {
        assert_eq!(send(&server, &post).await, 1);
        pass(&server, 360);
    }
    assert_eq!(send(&server, &post).await, 0);
    let dead = outbox(&server, "?state=dead").await;
    assert_eq!(members(&dead, "nextAttemptAt"), ["null"]);
    let retry = here(&format!("outbox/{}/retry", dead["items"][0]["id"]));
    let refused = server.post(Who::Viewer, &retry, json!({})).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let own = format!("/api/v1/accounts/{OTHER_MEMBER}/outbox/1/retry");
    assert_eq!(server.post(Who::OtherMember, &own, json!({})).await.status, 403);
    let again = server.post(Who::Owner, &retry, json!({})).await.expect(200);
    assert_eq!((&again["state"], &again["attempts"]), (&json!("pending"), &json!(0)));
    assert_eq!(send(&server, &post).await, 1);
    assert_eq!(receiver.taken().len(), 1);
    assert_eq!(server.post(Who::Owner, &retry, json!({})).await.refused(409), ["ALREADY_SENT"]);
    server.post(Who::Owner, &here("outbox/99/retry"), json!({})).await.expect(404);
});

on_both!(mail_waits_while_no_mail_server_answers, |server| async {
    crossed(&server).await;
    // Nobody listens at a port that was just given up.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let post = Post::new(&format!("smtp://127.0.0.1:{port}"), "po@tieback.example").unwrap();
    send(&server, &post).await;
    let waiting = outbox(&server, "").await["items"][0].clone();
    assert_eq!(waiting["state"], "pending");
    assert!(waiting["lastError"].as_str().unwrap().len() > 10, "{waiting}");
});

on_both!(the_sender_sends_by_itself_and_ends_when_it_is_told, |server| async {
    let receiver = MailServer::start();
    let mut background = Background::new();
    let (records, post) = (server.records.clone(), post(&receiver));
    background.begin(|stop| mail::work(records, PUBLIC_URL.to_owned(), post, stop));
    crossed(&server).await;
    let taken = async {
        while receiver.taken().is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), taken).await.unwrap();
    let begun = std::time::Instant::now();
    background.end(Duration::from_secs(30)).await;
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(members(&outbox(&server, "").await, "state"), ["sent"]);
});

on_both!(a_sender_that_is_told_to_end_gives_back_what_it_holds, |server| async {
    let receiver = MailServer::start();
    crossed(&server).await;
    let background = Background::new();
    let stop = background.stop();
    background.end(Duration::ZERO).await;
    let (records, post) = (&server.records, post(&receiver));
    let sent = mail::send_due(records, PUBLIC_URL, &post, "ending", TIMES, &stop).await.unwrap();
    assert_eq!((sent, receiver.taken().len()), (0, 0));
    assert_eq!(send(&server, &post).await, 1);
});

/// Sends while others keep the database busy for three seconds, longer than is waited for it, from
/// when the mail server has taken the first message.
async fn send_while_busy(
    server: &Server,
    receiver: &MailServer,
    times: Times,
) -> Result<usize, RecordError> {
    let go_on = receiver.hold_next();
    let (records, post) = (server.records.clone(), post(receiver));
    let stop = Background::new().stop();
    let sending = tokio::spawn(async move {
        mail::send_due(&records, PUBLIC_URL, &post, "busy", times, &stop).await
    });
    while receiver.taken().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let database = server.records.database();
    let mut others = database.write().await.unwrap();
    if database.kind() == DatabaseKind::Postgres {
        let lock = "lock table outbox in exclusive mode";
        sqlx::query(lock).execute(&mut *others).await.unwrap();
    }
    go_on.send(()).unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    others.rollback().await.unwrap();
    sending.await.unwrap()
}

on_both!(mail_that_was_sent_is_noted_when_the_database_is_not_busy_any_more, |server| async {
    let receiver = MailServer::start();
    crossed(&server).await;
    assert_eq!(send_while_busy(&server, &receiver, TIMES).await.unwrap(), 1);
    assert_eq!(members(&outbox(&server, "").await, "state"), ["sent"]);
    pass(&server, 15);
    assert_eq!(send(&server, &post(&receiver)).await, 0);
    assert_eq!(receiver.taken().len(), 1);
});

on_both!(mail_does_not_wait_because_what_went_before_it_could_not_be_noted, |server| async {
    let receiver = MailServer::start();
    server.order("PO/1 a").await;
    let contact = |name: &str| json!({ "email": format!("{name}@example.com"), "name": name });
    let contacts = json!({ "contacts": [contact("ada"), contact("ben")] });
    let path = here("purchase-orders/PO%2F1%20a");
    server.send(Who::Owner, "PATCH", &path, Some(contacts), &[]).await.expect(200);
    server.owe(&[Due::new("ch-1", "300")]).await;
    server.issue().await;
    let times = Times { noting: Duration::ZERO, ..TIMES };
    let given_up = send_while_busy(&server, &receiver, times).await;
    assert!(matches!(given_up, Err(RecordError::Busy)), "{given_up:?}");
    assert_eq!(receiver.taken().len(), 1);
    assert_eq!(send(&server, &post(&receiver)).await, 1, "only what was not tried");
    let taken: Vec<String> = receiver.taken().into_iter().map(|message| message.to).collect();
    assert_eq!(taken, ["ada@example.com", "ben@example.com"]);
});
