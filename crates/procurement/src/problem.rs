//! What is wrong with an input: every problem at once, each with its place, a stable code and
//! a sentence that says what to do.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::canonical::push_text;
use crate::sorting::sort_by;

/// Stable names of the ways an input can be wrong. Programs act on these, people on the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A computed amount has more than 15 digits before the point.
    AmountTooLarge,
    /// A text holds a character that its kind does not allow.
    CharacterNotAllowed,
    /// An identifier that must be unique is there twice.
    DuplicateId,
    /// A JSON object has the same key twice.
    DuplicateKey,
    /// A text is empty.
    EmptyText,
    /// Nothing is asked to change.
    EmptyEdit,
    /// A text is not an instant such as `2026-03-01T09:00:00Z`.
    InvalidInstant,
    /// The text is not JSON.
    InvalidJson,
    /// A text is not a month such as `2026-03`.
    InvalidMonth,
    /// A text is not a plain decimal number.
    InvalidNumber,
    /// A required key is absent.
    MissingKey,
    /// A warning: best match never reaches a line.
    LineNeverMatches,
    /// A warning: two lines of one purchase order overlap with equal rank.
    LinesOverlap,
    /// The last month lies before the first.
    MonthsReversed,
    /// An amount that cannot be negative is.
    NegativeNumber,
    /// A warning: a purchase order without line items.
    NoLineItems,
    /// An edit names an object that is not there.
    NoSuchObject,
    /// An edit sets a key that can never change.
    NotSettable,
    /// A line item's months are not inside its purchase order's.
    OutsidePurchaseOrderMonths,
    /// An identifier begins with letters that are kept for the program.
    ReservedId,
    /// A warning: a purchase order is billed from several sellers of record.
    SeveralBillFrom,
    /// A text begins or ends with a space.
    SurroundingSpace,
    /// A text is too long.
    TextTooLong,
    /// A list is too short.
    TooFew,
    /// A list is too long.
    TooMany,
    /// An amount has more decimals than its currency.
    TooManyDecimals,
    /// A number has more than 28 digits.
    TooManyDigits,
    /// A line item's type is not allowed for a seller of record of its purchase order.
    TypeNotAllowed,
    /// A text is not an ISO 4217 currency code.
    UnknownCurrency,
    /// The document to explain is not in the result.
    UnknownInvoice,
    /// A JSON object has a key that means nothing.
    UnknownKey,
    /// A text is none of the words allowed here.
    UnknownValue,
    /// A JSON value has another type than the one wanted.
    WrongType,
}

impl Code {
    /// The code as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AmountTooLarge => "AMOUNT_TOO_LARGE",
            Self::CharacterNotAllowed => "CHARACTER_NOT_ALLOWED",
            Self::DuplicateId => "DUPLICATE_ID",
            Self::DuplicateKey => "DUPLICATE_KEY",
            Self::EmptyText => "EMPTY_TEXT",
            Self::EmptyEdit => "EMPTY_EDIT",
            Self::InvalidInstant => "INVALID_INSTANT",
            Self::InvalidJson => "INVALID_JSON",
            Self::InvalidMonth => "INVALID_MONTH",
            Self::InvalidNumber => "INVALID_NUMBER",
            Self::MissingKey => "MISSING_KEY",
            Self::LineNeverMatches => "LINE_NEVER_MATCHES",
            Self::LinesOverlap => "LINES_OVERLAP",
            Self::MonthsReversed => "MONTHS_REVERSED",
            Self::NegativeNumber => "NEGATIVE_NUMBER",
            Self::NoLineItems => "NO_LINE_ITEMS",
            Self::NoSuchObject => "NO_SUCH_OBJECT",
            Self::NotSettable => "NOT_SETTABLE",
            Self::OutsidePurchaseOrderMonths => "OUTSIDE_PURCHASE_ORDER_MONTHS",
            Self::ReservedId => "RESERVED_ID",
            Self::SeveralBillFrom => "SEVERAL_BILL_FROM",
            Self::SurroundingSpace => "SURROUNDING_SPACE",
            Self::TextTooLong => "TEXT_TOO_LONG",
            Self::TooFew => "TOO_FEW",
            Self::TooMany => "TOO_MANY",
            Self::TooManyDecimals => "TOO_MANY_DECIMALS",
            Self::TooManyDigits => "TOO_MANY_DIGITS",
            Self::TypeNotAllowed => "TYPE_NOT_ALLOWED",
            Self::UnknownCurrency => "UNKNOWN_CURRENCY",
            Self::UnknownInvoice => "UNKNOWN_INVOICE",
            Self::UnknownKey => "UNKNOWN_KEY",
            Self::UnknownValue => "UNKNOWN_VALUE",
            Self::WrongType => "WRONG_TYPE",
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// What is wrong, for programs.
    pub code: Code,
    /// What is wrong and how to put it right, for people.
    pub message: String,
    /// Where: a JSON pointer (RFC 6901) into the document that was handed in.
    pub pointer: String,
}

impl Problem {
    pub(crate) fn push_json(&self, out: &mut String) {
        for (key, text) in [
            ("{\"code\":", self.code.as_str()),
            (",\"message\":", &self.message),
            (",\"pointer\":", &self.pointer),
        ] {
            out.push_str(key);
            push_text(out, text);
        }
        out.push('}');
    }
}

/// Everything that is wrong with one input, sorted by pointer, then code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl Problems {
    /// One problem on its own.
    pub fn one(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { problems: vec![Problem { code, message: message.into(), pointer: pointer.into() }] }
    }

    /// The canonical JSON of a refusal: `{"problems":[{"code","message","pointer"}]}`.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"problems\":[");
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            problem.push_json(&mut out);
        }
        out.push_str("]}");
        out
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            let place = if problem.pointer.is_empty() { "input" } else { &problem.pointer };
            write!(f, "{place}: {}", problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Gathers problems while an input is read.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    found: Vec<Problem>,
}

impl Collector {
    pub(crate) fn add(&mut self, code: Code, path: Path<'_>, message: impl Into<String>) {
        self.found.push(Problem { code, message: message.into(), pointer: path.to_string() });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// `Ok` when nothing was found, else everything that was, in the order of the contract.
    pub(crate) fn into_result(mut self) -> Result<(), Problems> {
        if self.found.is_empty() {
            return Ok(());
        }
        sort_by(&mut self.found, |a, b| {
            let key = |problem: &Problem| (problem.code.as_str(), problem.message.clone());
            a.pointer.cmp(&b.pointer).then_with(|| key(a).cmp(&key(b)))
        });
        self.found.dedup();
        Err(Problems { problems: self.found })
    }
}

/// A place in a JSON document, kept as a chain on the stack and written out only when needed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    pub(crate) fn key(&'p self, key: &'p str) -> Path<'p> {
        Path::Key(self, key)
    }

    pub(crate) fn index(&'p self, index: usize) -> Path<'p> {
        Path::Index(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Key(parent, key) => {
                write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Path::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_tilde_and_slash() {
        let tags = Path::Root.key("tags");
        assert_eq!(tags.key("a/b~c").to_string(), "/tags/a~1b~0c");
    }

    #[test]
    fn problems_are_sorted_by_pointer_then_code() {
        let mut collector = Collector::default();
        collector.add(Code::UnknownKey, Path::Root.key("b"), "x");
        collector.add(Code::TooManyDigits, Path::Root.key("a"), "x");
        collector.add(Code::TooFew, Path::Root.key("a"), "x");
        let codes: Vec<_> =
            collector.into_result().unwrap_err().problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [Code::TooFew, Code::TooManyDigits, Code::UnknownKey]);
    }
}
