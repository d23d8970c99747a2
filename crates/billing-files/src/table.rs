//! A CSV table: columns by the names in its header, rows one at a time.

use std::cell::Cell;
use std::io::{ErrorKind, Read};
use std::rc::Rc;

use csv::ByteRecord;

use crate::problem::{FileCode, Findings, Place};
use crate::source::{self, Budgeted, OpenError, ROW_BYTES_MAX};
use crate::spelling;

/// A column that an importer reads.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
}

impl Column {
    pub(crate) const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    pub(crate) const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }
}

/// A file whose header has been read.
pub(crate) struct Table<'r> {
    file: &'r str,
    columns: &'static [Column],
    /// Where each column stands in a row.
    places: Vec<Option<usize>>,
    /// Names in the header that no column has.
    pub(crate) ignored: Vec<String>,
    reader: csv::Reader<Budgeted<'r>>,
    budget: Rc<Cell<u64>>,
    record: ByteRecord,
    width: usize,
    row: u64,
}

impl<'r> Table<'r> {
    /// Reads the header. Tells what stands in the way and returns `None` when the rows cannot be
    /// read.
    pub(crate) fn open(
        file: &'r str,
        input: Box<dyn Read + 'r>,
        columns: &'static [Column],
        findings: &mut Findings,
    ) -> Option<Self> {
        let place = Place::file(file);
        let input = match source::open(input) {
            Ok(input) => input,
            Err(OpenError::Unsupported(message)) => {
                findings.add(place, FileCode::UnsupportedFormat, message);
                return None;
            }
            Err(OpenError::Unreadable(error)) => {
                findings.add(place, FileCode::Unreadable, format!("this cannot be read: {error}"));
                return None;
            }
        };
        let (input, budget) = Budgeted::new(input);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(64 * 1024)
            .from_reader(input);
        let mut table = Self {
            file,
            columns,
            places: Vec::new(),
            ignored: Vec::new(),
            reader,
            budget,
            record: ByteRecord::new(),
            width: 0,
            row: 0,
        };
        if !table.advance(findings) {
            if table.reader.is_done() {
                findings.add(place, FileCode::MissingColumn, "this is empty: it has no header");
            }
            return None;
        }
        table.read_header(findings)
    }

    fn read_header(mut self, findings: &mut Findings) -> Option<Self> {
        let place = Place::file(self.file).row(1);
        let header: Vec<String> = self
            .record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell.trim_ascii()).into_owned())
            .collect();
        let spelled: Vec<String> = header.iter().map(|name| spelling::letters(name)).collect();
        let mut missing = Vec::new();
        let mut good = true;
        for column in self.columns {
            let wanted = spelling::letters(column.name);
            let mut found = (0..).zip(&spelled).filter(|(_, name)| **name == wanted);
            let first = found.next().map(|(index, _)| index);
            if found.next().is_some() {
                let message = "this column is there twice: remove one";
                findings.add(place.column(column.name), FileCode::DuplicateColumn, message);
                good = false;
            }
            if first.is_none() && column.required {
                missing.push(column.name);
            }
            self.places.push(first);
        }
        if !missing.is_empty() {
            findings.add(place, FileCode::MissingColumn, missing_columns(&missing, &header));
            good = false;
        }
        let known = |index: usize| self.places.contains(&Some(index));
        self.ignored = (0..)
            .zip(&header)
            .filter(|(index, _)| !known(*index))
            .map(|(_, name)| name.clone())
            .collect();
        self.width = header.len();
        good.then_some(self)
    }

    /// Whether the table has a column.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.places.get(column).copied().flatten().is_some()
    }

    /// The next row that has as many cells as the header; the others are told, but for those with
    /// nothing in them, which spreadsheets append.
    pub(crate) fn next_row(&mut self, findings: &mut Findings) -> Option<Row<'_>> {
        while self.advance(findings) {
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            if self.record.len() != self.width {
                let message = format!(
                    "this row has {} cells and the header {}: look for a comma without quotes or a quote that is not closed",
                    self.record.len(),
                    self.width
                );
                let place = Place::file(self.file).row(self.row);
                findings.add(place, FileCode::WrongFieldCount, message);
                continue;
            }
            return Some(Row { table: self });
        }
        None
    }

    /// Reads one record and counts its row. `false` at the end of the file, or where it cannot be
    /// read on.
    fn advance(&mut self, findings: &mut Findings) -> bool {
        self.budget.set(ROW_BYTES_MAX);
        let line_before = self.reader.position().line();
        let place = Place::file(self.file).row(self.row + 1);
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return false,
            Err(error) => {
                let is_too_long = matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == ErrorKind::FileTooLarge);
                if is_too_long {
                    let message = "this row is longer than 16 MiB: a quote is probably not closed";
                    findings.add(place, FileCode::RowTooLong, message);
                } else {
                    let message = format!("the file cannot be read on from here: {error}");
                    findings.add(place, FileCode::Unreadable, message);
                }
                return false;
            }
        }
        // Blank lines are no records, but a spreadsheet counts them; line breaks in quotes are no
        // rows.
        let lines = self.reader.position().line() - line_before;
        let mut blank = 0;
        if lines > 1 {
            let quoted = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count();
            blank = (lines - 1).saturating_sub(u64::try_from(quoted).unwrap_or(u64::MAX));
        }
        self.row += 1 + blank;
        true
    }
}

