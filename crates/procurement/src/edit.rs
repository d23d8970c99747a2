//! Edits: what a person would change, applied in order, all or none, to a draft of the objects
//! that they name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::book::{Book, NONE};
use crate::fields::{Fields, entries_of, entry};
use crate::problem::{Code, Collector, Path, Problems};
use crate::purchase_order::LineDraft;
use crate::tree::{Entry, Tree, parse};
use crate::{Instant, LineItem, PurchaseOrder};

/// The state that some objects are to have. Edits and their undoing take the same form.
#[derive(Debug, Default)]
pub(crate) struct Patch {
    pub(crate) orders: Vec<OrderPatch>,
    pub(crate) invoices: Vec<RecordPatch>,
    pub(crate) charges: Vec<RecordPatch>,
}

/// A purchase order as it is to be; `None`: gone. `place` is `NONE` for one that is new.
#[derive(Debug)]
pub(crate) struct OrderPatch {
    pub(crate) id: String,
    pub(crate) declared: Option<PurchaseOrder>,
    pub(crate) place: u32,
}

/// An invoice or charge as it is to be; `None`: gone. `place` is `NONE` for one that is new.
#[derive(Debug)]
pub(crate) struct RecordPatch {
    pub(crate) id: String,
    pub(crate) entries: Option<Vec<Entry<'static>>>,
    pub(crate) place: u32,
}

/// A draft of a purchase order: its members, and its lines in order.
#[derive(Debug)]
pub(crate) struct OrderDraft {
    pub(crate) place: u32,
    pub(crate) header: Vec<Entry<'static>>,
    pub(crate) lines: Vec<Line>,
}

