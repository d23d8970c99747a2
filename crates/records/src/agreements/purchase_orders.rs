//! Naming the purchase orders of charges anew, many at once, all or nothing (P-41).
//!
//! What previews know of is saved as edits, so that a preview and a save are one path. A charge
//! that no preview knows of, such as usage before anything was metered, moves nothing, and its
//! row is changed alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use procurement::BillingMonth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::View;
use super::agreement;
use super::listing::AgreementCharge;
use super::naming::{self, Reference};
use crate::charges::{self, ChargeState, KeptCharge, kept_id};
use crate::database::Connection;
use crate::edits::{self, Previewed, Save};
use crate::error::Problem;
use crate::facts::{Facts, Outlook};
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// At most so many charges are changed at once (§8.3).
pub const ENTRIES_MAX: usize = 86;

/// A charge, and the purchase order that it is to name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurchaseOrderEntry {
    /// The charge.
    pub charge_id: String,
    /// The revision that whoever asks has seen; the latest where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_revision: Option<i64>,
    /// The agreement of the charge, to be sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_id: Option<String>,
    /// The purchase order.
    #[serde(default)]
    pub purchase_order_reference: Option<String>,
    /// The line of it; `1` where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order_line: Option<String>,
    /// Whether it is to name none any more: then it comes without a purchase order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clear: bool,
}

/// What is asked of charges.
#[derive(Debug, Clone, Copy)]
pub enum Naming<'n> {
    /// That they name purchase orders, or none any more where an entry says so.
    Entries(&'n [PurchaseOrderEntry]),
    /// That they name none any more.
    Clear(&'n [String]),
}

/// A charge that may be changed, and what it is to name.
pub(super) struct Wanted {
    pub(super) charge: KeptCharge,
    pub(super) reference: Option<Reference>,
}

const ACTION: &str = "aws-marketplace:UpdatePurchaseOrders";

/// Names purchase orders for charges that are not issued, or takes them away again. Gives the
/// charges.
///
/// # Errors
/// Everything that is wrong with what is asked; a conflict when a charge is issued or has another
/// revision. Nothing is changed then.
pub async fn update_purchase_orders(
    records: &Records,
    write: &mut Write,
    view: &View,
    naming: Naming<'_>,
) -> Result<Vec<AgreementCharge>> {
    let facts = write.facts().await?;
    let (organisation, connection) = write.parts();
    let wanted = read(connection, &facts, organisation, view, naming).await?;
    save(records, write, &facts, wanted).await
}

/// What naming purchase orders would move. Nothing is changed.
///
/// # Errors
/// As [`update_purchase_orders`].
pub async fn preview_purchase_orders(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    naming: Naming<'_>,
    through: Option<BillingMonth>,
) -> Result<Previewed> {
    let mut read_from = records.read().await?;
    let organisation = organisation.as_str();
    let facts = Facts::load(&mut read_from, organisation, records.now()).await?;
    let wanted = read(&mut read_from, &facts, organisation, view, naming).await?;
    drop(read_from);
    let through = through.unwrap_or_else(|| facts.horizon());
    let known = occurrences(&facts, through)?;
    let edits: Vec<Value> = wanted.iter().flat_map(|wanted| edits_of(wanted, &known)).collect();
    edits::preview(records, &Arc::new(facts), &edits, through).await
}

/// An entry with its place in the request.
struct Asked<'e> {
    charge: &'e str,
    at: String,
    revision: Option<i64>,
    agreement: Option<&'e str>,
    reference: Option<Reference>,
}

async fn read(
    connection: &mut Connection,
    facts: &Facts,
    organisation: &str,
    view: &View,
    naming: Naming<'_>,
) -> Result<Vec<Wanted>> {
    let mut problems = Vec::new();
    let asked = match naming {
        Naming::Entries(entries) => asked_of(entries, &mut problems),
        Naming::Clear(charges) => {
            check_count(charges.len(), "/charges", &mut problems);
            let charges = charges.iter().take(ENTRIES_MAX).enumerate();
            charges.map(|(index, charge)| Asked::cleared(charge, index)).collect()
        }
    };
    judge(connection, facts, organisation, view, asked, problems).await
}

impl<'e> Asked<'e> {
    fn cleared(charge: &'e str, index: usize) -> Self {
        let at = format!("/charges/{index}");
        Self { charge, at, revision: None, agreement: None, reference: None }
    }
}

