//! People and what they may do, through the API.

use std::time::Duration;

use records::{Actor, people};
use serde_json::{Value, json};

use super::harness::{Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};

fn people_in(account: &str) -> String {
    format!("/api/v1/accounts/{account}/people")
}

fn invitation(email: &str, account: &str, policy: &str) -> Value {
    json!({
        "email": email, "name": "Erika Muster",
        "grants": [{ "account": account, "policies": [policy] }],
    })
}

async fn put(server: &Server, who: Who, path: &str, body: Value) -> Answered {
    server.send(who, "PUT", path, Some(body), &[]).await
}

async fn set_grants(server: &Server, who: Who, user: &str, account: &str, ids: Value) -> Answered {
    let place = if who == Who::OtherMember { OTHER_MEMBER } else { MANAGEMENT };
    let path = format!("{}/{user}/grants/{account}", people_in(place));
    put(server, who, &path, json!({ "policies": ids })).await
}

async fn give(server: &Server, user: &str, account: &str, policy: &str) {
    let mut write =
        server.records.write(&server.organisation, &Actor::system("test"), None).await.unwrap();
    people::grant(&mut write, account, user, policy).await.unwrap();
    write.commit().await.unwrap();
}

/// The secret of a link, as the answer shows it.
fn secret(answer: &Value) -> String {
    let url = answer["url"].as_str().unwrap();
    url.strip_prefix("https://tieback.example/set-up#").unwrap().to_owned()
}

on_both!(who_is_invited_gets_a_link_that_is_shown_once, |server| async {
    let body = invitation("Erika@Example.com", MEMBER, "MarketplaceBuyer");
    let path = people_in(MANAGEMENT);
    let key = [("idempotency-key", "k-1")];
    let ask = || server.send(Who::Administrator, "POST", &path, Some(body.clone()), &key);
    let invited = ask().await.expect(201);
    assert_eq!(invited["user"]["email"], "erika@example.com");
    let policies = json!([{ "account": MEMBER, "policies": ["MarketplaceBuyer"] }]);
    assert_eq!(invited["grants"], policies);
    assert_eq!(invited["expiresAt"], "2026-10-12T09:00:00.000Z");
    let secret = secret(&invited);
    people::find_link(&server.records, &secret).await.unwrap();

    let again = ask().await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert!(!again.text.contains(&secret), "{}", again.text);
    let again = again.expect(201);
    assert_eq!((&again["user"], &again["url"]), (&invited["user"], &Value::Null));
    people::find_link(&server.records, &secret).await.unwrap();

    let list = server.get(Who::Administrator, &path).await;
    assert!(!list.text.contains(&secret));
    assert_eq!(list.expect(200)["total"], 8);
    let id = invited["user"]["id"].as_str().unwrap();
    let one = server.get(Who::Owner, &format!("{path}/{id}")).await.expect(200);
    assert_eq!(one["grants"], policies);
});

on_both!(an_invitation_is_one_change_and_so_is_a_link, |server| async {
    let revision = async || server.records.revision(&server.organisation).await.unwrap();
    let before = revision().await;
    let body = invitation("erika@example.com", MEMBER, "MarketplaceBuyer");
    let invited = server.post(Who::Owner, &people_in(MANAGEMENT), body).await.expect(201);
    assert_eq!(revision().await, before + 1);
    let path = format!("{}/{}", people_in(MANAGEMENT), invited["user"]["id"].as_str().unwrap());
    let link = server.send(Who::Owner, "POST", &format!("{path}/set-up-link"), None, &[]).await;
    link.expect(201);
    assert_eq!(revision().await, before + 2);
    // Person, rights, link, and the newer link, in the audit.
    let all = records::AuditQuery::default();
    let audit = records::audit(&server.records, &server.organisation, &all).await.unwrap();
    let kinds: Vec<_> = audit.items.iter().take(4).map(|one| one.subject_kind.as_str()).collect();
    assert_eq!(kinds, ["set-up-link", "set-up-link", "grants", "user"]);
    let person = server.get(Who::Owner, &path).await;
    let tag = person.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(tag, format!("\"{}\"", invited["user"]["version"]));
    // Whoever saw the rights from before somebody changed them changes nothing.
    let grants = format!("{path}/grants/{MEMBER}");
    for status in [200, 409] {
        let ids = json!({ "policies": ["PurchaseOrderViewer"] });
        let put = server.send(Who::Owner, "PUT", &grants, Some(ids), &[("if-match", &tag)]).await;
        assert_eq!(put.status.as_u16(), status, "{}", put.text);
    }
});

