//! Scenarios, and keeping a session.

use outlook::api::{Column, Comparison, Export, Group, Mark, Place, Query, Request, Standing};
use serde_json::{Value, json};

use crate::asking::{Asked, TODAY};
use crate::snapshots::{agreed, line, order, set_line, set_order, snapshot, usage};

const CLOUD: &str = "AF-3101-CLOUD";

fn switch(asked: &mut Asked, scenario: usize) -> Standing {
    asked.ask(&Request::SwitchScenario { scenario })
}

fn add(asked: &mut Asked, name: &str, copy: bool) -> Standing {
    asked.ask(&Request::AddScenario { name: name.to_owned(), copy })
}

/// The sample with estimates and three scenarios: as it is, one edit, two edits.
fn three() -> Asked {
    let mut asked = Asked::estimated(TODAY);
    add(&mut asked, "Suspended", false);
    asked.edit(&[set_order(CLOUD, &json!({"suspended": true}))]);
    add(&mut asked, "Suspended and more", true);
    asked.edit_at(
        &[set_line("AF-2300-EUROPE", "2", &json!({"amount": "5.00"}))],
        "2026-03-22T00:00:00Z",
    );
    asked
}

#[test]
fn switching_back_and_forth_leaves_every_preview_as_it_was() {
    let mut asked = three();
    let mut previews = Vec::new();
    for scenario in [0, 1, 2] {
        let standing = switch(&mut asked, scenario);
        assert_eq!((standing.scenario, standing.scenarios[scenario].steps), (scenario, scenario));
        previews.push((asked.preview(), asked.rows(), asked.orders()));
    }
    assert!(previews[0].0 != previews[1].0 && previews[1].0 != previews[2].0);
    for scenario in [1, 0, 2, 2, 0, 1] {
        switch(&mut asked, scenario);
        let now = (asked.preview(), asked.rows(), asked.orders());
        assert!(now == previews[scenario], "{scenario}");
    }
}

#[test]
fn comparing_agrees_with_switching() {
    let mut asked = three();
    let compared: Comparison = asked.compare();
    assert_eq!(compared.columns.len(), 4);
    assert_eq!(compared.row_count, compared.rows.len());
    for scenario in 0..3 {
        switch(&mut asked, scenario);
        assert_eq!(asked.compare(), compared);
        let column = &compared.columns[scenario + 1];
        let standing = asked.standing();
        assert_eq!(column.name.as_ref(), Some(&standing.scenarios[scenario].name));
        let summary = asked.summary();
        assert_eq!(column.without, summary.without.1);
        assert_eq!(column.moved, summary.moves.iter().map(|way| way.documents).sum::<usize>());
        let run_outs: Vec<_> = asked
            .orders()
            .iter()
            .flat_map(|row| asked.order(&row.id).lines)
            .filter_map(|line| line.runs_out)
            .collect();
        assert_eq!(column.runs_out, run_outs.len());
        assert_eq!(column.first_runs_out.as_ref(), run_outs.iter().min());
        let preview: Value = serde_json::from_str(&asked.preview()).unwrap();
        let invoices = preview["invoices"].as_array().unwrap();
        let known = asked.rows();
        for row in &compared.rows {
            let same = known.iter().find(|known| known.id == row.id);
            let told = same.map(|known| (&known.category, &known.agreement));
            assert!(told.is_none_or(|told| told == (&row.category, &row.agreement)), "{row:?}");
            let invoice = invoices.iter().find(|invoice| invoice["id"] == row.id).unwrap();
            let place = row.places[scenario + 1].as_ref();
            assert_eq!(invoice["purchaseOrderId"].as_str(), place.map(|place| &*place.order));
            assert_eq!(invoice["lineItemNumber"].as_str(), place.map(|place| &*place.line));
        }
    }
    assert_eq!((compared.columns[0].moved, &compared.columns[0].name), (0, &None));
    assert!(compared.rows.iter().all(|row| row.places.windows(2).any(|two| two[0] != two[1])));
    assert!(compared.rows.iter().all(|row| row.totals.is_empty()), "no amount is another");
}

