//! Loading a snapshot: one pass over the text, record by record, every problem told.
//!
//! Most snapshots are in order, and those are read the quick way. Where that gives up, the text is
//! read again from its beginning, now to tell what is wrong.

mod quick;

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::arena::{Arena, BYTES_MAX};
use crate::association::Association;
use crate::book::{Book, PlaceKind};
use crate::charge::Charge;
use crate::fields::entries_of;
use crate::invoice::{Invoice, check_decimals};
use crate::problem::{Code, Collector, Path, Problems};
use crate::purchase_order::PurchaseOrder;
use crate::seller::Sellers;
use crate::tree::{BYTE_ORDER_MARK, Entry, Key, Tree, not_json};

/// Reads a snapshot into a book that keeps every rule of the contract.
pub(crate) fn load(mut text: String, sellers: &Sellers) -> Result<Book, Problems> {
    // Some editors put a byte order mark before the text, and it means nothing.
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len_utf8());
    }
    if text.len() > BYTES_MAX {
        let message = "the snapshot is too large: at most 4 GiB";
        return Err(Problems::one(Code::TooMany, "", message));
    }
    let text = Arc::new(text);
    let mut loader = Loader::new(&text, sellers);
    if quick::read(&mut loader).is_some()
        && let Ok(book) = loader.finish()
    {
        return Ok(book);
    }
    let mut loader = Loader::new(&text, sellers);
    let mut json = serde_json::Deserializer::from_str(&text);
    SnapshotSeed(&mut loader)
        .deserialize(&mut json)
        .and_then(|()| json.end())
        .map_err(|error| not_json(&error))?;
    loader.finish()
}

/// Association totals have at most the decimals of their purchase order's currency.
pub(crate) fn check_associations(
    book: &Book,
    which: impl Iterator<Item = usize>,
    problems: &mut Collector,
) {
    let path = Path::Root.key("associations");
    for index in which {
        let Some(association) = book.associations.get(index) else { continue };
        let order = book.order(association.order);
        if order.declared.is_some() {
            let path = path.index(index);
            check_decimals(association.total, order.currency, path.key("total"), problems);
        }
    }
}

fn check_invoices_against_associations(book: &Book, problems: &mut Collector) {
    for (index, association) in book.associations.iter().enumerate() {
        let id = book.arena.get(association.invoice);
        if book.find_document(id).is_some() {
            told_as_invoice(id, Path::Root.key("associations").index(index), problems);
        }
    }
}

/// An id stands for an issued document or for one that waits, not for both.
pub(crate) fn told_as_invoice(id: &str, path: Path<'_>, problems: &mut Collector) {
    let message = format!("`{id}` is in `invoices` too: an issued document is not matched again");
    problems.add(Code::DuplicateId, path.key("invoiceId"), message);
}

struct Loader<'s> {
    book: Book,
    problems: Collector,
    text: &'s str,
    seen: [bool; 4],
}

const SECTIONS: [(&str, Section); 4] = [
    ("purchaseOrders", Section::PurchaseOrders),
    ("associations", Section::Associations),
    ("invoices", Section::Invoices),
    ("charges", Section::Charges),
];

#[derive(Debug, Clone, Copy)]
enum Section {
    PurchaseOrders,
    Associations,
    Invoices,
    Charges,
}

struct SnapshotSeed<'l, 's>(&'l mut Loader<'s>);