on_both!(an_invitation_is_refused_before_anybody_is_made, |server| async {
    let path = people_in(MANAGEMENT);
    let wrong = json!({
        "email": "erika@example.com", "name": "Erika",
        "grants": [
            { "account": FOREIGN, "policies": ["FullAccess"] },
            { "account": MEMBER, "policies": ["Everything"] },
            { "account": MEMBER, "policies": [] },
        ],
    });
    let refused = server.post(Who::Owner, &path, wrong).await.refused(422);
    assert_eq!(
        refused,
        [
            "UNKNOWN_ACCOUNT /grants/0/account",
            "UNKNOWN_POLICY /grants/1/policies/0",
            "NO_POLICIES /grants/2/policies"
        ]
    );
    let nothing = json!({ "email": "erika@example.com", "name": "Erika", "grants": [] });
    let refused = server.post(Who::Owner, &path, nothing).await.refused(422);
    assert_eq!(refused, ["NO_GRANTS /grants"]);
    let nobody = people::find_user_by_email(&server.records, "erika@example.com").await.unwrap();
    assert_eq!(nobody, None);
    let nameless = json!({ "email": "erika", "name": "", "grants": [
        { "account": MEMBER, "policies": ["FullAccess"] }] });
    let refused = server.post(Who::Owner, &path, nameless).await.refused(422);
    assert_eq!(refused, ["INVALID_EMAIL /email", "INVALID_NAME /name"]);
    // All of it at once.
    let wrong = json!({ "email": "viewer@example.com", "name": " ", "grants": [
        { "account": FOREIGN, "policies": ["Everything"] }] });
    let refused = server.post(Who::Owner, &path, wrong).await.refused(422);
    let expected = [
        "EMAIL_TAKEN /email",
        "UNKNOWN_ACCOUNT /grants/0/account",
        "UNKNOWN_POLICY /grants/0/policies/0",
        "INVALID_NAME /name",
    ];
    assert_eq!(refused, expected);
});

on_both!(nobody_of_another_organisation_is_invited_or_given_rights, |server| async {
    let path = people_in(MANAGEMENT);
    for email in ["foreigner@example.com", "viewer@example.com"] {
        let body = invitation(email, MANAGEMENT, "PurchaseOrderViewer");
        assert_eq!(server.post(Who::Owner, &path, body).await.refused(422), ["EMAIL_TAKEN /email"]);
    }
    let granted = set_grants(&server, Who::Owner, "u-foreigner", MEMBER, json!(["FullAccess"]));
    granted.await.expect(404);
    let link = format!("{path}/u-foreigner/set-up-link");
    server.send(Who::Owner, "POST", &link, None, &[]).await.expect(404);
    server.get(Who::Owner, &format!("{path}/u-foreigner")).await.expect(404);
    server.get(Who::Foreigner, &path).await.expect(404);
});

on_both!(an_earlier_password_is_worth_nothing_to_who_is_invited_again, |server| async {
    let old = people::Password::from("a good long password");
    let open = people::Sessions::EndAll;
    people::set_password(&server.records, &Actor::system("test"), "u-foreigner", &old, open)
        .await
        .unwrap();
    let path = format!("{}/u-foreigner/grants/{FOREIGN}", people_in(FOREIGN));
    // Somebody else administers there from now on.
    let body = invitation("other@example.com", FOREIGN, "FullAccess");
    server.post(Who::Foreigner, &people_in(FOREIGN), body).await.expect(201);
    put(&server, Who::Foreigner, &path, json!({ "policies": [] })).await.expect(200);

    let body = invitation("foreigner@example.com", MEMBER, "MarketplaceBuyer");
    let invited = server.post(Who::Owner, &people_in(MANAGEMENT), body).await.expect(201);
    assert_eq!(invited["user"]["id"], "u-foreigner");
    let known = people::verify_password(&server.records, "foreigner@example.com", &old).await;
    assert_eq!(known.unwrap(), None);
    people::find_link(&server.records, &secret(&invited)).await.unwrap();
});

