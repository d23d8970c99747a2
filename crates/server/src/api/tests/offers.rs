//! Offers, requests and their acceptance through the API, and what other tests of the marketplace
//! begin with.

use records::Actor;
use records::invoicing::run_due;
use records::organisations::{IntegrationChange, set_integration};
use records::people::{self, NewToken, NewUser, PutPolicy};
use serde_json::{Value, json};

use super::harness::{Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};

/// An address in an account.
pub(super) fn at(account: &str, rest: &str) -> String {
    format!("/api/v1/accounts/{account}/{rest}")
}

pub(super) fn upfront(amount: &str) -> Value {
    json!({ "type": "upfront", "amount": amount })
}

pub(super) fn metered(key: &str) -> Value {
    json!({ "type": "usage", "dimensions": [{ "key": key, "description": "Scans" }] })
}

pub(super) fn offer(terms: Value) -> Value {
    json!({
        "sellerName": "Acme Software", "product": { "id": "prod-1", "name": "Scanner" },
        "proposer": "888888888888", "billFrom": "AWS_INC", "currency": "USD", "kind": "private",
        "terms": terms, "durationMonths": 12, "paymentTerms": "NET_30",
    })
}

/// Usage without end, which its buyer may cancel.
pub(super) fn pay_as_you_go(key: &str) -> Value {
    let mut offer = offer(json!([metered(key)]));
    offer["durationMonths"] = Value::Null;
    offer["kind"] = json!("public");
    offer
}

pub(super) fn named(order: &str) -> Value {
    json!({ "choice": "oneForAll", "purchaseOrderReference": order })
}

/// A request for an offer that is put before it.
pub(super) async fn ask(server: &Server, who: Who, account: &str, offer: Value) -> Value {
    let offer = server.post(who, &at(account, "offers"), offer).await.expect(201);
    let new = json!({ "intent": "NEW", "offer": offer["id"] });
    server.post(who, &at(account, "agreement-requests"), new).await.expect(201)
}

pub(super) async fn accept(
    server: &Server,
    who: Who,
    account: &str,
    request: &Value,
    orders: Value,
) -> Answered {
    let id = request["id"].as_str().unwrap();
    let path = at(account, &format!("agreement-requests/{id}/acceptance"));
    server.post(who, &path, json!({ "purchaseOrders": orders })).await
}

/// An agreement with its charges.
pub(super) async fn agree(
    server: &Server,
    who: Who,
    account: &str,
    offer: Value,
    orders: Value,
) -> Value {
    let request = ask(server, who, account, offer).await;
    accept(server, who, account, &request, orders).await.expect(201)
}

/// The ids of the charges of an agreement, in its order.
pub(super) fn charges(accepted: &Value) -> Vec<String> {
    let charges = accepted["charges"].as_array().unwrap();
    charges.iter().map(|charge| charge["id"].as_str().unwrap().to_owned()).collect()
}

/// Travels to a moment and issues what is due by then.
pub(super) async fn issue(server: &Server, moment: &str) {
    server.clock.travel(moment.parse().unwrap());
    let actor = Actor::system("test");
    run_due(&server.records, &server.organisation, &actor).await.unwrap();
}

/// The cycle and the purchase order of every invoice, in the order of their numbers.
pub(super) async fn invoices(server: &Server) -> Vec<String> {
    let mut read = server.records.read().await.unwrap();
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(
        "select cycle, purchase_order from invoices where organisation = $1 order by sequence",
    )
    .bind(server.organisation.as_str())
    .fetch_all(&mut *read)
    .await
    .unwrap();
    let written = |(cycle, order): (String, Option<String>)| {
        format!("{cycle} {}", order.as_deref().unwrap_or("-"))
    };
    rows.into_iter().map(written).collect()
}

pub(super) async fn integrate(server: &Server) {
    let actor = Actor::system("test");
    let mut write = server.records.write(&server.organisation, &actor, None).await.unwrap();
    set_integration(&mut write, IntegrationChange::On).await.unwrap();
    write.commit().await.unwrap();
}

