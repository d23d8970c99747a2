//! Facts of an account, which a server keeps: the edits of a scenario as one save, later facts under
//! them, and taking a save back.

use billing_files::kept_id;
use procurement::sorting::{gather, sort_by_key};
use procurement::{BillingMonth, Code, Instant, Problems, Workspace};
use serde_json::Value;

use super::opened::Opened;
use crate::api::{Edited, Proposal, Refreshed, Summary};
use crate::differences::{clashes, reversal, still_leading_back};
use crate::facts::Facts;
use crate::scenario::{Scenario, Step};
use crate::state::State;
use crate::summary;

/// What is different about an account.
#[derive(Debug)]
pub(super) struct Account {
    /// The instant of every edit. The server saves all edits of a scenario at one moment, so they
    /// have one here too: right after the last update of a purchase order (M10).
    pub(super) edits_at: String,
    /// What takes the last save back.
    pub(super) reversal: Vec<Value>,
}

impl Opened {
    pub(super) fn begin_account(
        snapshot: String,
        name: String,
        today: BillingMonth,
    ) -> Result<Self, Problems> {
        let mut opened = Self::begin(snapshot, name, today)?;
        let edits_at = edits_at(&opened.baseline_facts);
        opened.account = Some(Account { edits_at, reversal: Vec::new() });
        // Nothing is known of the past, and the future may be empty: the present is what it is.
        (opened.as_of, opened.present_month) = (today, today);
        opened.look_again(None);
        Ok(opened)
    }

    /// A step of the scenario.
    pub(super) fn step(&self, edits: &[Value], at: &str) -> Step {
        match &self.account {
            None => Step::new(at.to_owned(), edits.to_vec()),
            Some(account) => {
                let edits = edits.iter().flat_map(|edit| self.widened(edit)).collect();
                Step::new(account.edits_at.clone(), edits)
            }
        }
    }

    /// The months of a usage charge have one reference: an edit of one is an edit of all.
    fn widened(&self, edit: &Value) -> Vec<Value> {
        let target = edit.get("set").and_then(|set| set.get("charge")).and_then(Value::as_str);
        let Some(id) = target else { return vec![edit.clone()] };
        let kept = kept_id(id);
        let siblings = self.facts.charges().map(|charge| charge.id.as_str());
        let mut ids: Vec<&str> = siblings.filter(|id| kept_id(id) == kept).collect();
        if ids.is_empty() {
            ids.push(id);
        }
        sort_by_key(&mut ids, |id| *id);
        let of = |id: &str| {
            let mut edit = edit.clone();
            edit["set"]["charge"] = Value::from(id);
            edit
        };
        ids.into_iter().map(of).collect()
    }

    pub(super) fn proposal(&self) -> Proposal {
        let scenario = self.scenarios.get(self.scenario);
        let named = scenario.map(Scenario::named).unwrap_or_default();
        let steps = scenario.map(|scenario| scenario.steps.as_slice()).unwrap_or_default();
        Proposal {
            edits: steps.iter().flat_map(|step| step.edits.iter().cloned()).collect(),
            digest: self.workspace.digest(),
            orders: gather(named.orders),
            charges: gather(named.charges),
            summary: self.summary(),
        }
    }

    /// What is to be saved, and that it is. Until then it may be taken back, other edits may come,
    /// and another scenario may be the present one.
    pub(super) fn send(&mut self) -> Proposal {
        for scenario in &mut self.scenarios {
            let steps = scenario.steps.iter_mut().chain(&mut scenario.undone);
            steps.for_each(|step| step.is_sent = false);
        }
        if let Some(scenario) = self.present() {
            scenario.steps.iter_mut().for_each(|step| step.is_sent = true);
        }
        self.proposal()
    }

    /// Takes away what was sent.
    pub(super) fn sent(&mut self) -> Edited {
        drop(self.take_sent());
        // What takes this save back is not known.
        if let Some(account) = &mut self.account {
            account.reversal.clear();
        }
        self.rewind();
        self.edited(Summary::default())
    }

