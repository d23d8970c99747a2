//! Files of any kind, in any mixture, into one snapshot: what each is, its content tells.
//!
//! Every file is read, also where another is refused, so that a person sees all problems at once.
//! What the files cannot tell is asked: answered by an option, the same files are read again.

mod counts;
mod part;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;

use procurement::{BillingMonth, Code, Sellers};
use serde::Serialize;

use crate::charges::Report as ChargesReport;
use crate::focus::{BillingAccount, Report as FocusReport};
use crate::kind::{self, Kind};
use crate::problem::{Place, Refusal};
use crate::purchase_orders::Report as PurchaseOrdersReport;
use crate::{Mapping, SnapshotDocument, source};

use part::Source;

pub use counts::{Counts, Months};

/// What files do not say themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatherOptions {
    /// Who is who.
    pub mapping: Mapping,
    /// What each seller of record allows.
    pub sellers: Sellers,
    /// Which billing account to take of a provider that has several in the files. One that is in
    /// none of them is an answer about others that were here before.
    pub billing_accounts: Vec<String>,
    /// Who invoices the charges of a listing, by its name: the id or a name of the seller.
    pub bill_from: BTreeMap<String, String>,
    /// The billing period of the charges of a listing that have no time, by its name.
    pub period: BTreeMap<String, BillingMonth>,
}

impl Default for GatherOptions {
    fn default() -> Self {
        Self {
            mapping: Mapping::built_in(),
            sellers: Sellers::built_in(),
            billing_accounts: Vec::new(),
            bill_from: BTreeMap::new(),
            period: BTreeMap::new(),
        }
    }
}

/// What became of all files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gathered {
    /// What became of each, in the order in which the files were handed in.
    pub parts: Vec<Part>,
    /// What was not said and is needed; the files are refused until it is.
    pub questions: Vec<Question>,
    /// What was said and is needed, to be said otherwise.
    pub answered: Vec<Question>,
    /// What they make together.
    #[serde(flatten)]
    pub whole: Whole,
}

/// What files make together: everything or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Whole {
    /// The snapshot. The engine judges it when it is loaded.
    Document(SnapshotDocument),
    /// The problems of all files, or of putting them together.
    Refusal(Refusal),
}

/// What became of one file, or of all billing exports, which are read as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The names of the files: one, except of billing exports.
    pub files: Vec<String>,
    /// What they were understood as; nothing where they could not be looked at.
    pub kind: Option<Kind>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of reading a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It was read.
    #[serde(rename_all = "camelCase")]
    Understood {
        /// What is in it.
        counts: Counts,
        /// How it was read. A snapshot is taken as it is, so there is nothing to tell.
        report: Option<Box<Report>>,
    },
    /// It was not.
    Refused(Refusal),
}

/// How a part was read, as its importer tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Of billing exports.
    Focus(FocusReport),
    /// Of a purchase order list.
    PurchaseOrders(PurchaseOrdersReport),
    /// Of a charge listing.
    Charges(ChargesReport),
}

/// What was not said and is needed. It is named for the option that answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "option", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Question {
    /// Who invoices the charges of this listing?
    BillFrom {
        /// The listing.
        file: String,
    },
    /// Which billing period have the charges of this listing that have no time?
    Period {
        /// The listing.
        file: String,
    },
    /// Which of these billing accounts is the buyer's?
    BillingAccounts {
        /// Whose they are.
        provider: String,
        /// At least two.
        accounts: Vec<BillingAccount>,
    },
}

impl Report {
    fn rows_read(&self) -> u64 {
        match self {
            Self::Focus(report) => report.rows_read,
            Self::PurchaseOrders(report) => report.rows_read,
            Self::Charges(report) => report.items_read as u64,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Focus(report) => report.fmt(f),
            Self::PurchaseOrders(report) => report.fmt(f),
            Self::Charges(report) => report.fmt(f),
        }
    }
}

impl Gathered {
    /// The snapshot, or why there is none.
    ///
    /// # Errors
    /// What is wrong with the files.
    pub fn into_result(self) -> Result<SnapshotDocument, Refusal> {
        match self.whole {
            Whole::Document(document) => Ok(document),
            Whole::Refusal(refusal) => Err(refusal),
        }
    }
}

/// Reads files, each with its name, and puts together what is in them.
pub fn gather<'r>(files: Vec<(String, Box<dyn Read + 'r>)>, options: &GatherOptions) -> Gathered {
    let mut parts = Vec::new();
    let mut documents = Vec::new();
    let mut asked = Asked::default();
    let mut refused = Refusal { problems: Vec::new(), more: 0 };
    for source in sources(files) {
        let (files, kind) = (source.names(), source.kind());
        let outcome = match source.read(options, &mut asked) {
            Ok((document, report)) => {
                let counts = Counts::of(&document, report.as_ref().map(Report::rows_read));
                documents.push((files.join(", "), document));
                Outcome::Understood { counts, report: report.map(Box::new) }
            }
            Err(refusal) => {
                refused.append(refusal.clone());
                Outcome::Refused(refusal)
            }
        };
        parts.push(Part { files, kind, outcome });
    }
    let whole = if refused.problems.is_empty() {
        SnapshotDocument::merge(documents).map_or_else(Whole::Refusal, Whole::Document)
    } else {
        Whole::Refusal(refused)
    };
    let Asked { questions, answered } = asked;
    Gathered { parts, questions, answered, whole }
}

/// What files do not say themselves.
#[derive(Debug, Default)]
struct Asked {
    questions: Vec<Question>,
    answered: Vec<Question>,
}

/// The files by what they are. Billing exports are one source, where the first of them is.
fn sources<'r>(files: Vec<(String, Box<dyn Read + 'r>)>) -> Vec<Source<'r>> {
    let mut sources: Vec<Source<'r>> = Vec::new();
    let mut names = BTreeSet::new();
    for (name, input) in files {
        if !names.insert(name.clone()) {
            let message = "another file has this name: leave out one of them, or rename it";
            let refusal = Refusal::one(Place::file(&name), Code::DuplicateId, message);
            sources.push(Source::Refused { name, refusal });
            continue;
        }
        match kind::look(&name, input) {
            Ok((Kind::Focus, input)) => match sources.iter_mut().find_map(Source::exports) {
                Some(exports) => exports.push((name, input)),
                None => sources.push(Source::Exports(vec![(name, input)])),
            },
            Ok((kind, input)) => sources.push(Source::Single { name, kind, input }),
            Err(error) => {
                let refusal = source::unreadable(&name, &error);
                sources.push(Source::Refused { name, refusal });
            }
        }
    }
    sources
}

#[cfg(test)]
mod tests;
