//! Organisations and their accounts.

use records::OrganisationId;
use records::notices::Settings;
use records::organisations::*;
use records::people::{NewUser, create_user, grant};

use crate::databases::{actor, new_organisation, on_both, refusal};

fn account(id: &str) -> NewAccount {
    NewAccount { id: id.to_owned(), name: "Sales".to_owned() }
}

on_both!(an_organisation_begins_with_its_account, |records| async {
    let cases = [
        (OrganisationKind::Organisation, "111111111111", AccountRole::Management),
        (OrganisationKind::Regular, "222222222222", AccountRole::Regular),
    ];
    for (kind, id, role) in cases {
        let new = new_organisation(kind, id);
        let organisation = create_organisation(&records, &actor(), new).await.unwrap();
        assert_eq!(organisation.account, id);
        assert_eq!((organisation.integration_since.as_ref(), organisation.kind), (None, kind));
        assert_eq!(organisation.created_at, "2026-10-05T09:00:00.000Z");
        assert_eq!(organisation.id.as_str().len(), 12);
        assert_eq!(find_organisation(&records, &organisation.id).await.unwrap(), organisation);
        let accounts = accounts(&records, &organisation.id).await.unwrap();
        assert_eq!(accounts.iter().map(|account| account.role).collect::<Vec<_>>(), [role]);
        let audit = records.audit(&organisation.id).await;
        assert_eq!(audit.len(), 1);
        assert!(audit[0].starts_with("organizations:CreateOrganization"), "{audit:?}");
    }
    let unknown = find_organisation(&records, &OrganisationId::new("o-nowhere")).await;
    assert_eq!(refusal(unknown), ["no organisation o-nowhere"]);
});

on_both!(everything_wrong_with_an_organisation_is_told_at_once, |records| async {
    let new = NewOrganisation {
        id: Some("o-ABC".to_owned()),
        name: " ".to_owned(),
        kind: OrganisationKind::Regular,
        account: NewAccount { id: "1234-5678".to_owned(), name: "two\nlines".to_owned() },
    };
    assert_eq!(
        refusal(create_organisation(&records, &actor(), new).await),
        [
            "INVALID_ACCOUNT_ID /account/id",
            "INVALID_NAME /account/name",
            "INVALID_ID /id",
            "INVALID_NAME /name"
        ]
    );
});

on_both!(an_id_is_given_once, |records| async {
    let new = |account| NewOrganisation {
        id: Some("o-example".to_owned()),
        ..new_organisation(OrganisationKind::Organisation, account)
    };
    let first = create_organisation(&records, &actor(), new("111111111111")).await.unwrap();
    assert_eq!(first.id.as_str(), "o-example");
    let second = create_organisation(&records, &actor(), new("222222222222")).await;
    assert_eq!(refusal(second), ["ID_TAKEN /id"]);
});

on_both!(an_account_is_in_one_organisation, |records| async {
    let one = records.organisation("111111111111").await.id;
    let other = records.organisation("222222222222").await.id;
    records.member(&one, "333333333333").await;
    for taken in ["111111111111", "222222222222", "333333333333"] {
        let mut write = records.change(&other).await;
        assert_eq!(refusal(add_account(&mut write, account(taken)).await), ["ACCOUNT_TAKEN /id"]);
    }
    let new = new_organisation(OrganisationKind::Regular, "333333333333");
    let created = create_organisation(&records, &actor(), new).await;
    assert_eq!(refusal(created), ["ACCOUNT_TAKEN /account/id"]);
    let ids = |accounts: Vec<Account>| accounts.into_iter().map(|account| account.id);
    let of_one: Vec<_> = ids(accounts(&records, &one).await.unwrap()).collect();
    assert_eq!(of_one, ["111111111111", "333333333333"]);
    assert_eq!(ids(accounts(&records, &other).await.unwrap()).count(), 1);
});

on_both!(an_account_is_added_by_one_of_several_at_once, |records| async {
    let one = records.organisation("111111111111").await.id;
    let other = records.organisation("222222222222").await.id;
    let add = async |organisation| {
        let mut write = records.change(organisation).await;
        add_account(&mut write, account("333333333333")).await?;
        write.commit().await
    };
    let results = tokio::join!(add(&one), add(&other));
    let done = [results.0, results.1].into_iter().filter(Result::is_ok).count();
    assert_eq!(done, 1);
});

