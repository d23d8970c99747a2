//! Table fixtures: a scenario told line by line, with what the preview should say of it.
//!
//! A line is a keyword, a name and words in any order; a line that begins with `#` is a comment.
//! What is not stated is not compared.
//!
//! ```text
//! order        A  updated 2025-01-02
//! line         A/1  subscription  tracked 1000.00
//! association  EARLIER  A/1  900.00
//!
//! invoice      RI-1  subscription  2025-03  500.00  => A/1  short  balance -400.00
//! event        OUT_OF_BALANCE  A/1
//! item         A/1  opening 100.00  closing -400.00
//!
//! then at 2025-01-03
//! set          A/1  {"amount": "2000.00"}
//! outcome      RI-1  => A/1  covered  balance 600.00
//! ```
//!
//! `lost`, `rejected` and `event` speak of the document above them. After `then` come edits, facts
//! being additions, and what is expected of the edited snapshot.
//!
//! | Line | Words (default) |
//! |---|---|
//! | `order ID` | `from SELLER,...` (`AWS_INC`), `in CURRENCY` (`USD`), `FIRST..LAST` (2025), `updated WHEN` (2025-01-01), `trns A,B`, `units A,B`, `suspended` |
//! | `line ID/NUMBER` | a type, `FIRST..LAST` (the order's; after `then` too, of an order above it), `tracked AMOUNT` or `untracked AMOUNT` (untracked 1), `quantity N` (1), `tax N%` or `tax N` |
//! | `association DOCUMENT` | `ID/NUMBER`, amount |
//! | `invoice ID`, `memo ID` | category, cycle (the category's usual one), month, amount, `from`, `in`, `issued WHEN` (as a formed one), `of DOCUMENT`, `trn`, `unit`, `reference`, `line`; then `=>` |
//! | `charge ID` | category (`marketplace`), `usage` or `fixed` (by the cycle), and of an invoice's words all but `issued` and `of`; `terms`, `agreement`, `until MONTH`, `due WHEN` |
//! | `outcome ID` | `invoice` or `credit-memo`, `total AMOUNT`, `charges A,B`; then `=>` |
//! | `=>` | `ID/NUMBER` or `none`; `by HOW`, `balance AMOUNT` or `untracked`, `covered` or `short` |
//! | `lost`, `rejected` | `ID/NUMBER`, `ID` or `-`; a code. Stated ones appear in this order |
//! | `event` | a code, `ID/NUMBER` unless there is none; or `none`. With one stated, all are |
//! | `item ID/NUMBER` | `value`, `opening`, `closing` with an amount, `untracked`, `documents N` |
//! | `set`, `remove` | `ID`, `ID/NUMBER`, `charge ID` or `invoice ID`; for `set` the JSON of `to` |

mod compare;
mod facts;
mod read;
mod words;

use serde_json::Value;

use crate::oracle;

/// A scenario that has been read.
#[derive(Debug)]
pub struct Fixture {
    pub snapshot: Value,
    pub expected: Expected,
    pub then: Option<Then>,
}

/// What a fixture does to its snapshot, and what it expects afterwards.
#[derive(Debug)]
pub struct Then {
    pub edits: Value,
    pub expected: Expected,
}

/// What a fixture states about one preview. Objects are partial: only their keys are compared.
#[derive(Debug, Default)]
pub struct Expected {
    pub outcomes: Vec<Outcome>,
    /// Partial entries of `lineItems`.
    pub items: Vec<Value>,
}

/// What a fixture states about one document.
#[derive(Debug)]
pub struct Outcome {
    pub invoice_id: String,
    /// A partial entry of `invoices`.
    pub entry: Value,
    /// Entries of its explanation, in order, not necessarily all.
    pub candidates: Vec<Value>,
    /// All of its events, when the fixture states any.
    pub events: Option<Vec<Value>>,
}

/// Reads a fixture. The error names the line.
pub fn parse(fixture: &str) -> Result<Fixture, String> {
    read::fixture(fixture)
}

/// Compares what `preview` answers for a fixture's snapshot, and for the edited one, with what the
/// fixture states. `preview` takes the snapshot as JSON and the id of a document to explain.
pub fn check(fixture: &str, preview: impl Fn(&str, Option<&str>) -> String) -> Result<(), String> {
    let Fixture { snapshot, expected, then } = parse(fixture)?;
    compare::preview(&expected, |explain| answer(&preview(&snapshot.to_string(), explain)))?;
    let Some(Then { edits, expected }) = then else { return Ok(()) };
    let edited = oracle::apply(&snapshot, &edits)?.to_string();
    compare::preview(&expected, |explain| answer(&preview(&edited, explain)))
        .map_err(|differences| format!("then: {differences}"))
}

/// Compares what `what_if` answers for a fixture's edits: the preview of its snapshot with the
/// change worked in has to be what the fixture states after `then`. A change explains nothing, so
/// candidates are not compared. A fixture without `then` passes.
pub fn check_what_if(
    fixture: &str,
    preview: impl Fn(&str, Option<&str>) -> String,
    what_if: impl Fn(&str, &str) -> String,
) -> Result<(), String> {
    let Fixture { snapshot, then, .. } = parse(fixture)?;
    let Some(Then { edits, mut expected }) = then else { return Ok(()) };
    let snapshot = snapshot.to_string();
    let before = answer(&preview(&snapshot, None))?;
    let change = answer(&what_if(&snapshot, &edits.to_string()))?;
    for outcome in &mut expected.outcomes {
        outcome.candidates.clear();
    }
    compare::preview(&expected, |_| Ok(compare::changed(&before, &change)))
}

fn answer(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{error} in the answer {text}"))
}

#[cfg(test)]
mod tests;
