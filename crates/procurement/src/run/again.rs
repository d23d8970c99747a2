//! A run after an edit: only what the edit can have moved is asked again.
//!
//! A document that the edit does not name can move for these reasons only: its list of candidates
//! changed; the purchase order that it references changed; the document that it corrects moved; or
//! a balance that it depends on is another than before. For the last, a line *diverges* when
//! documents before have left it another balance than in the run before. A lower balance concerns
//! only the documents on that line. A higher one concerns those, too, that passed the line over
//! because it did not cover them.

use crate::InvoiceType;
use crate::agenda::Agenda;
use crate::book::{Book, NONE};
use crate::candidates::{Candidates, ChangedKey};
use crate::cover::bound;
use crate::explanation::is_directed_memo;
use crate::placing::{Marks, Placement, place, settle_again};
use crate::problem::Collector;
use crate::run::index::{self, Index};
use crate::run::{Moved, Run, UNTRACKED, signed, start_of, take_associations, tell_too_large};

/// What an edit touched, as a run needs to know it.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Orders that were declared anew, or referenced by a document that came or went. Sorted.
    pub(crate) orders: Vec<u32>,
    /// The one order that was declared anew, if its lines keep their types, months and order among
    /// themselves and come no later than before.
    pub(crate) forward: Vec<u32>,
    /// The lines that those orders declare, before or after.
    pub(crate) lines: Vec<u32>,
    /// Match keys whose documents have other candidates.
    pub(crate) keys: Vec<ChangedKey>,
    /// Documents that were not there before; in `Run::order` already. Sorted.
    pub(crate) entering: Vec<u32>,
    /// Documents that are gone; still in `Run::order`. Sorted.
    pub(crate) leaving: Vec<u32>,
}

impl Run {
    /// Places anew what an edit can have moved. Gives every document whose outcome is another, in
    /// the order of placing.
    pub(crate) fn again(
        &mut self,
        book: &mut Book,
        candidates: &mut Candidates,
        index: &mut Index,
        touched: &Touched,
        problems: &mut Collector,
    ) -> Vec<Moved> {
        self.make_room(book);
        candidates.begin_run();
        let lines = book.lines.len();
        let mut again = Again {
            agenda: Agenda::new(self.order.len()),
            delta: vec![0; lines],
            is_free: vec![false; lines],
            is_reopened: vec![false; lines],
            has_diverged: vec![false; lines],
            has_marked_lists: vec![false; lines],
            run: self,
            book,
            candidates,
            index,
            touched,
            moved: Vec::new(),
            too_large: Vec::new(),
        };
        again.run.known = vec![false; lines];
        again.run.now.resize(lines, UNTRACKED);
        again.open_lines();
        again.mark_touched();
        while let Some(position) = again.agenda.take_lowest() {
            again.ask(position);
        }
        let Again { moved, too_large, .. } = again;
        tell_too_large(book, &too_large, problems);
        moved
    }
}

struct Again<'a> {
    run: &'a mut Run,
    book: &'a mut Book,
    candidates: &'a mut Candidates,
    index: &'a mut Index,
    touched: &'a Touched,
    agenda: Agenda,
    /// By line: how much more there is than in the run before, at this point of the run.
    delta: Vec<i128>,
    /// By line: tracking was turned on or off, so there is no "before" to compare with, and every
    /// document on it is asked.
    is_free: Vec<bool>,
    /// By line: the edit gave it another opening balance.
    is_reopened: Vec<bool>,
    /// By line: it has another balance than in the run before.
    has_diverged: Vec<bool>,
    /// By line: the documents that passed it over have been marked.
    has_marked_lists: Vec<bool>,
    moved: Vec<Moved>,
    too_large: Vec<u32>,
}

