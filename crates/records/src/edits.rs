//! Edits of the contract on the records of an organisation: what they touch, what they would move,
//! and how they are saved.
//!
//! Every change of a purchase order and of a charge's reference is a list of edits, whether it
//! came from a form, a bulk action or a what-if of many steps. So a preview and a save cannot
//! differ, and there is one place that writes purchase orders.

mod apply;
mod keep;
mod room;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use procurement::{BillingMonth, Instant};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::charges::{KeptCharge, kept_id};
use crate::database::Connection;
use crate::facts::{Facts, Outlook};
use crate::orders::KeptOrder;
use crate::write::Write;
use crate::{RecordError, Records, Result, agreements};

pub(crate) use apply::{ACTIVE_ORDERS_MAX, active_orders, damaged, kept as kept_order};
use apply::{Applied, Changes};
pub(crate) use keep::{add as add_order, add_line, rewrite};
pub(crate) use room::{FIRST_LINE, Room};
pub use touched::{Touch, touched};

/// Edits that are to be saved, and what whoever made them had seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Save {
    /// The `edits` of the contract's edits document.
    pub edits: Vec<Value>,
    /// The versions of purchase orders that the edits were made on.
    pub versions: BTreeMap<String, i64>,
    /// The revisions of charges that the edits were made on, by kept id.
    pub revisions: BTreeMap<String, i64>,
    /// The preview that was seen, if one was.
    pub seen: Option<Seen>,
    /// The revision of the organisation that the edits were made on, if it matters.
    pub revision: Option<i64>,
}

/// The preview that a person agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The digest of the preview with the edits in it.
    pub digest: String,
    /// Through which month it looked.
    pub through: BillingMonth,
}

/// What became of a save.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    /// The purchase orders that were added or changed, as they are now.
    pub purchase_orders: Vec<KeptOrder>,
    /// The purchase orders that are gone.
    pub removed_purchase_orders: Vec<String>,
    /// The charges whose reference is another now.
    pub charges: Vec<KeptCharge>,
    /// The revision of the organisation with this in it.
    pub revision: i64,
}

/// What edits would move, and the digest of the preview with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previewed {
    /// The contract's Change, canonical.
    pub change: String,
    /// The digest of the preview after the edits.
    pub digest: String,
}

/// How far a preview looks where nobody says.
pub const MONTHS_AHEAD: i32 = 12;

impl Facts {
    /// Through which month previews look by default.
    pub fn horizon(&self) -> BillingMonth {
        self.month().max(self.open_month).plus(MONTHS_AHEAD)
    }

    /// When an edit is made: now, and after every update of a purchase order, whatever the clocks of
    /// several servers say. Previews take an edit for the last update, and that decides (M10).
    pub(crate) fn edited_at(&self) -> Instant {
        let updates = self.orders.iter().filter_map(|order| order.order.updated_at.parse().ok());
        let last = updates.map(Instant::milliseconds).max().unwrap_or_default();
        Instant::from_milliseconds(self.at.milliseconds().max(last + 1))
    }
}

/// What edits would move, nothing being saved.
///
/// # Errors
/// Everything that is wrong with the edits.
pub async fn preview(
    records: &Records,
    facts: &Arc<Facts>,
    edits: &[Value],
    through: BillingMonth,
) -> Result<Previewed> {
    let mut read = records.read().await?;
    let ended = ended(&mut read, facts, edits).await?;
    // Nobody waits for what is computed from here on.
    drop(read);
    let (applied, _) = carried_out(records, facts, edits, ended, through).await?;
    Ok(Previewed { change: applied.change, digest: applied.digest })
}

/// Saves edits, all or none.
///
/// # Errors
/// Everything that is wrong with the edits; a conflict, with the present state, when a version is
/// another, with the present change, when the outcome is another than what was seen, or with the
/// present revision of the organisation, when the edits were made on another.
pub async fn save(records: &Records, write: &mut Write, save: &Save) -> Result<Saved> {
    check_revision(write, save)?;
    let facts = Arc::new(write.facts().await?);
    check_versions(&facts, save)?;
    let through = save.seen.as_ref().map_or_else(|| facts.horizon(), |seen| seen.through);
    let ended = ended(write.connection(), &facts, &save.edits).await?;
    let (applied, changes) = carried_out(records, &facts, &save.edits, ended, through).await?;
    if let Some(seen) = &save.seen
        && seen.digest != applied.digest
    {
        return Err(RecordError::preview_changed(serde_json::json!({
            "change": serde_json::from_str::<Value>(&applied.change)?,
            "digest": applied.digest,
        })));
    }
    keep::keep(write, &facts, changes).await
}

/// Which agreements of the charges that edits touch have ended.
async fn ended(
    connection: &mut Connection,
    facts: &Facts,
    edits: &[Value],
) -> Result<BTreeSet<String>> {
    let touched = touched(edits);
    let charges = touched.iter().filter_map(|touch| match touch {
        Touch::Charge(id) => facts.charge(kept_id(id)),
        _ => None,
    });
    let agreements = charges.filter_map(|charge| charge.agreement.as_deref());
    agreements::ended(connection, facts.organisation.as_str(), agreements, facts.at).await
}

/// Applies edits on a thread of its own, for it may take a while, and others are answered
/// meanwhile.
async fn carried_out(
    records: &Records,
    facts: &Arc<Facts>,
    edits: &[Value],
    ended: BTreeSet<String>,
    through: BillingMonth,
) -> Result<(Applied, Changes)> {
    let (records, facts, edits) = (records.clone(), facts.clone(), edits.to_vec());
    let carried_out = crate::apart(move || {
        let outlook = Outlook::Expected(through);
        let applied = apply::apply(records.sellers(), &facts, &edits, outlook)?;
        let changes = apply::check(&records, &facts, &edits, &ended, &applied)?;
        Ok((applied, changes))
    });
    let broke_off = |error| RecordError::Damaged(format!("the edits broke off: {error}"));
    carried_out.await.map_err(broke_off)?
}

/// The organisation is as it was when the edits were made. A write has raised its revision.
fn check_revision(write: &Write, save: &Save) -> Result<()> {
    let before = write.revision() - 1;
    match save.revision {
        Some(revision) if revision != before => Err(RecordError::Conflict {
            code: "RECORDS_CHANGED",
            message: "somebody changed something meanwhile: look at the preview again, then save"
                .to_owned(),
            current: Some(serde_json::json!({ "revision": before })),
        }),
        _ => Ok(()),
    }
}

fn check_versions(facts: &Facts, save: &Save) -> Result<()> {
    for (id, version) in &save.versions {
        match facts.order(id) {
            Some(order) if order.version == *version => {}
            Some(order) => return Err(RecordError::stale(order)),
            None => return Err(RecordError::not_found("purchase order", id)),
        }
    }
    for (id, revision) in &save.revisions {
        match facts.charge(id) {
            Some(charge) if charge.revision == *revision => {}
            Some(charge) => return Err(RecordError::stale(charge)),
            // Whether it is issued or never was, the check of the edits tells.
            None => {}
        }
    }
    Ok(())
}
