//! Answers that only read.

use std::collections::BTreeSet;

use billing_files::SnapshotDocument;
use billing_files::document::PurchaseOrder;
use procurement::sorting::gather;
use procurement::{Code, Problems, TEMPLATES};

use super::opened::Opened;
use crate::api::{
    Candidate, Comparison, Explained, Export, Finding, OrderDetails, OrderRow, Overview, Query,
    ScenarioRow, Seller, Standing, Summary, View,
};
use crate::balances;
use crate::compare;
use crate::findings::{self, Ground};
use crate::money::written;
use crate::orders::Orders;
use crate::scenario::Scenario;
use crate::state::{Change, State};
use crate::timeline;

impl Opened {
    pub(super) fn standing(&mut self) -> Standing {
        let findings = match self.finding_count {
            Some(count) => count,
            None => self.findings().len(),
        };
        self.finding_count = Some(findings);
        let window = self.window();
        let scenario_row = |scenario: &crate::scenario::Scenario| ScenarioRow {
            name: scenario.name.clone(),
            steps: scenario.steps.len(),
        };
        let of_orders = self.facts.orders.values().flat_map(|order| &order.bill_from);
        let of_documents = self.state.documents().map(|document| &document.bill_from);
        let sellers: BTreeSet<&str> = gather(of_documents.chain(of_orders).map(String::as_str));
        let seller = |id: &str| Seller { id: id.to_owned(), name: self.seller_name(id) };
        let scenario = self.scenarios.get(self.scenario);
        Standing {
            name: self.name.clone(),
            is_sample: self.sample.is_some(),
            sample_month: self.sample.map(|month| month.to_string()),
            is_account: self.account.is_some(),
            as_of: self.as_of.to_string(),
            months: (window.0.to_string(), window.1.to_string()),
            documents: self.state.order.len(),
            orders: self.facts.orders.len(),
            estimates: self.estimates.len(),
            wants_estimates: self.wants_estimates,
            can_redo: scenario.is_some_and(|scenario| !scenario.undone.is_empty()),
            scenarios: self.scenarios.iter().map(scenario_row).collect(),
            scenario: self.scenario,
            waiting: scenario.map(Scenario::waiting).unwrap_or_default(),
            findings,
            changed: self.timeline.changed(),
            sellers: sellers.into_iter().map(seller).collect(),
        }
    }

    pub(super) fn seller_name(&self, id: &str) -> String {
        self.sellers.get(id).map_or_else(|| id.to_owned(), |seller| seller.name.clone())
    }

    pub(super) fn overview(&self) -> Overview {
        self.timeline.overview()
    }

    pub(super) fn view(&mut self, query: &Query) -> View {
        self.timeline.view(query)
    }

    pub(super) fn summary(&self) -> Summary {
        self.difference(&self.baseline, &self.baseline_facts)
    }

    pub(super) fn explained(&self, id: &str) -> Result<Explained, Problems> {
        let explanation = self.workspace.explain(id)?;
        let sentences = self.workspace.sentences(id)?;
        let unknown =
            || Problems::one(Code::UnknownInvoice, "/invoice", "there is no such invoice");
        let document = self.state.documents.get(id).ok_or_else(unknown)?;
        let row = timeline::row_of(id, self.sides()).ok_or_else(unknown)?;
        let ranges = balances::ranges(&self.estimates);
        let range = balances::range_of(document, &self.facts, &ranges);
        let candidates = explanation.candidates.into_iter().zip(sentences);
        let candidates = candidates.map(|(candidate, sentence)| Candidate {
            order: candidate.purchase_order_id,
            line: candidate.line_item_number,
            verdict: candidate.verdict.as_str().to_owned(),
            template: template(sentence.key).to_owned(),
            key: sentence.key.to_owned(),
            arguments: sentence.arguments.into_iter().map(|(n, v)| (n.to_owned(), v)).collect(),
        });
        Ok(Explained {
            row,
            issued_at: self.facts.issued_at(id, &document.charges),
            charges: document
                .charges
                .iter()
                .filter_map(|id| self.facts.charge(id).cloned())
                .collect(),
            range: range.map(|(low, high)| {
                (written(low, &document.currency), written(high, &document.currency))
            }),
            candidates: candidates.collect(),
        })
    }