/// A draft of a line: as it is, or its members.
#[derive(Debug)]
pub(crate) enum Line {
    Kept(LineItem),
    Entries(Vec<Entry<'static>>),
    /// Something in the place of a line that is no object.
    Misshapen(Tree<'static>),
}

/// A draft of an invoice or charge.
#[derive(Debug)]
pub(crate) struct RecordDraft {
    pub(crate) place: u32,
    pub(crate) entries: Vec<Entry<'static>>,
}

/// Drafts of the objects that edits name, by id; `None`: removed.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    pub(crate) orders: BTreeMap<String, Option<OrderDraft>>,
    pub(crate) invoices: BTreeMap<String, Option<RecordDraft>>,
    pub(crate) charges: BTreeMap<String, Option<RecordDraft>>,
    /// Added objects without an id that one could look up; they are refused when they are read.
    pub(crate) nameless: Vec<(&'static str, Tree<'static>)>,
    /// Ids of added objects in the order of adding.
    pub(crate) added: Vec<(&'static str, String)>,
}

/// Reads the edits document and applies it to drafts.
pub(crate) fn draft(book: &Book, json: &str) -> Result<Drafts, Problems> {
    let tree = parse(json)?;
    let mut problems = Collector::default();
    let mut drafts = Drafts::default();
    read(book, &tree, &mut drafts, &mut problems);
    problems.into_result()?;
    Ok(drafts)
}

fn read(book: &Book, tree: &Tree<'_>, drafts: &mut Drafts, problems: &mut Collector) {
    const KEYS: [&str; 2] = ["at", "edits"];
    let Some(entries) = entries_of(tree, Path::Root, problems) else { return };
    let mut fields = Fields::of(entries, &KEYS, Path::Root, problems);
    let at = fields.instant(0);
    let at = fields.require(0, at);
    let edits = fields.list(1);
    let edits = fields.require(1, edits).unwrap_or_default();
    // Without a time the edits are still read, to tell what else is wrong.
    let at = at.unwrap_or(Instant::from_milliseconds(0));
    let path = Path::Root.key("edits");
    for (index, edit) in edits.iter().enumerate() {
        let mut editor = Editor { book, drafts, at, problems, path: path.index(index) };
        editor.edit(edit);
    }
}

struct Editor<'e> {
    book: &'e Book,
    drafts: &'e mut Drafts,
    at: Instant,
    problems: &'e mut Collector,
    path: Path<'e>,
}

/// What an edit names.
enum Target<'t> {
    Order(&'t str),
    Line(&'t str, &'t str),
    Invoice(&'t str),
    Charge(&'t str),
}

const KINDS: [&str; 4] = ["purchaseOrder", "lineItem", "charge", "invoice"];

impl Editor<'_> {
    fn edit(&mut self, edit: &Tree<'_>) {
        const KEYS: [&str; 4] = ["set", "to", "add", "remove"];
        let Some(entries) = entries_of(edit, self.path, self.problems) else { return };
        let told = self.problems.len();
        let mut fields = Fields::of(entries, &KEYS, self.path, self.problems);
        let [set, to, add, remove] = [0, 1, 2, 3].map(|place| fields.object(place));
        match (set, to, add, remove) {
            (Some(set), to, None, None) => {
                let to = fields.require(1, to);
                if let Some(to) = to {
                    self.set(set, to);
                }
            }
            (None, None, Some(add), None) => self.add(add),
            (None, None, None, Some(remove)) => self.remove(remove),
            _ if self.problems.len() > told => {}
            _ => self.problems.add(
                Code::MissingKey,
                self.path,
                "an edit is one of: `set` with `to`, `add`, `remove`",
            ),
        }
    }

    /// What `set` or `remove` names.
    fn target<'t>(&mut self, verb: &'static str, entries: &'t [Entry<'_>]) -> Option<Target<'t>> {
        let path = self.path.key(verb);
        let mut fields = Fields::of(entries, &KINDS, path, self.problems);
        let texts = [0, 1, 2, 3].map(|place| fields.raw_text(place));
        match texts {
            [Some(order), None, None, None] => Some(Target::Order(order)),
            [Some(order), Some(line), None, None] => Some(Target::Line(order, line)),
            [None, None, Some(charge), None] => Some(Target::Charge(charge)),
            [None, None, None, Some(invoice)] => Some(Target::Invoice(invoice)),
            _ => {
                let message = "name one object: a purchaseOrder, a purchaseOrder with a lineItem, a charge or an invoice";
                self.problems.add(Code::MissingKey, path, message);
                None
            }
        }
    }

    fn set(&mut self, set: &[Entry<'_>], to: &[Entry<'_>]) {
        let Some(target) = self.target("set", set) else { return };
        if to.is_empty() {
            let message = "nothing is to change: name at least one key";
            self.problems.add(Code::EmptyEdit, self.path.key("to"), message);
        }
        let fixed: &[&str] = match target {
            Target::Order(_) => &["id", "lineItems"],
            Target::Line(..) => &["number"],
            Target::Invoice(_) | Target::Charge(_) => &["id"],
        };
        for (key, _) in to.iter().filter(|(key, _)| fixed.contains(&&**key)) {
            let message = format!("`{key}` cannot be set: remove the object and add another");
            self.problems.add(Code::NotSettable, self.path.key("to").key(key), message);
        }
        let at = self.at;
        match target {
            Target::Order(id) => {
                let Some(order) = self.order("set", id) else { return };
                overlay(&mut order.header, to);
                let is_detail = |(key, _): &Entry<'_>| key != "contacts" && key != "tags";
                if to.iter().any(is_detail) && !has_value(to, "updatedAt") {
                    touch(order, at);
                }
            }
            Target::Line(id, number) => {
                let Some(order) = self.order("set", id) else { return };
                let Some(place) = place_of_line(order, number) else {
                    self.not_there("set", "line item", number);
                    return;
                };
                if let Some(line) = order.lines.get_mut(place) {
                    let mut entries = line.entries();
                    overlay(&mut entries, to);
                    *line = Line::Entries(entries);
                }
                touch(order, at);
            }
            Target::Invoice(id) => {
                if let Some(invoice) = self.invoice("set", id) {
                    overlay(&mut invoice.entries, to);
                }
            }
            Target::Charge(id) => {
                if let Some(charge) = self.charge("set", id) {
                    overlay(&mut charge.entries, to);
                }
            }
        }
    }

    fn add(&mut self, add: &[Entry<'_>]) {
        let path = self.path.key("add");
        Fields::of(add, &KINDS, path, self.problems);
        let value = |key| add.iter().find(|(other, _)| other == key).map(|(_, value)| value);
        let values = KINDS.map(|kind| value(kind).filter(|value| **value != Tree::Null));
        match values {
            [Some(Tree::Text(order)), Some(line), None, None] => self.add_line(order, line),
            [Some(order), None, None, None] => self.add_order(order),
            [None, None, Some(charge), None] => self.add_record("charges", charge),
            [None, None, None, Some(invoice)] => self.add_record("invoices", invoice),
            _ => {
                let message = "add one object: a purchaseOrder, a lineItem with the id of its purchaseOrder, a charge or an invoice";
                self.problems.add(Code::MissingKey, path, message);
            }
        }
    }

    fn add_order(&mut self, tree: &Tree<'_>) {
        let tree = into_owned(tree);
        let (Some(id), Tree::Object(mut header)) = (text_of(&tree, "id"), tree.clone()) else {
            self.drafts.nameless.push(("purchaseOrders", tree));
            return;
        };
        if self.find_order(&id).is_some_and(|order| order.is_some()) {
            self.is_there("purchase order", &id);
            return;
        }
        let mut lines = Vec::new();
        let given = header.iter().position(|(key, _)| key == "lineItems");
        match given.map(|place| header.remove(place).1) {
            None | Some(Tree::Null) => {}
            Some(Tree::Array(items)) => {
                lines = items
                    .into_iter()
                    .map(|item| match item {
                        Tree::Object(entries) => Line::Entries(entries),
                        other => Line::Misshapen(other),
                    })
                    .collect();
            }
            // Left where it was, to be refused when the purchase order is read.
            Some(other) => header.push(entry("lineItems", other)),
        }
        let mut order = OrderDraft { place: NONE, header, lines };
        if !has_value(&order.header, "updatedAt") {
            touch(&mut order, self.at);
        }
        self.drafts.added.push(("purchaseOrders", id.clone()));
        self.drafts.orders.insert(id, Some(order));
    }

    fn add_line(&mut self, order: &str, line: &Tree<'_>) {
        let line = into_owned(line);
        let number = text_of(&line, "number");
        let at = self.at;
        let Some(draft) = self.order("add", order) else { return };
        if let Some(number) = &number
            && place_of_line(draft, number).is_some()
        {
            self.is_there("line item", number);
            return;
        }
        draft.lines.push(match line {
            Tree::Object(entries) => Line::Entries(entries),
            other => Line::Misshapen(other),
        });
        touch(draft, at);
    }

    fn add_record(&mut self, section: &'static str, tree: &Tree<'_>) {
        let tree = into_owned(tree);
        let (Some(id), Tree::Object(entries)) = (text_of(&tree, "id"), tree.clone()) else {
            self.drafts.nameless.push((section, tree));
            return;
        };
        let is_there = match section {
            "invoices" => self.find_invoice(&id).is_some_and(|found| found.is_some()),
            _ => self.find_charge(&id).is_some_and(|found| found.is_some()),
        };
        if is_there {
            self.is_there(if section == "invoices" { "invoice" } else { "charge" }, &id);
            return;
        }
        let draft = Some(RecordDraft { place: NONE, entries });
        self.drafts.added.push((section, id.clone()));
        match section {
            "invoices" => self.drafts.invoices.insert(id, draft),
            _ => self.drafts.charges.insert(id, draft),
        };
    }

    fn remove(&mut self, remove: &[Entry<'_>]) {
        let Some(target) = self.target("remove", remove) else { return };
        let at = self.at;
        match target {
            Target::Order(id) => {
                if self.order("remove", id).is_some() {
                    self.drafts.orders.insert(id.to_owned(), None);
                    self.forget_added("purchaseOrders", id);
                }
            }
            Target::Line(id, number) => {
                let Some(order) = self.order("remove", id) else { return };
                let Some(place) = place_of_line(order, number) else {
                    self.not_there("remove", "line item", number);
                    return;
                };
                order.lines.remove(place);
                touch(order, at);
            }
            Target::Invoice(id) => {
                if self.invoice("remove", id).is_some() {
                    self.drafts.invoices.insert(id.to_owned(), None);
                    self.forget_added("invoices", id);
                }
            }
            Target::Charge(id) => {
                if self.charge("remove", id).is_some() {
                    self.drafts.charges.insert(id.to_owned(), None);
                    self.forget_added("charges", id);
                }
            }
        }
    }

    fn forget_added(&mut self, section: &str, id: &str) {
        self.drafts.added.retain(|(other, added)| *other != section || added != id);
    }

    // Looking up drafts, made from the book at the first touch.

    /// `None`: nothing of that id. `Some(None)`: it was removed.
    fn find_order(&mut self, id: &str) -> Option<&mut Option<OrderDraft>> {
        if !self.drafts.orders.contains_key(id) {
            let order = self.book.order(self.book.find_order(id)?);
            let declared = order.declared.as_ref()?;
            let draft = OrderDraft {
                place: order.place,
                header: declared.header_entries(),
                lines: declared.line_items.iter().cloned().map(Line::Kept).collect(),
            };
            self.drafts.orders.insert(id.to_owned(), Some(draft));
        }
        self.drafts.orders.get_mut(id)
    }

    fn find_invoice(&mut self, id: &str) -> Option<&mut Option<RecordDraft>> {
        if !self.drafts.invoices.contains_key(id) {
            let document = self.book.find_document(id)?;
            let record = self.book.document(document);
            if !record.is_given {
                return None;
            }
            let entries = owned_entries(&self.book.invoice(document).entries());
            let draft = RecordDraft { place: record.source, entries };
            self.drafts.invoices.insert(id.to_owned(), Some(draft));
        }
        self.drafts.invoices.get_mut(id)
    }

    fn find_charge(&mut self, id: &str) -> Option<&mut Option<RecordDraft>> {
        if !self.drafts.charges.contains_key(id) {
            let charge = self.book.find_charge(id)?;
            let entries = owned_entries(&self.book.charge(charge).entries());
            let place = self.book.charges.get(charge as usize)?.place;
            self.drafts.charges.insert(id.to_owned(), Some(RecordDraft { place, entries }));
        }
        self.drafts.charges.get_mut(id)
    }

    fn order(&mut self, verb: &str, id: &str) -> Option<&mut OrderDraft> {
        if self.find_order(id).is_none_or(|order| order.is_none()) {
            self.not_there(verb, "purchase order", id);
            return None;
        }
        self.drafts.orders.get_mut(id)?.as_mut()
    }

    fn invoice(&mut self, verb: &str, id: &str) -> Option<&mut RecordDraft> {
        if self.find_invoice(id).is_none_or(|invoice| invoice.is_none()) {
            self.not_there(verb, "invoice", id);
            return None;
        }
        self.drafts.invoices.get_mut(id)?.as_mut()
    }

    fn charge(&mut self, verb: &str, id: &str) -> Option<&mut RecordDraft> {
        if self.find_charge(id).is_none_or(|charge| charge.is_none()) {
            self.not_there(verb, "charge", id);
            return None;
        }
        self.drafts.charges.get_mut(id)?.as_mut()
    }

    fn not_there(&mut self, verb: &str, what: &str, id: &str) {
        let message = format!("there is no {what} `{id}`: check its name");
        self.problems.add(Code::NoSuchObject, self.path.key(verb), message);
    }

    fn is_there(&mut self, what: &str, id: &str) {
        let message = format!("there is a {what} `{id}` already: set it, or take another name");
        self.problems.add(Code::DuplicateId, self.path.key("add"), message);
    }
}

impl Line {
    fn entries(&self) -> Vec<Entry<'static>> {
        match self {
            Self::Kept(line) => line.entries(),
            Self::Entries(entries) => entries.clone(),
            Self::Misshapen(_) => Vec::new(),
        }
    }

    fn has_number(&self, number: &str) -> bool {
        match self {
            Self::Kept(line) => &*line.number == number,
            Self::Entries(entries) => {
                entries.iter().any(|(key, value)| key == "number" && *value == Tree::text(number))
            }
            Self::Misshapen(_) => false,
        }
    }

    /// The draft in the form in which purchase orders are read.
    pub(crate) fn as_draft(&self) -> LineDraft<'_, 'static> {
        match self {
            Self::Kept(line) => LineDraft::Kept(line),
            Self::Entries(entries) => LineDraft::Entries(entries),
            Self::Misshapen(tree) => LineDraft::Misshapen(tree),
        }
    }
}

