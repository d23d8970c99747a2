//! People: signing in, links, sessions.

use std::time::Duration;

use records::organisations::OrganisationKind;
use records::people::*;
use records::{IdempotencyKey, RecordError, forget_old_keys};

use crate::databases::{TestRecords, actor, new_organisation, on_both, refusal};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn new_user(email: &str) -> NewUser {
    NewUser { id: None, email: email.to_owned(), name: "Erika Muster".to_owned() }
}

pub(crate) async fn user(records: &TestRecords, email: &str) -> User {
    create_user(records, new_user(email)).await.unwrap()
}

fn password(text: &str) -> Password {
    Password::from(text)
}

const GOOD: &str = "a good long password";

on_both!(an_address_is_one_persons, |records| async {
    let erika = user(&records, " Erika@Example.COM ").await;
    assert_eq!(erika.email, "erika@example.com");
    assert!(!erika.has_password && !erika.disabled && erika.id.starts_with("u-"));
    let found = find_user_by_email(&records, "ERIKA@example.com").await.unwrap();
    assert_eq!(found, Some(erika.clone()));
    assert_eq!(find_user(&records, &erika.id).await.unwrap(), erika);
    let again = create_user(&records, new_user("erika@EXAMPLE.com")).await;
    assert_eq!(refusal(again), ["EMAIL_TAKEN /email"]);
    let same_id = NewUser { id: Some("u-chosen".to_owned()), ..new_user("one@example.com") };
    create_user(&records, same_id.clone()).await.unwrap();
    let other = NewUser { email: "other@example.com".to_owned(), ..same_id };
    assert_eq!(refusal(create_user(&records, other).await), ["ID_TAKEN /id"]);
    assert_eq!(find_user_by_email(&records, "nobody@example.com").await.unwrap(), None);
});

on_both!(what_is_no_address_is_refused, |records| async {
    let long = format!("{}@example.com", "a".repeat(250));
    for wrong in ["", "erika", "@example.com", "erika@", "a@b@c", "a b@example.com", &long] {
        let created = create_user(&records, new_user(wrong)).await;
        assert_eq!(refusal(created), ["INVALID_EMAIL /email"], "{wrong}");
    }
    let all = NewUser {
        id: Some("erika".to_owned()),
        email: "erika".to_owned(),
        name: "x".repeat(NAME_MAX + 1),
    };
    assert_eq!(
        refusal(create_user(&records, all).await),
        ["INVALID_EMAIL /email", "INVALID_ID /id", "INVALID_NAME /name"]
    );
});

on_both!(only_the_right_password_lets_in, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let may = async |email: &str, text: &str| {
        verify_password(&records, email, &password(text)).await.unwrap().is_some()
    };
    assert!(!may("erika@example.com", GOOD).await);
    set_password(&records, &actor(), &erika.id, &password(GOOD), Sessions::EndAll).await.unwrap();
    let cases = [
        ("erika@example.com", GOOD, true),
        (" ERIKA@example.com", GOOD, true),
        ("erika@example.com", "a good long passworD", false),
        ("erika@example.com", "", false),
        ("nobody@example.com", GOOD, false),
        ("nobody@example.com", "", false),
    ];
    for (email, text, expected) in cases {
        assert_eq!(may(email, text).await, expected, "{email} {text}");
    }
    disable(&records, &actor(), &erika.id).await.unwrap();
    assert!(!may("erika@example.com", GOOD).await);
    enable(&records, &actor(), &erika.id).await.unwrap();
    assert!(may("erika@example.com", GOOD).await);
});

on_both!(a_password_is_long_and_not_the_address, |records| async {
    let erika = user(&records, "erika.muster@example.com").await;
    let longest = "ü".repeat(PASSWORD_MAX);
    let cases = [
        ("elevenchars", Some("PASSWORD_TOO_SHORT /password")),
        ("twelve chars", None),
        (&longest, None),
        (&format!("{longest}ü"), Some("PASSWORD_TOO_LONG /password")),
        ("Erika.Muster@example.com", Some("PASSWORD_IS_EMAIL /password")),
    ];
    for (text, expected) in cases {
        let set =
            set_password(&records, &actor(), &erika.id, &password(text), Sessions::EndAll).await;
        match expected {
            None => assert!(set.unwrap().has_password),
            Some(problem) => assert_eq!(refusal(set), [problem]),
        }
    }
    let kept: (String,) = sqlx::query_as("select password from users")
        .fetch_one(&mut *records.read().await.unwrap())
        .await
        .unwrap();
    assert!(kept.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.0);
});

