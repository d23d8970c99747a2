//! What edits do, in sums: who goes where, and which lines last longer or shorter.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use procurement::BillingMonth;
use procurement::sorting::{gather, sort_by_key};

use crate::api::{LineShift, Moves, Place, Summary};
use crate::money::Totals;
use crate::state::{Change, Document, DocumentChange, Event, Line, LineChange, State};

/// Named for each way that documents take.
const FIRST: usize = 5;

/// The difference between two states. `currency` tells that of a purchase order.
pub(crate) fn between(before: &State, after: &State, currency: impl Fn(&str) -> String) -> Summary {
    let mut tally = Tally::default();
    for document in before.documents() {
        match after.documents.get(&document.id) {
            Some(same) if Rc::ptr_eq(same, document) => {}
            other => tally.add(Some(document), other.map(|after| &**after)),
        }
    }
    for document in after.documents().filter(|new| !before.documents.contains_key(&new.id)) {
        tally.add(None, Some(document));
    }
    let count = |state: &State| state.documents().filter(|d| d.by == "none").count();
    let mut summary = tally.finish();
    summary.without = (count(before), count(after));
    summary.creates = creates(&before.events, &after.events);
    let places: BTreeSet<&Place> = gather(before.lines.keys().chain(after.lines.keys()));
    let sides = places.into_iter().map(|place| {
        let closing =
            |state: &State| state.lines.get(place).and_then(|line| line.closing_balance.clone());
        (place.clone(), (closing(before), closing(after)))
    });
    summary.lines = shifts(sides, &before.run_outs(), &after.run_outs(), currency);
    summary
}

/// What a change of the engine does to a state that has not followed it yet.
pub(crate) fn of_change(
    state: &State,
    change: &Change,
    currency: impl Fn(&str) -> String,
) -> Summary {
    let mut tally = Tally::default();
    let is_without = |document: &Option<Document>| {
        usize::from(document.as_ref().is_some_and(|document| document.by == "none"))
    };
    let before_count = state.documents().filter(|d| d.by == "none").count();
    let mut after_count = before_count;
    for DocumentChange { before, after } in &change.invoices {
        tally.add(before.as_ref(), after.as_ref());
        after_count = (after_count + is_without(after)).saturating_sub(is_without(before));
    }
    let mut summary = tally.finish();
    summary.without = (before_count, after_count);
    summary.creates = creates(&change.events.removed, &change.events.added);
    let (out_before, out_after) = (state.run_outs(), state.run_outs_after(change));
    let closing = |line: &Line| line.closing_balance.clone();
    let mut sides: BTreeMap<Place, Closing> = BTreeMap::new();
    for LineChange { before, after } in &change.line_items {
        let Some(side) = after.as_ref().or(before.as_ref()) else { continue };
        let both = (before.as_ref().and_then(closing), after.as_ref().and_then(closing));
        sides.insert(side.place(), both);
    }
    // A line can run out earlier and still end with the same balance.
    for place in out_before.keys().chain(out_after.keys()) {
        if let (Some(line), false) = (state.lines.get(place), sides.contains_key(place)) {
            sides.insert(place.clone(), (closing(line), closing(line)));
        }
    }
    summary.lines = shifts(sides, &out_before, &out_after, currency);
    summary
}

/// The purchase orders that references create in these events and not in those before.
fn creates(before: &[Event], after: &[Event]) -> Vec<String> {
    let created = |events| -> BTreeSet<&str> { gather(creations(events)) };
    created(after).difference(&created(before)).map(|order| (*order).to_owned()).collect()
}

fn creations(events: &[Event]) -> impl Iterator<Item = &str> {
    events.iter().filter(|event| event.is_creation()).filter_map(Event::order)
}

type Closing = (Option<String>, Option<String>);

/// The lines of which something differs.
fn shifts(
    sides: impl IntoIterator<Item = (Place, Closing)>,
    out_before: &BTreeMap<Place, BillingMonth>,
    out_after: &BTreeMap<Place, BillingMonth>,
    currency: impl Fn(&str) -> String,
) -> Vec<LineShift> {
    let shift = |(place, closing): (Place, Closing)| {
        let (before, after) = (out_before.get(&place), out_after.get(&place));
        (before != after || closing.0 != closing.1).then(|| LineShift {
            currency: currency(&place.order),
            runs_out: (before.map(ToString::to_string), after.map(ToString::to_string)),
            closing,
            place,
        })
    };
    sides.into_iter().filter_map(shift).collect()
}

/// From one purchase order to another; none for those without.
type Way = (Option<String>, Option<String>);

#[derive(Default)]
struct Moved {
    totals: Totals,
    documents: usize,
    /// The first by month and id.
    first: BTreeSet<(String, String)>,
}

#[derive(Default)]
struct Tally {
    moves: BTreeMap<Way, Moved>,
    comes: usize,
    goes: usize,
    changed: usize,
}

impl Tally {
    fn add(&mut self, before: Option<&Document>, after: Option<&Document>) {
        match (before, after) {
            (Some(before), Some(after)) if !before.has_same_place(after) => {
                let way = (before.order().map(str::to_owned), after.order().map(str::to_owned));
                let moved = self.moves.entry(way).or_default();
                moved.totals.add(&after.currency, after.signed(), after.by == "none");
                moved.documents += 1;
                moved.first.insert((after.billing_period.clone(), after.id.clone()));
                if moved.first.len() > FIRST {
                    moved.first.pop_last();
                }
            }
            (Some(before), Some(after)) => self.changed += usize::from(before != after),
            (None, Some(_)) => self.comes += 1,
            (Some(_), None) => self.goes += 1,
            (None, None) => {}
        }
    }

    fn finish(self) -> Summary {
        let moves = self.moves.into_iter().map(|((from, to), moved)| Moves {
            from,
            to,
            totals: moved.totals.rows(),
            documents: moved.documents,
            first: moved.first.into_iter().map(|(_, id)| id).collect(),
        });
        let mut moves: Vec<Moves> = moves.collect();
        sort_by_key(&mut moves, |way| std::cmp::Reverse(way.documents));
        Summary {
            moves,
            comes: self.comes,
            goes: self.goes,
            changed: self.changed,
            ..Summary::default()
        }
    }
}
