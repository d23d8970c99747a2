//! Agreements through the API.

use serde_json::{Value, json};

use super::harness::{FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};
use super::offers::{
    agree, at, blanket, charges, issue, metered, named, offer, pay_as_you_go, upfront,
};

fn none() -> Value {
    json!({ "choice": "none" })
}

async fn ids(server: &Server, who: Who, account: &str, query: &str) -> Vec<String> {
    let page = server.get(who, &at(account, &format!("agreements?{query}"))).await.expect(200);
    let items = page["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

on_both!(a_foreign_agreement_is_not_there, |server| async {
    let accepted = agree(&server, Who::Buyer, MEMBER, offer(json!([upfront("500")])), none()).await;
    let id = accepted["agreement"]["id"].as_str().unwrap();
    let one = |account: &str| at(account, &format!("agreements/{id}"));
    for (who, account, status) in [
        (Who::Buyer, MEMBER, 200),
        (Who::Owner, MANAGEMENT, 200),
        (Who::OtherMember, OTHER_MEMBER, 404),
        (Who::Foreigner, FOREIGN, 404),
        (Who::Foreigner, MEMBER, 404),
        (Who::MemberViewer, MEMBER, 403),
        (Who::Anonymous, MEMBER, 401),
    ] {
        server.get(who, &one(account)).await.expect(status);
        server.get(who, &format!("{}/charges", one(account))).await.expect(status);
        if status != 200 {
            for verb in ["cancellation", "termination", "renewal"] {
                let path = format!("{}/{verb}", one(account));
                server.send(who, "POST", &path, None, &[]).await.expect(status);
            }
        }
    }
    assert_eq!(ids(&server, Who::OtherMember, OTHER_MEMBER, "").await, Vec::<String>::new());
    assert_eq!(ids(&server, Who::Owner, MANAGEMENT, "").await, [id]);
    // An administrator sees what there is, and not what it costs.
    server.get(Who::Administrator, &one(MANAGEMENT)).await.expect(200);
    let costs = server.get(Who::Administrator, &format!("{}/charges", one(MANAGEMENT))).await;
    assert_eq!(costs.refused(403), ["ACCESS_DENIED"]);
});

on_both!(agreements_are_found_by_what_people_know_of_them, |server| async {
    let member = agree(&server, Who::Buyer, MEMBER, offer(json!([upfront("5")])), none()).await;
    let member = member["agreement"]["id"].as_str().unwrap();
    let mut other = offer(json!([upfront("7")]));
    other["product"]["name"] = json!("Rainbow");
    other["sellerName"] = json!("Sky Ltd");
    let own = agree(&server, Who::Owner, MANAGEMENT, other, named("A")).await;
    let own = own["agreement"]["id"].as_str().unwrap();
    let found = async |query: &str| ids(&server, Who::Owner, MANAGEMENT, query).await;
    assert_eq!(found("").await, [own, member]);
    assert_eq!(found("text=rainb").await, [own]);
    assert_eq!(found("seller=sky%20ltd").await, [own]);
    assert_eq!(found(&format!("paidBy={MEMBER}")).await, [member]);
    assert_eq!(found("withoutPurchaseOrder=true").await, [member]);
    assert_eq!(found("status=ACTIVE&limit=1").await, [own]);
    assert_eq!(found(&format!("cursor={own}")).await, [member]);
    assert_eq!(found("status=CANCELLED").await, Vec::<String>::new());
    let wrong = server.get(Who::Owner, &at(MANAGEMENT, "agreements?limit=101")).await;
    assert_eq!(wrong.refused(400), ["INVALID_LIMIT limit"]);
});

on_both!(charges_are_listed_with_the_invoice_that_they_are_on_next, |server| async {
    blanket(&server, "P2").await;
    let payment = |date: &str| json!({ "chargeDate": date, "amount": "100" });
    let schedule = json!({ "type": "paymentSchedule", "payments": [
        payment("2026-10-10T00:00:00Z"), payment("2026-11-10T00:00:00Z"),
    ]});
    let offer = offer(json!([schedule, metered("scans")]));
    let accepted = agree(&server, Who::Owner, MANAGEMENT, offer, none()).await;
    let ids = charges(&accepted);
    let entry = json!({ "chargeId": ids[1], "purchaseOrderReference": "B" });
    let body = json!({ "purchaseOrders": [entry] });
    let update = at(MANAGEMENT, "charges:update-purchase-orders");
    server.post(Who::Owner, &update, body).await.expect(200);
    issue(&server, "2026-10-11T00:00:00Z").await;
    let agreement = accepted["agreement"]["id"].as_str().unwrap();
    let path = at(MANAGEMENT, &format!("agreements/{agreement}/charges"));
    let page = server.get(Who::Owner, &path).await.expect(200);
    let rows = page["items"].as_array().unwrap();
    assert_eq!(rows[0]["state"], "issued");
    assert_eq!(rows[0]["invoices"].as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["upcoming"], Value::Null);
    assert_eq!(rows[1]["amount"], "100.00");
    assert_eq!(rows[1]["paymentTerms"], "NET_30");
    assert_eq!(
        rows[1]["upcoming"],
        json!({
            "billingPeriod": "2026-11", "invoiceId": format!("preview:{}", ids[1]),
            "by": "reference", "purchaseOrderId": "B", "lineItemNumber": "1",
        })
    );
    assert_eq!((&rows[2]["kind"], &rows[2]["amount"]), (&json!("usage"), &Value::Null));
    let usage = at(MANAGEMENT, &format!("charges/{}/usage/2026-10", ids[2]));
    let figure = Some(json!({ "amount": "12.50" }));
    server.send(Who::Owner, "PUT", &usage, figure, &[]).await.expect(200);
    let first = server.get(Who::Owner, &format!("{path}?limit=2")).await.expect(200);
    let rest = format!("{path}?limit=2&cursor={}", first["next"].as_str().unwrap());
    let rest = server.get(Who::Owner, &rest).await.expect(200);
    let upcoming = &rest["items"][0]["upcoming"];
    assert_eq!((&upcoming["by"], &upcoming["purchaseOrderId"]), (&json!("match"), &json!("P2")));
    assert_eq!(upcoming["billingPeriod"], "2026-10");
});

on_both!(only_usage_is_cancelled_by_its_buyer, |server| async {
    let fixed = agree(&server, Who::Buyer, MEMBER, offer(json!([upfront("5")])), none()).await;
    let path = |accepted: &Value| {
        let id = accepted["agreement"]["id"].as_str().unwrap();
        at(MEMBER, &format!("agreements/{id}/cancellation"))
    };
    let refused = server.send(Who::Buyer, "POST", &path(&fixed), None, &[]).await;
    assert_eq!(refused.refused(409), ["NOT_CANCELLABLE"]);
    let usage = agree(&server, Who::Buyer, MEMBER, pay_as_you_go("scans"), none()).await;
    let stale = [("if-match", "\"9\"")];
    let refused = server.send(Who::Buyer, "POST", &path(&usage), None, &stale).await;
    assert_eq!(refused.refused(409), ["VERSION_CONFLICT"]);
    let version = [("if-match", "\"1\"")];
    let ended = server.send(Who::Buyer, "POST", &path(&usage), None, &version).await.expect(200);
    assert_eq!(ended["status"], "CANCELLED");
    let again = server.send(Who::Buyer, "POST", &path(&usage), None, &[]).await;
    assert_eq!(again.refused(409), ["INACTIVE_AGREEMENT"]);
});

on_both!(what_its_seller_ended_is_recorded, |server| async {
    let payment = |date: &str| json!({ "chargeDate": date, "amount": "100" });
    let schedule = json!({ "type": "paymentSchedule", "payments": [
        payment("2026-10-10T00:00:00Z"), payment("2026-11-10T00:00:00Z"),
    ]});
    let accepted = agree(&server, Who::Buyer, MEMBER, offer(json!([schedule])), none()).await;
    let id = accepted["agreement"]["id"].as_str().unwrap();
    let path = at(MEMBER, &format!("agreements/{id}/termination"));
    issue(&server, "2026-10-11T00:00:00Z").await;
    let stale = [("if-match", "\"9\"")];
    let refused = server.send(Who::Buyer, "POST", &path, None, &stale).await;
    assert_eq!(refused.refused(409), ["VERSION_CONFLICT"]);
    let version = [("if-match", "\"1\"")];
    let ended = server.send(Who::Buyer, "POST", &path, None, &version).await.expect(200);
    assert_eq!(ended["status"], "TERMINATED");
    let charges = at(MEMBER, &format!("agreements/{id}/charges"));
    let charges = server.get(Who::Buyer, &charges).await.expect(200);
    let states: Vec<_> = charges["items"].as_array().unwrap().iter().map(|c| &c["state"]).collect();
    assert_eq!(states, ["issued", "withdrawn"]);
    let audit = server.get(Who::Owner, &at(MANAGEMENT, "audit?limit=100")).await.expect(200);
    let audit = audit["items"].as_array().unwrap();
    assert!(audit.iter().any(|one| {
        one["action"] == "aws-marketplace:TerminateAgreement" && one["subject"] == json!(id)
    }));
    let again = server.send(Who::Buyer, "POST", &path, None, &[]).await;
    assert_eq!(again.refused(409), ["INACTIVE_AGREEMENT"]);
});

on_both!(a_renewal_carries_purchase_orders_over, |server| async {
    let accepted =
        agree(&server, Who::Owner, MANAGEMENT, offer(json!([upfront("5")])), named("A")).await;
    let id = accepted["agreement"]["id"].as_str().unwrap();
    let path = at(MANAGEMENT, &format!("agreements/{id}/renewal"));
    let renewed = server.send(Who::Owner, "POST", &path, None, &[]).await.expect(201);
    assert_eq!(
        (&renewed["renews"], &renewed["startsAt"]),
        (&json!(id), &accepted["agreement"]["endsAt"])
    );
    let next = renewed["id"].as_str().unwrap();
    let charges = at(MANAGEMENT, &format!("agreements/{next}/charges"));
    let charges = server.get(Who::Owner, &charges).await.expect(200);
    let first = &charges["items"][0];
    assert_eq!(
        (&first["purchaseOrderReference"], &first["carriedOver"]),
        (&json!("A"), &json!(true))
    );
    let again = server.send(Who::Owner, "POST", &path, None, &[]).await;
    assert_eq!(again.refused(409), ["NOT_RENEWABLE"]);
});

on_both!(amendments_and_replacements_come_by_requests, |server| async {
    let seats = json!({
        "type": "configurableUpfront", "dimensions": [{ "key": "seats", "unitPrice": "10" }],
    });
    let offered =
        server.post(Who::Owner, &at(MANAGEMENT, "offers"), offer(json!([seats]))).await.expect(201);
    let requests = at(MANAGEMENT, "agreement-requests");
    let take = async |new: Value| {
        let request = server.post(Who::Owner, &requests, new).await.expect(201);
        let path = format!("{requests}/{}/acceptance", request["id"].as_str().unwrap());
        server.post(Who::Owner, &path, json!({ "purchaseOrders": none() })).await.expect(201)
    };
    let new = json!({ "intent": "NEW", "offer": offered["id"], "configuration": { "seats": 3 } });
    let first = take(new).await;
    let source = &first["agreement"]["id"];
    let more =
        json!({ "intent": "AMEND", "sourceAgreement": source, "configuration": { "seats": 5 } });
    let amended = take(more).await;
    assert_eq!(&amended["agreement"]["id"], source);
    assert_eq!(
        (&amended["charges"][0]["amount"], &amended["charges"][0]["revision"]),
        (&json!("50.00"), &json!(2))
    );
    let other = json!({
        "intent": "REPLACE", "sourceAgreement": source, "offer": offered["id"],
        "configuration": { "seats": 1 },
    });
    let replaced = take(other).await;
    assert_eq!(&replaced["agreement"]["replaces"], source);
    let path = at(MANAGEMENT, &format!("agreements/{}", source.as_str().unwrap()));
    assert_eq!(server.get(Who::Owner, &path).await.expect(200)["status"], "REPLACED");
});
