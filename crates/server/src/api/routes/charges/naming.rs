//! Naming the purchase orders of charges, many at once, all or none (P-41).

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use permissions::Action;
use procurement::BillingMonth;
use records::Facts;
use records::agreements::{
    AgreementCharge, Naming, PurchaseOrderEntry, preview_purchase_orders, update_purchase_orders,
};
use records::edits::Previewed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resource;
use crate::api::app::App;
use crate::api::body::{self, Body, Query};
use crate::api::caller::Caller;
use crate::api::problem::Answer;
use crate::api::routes::agreements::view;
use crate::api::routes::edit::{self, EditQuery, PreviewedChange};
use crate::api::routes::visible_change::{self, told};
use crate::api::table::Table;

const UPDATE: &str = "/api/v1/accounts/{account}/charges:update-purchase-orders";
const CLEAR: &str = "/api/v1/accounts/{account}/charges:clear-purchase-orders";

pub(super) fn routes(table: &mut Table) {
    table
        .post(UPDATE, "updatePurchaseOrders", update_purchase_orders_of)
        .summary("Names the purchase orders of charges that are not invoiced yet, all or none.")
        .needs(Action::UpdatePurchaseOrders)
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<Entries>()
        .answers::<References>(200);
    table
        .post(CLEAR, "clearPurchaseOrders", clear_purchase_orders_of)
        .summary("Takes the purchase orders of charges away again, all or none.")
        .needs(Action::UpdatePurchaseOrders)
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<Charges>()
        .answers::<References>(200);
}

/// Charges, and the purchase orders that they are to name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "PurchaseOrderEntries")]
struct Entries {
    #[schemars(length(min = 1, max = 86))]
    purchase_orders: Vec<PurchaseOrderEntry>,
}

/// Charges that are to name no purchase order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ChargesToClear")]
struct Charges {
    /// Their ids.
    #[schemars(length(min = 1, max = 86))]
    charges: Vec<String>,
}

/// What charges name now.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ChargeReferences")]
struct References {
    /// In the order of the request.
    charges: Vec<Reference>,
}

/// What a charge names now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ChargeReference")]
struct Reference {
    /// The charge.
    id: String,
    /// Its revision: it goes up when the reference changes.
    revision: i64,
    /// Its agreement.
    agreement: Option<String>,
    /// The purchase order.
    purchase_order_reference: Option<String>,
    /// The line of it.
    purchase_order_line: Option<String>,
}

impl References {
    fn of(charges: Vec<AgreementCharge>) -> Self {
        let references = charges.into_iter().map(|charge| Reference {
            id: charge.id,
            revision: charge.revision,
            agreement: charge.agreement,
            purchase_order_reference: charge.purchase_order_reference,
            purchase_order_line: charge.purchase_order_line,
        });
        Self { charges: references.collect() }
    }
}

async fn update_purchase_orders_of(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EditQuery>,
    Body(Entries { purchase_orders: entries }): Body<Entries>,
) -> Answer<Response> {
    let charges = entries.iter().map(|entry| entry.charge_id.as_str());
    carry_out(&app, &caller, &query, charges, Naming::Entries(&entries)).await
}

async fn clear_purchase_orders_of(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EditQuery>,
    Body(Charges { charges }): Body<Charges>,
) -> Answer<Response> {
    let ids = charges.iter().map(String::as_str);
    carry_out(&app, &caller, &query, ids, Naming::Clear(&charges)).await
}

/// Names purchase orders, or previews that.
async fn carry_out(
    app: &App,
    caller: &Caller,
    query: &EditQuery,
    charges: impl Iterator<Item = &str> + Send,
    naming: Naming<'_>,
) -> Answer<Response> {
    let facts = app.records.facts(&caller.organisation).await?;
    authorise(caller, &facts, charges)?;
    let through = edit::through(&facts, query.through.as_deref())?;
    if query.preview == Some(true) {
        let previewed = preview(app, caller, naming, through).await?;
        let told = told(caller, &facts, &previewed)?;
        return Ok(body::json_text(StatusCode::OK, told.to_string()));
    }
    let mut write = match &query.seen {
        None => caller.write(app).await?,
        Some(seen) => {
            let outcome = || async {
                let previewed = preview(app, caller, naming, through).await?;
                Ok((app.records.facts(&caller.organisation).await?, previewed))
            };
            visible_change::write_as_seen(app, caller, seen, outcome).await?
        }
    };
    let charges = update_purchase_orders(&app.records, &mut write, &view(caller), naming).await?;
    Ok(body::stored(write.commit_with(200, &References::of(charges)).await?))
}

/// Asks for the agreement of every charge, and for the account where there is none.
fn authorise<'c>(
    caller: &Caller,
    facts: &Facts,
    charges: impl Iterator<Item = &'c str>,
) -> Answer<()> {
    let mut asked = BTreeSet::new();
    for charge in charges {
        let resource = resource(caller, facts, charge);
        if asked.insert((resource.id.clone(), resource.account.clone())) {
            caller.require(Action::UpdatePurchaseOrders, &resource)?;
        }
    }
    if asked.is_empty() {
        caller.require(Action::UpdatePurchaseOrders, &caller.agreement("", &caller.account))?;
    }
    Ok(())
}

async fn preview(
    app: &App,
    caller: &Caller,
    naming: Naming<'_>,
    through: BillingMonth,
) -> Answer<Previewed> {
    let (organisation, view) = (&caller.organisation, view(caller));
    Ok(preview_purchase_orders(&app.records, organisation, &view, naming, Some(through)).await?)
}
