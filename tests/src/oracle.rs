//! A second, naive implementation of the preview contract, to judge the engine by.
//!
//! It knows no index and shares no code with the engine: every document looks at every purchase
//! order and every line, all candidates are sorted, and money is a ratio of integers of any size.
//! Slow on purpose, so that each function can be held against the sentence that it transcribes.
//!
//! It does not validate. A snapshot that the contract refuses may panic here or answer nonsense.

mod amount;
mod calendar;
mod candidates;
mod canonical;
mod change;
mod edits;
mod grouping;
mod natural_order;
mod placing;
mod report;
mod snapshot;

use serde_json::Value;

pub(crate) use amount::minor_digits;
pub(crate) use edits::apply;

/// Why there is no answer: a code of the contract.
type Refusal = &'static str;

const AMOUNT_TOO_LARGE: Refusal = "AMOUNT_TOO_LARGE";
const DUPLICATE_ID: Refusal = "DUPLICATE_ID";
const NO_SUCH_OBJECT: Refusal = "NO_SUCH_OBJECT";
const UNKNOWN_INVOICE: Refusal = "UNKNOWN_INVOICE";

/// Returns the canonical preview of a valid snapshot, with the `explanation` of one document when
/// its id is given.
///
/// The error is a code: `AMOUNT_TOO_LARGE` or `UNKNOWN_INVOICE`.
pub fn preview(snapshot: &Value, explain: Option<&str>) -> Result<String, String> {
    Ok(canonical::text(&preview_value(snapshot, explain)?))
}

/// Applies a valid edits document and returns the edited snapshot with the canonical change
/// between the two previews.
///
/// The error is a code: `NO_SUCH_OBJECT`, `DUPLICATE_ID`, or `AMOUNT_TOO_LARGE` for a preview on
/// either side.
pub fn what_if(snapshot: &Value, edits: &Value) -> Result<(Value, String), String> {
    let edited = apply(snapshot, edits)?;
    let before = preview_value(snapshot, None)?;
    let after = preview_value(&edited, None)?;
    let change = canonical::text(&change::between(&before, &after));
    Ok((edited, change))
}

fn preview_value(snapshot: &Value, explain: Option<&str>) -> Result<Value, Refusal> {
    let run = placing::place_all(snapshot::read(snapshot)?)?;
    report::preview(&run, explain)
}
