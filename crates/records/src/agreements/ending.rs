//! The end of agreements, and what becomes of their charges (P-36).
//!
//! Fixed charges that fall due after the end vanish. Usage was metered up to the end and is
//! invoiced when its month is, so a usage charge stays until that is done: it only takes no usage
//! of later months, and none is expected.

use std::collections::BTreeSet;

use billing_files::document::ChargeKind;

use super::View;
use super::agreement::{self, Agreement, AgreementStatus};
use super::amend;
use super::entry::stored;
use super::request::check_active;
use crate::charges::{self, ChargeState, KeptCharge};
use crate::orders::parse_month;
use crate::write::Write;
use crate::{RecordError, Result};

/// Ends an agreement of usage alone, as its buyer.
///
/// # Errors
/// When there is none of that id for whoever asks; a conflict when it has ended, has fixed charges,
/// or is another version than expected.
pub async fn cancel(
    write: &mut Write,
    view: &View,
    id: &str,
    version: Option<i64>,
) -> Result<Agreement> {
    let before = active(write, view, id, version).await?;
    let (organisation, connection) = write.parts();
    let kept = charges::of_agreement(connection, organisation, id).await?;
    if kept.iter().any(|charge| charge.kind == ChargeKind::Fixed) {
        return Err(RecordError::conflict(
            "NOT_CANCELLABLE",
            format!(
                "agreement `{id}` has charges that were agreed, so only its seller can end it: \
                 ask {}",
                before.details.seller_name
            ),
        ));
    }
    end(write, &before, AgreementStatus::Cancelled, None, "aws-marketplace:CancelAgreement").await
}

/// Ends an agreement, as its seller.
///
/// # Errors
/// As [`cancel`], but for fixed charges.
pub async fn terminate(
    write: &mut Write,
    view: &View,
    id: &str,
    version: Option<i64>,
) -> Result<Agreement> {
    let before = active(write, view, id, version).await?;
    let action = "aws-marketplace:TerminateAgreement";
    end(write, &before, AgreementStatus::Terminated, None, action).await
}

async fn active(
    write: &mut Write,
    view: &View,
    id: &str,
    version: Option<i64>,
) -> Result<Agreement> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let agreement = agreement::one(connection, organisation, view, id, at).await?;
    RecordError::unless_version(version, agreement.version, &agreement)?;
    check_active(&agreement)?;
    Ok(agreement)
}

/// Ends an agreement whose place another takes.
pub(super) async fn replace(write: &mut Write, before: &Agreement, by: &str) -> Result<()> {
    let action = "aws-marketplace:AcceptAgreementRequest";
    end(write, before, AgreementStatus::Replaced, Some(by), action).await.map(|_| ())
}

/// Ends an agreement, and those that were to follow it: what was renewed ahead of its time goes
/// with what it renews.
async fn end(
    write: &mut Write,
    before: &Agreement,
    status: AgreementStatus,
    by: Option<&str>,
    action: &str,
) -> Result<Agreement> {
    let at = write.at();
    let ended = end_alone(write, before, status, by, action).await?;
    let mut next = before.details.renewed_by.clone();
    while let Some(id) = next.take() {
        let (organisation, connection) = write.parts();
        let follower =
            agreement::one(connection, organisation, &View::Organisation, &id, at).await?;
        let is_coming = stored(&follower.details.starts_at)? > at;
        if is_coming && follower.status == AgreementStatus::Active {
            next.clone_from(&follower.details.renewed_by);
            end_alone(write, &follower, status, by, action).await?;
        }
    }
    Ok(ended)
}

async fn end_alone(
    write: &mut Write,
    before: &Agreement,
    status: AgreementStatus,
    by: Option<&str>,
    action: &str,
) -> Result<Agreement> {
    let at = write.at();
    let mut agreement = before.clone();
    agreement.status = status;
    agreement.details.ended_at = Some(at.to_string());
    agreement.details.replaced_by = by.map(str::to_owned);
    agreement.details.auto_renew = false;
    let agreement = agreement::rewrite(write, before, agreement, action).await?;
    let has_begun = stored(&agreement.details.starts_at)? <= at;
    let last = agreement.details.end_month()?.map(|month| month.to_string());
    let (organisation, connection) = write.parts();
    let kept = charges::of_agreement(connection, organisation, &agreement.id).await?;
    for before in kept.iter().filter(|charge| charge.state == ChargeState::Future) {
        let mut charge = before.clone();
        match charge.kind {
            ChargeKind::Usage => {
                charge.terms.agreement_end_month.clone_from(&last);
                // Nothing was metered of what has not begun.
                if !has_begun {
                    charge.state = ChargeState::Withdrawn;
                }
            }
            ChargeKind::Fixed => {
                let due = charge.due_at.as_deref().map(stored).transpose()?;
                // What fell due before the end is owed, though its invoice is not issued yet.
                if due.is_none_or(|due| due > at) {
                    charge.state = ChargeState::Withdrawn;
                }
            }
        }
        if charge != *before {
            amend::store(write, before, &charge, action).await?;
        }
    }
    Ok(agreement)
}

/// Withdraws the charges of ended agreements that nothing can come of any more: their last month
/// is closed, and all that was metered is invoiced. Gives how many.
///
/// # Errors
/// When the database fails.
pub async fn settle_ended(write: &mut Write) -> Result<usize> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let (closed,): (Option<String>,) =
        sqlx::query_as("select closed_through from organisations where id = $1")
            .bind(organisation)
            .fetch_one(&mut *connection)
            .await?;
    let Some(closed) = closed.as_deref().and_then(parse_month) else { return Ok(0) };
    let mut over = BTreeSet::new();
    for agreement in agreement::all(connection, organisation, &View::Organisation, at).await? {
        let is_over = agreement.details.end_month()?.is_some_and(|last| last <= closed);
        if is_over && agreement.status != AgreementStatus::Active {
            over.insert(agreement.id);
        }
    }
    let unsettled: Vec<(String,)> = sqlx::query_as(
        "select distinct charge from usage_amounts where organisation = $1 and settled = 0",
    )
    .bind(organisation)
    .fetch_all(&mut *connection)
    .await?;
    let unsettled: BTreeSet<String> = unsettled.into_iter().map(|(charge,)| charge).collect();
    let future = charges::future(connection, organisation).await?;
    let is_done = |charge: &&KeptCharge| {
        let agreement = charge.agreement.as_ref();
        charge.kind == ChargeKind::Usage
            && agreement.is_some_and(|agreement| over.contains(agreement))
            && !unsettled.contains(&charge.id)
    };
    let mut count = 0;
    for before in future.iter().filter(is_done) {
        let charge = KeptCharge { state: ChargeState::Withdrawn, ..before.clone() };
        amend::store(write, before, &charge, "aws-marketplace:WithdrawCharge").await?;
        count += 1;
    }
    Ok(count)
}