impl Again<'_> {
    /// Marks documents, which are in the order of placing.
    fn mark(&mut self, documents: &[u32], after: Option<u32>) {
        let position = |document: &u32| self.run.position[*document as usize];
        let from = after
            .map_or(0, |after| documents.partition_point(|document| position(document) <= after));
        for document in documents.get(from..).unwrap_or_default() {
            self.agenda.add(position(document));
        }
    }

    fn mark_touched(&mut self) {
        let touched = self.touched;
        self.mark(&touched.entering, None);
        self.mark(&touched.leaving, None);
        for key in &touched.keys {
            self.mark_key(*key);
        }
        for &order in &touched.orders {
            let documents = std::mem::take(index::slot(&mut self.index.of_order, order));
            self.mark(&documents, None);
            self.index.of_order[order as usize] = documents;
        }
        let come_or_go = !touched.entering.is_empty() || !touched.leaving.is_empty();
        let memos = if come_or_go { self.index.memos.clone() } else { self.index.loose.clone() };
        self.mark(&memos, None);
        for memo in self.index.memos.clone() {
            let line = self.run.line[memo as usize];
            if line != NONE && self.is_touched(self.book.line(line).order) {
                self.mark(&[memo], None);
            }
        }
    }

    /// Marks the documents of a key that other candidates can concern. Where the list is the one it
    /// was, only lines of touched orders stand elsewhere in it, and all other lines keep their
    /// order. A document can then move only to a touched line, and only if that covers it or is
    /// the first of all; no touched line has more from here on than when the key's documents
    /// begin, unless it diverges. A document on a touched line stays, if that order only moved
    /// forward.
    fn mark_key(&mut self, changed: ChangedKey) {
        let at = changed.key as usize;
        let documents = std::mem::take(index::slot(&mut self.index.of_key, changed.key));
        let list = self.candidates.list_of(changed.key).filter(|_| changed.is_same_list);
        if let (Some(list), Some(&first)) = (list, documents.first()) {
            self.run.at = self.run.position[first as usize];
            let lines = &self.candidates.lists[list as usize].lines;
            let touched = lines.iter().filter(|line| self.is_touched(self.book.line(**line).order));
            let most = touched.map(|line| self.run.bound_now(Some(&*self.index), *line)).max();
            let first_line = lines.first().copied().unwrap_or(NONE);
            let is_listed = |line: u32| {
                let rank = |line: u32| self.book.line(line).rank;
                let place = lines.partition_point(|other| rank(*other) < rank(line));
                lines.get(place) == Some(&line)
            };
            for &document in &documents {
                let record = self.book.document(document);
                let placement = self.run.get(document);
                if placement.line == NONE {
                    self.agenda.add(self.run.position[document as usize]);
                    continue;
                }
                let order = self.book.line(placement.line).order;
                let is_out_of_reach = || match self.is_touched(order) {
                    true => {
                        self.touched.forward.binary_search(&order).is_ok()
                            && is_listed(placement.line)
                    }
                    false => most.is_none_or(|most| bound(record.total.minor_units()) > most),
                };
                let is_covered =
                    record.kind == InvoiceType::Invoice && placement.marks.has(Marks::COVERED);
                let stays = (is_covered || placement.line == first_line) && is_out_of_reach();
                if !stays {
                    self.agenda.add(self.run.position[document as usize]);
                }
            }
        } else {
            self.mark(&documents, None);
        }
        self.index.of_key[at] = documents;
    }

    fn is_touched(&self, order: u32) -> bool {
        self.touched.orders.binary_search(&order).is_ok()
    }

    /// Opens the lines of the touched orders anew.
    fn open_lines(&mut self) {
        let touched = self.touched;
        for &line in &touched.lines {
            let record = &mut self.book.lines[line as usize];
            record.opening = record.total_value;
        }
        for &order in &touched.orders {
            take_associations(self.book, order);
        }
        for &line in &touched.lines {
            let at = line as usize;
            let new = start_of(self.book, line);
            let old = std::mem::replace(&mut self.run.start[at], new);
            if old == new {
                continue;
            }
            self.is_reopened[at] = true;
            self.is_free[at] = (old == UNTRACKED) != (new == UNTRACKED);
            self.run.known[at] = true;
            self.run.now[at] = new;
            self.delta[at] = if self.is_free[at] { 0 } else { new - old };
            self.diverge(line, None);
        }
    }

    /// Marks whom a line's other balance can concern.
    fn diverge(&mut self, line: u32, after: Option<u32>) {
        self.has_diverged[line as usize] = true;
        let documents = std::mem::take(index::slot(&mut self.index.on_line, line));
        self.mark(&documents, after);
        self.index.on_line[line as usize] = documents;
        let lists = self.candidates.lists_of(self.book, line);
        for &list in &lists {
            self.candidates.add_diverged(list, line);
        }
        self.mark_lists(line, after);
    }

    /// Marks the documents that may have passed a line over, once it has more than before.
    fn mark_lists(&mut self, line: u32, after: Option<u32>) {
        let at = line as usize;
        if self.delta[at] > 0 || self.is_free[at] {
            self.mark_all_lists(line, after);
        }
    }

    fn mark_all_lists(&mut self, line: u32, after: Option<u32>) {
        if std::mem::replace(&mut self.has_marked_lists[line as usize], true) {
            return;
        }
        for list in self.candidates.lists_of(self.book, line) {
            for key in self.candidates.keys_of(list) {
                // Taken out while it is read: marking borrows the rest.
                let documents = std::mem::take(index::slot(&mut self.index.of_key, key));
                self.mark(&documents, after);
                self.index.of_key[key as usize] = documents;
            }
        }
    }

    fn converge(&mut self, line: u32) {
        for list in self.candidates.lists_of(self.book, line) {
            self.candidates.remove_diverged(list, line);
        }
        self.has_diverged[line as usize] = false;
        self.has_marked_lists[line as usize] = false;
        self.run.known[line as usize] = false;
    }

    fn ask(&mut self, position: u32) {
        self.run.at = position;
        let document = self.run.order[position as usize];
        let old = self.run.get(document);
        let comes = self.touched.entering.binary_search(&document).is_ok();
        let goes = self.touched.leaving.binary_search(&document).is_ok();
        if !comes && !goes && !self.can_move(document, old) {
            return;
        }
        let new = if goes {
            Placement::NOWHERE
        } else if !comes && self.keeps_reference(document) {
            settle_again(self.book, self.run, &*self.index, document, old)
        } else {
            place(self.book, self.candidates, self.run, Some(&*self.index), document)
        };
        self.make_room();
        if !comes {
            self.undraw(document, old);
        }
        if !goes {
            self.draw(document, new);
            if new.is_too_large(self.book, document) {
                self.too_large.push(document);
            }
        }
        for line in [old.line, new.line] {
            if line != NONE && !self.is_free[line as usize] {
                self.compare(line, position);
            }
        }
        if comes || goes || old != new {
            self.move_to(document, old, new, comes, goes);
        }
    }

    /// Whether a document that stays can have another outcome than before.
    fn can_move(&self, document: u32, old: Placement) -> bool {
        let record = self.book.document(document);
        let is_matched = !is_directed_memo(self.book, document)
            && self.book.route_of(document).reference.is_none();
        if !is_matched || self.candidates.changed[record.key as usize] {
            return true;
        }
        let Some(list) = self.candidates.list_of(record.key) else { return false };
        if self.is_reopened[old.line as usize] {
            // Its value is another, and with it the threshold of its events.
            return true;
        }
        let total = record.total.minor_units();
        let is_invoice = record.kind == InvoiceType::Invoice;
        let rank = self.book.line(old.line).rank;
        let is_covered = old.marks.has(Marks::COVERED);
        self.candidates.diverged(list).iter().any(|&line| {
            let comes_first = !is_covered || self.book.line(line).rank < rank;
            line == old.line || (is_invoice && comes_first && self.run.now[line as usize] >= total)
        })
    }

    /// Whether a document goes where its reference says, to an order that is as it was.
    fn keeps_reference(&self, document: u32) -> bool {
        let reference = self.book.route_of(document).reference;
        !is_directed_memo(self.book, document)
            && reference
                .is_some_and(|name| !self.is_touched(self.book.order_of(name).unwrap_or(NONE)))
    }

    /// Lines that documents added in this run came after the tables were made.
    fn make_room(&mut self) {
        let lines = self.book.lines.len();
        if self.delta.len() < lines {
            self.delta.resize(lines, 0);
            self.is_free.resize(lines, false);
            self.is_reopened.resize(lines, false);
            self.has_diverged.resize(lines, false);
            self.has_marked_lists.resize(lines, false);
            self.run.known.resize(lines, false);
            self.run.now.resize(lines, UNTRACKED);
            self.run.start.resize(lines, UNTRACKED);
        }
    }

    /// Takes back what a document drew in the run before.
    fn undraw(&mut self, document: u32, old: Placement) {
        if old.is_drawn() {
            let at = old.line as usize;
            self.learn(old.line);
            self.delta[at] += signed(self.book.document(document));
            let list = index::slot(&mut self.index.on_line, old.line);
            index::remove(list, &self.run.position, document);
        }
    }

    /// Lets a document draw on its line, or give back.
    fn draw(&mut self, document: u32, new: Placement) {
        if !new.is_drawn() {
            return;
        }
        let at = new.line as usize;
        self.learn(new.line);
        self.run.now[at] = new.balance.minor_units();
        self.delta[at] -= signed(self.book.document(document));
        let list = index::slot(&mut self.index.on_line, new.line);
        index::insert(list, &self.run.position, document);
        if self.book.document(document).kind == InvoiceType::CreditMemo {
            self.run.note_credit(new.line);
            if self.is_touched(self.book.line(new.line).order) {
                // The line may stand before others that it stood behind, with more than when
                // documents were found to be out of its reach.
                self.mark_all_lists(new.line, Some(self.run.at));
            }
            self.candidates.raise(self.book, new.line, new.balance.minor_units());
        }
    }

    /// Keeps the balance of a line at hand from here on.
    fn learn(&mut self, line: u32) {
        let at = line as usize;
        if !self.run.known[at] {
            self.run.now[at] = self.run.balance_now(Some(&*self.index), line);
            self.run.known[at] = true;
        }
    }

    /// Sees whether a line has another balance than in the run before.
    fn compare(&mut self, line: u32, position: u32) {
        let at = line as usize;
        if !self.run.known[at] {
            return;
        }
        match (self.delta[at] == 0, self.has_diverged[at]) {
            (true, true) => self.converge(line),
            // The documents after this one find its balance as they did before.
            (true, false) => self.run.known[at] = false,
            (false, true) => self.mark_lists(line, Some(position)),
            (false, false) => self.diverge(line, Some(position)),
        }
    }

    fn move_to(&mut self, document: u32, old: Placement, new: Placement, comes: bool, goes: bool) {
        self.moved.push(Moved {
            before: (!comes).then_some((document, old)),
            after: (!goes).then_some((document, new)),
        });
        self.run.recount(document, if comes { Placement::NOWHERE } else { old }, new);
        if old.line != new.line || old.is_placed() != new.is_placed() {
            let memos: Vec<u32> = self.index.memos_of(document).collect();
            memos.iter().for_each(|memo| self.mark(&[*memo], Some(self.run.at)));
        }
    }
}
