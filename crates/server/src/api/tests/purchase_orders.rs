//! Purchase orders through the API.

use serde_json::{Value, json};

use super::harness::{MANAGEMENT, MEMBER, Server, Who, on_both};

fn orders() -> String {
    format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders")
}

fn order(id: &str) -> Value {
    json!({
        "id": id, "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
        "lineItems": [{
            "number": "1", "type": "marketplace-blanket-usage", "startMonth": "2026-01",
            "endMonth": "2026-12", "amount": "1000.00", "quantity": "1", "balanceTracking": true,
        }],
    })
}

async fn create(server: &Server, id: &str) -> Value {
    server.post(Who::Owner, &orders(), order(id)).await.expect(201)
}

on_both!(a_purchase_order_is_made_read_changed_and_removed, |server| async {
    let made = create(&server, "PO-1").await;
    assert_eq!(made["version"], 1);
    assert_eq!(made["madeBy"], "person");
    let path = format!("{}/PO-1", orders());
    let read = server.get(Who::Viewer, &path).await;
    assert_eq!(read.headers["etag"], "\"1\"");
    let read = read.expect(200);
    assert_eq!(read["status"], "active");
    assert_eq!((&read["value"], &read["balance"]), (&json!("1000.00"), &json!("1000.00")));
    let to = json!({ "description": "Clouds", "expirationMonth": "2027-03" });
    let changed = server.send(Who::Owner, "PATCH", &path, Some(to), &[("if-match", "\"1\"")]).await;
    assert_eq!(changed.headers["etag"], "\"2\"");
    let changed = changed.expect(200);
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["description"], "Clouds");
    let stale = json!({ "description": "Rain" });
    let stale =
        server.send(Who::Owner, "PATCH", &path, Some(stale), &[("if-match", "\"1\"")]).await;
    let stale = stale.expect(409);
    assert_eq!(stale["code"], "VERSION_CONFLICT");
    assert_eq!(stale["current"]["description"], "Clouds");
    let gone = server.send(Who::Owner, "DELETE", &path, None, &[]).await.expect(200);
    assert_eq!(gone["removedPurchaseOrders"], json!(["PO-1"]));
    server.get(Who::Owner, &path).await.expect(404);
});

on_both!(what_is_made_again_goes_on_from_the_version_before, |server| async {
    create(&server, "PO-1").await;
    let path = format!("{}/PO-1", orders());
    server.send(Who::Owner, "DELETE", &path, None, &[]).await.expect(200);
    let again = create(&server, "PO-1").await;
    assert_eq!(again["version"], 2);
    let to = json!({ "description": "Meant for the one before" });
    let stale =
        server.send(Who::Owner, "PATCH", &path, Some(to.clone()), &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.refused(409), ["VERSION_CONFLICT"]);
    server.send(Who::Owner, "PATCH", &path, Some(to), &[("if-match", "\"2\"")]).await.expect(200);
    server.send(Who::Owner, "DELETE", &path, None, &[]).await.expect(200);
    assert_eq!(create(&server, "PO-1").await["version"], 4);
});

