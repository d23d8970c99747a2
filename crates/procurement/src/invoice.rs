//! Invoices and credit memos as they come in: documents that are issued and wait for their
//! purchase order.

use rust_decimal::Decimal;

use crate::fields::{Fields, ID_LENGTH_MAX, LINE_NUMBER_LENGTH_MAX, entry};
use crate::number::Amount;
use crate::problem::{Code, Collector, Path};
use crate::tree::{Entry, Tree};
use crate::{BillingMonth, Currency, Instant};

/// Given invoice ids do not begin with this: it marks the ids of invoices that are formed.
pub(crate) const FORMED_PREFIX: &str = "preview:";

/// What an invoice bills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// Cloud usage.
    MonthlyUsage,
    /// Up-front charges.
    Subscription,
    /// Third-party products.
    Marketplace,
    /// Consulting and training.
    ProfessionalServices,
}

impl Category {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        word_of(&CATEGORIES, &self)
    }
}

pub(crate) const CATEGORIES: [(&str, Category); 4] = [
    ("monthly-usage", Category::MonthlyUsage),
    ("subscription", Category::Subscription),
    ("marketplace", Category::Marketplace),
    ("professional-services", Category::ProfessionalServices),
];

/// Whether an invoice is the month's or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cycle {
    /// Issued after the month that it bills.
    Monthly,
    /// Issued when something falls due.
    OutOfCycle,
}

pub(crate) const CYCLES: [(&str, Cycle); 2] =
    [("monthly", Cycle::Monthly), ("out-of-cycle", Cycle::OutOfCycle)];

/// Demand for payment, or its correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceType {
    /// Draws on a balance.
    Invoice,
    /// Gives back (P-25).
    CreditMemo,
}

pub(crate) const INVOICE_TYPES: [(&str, InvoiceType); 2] =
    [("invoice", InvoiceType::Invoice), ("credit-memo", InvoiceType::CreditMemo)];

pub(crate) fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

/// An invoice that keeps every rule of the contract, its texts where they were read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Invoice<'t> {
    pub(crate) id: &'t str,
    pub(crate) kind: InvoiceType,
    pub(crate) category: Category,
    pub(crate) cycle: Cycle,
    pub(crate) bill_from: &'t str,
    pub(crate) currency: Currency,
    pub(crate) period: BillingMonth,
    pub(crate) issued_at: Instant,
    /// As written; at most the currency's decimals.
    pub(crate) total: Decimal,
    pub(crate) original: Option<&'t str>,
    pub(crate) tax_registration_number: Option<&'t str>,
    pub(crate) invoice_unit: Option<&'t str>,
    pub(crate) reference: Option<&'t str>,
    pub(crate) line: Option<&'t str>,
}

const ID: usize = 0;
const TYPE: usize = 1;
const CATEGORY: usize = 2;
const CYCLE: usize = 3;
const BILL_FROM: usize = 4;
const CURRENCY: usize = 5;
const PERIOD: usize = 6;
const ISSUED_AT: usize = 7;
const TOTAL: usize = 8;
const ORIGINAL: usize = 9;
const TAX_REGISTRATION_NUMBER: usize = 10;
const INVOICE_UNIT: usize = 11;
const REFERENCE: usize = 12;
const LINE: usize = 13;

pub(crate) const KEYS: [&str; 14] = [
    "id",
    "type",
    "category",
    "cycle",
    "billFrom",
    "currency",
    "billingPeriod",
    "issuedAt",
    "total",
    "originalInvoiceId",
    "taxRegistrationNumber",
    "invoiceUnit",
    "purchaseOrderReference",
    "purchaseOrderLine",
];

