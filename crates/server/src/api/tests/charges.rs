//! Charges and the purchase orders that they name, through the API.

use serde_json::{Value, json};

use super::harness::{Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};
use super::offers::{
    agree, at, blanket, charges, integrate, invoices, issue, metered, named, offer, pay_as_you_go,
    upfront,
};

fn none() -> Value {
    json!({ "choice": "none" })
}

fn entry(charge: &str, order: &str) -> Value {
    json!({ "chargeId": charge, "purchaseOrderReference": order })
}

async fn update(server: &Server, entries: &[Value]) -> Answered {
    let path = at(MANAGEMENT, "charges:update-purchase-orders");
    server.post(Who::Owner, &path, json!({ "purchaseOrders": entries })).await
}

fn three_payments() -> Value {
    let payment = |date: &str| json!({ "chargeDate": date, "amount": "100" });
    offer(json!([{ "type": "paymentSchedule", "payments": [
        payment("2026-10-10T00:00:00Z"), payment("2026-11-10T00:00:00Z"),
        payment("2026-12-10T00:00:00Z"),
    ]}]))
}

// Worked examples 27 and 28.
on_both!(only_charges_to_come_name_another_purchase_order, |server| async {
    let accepted = agree(&server, Who::Owner, MANAGEMENT, three_payments(), named("A")).await;
    let ids = charges(&accepted);
    issue(&server, "2026-10-11T00:00:00Z").await;
    let refused = update(&server, &[entry(&ids[1], "B"), entry(&ids[0], "B")]).await.expect(409);
    assert_eq!(refused["code"], "CHARGE_ISSUED");
    assert!(refused["detail"].as_str().unwrap().contains("ask the seller"), "{refused}");
    let list = server.get(Who::Owner, &at(MANAGEMENT, "charges")).await.expect(200);
    assert_eq!(list["items"][0]["purchaseOrderReference"], "A");
    let named = update(&server, &[entry(&ids[1], "B"), entry(&ids[2], "B")]).await.expect(200);
    assert_eq!(
        (&named["charges"][0]["id"], &named["charges"][0]["revision"]),
        (&json!(ids[1]), &json!(2))
    );
    assert_eq!(named["charges"][1]["purchaseOrderReference"], "B");
    issue(&server, "2026-12-11T00:00:00Z").await;
    assert_eq!(invoices(&server).await, ["out-of-cycle A", "out-of-cycle B", "out-of-cycle B"]);
});

// Worked example 50.
on_both!(entries_are_judged_all_at_once, |server| async {
    let accepted = agree(&server, Who::Owner, MANAGEMENT, three_payments(), named("A")).await;
    let ids = charges(&accepted);
    let many: Vec<Value> = (0..87).map(|number| entry(&format!("ch-{number}"), "B")).collect();
    let refused = update(&server, &many).await.refused(422);
    assert!(refused.contains(&"INVALID_PURCHASE_ORDERS /purchaseOrders".to_owned()), "{refused:?}");
    let refused = update(&server, &[]).await.refused(422);
    assert_eq!(refused, ["INVALID_PURCHASE_ORDERS /purchaseOrders"]);
    let twice = [entry(&ids[0], "B"), entry(&ids[0], "C"), json!({ "chargeId": ids[1] })];
    let refused = update(&server, &twice).await.refused(422);
    let expected = [
        "DUPLICATE_CHARGES /purchaseOrders/1/chargeId",
        "MISSING_PURCHASE_ORDER_REFERENCE /purchaseOrders/2/purchaseOrderReference",
    ];
    assert_eq!(refused, expected);
    update(&server, &[entry(&ids[0], "B")]).await.expect(200);
    let mut old = entry(&ids[0], "C");
    old["chargeRevision"] = json!(1);
    let stale = update(&server, &[old.clone()]).await.expect(409);
    assert_eq!(
        (&stale["code"], &stale["current"]["revision"]),
        (&json!("CHARGE_REVISION"), &json!(2))
    );
    old["chargeRevision"] = json!(2);
    update(&server, &[old]).await.expect(200);
    let usage = agree(&server, Who::Owner, MANAGEMENT, pay_as_you_go("scans"), none()).await;
    let agreement = usage["agreement"]["id"].as_str().unwrap();
    let cancel = at(MANAGEMENT, &format!("agreements/{agreement}/cancellation"));
    server.send(Who::Owner, "POST", &cancel, None, &[]).await.expect(200);
    let refused = update(&server, &[entry(&charges(&usage)[0], "B")]).await.refused(422);
    assert_eq!(refused, ["INACTIVE_AGREEMENT /purchaseOrders/0/chargeId"]);
});

