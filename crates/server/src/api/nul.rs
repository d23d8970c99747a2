//! U+0000: PostgreSQL has no text with it and SQLite does, so it is refused before either is asked.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// What is told about it.
pub(super) const NUL: &str =
    "the character U+0000 (`%00`, `\\u0000`) is part of no text here: leave it out";

/// JSON of any kind, no text of which has it, neither as value nor as key.
#[derive(Debug)]
pub(super) struct WithoutNul;

impl<'de> Deserialize<'de> for WithoutNul {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Looking)
    }
}

struct Looking;

impl<'de> Visitor<'de> for Looking {
    type Value = WithoutNul;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<WithoutNul, E> {
        if text.contains('\0') { Err(E::custom(NUL)) } else { Ok(WithoutNul) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<WithoutNul, A::Error> {
        while items.next_element::<WithoutNul>()?.is_some() {}
        Ok(WithoutNul)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<WithoutNul, A::Error> {
        while members.next_entry::<WithoutNul, WithoutNul>()?.is_some() {}
        Ok(WithoutNul)
    }

    fn visit_unit<E: Error>(self) -> Result<WithoutNul, E> {
        Ok(WithoutNul)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<WithoutNul, E> {
        Ok(WithoutNul)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<WithoutNul, E> {
        Ok(WithoutNul)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<WithoutNul, E> {
        Ok(WithoutNul)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<WithoutNul, E> {
        Ok(WithoutNul)
    }
}
