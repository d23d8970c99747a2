//! JSON values as they stand in the text: borrowed where possible, keys in order, duplicate keys
//! still there, so that every fault can be told.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// One member of a JSON object.
pub(crate) type Entry<'t> = (Cow<'t, str>, Tree<'t>);

/// A JSON value. Numbers keep no value: every number that matters is a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree<'t> {
    Null,
    Bool(bool),
    Number,
    Text(Cow<'t, str>),
    Array(Vec<Tree<'t>>),
    Object(Vec<Entry<'t>>),
}

impl<'t> Tree<'t> {
    /// What the value is, for error messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Tree::Null => "null",
            Tree::Bool(_) => "true or false",
            Tree::Number => "a bare number",
            Tree::Text(_) => "a string",
            Tree::Array(_) => "a list",
            Tree::Object(_) => "an object",
        }
    }

    pub(crate) fn text(text: impl Into<Cow<'t, str>>) -> Self {
        Tree::Text(text.into())
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Tree::Number)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Tree::Number)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Tree::Number)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // An invoice has a dozen members: one allocation for all of them.
        let mut entries = Vec::with_capacity(12);
        while let Some((Key(key), value)) = map.next_entry()? {
            entries.push((key, value));
        }
        Ok(Tree::Object(entries))
    }
}

/// An object key that borrows from the text when it has no escapes.
pub(crate) struct Key<'t>(pub(crate) Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// How a text may begin that says it is UTF-8.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a JSON text into a tree.
pub(crate) fn parse(text: &str) -> Result<Tree<'_>, crate::Problems> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    serde_json::from_str(text).map_err(|error| not_json(&error))
}

/// The refusal of a text that is not JSON.
pub(crate) fn not_json(error: &serde_json::Error) -> crate::Problems {
    crate::Problems::one(
        crate::Code::InvalidJson,
        "",
        format!("the text is not JSON: {error}; send one JSON document in UTF-8"),
    )
}
