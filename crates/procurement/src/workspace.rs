//! A workspace: a loaded snapshot with its preview, which edits change and undoing changes back.

use std::cell::OnceCell;

use crate::arena::BYTES_MAX;
use crate::book::{Book, NONE, PlaceKind, place_of};
use crate::candidates::Candidates;
use crate::canonical;
use crate::change::{Change, LineMoved};
use crate::charge::Charge;
use crate::edit::{OrderPatch, Patch, RecordPatch, draft, owned_entries};
use crate::explanation::{Explanation, explain};
use crate::grouping::{ChargeGroups, form};
use crate::invoice::Invoice;
use crate::load::load;
use crate::patch::resolve;
use crate::placing::Placement;
use crate::problem::{Code, Collector, Path, Problems};
use crate::run::{Index, Moved, Run, Touched, before, check_openings, line_up};
use crate::seller::Sellers;
use crate::sentence::{Sentence, sentences};
use crate::sorting::{distinct, sort_by, sort_places};

/// A loaded snapshot and its preview.
///
/// Holds the text that it was loaded from, about 170 bytes for every invoice beside it, and the
/// edits that can be undone. Edits cost what they move, not what is there.
///
/// ```
/// use procurement::{Sellers, Workspace};
/// let mut workspace = Workspace::load("{}".to_owned(), &Sellers::built_in())?;
/// assert_eq!(workspace.preview(None)?, r#"{"events":[],"invoices":[],"lineItems":[]}"#);
/// # Ok::<(), procurement::Problems>(())
/// ```
#[derive(Debug)]
pub struct Workspace {
    pub(crate) book: Book,
    candidates: Candidates,
    groups: ChargeGroups,
    pub(crate) run: Run,
    /// Made when an edit or an explanation first needs it.
    index: OnceCell<Index>,
    undo: Vec<Patch>,
    moved: Vec<Moved>,
    lines_moved: Vec<LineMoved>,
}

impl Workspace {
    /// Loads a snapshot (the contract's "In") and places its documents.
    ///
    /// # Errors
    /// Everything that is wrong with the snapshot.
    pub fn load(snapshot: String, sellers: &Sellers) -> Result<Self, Problems> {
        let mut book = load(snapshot, sellers)?;
        let mut problems = Collector::default();
        let mut groups = ChargeGroups::default();
        groups.fill(&book);
        for group in &mut groups.groups {
            if let Some(document) = form(&mut book, &group.charges, &mut problems) {
                // Formed ids are unique: each has the id of one charge.
                group.document = book.push_document(document).unwrap_or(NONE);
            }
        }
        let new_places = line_up(&mut book);
        for group in groups.groups.iter_mut().filter(|group| group.document != NONE) {
            group.document = new_places[group.document as usize];
        }
        let mut candidates = Candidates::build(&mut book);
        let run = Run::full(&mut book, &mut candidates, &mut problems);
        check_openings(&book, &mut problems);
        problems.into_result()?;
        Ok(Self {
            book,
            candidates,
            groups,
            run,
            index: OnceCell::new(),
            undo: Vec::new(),
            moved: Vec::new(),
            lines_moved: Vec::new(),
        })
    }

    /// The preview as canonical JSON (the contract's "Out"), with one document explained if asked.
    ///
    /// # Errors
    /// `UNKNOWN_INVOICE` when the document to explain is not in the result.
    pub fn preview(&self, explained: Option<&str>) -> Result<String, Problems> {
        let explanation = explained.map(|id| self.explain(id)).transpose()?;
        let explanation = explanation.map(|explanation| explanation.to_json());
        Ok(canonical::preview(&self.book, &self.run, explanation.as_deref()))
    }

    /// Why one document uses the line that it does.
    ///
    /// # Errors
    /// `UNKNOWN_INVOICE` when there is no such document.
    pub fn explain(&self, id: &str) -> Result<Explanation, Problems> {
        let document = self.document(id)?;
        Ok(explain(&self.book, &self.run, self.index(), document))
    }

    /// The same as sentences for people, one for every candidate, in the same order.
    ///
    /// # Errors
    /// `UNKNOWN_INVOICE` when there is no such document.
    pub fn sentences(&self, id: &str) -> Result<Vec<Sentence>, Problems> {
        Ok(sentences(&self.book, &self.run, self.index(), self.document(id)?))
    }

