//! Explanations: there, as they were written, and in agreement with where their documents went.

use std::collections::HashMap;

use serde_json::Value;

use super::Stored;
use crate::Result;
use crate::database::Connection;
use crate::id::hash_of;
use crate::invoices::explanation_content;
use crate::verify::VerifyReport;

/// What an explanation comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Judged {
    /// Purchase order and line of the candidate that was chosen.
    chosen: Option<(String, String)>,
    candidates: usize,
    is_intact: bool,
}

/// Explanations that were read: many documents share one.
#[derive(Debug, Default)]
pub(super) struct Explanations {
    read: HashMap<String, Option<Judged>>,
}

/// Explanations that are remembered at once.
const REMEMBERED_MAX: usize = 10_000;

impl Explanations {
    pub(super) async fn check(
        &mut self,
        connection: &mut Connection,
        organisation: &str,
        document: &Stored,
        report: &mut VerifyReport,
    ) -> Result<()> {
        let hash = &document.details.explanation;
        if !self.read.contains_key(hash) {
            if self.read.len() >= REMEMBERED_MAX {
                self.read.clear();
            }
            let content = explanation_content(connection, organisation, hash).await?;
            self.read.insert(hash.clone(), content.map(|content| judged(hash, &content)));
        }
        let Some(Some(judged)) = self.read.get(hash) else {
            report.fault("EXPLANATION_MISSING", &document.id, "its explanation is gone");
            return Ok(());
        };
        if !judged.is_intact {
            report.fault("EXPLANATION_EDITED", &document.id, "its explanation was edited");
        }
        if !agrees(judged, document) {
            let message = "its explanation has it on another line";
            report.fault("EXPLANATION_DIFFERS", &document.id, message);
        }
        Ok(())
    }
}

fn judged(hash: &str, content: &str) -> Judged {
    let value: Value = serde_json::from_str(content).unwrap_or_default();
    let candidates = value.get("candidates").and_then(Value::as_array);
    let text = |candidate: &Value, key: &str| {
        candidate.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let chosen = candidates.into_iter().flatten().find(|one| text(one, "verdict") == "chosen");
    Judged {
        chosen: chosen.map(|one| (text(one, "purchaseOrderId"), text(one, "lineItemNumber"))),
        candidates: candidates.map_or(0, Vec::len),
        is_intact: hash_of(content) == hash,
    }
}

/// The chosen line is the document's, and the way to it is one by which it can be found.
fn agrees(judged: &Judged, document: &Stored) -> bool {
    let line = document.purchase_order.clone().zip(document.line_item.clone());
    let by_itself = judged.candidates == 1;
    let is_way = match document.placed_by.as_str() {
        "none" => line.is_none(),
        "match" => line.is_some() && document.details.purchase_order_reference.is_none(),
        "reference" => {
            by_itself
                && line.is_some()
                && document.purchase_order == document.details.purchase_order_reference
        }
        "credit-memo" => by_itself && line.is_some() && document.original.is_some(),
        _ => false,
    };
    is_way && judged.chosen == line
}
