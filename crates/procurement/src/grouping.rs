//! Charges that share an invoice (P-12): step 1 of the contract.

use crate::arena::{Numbering, Symbol};
use crate::book::{Book, ChargeRecord, Document, MatchKey, NONE, Route, place_of};
use crate::invoice::{Cycle, FORMED_PREFIX, InvoiceType};
use crate::natural::natural_order;
use crate::number::{Amount, ExactSum};
use crate::problem::{Code, Collector, Path};
use crate::sorting::sort_places;
use crate::{Currency, Instant};

/// What the charges of one invoice have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct GroupKey {
    key: MatchKey,
    payment_terms: Option<Symbol>,
    reference: Option<Symbol>,
    /// Out-of-cycle charges share an invoice only within an agreement and a moment.
    occasion: Option<(Option<Symbol>, Option<Instant>)>,
}

impl GroupKey {
    fn of(charge: &ChargeRecord) -> Self {
        Self {
            key: charge.key,
            payment_terms: charge.payment_terms,
            reference: charge.reference,
            occasion: match charge.key.cycle {
                Cycle::Monthly => None,
                Cycle::OutOfCycle => Some((charge.agreement, charge.time)),
            },
        }
    }
}

/// The charges of one invoice and the document formed from them.
#[derive(Debug, Default)]
pub(crate) struct ChargeGroup {
    /// By id, bytewise.
    pub(crate) charges: Vec<u32>,
    pub(crate) document: u32,
}

/// All groups of charges. A group that lost its charges stays, empty.
#[derive(Debug, Default)]
pub(crate) struct ChargeGroups {
    keys: Numbering<GroupKey>,
    pub(crate) groups: Vec<ChargeGroup>,
}

impl ChargeGroups {
    /// The group that a charge belongs to.
    pub(crate) fn group_of(&mut self, charge: &ChargeRecord) -> u32 {
        let group = self.keys.number(GroupKey::of(charge));
        if group as usize == self.groups.len() {
            self.groups.push(ChargeGroup { charges: Vec::new(), document: NONE });
        }
        group
    }

    /// Puts a charge into its group, which is not formed anew yet.
    pub(crate) fn add(&mut self, book: &Book, charge: u32) -> u32 {
        let group = self.group_of(&book.charges[charge as usize]);
        let charges = &mut self.groups[group as usize].charges;
        let id = book.charge_id(charge);
        let at = charges.partition_point(|other| book.charge_id(*other) < id);
        charges.insert(at, charge);
        group
    }

    /// Takes a charge out of its group, which is not formed anew yet.
    pub(crate) fn remove(&mut self, book: &Book, charge: u32) -> u32 {
        let group = self.group_of(&book.charges[charge as usize]);
        self.groups[group as usize].charges.retain(|other| *other != charge);
        group
    }

    /// Puts all charges into their groups.
    pub(crate) fn fill(&mut self, book: &Book) {
        for charge in 0..book.charges.len() {
            let group = self.group_of(&book.charges[charge]);
            self.groups[group as usize].charges.push(place_of(charge));
        }
        for group in &mut self.groups {
            let id = |charge: u32| book.charge_id(charge);
            sort_places(&mut group.charges, &mut |a, b| id(a).cmp(id(b)));
        }
    }
}

/// The document that a list of charges forms; none when the list is empty.
pub(crate) fn form(book: &mut Book, charges: &[u32], problems: &mut Collector) -> Option<Document> {
    let record = book.charges[*charges.first()? as usize];
    let total = rounded_sum(book, charges, problems).minor_units();
    let records = charges.iter().map(|charge| &book.charges[*charge as usize]);
    let agreement_end = records.filter_map(|charge| charge.agreement_end).max();
    let line = record.reference.map(|_| first_line(book, charges));
    let route = Route { original: None, reference: record.reference, line, agreement_end };
    let id = format!("{FORMED_PREFIX}{}", book.arena.get(record.id));
    let document = Document {
        id: book.arena.keep(&id),
        key: book.keys.number(record.key),
        route: book.routes.number(route),
        issued_at: issued_at(&record),
        total: Amount(total.abs()),
        source: place_of(book.charge_lists.len()),
        kind: if total < 0 { InvoiceType::CreditMemo } else { InvoiceType::Invoice },
        is_given: false,
        decimals: 0,
    };
    book.charge_lists.push(charges.into());
    Some(document)
}

fn rounded_sum(book: &Book, charges: &[u32], problems: &mut Collector) -> Amount {
    let records = || charges.iter().map(|charge| &book.charges[*charge as usize]);
    let mut sum = ExactSum::default();
    records().for_each(|charge| sum.add(charge.amount));
    let currency = records().next().map_or(Currency::USD, |charge| charge.key.currency);
    let total = sum.round(currency).filter(|total| !total.is_too_large(currency));
    total.unwrap_or_else(|| {
        let place = records().map(|charge| charge.place).min().unwrap_or_default();
        let path = Path::Root.key("charges");
        problems.add(
            Code::AmountTooLarge,
            path.index(book.charge_index(place)).key("amount"),
            "the invoice formed from this charge has more than 15 digits before the point: lower its amounts",
        );
        Amount::ZERO
    })
}

/// The first line of the charges in natural order; a charge without a line has line 1.
fn first_line(book: &mut Book, charges: &[u32]) -> Symbol {
    let lines = charges.iter().map(|charge| book.charges[*charge as usize].line);
    let lines = lines.map(|line| line.unwrap_or(book.line_one));
    let first = lines.min_by(|a, b| natural_order(book.text(*a), book.text(*b)));
    first.unwrap_or(book.line_one)
}

/// Monthly: the 3rd of the next month. Out-of-cycle: when it falls due, else the first of its
/// month.
fn issued_at(charge: &ChargeRecord) -> Instant {
    match charge.key.cycle {
        Cycle::Monthly => Instant::midnight_after(charge.key.period),
        Cycle::OutOfCycle => {
            charge.time.unwrap_or_else(|| Instant::midnight(charge.key.period.first_day()))
        }
    }
}
