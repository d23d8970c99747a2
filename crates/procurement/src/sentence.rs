//! Explanations as sentences: a key and its arguments for those who translate, and plain English.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::LineItemType;
use crate::arena::Symbol;
use crate::book::{Book, NONE};
use crate::explanation::{
    Before, Judged, NoOriginal, Rejection, Verdict, expiration_before, is_directed_memo, judge,
};
use crate::invoice::{CATEGORIES, Category, Cycle, word_of};
use crate::number::Amount;
use crate::rank::specificity;
use crate::run::{Index, Run, UNTRACKED};

/// What became of one candidate, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Which sentence it is: the code of the explanation, a closer one that begins with `TYPE` or
    /// `ORIGINAL`, or one of the `CHOSEN` ones.
    pub key: &'static str,
    /// What stands between braces in the template of that key.
    #[serde(serialize_with = "as_object")]
    pub arguments: Vec<(&'static str, String)>,
    /// The sentence in English.
    pub text: String,
}

fn as_object<S: Serializer>(
    arguments: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(arguments.len()))?;
    for (name, value) in arguments {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// Every sentence there is: its key and its English template.
pub const TEMPLATES: [(&str, &str); 29] = [
    ("CHOSEN_ALONE", "{order} line {line} is used: it is the only line that fits (M2 to M7)"),
    (
        "CHOSEN_FIRST",
        "{order} line {line} is used: it ranks first of {count} lines that fit ({rule})",
    ),
    ("CHOSEN_BY_REFERENCE", "{order} line {line} is used: the invoice names it"),
    (
        "CHOSEN_BY_ORIGINAL",
        "{order} line {line} is used: the document that this credit memo corrects is on it (P-25)",
    ),
    (
        "SCOPE",
        "{order} line {line} lost: {chosenOrder} is narrowed to invoice unit {unit}, this one is not (P-5)",
    ),
    (
        "LESS_SPECIFIC",
        "{order} line {line} lost: its type {type} is less specific than {chosenType} (M8)",
    ),
    (
        "INSUFFICIENT_BALANCE",
        "{order} line {line} lost: its balance of {balance} does not cover {total} (M9)",
    ),
    (
        "OLDER_UPDATE",
        "{order} line {line} lost: it was updated on {updated}, {chosenOrder} later, on {chosenUpdated} (M10)",
    ),
    (
        "TIE_PO_ID",
        "{order} line {line} lost: all else is equal and {chosenOrder} comes first by ID (P-10)",
    ),
    (
        "TIE_WINDOW",
        "{order} line {line} lost: it covers {months} months, line {chosenLine} covers {chosenMonths} (P-11)",
    ),
    (
        "TIE_LINE_NUMBER",
        "{order} line {line} lost: all else is equal and line {chosenLine} comes first (P-11)",
    ),
    ("SUSPENDED", "{order} is out: it is suspended (M2)"),
    (
        "EXPIRED_FOR_PERIOD",
        "{order} is out: it expired in {expiration}, before the billing period {period} (M2, P-1)",
    ),
    (
        "NOT_YET_EFFECTIVE",
        "{order} is out: it is effective from {effective} on, after the billing period {period} (P-1)",
    ),
    ("BILL_FROM", "{order} is out: it is billed from {billFrom}, the invoice from {seller} (M3)"),
    ("TRN", "{order} is out: it is narrowed to other tax registration numbers than {own} (M4)"),
    ("INVOICE_UNIT", "{order} is out: it is narrowed to other invoice units than {own} (M5, P-5)"),
    ("CURRENCY", "{order} is out: it is in {currency}, the invoice in {invoiceCurrency} (M5, P-8)"),
    ("NO_LINE_ITEMS", "{order} is out: it has no line items (P-17)"),
    ("PERIOD", "{order} line {line} is out: it covers {start} to {end}, not {period} (M6)"),
    ("TYPE", "{order} line {line} is out: its type {type} does not fit {category} invoices (M7)"),
    (
        "TYPE_MONTHLY",
        "{order} line {line} is out: its type {type} does not fit monthly {category} invoices (M7)",
    ),
    (
        "TYPE_OUT_OF_CYCLE",
        "{order} line {line} is out: its type {type} does not fit out-of-cycle {category} invoices (M7)",
    ),
    (
        "TYPE_BY_REFERENCE",
        "{order} line {line} is out: lines of type {type} take only invoices that name their purchase order (P-4)",
    ),
    (
        "REFERENCED_PO_SUSPENDED",
        "{order} is named on the invoice but suspended, and no other takes its place (P-16)",
    ),
    (
        "ORIGINAL_HAS_NONE",
        "the document that this credit memo corrects is on no line that is known here, so nothing is given back (P-25)",
    ),
    (
        "ORIGINAL_WITHOUT_ORDER",
        "the document that this credit memo corrects has no purchase order to give back to (P-25)",
    ),
    (
        "ORIGINAL_LATER",
        "the document that this credit memo corrects comes after it, so there is nothing to give back yet (P-25)",
    ),
    (
        "ORIGINAL_LINE_MISSING",
        "the line of the document that this credit memo corrects is not there, so nothing is given back (P-25)",
    ),
];

/// What becomes of a document without any line that fits.
pub const NO_MATCH: &str = "no line fits, so the invoice carries no purchase order (M11)";

/// The sentences of one document, one for every candidate, in the order of its explanation.
pub(crate) fn sentences(book: &Book, run: &Run, index: &Index, document: u32) -> Vec<Sentence> {
    let before = Before::new(run, index, document);
    let judged = judge(book, run, document, &before);
    let teller = Teller::new(book, run, &before, document, &judged);
    judged.into_iter().map(|judged| teller.tell(judged)).collect()
}

/// What sentences about one document are told from.
pub(crate) struct Teller<'t> {
    book: &'t Book,
    run: &'t Run,
    before: &'t Before<'t>,
    document: u32,
    chosen: Option<u32>,
    /// The best of those that lost.
    second: Option<Verdict>,
    fitting: usize,
}

