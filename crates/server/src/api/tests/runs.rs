//! Runs of invoicing through the API, and by themselves.

use serde_json::{Value, json};

use super::buying::{Due, here, members};
use super::harness::{OTHER_MEMBER, Server, Who, on_both};
use crate::background::{Background, Stop};
use crate::scheduler::{self, Closing, Rounds};

fn runs() -> String {
    here("invoice-runs")
}

on_both!(a_dry_run_shows_what_a_run_issues_and_issues_nothing, |server| async {
    server.order("PO-1").await;
    let later = Due { at: "2026-10-03T10:00:00Z", ..Due::new("ch-2", "40") };
    server.owe(&[Due::new("ch-1", "300"), later]).await;
    let dry = json!({ "outOfCycle": true, "dryRun": true });
    let preview = server.post(Who::Owner, &runs(), dry).await.expect(200);
    let previewed = preview["invoices"].as_array().unwrap();
    assert_eq!(preview["names"]["ch-1"], "Charge ch-1");
    assert_eq!(previewed.len(), 2);
    let none = server.get(Who::Owner, &here("invoices")).await.expect(200);
    assert_eq!(none["items"], json!([]));
    let run = server.issue().await;
    assert_eq!((&run["kind"], &run["issued"]), (&json!("out-of-cycle"), &json!(2)));
    let issued = server.get(Who::Owner, &here("invoices")).await.expect(200);
    let mut totals = members(&issued, "total");
    totals.reverse();
    let text = |invoice: &Value| invoice["total"].as_str().unwrap().to_owned();
    assert_eq!(totals, previewed.iter().map(text).collect::<Vec<_>>());
    let again = server.issue().await;
    assert_eq!((&again["id"], &again["issued"]), (&run["id"], &json!(2)));
});

on_both!(a_run_is_of_a_month_that_is_over_or_of_what_is_due, |server| async {
    for (body, expected) in [
        (json!({}), "RUN_SCOPE "),
        (json!({ "period": "2026-09", "outOfCycle": true }), "RUN_SCOPE "),
        (json!({ "period": "2026-13" }), "INVALID_MONTH /period"),
    ] {
        assert_eq!(server.post(Who::Owner, &runs(), body).await.refused(422), [expected]);
    }
    let early = server.post(Who::Owner, &runs(), json!({ "period": "2026-10" })).await;
    assert_eq!(early.refused(409), ["PERIOD_NOT_OVER"]);
    server.owe(&[Due { at: "2026-10", ..Due::new("ch-1", "300") }]).await;
    server.clock.travel("2026-12-03T00:00:00Z".parse().unwrap());
    let late = server.post(Who::Owner, &runs(), json!({ "period": "2026-11" })).await;
    assert_eq!(late.refused(409), ["PERIOD_ORDER"]);
    for period in ["2026-10", "2026-11"] {
        let run = server.post(Who::Owner, &runs(), json!({ "period": period })).await.expect(200);
        assert_eq!((&run["state"], &run["through"]), (&json!("done"), &json!(period)));
        let one = server.get(Who::Owner, &format!("{}/{}", runs(), run["id"])).await.expect(200);
        assert_eq!(one, run);
    }
    let page = server.get(Who::Owner, &format!("{}?limit=1", runs())).await.expect(200);
    assert_eq!(members(&page, "through"), ["2026-11"]);
    let next = page["next"].as_str().unwrap();
    let rest = server.get(Who::Owner, &format!("{}?cursor={next}", runs())).await.expect(200);
    assert!(members(&rest, "through").contains(&"2026-10".to_owned()), "{rest}");
    server.get(Who::Owner, &format!("{}/99", runs())).await.expect(404);
    server.get(Who::Owner, &format!("{}/x", runs())).await.expect(404);
});

on_both!(a_run_that_is_sent_again_is_answered_as_before, |server| async {
    server.owe(&[Due::new("ch-1", "300")]).await;
    let due = json!({ "outOfCycle": true });
    let key = [("idempotency-key", "run-1")];
    let first = server.send(Who::Owner, "POST", &runs(), Some(due.clone()), &key).await;
    server.owe(&[Due::new("ch-2", "40")]).await;
    let again = server.send(Who::Owner, "POST", &runs(), Some(due), &key).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(first.text, again.text);
    let issued = server.get(Who::Owner, &here("invoices")).await.expect(200);
    assert_eq!(members(&issued, "total"), ["300.00"]);
    let other = json!({ "period": "2026-09" });
    let other = server.send(Who::Owner, "POST", &runs(), Some(other), &key).await;
    assert_eq!(other.refused(422), ["IDEMPOTENCY_KEY_REUSED "]);
});

on_both!(runs_are_the_management_accounts, |server| async {
    let due = json!({ "outOfCycle": true });
    let own = format!("/api/v1/accounts/{OTHER_MEMBER}/invoice-runs");
    assert_eq!(server.post(Who::OtherMember, &own, due.clone()).await.status, 403);
    assert_eq!(server.get(Who::OtherMember, &own).await.status, 403);
    assert_eq!(server.post(Who::Viewer, &runs(), due.clone()).await.status, 403);
    server.post(Who::Foreigner, &runs(), due).await.expect(404);
});

