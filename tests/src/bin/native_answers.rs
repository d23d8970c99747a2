//! Prints what the native engine answers for every table fixture and for many random snapshots,
//! one JSON object a line: `name`, `snapshot`, `preview`, and where there are edits, `edits` and
//! `change`. The tests of the npm package hold WebAssembly to the same bytes.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]
#![expect(clippy::expect_used, reason = "input that cannot occur should stop a test loudly")]

use std::fs;
use std::path::PathBuf;

use procurement::{Sellers, Workspace};
use serde_json::{Value, json};
use tieback_tests::{random, table};

/// Random snapshots, each with edits.
const RANDOM: u64 = 300;

fn main() {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases/matching");
    let mut files: Vec<_> = fs::read_dir(cases)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).expect("a fixture is text");
        let fixture = table::parse(&text).expect("the native tests read it too");
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        answer(&name.unwrap_or_default(), &fixture.snapshot, fixture.then.map(|then| then.edits));
    }
    for seed in 0..RANDOM {
        let snapshot = random::snapshot(seed);
        let edits = random::edits(seed, &snapshot);
        answer(&format!("random {seed}"), &snapshot, Some(edits));
    }
}

fn answer(name: &str, snapshot: &Value, edits: Option<Value>) {
    let mut line = json!({"name": name, "snapshot": snapshot.to_string()});
    match Workspace::load(snapshot.to_string(), &Sellers::built_in()) {
        Err(problems) => line["refusal"] = json!(problems.to_json()),
        Ok(mut workspace) => {
            line["preview"] = json!(workspace.preview(None).expect("nothing is explained"));
            if let Some(edits) = edits
                && let Ok(change) = workspace.apply(&edits.to_string())
            {
                line["change"] = json!(change.to_json());
                line["edits"] = json!(edits.to_string());
            }
        }
    }
    println!("{line}");
}
