//! Rows, their marks, and the sums of months.

use std::collections::{BTreeMap, BTreeSet};

use outlook::api::{Group, Item, Mark, Query, Row, Total};
use rust_decimal::Decimal;
use serde_json::json;

use crate::asking::{Asked, NOW};
use crate::snapshots::{agreed, invoice, line, order, set_line, set_order, snapshot, usage, with};

/// Sums of rows by currency: total, the part without a purchase order, and how many.
fn sums(rows: &[outlook::api::Row]) -> Vec<(String, Decimal, Decimal, usize)> {
    let mut sums: BTreeMap<String, (Decimal, Decimal, usize)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.marks.contains(&Mark::Removed)) {
        let sum = sums.entry(row.currency.clone()).or_default();
        let total: Decimal = row.total.parse().unwrap();
        sum.0 += total;
        sum.1 += if row.by == "none" { total } else { Decimal::ZERO };
        sum.2 += 1;
    }
    sums.into_iter().map(|(currency, (total, without, n))| (currency, total, without, n)).collect()
}

fn read(totals: &[Total]) -> Vec<(String, Decimal, Decimal, usize)> {
    let read = |total: &Total| {
        let (sum, without) = (total.total.parse().unwrap(), total.without.parse().unwrap());
        (total.currency.clone(), sum, without, total.documents)
    };
    totals.iter().map(read).collect()
}

#[test]
fn the_sums_of_months_groups_and_views_are_the_sums_of_their_rows() {
    let mut all = vec![Asked::estimated("2026-03")];
    all.extend((0..40).filter_map(Asked::random));
    for mut asked in all {
        asked.edit(&[json!({"add": {"charge": usage("more", "2026-05", "12.34")}})]);
        let rows = asked.rows();
        for sum in asked.overview().months {
            let of_month = Query { month: Some(sum.month.clone()), ..Query::default() };
            let of_month = asked.rows_of(of_month);
            assert_eq!(read(&sum.totals), sums(&of_month));
            let has = |mark| of_month.iter().filter(|row| row.marks.contains(&mark)).count();
            assert_eq!(sum.documents, of_month.len() - has(Mark::Removed));
            assert_eq!((sum.without, sum.estimates), (has(Mark::NoOrder), has(Mark::Estimate)));
        }
        let overview = asked.overview();
        for (values, of) in [
            (overview.orders, (|row| Some(row.place.clone()?.order)) as fn(&Row) -> _),
            (overview.agreements, |row| row.agreement.clone()),
            (overview.currencies, |row| Some(row.currency.clone())),
        ] {
            let expected: BTreeSet<String> = rows.iter().filter_map(of).collect();
            assert_eq!(values.len(), expected.len(), "each once");
            assert_eq!(values.into_iter().collect::<BTreeSet<_>>(), expected);
        }
        for group in [Group::Month, Group::Order, Group::Seller, Group::Agreement] {
            let view = asked.view(Query { group, count: usize::MAX, ..Query::default() });
            assert_eq!(read(&view.totals), sums(&rows));
            let mut heading = None;
            let mut under = Vec::new();
            let mut groups = Vec::new();
            for item in view.items {
                match item {
                    Item::Heading(next) => groups.push((heading.replace(next), under.split_off(0))),
                    Item::Row(row) => under.push(*row),
                }
            }
            groups.push((heading, under));
            for (heading, rows) in groups {
                let Some(heading) = heading else { continue };
                assert_eq!(read(&heading.totals), sums(&rows));
                assert_eq!(heading.documents, sums(&rows).iter().map(|sum| sum.3).sum::<usize>());
            }
        }
        let standing = asked.standing();
        let (before, after) = asked.overview().outside;
        let gone = rows.iter().filter(|row| row.marks.contains(&Mark::Removed)).count();
        assert_eq!(before + after + rows.len() - gone, standing.documents);
    }
}

#[test]
fn credit_memos_are_negative_and_currencies_are_kept_apart() {
    let memo = with(invoice("CM", "2026-03", "40"), &json!({"type": "credit-memo"}));
    let yen = with(invoice("YEN", "2026-03", "7"), &json!({"currency": "JPY"}));
    let facts = snapshot(
        &[order("PO-1", &[line("1", "all", "1000")])],
        &[invoice("A", "2026-03", "100"), memo, yen],
        &[],
    );
    let mut asked = Asked::open(&facts);
    assert_eq!(asked.row("CM").total, "-40.00");
    let months = asked.overview().months;
    let month = months.iter().find(|month| month.month == "2026-03").unwrap();
    let shown: Vec<_> = month.totals.iter().map(|t| (&*t.currency, &*t.total)).collect();
    assert_eq!(shown, [("JPY", "7"), ("USD", "60.00")]);
}

