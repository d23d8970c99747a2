//! Why a request was not carried out.

use outlook::api::{RefusedProblem, read_answer};

use crate::engine::{in_words, told};
use crate::text::server as texts;

/// A request that was not carried out, as the server tells it or as the browser does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Stable, for programs.
    pub(crate) code: String,
    /// A sentence for people.
    pub(crate) detail: String,
    /// Everything that is wrong with the request, by place.
    pub(crate) problems: Vec<RefusedProblem>,
}

outlook::answers! {
    struct Problem {
        code: String,
        detail: String,
        problems: Option<Vec<RefusedProblem>>,
    }
}

const NO_API: &str = "NO_API";
const UNREADABLE: &str = "UNREADABLE";
const UNREACHABLE: &str = "UNREACHABLE";
const TIMED_OUT: &str = "TIMED_OUT";
const CANCELLED: &str = "CANCELLED";

impl Failure {
    /// Reads the problem details of an answer; one from a proxy has none.
    pub(super) fn of_answer(status: u16, text: &str) -> Self {
        match read_answer::<Problem>(text) {
            Some(problem) => Self {
                code: problem.code,
                detail: in_words(&problem.detail),
                problems: problem.problems.unwrap_or_default().into_iter().map(told).collect(),
            },
            None => {
                let code = if matches!(status, 404 | 405) { NO_API } else { "HTTP" };
                let status = crate::format::digits(usize::from(status));
                Self::own(code, texts::NO_DETAIL.with(&[("status", &status)]))
            }
        }
    }

    pub(crate) fn unreachable() -> Self {
        Self::own(UNREACHABLE, texts::UNREACHABLE.into())
    }

    pub(super) fn timed_out() -> Self {
        Self::own(TIMED_OUT, texts::TIMED_OUT.into())
    }

    pub(super) fn cancelled() -> Self {
        Self::own(CANCELLED, String::new())
    }

    pub(super) fn unreadable() -> Self {
        Self::own(UNREADABLE, texts::UNREADABLE.into())
    }

    pub(crate) fn own(code: &str, detail: String) -> Self {
        Self { code: code.to_owned(), detail, problems: Vec::new() }
    }

    /// Whether nobody is signed in.
    pub(crate) fn is_signed_out(&self) -> bool {
        self.code == "SIGNED_OUT"
    }

    /// Whether what answered is no server of record: ours tells everything in a form of its own.
    pub(super) fn is_no_api(&self) -> bool {
        self.code == NO_API || self.code == UNREADABLE
    }

    /// Whether the server was not heard of at all.
    pub(crate) fn is_out_of_reach(&self) -> bool {
        self.code == UNREACHABLE || self.code == TIMED_OUT
    }

    /// Whether it was not waited for: that tells nothing of the server.
    pub(super) fn is_cancelled(&self) -> bool {
        self.code == CANCELLED
    }

    /// What is wrong with one place of the request.
    pub(crate) fn at(&self, pointer: &str) -> Option<String> {
        let here = self.problems.iter().filter(|problem| problem.pointer == pointer);
        let told: Vec<&str> = here.map(|problem| problem.message.as_str()).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// All of it in sentences.
    pub(crate) fn sentences(&self) -> Vec<String> {
        match self.problems.as_slice() {
            [] => vec![self.detail.clone()],
            problems => problems.iter().map(|problem| problem.message.clone()).collect(),
        }
    }

    /// The same of a save, for whoever does not look at what was to be saved any more.
    pub(crate) fn not_saved(&self) -> String {
        crate::text::save::NOT_SAVED.with(&[("reason", &self.sentences().join("; "))])
    }
}
