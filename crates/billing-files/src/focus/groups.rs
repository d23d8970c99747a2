//! Rows that say the same, added up as they come.

use std::collections::HashMap;

use procurement::Code;
use procurement::sorting::sort_by;

use super::columns::{self, KEY_COLUMNS};
use super::facts::{Facts, day};
use crate::decimal::{Decimal, ExactSum};
use crate::directory::Directory;
use crate::problem::{Findings, quoted};
use crate::table::Row;

/// Rows that agree in everything but their cost.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) facts: Facts,
    pub(super) sum: ExactSum,
    pub(super) rows: u64,
    /// Rows that carry an invoice id.
    pub(super) invoiced_rows: u64,
    pub(super) invoice: InvoiceHint,
    pub(super) invoice_bucket: u8,
    /// The file and the row where it was first met.
    pub(super) first: (usize, u64),
}

/// The invoices that rows name. Only a single one tells anything, so no more are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum InvoiceHint {
    #[default]
    None,
    One(Box<[u8]>),
    Several,
}

impl InvoiceHint {
    fn see(&mut self, id: &[u8]) {
        match self {
            Self::None => *self = Self::One(id.into()),
            Self::One(known) if **known != *id => *self = Self::Several,
            Self::One(_) | Self::Several => {}
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        match other {
            Self::None => {}
            Self::One(id) => self.see(id),
            Self::Several => *self = Self::Several,
        }
    }

    /// Whether both name one invoice, and not the same.
    pub(super) fn differs(&self, other: &Self) -> bool {
        matches!((self, other), (Self::One(one), Self::One(two)) if one != two)
    }
}

/// All groups, by the bytes of their key columns. A row of a group that is known is read no
/// further than its cost.
#[derive(Debug, Default)]
pub(super) struct Groups {
    by_bytes: HashMap<Box<[u8]>, Group>,
    key: Vec<u8>,
    rows: u64,
}

impl Groups {
    /// Adds a row, or tells everything that is wrong with it.
    pub(super) fn add(
        &mut self,
        row: Row<'_>,
        file: usize,
        directory: &Directory,
        findings: &mut Findings,
    ) {
        self.rows += 1;
        let cost = cost(row, findings);
        self.key.clear();
        for column in KEY_COLUMNS {
            let cell = row.bytes(column);
            self.key.extend_from_slice(&cell.len().to_le_bytes());
            self.key.extend_from_slice(cell);
        }
        // Purchases and taxes have a day; what comes monthly would only be split by it.
        let has_day =
            matches!(row.bytes(columns::CHARGE_CATEGORY).first(), Some(b'P' | b'p' | b'T' | b't'));
        let mut when = None;
        let mut good = true;
        if has_day {
            when = day(row, columns::CHARGE_PERIOD_START, findings);
            good = when.is_some();
            let days = when.map(|day| day.to_epoch_days()).unwrap_or_default();
            self.key.extend_from_slice(&days.to_le_bytes());
            self.key.push(invoice_bucket(row));
        }
        if !self.by_bytes.contains_key(self.key.as_slice()) {
            let Some(facts) = Facts::read(row, when, directory, findings).filter(|_| good) else {
                return;
            };
            let group = Group {
                facts,
                sum: ExactSum::default(),
                rows: 0,
                invoiced_rows: 0,
                invoice: InvoiceHint::None,
                invoice_bucket: invoice_bucket(row),
                first: (file, row.number()),
            };
            self.by_bytes.insert(self.key.as_slice().into(), group);
        }
        let Some(group) = self.by_bytes.get_mut(self.key.as_slice()) else { return };
        let Some(cost) = cost else { return };
        group.sum.add(&cost);
        group.rows += 1;
        let invoice = row.bytes(columns::INVOICE_ID);
        if !invoice.is_empty() {
            group.invoiced_rows += 1;
            group.invoice.see(invoice);
        }
    }

    /// The groups in the order of the files, and how many rows were read.
    pub(super) fn into_groups(self) -> (Vec<Group>, u64) {
        let mut groups: Vec<_> = self.by_bytes.into_values().collect();
        sort_by(&mut groups, |a, b| a.first.cmp(&b.first));
        (groups, self.rows)
    }
}

/// Taxes of different invoices are kept apart by a few bits of the invoice's id: enough to tell the
/// invoices of a month from each other, and no more groups than that where every row has its own.
fn invoice_bucket(row: Row<'_>) -> u8 {
    let is_tax = matches!(row.bytes(columns::CHARGE_CATEGORY).first(), Some(b'T' | b't'));
    let id = if is_tax { row.bytes(columns::INVOICE_ID) } else { b"" };
    id.iter().fold(0, |bits: u8, byte| bits.wrapping_mul(31).wrapping_add(*byte)) % 64
}

fn cost(row: Row<'_>, findings: &mut Findings) -> Option<Decimal> {
    let text = row.bytes(columns::BILLED_COST);
    match Decimal::parse(text) {
        Ok(cost) => Some(cost),
        Err(error) => {
            // An empty cell is told as such.
            let text = row.required(columns::BILLED_COST, findings)?;
            let message = format!("{text} is no number of this kind: {error}", text = quoted(text));
            findings.add(row.place_of(columns::BILLED_COST), Code::InvalidNumber, message);
            None
        }
    }
}