on_both!(somebody_elses_charges_cannot_be_named, |server| async {
    integrate(&server).await;
    let accepted = agree(&server, Who::Buyer, MEMBER, three_payments(), none()).await;
    let body = json!({ "purchaseOrders": [entry(&charges(&accepted)[0], "B")] });
    let send = async |who: Who, account: &str| {
        server.post(who, &at(account, "charges:update-purchase-orders"), body.clone()).await
    };
    for (who, account) in [(Who::OtherMember, OTHER_MEMBER), (Who::Foreigner, FOREIGN)] {
        let refused = send(who, account).await.refused(422);
        assert_eq!(refused, ["INVALID_CHARGE_ID /purchaseOrders/0/chargeId"]);
        let list = server.get(who, &at(account, "charges")).await.expect(200);
        assert_eq!(list["items"], json!([]));
    }
    send(Who::Foreigner, MEMBER).await.expect(404);
    assert_eq!(send(Who::MemberViewer, MEMBER).await.refused(403), ["ACCESS_DENIED"]);
    send(Who::Anonymous, MEMBER).await.expect(401);
    send(Who::Owner, MANAGEMENT).await.expect(200);
    send(Who::Buyer, MEMBER).await.expect(200);
});

on_both!(references_are_cleared, |server| async {
    let accepted = agree(&server, Who::Owner, MANAGEMENT, three_payments(), named("A")).await;
    let ids = charges(&accepted);
    let path = at(MANAGEMENT, "charges:clear-purchase-orders");
    let body = json!({ "charges": [ids[0], ids[2]] });
    let cleared = server.post(Who::Owner, &path, body).await.expect(200);
    assert_eq!(cleared["charges"][0]["purchaseOrderReference"], Value::Null);
    let todo = at(MANAGEMENT, "charges?withoutPurchaseOrder=true");
    let todo = server.get(Who::Owner, &todo).await.expect(200);
    let listed: Vec<&Value> =
        todo["items"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(listed, [&json!(ids[0]), &json!(ids[2])]);
    let twice = json!({ "charges": [ids[0], ids[0]] });
    let refused = server.post(Who::Owner, &path, twice).await.refused(422);
    assert_eq!(refused, ["DUPLICATE_CHARGES /charges/1"]);
    let viewer = server.post(Who::Viewer, &path, json!({ "charges": [ids[1]] })).await;
    assert_eq!(viewer.refused(403), ["ACCESS_DENIED"]);
});

on_both!(some_are_named_and_others_cleared_in_one_save, |server| async {
    let accepted = agree(&server, Who::Owner, MANAGEMENT, three_payments(), named("A")).await;
    let ids = charges(&accepted);
    let clear = |id: &str| json!({ "chargeId": id, "clear": true });
    let wrong = json!({ "chargeId": ids[1], "clear": true, "purchaseOrderReference": "B" });
    let refused = update(&server, &[wrong, json!({ "chargeId": ids[2] })]).await.refused(422);
    let expected = [
        "INVALID_PURCHASE_ORDER_REFERENCE /purchaseOrders/0/purchaseOrderReference",
        "MISSING_PURCHASE_ORDER_REFERENCE /purchaseOrders/1/purchaseOrderReference",
    ];
    assert_eq!(refused, expected);
    let path = at(MANAGEMENT, "charges:update-purchase-orders");
    let body = json!({ "purchaseOrders": [entry(&ids[0], "B"), clear(&ids[1])] });
    let asked = format!("{path}?preview=true");
    let seen = server.post(Who::Owner, &asked, body.clone()).await.expect(200);
    let moved: Vec<&Value> = seen["change"]["invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| &document["after"]["purchaseOrderId"])
        .collect();
    assert!(moved.contains(&&json!("B")) && moved.contains(&&Value::Null), "{moved:?}");
    let save = format!("{path}?seen={}", seen["digest"].as_str().unwrap());
    let saved = server.post(Who::Owner, &save, body).await.expect(200);
    assert_eq!(saved["charges"][0]["purchaseOrderReference"], "B");
    assert_eq!(saved["charges"][1]["purchaseOrderReference"], Value::Null);
});

on_both!(what_was_previewed_is_what_is_saved, |server| async {
    blanket(&server, "P2").await;
    let accepted = agree(&server, Who::Owner, MANAGEMENT, three_payments(), none()).await;
    let ids = charges(&accepted);
    let path = at(MANAGEMENT, "charges:update-purchase-orders");
    let body = json!({ "purchaseOrders": [entry(&ids[0], "B")] });
    let asked = format!("{path}?preview=true");
    let seen = server.post(Who::Owner, &asked, body.clone()).await.expect(200);
    let moved = &seen["change"]["invoices"][0];
    assert_eq!(moved["before"]["purchaseOrderId"], "P2");
    assert_eq!(moved["after"]["purchaseOrderId"], "B");
    let list = server.get(Who::Owner, &at(MANAGEMENT, "charges")).await.expect(200);
    assert_eq!(list["items"][0]["purchaseOrderReference"], Value::Null);
    // Somebody names another purchase order meanwhile: the outcome is another.
    update(&server, &[entry(&ids[1], "C")]).await.expect(200);
    let save = format!("{path}?seen={}", seen["digest"].as_str().unwrap());
    let refused = server.post(Who::Owner, &save, body.clone()).await.expect(409);
    assert_eq!(refused["code"], "PREVIEW_CHANGED");
    let now = refused["current"]["digest"].as_str().unwrap();
    let save = format!("{path}?seen={now}");
    let key = [("idempotency-key", "k-1")];
    let send = || server.send(Who::Owner, "POST", &save, Some(body.clone()), &key);
    let (first, again) = (send().await, send().await);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(first.text, again.text);
    assert_eq!(first.expect(200)["charges"][0]["purchaseOrderReference"], "B");
    // What takes references away is previewed alike, and clears nothing meanwhile.
    let path = at(MANAGEMENT, "charges:clear-purchase-orders");
    let body = json!({ "charges": [ids[0]] });
    let asked = format!("{path}?preview=true");
    let seen = server.post(Who::Owner, &asked, body.clone()).await.expect(200);
    assert_eq!(seen["change"]["invoices"][0]["before"]["purchaseOrderId"], "B");
    assert_eq!(seen["change"]["invoices"][0]["after"]["purchaseOrderId"], "P2");
    let other = server.post(Who::Owner, &format!("{path}?seen=other"), body.clone()).await;
    assert_eq!(other.refused(409), ["PREVIEW_CHANGED"]);
    let unknown = server.post(Who::Owner, &format!("{path}?previw=true"), body.clone()).await;
    assert_eq!(unknown.refused(400), ["INVALID_QUERY "]);
    let list = server.get(Who::Owner, &at(MANAGEMENT, "charges")).await.expect(200);
    assert_eq!(list["items"][0]["purchaseOrderReference"], "B");
    let save = format!("{path}?seen={}", seen["digest"].as_str().unwrap());
    let cleared = server.post(Who::Owner, &save, body).await.expect(200);
    assert_eq!(cleared["charges"][0]["purchaseOrderReference"], Value::Null);
});

on_both!(a_member_sees_what_becomes_of_its_own_charges, |server| async {
    integrate(&server).await;
    blanket(&server, "P2").await;
    agree(&server, Who::Owner, MANAGEMENT, three_payments(), none()).await;
    let accepted = agree(&server, Who::Buyer, MEMBER, three_payments(), none()).await;
    let ids = charges(&accepted);
    let body = json!({ "purchaseOrders": [entry(&ids[0], "B")] });
    let preview = async |who: Who, account: &str| {
        let path = at(account, "charges:update-purchase-orders?preview=true");
        server.post(who, &path, body.clone()).await.expect(200)
    };
    let all = preview(Who::Owner, MANAGEMENT).await;
    // The balances after later invoices are others too.
    assert!(all["change"]["invoices"].as_array().unwrap().len() > 3, "{all}");
    let own = preview(Who::Buyer, MEMBER).await;
    assert_eq!(own["digest"], all["digest"]);
    assert_eq!(own["change"]["lineItems"], json!([]));
    for invoice in own["change"]["invoices"].as_array().unwrap() {
        let charge = invoice["after"]["charges"][0].as_str().unwrap();
        assert!(ids.contains(&charge.to_owned()), "{invoice}");
        assert_eq!(invoice["after"]["balanceAfter"], Value::Null);
    }
    assert_eq!(own["change"]["events"]["added"][0]["code"], "PURCHASE_ORDER_CREATED");
});

on_both!(charges_to_come_are_found_and_paged, |server| async {
    integrate(&server).await;
    let own = agree(&server, Who::Owner, MANAGEMENT, three_payments(), named("A")).await;
    let offer = offer(json!([upfront("500"), metered("scans")]));
    let member = agree(&server, Who::Buyer, MEMBER, offer, none()).await;
    let (own, member) = (charges(&own), charges(&member));
    let found = async |who: Who, account: &str, query: &str| {
        let page = server.get(who, &at(account, &format!("charges?{query}"))).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        let ids: Vec<String> =
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        (ids, page["next"].as_str().map(str::to_owned))
    };
    let all = [&member[0], &own[0], &own[1], &own[2], &member[1]].map(Clone::clone);
    assert_eq!(found(Who::Owner, MANAGEMENT, "").await, (all.to_vec(), None));
    assert_eq!(found(Who::Buyer, MEMBER, "").await.0, member);
    let query = "withoutPurchaseOrder=true&kind=fixed";
    assert_eq!(found(Who::Owner, MANAGEMENT, query).await.0, member[..1]);
    let query = "dueBefore=2026-11-10T00:00:00Z&withoutPurchaseOrder=false";
    assert_eq!(found(Who::Owner, MANAGEMENT, query).await.0, own[..1]);
    assert_eq!(found(Who::Owner, MANAGEMENT, "text=scanner%20SCANS").await.0, member[1..]);
    assert_eq!(found(Who::Owner, MANAGEMENT, "agreement=agmt-000001").await.0, own);
    let (first, next) = found(Who::Owner, MANAGEMENT, "limit=3").await;
    assert_eq!(first, all[..3]);
    let rest = format!("limit=3&cursor={}", next.unwrap());
    assert_eq!(found(Who::Owner, MANAGEMENT, &rest).await.0, all[3..]);
    for (query, told) in [
        ("dueBefore=tomorrow", "INVALID_INSTANT dueBefore"),
        ("colour=red", "INVALID_QUERY "),
        ("limit=0", "INVALID_LIMIT limit"),
    ] {
        let wrong = server.get(Who::Owner, &at(MANAGEMENT, &format!("charges?{query}"))).await;
        assert_eq!(wrong.refused(400), [told]);
    }
    let viewer = server.get(Who::Viewer, &at(MANAGEMENT, "charges")).await;
    assert_eq!(viewer.refused(403), ["ACCESS_DENIED"]);
});

on_both!(charges_are_a_file_for_spreadsheets_and_programs, |server| async {
    let mut offer = offer(json!([upfront("500")]));
    offer["product"]["name"] = json!("=cmd, \"x\"");
    agree(&server, Who::Owner, MANAGEMENT, offer, named("+A")).await;
    for (query, name, order) in [
        ("", "\"'=cmd, \"\"x\"\": Upfront\"", "'+A"),
        ("flavour=raw&kind=fixed", "\"=cmd, \"\"x\"\": Upfront\"", "+A"),
    ] {
        let file = server.get(Who::Owner, &at(MANAGEMENT, &format!("charges.csv?{query}"))).await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"charges.csv\"");
        let rows: Vec<&str> = file.text.split("\r\n").collect();
        assert!(rows[0].starts_with("id,account,agreement,kind,description,dimension,due,amount"));
        let expected = format!(
            "ch-000001,{MANAGEMENT},agmt-000001,fixed,{name},,2026-10-05T09:00:00.000Z,500.00,USD,\
             AWS_INC,NET_30,{order},1,no,2026-10,reference,{order},1"
        );
        assert_eq!(rows[1..], [expected.as_str(), ""]);
    }
    let none = server.get(Who::Owner, &at(MANAGEMENT, "charges.csv?kind=usage")).await;
    assert_eq!(none.text.lines().count(), 1);
    server.get(Who::Viewer, &at(MANAGEMENT, "charges.csv")).await.expect(403);
});
