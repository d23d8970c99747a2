//! What a run would issue beside what the preview shows of its month, and why they differ.

use std::collections::{BTreeMap, HashMap, HashSet};

use billing_files::document::Charge;
use billing_files::kept_id;
use leptos::prelude::*;
use outlook::api::{Explained, Group, Item, Mark, Place, Query, Request, Row, View};

use crate::desk::Desk;
use crate::pages::issued::place_name;
use crate::server::{DryRun, Placed};
use crate::text::{issued as texts, plural};
use crate::{format, words};

/// Rows that are asked for at once.
const WINDOW: usize = 1000;

/// What begins the id of a document that is not issued yet, and that of usage that is expected.
const PREVIEW: &str = "preview:";
const ESTIMATE: &str = "estimate:";

/// A document of the preview.
#[derive(Clone, Debug)]
pub(super) struct Previewed {
    row: Row,
    /// Its charges, told where some of them are expected.
    charges: Vec<Charge>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// A document comes to another amount, currency last.
    Amount { document: String, before: String, after: String, currency: String },
    /// A document goes to another line.
    Place { document: String, before: String, after: String },
    /// Expected usage that was not metered.
    NotArrived { what: String, amount: String, currency: String },
    /// Usage of a month before, metered after that was closed.
    Late { what: String, month: String, place: String },
    /// Another figure than the one that was invoiced.
    Corrected { what: String, month: String, place: String },
    /// A document that the preview does not show.
    Added { document: String, amount: String, currency: String },
    /// A document that only the preview shows.
    Gone { document: String, amount: String, currency: String },
    /// Documents of months before.
    Earlier(usize),
}

/// The documents of a month that are not issued yet, as the preview shows them. None where the
/// preview does not show that month.
pub(super) async fn previewed(desk: Desk, month: &str) -> Option<Vec<Previewed>> {
    let is_shown = desk.standing.with_untracked(|standing| {
        let (first, last) = &standing.as_ref()?.months;
        Some(first.as_str() <= month && month <= last.as_str())
    });
    if is_shown != Some(true) {
        return None;
    }
    let mut previewed = Vec::new();
    let mut first = 0;
    loop {
        let query = Query {
            month: Some(month.to_owned()),
            group: Group::None,
            first,
            count: WINDOW,
            ..Query::default()
        };
        let view = desk.ask::<View>(Request::Rows(query)).await.ok()?;
        if view.items.is_empty() {
            return Some(previewed);
        }
        first += view.items.len();
        for item in view.items {
            let Item::Row(row) = item else { continue };
            if row.id.starts_with(PREVIEW) {
                previewed.push(with_charges(desk, *row).await?);
            }
        }
        if first >= view.item_count {
            return Some(previewed);
        }
    }
}

/// A document with its charges where some of them are expected: by these it is found in a run.
async fn with_charges(desk: Desk, row: Row) -> Option<Previewed> {
    if !row.marks.contains(&Mark::Estimate) {
        return Some(Previewed { row, charges: Vec::new() });
    }
    let explained =
        desk.ask::<Explained>(Request::Explain { invoice: row.id.clone() }).await.ok()?;
    Some(Previewed { row, charges: explained.charges })
}

/// What differs, what weighs most first.
pub(super) fn differences(previewed: &[Previewed], run: &DryRun, month: &str) -> Vec<Difference> {
    let DryRun { invoices: run, names } = run;
    let mut documents: HashMap<&str, usize> = HashMap::new();
    for (place, document) in run.iter().enumerate() {
        documents.insert(bare(&document.id), place);
        for charge in &document.charges {
            documents.insert(charge, place);
        }
    }
    let mut known = HashSet::new();
    let (mut moved, mut missing, mut late, mut others) = (vec![], vec![], vec![], vec![]);
    for Previewed { row, charges } in previewed {
        let own = charges.iter().map(|charge| bare(&charge.id)).chain([bare(&row.id)]);
        let found = own.into_iter().find_map(|charge| documents.get(charge).copied());
        let absent = charges.iter().filter(|charge| {
            charge.id.starts_with(ESTIMATE) && !documents.contains_key(bare(&charge.id))
        });
        let absent: Vec<Difference> =
            absent.map(|charge| not_arrived(row, charge, names)).collect();
        match found {
            Some(place) => {
                known.insert(place);
                moved.extend(changed(row, &run[place]));
            }
            None if absent.is_empty() => others.push(Difference::Gone {
                document: words::document(row),
                amount: row.total.clone(),
                currency: row.currency.clone(),
            }),
            None => {}
        }
        missing.extend(absent);
    }
    let mut earlier = 0;
    for (place, document) in run.iter().enumerate() {
        let belated = |charge: &String| belated(charge, document, names);
        late.extend(document.charges.iter().filter_map(belated));
        if document.billing_period.as_str() < month {
            earlier += 1;
        } else if !known.contains(&place) {
            others.push(Difference::Added {
                document: document_name(document, names),
                amount: document.signed(),
                currency: document.currency.clone(),
            });
        }
    }
    if earlier > 0 {
        others.push(Difference::Earlier(earlier));
    }
    [moved, missing, late, others].concat()
}

