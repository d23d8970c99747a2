//! Who changed what: a chain of hashes over every change of an organisation.
//!
//! `h(n) = SHA-256(h(n-1) and the row)`, every part with its length before it, so that no two
//! different rows read alike. Whoever edits, removes or swaps rows breaks the chain.

mod reading;

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Result;
use crate::database::{Connection, Value, insert_many};
use crate::id::hex;

pub use reading::{AuditQuery, audit};

/// A change that is to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done, such as `purchase-orders:UpdatePurchaseOrder`.
    pub action: String,
    /// The kind of record, such as `purchase-order`.
    pub subject_kind: &'static str,
    /// The id of the record.
    pub subject: String,
    /// The record before, where there was one.
    pub before: Option<serde_json::Value>,
    /// The record afterwards, where there is one.
    pub after: Option<serde_json::Value>,
}

/// A change as it was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// Counts up from 1 in the organisation.
    pub sequence: i64,
    /// When.
    pub at: String,
    /// Who: `user:…`, `token:…`, `system`.
    pub actor: String,
    /// The request that it came with.
    pub request_id: String,
    /// What was done.
    pub action: String,
    /// The kind of record.
    pub subject_kind: String,
    /// The id of the record.
    pub subject: String,
    /// The record before.
    pub before: Option<serde_json::Value>,
    /// The record afterwards.
    pub after: Option<serde_json::Value>,
    /// The hash of this row and all before it.
    pub hash: String,
}

/// The hash before the first row.
pub(crate) const BEGINNING: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// What is hashed of a row, as texts in the order of the columns.
pub(crate) struct Row<'r> {
    pub(crate) organisation: &'r str,
    pub(crate) sequence: i64,
    pub(crate) at: i64,
    pub(crate) actor: &'r str,
    pub(crate) request_id: &'r str,
    pub(crate) action: &'r str,
    pub(crate) subject_kind: &'r str,
    pub(crate) subject: &'r str,
    pub(crate) before: Option<&'r str>,
    pub(crate) after: Option<&'r str>,
}

impl Row<'_> {
    pub(crate) fn hash(&self, previous: &str) -> String {
        let (sequence, at) = (self.sequence.to_string(), self.at.to_string());
        let parts = [
            Some(previous),
            Some(self.organisation),
            Some(&sequence),
            Some(&at),
            Some(self.actor),
            Some(self.request_id),
            Some(self.action),
            Some(self.subject_kind),
            Some(self.subject),
            self.before,
            self.after,
        ];
        let mut hash = Sha256::new();
        for part in parts {
            // No part is told from an empty one by its length.
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            hash.update(length.to_be_bytes());
            hash.update(part.unwrap_or_default());
        }
        hex(&hash.finalize())
    }
}

/// The end of the chain: the last sequence number and its hash.
pub(crate) async fn tail(connection: &mut Connection, organisation: &str) -> Result<(i64, String)> {
    let last = sqlx::query_as(
        "select sequence, hash from audit where organisation = $1 order by sequence desc limit 1",
    )
    .bind(organisation)
    .fetch_optional(connection)
    .await?;
    Ok(last.unwrap_or_else(|| (0, BEGINNING.to_owned())))
}

/// Lengthens the chain.
pub(crate) async fn append(
    connection: &mut Connection,
    organisation: &str,
    at: Instant,
    actor: &str,
    request_id: &str,
    entries: Vec<AuditEntry>,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let (mut sequence, mut previous) = tail(connection, organisation).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        sequence += 1;
        let before = entry.before.map(|value| value.to_string());
        let after = entry.after.map(|value| value.to_string());
        let row = Row {
            organisation,
            sequence,
            at: at.milliseconds(),
            actor,
            request_id,
            action: &entry.action,
            subject_kind: entry.subject_kind,
            subject: &entry.subject,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        let hash = row.hash(&previous);
        rows.push(vec![
            organisation.into(),
            sequence.into(),
            at.milliseconds().into(),
            actor.into(),
            request_id.into(),
            entry.action.into(),
            entry.subject_kind.into(),
            entry.subject.into(),
            Value::from(before),
            Value::from(after),
            previous.into(),
            hash.clone().into(),
        ]);
        previous = hash;
    }
    insert_many(
        connection,
        "audit (organisation, sequence, at, actor, request_id, action, subject_kind, subject, \
         before, after, previous_hash, hash)",
        rows,
        "",
    )
    .await?;
    Ok(())
}
