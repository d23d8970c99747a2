//! What edits change: documents and lines before and after, and the events that come and go.

use super::{events, placed};
use crate::exit::Failure;
use crate::layout::{counted, shorten};
use crate::money::is_used_up;
use crate::result::{Change, Currencies, Document, Line, Sides, read};
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

const DOCUMENTS: [Column; 7] = [
    Column::text("Document", 16),
    Column::number("Total"),
    Column::kept("Before"),
    Column::number("Left"),
    Column::kept(""),
    Column::kept("After"),
    Column::number("Left"),
];

const LINES: [Column; 6] = [
    Column::kept("Purchase order line"),
    Column::number("Value"),
    Column::number("Opening"),
    Column::number("Closing"),
    Column::number("Documents"),
    Column::kept(""),
];

/// Currencies of the purchase orders before the edits and after them.
pub(crate) type CurrencySides = [Currencies; 2];

/// A change as text.
pub(crate) fn write(
    json: &str,
    currencies: &CurrencySides,
    screen: Screen,
) -> Result<String, Failure> {
    let change: Change<'_> = read(json)?;
    let is_nothing = change.invoices.is_empty()
        && change.line_items.is_empty()
        && change.events.added.is_empty()
        && change.events.removed.is_empty();
    if is_nothing {
        return Ok("The preview stays as it is.\n".to_owned());
    }
    let mut out = format!(
        "{} and {} change\n",
        counted(change.invoices.len(), "document", "documents"),
        counted(change.line_items.len(), "line item", "line items"),
    );
    if !change.invoices.is_empty() {
        out.push('\n');
        write_documents(&mut out, &change.invoices, screen);
    }
    if !change.line_items.is_empty() {
        out.push('\n');
        write_lines(&mut out, &change.line_items, currencies, screen);
    }
    let name = |id: &str| shorten(id, events::ID_WIDTH_MAX);
    events::write(&mut out, "Happens now", change.events.added.iter(), name, screen);
    events::write(&mut out, "No longer happens", change.events.removed.iter(), name, screen);
    Ok(out)
}

fn write_documents(out: &mut String, documents: &[Sides<Document<'_>>], screen: Screen) {
    let mut table = Table::new(&DOCUMENTS);
    for sides in documents {
        let Some(either) = sides.after.as_ref().or(sides.before.as_ref()) else { continue };
        let totals = sides.each(Document::signed_total);
        let [left_before, left_after] =
            [&sides.before, &sides.after].map(|side| left(side.as_ref()));
        let [before, after] = [&sides.before, &sides.after].map(|side| match side {
            Some(document) => placed::place(document),
            None => Cell::new("not there", Paint::Faint),
        });
        table.push(vec![
            Cell::plain(either.id.as_ref()),
            Cell::plain(format!("{} {}", arrow(&totals), either.currency)),
            before,
            left_before,
            Cell::new("->", Paint::Faint),
            after,
            left_after,
        ]);
    }
    table.write(out, screen);
}

/// What a document leaves on its line.
fn left(document: Option<&Document<'_>>) -> Cell {
    let balance = document.and_then(|document| document.balance_after);
    balance.map_or_else(Cell::default, |balance| Cell::new(balance, balance_paint(balance)))
}

fn write_lines(
    out: &mut String,
    lines: &[Sides<Line<'_>>],
    currencies: &CurrencySides,
    screen: Screen,
) {
    let mut table = Table::new(&LINES);
    for sides in lines {
        let Some(either) = sides.after.as_ref().or(sides.before.as_ref()) else { continue };
        let balances = |balance: fn(&Line<'_>) -> Option<String>| {
            let texts = sides.each(|line| balance(line).unwrap_or_else(|| "untracked".to_owned()));
            let paint = texts[1].as_deref().map_or(Paint::Plain, balance_paint);
            Cell::new(arrow(&texts), paint)
        };
        let mark = match (&sides.before, &sides.after) {
            (None, _) => "new",
            (_, None) => "gone",
            _ => "",
        };
        table.push(vec![
            Cell::plain(either.name()),
            Cell::plain(value(sides, currencies)),
            balances(|line| line.opening_balance.map(str::to_owned)),
            balances(|line| line.closing_balance.map(str::to_owned)),
            Cell::plain(arrow(&sides.each(|line| line.invoices.to_string()))),
            Cell::new(mark, Paint::Faint),
        ]);
    }
    table.write(out, screen);
}

/// The value of a line; its currency is told once, unless it changes too.
fn value(sides: &Sides<Line<'_>>, currencies: &CurrencySides) -> String {
    let [before, after] = currencies;
    let currency = |line: &Option<Line<'_>>, currencies: &Currencies| {
        line.as_ref().map(|line| currencies.get(&line.purchase_order_id).to_owned())
    };
    let currencies = [currency(&sides.before, before), currency(&sides.after, after)];
    let values = sides.each(|line| line.total_value.to_owned());
    match (values, currencies) {
        ([Some(before), Some(after)], [Some(old), Some(new)]) if old != new => {
            format!("{before} {old} -> {after} {new}")
        }
        (values, currencies) => format!("{} {}", arrow(&values), arrow(&currencies)),
    }
}

fn balance_paint(balance: &str) -> Paint {
    let is_amount = balance.bytes().any(|byte| byte.is_ascii_digit());
    if is_amount && is_used_up(balance) { Paint::Bad } else { Paint::Plain }
}

/// One text where only one side is there or both have the same, else both with an arrow.
fn arrow(texts: &[Option<String>; 2]) -> String {
    match texts {
        [Some(before), Some(after)] if before != after => format!("{before} -> {after}"),
        [Some(only), _] | [None, Some(only)] => only.clone(),
        [None, None] => String::new(),
    }
}
