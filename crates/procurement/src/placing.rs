//! Placing one document: by its original, by its reference, or by best match (step 3 of the
//! contract).

use crate::arena::Symbol;
use crate::book::{Book, NONE};
use crate::candidates::Candidates;
use crate::explanation::NoOriginal;
use crate::number::Amount;
use crate::run::{Index, Run, UNTRACKED, signed};
use crate::{BillingMonth, InvoiceType, LineItemType};

/// How a document came to its line, and what happened on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u16);

impl Marks {
    pub(crate) const BY_REFERENCE: Self = Self(1);
    pub(crate) const BY_MATCH: Self = Self(2);
    pub(crate) const BY_CREDIT_MEMO: Self = Self(4);
    pub(crate) const COVERED: Self = Self(8);
    /// The line's balance was drawn on, and is in the placement.
    pub(crate) const DRAWN: Self = Self(16);
    pub(crate) const CREATED: Self = Self(32);
    pub(crate) const ADDED: Self = Self(64);
    pub(crate) const SUSPENDED: Self = Self(128);
    pub(crate) const REACTIVATED: Self = Self(256);
    pub(crate) const BELOW_THRESHOLD: Self = Self(512);
    pub(crate) const OUT_OF_BALANCE: Self = Self(1024);

    /// What a reference brings about, whatever the balances.
    const OF_REFERENCE: u16 = Self::BY_REFERENCE.0
        | Self::CREATED.0
        | Self::ADDED.0
        | Self::SUSPENDED.0
        | Self::REACTIVATED.0;

    pub(crate) fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    /// The marks that the entry of a document shows; the others are events.
    pub(crate) fn shown(self) -> u8 {
        // INVARIANT: five bits remain.
        u8::try_from(self.0 & 0b1_1111).unwrap_or_default()
    }

    fn with(self, mark: Self, when: bool) -> Self {
        if when { Self(self.0 | mark.0) } else { self }
    }
}

/// Where a document went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placement {
    /// The line; for a suspended reference the line that it would have used.
    pub(crate) line: u32,
    /// The balance afterwards, where the line's balance was drawn on.
    pub(crate) balance: Amount,
    pub(crate) marks: Marks,
}

impl Placement {
    /// No purchase order.
    pub(crate) const NOWHERE: Self = Self { line: NONE, balance: Amount::ZERO, marks: Marks(0) };

    /// Whether the document has a purchase order.
    pub(crate) fn is_placed(&self) -> bool {
        self.marks.0 & 0b111 != 0
    }

    pub(crate) fn is_drawn(&self) -> bool {
        self.marks.has(Marks::DRAWN)
    }
}

/// Places a document on the balances that those before it left.
pub(crate) fn place(
    book: &mut Book,
    candidates: &mut Candidates,
    run: &Run,
    index: Option<&Index>,
    document: u32,
) -> Placement {
    let record = book.document(document);
    let (key, kind, total) = (record.key, record.kind, record.total.minor_units());
    let route = book.route_of(document);
    match (kind, route.original, route.reference) {
        (InvoiceType::CreditMemo, Some(original), _) => {
            let line = line_of_original(book, run, document, original);
            line.map_or(Placement::NOWHERE, |line| {
                settle(book, run, index, document, line, Marks::BY_CREDIT_MEMO)
            })
        }
        (_, _, Some(reference)) => by_reference(book, run, index, document, reference),
        _ => {
            let Some(list) = candidates.list_of(key) else { return Placement::NOWHERE };
            let first = candidates.lists[list as usize].lines[0];
            // A credit memo is covered by every line (M9), and an invoice mostly by the first.
            let line = if kind == InvoiceType::CreditMemo || run.balance_now(index, first) >= total
            {
                first
            } else {
                candidates.first_covering(list, run, index, total).unwrap_or(first)
            };
            settle(book, run, index, document, line, Marks::BY_MATCH)
        }
    }
}

/// Settles a referenced document anew on the line that it had, where nothing but balances can have
/// changed.
pub(crate) fn settle_again(
    book: &Book,
    run: &Run,
    index: &Index,
    document: u32,
    old: Placement,
) -> Placement {
    if old.marks.has(Marks::SUSPENDED) {
        return old;
    }
    let marks = Marks(old.marks.0 & Marks::OF_REFERENCE);
    settle(book, run, Some(index), document, old.line, marks)
}

