//! Explanations as they are kept with issued documents, and their sentences told again from there.
//!
//! What a document tells itself, such as its total, is not kept with its candidates: so documents
//! that were judged alike share one text.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::canonical::{push_list, push_optional, push_text};
use crate::explanation::{Before, Judged, Rejection, Verdict, expiration_before, judge};
use crate::invoice::CATEGORIES;
use crate::line_item::TYPES;
use crate::rank::Loss;
use crate::sentence::{
    NAMES, Sentence, Teller, cited_by, fill, original_key, template_of, type_key,
};
use crate::{BillingMonth, Problems, Workspace};

/// The arguments of sentences that a document does not tell, sorted.
const KEPT: [&str; 13] = [
    "balance",
    "billFrom",
    "chosenMonths",
    "chosenType",
    "chosenUpdated",
    "currency",
    "effective",
    "end",
    "expiration",
    "months",
    "start",
    "type",
    "updated",
];

/// Under this name the sentence of a credit memo without a line is kept: its code says less.
const ORIGINAL: &str = "original";

/// Judgements that are remembered at once, counted in candidates.
const REMEMBERED_MAX: usize = 200_000;

/// The explanations of a run's documents, each text written once.
#[derive(Debug)]
pub struct KeptExplanations<'w> {
    workspace: &'w Workspace,
    /// The numbers of texts by what they were written from.
    known: BTreeMap<Judgement, usize>,
    /// Candidates in what is known.
    remembered: usize,
    written: usize,
}

/// An explanation to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptExplanation {
    /// Which text it is: they count up from 0 in the order in which they are written.
    pub number: usize,
    /// The text; none where a document before it was judged alike.
    pub text: Option<String>,
}

/// All that a kept text depends on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Judgement {
    judged: Vec<Judged>,
    /// Of the lines that did not cover the document.
    balances: Vec<i128>,
    /// Of the purchase orders that expired before it.
    expirations: Vec<BillingMonth>,
}

impl Workspace {
    /// What is to be kept of why documents use their lines.
    pub fn kept_explanations(&self) -> KeptExplanations<'_> {
        KeptExplanations { workspace: self, known: BTreeMap::new(), remembered: 0, written: 0 }
    }
}

impl KeptExplanations<'_> {
    /// The explanation of a document.
    ///
    /// # Errors
    /// `UNKNOWN_INVOICE` when there is no such document.
    pub fn of(&mut self, id: &str) -> Result<KeptExplanation, Problems> {
        let (book, run, index) = self.workspace.parts();
        let document = self.workspace.document(id)?;
        let before = Before::new(run, index, document);
        let judged = judge(book, run, document, &before);
        let of_verdict = |verdict: Verdict| judged.iter().filter(move |j| j.verdict == verdict);
        let short = of_verdict(Verdict::Lost(Loss::InsufficientBalance));
        let expired = of_verdict(Verdict::Rejected(Rejection::ExpiredForPeriod));
        let balances = short.map(|judged| before.balance(judged.line)).collect();
        let expirations =
            expired.map(|judged| expiration_before(book, run, judged.order, document)).collect();
        let judgement = Judgement { judged, balances, expirations };
        if let Some(number) = self.known.get(&judgement) {
            return Ok(KeptExplanation { number: *number, text: None });
        }
        let teller = Teller::new(book, run, &before, document, &judgement.judged);
        let text = write(&teller, &judgement.judged);
        let number = self.written;
        self.written += 1;
        self.remember(judgement, number);
        Ok(KeptExplanation { number, text: Some(text) })
    }

    fn remember(&mut self, judgement: Judgement, number: usize) {
        self.remembered += judgement.judged.len();
        if self.remembered > REMEMBERED_MAX {
            self.remembered = judgement.judged.len();
            self.known.clear();
        }
        self.known.insert(judgement, number);
    }
}

/// The canonical JSON.
fn write(teller: &Teller<'_>, judged: &[Judged]) -> String {
    let mut out = String::from("{\"candidates\":");
    push_list(&mut out, judged, |out, judged| {
        let template = judged.verdict.code().map_or("", |code| template_of(code).1);
        let kept = KEPT.iter().filter(|name| asks_for(template, name));
        out.push_str("{\"arguments\":{");
        for (place, name) in kept.enumerate() {
            if place > 0 {
                out.push(',');
            }
            push_text(out, name);
            out.push(':');
            push_text(out, &teller.argument(name, *judged).unwrap_or_default());
        }
        if let Verdict::Rejected(Rejection::OriginalHasNone(reason)) = judged.verdict {
            push_text(out, ORIGINAL);
            out.push(':');
            push_text(out, original_key(reason));
        }
        out.push_str("},\"code\":");
        push_optional(out, judged.verdict.code());
        out.push_str(",\"lineItemNumber\":");
        push_optional(out, teller.argument("line", *judged).as_deref());
        out.push_str(",\"purchaseOrderId\":");
        push_optional(out, teller.argument("order", *judged).as_deref());
        out.push_str(",\"verdict\":");
        push_text(out, judged.verdict.as_str());
        out.push('}');
    });
    out.push('}');
    out
}

