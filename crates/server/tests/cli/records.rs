//! `tieback close`, `verify` and `backup`, on records in a directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use procurement::{Instant, Sellers};
use records::organisations::{NewAccount, NewOrganisation, OrganisationKind, create_organisation};
use records::verify::export_head;
use records::{Actor, Database, OrganisationId, Records, TravellingClock};
use serde_json::{Value, json};

use crate::program::{Ended, tieback, written};

const ID: &str = "o-acme";

/// A directory with the records of an organisation that owes 25 dollars for January 2024.
pub(crate) fn directory(name: &str) -> String {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // It may be there from the run before.
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    in_runtime(fill(&directory));
    directory.into_os_string().into_string().unwrap()
}

pub(crate) fn in_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

pub(crate) async fn opened(directory: &Path) -> Records {
    let url = format!("sqlite:{}", directory.join("tieback.db").display());
    let clock = TravellingClock::at("2024-01-05T09:00:00Z".parse::<Instant>().unwrap());
    Records::new(Database::open(&url).await.unwrap(), Arc::new(clock), Sellers::built_in())
}

async fn fill(directory: &Path) {
    let records = opened(directory).await;
    let actor = Actor::system("test");
    let new = NewOrganisation {
        id: Some(ID.to_owned()),
        name: "Acme".to_owned(),
        kind: OrganisationKind::Regular,
        account: NewAccount { id: "111111111111".to_owned(), name: "Acme".to_owned() },
    };
    create_organisation(&records, &actor, new).await.unwrap();
    let mut write = records.write(&OrganisationId::new(ID), &actor, None).await.unwrap();
    let terms = json!({
        "description": "Seats", "category": "marketplace", "cycle": "monthly",
        "billFrom": "AWS_INC", "currency": "USD", "amount": "25", "billingPeriod": "2024-01",
    });
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into charges
             (organisation, id, account, agreement, revision, kind, state, due_at, purchase_order,
              carried_over, document, created_at)
         values ($1, 'ch-1', '111111111111', null, 1, 'fixed', 'future', null, null, 0, $2, 0)",
    )
    .bind(organisation)
    .bind(terms.to_string())
    .execute(connection)
    .await
    .unwrap();
    write.commit().await.unwrap();
    records.database().close().await;
}

pub(crate) fn on(directory: &str, arguments: &[&str]) -> Ended {
    let directory = format!("--data-directory={directory}");
    tieback(&[arguments, &[directory.as_str()]].concat())
}

#[track_caller]
pub(crate) fn parsed(ended: &Ended) -> Value {
    assert_eq!(ended.code, 0, "{}", ended.err);
    serde_json::from_str(&ended.out).unwrap()
}

#[test]
fn a_month_is_closed_once_after_a_look_at_what_it_holds() {
    let directory = directory("close");
    let close = ["close", "--period=2024-01"];
    let dry = on(&directory, &[&close[..], &["--dry-run"]].concat());
    assert_eq!((dry.code, dry.err.as_str()), (0, ""));
    assert!(dry.out.contains("o-acme: 1 invoice would be issued"), "{}", dry.out);
    assert!(dry.out.contains("25.00"), "{}", dry.out);
    let preview = parsed(&on(&directory, &[&close[..], &["--dry-run", "--json"]].concat()));
    assert_eq!(preview[0]["preview"]["invoices"][0]["total"], "25.00");
    for _ in 0..2 {
        let run = parsed(&on(&directory, &[&close[..], &["--json"]].concat()));
        assert_eq!(run[0]["organisation"], ID);
        assert_eq!(
            (&run[0]["run"]["issued"], &run[0]["run"]["state"]),
            (&json!(1), &json!("done"))
        );
    }
    let closed = on(&directory, &[&close[..], &["--organisation", ID]].concat());
    assert_eq!(closed.code, 0, "{}", closed.err);
    assert!(closed.out.contains("2024-01") && closed.out.contains("done"), "{}", closed.out);
}

#[test]
fn what_cannot_be_closed_is_told() {
    let directory = directory("unclosed");
    let early = on(&directory, &["close", "--period=2024-03"]);
    assert_eq!((early.code, early.out.as_str()), (2, ""));
    assert!(early.err.contains("o-acme: 2024-01 is still open"), "{}", early.err);
    let unknown = on(&directory, &["close", "--period=2024-01", "--organisation=o-none"]);
    assert_eq!(unknown.code, 64);
    assert!(unknown.err.contains("`o-none`"), "{}", unknown.err);
    for command in [&["close", "--period=2024-01"][..], &["verify"], &["backup", "unwritten"]] {
        let nowhere = on("no-such-directory", command);
        assert_eq!(nowhere.code, 66);
        assert!(nowhere.err.contains("there are no records"), "{}", nowhere.err);
    }
    assert!(!Path::new("no-such-directory").exists());
}

