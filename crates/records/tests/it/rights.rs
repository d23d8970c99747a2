//! What people and their tokens may do.

use std::time::Duration;

use permissions::{Action, Decision, Principal, Resource, ResourceKind};
use records::organisations::AccountRole;
use records::people::*;
use records::{OrganisationId, Result};

use crate::databases::{TestRecords, actor, on_both, refusal};
use crate::people::user;

const MANAGEMENT: &str = "111111111111";
const MEMBER: &str = "333333333333";
const FOREIGN: &str = "222222222222";

/// Two organisations, the first with a member.
async fn organisations(records: &TestRecords) -> (OrganisationId, OrganisationId) {
    let one = records.organisation(MANAGEMENT).await.id;
    records.member(&one, MEMBER).await;
    (one, records.organisation(FOREIGN).await.id)
}

async fn give(
    records: &TestRecords,
    organisation: &OrganisationId,
    account: &str,
    user: &str,
    policy: &str,
) -> Result<Vec<String>> {
    let mut write = records.change(organisation).await;
    let policies = grant(&mut write, account, user, policy).await?;
    write.commit().await?;
    Ok(policies)
}

async fn take(
    records: &TestRecords,
    organisation: &OrganisationId,
    account: &str,
    user: &str,
    policy: &str,
) -> Result<Vec<String>> {
    let mut write = records.change(organisation).await;
    let policies = revoke_grant(&mut write, account, user, policy).await?;
    write.commit().await?;
    Ok(policies)
}

async fn token(
    records: &TestRecords,
    organisation: &OrganisationId,
    user: &str,
    new: NewToken,
) -> Result<(String, ApiToken)> {
    let mut write = records.change(organisation).await;
    let made = create_token(&mut write, user, new).await?;
    write.commit().await?;
    Ok(made)
}

fn new_token(account: &str) -> NewToken {
    let (name, account) = ("Nightly import".to_owned(), account.to_owned());
    NewToken { name, account, scope: None, expires_at: None }
}

on_both!(a_person_has_rights_in_the_accounts_where_they_were_given, |records| async {
    let (one, other) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    assert_eq!(caller(&records, &erika, MANAGEMENT).await.unwrap(), None);
    give(&records, &one, MANAGEMENT, &erika, "PurchaseOrderViewer").await.unwrap();
    let policies = give(&records, &one, MANAGEMENT, &erika, "FullAccess").await.unwrap();
    assert_eq!(policies, ["FullAccess", "PurchaseOrderViewer"]);
    give(&records, &one, MEMBER, &erika, "MarketplaceBuyer").await.unwrap();

    let cases = [
        (MANAGEMENT, Some((AccountRole::Management, 2))),
        (MEMBER, Some((AccountRole::Member, 1))),
        (FOREIGN, None),
        ("999999999999", None),
    ];
    for (account, expected) in cases {
        let standing = caller(&records, &erika, account).await.unwrap();
        assert!(standing.iter().all(|standing| standing.organisation == one));
        let found = standing.map(|standing| (standing.role, standing.policies.len()));
        assert_eq!(found, expected, "{account}");
    }
    let grants = grants_of(&records, &one, &erika).await.unwrap();
    let accounts: Vec<_> = grants.iter().map(|grants| grants.account.as_str()).collect();
    assert_eq!(accounts, [MANAGEMENT, MEMBER]);
    assert_eq!(grants_of(&records, &other, &erika).await.unwrap(), []);
    disable(&records, &actor(), &erika).await.unwrap();
    assert_eq!(caller(&records, &erika, MANAGEMENT).await.unwrap(), None);
});

