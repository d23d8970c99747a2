//! What goes on is estimated.

use outlook::api::{Forecast, Mark, Request, Standing};
use serde_json::{Value, json};

use crate::asking::Asked;
use crate::snapshots::{agreed, invoice, line, order, snapshot, usage, with};

/// Usage of some months, all of ten.
fn months(prefix: &str, months: &[u32], overlay: &Value) -> Vec<Value> {
    let one = |month: &u32| {
        let (id, month) = (format!("{prefix}{month}"), format!("2026-{month:02}"));
        with(usage(&id, &month, "10"), overlay)
    };
    months.iter().map(one).collect()
}

fn opened(charges: &[Value]) -> Asked {
    Asked::open(&snapshot(&[order("PO-1", &[line("1", "all", "1000")])], &[], charges))
}

/// The months and amounts of estimates.
fn estimated(asked: &mut Asked) -> Vec<String> {
    let rows = asked.rows().into_iter().filter(|row| row.marks.contains(&Mark::Estimate));
    rows.map(|row| format!("{} {}", row.month, row.total)).collect()
}

#[test]
fn usage_is_told_apart_by_everything_that_keeps_invoices_apart() {
    let mut charges = months("plain", &[1, 2], &json!({}));
    for (key, value) in [
        ("invoiceUnit", "U"),
        ("taxRegistrationNumber", "T"),
        ("paymentTerms", "NET_30"),
        ("agreementId", "agreement"),
        ("purchaseOrderReference", "PO-1"),
        ("purchaseOrderLine", "1"),
        ("category", "marketplace"),
        ("currency", "EUR"),
        ("billFrom", "AWS_INDIA"),
    ] {
        charges.extend(months(key, &[1, 2], &json!({key: value})));
    }
    charges.extend([agreed("fixed", "2026-02", "9")]);
    charges.extend(months(
        "once",
        &[2],
        &json!({"cycle": "out-of-cycle", "category": "subscription"}),
    ));
    let histories = opened(&charges).histories();
    assert_eq!(histories.len(), 10);
    assert!(histories.iter().all(|history| numbers(history) == [10.0, 10.0]));
    assert!(histories.windows(2).all(|two| two[0].key != two[1].key));
}

#[test]
fn a_series_has_every_month_from_its_first_to_its_last_and_goes_to_the_timelines_end() {
    let mut charges = months("c", &[1, 3], &json!({}));
    charges.extend(months("d", &[3], &json!({})));
    let yen = json!({"currency": "JPY"});
    charges.extend(months("y", &[2], &yen));
    let histories = opened(&charges).histories();
    let shown: Vec<_> = histories.iter().map(|h| (numbers(h), h.horizon, h.decimals)).collect();
    assert_eq!(shown, [(vec![10.0], 13, 0), (vec![10.0, 0.0, 20.0], 12, 2)]);
}

#[test]
fn invoices_of_the_past_are_usage_and_credit_memos_are_not() {
    let memo = with(invoice("M", "2026-02", "9"), &json!({"type": "credit-memo"}));
    let facts =
        snapshot(&[], &[invoice("A", "2026-01", "5"), invoice("B", "2026-02", "6"), memo], &[]);
    assert_eq!(numbers(&Asked::open(&facts).histories()[0]), [5.0, 6.0]);
}

#[test]
fn usage_that_fell_silent_is_over() {
    let last = |months_of: &[u32], as_of: &str| {
        let mut asked = opened(&months("c", months_of, &json!({})));
        let _: Standing = asked.ask(&Request::SetAsOf { month: as_of.to_owned() });
        asked.histories().len()
    };
    assert_eq!(last(&[1, 2], "2026-04"), 1);
    assert_eq!(last(&[1, 2], "2026-05"), 0);
    assert_eq!(last(&[6, 7], "2026-05"), 0);
}

#[test]
fn estimates_end_with_their_agreement() {
    let until = json!({"agreementId": "a", "agreementEndMonth": "2026-05"});
    let mut asked = opened(&months("c", &[1, 2, 3], &until));
    asked.estimate();
    assert_eq!(estimated(&mut asked), ["2026-04 10.00", "2026-05 10.00"]);
}

