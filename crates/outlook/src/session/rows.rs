//! The preview as rows for a spreadsheet, with what the contract's preview does not tell of an invoice.

use billing_files::preview_csv::{Flavour, Invoice, write_with};

use super::opened::Opened;
use crate::api::Query;
use crate::state::Document;

/// The columns behind those of the contract's preview. New ones stand last.
const MORE: [&str; 8] = [
    "category",
    "agreement",
    "estimate",
    "moved",
    "moved_from",
    "moved_from_line",
    "change",
    "total_before",
];

impl Opened {
    /// All invoices in the order of placing, then those that the scenario takes away.
    pub(super) fn csv(&self) -> String {
        let gone = |id: &&str| !self.state.documents.contains_key(*id);
        let before = self.baseline.documents().map(|document| &*document.id).filter(gone);
        self.rows_of(self.state.documents().map(|document| &*document.id).chain(before))
    }

    /// What a query finds, in its order.
    pub(super) fn shown_csv(&self, query: &Query) -> String {
        self.rows_of(self.timeline.found(query))
    }

    fn rows_of<'o>(&'o self, ids: impl Iterator<Item = &'o str>) -> String {
        write_with(ids.filter_map(|id| self.row_of(id)), Flavour::Spreadsheet, MORE)
    }

    fn row_of(&self, id: &str) -> Option<(Invoice, [String; MORE.len()])> {
        let (after, before) = (self.state.documents.get(id), self.baseline.documents.get(id));
        let facts = if after.is_some() { &self.facts } else { &self.baseline_facts };
        let document = after.or(before)?;
        let background = facts.background(id, &document.charges);
        let change = match (after, before) {
            (None, _) => "removed",
            (Some(_), None) => "added",
            (Some(after), Some(before)) if !before.has_same_place(after) => "moved",
            (Some(after), Some(before)) if before != after => "changed",
            (Some(_), Some(_)) => "",
        };
        let was_elsewhere = ["moved", "removed"].contains(&change);
        let from = before.filter(|_| was_elsewhere).and_then(|before| before.place_of());
        let (order, line) = from.unwrap_or_default();
        let total = before.filter(|_| !change.is_empty()).map(|before| before.total.clone());
        let yes = |is: bool| String::from(if is { "yes" } else { "no" });
        let more = [
            background.category_word().to_owned(),
            background.agreement.unwrap_or_default().to_owned(),
            yes(document.is_estimate()),
            yes(change == "moved"),
            order.to_owned(),
            line.to_owned(),
            change.to_owned(),
            total.unwrap_or_default(),
        ];
        Some((invoice(document, after.is_some()), more))
    }
}

/// An invoice that is not there any more goes nowhere, and adds nothing to a sum.
fn invoice(document: &Document, is_there: bool) -> Invoice {
    let named = Invoice {
        id: document.id.clone(),
        kind: document.kind.clone(),
        billing_period: document.billing_period.clone(),
        bill_from: document.bill_from.clone(),
        currency: document.currency.clone(),
        ..Invoice::default()
    };
    if !is_there {
        return named;
    }
    Invoice {
        total: document.total.clone(),
        by: document.by.clone(),
        purchase_order_id: document.order().map(str::to_owned),
        line_item_number: document.place_of().map(|(_, line)| line.to_owned()),
        covered: Some(document.covered),
        balance_after: document.balance_after.clone(),
        ..named
    }
}