fn asked_of<'e>(entries: &'e [PurchaseOrderEntry], problems: &mut Vec<Problem>) -> Vec<Asked<'e>> {
    check_count(entries.len(), "/purchaseOrders", problems);
    let mut asked = Vec::with_capacity(entries.len().min(ENTRIES_MAX));
    for (index, entry) in entries.iter().take(ENTRIES_MAX).enumerate() {
        let at = format!("/purchaseOrders/{index}");
        let reference = reference(entry, &at, problems);
        asked.push(Asked {
            charge: &entry.charge_id,
            at: format!("{at}/chargeId"),
            revision: entry.charge_revision,
            agreement: entry.agreement_id.as_deref(),
            reference,
        });
    }
    check_agreements(entries, problems);
    asked
}

/// What an entry names; none where it clears. That a reference is absent clears nothing (P-41).
fn reference(
    entry: &PurchaseOrderEntry,
    at: &str,
    problems: &mut Vec<Problem>,
) -> Option<Reference> {
    let (order, line) = (&entry.purchase_order_reference, &entry.purchase_order_line);
    if !entry.clear {
        return naming::read(order.as_deref(), line.as_deref(), at, problems);
    }
    if let Some(order) = order.as_deref().filter(|order| !order.trim().is_empty()) {
        let pointer = format!("{at}/purchaseOrderReference");
        let message =
            format!("`{order}` is named and cleared at once: leave it out, or `clear` with it");
        problems.push(Problem::new("INVALID_PURCHASE_ORDER_REFERENCE", pointer, message));
    }
    None
}

fn check_count(count: usize, pointer: &str, problems: &mut Vec<Problem>) {
    if count == 0 || count > ENTRIES_MAX {
        let message = format!("there are {count} charges: name 1 to {ENTRIES_MAX} at once");
        problems.push(Problem::new("INVALID_PURCHASE_ORDERS", pointer, message));
    }
}

/// One request is about one agreement, where it says which.
fn check_agreements(entries: &[PurchaseOrderEntry], problems: &mut Vec<Problem>) {
    let mut named = entries.iter().enumerate().filter_map(|(index, entry)| {
        entry.agreement_id.as_deref().map(|agreement| (index, agreement))
    });
    let Some((_, first)) = named.next() else { return };
    for (index, other) in named.filter(|(_, other)| *other != first) {
        problems.push(Problem::new(
            "MULTIPLE_AGREEMENT_IDS",
            format!("/purchaseOrders/{index}/agreementId"),
            format!("`{other}` is another agreement than `{first}`: send one request for each"),
        ));
    }
}

