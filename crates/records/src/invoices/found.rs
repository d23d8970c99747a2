//! One document with everything about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::reissue::{self, ReissueRequest};
use super::{InvoiceKind, InvoiceSummary, SUMMARY, SUMMARY_COLUMNS, amount, row_of, summary_of};
use crate::agreements::View;
use crate::database::Connection;
use crate::invoicing::InvoiceDetails;
use crate::orders::{parse_currency, written};
use crate::{OrganisationId, RecordError, Records, Result};

/// An issued document with everything about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// What lists show of it.
    #[serde(flatten)]
    pub summary: InvoiceSummary,
    /// Whose taxes it bears.
    pub tax_registration_number: Option<String>,
    /// The invoice unit that it is for.
    pub invoice_unit: Option<String>,
    /// When it is to be paid, as agreed.
    pub payment_terms: Option<String>,
    /// The purchase order that its charges name.
    pub purchase_order_reference: Option<String>,
    /// The agreement of its charges, where it is one.
    pub agreement: Option<String>,
    /// Whether the balance before was enough.
    pub covered: bool,
    /// The balance of its line afterwards; null where it is not tracked.
    pub balance_after: Option<String>,
    /// What it took from its line; a credit memo takes less than nothing.
    pub drawn: String,
    /// What happened when it was placed.
    pub events: Vec<String>,
    /// Why a credit memo was made.
    pub reason: Option<String>,
    /// What is billed.
    pub lines: Vec<InvoiceLine>,
    /// The credit memos that correct it, in the order of issue.
    pub credit_memos: Vec<InvoiceSummary>,
    /// Its total less its credit memos; null for a credit memo itself.
    pub left: Option<String>,
    /// Wishes that it be issued again, the latest first.
    pub reissue_requests: Vec<ReissueRequest>,
}

/// What one charge contributes to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLine {
    /// The charge.
    pub charge: String,
    /// Tells what is invoiced of one charge apart: `once`, or a month and a number.
    pub occurrence: String,
    /// The agreement that it is due under.
    pub agreement: Option<String>,
    /// The month that usage was metered in.
    pub period: Option<String>,
    /// As exact as it was agreed or metered; negative for a credit.
    pub amount: String,
    /// What it is for.
    pub description: String,
    /// The line of the purchase order that the charge names.
    pub purchase_order_line: Option<String>,
}

/// One document that is seen.
///
/// # Errors
/// When there is none of that number, or it is another account's.
pub async fn find_invoice(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<Invoice> {
    let mut read = records.read().await?;
    load(&mut read, organisation.as_str(), view, id).await
}

async fn load(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    id: &str,
) -> Result<Invoice> {
    let row = row_of(connection, organisation, view, id, ", i.document, i.total").await?;
    let summary = summary_of(&row)?;
    let details: InvoiceDetails =
        serde_json::from_str(&row.try_get::<String, _>(SUMMARY_COLUMNS)?)?;
    let total: i64 = row.try_get(SUMMARY_COLUMNS + 1)?;
    let currency = parse_currency(&summary.currency)?;
    let (credit_memos, given) = credit_memos(connection, organisation, id).await?;
    let left = match summary.kind {
        InvoiceKind::Invoice => Some(written(i128::from(total) - given, currency)),
        InvoiceKind::CreditMemo => None,
    };
    Ok(Invoice {
        tax_registration_number: details.tax_registration_number,
        invoice_unit: details.invoice_unit,
        payment_terms: details.payment_terms,
        purchase_order_reference: details.purchase_order_reference,
        agreement: details.agreement,
        covered: details.covered,
        balance_after: details.balance_after.map(|balance| amount(balance, currency)),
        drawn: amount(details.drawn, currency),
        events: details.events,
        reason: details.reason,
        lines: lines(connection, organisation, id).await?,
        credit_memos,
        left,
        reissue_requests: reissue::of_invoice(connection, organisation, id).await?,
        summary,
    })
}

/// The lines of a document, by charge.
pub(super) async fn lines(
    connection: &mut Connection,
    organisation: &str,
    invoice: &str,
) -> Result<Vec<InvoiceLine>> {
    type Row = (String, String, Option<String>, Option<String>, String, String, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "select charge, occurrence, agreement, period, amount, description, purchase_order_line
         from invoice_lines
         where organisation = $1 and invoice = $2",
    )
    .bind(organisation)
    .bind(invoice)
    .fetch_all(connection)
    .await?;
    let line =
        |(charge, occurrence, agreement, period, amount, description, line): Row| InvoiceLine {
            charge,
            occurrence,
            agreement,
            period,
            amount,
            description,
            purchase_order_line: line,
        };
    let mut lines: Vec<InvoiceLine> = rows.into_iter().map(line).collect();
    lines.sort_by(|a, b| (&a.charge, &a.occurrence).cmp(&(&b.charge, &b.occurrence)));
    Ok(lines)
}

/// The credit memos of an invoice, and what they give back together.
async fn credit_memos(
    connection: &mut Connection,
    organisation: &str,
    invoice: &str,
) -> Result<(Vec<InvoiceSummary>, i128)> {
    let statement = format!(
        "select {SUMMARY} from invoices i where i.organisation = $1 and i.original = $2 \
         order by i.sequence"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(organisation)
        .bind(invoice)
        .fetch_all(connection)
        .await?;
    let mut given = 0_i128;
    let mut memos = Vec::with_capacity(rows.len());
    for row in &rows {
        let total: i64 = row.try_get(11)?;
        given += i128::from(total);
        memos.push(summary_of(row)?);
    }
    Ok((memos, given))
}

/// A document that is there, for what is done about it.
pub(super) async fn exists(
    connection: &mut Connection,
    organisation: &str,
    id: &str,
) -> Result<()> {
    let found: Option<(i64,)> =
        sqlx::query_as("select sequence from invoices where organisation = $1 and id = $2")
            .bind(organisation)
            .bind(id)
            .fetch_optional(connection)
            .await?;
    found.map(|_| ()).ok_or_else(|| RecordError::not_found("invoice", id))
}
