//! `tieback restore`: back to a backup, whatever lies where it goes.

use std::fs;
use std::path::{Path, PathBuf};

use records::Database;

use crate::program::tieback;
use crate::records::{directory, in_runtime, on, opened, parsed};

/// A backup of the records of a directory, beside them.
fn backed_up(directory: &str) -> String {
    let file = format!("{directory}/copy.db");
    assert_eq!(on(directory, &["backup", &file]).code, 0);
    file
}

fn names(directory: &str) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[track_caller]
fn assert_documents(directory: &str, count: u64) {
    let report = parsed(&on(directory, &["verify", "--json"]));
    assert_eq!(report[0]["report"]["checked"]["documents"], count);
}

/// Closes a month, and leaves everything as a process does that ends amid its work: with what it
/// changed in the log.
fn close_and_crash(directory: &str) {
    let files = ["tieback.db", "tieback.db-wal", "tieback.db-shm"];
    let from = |name: &str| PathBuf::from(directory).join(name);
    let aside = |name: &str| PathBuf::from(directory).join(format!("aside-{name}"));
    in_runtime(async {
        let records = opened(Path::new(directory)).await;
        assert_eq!(on(directory, &["close", "--period=2024-01"]).code, 0);
        for name in files {
            fs::copy(from(name), aside(name)).unwrap();
        }
        records.database().close().await;
    });
    files.iter().for_each(|name| fs::rename(aside(name), from(name)).unwrap());
    assert!(fs::metadata(from("tieback.db-wal")).unwrap().len() > 0);
}

#[test]
fn a_backup_is_restored_without_the_log_that_a_crash_left() {
    let directory = directory("restore");
    let backup = backed_up(&directory);
    close_and_crash(&directory);
    let restored = on(&directory, &["restore", &backup]);
    assert_eq!((restored.code, restored.err.as_str()), (0, ""));
    assert!(restored.out.contains("tieback.db\n"), "{}", restored.out);
    assert!(restored.out.contains("All of it agrees."), "{}", restored.out);
    assert_eq!(names(&directory), ["copy.db", "tieback.db"]);
    assert_documents(&directory, 0);
    let run = parsed(&on(&directory, &["close", "--period=2024-01", "--json"]));
    assert_eq!(run[0]["run"]["issued"], 1);
    assert_documents(&directory, 1);
}

#[test]
fn a_backup_is_restored_where_there_is_nothing_but_a_log() {
    let directory = directory("restore-new");
    let backup = backed_up(&directory);
    close_and_crash(&directory);
    fs::remove_file(format!("{directory}/tieback.db")).unwrap();
    assert_eq!(on(&directory, &["restore", &backup]).code, 0);
    assert_documents(&directory, 0);
    // And in a directory that is not there yet.
    let new = format!("{directory}/deep/new");
    assert_eq!(on(&new, &["restore", &backup]).code, 0);
    assert_documents(&new, 0);
}

#[test]
fn records_that_somebody_has_open_are_not_replaced() {
    let directory = directory("restore-in-use");
    let backup = backed_up(&directory);
    let refused = in_runtime(async {
        let url = format!("sqlite:{directory}/tieback.db");
        let idle = Database::open(&url).await.unwrap();
        let refused = on(&directory, &["restore", &backup]);
        idle.close().await;
        refused
    });
    assert_eq!(refused.code, 74);
    assert!(refused.err.contains("in use: end the server"), "{}", refused.err);
    assert_eq!(names(&directory), ["copy.db", "tieback.db"]);
    assert_eq!(on(&directory, &["restore", &backup]).code, 0);
}

#[test]
fn what_is_no_backup_replaces_nothing() {
    let directory = directory("restore-other");
    assert_eq!(on(&directory, &["close", "--period=2024-01"]).code, 0);
    let own = format!("{directory}/tieback.db");
    let halves = format!("{directory}/halves.db");
    fs::copy(&own, &halves).unwrap();
    fs::write(format!("{halves}-wal"), "a log").unwrap();
    let (empty, text) = (format!("{directory}/empty.db"), format!("{directory}/text.db"));
    fs::write(&empty, "").unwrap();
    fs::write(&text, "No database. ".repeat(1000)).unwrap();
    for (file, reason) in [
        (empty.as_str(), "it is no backup"),
        (&text, "it is no backup"),
        (&own, "it is the database itself"),
        (&halves, "there is a log beside it"),
        ("no-such-file.db", "No such file"),
    ] {
        let refused = on(&directory, &["restore", file]);
        assert_eq!(refused.code, 66, "{file}");
        assert!(refused.err.contains(reason), "{file}: {}", refused.err);
    }
    let left = ["empty.db", "halves.db", "halves.db-wal", "text.db", "tieback.db"];
    assert_eq!(names(&directory), left);
    assert_documents(&directory, 1);
    let refused = tieback(&["restore", "x.db", "--database-url=postgres://localhost/x"]);
    assert_eq!(refused.code, 64);
    assert!(refused.err.contains("pg_restore"), "{}", refused.err);
}

#[test]
fn a_database_that_cannot_be_read_is_to_be_moved_first() {
    let directory = directory("restore-damaged");
    let backup = backed_up(&directory);
    let own = format!("{directory}/tieback.db");
    fs::write(&own, "No database. ".repeat(1000)).unwrap();
    let refused = on(&directory, &["restore", &backup]);
    assert_eq!(refused.code, 74);
    assert!(refused.err.contains("move it"), "{}", refused.err);
    fs::rename(&own, format!("{directory}/damaged")).unwrap();
    assert_eq!(on(&directory, &["restore", &backup]).code, 0);
    assert_documents(&directory, 0);
}
