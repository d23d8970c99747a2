//! The contract at this door: its bytes, ended by one newline.

use std::fs;

use crate::program::{contract_example, tieback_with, written};

const NAMES: [&str; 6] = [
    "01-best-match",
    "02-nothing-fits",
    "03-references",
    "04-credit-memos",
    "05-sums-and-currencies",
    "06-ties",
];

fn expected(name: &str) -> String {
    let text = fs::read_to_string(contract_example(name)).unwrap();
    format!("{}\n", text.trim_end())
}

#[test]
fn every_example_previews_to_the_byte_from_a_file_and_from_standard_input() {
    for name in NAMES {
        let snapshot = contract_example(&format!("{name}.snapshot.json"));
        let preview = expected(&format!("{name}.preview.json"));
        assert_eq!(written(&["preview", "--json", &snapshot]), preview, "{name}");
        let input = fs::read(&snapshot).unwrap();
        for arguments in [["preview", "--json", "-"].as_slice(), &["preview", "--json"]] {
            let ended = tieback_with(arguments, &input);
            assert_eq!((ended.code, ended.out), (0, preview.clone()), "{name} {arguments:?}");
        }
    }
}

#[test]
fn every_example_explains_to_the_byte() {
    for name in NAMES {
        let snapshot = contract_example(&format!("{name}.snapshot.json"));
        let preview = expected(&format!("{name}.explain.preview.json"));
        let value: serde_json::Value = serde_json::from_str(&preview).unwrap();
        let id = value["explanation"]["invoiceId"].as_str().unwrap();
        assert_eq!(written(&["preview", "--json", &snapshot, "--explain", id]), preview, "{name}");
        let alone = written(&["explain", id, &snapshot, "--json"]);
        assert!(preview.contains(&format!(r#""explanation":{},"#, alone.trim_end())), "{name}");
    }
}

#[test]
fn the_what_if_example_changes_to_the_byte() {
    let snapshot = contract_example("01-best-match.snapshot.json");
    let edits = contract_example("07-what-if.edits.json");
    let change = expected("07-what-if.change.json");
    assert_eq!(written(&["what-if", "--json", &snapshot, &edits]), change);
    let from_input = [
        (["what-if", "--json", "-", edits.as_str()], &snapshot),
        (["what-if", "--json", snapshot.as_str(), "-"], &edits),
    ];
    for (arguments, input) in from_input {
        let ended = tieback_with(&arguments, &fs::read(input).unwrap());
        assert_eq!((ended.code, ended.out), (0, change.clone()), "{arguments:?}");
    }
}

#[test]
fn a_byte_order_mark_and_gzip_do_no_harm() {
    let preview = "{\"events\":[],\"invoices\":[],\"lineItems\":[]}\n";
    let packed =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    for input in [b"\xEF\xBB\xBF{}".as_slice(), packed] {
        let ended = tieback_with(&["preview", "--json"], input);
        assert_eq!((ended.code, ended.out.as_str()), (0, preview), "{}", ended.err);
    }
}
