//! Reading answers with little code: see `tree.rs` for why.

use std::cell::Cell;
use std::collections::BTreeMap;

use procurement::sorting::gather;
use serde_json::Value;

use super::tree::{Tree, parse};

/// Something that the pages read from an answer.
pub trait Answer {
    /// Reads it. What has not the expected shape is taken as empty and noted as a fault.
    fn read(json: Json<'_>) -> Self;
}

/// A value in an answer.
#[derive(Debug, Clone, Copy)]
pub struct Json<'t> {
    tree: &'t Tree<'t>,
    is_faulty: &'t Cell<bool>,
}

/// Reads an answer; none if the text is not one.
pub fn read_answer<T: Answer>(text: &str) -> Option<T> {
    let tree = parse(text)?;
    let is_faulty = Cell::new(false);
    let answer = T::read(Json { tree: &tree, is_faulty: &is_faulty });
    (!is_faulty.get()).then_some(answer)
}

impl<'t> Json<'t> {
    /// Reads a member of an object. Those that are missing are the same as those that are null.
    pub fn member<T: Answer>(self, name: &str) -> T {
        T::read(self.at_member(name))
    }

    /// Reads an item of a list.
    fn item<T: Answer>(self, at: usize) -> T {
        T::read(Json { tree: self.list().get(at).unwrap_or(&Tree::Null), ..self })
    }

    /// Which variant is written, of those with these names, and what it holds.
    pub fn variant(self, names: &[&str]) -> (usize, Json<'t>) {
        let (written, held) = match self.tree {
            Tree::Text(name) => (&**name, &Tree::Null),
            Tree::Object(members) => match members.as_slice() {
                [(name, held)] => (&**name, held),
                _ => ("", &Tree::Null),
            },
            _ => ("", &Tree::Null),
        };
        let found = names.iter().position(|name| is_same(name, written));
        (self.expect(found), Json { tree: held, ..self })
    }

    #[inline(never)]
    fn at_member(self, name: &str) -> Json<'t> {
        let members = match self.tree {
            Tree::Object(members) => members.as_slice(),
            _ => self.expect(None),
        };
        let found = members.iter().find(|(written, _)| is_same(name, written));
        Json { tree: found.map_or(&Tree::Null, |(_, tree)| tree), ..self }
    }

    fn list(self) -> &'t [Tree<'t>] {
        self.expect(match self.tree {
            Tree::List(items) => Some(items.as_slice()),
            _ => None,
        })
    }

    fn is_null(self) -> bool {
        *self.tree == Tree::Null
    }

    fn expect<T: Default>(self, found: Option<T>) -> T {
        found.unwrap_or_else(|| {
            self.is_faulty.set(true);
            T::default()
        })
    }
}

/// Whether a name in Rust is this one in JSON: camelCase or kebab-case, and no two of a type differ
/// in anything but that.
fn is_same(name: &str, written: &str) -> bool {
    let mut written = written.bytes().filter(|byte| *byte != b'-');
    let mut name = name.bytes().filter(|byte| *byte != b'_');
    loop {
        match (name.next(), written.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(&b) => {}
            _ => return false,
        }
    }
}

impl Answer for String {
    fn read(json: Json<'_>) -> Self {
        json.expect(match json.tree {
            Tree::Text(text) => Some(text.to_string()),
            _ => None,
        })
    }
}

impl Answer for bool {
    fn read(json: Json<'_>) -> Self {
        json.expect(match json.tree {
            Tree::Bool(value) => Some(*value),
            _ => None,
        })
    }
}

impl Answer for u64 {
    fn read(json: Json<'_>) -> Self {
        json.expect(match json.tree {
            Tree::Number(number) => number.parse().ok(),
            _ => None,
        })
    }
}

impl Answer for usize {
    fn read(json: Json<'_>) -> Self {
        json.expect(u64::read(json).try_into().ok())
    }
}

impl Answer for u8 {
    fn read(json: Json<'_>) -> Self {
        json.expect(u64::read(json).try_into().ok())
    }
}

impl<T: Answer> Answer for Option<T> {
    fn read(json: Json<'_>) -> Self {
        if json.is_null() { None } else { Some(T::read(json)) }
    }
}

impl<T: Answer> Answer for Vec<T> {
    fn read(json: Json<'_>) -> Self {
        json.list().iter().map(|tree| T::read(Json { tree, ..json })).collect()
    }
}

impl<T: Answer> Answer for Box<T> {
    fn read(json: Json<'_>) -> Self {
        Self::new(T::read(json))
    }
}

impl<A: Answer, B: Answer> Answer for (A, B) {
    fn read(json: Json<'_>) -> Self {
        (json.item(0), json.item(1))
    }
}

impl<T: Answer> Answer for BTreeMap<String, T> {
    fn read(json: Json<'_>) -> Self {
        let members = json.expect(match json.tree {
            Tree::Object(members) => Some(members.as_slice()),
            _ => None,
        });
        let read = |tree| T::read(Json { tree, ..json });
        gather(members.iter().map(|(name, tree)| (name.to_string(), read(tree))))
    }
}

/// An edit of the contract, in which every number is a text.
impl Answer for Value {
    fn read(json: Json<'_>) -> Self {
        match json.tree {
            Tree::Null => Self::Null,
            Tree::Bool(value) => Self::Bool(*value),
            Tree::Number(_) => json.expect(None),
            Tree::Text(text) => Self::String(text.to_string()),
            Tree::List(_) => Self::Array(Vec::read(json)),
            Tree::Object(members) => {
                let read = |tree| Self::read(Json { tree, ..json });
                Self::Object(gather(
                    members.iter().map(|(name, tree)| (name.to_string(), read(tree))),
                ))
            }
        }
    }
}

/// Declares types of answers: as they stand, and how they are read. There is little code for each
/// member, and a type that changes cannot be read as it was before.
#[macro_export]
macro_rules! answers {
    () => {};
    (
        $(#[$meta:meta])*
        $visible:vis struct $name:ident {
            $($(#[$member_meta:meta])* $member_visible:vis $member:ident: $type:ty,)*
        }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        $visible struct $name {
            $($(#[$member_meta])* $member_visible $member: $type,)*
        }

        impl $crate::api::Answer for $name {
            fn read(json: $crate::api::Json<'_>) -> Self {
                Self { $($member: json.member(stringify!($member)),)* }
            }
        }

        $crate::answers! { $($rest)* }
    };
    (
        $(#[$meta:meta])*
        $visible:vis enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident
                $(($inner:ty))?
                $({ $($(#[$member_meta:meta])* $member:ident: $type:ty,)* })?
            ,)*
        }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        $visible enum $name {
            $(
                $(#[$variant_meta])*
                $variant
                $(($inner))?
                $({ $($(#[$member_meta])* $member: $type,)* })?
            ,)*
        }

        impl $crate::api::Answer for $name {
            fn read(json: $crate::api::Json<'_>) -> Self {
                const READ: &[fn($crate::api::Json<'_>) -> $name] = &[$(
                    |_held: $crate::api::Json<'_>| $name::$variant
                        $((<$inner as $crate::api::Answer>::read(_held)))?
                        $({ $($member: _held.member(stringify!($member)),)* })?
                ,)*];
                let (variant, held) = json.variant(&[$(stringify!($variant)),*]);
                READ[variant](held)
            }
        }

        $crate::answers! { $($rest)* }
    };
}