/// The id of a document or a charge, the same whether it is expected or metered.
fn bare(id: &str) -> &str {
    let id = id.strip_prefix(PREVIEW).unwrap_or(id);
    id.strip_prefix(ESTIMATE).unwrap_or(id)
}

fn changed(row: &Row, document: &Placed) -> Vec<Difference> {
    let mut changed = Vec::new();
    let amount = document.signed();
    if row.total != amount {
        changed.push(Difference::Amount {
            document: words::document(row),
            before: row.total.clone(),
            after: amount,
            currency: row.currency.clone(),
        });
    }
    let before = row.place.as_ref();
    let before = before.map(|Place { order, line }| (order.as_str(), line.as_str()));
    let after = document.purchase_order_id.as_deref().zip(document.line_item_number.as_deref());
    if before != after {
        changed.push(Difference::Place {
            document: words::document(row),
            before: words::place(row.place.as_ref()),
            after: placed(document),
        });
    }
    changed
}

/// Where a document goes, in words.
pub(super) fn placed(document: &Placed) -> String {
    match &document.purchase_order_id {
        Some(order) => place_name(order, document.line_item_number.as_ref()),
        None => words::place(None),
    }
}

/// What a charge is for; its id, where nobody says.
fn named(charge: &str, names: &BTreeMap<String, String>) -> String {
    let name = names.get(kept_id(charge)).filter(|name| !name.is_empty());
    name.map_or_else(|| charge.to_owned(), String::clone)
}

/// What a document that is not issued yet bills.
pub(super) fn document_name(document: &Placed, names: &BTreeMap<String, String>) -> String {
    let Some(first) = document.charges.first() else { return bare(&document.id).to_owned() };
    let what = named(first, names);
    match document.charges.len() {
        1 => what,
        all => texts::AND_MORE.with(&[("what", &what), ("count", &format::digits(all - 1))]),
    }
}

/// Usage that nobody names is called by its agreement; without one, it is of the kind that its document
/// bills.
fn not_arrived(row: &Row, charge: &Charge, names: &BTreeMap<String, String>) -> Difference {
    let name = names.get(kept_id(bare(&charge.id))).filter(|name| !name.is_empty()).cloned();
    let agreement = || charge.agreement_id.as_deref().map(words::agreement);
    Difference::NotArrived {
        what: name.or_else(agreement).unwrap_or_else(|| words::category(&row.category)),
        amount: charge.amount.clone(),
        currency: charge.currency.clone(),
    }
}

/// Usage that is on a document of another month than it was metered in, or is so again. Its id
/// ends with the month, and where some of it is invoiced, with how often.
fn belated(
    charge: &str,
    document: &Placed,
    names: &BTreeMap<String, String>,
) -> Option<Difference> {
    let (_, metered) = charge.rsplit_once(':')?;
    let (month, again) = match metered.split_once('+') {
        Some((month, _)) => (month, true),
        None => (metered, false),
    };
    if !format::is_month(month) || (!again && month >= document.billing_period.as_str()) {
        return None;
    }
    let (what, month, place) = (named(charge, names), month.to_owned(), placed(document));
    Some(if again {
        Difference::Corrected { what, month, place }
    } else {
        Difference::Late { what, month, place }
    })
}

/// A difference as a sentence.
pub(super) fn sentence(difference: &Difference) -> String {
    let text = match difference {
        Difference::Amount { document, before, after, currency } => {
            let (before, after) = (format::money(before, currency), format::money(after, currency));
            let names = [("document", document.as_str()), ("before", &before), ("after", &after)];
            return texts::DIFF_AMOUNT.with(&names);
        }
        Difference::Place { document, before, after } => {
            let names = [("document", document.as_str()), ("before", before), ("after", after)];
            return texts::DIFF_PLACE.with(&names);
        }
        Difference::Earlier(count) => {
            return plural(texts::DIFF_EARLIER_ONE, texts::DIFF_EARLIER_OTHER, *count);
        }
        Difference::Late { what, month, place } | Difference::Corrected { what, month, place } => {
            let is_late = matches!(difference, Difference::Late { .. });
            let text = if is_late { texts::DIFF_LATE } else { texts::DIFF_CORRECTED };
            let month = format::month_long(month);
            return text.with(&[("what", what), ("month", &month), ("place", place)]);
        }
        Difference::NotArrived { .. } => texts::DIFF_NOT_ARRIVED,
        Difference::Added { .. } => texts::DIFF_ADDED,
        Difference::Gone { .. } => texts::DIFF_GONE,
    };
    let (Difference::NotArrived { what, amount, currency }
    | Difference::Added { document: what, amount, currency }
    | Difference::Gone { document: what, amount, currency }) = difference
    else {
        return String::new();
    };
    text.with(&[("what", what), ("amount", &format::money(amount, currency))])
}

#[cfg(test)]
mod tests {
    use outlook::api::read_answer;

    use super::*;

