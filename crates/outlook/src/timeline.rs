//! The timeline: documents month by month, filtered, sorted and grouped, a window at a time.

mod query;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use procurement::sorting::{gather, sort_by};
use procurement::{BillingMonth, natural_order};
use rust_decimal::Decimal;

use crate::api::{Before, Mark, MonthSum, Overview, Query, Row, View};
use crate::facts::Facts;
use crate::money::{Totals, decimal, written};
use crate::months::through;
use crate::state::{Document, State};

/// The documents of some months, in the order of months and placing.
#[derive(Debug)]
pub(crate) struct Timeline {
    months: (BillingMonth, BillingMonth),
    entries: Vec<Rc<Entry>>,
    outside: (usize, usize),
    /// The items of the last query, which windows are cut from.
    found: Option<(Query, query::Found)>,
}

/// A row with what it is sorted and summed by.
#[derive(Debug)]
struct Entry {
    /// What the row was made of.
    source: Source,
    row: Row,
    total: Decimal,
    left: Option<Decimal>,
    /// The name of the seller of record.
    seller: Option<String>,
    /// What a search looks through, in lower case.
    text: String,
}

/// Everything that a row shows, facts aside.
#[derive(Debug, Clone)]
struct Source {
    /// As it is; none when it is not there any more.
    document: Option<Rc<Document>>,
    /// As it is without edits; none when it is new.
    baseline: Option<Rc<Document>>,
    /// What the events say of it.
    told: Told,
}

/// The outcome with edits and without, and the facts of both.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sides<'s> {
    pub(crate) state: &'s State,
    pub(crate) facts: &'s Facts,
    pub(crate) baseline: &'s State,
    pub(crate) baseline_facts: &'s Facts,
}

impl Timeline {
    /// One without documents.
    pub(crate) fn empty(months: (BillingMonth, BillingMonth)) -> Self {
        Self { months, entries: Vec::new(), outside: (0, 0), found: None }
    }

    /// The documents of a state, with how they differ from the state without edits. Rows of an
    /// earlier timeline are taken over where nothing differs; its facts must be the same.
    pub(crate) fn build(
        sides: Sides<'_>,
        months: (BillingMonth, BillingMonth),
        seller_name: impl Fn(&str) -> Option<String>,
        earlier: Option<&Self>,
    ) -> Self {
        let told = told(sides.state);
        let known: HashMap<&str, &Rc<Entry>> = earlier
            .into_iter()
            .flat_map(|earlier| &earlier.entries)
            .map(|entry| (entry.row.id.as_str(), entry))
            .collect();
        let mut timeline = Self::empty(months);
        let mut add = |id: &str, month: Option<BillingMonth>, source: Source| {
            let Some(month) = month else { return };
            if month < months.0 {
                timeline.outside.0 += usize::from(source.document.is_some());
            } else if month > months.1 {
                timeline.outside.1 += usize::from(source.document.is_some());
            } else {
                let known = known.get(id).filter(|known| known.source.is_same(&source));
                let entry = known.map(|known| Rc::clone(known));
                timeline.entries.extend(entry.or_else(|| entry_of(source, sides, &seller_name)));
            }
        };
        for document in sides.state.documents() {
            let source = Source {
                document: Some(Rc::clone(document)),
                baseline: sides.baseline.documents.get(&document.id).cloned(),
                told: told.get(document.id.as_str()).copied().unwrap_or_default(),
            };
            add(&document.id, document.month(), source);
        }
        let gone = |document: &&Rc<Document>| !sides.state.documents.contains_key(&document.id);
        for document in sides.baseline.documents().filter(gone) {
            let baseline = Some(Rc::clone(document));
            let source = Source { document: None, baseline, told: Told::default() };
            add(&document.id, document.month(), source);
        }
        sort_by(&mut timeline.entries, |a, b| a.row.month.cmp(&b.row.month));
        timeline
    }

