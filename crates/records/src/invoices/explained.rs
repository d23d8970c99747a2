//! Why a document uses the line that it does, as it was judged when it was issued.

use std::collections::BTreeMap;

use procurement::{Candidate, IssuedDocument, KeptCandidate, Sentence, Workspace, retell};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::{SUMMARY_COLUMNS, row_of, summary_of};
use crate::agreements::View;
use crate::database::Connection;
use crate::invoicing::InvoiceDetails;
use crate::{OrganisationId, RecordError, Records, Result};

/// The contract's `explanation` of a document, and what it says to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldExplanation {
    /// The document.
    pub invoice_id: String,
    /// The chosen first, then the lost in rank order, then the rejected by id.
    pub candidates: Vec<ToldCandidate>,
}

/// A purchase order, or a line of it, that was considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldCandidate {
    /// Null where a credit memo's original has no purchase order.
    pub purchase_order_id: Option<String>,
    /// Null where the whole purchase order is judged.
    pub line_item_number: Option<String>,
    /// `chosen`, `lost` or `rejected`.
    pub verdict: String,
    /// Why it was not chosen.
    pub code: Option<String>,
    /// The same for people.
    pub sentence: ToldSentence,
}

/// What became of one candidate, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldSentence {
    /// Which sentence it is, for those who translate.
    pub key: String,
    /// What it names.
    pub arguments: BTreeMap<String, String>,
    /// In English.
    pub text: String,
}

/// What is kept of an explanation; documents that were judged alike share it.
#[derive(Debug, Deserialize)]
struct Kept {
    candidates: Vec<KeptCandidate>,
}

/// Why a document uses the line that it does, as the preview told it before it was issued.
///
/// # Errors
/// When there is no such document, or it is another account's.
pub async fn explanation(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<ToldExplanation> {
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    let row = row_of(&mut read, organisation, view, id, ", i.document").await?;
    let summary = summary_of(&row)?;
    let details: InvoiceDetails =
        serde_json::from_str(&row.try_get::<String, _>(SUMMARY_COLUMNS)?)?;
    let content = content(&mut read, organisation, &details.explanation).await?;
    let content = content
        .ok_or_else(|| RecordError::Damaged(format!("the explanation of `{id}` is gone")))?;
    let kept: Kept = serde_json::from_str(&content)?;
    let document = IssuedDocument {
        by: &summary.by,
        total: &summary.total,
        currency: &summary.currency,
        period: &summary.billing_period,
        seller: &summary.bill_from,
        category: &summary.category,
        tax_registration_number: details.tax_registration_number.as_deref(),
        invoice_unit: details.invoice_unit.as_deref(),
    };
    let sentences = retell(&kept.candidates, &document);
    let candidates = kept.candidates.into_iter().zip(sentences).map(|(kept, sentence)| {
        let KeptCandidate { purchase_order_id, line_item_number, verdict, code, .. } = kept;
        let sentence = sentence.into();
        ToldCandidate { purchase_order_id, line_item_number, verdict, code, sentence }
    });
    Ok(ToldExplanation { invoice_id: summary.id, candidates: candidates.collect() })
}

/// The same of a document that is only previewed.
///
/// # Errors
/// When there is no such document.
pub fn previewed_explanation(
    workspace: &Workspace,
    id: &str,
) -> std::result::Result<ToldExplanation, procurement::Problems> {
    let sentences = workspace.sentences(id)?;
    let explanation = workspace.explain(id)?;
    let candidates = explanation.candidates.into_iter().zip(sentences).map(|(one, sentence)| {
        let Candidate { purchase_order_id, line_item_number, verdict } = one;
        ToldCandidate {
            purchase_order_id,
            line_item_number,
            verdict: verdict.as_str().to_owned(),
            code: verdict.code().map(str::to_owned),
            sentence: sentence.into(),
        }
    });
    Ok(ToldExplanation { invoice_id: explanation.invoice_id, candidates: candidates.collect() })
}

impl From<Sentence> for ToldSentence {
    fn from(sentence: Sentence) -> Self {
        let Sentence { key, arguments, text } = sentence;
        let arguments = arguments.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self { key: key.to_owned(), arguments: arguments.collect(), text }
    }
}

/// The text that documents which were judged alike share.
pub(crate) async fn content(
    connection: &mut Connection,
    organisation: &str,
    hash: &str,
) -> Result<Option<String>> {
    let row: Option<(String,)> =
        sqlx::query_as("select content from explanations where organisation = $1 and hash = $2")
            .bind(organisation)
            .bind(hash)
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(content,)| content))
}
