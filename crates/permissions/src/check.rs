//! Checks a policy before it is stored: all that is wrong with it, each with its place.

use std::collections::BTreeSet;
use std::fmt;

use cedar_policy::ffi::DetailedError;
use cedar_policy::{
    Policy, PolicyId, PolicySet, ValidationError, ValidationMode, ValidationWarning,
};
use serde::Serialize;

use crate::ManagedPolicy;
use crate::guard::Guard;
use crate::nesting::{BRACKETS_MAX, OPERATORS_MAX, too_deep};
use crate::schema::SHIPPED;

/// How many characters the id of a policy may have.
pub const POLICY_ID_MAX: usize = 100;

/// How many bytes the text of a policy may have.
pub const POLICY_TEXT_MAX: usize = 16 * 1024;

/// Checks the id and the text of a policy of an organisation's own.
///
/// # Errors
///
/// Everything that is wrong, in the order of the text. What is wrong with the meaning is found only
/// once the text can be read.
pub fn check_policy(id: &str, text: &str) -> Result<(), Vec<PolicyProblem>> {
    checked(id, text).map(drop).map_err(|found| found.problems)
}

/// One thing that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PolicyProblem {
    /// The id of the policy.
    pub policy: String,
    /// The line in its text, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// What is wrong, for programs.
    pub code: ProblemCode,
    /// What is wrong and what to do, for people.
    pub message: String,
}

/// Stable names of the ways a policy can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// An id is there twice.
    DuplicateId,
    /// An id is empty, too long or has a character that its kind does not allow.
    InvalidId,
    /// An id is one of the product's own.
    ReservedId,
    /// The text holds no policy.
    EmptyText,
    /// The text is too long.
    TextTooLong,
    /// The text is nested too deeply.
    TooDeep,
    /// The text cannot be read as policies.
    Syntax,
    /// A policy has a place to be filled in, which nobody would fill.
    Placeholder,
    /// An action is named that does not exist.
    UnknownAction,
    /// A kind of thing is named that does not exist.
    UnknownKind,
    /// An attribute is named that does not exist.
    UnknownAttribute,
    /// An attribute or tag is read that may not be there.
    MayBeAbsent,
    /// The policy can never apply to any request.
    NeverApplies,
    /// A text has characters that make it look like another.
    Misleading,
    /// Values are compared or used in a way that their types do not admit.
    WrongType,
}

/// All that is wrong with some policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct PolicyProblems {
    /// At least one.
    pub problems: Vec<PolicyProblem>,
}

impl fmt::Display for PolicyProblems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let PolicyProblem { policy, line, column, message, .. } = problem;
            let separator = if index > 0 { "\n" } else { "" };
            write!(formatter, "{separator}policy `{policy}`, {line}:{column}: {message}")?;
        }
        Ok(())
    }
}

impl PolicyProblem {
    /// One that is not at any place of the text.
    pub(crate) fn of_id(policy: &str, code: ProblemCode, message: String) -> Self {
        Self { policy: policy.to_owned(), line: 1, column: 1, code, message }
    }
}

/// The statements of an own policy, once they are found sound.
pub(crate) fn checked(id: &str, text: &str) -> Result<Vec<Policy>, PolicyProblems> {
    let mut problems = id_problems(id);
    match statements(id, text) {
        Err(found) => problems.extend(found.problems),
        Ok(statements) => {
            problems.extend(meaning_problems(id, text, &statements));
            if problems.is_empty() {
                return Ok(statements);
            }
        }
    }
    Err(PolicyProblems { problems })
}

