//! Reading the members of one JSON object: each key once, none unknown, each value of its kind.

use std::borrow::Cow;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::problem::{Code, Collector, Path};
use crate::tree::{Entry, Tree};
use crate::{BillingMonth, Currency, Instant, parse_number};

/// Purchase order ids and references, and every other id, have at most this many characters.
pub(crate) const ID_LENGTH_MAX: usize = 200;
/// Line numbers have at most this many characters.
pub(crate) const LINE_NUMBER_LENGTH_MAX: usize = 100;

/// The value of one member.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'f, 't> {
    Absent,
    Text(&'f str),
    Other(&'f Tree<'t>),
}

/// No object of the contract has more keys.
pub(crate) const KEYS_MAX: usize = 16;

/// Values by the places of their keys. One size for all objects: a size of their own for each would
/// make a copy of all the reading for each.
pub(crate) type Values<'f, 't> = [Value<'f, 't>; KEYS_MAX];

/// The members of one object, by their place in the list of known keys.
pub(crate) struct Fields<'f, 't, 'p> {
    keys: &'static [&'static str],
    values: Values<'f, 't>,
    pub(crate) path: Path<'p>,
    pub(crate) problems: &'p mut Collector,
}

impl<'f, 't, 'p> Fields<'f, 't, 'p> {
    /// Sorts the members of an object under its known keys and tells the unknown and the
    /// duplicate ones. A key that is null counts as absent.
    pub(crate) fn of(
        entries: &'f [Entry<'t>],
        keys: &'static [&'static str],
        path: Path<'p>,
        problems: &'p mut Collector,
    ) -> Self {
        let mut values = [Value::Absent; KEYS_MAX];
        let mut seen = 0_u64;
        let mut next = 0;
        for (key, value) in entries {
            // Members mostly come in the order of the list, so the search starts where the last
            // one was found.
            let found =
                (next..keys.len()).chain(0..next).find(|&place| keys.get(place) == Some(&&**key));
            let Some(place) = found else {
                let message = format!(
                    "`{key}` is not a key here: remove it or use one of {}",
                    keys.join(", ")
                );
                problems.add(Code::UnknownKey, path.key(key), message);
                continue;
            };
            next = place + 1;
            if seen & (1 << place) != 0 {
                problems.add(
                    Code::DuplicateKey,
                    path.key(key),
                    format!("`{key}` is there twice: keep one"),
                );
                continue;
            }
            seen |= 1 << place;
            if let Some(slot) = values.get_mut(place) {
                *slot = match value {
                    Tree::Null => Value::Absent,
                    Tree::Text(text) => Value::Text(text),
                    other => Value::Other(other),
                };
            }
        }
        Self { keys, values, path, problems }
    }

    /// The same from members that are sorted already.
    pub(crate) fn of_values(
        values: Values<'f, 't>,
        keys: &'static [&'static str],
        path: Path<'p>,
        problems: &'p mut Collector,
    ) -> Self {
        Self { keys, values, path, problems }
    }

    pub(crate) fn key(&self, place: usize) -> &'static str {
        self.keys.get(place).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, place: usize, code: Code, message: impl Into<String>) {
        let key = self.key(place);
        self.problems.add(code, self.path.key(key), message);
    }

    fn wrong_type(&mut self, place: usize, wanted: &str, found: &str) {
        let message = format!("write {wanted} here, not {found}");
        self.add(place, Code::WrongType, message);
    }

    /// Tells a value of another type; nothing is told of one that is absent.
    fn expected<T>(&mut self, place: usize, wanted: &str, found: Value<'_, '_>) -> Option<T> {
        match found {
            Value::Absent => {}
            Value::Text(_) => self.wrong_type(place, wanted, "a string"),
            Value::Other(tree) => self.wrong_type(place, wanted, tree.describe()),
        }
        None
    }

    /// Tells that a required key is absent.
    pub(crate) fn require<T>(&mut self, place: usize, value: Option<T>) -> Option<T> {
        // A value that is there but wrong has been told already.
        if value.is_none() && matches!(self.value(place), Value::Absent) {
            let key = self.key(place);
            self.problems.add(
                Code::MissingKey,
                self.path.key(key),
                format!("`{key}` is missing: add it"),
            );
        }
        value
    }

    pub(crate) fn value(&self, place: usize) -> Value<'f, 't> {
        self.values.get(place).copied().unwrap_or(Value::Absent)
    }

    /// Any string.
    pub(crate) fn raw_text(&mut self, place: usize) -> Option<&'f str> {
        match self.value(place) {
            Value::Absent => None,
            Value::Text(text) => Some(text),
            Value::Other(other) => {
                self.wrong_type(place, "a string", other.describe());
                None
            }
        }
    }

    /// A string that keeps the contract's rules for strings.
    pub(crate) fn text(&mut self, place: usize, length_max: usize) -> Option<&'f str> {
        let text = self.raw_text(place)?;
        let key = self.key(place);
        check_text(text, length_max, self.path.key(key), self.problems).then_some(text)
    }

    /// A string that may be empty.
    pub(crate) fn free_text(&mut self, place: usize) -> Option<&'f str> {
        match self.raw_text(place)? {
            "" => Some(""),
            _ => self.text(place, usize::MAX),
        }
    }

    /// A purchase order id or a reference to one.
    pub(crate) fn purchase_order_id(&mut self, place: usize) -> Option<&'f str> {
        let text = self.text(place, ID_LENGTH_MAX)?;
        let key = self.key(place);
        check_purchase_order_characters(text, self.path.key(key), self.problems).then_some(text)
    }

    pub(crate) fn number(&mut self, place: usize) -> Option<Decimal> {
        let text = match self.value(place) {
            Value::Absent => return None,
            Value::Text(text) => text,
            Value::Other(other) => {
                let wanted = "a number in quotes such as \"1200.00\"";
                self.wrong_type(place, wanted, other.describe());
                return None;
            }
        };
        parse_number(text)
            .map_err(|error| {
                let code = match error {
                    crate::ParseNumberError::TooManyDigits => Code::TooManyDigits,
                    _ => Code::InvalidNumber,
                };
                self.add(place, code, format!("`{text}` is not a number of this kind: {error}"));
            })
            .ok()
    }

    pub(crate) fn not_negative(&mut self, place: usize) -> Option<Decimal> {
        let number = self.number(place)?;
        if number < Decimal::ZERO {
            let message = "this cannot be negative: write 0 or more";
            self.add(place, Code::NegativeNumber, message);
            return None;
        }
        Some(number)
    }

    pub(crate) fn boolean(&mut self, place: usize) -> Option<bool> {
        match self.value(place) {
            Value::Other(Tree::Bool(value)) => Some(*value),
            other => self.expected(place, "true or false", other),
        }
    }

    pub(crate) fn month(&mut self, place: usize) -> Option<BillingMonth> {
        self.parse(place, Code::InvalidMonth)
    }

    pub(crate) fn instant(&mut self, place: usize) -> Option<Instant> {
        self.parse(place, Code::InvalidInstant)
    }

    pub(crate) fn currency(&mut self, place: usize) -> Option<Currency> {
        self.parse(place, Code::UnknownCurrency)
    }

    fn parse<T: FromStr<Err: std::fmt::Display>>(&mut self, place: usize, code: Code) -> Option<T> {
        let text = self.raw_text(place)?;
        text.parse()
            .map_err(|help| self.add(place, code, format!("`{text}` is not that: {help}")))
            .ok()
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Copy>(&mut self, place: usize, words: &[(&str, T)]) -> Option<T> {
        let text = self.raw_text(place)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let list: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{text}` is not known here: use one of {}", list.join(", "));
            self.add(place, Code::UnknownValue, message);
        }
        found
    }

    /// A list of strings; absent is empty.
    pub(crate) fn texts(&mut self, place: usize) -> Vec<&'f str> {
        let Some(items) = self.list(place) else { return Vec::new() };
        let key = self.key(place);
        let list_path = self.path.key(key);
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = list_path.index(index);
            match item {
                Tree::Text(text) => {
                    if check_text(text, ID_LENGTH_MAX, path, self.problems) {
                        texts.push(&**text);
                    }
                }
                other => {
                    let message = format!("write a string here, not {}", other.describe());
                    self.problems.add(Code::WrongType, path, message);
                }
            }
        }
        texts
    }

    pub(crate) fn list(&mut self, place: usize) -> Option<&'f [Tree<'t>]> {
        match self.value(place) {
            Value::Other(Tree::Array(items)) => Some(items),
            other => self.expected(place, "a list", other),
        }
    }

    pub(crate) fn object(&mut self, place: usize) -> Option<&'f [Entry<'t>]> {
        match self.value(place) {
            Value::Other(Tree::Object(entries)) => Some(entries),
            other => self.expected(place, "an object", other),
        }
    }
}

/// The members of a value that must be an object.
pub(crate) fn entries_of<'v, 't>(
    tree: &'v Tree<'t>,
    path: Path<'_>,
    problems: &mut Collector,
) -> Option<&'v [Entry<'t>]> {
    match tree {
        Tree::Object(entries) => Some(entries),
        other => {
            let message = format!("write an object here, not {}", other.describe());
            problems.add(Code::WrongType, path, message);
            None
        }
    }
}

/// The contract's rules for strings: not empty, no control characters, no space at either end.
pub(crate) fn check_text(
    text: &str,
    length_max: usize,
    path: Path<'_>,
    problems: &mut Collector,
) -> bool {
    let before = problems.len();
    // ASCII without control characters is by far the most common; its length is its bytes.
    let plain = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if text.is_empty() {
        problems.add(Code::EmptyText, path, "this is empty: write something or leave the key out");
    }
    if !plain && text.chars().any(char::is_control) {
        problems.add(
            Code::CharacterNotAllowed,
            path,
            "this has a control character such as a tab or line break: remove it",
        );
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        problems.add(Code::SurroundingSpace, path, "remove the space at the start or the end");
    }
    if text.len() > length_max && (plain || text.chars().count() > length_max) {
        let message = format!("this is too long: at most {length_max} characters");
        problems.add(Code::TextTooLong, path, message);
    }
    problems.len() == before
}

/// The characters of purchase order ids (P-19).
pub(crate) fn check_purchase_order_characters(
    text: &str,
    path: Path<'_>,
    problems: &mut Collector,
) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " _.:/=+-%@".contains(c);
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return true;
    }
    let Some(wrong) = text.chars().find(|c| !allowed(*c)) else { return true };
    problems.add(
        Code::CharacterNotAllowed,
        path,
        format!("`{wrong}` cannot stand in a purchase order ID: use letters A to Z, digits, space and _ . : / = + - % @"),
    );
    false
}

/// Text members of an object built by the program itself.
pub(crate) fn entry<'t>(key: &'static str, value: Tree<'t>) -> Entry<'t> {
    (Cow::Borrowed(key), value)
}