#[test]
fn scenarios_that_differ_in_amounts_alone_are_told_by_amounts_and_by_when_lines_run_out() {
    let of = order("A", &[line("1", "monthly-usage", "100.00")]);
    let mut asked = Asked::open(&snapshot(
        &[of],
        &[],
        &[usage("may", "2026-05", "60"), usage("june", "2026-06", "30")],
    ));
    add(&mut asked, "More in May", false);
    asked.edit(&[json!({"set": {"charge": "may"}, "to": {"amount": "75"}})]);
    let compared = asked.compare();
    let place = Some(Place { order: "A".to_owned(), line: "1".to_owned() });
    let row = &compared.rows[0];
    assert_eq!((compared.row_count, &*row.id, &*row.total), (1, "preview:may", "60.00"));
    assert_eq!(row.totals, ["60.00", "60.00", "75.00"]);
    assert_eq!(row.places, [place.clone(), place.clone(), place.clone()]);
    let sums: Vec<&str> = compared.columns.iter().map(|it| &*it.totals[0].total).collect();
    assert_eq!(sums, ["90.00", "90.00", "105.00"]);
    // What May leaves does not cover June any more (M9).
    let line = &compared.lines[0];
    assert_eq!((compared.line_count, Some(&line.place)), (1, place.as_ref()));
    assert_eq!(line.runs_out, [None, None, Some("2026-06".to_owned())]);
    assert_eq!(line.is_there, [true, true, true]);
}

#[test]
fn an_invoice_that_is_not_there_is_told_from_one_without_a_purchase_order() {
    let mut asked = Asked::open(&snapshot(&[], &[], &[agreed("old", "2026-05", "70")]));
    asked.edit(&[
        json!({"remove": {"charge": "old"}}),
        json!({"add": {"charge": usage("new", "2026-06", "5")}}),
    ]);
    let compared = asked.compare();
    let told: Vec<_> = compared.rows.iter().map(|row| (&*row.id, &*row.is_there)).collect();
    let expected = [("preview:old", &[true, false][..]), ("preview:new", &[false, true])];
    assert_eq!(told, expected);
    assert!(compared.rows.iter().all(|row| row.places == [None, None]));
    assert_eq!(compared.row_count, 2);
    asked.undo();
    assert!(asked.compare().rows.is_empty());
}

#[test]
fn a_scenario_keeps_what_it_took_back() {
    let mut asked = three();
    asked.undo();
    switch(&mut asked, 0);
    assert!(!asked.standing().can_redo);
    let standing = switch(&mut asked, 2);
    assert!(standing.can_redo && standing.scenarios[2].steps == 1);
    let redone = asked.redo();
    assert!(!redone.summary.lines.is_empty() && !redone.standing.can_redo);
    let discarded: outlook::api::Edited = asked.ask(&Request::Discard);
    assert_eq!(discarded.standing.scenarios[2].steps, 0);
    asked.redo();
    assert_eq!(asked.standing().scenarios[2].steps, 1);
    asked.redo();
    let before = asked.preview();
    asked.redo();
    assert_eq!(asked.preview(), before);
    asked.undo();
    asked.edit(&[set_order(CLOUD, &json!({"description": "another way"}))]);
    assert!(!asked.standing().can_redo);
}

#[test]
fn what_was_taken_back_is_kept_with_the_session() {
    let mut asked = three();
    let before = asked.everything();
    asked.undo();
    let kept = asked.save();
    let mut again = Asked::restore(&kept, TODAY);
    again.estimate();
    assert!(again.standing().can_redo);
    again.redo();
    assert_eq!(again.everything(), before);
    assert!(!again.standing().can_redo);

    // A session that was kept without it opens as before.
    let mut without: Value = serde_json::from_str(&kept).unwrap();
    for scenario in without["scenarios"].as_array_mut().unwrap() {
        scenario.as_object_mut().unwrap().remove("undone");
    }
    let standing = Asked::restore(&without.to_string(), TODAY).standing();
    assert_eq!((standing.can_redo, standing.steps()), (false, 1));
}