on_both!(the_tokens_of_who_left_do_not_come_back_with_them, |server| async {
    let orders = format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders");
    server.get(Who::Viewer, &orders).await.expect(200);
    set_grants(&server, Who::Owner, "u-viewer", MANAGEMENT, json!([])).await.expect(200);
    server.get(Who::Viewer, &orders).await.expect(404);
    let body = invitation("viewer@example.com", MANAGEMENT, "PurchaseOrderViewer");
    let invited = server.post(Who::Owner, &people_in(MANAGEMENT), body).await.expect(201);
    assert_eq!(invited["user"]["id"], "u-viewer");
    server.get(Who::Viewer, &orders).await.expect(401);
    let path = format!("/api/v1/accounts/{MANAGEMENT}/audit?subjectKind=api-token");
    let audit = server.get(Who::Owner, &path).await.expect(200);
    let latest = &audit["items"][0];
    assert_eq!(latest["after"]["user"], "u-viewer");
    assert!(latest["before"]["revokedAt"].is_null() && latest["after"]["revokedAt"].is_string());
});

async fn foreign(server: &Server) -> records::OrganisationId {
    let standing = people::caller(&server.records, "u-foreigner", FOREIGN).await.unwrap();
    standing.unwrap().organisation
}

on_both!(grants_are_replaced_and_count_from_the_next_request_on, |server| async {
    let orders = format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders");
    server.get(Who::Viewer, &orders).await.expect(200);
    let ids = json!(["MarketplaceBuyer", "OrganisationAdministrator"]);
    let set = set_grants(&server, Who::Owner, "u-viewer", MANAGEMENT, ids.clone()).await;
    assert_eq!(set.expect(200)["policies"], ids);
    server.get(Who::Viewer, &people_in(MANAGEMENT)).await.expect(200);
    let unknown = set_grants(&server, Who::Owner, "u-viewer", MANAGEMENT, json!(["Paint"])).await;
    assert_eq!(unknown.refused(422), ["UNKNOWN_POLICY /policies/0"]);
    let several = json!(["Paint", "FullAccess", "Draw"]);
    let unknown = set_grants(&server, Who::Owner, "u-viewer", MANAGEMENT, several).await;
    let expected = ["UNKNOWN_POLICY /policies/0", "UNKNOWN_POLICY /policies/2"];
    assert_eq!(unknown.refused(422), expected);
    let none = set_grants(&server, Who::Owner, "u-viewer", MANAGEMENT, json!([])).await;
    assert_eq!(none.expect(200)["policies"], json!([]));
    server.get(Who::Viewer, &orders).await.expect(404);
});

on_both!(the_last_administrator_stays_one, |server| async {
    let none = json!([]);
    set_grants(&server, Who::Owner, "u-administrator", MANAGEMENT, none.clone()).await.expect(200);
    let last = set_grants(&server, Who::Owner, "u-owner", MANAGEMENT, none.clone()).await;
    assert_eq!(last.refused(409), ["LAST_ADMINISTRATOR"]);
    let status = format!("{}/u-owner/status", people_in(MANAGEMENT));
    let out = put(&server, Who::Owner, &status, json!({ "status": "disabled" })).await;
    assert_eq!(out.refused(409), ["LAST_ADMINISTRATOR"]);
    // Another kind of administrator is one too.
    let other = json!(["OrganisationAdministrator"]);
    set_grants(&server, Who::Owner, "u-owner", MANAGEMENT, other).await.expect(200);
    let last = set_grants(&server, Who::Owner, "u-owner", MANAGEMENT, none.clone()).await;
    assert_eq!(last.refused(409), ["LAST_ADMINISTRATOR"]);
    give(&server, "u-viewer", MANAGEMENT, "FullAccess").await;
    set_grants(&server, Who::Owner, "u-owner", MANAGEMENT, none).await.expect(200);
});

