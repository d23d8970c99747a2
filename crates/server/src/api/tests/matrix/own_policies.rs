//! Policies that an organisation wrote itself, asked through the routes.

use serde_json::{Value, json};

use super::super::buying::{Due, here, members};
use super::super::harness::{MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};
use super::super::offers::{ask, at, offer, upfront};
use super::super::usage::{export, import};
use super::fixture::{Fixture, Shown};

on_both!(a_policy_that_forbids_wins_over_full_access, |server| async {
    let fixture = Fixture::new(server).await;
    let owner = Shown::Token(fixture.token(Who::Owner, None).await.0);
    let list = here("invoices");
    let one = here("purchase-orders/PO-1");
    let change = r#"{"description":"Changed"}"#;
    fixture.ask(&owner, "GET", &list, &[], "").await.expect(200);
    let text = r#"
        forbid (principal, action == Tieback::Action::"invoicing:ListInvoices", resource);
        forbid (principal, action == Tieback::Action::"purchase-orders:UpdatePurchaseOrder",
                resource);"#;
    fixture.put_policy("frozen", text).await;
    for (method, path, body) in [("GET", &list, ""), ("PATCH", &one, change)] {
        let refused = fixture.ask(&owner, method, path, &[], body).await.expect(403);
        assert_eq!(refused["code"], "ACCESS_DENIED");
        assert!(refused["detail"].as_str().unwrap().contains("`frozen`"), "{refused}");
    }
    fixture.ask(&owner, "GET", &one, &[], "").await.expect(200);
});

const SEA_ONLY: &str = r#"
    permit (principal in Tieback::Policy::"sea-only",
            action == Tieback::Action::"purchase-orders:ListPurchaseOrders", resource);
    permit (
        principal in Tieback::Policy::"sea-only",
        action in [
            Tieback::Action::"purchase-orders:GetPurchaseOrder",
            Tieback::Action::"purchase-orders:UpdatePurchaseOrder",
            Tieback::Action::"purchase-orders:UpdatePurchaseOrderStatus",
            Tieback::Action::"purchase-orders:ListPurchaseOrderInvoices",
            Tieback::Action::"purchase-orders:DeletePurchaseOrder"
        ],
        resource
    ) when { resource.hasTag("team") && resource.getTag("team") == "sea" };"#;

/// Two purchase orders of two teams, and a viewer who has those of one only.
async fn two_teams(server: &Server) {
    for (id, team) in [("SEA", "sea"), ("LAND", "land")] {
        server.order(id).await;
        let tags = Some(json!({ "tags": { "team": team } }));
        let path = here(&format!("purchase-orders/{id}"));
        server.send(Who::Owner, "PATCH", &path, tags, &[]).await.expect(200);
    }
    let policy = Some(json!({ "text": SEA_ONLY }));
    server.send(Who::Owner, "PUT", &here("policies/sea-only"), policy, &[]).await.expect(200);
    let path = here(&format!("people/u-viewer/grants/{MANAGEMENT}"));
    let only = Some(json!({ "policies": ["sea-only"] }));
    server.send(Who::Owner, "PUT", &path, only, &[]).await.expect(200);
}

/// What the viewer is answered.
async fn answered(server: &Server, method: &str, path: &str, body: Value) -> u16 {
    let body = Some(body).filter(|body| !body.is_null());
    server.send(Who::Viewer, method, &here(path), body, &[]).await.status.as_u16()
}

on_both!(a_purchase_order_is_reached_by_its_tags_alone, |server| async {
    // More changes in a moment than anybody may make.
    let server = server.unlimited();
    two_teams(&server).await;
    let change = json!({ "description": "Changed" });
    let suspended = json!({ "status": "suspended" });
    let nothing = Value::Null;
    for (method, path, body, own) in [
        ("GET", "", &nothing, 200),
        ("GET", "/invoices", &nothing, 200),
        ("PATCH", "?preview=true", &change, 200),
        ("PATCH", "", &change, 200),
        ("PATCH", "", &json!({}), 403),
        ("PATCH", "/line-items/1", &change, 200),
        ("PUT", "/status", &suspended, 200),
        // Who may change a purchase order of theirs does not give it away.
        ("PATCH", "", &json!({ "tags": { "team": "land" } }), 403),
        ("PATCH", "", &json!({ "tags": {} }), 403),
        ("DELETE", "?preview=true", &nothing, 200),
    ] {
        for (id, expected) in [("SEA", own), ("LAND", 403), ("NONE", 403)] {
            let path = format!("purchase-orders/{id}{path}");
            let status = answered(&server, method, &path, body.clone()).await;
            assert_eq!(status, expected, "{method} {path} {body}");
        }
    }
    let land = server.get(Who::Owner, &here("purchase-orders/LAND")).await.expect(200);
    assert_eq!((&land["version"], &land["status"]), (&json!(2), &json!("active")));
    assert_eq!(answered(&server, "DELETE", "purchase-orders/LAND", Value::Null).await, 403);
    assert_eq!(answered(&server, "DELETE", "purchase-orders/SEA", Value::Null).await, 200);
});

