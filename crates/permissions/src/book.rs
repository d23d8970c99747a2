//! The policies of one organisation, and what they decide.

use std::collections::BTreeSet;

use cedar_policy::{Authorizer, Decision as Answer, Effect, PolicyId, PolicySet, Response};

use crate::check::{PolicyProblem, PolicyProblems, ProblemCode, checked, owner};
use crate::schema::{Question, SHIPPED};
use crate::{Action, Decision, Denial, DenialReason, ManagedPolicy, Principal, Resource};

/// The policies of one organisation: the managed ones and its own.
///
/// Reading policies costs far more than asking: keep a book until a policy of its organisation
/// changes. It belongs to one organisation, so that the policies of two never meet.
#[derive(Debug, Clone)]
pub struct PolicyBook {
    /// INVARIANT: checked against the schema.
    policies: PolicySet,
}

impl Default for PolicyBook {
    fn default() -> Self {
        Self::new()
    }
}

impl PolicyBook {
    /// With the managed policies only.
    pub fn new() -> Self {
        Self { policies: SHIPPED.policies.clone() }
    }

    /// With the policies of an organisation's own too, each an id and a text.
    ///
    /// # Errors
    ///
    /// All problems of all texts. None of the texts is left out silently: without one that forbids,
    /// people could do what they must not.
    pub fn with_own<Id: AsRef<str>, Text: AsRef<str>>(
        policies: impl IntoIterator<Item = (Id, Text)>,
    ) -> Result<Self, PolicyProblems> {
        let mut book = Self::new();
        let mut problems = Vec::new();
        let mut ids = BTreeSet::new();
        for (id, text) in policies {
            let (id, text) = (id.as_ref(), text.as_ref());
            if !ids.insert(id.to_owned()) {
                let message = format!("there are two policies `{id}`: give one another id");
                problems.push(PolicyProblem::of_id(id, ProblemCode::DuplicateId, message));
                continue;
            }
            match checked(id, text) {
                Ok(statements) => {
                    for statement in statements {
                        // Ids of statements differ, since those of policies do.
                        if let Err(error) = book.policies.add(statement) {
                            let message = format!("{error}: give the policy another id");
                            problems.push(PolicyProblem::of_id(
                                id,
                                ProblemCode::DuplicateId,
                                message,
                            ));
                        }
                    }
                }
                Err(found) => problems.extend(found.problems),
            }
        }
        if problems.is_empty() { Ok(book) } else { Err(PolicyProblems { problems }) }
    }

    /// Whether somebody may do something to something, with all that the action needs.
    ///
    /// Denied unless a policy allows it; a policy that forbids wins over any that allows.
    pub fn decide(&self, principal: &Principal, action: Action, resource: &Resource) -> Decision {
        for &action in [action].iter().chain(action.needs()) {
            if let Some(reason) = self.refusal(principal, action, resource) {
                let would_allow = match reason {
                    DenialReason::NoPolicyAllows => would_allow(principal, action, resource),
                    _ => Vec::new(),
                };
                return Decision::Denied(Denial { action, reason, would_allow });
            }
        }
        Decision::Allowed
    }

    /// The same without why not, which takes most of the time.
    pub fn allows(&self, principal: &Principal, action: Action, resource: &Resource) -> bool {
        let allows = |&action: &Action| self.refusal(principal, action, resource).is_none();
        [action].iter().chain(action.needs()).all(allows)
    }

    /// Whether there are policies of the organisation's own: no other speaks of tags.
    pub fn has_own(&self) -> bool {
        self.policies.num_of_policies() > SHIPPED.policies.num_of_policies()
    }

    fn refusal(
        &self,
        principal: &Principal,
        action: Action,
        resource: &Resource,
    ) -> Option<DenialReason> {
        if principal.scope.as_ref().is_some_and(|scope| !scope.contains(&action)) {
            return Some(DenialReason::OutsideScope);
        }
        if !action.resource_kinds().contains(&resource.kind) {
            return Some(DenialReason::NotOfThisKind(resource.kind));
        }
        let question = Question::new(principal, resource);
        let Some((request, entities)) = question.and_then(|question| question.about(action)) else {
            return Some(DenialReason::NoPolicyAllows);
        };
        let response = Authorizer::new().is_authorized(&request, &self.policies, &entities);
        let ids = response.diagnostics().reason();
        match response.decision() {
            Answer::Deny => Some(match first(ids) {
                Some(policy) => DenialReason::ForbiddenBy(policy),
                None => DenialReason::NoPolicyAllows,
            }),
            Answer::Allow => self.failed_to_forbid(&response).map(DenialReason::Undecided),
        }
    }

    /// A policy that forbids and could not be evaluated: an authoriser passes over it, we do not.
    fn failed_to_forbid(&self, response: &Response) -> Option<String> {
        let failed = response.diagnostics().errors().map(|error| match error {
            cedar_policy::AuthorizationError::PolicyEvaluationError(error) => error.policy_id(),
        });
        let forbids = |id: &&PolicyId| {
            self.policies.policy(id).is_none_or(|policy| policy.effect() == Effect::Forbid)
        };
        first(failed.filter(forbids))
    }
}

/// The policy that the first of some statements belongs to, so that the same is told each time.
fn first<'a>(statements: impl Iterator<Item = &'a PolicyId>) -> Option<String> {
    statements.map(|id| owner(id).to_owned()).min()
}

/// The managed policies that somebody does not have and that would allow it.
fn would_allow(principal: &Principal, action: Action, resource: &Resource) -> Vec<ManagedPolicy> {
    let question = Question::with_all_managed(principal, resource);
    let Some((request, entities)) = question.and_then(|question| question.about(action)) else {
        return Vec::new();
    };
    let authorizer = Authorizer::new();
    let allows = |policies| {
        authorizer.is_authorized(&request, policies, &entities).decision() == Answer::Allow
    };
    let managed = SHIPPED.managed.iter();
    let lacking =
        managed.filter(|(policy, _)| !principal.policies.iter().any(|id| id == policy.id()));
    lacking.filter(|(_, policies)| allows(policies)).map(|(policy, _)| *policy).collect()
}
