//! From drafts to a patch: the edited snapshot is validated as a whole, which for everything that
//! no edit named is known already.

use crate::book::{Book, NONE};
use crate::charge::Charge;
use crate::edit::{Drafts, OrderDraft, OrderPatch, Patch, RecordDraft, RecordPatch};
use crate::fields::entries_of;
use crate::invoice::{Invoice, check_decimals};
use crate::load::{told_as_invoice, told_twice};
use crate::problem::{Collector, Path, Problems};
use crate::purchase_order::{LineDraft, PurchaseOrder};
use crate::tree::Tree;

/// Reads every draft. Pointers go into the edited snapshot, in which added objects stand at the
/// end, in the order of adding.
pub(crate) fn resolve(book: &Book, drafts: Drafts) -> Result<Patch, Problems> {
    let mut problems = Collector::default();
    let mut patch = Patch::default();
    let places = Places { book, drafts: &drafts };
    for (id, draft) in &drafts.orders {
        let declared = draft.as_ref().and_then(|draft| {
            let index = || places.order(id, draft.place);
            checked(&mut problems, "purchaseOrders", index, |path, problems| {
                read_order(book, draft, path, problems)
            })
        });
        check_associations(book, id, declared.as_ref(), &mut problems);
        let place = draft.as_ref().map_or(NONE, |draft| draft.place);
        patch.orders.push(OrderPatch { id: id.clone(), declared, place });
    }
    for (id, draft) in &drafts.invoices {
        if let Some(draft) = draft {
            let index = || places.invoice(id, draft.place);
            checked(&mut problems, "invoices", index, |path, problems| {
                Invoice::read(&draft.entries, path, problems).map(|_| ())
            });
            let association = (draft.place == NONE).then(|| book.association_place(id)).flatten();
            if let Some(at) = association {
                told_as_invoice(id, Path::Root.key("associations").index(at), &mut problems);
            }
        }
        patch.invoices.push(record_patch(id, draft.as_ref()));
    }
    for (id, draft) in &drafts.charges {
        if let Some(draft) = draft {
            let index = || places.charge(id, draft.place);
            checked(&mut problems, "charges", index, |path, problems| {
                Charge::read(&draft.entries, path, problems).map(|_| ())
            });
        }
        patch.charges.push(record_patch(id, draft.as_ref()));
    }
    read_nameless(book, &drafts, &places, &mut problems);
    problems.into_result()?;
    Ok(patch)
}

/// Reads an object; its place in the snapshot is counted only when something is wrong with it.
fn checked<T>(
    problems: &mut Collector,
    section: &'static str,
    index: impl Fn() -> usize,
    mut read: impl FnMut(Path<'_>, &mut Collector) -> Option<T>,
) -> Option<T> {
    let mut first = Collector::default();
    let value = read(Path::Root, &mut first);
    if !first.is_empty() {
        let section = Path::Root.key(section);
        read(section.index(index()), problems);
    }
    value
}

fn read_order(
    book: &Book,
    draft: &OrderDraft,
    path: Path<'_>,
    problems: &mut Collector,
) -> Option<PurchaseOrder> {
    let (order, window) = PurchaseOrder::read_header(&draft.header, path, problems);
    let list = draft.header.iter().find(|(key, _)| key == "lineItems").map(|(_, value)| value);
    if let Some(other) = list {
        told_not_a_list(other, path, problems);
    }
    let lines: Vec<LineDraft<'_, '_>> = draft.lines.iter().map(|line| line.as_draft()).collect();
    PurchaseOrder::with_lines(order, window, &lines, &book.sellers, path, problems)
}

fn told_not_a_list(tree: &Tree<'_>, path: Path<'_>, problems: &mut Collector) {
    let message = format!("write a list here, not {}", tree.describe());
    problems.add(crate::Code::WrongType, path.key("lineItems"), message);
}

fn check_associations(
    book: &Book,
    id: &str,
    declared: Option<&PurchaseOrder>,
    problems: &mut Collector,
) {
    let (Some(declared), Some(order)) = (declared, book.find_order(id)) else { return };
    let path = Path::Root.key("associations");
    for &at in &book.order(order).associations {
        let Some(association) = book.associations.get(at as usize) else { continue };
        let path = path.index(at as usize);
        check_decimals(association.total, declared.currency, path.key("total"), problems);
    }
}

fn record_patch(id: &str, draft: Option<&RecordDraft>) -> RecordPatch {
    RecordPatch {
        id: id.to_owned(),
        entries: draft.map(|draft| draft.entries.clone()),
        place: draft.map_or(NONE, |draft| draft.place),
    }
}

/// Added objects without an id: told what is wrong with them, at the very end of their lists.
fn read_nameless(book: &Book, drafts: &Drafts, places: &Places<'_>, problems: &mut Collector) {
    for (nth, (section, tree)) in drafts.nameless.iter().enumerate() {
        let before = drafts.nameless.iter().take(nth).filter(|(other, _)| other == section).count();
        let section_path = Path::Root.key(section);
        let path = section_path.index(places.end(section) + before);
        let Some(entries) = entries_of(tree, path, problems) else { continue };
        match *section {
            "purchaseOrders" => {
                PurchaseOrder::read(entries, &book.sellers, path, problems);
            }
            "invoices" => {
                Invoice::read(entries, path, problems);
            }
            _ => {
                Charge::read(entries, path, problems);
            }
        }
        if problems.is_empty() {
            // Only an id that is no text leads here, and reading has told that.
            told_twice(section, "", path, problems);
        }
    }
}

/// Where objects stand in the edited snapshot.
struct Places<'p> {
    book: &'p Book,
    drafts: &'p Drafts,
}

impl Places<'_> {
    fn order(&self, id: &str, place: u32) -> usize {
        let removed = |id: &str| self.drafts.orders.get(id).is_some_and(Option::is_none);
        let places = self.book.orders.iter().filter(|order| order.declared.is_some());
        let kept = places.filter(|order| !removed(self.book.text(order.name)));
        self.index("purchaseOrders", id, place, kept.map(|order| order.place))
    }

    fn invoice(&self, id: &str, place: u32) -> usize {
        let removed = |id: &str| self.drafts.invoices.get(id).is_some_and(Option::is_none);
        let kept = self.book.live_invoices().filter(|(_, id)| !removed(id));
        self.index("invoices", id, place, kept.map(|(place, _)| place))
    }

    fn charge(&self, id: &str, place: u32) -> usize {
        let removed = |id: &str| self.drafts.charges.get(id).is_some_and(Option::is_none);
        let kept = self.book.live_charges().filter(|(_, id)| !removed(id));
        self.index("charges", id, place, kept.map(|(place, _)| place))
    }

    /// The length of a list with what was added under an id.
    fn end(&self, section: &str) -> usize {
        let last = |count: usize| count + self.added(section).count();
        match section {
            "purchaseOrders" => last(self.order("", NONE)),
            "invoices" => last(self.invoice("", NONE)),
            _ => last(self.charge("", NONE)),
        }
    }

    fn added<'s>(&'s self, section: &'s str) -> impl Iterator<Item = &'s str> {
        self.drafts.added.iter().filter(move |(other, _)| *other == section).map(|(_, id)| &**id)
    }

    fn index(&self, section: &str, id: &str, place: u32, kept: impl Iterator<Item = u32>) -> usize {
        let before = kept.filter(|other| *other < place).count();
        if place == NONE {
            before + self.added(section).position(|other| other == id).unwrap_or(0)
        } else {
            before
        }
    }
}
