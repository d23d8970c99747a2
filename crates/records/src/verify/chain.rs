//! The audit: every hash anew, numbers without gaps, and an end that was seen before.

use super::{AuditHead, PAGE, VerifyReport};
use crate::Result;
use crate::audit::{BEGINNING, Row};
use crate::database::Connection;

type AuditRow = (
    i64,
    i64,
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
    String,
);

pub(super) async fn check(
    connection: &mut Connection,
    organisation: &str,
    anchor: Option<&AuditHead>,
    report: &mut VerifyReport,
) -> Result<()> {
    let mut link = Link { sequence: 0, hash: BEGINNING.to_owned() };
    let mut anchored = anchor.map(|anchor| anchor.sequence == 0);
    // Numbers below 1 are in nobody's chain, so they are read too.
    let mut last = i64::MIN;
    loop {
        let rows: Vec<AuditRow> = sqlx::query_as(
            "select sequence, at, actor, request_id, action, subject_kind, subject, before, after,
                    previous_hash, hash
             from audit
             where organisation = $1 and sequence > $2
             order by sequence
             limit $3",
        )
        .bind(organisation)
        .bind(last)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        let Some(row) = rows.last() else { break };
        last = row.0;
        for row in &rows {
            report.checked.audit += 1;
            link = link.next(organisation, row, report);
            if let Some(anchor) = anchor.filter(|anchor| anchor.sequence == link.sequence) {
                anchored = Some(true);
                if anchor.hash != link.hash {
                    report.fault(
                        "AUDIT_ANCHOR_DIFFERS",
                        format!("audit:{}", link.sequence),
                        "the audit up to here is another than when its head was exported",
                    );
                }
            }
        }
    }
    if let (Some(anchor), Some(false)) = (anchor, anchored) {
        report.fault(
            "AUDIT_CUT",
            format!("audit:{}", anchor.sequence),
            format!(
                "the audit ends at {}, but its head was exported at {}: what came after is gone",
                link.sequence, anchor.sequence
            ),
        );
    }
    Ok(())
}

/// The end of the chain so far, as it is stored.
struct Link {
    sequence: i64,
    hash: String,
}

impl Link {
    /// Goes on from what is stored, so that one edit is one fault.
    fn next(self, organisation: &str, row: &AuditRow, report: &mut VerifyReport) -> Self {
        let (sequence, at, actor, request_id, action, kind, subject, before, after, previous, hash) =
            row;
        let place = || format!("audit:{sequence}");
        if *sequence != self.sequence.saturating_add(1) {
            report.fault(
                "AUDIT_GAP",
                place(),
                format!("the row before is {}: rows in between are gone", self.sequence),
            );
        }
        if *previous != self.hash {
            let message = "the row before is another than when this one was written";
            report.fault("AUDIT_CHAIN_BROKEN", place(), message);
        }
        let row = Row {
            organisation,
            sequence: *sequence,
            at: *at,
            actor,
            request_id,
            action,
            subject_kind: kind,
            subject,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        if row.hash(previous) != *hash {
            let message = format!("the row about {kind} `{subject}` was edited");
            report.fault("AUDIT_EDITED", place(), message);
        }
        Self { sequence: *sequence, hash: hash.clone() }
    }
}
