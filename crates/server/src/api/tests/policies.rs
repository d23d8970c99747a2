//! Policies, and who may do what by them, through the API.

use serde_json::{Value, json};

use super::harness::{Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};

const LIST: &str = "/api/v1/accounts/111111111111/policies";

const NO_DELETES: &str = r#"forbid (principal,
    action == Tieback::Action::"purchase-orders:DeletePurchaseOrder", resource)
unless { resource.hasTag("team") && resource.getTag("team") == "sea" };"#;

async fn put(server: &Server, id: &str, text: &str, version: Option<i64>) -> Answered {
    let body = json!({ "description": "Ours", "text": text });
    let tag = format!("\"{}\"", version.unwrap_or_default());
    let headers = [("if-match", tag.as_str())];
    let headers = if version.is_some() { headers.as_slice() } else { &[] };
    server.send(Who::Administrator, "PUT", &format!("{LIST}/{id}"), Some(body), headers).await
}

on_both!(policies_are_listed_with_what_they_say, |server| async {
    put(&server, "no-deletes", NO_DELETES, None).await.expect(200);
    let list = server.get(Who::Viewer, LIST).await.expect(200);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 6);
    assert_eq!(
        (&items[0]["id"], &items[0]["kind"]),
        (&json!("PurchaseOrderViewer"), &json!("managed"))
    );
    for item in items {
        assert!(!item["summary"].as_array().unwrap().is_empty(), "{item}");
        assert!(item["text"].as_str().unwrap().contains("principal"), "{item}");
    }
    let own = server.get(Who::Viewer, &format!("{LIST}/no-deletes")).await;
    assert_eq!(own.headers["etag"], "\"1\"");
    assert_eq!(own.expect(200), items[5]);
    let managed = server.get(Who::Viewer, &format!("{LIST}/FullAccess")).await.expect(200);
    assert_eq!((&managed["title"], &managed["version"]), (&json!("Full access"), &Value::Null));
    server.get(Who::Viewer, &format!("{LIST}/nothing")).await.expect(404);
    let others = format!("/api/v1/accounts/{FOREIGN}/policies/no-deletes");
    server.get(Who::Foreigner, &others).await.expect(404);
});

on_both!(a_policy_is_changed_from_the_version_that_was_seen, |server| async {
    let first = put(&server, "mine", NO_DELETES, None).await.expect(200);
    assert_eq!((&first["version"], &first["kind"]), (&json!(1), &json!("own")));
    let nothing = "forbid (principal, action, resource);";
    let stale = put(&server, "mine", nothing, None).await.expect(409);
    assert_eq!(
        (&stale["code"], &stale["current"]["version"]),
        (&json!("VERSION_CONFLICT"), &json!(1))
    );
    assert_eq!(put(&server, "mine", nothing, Some(2)).await.refused(409), ["VERSION_CONFLICT"]);
    let reserved = put(&server, "FullAccess", nothing, None).await;
    assert_eq!(reserved.refused(422), ["INVALID_POLICY_ID /id"]);

    let path = format!("{LIST}/mine");
    let delete = async |who: Who, headers: &[(&str, &str)]| {
        server.send(who, "DELETE", &path, None, headers).await
    };
    let tag = [("if-match", "\"1\"")];
    assert_eq!(delete(Who::Owner, &[]).await.refused(400), ["IF_MATCH_NEEDED If-Match"]);
    assert_eq!(delete(Who::Viewer, &tag).await.refused(403), ["ACCESS_DENIED"]);
    delete(Who::Owner, &tag).await.expect(204);
    delete(Who::Owner, &tag).await.expect(404);
    let path = format!("/api/v1/accounts/{OTHER_MEMBER}/policies/mine");
    let body = json!({ "text": nothing });
    let member = server.send(Who::OtherMember, "PUT", &path, Some(body), &[]).await;
    assert_eq!(member.refused(403), ["ACCESS_DENIED"]);
});

on_both!(a_policy_counts_from_the_next_request_on, |server| async {
    let orders = format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders");
    server.get(Who::Viewer, &orders).await.expect(200);
    let hidden = r#"forbid (principal == Tieback::User::"u-viewer",
        action == Tieback::Action::"purchase-orders:ListPurchaseOrders", resource);"#;
    put(&server, "hidden", hidden, None).await.expect(200);
    let refused = server.get(Who::Viewer, &orders).await.expect(403);
    assert!(refused["detail"].as_str().unwrap().contains("`hidden`"), "{refused}");
});

on_both!(a_text_is_checked_with_the_places_of_its_problems, |server| async {
    let path = format!("{LIST}:check");
    let check = async |text: &str| {
        server.post(Who::Administrator, &path, json!({ "text": text })).await.expect(200)
    };
    let good = check(NO_DELETES).await;
    assert_eq!((&good["problems"], good["summary"].as_array().unwrap().len()), (&json!([]), 1));
    let wrong = check(
        "permit (principal, action, resource);\n\
         forbid (principal, action == Tieback::Action::\"purchase-orders:Paint\", resource);",
    )
    .await;
    let problem = &wrong["problems"][0];
    assert_eq!((&problem["line"], &problem["column"]), (&json!(2), &json!(30)));
    assert_eq!(problem["code"], "UNKNOWN_ACTION");
    assert!(problem["message"].as_str().unwrap().contains("Paint"), "{problem}");
    let broken = check("permit (principal").await;
    assert_eq!(
        (&broken["problems"][0]["code"], &broken["summary"]),
        (&json!("SYNTAX"), &json!([]))
    );
    let refused = server.post(Who::Viewer, &path, json!({ "text": "" })).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
});

