//! Where texts are kept: in the snapshot itself where they stand there unescaped, so that an
//! invoice costs a few numbers and no copies.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A text in an [`Arena`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

/// The text of a snapshot, and the texts that came later or were escaped in it.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    input: Arc<String>,
    later: String,
}

/// Input and later texts together: what a `u32` can address.
pub(crate) const BYTES_MAX: usize = u32::MAX as usize;

impl Arena {
    pub(crate) fn new(input: Arc<String>) -> Self {
        Self { input, later: String::new() }
    }

    pub(crate) fn get(&self, span: Span) -> &str {
        let start = span.start as usize;
        let (text, start) = match start.checked_sub(self.input.len()) {
            Some(start) => (&self.later, start),
            None => (&*self.input, start),
        };
        // INVARIANT: spans are made by `keep` alone, from whole texts.
        text.get(start..start + span.length as usize).unwrap_or_default()
    }

    /// A text for good: found in the input if it stands there, else copied.
    pub(crate) fn keep(&mut self, text: &str) -> Span {
        let offset = (text.as_ptr() as usize).wrapping_sub(self.input.as_ptr() as usize);
        let is_inside = offset < self.input.len() && offset + text.len() <= self.input.len();
        let start = if is_inside {
            offset
        } else {
            self.later.push_str(text);
            self.input.len() + self.later.len() - text.len()
        };
        // INVARIANT: `Workspace` refuses inputs beyond `BYTES_MAX`.
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Span { start: small(start), length: small(text.len()) }
    }

    /// Bytes that are kept.
    pub(crate) fn len(&self) -> usize {
        self.input.len() + self.later.len()
    }
}

/// Places of records in a table, found by hash. One table for every kind of record: each kind of
/// its own would add another copy of the growing code to the WebAssembly module.
#[derive(Debug, Default)]
struct Places {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Places {
    fn hash(&self, value: impl Hash) -> u64 {
        self.hasher.hash_one(value)
    }

    fn find(&self, hash: u64, is_same: impl Fn(u32) -> bool) -> Option<u32> {
        self.table.find(hash, |at| is_same(*at)).copied()
    }

    fn insert(&mut self, hash: u64, at: u32, hash_of: &dyn Fn(u32) -> u64) {
        if self.table.len() == self.table.capacity() {
            self.reserve(1, hash_of);
        }
        // There is room, so nothing is hashed again and the growing code is not needed here too.
        self.table.insert_unique(hash, at, |_| hash);
    }

    #[inline(never)]
    fn reserve(&mut self, more: usize, hash_of: &dyn Fn(u32) -> u64) {
        self.table.reserve(more, |other| hash_of(*other));
    }

    fn remove(&mut self, hash: u64, at: u32) {
        if let Ok(entry) = self.table.find_entry(hash, |other| *other == at) {
            entry.remove();
        }
    }
}

/// A text that occurs again and again, as a small number. Equal texts are equal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Symbol(pub(crate) u32);

/// The texts behind symbols.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    spans: Vec<Span>,
    places: Places,
}

impl Symbols {
    pub(crate) fn intern(&mut self, arena: &mut Arena, text: &str) -> Symbol {
        if let Some(symbol) = self.find(arena, text) {
            return symbol;
        }
        let number = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
        self.spans.push(arena.keep(text));
        let (spans, hasher) = (&self.spans, self.places.hasher.clone());
        let hash = self.places.hash(text);
        self.places.insert(hash, number, &|at| hasher.hash_one(text_of(arena, spans, at)));
        Symbol(number)
    }

    pub(crate) fn find(&self, arena: &Arena, text: &str) -> Option<Symbol> {
        let hash = self.places.hash(text);
        self.places.find(hash, |at| text_of(arena, &self.spans, at) == text).map(Symbol)
    }

    pub(crate) fn text<'a>(&self, arena: &'a Arena, symbol: Symbol) -> &'a str {
        text_of(arena, &self.spans, symbol.0)
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }
}

fn text_of<'a>(arena: &'a Arena, spans: &[Span], at: u32) -> &'a str {
    spans.get(at as usize).map_or("", |span| arena.get(*span))
}

/// Finds records by their id. The records keep the ids; this keeps the places of the records.
#[derive(Debug, Default)]
pub(crate) struct IdTable {
    places: Places,
}

impl IdTable {
    pub(crate) fn find<'a>(&self, id: &str, id_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.places.find(self.places.hash(id), |at| id_of(at) == id)
    }

    /// Adds a record under its id. `false`: another record has the id.
    pub(crate) fn insert<'a>(&mut self, at: u32, id: &str, id_of: impl Fn(u32) -> &'a str) -> bool {
        let hash = self.places.hash(id);
        if self.places.find(hash, |other| id_of(other) == id).is_some() {
            return false;
        }
        let hasher = self.places.hasher.clone();
        self.places.insert(hash, at, &|other| hasher.hash_one(id_of(other)));
        true
    }

    pub(crate) fn remove(&mut self, at: u32, id: &str) {
        self.places.remove(self.places.hash(id), at);
    }

    /// Tells every record's new place, when records are put in another order.
    pub(crate) fn renumber(&mut self, new_place: &[u32]) {
        for at in self.places.table.iter_mut() {
            *at = new_place.get(*at as usize).copied().unwrap_or(*at);
        }
    }

    pub(crate) fn reserve<'a>(&mut self, more: usize, id_of: impl Fn(u32) -> &'a str) {
        let hasher = self.places.hasher.clone();
        self.places.reserve(more, &|other| hasher.hash_one(id_of(other)));
    }
}

/// Numbers values in the order in which they first occur.
#[derive(Debug)]
pub(crate) struct Numbering<T> {
    pub(crate) values: Vec<T>,
    places: Places,
}

impl<T> Default for Numbering<T> {
    fn default() -> Self {
        Self { values: Vec::new(), places: Places::default() }
    }
}

impl<T: Copy + Eq + Hash> Numbering<T> {
    pub(crate) fn number(&mut self, value: T) -> u32 {
        if let Some(at) = self.find(value) {
            return at;
        }
        let at = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value);
        let (values, hasher) = (&self.values, self.places.hasher.clone());
        let hash = hasher.hash_one(Some(&value));
        self.places.insert(hash, at, &|other| hasher.hash_one(values.get(other as usize)));
        at
    }

    pub(crate) fn find(&self, value: T) -> Option<u32> {
        let hash = self.places.hash(Some(&value));
        self.places.find(hash, |other| self.values.get(other as usize) == Some(&value))
    }
}