#[test]
fn rows_are_marked_with_what_the_engine_says_of_them() {
    let suspended = with(order("OFF", &[]), &json!({"suspended": true}));
    let over = with(order("OVER", &[]), &json!({"expirationMonth": "2026-02"}));
    let named = |id: &str, order: &str| {
        with(invoice(id, "2026-04", "10"), &json!({"purchaseOrderReference": order}))
    };
    let facts = snapshot(
        &[order("PO-1", &[line("1", "all", "100")]), suspended, over],
        &[
            invoice("below", "2026-03", "30"),
            invoice("more", "2026-04", "80"),
            with(invoice("nowhere", "2026-04", "5"), &json!({"billFrom": "AWS_INDIA"})),
            named("off", "OFF"),
            named("new", "NEW"),
            named("over", "OVER"),
        ],
        &[with(usage("estimate:x", "2026-06", "9"), &json!({}))],
    );
    let mut asked = Asked::open(&facts);
    for (id, marks) in [
        ("below", &[Mark::BelowThreshold][..]),
        ("more", &[Mark::OutOfBalance]),
        ("nowhere", &[Mark::NoOrder]),
        ("off", &[Mark::NoOrder, Mark::Suspended, Mark::Created]),
        ("new", &[Mark::Created]),
        ("over", &[Mark::Created, Mark::Reactivated]),
        ("preview:estimate:x", &[Mark::OutOfBalance, Mark::Estimate]),
    ] {
        let mut found = asked.row(id).marks;
        let mut expected = marks.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{id}");
        assert_eq!(asked.explain(id).row, asked.row(id));
    }
}

#[test]
fn edits_mark_what_they_move_change_add_and_remove() {
    let facts = snapshot(
        &[
            order("PO-1", &[line("1", "monthly-usage", "1000")]),
            order("PO-2", &[line("1", "all", "1000")]),
        ],
        &[invoice("A", "2026-03", "100"), invoice("B", "2026-04", "50")],
        &[agreed("ch", "2026-05", "70")],
    );
    let mut asked = Asked::open(&facts);
    asked.edit(&[set_line("PO-1", "1", &json!({"endMonth": "2026-03"}))]);
    let moved = asked.row("B");
    assert_eq!(moved.marks, [Mark::Moved]);
    assert_eq!(moved.place.unwrap().order, "PO-2");
    assert_eq!(moved.before.unwrap().place.unwrap().order, "PO-1");
    assert_eq!(asked.row("preview:ch").marks, [Mark::Changed]);
    assert_eq!(asked.row("A").marks, []);

    asked.edit(&[
        json!({"remove": {"charge": "ch"}}),
        json!({"add": {"charge": usage("new", "2026-06", "5")}}),
    ]);
    let gone = asked.row("preview:ch");
    assert_eq!((gone.marks, gone.place), (vec![Mark::Removed], None));
    assert_eq!((&*gone.category, gone.agreement.as_deref()), ("marketplace", Some("agreement")));
    assert_eq!(gone.before.unwrap().total, "70.00");
    assert_eq!(asked.row("preview:new").marks, [Mark::Added]);
    assert_eq!(asked.standing().changed, 3);
    let changed: usize = asked.overview().months.iter().map(|month| month.changed).sum();
    assert_eq!(changed, 3);
}

#[test]
fn rows_show_facts_of_charges_as_they_are_edited() {
    let facts = snapshot(&[], &[], &[agreed("ch", "2026-05", "70")]);
    let mut asked = Asked::open(&facts);
    // Formed of the same charge, placed alike: only the facts differ.
    asked.edit(&[json!({"set": {"charge": "ch"}, "to": {"agreementId": "other"}})]);
    assert_eq!(asked.row("preview:ch").agreement.as_deref(), Some("other"));
    asked.undo();
    assert_eq!(asked.row("preview:ch").agreement.as_deref(), Some("agreement"));
}

#[test]
fn an_edit_that_only_names_contacts_changes_no_row() {
    let mut asked = Asked::sample("2026-03");
    let rows = asked.rows();
    let contacts = json!({"contacts": [{"email": "a@example.com"}]});
    asked.edit_at(&[set_order("AF-3101-CLOUD", &contacts)], NOW);
    assert_eq!(asked.rows(), rows);
    assert!(!asked.order("AF-3101-CLOUD").row.without_contacts);
}
