//! Purchase orders: reading, making, changing, one at a time.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use billing_files::document::PurchaseOrder;
use permissions::Action;
use procurement::LineItemType;
use records::edits::{Save, Saved};
use records::purchase_orders::{self, OrderQuery, OrderSort, OrderView};
use records::{KeptOrder, OrderStatus};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::edit::{self, EditQuery, PreviewedChange, Request};
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const LIST: &str = "/api/v1/accounts/{account}/purchase-orders";
const ONE: &str = "/api/v1/accounts/{account}/purchase-orders/{purchaseOrder}";
const STATUS: &str = "/api/v1/accounts/{account}/purchase-orders/{purchaseOrder}/status";

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listPurchaseOrders", list_purchase_orders)
        .summary("Lists purchase orders with status, value and balance.")
        .needs(Action::ListPurchaseOrders)
        .query::<ListQuery>()
        .answers::<Page<OrderView>>(200);
    table
        .post(LIST, "createPurchaseOrder", create_purchase_order)
        .summary("Adds a purchase order, or previews what it would take.")
        .needs(Action::AddPurchaseOrder)
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<NewOrder>()
        .answers::<KeptOrder>(201);
    table
        .get(ONE, "getPurchaseOrder", get_purchase_order)
        .summary("One purchase order; its `ETag` is the version.")
        .needs(Action::GetPurchaseOrder)
        .answers::<OrderView>(200);
    table
        .patch(ONE, "updatePurchaseOrder", update_purchase_order)
        .summary("Changes details of a purchase order: what is given is set, null takes away.")
        .needs(Action::UpdatePurchaseOrder)
        .versioned()
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<OrderDetails>()
        .answers::<KeptOrder>(200);
    table
        .delete(ONE, "deletePurchaseOrder", delete_purchase_order)
        .summary("Removes a purchase order with its contacts; issued invoices keep its number.")
        .needs(Action::DeletePurchaseOrder)
        .versioned()
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .answers::<Saved>(200);
    table
        .put(STATUS, "updatePurchaseOrderStatus", update_purchase_order_status)
        .summary("Suspends a purchase order, or takes it up again.")
        .needs(Action::UpdatePurchaseOrderStatus)
        .versioned()
        .query::<EditQuery>()
        .previews::<PreviewedChange>()
        .takes::<NewStatus>()
        .answers::<KeptOrder>(200);
}

/// Which purchase orders, and which page of them; what is absent admits all.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListQuery {
    /// Words in the id, the description or a contact, in any case.
    text: Option<String>,
    /// Their status.
    status: Option<OrderStatus>,
    /// A seller of record that they take invoices of.
    bill_from: Option<String>,
    /// The type of one of their lines.
    #[schemars(with = "Option<String>")]
    r#type: Option<LineItemType>,
    /// A month that lies in theirs, `YYYY-MM`.
    month: Option<String>,
    /// A tag: `key`, or `key=value`.
    tag: Option<String>,
    /// Only those with a line below 75 %, or only those without.
    below_threshold: Option<bool>,
    /// Only those with a line that is used up, or only those without.
    out_of_balance: Option<bool>,
    /// Only those without contacts, or only those with some.
    no_contacts: Option<bool>,
    /// Only those that expire within two months, or only those that do not.
    expiring_soon: Option<bool>,
    /// Who made them.
    made_by: Option<MadeBy>,
    /// By what they are sorted, by id where nothing is given.
    sort: Option<OrderSort>,
    /// The other way round.
    descending: Option<bool>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

/// Who made a purchase order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum MadeBy {
    /// Somebody added it.
    Person,
    /// A charge named it before it was there (P-37).
    Marketplace,
}

impl MadeBy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Marketplace => "marketplace",
        }
    }
}

