//! One part of what is gathered: read by the importer of its kind.

use std::collections::BTreeMap;
use std::io::Read;

use procurement::Workspace;

use super::{Asked, GatherOptions, Question, Report};
use crate::charges::{self, ChargesOptions};
use crate::focus::{self, BillingAccount, FocusOptions, Unknown};
use crate::kind::{self, Kind};
use crate::problem::{FileCode, Findings, Place, Refusal};
use crate::purchase_orders::{self, PurchaseOrderOptions};
use crate::source;
use crate::{Import, SnapshotDocument};

type Input<'r> = Box<dyn Read + 'r>;
type Outcome = Result<(SnapshotDocument, Option<Report>), Refusal>;

/// Files that are read together.
pub(super) enum Source<'r> {
    /// Billing exports.
    Exports(Vec<(String, Input<'r>)>),
    /// A file of another kind.
    Single { name: String, kind: Kind, input: Input<'r> },
    /// A file that is not read.
    Refused { name: String, refusal: Refusal },
}

impl<'r> Source<'r> {
    pub(super) fn exports(&mut self) -> Option<&mut Vec<(String, Input<'r>)>> {
        if let Self::Exports(exports) = self { Some(exports) } else { None }
    }

    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::Exports(exports) => exports.iter().map(|(name, _)| name.clone()).collect(),
            Self::Single { name, .. } | Self::Refused { name, .. } => vec![name.clone()],
        }
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Exports(_) => Some(Kind::Focus),
            Self::Single { kind, .. } => Some(*kind),
            Self::Refused { .. } => None,
        }
    }

    pub(super) fn read(self, options: &GatherOptions, asked: &mut Asked) -> Outcome {
        match self {
            Self::Exports(exports) => read_exports(exports, options, asked),
            Self::Single { name, kind, input } => match kind {
                Kind::Charges => listing(&name, input, options, asked),
                Kind::PurchaseOrders => {
                    let options = PurchaseOrderOptions {
                        mapping: options.mapping.clone(),
                        sellers: options.sellers.clone(),
                        ..PurchaseOrderOptions::default()
                    };
                    let Import { document, report } =
                        purchase_orders::import(&name, input, &options)?;
                    Ok((document, Some(Report::PurchaseOrders(report))))
                }
                Kind::Snapshot | Kind::Focus => snapshot(&name, input, options),
                Kind::UnknownTable => Err(kind::refuse_unknown_table(&name)),
            },
            Self::Refused { refusal, .. } => Err(refusal),
        }
    }
}

fn read_exports(
    exports: Vec<(String, Input<'_>)>,
    options: &GatherOptions,
    asked: &mut Asked,
) -> Outcome {
    let options = FocusOptions {
        mapping: options.mapping.clone(),
        sellers: options.sellers.clone(),
        billing_accounts: options.billing_accounts.clone(),
    };
    let (document, report) = focus::attempt(exports, &options, Unknown::Ignored);
    let mut by_provider: BTreeMap<&str, Vec<BillingAccount>> = BTreeMap::new();
    for account in &report.billing_accounts {
        by_provider.entry(&account.provider).or_default().push(account.clone());
    }
    for (provider, accounts) in by_provider {
        let is_open = accounts.iter().all(|account| !account.taken);
        let is_choice = accounts.len() > 1;
        let question = Question::BillingAccounts { provider: provider.to_owned(), accounts };
        if is_open {
            asked.questions.push(question);
        } else if is_choice {
            asked.answered.push(question);
        }
    }
    Ok((document?, Some(Report::Focus(report))))
}

fn listing(name: &str, input: Input<'_>, options: &GatherOptions, asked: &mut Asked) -> Outcome {
    /// Stands for a seller of record until one is named: what else is wrong can be told already.
    const NOBODY: &str = "nobody";
    let bytes = source::read(name, input)?;
    let said = options.bill_from.get(name).map(|said| said.trim()).filter(|said| !said.is_empty());
    let options = ChargesOptions {
        bill_from: said.unwrap_or(NOBODY).to_owned(),
        period: options.period.get(name).copied(),
        mapping: options.mapping.clone(),
        sellers: options.sellers.clone(),
    };
    let import = charges::import(name, &bytes, &options);
    let bill_from = Question::BillFrom { file: name.to_owned() };
    let period = Question::Period { file: name.to_owned() };
    match said {
        Some(_) => asked.answered.push(bill_from),
        None => asked.questions.push(bill_from),
    }
    match (options.period, &import) {
        (None, Err(refusal)) if lacks_option(refusal) => asked.questions.push(period),
        (Some(_), Ok(Import { report, .. })) if report.usage > 0 => asked.answered.push(period),
        (Some(_), Err(_)) => {
            let unsaid = ChargesOptions { period: None, ..options };
            let refusal = charges::import(name, &bytes, &unsaid).err();
            asked.answered.extend(refusal.filter(lacks_option).map(|_| period));
        }
        _ => {}
    }
    if said.is_none() {
        let message = "a charge listing does not tell who invoices it: say who";
        let mut refusal = Refusal::one(Place::file(name), FileCode::MissingOption, message);
        if let Err(others) = import {
            refusal.append(others);
        }
        return Err(refusal);
    }
    let Import { document, report } = import?;
    Ok((document, Some(Report::Charges(report))))
}

/// A listing that is read lacks no option but the period.
fn lacks_option(refusal: &Refusal) -> bool {
    refusal.problems.iter().any(|problem| problem.code == FileCode::MissingOption)
}

fn snapshot(name: &str, input: Input<'_>, options: &GatherOptions) -> Outcome {
    let text = String::from_utf8(source::read(name, input)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let message = format!("the text is not UTF-8 from byte {at} on: save it as UTF-8");
        Refusal::one(Place::file(name), FileCode::NotUtf8, message)
    })?;
    // It is judged on its own first, so that its problems point into it.
    let mut findings = Findings::default();
    if let Err(problems) = Workspace::load(text.clone(), &options.sellers) {
        for problem in problems.problems {
            let place = Place::file(name);
            let is_whole = problem.pointer.is_empty();
            let place = if is_whole { place } else { place.column(&problem.pointer) };
            findings.add(place, problem.code, problem.message);
        }
    }
    findings.into_result()?;
    Ok((SnapshotDocument::from_json(name, &text)?, None))
}
