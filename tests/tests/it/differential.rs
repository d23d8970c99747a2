//! The engine against the naive oracle, on random snapshots and random edits: same bytes.

use procurement::{Problems, Sellers, Workspace};
use serde_json::Value;
use tieback_tests::{oracle, random};

/// How many random snapshots: a few thousand in every run, many under `--heavy`.
fn count() -> u64 {
    if std::env::var_os("TIEBACK_HEAVY").is_some() { 210_000 } else { 4_000 }
}

fn code(problems: &Problems) -> String {
    let problem = problems.problems.first().expect("a refusal has a problem");
    serde_json::to_value(problem.code).unwrap().as_str().unwrap().to_owned()
}

fn load(snapshot: &Value) -> Result<Workspace, String> {
    Workspace::load(snapshot.to_string(), &Sellers::built_in()).map_err(|problems| {
        let code = code(&problems);
        assert_eq!(code, "AMOUNT_TOO_LARGE", "the generator makes valid snapshots: {problems}");
        code
    })
}

/// Asserts that two texts are the same, and shows where they part.
fn assert_same(actual: &str, expected: &str, what: impl Fn() -> String) {
    if actual != expected {
        let at = actual.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
        let around = |text: &str| {
            let bytes = text.as_bytes();
            let end = bytes.len().min(at + 200);
            String::from_utf8_lossy(&bytes[at.saturating_sub(200)..end]).into_owned()
        };
        panic!(
            "at byte {at}\nactual:   {}\nexpected: {}\n{}",
            around(actual),
            around(expected),
            what()
        );
    }
}

/// Ids of the documents of a preview, in its order.
fn documents(preview: &str) -> Vec<String> {
    let preview: Value = serde_json::from_str(preview).unwrap();
    let invoices = preview["invoices"].as_array().unwrap();
    invoices.iter().map(|invoice| invoice["id"].as_str().unwrap().to_owned()).collect()
}

/// What was compared.
#[derive(Default)]
struct Seen {
    documents: usize,
    edits: usize,
    refused: usize,
}

#[test]
fn engine_and_oracle_agree() {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let seen = std::thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|worker| {
                let mine = (0..count()).skip(worker).step_by(workers);
                scope.spawn(|| mine.fold(Seen::default(), snapshot_agrees))
            })
            .collect();
        started.into_iter().map(|worker| worker.join().unwrap()).fold(Seen::default(), sum)
    });
    eprintln!(
        "{} snapshots compared, {} documents, {} edits, {} refused alike",
        count(),
        seen.documents,
        seen.edits,
        seen.refused
    );
}

fn sum(one: Seen, other: Seen) -> Seen {
    Seen {
        documents: one.documents + other.documents,
        edits: one.edits + other.edits,
        refused: one.refused + other.refused,
    }
}

fn snapshot_agrees(mut seen: Seen, seed: u64) -> Seen {
    let snapshot = random::snapshot(seed);
    let expected = oracle::preview(&snapshot, None);
    let actual = load(&snapshot).and_then(|w| w.preview(None).map_err(|p| code(&p)));
    assert_eq!(actual, expected, "seed {seed}: {snapshot}");
    let Ok(preview) = expected else {
        seen.refused += 1;
        return seen;
    };
    let mut workspace = load(&snapshot).unwrap();
    let ids = documents(&preview);
    seen.documents += ids.len();
    // One explanation a snapshot, another document each time.
    if let Some(id) = ids.get(usize::try_from(seed).unwrap() % ids.len().max(1)) {
        let expected = oracle::preview(&snapshot, Some(id)).unwrap();
        assert_eq!(workspace.preview(Some(id)).unwrap(), expected, "seed {seed}, {id}: {snapshot}");
    }
    seen.edits += edits_agree(seed, &snapshot, &preview, &mut workspace);
    seen
}

/// Applies a chain of random edits, each compared with the oracle and with a fresh load, then
/// takes all of them back. Gives how many there were.
fn edits_agree(seed: u64, snapshot: &Value, preview: &str, workspace: &mut Workspace) -> usize {
    let mut current = snapshot.clone();
    let mut previews = vec![preview.to_owned()];
    for step in 0..3 {
        let edits = random::edits(seed * 3 + step, &current);
        let expected = oracle::what_if(&current, &edits);
        let actual = workspace.apply(&edits.to_string()).map(|change| change.to_json());
        match (expected, actual) {
            (Ok((edited, expected)), Ok(actual)) => {
                assert_same(&actual, &expected, || {
                    format!("seed {seed}, step {step}: {current}\n{edits}")
                });
                let preview = workspace.preview(None).unwrap();
                let fresh = load(&edited).unwrap();
                let expected = fresh.preview(None).unwrap();
                assert_same(&preview, &expected, || {
                    format!("seed {seed}, step {step}: {current}\n{edits}")
                });
                for id in documents(&preview).iter().take(3) {
                    assert_eq!(workspace.explain(id), fresh.explain(id), "seed {seed}, {id}");
                }
                let written = load(&serde_json::from_str(&workspace.snapshot()).unwrap()).unwrap();
                assert_eq!(written.preview(None).unwrap(), preview, "seed {seed}: written back");
                current = edited;
                previews.push(preview);
            }
            (Err(expected), Err(actual)) => {
                assert_eq!(code(&actual), expected, "seed {seed}, step {step}: {current}\n{edits}");
                assert_eq!(
                    &workspace.preview(None).unwrap(),
                    previews.last().unwrap(),
                    "seed {seed}: all or none"
                );
            }
            (expected, actual) => {
                panic!("seed {seed}, step {step}: {expected:?}\n{actual:?}\n{current}\n{edits}")
            }
        }
    }
    let applied = previews.len() - 1;
    while previews.pop().is_some() && !previews.is_empty() {
        workspace.undo().expect("as many as were applied");
        assert_eq!(
            &workspace.preview(None).unwrap(),
            previews.last().unwrap(),
            "seed {seed}: undone"
        );
    }
    assert!(workspace.undo().is_none());
    applied
}
