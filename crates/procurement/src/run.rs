//! A run: every document placed, one after another, each drawing on the balances that those
//! before it left. A run after an edit places anew only what can have changed, and lets
//! everything else draw what it drew before.

use crate::book::{Book, Document, NONE, place_of};
use crate::candidates::Candidates;
use crate::number::{Amount, limit};
use crate::placing::{Marks, Placement, place, settle_again};
use crate::problem::{Code, Collector, Path};
use crate::sorting::sort_places;
use crate::{Currency, InvoiceType};

/// The balance of a line that has none: always enough, never drawn on.
pub(crate) const UNTRACKED: i128 = i128::MAX;

/// What a line item looks like in a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineState {
    pub(crate) exists: bool,
    pub(crate) tracked: bool,
    pub(crate) currency: Currency,
    pub(crate) total_value: Amount,
    pub(crate) opening: Amount,
    pub(crate) closing: Amount,
    pub(crate) documents: u32,
}

impl LineState {
    const ABSENT: Self = Self {
        exists: false,
        tracked: false,
        currency: Currency::USD,
        total_value: Amount::ZERO,
        opening: Amount::ZERO,
        closing: Amount::ZERO,
        documents: 0,
    };

    /// Whether the entry of the line reads the same. It does not name the currency.
    pub(crate) fn reads_like(&self, other: &Self) -> bool {
        let same_digits = self.currency.minor_digits() == other.currency.minor_digits();
        same_digits && Self { currency: other.currency, ..*self } == *other
    }
}

/// The outcome of a run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// The documents in the order of placing.
    pub(crate) order: Vec<u32>,
    /// By document: its place in `order`.
    pub(crate) position: Vec<u32>,
    /// By document.
    pub(crate) line: Vec<u32>,
    pub(crate) balance: Vec<Amount>,
    pub(crate) marks: Vec<Marks>,
    /// By line: the balance before the first document, or `UNTRACKED`.
    pub(crate) start: Vec<i128>,
    /// By line: the balance after the last document, or `UNTRACKED`.
    pub(crate) closing: Vec<i128>,
    /// By line: how many documents are on it.
    pub(crate) count: Vec<u32>,
    /// By line: as the last preview shows it.
    pub(crate) states: Vec<LineState>,
}

/// A document whose outcome is another than before. `None`: it was not there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    pub(crate) before: Option<(u32, Placement)>,
    pub(crate) after: Option<(u32, Placement)>,
}

impl Moved {
    /// Whether a document was exchanged for one that looks and behaves the same.
    pub(crate) fn is_same(&self, book: &Book) -> bool {
        let (Some((before, left)), Some((after, right))) = (self.before, self.after) else {
            return false;
        };
        let shown = |document: u32| {
            let record = book.document(document);
            let charges = book.charge_lists.get(record.source as usize);
            let charges = charges.filter(|_| !record.is_given).into_iter().flatten();
            let ids: Vec<_> = charges.map(|charge| book.charge_id(*charge)).collect();
            let key = book.key_of(document);
            (record.total, record.kind, key.seller, key.currency, key.period, ids)
        };
        left == right && shown(before) == shown(after)
    }
}

/// What an edit touched, as a run needs to know it.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// By order: declared anew, or referenced by a document that came or went.
    pub(crate) orders: Vec<bool>,
    /// Documents that were not there before; in `Run::order` already.
    pub(crate) entering: Vec<u32>,
    /// Documents that are gone; still in `Run::order`.
    pub(crate) leaving: Vec<u32>,
}

impl Touched {
    fn has(&self, order: u32) -> bool {
        self.orders.get(order as usize).copied().unwrap_or(false)
    }
}

/// Whether a document goes where its reference says, to a purchase order that is as it was.
fn keeps_reference(book: &Book, touched: &Touched, document: u32) -> bool {
    let route = book.route_of(document);
    let is_memo = book.document(document).kind == InvoiceType::CreditMemo;
    let reference = route.reference.filter(|_| !(is_memo && route.original.is_some()));
    reference.is_some_and(|name| !touched.has(book.order_of(name).unwrap_or(NONE)))
}