#[test]
fn verification_tells_what_was_changed_past_the_server() {
    let directory = directory("verify");
    assert_eq!(on(&directory, &["close", "--period=2024-01"]).code, 0);
    let sound = on(&directory, &["verify"]);
    assert_eq!((sound.code, sound.err.as_str()), (0, ""));
    assert!(sound.out.contains("1 documents with 1 lines"), "{}", sound.out);
    assert!(sound.out.contains("All of it agrees."), "{}", sound.out);
    in_runtime(async {
        let records = opened(Path::new(&directory)).await;
        let mut write = records.database().write().await.unwrap();
        sqlx::query("update charges set state = 'future'").execute(&mut *write).await.unwrap();
        write.commit().await.unwrap();
        records.database().close().await;
    });
    let faulty = on(&directory, &["verify"]);
    assert_eq!(faulty.code, 2);
    assert!(faulty.out.contains("ch-1"), "{}", faulty.out);
    let faulty = on(&directory, &["verify", "--json", "--organisation", ID]);
    let reports: Value = serde_json::from_str(&faulty.out).unwrap();
    assert_eq!((faulty.code, reports[0]["report"]["faults"].as_array().unwrap().len()), (2, 1));
}

#[test]
fn verification_holds_the_audit_against_its_end_of_earlier() {
    let directory = directory("audit-head");
    let head = in_runtime(async {
        let records = opened(Path::new(&directory)).await;
        let head = export_head(&records, &OrganisationId::new(ID)).await.unwrap();
        records.database().close().await;
        head
    });
    let noted = format!("--audit-head={}:{}", head.sequence, head.hash);
    assert_eq!(on(&directory, &["close", "--period=2024-01"]).code, 0);
    let goes_on = on(&directory, &["verify", &noted]);
    assert_eq!((goes_on.code, goes_on.err.as_str()), (0, ""));
    let zeros = "0".repeat(64);
    let other = on(&directory, &["verify", &format!("--audit-head={}:{zeros}", head.sequence)]);
    assert_eq!(other.code, 2);
    assert!(other.out.contains("AUDIT_ANCHOR_DIFFERS"), "{}", other.out);
    let gone = on(&directory, &["verify", &format!("--audit-head=1000:{}", head.hash)]);
    assert_eq!(gone.code, 2);
    assert!(gone.out.contains("AUDIT_CUT"), "{}", gone.out);
    for unreadable in ["17", "x:00", &format!("-1:{zeros}"), "17:abc"] {
        let refused = on(&directory, &["verify", &format!("--audit-head={unreadable}")]);
        assert_eq!(refused.code, 64, "{unreadable}");
        assert!(refused.err.contains("with a colon between"), "{}", refused.err);
    }
    in_runtime(async {
        let records = opened(Path::new(&directory)).await;
        let new = NewOrganisation {
            id: None,
            name: "Other".to_owned(),
            kind: OrganisationKind::Regular,
            account: NewAccount { id: "222222222222".to_owned(), name: "Other".to_owned() },
        };
        create_organisation(&records, &Actor::system("test"), new).await.unwrap();
        records.database().close().await;
    });
    let whose = on(&directory, &["verify", &noted]);
    assert_eq!(whose.code, 64);
    assert!(whose.err.contains("--organisation"), "{}", whose.err);
    assert_eq!(on(&directory, &["verify", &noted, "--organisation", ID]).code, 0);
}