impl<'t> Invoice<'t> {
    pub(crate) fn read(
        entries: &'t [Entry<'_>],
        path: Path<'_>,
        problems: &mut Collector,
    ) -> Option<Self> {
        Self::of_fields(Fields::of(entries, &KEYS, path, problems))
    }

    pub(crate) fn of_fields(mut fields: Fields<'t, '_, '_>) -> Option<Self> {
        let id = fields.text(ID, ID_LENGTH_MAX);
        let id = fields.require(ID, id);
        if id.is_some_and(|id| id.starts_with(FORMED_PREFIX)) {
            let message = "ids that begin with `preview:` are kept for formed invoices: rename it";
            fields.add(ID, Code::ReservedId, message);
        }
        let kind = fields.word(TYPE, &INVOICE_TYPES).unwrap_or(InvoiceType::Invoice);
        let category = fields.word(CATEGORY, &CATEGORIES);
        let category = fields.require(CATEGORY, category);
        let cycle = fields.word(CYCLE, &CYCLES);
        let cycle = fields.require(CYCLE, cycle);
        let bill_from = fields.text(BILL_FROM, ID_LENGTH_MAX);
        let bill_from = fields.require(BILL_FROM, bill_from);
        let currency = fields.currency(CURRENCY);
        let currency = fields.require(CURRENCY, currency);
        let period = fields.month(PERIOD);
        let period = fields.require(PERIOD, period);
        let issued_at = fields.instant(ISSUED_AT);
        let issued_at = fields.require(ISSUED_AT, issued_at);
        let total = fields.not_negative(TOTAL);
        let total = fields.require(TOTAL, total);
        if let (Some(total), Some(currency)) = (total, currency) {
            check_decimals(total, currency, fields.path.key("total"), fields.problems);
        }
        let original = fields.text(ORIGINAL, ID_LENGTH_MAX);
        let tax_registration_number = fields.text(TAX_REGISTRATION_NUMBER, ID_LENGTH_MAX);
        let invoice_unit = fields.text(INVOICE_UNIT, ID_LENGTH_MAX);
        let reference = fields.purchase_order_id(REFERENCE);
        let line = fields.text(LINE, LINE_NUMBER_LENGTH_MAX);
        Some(Self {
            id: id?,
            kind,
            category: category?,
            cycle: cycle?,
            bill_from: bill_from?,
            currency: currency?,
            period: period?,
            issued_at: issued_at?,
            total: total?,
            original,
            tax_registration_number,
            invoice_unit,
            reference,
            line,
        })
    }

    /// The invoice as the members of a JSON object, the way it was read.
    pub(crate) fn entries(&self) -> Vec<Entry<'t>> {
        let mut entries = vec![
            entry("id", Tree::text(self.id)),
            entry("type", Tree::text(word_of(&INVOICE_TYPES, &self.kind))),
            entry("category", Tree::text(word_of(&CATEGORIES, &self.category))),
            entry("cycle", Tree::text(word_of(&CYCLES, &self.cycle))),
            entry("billFrom", Tree::text(self.bill_from)),
            entry("currency", Tree::text(self.currency.code())),
            entry("billingPeriod", Tree::text(self.period.to_string())),
            entry("issuedAt", Tree::text(self.issued_at.to_string())),
            entry("total", Tree::text(self.total.to_string())),
        ];
        push_texts(
            &mut entries,
            [
                ("originalInvoiceId", self.original),
                ("taxRegistrationNumber", self.tax_registration_number),
                ("invoiceUnit", self.invoice_unit),
                ("purchaseOrderReference", self.reference),
                ("purchaseOrderLine", self.line),
            ],
        );
        entries
    }
}

/// Adds the texts that are there.
pub(crate) fn push_texts<'t, const N: usize>(
    entries: &mut Vec<Entry<'t>>,
    texts: [(&'static str, Option<&'t str>); N],
) {
    for (key, text) in texts {
        entries.extend(text.map(|text| entry(key, Tree::text(text))));
    }
}

/// Totals have at most the currency's decimals.
pub(crate) fn check_decimals(
    number: Decimal,
    currency: Currency,
    path: Path<'_>,
    problems: &mut Collector,
) {
    if Amount::exactly(number, currency).is_none() {
        let message = format!(
            "{number} has more decimals than {currency} has: at most {}",
            currency.minor_digits()
        );
        problems.add(Code::TooManyDecimals, path, message);
    }
}
