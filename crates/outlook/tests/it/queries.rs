//! Which rows a query finds, and in which order.

use outlook::api::{Column, Condition, Group, Item, Operator, Query};
use serde_json::json;

use crate::asking::Asked;
use crate::snapshots::{agreed, invoice, line, order, snapshot, usage, with};

fn facts() -> serde_json::Value {
    let memo = with(invoice("MEMO", "2026-04", "20"), &json!({"type": "credit-memo"}));
    let yen = with(invoice("INV-10", "2026-03", "900"), &json!({"currency": "JPY"}));
    let far = with(invoice("INV-2", "2026-05", "7"), &json!({"billFrom": "ELSEWHERE"}));
    snapshot(
        &[
            order("PO-9", &[line("1", "monthly-usage", "1000")]),
            order("PO-10", &[line("1", "all", "500")]),
        ],
        &[invoice("INV-1", "2026-03", "100"), yen, far, memo],
        &[agreed("ch", "2026-04", "60"), usage("use", "2026-05", "33.5")],
    )
}

fn found(query: Query) -> String {
    let ids = Asked::open(&facts()).rows_of(query).into_iter().map(|row| row.id);
    ids.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_operator_on_every_column_finds_its_rows() {
    use Column as C;
    use Operator as O;
    for (column, operator, value, expected) in [
        (C::Document, O::Is, "INV-1", "INV-1"),
        (C::Document, O::IsNot, "INV-1", "INV-10 preview:ch MEMO INV-2 preview:use"),
        (C::Document, O::Has, "inv-", "INV-1 INV-10 INV-2"),
        (C::Document, O::HasNot, "INV", "preview:ch MEMO preview:use"),
        (C::Month, O::AtLeast, "2026-05", "INV-2 preview:use"),
        (C::Month, O::AtMost, "2026-03", "INV-1 INV-10"),
        (C::Month, O::Is, "2026-04", "preview:ch MEMO"),
        (C::Seller, O::Is, "ELSEWHERE", "INV-2"),
        (C::Seller, O::IsNot, "AWS_INC", "INV-2"),
        (C::Seller, O::Has, "amazon web services, inc", "INV-1 INV-10 preview:ch MEMO preview:use"),
        (C::Category, O::Is, "marketplace", "preview:ch"),
        (C::Agreement, O::Has, "agree", "preview:ch"),
        (C::Agreement, O::Is, "", "INV-1 INV-10 MEMO INV-2 preview:use"),
        (C::Order, O::Is, "PO-9", "INV-1 MEMO preview:use"),
        (C::Order, O::Is, "PO-9 1", "INV-1 MEMO preview:use"),
        (C::Order, O::IsNot, "PO-9", "INV-10 preview:ch INV-2"),
        (C::Order, O::Is, "", "INV-10 INV-2"),
        (C::Total, O::AtLeast, "60", "INV-1 INV-10 preview:ch"),
        (C::Total, O::AtMost, "-20", "MEMO"),
        (C::Total, O::Is, "33.50", "preview:use"),
        (C::Total, O::IsNot, "100", "INV-10 preview:ch MEMO INV-2 preview:use"),
        (C::Total, O::AtLeast, "much", ""),
        (C::Currency, O::Is, "JPY", "INV-10"),
        (C::Left, O::AtMost, "440", "preview:ch"),
        (C::Left, O::IsNot, "440", "INV-1 INV-10 MEMO INV-2 preview:use"),
        (C::Left, O::HasNot, "440", "INV-1 INV-10 MEMO INV-2 preview:use"),
        (C::Mark, O::Is, "noOrder", "INV-10 INV-2"),
        (C::Mark, O::IsNot, "noOrder", "INV-1 preview:ch MEMO preview:use"),
        (C::Mark, O::Is, "nothing", ""),
        (C::Mark, O::AtLeast, "noOrder", ""),
    ] {
        let value = value.to_owned();
        let conditions = vec![Condition { column, operator, value }];
        let query = Query { conditions: conditions.clone(), ..Query::default() };
        assert_eq!(found(query), expected, "{conditions:?}");
    }
}

#[test]
fn all_conditions_and_all_words_must_hold() {
    let text = |text: &str| Query { text: text.to_owned(), ..Query::default() };
    assert_eq!(found(text("  PO-9   100.00 ")), "INV-1");
    assert_eq!(found(text("MARKETPLACE")), "preview:ch");
    assert_eq!(found(text("po-9 jpy")), "");
    let condition =
        |column, value: &str| Condition { column, operator: Operator::Is, value: value.to_owned() };
    let conditions = vec![condition(Column::Month, "2026-03"), condition(Column::Currency, "USD")];
    assert_eq!(found(Query { conditions, ..Query::default() }), "INV-1");
}

#[test]
fn rows_are_sorted_by_every_column_without_comparing_currencies() {
    use Column as C;
    for (column, expected) in [
        (C::Document, "INV-1 INV-2 INV-10 MEMO preview:ch preview:use"),
        (C::Month, "INV-1 INV-10 preview:ch MEMO INV-2 preview:use"),
        (C::Seller, "INV-1 INV-10 preview:ch MEMO preview:use INV-2"),
        (C::Category, "preview:ch INV-1 INV-10 MEMO INV-2 preview:use"),
        (C::Agreement, "INV-1 INV-10 MEMO INV-2 preview:use preview:ch"),
        (C::Order, "INV-10 INV-2 INV-1 MEMO preview:use preview:ch"),
        (C::Total, "INV-10 MEMO INV-2 preview:use preview:ch INV-1"),
        (C::Currency, "INV-10 INV-1 preview:ch MEMO INV-2 preview:use"),
        (C::Left, "INV-10 INV-2 preview:ch preview:use INV-1 MEMO"),
        (C::Mark, "INV-1 preview:ch MEMO preview:use INV-10 INV-2"),
    ] {
        let sorted = Query { group: Group::None, sort: Some(column), ..Query::default() };
        assert_eq!(found(sorted), expected, "{column:?}");
    }
    let largest =
        Query { group: Group::None, sort: Some(C::Total), descending: true, ..Query::default() };
    assert_eq!(found(largest), "INV-1 preview:ch preview:use INV-2 MEMO INV-10");
}

#[test]
fn groups_come_in_natural_order_and_those_without_one_first() {
    let headings = |group| {
        let view =
            Asked::open(&facts()).view(Query { group, count: usize::MAX, ..Query::default() });
        let heading = |item| match item {
            Item::Heading(heading) => Some((heading.key, heading.name)),
            Item::Row(_) => None,
        };
        view.items.into_iter().filter_map(heading).collect::<Vec<_>>()
    };
    let keys = |group| headings(group).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(keys(Group::Month), ["2026-03", "2026-04", "2026-05"]);
    assert_eq!(keys(Group::Order), ["", "PO-9", "PO-10"]);
    assert_eq!(keys(Group::Agreement), ["", "agreement"]);
    assert!(keys(Group::None).is_empty());
    let sellers = headings(Group::Seller);
    assert_eq!(sellers[0].0, "AWS_INC");
    assert!(sellers[0].1.as_ref().is_some_and(|name| name != "AWS_INC"));
    assert_eq!(sellers[1], ("ELSEWHERE".to_owned(), None));
}

#[test]
fn an_invoice_that_is_not_there_any_more_stands_where_it_was_and_counts_nowhere() {
    let mut asked = Asked::open(&facts());
    asked.edit(&[json!({"remove": {"charge": "ch"}})]);
    let view = asked.view(Query { group: Group::Order, count: usize::MAX, ..Query::default() });
    let told = view.items.into_iter().map(|item| match item {
        Item::Heading(heading) => format!("{}: {}", heading.key, heading.documents),
        Item::Row(row) => row.id,
    });
    let expected = [
        ": 2",
        "INV-10",
        "INV-2",
        "PO-9: 3",
        "INV-1",
        "MEMO",
        "preview:use",
        "PO-10: 0",
        "preview:ch",
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let sorted = Query { group: Group::None, sort: Some(Column::Order), ..Query::default() };
    let ids = asked.rows_of(sorted).into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids.join(" "), "INV-10 INV-2 INV-1 MEMO preview:use preview:ch");
    // What is asked for by a purchase order is what will use it.
    let value = "PO-10".to_owned();
    let conditions = vec![Condition { column: Column::Order, operator: Operator::Is, value }];
    assert!(asked.rows_of(Query { conditions, ..Query::default() }).is_empty());
}

#[test]
fn windows_cut_pieces_of_the_same_whole() {
    let mut asked = Asked::sample("2026-03");
    let whole = asked.view(Query { count: usize::MAX, ..Query::default() });
    assert_eq!(whole.items.len(), whole.item_count);
    let mut items = Vec::new();
    for first in (0..whole.item_count + 7).step_by(7) {
        let piece = asked.view(Query { first, count: 7, ..Query::default() });
        assert_eq!((piece.first, piece.item_count), (first, whole.item_count));
        assert_eq!((&piece.totals, piece.documents), (&whole.totals, whole.documents));
        items.extend(piece.items);
    }
    assert_eq!(items, whole.items);
    assert_eq!(whole.documents.0, whole.documents.1);
}

#[test]
fn a_view_follows_edits_between_two_windows() {
    let mut asked = Asked::open(&facts());
    let query = Query { count: usize::MAX, ..Query::default() };
    let before = asked.view(query.clone());
    asked.edit(&[json!({"remove": {"invoice": "INV-1"}})]);
    asked.edit(&[json!({"set": {"charge": "use"}, "to": {"amount": "40"}})]);
    assert_ne!(asked.view(query.clone()), before);
    asked.undo();
    asked.undo();
    assert_eq!(asked.view(query), before);
}
