//! What an import did, to be read by a person or a program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use procurement::Workspace;
use serde::{Deserialize, Serialize};

use super::header::Header;
use crate::SnapshotDocument;
use crate::decimal::{Decimal, ExactSum};

/// How rows became purchase orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The name of the file.
    pub file: String,
    /// Rows, the header not counted.
    pub rows_read: u64,
    /// Purchase orders.
    pub purchase_orders: usize,
    /// Line items of all of them.
    pub line_items: usize,
    /// Purchase orders that are suspended.
    pub suspended: usize,
    /// Purchase orders without a line item, which no invoice will use.
    pub without_line_items: Vec<String>,
    /// Sellers of record that no mapping knows: their names, and the ids made from them.
    pub sellers_derived: BTreeMap<String, String>,
    /// Names of sellers of record that a mapping knows. Nobody has to be told of them.
    #[serde(skip)]
    pub sellers_known: BTreeSet<String>,
    /// Purchase orders whose `po_amount` is not what their lines add up to. Only the lines count.
    pub amounts_that_differ: Vec<AmountDiffers>,
    /// Columns that mean nothing here.
    pub ignored_columns: Vec<String>,
}

/// A purchase order whose lines add up to something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AmountDiffers {
    /// Which one.
    pub purchase_order: String,
    /// What `po_amount` says.
    pub po_amount: String,
    /// What the total values of its lines add up to.
    pub lines: String,
}

impl Report {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            rows_read: 0,
            purchase_orders: 0,
            line_items: 0,
            suspended: 0,
            without_line_items: Vec::new(),
            sellers_derived: BTreeMap::new(),
            sellers_known: BTreeSet::new(),
            amounts_that_differ: Vec::new(),
            ignored_columns: Vec::new(),
        }
    }

    pub(super) fn count(&mut self, document: &SnapshotDocument) {
        let orders = &document.purchase_orders;
        self.purchase_orders = orders.len();
        self.line_items = orders.iter().map(|order| order.line_items.len()).sum();
        self.suspended = orders.iter().filter(|order| order.suspended).count();
        let bare = orders.iter().filter(|order| order.line_items.is_empty());
        self.without_line_items = bare.map(|order| order.id.clone()).collect();
    }

    /// Compares what the list says of each purchase order with what the engine makes of its lines.
    pub(super) fn compare_amounts<'h>(
        &mut self,
        headers: impl Iterator<Item = (&'h str, &'h Header)>,
        workspace: Option<&Workspace>,
    ) {
        let preview = workspace.and_then(|workspace| workspace.preview(None).ok());
        let preview = preview.and_then(|json| serde_json::from_str::<Preview>(&json).ok());
        let mut totals: BTreeMap<String, ExactSum> = BTreeMap::new();
        for line in preview.into_iter().flat_map(|preview| preview.line_items) {
            let total = totals.entry(line.purchase_order_id).or_default();
            total.extend(&line.total_value);
        }
        for (id, header) in headers {
            let Some(po_amount) = header.amount() else { continue };
            let lines = totals.get(id).copied().unwrap_or_default();
            let mut said = ExactSum::default();
            said.extend(&po_amount);
            if said.amounts() != lines.amounts() {
                let lines = lines.amounts().map(|amounts| amounts.texts.concat());
                self.amounts_that_differ.push(AmountDiffers {
                    purchase_order: id.to_owned(),
                    po_amount,
                    lines: lines.unwrap_or_default(),
                });
            }
        }
    }
}

impl ExactSum {
    /// Adds a number in writing; numbers that were judged before are good ones.
    fn extend(&mut self, number: &str) {
        if let Ok(number) = Decimal::parse(number.as_bytes()) {
            self.add(&number);
        }
    }
}

/// The part of a preview that tells what lines are worth.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Preview {
    line_items: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    purchase_order_id: String,
    total_value: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} rows of {} became {} purchase orders with {} line items, none refused",
            self.rows_read, self.file, self.purchase_orders, self.line_items
        )?;
        if self.suspended > 0 {
            writeln!(f, "  {} suspended", self.suspended)?;
        }
        for id in &self.without_line_items {
            writeln!(f, "  {id} has no line item: no invoice will use it")?;
        }
        for (name, id) in &self.sellers_derived {
            writeln!(f, "  seller of record {id} of {name:?}, a name that no mapping knows")?;
        }
        for AmountDiffers { purchase_order, po_amount, lines } in &self.amounts_that_differ {
            writeln!(
                f,
                "  {purchase_order}: po_amount is {po_amount}, its lines add up to {lines}; the lines count"
            )?;
        }
        if !self.ignored_columns.is_empty() {
            writeln!(f, "  columns without a meaning here: {}", self.ignored_columns.join(", "))?;
        }
        Ok(())
    }
}
