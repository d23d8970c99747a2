//! Answers, read as the pages read them.

use outlook::api::{
    Answer, Comparison, Drafted, Edited, Explained, Finding, Group, OrderDetails, OrderRow,
    Overview, Query, ReadOptions, Reading, Refused, Request, Standing, Summary, View, read_answer,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::asking::{Asked, NOW};

/// Whether what is read is written again as it was.
fn is_read<T: Answer + Serialize>(answer: &Value) {
    let read: T = read_answer(&answer.to_string()).unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(serde_json::to_value(read).unwrap(), *answer);
}

fn ask_and_read<T: Answer + Serialize>(asked: &mut Asked, request: &Request) {
    is_read::<T>(&asked.ask(request));
}

fn every_answer_is_read(asked: &mut Asked) {
    ask_and_read::<Standing>(asked, &Request::Standing);
    ask_and_read::<Option<Standing>>(asked, &Request::Standing);
    ask_and_read::<Overview>(asked, &Request::Overview);
    ask_and_read::<Vec<OrderRow>>(asked, &Request::Orders);
    ask_and_read::<Vec<Finding>>(asked, &Request::Findings);
    ask_and_read::<Summary>(asked, &Request::Summary);
    ask_and_read::<Comparison>(asked, &Request::Compare);
    ask_and_read::<String>(asked, &Request::Save);
    for group in [Group::Month, Group::Seller] {
        let query = Query { group, count: usize::MAX, ..Query::default() };
        ask_and_read::<View>(asked, &Request::Rows(query));
    }
    for order in asked.orders() {
        ask_and_read::<OrderDetails>(asked, &Request::Order { order: order.id });
    }
    for row in asked.rows() {
        let explained = asked.try_ask::<Value>(&Request::Explain { invoice: row.id });
        explained.iter().for_each(is_read::<Explained>);
    }
}

#[test]
fn every_answer_on_the_sample_is_read() {
    let mut asked = Asked::estimated("2026-03");
    every_answer_is_read(&mut asked);
    let edits = asked.findings().into_iter().filter_map(|finding| finding.fix);
    let edits = edits.map(|fix| fix.edits).next().unwrap();
    ask_and_read::<Summary>(&mut asked, &Request::Try { edits: edits.clone(), at: NOW.into() });
    let order = json!({ "id": "N", "lineItems": [{ "number": "1" }] });
    let draft = Request::Draft { order, edits: edits.clone(), at: NOW.into() };
    ask_and_read::<Drafted>(&mut asked, &draft);
    ask_and_read::<Edited>(&mut asked, &Request::Edit { edits, at: NOW.into() });
    every_answer_is_read(&mut asked);
}

#[test]
fn every_answer_on_random_facts_is_read() {
    let asked = (0..40).filter_map(Asked::random);
    assert!(asked.map(|mut asked| every_answer_is_read(&mut asked)).count() > 20);
}

#[test]
fn refusals_and_what_became_of_files_are_read() {
    let refused = Asked::default().try_ask::<Value>(&Request::Undo).unwrap_err();
    is_read::<Refused>(&json!(refused));
    for (name, text) in [
        ("a.json", include_str!("../../../../examples/charges.json")),
        ("a.csv", include_str!("../../../../examples/focus.csv")),
        ("b.csv", include_str!("../../../../examples/purchase-orders.csv")),
        ("c.json", "{"),
        ("d.csv", "name,amount\n"),
    ] {
        let files = vec![(name.to_owned(), Box::new(text.as_bytes()) as Box<_>)];
        is_read::<Reading>(&json!(outlook::read(files, &ReadOptions::default())));
    }
}

#[test]
fn what_is_no_such_answer_is_not_read() {
    let mut standing: Value = Asked::sample("2026-03").ask(&Request::Standing);
    assert!(read_answer::<Standing>(&standing.to_string()).is_some());
    for (name, other) in [
        ("name", json!(null)),
        ("isSample", json!("true")),
        ("documents", json!(-1)),
        ("months", json!(["2026-03"])),
        ("scenarios", json!({})),
        ("sellers", json!([{}])),
    ] {
        let kept = standing[name].take();
        standing[name] = other;
        assert!(read_answer::<Standing>(&standing.to_string()).is_none(), "{name}");
        standing[name] = kept;
    }
    assert!(read_answer::<Vec<Finding>>(r#"[{"kind": "flies"}]"#).is_none());
    assert!(read_answer::<Standing>("{").is_none());
    assert_eq!(read_answer::<Option<Standing>>("null"), Some(None));
}
