//! Charges: amounts due under an agreement that are not invoiced yet.

use rust_decimal::Decimal;

use crate::fields::{Fields, ID_LENGTH_MAX, LINE_NUMBER_LENGTH_MAX, entry};
use crate::invoice::{CATEGORIES, CYCLES, Category, Cycle, push_texts, word_of};
use crate::problem::{Collector, Path};
use crate::tree::{Entry, Tree};
use crate::{BillingMonth, Currency, Instant};

/// Whether the amount of a charge was agreed or is metered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChargeKind {
    /// Up-front, recurring or scheduled.
    Fixed,
    /// Pay as you go.
    Usage,
}

const KINDS: [(&str, ChargeKind); 2] = [("usage", ChargeKind::Usage), ("fixed", ChargeKind::Fixed)];

/// A charge that keeps every rule of the contract, its texts where they were read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Charge<'t> {
    pub(crate) id: &'t str,
    pub(crate) kind: ChargeKind,
    pub(crate) category: Category,
    pub(crate) cycle: Cycle,
    pub(crate) bill_from: &'t str,
    pub(crate) currency: Currency,
    pub(crate) period: BillingMonth,
    /// As written; negative for a credit.
    pub(crate) amount: Decimal,
    pub(crate) agreement: Option<&'t str>,
    pub(crate) agreement_end: Option<BillingMonth>,
    pub(crate) time: Option<Instant>,
    pub(crate) payment_terms: Option<&'t str>,
    pub(crate) tax_registration_number: Option<&'t str>,
    pub(crate) invoice_unit: Option<&'t str>,
    pub(crate) reference: Option<&'t str>,
    pub(crate) line: Option<&'t str>,
}

const ID: usize = 0;
const KIND: usize = 1;
const CATEGORY: usize = 2;
const CYCLE: usize = 3;
const BILL_FROM: usize = 4;
const CURRENCY: usize = 5;
const PERIOD: usize = 6;
const AMOUNT: usize = 7;
const AGREEMENT: usize = 8;
const AGREEMENT_END: usize = 9;
const TIME: usize = 10;
const PAYMENT_TERMS: usize = 11;
const TAX_REGISTRATION_NUMBER: usize = 12;
const INVOICE_UNIT: usize = 13;
const REFERENCE: usize = 14;
const LINE: usize = 15;

pub(crate) const KEYS: [&str; 16] = [
    "id",
    "kind",
    "category",
    "cycle",
    "billFrom",
    "currency",
    "billingPeriod",
    "amount",
    "agreementId",
    "agreementEndMonth",
    "time",
    "paymentTerms",
    "taxRegistrationNumber",
    "invoiceUnit",
    "purchaseOrderReference",
    "purchaseOrderLine",
];

impl<'t> Charge<'t> {
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
        let kind = fields.word(KIND, &KINDS);
        let kind = fields.require(KIND, kind);
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
        let amount = fields.number(AMOUNT);
        let amount = fields.require(AMOUNT, amount);
        let agreement = fields.text(AGREEMENT, ID_LENGTH_MAX);
        let agreement_end = fields.month(AGREEMENT_END);
        let time = fields.instant(TIME);
        let payment_terms = fields.text(PAYMENT_TERMS, ID_LENGTH_MAX);
        let tax_registration_number = fields.text(TAX_REGISTRATION_NUMBER, ID_LENGTH_MAX);
        let invoice_unit = fields.text(INVOICE_UNIT, ID_LENGTH_MAX);
        let reference = fields.purchase_order_id(REFERENCE);
        let line = fields.text(LINE, LINE_NUMBER_LENGTH_MAX);
        Some(Self {
            id: id?,
            kind: kind?,
            category: category?,
            cycle: cycle?,
            bill_from: bill_from?,
            currency: currency?,
            period: period?,
            amount: amount?,
            agreement,
            agreement_end,
            time,
            payment_terms,
            tax_registration_number,
            invoice_unit,
            reference,
            line,
        })
    }

    /// The charge as the members of a JSON object, the way it was read.
    pub(crate) fn entries(&self) -> Vec<Entry<'t>> {
        let mut entries = vec![
            entry("id", Tree::text(self.id)),
            entry("kind", Tree::text(word_of(&KINDS, &self.kind))),
            entry("category", Tree::text(word_of(&CATEGORIES, &self.category))),
            entry("cycle", Tree::text(word_of(&CYCLES, &self.cycle))),
            entry("billFrom", Tree::text(self.bill_from)),
            entry("currency", Tree::text(self.currency.code())),
            entry("billingPeriod", Tree::text(self.period.to_string())),
            entry("amount", Tree::text(self.amount.to_string())),
        ];
        if let Some(month) = self.agreement_end {
            entries.push(entry("agreementEndMonth", Tree::text(month.to_string())));
        }
        if let Some(time) = self.time {
            entries.push(entry("time", Tree::text(time.to_string())));
        }
        push_texts(
            &mut entries,
            [
                ("agreementId", self.agreement),
                ("paymentTerms", self.payment_terms),
                ("taxRegistrationNumber", self.tax_registration_number),
                ("invoiceUnit", self.invoice_unit),
                ("purchaseOrderReference", self.reference),
                ("purchaseOrderLine", self.line),
            ],
        );
        entries
    }
}
