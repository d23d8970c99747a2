//! What an importer answers, as JavaScript gets it: a snapshot and a report, or an error.

use billing_files::{FileCode, FileProblem, Import, Refusal, SnapshotDocument};
use js_sys::{Error, JSON, Object, Reflect};
use procurement::Code;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// A snapshot and a report, or an error to throw.
pub(crate) fn outcome<R: Serialize>(
    result: Result<Import<SnapshotDocument, R>, Refusal>,
) -> Result<JsValue, JsValue> {
    let Import { document, report } = result.map_err(|problems| refusal(&problems))?;
    let outcome = Object::new();
    Reflect::set(&outcome, &"snapshot".into(), &JSON::parse(&document.to_json())?)?;
    Reflect::set(&outcome, &"report".into(), &value(&report)?)?;
    Ok(outcome.into())
}

/// An error to throw for files that are refused.
pub(crate) fn refusal(refusal: &Refusal) -> JsValue {
    let problems = refusal.problems.iter().map(Problem::from).collect();
    thrown(&refusal.to_string(), problems, refusal.more)
}

/// An error to throw for an argument that is wrong; the pointer goes into it.
pub(crate) fn refuse(code: Code, pointer: &str, message: &str) -> JsValue {
    let (file, code) = (None, FileCode::Rule(code));
    thrown(message, vec![Problem { code, column: None, file, message, pointer, row: None }], 0)
}

/// One problem as it is thrown.
#[derive(Serialize)]
struct Problem<'p> {
    code: FileCode,
    column: Option<&'p str>,
    file: Option<&'p str>,
    message: &'p str,
    pointer: &'p str,
    row: Option<u64>,
}

impl<'p> From<&'p FileProblem> for Problem<'p> {
    fn from(problem: &'p FileProblem) -> Self {
        let FileProblem { file, row, column, code, message } = problem;
        let column = column.as_deref();
        Self { code: *code, column, file: Some(file), message, pointer: "", row: *row }
    }
}

/// The error: the first problem's members, and every problem in `problems`.
fn thrown(message: &str, problems: Vec<Problem<'_>>, more: usize) -> JsValue {
    let error = Error::new(message);
    error.set_name("Refusal");
    // Setting a member of a new error cannot fail.
    let set = |name: &str, member: Result<JsValue, JsValue>| {
        let _ = Reflect::set(&error, &name.into(), &member.unwrap_or(JsValue::UNDEFINED));
    };
    if let Some(first) = problems.first() {
        set("code", value(&first.code));
        set("pointer", Ok(first.pointer.into()));
        set("file", value(&first.file));
        set("row", value(&first.row));
        set("column", value(&first.column));
    }
    set("problems", value(&problems));
    set("more", value(&more));
    error.into()
}

/// A small value, member by member.
fn value(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| JsValue::from_str(&error.to_string()))
}
