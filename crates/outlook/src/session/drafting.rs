//! A purchase order that somebody writes, looked at without keeping it.

use std::collections::BTreeMap;

use procurement::sorting::sort_by_key;
use procurement::{Code, Sellers, Workspace, validate_purchase_order};
use serde_json::{Value, json};

use super::opened::Opened;
use crate::api::{Drafted, DraftedLine, DraftedSeller, Place, RefusedProblem};
use crate::money::Totals;
use crate::state::{Change, Line, State};

impl Opened {
    /// What is wrong with a purchase order, and what it would take once the edits are made.
    pub(super) fn drafted(&mut self, order: &Value, edits: &[Value], at: &str) -> Drafted {
        let validation = validate_purchase_order(&order.to_string(), &Sellers::built_in());
        let list = |problems: Vec<procurement::Problem>| {
            problems.into_iter().map(RefusedProblem::from).collect::<Vec<_>>()
        };
        let mut drafted = Drafted {
            problems: list(validation.problems),
            warnings: list(validation.warnings),
            ..Drafted::default()
        };
        let step = self.step(edits, at);
        match self.workspace.apply(&step.document()) {
            Ok(change) => {
                let change = Change::read(&change.to_json());
                self.workspace.undo();
                self.would_take(order, &change, &mut drafted);
            }
            Err(refused) => {
                // The purchase order alone does not tell that its id is taken.
                let taken = refused.problems.into_iter().find(|problem| {
                    problem.code == Code::DuplicateId && problem.pointer.ends_with("/add")
                });
                drafted.problems.extend(taken.map(|problem| RefusedProblem {
                    pointer: "/id".to_owned(),
                    ..RefusedProblem::from(problem)
                }));
                drafted.lines = values(order, &drafted.problems);
            }
        }
        drafted
    }

    fn would_take(&self, order: &Value, change: &Change, drafted: &mut Drafted) {
        let id = order["id"].as_str().unwrap_or_default();
        let run_outs = self.state.run_outs_after(change);
        let after: BTreeMap<Place, &Line> = change
            .line_items
            .iter()
            .filter_map(|line| line.after.as_ref())
            .map(|line| (line.place(), line))
            .collect();
        for (place, number) in numbers(order) {
            let here = Place { order: id.to_owned(), line: number.to_owned() };
            let Some(line) = after.get(&here).copied().or_else(|| self.state.lines.get(&here))
            else {
                continue;
            };
            drafted.lines.push(DraftedLine {
                runs_out: run_outs.get(&here).map(ToString::to_string),
                ..valued(place, line)
            });
        }
        let mut sellers: BTreeMap<&str, (Totals, usize, (String, String))> = BTreeMap::new();
        let taken = change.invoices.iter().filter_map(|change| change.after.as_ref());
        for document in taken.filter(|document| document.order() == Some(id)) {
            let month = &document.billing_period;
            let (totals, documents, months) = sellers
                .entry(&document.bill_from)
                .or_insert_with(|| (Totals::default(), 0, (month.clone(), month.clone())));
            totals.add(&document.currency, document.signed(), false);
            *documents += 1;
            if *month < months.0 {
                months.0.clone_from(month);
            }
            if *month > months.1 {
                months.1.clone_from(month);
            }
        }
        let row =
            |(seller, (totals, documents, months)): (&str, (Totals, usize, _))| DraftedSeller {
                name: self.seller_name(seller),
                totals: totals.rows(),
                documents,
                months,
            };
        drafted.sellers = sellers.into_iter().map(row).collect();
        sort_by_key(&mut drafted.sellers, |seller| std::cmp::Reverse(seller.documents));
    }
}

/// The numbers of the lines, each with its place.
fn numbers(order: &Value) -> impl Iterator<Item = (usize, &str)> {
    let lines = order["lineItems"].as_array().map(Vec::as_slice).unwrap_or_default();
    lines.iter().enumerate().filter_map(|(place, line)| Some((place, line["number"].as_str()?)))
}

fn valued(place: usize, line: &Line) -> DraftedLine {
    DraftedLine {
        place,
        number: line.number().to_owned(),
        value: line.total_value.clone(),
        closing: line.closing_balance.clone(),
        runs_out: None,
        documents: line.invoices,
    }
}

/// What the lines are worth in which nothing is wrong, whatever else is.
fn values(order: &Value, problems: &[RefusedProblem]) -> Vec<DraftedLine> {
    let lines = order["lineItems"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_good = |place: &usize| {
        let here = format!("/lineItems/{place}");
        let below = format!("{here}/");
        !problems.iter().any(|p| p.pointer == here || p.pointer.starts_with(&below))
    };
    let good: Vec<usize> = (0..lines.len()).filter(is_good).collect();
    let good_lines: Vec<&Value> = good.iter().filter_map(|place| lines.get(*place)).collect();
    let alone = json!({ "purchaseOrders": [{
        "id": "draft", "billFrom": ["AWS_INC"], "currency": order["currency"],
        "effectiveMonth": "2000-01", "expirationMonth": "2199-12",
        "updatedAt": "2000-01-01T00:00:00Z", "lineItems": good_lines,
    }] });
    let Ok(workspace) = Workspace::load(alone.to_string(), &Sellers::built_in()) else {
        return Vec::new();
    };
    let state = State::of(&workspace);
    let value = |place: usize| {
        let number = lines.get(place)?["number"].as_str()?;
        let here = Place { order: "draft".to_owned(), line: number.to_owned() };
        Some(valued(place, state.lines.get(&here)?))
    };
    good.into_iter().filter_map(value).collect()
}
