//! The index: for every kind of document the lines that it can use, best first.
//!
//! Scope (P-5) and specificity (M8) decide before the balance does, and neither depends on it. So
//! a document uses one list, the first of its four tiers that is not empty: narrowed to its
//! invoice unit before not narrowed, specific before general. Within the list the first line that
//! covers the amount wins (M9), else the first; the list is in the order of M10, P-10 and P-11.
//! Created purchase orders and added lines are marketplace transactions, which no tier holds, so
//! the lists stay as they are during a run.

use crate::arena::{Numbering, Symbol};
use crate::book::{Book, MatchKey, NONE, place_of};
use crate::cover::Cover;
use crate::rank::specific_type;
use crate::run::{Index, Run};
use crate::sorting::{sort_by, sort_places};
use crate::{BillingMonth, Currency, LineItemType};

/// What the lines of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct GroupKey {
    seller: Symbol,
    currency: Currency,
    kind: LineItemType,
    /// The invoice unit that their purchase orders are narrowed to, if any.
    unit: Option<Symbol>,
}

/// Lines of one seller, currency, type and scope.
#[derive(Debug, Default)]
struct Group {
    /// In the order of M10, P-10 and P-11.
    lines: Vec<u32>,
    /// The tax registration numbers that purchase orders of the group select (M4).
    numbers: Vec<Symbol>,
    lists: Vec<(ListKey, u32)>,
}

/// Which lines of a group a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ListKey {
    month: BillingMonth,
    /// A number that some purchase order of the group selects; `None` stands for all others.
    number: Option<Symbol>,
}

/// The lines that a kind of document can use.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) lines: Vec<u32>,
    cover: Cover,
    /// The run in which `cover` was built.
    covered_in: u32,
    /// Those of its lines that have another balance than in the run before.
    diverged: Vec<u32>,
    /// The match keys that use the list.
    keys: Vec<u32>,
}

/// A match key whose documents have other candidates than before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChangedKey {
    pub(crate) key: u32,
    /// The list is the one it was; lines of edited purchase orders came, went or moved in it.
    pub(crate) is_same_list: bool,
}

/// All lists, and which list each kind of document uses.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// All declared orders, the latest update first.
    ranking: Vec<u32>,
    keys: Numbering<GroupKey>,
    groups: Vec<Group>,
    pub(crate) lists: Vec<List>,
    /// By match key: its list, or `NONE`.
    list_of_key: Vec<u32>,
    /// By match key: whether its list is another than in the run before.
    pub(crate) changed: Vec<bool>,
    lists_with_diverged: Vec<u32>,
    run: u32,
}

impl Candidates {
    /// Indexes all declared orders and resolves all keys.
    pub(crate) fn build(book: &mut Book) -> Self {
        let mut candidates = Self::default();
        let declared =
            (0..place_of(book.orders.len())).filter(|order| book.order(*order).declared.is_some());
        candidates.ranking = declared.collect();
        sort_places(&mut candidates.ranking, &mut |a, b| by_update(book, a, b));
        candidates.number_lines(book);
        for at in 0..candidates.ranking.len() {
            let order = candidates.ranking[at];
            for (group, line) in candidates.places_of(book, order) {
                candidates.groups[group as usize].lines.push(line);
            }
        }
        for group in 0..place_of(candidates.groups.len()) {
            candidates.collect_numbers(book, group);
        }
        candidates.resolve_new_keys(book);
        candidates
    }

    /// The groups that the lines of an order belong to, as many times as there are sellers and
    /// units. A suspended order belongs to none (M2).
    fn places_of(&mut self, book: &Book, order: u32) -> Vec<(u32, u32)> {
        let record = book.order(order);
        let mut places = Vec::new();
        if record.suspended {
            return places;
        }
        for &line in &record.lines {
            let kind = book.line(line).kind;
            if kind == LineItemType::MarketplaceTransaction {
                continue;
            }
            for &seller in &record.sellers {
                let mut place = |unit| {
                    let key = GroupKey { seller, currency: record.currency, kind, unit };
                    places.push((self.group(key), line));
                };
                if record.units.is_empty() {
                    place(None);
                }
                record.units.iter().for_each(|unit| place(Some(*unit)));
            }
        }
        // An order that names a seller or unit twice still has each line once in a group.
        let rank = |line: u32| book.line(line).rank;
        sort_by(&mut places, |a, b| (a.0, rank(a.1)).cmp(&(b.0, rank(b.1))));
        places.dedup();
        places
    }

    fn group(&mut self, key: GroupKey) -> u32 {
        let group = self.keys.number(key);
        if group as usize == self.groups.len() {
            self.groups.push(Group::default());
        }
        group
    }

    fn collect_numbers(&mut self, book: &Book, group: u32) {
        let seller = self.keys.values[group as usize].seller;
        let group = &mut self.groups[group as usize];
        group.numbers.clear();
        if book.seller_scopes(seller) {
            let mut last = NONE;
            for &line in &group.lines {
                let order = book.line(line).order;
                if std::mem::replace(&mut last, order) != order {
                    group.numbers.extend(&book.order(order).tax_registration_numbers);
                }
            }
            sort_by(&mut group.numbers, Ord::cmp);
            group.numbers.dedup();
        }
    }

