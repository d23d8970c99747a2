//! A run: every document placed, one after another, each drawing on the balances that those
//! before it left. A run after an edit places anew only what can have changed, and lets
//! everything else draw what it drew before.

use crate::book::{Book, Document, NONE, place_of};
use crate::candidates::Candidates;
use crate::cover::bound;
use crate::number::{Amount, limit};
use crate::placing::{Marks, Placement, place};
use crate::problem::{Code, Collector, Path};
use crate::sorting::sort_places;
use crate::{Currency, InvoiceType};

mod again;
mod index;

pub(crate) use again::Touched;
pub(crate) use index::Index;

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
    /// By line: the balance at this point of the run, where `known`.
    now: Vec<i128>,
    known: Vec<bool>,
    /// By line: whether a credit memo ever gave back to it.
    has_credits: Vec<bool>,
    /// The position of the document that is asked.
    at: u32,
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

impl Run {
    /// Places everything.
    pub(crate) fn full(
        book: &mut Book,
        candidates: &mut Candidates,
        problems: &mut Collector,
    ) -> Self {
        let order = (0..place_of(book.documents.len())).collect();
        let mut run = Self { order, ..Self::default() };
        run.make_room(book);
        run.number_positions();
        run.open_all(book);
        candidates.begin_run();
        run.now = run.start.clone();
        run.known = vec![true; run.start.len()];
        let mut too_large = Vec::new();
        for at in 0..run.order.len() {
            let document = run.order[at];
            let placement = place(book, candidates, &run, None, document);
            if placement.is_drawn() {
                let line = placement.line;
                run.now[line as usize] = placement.balance.minor_units();
                if book.document(document).kind == InvoiceType::CreditMemo {
                    run.note_credit(line);
                    candidates.raise(book, line, placement.balance.minor_units());
                }
            }
            run.recount(document, Placement::NOWHERE, placement);
            if placement.is_too_large(book, document) {
                too_large.push(document);
            }
        }
        run.closing = run.now.clone();
        run.fill_states(book);
        tell_too_large(book, &too_large, problems);
        run
    }

    pub(crate) fn get(&self, document: u32) -> Placement {
        let at = document as usize;
        Placement { line: self.line[at], balance: self.balance[at], marks: self.marks[at] }
    }

    /// The balance of a line before the document that is asked, or `UNTRACKED`. Lines that are as
    /// they were have it from the last document on them.
    pub(crate) fn balance_now(&self, index: Option<&Index>, line: u32) -> i128 {
        let at = line as usize;
        match (self.known.get(at), index) {
            (Some(true), _) | (_, None) => self.now.get(at).copied().unwrap_or(UNTRACKED),
            (_, Some(index)) => self.balance_before(index, line, self.at),
        }
    }

    /// The balance of a line before a place in the order of placing, or `UNTRACKED`.
    pub(crate) fn balance_before(&self, index: &Index, line: u32, position: u32) -> i128 {
        let start = self.start.get(line as usize).copied().unwrap_or(UNTRACKED);
        if start == UNTRACKED {
            return UNTRACKED;
        }
        let documents = index.on_line(line);
        let end = documents.partition_point(|other| self.position[*other as usize] < position);
        let last = end.checked_sub(1).and_then(|last| documents.get(last));
        last.map_or(start, |document| self.balance[*document as usize].minor_units())
    }

    /// What a line's balance does not exceed from here on, but for credit memos that are told to
    /// the index. After an edit, documents that are not asked may be credit memos.
    pub(crate) fn bound_now(&self, index: Option<&Index>, line: u32) -> i64 {
        let has_credits = self.has_credits.get(line as usize).copied().unwrap_or(false);
        if index.is_some() && has_credits {
            return i64::MAX;
        }
        bound(self.balance_now(index, line))
    }

    fn note_credit(&mut self, line: u32) {
        let at = line as usize;
        if self.has_credits.len() <= at {
            self.has_credits.resize(at + 1, false);
        }
        self.has_credits[at] = true;
    }