fn asks_for(template: &str, name: &str) -> bool {
    template.split('{').skip(1).any(|part| part.split('}').next() == Some(name))
}

/// A candidate of a kept explanation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptCandidate {
    /// `None` where a credit memo's original has no purchase order.
    pub purchase_order_id: Option<String>,
    /// `None` where the whole purchase order was judged.
    pub line_item_number: Option<String>,
    /// `chosen`, `lost` or `rejected`.
    pub verdict: String,
    /// Why it was not chosen.
    pub code: Option<String>,
    /// What its sentence says beside what the document tells.
    pub arguments: BTreeMap<String, String>,
}

/// What an issued document tells of itself.
#[derive(Debug, Clone, Copy)]
pub struct IssuedDocument<'d> {
    /// `reference`, `match`, `credit-memo` or `none`.
    pub by: &'d str,
    /// With the digits of its currency.
    pub total: &'d str,
    /// Its code.
    pub currency: &'d str,
    /// The month that it is for.
    pub period: &'d str,
    /// The seller of record.
    pub seller: &'d str,
    /// What it is for, in the word of the contract.
    pub category: &'d str,
    /// Of its group.
    pub tax_registration_number: Option<&'d str>,
    /// Of its group.
    pub invoice_unit: Option<&'d str>,
}

/// The sentences of a kept explanation, as [`Workspace::sentences`] told them before the document
/// was issued.
pub fn retell(candidates: &[KeptCandidate], document: &IssuedDocument<'_>) -> Vec<Sentence> {
    let fitting = candidates.iter().filter(|one| one.verdict != "rejected").count();
    let chosen = candidates.first().filter(|first| first.verdict == "chosen");
    let second = candidates.iter().find(|one| one.verdict == "lost");
    let chosen_key = match document.by {
        "reference" => "CHOSEN_BY_REFERENCE",
        "credit-memo" => "CHOSEN_BY_ORIGINAL",
        _ if fitting == 1 => "CHOSEN_ALONE",
        _ => "CHOSEN_FIRST",
    };
    let told = |candidate: &KeptCandidate| {
        let code = candidate.code.as_deref();
        let (key, template) = template_of(match code {
            None => chosen_key,
            Some("TYPE") => kept_type_key(candidate, document.category),
            // What was kept before there were several sentences has the one of the code.
            Some(code) => candidate.arguments.get(ORIGINAL).map_or(code, String::as_str),
        });
        let own = |own: Option<&str>| own.unwrap_or("none").to_owned();
        let argument = |name: &str| match name {
            "order" => candidate.purchase_order_id.clone(),
            "line" => candidate.line_item_number.clone(),
            "count" => Some(fitting.to_string()),
            "rule" => second?.code.as_deref().map(|code| cited_by(code).to_owned()),
            "chosenOrder" => chosen.and_then(|chosen| chosen.purchase_order_id.clone()),
            "chosenLine" => chosen.and_then(|chosen| chosen.line_item_number.clone()),
            "total" => Some(format!("{} {}", document.total, document.currency)),
            "period" => Some(document.period.to_owned()),
            "seller" => Some(document.seller.to_owned()),
            "category" => Some(document.category.replace('-', " ")),
            "invoiceCurrency" => Some(document.currency.to_owned()),
            "own" if code == Some("TRN") => Some(own(document.tax_registration_number)),
            "own" | "unit" => Some(own(document.invoice_unit)),
            _ => candidate.arguments.get(name).cloned(),
        };
        let names = NAMES.into_iter().filter(|name| asks_for(template, name));
        let arguments: Vec<_> =
            names.map(|name| (name, argument(name).unwrap_or_default())).collect();
        let text = fill(template, &arguments);
        Sentence { key, arguments, text }
    };
    candidates.iter().map(told).collect()
}

fn kept_type_key(candidate: &KeptCandidate, category: &str) -> &'static str {
    let title = candidate.arguments.get("type").map(String::as_str);
    let kind = TYPES.into_iter().find(|(_, kind)| Some(kind.title()) == title);
    let category = CATEGORIES.into_iter().find(|(word, _)| *word == category);
    kind.zip(category).map_or("TYPE", |((_, kind), (_, category))| type_key(kind, category))
}