on_both!(what_is_not_there_cannot_be_given, |records| async {
    let (one, _) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    let cases = [
        (FOREIGN, erika.as_str(), "FullAccess", "no account 222222222222"),
        (MANAGEMENT, "u-nobody", "FullAccess", "no user u-nobody"),
        (MANAGEMENT, &erika, "Everything", "UNKNOWN_POLICY /policy"),
    ];
    for (account, user, policy, expected) in cases {
        assert_eq!(refusal(give(&records, &one, account, user, policy).await), [expected]);
    }
    let taken = take(&records, &one, MANAGEMENT, &erika, "FullAccess").await;
    assert_eq!(refusal(taken), ["no grant FullAccess"]);
});

on_both!(rights_are_written_down_once, |records| async {
    let (one, _) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    for _ in 0..2 {
        give(&records, &one, MEMBER, &erika, "MarketplaceBuyer").await.unwrap();
    }
    let left = take(&records, &one, MEMBER, &erika, "MarketplaceBuyer").await.unwrap();
    assert_eq!(left, Vec::<String>::new());
    let audit = records.audit(&one).await;
    let subject = format!("organizations:ManageUsers {MEMBER}/{erika}");
    assert_eq!(
        audit[2..],
        [
            format!("{subject} {{\"policies\":[]}} {{\"policies\":[\"MarketplaceBuyer\"]}}"),
            format!("{subject} {{\"policies\":[\"MarketplaceBuyer\"]}} {{\"policies\":[]}}"),
        ]
    );
});

on_both!(people_are_listed_with_what_they_may_do, |records| async {
    let (one, other) = organisations(&records).await;
    let max = user(&records, "max@example.com").await;
    let erika = user(&records, "erika@example.com").await;
    user(&records, "nobody@example.com").await;
    give(&records, &one, MANAGEMENT, &max.id, "FullAccess").await.unwrap();
    give(&records, &one, MEMBER, &erika.id, "MarketplaceBuyer").await.unwrap();
    give(&records, &one, MEMBER, &max.id, "MarketplaceBuyer").await.unwrap();
    let people = people_of(&records, &one).await.unwrap();
    let ids: Vec<_> = people.iter().map(|person| &person.user.id).collect();
    assert_eq!(ids, [&erika.id, &max.id]);
    // Their version goes up with what they may do.
    assert_eq!(people[1].user.version, max.version + 2);
    assert_eq!(people[0].grants.len(), 1);
    assert_eq!(people[1].grants, grants_of(&records, &one, &max.id).await.unwrap());
    assert_eq!(people_of(&records, &other).await.unwrap(), []);
});

on_both!(of_two_administrators_who_are_kept_out_at_once_one_stays, |records| async {
    for round in 0..5 {
        let organisation = records.organisation(&format!("{:012}", 400 + round)).await;
        let mut ids = Vec::new();
        for name in ["erika", "max"] {
            let id = user(&records, &format!("{name}{round}@example.com")).await.id;
            let account = &organisation.account;
            give(&records, &organisation.id, account, &id, "FullAccess").await.unwrap();
            ids.push(id);
        }
        let out = async |id: &str| {
            let mut write = records.change(&organisation.id).await;
            keep_out(&mut write, id, None).await?;
            write.commit().await
        };
        let (one, other) = tokio::join!(out(&ids[0]), out(&ids[1]));
        let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert_eq!(refusal::<()>(Err(refused.into_iter().next().unwrap())), ["LAST_ADMINISTRATOR"]);
    }
});

on_both!(who_belongs_elsewhere_too_is_kept_out_by_nobody, |records| async {
    let (one, other) = organisations(&records).await;
    let max = user(&records, "max@example.com").await.id;
    give(&records, &one, MEMBER, &max, "PurchaseOrderViewer").await.unwrap();
    give(&records, &other, FOREIGN, &max, "PurchaseOrderViewer").await.unwrap();
    let mut write = records.change(&one).await;
    assert_eq!(refusal(keep_out(&mut write, &max, None).await), ["BELONGS_ELSEWHERE"]);
    let link = add_set_up_link(&mut write, &max, Duration::from_secs(60)).await;
    assert_eq!(refusal(link), ["BELONGS_ELSEWHERE"]);
});

