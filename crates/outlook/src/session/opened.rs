//! What is open: facts, estimates and scenarios, and the outcome of the present one.

use std::collections::BTreeSet;

use billing_files::SnapshotDocument;
use procurement::sorting::gather;
use procurement::{BillingMonth, Code, Problems, Sellers, Workspace};

use crate::api::Summary;
use crate::estimates::{Estimate, Span, Streams};
use crate::facts::Facts;
use crate::scenario::{Scenario, Step};
use crate::state::{Change, State};
use crate::summary;
use crate::timeline::{Sides, Timeline};

use super::account::Account;

/// Months of the timeline before now.
const MONTHS_PAST: i32 = 3;
/// Months of the timeline after now.
const MONTHS_AHEAD: i32 = 12;

#[derive(Debug)]
pub(super) struct Opened {
    pub(super) name: String,
    /// Set where the facts are those of the sample: the month that it was made for.
    pub(super) sample: Option<BillingMonth>,
    /// Set where the facts are those of an account.
    pub(super) account: Option<Account>,
    pub(super) sellers: Sellers,
    /// The month that counts as now.
    pub(super) as_of: BillingMonth,
    /// The same unless a person chooses another.
    pub(super) present_month: BillingMonth,
    /// The month of the clock when the facts were handed in. What they tell of it is not all.
    pub(super) handed_in: BillingMonth,
    /// The facts, without our estimates.
    pub(super) snapshot: String,
    pub(super) estimates: Vec<Estimate>,
    /// Whether they were made in another month.
    pub(super) wants_estimates: bool,
    /// At least one.
    pub(super) scenarios: Vec<Scenario>,
    /// The place of the present one, always below their number.
    pub(super) scenario: usize,
    /// The facts, the estimates and the edits of the scenario.
    pub(super) workspace: Workspace,
    /// The outcome without edits, and the facts behind it.
    pub(super) baseline: State,
    pub(super) baseline_facts: Facts,
    /// The same with the edits.
    pub(super) state: State,
    pub(super) facts: Facts,
    /// The facts before each edit that is applied, so that taking one back is looking it up.
    past: Vec<Facts>,
    pub(super) timeline: Timeline,
    /// Counted when asked for, until something changes.
    pub(super) finding_count: Option<usize>,
}

impl Opened {
    pub(super) fn begin(
        snapshot: String,
        name: String,
        today: BillingMonth,
    ) -> Result<Self, Problems> {
        let sellers = Sellers::built_in();
        let workspace = Workspace::load(snapshot.clone(), &sellers)?;
        let baseline = State::of(&workspace);
        let facts = Facts::read(&workspace.snapshot());
        let as_of = as_of(&baseline, today);
        let mut opened = Self {
            name,
            sample: None,
            account: None,
            sellers,
            as_of,
            present_month: as_of,
            handed_in: today,
            snapshot,
            estimates: Vec::new(),
            wants_estimates: false,
            scenarios: vec![Scenario::default()],
            scenario: 0,
            workspace,
            state: baseline.clone(),
            baseline,
            baseline_facts: facts.clone(),
            facts,
            past: Vec::new(),
            timeline: Timeline::empty((as_of, as_of)),
            finding_count: None,
        };
        opened.look_again(None);
        Ok(opened)
    }

    /// The months of the timeline.
    pub(super) fn window(&self) -> (BillingMonth, BillingMonth) {
        let earliest = self.as_of.plus(-MONTHS_PAST);
        let first = match &self.account {
            None => earliest,
            // Of the past, there is what is not invoiced yet.
            Some(_) => {
                let months = self.baseline.documents().filter_map(|document| document.month());
                months.min().map_or(self.as_of, |month| month.clamp(earliest, self.as_of))
            }
        };
        (first, self.as_of.plus(MONTHS_AHEAD))
    }

    /// What is to be estimated.
    pub(super) fn streams(&self) -> Result<Streams, Problems> {
        let (handed_in, until) = (self.handed_in, self.window().1);
        let span = Span { handed_in, as_of: self.as_of, until };
        if self.account.is_some() {
            return Ok(Streams::none(span));
        }
        Ok(Streams::of(&document(&self.snapshot)?, span))
    }

    /// Loads the facts and these estimates anew and applies the scenario's edits.
    pub(super) fn reload(&mut self, estimates: Vec<Estimate>) -> Result<(), Problems> {
        let snapshot = with_estimates(&self.snapshot, &estimates)?;
        self.workspace = Workspace::load(snapshot, &self.sellers)?;
        self.estimates = estimates;
        self.wants_estimates = false;
        self.baseline = State::of(&self.workspace);
        self.baseline_facts = Facts::read(&self.workspace.snapshot());
        self.replay();
        Ok(())
    }

    /// The facts and the estimates in a workspace without edits.
    pub(super) fn unedited(&self) -> Result<Workspace, Problems> {
        Workspace::load(with_estimates(&self.snapshot, &self.estimates)?, &self.sellers)
    }

    /// Takes back what is applied and applies the scenario's edits.
    pub(super) fn rewind(&mut self) {
        while self.workspace.undo().is_some() {}
        self.replay();
    }

