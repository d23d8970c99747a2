//! What is done to people stands in the audit of every organisation that they belong to.

use std::time::Duration;

use records::people::{
    NewUser, Password, Sessions, add_user, create_set_up_link, create_user, disable, enable, grant,
    open_session, revoke_other_sessions, revoke_session, set_password, use_link,
};
use records::verify::verify;
use records::{Actor, OrganisationId};

use crate::databases::{TestRecords, actor, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];

fn erika() -> NewUser {
    NewUser {
        id: Some("u-erika".to_owned()),
        email: "erika@example.com".to_owned(),
        name: "Erika".to_owned(),
    }
}

fn password() -> Password {
    Password::from("correct horse battery")
}

/// Two organisations that Erika belongs to, and one that she does not.
async fn scene(records: &TestRecords) -> ([OrganisationId; 2], OrganisationId) {
    create_user(records, erika()).await.unwrap();
    let mut own = Vec::new();
    for account in ACCOUNTS {
        let organisation = records.organisation(account).await.id;
        let mut write = records.change(&organisation).await;
        grant(&mut write, account, "u-erika", "FullAccess").await.unwrap();
        grant(&mut write, account, "u-erika", "PurchaseOrderViewer").await.unwrap();
        write.commit().await.unwrap();
        own.push(organisation);
    }
    let other = records.organisation("333333333333").await.id;
    (own.try_into().unwrap(), other)
}

/// What the audit of an organisation tells from an entry on.
async fn since(records: &TestRecords, organisation: &OrganisationId, first: usize) -> Vec<String> {
    records.audit(organisation).await.split_off(first)
}

on_both!(what_is_done_to_a_person_is_told_in_all_of_their_organisations, |records| async {
    let (own, other) = scene(&records).await;
    let [first, second, third] =
        [records.audit(&own[0]).await, records.audit(&own[1]).await, records.audit(&other).await];
    let link = create_set_up_link(&records, &actor(), Some("u-erika"), DAY).await.unwrap();
    use_link(&records, "r-1", &link, &password()).await.unwrap();
    let mut opened = Vec::new();
    for _ in 0..3 {
        opened.push(open_session(&records, "u-erika", "test").await.unwrap().1.id);
    }
    revoke_session(&records, &actor(), "u-erika", &opened[0]).await.unwrap();
    revoke_other_sessions(&records, &actor(), "u-erika", &opened[1]).await.unwrap();
    let kept = Sessions::Keep(&opened[1]);
    set_password(&records, &actor(), "u-erika", &password(), kept).await.unwrap();
    disable(&records, &actor(), "u-erika").await.unwrap();
    enable(&records, &actor(), "u-erika").await.unwrap();

    let told = since(&records, &own[0], first.len()).await;
    assert_eq!(
        told,
        [
            "organizations:ManageUsers u-erika null {\"expiresAt\":\"2026-10-06T09:00:00.000Z\"}"
                .to_owned(),
            "people:SetPassword u-erika null {\"sessionsEnded\":0}".to_owned(),
            format!(
                "people:EndSessions u-erika null {{\"session\":\"{}\",\"sessionsEnded\":1}}",
                opened[0]
            ),
            format!(
                "people:EndSessions u-erika null {{\"kept\":\"{}\",\"sessionsEnded\":1}}",
                opened[1]
            ),
            "people:SetPassword u-erika null {\"sessionsEnded\":0}".to_owned(),
            "organizations:ManageUsers u-erika {\"disabled\":false} \
             {\"disabled\":true,\"sessionsEnded\":1}"
                .to_owned(),
            "organizations:ManageUsers u-erika {\"disabled\":true} \
             {\"disabled\":false,\"sessionsEnded\":0}"
                .to_owned(),
        ]
    );
    assert_eq!(since(&records, &own[1], second.len()).await, told);
    assert_eq!(records.audit(&other).await, third);
    for organisation in &own {
        assert!(verify(&records, organisation, None).await.unwrap().is_sound());
    }
});

on_both!(a_link_is_used_in_the_name_of_its_person, |records| async {
    let (own, _) = scene(&records).await;
    let link = create_set_up_link(&records, &actor(), Some("u-erika"), DAY).await.unwrap();
    use_link(&records, "r-7", &link, &password()).await.unwrap();
    let mut read = records.read().await.unwrap();
    let who: (String, String) = sqlx::query_as(
        "select actor, request_id from audit
         where organisation = $1 and action = 'people:SetPassword'",
    )
    .bind(own[0].as_str())
    .fetch_one(&mut *read)
    .await
    .unwrap();
    assert_eq!(who, ("user:u-erika".to_owned(), "r-7".to_owned()));
});

on_both!(what_is_refused_or_changes_nothing_is_told_nowhere, |records| async {
    let (own, _) = scene(&records).await;
    let before = records.audit(&own[0]).await;
    enable(&records, &actor(), "u-erika").await.unwrap();
    revoke_session(&records, &actor(), "u-erika", "s-none").await.unwrap_err();
    revoke_other_sessions(&records, &actor(), "u-erika", "s-none").await.unwrap();
    let short = Password::from("short");
    set_password(&records, &actor(), "u-erika", &short, Sessions::EndAll).await.unwrap_err();
    assert_eq!(records.audit(&own[0]).await, before);
});

on_both!(who_is_added_is_told_with_their_rights_or_not_at_all, |records| async {
    let organisation = records.organisation(ACCOUNTS[0]).await.id;
    let before = records.audit(&organisation).await.len();
    let add = async || {
        let actor = Actor::system("user-add");
        let mut write = records.write(&organisation, &actor, None).await.unwrap();
        let user = add_user(&mut write, erika()).await.unwrap();
        grant(&mut write, ACCOUNTS[0], &user.id, "PurchaseOrderViewer").await.unwrap();
        write
    };
    drop(add().await);
    assert_eq!(records.audit(&organisation).await.len(), before);
    add().await.commit().await.unwrap();
    assert_eq!(
        since(&records, &organisation, before).await,
        [
            "organizations:ManageUsers u-erika null \
             {\"email\":\"erika@example.com\",\"name\":\"Erika\"}",
            "organizations:ManageUsers 111111111111/u-erika {\"policies\":[]} \
             {\"policies\":[\"PurchaseOrderViewer\"]}",
        ]
    );
});
