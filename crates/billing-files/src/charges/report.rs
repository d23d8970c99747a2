//! What an import did, to be read by a person or a program.

use std::fmt;

use serde::Serialize;

use crate::directory::Seller;
use crate::document::{Charge, ChargeKind};

/// How items became charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The name of the file.
    pub file: String,
    /// Pages in it.
    pub pages: usize,
    /// Items on them.
    pub items_read: usize,
    /// Who invoices the charges.
    pub bill_from: String,
    /// Whether no mapping knows that name, so that the id was made from it.
    pub bill_from_derived: bool,
    /// Charges with a date, each billed on its own.
    pub fixed: usize,
    /// Charges by use, billed with their month.
    pub usage: usize,
    /// Charges that carry a purchase order reference.
    pub with_reference: usize,
    /// Charges whose amount is not known yet; they count as 0.
    pub without_amount: Vec<String>,
    /// Charges of which an older revision was left out.
    pub superseded: Vec<String>,
    /// Items that are there twice.
    pub repeated: usize,
}

impl Report {
    pub(super) fn new(file: &str, seller: Seller) -> Self {
        Self {
            file: file.to_owned(),
            pages: 0,
            items_read: 0,
            bill_from_derived: seller.derived,
            bill_from: seller.id,
            fixed: 0,
            usage: 0,
            with_reference: 0,
            without_amount: Vec::new(),
            superseded: Vec::new(),
            repeated: 0,
        }
    }

    pub(super) fn count(&mut self, charges: &[Charge]) {
        let count = |is: &dyn Fn(&Charge) -> bool| charges.iter().filter(|one| is(one)).count();
        self.fixed = count(&|charge| charge.kind == ChargeKind::Fixed);
        self.usage = count(&|charge| charge.kind == ChargeKind::Usage);
        self.with_reference = count(&|charge| charge.purchase_order_reference.is_some());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let charges = self.fixed + self.usage;
        writeln!(
            f,
            "{} items of {} became {charges} charges of {}, none refused",
            self.items_read, self.file, self.bill_from
        )?;
        if self.bill_from_derived {
            writeln!(f, "  no mapping knows this seller of record")?;
        }
        writeln!(
            f,
            "  {} fixed, {} by use; {} with a purchase order reference",
            self.fixed, self.usage, self.with_reference
        )?;
        for (ids, what) in [
            (&self.without_amount, "has no amount yet: it counts as 0"),
            (&self.superseded, "has an older revision, which is left out"),
        ] {
            for id in ids {
                writeln!(f, "  {id} {what}")?;
            }
        }
        if self.repeated > 0 {
            writeln!(f, "  {} items are there twice and count once", self.repeated)?;
        }
        Ok(())
    }
}
