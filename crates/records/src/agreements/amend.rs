//! Amendments: other quantities under the terms that were accepted (P-36).

use std::collections::BTreeMap;

use billing_files::document::ChargeKind;
use procurement::Currency;
use rust_decimal::Decimal;

use super::agreement::Agreement;
use super::entry::{normal, read_amount, stored};
use super::quote::{self, ExpectedCharge, Timing};
use super::terms::configurable;
use crate::charges::{self, ChargeState, KeptCharge};
use crate::error::Problem;
use crate::orders::parse_currency;
use crate::write::Write;
use crate::{RecordError, Result};

/// What other quantities change: charges that are not issued get another amount, and what is
/// bought beyond issued ones becomes charges of its own. Nothing issued is given back.
pub(super) async fn expected(
    write: &mut Write,
    agreement: &Agreement,
    configuration: &BTreeMap<String, u32>,
) -> Result<Vec<ExpectedCharge>> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let kept = charges::of_agreement(connection, organisation, &agreement.id).await?;
    let details = &agreement.details;
    let currency = parse_currency(&details.currency)?;
    let due = at.max(stored(&details.starts_at)?);
    let mut problems = Vec::new();
    let mut changed = Vec::new();
    for dimension in configurable(&details.terms) {
        let quantity = |configuration: &BTreeMap<String, u32>| {
            i64::from(configuration.get(dimension.key).copied().unwrap_or_default())
        };
        let (before, after) = (quantity(&details.configuration), quantity(configuration));
        let more = after - before;
        if more == 0 {
            continue;
        }
        let Some(difference) =
            quote::times(dimension.unit_price, more, dimension.key, &mut problems)
        else {
            continue;
        };
        let open = open_charge(&kept, details.slots.get(&dimension.slot));
        let amount = match open {
            Some(charge) => amount_of(charge)? + difference,
            None => difference,
        };
        if amount.is_sign_negative() && !amount.is_zero() {
            problems.push(Problem::new(
                "NO_REFUND",
                quote::pointer_of(dimension.key),
                format!(
                    "`{after}` of dimension `{}` is less than what is invoiced already, and an \
                     amendment gives nothing back: choose more, or ask the seller",
                    dimension.key
                ),
            ));
            continue;
        }
        let Ok(amount) = read_amount(&amount.normalize().to_string()) else {
            let message = format!("`{after}` of dimension `{}` cost too much", dimension.key);
            let pointer = quote::pointer_of(dimension.key);
            problems.push(Problem::new("AMOUNT_TOO_LARGE", pointer, message));
            continue;
        };
        changed.push(ExpectedCharge {
            id: open.map(|charge| charge.id.clone()).unwrap_or_default(),
            kind: ChargeKind::Fixed,
            time: Some(
                open.and_then(|charge| charge.due_at.clone()).unwrap_or_else(|| due.to_string()),
            ),
            amount: Some(normal(amount, currency)),
            timing: Timing::OnAcceptance,
            description: match open {
                Some(_) => format!("{} x {after}", dimension.description),
                None => format!("{} x {more} more", dimension.description),
            },
            dimension: Some(dimension.key.to_owned()),
            slot: dimension.slot,
            revises: open.is_some(),
        });
    }
    for key in configuration.keys() {
        if !configurable(&details.terms).any(|dimension| dimension.key == key) {
            let message =
                format!("there is no dimension `{key}` to choose a quantity of: leave it out");
            let pointer = quote::pointer_of(key);
            problems.push(Problem::new("UNKNOWN_DIMENSION", pointer, message));
        }
    }
    if problems.is_empty() { Ok(changed) } else { Err(RecordError::refused_all(problems)) }
}

/// All fixed charges of an agreement together once some of them are changed or added, those that
/// were withdrawn left out.
pub(super) async fn value(
    write: &mut Write,
    agreement: &str,
    currency: Currency,
    changed: &[ExpectedCharge],
) -> Result<String> {
    let (organisation, connection) = write.parts();
    let kept = charges::of_agreement(connection, organisation, agreement).await?;
    let stays = |charge: &&KeptCharge| {
        charge.state != ChargeState::Withdrawn && changed.iter().all(|it| it.id != charge.id)
    };
    let amounts = kept.iter().filter(stays).map(|charge| charge.terms.amount.as_deref());
    let changed = changed.iter().map(|charge| charge.amount.as_deref());
    Ok(quote::sum(amounts.chain(changed), currency))
}

/// The charge of a dimension that is not issued yet.
fn open_charge<'c>(kept: &'c [KeptCharge], ids: Option<&Vec<String>>) -> Option<&'c KeptCharge> {
    let ids = ids?;
    let charges = ids.iter().rev().filter_map(|id| kept.iter().find(|charge| charge.id == *id));
    charges.into_iter().find(|charge| charge.state == ChargeState::Future)
}

/// The amount of a fixed charge.
pub(crate) fn amount_of(charge: &KeptCharge) -> Result<Decimal> {
    let damaged = || RecordError::Damaged(format!("charge `{}` has no amount", charge.id));
    read_amount(charge.terms.amount.as_deref().ok_or_else(damaged)?).map_err(|_| damaged())
}

/// Gives a charge that is not issued its new amount and revision; its reference stays. What costs
/// nothing any more is withdrawn.
pub(super) async fn revise(
    write: &mut Write,
    agreement: &Agreement,
    expected: &ExpectedCharge,
) -> Result<KeptCharge> {
    let (organisation, connection) = write.parts();
    let before = charges::one(connection, organisation, &expected.id).await?;
    let mut charge = before.clone();
    charge.revision += 1;
    charge.terms = agreement.details.charge(&agreement.id, &agreement.account, expected)?.terms;
    if amount_of(&charge)?.is_zero() {
        charge.state = ChargeState::Withdrawn;
    }
    store(write, &before, &charge, "aws-marketplace:AmendCharge").await?;
    Ok(charge)
}

/// Stores a charge whose terms or state are others; its reference is not touched.
pub(crate) async fn store(
    write: &mut Write,
    before: &KeptCharge,
    charge: &KeptCharge,
    action: &str,
) -> Result<()> {
    let document = serde_json::to_string(&charge.terms)?;
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update charges
         set revision = $1, state = $2, document = $3
         where organisation = $4 and id = $5",
    )
    .bind(charge.revision)
    .bind(charge.state.as_str())
    .bind(&document)
    .bind(organisation)
    .bind(&charge.id)
    .execute(connection)
    .await?;
    let (was, is) = (serde_json::to_value(before)?, serde_json::to_value(charge)?);
    write.audit_change(action, "charge", &charge.id, Some(was), Some(is));
    Ok(())
}