/// A purchase order with a blanket line.
pub(super) async fn blanket(server: &Server, id: &str) {
    let order = json!({
        "id": id, "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": "2026-01", "expirationMonth": "2027-12",
        "lineItems": [{
            "number": "1", "type": "marketplace-blanket-usage", "startMonth": "2026-01",
            "endMonth": "2027-12", "amount": "1000.00", "quantity": "1", "balanceTracking": true,
        }],
    });
    server.post(Who::Owner, &at(MANAGEMENT, "purchase-orders"), order).await.expect(201);
}

on_both!(an_offer_is_seen_by_whom_it_is_for, |server| async {
    let path = at(MEMBER, "offers");
    let put = server.post(Who::Buyer, &path, offer(json!([upfront("500")]))).await.expect(201);
    let one = format!("{path}/{}", put["id"].as_str().unwrap());
    let read = server.get(Who::Buyer, &one).await;
    assert_eq!(read.headers["etag"], "\"1\"");
    assert_eq!(read.expect(200), put);
    let id = put["id"].as_str().unwrap();
    for (who, account, status) in [
        (Who::Owner, MANAGEMENT, 200),
        (Who::OtherMember, OTHER_MEMBER, 404),
        (Who::Foreigner, FOREIGN, 404),
        (Who::Foreigner, MEMBER, 404),
        (Who::MemberViewer, MEMBER, 403),
        (Who::Anonymous, MEMBER, 401),
    ] {
        server.get(who, &at(account, &format!("offers/{id}"))).await.expect(status);
    }
    let list = server.get(Who::OtherMember, &at(OTHER_MEMBER, "offers")).await.expect(200);
    assert_eq!(list["items"], json!([]));
    server.post(Who::Buyer, &path, pay_as_you_go("scans")).await.expect(201);
    let list = server.get(Who::OtherMember, &at(OTHER_MEMBER, "offers")).await.expect(200);
    assert_eq!(list["items"][0]["kind"], "public");
    let first = server.get(Who::Buyer, &format!("{path}?limit=1")).await.expect(200);
    let next = format!("{path}?limit=1&cursor={}", first["next"].as_str().unwrap());
    let second = server.get(Who::Buyer, &next).await.expect(200);
    assert_eq!((&second["items"][0]["id"], &second["next"]), (&put["id"], &Value::Null));
    let refused = server.post(Who::MemberViewer, &path, offer(json!([upfront("5")]))).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
});

on_both!(everything_that_is_wrong_with_an_offer_is_told, |server| async {
    let mut wrong = offer(json!([upfront("-1"), { "type": "usage", "dimensions": [] }]));
    wrong["currency"] = json!("XYZ");
    let refused = server.post(Who::Owner, &at(MANAGEMENT, "offers"), wrong).await.refused(422);
    let expected = [
        "UNKNOWN_CURRENCY /currency",
        "NEGATIVE_AMOUNT /terms/0/amount",
        "INVALID_COUNT /terms/1/dimensions",
    ];
    assert_eq!(refused, expected);
    let unknown = json!({ "colour": "red" });
    let refused = server.post(Who::Owner, &at(MANAGEMENT, "offers"), unknown).await.refused(400);
    assert_eq!(refused, ["INVALID_JSON /colour"]);
});