    /// Applies the scenario's edits to what has none. Those that do not apply, since their estimate
    /// is gone, wait for it; of an account they are dropped, since what is there is what others saved.
    pub(super) fn replay(&mut self) {
        let is_kept = self.account.is_none();
        self.state = self.baseline.clone();
        self.facts = self.baseline_facts.clone();
        self.past.clear();
        let mut steps = self
            .scenarios
            .get_mut(self.scenario)
            .map(|scenario| std::mem::take(&mut scenario.steps))
            .unwrap_or_default();
        steps.retain_mut(|step| match self.workspace.apply(&step.document()) {
            Ok(change) => {
                self.state.follow(Change::read(&change.to_json()));
                self.learn(step);
                step.is_waiting = false;
                true
            }
            Err(_) => {
                step.is_waiting = true;
                is_kept
            }
        });
        self.state.settle(&self.workspace);
        if let Some(scenario) = self.scenarios.get_mut(self.scenario) {
            scenario.steps = steps;
        }
        self.look_again(None);
    }

    /// Takes note of what a step that was just applied does to the facts.
    fn learn(&mut self, step: &Step) {
        let facts = self.facts.after(step, &self.sellers);
        let facts = facts.unwrap_or_else(|| Facts::read(&self.workspace.snapshot()));
        self.past.push(std::mem::replace(&mut self.facts, facts));
    }

    /// Brings everything up to date with a change that this step made.
    pub(super) fn follow(&mut self, change: Change, step: &Step) -> Summary {
        let summary = self.summary_of(step, &change, None);
        self.learn(step);
        self.take_over(change, step);
        summary
    }

    /// Brings everything up to date with a change that took this step back.
    pub(super) fn follow_back(&mut self, change: Change, step: &Step) -> Summary {
        let earlier = self.past.pop();
        let facts = earlier.unwrap_or_else(|| Facts::read(&self.workspace.snapshot()));
        let summary = self.summary_of(step, &change, Some(&facts));
        self.facts = facts;
        self.take_over(change, step);
        summary
    }

    fn take_over(&mut self, change: Change, step: &Step) {
        self.state.follow(change);
        self.state.settle(&self.workspace);
        // Rows tell facts of documents, and those of all charges of an invoice.
        let is_earlier_good = !step.has_documents();
        let empty = Timeline::empty(self.window());
        let earlier = std::mem::replace(&mut self.timeline, empty);
        self.look_again(Some(&earlier).filter(|_| is_earlier_good));
    }

    /// What a change does that is not followed yet: one that this step makes, or one that goes back
    /// to earlier facts.
    pub(super) fn summary_of(
        &self,
        step: &Step,
        change: &Change,
        earlier: Option<&Facts>,
    ) -> Summary {
        let (given, created) = (step.currencies(), change.created(&self.state));
        let known = self.state.created();
        // Currencies are told as they are afterwards; the engine's lines do not tell them.
        summary::of_change(&self.state, change, |order| {
            let declared = |facts: &Facts| Some(facts.orders.get(order)?.currency.clone());
            let text = |currency: Option<&&str>| currency.map(|currency| (*currency).to_owned());
            match earlier {
                Some(earlier) => declared(earlier),
                None => text(given.get(order)),
            }
            .or_else(|| declared(&self.facts))
            .or_else(|| text(created.get(order)))
            .or_else(|| text(known.get(order)))
            .unwrap_or_default()
        })
    }

    /// What is different without edits.
    pub(super) fn difference(&self, before: &State, facts: &Facts) -> Summary {
        let (created, past) = (self.state.created(), before.created());
        summary::between(before, &self.state, |order| {
            let declared = [&self.facts, facts].into_iter().find_map(|f| f.orders.get(order));
            let currency = declared.map(|order| order.currency.as_str());
            let currency = currency.or_else(|| created.get(order).copied());
            currency.or_else(|| past.get(order).copied()).unwrap_or_default().to_owned()
        })
    }

    pub(super) fn sides(&self) -> Sides<'_> {
        Sides {
            state: &self.state,
            facts: &self.facts,
            baseline: &self.baseline,
            baseline_facts: &self.baseline_facts,
        }
    }

    /// Makes the timeline again, with the rows of an earlier one whose facts are the same.
    pub(super) fn look_again(&mut self, earlier: Option<&Timeline>) {
        let name = |id: &str| self.sellers.get(id).map(|seller| seller.name.clone());
        self.timeline = Timeline::build(self.sides(), self.window(), name, earlier);
        self.finding_count = None;
    }
}

fn document(snapshot: &str) -> Result<SnapshotDocument, Problems> {
    SnapshotDocument::from_json("snapshot", snapshot)
        .map_err(|refusal| Problems::one(Code::InvalidJson, "", refusal.to_string()))
}

fn with_estimates(snapshot: &str, estimates: &[Estimate]) -> Result<String, Problems> {
    if estimates.is_empty() {
        return Ok(snapshot.to_owned());
    }
    let mut document = document(snapshot)?;
    let known: BTreeSet<String> = gather(document.charges.iter().map(|c| c.id.clone()));
    let estimates = estimates.iter().map(|estimate| estimate.charge.clone());
    document.charges.extend(estimates.filter(|charge| !known.contains(&charge.id)));
    Ok(document.to_json())
}

/// The month that counts as now: today, unless everything that is known lies before or after the
/// timeline of today. Then the last month that is known, or the first.
fn as_of(state: &State, today: BillingMonth) -> BillingMonth {
    let months = || state.documents().filter_map(|document| document.month());
    let window = today.plus(-MONTHS_PAST)..=today.plus(MONTHS_AHEAD);
    if months().any(|month| window.contains(&month)) {
        return today;
    }
    let before = months().filter(|month| month < window.start()).max();
    before.or_else(|| months().min()).unwrap_or(today)
}