fn place_of_line(order: &OrderDraft, number: &str) -> Option<usize> {
    order.lines.iter().position(|line| line.has_number(number))
}

/// Sets when the purchase order was last changed (P-13).
fn touch(order: &mut OrderDraft, at: Instant) {
    overlay(&mut order.header, &[entry("updatedAt", Tree::text(at.to_string()))]);
}

/// Puts members over those of the same key. Null takes a member away. A key that stands twice
/// in the change is kept twice, to be refused when the object is read.
fn overlay(entries: &mut Vec<Entry<'static>>, to: &[Entry<'_>]) {
    entries.retain(|(key, _)| !to.iter().any(|(other, _)| other == key));
    let given = to.iter().filter(|(_, value)| *value != Tree::Null);
    entries.extend(given.map(|(key, value)| (key.clone().into_owned().into(), into_owned(value))));
}

fn has_value(entries: &[Entry<'_>], wanted: &str) -> bool {
    entries.iter().any(|(key, value)| key == wanted && *value != Tree::Null)
}

fn text_of(tree: &Tree<'_>, wanted: &str) -> Option<String> {
    let Tree::Object(entries) = tree else { return None };
    entries.iter().find_map(|(key, value)| match value {
        Tree::Text(text) if key == wanted => Some(text.clone().into_owned()),
        _ => None,
    })
}

pub(crate) fn owned_entries(entries: &[Entry<'_>]) -> Vec<Entry<'static>> {
    let owned = |(key, value): &Entry<'_>| (Cow::Owned(key.to_string()), into_owned(value));
    entries.iter().map(owned).collect()
}

fn into_owned(tree: &Tree<'_>) -> Tree<'static> {
    match tree {
        Tree::Null => Tree::Null,
        Tree::Bool(value) => Tree::Bool(*value),
        Tree::Number => Tree::Number,
        Tree::Text(text) => Tree::Text(Cow::Owned(text.to_string())),
        Tree::Array(items) => Tree::Array(items.iter().map(into_owned).collect()),
        Tree::Object(entries) => Tree::Object(owned_entries(entries)),
    }
}
