//! Renewals: an agreement of the same terms follows another at its end (P-36).

use std::collections::{BTreeMap, BTreeSet};

use billing_files::document::PurchaseOrder;

use super::agreement::{self, Agreement, AgreementDetails, AgreementStatus};
use super::entry::stored;
use super::quote::{self, Anchor, Basis};
use super::{View, accept, naming, numbered, request, terms};
use crate::charges::{self, KeptCharge};
use crate::edits::{FIRST_LINE, Room, active_orders};
use crate::orders::parse_currency;
use crate::write::Write;
use crate::{RecordError, Result};

/// Renews an agreement: the new one starts where it ends. Purchase orders are carried over, place
/// by place in the terms, to be looked at; from then on, each agreement has its own.
///
/// # Errors
/// When there is none of that id for whoever asks; a conflict when it has no end, was renewed
/// before, or was ended.
pub async fn renew(
    write: &mut Write,
    view: &View,
    id: &str,
    version: Option<i64>,
) -> Result<Agreement> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let old = agreement::one(connection, organisation, view, id, at).await?;
    RecordError::unless_version(version, old.version, &old)?;
    let not_renewable = |why: &str| RecordError::conflict("NOT_RENEWABLE", why);
    if !matches!(old.status, AgreementStatus::Active | AgreementStatus::Expired) {
        return Err(not_renewable("the agreement was ended or renewed before: accept an offer"));
    }
    if old.details.renewed_by.is_some() {
        return Err(not_renewable("the agreement is renewed already: nothing is to be done"));
    }
    let (Some(start), Some(months)) = (&old.details.ends_at, old.details.duration_months) else {
        return Err(not_renewable("the agreement has no end: it goes on without being renewed"));
    };
    let start = stored(start)?;
    let course = Course::of(write, &old, months).await?;
    let mut details = old.details.clone();
    details.terms = terms::later(&course.first.terms, course.months);
    details.accepted_at = at.to_string();
    details.starts_at = start.to_string();
    let anchor = Anchor { start: stored(&course.first.starts_at)?, months: course.months };
    let end = request::end_of(anchor.start, Some(course.months.saturating_add(months)))?;
    details.ends_at = end.map(|end| end.to_string());
    details.ended_at = None;
    details.replaces = None;
    details.renews = Some(old.id.clone());
    details.slots = BTreeMap::new();
    let currency = parse_currency(&details.currency)?;
    let basis = Basis {
        terms: &details.terms,
        configuration: &details.configuration,
        currency,
        start,
        anchor,
        end,
    };
    let mut problems = Vec::new();
    let expected = quote::expected(&basis, &mut problems);
    if !problems.is_empty() {
        return Err(RecordError::refused_all(problems));
    }
    let expected = request::name(write, expected).await?;
    details.value = quote::value(&expected, currency);
    let mut agreement = Agreement {
        id: numbered("agmt", write.next("agreement").await?),
        version: 1,
        account: old.account.clone(),
        status: AgreementStatus::Active,
        details,
    };
    let (organisation, connection) = write.parts();
    let before = charges::of_agreement(connection, organisation, &old.id).await?;
    let facts = write.facts().await?;
    let find = |order: &str| facts.order(order).map(|kept| &kept.order);
    let mut room = Room::beside(&facts, &BTreeSet::new(), active_orders(&facts).len(), find);
    let mut kept = Vec::with_capacity(expected.len());
    for expected in &expected {
        let mut charge = agreement.details.charge(&agreement.id, &agreement.account, expected)?;
        if naming::may_name(&facts, &agreement.account) {
            carry_over(&mut room, from(&old, &before, &expected.slot), &mut charge);
        }
        let slot = agreement.details.slots.entry(expected.slot.clone()).or_default();
        slot.push(charge.id.clone());
        kept.push(charge);
    }
    const ACTION: &str = "aws-marketplace:RenewAgreement";
    accept::insert_charges(write, &kept, ACTION).await?;
    agreement::insert(write, &agreement, ACTION).await?;
    let mut renewed = old.clone();
    renewed.details.renewed_by = Some(agreement.id.clone());
    agreement::rewrite(write, &old, renewed, ACTION).await?;
    Ok(agreement)
}

