//! The organisation, its accounts and its integration through the API.

use serde_json::{Value, json};

use super::harness::{Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};

fn organisation(account: &str) -> String {
    format!("/api/v1/accounts/{account}/organisation")
}

async fn set(server: &Server, who: Who, method: &str, path: &str, body: Value) -> Answered {
    server.send(who, method, path, Some(body), &[]).await
}

on_both!(a_page_can_explain_the_integration_in_every_account, |server| async {
    let see = async |who: Who, account: &str| {
        server.get(who, &organisation(account)).await.expect(200)["integration"].clone()
    };
    let off = see(Who::Buyer, MEMBER).await;
    assert_eq!((&off["state"], &off["since"]), (&json!("off"), &Value::Null));
    let told = off["explanation"].as_str().unwrap();
    assert!(told.contains(MANAGEMENT) && told.contains("ask an administrator"), "{told}");
    assert_eq!(off["mayChange"], false);
    let off = see(Who::Owner, MANAGEMENT).await;
    assert!(off["explanation"].as_str().unwrap().contains("set the integration up"));
    assert_eq!((off["permits"].as_array().unwrap().len(), &off["mayChange"]), (3, &json!(true)));
    assert_eq!(see(Who::Viewer, MANAGEMENT).await["mayChange"], false);
    // `FullAccess` of a member account does not reach so far.
    assert_eq!(see(Who::OtherMember, OTHER_MEMBER).await["mayChange"], false);

    let path = format!("{}/integration", organisation(MANAGEMENT));
    let on = set(&server, Who::Administrator, "PUT", &path, json!({ "state": "on" })).await;
    let on = on.expect(200);
    assert_eq!((&on["state"], &on["since"]), (&json!("on"), &json!("2026-10-05T09:00:00.000Z")));
    let told = see(Who::Buyer, MEMBER).await;
    assert_eq!(told["state"], "on");
    assert!(told["explanation"].as_str().unwrap().contains("may name purchase orders"));
    let own = format!("{}/integration", organisation(OTHER_MEMBER));
    let refused = set(&server, Who::OtherMember, "PUT", &own, json!({ "state": "off" })).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let wrong = set(&server, Who::Owner, "PUT", &path, json!({ "state": "maybe" })).await;
    assert_eq!(wrong.refused(400), ["INVALID_JSON /state"]);
});

on_both!(the_name_and_the_settings_are_changed_by_who_may, |server| async {
    let path = organisation(MANAGEMENT);
    let name = json!({ "name": " Acme & Co " });
    let refused = set(&server, Who::Viewer, "PATCH", &path, name.clone()).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let renamed = set(&server, Who::Administrator, "PATCH", &path, name).await.expect(200);
    assert_eq!(renamed["name"], "Acme & Co");
    let seen = server.get(Who::Buyer, &organisation(MEMBER)).await.expect(200);
    assert_eq!(seen["name"], "Acme & Co");
    let empty = set(&server, Who::Owner, "PATCH", &path, json!({ "name": "" })).await;
    assert_eq!(empty.refused(422), ["INVALID_NAME /name"]);

    let path = format!("{path}/settings");
    let before = server.get(Who::Viewer, &path).await.expect(200);
    assert_eq!(before["events"]["limitNear"], false);
    let chosen = json!({ "events": { "limitNear": true } });
    let refused = set(&server, Who::OrderAdministrator, "PUT", &path, chosen.clone()).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let kept = set(&server, Who::Owner, "PUT", &path, chosen).await.expect(200);
    assert_eq!(kept["events"]["limitNear"], true);
    assert_eq!(server.get(Who::Viewer, &path).await.expect(200), kept);
    let unknown = json!({ "events": { "limitFar": true } });
    set(&server, Who::Owner, "PUT", &path, unknown).await.expect(400);
});

on_both!(nobody_overwrites_what_somebody_else_changed_in_the_organisation, |server| async {
    let path = organisation(MANAGEMENT);
    let accounts = format!("/api/v1/accounts/{MANAGEMENT}/accounts");
    let (integration, settings) = (format!("{path}/integration"), format!("{path}/settings"));
    let read = server.get(Who::Owner, &path).await;
    let seen = read.headers["etag"].to_str().unwrap().to_owned();
    let version = read.expect(200)["version"].clone();
    assert_eq!(seen, format!("\"{version}\""));
    let matching = async |method: &str, path: &str, body: Value, seen: &str| {
        server.send(Who::Owner, method, path, Some(body), &[("if-match", seen)]).await
    };
    let name = json!({ "name": "Acme again" });
    let renamed = matching("PATCH", &path, name.clone(), &seen).await.expect(200);
    assert_eq!(renamed["version"], json!(version.as_i64().unwrap() + 1));
    let chosen = json!({ "events": { "limitNear": true } });
    let mut with_version = chosen.clone();
    with_version["version"] = version;
    for refused in [
        matching("PATCH", &path, name, &seen).await,
        matching("PUT", &integration, json!({ "state": "on" }), &seen).await,
        matching("PUT", &settings, chosen.clone(), &seen).await,
        set(&server, Who::Owner, "PUT", &settings, with_version).await,
    ] {
        let refused = refused.expect(409);
        assert_eq!(refused["code"], "VERSION_CONFLICT");
        assert_eq!(refused["current"]["name"], "Acme again");
    }
    // What was answered can be sent back.
    let mut read = server.get(Who::Owner, &settings).await.expect(200);
    read["events"]["limitNear"] = json!(true);
    let kept = set(&server, Who::Owner, "PUT", &settings, read.clone()).await.expect(200);
    assert_eq!(kept["version"], json!(read["version"].as_i64().unwrap() + 1));

    let one = format!("{accounts}/{MEMBER}");
    let name = |name: &str| json!({ "name": name });
    matching("PATCH", &one, name("Sales"), "\"1\"").await.expect(200);
    let refused = matching("PATCH", &one, name("Shop"), "\"1\"").await.expect(409);
    assert_eq!(refused["current"]["name"], "Sales");
});

on_both!(accounts_are_added_and_named_by_the_management_account, |server| async {
    let path = format!("/api/v1/accounts/{MANAGEMENT}/accounts");
    let new = json!({ "id": "444444444444", "name": "Research" });
    let refused = server.post(Who::Viewer, &path, new.clone()).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let own = format!("/api/v1/accounts/{OTHER_MEMBER}/accounts");
    let refused = server.post(Who::OtherMember, &own, new.clone()).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let made = server.post(Who::Administrator, &path, new.clone()).await.expect(201);
    assert_eq!(made["role"], "member");
    let again = server.post(Who::Administrator, &path, new).await;
    assert_eq!(again.refused(422), ["ACCOUNT_TAKEN /id"]);
    let name = json!({ "name": "Sales" });
    let one = format!("{path}/{MEMBER}");
    assert_eq!(
        set(&server, Who::Owner, "PATCH", &one, name.clone()).await.expect(200)["name"],
        "Sales"
    );
    let foreign = format!("{path}/{FOREIGN}");
    set(&server, Who::Owner, "PATCH", &foreign, name).await.expect(404);

    let ids = async |who: Who, account: &str| {
        let path = format!("/api/v1/accounts/{account}/accounts");
        let page = server.get(who, &path).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = [MANAGEMENT, MEMBER, OTHER_MEMBER, "444444444444"];
    assert_eq!(ids(Who::Viewer, MANAGEMENT).await, all);
    assert_eq!(ids(Who::Buyer, MEMBER).await, [MEMBER]);
    server.get(Who::Foreigner, &path).await.expect(404);
});
