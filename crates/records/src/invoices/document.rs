//! A document as a person receives it.

use documents::{DocumentCharge, DocumentKind, InvoiceDocument};
use sqlx::Row;

use super::{InvoiceKind, InvoiceLine, SUMMARY_COLUMNS, found, row_of, summary_of};
use crate::agreements::View;
use crate::invoicing::InvoiceDetails;
use crate::{OrganisationId, Records, Result};

/// What the printable page and the PDF of a document are made from: the same every time, whatever
/// was renamed since.
///
/// # Errors
/// When there is no such document, or it is another account's.
pub async fn document(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<InvoiceDocument> {
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    let row = row_of(&mut read, organisation, view, id, ", i.document").await?;
    let summary = summary_of(&row)?;
    let details: InvoiceDetails =
        serde_json::from_str(&row.try_get::<String, _>(SUMMARY_COLUMNS)?)?;
    let lines = found::lines(&mut read, organisation, id).await?;
    let seller = records.sellers().get(&summary.bill_from);
    let charges = if lines.is_empty() && summary.kind == InvoiceKind::CreditMemo {
        // What a person gives back is one sum with its reason.
        vec![DocumentCharge {
            id: summary.original_invoice_id.clone().unwrap_or_default(),
            description: details.reason.clone().unwrap_or_default(),
            agreement: details.agreement.clone(),
            line_item: None,
            amount: summary.total.clone(),
        }]
    } else {
        lines.into_iter().map(|line| charge(line, summary.kind)).collect()
    };
    Ok(InvoiceDocument {
        number: summary.id,
        kind: match summary.kind {
            InvoiceKind::Invoice => DocumentKind::Invoice,
            InvoiceKind::CreditMemo => DocumentKind::CreditMemo,
        },
        seller: seller.map_or(summary.bill_from, |seller| seller.name.clone()),
        bill_to: details.bill_to,
        account: summary.account,
        billing_period: summary.billing_period,
        issued_on: summary.issued_at.chars().take(10).collect(),
        due_on: summary.due_on,
        payment_terms: details.payment_terms.as_deref().map(terms_in_words),
        currency: summary.currency,
        total: summary.total,
        purchase_order: summary.purchase_order_id,
        line_item: summary.line_item_number,
        original_invoice: summary.original_invoice_id,
        charges,
    })
}

fn charge(line: InvoiceLine, kind: InvoiceKind) -> DocumentCharge {
    let description = match line.period {
        Some(period) => format!("{} ({period})", line.description),
        None => line.description,
    };
    DocumentCharge {
        id: line.charge,
        description,
        agreement: line.agreement,
        line_item: line.purchase_order_line,
        amount: match kind {
            InvoiceKind::Invoice => line.amount,
            InvoiceKind::CreditMemo => without_sign(line.amount),
        },
    }
}

/// Amounts of a credit memo say what is given back.
fn without_sign(amount: String) -> String {
    match amount.strip_prefix('-') {
        Some(given) => given.to_owned(),
        None if amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => format!("-{amount}"),
        None => amount,
    }
}

/// `NET_30` in words; other terms as they were agreed.
fn terms_in_words(terms: &str) -> String {
    let days = terms.strip_prefix("NET_").or_else(|| terms.strip_prefix("Net "));
    match days.and_then(|days| days.parse::<u16>().ok()) {
        Some(1) => "1 day net".to_owned(),
        Some(days) => format!("{days} days net"),
        None => terms.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_memo_says_what_is_given_back() {
        for (amount, expected) in [("-12.50", "12.50"), ("3.00", "-3.00"), ("0.00", "0.00")] {
            assert_eq!(without_sign(amount.to_owned()), expected);
        }
    }

    #[test]
    fn net_terms_are_written_out() {
        for (terms, expected) in [
            ("NET_30", "30 days net"),
            ("Net 60", "60 days net"),
            ("NET_1", "1 day net"),
            ("on receipt", "on receipt"),
        ] {
            assert_eq!(terms_in_words(terms), expected);
        }
    }
}