#[test]
fn scenarios_are_named_and_removed_and_one_always_stays() {
    let mut asked = three();
    let _: Standing = asked.ask(&Request::RenameScenario { scenario: 0, name: "Plain".to_owned() });
    let names = |standing: Standing| {
        let names = standing.scenarios.into_iter().map(|scenario| scenario.name);
        (names.collect::<Vec<_>>().join(", "), standing.scenario)
    };
    let remove = |asked: &mut Asked, scenario| {
        let standing = asked.ask(&Request::RemoveScenario { scenario });
        names(standing)
    };
    assert_eq!(names(asked.standing()), ("Plain, Suspended, Suspended and more".to_owned(), 2));
    let preview = asked.preview();
    assert_eq!(remove(&mut asked, 9).1, 2);
    assert_eq!(remove(&mut asked, 1), ("Plain, Suspended and more".to_owned(), 1));
    assert_eq!(asked.preview(), preview);
    assert_eq!(remove(&mut asked, 1), ("Plain".to_owned(), 0));
    assert_ne!(asked.preview(), preview);
    assert_eq!(remove(&mut asked, 0), ("Plain".to_owned(), 0));
    assert_eq!(switch(&mut asked, 7).scenario, 0);
}

#[test]
fn a_kept_session_answers_everything_as_before() {
    for today in ["2026-03", "2026-11", "2028-02"] {
        let mut asked = three();
        if today != TODAY {
            asked = Asked::estimated(today);
            asked.edit(&[set_order(CLOUD, &json!({"suspended": true}))]);
        }
        let kept = asked.save();
        let mut restored = Asked::restore(&kept, today);
        assert_eq!(restored.everything(), asked.everything(), "{today}");
        assert_eq!(restored.save(), kept, "{today}");
        asked.undo();
        restored.undo();
        assert_eq!(restored.everything(), asked.everything(), "{today}");
    }
}

#[test]
fn a_kept_session_is_of_today_unless_a_person_chose_the_month() {
    let mut asked = Asked::estimated(TODAY);
    let mut later = Asked::restore(&asked.save(), "2026-04");
    let standing = later.standing();
    assert_eq!((&*standing.as_of, standing.wants_estimates), ("2026-04", true));
    assert_eq!(standing.sample_month.as_deref(), Some(TODAY));
    let again = later.estimate();
    assert!(!again.wants_estimates && again.estimates > 0);
    // It answers like one that was moved there.
    let _: Standing = asked.ask(&Request::SetAsOf { month: "2026-04".to_owned() });
    asked.estimate();
    assert_eq!(later.everything(), asked.everything());

    let mut chosen = Asked::restore(&asked.save(), "2026-06");
    let standing = chosen.standing();
    assert_eq!((&*standing.as_of, standing.wants_estimates), ("2026-04", false));
    // Whoever goes back to the present has chosen none.
    let _: Standing = chosen.ask(&Request::SetAsOf { month: "2026-06".to_owned() });
    chosen.estimate();
    assert_eq!(Asked::restore(&chosen.save(), "2026-07").standing().as_of, "2026-07");
}

#[test]
fn an_edit_of_an_estimate_waits_for_the_estimates_of_another_month() {
    let mut asked = Asked::estimated(TODAY);
    let rows = asked.rows();
    let estimate = rows.iter().rfind(|row| row.id.starts_with("preview:estimate:")).unwrap();
    let charge = asked.explain(&estimate.id).charges[0].id.clone();
    asked.edit(&[json!({"set": {"charge": charge}, "to": {"amount": "1.00"}})]);
    let mut later = Asked::restore(&asked.save(), "2026-04");
    assert_eq!(later.standing().steps(), 1);
    assert_eq!(later.estimate().steps(), 1);
}

