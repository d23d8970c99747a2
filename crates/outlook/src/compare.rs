//! Scenarios side by side.

use std::collections::BTreeSet;

use procurement::sorting::gather;

use crate::api::{Comparison, ComparisonColumn, ComparisonRow};
use crate::facts::{Background, Facts};
use crate::money::{Totals, written};
use crate::scenario::Scenario;
use crate::state::{Document, State};

/// Rows that a comparison lists.
const ROWS_MAX: usize = 500;

/// Compares the outcomes of scenarios; the first is that of the facts, which has none. What documents
/// are of is told by any facts that know their charges.
pub(crate) fn compare(columns: &[(Option<&Scenario>, &State)], facts: [&Facts; 2]) -> Comparison {
    let Some((_, baseline)) = columns.first() else {
        return Comparison { columns: Vec::new(), rows: Vec::new(), row_count: 0 };
    };
    let documents = columns.iter().flat_map(|(_, state)| state.documents());
    let ids: BTreeSet<(&str, &str)> =
        gather(documents.map(|document| (&*document.billing_period, &*document.id)));
    let mut rows = Vec::new();
    let mut row_count = 0;
    for (_, id) in ids {
        let sides: Vec<Option<&Document>> =
            columns.iter().map(|(_, state)| state.documents.get(id).map(|d| &**d)).collect();
        let places: Vec<_> = sides.iter().map(|side| side.and_then(Document::place)).collect();
        // Where a document is not there it goes nowhere, and that is another thing than to go without
        // a purchase order.
        let is_there: Vec<bool> = sides.iter().map(Option::is_some).collect();
        let ways = || places.iter().zip(&is_there);
        if ways().all(|way| Some(way) == ways().next()) {
            continue;
        }
        row_count += 1;
        let Some(document) = sides.into_iter().flatten().next() else { continue };
        if rows.len() < ROWS_MAX {
            let told = facts.map(|facts| facts.background(&document.id, &document.charges));
            let background = told.iter().find(|told| told.category.is_some());
            rows.push(ComparisonRow {
                category: background.map_or("", Background::category_word).to_owned(),
                agreement: background.and_then(|told| told.agreement).map(str::to_owned),
                id: document.id.clone(),
                month: document.billing_period.clone(),
                seller: document.bill_from.clone(),
                currency: document.currency.clone(),
                total: written(document.signed(), &document.currency),
                places,
                is_there,
            });
        }
    }
    let columns = columns.iter().map(|(scenario, state)| column(*scenario, state, baseline));
    Comparison { columns: columns.collect(), rows, row_count }
}

fn column(scenario: Option<&Scenario>, state: &State, baseline: &State) -> ComparisonColumn {
    let mut totals = Totals::default();
    let mut without = 0;
    let mut moved = 0;
    for document in state.documents() {
        let is_without = document.by == "none";
        totals.add(&document.currency, document.signed(), is_without);
        without += usize::from(is_without);
        let before = baseline.documents.get(&document.id);
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
