//! Every rule of the domain that the engine follows is cited by a test.

use std::fs;
use std::path::{Path, PathBuf};

/// Rules that concern matching and the snapshot: steps M1 to M12, and these decisions.
const DECISIONS: [u32; 26] =
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 25, 29, 30, 37];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn collect(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "txt" || e == "rs") {
            into.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Whether a rule is cited, and not as the beginning of another's number.
fn cites(text: &str, rule: &str) -> bool {
    text.match_indices(rule).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + rule.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(|c| c.is_ascii_digit())
    })
}

#[test]
fn every_rule_is_cited_by_a_test() {
    let mut tests = String::new();
    collect(&root().join("tests/cases"), &mut tests);
    collect(&root().join("tests/tests"), &mut tests);
    let steps = (1..=12).map(|number| format!("M{number}"));
    let decisions = DECISIONS.iter().map(|number| format!("P-{number}"));
    let missing: Vec<_> = steps.chain(decisions).filter(|rule| !cites(&tests, rule)).collect();
    assert!(missing.is_empty(), "no test cites {missing:?}");
}

#[test]
fn every_rule_is_stated_in_the_documentation() {
    let page = fs::read_to_string(root().join("docs/matching.md")).unwrap();
    let steps = (1..=12).map(|number| format!("M{number}"));
    let decisions = DECISIONS.iter().map(|number| format!("P-{number}"));
    let missing: Vec<_> = steps.chain(decisions).filter(|rule| !cites(&page, rule)).collect();
    assert!(missing.is_empty(), "docs/matching.md does not state {missing:?}");
}
