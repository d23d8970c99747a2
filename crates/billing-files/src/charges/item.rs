//! One charge of a listing.

use procurement::{BillingMonth, Code};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::FileCode;
use crate::decimal::{Decimal, ExactSum};
use crate::document::{Category, Charge, ChargeKind, Cycle};
use crate::moment::Moment;
use crate::problem::{Findings, Place, quoted};

/// A charge as the API tells it. Keys that it may get some day are no concern here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) revision: Option<u64>,
    #[serde(default)]
    agreement_id: Option<String>,
    #[serde(default)]
    purchase_order_reference: Option<String>,
    #[serde(default)]
    currency_code: Option<String>,
    #[serde(default)]
    amount: Option<Written>,
    #[serde(default)]
    time: Option<Written>,
}

/// A number or a text, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Written(String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        // A text loses its quotes; anything else stays as it is and is judged where it is used.
        let text = serde_json::from_str(raw.get());
        Ok(Self(text.unwrap_or_else(|_| raw.get().to_owned())))
    }
}

/// The key of the listing that becomes a key of the snapshot.
pub(super) fn key_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "id" => "id",
        "agreementId" => "agreementId",
        "purchaseOrderReference" => "purchaseOrderReference",
        "currency" => "currencyCode",
        "amount" => "amount",
        "time" | "billingPeriod" => "time",
        _ => return None,
    })
}

impl Item {
    /// The charge, or what is wrong with it.
    pub(super) fn charge(
        self,
        place: Place<'_>,
        bill_from: &str,
        period: Option<BillingMonth>,
        findings: &mut Findings,
    ) -> Option<Charge> {
        let currency = self.currency_code.filter(|code| !code.is_empty());
        if currency.is_none() {
            let message = "a charge without a currency: add it";
            findings.add(place.column("currencyCode"), FileCode::MissingValue, message);
        }
        let amount = amount(self.amount.as_ref(), place, findings);
        let due = match &self.time {
            Some(time) => moment(time, place, findings).map(Some),
            None => Some(None),
        };
        let month = match due {
            Some(None) if period.is_none() => {
                let message = "a charge without a time needs a billing period: say which";
                findings.add(place.column("time"), FileCode::MissingOption, message);
                None
            }
            Some(None) => period,
            Some(Some(due)) => due.month().or_else(|| {
                let message = "billing months are 2000-01 to 2199-12: this is out of range";
                findings.add(place.column("time"), Code::InvalidMonth, message);
                None
            }),
            None => None,
        };
        let due = due?;
        let present = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Charge {
            id: self.id?,
            kind: if due.is_some() { ChargeKind::Fixed } else { ChargeKind::Usage },
            category: Category::Marketplace,
            cycle: if due.is_some() { Cycle::OutOfCycle } else { Cycle::Monthly },
            bill_from: bill_from.to_owned(),
            currency: currency?,
            billing_period: month?.to_string(),
            amount: amount?,
            agreement_id: present(self.agreement_id),
            agreement_end_month: None,
            time: due.map(|due| due.to_string()),
            payment_terms: None,
            tax_registration_number: None,
            invoice_unit: None,
            purchase_order_reference: present(self.purchase_order_reference),
            purchase_order_line: None,
        })
    }

    /// Whether the amount is not known yet.
    pub(super) fn has_no_amount(&self) -> bool {
        self.amount.as_ref().is_none_or(|amount| amount.0.trim().is_empty())
    }
}

/// The amount in the contract's writing; 0 when it is not known.
fn amount(amount: Option<&Written>, place: Place<'_>, findings: &mut Findings) -> Option<String> {
    let place = place.column("amount");
    let text = amount.map(|amount| amount.0.trim()).unwrap_or_default();
    if text.is_empty() {
        return Some("0".to_owned());
    }
    if procurement::parse_number(text).is_ok() {
        return Some(text.to_owned());
    }
    let mut sum = ExactSum::default();
    match Decimal::parse(text.as_bytes()) {
        Ok(number) => sum.add(&number),
        Err(error) => {
            let message = format!("{text} is no number of this kind: {error}", text = quoted(text));
            findings.add(place, Code::InvalidNumber, message);
            return None;
        }
    }
    match sum.amounts() {
        Some(amounts) if !amounts.rounded && amounts.texts.len() == 1 => {
            Some(amounts.texts.concat())
        }
        _ => {
            let message =
                format!("{text} is too long: an amount has at most 28 digits", text = quoted(text));
            findings.add(place, Code::TooManyDigits, message);
            None
        }
    }
}

/// Seconds since 1970, or a time in writing.
fn moment(
    time: &Written,
    place: Place<'_>,
    findings: &mut Findings,
) -> Option<procurement::Instant> {
    let text = time.0.trim();
    let moment = match Moment::parse(text) {
        Ok(moment) => Some(moment.instant()),
        Err(_) => epoch_milliseconds(text).map(procurement::Instant::from_milliseconds),
    };
    if moment.is_none() {
        let message = format!(
            "{text} is no time: write seconds since 1970-01-01 or a time such as 2026-01-31T00:00:00Z",
            text = quoted(text)
        );
        findings.add(place.column("time"), Code::InvalidInstant, message);
    }
    moment
}

/// Exact to the millisecond; finer fractions are cut off.
fn epoch_milliseconds(seconds: &str) -> Option<i64> {
    let mut sum = ExactSum::default();
    sum.add(&Decimal::parse(seconds.as_bytes()).ok()?);
    sum.thousandths()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_written() {
        let read = |text: &str| {
            let mut findings = Findings::default();
            let written = serde_json::from_str::<Written>(text).unwrap();
            moment(&written, Place::file("t"), &mut findings).map(|moment| moment.to_string())
        };
        for (text, expected) in [
            ("1767225600", Some("2026-01-01T00:00:00.000Z")),
            ("1767225600.123", Some("2026-01-01T00:00:00.123Z")),
            ("1767225600.9999999", Some("2026-01-01T00:00:00.999Z")),
            ("1.7672256E9", Some("2026-01-01T00:00:00.000Z")),
            ("\"1767225600\"", Some("2026-01-01T00:00:00.000Z")),
            ("\"2026-01-01T01:00:00+01:00\"", Some("2026-01-01T00:00:00.000Z")),
            ("\"2026-01-01\"", Some("2026-01-01T00:00:00.000Z")),
            ("-1.5", Some("1969-12-31T23:59:58.500Z")),
            ("true", None),
            ("\"soon\"", None),
            ("1e30", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