    /// Brings the closing balance of a line up to date.
    pub(crate) fn close(&mut self, index: &Index, line: u32) {
        let at = line as usize;
        if self.closing.len() <= at {
            self.closing.resize(at + 1, UNTRACKED);
        }
        self.closing[at] = self.balance_before(index, line, NONE);
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
    pub(crate) fn make_room(&mut self, book: &Book) {
        let documents = book.documents.len();
        self.position.resize(documents, NONE);
        self.line.resize(documents, NONE);
        self.balance.resize(documents, Amount::ZERO);
        self.marks.resize(documents, Marks::default());
        self.start.resize(book.lines.len(), UNTRACKED);
        self.count.resize(book.lines.len(), 0);
        self.states.resize(book.lines.len(), LineState::ABSENT);
    }

    /// Numbers the documents in the order of placing.
    pub(crate) fn number_positions(&mut self) {
        for (at, document) in self.order.iter().enumerate() {
            self.position[*document as usize] = place_of(at);
        }
    }

    fn open_all(&mut self, book: &mut Book) {
        for line in 0..book.lines.len() {
            book.lines[line].opening = book.lines[line].total_value;
        }
        for order in 0..book.orders.len() {
            take_associations(book, place_of(order));
        }
        for line in 0..book.lines.len() {
            self.start[line] = start_of(book, place_of(line));
        }
    }

    fn fill_states(&mut self, book: &Book) {
        self.make_room(book);
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

/// Puts the documents of a loaded book in the order of placing (issue, given before formed, id:
/// step 2 of the contract), so that a run passes over them one after another in memory. Gives the
/// new place of each.
pub(crate) fn line_up(book: &mut Book) -> Vec<u32> {
    let mut order: Vec<u32> = (0..place_of(book.documents.len())).collect();
    if !order.is_sorted_by(|a, b| before(book, *a, *b).is_le()) {
        sort(book, &mut order);
    }
    book.reorder_documents(&order)
}

/// Sorts by one number for each document, and compares texts only where those are equal.
fn sort(book: &Book, order: &mut [u32]) {
    // Ids differ after what they all begin with; seven bytes from there on mostly decide.
    let start = common_start(order.iter().map(|document| book.id_of(*document).as_bytes()));
    let earliest = book.documents.iter().map(|document| document.issued_at).min();
    let earliest = earliest.map_or(0, crate::Instant::milliseconds);
    let key = |at: &u32| {
        let document = book.document(*at);
        let mut tail = [0; 8];
        let rest = book.arena.get(document.id).as_bytes().get(start..).unwrap_or_default();
        tail.iter_mut().skip(1).zip(rest).for_each(|(slot, byte)| *slot = *byte);
        let moment = document.issued_at.milliseconds().abs_diff(earliest);
        // INVARIANT: years 0 to 9999 are less than 2^39 seconds, so 49 bits hold milliseconds;
        // what is cut off the tail is compared below.
        let moment = u128::from(moment) << 1 | u128::from(!document.is_given);
        let tail = u128::from(u64::from_be_bytes(tail)) >> TAIL_CUT;
        moment << (TAIL_BITS + 32) | tail << 32 | u128::from(*at)
    };
    let mut keys: Vec<u128> = order.iter().map(key).collect();
    keys.sort_unstable();
    for (slot, key) in order.iter_mut().zip(&keys) {
        *slot = u32::try_from(key & u128::from(u32::MAX)).unwrap_or_default();
    }
    let mut end = 0;
    for same in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        let start = end;
        end += same.len();
        if same.len() > 1 {
            sort_places(&mut order[start..end], &mut |a, b| before(book, a, b));
        }
    }
}

/// How many bits of an id go into its document's number, of the 56 that seven bytes have.
const TAIL_BITS: u32 = 46;
const TAIL_CUT: u32 = 56 - TAIL_BITS;

/// How many bytes all texts begin with alike.
fn common_start<'a>(mut texts: impl Iterator<Item = &'a [u8]>) -> usize {
    let Some(first) = texts.next() else { return 0 };
    texts.fold(first.len(), |start, text| {
        let pairs = first.iter().zip(text).take(start);
        pairs.take_while(|(a, b)| a == b).count()
    })
}

pub(crate) fn before(book: &Book, a: u32, b: u32) -> std::cmp::Ordering {
    let (left, right) = (book.document(a), book.document(b));
    left.issued_at
        .cmp(&right.issued_at)
        .then_with(|| right.is_given.cmp(&left.is_given))
        .then_with(|| book.arena.get(left.id).cmp(book.arena.get(right.id)))
}

/// Takes what earlier documents drew from the lines of an order.
fn take_associations(book: &mut Book, order: u32) {
    for at in 0..book.order(order).associations.len() {
        let association = book.associations[book.order(order).associations[at] as usize];
        let Some(line) = book.find_line(order, association.line) else { continue };
        let currency = book.order(order).currency;
        if let Some(total) = Amount::exactly(association.total, currency) {
            let opening = &mut book.lines[line as usize].opening;
            // Beyond 128 bits is beyond every limit; the check of openings tells it.
            *opening = Amount(opening.minor_units().saturating_sub(total.minor_units()));
        }
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
