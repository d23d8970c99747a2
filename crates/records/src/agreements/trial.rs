//! What an acceptance would do, without it: a request is accepted in a change that is dropped.

use std::sync::Arc;

use procurement::BillingMonth;

use super::View;
use super::accept::{Acceptance, accept_request};
use super::naming::Reference;
use super::purchase_orders::{Wanted, edits_of, occurrences};
use crate::edits::{self, Previewed};
use crate::facts::Facts;
use crate::write::Write;
use crate::{Records, Result};

/// An acceptance that is tried.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'t> {
    /// The request.
    pub id: &'t str,
    /// What the buyer would say.
    pub acceptance: &'t Acceptance,
    /// The version of the request that is meant; the latest where nobody says.
    pub version: Option<i64>,
    /// Through which month is looked.
    pub through: BillingMonth,
}

/// What the purchase orders of an acceptance would move, compared with accepting without them, and
/// the facts with the charges that it would add. Nothing is accepted.
///
/// # Errors
/// As [`accept_request`].
pub async fn preview_acceptance(
    records: &Records,
    mut write: Write,
    view: &View,
    trial: Trial<'_>,
) -> Result<(Arc<Facts>, Previewed)> {
    let Trial { id, acceptance, version, through } = trial;
    let accepted = accept_request(records, &mut write, view, id, acceptance, version).await?;
    let mut facts = write.facts().await?;
    // Nobody waits for what is computed from here on.
    drop(write);
    let mut wanted = Vec::new();
    for charge in &mut facts.charges {
        if charge.agreement.as_deref() != Some(accepted.agreement.id.as_str()) {
            continue;
        }
        let order = charge.purchase_order_reference.take();
        let line = charge.purchase_order_line.take();
        if let Some((order, line)) = order.zip(line) {
            let reference = Some(Reference { order, line });
            wanted.push(Wanted { charge: charge.clone(), reference });
        }
    }
    let known = occurrences(&facts, through)?;
    let facts = Arc::new(facts);
    let edits: Vec<_> = wanted.iter().flat_map(|wanted| edits_of(wanted, &known)).collect();
    let previewed = edits::preview(records, &facts, &edits, through).await?;
    Ok((facts, previewed))
}