/// The statements of a text, each named for its policy and its place in it.
pub(crate) fn statements(id: &str, text: &str) -> Result<Vec<Policy>, PolicyProblems> {
    let whole = |code, message| {
        Err(PolicyProblems { problems: vec![PolicyProblem::of_id(id, code, message)] })
    };
    if text.len() > POLICY_TEXT_MAX {
        let message = format!("the policy has more than {POLICY_TEXT_MAX} bytes: split it in two");
        return whole(ProblemCode::TextTooLong, message);
    }
    if let Some(offset) = too_deep(text) {
        let (line, column) = line_and_column(text, offset);
        let message = format!(
            "a policy may have {BRACKETS_MAX} brackets within each other and {OPERATORS_MAX} \
             operators: write two, or `[…].contains(…)` for a list of values"
        );
        let problem = PolicyProblem::of_id(id, ProblemCode::TooDeep, message);
        return Err(PolicyProblems { problems: vec![PolicyProblem { line, column, ..problem }] });
    }
    let policies: PolicySet = text.parse().map_err(|errors: cedar_policy::ParseErrors| {
        let place =
            |error| place_problem(id, text, ProblemCode::Syntax, &DetailedError::from(error));
        let mut problems: Vec<_> = errors.iter().map(place).collect();
        sort(&mut problems);
        PolicyProblems { problems }
    })?;
    if policies.templates().next().is_some() {
        let places = ["?principal", "?resource"].iter().filter_map(|slot| text.find(slot));
        let (line, column) = line_and_column(text, places.min().unwrap_or(0));
        let message = "a policy with a placeholder is never filled in: write `principal` for \
                       everybody, or name whom it is for"
            .to_owned();
        let problem = PolicyProblem {
            line,
            column,
            ..PolicyProblem::of_id(id, ProblemCode::Placeholder, message)
        };
        return Err(PolicyProblems { problems: vec![problem] });
    }
    if policies.is_empty() {
        let message = "there is no policy in the text: begin with `permit (` or `forbid (`";
        return whole(ProblemCode::EmptyText, message.to_owned());
    }
    // The reader numbers them `policy0`, `policy1` in the order of the text.
    let number = |policy: &Policy| {
        let id: &str = policy.id().as_ref();
        id.trim_start_matches("policy").parse::<usize>().unwrap_or(usize::MAX)
    };
    let mut statements: Vec<_> = policies.policies().cloned().collect();
    statements.sort_by_key(number);
    let named = statements.iter().zip(1..);
    Ok(named.map(|(statement, n)| statement.new_id(PolicyId::new(format!("{id}#{n}")))).collect())
}

/// The policy that a statement belongs to: the opposite of the naming by [`statements`].
pub(crate) fn owner(statement: &PolicyId) -> &str {
    let id: &str = statement.as_ref();
    id.rsplit_once('#').map_or(id, |(policy, _)| policy)
}

fn id_problems(id: &str) -> Vec<PolicyProblem> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let fits = (1..=POLICY_ID_MAX).contains(&id.len()) && id.chars().all(allowed);
    let reserved = id.parse::<ManagedPolicy>().is_ok() || Guard::of_id(id).is_some();
    let mut problems = Vec::new();
    if !fits {
        let message = format!(
            "`{id}` cannot be the id of a policy: write 1 to {POLICY_ID_MAX} letters from A to Z, \
             digits, `-`, `_` and `.`"
        );
        problems.push(PolicyProblem::of_id(id, ProblemCode::InvalidId, message));
    }
    if reserved {
        let message = format!("`{id}` is the id of a policy of the product: choose another");
        problems.push(PolicyProblem::of_id(id, ProblemCode::ReservedId, message));
    }
    problems
}

fn meaning_problems(id: &str, text: &str, statements: &[Policy]) -> Vec<PolicyProblem> {
    let policies = match PolicySet::from_policies(statements.iter().cloned()) {
        Ok(policies) => policies,
        Err(error) => {
            return vec![PolicyProblem::of_id(id, ProblemCode::DuplicateId, error.to_string())];
        }
    };
    let result = SHIPPED.validator.validate(&policies, ValidationMode::Strict);
    let errors = result
        .validation_errors()
        .map(|error| place_problem(id, text, error_code(error), &DetailedError::from(error)));
    // That a statement with a fault never applies is no news.
    let faulty: BTreeSet<_> = result.validation_errors().map(ValidationError::policy_id).collect();
    let warnings = result.validation_warnings().filter_map(|warning| {
        let code = warning_code(warning)?;
        let news = code != ProblemCode::NeverApplies || !faulty.contains(warning.policy_id());
        news.then(|| place_problem(id, text, code, &DetailedError::from(warning)))
    });
    let mut problems: Vec<_> = errors.chain(warnings).collect();
    sort(&mut problems);
    problems
}

