//! Documents by billing month: where each goes and what it leaves there. Their numbers are the order
//! of placing.

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::counted;
use crate::money::{Sums, is_used_up};
use crate::result::{Document, Line, Preview};
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

const COLUMNS: [Column; 7] = [
    Column::number("#"),
    Column::text("Document", 16),
    Column::text("Seller", 13),
    Column::number("Total"),
    Column::kept("Purchase order line"),
    Column::number("Left"),
    Column::wrapped("", 14),
];

pub(super) fn write(out: &mut String, preview: &Preview<'_>, screen: Screen) {
    let tracked: BTreeSet<String> =
        preview.line_items.iter().filter(|line| line.tracked).map(Line::name).collect();
    let mut months: BTreeMap<&str, Vec<(usize, &Document<'_>)>> = BTreeMap::new();
    for (number, document) in (1..).zip(&preview.invoices) {
        months.entry(document.billing_period).or_default().push((number, document));
    }
    let mut table = Table::new(&COLUMNS);
    for (month, documents) in months {
        let mut sums = Sums::default();
        for (_, document) in &documents {
            sums.add(document.currency, &document.signed_total());
        }
        table.group(format!("{month}: {sums}"));
        for (number, document) in documents {
            let line = document.line();
            let is_tracked = line.as_ref().is_some_and(|line| tracked.contains(line));
            table.push(vec![
                Cell::new(number.to_string(), Paint::Faint),
                Cell::plain(document.id.as_ref()),
                Cell::plain(document.bill_from.as_ref()),
                Cell::plain(format!("{} {}", document.signed_total(), document.currency)),
                place(document),
                left(document, is_tracked),
                marks(document, is_tracked),
            ]);
        }
    }
    table.write(out, screen);
}

/// The line of a document.
pub(super) fn place(document: &Document<'_>) -> Cell {
    match document.line() {
        Some(line) => Cell::plain(line),
        None => Cell::new("no purchase order", Paint::Bad),
    }
}

fn left(document: &Document<'_>, is_tracked: bool) -> Cell {
    match document.balance_after {
        Some(balance) if is_used_up(balance) => Cell::new(balance, Paint::Bad),
        Some(balance) => Cell::plain(balance),
        None if document.by == "none" => Cell::default(),
        None if is_tracked => Cell::new("unchanged", Paint::Faint),
        None => Cell::new("untracked", Paint::Faint),
    }
}

/// What is out of the ordinary about a document.
fn marks(document: &Document<'_>, is_tracked: bool) -> Cell {
    let is_used_up = document.balance_after.is_some_and(is_used_up);
    let is_uncovered = document.by != "none" && !document.covered;
    let marks = [
        // What is not covered leaves less than nothing.
        (is_uncovered, "not covered"),
        (is_used_up && !is_uncovered, "out of balance"),
        (is_tracked && document.balance_after.is_none(), "another currency"),
        (document.is_credit_memo(), "credit memo"),
        (document.is_estimate(), "estimate"),
        (document.by == "reference", "by reference"),
    ];
    let mut marks: Vec<_> =
        marks.iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| (*mark).to_owned()).collect();
    if document.charge_count() > 1 {
        marks.push(counted(document.charge_count(), "charge", "charges"));
    }
    Cell::new(marks.join(", "), if is_used_up || is_uncovered { Paint::Bad } else { Paint::Faint })
}
