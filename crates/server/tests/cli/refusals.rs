//! What the program does with what it cannot do: exit codes and messages.

use std::process::Stdio;

use crate::program::{command, contract_example, example, file, tieback, tieback_with};

#[test]
fn a_wrong_snapshot_is_refused_with_every_problem() {
    let wrong = br#"{"purchaseOrder": [], "charges": [{"id": "estimate:1", "kind": "metered"}]}"#;
    let json = tieback_with(&["preview", "--json"], wrong);
    assert_eq!((json.code, json.err.as_str()), (2, ""));
    assert!(json.out.starts_with(r#"{"problems":[{"code":"#) && json.out.ends_with("]}\n"));
    let problems: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let problems = problems["problems"].as_array().unwrap();
    assert!(problems.len() > 5, "{}", json.out);

    let text = tieback_with(&["preview"], wrong);
    assert_eq!((text.code, text.out.as_str()), (2, ""));
    assert_eq!(text.err.lines().count(), problems.len());
    assert!(
        text.err.starts_with("/charges/0/amount: `amount` is missing: add it\n"),
        "{}",
        text.err
    );
}

#[test]
fn what_is_no_snapshot_at_all_is_one_problem() {
    for (input, message) in [
        (b"{\"\xff".as_slice(), "the text is not UTF-8 from byte 2 on: save it as UTF-8"),
        (b"", "the text is not JSON: EOF while parsing"),
        (b"[]", "a list"),
    ] {
        let ended = tieback_with(&["preview", "--json"], input);
        assert_eq!(ended.code, 2);
        assert!(
            ended.out.contains(message) && ended.out.contains(r#""pointer":"""#),
            "{}",
            ended.out
        );
    }
}

#[test]
fn an_unknown_invoice_is_refused_at_every_door() {
    let snapshot = example("snapshot.json");
    for arguments in [
        ["preview", &snapshot, "--explain", "INV-9", "--json"].as_slice(),
        &["explain", "INV-9", &snapshot, "--json"],
        &["explain", "10", &snapshot, "--json"],
        // Numbers are for people.
        &["preview", &snapshot, "--explain", "1", "--json"],
    ] {
        let ended = tieback(arguments);
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(
            ended.out.starts_with(r#"{"problems":[{"code":"UNKNOWN_INVOICE","#),
            "{}",
            ended.out
        );
    }
    let ended = tieback(&["explain", "INV-9", &snapshot]);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("there is no invoice `INV-9`"), "{}", ended.err);
}

#[test]
fn wrong_edits_are_refused_with_their_place() {
    let snapshot = contract_example("01-best-match.snapshot.json");
    let edits = br#"{"at": "2026-03-01T09:00:00Z", "edits": [{"remove": {"charge": "none"}}]}"#;
    let ended = tieback_with(&["what-if", "--json", &snapshot, "-"], edits);
    assert_eq!(ended.code, 2);
    assert!(ended.out.contains(r#""code":"NO_SUCH_OBJECT""#), "{}", ended.out);
    assert!(ended.out.contains(r#""pointer":"/edits/0/remove""#), "{}", ended.out);
}

#[test]
fn a_wrong_command_line_is_usage() {
    let snapshot = example("snapshot.json");
    let charges = example("charges.json");
    let focus = example("focus.csv");
    let folder = focus.strip_suffix("/focus.csv").unwrap();
    let again = format!("{folder}/./snapshot.json");
    for (arguments, message) in [
        ([].as_slice(), "Usage: tieback"),
        (&["previews"], "unrecognized subcommand 'previews'"),
        (&["preview", "--yaml"], "unexpected argument '--yaml'"),
        (&["preview", "--csv=pretty", &snapshot], "invalid value 'pretty'"),
        (&["preview", "--csv", "--json", &snapshot], "cannot be used with"),
        (&["preview", "--period", "2026-13"], "write a month as YYYY-MM"),
        (&["preview", &charges], "say so with --bill-from SELLER"),
        (&["preview", "-", "-"], "standard input can be read once"),
        (&["preview", &snapshot, &snapshot], "is there twice"),
        (&["preview", &snapshot, &again], "are one file: name it once"),
        (&["import", "focus", &focus, &format!("{folder}/./focus.csv")], "are one file"),
        (&["what-if", "-", "-"], "standard input can be read once"),
        (&["import", "focus"], "<FILE>"),
        (&["import", "charges", &charges], "--bill-from"),
        (&["man", "import", "nothing"], "write focus, purchase-orders, charges"),
        (&["completions", "word"], "[possible values: bash"),
    ] {
        let ended = tieback(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (64, ""), "{arguments:?}");
        assert!(ended.err.contains(message), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn an_option_that_no_file_has_a_use_for_is_told() {
    let snapshot = example("snapshot.json");
    let (orders, focus) = (example("purchase-orders.csv"), example("focus.csv"));
    let mapping = file("idle-mapping.json", "{}");
    let all = ["--mapping", &mapping, "--billing-account", "1", "--bill-from", "A"];
    let of_listings = ["--period", "2026-03", "--bill-from", "A"];
    for (files, options, idle) in [
        (vec![&snapshot], all.as_slice(), &["--mapping", "--billing-account", "--bill-from"][..]),
        (vec![&snapshot], &of_listings, &["--period", "--bill-from"]),
        (vec![&snapshot, &orders], &all, &["--billing-account", "--bill-from"]),
        (vec![&orders, &focus], &of_listings, &["--period", "--bill-from"]),
    ] {
        let mut arguments = vec!["preview"];
        arguments.extend(files.iter().map(|path| path.as_str()));
        arguments.extend(options);
        let ended = tieback(&arguments);
        assert_eq!((ended.code, ended.out.as_str()), (64, ""), "{arguments:?}");
        let told = |option: &str| ended.err.contains(&format!("{option} has no use here: "));
        assert!(idle.iter().all(|option| told(option)), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.err.matches("has no use here").count(), idle.len(), "{}", ended.err);
    }
}

#[test]
fn a_file_that_is_not_there_is_told_by_name() {
    let snapshot = example("snapshot.json");
    for arguments in [
        ["preview", "nowhere.json"].as_slice(),
        &["preview", "nowhere.json", "--json"],
        &["preview", &snapshot, "--sellers", "nowhere.json"],
        &["explain", "INV-1001", "nowhere.json"],
        &["validate", "nowhere.json"],
        &["what-if", &snapshot, "nowhere.json"],
        &["import", "focus", "nowhere.json"],
        &["import", "purchase-orders", "nowhere.json"],
    ] {
        let ended = tieback(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (66, ""), "{arguments:?}");
        assert!(ended.err.starts_with("tieback: nowhere.json: "), "{}", ended.err);
    }
    let directory = tieback(&["preview", env!("CARGO_TARGET_TMPDIR")]);
    assert_eq!(directory.code, 66);
}

/// Enough documents to fill a pipe several times.
fn large_snapshot() -> String {
    let invoices: Vec<String> = (0..3000)
        .map(|number| {
            format!(
                r#"{{"id": "INV-{number}", "category": "marketplace", "cycle": "monthly", "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": "2026-03", "issuedAt": "2026-04-03T00:00:00Z", "total": "1.00"}}"#
            )
        })
        .collect();
    format!(r#"{{"invoices": [{}]}}"#, invoices.join(","))
}

#[test]
fn whoever_stops_reading_is_left_in_peace() {
    let snapshot = file("large.json", large_snapshot());
    for arguments in [["preview", "--json", &snapshot], ["preview", "--csv", &snapshot]] {
        let mut child =
            command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), b"".as_slice()));
    }
}

#[test]
fn nothing_that_is_read_steers_the_terminal() {
    let ended = tieback_with(&["preview"], "{\"\\u001b[31mred\": 1, \"\\u202eodd\": 1}".as_bytes());
    assert_eq!(ended.code, 2);
    assert!(!ended.err.contains('\u{1b}') && !ended.err.contains('\u{202e}'), "{:?}", ended.err);
    assert!(ended.err.contains("\\u{1b}[31mred"), "{}", ended.err);
}