impl ListQuery {
    /// What is asked of the records, and the page of it.
    fn apart(self) -> (OrderQuery, Option<String>, Option<i64>) {
        let query = OrderQuery {
            text: self.text,
            status: self.status,
            bill_from: self.bill_from,
            r#type: self.r#type,
            month: self.month,
            tag: self.tag,
            below_threshold: self.below_threshold,
            out_of_balance: self.out_of_balance,
            no_contacts: self.no_contacts,
            expiring_soon: self.expiring_soon,
            made_by: self.made_by.map(|by| by.as_str().to_owned()),
            sort: self.sort,
            descending: self.descending,
        };
        (query, self.cursor, self.limit)
    }
}

/// A purchase order that is new; when it was updated is the server's to say.
#[derive(JsonSchema)]
#[schemars(rename = "NewPurchaseOrder", extend("required" = ["id", "billFrom", "currency", "effectiveMonth", "expirationMonth"]))]
#[expect(dead_code, reason = "only its schema is used")]
struct NewOrder(PurchaseOrder);

/// Any members of a purchase order but `id`, `lineItems` and `updatedAt`.
#[derive(JsonSchema)]
#[schemars(rename = "PurchaseOrderDetails", extend("required" = []))]
#[expect(dead_code, reason = "only its schema is used")]
struct OrderDetails(PurchaseOrder);

/// The status that a purchase order shall have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    /// `suspended`, `active`, or `expired` for one that is suspended and expired.
    status: TargetStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TargetStatus {
    Active,
    Suspended,
    Expired,
}