fn missing_columns(missing: &[&str], header: &[String]) -> String {
    let names = missing.join(", ");
    let separator = header.iter().flat_map(|name| name.chars()).find(|c| ";\t|".contains(*c));
    match (missing, header, separator) {
        (_, [_], Some(separator)) => {
            format!("the cells are separated by {separator:?}: save the file with commas")
        }
        ([_], ..) => format!("the column {names} is missing: add it"),
        _ => format!("the columns {names} are missing: add them"),
    }
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    table: &'t Table<'t>,
}

impl<'t> Row<'t> {
    pub(crate) fn number(self) -> u64 {
        self.table.row
    }

    pub(crate) fn place(self) -> Place<'t> {
        Place::file(self.table.file).row(self.table.row)
    }

    pub(crate) fn place_of(self, column: usize) -> Place<'t> {
        match self.table.columns.get(column) {
            Some(column) => self.place().column(column.name),
            None => self.place(),
        }
    }

    /// The bytes of a cell without space around them. `NULL` is how many exports write nothing.
    pub(crate) fn bytes(self, column: usize) -> &'t [u8] {
        let index = self.table.places.get(column).copied().flatten();
        let cell = index.and_then(|index| self.table.record.get(index)).unwrap_or_default();
        let cell = cell.trim_ascii();
        if cell.eq_ignore_ascii_case(b"null") { b"" } else { cell }
    }

    /// The text of a cell; empty when it is not UTF-8, which is told.
    pub(crate) fn text(self, column: usize, findings: &mut Findings) -> &'t str {
        std::str::from_utf8(self.bytes(column)).unwrap_or_else(|_| {
            let message = "this is not UTF-8: save the file as UTF-8";
            findings.add(self.place_of(column), FileCode::NotUtf8, message);
            ""
        })
    }

    /// The text of a cell that must not be empty; `None` when it is, which is told.
    pub(crate) fn required(self, column: usize, findings: &mut Findings) -> Option<&'t str> {
        if self.bytes(column).is_empty() {
            findings.add(
                self.place_of(column),
                FileCode::MissingValue,
                "this is empty: fill it in",
            );
            return None;
        }
        let text = self.text(column, findings);
        (!text.is_empty()).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] =
        &[Column::required("BilledCost"), Column::optional("po_number"), Column::required("Name")];

    fn read(text: &str) -> (Vec<(u64, String)>, Vec<String>) {
        let mut findings = Findings::default();
        let mut rows = Vec::new();
        if let Some(mut table) =
            Table::open("t.csv", Box::new(text.as_bytes()), COLUMNS, &mut findings)
        {
            while let Some(row) = table.next_row(&mut findings) {
                let cells: Vec<_> =
                    (0..3).map(|column| String::from_utf8_lossy(row.bytes(column))).collect();
                rows.push((row.number(), cells.join("|")));
            }
        }
        let problems = match findings.into_result() {
            Ok(()) => Vec::new(),
            Err(refusal) => refusal.problems.iter().map(ToString::to_string).collect(),
        };
        (rows, problems)
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_spelling() {
        for header in
            ["BilledCost,Name,x_Other", "billed_cost,NAME,y", "\u{feff}\"Billed Cost\", Name ,"]
        {
            let (rows, problems) = read(&format!("{header}\r\n 1 ,two,3\r\n"));
            assert_eq!((rows, problems), (vec![(2, "1||two".to_owned())], Vec::new()), "{header}");
        }
        let (rows, _) = read("Name,x_BilledCost,BilledCost\na,9,NULL\n");
        assert_eq!(rows, [(2, "||a".to_owned())]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let (rows, _) = read("BilledCost,Name\n1,\"a\nb\"\n\n2,c\n\r\n3,\"d\r\n\r\ne\"\n4,f");
        let numbers: Vec<_> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [2, 4, 6, 7]);
    }

    #[test]
    fn rows_of_empty_cells_are_no_rows_and_yet_counted() {
        let (rows, problems) = read("BilledCost,Name\n,\n1,a\n , \n,,,\n\"\",\n2,b\n,\n,,\n");
        assert_eq!(rows, [(3, "1||a".to_owned()), (7, "2||b".to_owned())]);
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn what_is_wrong_with_a_table_is_told_at_once() {
        for (text, expected) in [
            ("", "t.csv: this is empty: it has no header"),
            ("po_number\n", "t.csv, row 1: the columns BilledCost, Name are missing: add them"),
            ("Name\n", "t.csv, row 1: the column BilledCost is missing: add it"),
            (
                "BilledCost;Name\n",
                "t.csv, row 1: the cells are separated by ';': save the file with commas",
            ),
            (
                "BilledCost,Name,billedcost\n",
                "t.csv, row 1, BilledCost: this column is there twice: remove one",
            ),
        ] {
            assert_eq!(read(text), (Vec::new(), vec![expected.to_owned()]), "{text}");
        }
        let (rows, problems) = read("BilledCost,Name\n1,a,b\n2,c\n3\n");
        assert_eq!(rows, [(3, "2||c".to_owned())]);
        assert!(problems[0].starts_with("t.csv, row 2: this row has 3 cells and the header 2"));
        assert!(problems[1].starts_with("t.csv, row 4: this row has 1 cells"));
    }

    #[test]
    fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let endless = std::io::repeat(b'x');
        let head = "BilledCost,Name\n1,\"".as_bytes();
        let mut findings = Findings::default();
        let mut table =
            Table::open("t.csv", Box::new(head.chain(endless)), COLUMNS, &mut findings).unwrap();
        assert!(table.next_row(&mut findings).is_none());
        let refusal = findings.into_result().unwrap_err();
        assert_eq!(
            (refusal.problems[0].row, refusal.problems[0].code),
            (Some(2), FileCode::RowTooLong)
        );
    }
}
