//! What purchase orders on charges move, read from the difference that the server tells.

use std::collections::BTreeMap;

use outlook::api::{Moves, Summary, Total};
use procurement::sorting::sort_by;

use crate::pages::close::sums::sum;
use crate::pages::sentences;
use crate::server::{Moved, NamingChange};
use crate::text::subscriptions as texts;

/// The difference in sentences, most important first. Empty where nothing changes.
pub(crate) fn told(change: &NamingChange) -> Vec<String> {
    let mut told = sentences(&summary(change));
    told.extend(consequences(change));
    told
}

/// From one purchase order to another; none for documents without.
type Way<'c> = (Option<&'c String>, Option<&'c String>);

fn summary(change: &NamingChange) -> Summary {
    let mut ways: BTreeMap<Way<'_>, Vec<&Moved>> = BTreeMap::new();
    let mut summary = Summary::default();
    for document in &change.invoices {
        match (&document.before, &document.after) {
            (Some(before), Some(after)) if place(before) != place(after) => {
                let way = (before.purchase_order_id.as_ref(), after.purchase_order_id.as_ref());
                ways.entry(way).or_default().push(after);
            }
            (Some(_), Some(_)) => summary.changed += 1,
            (None, Some(_)) => summary.comes += 1,
            (Some(_), None) => summary.goes += 1,
            (None, None) => {}
        }
    }
    summary.moves = ways.into_iter().map(|(way, documents)| moves(way, &documents)).collect();
    sort_by(&mut summary.moves, |a, b| b.documents.cmp(&a.documents));
    summary
}

fn place(placed: &Moved) -> (Option<&String>, Option<&String>) {
    (placed.purchase_order_id.as_ref(), placed.line_item_number.as_ref())
}

fn moves((from, to): Way<'_>, documents: &[&Moved]) -> Moves {
    let mut amounts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    // A sum in which one is missing would be none of the documents that are told.
    if documents.iter().all(|document| document.total.is_some()) {
        for document in documents {
            amounts.entry(&document.currency).or_default().extend(document.signed());
        }
    }
    let total = |(currency, amounts): (&str, Vec<String>)| Total {
        currency: currency.to_owned(),
        total: sum(amounts.iter().map(String::as_str)),
        without: String::new(),
        documents: amounts.len(),
    };
    Moves {
        from: from.cloned(),
        to: to.cloned(),
        totals: amounts.into_iter().map(total).collect(),
        documents: documents.len(),
        first: Vec::new(),
    }
}

/// What happens to purchase orders that are named, each told once.
fn consequences(change: &NamingChange) -> Vec<String> {
    let mut told = Vec::new();
    for event in &change.events.added {
        let text = match event.code.as_str() {
            "PURCHASE_ORDER_CREATED" => texts::CREATES,
            "PURCHASE_ORDER_REACTIVATED" => texts::REACTIVATES,
            "REFERENCED_PO_SUSPENDED" => texts::GOES_WITHOUT,
            _ => continue,
        };
        let order = event.purchase_order_id.as_deref().unwrap_or_default();
        let sentence = text.with(&[("order", order)]);
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use outlook::api::read_answer;

    use super::*;

    const CHANGE: &str = r#"{
        "invoices": [
            {"id": "a", "before": PLACED(A, 1), "after": PLACED(B, 1)},
            {"id": "b", "before": PLACED(A, 2), "after": PLACED(B, 1)},
            {"id": "c", "before": PLACED(B, 1), "after": PLACED(B, 1)},
            {"id": "d", "before": null, "after": PLACED(B, 1)}
        ],
        "events": {"added": [], "removed": []}
    }"#;

    fn summary_with(total: &str) -> Summary {
        let mut text = CHANGE.to_owned();
        for (order, line) in [("A", "1"), ("A", "2"), ("B", "1")] {
            let placed = format!(
                r#"{{"type": "invoice", "currency": "USD", "total": {total},
                    "purchaseOrderId": "{order}", "lineItemNumber": "{line}"}}"#
            );
            text = text.replace(&format!("PLACED({order}, {line})"), &placed);
        }
        summary(&read_answer(&text).unwrap())
    }

    #[test]
    fn documents_that_take_the_same_way_are_one_sentence() {
        let summary = summary_with(r#""10.50""#);
        assert_eq!(summary.moves.len(), 1);
        assert_eq!(summary.moves[0].documents, 2);
        assert_eq!(summary.moves[0].totals[0].total, "21.00");
        assert_eq!(summary.moves[0].to.as_deref(), Some("B"));
        assert_eq!((summary.changed, summary.comes, summary.goes), (1, 1, 0));
    }

    #[test]
    fn totals_that_are_not_told_have_no_sum() {
        let summary = summary_with("null");
        assert_eq!(summary.moves[0].documents, 2);
        assert_eq!(summary.moves[0].totals, []);
    }
}
