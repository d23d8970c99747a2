//! Files that a person handed in, read into a snapshot, told as pages tell it.

use std::collections::BTreeMap;
use std::io::Read;

use billing_files::gather::{self, GatherOptions, Outcome, Part, Report, Whole, gather};
use billing_files::kind::Kind;
use billing_files::{Mapping, Refusal, SellerNames};
use procurement::BillingMonth;
use serde::Serialize;
use serde_json::Value;

use crate::api::{Note, Question, ReadOptions, ReadPart, ReadProblem, Reading, UnknownSeller};

/// How a session that was kept as a file begins, spaces aside.
const SESSION: &[u8] = br#"{"format":"tieback-session-"#;

/// Reads files of any kind, in any mixture. A session that was kept as a file stands alone, and so do
/// edits.
pub fn read<'r>(mut files: Vec<(String, Box<dyn Read + 'r>)>, options: &ReadOptions) -> Reading {
    if let [(_, input)] = files.as_mut_slice() {
        match alone(input) {
            Ok(Alone::Session(text)) => {
                return Reading { session: Some(text), ..Reading::default() };
            }
            Ok(Alone::Edits(text)) => return Reading { edits: Some(text), ..Reading::default() },
            Err(head) => {
                let rest = std::mem::replace(input, Box::new(std::io::empty()));
                *input = Box::new(std::io::Cursor::new(head).chain(rest));
            }
        }
    }
    let mut mapping = Mapping::built_in();
    for (name, id) in &options.sellers {
        let known = SellerNames { id: id.clone(), names: vec![name.clone()] };
        mapping.sellers.insert(0, known);
    }
    let gathered = gather(
        files,
        &GatherOptions {
            mapping,
            billing_accounts: options.billing_accounts.clone(),
            bill_from: options.bill_from.clone(),
            period: months(&options.period),
            ..GatherOptions::default()
        },
    );
    let (snapshot, refusal) = match gathered.whole {
        Whole::Document(document) => (Some(document.to_json()), None),
        Whole::Refusal(refusal) => (None, Some(refusal)),
    };
    Reading {
        parts: gathered.parts.iter().map(|one| part(one, &options.sellers)).collect(),
        questions: gathered.questions.into_iter().map(question).collect(),
        answered: gathered.answered.into_iter().map(question).collect(),
        problems: refusal.iter().flat_map(problems).collect(),
        more: refusal.map_or(0, |refusal| refusal.more),
        snapshot,
        session: None,
        edits: None,
    }
}

/// What is not read with other files.
enum Alone {
    Session(String),
    Edits(String),
}

/// The text of a file that stands alone, or the bytes that were read to see that it does not.
fn alone(input: &mut dyn Read) -> Result<Alone, Vec<u8>> {
    let mut head = vec![0; SESSION.len()];
    let mut read = 0;
    while read < head.len() {
        match head.get_mut(read..).map(|rest| input.read(rest)) {
            Some(Ok(bytes)) if bytes > 0 => read += bytes,
            _ => break,
        }
    }
    head.truncate(read);
    let of = if head == SESSION {
        Alone::Session
    } else if begins_edits(&head) {
        Alone::Edits
    } else {
        return Err(head);
    };
    let mut text = head;
    match input.read_to_end(&mut text) {
        Ok(_) => String::from_utf8(text).map(of).map_err(std::string::FromUtf8Error::into_bytes),
        Err(_) => Err(text),
    }
}

