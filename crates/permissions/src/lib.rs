#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod action;
mod ask;
mod book;
mod check;
mod decision;
mod guard;
mod managed;
mod nesting;
mod schema;
mod summary;

pub use action::{Action, UnknownAction};
pub use ask::{Principal, Resource, ResourceKind};
pub use book::PolicyBook;
pub use check::{
    POLICY_ID_MAX, POLICY_TEXT_MAX, PolicyProblem, PolicyProblems, ProblemCode, check_policy,
};
pub use decision::{Decision, Denial, DenialReason};
pub use guard::Guard;
pub use managed::{ManagedPolicy, UnknownPolicy};
pub use schema::SCHEMA;
pub use summary::summary;