    /// The months with their sums.
    pub(crate) fn overview(&self) -> Overview {
        let mut months: Vec<(MonthSum, Totals)> = through(self.months.0, self.months.1)
            .map(|month| {
                (MonthSum { month: month.to_string(), ..MonthSum::default() }, Totals::default())
            })
            .collect();
        let places: HashMap<String, usize> =
            months.iter().enumerate().map(|(at, (sum, _))| (sum.month.clone(), at)).collect();
        for entry in &self.entries {
            let place = places.get(&entry.row.month).and_then(|at| months.get_mut(*at));
            let Some((sum, totals)) = place else { continue };
            let has = |mark: Mark| entry.row.marks.contains(&mark);
            if has(Mark::Removed) {
                sum.changed += 1;
                continue;
            }
            sum.documents += 1;
            sum.without += usize::from(has(Mark::NoOrder));
            sum.warnings += usize::from(has(Mark::OutOfBalance) || has(Mark::Suspended));
            sum.estimates += usize::from(has(Mark::Estimate));
            sum.changed += usize::from(is_changed(&entry.row));
            totals.add(&entry.row.currency, entry.total, has(Mark::NoOrder));
        }
        let months =
            months.into_iter().map(|(sum, totals)| MonthSum { totals: totals.rows(), ..sum });
        Overview {
            months: months.collect(),
            outside: self.outside,
            orders: self.values(|row| Some(&row.place.as_ref()?.order)),
            agreements: self.values(|row| row.agreement.as_ref()),
            currencies: self.values(|row| Some(&row.currency)),
        }
    }

    /// What rows have of something, each once, as people count.
    fn values(&self, of: impl Fn(&Row) -> Option<&String>) -> Vec<String> {
        let found: HashSet<&String> = gather(self.entries.iter().filter_map(|it| of(&it.row)));
        let mut values: Vec<&String> = found.into_iter().collect();
        sort_by(&mut values, |a, b| natural_order(a, b).then_with(|| a.cmp(b)));
        values.into_iter().cloned().collect()
    }

    /// How many documents the scenario moves or changes.
    pub(crate) fn changed(&self) -> usize {
        self.entries.iter().filter(|entry| is_changed(&entry.row)).count()
    }

    /// The ids of what a query finds, in its order.
    pub(crate) fn found(&self, query: &Query) -> impl Iterator<Item = &str> {
        let places = query::find(&self.entries, query).entries();
        places.into_iter().filter_map(|at| Some(&*self.entries.get(at)?.row.id))
    }

    /// A window of what a query finds.
    pub(crate) fn view(&mut self, query: &Query) -> View {
        let asked = Query { first: 0, count: 0, ..query.clone() };
        if self.found.as_ref().is_none_or(|(known, _)| *known != asked) {
            let found = query::find(&self.entries, query);
            self.found = Some((asked, found));
        }
        let of = self.entries.len();
        match &self.found {
            Some((_, found)) => found.window(&self.entries, query.first, query.count, of),
            None => View {
                first: 0,
                items: Vec::new(),
                item_count: 0,
                documents: (0, of),
                totals: Vec::new(),
            },
        }
    }
}

fn is_changed(row: &Row) -> bool {
    let marks = [Mark::Moved, Mark::Changed, Mark::Added, Mark::Removed];
    row.marks.iter().any(|mark| marks.contains(mark))
}

/// The row of a document that may lie outside the timeline.
pub(crate) fn row_of(id: &str, sides: Sides<'_>) -> Option<Row> {
    let source = Source {
        document: Some(Rc::clone(sides.state.documents.get(id)?)),
        baseline: sides.baseline.documents.get(id).cloned(),
        told: told(sides.state).get(id).copied().unwrap_or_default(),
    };
    row(&source, sides)
}

impl Source {
    fn is_same(&self, other: &Self) -> bool {
        let is_same = |a: &Option<Rc<Document>>, b: &Option<Rc<Document>>| match (a, b) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        self.told == other.told
            && is_same(&self.document, &other.document)
            && is_same(&self.baseline, &other.baseline)
    }

