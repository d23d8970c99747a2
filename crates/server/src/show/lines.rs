//! Line items: what they are worth, and what is left of that.

use crate::money::is_used_up;
use crate::result::{Currencies, Preview};
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

const COLUMNS: [Column; 5] = [
    Column::kept("Purchase order line"),
    Column::number("Value"),
    Column::number("Opening"),
    Column::number("Closing"),
    Column::number("Documents"),
];

pub(super) fn write(
    out: &mut String,
    preview: &Preview<'_>,
    currencies: &Currencies,
    screen: Screen,
) {
    let mut table = Table::new(&COLUMNS);
    for line in &preview.line_items {
        let currency = currencies.get(&line.purchase_order_id);
        let balance = |balance: Option<&str>| match balance {
            Some(balance) if is_used_up(balance) => Cell::new(balance, Paint::Bad),
            Some(balance) => Cell::plain(balance),
            None => Cell::new("untracked", Paint::Faint),
        };
        table.push(vec![
            Cell::plain(line.name()),
            Cell::plain(format!("{} {currency}", line.total_value)),
            balance(line.opening_balance),
            balance(line.closing_balance),
            Cell::plain(line.invoices.to_string()),
        ]);
    }
    table.write(out, screen);
}