    fn take_sent(&mut self) -> Scenario {
        let mut sent = Scenario::default();
        for scenario in &mut self.scenarios {
            for steps in [&mut scenario.steps, &mut scenario.undone] {
                sent.steps.extend(steps.extract_if(.., |step| step.is_sent));
            }
        }
        sent
    }

    /// Takes later facts in place of those that are there.
    pub(super) fn refresh(
        &mut self,
        snapshot: String,
        today: BillingMonth,
        is_saved: bool,
    ) -> Result<Refreshed, Problems> {
        if self.account.is_none() {
            let message = "what is open is no account: open one first";
            return Err(Problems::one(Code::NoSuchObject, "", message));
        }
        let workspace = Workspace::load(snapshot.clone(), &self.sellers)?;
        let baseline = State::of(&workspace);
        let facts = Facts::read(&workspace.snapshot());
        let (reversal, clashes) = if is_saved {
            let named = self.take_sent().named();
            (reversal(&named, &self.baseline_facts, &facts), Vec::new())
        } else {
            let scenario = self.scenarios.get(self.scenario);
            let named = scenario.map(Scenario::named).unwrap_or_default();
            let kept = self.account.take().map(|account| account.reversal).unwrap_or_default();
            (
                still_leading_back(kept, &self.baseline_facts, &facts),
                clashes(&named, &self.baseline_facts, &facts, &self.facts),
            )
        };
        let before = std::mem::replace(&mut self.baseline, baseline);
        let before_facts = std::mem::replace(&mut self.baseline_facts, facts);
        let edits_at = edits_at(&self.baseline_facts);
        for scenario in &mut self.scenarios {
            // Later facts may be later than the edits.
            let steps = scenario.steps.iter_mut().chain(&mut scenario.undone);
            steps.for_each(|step| step.at.clone_from(&edits_at));
        }
        self.account = Some(Account { edits_at, reversal });
        (self.workspace, self.snapshot, self.as_of) = (workspace, snapshot, today);
        (self.present_month, self.handed_in) = (today, today);
        let had = self.present().map_or(0, |scenario| scenario.steps.len());
        self.replay();
        let kept = self.present().map_or(0, |scenario| scenario.steps.len());
        let theirs = summary::between(&before, &self.baseline, |order| {
            let known = [&self.baseline_facts, &before_facts];
            let declared = known.into_iter().find_map(|facts| facts.orders.get(order));
            let currency = declared.map(|order| order.currency.as_str());
            let (now, then) = (self.baseline.created(), before.created());
            let currency = currency.or_else(|| now.get(order).copied());
            currency.or_else(|| then.get(order).copied()).unwrap_or_default().to_owned()
        });
        Ok(Refreshed {
            theirs: Some(theirs),
            dropped: had - kept,
            clashes,
            can_reverse: self.account.as_ref().is_some_and(|a| !a.reversal.is_empty()),
            standing: self.standing(),
        })
    }

    /// Adds edits that take the last save back, to be looked at and saved like any others.
    pub(super) fn reverse(&mut self) -> Result<Edited, Problems> {
        let reversal = self.account.as_ref().map(|account| account.reversal.clone());
        let reversal = reversal.filter(|edits| !edits.is_empty()).ok_or_else(|| {
            Problems::one(Code::NoSuchObject, "", "there is no save to take back")
        })?;
        let edited = self.edit(&reversal, "")?;
        if let Some(account) = &mut self.account {
            account.reversal.clear();
        }
        Ok(edited)
    }
}

/// Right after the last update of any purchase order.
fn edits_at(facts: &Facts) -> String {
    let updated =
        facts.orders.values().filter_map(|order| order.updated_at.parse::<Instant>().ok());
    let last = updated.map(Instant::milliseconds).max().unwrap_or_default();
    Instant::from_milliseconds(last + 1).to_string()
}
