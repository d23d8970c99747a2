//! What can go wrong with a record, in words for whoever asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::idempotency::StoredAnswer;

/// What asking or changing records gives.
pub type Result<T> = std::result::Result<T, RecordError>;

/// One thing that is wrong with a request, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Where in the request: a JSON pointer, empty for the whole.
    pub pointer: String,
    /// Stable, for programs.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

impl Problem {
    /// A problem at a place of the request.
    pub fn new(
        code: impl Into<String>,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self { pointer: pointer.into(), code: code.into(), message: message.into() }
    }
}

impl From<procurement::Problem> for Problem {
    fn from(problem: procurement::Problem) -> Self {
        Self::new(problem.code.as_str(), problem.pointer, problem.message)
    }
}

/// Why something was not done, or what there is instead.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is no such record, or it is somebody else's.
    #[error("there is no {kind} `{id}`")]
    NotFound {
        /// The kind of record, in small letters.
        kind: &'static str,
        /// What was looked for.
        id: String,
    },
    /// The request breaks rules: every problem, sorted by pointer and code.
    #[error("{}", sentences(.0))]
    Refused(Vec<Problem>),
    /// The record is in a state in which this cannot be done.
    #[error("{message}")]
    Conflict {
        /// Stable, for programs.
        code: &'static str,
        /// A sentence for people.
        message: String,
        /// The record, or the change, as it is now.
        current: Option<serde_json::Value>,
    },
    /// Whoever asks may see this, but not do it.
    #[error("{0}")]
    Forbidden(String),
    /// The same request was answered before: its answer again.
    #[error("answered before")]
    Replayed(StoredAnswer),
    /// Others hold what is needed; asking again later helps.
    #[error("the records are busy: try again in a moment")]
    Busy,
    /// The database failed.
    #[error("the database failed: {0}")]
    Storage(sqlx::Error),
    /// What is stored is not what was stored: somebody else wrote to the database.
    #[error("a record is damaged: {0}")]
    Damaged(String),
}

impl RecordError {
    /// There is no such record.
    pub fn not_found(kind: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound { kind, id: id.into() }
    }

    /// One problem with the request.
    pub fn refused(
        code: impl Into<String>,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::Refused(vec![Problem::new(code, pointer, message)])
    }

    /// Several problems with the request, in order.
    pub fn refused_all(mut problems: Vec<Problem>) -> Self {
        problems.sort();
        Self::Refused(problems)
    }

    /// A conflict with the state that a record is in.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into(), current: None }
    }

    /// What a change would move is no longer what its preview showed: `current` is the change as
    /// it is now.
    pub fn preview_changed(current: serde_json::Value) -> Self {
        Self::Conflict {
            code: "PREVIEW_CHANGED",
            message: "what this would move is not what you saw: look at the preview again, then \
                      save"
                .to_owned(),
            current: Some(current),
        }
    }

    /// Another version of the record is there than the one that was meant.
    pub fn stale(current: impl Serialize) -> Self {
        Self::Conflict {
            code: "VERSION_CONFLICT",
            message: "somebody changed this meanwhile: look at it as it is now, and try again"
                .to_owned(),
            current: serde_json::to_value(current).ok(),
        }
    }

    /// Refuses where the record has another version than the one that is meant, if one is.
    pub(crate) fn unless_version(
        meant: Option<i64>,
        version: i64,
        current: &impl Serialize,
    ) -> Result<()> {
        match meant {
            Some(meant) if meant != version => Err(Self::stale(current)),
            _ => Ok(()),
        }
    }
}

impl From<sqlx::Error> for RecordError {
    fn from(error: sqlx::Error) -> Self {
        if is_busy(&error) { Self::Busy } else { Self::Storage(error) }
    }
}

impl From<procurement::Problems> for RecordError {
    fn from(problems: procurement::Problems) -> Self {
        Self::Refused(problems.problems.into_iter().map(Problem::from).collect())
    }
}

impl From<serde_json::Error> for RecordError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Whether somebody else was in the way: a lock, a deadlock, a lost race that may be run again.
/// Whatever else failed would fail again.
fn is_busy(error: &sqlx::Error) -> bool {
    /// Serialisation failure, deadlock, lock not available, statement given up; SQLITE_BUSY and
    /// its extended forms, and SQLITE_LOCKED.
    const BUSY: [&str; 9] = ["40001", "40P01", "55P03", "57014", "5", "6", "261", "517", "262"];
    match error {
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| BUSY.contains(&code.as_ref()))
        }
        _ => false,
    }
}

fn sentences(problems: &[Problem]) -> impl fmt::Display {
    let sentences: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    sentences.join("; ")
}
