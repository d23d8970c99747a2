//! What is in a document, in numbers that a person recognises a file by.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::SnapshotDocument;

/// How much of what there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Rows of tables and items of listings; a snapshot has none.
    pub rows: Option<u64>,
    /// Purchase orders.
    pub purchase_orders: usize,
    /// Line items of all of them.
    pub line_items: usize,
    /// What earlier documents have drawn.
    pub associations: usize,
    /// Documents to be matched.
    pub invoices: usize,
    /// Charges that are not invoiced yet.
    pub charges: usize,
    /// Ids of the sellers of record.
    pub sellers: BTreeSet<String>,
    /// Currencies.
    pub currencies: BTreeSet<String>,
    /// The months that it speaks of; none where it speaks of nothing.
    pub months: Option<Months>,
}

/// From the first month to the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Months {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
}

impl Counts {
    pub(super) fn of(document: &SnapshotDocument, rows: Option<u64>) -> Self {
        let SnapshotDocument { purchase_orders, associations, invoices, charges } = document;
        let mut sellers = BTreeSet::new();
        let mut currencies = BTreeSet::new();
        let mut months = BTreeSet::new();
        for order in purchase_orders {
            sellers.extend(order.bill_from.iter().cloned());
            currencies.insert(order.currency.clone());
            months.extend([&order.effective_month, &order.expiration_month]);
        }
        for invoice in invoices {
            sellers.insert(invoice.bill_from.clone());
            currencies.insert(invoice.currency.clone());
            months.insert(&invoice.billing_period);
        }
        for charge in charges {
            sellers.insert(charge.bill_from.clone());
            currencies.insert(charge.currency.clone());
            months.insert(&charge.billing_period);
        }
        // As texts, months of four digits and two sort by time.
        let months = months.first().zip(months.last());
        Self {
            rows,
            purchase_orders: purchase_orders.len(),
            line_items: purchase_orders.iter().map(|order| order.line_items.len()).sum(),
            associations: associations.len(),
            invoices: invoices.len(),
            charges: charges.len(),
            sellers,
            currencies,
            months: months.map(|(from, to)| Months { from: (*from).clone(), to: (*to).clone() }),
        }
    }
}
