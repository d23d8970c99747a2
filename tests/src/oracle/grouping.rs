//! Step 1: charges with equal keys become one invoice (P-12).

use num_bigint::Sign;
use serde_json::Value;

use super::amount::{self, Amount};
use super::calendar::{self, Instant};
use super::snapshot::{Document, number, optional_text, text};
use super::{Refusal, natural_order};

/// What the charges of one formed invoice have in common.
#[derive(PartialEq)]
struct Key {
    cycle: String,
    bill_from: String,
    currency: String,
    invoice_unit: Option<String>,
    tax_registration_number: Option<String>,
    category: String,
    billing_period: String,
    payment_terms: Option<String>,
    reference: Option<String>,
    /// `None` on the monthly invoice, which no agreement and no due time splits.
    out_of_cycle: Option<(Option<String>, Option<Instant>)>,
}

pub(super) fn form_documents(charges: &[Value]) -> Result<Vec<Document>, Refusal> {
    let mut groups: Vec<(Key, Vec<&Value>)> = Vec::new();
    for charge in charges {
        let charge_key = key(charge);
        match groups.iter_mut().find(|(group_key, _)| *group_key == charge_key) {
            Some((_, members)) => members.push(charge),
            None => groups.push((charge_key, vec![charge])),
        }
    }
    groups.into_iter().map(|(key, members)| document(key, &members)).collect()
}

fn key(charge: &Value) -> Key {
    let cycle = text(charge, "cycle");
    let time = || optional_text(charge, "time").map(|time| calendar::instant(&time));
    let out_of_cycle = || (optional_text(charge, "agreementId"), time());
    Key {
        out_of_cycle: (cycle == "out-of-cycle").then(out_of_cycle),
        cycle,
        bill_from: text(charge, "billFrom"),
        currency: text(charge, "currency"),
        invoice_unit: optional_text(charge, "invoiceUnit"),
        tax_registration_number: optional_text(charge, "taxRegistrationNumber"),
        category: text(charge, "category"),
        billing_period: text(charge, "billingPeriod"),
        payment_terms: optional_text(charge, "paymentTerms"),
        reference: optional_text(charge, "purchaseOrderReference"),
    }
}

fn document(key: Key, members: &[&Value]) -> Result<Document, Refusal> {
    let mut charges: Vec<_> = members.iter().map(|charge| text(charge, "id")).collect();
    charges.sort();
    let smallest_id = charges.first().expect("a group begins with a charge");

    let exact_sum: Amount = members.iter().map(|charge| number(charge, "amount")).sum();
    let sum = amount::round_half_even(&exact_sum, amount::minor_digits(&key.currency));
    let is_credit_memo = sum.numer().sign() == Sign::Minus;
    let total = amount::within_limit(if is_credit_memo { -sum } else { sum })?;

    let line = |charge: &&Value| optional_text(charge, "purchaseOrderLine");
    let lines = members.iter().map(|charge| line(charge).unwrap_or_else(|| "1".to_owned()));
    let end = |charge: &&Value| optional_text(charge, "agreementEndMonth");

    let billing_period = calendar::month(&key.billing_period);
    let issued_at = match key.out_of_cycle {
        None => calendar::day(billing_period + 1, 3),
        Some((_, Some(time))) => time,
        Some((_, None)) => calendar::day(billing_period, 1),
    };
    Ok(Document {
        id: format!("preview:{smallest_id}"),
        is_credit_memo,
        category: key.category,
        cycle: key.cycle,
        bill_from: key.bill_from,
        currency: key.currency,
        billing_period,
        issued_at,
        total,
        original_invoice_id: None,
        tax_registration_number: key.tax_registration_number,
        invoice_unit: key.invoice_unit,
        reference: key.reference,
        reference_line: lines.min_by(|left, right| natural_order::compare(left, right)),
        agreement_end: members.iter().filter_map(end).map(|end| calendar::month(&end)).max(),
        charges,
    })
}