on_both!(what_tags_hide_is_in_no_list_and_no_answer, |server| async {
    two_teams(&server).await;
    let list = server.get(Who::Viewer, &here("purchase-orders")).await.expect(200);
    assert_eq!((members(&list, "id"), &list["total"]), (vec!["SEA".to_owned()], &json!(1)));
    let file = server.get(Who::Viewer, &here("purchase-orders.csv")).await.text;
    assert!(file.contains("SEA") && !file.contains("LAND"), "{file}");
    let both = json!({ "purchaseOrders": ["SEA", "LAND"], "action": "suspend" });
    assert_eq!(answered(&server, "POST", "purchase-orders:bulk", both).await, 403);
    let edit = json!({ "set": { "purchaseOrder": "SEA" }, "to": { "description": "Changed" } });
    // A conflict would tell how the other one is.
    let spying = json!({ "edits": [edit], "versions": { "LAND": 0 } });
    assert_eq!(answered(&server, "POST", "changes", spying).await, 403);
    let spying =
        json!({ "purchaseOrders": ["SEA"], "action": "suspend", "versions": { "LAND": 0 } });
    assert_eq!(answered(&server, "POST", "purchase-orders:bulk", spying).await, 403);
    // A list that agrees with what is there would prove it.
    let list = server.get(Who::Owner, &here("purchase-orders.csv?flavour=raw")).await.text;
    let own: String = list.split_inclusive("\r\n").filter(|row| !row.contains("LAND")).collect();
    for (list, expected) in [(own, 200), (list, 403)] {
        let path = here("purchase-orders:import?preview=true");
        let answer = import(&server, Who::Viewer, &path, "text/csv", list.into_bytes()).await;
        answer.expect(expected);
    }
    // The snapshot holds all of them.
    for path in ["preview", "snapshot"] {
        assert_eq!(answered(&server, "GET", path, Value::Null).await, 403, "{path}");
        server.get(Who::Owner, &here(path)).await.expect(200);
    }
    let sea = server.get(Who::Owner, &here("purchase-orders/SEA")).await.expect(200);
    assert_eq!(sea["version"], 2);
});

on_both!(what_tags_hide_is_in_no_preview, |server| async {
    // The invoice fits both, and goes to the other when its own is suspended.
    two_teams(&server).await;
    // The one that was updated last is taken first.
    server
        .clock
        .travel(procurement::Instant::from_milliseconds(server.records.now().milliseconds() + 1));
    let latest = Some(json!({ "description": "Latest" }));
    server.send(Who::Owner, "PATCH", &here("purchase-orders/SEA"), latest, &[]).await.expect(200);
    server.owe(&[Due::new("d-1", "5")]).await;
    let list = server.get(Who::Owner, &here("charges")).await.expect(200);
    let used = list["items"][0]["upcoming"]["purchaseOrderId"].as_str().unwrap().to_owned();
    let suspend = json!({ "status": "suspended" });
    let ask = async |who: Who, query: &str| {
        let path = here(&format!("purchase-orders/SEA/status?{query}"));
        server.send(who, "PUT", &path, Some(suspend.clone()), &[]).await
    };
    assert_eq!(used, "SEA");
    let all = ask(Who::Owner, "preview=true").await.expect(200);
    assert!(all.to_string().contains("LAND"), "{all}");
    let seen = ask(Who::Viewer, "preview=true").await.expect(200);
    assert_eq!(seen["digest"], all["digest"]);
    assert_eq!(seen["change"]["invoices"][0]["before"]["purchaseOrderId"], "SEA");
    let refused = ask(Who::Viewer, "seen=other").await.expect(409);
    assert_eq!(refused["code"], "PREVIEW_CHANGED");
    for told in [seen, refused] {
        assert!(!told.to_string().contains("LAND"), "{told}");
    }
    let allowed = r#"permit (principal in Tieback::Policy::"sea-only",
        action == Tieback::Action::"aws-marketplace:ListAgreementCharges", resource);"#;
    let policy = Some(json!({ "text": format!("{SEA_ONLY}{allowed}") }));
    let version = [("if-match", "\"1\"")];
    server.send(Who::Owner, "PUT", &here("policies/sea-only"), policy, &version).await.expect(200);
    let land = here("purchase-orders/SEA/status");
    server.send(Who::Owner, "PUT", &land, Some(suspend.clone()), &[]).await.expect(200);
    let list = server.get(Who::Owner, &here("charges")).await.expect(200);
    assert_eq!(list["items"][0]["upcoming"]["purchaseOrderId"], "LAND");
    let list = server.get(Who::Viewer, &here("charges")).await.expect(200);
    assert_eq!(list["items"][0]["upcoming"]["purchaseOrderId"], Value::Null);
});

