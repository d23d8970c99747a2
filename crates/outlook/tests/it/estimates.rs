//! What goes on is estimated.

use outlook::api::{Export, Forecast, Mark, ReadOptions, Request, Standing};
use serde_json::{Value, json};

use crate::asking::{Asked, TODAY};
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
    opened_in(TODAY, charges)
}

fn opened_in(today: &str, charges: &[Value]) -> Asked {
    Asked::open_in(&snapshot(&[order("PO-1", &[line("1", "all", "1000")])], &[], charges), today)
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
    let mut asked = opened_in("2026-04", &charges);
    let _: Standing = asked.ask(&Request::SetAsOf { month: "2026-03".to_owned() });
    let histories = asked.histories();
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
    assert!(asked.export(Export::Snapshot).contains("estimate:mine"));
}

#[test]
fn an_estimate_has_a_range_until_a_person_types_an_amount() {
    let charges = months("c", &[2, 3], &json!({"agreementEndMonth": "2026-04"}));
    let mut asked = opened_in("2026-04", &charges);
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
    let charges = months("c", &[2, 3], &json!({"agreementEndMonth": "2026-06"}));
    let mut asked = opened_in("2026-04", &charges);
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

/// Four months of usage and what there is of the fifth, in which they are handed in.
fn running(amount: &str) -> Vec<Value> {
    let mut charges = months("c", &[1, 2, 3, 4], &json!({"agreementEndMonth": "2026-07"}));
    charges.push(usage("running", "2026-05", amount));
    charges
}

#[test]
fn the_running_month_is_no_whole_one_and_the_rest_of_it_is_estimated() {
    let mut asked = opened_in("2026-05", &running("1.60"));
    assert_eq!(numbers(&asked.histories()[0]), [10.0; 4]);
    asked.estimate();
    assert_eq!(estimated(&mut asked), ["2026-05 10.00", "2026-06 10.00", "2026-07 10.00"]);
    let row = asked.rows().into_iter().find(|row| row.month == "2026-05").unwrap();
    let explained = asked.explain(&row.id);
    let amounts: Vec<&str> = explained.charges.iter().map(|charge| &*charge.amount).collect();
    assert_eq!(amounts, ["8.40", "1.60"]);
    assert_eq!(explained.range, Some(("10.00".to_owned(), "10.00".to_owned())));
    // Looked at from later, and from before, it is the same.
    for (as_of, expected) in [
        ("2026-06", vec!["2026-05 10.00", "2026-06 10.00", "2026-07 10.00"]),
        ("2026-02", vec!["2026-05 10.00", "2026-06 10.00", "2026-07 10.00"]),
    ] {
        let _: Standing = asked.ask(&Request::SetAsOf { month: as_of.to_owned() });
        asked.estimate();
        assert_eq!(estimated(&mut asked), expected, "{as_of}");
    }
}

#[test]
fn the_running_month_is_never_estimated_below_what_is_there() {
    let mut asked = opened_in("2026-05", &running("12"));
    asked.estimate();
    assert_eq!(estimated(&mut asked), ["2026-06 10.00", "2026-07 10.00"]);
    assert_eq!(asked.rows().into_iter().find(|row| row.month == "2026-05").unwrap().total, "12.00");
    let mut asked = opened_in("2026-05", &running("7"));
    let key = asked.histories()[0].key.clone();
    let forecasts = vec![Forecast { key, points: vec![(10.0, 5.0, 12.0)] }];
    let _: Standing = asked.ask(&Request::SetEstimates { forecasts });
    let row = asked.rows().into_iter().find(|row| row.month == "2026-05").unwrap();
    let range = Some(("7.00".to_owned(), "12.00".to_owned()));
    assert_eq!((&*row.total, asked.explain(&row.id).range), ("10.00", range));
}

#[test]
fn a_month_is_whole_once_it_is_over_or_invoiced_and_when_there_is_no_other() {
    let values = |asked: &mut Asked| numbers(&asked.histories()[0]);
    assert_eq!(values(&mut opened_in("2026-06", &running("2"))), [10.0, 10.0, 10.0, 10.0, 2.0]);
    let issued = [invoice("A", "2026-04", "5"), invoice("B", "2026-05", "6")];
    let mut asked = Asked::open_in(&snapshot(&[], &issued, &[]), "2026-05");
    assert_eq!(values(&mut asked), [5.0, 6.0]);
    asked.estimate();
    assert!(estimated(&mut asked).iter().all(|row| !row.starts_with("2026-05")));
    let begun = months("c", &[5], &json!({}));
    assert_eq!(values(&mut opened_in("2026-05", &begun)), [10.0]);
    let again = months("c", &[1, 2, 5], &json!({}));
    assert_eq!(values(&mut opened_in("2026-05", &again)), [10.0, 10.0, 0.0, 0.0]);
}

#[test]
fn what_was_handed_in_within_a_month_stays_so_when_it_is_opened_later() {
    let asked = &mut opened_in("2026-05", &running("1.60"));
    asked.estimate();
    let mut later = Asked::restore(&asked.save(), "2026-06");
    assert!(later.standing().wants_estimates);
    later.estimate();
    assert_eq!(numbers(&later.histories()[0]), [10.0; 4]);
    assert_eq!(estimated(&mut later), ["2026-05 10.00", "2026-06 10.00", "2026-07 10.00"]);
}

/// The example of a billing export, with these charges besides.
fn exported(more: &[Value]) -> Asked {
    let focus: Box<dyn std::io::Read> =
        Box::new(&include_bytes!("../../../../examples/focus.csv")[..]);
    let read = outlook::read(vec![("focus.csv".to_owned(), focus)], &ReadOptions::default());
    let mut facts: Value = serde_json::from_str(&read.snapshot.unwrap()).unwrap();
    facts["charges"].as_array_mut().unwrap().extend(more.iter().cloned());
    Asked::open(&facts)
}

/// The estimated charges of an invoice of AWS Inc. for cloud usage, those that recur first.
fn of_cloud(asked: &mut Asked, month: &str) -> Vec<(String, String)> {
    let is_cloud = |row: &outlook::api::Row| {
        (&*row.month, &*row.seller, &*row.category) == (month, "AWS_INC", "monthly-usage")
    };
    let rows: Vec<_> = asked.rows().into_iter().filter(is_cloud).collect();
    let charges = rows.iter().flat_map(|row| asked.explain(&row.id).charges);
    let estimates = charges.filter(|charge| charge.id.starts_with("estimate:"));
    let mut told: Vec<_> = estimates
        .map(|charge| (if charge.id.contains(":recurring:") { "recurs" } else { "usage" }, charge))
        .map(|(kind, charge)| (kind.to_owned(), charge.amount))
        .collect();
    told.sort();
    told
}

#[test]
fn recurring_charges_of_a_billing_export_go_on() {
    let mut asked = exported(&[]);
    asked.estimate();
    for month in ["2026-04", "2026-05", "2027-03"] {
        let charges = of_cloud(&mut asked, month);
        assert_eq!(charges.len(), 2, "{charges:?}");
        assert_eq!(charges[0], ("recurs".to_owned(), "2112.48".to_owned()), "{month}");
    }
    // They are known of the running month, and nothing is added.
    assert!(of_cloud(&mut asked, "2026-03").iter().all(|(kind, _)| kind == "usage"));
    // They are expected, not agreed: one invoice of usage and of them has one finding.
    let agreed = asked.findings_of(outlook::api::FindingKind::ChargeWithoutOrder);
    assert!(agreed.iter().all(|finding| !finding.charge.as_ref().unwrap().contains("estimate:")));
}

#[test]
fn recurring_charges_that_are_agreed_are_not_expected_once_more() {
    let fixed =
        |id: &str, month: &str| with(usage(id, month, "2112.48"), &json!({"kind": "fixed"}));
    let keys = |mut asked: Asked| {
        let keys = asked.histories().into_iter().map(|history| history.key);
        keys.filter(|key| key.starts_with("recurring:cloud:")).count()
    };
    assert_eq!(keys(exported(&[])), 1);
    assert_eq!(keys(exported(&[fixed("agreed", "2026-04")])), 0);
    // What is agreed and over says nothing of what is to come.
    assert_eq!(keys(exported(&[fixed("over", "2026-01")])), 1);
    // Agreed charges are given with all their months.
    assert!(opened(&[fixed("a", "2026-01"), fixed("b", "2026-02")]).histories().is_empty());
    // An estimate that a person gave stands for the month.
    let mine = fixed("estimate:recurring:mine", "2026-04");
    let mut asked = exported(&[with(mine, &json!({"amount": "1.00"}))]);
    asked.estimate();
    assert_eq!(of_cloud(&mut asked, "2026-04")[0].1, "1.00");
    assert_eq!(of_cloud(&mut asked, "2026-05")[0].1, "2112.48");
}

/// The amounts of a series, as a forecast reads them.
fn numbers(history: &outlook::api::History) -> Vec<f64> {
    history.values.iter().map(|value| value.parse().unwrap()).collect()
}