/// The verdicts by person: `yes ACCOUNT`, or the code of the reason.
async fn who_may(server: &Server, who: Who, place: &str, question: Value) -> Vec<(String, String)> {
    let path = format!("/api/v1/accounts/{place}/policies:ask");
    let page = server.post(who, &path, question).await.expect(200);
    let verdict = |item: &Value| {
        let user = item["user"].as_str().unwrap().to_owned();
        let told = match item["allowed"].as_bool().unwrap() {
            true => format!("yes {}", item["account"].as_str().unwrap()),
            false => {
                let reason = item["reason"].as_str().unwrap();
                assert!(reason.len() > 20 && !reason.contains("your"), "{item}");
                item["code"].as_str().unwrap().to_owned()
            }
        };
        (user, told)
    };
    page["items"].as_array().unwrap().iter().map(verdict).collect()
}

fn told<'a>(verdicts: &'a [(String, String)], user: &str) -> &'a str {
    &verdicts.iter().find(|(id, _)| id == user).unwrap().1
}

on_both!(who_can_do_something_is_told_of_everybody, |server| async {
    let question = json!({ "action": "aws-marketplace:Subscribe", "account": MEMBER });
    let verdicts = who_may(&server, Who::Owner, MANAGEMENT, question.clone()).await;
    assert_eq!(verdicts.len(), 7);
    let management = format!("yes {MANAGEMENT}");
    for (user, expected) in [
        ("u-buyer", format!("yes {MEMBER}").as_str()),
        ("u-owner", management.as_str()),
        ("u-memberviewer", "NO_POLICY_ALLOWS"),
        ("u-administrator", "NO_POLICY_ALLOWS"),
        ("u-othermember", "NO_POLICY_IN_ACCOUNT"),
    ] {
        assert_eq!(told(&verdicts, user), expected, "{user}");
    }
    records::people::disable(&server.records, &records::Actor::system("test"), "u-buyer")
        .await
        .unwrap();
    let verdicts = who_may(&server, Who::Owner, MANAGEMENT, question.clone()).await;
    assert_eq!(told(&verdicts, "u-buyer"), "USER_DISABLED");

    // Who acts in a member account hears of its people only, and of no other account's.
    let own = json!({ "action": "organizations:ManagePolicies", "account": OTHER_MEMBER });
    let verdicts = who_may(&server, Who::OtherMember, OTHER_MEMBER, own).await;
    assert_eq!(verdicts, [("u-othermember".to_owned(), "FORBIDDEN_BY_POLICY".to_owned())]);
    let path = format!("/api/v1/accounts/{OTHER_MEMBER}/policies:ask");
    server.post(Who::OtherMember, &path, question.clone()).await.expect(404);
    let path = format!("{LIST}:ask");
    assert_eq!(server.post(Who::Viewer, &path, question).await.refused(403), ["ACCESS_DENIED"]);
});

on_both!(the_tags_of_a_purchase_order_decide, |server| async {
    let orders = format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders");
    for (id, tags) in [("PO-1", json!({})), ("PO-2", json!({ "team": "sea" }))] {
        let order = json!({
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "tags": tags,
            "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
            "lineItems": [{ "number": "1", "type": "all", "startMonth": "2026-01",
                "endMonth": "2026-12", "amount": "10.00", "quantity": "1" }],
        });
        server.post(Who::Owner, &orders, order).await.expect(201);
    }
    put(&server, "no-deletes", NO_DELETES, None).await.expect(200);
    let ask = async |order: &str| {
        let question = json!({
            "action": "purchase-orders:DeletePurchaseOrder", "account": MANAGEMENT,
            "purchaseOrder": order,
        });
        server.post(Who::Owner, &format!("{LIST}:ask"), question).await
    };
    let allowed = async |order: &str, user: &str| {
        let page = ask(order).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["user"] == json!(user)).unwrap()["allowed"]
            == json!(true)
    };
    assert!(!allowed("PO-1", "u-owner").await && allowed("PO-2", "u-owner").await);
    assert!(!allowed("PO-2", "u-viewer").await);
    assert_eq!(ask("PO-3").await.refused(422), ["UNKNOWN_PURCHASE_ORDER /purchaseOrder"]);
    let odd = json!({
        "action": "organizations:ManageUsers", "account": MANAGEMENT, "purchaseOrder": "PO-1",
    });
    let refused = server.post(Who::Owner, &format!("{LIST}:ask"), odd).await;
    assert_eq!(refused.refused(422), ["NOT_ON_A_PURCHASE_ORDER /purchaseOrder"]);
    let unknown = json!({ "action": "purchase-orders:Paint", "account": MANAGEMENT });
    let refused = server.post(Who::Owner, &format!("{LIST}:ask"), unknown).await;
    assert_eq!(refused.refused(400), ["INVALID_JSON /action"]);
});