/// In the order of the text, one of a kind at each place: the validator tells the same once more
/// for every action and kind of resource.
fn sort(problems: &mut Vec<PolicyProblem>) {
    problems.sort();
    problems.dedup_by_key(|problem| (problem.line, problem.column, problem.code));
}

fn error_code(error: &ValidationError) -> ProblemCode {
    match error {
        ValidationError::UnrecognizedActionId(_) => ProblemCode::UnknownAction,
        ValidationError::UnrecognizedEntityType(_) => ProblemCode::UnknownKind,
        ValidationError::UnsafeAttributeAccess(_) => ProblemCode::UnknownAttribute,
        ValidationError::UnsafeOptionalAttributeAccess(_) | ValidationError::UnsafeTagAccess(_) => {
            ProblemCode::MayBeAbsent
        }
        _ => ProblemCode::WrongType,
    }
}

/// A policy without effect is a mistake of whoever wrote it. Letters of several scripts are none:
/// names of teams may have them.
fn warning_code(warning: &ValidationWarning) -> Option<ProblemCode> {
    match warning {
        ValidationWarning::ImpossiblePolicy(_) | ValidationWarning::InvalidActionApplication(_) => {
            Some(ProblemCode::NeverApplies)
        }
        ValidationWarning::BidiCharsInString(_) | ValidationWarning::BidiCharsInIdentifier(_) => {
            Some(ProblemCode::Misleading)
        }
        _ => None,
    }
}

fn place_problem(id: &str, text: &str, code: ProblemCode, found: &DetailedError) -> PolicyProblem {
    let place = found.source_locations.first();
    let (line, column) = line_and_column(text, place.map_or(0, |label| label.loc.start));
    let what = without_statement(&found.message);
    let mut message = what.to_owned();
    for hint in [place.and_then(|label| label.label.as_ref()), found.help.as_ref()] {
        match hint.map(|hint| without_statement(hint)) {
            Some(hint) if hint != what => message = format!("{message} ({hint})"),
            _ => {}
        }
    }
    let message = format!("{message}: {}", advice(code));
    PolicyProblem { line, column, ..PolicyProblem::of_id(id, code, message) }
}

/// A message without the id of the statement that it begins with, which nobody has seen.
fn without_statement(message: &str) -> &str {
    match message.split_once("`, ") {
        Some((head, rest)) if head.starts_with("for policy `") => rest,
        _ => message,
    }
}

/// What to do about it.
fn advice(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::UnknownAction => {
            "name one of the list, such as `Tieback::Action::\"purchase-orders:GetPurchaseOrder\"`"
        }
        ProblemCode::UnknownKind => "name one of the schema, such as `Tieback::PurchaseOrder`",
        ProblemCode::UnknownAttribute => {
            "name one of the schema, such as `resource.account`, that all that it is asked of have"
        }
        ProblemCode::MayBeAbsent => {
            "ask first whether it is there, by `has` or `hasTag(…) &&`; only purchase orders have \
             tags"
        }
        ProblemCode::NeverApplies => "name an action and a resource that go together",
        ProblemCode::Misleading => "write it without characters that turn the direction of text",
        ProblemCode::Syntax => "correct the text at this place",
        _ => "correct the condition at this place",
    }
}

/// Both from 1, of a byte of the text.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut before = text.get(..offset).unwrap_or(text);
    if offset >= text.len() {
        // The end is told as the end of what was written, not of the empty lines after it.
        before = text.trim_end();
    }
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
