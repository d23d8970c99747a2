//! The save of a what-if, and the snapshot that it was made on.

use serde_json::{Value, json};

use super::buying::{Due, here};
use super::harness::{Server, Who, on_both};

fn edits(description: &str) -> Value {
    json!([{ "set": { "purchaseOrder": "PO-1" }, "to": { "description": description } }])
}

async fn revision(server: &Server) -> i64 {
    server.records.revision(&server.organisation).await.unwrap()
}

on_both!(a_snapshot_that_is_known_is_not_sent_again, |server| async {
    server.order("PO-1").await;
    let path = here("snapshot?to=2027-01");
    let first = server.get(Who::Owner, &path).await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(tag, format!("\"{}\"", revision(&server).await));
    assert_eq!(first.expect(200)["purchaseOrders"].as_array().unwrap().len(), 1);
    for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let headers = [("if-none-match", known.as_str())];
        let again = server.send(Who::Owner, "GET", &path, None, &headers).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{known}");
        assert_eq!(again.headers["etag"], tag);
        // Who may not see it is not told that it is the same either.
        let viewer = server.send(Who::Buyer, "GET", &path, None, &headers).await;
        viewer.expect(404);
    }
    server.owe(&[Due::new("ch-1", "300")]).await;
    let headers = [("if-none-match", tag.as_str())];
    let other = server.send(Who::Owner, "GET", &path, None, &headers).await;
    assert_ne!(other.headers["etag"], tag);
    assert_eq!(other.expect(200)["charges"].as_array().unwrap().len(), 1);
});

on_both!(edits_are_saved_on_the_revision_that_they_were_made_on_alone, |server| async {
    server.order("PO-1").await;
    let made_on = revision(&server).await;
    let changes = here("changes");
    let body = json!({ "edits": edits("Clouds"), "revision": made_on });
    let previewed =
        server.post(Who::Owner, &format!("{changes}?preview=true"), body.clone()).await.expect(200);
    assert!(previewed["digest"].is_string(), "{previewed}");
    assert_eq!(revision(&server).await, made_on);
    let saved = server.post(Who::Owner, &changes, body.clone()).await.expect(200);
    assert_eq!(saved["revision"], json!(revision(&server).await));
    assert_eq!(saved["revision"], json!(made_on + 1));
    let refused = server.post(Who::Owner, &changes, body).await.expect(409);
    assert_eq!(refused["code"], "RECORDS_CHANGED");
    assert_eq!(refused["current"], json!({ "revision": made_on + 1 }));
    assert_eq!(revision(&server).await, made_on + 1, "what is refused changes nothing");
    // Going on from there is well, and so is not to say it.
    for revision in [json!(made_on + 1), Value::Null] {
        let body = json!({ "edits": edits(&revision.to_string()), "revision": revision });
        server.post(Who::Owner, &changes, body).await.expect(200);
    }
    server.assert_sound().await;
});

on_both!(a_save_that_is_sent_again_is_answered_as_before_whatever_its_revision, |server| async {
    server.order("PO-1").await;
    let body = json!({ "edits": edits("Clouds"), "revision": revision(&server).await });
    let key = [("idempotency-key", "save-1")];
    let (changes, sent) = (here("changes"), Some(body));
    let first = server.send(Who::Owner, "POST", &changes, sent.clone(), &key).await;
    let again = server.send(Who::Owner, "POST", &changes, sent, &key).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.text, first.text);
    first.expect(200);
});
