//! The table fixtures of `cases/matching`, native, through both doors.

use std::fs;
use std::path::PathBuf;

use procurement::{Sellers, Workspace};
use tieback_tests::table;

pub(crate) fn cases() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// Every fixture with its file name, sorted.
pub(crate) fn fixtures() -> Vec<(String, String)> {
    let files = fs::read_dir(cases().join("matching")).unwrap();
    let mut fixtures: Vec<_> = files
        .map(|file| {
            let file = file.unwrap();
            let text = fs::read_to_string(file.path()).unwrap();
            (file.file_name().into_string().unwrap(), text)
        })
        .collect();
    fixtures.sort();
    fixtures
}

fn load(snapshot: &str) -> Workspace {
    Workspace::load(snapshot.to_owned(), &Sellers::built_in()).unwrap()
}

#[test]
fn every_fixture_holds() {
    let preview = |snapshot: &str, explain: Option<&str>| load(snapshot).preview(explain).unwrap();
    let what_if = |snapshot: &str, edits: &str| load(snapshot).apply(edits).unwrap().to_json();
    let mut failures = Vec::new();
    for (name, text) in fixtures() {
        failures.extend(table::check(&text, preview).err().map(|error| format!("{name}: {error}")));
        let changed = table::check_what_if(&text, preview, what_if);
        failures.extend(changed.err().map(|error| format!("{name}, what-if: {error}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// All 57 worked examples have an owner, and owners that are files exist.
#[test]
fn every_worked_example_has_an_owner() {
    let list = fs::read_to_string(cases().join("worked-examples.txt")).unwrap();
    let rows: Vec<&str> = list.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect();
    let numbers: Vec<usize> =
        rows.iter().map(|row| row.split('|').next().unwrap().trim().parse().unwrap()).collect();
    assert_eq!(numbers, (1..=57).collect::<Vec<_>>());
    for row in rows {
        let owners = row.split('|').nth(2).unwrap().split(',').map(str::trim);
        for owner in owners {
            let root = cases().join("../..");
            let is_known = owner == "server"
                || owner == "pages"
                || root.join(owner).exists()
                || cases().join("..").join(owner).exists()
                || cases().join(owner).exists();
            assert!(is_known, "{row}");
        }
    }
}