impl<'t> Teller<'t> {
    pub(crate) fn new(
        book: &'t Book,
        run: &'t Run,
        before: &'t Before<'t>,
        document: u32,
        judged: &[Judged],
    ) -> Self {
        let chosen = judged.first().filter(|first| first.verdict == Verdict::Chosen);
        let fitting = judged.iter().filter(|j| !matches!(j.verdict, Verdict::Rejected(_)));
        let (chosen, fitting) = (chosen.map(|chosen| chosen.line), fitting.count());
        let second = judged.iter().map(|judged| judged.verdict);
        let second = second.into_iter().find(|verdict| matches!(verdict, Verdict::Lost(_)));
        Self { book, run, before, document, chosen, second, fitting }
    }

    fn tell(&self, judged: Judged) -> Sentence {
        let (key, template) = template_of(self.key(judged));
        let arguments = self.arguments(judged, template);
        let text = fill(template, &arguments);
        Sentence { key, arguments, text }
    }

    fn key(&self, judged: Judged) -> &'static str {
        match judged.verdict {
            Verdict::Chosen => self.chosen_key(),
            Verdict::Lost(loss) => loss.as_str(),
            Verdict::Rejected(Rejection::Type) => {
                type_key(self.book.line(judged.line).kind, self.book.key_of(self.document).category)
            }
            Verdict::Rejected(Rejection::OriginalHasNone(reason)) => original_key(reason),
            Verdict::Rejected(rejection) => rejection.as_str(),
        }
    }

    fn chosen_key(&self) -> &'static str {
        if is_directed_memo(self.book, self.document) {
            "CHOSEN_BY_ORIGINAL"
        } else if self.book.route_of(self.document).reference.is_some() {
            "CHOSEN_BY_REFERENCE"
        } else if self.fitting == 1 {
            "CHOSEN_ALONE"
        } else {
            "CHOSEN_FIRST"
        }
    }

    /// What the template asks for.
    fn arguments(&self, judged: Judged, template: &str) -> Vec<(&'static str, String)> {
        let names = NAMES.into_iter().filter(|name| template.contains(&format!("{{{name}}}")));
        names.map(|name| (name, self.argument(name, judged).unwrap_or_default())).collect()
    }

    pub(crate) fn argument(&self, name: &str, judged: Judged) -> Option<String> {
        let book = self.book;
        let key = book.key_of(self.document);
        let order = (judged.order != NONE).then(|| book.order(judged.order));
        let line = (judged.line != NONE).then(|| book.line(judged.line));
        let chosen = self.chosen.map(|line| book.line(line));
        let chosen_order = chosen.map(|line| book.order(line.order));
        let own = |symbol: Option<Symbol>| {
            symbol.map_or_else(|| "none".to_owned(), |symbol| book.text(symbol).to_owned())
        };
        let months = |line: &crate::book::Line| line.start.through(line.end).to_string();
        let amount = |amount: Amount| format!("{} {}", amount.display(key.currency), key.currency);
        Some(match name {
            "order" => book.text(order?.name).to_owned(),
            "line" => book.text(line?.number).to_owned(),
            "count" => self.fitting.to_string(),
            "rule" => cited_by(self.second?.code()?).to_owned(),
            "type" => line?.kind.title().to_owned(),
            "months" => months(line?),
            "start" => line?.start.to_string(),
            "end" => line?.end.to_string(),
            "balance" => match self.before.balance(judged.line) {
                UNTRACKED => "no balance".to_owned(),
                balance => amount(Amount(balance)),
            },
            "total" => amount(book.document(self.document).total),
            "updated" => order?.updated_at.to_string(),
            "effective" => order?.effective.to_string(),
            "expiration" => {
                expiration_before(book, self.run, judged.order, self.document).to_string()
            }
            "currency" => order?.currency.to_string(),
            "billFrom" => {
                let sellers: Vec<_> = order?.sellers.iter().map(|s| book.text(*s)).collect();
                sellers.join(", ")
            }
            "chosenOrder" => book.text(chosen_order?.name).to_owned(),
            "chosenUpdated" => chosen_order?.updated_at.to_string(),
            "chosenLine" => book.text(chosen?.number).to_owned(),
            "chosenType" => chosen?.kind.title().to_owned(),
            "chosenMonths" => months(chosen?),
            "unit" => own(key.invoice_unit),
            "own" if judged.verdict == Verdict::Rejected(Rejection::Trn) => {
                own(key.tax_registration_number)
            }
            "own" => own(key.invoice_unit),
            "period" => key.period.to_string(),
            "seller" => book.text(key.seller).to_owned(),
            "category" => word_of(&CATEGORIES, &key.category).replace('-', " "),
            "invoiceCurrency" => key.currency.to_string(),
            _ => return None,
        })
    }
}

