//! Files that a person handed in.

use std::io::Read;

use outlook::api::{Note, Question, ReadOptions, Reading};

use crate::asking::Asked;

fn read(files: &[(&str, &str)], options: &ReadOptions) -> Reading {
    let files = files.iter().map(|(name, text)| {
        let text: Box<dyn Read> = Box::new(text.as_bytes());
        ((*name).to_owned(), text)
    });
    outlook::read(files.collect(), options)
}

const SNAPSHOT: &str = include_str!("../../../../examples/snapshot.json");
const CHARGES: &str = include_str!("../../../../examples/charges.json");
const FOCUS: &str = include_str!("../../../../examples/focus.csv");
const ORDERS: &str = include_str!("../../../../examples/purchase-orders.csv");

#[test]
fn every_kind_of_file_is_understood_and_opens() {
    let options = ReadOptions {
        bill_from: [("charges.json".to_owned(), "AWS_INC".to_owned())].into(),
        period: [("charges.json".to_owned(), "2026-03".to_owned())].into(),
        ..ReadOptions::default()
    };
    for (name, text, kind) in [
        ("snapshot.json", SNAPSHOT, "snapshot"),
        ("charges.json", CHARGES, "charges"),
        ("focus.csv", FOCUS, "focus"),
        ("purchase-orders.csv", ORDERS, "purchase-orders"),
    ] {
        let reading = read(&[(name, text)], &options);
        let part = &reading.parts[0];
        assert!(part.understood, "{reading:?}");
        assert_eq!((&*part.kind, part.files.join(" ")), (kind, name.to_owned()));
        assert!(part.orders + part.invoices + part.charges > 0);
        assert!(reading.problems.is_empty() && reading.questions.is_empty());
        let snapshot = serde_json::from_str(&reading.snapshot.unwrap()).unwrap();
        Asked::open(&snapshot).everything();
    }
    let together = read(&[("orders.csv", ORDERS), ("focus.csv", FOCUS)], &options);
    assert_eq!(together.parts.len(), 2);
    assert!(together.snapshot.unwrap().contains("purchaseOrders"));
}

#[test]
fn what_a_listing_does_not_say_is_asked_and_then_known() {
    let asked = read(&[("charges.json", CHARGES)], &ReadOptions::default());
    assert_eq!(asked.snapshot, None);
    let bill_from = Question::BillFrom { file: "charges.json".to_owned() };
    assert!(asked.questions.contains(&bill_from), "{asked:?}");
    let options = ReadOptions {
        bill_from: [("charges.json".to_owned(), "AWS_INC".to_owned())].into(),
        period: [("charges.json".to_owned(), "2026-03".to_owned())].into(),
        ..ReadOptions::default()
    };
    let told = read(&[("charges.json", CHARGES)], &options);
    assert!(told.questions.is_empty() && told.snapshot.is_some(), "{told:?}");
    // It can be told otherwise.
    assert_eq!(told.answered, asked.questions);
}

#[test]
fn an_issuer_that_no_mapping_knows_is_told_and_can_be_mapped() {
    let reading = read(&[("orders.csv", ORDERS)], &ReadOptions::default());
    let unknown = &reading.parts[0].unknown;
    assert_eq!(unknown[0].names, ["Kestrel Cloud Resale Ltd"], "{reading:?}");
    let sellers = vec![("Kestrel Cloud Resale Ltd".to_owned(), "KESTREL".to_owned())];
    let options = ReadOptions { sellers, ..ReadOptions::default() };
    let reading = read(&[("orders.csv", ORDERS)], &options);
    // What was told of it can be told otherwise.
    assert_eq!(reading.parts[0].unknown, *unknown);
    assert!(reading.snapshot.unwrap().contains("\"KESTREL\""));
    // In the other files, and spelled otherwise, too.
    let sellers = vec![("KESTREL Cloud Resale Ltd.".to_owned(), "KESTREL".to_owned())];
    let options = ReadOptions { sellers, ..ReadOptions::default() };
    let reading = read(&[("orders.csv", ORDERS), ("focus.csv", FOCUS)], &options);
    for part in &reading.parts {
        assert_eq!(part.unknown.len(), 1, "{part:?}");
        assert_eq!(
            part.unknown[0].names,
            ["Kestrel Cloud Resale Ltd", "KESTREL Cloud Resale Ltd."]
        );
        assert!(part.sellers.contains(&"KESTREL".to_owned()));
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (name, text, code) in [
        ("broken.json", "{\"purchaseOrders\": [", "INVALID_JSON"),
        ("other.csv", "a,b\n1,2\n", ""),
        ("empty.csv", "", ""),
    ] {
        let reading = read(&[(name, text)], &ReadOptions::default());
        assert_eq!(reading.snapshot, None, "{name}");
        let problem = &reading.problems[0];
        assert_eq!(problem.file, name);
        assert!(!problem.message.is_empty() && !problem.code.is_empty());
        assert!(code.is_empty() || problem.code == code, "{problem:?}");
    }
    let bad = ORDERS.replacen("USD", "dollars", 1);
    let reading = read(&[("orders.csv", &bad)], &ReadOptions::default());
    assert!(reading.problems[0].row.is_some(), "{reading:?}");
}

#[test]
fn notes_are_told_with_their_number() {
    let (first, rest) = ORDERS.split_once('\n').unwrap();
    let rows: Vec<String> = rest.lines().map(|row| format!("{row},red")).collect();
    let orders = format!("{first},colour\n{}\n", rows.join("\n"));
    let notes = &read(&[("orders.csv", &orders)], &ReadOptions::default()).parts[0].notes;
    assert!(notes.contains(&(Note::ColumnsIgnored, 1)), "{notes:?}");
}

#[test]
fn kept_edits_are_recognised_and_nothing_else_is() {
    let mut asked = Asked::sample("2026-03");
    asked.edit(&[crate::snapshots::set_order(
        "AF-3101-CLOUD",
        &serde_json::json!({"suspended": true}),
    )]);
    let kept = asked.export(outlook::api::Export::Edits);
    for text in
        [&*kept, "{\n  \"edits\": [],\n  \"at\": \"2026-03-01T00:00:00Z\"\n}", "\u{a0}{ \"at\": 1}"]
    {
        let reading = read(&[("edits.json", text)], &ReadOptions::default());
        assert_eq!(reading.edits.as_deref(), Some(text));
        assert!(
            reading.parts.is_empty() && reading.snapshot.is_none() && reading.session.is_none()
        );
    }
    for text in [SNAPSHOT, CHARGES, "{\"att\": 1}", "[{\"at\": 1}]", "{"] {
        assert_eq!(read(&[("x.json", text)], &ReadOptions::default()).edits, None, "{text}");
    }
}

#[test]
fn a_kept_session_is_recognised_and_nothing_else_is() {
    let kept = Asked::estimated("2026-03").save();
    let reading = read(&[("kept.json", &kept)], &ReadOptions::default());
    assert_eq!(reading.session.as_ref(), Some(&kept));
    assert!(reading.parts.is_empty() && reading.snapshot.is_none());
    Asked::restore(&reading.session.unwrap(), "2026-03");
    // Files shorter than the mark, and those that begin alike.
    for text in ["{", "{\"format\":\"tieback-se"] {
        let reading = read(&[("x.json", text)], &ReadOptions::default());
        assert!(reading.session.is_none() && !reading.problems.is_empty());
    }
    let reading = read(&[("snapshot.json", SNAPSHOT)], &ReadOptions::default());
    assert!(reading.session.is_none() && reading.snapshot.is_some());
}