on_both!(what_tags_hide_is_in_no_dry_run_and_in_no_mail, |server| async {
    let server = server.unlimited();
    two_teams(&server).await;
    let more = r#"permit (principal in Tieback::Policy::"sea-only", action in [
        Tieback::Action::"invoicing:CreateInvoiceRun", Tieback::Action::"organizations:ReadOutbox"
    ], resource);"#;
    let policy = Some(json!({ "text": format!("{SEA_ONLY}{more}") }));
    let version = [("if-match", "\"1\"")];
    server.send(Who::Owner, "PUT", &here("policies/sea-only"), policy, &version).await.expect(200);
    let dry = json!({ "outOfCycle": true, "dryRun": true });
    // Each falls below 75 % in its turn: the contact of each is told.
    for (id, other) in [("d-1", "LAND"), ("d-2", "SEA")] {
        server.owe(&[Due::new(id, "300")]).await;
        server.post(Who::Owner, &here("invoice-runs"), dry.clone()).await.expect(200);
        let refused = server.post(Who::Viewer, &here("invoice-runs"), dry.clone()).await;
        assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
        server.issue().await;
        let status = here(&format!("purchase-orders/{other}/status"));
        let suspend = Some(json!({ "status": "suspended" }));
        server.send(Who::Owner, "PUT", &status, suspend, &[]).await.expect(200);
    }
    let all = server.get(Who::Owner, &here("outbox")).await.expect(200);
    let mut about = members(&all, "purchaseOrder");
    about.sort();
    assert_eq!(about, ["LAND", "SEA"]);
    for query in ["", "?limit=1", "?purchaseOrder=SEA"] {
        let seen = server.get(Who::Viewer, &here(&format!("outbox{query}"))).await.expect(200);
        assert_eq!(members(&seen, "purchaseOrder"), ["SEA"], "{query}");
    }
    let hidden = server.get(Who::Viewer, &here("outbox?purchaseOrder=LAND")).await.expect(200);
    assert_eq!(hidden["items"], json!([]));
});

/// Keeps the administrator of the organisation from what is of a member account.
const NOT_OF_THE_MEMBER: &str = r#"
    forbid (
        principal == Tieback::User::"u-administrator",
        action in [
            Tieback::Action::"invoicing:ListInvoices",
            Tieback::Action::"invoicing:PutUsage",
            Tieback::Action::"aws-marketplace:ViewSubscriptions"
        ],
        resource
    ) when { resource.account == "222222222222" };"#;

on_both!(what_a_policy_hides_of_an_account_is_in_no_list, |server| async {
    for (who, account, moment) in [
        (Who::Buyer, MEMBER, "2026-10-02T10:00:00Z"),
        (Who::OtherMember, OTHER_MEMBER, "2026-10-02T11:00:00Z"),
    ] {
        ask(&server, who, account, offer(json!([upfront("500")]))).await;
        let due = Due { id: account, account, amount: "20", at: moment };
        server.owe(&[due]).await;
    }
    server.issue().await;
    let list = server.get(Who::Owner, &here("invoices")).await.expect(200);
    for id in members(&list, "id") {
        let wish = json!({ "reason": "Another number" });
        let path = here(&format!("invoices/{id}/reissue-requests"));
        server.post(Who::Owner, &path, wish).await.expect(201);
    }
    let lists = [
        ("offers", "account"),
        ("agreement-requests", "account"),
        ("invoices", "account"),
        ("invoices?limit=1", "account"),
        ("totals?from=2026-01&to=2026-12&by=account", "key"),
        ("reissue-requests", "invoice"),
    ];
    let counts = async |who: Who| {
        let mut counts = Vec::new();
        for (path, _) in lists {
            let list = server.get(who, &here(path)).await.expect(200);
            counts.push(list["items"].as_array().unwrap().len());
        }
        counts
    };
    let before = [2, 2, 2, 1, 2, 2];
    assert_eq!(counts(Who::Administrator).await, before);
    let offers = server.get(Who::Owner, &here("offers")).await.expect(200);
    let policy = Some(json!({ "text": NOT_OF_THE_MEMBER }));
    server.send(Who::Owner, "PUT", &here("policies/others"), policy, &[]).await.expect(200);
    assert_eq!(counts(Who::Owner).await, before);
    assert_eq!(counts(Who::Administrator).await, [1; 6]);
    for (path, member) in lists.iter().take(5) {
        let list = server.get(Who::Administrator, &here(path)).await.expect(200);
        assert_eq!(members(&list, member), [OTHER_MEMBER], "{path}");
    }
    for by in ["agreement", "cost-center"] {
        let path = here(&format!("totals?from=2026-01&to=2026-12&by={by}"));
        let totals = server.get(Who::Administrator, &path).await.expect(200);
        assert_eq!(members(&totals, "total"), ["20.00"], "{by}");
    }
    let file = server.get(Who::Administrator, &here("invoices.csv")).await.text;
    assert!(file.contains(OTHER_MEMBER) && !file.contains(MEMBER), "{file}");
    for (offer, account) in members(&offers, "id").iter().zip(members(&offers, "account")) {
        let status = if account == MEMBER { 403 } else { 200 };
        let path = here(&format!("offers/{offer}"));
        server.get(Who::Administrator, &path).await.expect(status);
    }
});