#[test]
fn a_session_of_another_version_is_refused_with_what_to_do() {
    for (text, expected) in [
        (r#"{"format":"tieback-session-9","shape":"other"}"#, "another version"),
        (r#"{"format":"tieback-session-1"}"#, "this is no session"),
        ("[]", "this is no session"),
    ] {
        let (session, today) = (text.to_owned(), TODAY.to_owned());
        let request = Request::Restore { session, today };
        let refused = Asked::default().try_ask::<Value>(&request).unwrap_err();
        assert!(refused.problems[0].message.contains(expected), "{refused:?}");
    }
}

/// Types an amount for the last estimate that the sample has; its charge.
fn overridden(asked: &mut Asked) -> String {
    let rows = asked.rows();
    let estimate = rows.iter().rfind(|row| row.id.starts_with("preview:estimate:")).unwrap();
    let charge = asked.explain(&estimate.id).charges[0].id.clone();
    asked.edit(&[json!({"set": {"charge": charge}, "to": {"amount": "1.00"}})]);
    charge
}

#[test]
fn an_edit_of_an_estimate_that_is_gone_waits_until_it_is_there_again() {
    let mut asked = Asked::estimated(TODAY);
    overridden(&mut asked);
    asked.edit(&[set_order(CLOUD, &json!({"suspended": true}))]);
    let before = asked.everything();
    let standing: Standing = asked.ask(&Request::SetEstimates { forecasts: Vec::new() });
    assert_eq!((standing.estimates, standing.steps(), standing.waiting), (0, 2, 1));
    // The others apply, and a file of edits holds none that would be refused.
    assert_eq!(asked.order(CLOUD).row.status, "suspended");
    let edits: Value = serde_json::from_str(&asked.export(Export::Edits)).unwrap();
    assert_eq!(edits["edits"].as_array().unwrap().len(), 1);
    // A kept session and a copy of the scenario have it too.
    let mut kept = Asked::restore(&asked.save(), TODAY);
    assert_eq!((kept.standing().steps(), kept.standing().waiting), (2, 1));
    assert_eq!(add(&mut kept, "copy", true).waiting, 1);
    kept.estimate();
    assert_eq!(kept.standing().waiting, 0);
    assert_eq!(asked.estimate().waiting, 0);
    assert_eq!(asked.everything(), before);
}

#[test]
fn an_edit_that_waits_is_taken_back_and_made_again_like_any_other() {
    let mut asked = Asked::estimated(TODAY);
    asked.edit(&[set_order(CLOUD, &json!({"suspended": true}))]);
    overridden(&mut asked);
    let before = asked.everything();
    let _: Standing = asked.ask(&Request::SetEstimates { forecasts: Vec::new() });
    let preview = asked.preview();
    assert_eq!(asked.undo().standing.steps(), 1);
    assert_eq!(asked.preview(), preview);
    asked.undo();
    assert_eq!(asked.order(CLOUD).row.status, "active");
    asked.redo();
    let redone = asked.redo().standing;
    assert_eq!((redone.steps(), redone.waiting, redone.can_redo), (2, 1, false));
    assert_eq!(asked.preview(), preview);
    let discarded: outlook::api::Edited = asked.ask(&Request::Discard);
    assert_eq!((discarded.standing.steps(), discarded.standing.waiting), (0, 0));
    asked.redo();
    asked.redo();
    asked.estimate();
    assert_eq!(asked.everything(), before);
}

#[test]
fn data_with_the_edits_has_the_estimates_that_a_person_changed_and_no_others() {
    let mut asked = Asked::estimated(TODAY);
    let typed = overridden(&mut asked);
    let rows = asked.rows();
    let named = rows.iter().find(|row| row.id.starts_with("preview:estimate:")).unwrap();
    let named = asked.explain(&named.id).charges[0].id.clone();
    asked.edit(&[json!({"set": {"charge": named},
        "to": {"purchaseOrderReference": "AF-2300-EUROPE"}})]);
    let data: Value = serde_json::from_str(&asked.export(Export::Snapshot)).unwrap();
    let ids = data["charges"].as_array().unwrap().iter().map(|charge| &charge["id"]);
    let mut estimates: Vec<&str> = ids.filter_map(Value::as_str).collect();
    estimates.retain(|id| id.starts_with("estimate:"));
    let mut expected = [&*typed, &*named];
    expected.sort_unstable();
    estimates.sort_unstable();
    assert_eq!(estimates, expected);
    // Opened again, they stand for their months.
    let mut again = Asked::open(&data);
    again.estimate();
    assert_eq!(again.rows().len(), asked.rows().len());
}

#[test]
fn the_csv_has_a_row_for_each_document_and_the_snapshot_no_estimate_of_ours() {
    let mut asked = Asked::estimated(TODAY);
    let documents = asked.standing().documents;
    assert_eq!(asked.export(Export::Csv).trim_end().lines().count(), documents + 1);
    // What the pages tell of an invoice beside the preview stands there too.
    asked.edit(&[set_order(CLOUD, &json!({"suspended": true}))]);
    let csv = asked.export(Export::Csv);
    let (head, rows) = csv.split_once("\r\n").unwrap();
    assert!(head.ends_with(
        ",category,agreement,estimate,moved,moved_from,moved_from_line,change,total_before"
    ));
    for row in asked.rows() {
        let Some(line) = rows.lines().find(|line| line.starts_with(&format!("{},", row.id))) else {
            panic!("no row {}", row.id)
        };
        let is = |mark| if row.marks.contains(&mark) { "yes" } else { "no" };
        let change = [(Mark::Moved, "moved"), (Mark::Changed, "changed")];
        let change = change.into_iter().find(|(mark, _)| row.marks.contains(mark));
        let change = change.map_or("", |(_, word)| word);
        let total = row.before.as_ref().map_or("", |before| before.total.trim_start_matches('-'));
        let total = total.to_owned();
        let before = row.before.filter(|before| before.place != row.place).and_then(|b| b.place);
        let (order, from) = before.map(|place| (place.order, place.line)).unwrap_or_default();
        let agreement = row.agreement.unwrap_or_default();
        let (estimate, moved) = (is(Mark::Estimate), is(Mark::Moved));
        let end = format!(
            ",{},{agreement},{estimate},{moved},{order},{from},{change},{total}",
            row.category
        );
        assert!(line.ends_with(&end), "{line} {end}");
    }
    assert!(rows.contains(&format!(",yes,{CLOUD},")), "some are moved");
    assert!(!asked.export(Export::Snapshot).contains("\"estimate:"));
}

/// The ids of rows for a spreadsheet, in their order.
fn ids_of(csv: &str) -> Vec<&str> {
    csv.lines().skip(1).filter_map(|row| row.split(',').next()).collect()
}

#[test]
fn the_csv_tells_what_the_scenario_takes_away_and_adds_and_what_totals_were() {
    let mut asked = Asked::open(&snapshot(
        &[],
        &[],
        &[agreed("gone", "2026-05", "70"), agreed("other", "2026-06", "5")],
    ));
    asked.edit(&[
        json!({"remove": {"charge": "gone"}}),
        json!({"set": {"charge": "other"}, "to": {"amount": "6"}}),
        json!({"add": {"charge": agreed("new", "2026-07", "8")}}),
    ]);
    let csv = asked.export(Export::Csv);
    let rows: Vec<&str> = csv.lines().skip(1).collect();
    // One that is gone has no total, so that the others add up.
    for (row, (begin, total, end)) in rows.iter().zip([
        ("preview:other,invoice,2026-06,", ",USD,6.00,none,", ",changed,5.00"),
        ("preview:new,invoice,2026-07,", ",USD,8.00,none,", ",added,"),
        ("preview:gone,invoice,2026-05,", ",USD,,,,,,,", ",removed,70.00"),
    ]) {
        assert!(row.starts_with(begin) && row.contains(total) && row.ends_with(end), "{row}");
    }
    assert_eq!(rows.len(), 3);
}

#[test]
fn the_rows_that_are_shown_are_exported_in_their_order() {
    let mut asked = three();
    for query in [
        Query::default(),
        Query { month: Some("2026-05".to_owned()), ..Query::default() },
        Query {
            group: Group::Order,
            sort: Some(Column::Total),
            descending: true,
            text: "AF-3101".to_owned(),
            ..Query::default()
        },
        Query { text: "nothing like it".to_owned(), ..Query::default() },
    ] {
        let shown = asked.rows_of(Query { count: usize::MAX, ..query.clone() });
        let shown: Vec<String> = shown.into_iter().map(|row| row.id).collect();
        assert_eq!(ids_of(&asked.export(Export::Shown(query))), shown);
    }
}
