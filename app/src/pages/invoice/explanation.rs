//! Why an invoice uses its line, as it was judged when it was issued, in the words of the preview.
//!
//! What is stored are verdicts. Sentences that say more than a verdict and the invoice tell, such
//! as the balance of the line at that time, have a shorter form here.

use leptos::prelude::*;
use outlook::api::Candidate;

use crate::format;
use crate::frame::loading;
use crate::pages::invoices::candidates;
use crate::pages::issued::failed;
use crate::server::{IssuedInvoice, Server, StoredExplanation};
use crate::text::{Text, issued as texts, why as why_texts};
use crate::ui::follow::{follow, memo};

/// The sentences that need more than is stored, in their shorter form.
const SHORTER: [(&str, Text); 10] = [
    ("LESS_SPECIFIC", texts::LESS_SPECIFIC),
    ("INSUFFICIENT_BALANCE", texts::INSUFFICIENT_BALANCE),
    ("OLDER_UPDATE", texts::OLDER_UPDATE),
    ("TIE_WINDOW", texts::TIE_WINDOW),
    ("EXPIRED_FOR_PERIOD", texts::EXPIRED_FOR_PERIOD),
    ("NOT_YET_EFFECTIVE", texts::NOT_YET_EFFECTIVE),
    ("BILL_FROM", texts::BILL_FROM),
    ("CURRENCY", texts::CURRENCY),
    ("PERIOD", texts::PERIOD),
    ("TYPE", texts::TYPE),
];

pub(super) fn part(server: Server, path: &str, invoice: &IssuedInvoice) -> AnyView {
    let path = [path, "/explanation"].concat();
    let found = server.follow::<StoredExplanation>(move || Some(path.clone()));
    let found = memo(move || found.get());
    let has_none = invoice.row.purchase_order_id.is_none();
    let title = if has_none { why_texts::TITLE_NONE } else { texts::WHY };
    let invoice = invoice.clone();
    view! {
        <section class="issued-part why">
            <h2>{title.get()}</h2>
            {follow(move || match found.get() {
                None => loading(),
                Some(Err(failure)) => failed(failure, move || server.ask_again()),
                Some(Ok(stored)) => candidates(&judged(&stored, &invoice), &invoice.row.currency),
            })}
        </section>
    }
    .into_any()
}

/// What sentences say of a document.
#[derive(Debug, Default)]
pub(crate) struct Subject<'i> {
    /// `reference`, `match`, `credit-memo` or `none`.
    pub(crate) by: &'i str,
    pub(crate) order: Option<&'i String>,
    pub(crate) line: Option<&'i String>,
    pub(crate) total: &'i str,
    pub(crate) currency: &'i str,
    pub(crate) month: &'i str,
    pub(crate) seller: &'i str,
    pub(crate) category: &'i str,
    pub(crate) unit: Option<&'i String>,
    pub(crate) tax_number: Option<&'i String>,
}

fn judged(stored: &StoredExplanation, invoice: &IssuedInvoice) -> Vec<Candidate> {
    let (row, details) = (&invoice.row, &invoice.details);
    let subject = Subject {
        by: &row.by,
        order: row.purchase_order_id.as_ref(),
        line: row.line_item_number.as_ref(),
        total: &row.total,
        currency: &row.currency,
        month: &row.billing_period,
        seller: &row.bill_from,
        category: &row.category,
        unit: details.invoice_unit.as_ref(),
        tax_number: details.tax_registration_number.as_ref(),
    };
    told(stored, &subject)
}

/// The candidates with their sentences.
pub(crate) fn told(stored: &StoredExplanation, subject: &Subject<'_>) -> Vec<Candidate> {
    let fitting = stored.candidates.iter().filter(|one| one.verdict != "rejected").count();
    let chosen = match subject.by {
        "reference" => "CHOSEN_BY_REFERENCE",
        "credit-memo" => "CHOSEN_BY_ORIGINAL",
        _ if fitting == 1 => "CHOSEN_ALONE",
        _ => "CHOSEN_FIRST",
    };
    let known = |value: Option<&String>| value.cloned().unwrap_or_default();
    let of_invoice = [
        ("count", format::digits(fitting)),
        ("chosenOrder", known(subject.order)),
        ("chosenLine", known(subject.line)),
        ("unit", known(subject.unit)),
        ("total", [subject.total, " ", subject.currency].concat()),
        ("period", subject.month.to_owned()),
        ("seller", subject.seller.to_owned()),
        ("category", subject.category.to_owned()),
        ("invoiceCurrency", subject.currency.to_owned()),
    ];
    let candidates = stored.candidates.iter().map(|one| {
        let code = one.code.as_deref().unwrap_or(chosen);
        let shorter = SHORTER.iter().find(|(known, _)| *known == code).map(|(_, text)| text.get());
        let own = match code {
            "TRN" => subject.tax_number,
            _ => subject.unit,
        };
        let of_candidate = [
            ("order", known(one.purchase_order_id.as_ref())),
            ("line", known(one.line_item_number.as_ref())),
            ("own", own.cloned().unwrap_or_else(|| texts::NONE.into())),
        ];
        let arguments = of_candidate.into_iter().chain(of_invoice.iter().cloned());
        Candidate {
            order: one.purchase_order_id.clone(),
            line: one.line_item_number.clone(),
            verdict: one.verdict.clone(),
            // A sentence without a key is told by its template.
            key: if shorter.is_some() { String::new() } else { code.to_owned() },
            template: shorter.unwrap_or(code).to_owned(),
            arguments: arguments.map(|(name, value)| (name.to_owned(), value)).collect(),
        }
    });
    candidates.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_says_only_what_a_stored_verdict_tells() {
        const TOLD: [&str; 12] = [
            "order",
            "line",
            "own",
            "count",
            "chosenOrder",
            "chosenLine",
            "unit",
            "total",
            "period",
            "seller",
            "category",
            "invoiceCurrency",
        ];
        for (key, text) in crate::text::rules::SENTENCES {
            let shorter = SHORTER.iter().find(|(known, _)| known == key).map(|(_, text)| text);
            let text = shorter.unwrap_or(text).english();
            for part in text.split('{').skip(1) {
                let name = part.split('}').next().unwrap();
                assert!(TOLD.contains(&name), "{key} asks for {name}");
            }
        }
    }

    #[test]
    fn a_shorter_sentence_stands_for_one_of_the_engine() {
        for (key, _) in SHORTER {
            assert!(crate::text::rules::SENTENCES.iter().any(|(known, _)| *known == key), "{key}");
        }
    }
}
