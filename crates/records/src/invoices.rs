//! Issued documents as they are read: lists, one with everything about it, why it uses the line
//! that it does, and as a person receives it. Whoever sees one account sees its documents only.

mod document;
mod expectation;
mod explained;
mod found;
mod listing;
mod reissue;

use procurement::{Currency, Instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::agreements::View;
use crate::database::Connection;
use crate::orders::{parse_currency, written};
use crate::{RecordError, Result};

pub use document::document;
pub use expectation::{AlsoExpected, Expectation, ExpectationReason, ExpectedLine, expectation};
pub(crate) use explained::content as explanation_content;
pub use explained::{
    ToldCandidate, ToldExplanation, ToldSentence, explanation, previewed_explanation,
};
pub use found::{Invoice, InvoiceLine, find_invoice};
pub use listing::{InvoiceQuery, Placed, invoices};
pub use reissue::{
    NewReissueRequest, ReissueQuery, ReissueRequest, ReissueState, find_reissue_request,
    reissue_requests, request_reissue, resolve_reissue,
};

/// Whether a document asks for money or gives some back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceKind {
    /// It draws on a balance.
    Invoice,
    /// It gives back; its total has no sign.
    CreditMemo,
}

impl InvoiceKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditMemo => "credit-memo",
        }
    }

    pub(crate) fn of(word: &str) -> Result<Self> {
        match word {
            "invoice" => Ok(Self::Invoice),
            "credit-memo" => Ok(Self::CreditMemo),
            other => Err(RecordError::Damaged(format!("`{other}` is no kind of document"))),
        }
    }
}

/// An issued document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceSummary {
    /// Its number.
    pub id: String,
    /// Counts up from 1 in the organisation, in the order of issue.
    pub sequence: i64,
    /// The account that is billed.
    pub account: String,
    /// Invoice or credit memo.
    #[serde(rename = "type")]
    pub kind: InvoiceKind,
    /// What it bills.
    pub category: String,
    /// `monthly` or `out-of-cycle`.
    pub cycle: String,
    /// The seller of record.
    pub bill_from: String,
    /// Of its amounts.
    pub currency: String,
    /// The month that it bills.
    pub billing_period: String,
    /// When it counts as issued.
    pub issued_at: String,
    /// The day until which it is to be paid; null where its terms say nothing of days.
    pub due_on: Option<String>,
    /// Tax included; without a sign.
    pub total: String,
    /// How it came to its line: `reference`, `match`, `credit-memo` or `none`.
    pub by: String,
    /// The purchase order that it used, whether or not that is still there (P-27).
    pub purchase_order_id: Option<String>,
    /// The line of it.
    pub line_item_number: Option<String>,
    /// The cost centre of that line when it was issued.
    pub cost_center: Option<String>,
    /// The invoice that a credit memo corrects.
    pub original_invoice_id: Option<String>,
    /// The run that issued it; null for what a person made.
    pub run: Option<i64>,
}

/// What [`InvoiceSummary`] is read from, before further columns of a statement.
const SUMMARY: &str = "i.id, i.sequence, i.account, i.kind, i.category, i.cycle, i.bill_from, \
     i.currency, i.billing_period, i.issued_at, i.due_on, i.total, i.placed_by, i.purchase_order, \
     i.line_item, i.cost_center, i.original, i.run";

/// The place of the first column after those of [`SUMMARY`].
const SUMMARY_COLUMNS: usize = 18;

fn summary_of(row: &AnyRow) -> Result<InvoiceSummary> {
    let currency: String = row.try_get(7)?;
    let total: i64 = row.try_get(11)?;
    Ok(InvoiceSummary {
        id: row.try_get(0)?,
        sequence: row.try_get(1)?,
        account: row.try_get(2)?,
        kind: InvoiceKind::of(row.try_get(3)?)?,
        category: row.try_get(4)?,
        cycle: row.try_get(5)?,
        bill_from: row.try_get(6)?,
        billing_period: row.try_get(8)?,
        issued_at: Instant::from_milliseconds(row.try_get(9)?).to_string(),
        due_on: row.try_get(10)?,
        total: amount(total, parse_currency(&currency)?),
        currency,
        by: row.try_get(12)?,
        purchase_order_id: row.try_get(13)?,
        line_item_number: row.try_get(14)?,
        cost_center: row.try_get(15)?,
        original_invoice_id: row.try_get(16)?,
        run: row.try_get(17)?,
    })
}

fn amount(minor_units: i64, currency: Currency) -> String {
    written(i128::from(minor_units), currency)
}

/// The row of a document that is seen, with further columns after those of its summary.
async fn row_of(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    id: &str,
    further: &'static str,
) -> Result<AnyRow> {
    let statement = format!(
        "select {SUMMARY}{further} from invoices i where i.organisation = $1 and i.id = $2"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(organisation)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| RecordError::not_found("invoice", id))?;
    let account: String = row.try_get(2)?;
    if view.shows(&account) { Ok(row) } else { Err(RecordError::not_found("invoice", id)) }
}
