//! Commands: what changes the facts, the estimates or the scenarios.

use procurement::{BillingMonth, Problems};
use serde_json::Value;

use super::opened::Opened;
use crate::api::{Edited, Forecast, Summary};
use crate::scenario::{Scenario, Step};
use crate::state::Change;

impl Opened {
    /// The estimates stay until there are others, and so do edits of them.
    pub(super) fn set_as_of(&mut self, month: BillingMonth) {
        let earlier = std::mem::replace(&mut self.as_of, month);
        self.wants_estimates |= earlier != month;
        self.look_again(None);
    }

    pub(super) fn set_estimates(&mut self, forecasts: &[Forecast]) -> Result<(), Problems> {
        self.reload(self.streams()?.estimates(forecasts))
    }

    pub(super) fn try_edits(&mut self, edits: &[Value], at: &str) -> Result<Summary, Problems> {
        let step = self.step(edits, at);
        let change = Change::read(&self.workspace.apply(&step.document())?.to_json());
        self.workspace.undo();
        Ok(self.summary_of(&step, &change, None))
    }

    pub(super) fn edit(&mut self, edits: &[Value], at: &str) -> Result<Edited, Problems> {
        let step = self.step(edits, at);
        let summary = self.apply(&step)?;
        if let Some(scenario) = self.present() {
            scenario.steps.push(step);
            scenario.undone.clear();
        }
        Ok(self.edited(summary))
    }

    pub(super) fn undo(&mut self) -> Edited {
        let Some(step) = self.present().and_then(|scenario| scenario.steps.pop()) else {
            return self.edited(Summary::default());
        };
        // One that waits has changed nothing.
        let undone = if step.is_waiting { None } else { self.workspace.undo() };
        let change = undone.map(|change| Change::read(&change.to_json()));
        let summary = change.map(|change| self.follow_back(change, &step)).unwrap_or_default();
        if let Some(scenario) = self.present() {
            scenario.undone.push(step);
        }
        self.edited(summary)
    }

    pub(super) fn redo(&mut self) -> Result<Edited, Problems> {
        let undone = self.present().and_then(|scenario| scenario.undone.last().cloned());
        let Some(mut step) = undone else { return Ok(self.edited(Summary::default())) };
        let applied = self.apply(&step);
        step.is_waiting = applied.is_err();
        // It waits as it would have, had it not been taken back.
        let summary = match applied {
            Err(_) if self.account.is_none() => Summary::default(),
            applied => applied?,
        };
        if let Some(scenario) = self.present() {
            scenario.undone.pop();
            scenario.steps.push(step);
        }
        Ok(self.edited(summary))
    }

    pub(super) fn discard(&mut self) -> Edited {
        let (before, facts) = (self.state.clone(), self.facts.clone());
        if let Some(scenario) = self.present() {
            let steps = std::mem::take(&mut scenario.steps);
            scenario.undone.extend(steps.into_iter().rev());
        }
        self.rewind();
        let summary = self.difference(&before, &facts);
        self.edited(summary)
    }

    pub(super) fn add_scenario(&mut self, name: &str) {
        self.push_scenario(Scenario { name: name.to_owned(), ..Scenario::default() });
    }

    pub(super) fn copy_scenario(&mut self, name: &str) {
        let steps = self.present().map(|scenario| scenario.steps.clone()).unwrap_or_default();
        self.push_scenario(Scenario { name: name.to_owned(), steps, undone: Vec::new() });
    }

    pub(super) fn switch(&mut self, scenario: usize) {
        self.scenario = scenario.min(self.scenarios.len().saturating_sub(1));
        self.rewind();
    }

    pub(super) fn rename_scenario(&mut self, scenario: usize, name: &str) {
        if let Some(scenario) = self.scenarios.get_mut(scenario) {
            name.clone_into(&mut scenario.name);
        }
    }

    pub(super) fn remove_scenario(&mut self, scenario: usize) {
        if self.scenarios.len() <= 1 || scenario >= self.scenarios.len() {
            return;
        }
        self.scenarios.remove(scenario);
        let is_before = scenario < self.scenario;
        self.switch(if is_before { self.scenario - 1 } else { self.scenario });
    }

    fn push_scenario(&mut self, scenario: Scenario) {
        self.scenarios.push(scenario);
        self.switch(self.scenarios.len() - 1);
    }

    pub(super) fn present(&mut self) -> Option<&mut Scenario> {
        self.scenarios.get_mut(self.scenario)
    }

    fn apply(&mut self, step: &Step) -> Result<Summary, Problems> {
        let change = Change::read(&self.workspace.apply(&step.document())?.to_json());
        Ok(self.follow(change, step))
    }

    pub(super) fn edited(&mut self, summary: Summary) -> Edited {
        Edited { summary, standing: self.standing() }
    }
}
