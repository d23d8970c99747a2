//! Associations: what earlier documents have drawn from line items.

use rust_decimal::Decimal;

use crate::fields::{Fields, ID_LENGTH_MAX, LINE_NUMBER_LENGTH_MAX, entry};
use crate::problem::{Collector, Path};
use crate::tree::{Entry, Tree};

/// The stored link of an issued document to the line item that it uses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Association<'t> {
    pub(crate) invoice: &'t str,
    pub(crate) purchase_order: &'t str,
    pub(crate) line: &'t str,
    /// As written; negative for a credit memo.
    pub(crate) total: Decimal,
}

pub(crate) const KEYS: [&str; 4] = ["invoiceId", "purchaseOrderId", "lineItemNumber", "total"];

impl<'t> Association<'t> {
    pub(crate) fn read(
        entries: &'t [Entry<'_>],
        path: Path<'_>,
        problems: &mut Collector,
    ) -> Option<Self> {
        Self::of_fields(Fields::of(entries, &KEYS, path, problems))
    }

    pub(crate) fn of_fields(mut fields: Fields<'t, '_, '_>) -> Option<Self> {
        let invoice = fields.text(0, ID_LENGTH_MAX);
        let invoice = fields.require(0, invoice);
        let purchase_order = fields.purchase_order_id(1);
        let purchase_order = fields.require(1, purchase_order);
        let line = fields.text(2, LINE_NUMBER_LENGTH_MAX);
        let line = fields.require(2, line);
        let total = fields.number(3);
        let total = fields.require(3, total);
        Some(Self {
            invoice: invoice?,
            purchase_order: purchase_order?,
            line: line?,
            total: total?,
        })
    }

    /// The association as the members of a JSON object, the way it was read.
    pub(crate) fn entries(&self) -> Vec<Entry<'t>> {
        vec![
            entry("invoiceId", Tree::text(self.invoice)),
            entry("purchaseOrderId", Tree::text(self.purchase_order)),
            entry("lineItemNumber", Tree::text(self.line)),
            entry("total", Tree::text(self.total.to_string())),
        ]
    }
}
