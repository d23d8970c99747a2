//! What is wrong with a file: every problem with its row and column, a stable code and a sentence
//! that says what to do.

use std::collections::BTreeSet;
use std::fmt;

use procurement::Code;
use procurement::sorting::sort_by;
use serde::Serialize;

/// A refusal lists this many problems and counts the rest.
pub const PROBLEMS_MAX: usize = 100;

/// Stable names of the ways a file can be wrong. What the snapshot itself forbids keeps the name
/// it has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FileCode {
    /// A column is there twice.
    DuplicateColumn,
    /// Columns that are needed are not there.
    MissingColumn,
    /// Something that the files cannot tell was not said either.
    MissingOption,
    /// A cell that is needed is empty.
    MissingValue,
    /// A text is not UTF-8.
    NotUtf8,
    /// A row does not end.
    RowTooLong,
    /// Rows that speak of one thing say different things of it.
    RowsDisagree,
    /// One provider has several billing accounts, whose invoices are never one.
    SeveralBillingAccounts,
    /// The billing account that was asked for is not in the files.
    UnknownBillingAccount,
    /// A row does not say who invoices it, and it cannot be told from the others.
    UnknownIssuer,
    /// The file could not be read to its end.
    Unreadable,
    /// The file is of a kind that is not read.
    UnsupportedFormat,
    /// A row has more or fewer cells than the header.
    WrongFieldCount,
    /// A rule of the snapshot.
    #[serde(untagged)]
    Rule(Code),
}

impl From<Code> for FileCode {
    fn from(code: Code) -> Self {
        Self::Rule(code)
    }
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileProblem {
    /// The name of the file, as it was handed in.
    pub file: String,
    /// The row as a spreadsheet counts it: the header is row 1. In JSON, the number of the item.
    pub row: Option<u64>,
    /// The column, or the key.
    pub column: Option<String>,
    /// What is wrong, for programs.
    pub code: FileCode,
    /// What is wrong and how to put it right, for people.
    pub message: String,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Why nothing was imported: the first problems, in the order of the files, and how many more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// At least one, at most [`PROBLEMS_MAX`].
    pub problems: Vec<FileProblem>,
    /// How many more there are.
    pub more: usize,
}

impl Refusal {
    pub(crate) fn one(
        place: Place<'_>,
        code: impl Into<FileCode>,
        message: impl Into<String>,
    ) -> Self {
        Self { problems: vec![place.problem(code.into(), message.into())], more: 0 }
    }

    /// Takes over the problems of another, of which the last ones may only be counted.
    pub(crate) fn append(&mut self, other: Self) {
        self.more += other.more;
        for problem in other.problems {
            if self.problems.len() < PROBLEMS_MAX {
                self.problems.push(problem);
            } else {
                self.more += 1;
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        match self.more {
            0 => Ok(()),
            1 => f.write_str("\nand 1 more problem"),
            more => write!(f, "\nand {more} more problems"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Where a problem is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    file: &'p str,
    row: Option<u64>,
    column: Option<&'p str>,
}

impl<'p> Place<'p> {
    pub(crate) fn file(file: &'p str) -> Self {
        Self { file, row: None, column: None }
    }

    pub(crate) fn row(self, row: u64) -> Self {
        Self { row: Some(row), ..self }
    }

    pub(crate) fn column(self, column: &'p str) -> Self {
        Self { column: Some(column), ..self }
    }

    /// The row and the column.
    pub(crate) fn cell(self) -> (Option<u64>, Option<String>) {
        (self.row, self.column.map(str::to_owned))
    }

    fn problem(self, code: FileCode, message: String) -> FileProblem {
        let column = self.column.map(str::to_owned);
        let message = without_control(&message);
        FileProblem { file: self.file.to_owned(), row: self.row, column, code, message }
    }
}

/// Text of a file that is shown to a person: a terminal obeys control characters.
fn without_control(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

/// A text of a file in a sentence: between backticks, and not endless.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// Gathers problems while files are read, in bounded memory.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    problems: Vec<FileProblem>,
    more: usize,
}

impl Findings {
    pub(crate) fn add(
        &mut self,
        place: Place<'_>,
        code: impl Into<FileCode>,
        message: impl Into<String>,
    ) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(place.problem(code.into(), message.into()));
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether further problems are counted only.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= PROBLEMS_MAX
    }

    /// The row and the column of each.
    pub(crate) fn cells(&self) -> BTreeSet<(Option<u64>, Option<String>)> {
        self.problems.iter().map(|problem| (problem.row, problem.column.clone())).collect()
    }

    /// Puts the problems of one file in the order of its rows.
    pub(crate) fn sort_by_row(&mut self) {
        sort_by(&mut self.problems, |a, b| a.row.cmp(&b.row));
    }

    /// `Ok` when nothing was found.
    pub(crate) fn into_result(self) -> Result<(), Refusal> {
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(self.into_refusal())
    }

    pub(crate) fn into_refusal(self) -> Refusal {
        Refusal { problems: self.problems, more: self.more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_lists_the_first_hundred_and_counts_the_rest() {
        let mut findings = Findings::default();
        for row in 2..104 {
            let place = Place::file("focus.csv").row(row).column("BilledCost");
            findings.add(place, Code::InvalidNumber, "write a number");
        }
        let refusal = findings.into_result().unwrap_err();
        assert_eq!((refusal.problems.len(), refusal.more), (100, 2));
        let text = refusal.to_string();
        assert!(text.starts_with("focus.csv, row 2, BilledCost: write a number\nfocus.csv, row 3"));
        assert!(text.ends_with("row 101, BilledCost: write a number\nand 2 more problems"));
    }

    #[test]
    fn texts_are_shown_as_they_do_no_harm() {
        let refusal = Refusal::one(Place::file("f.csv"), Code::InvalidNumber, quoted("\u{1b}[2J"));
        assert_eq!(refusal.to_string(), "f.csv: `\\u{1b}[2J`");
        assert_eq!(quoted(&"é".repeat(81)), format!("`{}…`", "é".repeat(80)));
    }

    #[test]
    fn codes_of_files_and_of_the_snapshot_are_written_alike() {
        let code = |code: FileCode| serde_json::to_string(&code).unwrap();
        assert_eq!(code(FileCode::WrongFieldCount), r#""WRONG_FIELD_COUNT""#);
        assert_eq!(code(Code::UnknownCurrency.into()), r#""UNKNOWN_CURRENCY""#);
    }
}