on_both!(an_export_is_asked_for_of_every_account_that_it_changes, |server| async {
    let path = here("usage:import-focus");
    let bring = async |rows: Vec<u8>| {
        import(&server, Who::Administrator, &path, "text/csv", rows).await.status.as_u16()
    };
    let send = async |rows: &[(&str, &str)]| bring(export(rows)).await;
    let (september, october) = (("2026-09", "40.00"), ("2026-10", "7.25"));
    assert_eq!(send(&[september, october]).await, 200);
    let policy = Some(json!({ "text": NOT_OF_THE_MEMBER }));
    server.send(Who::Owner, "PUT", &here("policies/others"), policy, &[]).await.expect(200);
    // What is the same changes nothing of theirs.
    assert_eq!(send(&[september, october]).await, 200);
    // What is another, what is new, and what is gone does.
    assert_eq!(send(&[september, ("2026-10", "8.00")]).await, 403);
    assert_eq!(send(&[september, october, ("2026-08", "1.00")]).await, 403);
    let own = String::from_utf8(export(&[september])).unwrap().replace(MEMBER, MANAGEMENT);
    assert_eq!(bring(own.clone().into_bytes()).await, 403);
    assert_eq!(bring(own.replace("2026-09", "2026-08").into_bytes()).await, 200);
    let list = server.get(Who::Owner, &here("charges")).await.expect(200);
    let charges = list["items"].as_array().unwrap();
    let charge = charges.iter().find(|charge| charge["account"] == MEMBER).unwrap();
    let charge = charge["id"].as_str().unwrap();
    let months = server.get(Who::Owner, &here(&format!("charges/{charge}/usage"))).await;
    assert_eq!(members(&months.expect(200), "amount"), ["7.25", "40.00"]);
});

on_both!(changes_of_nothing_are_no_way_around_a_permission, |server| async {
    server.order("PO-1").await;
    for body in [
        json!({ "edits": [] }),
        json!({ "edits": [{ "set": { "purchaseOrder": "PO-1" }, "to": {} }] }),
        json!({ "edits": [{}], "versions": { "PO-1": 0 } }),
    ] {
        for (who, account) in
            [(Who::Viewer, MANAGEMENT), (Who::Buyer, MEMBER), (Who::MemberViewer, MEMBER)]
        {
            for query in ["", "?preview=true", "?seen=nothing"] {
                let path = at(account, &format!("changes{query}"));
                let refused = server.post(who, &path, body.clone()).await;
                assert_eq!(refused.refused(403), ["ACCESS_DENIED"], "{who:?} {body}");
            }
        }
    }
});

on_both!(a_conflict_tells_a_member_of_nothing_but_its_own, |server| async {
    let fixture = Fixture::new(server).await;
    fixture.server.owe(&[Due::new("d-own", "5")]).await;
    let charge = fixture.value("charge").await;
    let edit = json!({ "set": { "charge": charge }, "to": { "purchaseOrderReference": "A" } });
    let changes = at(MEMBER, "changes");
    let ask = async |more: Value| {
        let mut body = json!({ "edits": [edit] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fixture.server.post(Who::Buyer, &changes, body).await
    };
    let refused = ask(json!({ "versions": { "PO-1": 0 } })).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    ask(json!({ "revisions": { "d-own": 0 } })).await.expect(404);
    let own = ask(json!({ "revisions": { charge.as_str(): 0 } })).await;
    assert_eq!(own.refused(409), ["VERSION_CONFLICT"]);
});
