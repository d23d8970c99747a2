//! The documents that charges will be on next, as the preview has them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use procurement::Workspace;
use records::charges::kept_id;
use records::{Facts, Outlook, RecordError, apart};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::caller::Caller;
use crate::api::problem::{Answer, Problem};
use crate::api::routes::visible_change::hidden;

/// The invoice that a charge will be on next.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Upcoming {
    /// The month that it bills.
    pub(in crate::api::routes) billing_period: String,
    /// Its id in previews.
    pub(in crate::api::routes) invoice_id: String,
    /// How it comes to its line: `reference`, `match`, `credit-memo` or `none`.
    pub(in crate::api::routes) by: String,
    /// The purchase order that it will use.
    pub(in crate::api::routes) purchase_order_id: Option<String>,
    /// The line of it.
    pub(in crate::api::routes) line_item_number: Option<String>,
}

#[derive(Deserialize)]
struct Preview {
    invoices: Vec<Placed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Placed {
    id: String,
    charges: Vec<String>,
    billing_period: String,
    by: String,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
}

/// The next documents of the charges of an organisation, as somebody sees them.
pub(in crate::api::routes) struct Seen {
    of_charges: Arc<HashMap<String, Upcoming>>,
    hidden: BTreeSet<String>,
}

impl Seen {
    /// The next document of a charge, if one is in sight. It does not name a purchase order that
    /// the caller may not see.
    pub(in crate::api::routes) fn of(&self, charge: &str) -> Option<Upcoming> {
        let mut upcoming = self.of_charges.get(charge)?.clone();
        if upcoming.purchase_order_id.as_ref().is_some_and(|id| self.hidden.contains(id)) {
            upcoming.purchase_order_id = None;
            upcoming.line_item_number = None;
        }
        Some(upcoming)
    }
}

/// The next document of every charge that has one in sight. The preview that tells them is computed
/// once for a state of the records: a list has many pages.
pub(in crate::api::routes) async fn upcoming(
    app: &App,
    caller: &Caller,
    facts: &Facts,
) -> Answer<Seen> {
    let hidden = hidden(caller, facts);
    let state = (facts.revision, facts.horizon());
    if let Some(of_charges) = app.upcoming.of(&caller.organisation, state) {
        return Ok(Seen { of_charges, hidden });
    }
    let of_charges = Arc::new(computed(app, facts).await?);
    app.upcoming.keep(&caller.organisation, state, of_charges.clone());
    Ok(Seen { of_charges, hidden })
}

async fn computed(app: &App, facts: &Facts) -> Answer<HashMap<String, Upcoming>> {
    let snapshot = facts.snapshot(Outlook::Expected(facts.horizon()))?.to_json();
    let sellers = app.records.sellers().clone();
    // Large previews take a while: others are answered meanwhile.
    let preview = apart(move || -> Result<Preview, String> {
        let workspace = Workspace::load(snapshot, &sellers).map_err(|told| format!("{told:?}"))?;
        let preview = workspace.preview(None).map_err(|told| format!("{told:?}"))?;
        serde_json::from_str(&preview).map_err(|error| error.to_string())
    });
    let broken = |why: String| Problem::from(RecordError::Damaged(why));
    let preview = preview.await.map_err(|error| broken(error.to_string()))?.map_err(broken)?;
    Ok(first_of_each(preview))
}

/// Documents stand in the order in which they are issued.
fn first_of_each(preview: Preview) -> HashMap<String, Upcoming> {
    let mut first = HashMap::new();
    for placed in &preview.invoices {
        for charge in &placed.charges {
            first.entry(kept_id(charge).to_owned()).or_insert_with(|| Upcoming {
                billing_period: placed.billing_period.clone(),
                invoice_id: placed.id.clone(),
                by: placed.by.clone(),
                purchase_order_id: placed.purchase_order_id.clone(),
                line_item_number: placed.line_item_number.clone(),
            });
        }
    }
    first
}