/// Where agreements that followed one another began: days are counted from there, since one that is
/// clamped to the end of a short month says no more which day was agreed.
struct Course {
    first: AgreementDetails,
    /// How many months after the first the next one begins.
    months: u32,
}

impl Course {
    async fn of(write: &mut Write, last: &Agreement, months: u32) -> Result<Self> {
        let at = write.at();
        let (organisation, connection) = write.parts();
        let mut course = Self { first: last.details.clone(), months };
        while let Some(before) = course.first.renews.take() {
            let before =
                agreement::one(connection, organisation, &View::Organisation, &before, at).await?;
            course.first = before.details;
            course.months = course.months.saturating_add(months);
        }
        Ok(course)
    }
}

/// The charge at the same place in the terms of the agreement before.
fn from<'c>(old: &Agreement, before: &'c [KeptCharge], slot: &str) -> Option<&'c KeptCharge> {
    let id = old.details.slots.get(slot)?.first()?;
    before.iter().find(|charge| charge.id == *id)
}

/// Takes the reference over. One that there is no room for any more is left out, and what is to be
/// looked at is that there is none (P-38).
fn carry_over<'c, Find: Fn(&str) -> Option<&'c PurchaseOrder>>(
    room: &mut Room<'c, Find>,
    from: Option<&'c KeptCharge>,
    charge: &mut KeptCharge,
) {
    let Some((from, order)) =
        from.and_then(|from| Some((from, from.purchase_order_reference.as_deref()?)))
    else {
        return;
    };
    charge.carried_over = true;
    let line = from.purchase_order_line.as_deref();
    if room.lack(order, line.unwrap_or(FIRST_LINE)).is_none() {
        let _ = room.take(order, line.unwrap_or(FIRST_LINE));
        charge.purchase_order_reference = Some(order.to_owned());
        charge.purchase_order_line = line.map(str::to_owned);
    }
}

/// What became of the agreements that were to be followed by another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewals {
    /// The new ones, in the order in which they came to be.
    pub renewed: Vec<Agreement>,
    /// Those that nothing can follow, as they are now: not to be renewed any more.
    pub left: Vec<Agreement>,
}

/// Renews every agreement that came to its end and is to be followed by another. One that nothing
/// can follow, since nothing would be bought by it, keeps none of the others from it: it is not to
/// be renewed any more, and the audit has it.
///
/// # Errors
/// When a record is damaged or the database fails.
pub async fn renew_due(write: &mut Write) -> Result<Renewals> {
    let mut renewals = Renewals::default();
    loop {
        let at = write.at();
        let (organisation, connection) = write.parts();
        let all = agreement::all(connection, organisation, &View::Organisation, at).await?;
        let due: Vec<Agreement> = all
            .into_iter()
            .rev()
            .filter(|agreement| {
                agreement.status == AgreementStatus::Expired && agreement.details.auto_renew
            })
            .collect();
        if due.is_empty() {
            return Ok(renewals);
        }
        for agreement in due {
            match renew(write, &View::Organisation, &agreement.id, None).await {
                Ok(renewed) => renewals.renewed.push(renewed),
                // Refused before anything of it was written.
                Err(RecordError::Refused(_)) => renewals.left.push(leave(write, &agreement).await?),
                Err(error) => return Err(error),
            }
        }
    }
}

async fn leave(write: &mut Write, before: &Agreement) -> Result<Agreement> {
    let mut agreement = before.clone();
    agreement.details.auto_renew = false;
    agreement::rewrite(write, before, agreement, "aws-marketplace:LeaveUnrenewed").await
}
