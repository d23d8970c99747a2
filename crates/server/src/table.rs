//! Tables of text that fit the width of a screen.

use crate::layout::{shorten, visible, width, wrap};
use crate::terminal::{Paint, Screen};

/// A column: its heading, and what becomes of it where there is little room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    heading: &'static str,
    fit: Fit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Texts lose their middle: first down to where they can still be told apart, and at the very
    /// last to the other width.
    Shorten { legible: usize, least: usize },
    /// Texts go on in the next line, down to this width, then below their row.
    Wrap { least: usize },
    /// Never cut, and at the right: amounts and numbers.
    Number,
}

impl Column {
    /// A text that may lose its middle early.
    pub(crate) const fn text(heading: &'static str, legible: usize) -> Self {
        Self { heading, fit: Fit::Shorten { legible, least: 10 } }
    }

    /// A text that is cut only where nothing else is left to cut.
    pub(crate) const fn kept(heading: &'static str) -> Self {
        Self { heading, fit: Fit::Shorten { legible: usize::MAX, least: 12 } }
    }

    pub(crate) const fn wrapped(heading: &'static str, least: usize) -> Self {
        Self { heading, fit: Fit::Wrap { least } }
    }

    pub(crate) const fn number(heading: &'static str) -> Self {
        Self { heading, fit: Fit::Number }
    }
}

/// How far columns are narrowed, one step after another until the table fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Legible,
    Wrapped,
    Least,
}

impl Step {
    /// How narrow a column can get in this step.
    fn floor(self, column: Column, natural: usize) -> usize {
        let floor = match column.fit {
            Fit::Shorten { least, .. } if self == Self::Least => least,
            Fit::Shorten { legible, .. } => legible,
            Fit::Wrap { least } if self >= Self::Wrapped => least,
            Fit::Wrap { .. } | Fit::Number => natural,
        };
        natural.min(floor.max(width(column.heading)))
    }
}

/// A text in a table, and how it looks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    text: String,
    paint: Paint,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>, paint: Paint) -> Self {
        Self { text: visible(&text.into()), paint }
    }

    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Paint::Plain)
    }
}

enum Row {
    Cells(Vec<Cell>),
    /// Stands over the rows that follow.
    Group(String),
}

/// Rows under headings.
pub(crate) struct Table<'c> {
    columns: &'c [Column],
    rows: Vec<Row>,
}

/// Between two columns.
const GAP: usize = 2;

/// Before a text below its row.
const INDENT: usize = 4;

impl<'c> Table<'c> {
    pub(crate) fn new(columns: &'c [Column]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::Cells(cells));
    }

    pub(crate) fn group(&mut self, heading: impl Into<String>) {
        self.rows.push(Row::Group(heading.into()));
    }

    /// Writes the table, every line ended.
    pub(crate) fn write(&self, out: &mut String, screen: Screen) {
        let widths = self.widths(screen.width);
        let headings = self.columns.iter().zip(&widths);
        let headings = headings.map(|(column, width)| {
            Cell::new(if *width > 0 { column.heading } else { "" }, Paint::Heading)
        });
        self.write_row(out, &headings.collect::<Vec<_>>(), &widths, screen);
        for row in &self.rows {
            match row {
                Row::Cells(cells) => self.write_row(out, cells, &widths, screen),
                Row::Group(heading) => {
                    out.push_str(&screen.paint(heading, Paint::Heading));
                    out.push('\n');
                }
            }
        }
    }

    /// Every column as wide as its widest text, then narrowed until the table fits, or nothing can
    /// be narrowed any more. A column has no width if it has no text, or if its texts have to go
    /// below their rows.
    fn widths(&self, room: usize) -> Vec<usize> {
        let natural: Vec<usize> =
            (0..self.columns.len()).map(|index| self.natural(index)).collect();
        let widths = self.narrow(natural.clone(), room, Step::Legible);
        let widths = self.narrow(widths, room, Step::Wrapped);
        if total(&widths) <= room {
            return widths;
        }
        let beside = self.columns.iter().zip(natural).map(|(column, width)| match column.fit {
            Fit::Wrap { .. } => 0,
            Fit::Shorten { .. } | Fit::Number => width,
        });
        let widths = self.narrow(beside.collect(), room, Step::Legible);
        self.narrow(widths, room, Step::Least)
    }