    /// Numbers all declared lines in the order of M10, P-10 and P-11.
    fn number_lines(&self, book: &mut Book) {
        let mut rank = 0;
        for &order in &self.ranking {
            for at in 0..book.order(order).lines.len() {
                let line = book.order(order).lines[at];
                book.lines[line as usize].rank = rank;
                rank += 1;
            }
        }
    }

    // Editing.

    /// Takes an order out of the index, before its declaration changes. Gives the groups that lost
    /// lines.
    pub(crate) fn remove_order(&mut self, book: &Book, order: u32) -> Vec<u32> {
        self.ranking.retain(|other| *other != order);
        if book.order(order).declared.is_none() {
            return Vec::new();
        }
        let mut groups: Vec<_> =
            self.places_of(book, order).into_iter().map(|(group, _)| group).collect();
        groups.dedup();
        for group in &groups {
            let lines = &mut self.groups[*group as usize].lines;
            lines.retain(|line| book.line(*line).order != order);
        }
        groups
    }

    /// Puts an order into the index, after its declaration changed. Gives the groups that gained
    /// lines.
    pub(crate) fn insert_order(&mut self, book: &mut Book, order: u32) -> Vec<u32> {
        if book.order(order).declared.is_none() {
            self.number_lines(book);
            return Vec::new();
        }
        let at = self.ranking.partition_point(|other| by_update(book, *other, order).is_lt());
        self.ranking.insert(at, order);
        self.number_lines(book);
        let places = self.places_of(book, order);
        for run in places.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(group, first)) = run.first() else { continue };
            let lines = &mut self.groups[group as usize].lines;
            // The lines of one order stand together, so they go in at one place.
            let rank = book.line(first).rank;
            let at = lines.partition_point(|line| book.line(*line).rank < rank);
            lines.splice(at..at, run.iter().map(|(_, line)| *line));
        }
        let mut groups: Vec<_> = places.into_iter().map(|(group, _)| group).collect();
        groups.dedup();
        groups
    }

    /// Brings lists and keys up to date after lines of some groups changed. Gives the keys whose
    /// lists are others now, or other than they were.
    pub(crate) fn refresh(&mut self, book: &Book, groups: &[u32]) -> Vec<ChangedKey> {
        self.changed.fill(false);
        let mut changed = Vec::new();
        let mut is_other = vec![false; self.lists.len()];
        for &group in groups {
            self.collect_numbers(book, group);
            for at in 0..self.groups[group as usize].lists.len() {
                let (key, list) = self.groups[group as usize].lists[at];
                is_other[list as usize] = self.fill(book, group, key, list);
            }
        }
        let mut pairs: Vec<_> = groups
            .iter()
            .map(|group| self.keys.values[*group as usize])
            .map(|key| (key.seller, key.currency))
            .collect();
        sort_by(&mut pairs, Ord::cmp);
        pairs.dedup();
        for at in 0..self.list_of_key.len() {
            let key = book.keys.values[at];
            if pairs.contains(&(key.seller, key.currency)) {
                let before = self.list_of_key[at];
                let list = self.resolve(book, &key);
                if list != before {
                    self.use_list(place_of(at), list);
                }
                if list != before || is_other.get(list as usize).copied().unwrap_or(false) {
                    self.changed[at] = true;
                    changed.push(ChangedKey { key: place_of(at), is_same_list: list == before });
                }
            }
        }
        changed
    }

    /// Lets a match key use a list.
    fn use_list(&mut self, key: u32, list: u32) {
        let before = std::mem::replace(&mut self.list_of_key[key as usize], list);
        if before != NONE {
            self.lists[before as usize].keys.retain(|other| *other != key);
        }
        if list != NONE {
            self.lists[list as usize].keys.push(key);
        }
    }

    /// The list of a match key; `None` if no line fits.
    pub(crate) fn list_of(&self, key: u32) -> Option<u32> {
        self.list_of_key.get(key as usize).copied().filter(|list| *list != NONE)
    }

    /// Resolves keys that came after the last time.
    pub(crate) fn resolve_new_keys(&mut self, book: &Book) {
        for key in self.list_of_key.len()..book.keys.values.len() {
            let list = self.resolve(book, &book.keys.values[key]);
            self.list_of_key.push(NONE);
            self.use_list(place_of(key), list);
            self.changed.push(false);
        }
    }

    fn resolve(&mut self, book: &Book, key: &MatchKey) -> u32 {
        let specific = specific_type(key.category, key.cycle);
        let units = [key.invoice_unit.map(Some), Some(None)];
        for unit in units.into_iter().flatten() {
            for kind in [specific, Some(LineItemType::All)].into_iter().flatten() {
                let group = GroupKey { seller: key.seller, currency: key.currency, kind, unit };
                let Some(group) = self.keys.find(group) else { continue };
                let list = self.list(book, group, key);
                if !self.lists[list as usize].lines.is_empty() {
                    return list;
                }
            }
        }
        NONE
    }

    fn list(&mut self, book: &Book, group: u32, key: &MatchKey) -> u32 {
        let found = &mut self.groups[group as usize];
        let number = key.tax_registration_number.filter(|number| found.numbers.contains(number));
        let key = ListKey { month: key.period, number };
        if let Some((_, list)) = found.lists.iter().find(|(known, _)| *known == key) {
            return *list;
        }
        let list = place_of(self.lists.len());
        self.lists.push(List::default());
        found.lists.push((key, list));
        self.fill(book, group, key, list);
        list
    }

    /// The lines of a group whose months hold the month (M6) and whose purchase orders select the
    /// number or none (M4, P-7).
    /// Tells whether they are others than before.
    fn fill(&mut self, book: &Book, group: u32, key: ListKey, list: u32) -> bool {
        let found = &self.groups[group as usize];
        let (mut last, mut selects) = (NONE, true);
        let lines = found.lines.iter().copied().filter(|line| {
            let line = book.line(*line);
            if !found.numbers.is_empty() && std::mem::replace(&mut last, line.order) != line.order {
                let numbers = &book.order(line.order).tax_registration_numbers;
                selects = numbers.is_empty() || key.number.is_some_and(|n| numbers.contains(&n));
            }
            line.covers_month(key.month) && selects
        });
        let list = &mut self.lists[list as usize];
        let lines: Vec<u32> = lines.collect();
        let is_other = list.lines != lines;
        list.lines = lines;
        list.covered_in = 0;
        is_other
    }

    // Searching.

    /// Forgets the bounds and divergences of the run before.
    pub(crate) fn begin_run(&mut self) {
        self.run += 1;
        for list in std::mem::take(&mut self.lists_with_diverged) {
            self.lists[list as usize].diverged.clear();
        }
    }

    /// The first line of a list that covers an amount (M9).
    pub(crate) fn first_covering(
        &mut self,
        list: u32,
        run: &Run,
        index: Option<&Index>,
        amount: i128,
    ) -> Option<u32> {
        let balance_of = |line| run.balance_now(index, line);
        let bound_of = |line| run.bound_now(index, line);
        let list = &mut self.lists[list as usize];
        // Most documents are covered by one of the first lines.
        let near = list.lines.iter().take(4).find(|line| balance_of(**line) >= amount);
        if near.is_some() || list.lines.len() <= 4 {
            return near.copied();
        }
        if list.covered_in != self.run {
            list.cover.build(&list.lines, bound_of);
            list.covered_in = self.run;
        }
        list.cover.first(&list.lines, amount, balance_of, bound_of)
    }

    /// Tells the lists that a line's balance rose.
    pub(crate) fn raise(&mut self, book: &Book, line: u32, balance: i128) {
        let run = self.run;
        let rank = book.line(line).rank;
        self.for_lists_of(book, line, |_, list| {
            if list.covered_in == run {
                let place = list.lines.partition_point(|other| book.line(*other).rank < rank);
                if list.lines.get(place) == Some(&line) {
                    list.cover.raise(place, balance);
                }
            }
        });
    }

    /// The lists that can hold a line.
    pub(crate) fn lists_of(&mut self, book: &Book, line: u32) -> Vec<u32> {
        let mut lists = Vec::new();
        self.for_lists_of(book, line, |place, _| lists.push(place));
        lists
    }

    /// The match keys that use a list.
    pub(crate) fn keys_of(&self, list: u32) -> Vec<u32> {
        self.lists[list as usize].keys.clone()
    }

    /// The lines of a list that have another balance than in the run before.
    pub(crate) fn diverged(&self, list: u32) -> &[u32] {
        &self.lists[list as usize].diverged
    }

    pub(crate) fn add_diverged(&mut self, list: u32, line: u32) {
        let lines = &mut self.lists[list as usize].diverged;
        if !lines.contains(&line) {
            lines.push(line);
            self.lists_with_diverged.push(list);
        }
    }

    pub(crate) fn remove_diverged(&mut self, list: u32, line: u32) {
        self.lists[list as usize].diverged.retain(|other| *other != line);
    }

    fn for_lists_of(&mut self, book: &Book, line: u32, mut visit: impl FnMut(u32, &mut List)) {
        let record = book.line(line);
        let order = book.order(record.order);
        if order.suspended || !record.declared {
            return;
        }
        let (currency, kind) = (order.currency, record.kind);
        for &seller in &order.sellers {
            let units = order.units.iter().copied().map(Some);
            for unit in units.chain(order.units.is_empty().then_some(None)) {
                let key = GroupKey { seller, currency, kind, unit };
                let Some(group) = self.keys.find(key) else { continue };
                for (key, list) in &self.groups[group as usize].lists {
                    if record.covers_month(key.month) {
                        visit(*list, &mut self.lists[*list as usize]);
                    }
                }
            }
        }
    }
}

/// The latest update first (M10), then by id (P-10).
fn by_update(book: &Book, a: u32, b: u32) -> std::cmp::Ordering {
    let (a, b) = (book.order(a), book.order(b));
    b.updated_at.cmp(&a.updated_at).then_with(|| book.text(a.name).cmp(book.text(b.name)))
}
