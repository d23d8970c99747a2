//! Scenarios side by side.

use std::collections::{BTreeMap, BTreeSet};

use procurement::BillingMonth;
use procurement::sorting::gather;

use crate::api::{Comparison, ComparisonColumn, ComparisonLine, ComparisonRow, Place};
use crate::facts::{Background, Facts};
use crate::money::{Totals, written};
use crate::scenario::Scenario;
use crate::state::{Document, State};

/// Rows that a comparison lists.
const ROWS_MAX: usize = 500;

/// Compares the outcomes of scenarios; the first is that of the facts, which has none. What documents
/// are of is told by any facts that know their charges.
pub(crate) fn compare(columns: &[(Option<&Scenario>, &State)], facts: [&Facts; 2]) -> Comparison {
    let (rows, row_count) = listed(documents(columns, facts));
    let (lines, line_count) = listed(lines(columns));
    let baseline = columns.first().map(|(_, baseline)| *baseline);
    let columns = columns.iter().map(|(scenario, state)| column(*scenario, state, baseline));
    Comparison { columns: columns.collect(), rows, row_count, lines, line_count }
}

/// The first of them, and how many there are.
fn listed<T>(all: impl Iterator<Item = T>) -> (Vec<T>, usize) {
    let (mut listed, mut count) = (Vec::new(), 0);
    for one in all {
        count += 1;
        if listed.len() < ROWS_MAX {
            listed.push(one);
        }
    }
    (listed, count)
}

fn is_same<T: PartialEq>(all: &[T]) -> bool {
    all.windows(2).all(|two| matches!(two, [a, b] if a == b))
}

/// The documents that differ.
fn documents<'c>(
    columns: &'c [(Option<&Scenario>, &State)],
    facts: [&'c Facts; 2],
) -> impl Iterator<Item = ComparisonRow> {
    let all = columns.iter().flat_map(|(_, state)| state.documents());
    let ids: BTreeSet<(&str, &str)> =
        gather(all.map(|document| (&*document.billing_period, &*document.id)));
    ids.into_iter().filter_map(move |(_, id)| {
        let sides = columns.iter().map(|(_, state)| state.documents.get(id).map(|d| &**d));
        document(&sides.collect::<Vec<_>>(), facts)
    })
}

fn document(sides: &[Option<&Document>], facts: [&Facts; 2]) -> Option<ComparisonRow> {
    let places: Vec<_> = sides.iter().map(|side| side.and_then(Document::place)).collect();
    // Where a document is not there it goes nowhere, and that is another thing than to go without a
    // purchase order.
    let is_there: Vec<bool> = sides.iter().map(Option::is_some).collect();
    let there: Vec<&Document> = sides.iter().copied().flatten().collect();
    let amounts: Vec<_> = there.iter().map(|document| document.signed()).collect();
    let (has_one_amount, first) = (is_same(&amounts), there.first()?);
    if is_same(&places) && is_same(&is_there) && has_one_amount {
        return None;
    }
    let amount = |document: &Document| written(document.signed(), &document.currency);
    let told = facts.map(|facts| facts.background(&first.id, &first.charges));
    let background = told.iter().find(|told| told.category.is_some());
    let totals = sides.iter().map(|side| side.map(amount).unwrap_or_default());
    Some(ComparisonRow {
        category: background.map_or("", Background::category_word).to_owned(),
        agreement: background.and_then(|told| told.agreement).map(str::to_owned),
        id: first.id.clone(),
        month: first.billing_period.clone(),
        seller: first.bill_from.clone(),
        currency: first.currency.clone(),
        total: amount(first),
        totals: if has_one_amount { Vec::new() } else { totals.collect() },
        places,
        is_there,
    })
}

/// The lines that do not run out in the same month.
fn lines(columns: &[(Option<&Scenario>, &State)]) -> impl Iterator<Item = ComparisonLine> {
    let run_outs: Vec<_> = columns.iter().map(|(_, state)| state.run_outs()).collect();
    let places: BTreeSet<Place> = gather(run_outs.iter().flat_map(|it| it.keys().cloned()));
    places.into_iter().filter_map(move |place| {
        let month = |of: &BTreeMap<Place, BillingMonth>| of.get(&place).map(ToString::to_string);
        let runs_out: Vec<Option<String>> = run_outs.iter().map(month).collect();
        let is_there = columns.iter().map(|(_, state)| state.lines.contains_key(&place)).collect();
        (!is_same(&runs_out)).then_some(ComparisonLine { place, runs_out, is_there })
    })
}

fn column(
    scenario: Option<&Scenario>,
    state: &State,
    baseline: Option<&State>,
) -> ComparisonColumn {
    let mut totals = Totals::default();
    let mut without = 0;
    let mut moved = 0;
    for document in state.documents() {
        let is_without = document.by == "none";
        totals.add(&document.currency, document.signed(), is_without);
        without += usize::from(is_without);
        let before = baseline.and_then(|baseline| baseline.documents.get(&document.id));
        moved += usize::from(before.is_some_and(|before| !before.has_same_place(document)));
    }
    let run_outs = state.run_outs();
    ComparisonColumn {
        name: scenario.map(|scenario| scenario.name.clone()),
        steps: scenario.map_or(0, |scenario| scenario.steps.len()),
        without,
        totals: totals.rows(),
        runs_out: run_outs.len(),
        first_runs_out: run_outs.values().min().map(ToString::to_string),
        moved,
    }
}