async fn list_purchase_orders(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer<axum::Json<Page<OrderView>>> {
    managed_here(&caller)?;
    caller.require_here(Action::ListPurchaseOrders)?;
    let facts = app.records.facts(&caller.organisation).await?;
    let (query, cursor, limit) = query.apart();
    let orders = purchase_orders::list(&facts, &query)?;
    // What a tag condition hides is not there for this caller.
    let visible = orders
        .into_iter()
        .filter(|view| caller.may(Action::GetPurchaseOrder, &caller.order(&view.kept)))
        .collect();
    let (sort, cursor) = (query.sort, cursor.as_deref());
    let place = |view: &OrderView| purchase_orders::place(sort, view);
    let page = match query.descending {
        Some(true) => page::after(visible, cursor, limit, |view| Reverse(place(view)))?,
        _ => page::after(visible, cursor, limit, place)?,
    };
    Ok(axum::Json(page))
}

/// Purchase orders are kept by the management account, or by a regular one (§6.6).
pub(super) fn managed_here(caller: &Caller) -> Answer<()> {
    if caller.is_management() {
        return Ok(());
    }
    let detail = format!(
        "purchase orders are kept by the management account {}: act in it to see them",
        caller.management
    );
    Err(Problem::new(StatusCode::FORBIDDEN, "MANAGEMENT_ACCOUNT_ONLY", detail))
}

async fn get_purchase_order(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    managed_here(&caller)?;
    let facts = app.records.facts(&caller.organisation).await?;
    let view = purchase_orders::find(&facts, &id);
    let resource = match &view {
        Ok(view) => caller.order(&view.kept),
        Err(_) => caller.order_of(&id),
    };
    caller.require(Action::GetPurchaseOrder, &resource)?;
    let view = view?;
    Ok(body::versioned(view.kept.version, &view))
}

async fn create_purchase_order(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EditQuery>,
    Body(order): Body<serde_json::Map<String, Value>>,
) -> Answer<Response> {
    managed_here(&caller)?;
    let save =
        Save { edits: vec![json!({ "add": { "purchaseOrder": order } })], ..Save::default() };
    let request = Request { save, prefixes: ADDED };
    edit::carry_out(&app, &caller, &query, request, StatusCode::CREATED, only_order).await
}

const ADDED: &[&str] = &["/edits/*/add/purchaseOrder", "/purchaseOrders/*", "/edits/*", "/edits"];

/// Where problems of edits of a purchase order stand, seen from the members that are set.
pub(super) const CHANGED: &[&str] =
    &["/edits/*/to", "/purchaseOrders/*", "/edits/*/set", "/edits/*/remove", "/edits/*", "/edits"];

/// The one purchase order that was added or changed.
pub(super) fn only_order(saved: Saved) -> Answer<KeptOrder> {
    let mut orders = saved.purchase_orders.into_iter();
    orders.next().ok_or_else(|| {
        let detail = "nothing is different: the purchase order was so already";
        Problem::new(StatusCode::CONFLICT, "NOTHING_CHANGED", detail)
    })
}

async fn update_purchase_order(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
    Body(to): Body<serde_json::Map<String, Value>>,
) -> Answer<Response> {
    managed_here(&caller)?;
    let set = json!({ "set": { "purchaseOrder": id }, "to": to });
    change(&app, &caller, &query, &headers, &id, set).await
}

async fn update_purchase_order_status(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
    Body(new): Body<NewStatus>,
) -> Answer<Response> {
    managed_here(&caller)?;
    let facts = app.records.facts(&caller.organisation).await?;
    edit::authorise(&caller, &facts, &[status_edit(&id, new.status)])?;
    if let Ok(view) = purchase_orders::find(&facts, &id) {
        check_transition(&id, view.standing.status, new.status)?;
    }
    change(&app, &caller, &query, &headers, &id, status_edit(&id, new.status)).await
}

/// The edit that gives a purchase order a status.
pub(super) fn status_edit(id: &str, status: TargetStatus) -> Value {
    let suspended = status == TargetStatus::Suspended;
    json!({ "set": { "purchaseOrder": id }, "to": { "suspended": suspended } })
}

/// The transitions of §4.1: an expired purchase order becomes active by a later expiration only.
pub(super) fn check_transition(
    id: &str,
    from: records::OrderStatus,
    to: TargetStatus,
) -> Answer<()> {
    use records::OrderStatus as From;
    let reason = match (from, to) {
        (From::Active | From::Expired, TargetStatus::Suspended)
        | (From::Suspended, TargetStatus::Active)
        | (From::SuspendedExpired, TargetStatus::Expired) => return Ok(()),
        (From::SuspendedExpired | From::Expired, TargetStatus::Active) => {
            "it is expired: set it to expired if it is suspended, then give it a later expiration \
             month"
        }
        (From::Active | From::Suspended, TargetStatus::Expired) => {
            "it expires by its expiration month only: change that"
        }
        _ => "it has that status already",
    };
    let detail = format!("purchase order `{id}` cannot become so: {reason}");
    Err(Problem::new(StatusCode::CONFLICT, "NOT_A_TRANSITION", detail))
}

/// Carries out one edit of one purchase order.
pub(super) async fn change(
    app: &App,
    caller: &Caller,
    query: &EditQuery,
    headers: &HeaderMap,
    id: &str,
    edit: Value,
) -> Answer<Response> {
    let facts = app.records.facts(&caller.organisation).await?;
    edit::authorise(caller, &facts, std::slice::from_ref(&edit))?;
    if facts.order(id).is_none() {
        return Err(Problem::not_found(format!("there is no purchase order `{id}`")));
    }
    let save =
        Save { edits: vec![edit], versions: edit::versions(headers, id)?, ..Save::default() };
    let request = Request { save, prefixes: CHANGED };
    edit::carry_out(app, caller, query, request, StatusCode::OK, only_order).await
}

async fn delete_purchase_order(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    managed_here(&caller)?;
    let facts = app.records.facts(&caller.organisation).await?;
    let edit = json!({ "remove": { "purchaseOrder": id } });
    edit::authorise(&caller, &facts, std::slice::from_ref(&edit))?;
    if facts.order(&id).is_none() {
        return Err(Problem::not_found(format!("there is no purchase order `{id}`")));
    }
    let save =
        Save { edits: vec![edit], versions: edit::versions(&headers, &id)?, ..Save::default() };
    let request = Request { save, prefixes: CHANGED };
    edit::carry_out(&app, &caller, &query, request, StatusCode::OK, Ok).await
}