/// Which sentence tells that the type of a line does not fit a document.
///
/// The cycle need not be known: a type that fits the category in one of the two was refused in the
/// other.
pub(crate) fn type_key(kind: LineItemType, category: Category) -> &'static str {
    let fits = |cycle| specificity(kind, category, cycle).is_some();
    if kind == LineItemType::MarketplaceTransaction {
        "TYPE_BY_REFERENCE"
    } else if fits(Cycle::OutOfCycle) {
        "TYPE_MONTHLY"
    } else if fits(Cycle::Monthly) {
        "TYPE_OUT_OF_CYCLE"
    } else {
        "TYPE"
    }
}

/// Which sentence tells why a credit memo gives nothing back.
pub(crate) fn original_key(reason: NoOriginal) -> &'static str {
    match reason {
        NoOriginal::NoOrder => "ORIGINAL_WITHOUT_ORDER",
        NoOriginal::Later => "ORIGINAL_LATER",
        NoOriginal::LineMissing => "ORIGINAL_LINE_MISSING",
        NoOriginal::Unknown => "ORIGINAL_HAS_NONE",
    }
}

/// The rules that a sentence cites, which stand in brackets at its end.
pub(crate) fn cited_by(key: &str) -> &'static str {
    let cited = template_of(key).1.rsplit_once(" (");
    cited.and_then(|(_, rules)| rules.strip_suffix(')')).unwrap_or_default()
}