on_both!(who_has_looked_lets_a_run_go_beyond_what_is_usual, |server| async {
    server.owe(&[Due::new("ch-1", "300")]).await;
    let audited = async || {
        let audit = server.get(Who::Owner, &here("audit?limit=100")).await.expect(200);
        let audit = audit["items"].as_array().unwrap().clone();
        audit.into_iter().filter(|one| one["subjectKind"] == "invoice-run").collect::<Vec<_>>()
    };
    server.issue().await;
    assert_eq!(audited().await, [Value::Null; 0]);
    server.owe(&[Due::new("ch-2", "300")]).await;
    let beyond = json!({ "outOfCycle": true, "beyondUsual": true });
    assert_eq!(server.post(Who::Viewer, &runs(), beyond.clone()).await.status, 403);
    let run = server.post(Who::Owner, &runs(), beyond).await.expect(200);
    assert_eq!((&run["state"], &run["issued"]), (&json!("done"), &json!(2)));
    let audited = audited().await;
    assert_eq!(audited.len(), 1);
    assert_eq!(audited[0]["after"]["beyondUsual"], true);
    assert!(audited[0]["actor"].as_str().unwrap().starts_with("token:"), "{audited:?}");
});

on_both!(what_nobody_needs_any_more_is_forgotten_once_an_hour, |server| async {
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let actor = records::Actor::system("test");
    let link =
        || records::people::create_set_up_link(&server.records, &actor, Some("u-viewer"), day);
    let key = [("idempotency-key", "k-1")];
    let order = json!({
        "id": "PO-1", "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12",
    });
    let path = here("purchase-orders");
    let make = async || server.send(Who::Owner, "POST", &path, Some(order.clone()), &key).await;
    make().await.expect(201);
    link().await.unwrap();
    let mut rounds = Rounds::default();
    let days_later = async |days: u64, rounds: &mut Rounds| {
        let start: procurement::Instant = super::harness::START.parse().unwrap();
        let milliseconds = i64::try_from(days * 24 * 60 * 60 * 1000).unwrap();
        let then = start.milliseconds() + milliseconds;
        server.clock.travel(procurement::Instant::from_milliseconds(then));
        scheduler::tidy(&server.records, rounds).await;
    };
    days_later(6, &mut rounds).await;
    assert_eq!(make().await.headers["idempotency-replayed"], "true");
    days_later(9, &mut rounds).await;
    // A new request now, and there is such a purchase order.
    assert_eq!(make().await.refused(422)[0].split(' ').next(), Some("DUPLICATE_ID"));
});

async fn issued(server: &Server) -> usize {
    let list = server.get(Who::Owner, &here("invoices?limit=100")).await.expect(200);
    list["items"].as_array().unwrap().len()
}

async fn look_for_due(server: &Server, closing: Closing, stop: &Stop) {
    scheduler::do_due(&server.records, closing, &mut Rounds::default(), stop).await;
}

on_both!(what_is_due_is_issued_once_however_many_schedulers_look, |server| async {
    server.order("PO-1").await;
    let later = Due { at: "2026-11-03T00:00:00Z", ..Due::new("ch-2", "40") };
    let monthly = Due { at: "2026-10", ..Due::new("ch-3", "5") };
    server.owe(&[Due::new("ch-1", "300"), later, monthly]).await;
    let stop = Background::new().stop();
    let look = async || look_for_due(&server, Closing::ByItself, &stop).await;
    tokio::join!(look(), look(), look());
    look().await;
    assert_eq!(issued(&server).await, 1);
    server.clock.travel("2026-11-03T00:00:00Z".parse().unwrap());
    look().await;
    assert_eq!(issued(&server).await, 3);
    let list = server.get(Who::Owner, &runs()).await.expect(200);
    assert!(members(&list, "through").contains(&"2026-10".to_owned()), "October is closed: {list}");
    // Two months before the purchase order expires.
    server.clock.travel("2027-07-31T06:00:00Z".parse().unwrap());
    look().await;
    look().await;
    let mail = server.get(Who::Owner, &here("outbox")).await.expect(200);
    assert_eq!(members(&mail, "subject")[0], "Purchase order PO-1 expires in two months");
    server.assert_sound().await;
});

on_both!(
    where_people_close_months_the_scheduler_issues_what_is_due_apart_from_them,
    |server| async {
        let later = Due { at: "2026-11-02T00:00:00Z", ..Due::new("ch-1", "40") };
        server.owe(&[later, Due { at: "2026-10", ..Due::new("ch-2", "5") }]).await;
        server.clock.travel("2026-11-03T00:00:00Z".parse().unwrap());
        let stop = Background::new().stop();
        look_for_due(&server, Closing::ByPeople, &stop).await;
        assert_eq!(issued(&server).await, 1);
        let list = server.get(Who::Owner, &runs()).await.expect(200);
        assert_eq!(members(&list, "kind"), ["out-of-cycle"]);
        look_for_due(&server, Closing::ByItself, &stop).await;
        assert_eq!(issued(&server).await, 2);
    }
);

on_both!(a_parked_run_waits_for_a_person, |server| async {
    server.owe(&[Due::new("ch-1", "300")]).await;
    let mut write = server.records.database().write().await.unwrap();
    sqlx::query(
        "insert into runs (organisation, id, kind, through, state, passes, planned, issued,
                           reason, started_at)
         values ($1, 1000, 'out-of-cycle', '2026-10-05', 'parked', 1, 0, 0, 'a test', 0)",
    )
    .bind(server.organisation.as_str())
    .execute(&mut *write)
    .await
    .unwrap();
    write.commit().await.unwrap();
    let stop = Background::new().stop();
    let look = async || look_for_due(&server, Closing::ByItself, &stop).await;
    look().await;
    assert_eq!(issued(&server).await, 0);
    assert_eq!(server.issue().await["state"], "done");
    assert_eq!(issued(&server).await, 1);
    server.owe(&[Due::new("ch-2", "40")]).await;
    look().await;
    assert_eq!(issued(&server).await, 2);
});