#[test]
fn what_is_due_apart_from_the_month_is_issued_by_itself() {
    let directory = directory("due");
    in_runtime(async {
        let records = opened(Path::new(&directory)).await;
        let mut write = records.database().write().await.unwrap();
        let text = r#"{"description":"Setup","category":"marketplace","cycle":"out-of-cycle",
            "billFrom":"AWS_INC","currency":"USD","amount":"7"}"#;
        sqlx::query(
            "insert into charges
                 (organisation, id, account, revision, kind, state, due_at, carried_over, document,
                  created_at)
             values ($1, 'ch-2', '111111111111', 1, 'fixed', 'future', 1704448800000, 0, $2, 0)",
        )
        .bind(ID)
        .bind(text)
        .execute(&mut *write)
        .await
        .unwrap();
        write.commit().await.unwrap();
        records.database().close().await;
    });
    let shown = on(&directory, &["close", "--due", "--dry-run"]);
    assert!(shown.out.contains("1 invoice would be issued"), "{}", shown.out);
    let run = parsed(&on(&directory, &["close", "--due", "--beyond-usual", "--json"]));
    assert_eq!(
        (&run[0]["run"]["kind"], &run[0]["run"]["issued"]),
        (&json!("out-of-cycle"), &json!(1))
    );
    assert_eq!(on(&directory, &["close", "--due", "--period=2024-01"]).code, 64);
    assert_eq!(on(&directory, &["close"]).code, 64);
}

#[test]
fn a_backup_is_the_records_of_its_moment() {
    let directory = directory("backup");
    let file = PathBuf::from(&directory).join("copy.db");
    let name = file.to_str().unwrap();
    assert_eq!(on(&directory, &["backup", name]).out, format!("{name}\n"));
    assert_eq!(on(&directory, &["close", "--period=2024-01"]).code, 0);
    let twice = on(&directory, &["backup", name]);
    assert_eq!(twice.code, 66);
    assert!(twice.err.contains("it is there already"), "{}", twice.err);
    let astray = on(&directory, &["backup", "no/such/directory.db"]);
    assert_eq!(astray.code, 66, "{}", astray.err);
    // Restored, it is as it was, and goes on from there.
    let restored = PathBuf::from(&directory).join("restored");
    fs::create_dir_all(&restored).unwrap();
    fs::rename(&file, restored.join("tieback.db")).unwrap();
    let restored = restored.to_str().unwrap();
    let report = parsed(&on(restored, &["verify", "--json"]));
    assert_eq!(report[0]["report"]["checked"]["documents"], 0);
    assert_eq!(report[0]["report"]["checked"]["charges"], 1);
    let run = parsed(&on(restored, &["close", "--period=2024-01", "--json"]));
    assert_eq!(run[0]["run"]["issued"], 1);
    assert_eq!(on(restored, &["verify"]).code, 0);
    let postgres = ["backup", "x.db", "--database-url=postgres://localhost/x"];
    let refused = tieback(&postgres);
    assert_eq!(refused.code, 64);
    assert!(refused.err.contains("pg_dump"), "{}", refused.err);
}

#[test]
fn a_mail_server_needs_a_sender_and_an_address_that_is_one() {
    let serve = ["serve", "--address=127.0.0.1:0", "--pages", crate::serving::pages()];
    let nobody = tieback(&[&serve[..], &["--smtp-url=smtp://host"]].concat());
    assert_eq!(nobody.code, 64);
    assert!(nobody.err.contains("--mail-from"), "{}", nobody.err);
    let mail = ["--smtp-url=ftp://user:hunter2@host", "--mail-from=a@example.com"];
    let wrong = tieback(&[&serve[..], &mail[..]].concat());
    assert_eq!(wrong.code, 64);
    assert!(wrong.err.contains("smtps://") && !wrong.err.contains("hunter2"), "{}", wrong.err);
    assert!(written(&["serve", "--help"]).contains("--no-scheduler"));
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("owner");
    let _ = fs::remove_dir_all(&place);
    let (data, restored) = (place.join("deep/data"), place.join("restored"));
    let (database, backup) = (data.join("tieback.db"), place.join("backup.db"));
    let on = |directory: &Path, command: &[&str]| {
        tieback(&[command, &["--data-directory", directory.to_str().unwrap()]].concat())
    };
    // Nobody is there, and the database is from then on.
    let reset = ["user", "reset", "--email", "nobody@example.com"];
    assert_eq!(on(&data, &reset).code, 2);
    assert_eq!(on(&data, &["backup", backup.to_str().unwrap()]).code, 0);
    on(&restored, &["restore", backup.to_str().unwrap()]);
    for directory in [&place, &place.join("deep"), &data, &restored] {
        assert_eq!(mode(directory), 0o700, "{}", directory.display());
    }
    for file in [&database, &backup, &restored.join("tieback.db")] {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    // What somebody chose stays.
    fs::set_permissions(&database, fs::Permissions::from_mode(0o640)).unwrap();
    on(&data, &reset);
    assert_eq!(mode(&database), 0o640);
}
