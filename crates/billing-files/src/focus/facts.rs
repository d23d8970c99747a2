//! What a row says, beside its cost.

use chrono::NaiveDate;
use procurement::{BillingMonth, Code, Currency};

use super::columns::{self, CHARGE_CATEGORIES, ChargeCategory, Frequency};
use crate::directory::{Directory, Maker, Parties, Seller};
use crate::document::Category;
use crate::moment::Moment;
use crate::problem::{Findings, quoted};
use crate::table::Row;

/// How a charge comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nature {
    /// What was used; also purchases that are billed by use.
    Usage,
    /// Bought once, billed on its day.
    OneTime,
    /// Bought once and billed every month.
    Recurring,
    Credit,
    Adjustment,
    Tax,
}

impl Nature {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::OneTime => "one-time",
            Self::Recurring => "recurring",
            Self::Credit => "credit",
            Self::Adjustment => "adjustment",
            Self::Tax => "tax",
        }
    }
}

/// What the rows of one charge have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ChargeKey {
    pub(super) period: BillingMonth,
    /// The id of the seller of record; empty until it is known.
    pub(super) seller: String,
    pub(super) currency: Currency,
    pub(super) category: Category,
    pub(super) nature: Nature,
    /// Whether it corrects a month that was invoiced before.
    pub(super) correction: bool,
    /// When it falls due, or was taxed; nothing that comes monthly has one.
    pub(super) day: Option<NaiveDate>,
    pub(super) sub_account: String,
    /// Of marketplace products only.
    pub(super) publisher: String,
    pub(super) service: String,
}

/// Everything that rows with the same key columns say.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) charge: ChargeKey,
    pub(super) charge_category: ChargeCategory,
    pub(super) frequency: Option<Frequency>,
    pub(super) names_publisher: bool,
    pub(super) provider: String,
    pub(super) billing_account: String,
    /// As written; empty where the row has none.
    pub(super) issuer: String,
    pub(super) seller: Option<Seller>,
}

impl Facts {
    /// Reads a row. Tells everything that is wrong with it.
    pub(super) fn read(
        row: Row<'_>,
        day: Option<NaiveDate>,
        directory: &Directory,
        findings: &mut Findings,
    ) -> Option<Self> {
        let billing_account = row.required(columns::BILLING_ACCOUNT_ID, findings);
        let currency = currency(row, findings);
        let period = period(row, findings);
        let charge_category = charge_category(row, findings);
        let correction = correction(row, findings);
        let frequency = frequency(row, charge_category, findings);
        let issuer = row.text(columns::INVOICE_ISSUER_NAME, findings);
        let provider = row.text(columns::PROVIDER_NAME, findings);
        let publisher = match row.text(columns::PUBLISHER_NAME, findings) {
            "" => row.text(columns::SERVICE_PROVIDER_NAME, findings),
            publisher => publisher,
        };
        let service = row.text(columns::SERVICE_NAME, findings);
        let sub_account = row.text(columns::SUB_ACCOUNT_ID, findings);

        let nature = nature(charge_category?, frequency?);
        let parties = Parties { provider, publisher, issuer };
        let maker = directory.maker(parties);
        let category = match (&maker, nature) {
            (Maker::Marketplace, _) => Category::Marketplace,
            _ if directory.is_professional_service(parties, service) => {
                Category::ProfessionalServices
            }
            (Maker::Own, Nature::OneTime) => Category::Subscription,
            (Maker::Own, _) => Category::MonthlyUsage,
        };
        let seller = (!issuer.is_empty()).then(|| directory.seller(issuer));
        let charge = ChargeKey {
            period: period?,
            seller: seller.as_ref().map(|seller| seller.id.clone()).unwrap_or_default(),
            currency: currency?,
            category,
            nature,
            correction: correction?,
            day: day.filter(|_| matches!(nature, Nature::OneTime | Nature::Tax)),
            sub_account: sub_account.to_owned(),
            publisher: match maker {
                Maker::Own => String::new(),
                Maker::Marketplace => publisher.to_owned(),
            },
            service: service.to_owned(),
        };
        Some(Self {
            charge,
            charge_category: charge_category?,
            frequency: frequency?,
            names_publisher: !publisher.is_empty(),
            provider: directory.provider(parties),
            billing_account: billing_account?.to_owned(),
            issuer: issuer.to_owned(),
            seller,
        })
    }
}