// A change that is held while somebody else's comes before it.
on_both!(a_change_is_allowed_on_the_records_that_it_changes, |server| async {
    create(&server, "PO-1").await;
    let text = "forbid (principal, action == \
                Tieback::Action::\"purchase-orders:UpdatePurchaseOrder\", resource) when { \
                resource.hasTag(\"team\") && resource.getTag(\"team\") == \"sea\" };";
    let policy = format!("/api/v1/accounts/{MANAGEMENT}/policies/sea");
    let put = server.send(Who::Owner, "PUT", &policy, Some(json!({ "text": text })), &[]).await;
    put.expect(200);
    let actor = records::Actor::system("test");
    let mut held = server.records.write(&server.organisation, &actor, None).await.unwrap();
    let path = format!("{}/PO-1", orders());
    let changing = tokio::spawn({
        let (server, path) = (server.clone(), path.clone());
        async move {
            let to = json!({ "description": "Changed" });
            server.send(Who::Owner, "PATCH", &path, Some(to), &[]).await
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let tags = json!({ "set": { "purchaseOrder": "PO-1" }, "to": { "tags": { "team": "sea" } } });
    let save = records::edits::Save { edits: vec![tags], ..Default::default() };
    records::edits::save(&server.records, &mut held, &save).await.unwrap();
    held.commit().await.unwrap();
    assert_eq!(changing.await.unwrap().refused(403), ["ACCESS_DENIED"]);
    let read = server.get(Who::Owner, &path).await.expect(200);
    assert_eq!(read["description"], Value::Null);
});

on_both!(everything_that_is_wrong_is_told_by_its_place, |server| async {
    let mut wrong = order("PO#1");
    wrong["billFrom"] = json!([]);
    wrong["lineItems"][0]["startMonth"] = json!("2025-12");
    wrong["lineItems"][0]["amount"] = json!("1e3");
    let refused = server.post(Who::Owner, &orders(), wrong).await.refused(422);
    let pointers: Vec<&str> =
        refused.iter().filter_map(|told| told.split_once(' ').map(|(_, place)| place)).collect();
    assert!(pointers.contains(&"/id") && pointers.contains(&"/billFrom"), "{refused:?}");
    assert!(pointers.contains(&"/lineItems/0/amount"), "{refused:?}");
    let twice = create(&server, "PO-1").await;
    assert_eq!(twice["id"], "PO-1");
    let refused = server.post(Who::Owner, &orders(), order("PO-1")).await.refused(422);
    assert!(refused[0].starts_with("DUPLICATE_ID"), "{refused:?}");
});

// Worked example 48.
on_both!(the_hundred_and_first_active_purchase_order_is_refused, |server| async {
    for number in 1..=100 {
        create(&server, &format!("PO-{number}")).await;
    }
    let refused = server.post(Who::Owner, &orders(), order("PO-101")).await.refused(422);
    assert_eq!(refused, ["QUOTA_EXCEEDED "]);
    let path = format!("{}/PO-1/status", orders());
    let suspended = json!({ "status": "suspended" });
    server.send(Who::Owner, "PUT", &path, Some(suspended), &[]).await.expect(200);
    create(&server, "PO-101").await;
});

// Worked example 49.
on_both!(a_suspended_and_expired_purchase_order_becomes_active_in_two_steps, |server| async {
    let mut old = order("PO-1");
    old["expirationMonth"] = json!("2026-09");
    old["lineItems"][0]["endMonth"] = json!("2026-09");
    server.post(Who::Owner, &orders(), old).await.expect(201);
    let path = format!("{}/PO-1", orders());
    let status = format!("{path}/status");
    let set = async |to: &str| {
        server.send(Who::Owner, "PUT", &status, Some(json!({ "status": to })), &[]).await
    };
    set("suspended").await.expect(200);
    assert_eq!(server.get(Who::Owner, &path).await.expect(200)["status"], "suspended-expired");
    assert_eq!(set("active").await.refused(409), ["NOT_A_TRANSITION"]);
    set("expired").await.expect(200);
    let to = json!({ "expirationMonth": "2026-11" });
    server.send(Who::Owner, "PATCH", &path, Some(to), &[]).await.expect(200);
    assert_eq!(server.get(Who::Owner, &path).await.expect(200)["status"], "active");
});

on_both!(the_same_request_twice_is_done_once, |server| async {
    let key = [("idempotency-key", "k-1")];
    let first = server.send(Who::Owner, "POST", &orders(), Some(order("PO-1")), &key).await;
    let again = server.send(Who::Owner, "POST", &orders(), Some(order("PO-1")), &key).await;
    assert_eq!(first.text, again.text);
    assert_eq!((first.status, again.status.as_u16()), (again.status, 201));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let other = server.send(Who::Owner, "POST", &orders(), Some(order("PO-2")), &key).await;
    assert_eq!(other.refused(422), ["IDEMPOTENCY_KEY_REUSED "]);
    let list = server.get(Who::Owner, &orders()).await.expect(200);
    assert_eq!(list["total"], 1);
});

// What is held against the records as they are would refuse it.
on_both!(what_cannot_be_done_twice_is_answered_as_before, |server| async {
    for id in ["PO-1", "PO-2", "PO-3"] {
        create(&server, id).await;
    }
    let bulk = |action: &str, id: &str| {
        let body = json!({ "purchaseOrders": [id], "action": action });
        ("POST", format!("{}:bulk", orders()), Some(body))
    };
    let changes = [
        ("PUT", format!("{}/PO-1/status", orders()), Some(json!({ "status": "suspended" }))),
        bulk("suspend", "PO-2"),
        ("DELETE", format!("{}/PO-1", orders()), None),
        bulk("delete", "PO-3"),
    ];
    for (index, (method, path, body)) in changes.into_iter().enumerate() {
        let key = format!("k-{index}");
        let key = [("idempotency-key", key.as_str())];
        let first = server.send(Who::Owner, method, &path, body.clone(), &key).await;
        let again = server.send(Who::Owner, method, &path, body, &key).await;
        assert_eq!((first.status.as_u16(), again.status.as_u16()), (200, 200), "{}", again.text);
        assert_eq!(again.headers["idempotency-replayed"], "true");
        assert_eq!(first.text, again.text);
    }
});

on_both!(several_at_once_are_a_hundred_at_most, |server| async {
    for count in [0, 101] {
        let ids: Vec<String> = (0..count).map(|index| format!("PO-{index}")).collect();
        let body = json!({ "purchaseOrders": ids, "action": "suspend" });
        let refused = server.post(Who::Owner, &format!("{}:bulk", orders()), body).await;
        assert_eq!(refused.refused(422), ["PURCHASE_ORDER_COUNT /purchaseOrders"]);
    }
});

on_both!(a_parameter_that_an_address_does_not_have_is_refused, |server| async {
    create(&server, "PO-1").await;
    let path = format!("{}/PO-1?preview=true", orders());
    assert_eq!(server.get(Who::Owner, &path).await.refused(400), ["INVALID_QUERY "]);
});

on_both!(a_preview_changes_nothing_and_its_digest_holds_the_save, |server| async {
    create(&server, "PO-1").await;
    let path = format!("{}/PO-1/status", orders());
    let body = json!({ "status": "suspended" });
    let asked = format!("{path}?preview=true");
    let seen = server.send(Who::Owner, "PUT", &asked, Some(body.clone()), &[]).await.expect(200);
    assert_eq!(seen["change"]["invoices"], json!([]));
    let digest = seen["digest"].as_str().unwrap();
    let order = server.get(Who::Owner, &format!("{}/PO-1", orders())).await.expect(200);
    assert_eq!(order["status"], "active");
    // Somebody adds a line meanwhile: the outcome is another.
    let line = json!({
        "number": "2", "type": "all", "startMonth": "2026-01", "endMonth": "2026-12",
        "amount": "5.00", "quantity": "1",
    });
    server.post(Who::Owner, &format!("{}/PO-1/line-items", orders()), line).await.expect(200);
    let save = format!("{path}?seen={digest}");
    let refused = server.send(Who::Owner, "PUT", &save, Some(body.clone()), &[]).await.expect(409);
    assert_eq!(refused["code"], "PREVIEW_CHANGED");
    let now = refused["current"]["digest"].as_str().unwrap();
    let save = format!("{path}?seen={now}");
    server.send(Who::Owner, "PUT", &save, Some(body), &[]).await.expect(200);
});

on_both!(a_list_is_found_sorted_and_paged, |server| async {
    for id in ["PO-3", "PO-1", "PO-2"] {
        create(&server, id).await;
    }
    let path = format!("{}/PO-2", orders());
    let to = json!({ "tags": { "team": "sea" }, "contacts": [{ "email": "a@example.com" }] });
    server.send(Who::Owner, "PATCH", &path, Some(to), &[]).await.expect(200);
    let ids = async |query: &str| {
        let page = server.get(Who::Owner, &format!("{}?{query}", orders())).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        let ids: Vec<String> =
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        (ids.join(" "), page["next"].as_str().map(str::to_owned))
    };
    assert_eq!(ids("").await, ("PO-1 PO-2 PO-3".to_owned(), None));
    assert_eq!(ids("descending=true&sort=id").await.0, "PO-3 PO-2 PO-1");
    assert_eq!(ids("tag=team%3Dsea").await.0, "PO-2");
    assert_eq!(ids("noContacts=true").await.0, "PO-1 PO-3");
    assert_eq!(ids("text=a%40example").await.0, "PO-2");
    let (first, next) = ids("limit=2").await;
    assert_eq!(first, "PO-1 PO-2");
    assert_eq!(ids(&format!("limit=2&cursor={}", next.unwrap())).await.0, "PO-3");
    for wrong in ["colour=red", "madeBy=nobody"] {
        let refused = server.get(Who::Owner, &format!("{}?{wrong}", orders())).await;
        assert_eq!(refused.refused(400), ["INVALID_QUERY "], "{wrong}");
    }
});

on_both!(members_do_not_see_purchase_orders_and_strangers_nothing, |server| async {
    create(&server, "PO-1").await;
    let path = format!("{}/PO-1", orders());
    server.get(Who::Foreigner, &path).await.expect(404);
    server.get(Who::Anonymous, &path).await.expect(401);
    let own = format!("/api/v1/accounts/{MEMBER}/purchase-orders");
    let refused = server.get(Who::MemberViewer, &own).await;
    assert_eq!(refused.refused(403), ["MANAGEMENT_ACCOUNT_ONLY"]);
    let viewer = server.send(Who::Viewer, "DELETE", &path, None, &[]).await;
    assert_eq!(viewer.refused(403), ["ACCESS_DENIED"]);
});
