//! What the caller may do in an account, for pages that leave out or explain the rest.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use permissions::{Action, Resource, ResourceKind};
use records::organisations::{self, AccountRole};
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::app::App;
use crate::api::body::Path;
use crate::api::caller::Caller;
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/accounts/{account}/access", "getAccess", get_access)
        .summary("What the caller may do in the account, and why not the rest.")
        .answers::<Access>(200);
}

/// Where the caller acts, and what they may do there.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Access {
    /// The account acted in.
    account: AccessAccount,
    /// The account that keeps the purchase orders.
    management: ManagementAccount,
    /// Whether the marketplace integration is set up, so that members may name purchase orders.
    integration: bool,
    /// Every action.
    actions: Vec<AccessAction>,
}

/// The account acted in.
#[derive(Debug, Serialize, JsonSchema)]
struct AccessAccount {
    id: String,
    name: String,
    role: AccountRole,
}

/// The management account, or the regular one.
#[derive(Debug, Serialize, JsonSchema)]
struct ManagementAccount {
    id: String,
    name: String,
}

/// Whether one action is allowed, on something that no policy speaks of in particular, or on one of
/// the purchase orders by its tags: another may be another matter.
#[derive(Debug, Serialize, JsonSchema)]
struct AccessAction {
    /// The name of the action.
    #[schemars(with = "String")]
    action: Action,
    /// Whether a policy allows it.
    allowed: bool,
    /// Why it is refused, and what to do; null where it is allowed.
    reason: Option<String>,
}

async fn get_access(
    State(app): State<App>,
    caller: Caller,
    Path(_): Path<String>,
) -> Answer<Json<Access>> {
    let accounts = organisations::accounts(&app.records, &caller.organisation).await?;
    let find = |id: &str| {
        let found = accounts.iter().find(|account| account.id == id);
        found.ok_or_else(|| Problem::not_found(format!("there is no account `{id}`")))
    };
    let (own, management) = (find(&caller.account)?, find(&caller.management)?);
    let integration = organisations::integration(&app.records, &caller.organisation).await?;
    let facts = match caller.is_asked_for_tags() {
        true => Some(app.records.facts(&caller.organisation).await?),
        false => None,
    };
    // One of each: tags decide.
    let orders = facts.iter().flat_map(|facts| &facts.orders);
    let tagged: BTreeMap<_, _> = orders.map(|order| (&order.order.tags, order)).collect();
    let tagged: Vec<Resource> = tagged.into_values().map(|order| caller.order(order)).collect();
    let is_of_some = |action: Action| {
        action.on_purchase_order() && tagged.iter().any(|order| caller.may(action, order))
    };
    let decided = |action: &Action| {
        let denial = caller.denial(*action, &plain(&caller, *action));
        let denial = denial.filter(|_| !is_of_some(*action));
        let reason = denial.map(|denial| denial.to_string());
        AccessAction { action: *action, allowed: reason.is_none(), reason }
    };
    Ok(Json(Access {
        account: AccessAccount { id: own.id.clone(), name: own.name.clone(), role: own.role },
        management: ManagementAccount { id: management.id.clone(), name: management.name.clone() },
        integration: integration.enabled,
        actions: Action::ALL.iter().map(decided).collect(),
    }))
}

/// What an action is asked about by the routes that carry it out, without tags.
fn plain(caller: &Caller, action: Action) -> Resource {
    let kinds = action.resource_kinds();
    if action.on_purchase_order() {
        return caller.order_of("");
    }
    if kinds.contains(&ResourceKind::Invoice) {
        return caller.invoice("", &caller.account);
    }
    if kinds.contains(&ResourceKind::Agreement) {
        return caller.agreement("", &caller.account);
    }
    match action {
        Action::ListPurchaseOrders
        | Action::ListInvoices
        | Action::ManageUsers
        | Action::ManageTokens
        | Action::ManageEmbedSessions => caller.here(),
        _ => caller.of_organisation(),
    }
}