impl Run {
    /// Places everything.
    pub(crate) fn full(
        book: &mut Book,
        candidates: &mut Candidates,
        problems: &mut Collector,
    ) -> Self {
        let order = (0..place_of(book.documents.len())).collect();
        let mut run = Self { order, ..Self::default() };
        sort(book, &mut run.order);
        run.grow(book);
        run.number_positions();
        run.open_all(book);
        candidates.begin_run();
        let mut balances = run.start.clone();
        let mut too_large = Vec::new();
        for at in 0..run.order.len() {
            let document = run.order[at];
            let placement = place(book, candidates, &run, &balances, document);
            run.draw(book, candidates, &mut balances, document, placement);
            run.set(document, placement);
            if placement.is_too_large(book, document) {
                too_large.push(document);
            }
        }
        run.closing = balances;
        run.fill_states(book);
        tell_too_large(book, &too_large, problems);
        run
    }

    /// Places anew what an edit can have changed. Gives every document whose outcome is another,
    /// in the order of placing.
    ///
    /// Documents that come stand in the order already, documents that go still do.
    pub(crate) fn again(
        &mut self,
        book: &mut Book,
        candidates: &mut Candidates,
        touched: &Touched,
        problems: &mut Collector,
    ) -> Vec<Moved> {
        self.grow(book);
        self.number_positions();
        let mut before = self.start.clone();
        self.open_touched(book, touched);
        let mut after = self.start.clone();
        candidates.begin_run();
        let mut diverged = vec![false; after.len()];
        for line in 0..after.len() {
            if before[line] != after[line] {
                diverged[line] = true;
                candidates.diverge(book, place_of(line), true);
            }
        }
        let mut comes_or_goes = vec![0_i8; book.documents.len()];
        touched.entering.iter().for_each(|document| comes_or_goes[*document as usize] = 1);
        touched.leaving.iter().for_each(|document| comes_or_goes[*document as usize] = -1);
        let mut moved = Vec::new();
        let mut too_large = Vec::new();
        for at in 0..self.order.len() {
            let document = self.order[at];
            let here = comes_or_goes[document as usize];
            let old = self.get(document);
            if here == 0 && !self.must_place(book, candidates, touched, &diverged, document) {
                if old.is_drawn() {
                    let change = signed(book.document(document));
                    let line = old.line as usize;
                    before[line] -= change;
                    after[line] -= change;
                    if change < 0 {
                        candidates.raise(book, old.line, after[line]);
                    }
                }
                continue;
            }
            if here <= 0 && old.is_drawn() {
                before[old.line as usize] -= signed(book.document(document));
            }
            let new = if here < 0 {
                Placement::NOWHERE
            } else if here == 0 && keeps_reference(book, touched, document) {
                settle_again(book, &after, document, old)
            } else {
                place(book, candidates, self, &after, document)
            };
            // Lines that documents added in this run came after the tables were made.
            for balances in [&mut before, &mut after] {
                balances.resize(book.lines.len(), UNTRACKED);
            }
            diverged.resize(book.lines.len(), false);
            if here >= 0 {
                self.draw(book, candidates, &mut after, document, new);
                if new.is_too_large(book, document) {
                    too_large.push(document);
                }
            }
            for line in [old.line, new.line] {
                if line != NONE {
                    let line = line as usize;
                    let differs = before[line] != after[line];
                    if differs != std::mem::replace(&mut diverged[line], differs) {
                        candidates.diverge(book, place_of(line), differs);
                    }
                }
            }
            if here != 0 || old != new {
                moved.push(Moved {
                    before: (here <= 0).then_some((document, old)),
                    after: (here >= 0).then_some((document, new)),
                });
                self.recount(document, if here <= 0 { old } else { Placement::NOWHERE }, new);
            }
        }
        self.closing = after;
        tell_too_large(book, &too_large, problems);
        moved
    }

