//! What an import did, to be read by a person or a program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::directory::Seller;
use crate::document::Category;

/// How rows became charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The names of the files.
    pub files: Vec<String>,
    /// Rows, headers not counted.
    pub rows_read: u64,
    /// Charges that they add up to.
    pub charges: usize,
    /// Rows of billing accounts that were not taken.
    pub rows_left_out: u64,
    /// Every billing account, by provider.
    pub billing_accounts: Vec<BillingAccount>,
    /// Every seller of record, by id.
    pub sellers: Vec<SellerRows>,
    /// Rows by the category of their charge.
    pub rows_by_category: BTreeMap<Category, u64>,
    /// Rows by their own `ChargeCategory`.
    pub rows_by_charge_category: BTreeMap<&'static str, u64>,
    /// Rows that carry an invoice id, by billing period: their month may be invoiced already.
    pub rows_with_invoice_id: BTreeMap<String, u64>,
    /// Rows without an issuer that were taken for the only seller's of their billing account.
    pub rows_without_issuer: u64,
    /// Rows without a publisher that were taken for the provider's own.
    pub rows_without_publisher: u64,
    /// Tax rows that joined the charge they are levied on.
    pub tax_rows_joined: u64,
    /// Tax rows of which the files do not say what they are levied on.
    pub tax_rows_alone: u64,
    /// Sums of zero, which are no charges.
    pub sums_of_zero: usize,
    /// Charges in two parts, since their sum has more than 28 digits.
    pub charges_split: usize,
    /// Charges whose sum has more than 27 decimals, which no amount of a snapshot can have.
    pub charges_rounded: usize,
}

/// A billing account in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BillingAccount {
    /// Whose it is.
    pub provider: String,
    /// Its id.
    pub id: String,
    /// Rows of it.
    pub rows: u64,
    /// Whether they were taken.
    pub taken: bool,
}

/// A seller of record in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SellerRows {
    /// Its id in the snapshot.
    pub id: String,
    /// The names that stand for it in the files.
    pub names: BTreeSet<String>,
    /// Rows that it invoices.
    pub rows: u64,
    /// Whether no mapping knows the name, so that the id was made from it.
    pub derived: bool,
}

impl SellerRows {
    pub(super) fn new(seller: &Seller) -> Self {
        Self { id: seller.id.clone(), names: BTreeSet::new(), rows: 0, derived: seller.derived }
    }
}

impl Report {
    pub(super) fn new(files: Vec<String>, rows_read: u64) -> Self {
        Self {
            files,
            rows_read,
            charges: 0,
            rows_left_out: 0,
            billing_accounts: Vec::new(),
            sellers: Vec::new(),
            rows_by_category: BTreeMap::new(),
            rows_by_charge_category: BTreeMap::new(),
            rows_with_invoice_id: BTreeMap::new(),
            rows_without_issuer: 0,
            rows_without_publisher: 0,
            tax_rows_joined: 0,
            tax_rows_alone: 0,
            sums_of_zero: 0,
            charges_split: 0,
            charges_rounded: 0,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = |count| Counted(count, "row", "rows");
        let charges = |count: usize| Counted(count as u64, "charge", "charges");
        write!(f, "{} of {}", rows(self.rows_read), self.files.join(", "))?;
        writeln!(f, " became {}, none refused", charges(self.charges))?;
        for (category, count) in &self.rows_by_category {
            writeln!(f, "  {}: {}", category.as_str(), rows(*count))?;
        }
        for seller in &self.sellers {
            let names: Vec<_> = seller.names.iter().map(|name| format!("{name:?}")).collect();
            write!(
                f,
                "  seller of record {}: {} of {}",
                seller.id,
                rows(seller.rows),
                names.join(", ")
            )?;
            writeln!(f, "{}", if seller.derived { ", a name that no mapping knows" } else { "" })?;
        }
        for account in self.billing_accounts.iter().filter(|account| !account.taken) {
            let BillingAccount { provider, id, rows: count, .. } = account;
            writeln!(f, "  left out: {} of billing account {id} of {provider}", rows(*count))?;
        }
        for (period, count) in &self.rows_with_invoice_id {
            let count = rows(*count);
            writeln!(f, "  {period}: {count} with an invoice id, which may be issued already")?;
        }
        for (count, what) in [
            (self.tax_rows_joined, "of tax joined the charge that it is levied on"),
            (self.tax_rows_alone, "of tax stand alone: the files do not say what for"),
            (self.rows_without_issuer, "without an issuer taken for the only seller of record's"),
            (self.rows_without_publisher, "without a publisher taken for the provider's own"),
        ] {
            if count > 0 {
                writeln!(f, "  {} {what}", rows(count))?;
            }
        }
        for (count, what) in [
            (self.charges_split, "in two parts: more than 28 digits"),
            (self.charges_rounded, "rounded to 27 decimals, as many as an amount can have"),
        ] {
            if count > 0 {
                writeln!(f, "  {} {what}", charges(count))?;
            }
        }
        if self.sums_of_zero > 0 {
            let sums = Counted(self.sums_of_zero as u64, "sum of zero is", "sums of zero are");
            writeln!(f, "  {sums} left out: nothing is due")?;
        }
        Ok(())
    }
}

/// A number with the word for what is counted.
struct Counted(u64, &'static str, &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { self.1 } else { self.2 })
    }
}