/// Everything that is wrong is told at once. What only happened meanwhile is a conflict, and is
/// told when nothing is wrong.
async fn judge(
    connection: &mut Connection,
    facts: &Facts,
    organisation: &str,
    view: &View,
    asked: Vec<Asked<'_>>,
    mut problems: Vec<Problem>,
) -> Result<Vec<Wanted>> {
    let mut conflict = None;
    let mut seen = BTreeSet::new();
    let mut wanted = Vec::with_capacity(asked.len());
    let mut named = Vec::new();
    for asked in asked {
        if !seen.insert(asked.charge) {
            let message = format!("charge `{}` is there twice: name it once", asked.charge);
            problems.push(Problem::new("DUPLICATE_CHARGES", asked.at, message));
            continue;
        }
        let charge = match charges::one(connection, organisation, asked.charge).await {
            Ok(charge) if view.shows(&charge.account) => charge,
            Ok(_) | Err(RecordError::NotFound { .. }) => {
                let message =
                    format!("there is no charge `{}`: take one of the list", asked.charge);
                problems.push(Problem::new("INVALID_CHARGE_ID", asked.at, message));
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(agreement) = asked.agreement
            && charge.agreement.as_deref() != Some(agreement)
        {
            let pointer = asked.at.replace("/chargeId", "/agreementId");
            let message = format!(
                "charge `{}` is not of agreement `{agreement}`: leave the agreement out, or name \
                 its own",
                charge.id
            );
            problems.push(Problem::new("INVALID_AGREEMENT_ID", pointer, message));
            continue;
        }
        let has_ended =
            agreement::ended(connection, organisation, charge.agreement.as_deref(), facts.at)
                .await?;
        if charge.state == ChargeState::Issued {
            conflict.get_or_insert_with(|| issued(&charge));
            continue;
        }
        if !has_ended.is_empty() || charge.state == ChargeState::Withdrawn {
            problems.push(naming::of_ended(&charge.id, asked.at));
            continue;
        }
        if asked.revision.is_some_and(|revision| revision != charge.revision) {
            conflict.get_or_insert_with(|| stale(&charge));
        }
        if let Some(reference) = &asked.reference {
            let pointer = asked.at.replace("/chargeId", "/purchaseOrderReference");
            named.push((pointer, charge.account.clone(), reference.clone()));
        }
        wanted.push(Wanted { charge, reference: asked.reference });
    }
    if !named.is_empty() {
        let changing = wanted.iter().map(|wanted| wanted.charge.id.as_str()).collect();
        let named = named
            .iter()
            .map(|(pointer, account, reference)| (pointer.clone(), account.as_str(), reference));
        naming::check(facts, &changing, named, &mut problems);
    }
    match conflict {
        _ if !problems.is_empty() => Err(RecordError::refused_all(problems)),
        Some(conflict) => Err(conflict),
        None => Ok(wanted),
    }
}

fn issued(charge: &KeptCharge) -> RecordError {
    RecordError::Conflict {
        code: "CHARGE_ISSUED",
        message: format!(
            "charge `{}` is invoiced, and an invoice does not change: ask the seller to issue it \
             again with the purchase order",
            charge.id
        ),
        current: serde_json::to_value(AgreementCharge::of(charge, Vec::new())).ok(),
    }
}

fn stale(charge: &KeptCharge) -> RecordError {
    RecordError::Conflict {
        code: "CHARGE_REVISION",
        message: format!(
            "charge `{}` is at revision {} now: look at it as it is, and try again",
            charge.id, charge.revision
        ),
        current: serde_json::to_value(AgreementCharge::of(charge, Vec::new())).ok(),
    }
}

/// The ids that previews know a kept charge by.
pub(super) type Occurrences = BTreeMap<String, Vec<String>>;

pub(super) fn occurrences(facts: &Facts, through: BillingMonth) -> Result<Occurrences> {
    let mut known = Occurrences::new();
    for charge in facts.snapshot(Outlook::Expected(through))?.charges {
        known.entry(kept_id(&charge.id).to_owned()).or_default().push(charge.id);
    }
    Ok(known)
}

pub(super) fn edits_of(wanted: &Wanted, known: &Occurrences) -> Vec<Value> {
    let order = wanted.reference.as_ref().map(|reference| &reference.order);
    let line = wanted.reference.as_ref().map(|reference| &reference.line);
    let to = json!({ "purchaseOrderReference": order, "purchaseOrderLine": line });
    let ids = known.get(&wanted.charge.id).into_iter().flatten();
    ids.map(|id| json!({ "set": { "charge": id }, "to": to })).collect()
}

async fn save(
    records: &Records,
    write: &mut Write,
    facts: &Facts,
    wanted: Vec<Wanted>,
) -> Result<Vec<AgreementCharge>> {
    let known = occurrences(facts, facts.horizon())?;
    let ids: Vec<String> = wanted.iter().map(|wanted| wanted.charge.id.clone()).collect();
    let (in_previews, alone): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|wanted| known.contains_key(&wanted.charge.id));
    let edits: Vec<Value> =
        in_previews.iter().flat_map(|wanted| edits_of(wanted, &known)).collect();
    if !edits.is_empty() {
        edits::save(records, write, &Save { edits, ..Save::default() }).await?;
    }
    for wanted in &alone {
        set_alone(write, wanted).await?;
    }
    let mut saved = Vec::with_capacity(ids.len());
    let (organisation, connection) = write.parts();
    for id in &ids {
        let charge = charges::one(connection, organisation, id).await?;
        saved.push(AgreementCharge::of(&charge, Vec::new()));
    }
    Ok(saved)
}

/// Changes the reference of a charge that no preview knows of.
async fn set_alone(write: &mut Write, wanted: &Wanted) -> Result<()> {
    let before = &wanted.charge;
    let mut charge = before.clone();
    charge.purchase_order_reference =
        wanted.reference.as_ref().map(|reference| reference.order.clone());
    charge.purchase_order_line = wanted.reference.as_ref().map(|reference| reference.line.clone());
    charge.carried_over = false;
    if charge == *before {
        return Ok(());
    }
    let is_same = charge.purchase_order_reference == before.purchase_order_reference
        && charge.purchase_order_line == before.purchase_order_line;
    charge.revision += i64::from(!is_same);
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update charges
         set purchase_order = $1, purchase_order_line = $2, revision = $3, carried_over = 0
         where organisation = $4 and id = $5",
    )
    .bind(&charge.purchase_order_reference)
    .bind(&charge.purchase_order_line)
    .bind(charge.revision)
    .bind(organisation)
    .bind(&charge.id)
    .execute(connection)
    .await?;
    let reference_of = |charge: &KeptCharge| {
        json!({
            "agreement": charge.agreement,
            "purchaseOrderReference": charge.purchase_order_reference,
            "purchaseOrderLine": charge.purchase_order_line,
            "revision": charge.revision,
        })
    };
    let (was, is) = (reference_of(before), reference_of(&charge));
    write.audit_change(ACTION, "charge", &charge.id, Some(was), Some(is));
    Ok(())
}