    /// Whether a document that stays can have another outcome than before.
    fn must_place(
        &self,
        book: &Book,
        candidates: &Candidates,
        touched: &Touched,
        diverged: &[bool],
        document: u32,
    ) -> bool {
        let record = book.document(document);
        let route = book.route_of(document);
        if record.kind == InvoiceType::CreditMemo && route.original.is_some() {
            // Its original may have moved; asking is as cheap as placing.
            return true;
        }
        let Some(reference) = route.reference else {
            return candidates.is_touched(record.key);
        };
        let line = self.line[document as usize] as usize;
        touched.has(book.order_of(reference).unwrap_or(NONE))
            || diverged.get(line).copied().unwrap_or(false)
    }

    /// Lets a placed document draw on its line, or give back.
    fn draw(
        &self,
        book: &Book,
        candidates: &mut Candidates,
        balances: &mut Vec<i128>,
        document: u32,
        placement: Placement,
    ) {
        if balances.len() < book.lines.len() {
            balances.resize(book.lines.len(), UNTRACKED);
        }
        if placement.is_drawn() {
            let record = book.document(document);
            balances[placement.line as usize] = placement.balance.minor_units();
            if record.kind == InvoiceType::CreditMemo {
                candidates.raise(book, placement.line, placement.balance.minor_units());
            }
        }
    }

    pub(crate) fn get(&self, document: u32) -> Placement {
        let at = document as usize;
        Placement { line: self.line[at], balance: self.balance[at], marks: self.marks[at] }
    }

    fn set(&mut self, document: u32, placement: Placement) {
        self.recount(document, Placement::NOWHERE, placement);
    }

    fn recount(&mut self, document: u32, old: Placement, new: Placement) {
        let at = document as usize;
        self.line[at] = new.line;
        self.balance[at] = new.balance;
        self.marks[at] = new.marks;
        for (placement, is_new) in [(old, false), (new, true)] {
            if placement.is_placed() {
                let line = placement.line as usize;
                if self.count.len() <= line {
                    self.count.resize(line + 1, 0);
                }
                let count = &mut self.count[line];
                *count = if is_new { *count + 1 } else { *count - 1 };
            }
        }
    }

    // Tables.

    /// Makes room for documents and lines that came.
    fn grow(&mut self, book: &Book) {
        let documents = book.documents.len();
        self.position.resize(documents, NONE);
        self.line.resize(documents, NONE);
        self.balance.resize(documents, Amount::ZERO);
        self.marks.resize(documents, Marks::default());
        self.start.resize(book.lines.len(), UNTRACKED);
        self.count.resize(book.lines.len(), 0);
        self.states.resize(book.lines.len(), LineState::ABSENT);
    }

    fn number_positions(&mut self) {
        for (at, document) in self.order.iter().enumerate() {
            self.position[*document as usize] = place_of(at);
        }
    }

    fn open_all(&mut self, book: &mut Book) {
        for line in 0..book.lines.len() {
            book.lines[line].opening = book.lines[line].total_value;
        }
        for at in 0..book.associations.len() {
            take_association(book, at);
        }
        for line in 0..book.lines.len() {
            self.start[line] = start_of(book, place_of(line));
        }
    }

    fn open_touched(&mut self, book: &mut Book, touched: &Touched) {
        let is_touched = |order| touched.has(order);
        for line in book.lines.iter_mut().filter(|line| is_touched(line.order)) {
            line.opening = line.total_value;
        }
        for order in (0..book.orders.len()).filter(|order| is_touched(place_of(*order))) {
            for at in book.orders[order].associations.clone() {
                take_association(book, at as usize);
            }
        }
        for line in 0..book.lines.len() {
            if is_touched(book.lines[line].order) {
                self.start[line] = start_of(book, place_of(line));
            }
        }
    }

    fn fill_states(&mut self, book: &Book) {
        self.grow(book);
        for line in 0..book.lines.len() {
            self.states[line] = self.state_of(book, place_of(line));
        }
    }

    /// Keeps how a line looks now and gives how it looked before.
    pub(crate) fn exchange_state(&mut self, line: u32, state: LineState) -> LineState {
        let at = line as usize;
        if self.states.len() <= at {
            self.states.resize(at + 1, LineState::ABSENT);
        }
        std::mem::replace(&mut self.states[at], state)
    }

