//! What holds for every snapshot and every edit.

use outlook::api::{Export, Mark, Row};
use serde_json::Value;

use crate::asking::Asked;
use crate::generator::{Dice, edit};

const SEEDS: u64 = 150;

/// A row as a session without a past tells it.
fn without_past(row: Row) -> Option<Row> {
    if row.marks.contains(&Mark::Removed) {
        return None;
    }
    let past = [Mark::Moved, Mark::Changed, Mark::Added];
    let marks = row.marks.iter().copied().filter(|mark| !past.contains(mark)).collect();
    Some(Row { marks, before: None, ..row })
}

#[test]
fn after_any_edits_a_session_answers_like_a_fresh_one_on_the_exported_snapshot() {
    let mut edited = 0;
    for seed in 0..SEEDS {
        let Some(mut asked) = Asked::random(seed) else { continue };
        let mut dice = Dice::new(seed);
        for _ in 0..6 {
            let snapshot = serde_json::from_str(&asked.export(Export::Snapshot)).unwrap();
            let (edits, at) = edit(&mut dice, &snapshot);
            let request = outlook::api::Request::Edit { edits, at };
            edited += usize::from(asked.try_ask::<Value>(&request).is_ok());
        }
        let as_of = asked.standing().as_of;
        let snapshot = serde_json::from_str(&asked.export(Export::Snapshot)).unwrap();
        let mut fresh = Asked::open_in(&snapshot, &as_of);
        let _: Value = fresh.ask(&outlook::api::Request::SetAsOf { month: as_of });
        assert_eq!(asked.preview(), fresh.preview(), "seed {seed}");
        let rows: Vec<Row> = asked.rows().into_iter().filter_map(without_past).collect();
        let others: Vec<Row> = fresh.rows().into_iter().filter_map(without_past).collect();
        assert_eq!(rows, others, "seed {seed}");
        let mut orders = asked.orders();
        orders.iter_mut().for_each(|row| row.edited = false);
        assert_eq!(orders, fresh.orders(), "seed {seed}");
        for row in orders {
            let (mut ours, theirs) = (asked.order(&row.id), fresh.order(&row.id));
            ours.row.edited = false;
            assert_eq!(ours, theirs, "seed {seed}");
        }
    }
    assert!(edited > 300, "only {edited} edits were taken");
}

#[test]
fn edits_and_their_undoing_leave_every_answer_as_it_was() {
    for seed in 0..60 {
        let Some(mut asked) = Asked::random(seed) else { continue };
        let before = asked.everything();
        let mut dice = Dice::new(seed + 1_000);
        let mut past = vec![asked.preview()];
        for _ in 0..5 {
            let snapshot = serde_json::from_str(&asked.export(Export::Snapshot)).unwrap();
            let (edits, at) = edit(&mut dice, &snapshot);
            let tried = asked.attempt(&edits, &at);
            assert_eq!(past.last(), Some(&asked.preview()), "seed {seed}");
            let request = outlook::api::Request::Edit { edits, at };
            match asked.try_ask::<outlook::api::Edited>(&request) {
                Ok(edited) => {
                    assert_eq!(tried.as_ref(), Ok(&edited.summary), "seed {seed}");
                    past.push(asked.preview());
                }
                Err(refused) => assert_eq!(tried, Err(refused), "seed {seed}"),
            }
        }
        while past.len() > 1 {
            past.pop();
            asked.undo();
            assert_eq!(past.last(), Some(&asked.preview()), "seed {seed}");
        }
        let mut after = asked.everything();
        // What was taken back can be applied again, which is the only trace of it.
        after[0]["canRedo"] = before[0]["canRedo"].clone();
        assert_eq!(before, after, "seed {seed}");
    }
}

#[test]
fn the_edits_of_a_scenario_as_one_document_do_the_same() {
    for seed in 0..60 {
        let Some(mut asked) = Asked::random(seed) else { continue };
        let snapshot = asked.export(Export::Snapshot);
        let mut dice = Dice::new(seed + 2_000);
        for _ in 0..5 {
            let now = serde_json::from_str(&asked.export(Export::Snapshot)).unwrap();
            let (edits, at) = edit(&mut dice, &now);
            let _ = asked.try_ask::<Value>(&outlook::api::Request::Edit { edits, at });
        }
        let document = asked.export(Export::Edits);
        let sellers = procurement::Sellers::built_in();
        let mut workspace = procurement::Workspace::load(snapshot, &sellers).unwrap();
        workspace.apply(&document).unwrap_or_else(|problems| panic!("{seed}: {problems:?}"));
        assert_eq!(workspace.preview(None).unwrap(), asked.preview(), "seed {seed}");
    }
}
