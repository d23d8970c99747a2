//! Documents, charges and associations of a book: in from records as they were read, and out again.

use rust_decimal::Decimal;

use super::{AssociationRecord, Book, ChargeRecord, Document, MatchKey, NONE, Route, place_of};
use crate::arena::Symbol;
use crate::association::Association;
use crate::charge::Charge;
use crate::invoice::Invoice;
use crate::number::Amount;

impl Book {
    // Documents.

    pub(crate) fn document(&self, document: u32) -> &Document {
        &self.documents[document as usize]
    }

    pub(crate) fn key_of(&self, document: u32) -> &MatchKey {
        &self.keys.values[self.document(document).key as usize]
    }

    pub(crate) fn route_of(&self, document: u32) -> &Route {
        &self.routes.values[self.document(document).route as usize]
    }

    pub(crate) fn id_of(&self, document: u32) -> &str {
        self.arena.get(self.document(document).id)
    }

    /// Adds a given invoice; `None` if its id is in use.
    pub(crate) fn push_invoice(&mut self, invoice: &Invoice<'_>, place: u32) -> Option<u32> {
        let key = MatchKey {
            seller: self.intern(invoice.bill_from),
            currency: invoice.currency,
            period: invoice.period,
            category: invoice.category,
            cycle: invoice.cycle,
            tax_registration_number: self.intern_some(invoice.tax_registration_number),
            invoice_unit: self.intern_some(invoice.invoice_unit),
        };
        let route = Route {
            original: self.intern_some(invoice.original),
            reference: self.intern_some(invoice.reference),
            line: self.intern_some(invoice.line),
            agreement_end: None,
        };
        let document = Document {
            id: self.arena.keep(invoice.id),
            key: self.keys.number(key),
            route: self.routes.number(route),
            issued_at: invoice.issued_at,
            total: Amount::exactly(invoice.total, invoice.currency).unwrap_or_default(),
            source: place,
            kind: invoice.kind,
            is_given: true,
            decimals: u8::try_from(invoice.total.scale()).unwrap_or_default(),
        };
        self.push_document(document)
    }

    pub(crate) fn push_document(&mut self, document: Document) -> Option<u32> {
        let at = place_of(self.documents.len());
        let (arena, documents) = (&self.arena, &self.documents);
        let id_of = |other: u32| arena.get(documents[other as usize].id);
        let is_new = self.document_ids.insert(at, arena.get(document.id), id_of);
        is_new.then(|| {
            self.documents.push(document);
            at
        })
    }

    /// Puts the documents in another order and gives the new place of each.
    pub(crate) fn reorder_documents(&mut self, order: &[u32]) -> Vec<u32> {
        let mut new_place = vec![NONE; order.len()];
        for (at, document) in order.iter().enumerate() {
            new_place[*document as usize] = place_of(at);
        }
        // In place, cycle by cycle: there may be a million of them.
        let mut done = vec![false; order.len()];
        for start in 0..order.len() {
            let mut at = start;
            while !std::mem::replace(&mut done[at], true) {
                let next = new_place[at] as usize;
                if !done[next] {
                    self.documents.swap(start, next);
                }
                at = next;
            }
        }
        self.document_ids.renumber(&new_place);
        new_place
    }

    /// Takes a document's id out of use; its place stays.
    pub(crate) fn retire_document(&mut self, document: u32) {
        let id = self.arena.get(self.documents[document as usize].id);
        self.document_ids.remove(document, id);
    }

    pub(crate) fn find_document(&self, id: &str) -> Option<u32> {
        let (arena, documents) = (&self.arena, &self.documents);
        self.document_ids.find(id, |other| arena.get(documents[other as usize].id))
    }