on_both!(somebody_can_always_give_rights, |records| async {
    let (one, _) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    let max = user(&records, "max@example.com").await.id;
    give(&records, &one, MANAGEMENT, &erika, "FullAccess").await.unwrap();
    // In a member account it gives no rights over the organisation.
    give(&records, &one, MEMBER, &max, "FullAccess").await.unwrap();
    let taken = take(&records, &one, MANAGEMENT, &erika, "FullAccess").await;
    assert_eq!(refusal(taken), ["LAST_ADMINISTRATOR"]);
    give(&records, &one, MANAGEMENT, &max, "OrganisationAdministrator").await.unwrap();
    disable(&records, &actor(), &max).await.unwrap();
    let taken = take(&records, &one, MANAGEMENT, &erika, "FullAccess").await;
    assert_eq!(refusal(taken), ["LAST_ADMINISTRATOR"]);
    enable(&records, &actor(), &max).await.unwrap();
    take(&records, &one, MANAGEMENT, &erika, "FullAccess").await.unwrap();
});

on_both!(a_token_is_shown_once, |records| async {
    let (one, other) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await;
    give(&records, &one, MEMBER, &erika.id, "MarketplaceBuyer").await.unwrap();
    let (secret, made) = token(&records, &one, &erika.id, new_token(MEMBER)).await.unwrap();
    assert!(secret.starts_with("tbk_") && secret.len() == 36);
    assert_eq!((made.id.as_str(), &made.last_used_at), ("t-000001", &None));
    assert_eq!(tokens(&records, &one).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(tokens(&records, &other).await.unwrap(), []);
    let (who, used) = token_of(&records, &secret).await.unwrap().unwrap();
    assert_eq!((who.id, &used.account, &used.organisation), (erika.id, &made.account, &one));
    assert!(token_of(&records, &made.id).await.unwrap().is_none());
    let kept: (String,) = sqlx::query_as("select token_hash from api_tokens")
        .fetch_one(&mut *records.read().await.unwrap())
        .await
        .unwrap();
    assert!(kept.0.len() == 64 && token_of(&records, &kept.0).await.unwrap().is_none());
    let audit = records.audit(&one).await.join("\n");
    assert!(audit.contains("organizations:ManageTokens t-000001 null"), "{audit}");
    assert!(!audit.contains(&secret) && !audit.contains(&kept.0));
});

on_both!(a_token_is_seen_once_a_minute, |records| async {
    let (one, _) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    give(&records, &one, MEMBER, &erika, "MarketplaceBuyer").await.unwrap();
    let (secret, _) = token(&records, &one, &erika, new_token(MEMBER)).await.unwrap();
    let steps = [
        (0, "2026-10-05T09:00:00.000Z"),
        (59, "2026-10-05T09:00:00.000Z"),
        (1, "2026-10-05T09:01:00.000Z"),
    ];
    for (seconds, used) in steps {
        records.pass(Duration::from_secs(seconds));
        token_of(&records, &secret).await.unwrap().unwrap();
        let kept = tokens(&records, &one).await.unwrap().remove(0);
        assert_eq!(kept.last_used_at.as_deref(), Some(used));
    }
});

on_both!(a_token_works_until_it_is_revoked_or_over, |records| async {
    let (one, other) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    give(&records, &one, MEMBER, &erika, "MarketplaceBuyer").await.unwrap();
    let scope = vec![Action::ListInvoices, Action::GetInvoice, Action::ListInvoices];
    let narrow = NewToken {
        scope: Some(scope),
        expires_at: Some("2026-10-05T10:00:00Z".to_owned()),
        ..new_token(MEMBER)
    };
    let (passing, _) = token(&records, &one, &erika, narrow).await.unwrap();
    let (lasting, made) = token(&records, &one, &erika, new_token(MEMBER)).await.unwrap();
    let works = async |secret: &str| token_of(&records, secret).await.unwrap().is_some();
    let (_, narrowed) = token_of(&records, &passing).await.unwrap().unwrap();
    assert_eq!(narrowed.scope, Some(vec![Action::ListInvoices, Action::GetInvoice]));
    records.pass(Duration::from_secs(60 * 60));
    assert!(!works(&passing).await);

    disable(&records, &actor(), &erika).await.unwrap();
    assert!(!works(&lasting).await);
    enable(&records, &actor(), &erika).await.unwrap();
    assert!(works(&lasting).await);

    let mut write = records.change(&other).await;
    assert_eq!(refusal(revoke_token(&mut write, &made.id).await), ["no token t-000002"]);
    drop(write);
    for _ in 0..2 {
        let mut write = records.change(&one).await;
        let revoked = revoke_token(&mut write, &made.id).await.unwrap();
        assert_eq!(revoked.revoked_at.as_deref(), Some("2026-10-05T10:00:00.000Z"));
        write.commit().await.unwrap();
    }
    assert!(!works(&lasting).await);
    // Keeping her out and letting her in again are two of them.
    assert_eq!(records.audit(&one).await.len(), 2 + 1 + 2 + 2 + 1);
});

on_both!(a_token_needs_an_account_in_which_its_person_has_rights, |records| async {
    let (one, _) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    give(&records, &one, MEMBER, &erika, "MarketplaceBuyer").await.unwrap();
    let wrong = NewToken {
        name: String::new(),
        scope: Some(Vec::new()),
        expires_at: Some("tomorrow".to_owned()),
        ..new_token(MEMBER)
    };
    let past =
        NewToken { expires_at: Some("2026-10-05T09:00:00Z".to_owned()), ..new_token(MEMBER) };
    let cases: [(NewToken, &[&str]); 4] = [
        (wrong, &["INVALID_INSTANT /expiresAt", "INVALID_NAME /name", "EMPTY_SCOPE /scope"]),
        (past, &["IN_THE_PAST /expiresAt"]),
        (new_token(MANAGEMENT), &["NO_RIGHTS /account"]),
        (new_token(FOREIGN), &["no account 222222222222"]),
    ];
    for (new, expected) in cases {
        assert_eq!(refusal(token(&records, &one, &erika, new).await), expected);
    }
});

async fn put(
    records: &TestRecords,
    organisation: &OrganisationId,
    (id, text): (&str, &str),
    expected: Option<i64>,
) -> Result<OwnPolicy> {
    let mut write = records.change(organisation).await;
    let policy = PutPolicy { description: "Ours".to_owned(), text: text.to_owned() };
    let policy = put_policy(&mut write, id, policy, expected).await?;
    write.commit().await?;
    Ok(policy)
}

const SEE: &str = r#"permit (principal in Tieback::Policy::"see",
    action == Tieback::Action::"purchase-orders:GetPurchaseOrder", resource);"#;