fn nature(category: ChargeCategory, frequency: Option<Frequency>) -> Nature {
    match (category, frequency) {
        (ChargeCategory::Purchase, Some(Frequency::OneTime)) => Nature::OneTime,
        (ChargeCategory::Purchase, Some(Frequency::Recurring)) => Nature::Recurring,
        // FOCUS has no purchases by use; where one is met, it is no purchase of one day.
        (ChargeCategory::Usage | ChargeCategory::Purchase, _) => Nature::Usage,
        (ChargeCategory::Credit, _) => Nature::Credit,
        (ChargeCategory::Adjustment, _) => Nature::Adjustment,
        (ChargeCategory::Tax, _) => Nature::Tax,
    }
}

fn currency(row: Row<'_>, findings: &mut Findings) -> Option<Currency> {
    let text = row.required(columns::BILLING_CURRENCY, findings)?;
    let currency = text.to_ascii_uppercase().parse();
    if currency.is_err() {
        let message = format!(
            "{text} is no ISO 4217 currency: write a code such as USD",
            text = quoted(text)
        );
        findings.add(row.place_of(columns::BILLING_CURRENCY), Code::UnknownCurrency, message);
    }
    currency.ok()
}

fn period(row: Row<'_>, findings: &mut Findings) -> Option<BillingMonth> {
    let day = day(row, columns::BILLING_PERIOD_START, findings)?;
    let month = BillingMonth::of(day);
    if month.is_none() {
        let message = format!("{day} is out of range: billing months are 2000-01 to 2199-12");
        findings.add(row.place_of(columns::BILLING_PERIOD_START), Code::InvalidMonth, message);
    }
    month
}

/// A day in UTC.
pub(super) fn day(row: Row<'_>, column: usize, findings: &mut Findings) -> Option<NaiveDate> {
    let text = row.required(column, findings)?;
    let place = row.place_of(column);
    match Moment::parse(text) {
        Ok(moment) if moment.is_utc() => Some(moment.day),
        Ok(_) => {
            let message = format!(
                "{text} is not in UTC, so its month may be another: export it in UTC",
                text = quoted(text)
            );
            findings.add(place, Code::InvalidInstant, message);
            None
        }
        Err(error) => {
            findings.add(
                place,
                Code::InvalidInstant,
                format!("{text} is no date: {error}", text = quoted(text)),
            );
            None
        }
    }
}

fn charge_category(row: Row<'_>, findings: &mut Findings) -> Option<ChargeCategory> {
    let text = row.required(columns::CHARGE_CATEGORY, findings)?;
    known(text, &CHARGE_CATEGORIES, row, columns::CHARGE_CATEGORY, findings)
}

fn correction(row: Row<'_>, findings: &mut Findings) -> Option<bool> {
    match row.text(columns::CHARGE_CLASS, findings) {
        "" => Some(false),
        text => known(text, &columns::CLASSES, row, columns::CHARGE_CLASS, findings).map(|()| true),
    }
}

/// The frequency, if there is one; a purchase must have it.
fn frequency(
    row: Row<'_>,
    category: Option<ChargeCategory>,
    findings: &mut Findings,
) -> Option<Option<Frequency>> {
    match row.text(columns::CHARGE_FREQUENCY, findings) {
        "" if category == Some(ChargeCategory::Purchase) => {
            let message = "a purchase needs it to be billed at once or every month: write One-Time or Recurring";
            let place = row.place_of(columns::CHARGE_FREQUENCY);
            findings.add(place, crate::FileCode::MissingValue, message);
            None
        }
        "" => Some(None),
        text => {
            known(text, &columns::FREQUENCIES, row, columns::CHARGE_FREQUENCY, findings).map(Some)
        }
    }
}

fn known<T: Copy>(
    text: &str,
    words: &[(&str, T)],
    row: Row<'_>,
    column: usize,
    findings: &mut Findings,
) -> Option<T> {
    let found = columns::word(text, words);
    if found.is_none() {
        let list: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let message =
            format!("{text} is not known here: write {}", list.join(", "), text = quoted(text));
        findings.add(row.place_of(column), Code::UnknownValue, message);
    }
    found
}