    #[test]
    fn a_preview_that_came_true_differs_in_nothing() {
        let previewed = [previewed("preview:ch-1:2026-10", "10.00", Some("PO-1"), &[])];
        let run = run(&[("preview:ch-1:2026-10", "2026-10", "10.00", "\"PO-1\"", "ch-1:2026-10")]);
        assert_eq!(differences(&previewed, &run, "2026-10"), []);
    }

    #[test]
    fn expected_usage_that_was_metered_is_on_the_same_document() {
        let id = "preview:estimate:ch-1:2026-10";
        let charges = ["estimate:ch-1:2026-10"];
        let previewed = [previewed(id, "10.00", Some("PO-1"), &charges)];
        let run = run(&[("preview:ch-1:2026-10", "2026-10", "12.00", "\"PO-1\"", "ch-1:2026-10")]);
        let found = differences(&previewed, &run, "2026-10");
        let [Difference::Amount { before, after, .. }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((before.as_str(), after.as_str()), ("10.00", "12.00"));
    }

    #[test]
    fn expected_usage_that_did_not_arrive_is_told_once() {
        let id = "preview:estimate:ch-1:2026-10";
        let previewed = [previewed(id, "10.00", None, &["estimate:ch-1:2026-10"])];
        let found = differences(&previewed, &run(&[]), "2026-10");
        assert!(matches!(found.as_slice(), [Difference::NotArrived { .. }]), "{found:?}");
    }

    #[test]
    fn late_usage_and_corrections_are_told_apart() {
        let run = run(&[
            ("preview:ch-1:2026-09", "2026-10", "1.00", "null", "ch-1:2026-09"),
            ("preview:ch-2:2026-10+1", "2026-10", "1.00", "null", "ch-2:2026-10+1"),
            ("preview:fixed", "2026-09", "1.00", "null", "fixed"),
        ]);
        let found = differences(&[], &run, "2026-10");
        let nowhere = || words::place(None);
        let (what, month) = ("Scanner: Hours".to_owned(), "2026-09".to_owned());
        assert_eq!(found[0], Difference::Late { what, month, place: nowhere() });
        let (what, month) = ("ch-2:2026-10+1".to_owned(), "2026-10".to_owned());
        assert_eq!(found[1], Difference::Corrected { what, month, place: nowhere() });
        assert!(matches!(found[2], Difference::Added { .. }), "{found:?}");
        assert!(matches!(found[3], Difference::Added { .. }), "{found:?}");
        assert_eq!(found[4], Difference::Earlier(1));
    }

    #[test]
    fn a_document_elsewhere_and_one_that_is_gone_are_told() {
        let previewed = [
            previewed("preview:ch-1", "10.00", Some("PO-1"), &[]),
            previewed("preview:ch-2", "5.00", None, &[]),
        ];
        let run = run(&[("preview:ch-1", "2026-10", "10.00", "\"PO-2\"", "ch-1")]);
        let found = differences(&previewed, &run, "2026-10");
        assert!(
            matches!(found.as_slice(), [Difference::Place { .. }, Difference::Gone { .. }]),
            "{found:?}"
        );
    }

    fn previewed(id: &str, total: &str, order: Option<&str>, charges: &[&str]) -> Previewed {
        let place = order.map(|order| Place { order: order.to_owned(), line: "1".to_owned() });
        let row = Row {
            id: id.to_owned(),
            kind: "invoice".to_owned(),
            month: "2026-10".to_owned(),
            seller: "AWS_INC".to_owned(),
            category: "monthly-usage".to_owned(),
            agreement: None,
            currency: "USD".to_owned(),
            total: total.to_owned(),
            by: "match".to_owned(),
            place,
            left: None,
            marks: Vec::new(),
            before: None,
        };
        let charge = |id: &&str| {
            let text = [
                r#"{"id":""#,
                id,
                r#"","kind":"usage","category":"monthly-usage","cycle":"monthly","#,
                r#""billFrom":"AWS_INC","currency":"USD","billingPeriod":"2026-10","#,
                r#""amount":"10.00"}"#,
            ]
            .concat();
            read_answer::<Charge>(&text).unwrap()
        };
        Previewed { row, charges: charges.iter().map(charge).collect() }
    }

    /// Documents of a run: id, month, total, purchase order as JSON, and the one charge.
    fn run(documents: &[(&str, &str, &str, &str, &str)]) -> DryRun {
        let document = |(id, month, total, order, charge): &(&str, &str, &str, &str, &str)| {
            let line = if *order == "null" { "null" } else { "\"1\"" };
            format!(
                r#"{{"id":"{id}","type":"invoice","charges":["{charge}"],"billFrom":"AWS_INC",
                "currency":"USD","billingPeriod":"{month}","total":"{total}",
                "purchaseOrderId":{order},"lineItemNumber":{line},"balanceAfter":null}}"#
            )
        };
        let documents: Vec<String> = documents.iter().map(document).collect();
        let (documents, names) = (documents.join(","), r#"{"ch-1":"Scanner: Hours"}"#);
        let text = format!(r#"{{"invoices":[{documents}],"names":{names}}}"#);
        read_answer::<DryRun>(&text).unwrap()
    }
}