    /// What explanations are made from.
    pub(crate) fn parts(&self) -> (&Book, &Run, &Index) {
        (&self.book, &self.run, self.index())
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::build(&self.book, &self.run))
    }

    pub(crate) fn document(&self, id: &str) -> Result<u32, Problems> {
        self.book.find_document(id).ok_or_else(|| {
            let message = format!("there is no invoice `{id}` in the preview: check its id");
            Problems::one(Code::UnknownInvoice, "", message)
        })
    }

    /// The digest of the preview: lower-case hex SHA-256 of its canonical JSON.
    pub fn digest(&self) -> String {
        crate::digest(&canonical::preview(&self.book, &self.run, None))
    }

    /// The snapshot as it is now, edits included, with every default written out.
    pub fn snapshot(&self) -> String {
        crate::snapshot::write(&self.book)
    }

    /// Applies an edits document and tells exactly what changes in the preview.
    ///
    /// # Errors
    /// Everything that is wrong with the edits, or with the snapshot as they would leave it. The
    /// workspace is then as it was.
    pub fn apply(&mut self, edits: &str) -> Result<Change<'_>, Problems> {
        self.moved.clear();
        self.lines_moved.clear();
        // Edits keep their texts, and a draft may keep some of them twice.
        if self.book.arena.len() + edits.len() * 2 > BYTES_MAX {
            let message = "there is no room for more edits: load the snapshot anew";
            return Err(Problems::one(Code::TooMany, "", message));
        }
        let drafts = draft(&self.book, edits)?;
        let patch = resolve(&self.book, drafts)?;
        let inverse = self.patch(patch)?;
        self.undo.push(inverse);
        Ok(self.last_change())
    }

    /// Takes back the last edits that were applied and not taken back. `None` if there are none.
    pub fn undo(&mut self) -> Option<Change<'_>> {
        let patch = self.undo.pop()?;
        // What was once there can be there again.
        self.patch(patch).ok()?;
        Some(self.last_change())
    }

    /// What the last `apply` or `undo` changed.
    pub fn last_change(&self) -> Change<'_> {
        Change { workspace: self, moved: &self.moved, lines: &self.lines_moved }
    }

    /// Brings the named objects into the patch's state and gives the patch that brings them back.
    fn patch(&mut self, patch: Patch) -> Result<Patch, Problems> {
        let inverse = self.inverse(&patch);
        let problems = self.carry_out(patch);
        if let Err(problems) = problems.into_result() {
            // The snapshot before was valid, so going back has nothing to tell.
            self.carry_out(inverse);
            self.moved.clear();
            self.lines_moved.clear();
            return Err(problems);
        }
        Ok(inverse)
    }

    /// The state that the objects named in a patch are in now.
    fn inverse(&self, patch: &Patch) -> Patch {
        let book = &self.book;
        let order = |other: &OrderPatch| {
            let found = book.find_order(&other.id).map(|order| book.order(order));
            let found = found.filter(|order| order.declared.is_some());
            OrderPatch {
                id: other.id.clone(),
                declared: found.and_then(|order| order.declared.clone()),
                place: found.map_or(NONE, |order| order.place),
            }
        };
        let invoice = |other: &RecordPatch| {
            let found = book.find_document(&other.id);
            RecordPatch {
                id: other.id.clone(),
                entries: found.map(|document| owned_entries(&book.invoice(document).entries())),
                place: found.map_or(NONE, |document| book.document(document).source),
            }
        };
        let charge = |other: &RecordPatch| {
            let found = book.find_charge(&other.id);
            RecordPatch {
                id: other.id.clone(),
                entries: found.map(|charge| owned_entries(&book.charge(charge).entries())),
                place: found.map_or(NONE, |charge| book.charges[charge as usize].place),
            }
        };
        Patch {
            orders: patch.orders.iter().map(order).collect(),
            invoices: patch.invoices.iter().map(invoice).collect(),
            charges: patch.charges.iter().map(charge).collect(),
        }
    }

    fn carry_out(&mut self, patch: Patch) -> Collector {
        let mut problems = Collector::default();
        let mut touched = Touched::default();
        self.index();
        self.exchange_invoices(patch.invoices, &mut touched);
        self.exchange_charges(patch.charges, &mut touched, &mut problems);
        let mut orders: Vec<u32> = Vec::new();
        for order in &patch.orders {
            let name = self.book.intern(&order.id);
            orders.push(self.book.order_named(name));
        }
        let declared = orders.clone();
        let declared_count = declared.len();
        for document in touched.entering.iter().chain(&touched.leaving) {
            if let Some(reference) = self.book.route_of(*document).reference {
                orders.push(self.book.order_named(reference));
            }
        }
        distinct(&mut orders);
        let mut lines = self.lines_of_orders(&orders);
        orders.iter().for_each(|order| self.book.forget_run(*order));
        let mut groups = Vec::new();
        for (patch, order) in patch.orders.into_iter().zip(declared) {
            groups.extend(self.candidates.remove_order(&self.book, order));
            let place = match patch.place {
                NONE if patch.declared.is_some() => self.book.take_place(PlaceKind::Order),
                place => place,
            };
            let before = self.book.standing(order);
            self.book.declare(order, patch.declared, place);
            let is_only_one = declared_count == 1;
            if is_only_one && self.book.standing(order).is_forward_of(&before) {
                touched.forward.push(order);
            }
            groups.extend(self.candidates.insert_order(&mut self.book, order));
        }
        distinct(&mut groups);
        touched.keys = self.candidates.refresh(&self.book, &groups);
        self.candidates.resolve_new_keys(&self.book);
        let come_or_go = !touched.entering.is_empty() || !touched.leaving.is_empty();
        if come_or_go {
            self.line_up(&touched.entering);
            distinct(&mut touched.entering);
            distinct(&mut touched.leaving);
        }
        let (book, candidates) = (&mut self.book, &mut self.candidates);
        let mut index = self.index.take().unwrap_or_default();
        for document in &touched.entering {
            index.add(book, &self.run.position, *document);
        }
        if come_or_go {
            index.pair_memos(book);
        }
        touched.lines.clone_from(&lines);
        for order in &orders {
            touched.lines.extend(&book.order(*order).lines);
        }
        distinct(&mut touched.lines);
        distinct(&mut touched.forward);
        touched.orders.clone_from(&orders);
        self.moved = self.run.again(book, candidates, &mut index, &touched, &mut problems);
        for document in &touched.leaving {
            index.remove(book, *document);
        }
        self.index = OnceCell::from(index);
        if orders.iter().any(|order| !self.book.order(*order).associations.is_empty()) {
            check_openings(&self.book, &mut problems);
        }
        self.see_off(&touched.leaving);
        lines.extend(self.lines_of_orders(&orders));
        self.compare_lines(lines);
        self.join_moved();
        problems
    }

    fn lines_of_orders(&self, orders: &[u32]) -> Vec<u32> {
        let lines = orders.iter().map(|order| self.book.order(*order));
        lines.flat_map(|order| order.lines.iter().chain(&order.added).copied()).collect()
    }

    fn exchange_invoices(&mut self, patches: Vec<RecordPatch>, touched: &mut Touched) {
        for patch in patches {
            if let Some(document) = self.book.find_document(&patch.id) {
                self.book.retire_document(document);
                touched.leaving.push(document);
            }
            let Some(entries) = patch.entries else { continue };
            let place = match patch.place {
                NONE => self.book.take_place(PlaceKind::Invoice),
                place => place,
            };
            // The patch was read before, so there is nothing to tell.
            let invoice = Invoice::read(&entries, Path::Root, &mut Collector::default());
            if let Some(invoice) = invoice {
                touched.entering.extend(self.book.push_invoice(&invoice, place));
            }
        }
    }

    fn exchange_charges(
        &mut self,
        patches: Vec<RecordPatch>,
        touched: &mut Touched,
        problems: &mut Collector,
    ) {
        let mut groups = Vec::new();
        for patch in patches {
            if let Some(charge) = self.book.find_charge(&patch.id) {
                groups.push(self.groups.remove(&self.book, charge));
                self.book.retire_charge(charge);
            }
            let Some(entries) = patch.entries else { continue };
            let place = match patch.place {
                NONE => self.book.take_place(PlaceKind::Charge),
                place => place,
            };
            let charge = Charge::read(&entries, Path::Root, &mut Collector::default());
            if let Some(charge) = charge.and_then(|charge| self.book.push_charge(&charge, place)) {
                groups.push(self.groups.add(&self.book, charge));
            }
        }
        distinct(&mut groups);
        // All leave before any enters: an invoice's id can pass from one group to another.
        for group in &groups {
            let document = &mut self.groups.groups[*group as usize].document;
            if *document != NONE {
                self.book.retire_document(*document);
                touched.leaving.push(std::mem::replace(document, NONE));
            }
        }
        for group in groups {
            let group = &mut self.groups.groups[group as usize];
            if let Some(document) = form(&mut self.book, &group.charges, problems) {
                group.document = self.book.push_document(document).unwrap_or(NONE);
                touched.entering.push(group.document);
            }
        }
    }

    /// Puts documents that come into the order of placing.
    fn line_up(&mut self, entering: &[u32]) {
        self.run.make_room(&self.book);
        self.insert_in_order(entering);
        self.run.number_positions();
    }

    fn insert_in_order(&mut self, entering: &[u32]) {
        /// So many single insertions cost as much as sorting.
        const FEW: usize = 64;
        let (book, order) = (&self.book, &mut self.run.order);
        if entering.len() > FEW {
            order.extend(entering);
            sort_places(order, &mut |a, b| before(book, a, b));
            return;
        }
        for &document in entering {
            let at = order.partition_point(|other| before(book, *other, document).is_lt());
            order.insert(at, document);
        }
    }

    /// Takes documents that went out of the order of placing.
    fn see_off(&mut self, leaving: &[u32]) {
        if leaving.is_empty() {
            return;
        }
        for &document in leaving {
            self.run.position[document as usize] = NONE;
        }
        let position = &self.run.position;
        self.run.order.retain(|document| position[*document as usize] != NONE);
        for (at, document) in self.run.order.iter().enumerate() {
            self.run.position[*document as usize] = place_of(at);
        }
    }

    /// Compares the lines that can look different with how they looked before.
    fn compare_lines(&mut self, mut lines: Vec<u32>) {
        let sides = self.moved.iter().flat_map(|moved| [moved.before, moved.after]);
        lines.extend(sides.flatten().map(|(_, placement)| placement.line));
        lines.retain(|line| *line != NONE);
        distinct(&mut lines);
        self.lines_moved.clear();
        for line in lines {
            if let Some(index) = self.index.get() {
                self.run.close(index, line);
            }
            let after = self.run.state_of(&self.book, line);
            let before = self.run.exchange_state(line, after);
            if !before.reads_like(&after) {
                self.lines_moved.push(LineMoved { line, before, after });
            }
        }
    }

    /// Joins the two halves of a document that was exchanged.
    fn join_moved(&mut self) {
        let is_half = |moved: &Moved| moved.before.is_none() || moved.after.is_none();
        if !self.moved.iter().any(is_half) {
            return;
        }
        let (mut halves, mut joined): (Vec<_>, Vec<_>) = self.moved.drain(..).partition(is_half);
        let book = &self.book;
        let id = |moved: &Moved| {
            let (document, _) = moved.before.or(moved.after).unwrap_or((0, Placement::NOWHERE));
            book.id_of(document)
        };
        sort_by(&mut halves, |a, b| id(a).cmp(id(b)));
        for pair in halves.chunk_by(|a, b| id(a) == id(b)) {
            let before = pair.iter().find_map(|moved| moved.before);
            let after = pair.iter().find_map(|moved| moved.after);
            joined.push(Moved { before, after });
        }
        joined.retain(|moved| !moved.is_same(book));
        let document = |moved: &Moved| moved.after.or(moved.before).map_or(0, |side| side.0);
        sort_by(&mut joined, |a, b| before(book, document(a), document(b)));
        self.moved = joined;
    }

    // Reading the result by index.

    /// How many documents the preview has.
    pub fn document_count(&self) -> usize {
        self.run.order.len()
    }

    /// The id of the document at a place in the order of placing.
    pub fn document_id(&self, place: usize) -> Option<&str> {
        Some(self.book.id_of(*self.run.order.get(place)?))
    }

    /// The place of a document in the order of placing.
    pub fn document_place(&self, id: &str) -> Option<usize> {
        let document = self.book.find_document(id)?;
        Some(self.run.position[document as usize] as usize)
    }

    /// For every document the place of its line, or `u32::MAX` without one. [`Self::line_name`]
    /// names it.
    pub fn document_lines(&self) -> Vec<u32> {
        self.placements(|placement| if placement.is_placed() { placement.line } else { NONE })
    }

    /// For every document bits: 1 by reference, 2 by match, 4 by credit memo, 8 covered, 16 with a
    /// balance afterwards.
    pub fn document_marks(&self) -> Vec<u8> {
        self.placements(|placement| placement.marks.shown())
    }

    /// For every document the balance of its line afterwards, in minor units and cut to 64 bits;
    /// 0 without one.
    pub fn document_balances(&self) -> Vec<i64> {
        self.placements(|placement| crate::cover::bound(placement.balance.minor_units()))
    }

    /// The places of the documents that the last change moved and that are still there.
    pub fn changed_documents(&self) -> Vec<u32> {
        let after = self.moved.iter().filter_map(|moved| moved.after);
        after.map(|(document, _)| self.run.position[document as usize]).collect()
    }

    /// The purchase order and the number of the line at a place.
    pub fn line_name(&self, line: u32) -> Option<(&str, &str)> {
        let line = self.book.lines.get(line as usize)?;
        Some((self.book.text(self.book.order(line.order).name), self.book.text(line.number)))
    }

    fn placements<T>(&self, show: impl Fn(Placement) -> T) -> Vec<T> {
        self.run.order.iter().map(|document| show(self.run.get(*document))).collect()
    }
}