    pub(super) fn order_rows(&self) -> Vec<OrderRow> {
        self.orders().rows()
    }

    pub(super) fn order_details(&self, id: &str) -> Result<OrderDetails, Problems> {
        let row = self.orders().row(id).ok_or_else(|| {
            let message = format!("there is no purchase order `{id}`: check its id");
            Problems::one(Code::NoSuchObject, "/order", message)
        })?;
        let lines =
            balances::outlooks(id, &self.state, &self.facts, &self.estimates, self.window());
        let declared = self.facts.orders.get(id);
        Ok(OrderDetails { row, order: declared.map(|order| PurchaseOrder::clone(order)), lines })
    }

    fn orders(&self) -> Orders<'_> {
        let scenario = self.scenarios.get(self.scenario);
        Orders {
            state: &self.state,
            facts: &self.facts,
            edited: scenario.map(Scenario::orders).unwrap_or_default(),
            as_of: self.as_of,
            is_account: self.account.is_some(),
            window: self.window(),
        }
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let Some(scenario) = self.scenarios.get(self.scenario) else { return Vec::new() };
        findings::findings(&Ground::new(
            &self.workspace,
            (&self.state, &self.baseline),
            &self.facts,
            &self.estimates,
            scenario,
            (self.as_of, self.window().1),
        ))
    }

    /// Every scenario's outcome, the others in a workspace of their own.
    pub(super) fn comparison(&self) -> Result<Comparison, Problems> {
        let mut workspace = self.unedited()?;
        let mut states: Vec<State> = Vec::new();
        for (place, scenario) in self.scenarios.iter().enumerate() {
            if place == self.scenario {
                states.push(self.state.clone());
                continue;
            }
            let mut state = self.baseline.clone();
            for step in &scenario.steps {
                let change = workspace.apply(&step.document()).map(|change| change.to_json());
                // An edit of an estimate that is gone waits.
                if let Ok(change) = change {
                    state.follow(Change::read(&change));
                }
            }
            state.settle(&workspace);
            while workspace.undo().is_some() {}
            states.push(state);
        }
        let scenarios = self.scenarios.iter().map(Some).zip(&states);
        let columns: Vec<_> = [(None, &self.baseline)].into_iter().chain(scenarios).collect();
        Ok(compare::compare(&columns, [&self.facts, &self.baseline_facts]))
    }

    pub(super) fn export(&self, what: &Export) -> Result<String, Problems> {
        match what {
            Export::Preview => self.workspace.preview(None),
            Export::Csv => Ok(self.csv()),
            Export::Shown(query) => Ok(self.shown_csv(query)),
            Export::Snapshot => self.snapshot_without_estimates(),
            Export::Edits => Ok(self
                .scenarios
                .get(self.scenario)
                .map(|scenario| scenario.document(&self.facts.orders).to_string())
                .unwrap_or_default()),
        }
    }

    /// The facts with the scenario's edits. Estimates that a person neither gave nor changed are left
    /// out.
    fn snapshot_without_estimates(&self) -> Result<String, Problems> {
        let snapshot = self.workspace.snapshot();
        let mut document = SnapshotDocument::from_json("snapshot", &snapshot)
            .map_err(|refusal| Problems::one(Code::InvalidJson, "", refusal.to_string()))?;
        let ours = balances::ranges(&self.estimates);
        // One that a person changed is theirs.
        document.charges.retain(|charge| {
            ours.get(charge.id.as_str()).is_none_or(|ours| ours.charge != *charge)
        });
        Ok(document.to_json())
    }
}

fn template(key: &str) -> &'static str {
    TEMPLATES.iter().find(|(known, _)| *known == key).map_or("", |(_, template)| template)
}