on_both!(a_request_has_a_quote_and_can_be_taken_back, |server| async {
    let request =
        ask(&server, Who::Buyer, MEMBER, offer(json!([upfront("500"), metered("scans")]))).await;
    let quote = &request["chargeSummary"];
    assert_eq!(quote["newAgreementValue"], "500.00");
    assert_eq!(quote["expectedCharges"][0]["timing"], "ON_ACCEPTANCE");
    assert_eq!(quote["expectedCharges"][1]["timing"], "BILLING_PERIOD");
    let id = request["id"].as_str().unwrap();
    let path = at(MEMBER, &format!("agreement-requests/{id}"));
    assert_eq!(server.get(Who::Buyer, &path).await.expect(200), request);
    server.get(Who::Owner, &at(MANAGEMENT, &format!("agreement-requests/{id}"))).await.expect(200);
    let foreign = at(OTHER_MEMBER, &format!("agreement-requests/{id}"));
    server.get(Who::OtherMember, &foreign).await.expect(404);
    let stale = server.send(Who::Buyer, "DELETE", &path, None, &[("if-match", "\"7\"")]).await;
    assert_eq!(stale.refused(409), ["VERSION_CONFLICT"]);
    let gone = server.send(Who::Buyer, "DELETE", &path, None, &[("if-match", "\"1\"")]).await;
    assert_eq!(gone.expect(200)["status"], "CANCELLED");
    let late = accept(&server, Who::Buyer, MEMBER, &request, json!({ "choice": "none" })).await;
    assert_eq!(late.refused(409), ["REQUEST_CLOSED"]);
    let list = server.get(Who::Buyer, &at(MEMBER, "agreement-requests")).await.expect(200);
    assert_eq!(list["items"][0]["status"], "CANCELLED");
});

on_both!(an_acceptance_that_is_sent_twice_makes_one_agreement, |server| async {
    let request = ask(&server, Who::Owner, MANAGEMENT, offer(json!([upfront("500")]))).await;
    let id = request["id"].as_str().unwrap();
    let path = at(MANAGEMENT, &format!("agreement-requests/{id}/acceptance"));
    let key = [("idempotency-key", "k-1")];
    let send = || server.send(Who::Owner, "POST", &path, Some(json!({})), &key);
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status.as_u16(), &first.text), (201, &again.text));
    let list = server.get(Who::Owner, &at(MANAGEMENT, "agreements")).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
});

// Worked example 29.
on_both!(fixed_and_usage_charges_are_invoiced_by_separate_purchase_orders, |server| async {
    let orders = json!({
        "choice": "fixedAndUsage",
        "fixed": { "purchaseOrderReference": "F-1" },
        "usage": { "purchaseOrderReference": "U-1", "purchaseOrderLine": "7" },
    });
    let offer = offer(json!([upfront("500"), metered("scans")]));
    let accepted = agree(&server, Who::Owner, MANAGEMENT, offer, orders).await;
    let usage = &charges(&accepted)[1];
    let path = at(MANAGEMENT, &format!("charges/{usage}/usage/2026-10"));
    let figure = Some(json!({ "amount": "12.50" }));
    server.send(Who::Owner, "PUT", &path, figure, &[]).await.expect(200);
    issue(&server, "2026-11-04T00:00:00Z").await;
    let mut issued = invoices(&server).await;
    issued.sort();
    assert_eq!(issued, ["monthly U-1", "out-of-cycle F-1"]);
});

// Worked example 30.
on_both!(charges_without_a_purchase_order_go_to_the_blanket_line, |server| async {
    blanket(&server, "P2").await;
    let offer = offer(json!([upfront("500"), metered("scans")]));
    let none = json!({ "choice": "none" });
    let accepted = agree(&server, Who::Owner, MANAGEMENT, offer, none).await;
    let usage = &charges(&accepted)[1];
    let path = at(MANAGEMENT, &format!("charges/{usage}/usage/2026-10"));
    let figure = Some(json!({ "amount": "12.50" }));
    server.send(Who::Owner, "PUT", &path, figure, &[]).await.expect(200);
    issue(&server, "2026-11-04T00:00:00Z").await;
    let mut issued = invoices(&server).await;
    issued.sort();
    assert_eq!(issued, ["monthly P2", "out-of-cycle P2"]);
});