    fn marks(&self) -> Vec<Mark> {
        let Some(document) = &self.document else { return vec![Mark::Removed] };
        let difference = match &self.baseline {
            None => Some(Mark::Added),
            Some(baseline) if !baseline.has_same_place(document) => Some(Mark::Moved),
            Some(baseline) if baseline != document => Some(Mark::Changed),
            Some(_) => None,
        };
        let all = [
            (document.by == "none").then_some(Mark::NoOrder),
            self.told.suspended.then_some(Mark::Suspended),
            (document.order().is_some() && !document.covered).then_some(Mark::OutOfBalance),
            self.told.below.then_some(Mark::BelowThreshold),
            self.told.created.then_some(Mark::Created),
            self.told.reactivated.then_some(Mark::Reactivated),
            document.is_estimate().then_some(Mark::Estimate),
            difference,
        ];
        all.into_iter().flatten().collect()
    }
}

/// None when there is no document on either side.
fn row(source: &Source, sides: Sides<'_>) -> Option<Row> {
    let (document, facts) = match (&source.document, &source.baseline) {
        (Some(document), _) => (document, sides.facts),
        (None, Some(baseline)) => (baseline, sides.baseline_facts),
        (None, None) => return None,
    };
    let background = facts.background(&document.id, &document.charges);
    let is_there = source.document.is_some();
    Some(Row {
        id: document.id.clone(),
        kind: document.kind.clone(),
        month: document.billing_period.clone(),
        seller: document.bill_from.clone(),
        category: background.category_word().to_owned(),
        agreement: background.agreement.map(str::to_owned),
        currency: document.currency.clone(),
        total: written(document.signed(), &document.currency),
        by: document.by.clone(),
        place: document.place().filter(|_| is_there),
        left: document.balance_after.clone().filter(|_| is_there),
        marks: source.marks(),
        before: source
            .baseline
            .as_ref()
            .filter(|baseline| !is_there || *baseline != document)
            .map(|baseline| before(baseline)),
    })
}

fn before(document: &Document) -> Before {
    Before {
        place: document.place(),
        left: document.balance_after.clone(),
        total: written(document.signed(), &document.currency),
    }
}

fn entry_of(
    source: Source,
    sides: Sides<'_>,
    seller_name: impl Fn(&str) -> Option<String>,
) -> Option<Rc<Entry>> {
    let row = row(&source, sides)?;
    let name = seller_name(&row.seller);
    let place = row.place.as_ref();
    let parts = [
        Some(row.id.as_str()),
        Some(row.seller.as_str()),
        name.as_deref(),
        row.agreement.as_deref(),
        place.map(|place| place.order.as_str()),
        place.map(|place| place.line.as_str()),
        Some(row.total.as_str()),
        Some(row.currency.as_str()),
        Some(row.category.as_str()),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("\n").to_lowercase();
    let (total, left) = (decimal(&row.total), row.left.as_deref().map(decimal));
    Some(Rc::new(Entry { source, row, total, left, seller: name, text }))
}

/// What the events say of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Told {
    created: bool,
    suspended: bool,
    reactivated: bool,
    below: bool,
}

fn told(state: &State) -> HashMap<&str, Told> {
    let mut all: HashMap<&str, Told> = HashMap::new();
    for event in &state.events {
        let flag: fn(&mut Told) -> &mut bool = match event.code.as_str() {
            "PURCHASE_ORDER_CREATED" | "LINE_ITEM_ADDED" => |told| &mut told.created,
            "REFERENCED_PO_SUSPENDED" => |told| &mut told.suspended,
            "PURCHASE_ORDER_REACTIVATED" => |told| &mut told.reactivated,
            "BALANCE_BELOW_THRESHOLD" => |told| &mut told.below,
            _ => continue,
        };
        *flag(all.entry(event.invoice_id.as_str()).or_default()) = true;
    }
    all
}
