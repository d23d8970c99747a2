//! Opening, and what happens while nothing is open.

use outlook::Session;
use outlook::api::{Refused, Request, Standing};
use serde_json::{Value, json};

use crate::asking::{Asked, TODAY};
use crate::snapshots::{invoice, order, snapshot};

#[test]
fn while_nothing_is_open_everything_but_opening_and_validating_is_refused() {
    let mut asked = Asked::default();
    for request in [Request::Standing, Request::Overview, Request::Undo, Request::Compare] {
        let refused = asked.try_ask::<Value>(&request).unwrap_err();
        assert_eq!(refused.problems[0].code, "NO_SESSION", "{request:?}");
    }
    let order = order("PO-1", &[]);
    let validation: Value = asked.ask(&Request::Validate { order });
    assert_eq!(validation["warnings"][0]["code"], "NO_LINE_ITEMS");
}

#[test]
fn what_is_refused_leaves_the_session_as_it_was() {
    let mut asked = Asked::sample(TODAY);
    let before = asked.everything();
    let requests = [
        Request::Open { snapshot: "{".to_owned(), name: String::new(), today: TODAY.to_owned() },
        Request::Open { snapshot: "{}".to_owned(), name: String::new(), today: "soon".to_owned() },
        Request::Restore { session: "{}".to_owned(), today: TODAY.to_owned() },
        Request::SetAsOf { month: "2026-13".to_owned() },
        Request::Explain { invoice: "none".to_owned() },
        Request::Order { order: "none".to_owned() },
        Request::Edit { edits: vec![json!({"remove": {"charge": "none"}})], at: "now".to_owned() },
    ];
    for request in requests {
        let refused = asked.try_ask::<Value>(&request).unwrap_err();
        assert!(!refused.problems.is_empty(), "{request:?}");
        assert!(refused.problems.iter().all(|p| !p.message.is_empty()), "{request:?}");
    }
    assert_eq!(asked.everything(), before);
}

#[test]
fn a_text_that_is_no_request_is_refused_as_json() {
    let refused = Session::default().answer_json("{\"fly\":{}}").unwrap_err();
    let refused: Refused = serde_json::from_str(&refused).unwrap();
    assert_eq!(refused.problems[0].code, "INVALID_JSON");
}

#[test]
fn today_counts_as_now_unless_everything_lies_far_away() {
    let facts = snapshot(&[], &[invoice("A", "2026-03", "1"), invoice("B", "2026-05", "1")], &[]);
    for (today, expected) in [
        ("2026-03", "2026-03"),
        ("2026-08", "2026-08"),
        ("2026-09", "2026-05"),
        ("2030-01", "2026-05"),
        ("2025-03", "2025-03"),
        ("2025-02", "2026-03"),
        ("2000-01", "2026-03"),
    ] {
        let standing = Asked::open_in(&facts, today).standing();
        assert_eq!(standing.as_of, expected, "{today}");
    }
}

#[test]
fn the_sample_answers_everything_in_every_month_and_tells_the_same_findings() {
    let kinds = |today: &str| {
        let mut asked = Asked::estimated(today);
        asked.everything();
        let told = asked.findings().into_iter();
        told.map(|finding| (finding.kind, finding.order)).collect::<Vec<_>>()
    };
    let expected = kinds("2026-03");
    assert!(expected.len() > 5);
    for today in ["2026-02", "2026-11", "2028-02", "2031-12"] {
        assert_eq!(kinds(today), expected, "{today}");
    }
}

#[test]
fn a_session_stands_as_it_was_opened() {
    let mut asked = Asked::sample("2026-03");
    let standing: Standing = asked.standing();
    assert!(standing.is_sample);
    assert_eq!(standing.months, ("2025-12".to_owned(), "2027-03".to_owned()));
    assert_eq!((standing.scenarios.len(), standing.scenario, standing.changed), (1, 0, 0));
    assert_eq!((standing.estimates, standing.can_redo), (0, false));
    let name = |id: &str| standing.sellers.iter().find(|s| s.id == id).unwrap().name.clone();
    assert_ne!(name("AWS_INC"), "AWS_INC");
    assert_eq!(name("MERIDIAN_RESALE"), "MERIDIAN_RESALE");
    assert_eq!(standing.findings, asked.findings().len());
}
