//! Why a document uses the line that it does, as it was judged when it was issued.

use serde_json::{Value, json};
use sqlx::Row;

use super::{SUMMARY_COLUMNS, row_of};
use crate::agreements::View;
use crate::database::Connection;
use crate::invoicing::InvoiceDetails;
use crate::{OrganisationId, RecordError, Records, Result};

/// The contract's `explanation` of a document.
///
/// # Errors
/// When there is no such document, or it is another account's.
pub async fn explanation(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<Value> {
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    let row = row_of(&mut read, organisation, view, id, ", i.document").await?;
    let details: InvoiceDetails =
        serde_json::from_str(&row.try_get::<String, _>(SUMMARY_COLUMNS)?)?;
    let content = content(&mut read, organisation, &details.explanation).await?;
    let content = content
        .ok_or_else(|| RecordError::Damaged(format!("the explanation of `{id}` is gone")))?;
    let mut explanation: Value = serde_json::from_str(&content)?;
    // The text is shared by all documents that were judged alike.
    if let Value::Object(explanation) = &mut explanation {
        explanation.insert("invoiceId".to_owned(), json!(id));
    }
    Ok(explanation)
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