impl SnapshotSeed<'_, '_> {
    fn not_a_snapshot<E>(self, found: &str) -> Result<(), E> {
        let message = format!("a snapshot is an object, not {found}");
        self.0.problems.add(Code::WrongType, Path::Root, message);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for SnapshotSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SnapshotSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with purchaseOrders, associations, invoices and charges")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let loader = self.0;
        while let Some(Key(key)) = map.next_key()? {
            let found = SECTIONS.iter().find(|(name, _)| *name == key);
            let Some(&(name, section)) = found else {
                map.next_value::<IgnoredAny>()?;
                let message = format!(
                    "`{key}` is not a key of a snapshot: use purchaseOrders, associations, invoices or charges"
                );
                loader.problems.add(Code::UnknownKey, Path::Root.key(&key), message);
                continue;
            };
            let seen = &mut loader.seen[section as usize];
            if std::mem::replace(seen, true) {
                map.next_value::<IgnoredAny>()?;
                let message = format!("`{key}` is there twice: keep one");
                loader.problems.add(Code::DuplicateKey, Path::Root.key(&key), message);
                continue;
            }
            map.next_value_seed(SectionSeed { loader, name, section })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.not_a_snapshot("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.not_a_snapshot("null")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.not_a_snapshot("true or false")
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.not_a_snapshot("a number")
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.not_a_snapshot("a number")
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.not_a_snapshot("a number")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.not_a_snapshot("a string")
    }
}

struct SectionSeed<'l, 's> {
    loader: &'l mut Loader<'s>,
    name: &'static str,
    section: Section,
}

impl SectionSeed<'_, '_> {
    fn not_a_list<E>(self, found: &str) -> Result<(), E> {
        let message = format!("write a list here, not {found}");
        self.loader.problems.add(Code::WrongType, Path::Root.key(self.name), message);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for SectionSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SectionSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let section_path = Path::Root.key(self.name);
        let mut index = 0;
        while let Some(tree) = list.next_element::<Tree<'de>>()? {
            let path = section_path.index(index);
            if let Some(entries) = entries_of(&tree, path, &mut self.loader.problems) {
                self.loader.read(self.section, entries, path);
            }
            index += 1;
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.not_a_list("true or false")
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.not_a_list("a string")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.not_a_list("an object")
    }
}

impl<'s> Loader<'s> {
    fn new(text: &'s Arc<String>, sellers: &Sellers) -> Self {
        Self {
            book: Book::new(Arena::new(Arc::clone(text)), sellers.clone()),
            problems: Collector::default(),
            text,
            seen: [false; 4],
        }
    }

    /// The book, once what concerns several records has been checked.
    fn finish(mut self) -> Result<Book, Problems> {
        let problems = &mut self.problems;
        check_associations(&self.book, 0..self.book.associations.len(), problems);
        check_invoices_against_associations(&self.book, problems);
        self.problems.into_result()?;
        Ok(self.book)
    }

    fn read(&mut self, section: Section, entries: &[Entry<'_>], path: Path<'_>) {
        match section {
            Section::PurchaseOrders => self.read_purchase_order(entries, path),
            Section::Associations => self.read_association(entries, path),
            Section::Invoices => self.read_invoice(entries, path),
            Section::Charges => self.read_charge(entries, path),
        }
    }

    fn read_purchase_order(&mut self, entries: &[Entry<'_>], path: Path<'_>) {
        let problems = &mut self.problems;
        let place = self.book.take_place(PlaceKind::Order);
        let sellers = &self.book.sellers;
        let Some(order) = PurchaseOrder::read(entries, sellers, path, problems) else { return };
        let name = self.book.intern(&order.id);
        let at = self.book.order_named(name);
        if self.book.order(at).declared.is_some() {
            told_twice("purchase order", &order.id, path.key("id"), problems);
            return;
        }
        self.book.declare(at, Some(order), place);
    }

    fn read_association(&mut self, entries: &[Entry<'_>], path: Path<'_>) {
        if let Some(association) = Association::read(entries, path, &mut self.problems) {
            self.take_association(&association, path);
        }
    }

    fn take_association(&mut self, association: &Association<'_>, path: Path<'_>) {
        if !self.book.push_association(association) {
            let path = path.key("invoiceId");
            told_twice("association", association.invoice, path, &mut self.problems);
        }
    }

    fn read_invoice(&mut self, entries: &[Entry<'_>], path: Path<'_>) {
        match Invoice::read(entries, path, &mut self.problems) {
            Some(invoice) => self.take_invoice(&invoice, path),
            None => {
                self.book.take_place(PlaceKind::Invoice);
            }
        }
    }

    fn take_invoice(&mut self, invoice: &Invoice<'_>, path: Path<'_>) {
        let place = self.book.take_place(PlaceKind::Invoice);
        if self.book.push_invoice(invoice, place).is_none() {
            told_twice("invoice", invoice.id, path.key("id"), &mut self.problems);
        }
    }

    fn read_charge(&mut self, entries: &[Entry<'_>], path: Path<'_>) {
        match Charge::read(entries, path, &mut self.problems) {
            Some(charge) => self.take_charge(&charge, path),
            None => {
                self.book.take_place(PlaceKind::Charge);
            }
        }
    }

    fn take_charge(&mut self, charge: &Charge<'_>, path: Path<'_>) {
        let place = self.book.take_place(PlaceKind::Charge);
        if self.book.push_charge(charge, place).is_none() {
            told_twice("charge", charge.id, path.key("id"), &mut self.problems);
        }
    }
}

/// Tells that an id, unique by the contract, is there twice.
pub(crate) fn told_twice(what: &str, id: &str, path: Path<'_>, problems: &mut Collector) {
    let message = format!("there is another {what} `{id}`: give each its own id");
    problems.add(Code::DuplicateId, path, message);
}