const NOTHING: &str = "forbid (principal, action, resource);";

on_both!(a_policy_is_told_everything_that_is_wrong_with_it, |records| async {
    let (one, _) = organisations(&records).await;
    let unknown = r#"permit (principal, action, resource);
forbid (principal, action == Tieback::Action::"purchase-orders:Paint", resource);"#;
    let cases = [
        ("FullAccess", NOTHING, "INVALID_POLICY_ID /id"),
        ("mine", "permit (principal", "POLICY_SYNTAX /text"),
        ("mine", unknown, "POLICY_INVALID /text"),
    ];
    for (id, text, expected) in cases {
        let mut refused = refusal(put(&records, &one, (id, text), None).await);
        refused.dedup();
        assert_eq!(refused, [expected], "{text}");
    }
    let told = put(&records, &one, ("mine", unknown), None).await.unwrap_err().to_string();
    assert!(told.contains("line 2, column 30: "), "{told}");

    let lines = format!("{}{unknown}", "\n".repeat(8));
    let far = format!("{unknown}\n{lines}");
    let told = put(&records, &one, ("mine", &far), None).await.unwrap_err().to_string();
    let (near, far) = (told.find("line 2, column 30: "), told.find("line 12, column 30: "));
    assert!(near.is_some() && near < far, "{told}");
    assert_eq!(policies(&records, &one).await.unwrap(), []);
});