on_both!(a_new_password_ends_other_sessions_and_links, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (kept, session) = open_session(&records, &erika.id, "one").await.unwrap();
    let (other, _) = open_session(&records, &erika.id, "two").await.unwrap();
    let link = create_set_up_link(&records, &actor(), Some(&erika.id), DAY).await.unwrap();
    let open = Sessions::Keep(&session.id);
    set_password(&records, &actor(), &erika.id, &password(GOOD), open).await.unwrap();
    assert!(session_of(&records, &kept).await.unwrap().is_some());
    assert!(session_of(&records, &other).await.unwrap().is_none());
    assert_eq!(refusal(find_link(&records, &link).await), ["LINK_UNKNOWN /link"]);
    set_password(&records, &actor(), &erika.id, &password(GOOD), Sessions::EndAll).await.unwrap();
    assert!(session_of(&records, &kept).await.unwrap().is_none());
});

on_both!(a_set_up_link_works_once, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let link = create_set_up_link(&records, &actor(), Some(&erika.id), DAY).await.unwrap();
    let (session, _) = open_session(&records, &erika.id, "").await.unwrap();
    let LinkPurpose::Password { user } = find_link(&records, &link).await.unwrap().purpose else {
        panic!("the link is somebody's");
    };
    assert_eq!(user, erika);
    let refused = use_link(&records, "test", &link, &password("short")).await;
    assert_eq!(refusal(refused), ["PASSWORD_TOO_SHORT /password"]);

    let good = password(GOOD);
    let (one, other) = tokio::join!(
        use_link(&records, "test", &link, &good),
        use_link(&records, "test", &link, &good)
    );
    let (used, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert!(used.unwrap().has_password);
    assert_eq!(refusal(refused), ["LINK_USED /link"]);
    assert_eq!(refusal(find_link(&records, &link).await), ["LINK_USED /link"]);
    assert!(session_of(&records, &session).await.unwrap().is_none());
    let email = "erika@example.com";
    assert!(verify_password(&records, email, &good).await.unwrap().is_some());
});

on_both!(a_set_up_link_ends_with_its_time_and_with_the_next, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let older = create_set_up_link(&records, &actor(), Some(&erika.id), DAY).await.unwrap();
    let newer = create_set_up_link(&records, &actor(), Some(&erika.id), HOUR).await.unwrap();
    let good = password(GOOD);
    assert_eq!(refusal(use_link(&records, "test", &older, &good).await), ["LINK_UNKNOWN /link"]);
    assert_eq!(refusal(use_link(&records, "test", "guessed", &good).await), ["LINK_UNKNOWN /link"]);
    records.pass(HOUR);
    assert_eq!(refusal(use_link(&records, "test", &newer, &good).await), ["LINK_EXPIRED /link"]);

    let unused = create_set_up_link(&records, &actor(), Some(&erika.id), HOUR).await.unwrap();
    disable(&records, &actor(), &erika.id).await.unwrap();
    assert_eq!(refusal(use_link(&records, "test", &unused, &good).await), ["USER_DISABLED"]);
    let link = create_set_up_link(&records, &actor(), Some(&erika.id), HOUR).await;
    assert_eq!(refusal(link), ["USER_DISABLED"]);
    let nobodys = create_set_up_link(&records, &actor(), Some("u-nobody"), HOUR).await;
    assert_eq!(refusal(nobodys), ["no user u-nobody"]);
});

fn first_start(account: &str, email: &str) -> FirstStart {
    FirstStart {
        organisation: new_organisation(OrganisationKind::Organisation, account),
        user: new_user(email),
        password: password(GOOD),
    }
}

