//! The columns that are read, and the words in them.

use crate::spelling;
use crate::table::Column;

pub(super) const BILLED_COST: usize = 0;
pub(super) const BILLING_ACCOUNT_ID: usize = 1;
pub(super) const BILLING_CURRENCY: usize = 2;
pub(super) const BILLING_PERIOD_START: usize = 3;
pub(super) const CHARGE_CATEGORY: usize = 4;
pub(super) const CHARGE_CLASS: usize = 5;
pub(super) const CHARGE_FREQUENCY: usize = 6;
pub(super) const CHARGE_PERIOD_START: usize = 7;
pub(super) const INVOICE_ID: usize = 8;
pub(super) const INVOICE_ISSUER_NAME: usize = 9;
pub(super) const PROVIDER_NAME: usize = 10;
pub(super) const PUBLISHER_NAME: usize = 11;
pub(super) const SERVICE_NAME: usize = 12;
pub(super) const SERVICE_PROVIDER_NAME: usize = 13;
pub(super) const SUB_ACCOUNT_ID: usize = 14;

pub(super) const COLUMNS: &[Column] = &[
    Column::required("BilledCost"),
    Column::required("BillingAccountId"),
    Column::required("BillingCurrency"),
    Column::required("BillingPeriodStart"),
    Column::required("ChargeCategory"),
    Column::optional("ChargeClass"),
    Column::optional("ChargeFrequency"),
    Column::required("ChargePeriodStart"),
    Column::optional("InvoiceId"),
    Column::required("InvoiceIssuerName"),
    Column::optional("ProviderName"),
    Column::optional("PublisherName"),
    Column::optional("ServiceName"),
    // FOCUS 1.3 puts it in the place of the provider and the publisher.
    Column::optional("ServiceProviderName"),
    Column::optional("SubAccountId"),
];

/// Rows that agree in these, to the byte, mean the same but for their cost.
pub(super) const KEY_COLUMNS: [usize; 12] = [
    BILLING_ACCOUNT_ID,
    BILLING_CURRENCY,
    BILLING_PERIOD_START,
    CHARGE_CATEGORY,
    CHARGE_CLASS,
    CHARGE_FREQUENCY,
    INVOICE_ISSUER_NAME,
    PROVIDER_NAME,
    PUBLISHER_NAME,
    SERVICE_NAME,
    SERVICE_PROVIDER_NAME,
    SUB_ACCOUNT_ID,
];

/// What a row bills, in the words of FOCUS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ChargeCategory {
    Usage,
    Purchase,
    Tax,
    Credit,
    Adjustment,
}

pub(super) const CHARGE_CATEGORIES: [(&str, ChargeCategory); 5] = [
    ("Usage", ChargeCategory::Usage),
    ("Purchase", ChargeCategory::Purchase),
    ("Tax", ChargeCategory::Tax),
    ("Credit", ChargeCategory::Credit),
    ("Adjustment", ChargeCategory::Adjustment),
];

impl ChargeCategory {
    pub(super) fn as_str(self) -> &'static str {
        CHARGE_CATEGORIES.iter().find(|(_, one)| *one == self).map_or("", |(word, _)| word)
    }
}

/// How often a charge comes, in the words of FOCUS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    OneTime,
    Recurring,
    UsageBased,
}

pub(super) const FREQUENCIES: [(&str, Frequency); 3] = [
    ("One-Time", Frequency::OneTime),
    ("Recurring", Frequency::Recurring),
    ("Usage-Based", Frequency::UsageBased),
];

/// The only class there is.
pub(super) const CLASSES: [(&str, ()); 1] = [("Correction", ())];

/// One of a closed set of words, in any spelling.
pub(super) fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<T> {
    let letters = spelling::letters(text);
    words.iter().find(|(word, _)| spelling::letters(word) == letters).map(|(_, value)| *value)
}