on_both!(who_is_disabled_is_out_until_they_are_enabled, |server| async {
    let orders = format!("/api/v1/accounts/{MANAGEMENT}/purchase-orders");
    let status = format!("{}/u-viewer/status", people_in(MANAGEMENT));
    let set = async |to: &str| put(&server, Who::Owner, &status, json!({ "status": to })).await;
    assert_eq!(set("disabled").await.expect(200)["disabled"], true);
    server.get(Who::Viewer, &orders).await.expect(401);
    let link = format!("{}/u-viewer/set-up-link", people_in(MANAGEMENT));
    let link = server.send(Who::Owner, "POST", &link, None, &[]).await;
    assert_eq!(link.refused(409), ["USER_DISABLED"]);
    assert_eq!(set("enabled").await.expect(200)["disabled"], false);
    server.get(Who::Viewer, &orders).await.expect(200);
    let all = records::AuditQuery::default();
    let audit = records::audit(&server.records, &server.organisation, &all).await.unwrap();
    let changes: Vec<_> = audit
        .items
        .into_iter()
        .filter(|record| record.subject_kind == "user" && record.subject == "u-viewer")
        .collect();
    assert_eq!(changes.len(), 2);
    assert!(changes[0].actor.starts_with("token:"), "{changes:?}");
});

on_both!(a_link_to_set_a_new_password_is_shown_once, |server| async {
    let path = format!("{}/u-viewer/set-up-link", people_in(MANAGEMENT));
    let key = [("idempotency-key", "k-1")];
    let made = server.send(Who::Administrator, "POST", &path, None, &key).await.expect(201);
    assert_eq!(made["expiresAt"], "2026-10-06T09:00:00.000Z");
    let secret = secret(&made);
    let again = server.send(Who::Administrator, "POST", &path, None, &key).await.expect(201);
    assert_eq!(again["url"], Value::Null);
    // The repetition made no other link in its place.
    people::find_link(&server.records, &secret).await.unwrap();
    let next = server.send(Who::Administrator, "POST", &path, None, &[]).await.expect(201);
    assert_ne!(next["url"], made["url"]);
    people::find_link(&server.records, &secret).await.unwrap_err();
    server.send(Who::Viewer, "POST", &path, None, &[]).await.expect(403);
});

on_both!(a_member_account_manages_its_own_people_and_no_others, |server| async {
    let path = people_in(OTHER_MEMBER);
    give(&server, "u-viewer", OTHER_MEMBER, "PurchaseOrderViewer").await;
    let list = server.get(Who::OtherMember, &path).await.expect(200);
    let items = list["items"].as_array().unwrap();
    let emails: Vec<&str> =
        items.iter().map(|item| item["user"]["email"].as_str().unwrap()).collect();
    assert_eq!(emails, ["othermember@example.com", "viewer@example.com"]);
    let own = json!([{ "account": OTHER_MEMBER, "policies": ["PurchaseOrderViewer"] }]);
    assert_eq!(items[1]["grants"], own);
    server.get(Who::OtherMember, &format!("{path}/u-buyer")).await.expect(404);

    // Whoever is somebody in the management account too is not theirs to let in or out.
    let link = format!("{path}/u-viewer/set-up-link");
    let refused = server.send(Who::OtherMember, "POST", &link, None, &[]).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let status = format!("{path}/u-viewer/status");
    let refused = put(&server, Who::OtherMember, &status, json!({ "status": "disabled" })).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);

    let full = json!(["FullAccess"]);
    let mine = set_grants(&server, Who::OtherMember, "u-viewer", OTHER_MEMBER, full.clone()).await;
    mine.expect(200);
    for account in [MANAGEMENT, MEMBER] {
        let other = set_grants(&server, Who::OtherMember, "u-viewer", account, full.clone()).await;
        other.expect(404);
    }
    let body = invitation("erika@example.com", MANAGEMENT, "FullAccess");
    let refused = server.post(Who::OtherMember, &path, body).await.refused(422);
    assert_eq!(refused, ["UNKNOWN_ACCOUNT /grants/0/account"]);
    let body = invitation("erika@example.com", OTHER_MEMBER, "FullAccess");
    server.post(Who::OtherMember, &path, body).await.expect(201);
});

