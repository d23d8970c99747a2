//! Edits of the contract on the records of an organisation: what they touch, what they would move,
//! and how they are saved.
//!
//! Every change of a purchase order and of a charge's reference is a list of edits, whether it
//! came from a form, a bulk action or a what-if of many steps. So a preview and a save cannot
//! differ, and there is one place that writes purchase orders.

mod apply;
mod keep;
mod touched;

use std::collections::BTreeMap;

use procurement::BillingMonth;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::charges::KeptCharge;
use crate::facts::{Facts, Outlook};
use crate::orders::KeptOrder;
use crate::write::Write;
use crate::{RecordError, Records, Result};

pub(crate) use apply::{ACTIVE_ORDERS_MAX, active_orders, damaged, kept as kept_order};
pub(crate) use keep::{add as add_order, add_line, rewrite};
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
        let month = self.at.month().unwrap_or(self.open_month);
        month.max(self.open_month).plus(MONTHS_AHEAD)
    }
}

/// What edits would move, nothing being saved.
///
/// # Errors
/// Everything that is wrong with the edits.
pub fn preview(
    records: &Records,
    facts: &Facts,
    edits: &[Value],
    through: BillingMonth,
) -> Result<Previewed> {
    let outlook = Outlook::Expected(through);
    let applied = apply::apply(records.sellers(), facts, edits, outlook)?;
    apply::check(records, facts, edits, &applied)?;
    Ok(Previewed { change: applied.change, digest: applied.digest })
}

/// Saves edits, all or none.
///
/// # Errors
/// Everything that is wrong with the edits; a conflict, with the present state, when a version is
/// another, or with the present change, when the outcome is another than what was seen.
pub async fn save(records: &Records, write: &mut Write, save: &Save) -> Result<Saved> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let facts = Facts::load(connection, organisation, at).await?;
    check_versions(&facts, save)?;
    let through = save.seen.as_ref().map_or_else(|| facts.horizon(), |seen| seen.through);
    let applied = apply::apply(records.sellers(), &facts, &save.edits, Outlook::Expected(through))?;
    let changes = apply::check(records, &facts, &save.edits, &applied)?;
    if let Some(seen) = &save.seen
        && seen.digest != applied.digest
    {
        return Err(RecordError::Conflict {
            code: "PREVIEW_CHANGED",
            message: "what these edits move is not what you saw: look at the preview again, then \
                      save"
                .to_owned(),
            current: Some(serde_json::json!({
                "change": serde_json::from_str::<Value>(&applied.change)?,
                "digest": applied.digest,
            })),
        });
    }
    keep::keep(write, &facts, changes).await
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
