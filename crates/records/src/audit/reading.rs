//! The audit as people read it.

use procurement::Instant;

use super::AuditRecord;
use crate::agreements::Listed;
use crate::{OrganisationId, Records, Result};

/// Which changes are asked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// The kind of record, such as `purchase-order`.
    pub subject_kind: Option<String>,
    /// The id of the record.
    pub subject: Option<String>,
    /// Who did it: `user:…`, `token:…`, `system`.
    pub actor: Option<String>,
    /// Only those before the change of this sequence number.
    pub before: Option<i64>,
    /// How many at most; never more than 100.
    pub limit: Option<usize>,
}

/// Rows in a part of a list.
const PART_MAX: usize = 100;

type AuditRow =
    (i64, i64, String, String, String, String, String, Option<String>, Option<String>, String);

/// Who changed what, the latest first. The cursor is the sequence number to ask `before`.
///
/// # Errors
/// When a row is damaged or the database fails.
pub async fn audit(
    records: &Records,
    organisation: &OrganisationId,
    query: &AuditQuery,
) -> Result<Listed<AuditRecord>> {
    let conditions = [
        ("subject_kind", &query.subject_kind),
        ("subject", &query.subject),
        ("actor", &query.actor),
    ];
    let mut text = String::new();
    let mut values = Vec::new();
    for (column, value) in conditions {
        if let Some(value) = value {
            values.push(value);
            text.push_str(&format!(" and {column} = ${}", values.len() + 2));
        }
    }
    let limit = query.limit.unwrap_or(PART_MAX).clamp(1, PART_MAX);
    let statement = format!(
        "select sequence, at, actor, request_id, action, subject_kind, subject, before, after, hash
         from audit
         where organisation = $1 and sequence < $2{text}
         order by sequence desc
         limit {}",
        limit + 1
    );
    let mut select = sqlx::query_as(sqlx::AssertSqlSafe(statement));
    select = select.bind(organisation.as_str()).bind(query.before.unwrap_or(i64::MAX));
    for value in values {
        select = select.bind(value);
    }
    let mut read = records.read().await?;
    let rows: Vec<AuditRow> = select.fetch_all(&mut *read).await?;
    let is_more = rows.len() > limit;
    let items = rows.into_iter().take(limit).map(of_row).collect::<Result<Vec<_>>>()?;
    let next = items.last().filter(|_| is_more).map(|last| last.sequence.to_string());
    Ok(Listed { items, next })
}

fn of_row(row: AuditRow) -> Result<AuditRecord> {
    let (sequence, at, actor, request_id, action, subject_kind, subject, before, after, hash) = row;
    let value = |text: Option<String>| text.map(|text| serde_json::from_str(&text)).transpose();
    Ok(AuditRecord {
        sequence,
        at: Instant::from_milliseconds(at).to_string(),
        actor,
        request_id,
        action,
        subject_kind,
        subject,
        before: value(before)?,
        after: value(after)?,
        hash,
    })
}