/// Where the document that a credit memo corrects went (P-25), or why there is no such place.
pub(crate) fn line_of_original(
    book: &Book,
    run: &Run,
    memo: u32,
    original: Symbol,
) -> Result<u32, NoOriginal> {
    let position = |document: u32| run.position[document as usize];
    let is_earlier = |document: u32| position(document) < position(memo);
    let id = book.text(original);
    let document = book.find_document(id);
    if let Some(document) = document.filter(|document| is_earlier(*document)) {
        let placement = run.get(document);
        return if placement.is_placed() { Ok(placement.line) } else { Err(NoOriginal::NoOrder) };
    }
    let Some(association) = book.find_association(id) else {
        let is_later = |document: u32| position(document) != NONE && document != memo;
        return Err(match document {
            Some(document) if is_later(document) => NoOriginal::Later,
            _ => NoOriginal::Unknown,
        });
    };
    let line = book.find_line(association.order, association.line).filter(|line| {
        let record = book.line(*line);
        record.declared || (record.added_by != NONE && is_earlier(record.added_by))
    });
    line.ok_or(NoOriginal::LineMissing)
}

/// Step 0 of the rules: the reference decides, and what it names is made to be there (P-37).
fn by_reference(
    book: &mut Book,
    run: &Run,
    index: Option<&Index>,
    document: u32,
    reference: Symbol,
) -> Placement {
    let route = *book.route_of(document);
    let period = book.key_of(document).period;
    let order = book.order_named(reference);
    let line = book.line_named(order, route.line.unwrap_or(book.line_one));
    let mut marks = Marks::default();
    let known = book.order(order);
    if known.declared.is_none() && known.created_by == NONE {
        create_order(book, order, document, route.agreement_end);
        marks = marks.with(Marks::CREATED, true);
    }
    let known = book.line(line);
    if !known.declared && known.added_by == NONE {
        add_line(book, line, document, route.agreement_end);
        marks = marks.with(Marks::ADDED, !marks.has(Marks::CREATED));
    }
    if book.order(order).suspended {
        // No fall-back to a blanket purchase order (P-16).
        let marks = marks.with(Marks::SUSPENDED, true);
        return Placement { line, balance: Amount::ZERO, marks };
    }
    if book.order(order).expiration_now() < period {
        let expiration = book.line(line).end.max(period);
        book.orders[order as usize].reactivations.push((document, expiration));
        marks = marks.with(Marks::REACTIVATED, true);
    }
    settle(book, run, index, document, line, marks.with(Marks::BY_REFERENCE, true))
}

/// A purchase order comes to be with what is known of its first document (P-37).
fn create_order(book: &mut Book, order: u32, document: u32, agreement_end: Option<BillingMonth>) {
    let key = *book.key_of(document);
    let issued_at = book.document(document).issued_at;
    let record = &mut book.orders[order as usize];
    record.created_by = document;
    record.sellers = vec![key.seller];
    record.units.clear();
    record.tax_registration_numbers.clear();
    record.currency = key.currency;
    record.effective = key.period;
    record.expiration = agreement_end.unwrap_or_else(|| key.period.plus(11)).max(key.period);
    record.updated_at = issued_at;
    record.suspended = false;
}

/// A line comes to be, untracked (P-22), as large as its first document.
fn add_line(book: &mut Book, line: u32, document: u32, agreement_end: Option<BillingMonth>) {
    let key = *book.key_of(document);
    let total = book.document(document).total;
    let order = book.line(line).order;
    let owner = &mut book.orders[order as usize];
    owner.added.push(line);
    let end = agreement_end.unwrap_or_else(|| owner.expiration_now());
    let is_same_currency = owner.currency == key.currency;
    let record = &mut book.lines[line as usize];
    record.kind = LineItemType::MarketplaceTransaction;
    record.start = key.period;
    record.end = end.max(key.period);
    record.tracked = false;
    record.total_value = if is_same_currency { total } else { Amount::ZERO };
    record.added_by = document;
}

/// Puts a document on a line: whether it is covered, what is left, and what that means.
fn settle(
    book: &Book,
    run: &Run,
    index: Option<&Index>,
    document: u32,
    line: u32,
    marks: Marks,
) -> Placement {
    let record = book.document(document);
    let balance = run.balance_now(index, line);
    let owner = book.order(book.line(line).order);
    if balance == UNTRACKED || owner.currency != book.key_of(document).currency {
        let marks = marks.with(Marks::COVERED, true);
        return Placement { line, balance: Amount::ZERO, marks };
    }
    let is_credit = record.kind == InvoiceType::CreditMemo;
    let after = balance.saturating_sub(signed(record));
    let total_value = book.line(line).total_value.minor_units();
    // 75 % of the total value, exactly (P-30).
    let is_below = |balance: i128| balance.saturating_mul(4) < total_value.saturating_mul(3);
    let marks = marks
        .with(Marks::DRAWN, true)
        .with(Marks::COVERED, is_credit || balance >= record.total.minor_units())
        .with(Marks::BELOW_THRESHOLD, !is_below(balance) && is_below(after))
        .with(Marks::OUT_OF_BALANCE, balance > 0 && after <= 0);
    Placement { line, balance: Amount(after), marks }
}
