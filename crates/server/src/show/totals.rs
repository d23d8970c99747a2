//! Totals by currency, which are never added to each other.

use std::collections::BTreeMap;

use crate::money::Sum;
use crate::result::Preview;
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

const COLUMNS: [Column; 5] = [
    Column::kept("Currency"),
    Column::number("Documents"),
    Column::number("Total"),
    Column::number("On purchase orders"),
    Column::number("Without"),
];

#[derive(Default)]
struct Total {
    documents: usize,
    all: Sum,
    placed: Sum,
    unplaced: Sum,
}

pub(super) fn write(out: &mut String, preview: &Preview<'_>, screen: Screen) {
    let mut totals: BTreeMap<&str, Total> = BTreeMap::new();
    for document in &preview.invoices {
        let total = totals.entry(document.currency).or_default();
        let amount = document.signed_total();
        total.documents += 1;
        total.all.add(&amount);
        // Zero, in the decimals of the currency.
        let nothing = amount.replace(|c: char| c.is_ascii_digit(), "0").replace('-', "");
        let is_placed = document.by != "none";
        total.placed.add(if is_placed { &amount } else { &nothing });
        total.unplaced.add(if is_placed { &nothing } else { &amount });
    }
    let mut table = Table::new(&COLUMNS);
    for (currency, total) in totals {
        let unplaced = total.unplaced.to_string();
        let is_nothing = unplaced.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        table.push(vec![
            Cell::plain(currency),
            Cell::plain(total.documents.to_string()),
            Cell::plain(total.all.to_string()),
            Cell::plain(total.placed.to_string()),
            Cell::new(unplaced, if is_nothing { Paint::Plain } else { Paint::Bad }),
        ]);
    }
    table.write(out, screen);
}
