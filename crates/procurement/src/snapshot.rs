//! Writing a snapshot back, as it is after edits.

use crate::book::Book;
use crate::canonical::{push_list, push_tree};
use crate::sorting::sort_by;
use crate::tree::{Entry, Tree};

/// The snapshot of a book, every list in the order of the snapshot, every default written out.
pub(crate) fn write(book: &Book) -> String {
    let mut orders: Vec<_> = book.orders.iter().filter(|order| order.declared.is_some()).collect();
    sort_by(&mut orders, |a, b| a.place.cmp(&b.place));
    let mut invoices: Vec<_> = book.live_invoices().collect();
    sort_by(&mut invoices, Ord::cmp);
    let mut charges: Vec<_> = book.live_charges().collect();
    sort_by(&mut charges, Ord::cmp);
    let mut out = String::from("{\"purchaseOrders\":");
    push_list(&mut out, orders.iter().filter_map(|order| order.declared.as_ref()), |out, order| {
        let mut entries = order.header_entries();
        let lines = order.line_items.iter().map(|line| Tree::Object(line.entries())).collect();
        entries.push(crate::fields::entry("lineItems", Tree::Array(lines)));
        push_object(out, entries);
    });
    out.push_str(",\"associations\":");
    push_list(&mut out, 0..book.associations.len(), |out, at| {
        push_object(out, book.association(at).entries());
    });
    out.push_str(",\"invoices\":");
    push_list(&mut out, invoices, |out, (_, id)| {
        if let Some(document) = book.find_document(id) {
            push_object(out, book.invoice(document).entries());
        }
    });
    out.push_str(",\"charges\":");
    push_list(&mut out, charges, |out, (_, id)| {
        if let Some(charge) = book.find_charge(id) {
            push_object(out, book.charge(charge).entries());
        }
    });
    out.push('}');
    out
}

fn push_object(out: &mut String, entries: Vec<Entry<'_>>) {
    push_tree(out, &Tree::Object(entries));
}