on_both!(the_first_start_makes_an_organisation_and_who_runs_it, |records| async {
    assert!(!has_users(&records).await.unwrap());
    let link = create_set_up_link(&records, &actor(), None, DAY).await.unwrap();
    assert_eq!(find_link(&records, &link).await.unwrap().purpose, LinkPurpose::FirstStart);
    let set = use_link(&records, "test", &link, &password(GOOD)).await;
    assert_eq!(refusal(set), ["LINK_UNKNOWN /link"]);
    let mut wrong = first_start("1", "erika");
    wrong.password = password("short");
    assert_eq!(
        refusal(use_first_link(&records, &link, wrong).await),
        [
            "INVALID_ACCOUNT_ID /organisation/account/id",
            "PASSWORD_TOO_SHORT /password",
            "INVALID_EMAIL /user/email"
        ]
    );
    let start = first_start("111111111111", "erika@example.com");
    let (erika, organisation) = use_first_link(&records, &link, start).await.unwrap();
    assert!(has_users(&records).await.unwrap());
    let standing = caller(&records, &erika.id, "111111111111").await.unwrap().unwrap();
    assert_eq!(standing.organisation, organisation.id);
    assert_eq!(standing.policies, ["FullAccess"]);
    let verified = verify_password(&records, "erika@example.com", &password(GOOD)).await.unwrap();
    assert_eq!(verified, Some(erika));
    let told = records.audit(&organisation.id).await;
    let actions: Vec<&str> = told.iter().filter_map(|entry| entry.split(' ').next()).collect();
    let users = "organizations:ManageUsers";
    assert_eq!(actions[1..], [users, "people:SetPassword", users]);
    let start = first_start("222222222222", "max@example.com");
    assert_eq!(refusal(use_first_link(&records, &link, start).await), ["LINK_USED /link"]);
    assert_eq!(refusal(create_set_up_link(&records, &actor(), None, DAY).await), ["SET_UP_DONE"]);
});

on_both!(of_several_first_starts_one_is_the_first, |records| async {
    let one = create_set_up_link(&records, &actor(), None, DAY).await.unwrap();
    let other = create_set_up_link(&records, &actor(), None, DAY).await.unwrap();
    let (one, other) = tokio::join!(
        use_first_link(&records, &one, first_start("111111111111", "erika@example.com")),
        use_first_link(&records, &other, first_start("222222222222", "max@example.com")),
    );
    let refused = if one.is_ok() { other } else { one };
    assert_eq!(refusal(refused), ["SET_UP_DONE"]);
    let people: Vec<(String,)> = sqlx::query_as("select id from users")
        .fetch_all(&mut *records.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(people.len(), 1);
});

on_both!(a_session_ends_when_it_is_idle, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (secret, session) = open_session(&records, &erika.id, "Browser\u{7}").await.unwrap();
    assert_eq!(session.user_agent, "Browser");
    assert_eq!(secret.len(), 32);
    records.pass(8 * HOUR - MINUTE);
    let (who, seen) = session_of(&records, &secret).await.unwrap().unwrap();
    assert_eq!((&who.id, &seen.id), (&erika.id, &session.id));
    assert_eq!(seen.last_seen_at, "2026-10-05T16:59:00.000Z");
    records.pass(8 * HOUR - MINUTE);
    assert!(session_of(&records, &secret).await.unwrap().is_some());
    records.pass(8 * HOUR);
    assert!(session_of(&records, &secret).await.unwrap().is_none());
    assert_eq!(sessions(&records, &erika.id).await.unwrap(), []);
});

on_both!(a_session_ends_after_seven_days, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (secret, _) = open_session(&records, &erika.id, "").await.unwrap();
    for _ in 0..27 {
        records.pass(6 * HOUR);
        assert!(session_of(&records, &secret).await.unwrap().is_some());
    }
    records.pass(6 * HOUR);
    assert!(session_of(&records, &secret).await.unwrap().is_none());
});

on_both!(a_session_is_seen_once_a_minute, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (secret, _) = open_session(&records, &erika.id, "").await.unwrap();
    let steps = [
        (59, "2026-10-05T09:00:00.000Z"),
        (1, "2026-10-05T09:01:00.000Z"),
        (59, "2026-10-05T09:01:00.000Z"),
    ];
    for (seconds, seen) in steps {
        records.pass(Duration::from_secs(seconds));
        session_of(&records, &secret).await.unwrap().unwrap();
        assert_eq!(sessions(&records, &erika.id).await.unwrap()[0].last_seen_at, seen);
    }
});

