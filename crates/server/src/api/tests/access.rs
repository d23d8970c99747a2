//! What somebody may do in an account, as pages ask it.

use std::collections::BTreeMap;

use permissions::Action;
use serde_json::{Value, json};

use super::buying::here;
use super::harness::{MANAGEMENT, MEMBER, Server, Who, on_both};
use super::offers::integrate;

async fn access(server: &Server, who: Who, account: &str) -> Value {
    server.get(who, &format!("/api/v1/accounts/{account}/access")).await.expect(200)
}

/// The reason of every action that is refused.
fn refused(access: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let actions = access["actions"].as_array().unwrap();
    assert_eq!(actions.len(), Action::ALL.len());
    let refused = actions.iter().filter(|action| {
        assert_eq!(action["allowed"].as_bool().unwrap(), action["reason"].is_null());
        action["allowed"] == json!(false)
    });
    refused.map(|action| (text(&action["action"]), text(&action["reason"]))).collect()
}

on_both!(everybody_is_told_what_they_may_and_why_not_the_rest, |server| async {
    let owner = access(&server, Who::Owner, MANAGEMENT).await;
    assert_eq!(refused(&owner), BTreeMap::new());
    let own = json!({ "id": MANAGEMENT, "name": "Acme account", "role": "management" });
    assert_eq!(owner["account"], own);
    assert_eq!(owner["integration"], json!(false));
    let viewer = refused(&access(&server, Who::Viewer, MANAGEMENT).await);
    assert!(!viewer.contains_key("purchase-orders:GetPurchaseOrder"), "{viewer:?}");
    let reason = &viewer["purchase-orders:UpdatePurchaseOrder"];
    assert!(reason.contains("`PurchaseOrderAdministrator`"), "{reason}");
    let buyer = access(&server, Who::Buyer, MEMBER).await;
    let member = format!("Member {MEMBER}");
    assert_eq!(buyer["account"], json!({ "id": MEMBER, "name": member, "role": "member" }));
    assert_eq!(buyer["management"], json!({ "id": MANAGEMENT, "name": "Acme account" }));
    let buyer = refused(&buyer);
    assert!(!buyer.contains_key("aws-marketplace:UpdatePurchaseOrders"), "{buyer:?}");
    let reason = &buyer["purchase-orders:ListPurchaseOrders"];
    assert!(reason.contains("management account"), "{reason}");
    integrate(&server).await;
    assert_eq!(access(&server, Who::Buyer, MEMBER).await["integration"], json!(true));
    server.get(Who::Buyer, &format!("/api/v1/accounts/{MANAGEMENT}/access")).await.expect(404);
});

on_both!(who_may_change_purchase_orders_by_their_tags_is_told_so, |server| async {
    const UPDATE: &str = "purchase-orders:UpdatePurchaseOrder";
    const DELETE: &str = "purchase-orders:DeletePurchaseOrder";
    let text = r#"permit (
        principal in Tieback::Policy::"platform",
        action == Tieback::Action::"purchase-orders:UpdatePurchaseOrder",
        resource
    ) when { resource.hasTag("team") && resource.getTag("team") == "platform" };"#;
    let policy = Some(json!({ "text": text }));
    server.send(Who::Owner, "PUT", &here("policies/platform"), policy, &[]).await.expect(200);
    let grants = here(&format!("people/u-viewer/grants/{MANAGEMENT}"));
    let both = Some(json!({ "policies": ["PurchaseOrderViewer", "platform"] }));
    server.send(Who::Owner, "PUT", &grants, both, &[]).await.expect(200);
    server.order("LAND").await;
    assert!(refused(&access(&server, Who::Viewer, MANAGEMENT).await).contains_key(UPDATE));
    server.order("SEA").await;
    let tags = Some(json!({ "tags": { "team": "platform" } }));
    server.send(Who::Owner, "PATCH", &here("purchase-orders/SEA"), tags, &[]).await.expect(200);
    let viewer = refused(&access(&server, Who::Viewer, MANAGEMENT).await);
    assert!(!viewer.contains_key(UPDATE) && viewer.contains_key(DELETE), "{viewer:?}");
    // The other one is refused where it is asked for.
    for (order, expected) in [("SEA", 200), ("LAND", 403)] {
        let to = json!({ "description": "Changed" });
        let edit = json!({ "set": { "purchaseOrder": order }, "to": to });
        let body = json!({ "edits": [edit] });
        server.post(Who::Viewer, &here("changes?preview=true"), body).await.expect(expected);
    }
});