/// Edits are told by their first key, as the contract writes them: no snapshot and no listing has it.
fn begins_edits(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let inner = text.trim_start().strip_prefix('{').map(str::trim_start);
    inner.is_some_and(|inner| inner.starts_with(r#""at""#) || inner.starts_with(r#""edits""#))
}

/// Months as they are told, without what is none.
fn months(told: &BTreeMap<String, String>) -> BTreeMap<String, BillingMonth> {
    let months = told.iter().map(|(file, text)| Some((file.clone(), crate::months::month(text)?)));
    months.flatten().collect()
}

fn part(part: &Part, told: &[(String, String)]) -> ReadPart {
    let mut row = ReadPart {
        files: part.files.clone(),
        kind: part.kind.map(kind).unwrap_or_default().to_owned(),
        ..ReadPart::default()
    };
    let Outcome::Understood { counts, report } = &part.outcome else { return row };
    row.understood = true;
    row.rows = counts.rows;
    row.orders = counts.purchase_orders;
    row.lines = counts.line_items;
    row.invoices = counts.invoices;
    row.charges = counts.charges;
    row.sellers = counts.sellers.iter().cloned().collect();
    row.currencies = counts.currencies.iter().cloned().collect();
    row.months = counts.months.as_ref().map(|months| (months.from.clone(), months.to.clone()));
    match report.as_deref() {
        Some(Report::Focus(report)) => {
            let derived = report.sellers.iter().filter(|seller| seller.derived);
            row.unknown.extend(derived.map(|seller| UnknownSeller {
                id: seller.id.clone(),
                names: seller.names.iter().cloned().collect(),
                rows: Some(seller.rows),
            }));
            let known = report.sellers.iter().filter(|seller| !seller.derived);
            row.unknown.extend(told_of(known.flat_map(|seller| &seller.names), told));
            row.notes = notes([
                (Note::RowsLeftOut, report.rows_left_out),
                (Note::RowsWithInvoiceId, report.rows_with_invoice_id.values().sum()),
                (Note::TaxesAlone, report.tax_rows_alone),
                (Note::SumsOfZero, count(report.sums_of_zero)),
            ]);
        }
        Some(Report::PurchaseOrders(report)) => {
            row.unknown.extend(report.sellers_derived.iter().map(|(name, id)| UnknownSeller {
                id: id.clone(),
                names: vec![name.clone()],
                rows: None,
            }));
            row.unknown.extend(told_of(report.sellers_known.iter(), told));
            row.notes = notes([
                (Note::ColumnsIgnored, count(report.ignored_columns.len())),
                (Note::WithoutLines, count(report.without_line_items.len())),
                (Note::AmountsDiffer, count(report.amounts_that_differ.len())),
            ]);
        }
        Some(Report::Charges(report)) => {
            row.notes = notes([
                (Note::Superseded, count(report.superseded.len())),
                (Note::WithoutAmount, count(report.without_amount.len())),
            ]);
        }
        None => {}
    }
    row
}

/// Issuers that are known by the options alone.
fn told_of<'n>(
    names: impl Iterator<Item = &'n String>,
    told: &[(String, String)],
) -> Vec<UnknownSeller> {
    if told.is_empty() {
        return Vec::new();
    }
    let built_in = Mapping::built_in();
    let seller = |name: &'n String| {
        let id = built_in.id_made_from(name)?;
        // What was told may be spelled otherwise than the name in the files.
        let told = told.iter().map(|(told, _)| told).filter(|told| *told != name);
        let told = told.filter(|told| built_in.id_made_from(told).as_ref() == Some(&id)).cloned();
        let names = [name.clone()].into_iter().chain(told).collect();
        Some(UnknownSeller { id, names, rows: None })
    };
    names.filter_map(seller).collect()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Snapshot => "snapshot",
        Kind::Charges => "charges",
        Kind::Focus => "focus",
        Kind::PurchaseOrders => "purchase-orders",
        Kind::UnknownTable => "unknown-table",
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn notes<const N: usize>(notes: [(Note, u64); N]) -> Vec<(Note, u64)> {
    notes.into_iter().filter(|(_, number)| *number > 0).collect()
}

fn question(question: gather::Question) -> Question {
    match question {
        gather::Question::BillFrom { file } => Question::BillFrom { file },
        gather::Question::Period { file } => Question::Period { file },
        gather::Question::BillingAccounts { provider, accounts } => Question::BillingAccounts {
            provider,
            accounts: accounts.into_iter().map(|account| (account.id, account.rows)).collect(),
        },
    }
}

fn problems(refusal: &Refusal) -> impl Iterator<Item = ReadProblem> {
    refusal.problems.iter().map(|problem| ReadProblem {
        file: problem.file.clone(),
        row: problem.row,
        column: problem.column.clone(),
        code: code(&problem.code),
        message: problem.message.clone(),
    })
}

/// A code as it is written.
fn code(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(code)) => code,
        _ => String::new(),
    }
}