    fn natural(&self, index: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| match row {
            Row::Cells(cells) => cells.get(index),
            Row::Group(_) => None,
        });
        let widest = cells.map(|cell| width(&cell.text)).max().unwrap_or(0);
        if widest == 0 { 0 } else { widest.max(width(self.columns[index].heading)) }
    }

    /// Takes from the column that has most to spare, as long as the table does not fit.
    fn narrow(&self, mut widths: Vec<usize>, room: usize, step: Step) -> Vec<usize> {
        let columns = self.columns.iter().zip(&widths);
        let floors: Vec<usize> =
            columns.map(|(column, width)| step.floor(*column, *width)).collect();
        while total(&widths) > room {
            let spare = |index: &usize| widths[*index] - floors[*index];
            let widest = (0..widths.len()).max_by_key(spare).filter(|index| spare(index) > 0);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
        }
        widths
    }

    fn write_row(&self, out: &mut String, cells: &[Cell], widths: &[usize], screen: Screen) {
        let texts: Vec<Vec<String>> = cells
            .iter()
            .zip(self.columns.iter().zip(widths))
            .map(|(cell, (column, width))| match column.fit {
                Fit::Shorten { .. } => vec![shorten(&cell.text, *width)],
                Fit::Wrap { .. } => wrap(&cell.text, *width),
                Fit::Number => vec![cell.text.clone()],
            })
            .collect();
        let beside = |index: &usize| widths[*index] > 0;
        let height = (0..cells.len()).filter(beside).map(|index| texts[index].len()).max();
        for line in 0..height.unwrap_or(0) {
            let mut blank = 0;
            for index in (0..cells.len()).filter(beside) {
                let text = texts[index].get(line).map(String::as_str).unwrap_or_default();
                let padding = widths[index].saturating_sub(width(text));
                let is_number = self.columns[index].fit == Fit::Number;
                let (before, after) = if is_number { (padding, 0) } else { (0, padding) };
                blank += before;
                if !text.is_empty() {
                    // Nothing follows the last text of a line, not even spaces.
                    out.extend(std::iter::repeat_n(' ', blank));
                    out.push_str(&screen.paint(text, cells[index].paint));
                    blank = 0;
                }
                blank += after + GAP;
            }
            out.push('\n');
        }
        for (cell, _) in cells.iter().zip(widths).filter(|(_, width)| **width == 0) {
            self.write_below(out, cell, screen);
        }
    }

    fn write_below(&self, out: &mut String, cell: &Cell, screen: Screen) {
        if cell.text.is_empty() {
            return;
        }
        for line in wrap(&cell.text, screen.width.saturating_sub(INDENT)) {
            out.extend(std::iter::repeat_n(' ', INDENT));
            out.push_str(&screen.paint(&line, cell.paint));
            out.push('\n');
        }
    }
}

/// The width of a table.
fn total(widths: &[usize]) -> usize {
    let columns = widths.iter().filter(|width| **width > 0).count();
    widths.iter().sum::<usize>() + GAP * columns.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column::text("Name", 12),
        Column::number("Total"),
        Column::kept("Empty"),
        Column::wrapped("", 8),
    ];

    #[track_caller]
    fn check(width: usize, expected: &str) {
        let mut table = Table::new(&COLUMNS);
        table.group("First");
        let row =
            |name: &str, total: &str, mark: &str| [name, total, "", mark].map(Cell::plain).to_vec();
        table.push(row("a-very-long-name", "1.00", ""));
        table.push(row("b", "100.00", "something, something else"));
        let mut out = String::new();
        table.write(&mut out, Screen::plain(width));
        assert_eq!(out, expected);
    }

    #[test]
    fn a_table_is_as_wide_as_its_texts() {
        let expected = "\
Name               Total
First
a-very-long-name    1.00
b                 100.00  something, something else
";
        check(100, expected);
    }

    #[test]
    fn a_narrow_table_shortens_names_then_wraps_then_writes_below() {
        let shortened = "\
Name           Total
First
a-ve…ng-name    1.00
b             100.00  something, something else
";
        let wrapped = "\
Name           Total
First
a-ve…ng-name    1.00
b             100.00  something,
                      something else
";
        let below = "\
Name               Total
First
a-very-long-name    1.00
b                 100.00
    something, something
    else
";
        let least = "\
Name         Total
First
a-v…g-name    1.00
b           100.00
    something,
    something else
";
        check(47, shortened);
        check(36, wrapped);
        check(24, below);
        check(18, least);
    }
}
