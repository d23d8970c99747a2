//! Writing results to standard output and messages to standard error.

use std::io::{self, Write};

use billing_files::{FileCode, FileProblem, Refusal};
use procurement::Problems;
use serde_json::json;

use crate::exit::Failure;
use crate::layout::visible;

/// Writes a result to standard output as it is.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    bytes(&[text.as_bytes()])
}

/// Writes a result to standard output, ended by one newline.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    bytes(&[text.as_bytes(), b"\n"])
}

fn bytes(parts: &[&[u8]]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let write = parts.iter().try_for_each(|part| out.write_all(part));
    let flushed = write.and_then(|()| out.flush());
    flushed.map_err(|error| Failure::File { name: "standard output".to_owned(), error })
}

/// Writes a message to standard error.
pub(crate) fn error(text: &str) {
    // There is nowhere left to tell that this failed.
    let _ = writeln!(io::stderr().lock(), "{}", visible(text));
}

/// Tells every problem: as the contract's JSON on standard output, or as sentences on standard
/// error.
pub(crate) fn refuse(problems: &Problems, as_json: bool) -> Failure {
    tell(as_json, || problems.to_json(), || problems.to_string())
}

/// The same for the problems of files, which have rows and columns.
pub(crate) fn refuse_files(refusal: &Refusal, as_json: bool) -> Failure {
    tell(as_json, || refusal_json(refusal), || refusal_text(refusal))
}

fn tell(as_json: bool, json: impl Fn() -> String, text: impl Fn() -> String) -> Failure {
    if as_json {
        if let Err(failure) = line(&json()) {
            return failure;
        }
    } else {
        error(&text());
    }
    Failure::Refused
}

/// Where the contract has a pointer, a file has a row and a column, unless it is a snapshot.
fn refusal_json(refusal: &Refusal) -> String {
    let problem = |problem: &FileProblem| {
        let FileProblem { file, row, column, code, message } = problem;
        // Problems of one of several snapshots point into it.
        let is_pointer = |column: &&String| column.starts_with('/');
        let pointer = column.as_ref().filter(is_pointer);
        let column = column.as_ref().filter(|column| !is_pointer(column));
        json!({
            "code": code, "column": column, "file": file, "message": message,
            "pointer": pointer.map_or("", String::as_str), "row": row,
        })
    };
    let problems: Vec<_> = refusal.problems.iter().map(problem).collect();
    json!({"more": refusal.more, "problems": problems}).to_string()
}

/// Problems in the form `file:row:column: message`, which editors and terminals make links of.
fn refusal_text(refusal: &Refusal) -> String {
    let mut lines = Vec::new();
    for FileProblem { file, row, column, message, .. } in &refusal.problems {
        let row = row.map(|row| format!(":{row}")).unwrap_or_default();
        let column = column.as_ref().map(|column| format!(":{column}")).unwrap_or_default();
        lines.push(format!("{file}{row}{column}: {message}"));
    }
    match refusal.more {
        0 => {}
        1 => lines.push("and 1 more problem".to_owned()),
        more => lines.push(format!("and {more} more problems")),
    }
    let has = |code: FileCode| refusal.problems.iter().any(|problem| problem.code == code);
    if has(FileCode::SeveralBillingAccounts) {
        lines.push("choose with --billing-account ID".to_owned());
    }
    if has(FileCode::MissingOption) {
        lines.push("say which with --period YYYY-MM".to_owned());
    }
    lines.join("\n")
}
