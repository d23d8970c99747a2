//! Changes of purchase orders beyond one record: their lines, several at once, and the one save of
//! a what-if with many steps.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use billing_files::document::LineItem;
use permissions::Action;
use records::edits::{Save, Saved};
use records::purchase_orders;
use records::{KeptOrder, RecordError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::edit::{self, EditQuery, PreviewedChange, Request};
use super::purchase_orders::{TargetStatus, change, check_transition, managed_here, status_edit};
use crate::api::app::App;
use crate::api::body::{Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::contract::Edit;
use crate::api::problem::Answer;
use crate::api::table::Table;

const LINES: &str = "/api/v1/accounts/{account}/purchase-orders/{purchaseOrder}/line-items";
const LINE: &str =
    "/api/v1/accounts/{account}/purchase-orders/{purchaseOrder}/line-items/{lineItem}";

pub(super) fn routes(table: &mut Table) {
    table
        .post(LINES, "createLineItem", create_line_item)
        .summary("Adds a line item to a purchase order.")
        .needs(Action::UpdatePurchaseOrder)
        .versioned()
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<LineItem>()
        .answers::<KeptOrder>(200);
    table
        .patch(LINE, "updateLineItem", update_line_item)
        .summary("Changes a line item: what is given is set, null takes away.")
        .needs(Action::UpdatePurchaseOrder)
        .versioned()
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<LineDetails>()
        .answers::<KeptOrder>(200);
    table
        .delete(LINE, "deleteLineItem", delete_line_item)
        .summary("Removes a line item; issued invoices keep its number.")
        .needs(Action::UpdatePurchaseOrder)
        .versioned()
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .answers::<KeptOrder>(200);
    table
        .post(
            "/api/v1/accounts/{account}/purchase-orders:bulk",
            "bulkUpdatePurchaseOrders",
            bulk_update_purchase_orders,
        )
        .summary("Suspends, activates or removes several purchase orders, all or none.")
        .needs(Action::UpdatePurchaseOrderStatus)
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<Bulk>()
        .answers::<Saved>(200)
        .may_take_long();
    table
        .post("/api/v1/accounts/{account}/changes", "saveChanges", save_changes)
        .summary("Saves edits of purchase orders and of charges' references, all or none.")
        .needs(Action::UpdatePurchaseOrder)
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<Changes>()
        .answers::<Saved>(200)
        .may_take_long();
}

/// Any members of a line item but `number`.
#[derive(JsonSchema)]
#[schemars(rename = "LineItemDetails", extend("required" = []))]
#[expect(dead_code, reason = "only its schema is used")]
struct LineDetails(LineItem);

/// Something to be done with several purchase orders.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Bulk {
    /// Their ids.
    #[schemars(length(min = 1, max = 100))]
    purchase_orders: Vec<String>,
    /// What is done with each.
    action: BulkAction,
    /// The versions that are meant, by id.
    #[serde(default)]
    versions: BTreeMap<String, i64>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum BulkAction {
    Suspend,
    Activate,
    Expire,
    Delete,
}

/// Edits that are saved together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Changes {
    /// The `edits` of the contract's edits document.
    #[schemars(with = "Vec<Edit>")]
    edits: Vec<Value>,
    /// The versions of purchase orders that they were made on, by id.
    #[serde(default)]
    versions: BTreeMap<String, i64>,
    /// The revisions of charges that they were made on, by id.
    #[serde(default)]
    revisions: BTreeMap<String, i64>,
    /// The revision of the organisation that they were made on, as the `ETag` of the snapshot gave
    /// it: if it is another now, nothing is saved.
    revision: Option<i64>,
}

async fn create_line_item(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
    Body(line): Body<Map<String, Value>>,
) -> Answer<Response> {
    managed_here(&caller)?;
    let add = json!({ "add": { "purchaseOrder": id, "lineItem": line } });
    change(&app, &caller, &query, &headers, &id, add).await
}

async fn update_line_item(
    State(app): State<App>,
    caller: Caller,
    Path((_, id, number)): Path<(String, String, String)>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
    Body(to): Body<Map<String, Value>>,
) -> Answer<Response> {
    managed_here(&caller)?;
    let set = json!({ "set": { "purchaseOrder": id, "lineItem": number }, "to": to });
    change(&app, &caller, &query, &headers, &id, set).await
}

async fn delete_line_item(
    State(app): State<App>,
    caller: Caller,
    Path((_, id, number)): Path<(String, String, String)>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    managed_here(&caller)?;
    let remove = json!({ "remove": { "purchaseOrder": id, "lineItem": number } });
    change(&app, &caller, &query, &headers, &id, remove).await
}

async fn bulk_update_purchase_orders(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EditQuery>,
    Body(bulk): Body<Bulk>,
) -> Answer<Response> {
    managed_here(&caller)?;
    check_count(bulk.purchase_orders.len())?;
    let target = match bulk.action {
        BulkAction::Suspend => Some(TargetStatus::Suspended),
        BulkAction::Activate => Some(TargetStatus::Active),
        BulkAction::Expire => Some(TargetStatus::Expired),
        BulkAction::Delete => None,
    };
    let edits: Vec<Value> = bulk
        .purchase_orders
        .iter()
        .map(|id| match target {
            Some(status) => status_edit(id, status),
            None => json!({ "remove": { "purchaseOrder": id } }),
        })
        .collect();
    let facts = app.records.facts(&caller.organisation).await?;
    edit::authorise(&caller, &facts, &edits)?;
    if let Some(target) = target {
        for id in &bulk.purchase_orders {
            let view = purchase_orders::find(&facts, id)?;
            check_transition(id, view.standing.status, target)?;
        }
    }
    let save = Save { edits, versions: bulk.versions, ..Save::default() };
    let request = Request { save, prefixes: &[] };
    edit::carry_out(&app, &caller, &query, request, StatusCode::OK, Ok).await
}

/// Purchase orders of one request.
const BULK_MAX: usize = 100;

fn check_count(count: usize) -> Result<(), RecordError> {
    if (1..=BULK_MAX).contains(&count) {
        return Ok(());
    }
    let message = format!("name 1 to {BULK_MAX} purchase orders: these are {count}");
    Err(RecordError::refused("PURCHASE_ORDER_COUNT", "/purchaseOrders", message))
}

async fn save_changes(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EditQuery>,
    Body(changes): Body<Changes>,
) -> Answer<Response> {
    let Changes { edits, versions, revisions, revision } = changes;
    let save = Save { edits, versions, revisions, seen: None, revision };
    let request = Request { save, prefixes: &[] };
    edit::carry_out(&app, &caller, &query, request, StatusCode::OK, Ok).await
}
