//! What was decided, and for a refusal, why and what to do.

use std::fmt;

use crate::guard::Guard;
use crate::{Action, ManagedPolicy, ResourceKind};

/// Whether somebody may.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a decision that nobody looks at protects nothing"]
pub enum Decision {
    /// A policy allows it, and none forbids it.
    Allowed,
    /// It is refused.
    Denied(Denial),
}

impl Decision {
    /// Whether it is allowed.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed)
    }

    /// The same for the operator `?`.
    pub fn into_result(self) -> Result<(), Denial> {
        match self {
            Self::Allowed => Ok(()),
            Self::Denied(denial) => Err(denial),
        }
    }
}

/// A refusal. As text it is a sentence that a page can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// What is refused: the action asked for, or one that it needs.
    pub action: Action,
    /// Why.
    pub reason: DenialReason,
    /// The managed policies that would allow it, least first; only where no policy allows it.
    pub would_allow: Vec<ManagedPolicy>,
}

/// Why something is refused, in the order in which it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DenialReason {
    /// The token or embedded session was made for less than this.
    OutsideScope,
    /// The action is never done to this kind of resource.
    NotOfThisKind(ResourceKind),
    /// A policy that forbids could not be evaluated, so that nobody knows whether it forbids.
    Undecided(String),
    /// The policy of this id forbids it; no other can allow it.
    ForbiddenBy(String),
    /// Nothing allows it.
    NoPolicyAllows,
}

impl Denial {
    /// The reason as a stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self.reason {
            DenialReason::OutsideScope => "OUTSIDE_SCOPE",
            DenialReason::NotOfThisKind(_) => "NOT_OF_THIS_KIND",
            DenialReason::Undecided(_) => "POLICY_NOT_EVALUATED",
            DenialReason::ForbiddenBy(_) => "FORBIDDEN_BY_POLICY",
            DenialReason::NoPolicyAllows => "NO_POLICY_ALLOWS",
        }
    }

    /// The same of somebody else, told to whoever can change what they may do. They are named as
    /// the text has it.
    pub fn of(&self, somebody: &str) -> String {
        let action = self.action;
        match &self.reason {
            DenialReason::Undecided(policy) => format!(
                "the policy `{policy}` could not be evaluated for `{action}`, so it is refused: \
                 correct that policy"
            ),
            DenialReason::ForbiddenBy(policy) if Guard::of_id(policy).is_none() => {
                format!("the policy `{policy}` forbids `{action}`: change that policy")
            }
            DenialReason::NoPolicyAllows => {
                let ids = self.helpful();
                let help = if ids.is_empty() {
                    "attach one that does".to_owned()
                } else {
                    format!("attach {} to them", either(&ids))
                };
                format!("no policy of `{somebody}` allows `{action}`: {help}")
            }
            _ => self.to_string(),
        }
    }

    /// The policies that would allow it.
    fn helpful(&self) -> Vec<String> {
        self.would_allow.iter().map(|policy| format!("`{policy}`")).collect()
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = self.action;
        match &self.reason {
            DenialReason::OutsideScope => write!(
                out,
                "this token or session was made without `{action}`: use one whose scope has it"
            ),
            DenialReason::NotOfThisKind(kind) => {
                let kinds: Vec<_> =
                    action.resource_kinds().iter().map(|kind| kind.words()).collect();
                let (asked, possible) = (kind.words(), either(&kinds));
                write!(out, "`{action}` is not for {asked}: ask about {possible}")
            }
            DenialReason::Undecided(policy) => write!(
                out,
                "the policy `{policy}` could not be evaluated for `{action}`, so it is refused: \
                 ask an administrator of the organisation to correct that policy"
            ),
            DenialReason::ForbiddenBy(policy) => match Guard::of_id(policy) {
                Some(guard) => write!(out, "`{action}` is refused: {}", guard.sentence()),
                None => write!(
                    out,
                    "the policy `{policy}` forbids `{action}`: ask an administrator of the \
                     organisation to change that policy"
                ),
            },
            DenialReason::NoPolicyAllows => {
                write!(out, "no policy of yours allows `{action}`: ask an administrator of the ")?;
                let ids = self.helpful();
                match ids.len() {
                    0 => write!(out, "organisation for one that does"),
                    _ => write!(out, "organisation for the policy {}", either(&ids)),
                }
            }
        }
    }
}

impl std::error::Error for Denial {}

/// `a`, `a or b`, `a, b or c`.
fn either(words: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            text.push_str(if index + 1 == words.len() { " or " } else { ", " });
        }
        text.push_str(word.as_ref());
    }
    text
}