on_both!(a_link_ends_when_its_person_gets_more_rights, |server| async {
    let works =
        async |link: &Value| people::find_link(&server.records, &secret(link)).await.is_ok();
    let body = invitation("bob@example.com", OTHER_MEMBER, "PurchaseOrderViewer");
    let invited = server.post(Who::OtherMember, &people_in(OTHER_MEMBER), body).await.expect(201);
    let bob = invited["user"]["id"].as_str().unwrap();
    let link = format!("{}/{bob}/set-up-link", people_in(OTHER_MEMBER));
    let link = async || server.send(Who::OtherMember, "POST", &link, None, &[]).await;
    // What is attached already, and fewer rights, are no more rights.
    for (policies, is_kept) in [
        (json!(["PurchaseOrderViewer"]), true),
        (json!(["PurchaseOrderViewer", "MarketplaceBuyer"]), false),
        (json!(["MarketplaceBuyer"]), true),
    ] {
        let made = link().await.expect(201);
        let set = set_grants(&server, Who::OtherMember, bob, OTHER_MEMBER, policies.clone()).await;
        set.expect(200);
        assert_eq!(works(&made).await, is_kept, "{policies}");
    }
    // The member's administrator holds a link, and the management account makes Bob somebody else.
    let made = link().await.expect(201);
    let administrator = json!(["OrganisationAdministrator"]);
    set_grants(&server, Who::Owner, bob, MANAGEMENT, administrator).await.expect(200);
    assert!(!works(&made).await);
    let password = json!({ "secret": secret(&made), "password": "a good long password" });
    let headers = [("x-tieback-client", "1")];
    let used = server.send(Who::Anonymous, "POST", "/api/v1/set-up", Some(password), &headers);
    assert_eq!(used.await.refused(422), ["LINK_UNKNOWN /secret"]);
    assert_eq!(link().await.refused(403), ["ACCESS_DENIED"]);
    let path = format!("/api/v1/accounts/{MANAGEMENT}/audit?subjectKind=set-up-link");
    let audit = server.get(Who::Owner, &path).await.expect(200);
    let latest = &audit["items"][0];
    assert_eq!((&latest["subject"], &latest["before"]), (&json!(bob), &json!({ "unused": 1 })));
});

on_both!(how_somebody_of_two_organisations_signs_in_is_neither_ones_business, |server| async {
    let foreign = foreign(&server).await;
    let mut write = server.records.write(&foreign, &Actor::system("test"), None).await.unwrap();
    people::grant(&mut write, FOREIGN, "u-viewer", "PurchaseOrderViewer").await.unwrap();
    write.commit().await.unwrap();
    let link = format!("{}/u-viewer/set-up-link", people_in(MANAGEMENT));
    let refused = server.send(Who::Owner, "POST", &link, None, &[]).await;
    assert_eq!(refused.refused(409), ["BELONGS_ELSEWHERE"]);
    let status = format!("{}/u-viewer/status", people_in(MANAGEMENT));
    let refused = put(&server, Who::Owner, &status, json!({ "status": "disabled" })).await;
    assert_eq!(refused.refused(409), ["BELONGS_ELSEWHERE"]);
    let (actor, lifetime) = (Actor::system("test"), Duration::from_secs(60));
    let older = people::create_set_up_link(&server.records, &actor, Some("u-viewer"), lifetime);
    let older = older.await.unwrap();
    people::find_link(&server.records, &older).await.unwrap();
});