    /// The given invoice as it was read.
    pub(crate) fn invoice(&self, document: u32) -> Invoice<'_> {
        let (record, key, route) =
            (self.document(document), self.key_of(document), self.route_of(document));
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol));
        let unit = 10_i128.pow(key.currency.minor_digits() - u32::from(record.decimals));
        Invoice {
            id: self.arena.get(record.id),
            kind: record.kind,
            category: key.category,
            cycle: key.cycle,
            bill_from: self.text(key.seller),
            currency: key.currency,
            period: key.period,
            issued_at: record.issued_at,
            total: Decimal::from_i128_with_scale(
                record.total.minor_units() / unit,
                record.decimals.into(),
            ),
            original: text(route.original),
            tax_registration_number: text(key.tax_registration_number),
            invoice_unit: text(key.invoice_unit),
            reference: text(route.reference),
            line: text(route.line),
        }
    }

    /// Makes room for documents that are on their way.
    pub(crate) fn reserve_documents(&mut self, more: usize) {
        self.documents.reserve_exact(more);
        let (arena, documents) = (&self.arena, &self.documents);
        self.document_ids.reserve(more, |other| arena.get(documents[other as usize].id));
    }

    // Charges.

    /// Adds a charge; `None` if its id is in use.
    pub(crate) fn push_charge(&mut self, charge: &Charge<'_>, place: u32) -> Option<u32> {
        let key = MatchKey {
            seller: self.intern(charge.bill_from),
            currency: charge.currency,
            period: charge.period,
            category: charge.category,
            cycle: charge.cycle,
            tax_registration_number: self.intern_some(charge.tax_registration_number),
            invoice_unit: self.intern_some(charge.invoice_unit),
        };
        let record = ChargeRecord {
            id: self.arena.keep(charge.id),
            place,
            kind: charge.kind,
            key,
            amount: charge.amount,
            agreement: self.intern_some(charge.agreement),
            agreement_end: charge.agreement_end,
            time: charge.time,
            payment_terms: self.intern_some(charge.payment_terms),
            reference: self.intern_some(charge.reference),
            line: self.intern_some(charge.line),
        };
        let at = place_of(self.charges.len());
        let (arena, charges) = (&self.arena, &self.charges);
        let id_of = |other: u32| arena.get(charges[other as usize].id);
        let is_new = self.charge_ids.insert(at, arena.get(record.id), id_of);
        is_new.then(|| {
            self.charges.push(record);
            at
        })
    }

    pub(crate) fn retire_charge(&mut self, charge: u32) {
        let id = self.arena.get(self.charges[charge as usize].id);
        self.charge_ids.remove(charge, id);
    }

    pub(crate) fn find_charge(&self, id: &str) -> Option<u32> {
        let (arena, charges) = (&self.arena, &self.charges);
        self.charge_ids.find(id, |other| arena.get(charges[other as usize].id))
    }

    pub(crate) fn charge_id(&self, charge: u32) -> &str {
        self.arena.get(self.charges[charge as usize].id)
    }

    /// The charge as it was read.
    pub(crate) fn charge(&self, charge: u32) -> Charge<'_> {
        let record = &self.charges[charge as usize];
        let text = |symbol: Option<Symbol>| symbol.map(|symbol| self.text(symbol));
        Charge {
            id: self.arena.get(record.id),
            kind: record.kind,
            category: record.key.category,
            cycle: record.key.cycle,
            bill_from: self.text(record.key.seller),
            currency: record.key.currency,
            period: record.key.period,
            amount: record.amount,
            agreement: text(record.agreement),
            agreement_end: record.agreement_end,
            time: record.time,
            payment_terms: text(record.payment_terms),
            tax_registration_number: text(record.key.tax_registration_number),
            invoice_unit: text(record.key.invoice_unit),
            reference: text(record.reference),
            line: text(record.line),
        }
    }

    // Associations.

    /// Adds an association; `false` if its invoice has one.
    pub(crate) fn push_association(&mut self, association: &Association<'_>) -> bool {
        let name = self.intern(association.purchase_order);
        let record = AssociationRecord {
            invoice: self.arena.keep(association.invoice),
            order: self.order_named(name),
            line: self.intern(association.line),
            total: association.total,
        };
        let at = place_of(self.associations.len());
        let (arena, associations) = (&self.arena, &self.associations);
        let id_of = |other: u32| arena.get(associations[other as usize].invoice);
        let is_new = self.association_ids.insert(at, association.invoice, id_of);
        if is_new {
            self.orders[record.order as usize].associations.push(at);
            self.associations.push(record);
        }
        is_new
    }

    pub(crate) fn find_association(&self, invoice: &str) -> Option<&AssociationRecord> {
        self.associations.get(self.association_place(invoice)?)
    }

    pub(crate) fn association_place(&self, invoice: &str) -> Option<usize> {
        let id_of = |other: u32| self.arena.get(self.associations[other as usize].invoice);
        self.association_ids.find(invoice, id_of).map(|at| at as usize)
    }

    /// The association as it was read.
    pub(crate) fn association(&self, at: usize) -> Association<'_> {
        let record = &self.associations[at];
        Association {
            invoice: self.arena.get(record.invoice),
            purchase_order: self.text(self.order(record.order).name),
            line: self.text(record.line),
            total: record.total,
        }
    }

    /// The given invoices that are there, with their places in the snapshot.
    pub(crate) fn live_invoices(&self) -> impl Iterator<Item = (u32, &str)> {
        let given = (0..place_of(self.documents.len())).filter(|at| self.document(*at).is_given);
        given
            .map(|at| (at, self.id_of(at)))
            .filter(|(at, id)| self.find_document(id) == Some(*at))
            .map(|(at, id)| (self.document(at).source, id))
    }

    /// Where an invoice stands in the list of the snapshot as it is now.
    pub(crate) fn invoice_index(&self, place: u32) -> usize {
        self.live_invoices().filter(|(other, _)| *other < place).count()
    }

    /// Where a charge stands in the list of the snapshot as it is now.
    pub(crate) fn charge_index(&self, place: u32) -> usize {
        self.live_charges().filter(|(other, _)| *other < place).count()
    }

    /// The charges that are there, with their places in the snapshot.
    pub(crate) fn live_charges(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..place_of(self.charges.len()))
            .map(|at| (at, self.charge_id(at)))
            .filter(|(at, id)| self.find_charge(id) == Some(*at))
            .map(|(at, id)| (self.charges[at as usize].place, id))
    }
}