on_both!(a_revoked_session_is_nobody, |records| async {
    let (erika, max) =
        (user(&records, "erika@example.com").await, user(&records, "max@example.com").await);
    let mut opened = Vec::new();
    for _ in 0..3 {
        opened.push(open_session(&records, &erika.id, "").await.unwrap());
    }
    let (foreign, _) = open_session(&records, &max.id, "").await.unwrap();
    let revoked = revoke_session(&records, &actor(), &max.id, &opened[0].1.id).await;
    assert_eq!(refusal(revoked), [format!("no session {}", opened[0].1.id)]);
    revoke_session(&records, &actor(), &erika.id, &opened[0].1.id).await.unwrap();
    assert!(session_of(&records, &opened[0].0).await.unwrap().is_none());
    let ended =
        revoke_other_sessions(&records, &actor(), &erika.id, &opened[1].1.id).await.unwrap();
    assert_eq!(ended, 1);
    assert!(session_of(&records, &opened[1].0).await.unwrap().is_some());
    assert!(session_of(&records, &opened[2].0).await.unwrap().is_none());
    assert!(session_of(&records, &foreign).await.unwrap().is_some());
    assert!(session_of(&records, "guessed").await.unwrap().is_none());
});

on_both!(the_oldest_session_makes_room, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (first, _) = open_session(&records, &erika.id, "").await.unwrap();
    for _ in 1..SESSIONS_MAX {
        records.pass(Duration::from_secs(1));
        open_session(&records, &erika.id, "").await.unwrap();
    }
    assert!(session_of(&records, &first).await.unwrap().is_some());
    open_session(&records, &erika.id, "").await.unwrap();
    assert_eq!(sessions(&records, &erika.id).await.unwrap().len(), SESSIONS_MAX);
    assert!(session_of(&records, &first).await.unwrap().is_none());
});

on_both!(a_disabled_user_has_no_session, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (secret, _) = open_session(&records, &erika.id, "").await.unwrap();
    let disabled = disable(&records, &actor(), &erika.id).await.unwrap();
    assert!(disabled.disabled && disabled.version > erika.version);
    assert_eq!(disable(&records, &actor(), &erika.id).await.unwrap(), disabled);
    assert!(session_of(&records, &secret).await.unwrap().is_none());
    assert_eq!(refusal(open_session(&records, &erika.id, "").await), ["USER_DISABLED"]);
    enable(&records, &actor(), &erika.id).await.unwrap();
    assert!(session_of(&records, &secret).await.unwrap().is_none());
    open_session(&records, &erika.id, "").await.unwrap();
    assert_eq!(refusal(disable(&records, &actor(), "u-nobody").await), ["no user u-nobody"]);
});

on_both!(no_secret_is_kept, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let (session, _) = open_session(&records, &erika.id, "").await.unwrap();
    let link = create_set_up_link(&records, &actor(), Some(&erika.id), DAY).await.unwrap();
    let kept: Vec<(String,)> = sqlx::query_as(
        "select token_hash from sessions union all select token_hash from set_up_links",
    )
    .fetch_all(&mut *records.read().await.unwrap())
    .await
    .unwrap();
    for (hash,) in &kept {
        assert!(hash.len() == 64 && *hash != session && *hash != link);
        let tried = session_of(&records, hash).await;
        assert!(matches!(tried, Ok::<_, RecordError>(None)));
    }
    assert_eq!(kept.len(), 2);
});

on_both!(what_was_used_or_is_too_old_is_forgotten_after_a_while, |records| async {
    let erika = user(&records, "erika@example.com").await;
    let links = async || {
        let mut connection = records.database().write().await.unwrap();
        let (count,): (i64,) = sqlx::query_as("select count(*) from set_up_links")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        count
    };
    create_set_up_link(&records, &actor(), Some(&erika.id), DAY).await.unwrap();
    records.pass(7 * DAY);
    assert_eq!(forget_old_links(&records, 7 * DAY).await.unwrap(), 0);
    records.pass(2 * DAY);
    assert_eq!((forget_old_links(&records, 7 * DAY).await.unwrap(), links().await), (1, 0));
});

on_both!(keys_of_requests_are_forgotten_after_a_week, |records| async {
    let organisation = records.organisation("111111111111").await.id;
    let key = IdempotencyKey {
        principal: "user:u-1".to_owned(),
        key: "k".to_owned(),
        request_hash: "h".to_owned(),
    };
    let again = async || records.write(&organisation, &actor(), Some(&key)).await;
    again().await.unwrap().commit_with(200, &"done").await.unwrap();
    records.pass(7 * DAY);
    assert_eq!(forget_old_keys(&records, 7 * DAY).await.unwrap(), 0);
    assert!(matches!(again().await, Err(RecordError::Replayed(_))));
    records.pass(HOUR);
    assert_eq!(forget_old_keys(&records, 7 * DAY).await.unwrap(), 1);
    again().await.unwrap().commit_with(200, &"done").await.unwrap();
});