on_both!(a_policy_is_changed_from_the_version_that_is_there, |records| async {
    let (one, other) = organisations(&records).await;
    let not_there = put(&records, &one, ("see", SEE), Some(1)).await;
    assert_eq!(refusal(not_there), ["no policy see"]);
    let first = put(&records, &one, ("see", SEE), None).await.unwrap();
    assert_eq!(first.version, 1);
    assert_eq!(put(&records, &one, ("see", SEE), Some(1)).await.unwrap(), first);
    for stale in [None, Some(2)] {
        let refused = put(&records, &one, ("see", NOTHING), stale).await;
        assert_eq!(refusal(refused), ["VERSION_CONFLICT"]);
    }
    let second = put(&records, &one, ("see", NOTHING), Some(1)).await.unwrap();
    assert_eq!((second.version, second.text.as_str()), (2, NOTHING));
    assert_eq!(find_policy(&records, &one, "see").await.unwrap(), second);
    assert_eq!(refusal(find_policy(&records, &other, "see").await), ["no policy see"]);
    assert_eq!(records.audit(&one).await.len(), 2 + 2);
});

on_both!(a_policy_that_is_attached_stays, |records| async {
    let (one, _) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    put(&records, &one, ("see", SEE), None).await.unwrap();
    give(&records, &one, MANAGEMENT, &erika, "see").await.unwrap();
    let delete = async |version| {
        let mut write = records.change(&one).await;
        delete_policy(&mut write, "see", version).await?;
        write.commit().await
    };
    assert_eq!(refusal(delete(1).await), ["POLICY_ATTACHED"]);
    take(&records, &one, MANAGEMENT, &erika, "see").await.unwrap();
    assert_eq!(refusal(delete(2).await), ["VERSION_CONFLICT"]);
    delete(1).await.unwrap();
    assert_eq!(refusal(delete(1).await), ["no policy see"]);
});

on_both!(an_organisation_has_so_many_policies_at_most, |records| async {
    let (one, _) = organisations(&records).await;
    for number in 0..POLICIES_MAX {
        put(&records, &one, (&format!("p{number}"), NOTHING), None).await.unwrap();
    }
    let refused = put(&records, &one, ("one-more", NOTHING), None).await;
    assert_eq!(refusal(refused), ["TOO_MANY_POLICIES"]);
    put(&records, &one, ("p7", SEE), Some(1)).await.unwrap();
});

on_both!(policies_decide_in_their_own_organisation_only, |records| async {
    let (one, other) = organisations(&records).await;
    let erika = user(&records, "erika@example.com").await.id;
    put(&records, &one, ("see", SEE), None).await.unwrap();
    give(&records, &one, MANAGEMENT, &erika, "see").await.unwrap();
    let standing = caller(&records, &erika, MANAGEMENT).await.unwrap().unwrap();
    let principal = Principal {
        user: erika,
        account: standing.account,
        is_management: standing.role != AccountRole::Member,
        policies: standing.policies,
        scope: None,
    };
    let order = Resource::new(ResourceKind::PurchaseOrder, "PO-1", MANAGEMENT);
    let cases = [
        (&one, Action::GetPurchaseOrder, true),
        (&one, Action::UpdatePurchaseOrder, false),
        (&other, Action::GetPurchaseOrder, false),
    ];
    for (organisation, action, expected) in cases {
        let book = policy_book(&records, organisation).await.unwrap();
        let decision = book.decide(&principal, action, &order);
        assert_eq!(decision == Decision::Allowed, expected, "{action}");
    }
});