    /// A line as the preview shows it now.
    pub(crate) fn state_of(&self, book: &Book, line: u32) -> LineState {
        let record = book.line(line);
        if !record.declared && record.added_by == NONE {
            return LineState::ABSENT;
        }
        let closing = self.closing.get(line as usize).copied().unwrap_or(UNTRACKED);
        let tracked = record.tracked && record.declared;
        LineState {
            exists: true,
            tracked,
            currency: book.order(record.order).currency,
            total_value: record.total_value,
            opening: if tracked { record.opening } else { Amount::ZERO },
            closing: if tracked { Amount(closing) } else { Amount::ZERO },
            documents: self.count.get(line as usize).copied().unwrap_or(0),
        }
    }
}

/// What a document takes from a balance.
pub(crate) fn signed(document: &Document) -> i128 {
    match document.kind {
        InvoiceType::Invoice => document.total.minor_units(),
        InvoiceType::CreditMemo => -document.total.minor_units(),
    }
}

/// Sorts documents by issue, given before formed, id (step 2 of the contract).
fn sort(book: &Book, order: &mut [u32]) {
    sort_places(order, &mut |a, b| before(book, a, b));
}

pub(crate) fn before(book: &Book, a: u32, b: u32) -> std::cmp::Ordering {
    let (left, right) = (book.document(a), book.document(b));
    left.issued_at
        .cmp(&right.issued_at)
        .then_with(|| right.is_given.cmp(&left.is_given))
        .then_with(|| book.arena.get(left.id).cmp(book.arena.get(right.id)))
}

fn take_association(book: &mut Book, at: usize) {
    let association = book.associations[at];
    let Some(line) = book.find_line(association.order, association.line) else { return };
    let currency = book.order(association.order).currency;
    if let Some(total) = Amount::exactly(association.total, currency) {
        let opening = &mut book.lines[line as usize].opening;
        // Beyond 128 bits is beyond every limit; the check of openings tells it.
        *opening = Amount(opening.minor_units().saturating_sub(total.minor_units()));
    }
}

fn start_of(book: &Book, line: u32) -> i128 {
    let record = book.line(line);
    if record.declared && record.tracked { record.opening.minor_units() } else { UNTRACKED }
}

/// Tells the tracked lines whose opening balance is too large.
pub(crate) fn check_openings(book: &Book, problems: &mut Collector) {
    for (at, association) in book.associations.iter().enumerate() {
        let Some(line) = book.find_line(association.order, association.line) else { continue };
        let record = book.line(line);
        let currency = book.order(record.order).currency;
        if record.declared && record.tracked && record.opening.is_too_large(currency) {
            let path = Path::Root.key("associations");
            problems.add(
                Code::AmountTooLarge,
                path.index(at).key("total"),
                "the opening balance of this line has more than 15 digits before the point: lower its totals",
            );
        }
    }
}

fn tell_too_large(book: &Book, documents: &[u32], problems: &mut Collector) {
    for &document in documents {
        let record = book.document(document);
        let (section, key, place) = if record.is_given {
            ("invoices", "total", book.invoice_index(record.source))
        } else {
            let charges = book.charge_lists.get(record.source as usize);
            let places = charges.into_iter().flatten().map(|c| book.charges[*c as usize].place);
            ("charges", "amount", book.charge_index(places.min().unwrap_or_default()))
        };
        let path = Path::Root.key(section);
        problems.add(
            Code::AmountTooLarge,
            path.index(place).key(key),
            "the balance after this has more than 15 digits before the point: lower the amount",
        );
    }
}

impl Placement {
    /// Whether the balance afterwards, or the value of a line that the document added, has too
    /// many digits.
    fn is_too_large(&self, book: &Book, document: u32) -> bool {
        let adds = self.marks.has(Marks::CREATED) || self.marks.has(Marks::ADDED);
        let amount = if self.is_drawn() {
            self.balance
        } else if adds {
            book.line(self.line).total_value
        } else {
            return false;
        };
        amount.minor_units().unsigned_abs() >= limit(book.key_of(document).currency)
    }
}
