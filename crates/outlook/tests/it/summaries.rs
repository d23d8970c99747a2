//! What edits do, in sums.

use outlook::api::{Edited, Mark, Moves, Request, Row, Summary};
use serde_json::{Value, json};

use crate::asking::{Asked, NOW};
use crate::generator::{Dice, edit};
use crate::snapshots::{agreed, invoice, line, order, set_line, set_order, snapshot, with};

/// What a summary must be, counted from rows before and after.
fn counted(before: &[Row], after: &[Row]) -> (usize, usize, usize, usize, (usize, usize)) {
    let there = |rows: &[Row]| {
        let rows = rows.iter().filter(|row| !row.marks.contains(&Mark::Removed));
        rows.map(|row| (row.id.clone(), row.clone())).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (before, after) = (there(before), there(after));
    let without = |rows: &std::collections::BTreeMap<String, Row>| {
        rows.values().filter(|r| r.by == "none").count()
    };
    let pairs = || before.iter().filter_map(|(id, row)| Some((row, after.get(id)?)));
    let moved = pairs().filter(|(a, b)| a.place != b.place).count();
    let differs = |a: &Row, b: &Row| {
        let covered = |row: &Row| !row.marks.contains(&Mark::OutOfBalance);
        let shown =
            |row: &Row| (row.total.clone(), row.kind.clone(), row.left.clone(), covered(row));
        a.place == b.place && shown(a) != shown(b)
    };
    let changed = pairs().filter(|(a, b)| differs(a, b)).count();
    let goes = before.keys().filter(|id| !after.contains_key(*id)).count();
    let comes = after.keys().filter(|id| !before.contains_key(*id)).count();
    (moved, changed, comes, goes, (without(&before), without(&after)))
}

fn reversed(mut summary: Summary) -> Summary {
    let turn = |moves: Moves| (moves.to, moves.from, moves.documents, moves.first);
    let mut moves: Vec<_> = std::mem::take(&mut summary.moves).into_iter().map(turn).collect();
    moves.sort();
    // Totals are those afterwards, which an edit of the amount changes.
    summary.moves = moves
        .into_iter()
        .map(|(from, to, documents, first)| Moves { from, to, totals: vec![], documents, first })
        .collect();
    // What is created afterwards does not tell what was before.
    summary.creates.clear();
    std::mem::swap(&mut summary.comes, &mut summary.goes);
    summary.without = (summary.without.1, summary.without.0);
    for line in &mut summary.lines {
        line.currency.clear();
        line.closing = (line.closing.1.take(), line.closing.0.take());
        line.runs_out = (line.runs_out.1.take(), line.runs_out.0.take());
    }
    summary
}

#[test]
fn a_summary_is_the_difference_and_undoing_gives_the_reverse() {
    let mut edits_taken = 0;
    for seed in 0..150 {
        let Some(mut asked) = Asked::random(seed) else { continue };
        let _: Value = asked.ask(&Request::SetAsOf { month: "2026-03".to_owned() });
        let mut dice = Dice::new(seed + 5_000);
        for _ in 0..4 {
            let facts = asked.export(outlook::api::Export::Snapshot);
            let (edits, at) = edit(&mut dice, &serde_json::from_str(&facts).unwrap());
            let (before, outside) = (asked.rows(), asked.overview().outside);
            let request = Request::Edit { edits, at };
            let Ok(Edited { summary, .. }) = asked.try_ask::<Edited>(&request) else { continue };
            let after = asked.rows();
            edits_taken += 1;
            if outside == (0, 0) && asked.overview().outside == (0, 0) {
                let moved = summary.moves.iter().map(|way| way.documents).sum();
                let told = (moved, summary.comes, summary.goes, summary.without);
                let (moved, changed, comes, goes, without) = counted(&before, &after);
                assert_eq!(told, (moved, comes, goes, without), "seed {seed}: {request:?}");
                assert!(summary.changed >= changed, "seed {seed}: {request:?}");
            }
            let undone = asked.undo().summary;
            assert_eq!(asked.rows(), before, "seed {seed}");
            let redone = asked.redo().summary;
            assert_eq!(redone, summary, "seed {seed}: {request:?}");
            assert_eq!(reversed(undone), reversed(reversed(summary)), "seed {seed}: {request:?}");
        }
    }
    assert!(edits_taken > 200, "{edits_taken}");
}

#[test]
fn the_summary_of_a_scenario_is_that_of_discarding_it_reversed() {
    for seed in 0..60 {
        let Some(mut asked) = Asked::random(seed) else { continue };
        let mut dice = Dice::new(seed + 6_000);
        for _ in 0..4 {
            let facts = asked.export(outlook::api::Export::Snapshot);
            let (edits, at) = edit(&mut dice, &serde_json::from_str(&facts).unwrap());
            let _ = asked.try_ask::<Value>(&Request::Edit { edits, at });
        }
        let summary = asked.summary();
        let discarded: Edited = asked.ask(&Request::Discard);
        assert_eq!(reversed(discarded.summary), reversed(reversed(summary)), "seed {seed}");
        let without = without(&mut asked);
        assert_eq!(asked.summary(), Summary { without: (without, without), ..Summary::default() });
    }
}

/// Documents without a purchase order.
fn without(asked: &mut Asked) -> usize {
    let preview: Value = serde_json::from_str(&asked.preview()).unwrap();
    let invoices = preview["invoices"].as_array().unwrap();
    invoices.iter().filter(|invoice| invoice["by"] == "none").count()
}

#[test]
fn a_summary_tells_ways_lines_and_their_currency() {
    let facts = snapshot(
        &[
            order("PO-1", &[line("1", "monthly-usage", "100")]),
            order("PO-2", &[line("1", "all", "25")]),
        ],
        &[
            invoice("A", "2026-03", "10"),
            invoice("B", "2026-04", "20"),
            invoice("C", "2026-05", "30"),
        ],
        &[],
    );
    let mut asked = Asked::open(&facts);
    let edits = [set_line("PO-1", "1", &json!({"endMonth": "2026-03"}))];
    let summary = asked.attempt(&edits, NOW).unwrap();
    let way = &summary.moves[0];
    assert_eq!((way.from.as_deref(), way.to.as_deref()), (Some("PO-1"), Some("PO-2")));
    assert_eq!((way.documents, &*way.totals[0].total), (2, "50.00"));
    assert_eq!(way.first, ["B", "C"]);
    let lines: Vec<_> = summary
        .lines
        .iter()
        .map(|l| (&*l.place.order, l.closing.1.as_deref(), l.runs_out.1.as_deref(), &*l.currency))
        .collect();
    let expected =
        [("PO-1", Some("90.00"), None, "USD"), ("PO-2", Some("-25.00"), Some("2026-05"), "USD")];
    assert_eq!(lines, expected);
    assert_eq!(summary.without, (0, 0));
}

#[test]
fn a_line_that_an_edit_adds_or_creates_has_its_currency() {
    let euro = json!({"id": "EUR-1", "billFrom": ["X"], "currency": "EUR",
        "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
        "lineItems": [line("1", "all", "5")]});
    let mut asked = Asked::open(&snapshot(&[], &[], &[]));
    let add = [json!({"add": {"purchaseOrder": euro}})];
    let tried = asked.attempt(&add, NOW).unwrap();
    assert_eq!(tried.lines[0].currency, "EUR");
    assert_eq!(asked.edit(&add).summary, tried);
    let change = [set_order("EUR-1", &json!({"currency": "JPY"}))];
    // Five euros are five yen then, only written otherwise.
    let tried = asked.attempt(&change, NOW).unwrap();
    assert_eq!(tried.lines[0].currency, "JPY");
    assert_eq!(asked.edit(&change).summary, tried);
    assert_eq!(asked.undo().summary.lines[0].currency, "EUR");
    assert_eq!(asked.undo().summary.lines[0].currency, "EUR");
}

#[test]
fn who_removes_what_charges_name_is_told_that_they_create_it() {
    let named =
        |month: &str| with(agreed(month, month, "10"), &json!({"purchaseOrderReference": "PO-1"}));
    let facts = snapshot(
        &[order("PO-1", &[line("1", "marketplace-transaction", "100")])],
        &[],
        &[named("2026-03"), named("2026-04")],
    );
    let mut asked = Asked::open(&facts);
    let remove = [json!({"remove": {"purchaseOrder": "PO-1"}})];
    assert_eq!(asked.attempt(&remove, NOW).unwrap().creates, ["PO-1"]);
    assert_eq!(asked.edit(&remove).summary.creates, ["PO-1"]);
    assert_eq!(asked.summary().creates, ["PO-1"]);
    // The other charge creates it then, as this one did.
    let other = [json!({"set": {"charge": "2026-03"}, "to": {"purchaseOrderReference": "NEW"}})];
    assert_eq!(asked.edit(&other).summary.creates, ["NEW"]);
    asked.undo();
    assert_eq!(asked.undo().summary.creates, [] as [&str; 0]);
}