on_both!(a_regular_account_has_no_members_and_needs_no_integration, |records| async {
    let new = new_organisation(OrganisationKind::Regular, "111111111111");
    let regular = create_organisation(&records, &actor(), new).await.unwrap().id;
    let mut write = records.change(&regular).await;
    assert_eq!(refusal(add_account(&mut write, account("333333333333")).await), ["NO_MEMBERS"]);
    let set = set_integration(&mut write, IntegrationChange::On).await;
    assert_eq!(refusal(set), ["INTEGRATION_NOT_NEEDED"]);
});

on_both!(the_integration_is_on_until_it_is_switched_off, |records| async {
    let id = records.organisation("111111111111").await.id;
    assert!(!integration(&records, &id).await.unwrap().enabled);
    let steps = [
        (IntegrationChange::Off, None, 0),
        (IntegrationChange::On, Some("2026-10-05T09:01:00.000Z"), 1),
        (IntegrationChange::On, Some("2026-10-05T09:01:00.000Z"), 1),
        (IntegrationChange::Off, None, 2),
    ];
    for (change, since, changes) in steps {
        let mut write = records.change(&id).await;
        let told = set_integration(&mut write, change).await.unwrap();
        write.commit().await.unwrap();
        let kept = integration(&records, &id).await.unwrap();
        assert_eq!(told, kept);
        assert_eq!((kept.enabled, kept.since.as_deref()), (since.is_some(), since));
        assert!(!kept.permits.is_empty());
        assert_eq!(records.audit(&id).await.len(), 1 + changes);
        records.pass(std::time::Duration::from_secs(60));
    }
    assert_eq!(
        records.audit(&id).await[1],
        format!(
            "organizations:ConfigureBillingIntegration {id} {{\"since\":null}} \
             {{\"since\":\"2026-10-05T09:01:00.000Z\"}}"
        )
    );
});

on_both!(what_changes_in_an_organisation_is_written_down_once, |records| async {
    let id = records.organisation("111111111111").await.id;
    for _ in 0..2 {
        let mut write = records.change(&id).await;
        rename(&mut write, " Example ").await.unwrap();
        let named = AccountChange { name: Some("Head office".to_owned()), ..Default::default() };
        change_account(&mut write, "111111111111", &named).await.unwrap();
        let mut chosen = Settings::default();
        chosen.events.limit_near = true;
        put_settings(&mut write, &chosen).await.unwrap();
        write.commit().await.unwrap();
    }
    assert_eq!(find_organisation(&records, &id).await.unwrap().name, "Example");
    assert_eq!(accounts(&records, &id).await.unwrap()[0].name, "Head office");
    assert!(settings(&records, &id).await.unwrap().0.events.limit_near);
    let audit = records.audit(&id).await;
    assert_eq!(audit.len(), 4, "{audit:?}");
    assert!(audit[1].contains("{\"name\":\"Example\"}"), "{audit:?}");
});

on_both!(an_account_of_another_organisation_is_not_there, |records| async {
    let id = records.organisation("111111111111").await.id;
    records.organisation("222222222222").await;
    let mut write = records.change(&id).await;
    let named = AccountChange { name: Some("Mine".to_owned()), ..Default::default() };
    let changed = change_account(&mut write, "222222222222", &named).await;
    assert_eq!(refusal(changed), ["no account 222222222222"]);
});

on_both!(a_person_sees_the_organisations_in_which_they_may_do_something, |records| async {
    let new = NewUser { id: None, email: "a@example.com".to_owned(), name: "A".to_owned() };
    let user = create_user(&records, new).await.unwrap();
    assert_eq!(organisations_of_user(&records, &user.id).await.unwrap(), []);
    let one = records.organisation("111111111111").await.id;
    records.member(&one, "333333333333").await;
    records.organisation("222222222222").await;
    for account in ["333333333333", "111111111111"] {
        let mut write = records.change(&one).await;
        for policy in ["PurchaseOrderViewer", "MarketplaceBuyer"] {
            grant(&mut write, account, &user.id, policy).await.unwrap();
        }
        write.commit().await.unwrap();
    }
    let memberships = organisations_of_user(&records, &user.id).await.unwrap();
    assert_eq!(memberships.len(), 1);
    assert_eq!(memberships[0].organisation.id, one);
    let accounts: Vec<_> = memberships[0].accounts.iter().map(|account| &account.id).collect();
    assert_eq!(accounts, ["111111111111", "333333333333"]);
});

on_both!(every_organisation_is_found_for_what_the_server_does_by_itself, |records| async {
    let mut expected = Vec::new();
    for account in ["111111111111", "222222222222"] {
        expected.push(records.organisation(account).await.id);
    }
    expected.sort();
    assert_eq!(records::organisations::all_ids(&records).await.unwrap(), expected);
});