// Worked example 31.
on_both!(without_the_integration_members_buy_without_purchase_orders, |server| async {
    let request = ask(&server, Who::Buyer, MEMBER, offer(json!([upfront("500")]))).await;
    let refused = accept(&server, Who::Buyer, MEMBER, &request, named("A")).await.expect(422);
    assert_eq!(refused["code"], "INTEGRATION_MISSING");
    let place = &refused["problems"][0];
    assert_eq!(place["pointer"], "/purchaseOrders/purchaseOrderReference");
    let told = place["message"].as_str().unwrap();
    assert!(told.contains("until the management account sets up"), "{told}");
    let none = json!({ "choice": "none" });
    let accepted = accept(&server, Who::Buyer, MEMBER, &request, none).await.expect(201);
    let entry = json!({ "chargeId": charges(&accepted)[0], "purchaseOrderReference": "A" });
    let body = json!({ "purchaseOrders": [entry] });
    let path = at(MEMBER, "charges:update-purchase-orders");
    let refused = server.post(Who::Buyer, &path, body.clone()).await.refused(422);
    assert_eq!(refused, ["INTEGRATION_MISSING /purchaseOrders/0/purchaseOrderReference"]);
    integrate(&server).await;
    server.post(Who::Buyer, &path, body).await.expect(200);
});

on_both!(what_an_acceptance_would_move_is_told_and_nothing_is_accepted, |server| async {
    integrate(&server).await;
    let terms = json!([upfront("500")]);
    let request = ask(&server, Who::Buyer, MEMBER, offer(terms)).await;
    let id = request["id"].as_str().unwrap();
    let path = at(MEMBER, &format!("agreement-requests/{id}/acceptance?preview=true"));
    let body = json!({ "purchaseOrders": named("NEW 1") });
    let told = server.post(Who::Buyer, &path, body.clone()).await.expect(200);
    let invoices = told["change"]["invoices"].as_array().unwrap();
    assert_eq!(invoices.len(), 1, "{told}");
    let (before, after) = (&invoices[0]["before"], &invoices[0]["after"]);
    assert_eq!(
        (&before["purchaseOrderId"], &after["purchaseOrderId"]),
        (&Value::Null, &json!("NEW 1"))
    );
    // A member sees no balances.
    assert_eq!((&after["balanceAfter"], &told["change"]["lineItems"]), (&Value::Null, &json!([])));
    let added = told["change"]["events"]["added"].as_array().unwrap();
    assert!(added.iter().any(|event| event["code"] == "PURCHASE_ORDER_CREATED"), "{told}");
    assert!(told["digest"].is_string());
    let none = json!({ "purchaseOrders": { "choice": "none" } });
    let nothing = server.post(Who::Buyer, &path, none).await.expect(200);
    assert_eq!(nothing["change"]["invoices"], json!([]));
    let wrong = json!({ "purchaseOrders": named("A#1") });
    let refused = server.post(Who::Buyer, &path, wrong).await.refused(422);
    assert_eq!(
        refused,
        ["INVALID_PURCHASE_ORDER_REFERENCE /purchaseOrders/purchaseOrderReference"]
    );
    // It is a draft as before, and can be accepted.
    let kept = server.get(Who::Buyer, &at(MEMBER, &format!("agreement-requests/{id}"))).await;
    assert_eq!(kept.expect(200)["status"], request["status"]);
    let agreements = server.get(Who::Buyer, &at(MEMBER, "agreements")).await.expect(200);
    assert_eq!(agreements["items"], json!([]));
    // What was seen is what is accepted, or nothing is.
    let path = path.replace("preview=true", "seen=other");
    let refused = server.post(Who::Buyer, &path, body.clone()).await.expect(409);
    assert_eq!(refused["code"], "PREVIEW_CHANGED");
    assert_eq!(refused["current"]["digest"], told["digest"]);
    let path = path.replace("other", told["digest"].as_str().unwrap());
    server.post(Who::Buyer, &path, body).await.expect(201);
    server.assert_sound().await;
});