/// A sentence by its key, with the key.
pub(crate) fn template_of(key: &str) -> (&'static str, &'static str) {
    TEMPLATES.into_iter().find(|(known, _)| *known == key).unwrap_or(("", ""))
}

/// The template with its arguments in place; what arguments hold is left alone.
pub(crate) fn fill(template: &str, arguments: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    for (place, part) in template.split('{').enumerate() {
        match part.split_once('}') {
            Some((name, rest)) if place > 0 => {
                let value = arguments.iter().find(|(known, _)| *known == name);
                text.extend(value.map(|(_, value)| value.as_str()));
                text.push_str(rest);
            }
            _ => text.push_str(part),
        }
    }
    text
}

/// Every name that stands between braces in a template.
pub(crate) const NAMES: [&str; 26] = [
    "order",
    "line",
    "count",
    "rule",
    "type",
    "months",
    "start",
    "end",
    "balance",
    "total",
    "updated",
    "effective",
    "expiration",
    "currency",
    "billFrom",
    "chosenOrder",
    "chosenUpdated",
    "chosenLine",
    "chosenType",
    "chosenMonths",
    "unit",
    "own",
    "period",
    "seller",
    "category",
    "invoiceCurrency",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::Loss;
    use crate::{Sellers, Workspace};

    #[test]
    fn every_brace_has_a_name_and_every_code_a_template() {
        for (key, template) in TEMPLATES {
            for part in template.split('{').skip(1) {
                let name = part.split('}').next().unwrap();
                assert!(NAMES.contains(&name), "{key} asks for {name}");
            }
        }
        let has = |key: &str| TEMPLATES.iter().any(|(known, _)| *known == key);
        for loss in [
            Loss::Scope,
            Loss::LessSpecific,
            Loss::InsufficientBalance,
            Loss::OlderUpdate,
            Loss::TiePoId,
            Loss::TieWindow,
            Loss::TieLineNumber,
        ] {
            assert!(has(Verdict::Lost(loss).code().unwrap()));
        }
        for rejection in [
            Rejection::Suspended,
            Rejection::ExpiredForPeriod,
            Rejection::NotYetEffective,
            Rejection::BillFrom,
            Rejection::Trn,
            Rejection::InvoiceUnit,
            Rejection::Currency,
            Rejection::NoLineItems,
            Rejection::Period,
            Rejection::Type,
            Rejection::ReferencedPoSuspended,
            Rejection::OriginalHasNone(NoOriginal::Unknown),
        ] {
            assert!(has(Verdict::Rejected(rejection).code().unwrap()));
        }
        let reasons = [NoOriginal::NoOrder, NoOriginal::Later, NoOriginal::LineMissing];
        assert!(reasons.into_iter().all(|reason| has(original_key(reason))));
    }

    /// What is told about a document, with what the facts abbreviate.
    fn told(facts: &str, id: &str) -> Vec<String> {
        let header = r#""billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01", "expirationMonth": "2026-12", "updatedAt": "2026-01-01T00:00:00Z""#;
        let months = r#""startMonth": "2026-01", "endMonth": "2026-12", "quantity": "1""#;
        let document = r#""billFrom": "AWS_INC", "currency": "USD", "billingPeriod": "2026-03""#;
        let snapshot =
            facts.replace("HEADER", header).replace("MONTHS", months).replace("DOCUMENT", document);
        let workspace = Workspace::load(snapshot, &Sellers::built_in()).unwrap();
        workspace.sentences(id).unwrap().into_iter().map(|sentence| sentence.text).collect()
    }

    /// Worked examples 32 and 56.
    #[test]
    fn a_type_that_does_not_fit_tells_whether_it_is_for_the_cycle_or_for_want_of_a_name() {
        let told = |kind: &str, category: &str, cycle: &str| {
            let facts = format!(
                r#"{{"purchaseOrders": [{{"id": "A", HEADER, "lineItems": [
                    {{"number": "1", "type": "{kind}", "amount": "9.00", MONTHS}}]}}],
                "invoices": [{{"id": "I", "category": "{category}", "cycle": "{cycle}", DOCUMENT,
                    "issuedAt": "2026-04-03T00:00:00Z", "total": "1.00"}}]}}"#
            );
            told(&facts, "I").remove(0)
        };
        let services = "professional-services";
        for (kind, category, cycle, expected) in [
            (
                services,
                services,
                "monthly",
                "its type Professional services and training does not fit monthly professional services invoices (M7)",
            ),
            (
                "monthly-usage",
                services,
                "out-of-cycle",
                "its type Monthly usage does not fit out-of-cycle professional services invoices (M7)",
            ),
            (
                "monthly-usage",
                "marketplace",
                "monthly",
                "its type Monthly usage does not fit marketplace invoices (M7)",
            ),
            (
                "marketplace-transaction",
                "marketplace",
                "out-of-cycle",
                "lines of type Marketplace transaction take only invoices that name their purchase order (P-4)",
            ),
        ] {
            assert_eq!(told(kind, category, cycle), format!("A line 1 is out: {expected}"));
        }
    }

    #[test]
    fn a_chosen_line_cites_the_rule_by_which_the_next_best_lost() {
        let told = |one: (&str, &str), other: (&str, &str)| {
            let line = |number, (kind, amount): (&str, &str)| {
                format!(
                    r#"{{"number": "{number}", "type": "{kind}", "amount": "{amount}", "balanceTracking": true, MONTHS}}"#
                )
            };
            let facts = format!(
                r#"{{"purchaseOrders": [{{"id": "A", HEADER, "lineItems": [{}, {}]}}],
                "invoices": [{{"id": "I", "category": "subscription", "cycle": "out-of-cycle",
                    DOCUMENT, "issuedAt": "2026-04-03T00:00:00Z", "total": "5.00"}}]}}"#,
                line("1", one),
                line("2", other),
            );
            told(&facts, "I").remove(0)
        };
        let (short, all, special) = (("all", "1.00"), ("all", "9.00"), ("subscription", "9.00"));
        for (one, other, line, rule) in
            [(all, special, 2, "M8"), (short, all, 2, "M9"), (all, all, 1, "P-11")]
        {
            let expected =
                format!("A line {line} is used: it ranks first of 2 lines that fit ({rule})");
            assert_eq!(told(one, other), expected);
        }
    }

    /// P-25 names four cases in which a memo has nowhere to give back to.
    #[test]
    fn a_memo_that_gives_nothing_back_tells_why() {
        let invoice = |id: &str, day: u8, more: &str| {
            format!(
                r#"{{"id": "{id}", "category": "marketplace", "cycle": "monthly", DOCUMENT, "total": "1.00", "issuedAt": "2026-04-0{day}T00:00:00Z"{more}}}"#
            )
        };
        let memo = invoice("CM", 3, r#", "type": "credit-memo", "originalInvoiceId": "I""#);
        let itself = memo.replace(r#""I""#, r#""CM""#);
        let association = r#", "associations": [{"invoiceId": "I", "purchaseOrderId": "A", "lineItemNumber": "7", "total": "1.00"}]"#;
        let unknown = "is on no line that is known here, so nothing is given back (P-25)";
        for (invoices, associations, expected) in [
            (
                vec![memo.clone(), invoice("I", 2, "")],
                "",
                "has no purchase order to give back to (P-25)",
            ),
            (
                vec![memo.clone(), invoice("I", 4, "")],
                "",
                "comes after it, so there is nothing to give back yet (P-25)",
            ),
            (vec![memo.clone()], association, "is not there, so nothing is given back (P-25)"),
            (vec![memo.clone()], "", unknown),
            (vec![itself], "", unknown),
        ] {
            let facts = format!(
                r#"{{"purchaseOrders": [{{"id": "A", HEADER}}], "invoices": [{}]{associations}}}"#,
                invoices.join(",")
            );
            let told = told(&facts, "CM");
            assert!(told[0].ends_with(expected), "{told:?}");
            assert_eq!(told.len(), 1);
        }
    }
}