#[test]
fn months_that_somebody_estimated_or_that_are_known_are_not_estimated_again() {
    let mut charges = months("c", &[1, 2, 3], &json!({"agreementEndMonth": "2026-07"}));
    charges.push(usage("estimate:mine", "2026-05", "77"));
    charges.push(usage("known", "2026-06", "3"));
    let mut asked = opened(&charges);
    let standing = asked.estimate();
    assert_eq!(standing.estimates, 2);
    assert_eq!(estimated(&mut asked), ["2026-04 10.00", "2026-05 77.00", "2026-07 10.00"]);
    assert!(asked.export(outlook::api::Export::Snapshot).contains("estimate:mine"));
}

#[test]
fn an_estimate_has_a_range_until_a_person_types_an_amount() {
    let mut asked = opened(&months("c", &[2, 3], &json!({"agreementEndMonth": "2026-04"})));
    let key = asked.histories()[0].key.clone();
    let forecasts = vec![Forecast { key, points: vec![(12.345, 8.0, 20.0)] }];
    let _: Standing = asked.ask(&Request::SetEstimates { forecasts });
    let row = asked.rows().pop().unwrap();
    assert_eq!(row.total, "12.34");
    let explained = asked.explain(&row.id);
    assert_eq!(explained.range, Some(("8.00".to_owned(), "20.00".to_owned())));
    let line = asked.order("PO-1").lines.remove(0);
    let range = line.months.last().unwrap().range.clone();
    assert_eq!(range, Some(("960.00".to_owned(), "972.00".to_owned())));
    let charge = explained.charges[0].id.clone();
    asked.edit(&[json!({"set": {"charge": charge}, "to": {"amount": "12.00"}})]);
    assert_eq!(asked.explain(&row.id).range, None);
    assert_eq!(asked.order("PO-1").lines[0].months.last().unwrap().range, None);
}

#[test]
fn high_ends_let_a_line_run_out_earlier() {
    let mut asked = opened(&months("c", &[2, 3], &json!({"agreementEndMonth": "2026-06"})));
    let key = asked.histories()[0].key.clone();
    let points = vec![(300.0, 200.0, 600.0); 3];
    let _: Standing =
        asked.ask(&Request::SetEstimates { forecasts: vec![Forecast { key, points }] });
    let line = asked.order("PO-1").lines.remove(0);
    assert_eq!(line.closing.as_deref(), Some("80.00"));
    assert_eq!((line.runs_out, line.runs_out_early.as_deref()), (None, Some("2026-05")));
}

#[test]
fn ids_of_estimates_are_short_and_unique_whatever_the_seller_is_called() {
    let names = ["x".repeat(199) + "a", "x".repeat(199) + "b"];
    let charges: Vec<Value> = names
        .iter()
        .flat_map(|name| months(&name[199..], &[2, 3], &json!({"billFrom": name})))
        .collect();
    let mut asked = opened(&charges);
    assert_eq!(asked.histories().len(), 2);
    assert_eq!(asked.estimate().estimates, 24);
}

#[test]
fn estimates_are_of_the_month_that_counts_as_now() {
    let mut asked = Asked::estimated("2026-03");
    let before = asked.standing().estimates;
    assert!(before > 50);
    let standing: Standing = asked.ask(&Request::SetAsOf { month: "2025-12".to_owned() });
    assert_eq!((standing.estimates, standing.wants_estimates), (before, true));
    asked.estimate();
    // January and February are known, so nothing is estimated there.
    let known = |row: &&outlook::api::Row| row.month == "2026-01" || row.month == "2026-02";
    let rows = asked.rows();
    assert!(rows.iter().filter(known).all(|row| !row.marks.contains(&Mark::Estimate)));
    let _: Standing = asked.ask(&Request::SetAsOf { month: "2026-03".to_owned() });
    assert_eq!(asked.estimate().estimates, before);
}

/// The amounts of a series, as a forecast reads them.
fn numbers(history: &outlook::api::History) -> Vec<f64> {
    history.values.iter().map(|value| value.parse().unwrap()).collect()
}