on_both!(a_private_offer_is_accepted_once_and_a_public_one_as_often_as_wanted, |server| async {
    let none = || json!({ "choice": "none" });
    let put = async |offer: Value| {
        server.post(Who::Buyer, &at(MEMBER, "offers"), offer).await.expect(201)
    };
    let offers = [put(offer(json!([upfront("5")]))).await, put(pay_as_you_go("scans")).await];
    let new = |offer: &Value| json!({ "intent": "NEW", "offer": offer["id"] });
    let requests = at(MEMBER, "agreement-requests");
    for (offer, once) in offers.iter().zip([true, false]) {
        let first = server.post(Who::Buyer, &requests, new(offer)).await.expect(201);
        let second = server.post(Who::Buyer, &requests, new(offer)).await.expect(201);
        let accepted = accept(&server, Who::Buyer, MEMBER, &first, none()).await.expect(201);
        let again = accept(&server, Who::Buyer, MEMBER, &second, none()).await;
        if !once {
            again.expect(201);
            continue;
        }
        let refused = again.expect(409);
        assert_eq!(refused["code"], "OFFER_ACCEPTED");
        assert_eq!(refused["current"]["id"], accepted["agreement"]["id"]);
        let asked = server.post(Who::Buyer, &requests, new(offer)).await;
        assert_eq!(asked.expect(409)["code"], "OFFER_ACCEPTED");
    }
});

// Worked example 51.
on_both!(naming_purchase_orders_on_acceptance_is_a_permission_of_its_own, |server| async {
    integrate(&server).await;
    let secret = acceptor(&server).await;
    let accept = async |request: &Value, orders: Value| {
        let id = request["id"].as_str().unwrap();
        let path = at(MEMBER, &format!("agreement-requests/{id}/acceptance"));
        let request = axum::http::Request::post(path)
            .header("authorization", format!("Bearer {secret}"))
            .header("content-type", "application/json")
            .body(json!({ "purchaseOrders": orders }).to_string().into())
            .unwrap();
        server.ask(request).await
    };
    let request = ask(&server, Who::Buyer, MEMBER, offer(json!([upfront("500")]))).await;
    let charge = request["chargeSummary"]["expectedCharges"][0]["id"].as_str().unwrap().to_owned();
    let order = json!({ "purchaseOrderReference": "A" });
    for orders in [
        named("A"),
        json!({ "choice": "fixedAndUsage", "fixed": order }),
        json!({ "choice": "fixedAndUsage", "usage": order }),
        json!({ "choice": "each", "charges": { (&charge): order } }),
    ] {
        assert_eq!(accept(&request, orders).await.refused(403), ["ACCESS_DENIED"]);
    }
    accept(&request, json!({ "choice": "fixedAndUsage" })).await.expect(201);
    let request = ask(&server, Who::Buyer, MEMBER, offer(json!([upfront("500")]))).await;
    accept(&request, json!({ "choice": "none" })).await.expect(201);
    // Who may, may.
    let request = ask(&server, Who::Buyer, MEMBER, offer(json!([upfront("500")]))).await;
    let accepted = super::offers::accept(&server, Who::Buyer, MEMBER, &request, named("A")).await;
    assert_eq!(accepted.expect(201)["charges"][0]["purchaseOrderReference"], "A");
});

/// Somebody in the member account who may accept and subscribe, and nothing else.
async fn acceptor(server: &Server) -> String {
    const POLICY: &str = r#"permit (
        principal in Tieback::Policy::"Acceptor",
        action in [
            Tieback::Action::"aws-marketplace:AcceptAgreementRequest",
            Tieback::Action::"aws-marketplace:Subscribe"
        ],
        resource
    );"#;
    let user = NewUser {
        id: Some("u-acceptor".to_owned()),
        email: "acceptor@example.com".to_owned(),
        name: "Acceptor".to_owned(),
    };
    people::create_user(&server.records, user).await.unwrap();
    let actor = Actor::system("test");
    let mut write = server.records.write(&server.organisation, &actor, None).await.unwrap();
    let policy = PutPolicy { description: String::new(), text: POLICY.to_owned() };
    people::put_policy(&mut write, "Acceptor", policy, None).await.unwrap();
    people::grant(&mut write, MEMBER, "u-acceptor", "Acceptor").await.unwrap();
    let new = NewToken {
        name: "test".to_owned(),
        account: MEMBER.to_owned(),
        scope: None,
        expires_at: None,
    };
    let (secret, _) = people::create_token(&mut write, "u-acceptor", new).await.unwrap();
    write.commit().await.unwrap();
    secret
}
