//! "Who can do this?": the decision for everybody of the organisation, with its reason.

use axum::extract::State;
use permissions::{Action, Decision, PolicyBook, Principal, Resource, ResourceKind};
use records::RecordError;
use records::people::{self, Person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::body::{Body, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::Answer;
use crate::api::routes::organisation::visible_account;
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .post("/api/v1/accounts/{account}/policies:ask", "askPolicies", ask_policies)
        .summary("Tells of everybody whether they may do something in an account, and why not.")
        .needs(Action::ManageUsers)
        .only_computes()
        .query::<PageQuery>()
        .takes::<Question>()
        .answers::<Page<Verdict>>(200);
}

/// What is asked of everybody.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    /// The action, such as `purchase-orders:UpdatePurchaseOrder`.
    #[schemars(with = "String")]
    action: Action,
    /// The account whose things it is done to.
    account: String,
    /// The purchase order that it is done to: its tags may decide.
    #[serde(default)]
    purchase_order: Option<String>,
}

/// Whether somebody may.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    /// The id of the person.
    user: String,
    /// Their name.
    name: String,
    /// Their address.
    email: String,
    /// Whether they may.
    allowed: bool,
    /// The account that they act in for it; null for whom there is none.
    account: Option<String>,
    /// The policies attached to them there.
    policies: Vec<String>,
    /// Why not, for programs; null where they may.
    code: Option<&'static str>,
    /// Why not, in a sentence; null where they may.
    reason: Option<String>,
}

async fn ask_policies(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
    Body(question): Body<Question>,
) -> Answer<axum::Json<Page<Verdict>>> {
    let account = visible_account(&app, &caller, &question.account).await?.id;
    let place = Resource::new(ResourceKind::Account, &account, &account);
    caller.require(Action::ManageUsers, &place)?;
    let resource = resource(&app, &caller, &question).await?;
    let book = app.policies(&caller.organisation).await?;
    let mut everybody = people::people_of(&app.records, &caller.organisation).await?;
    everybody.retain(|person| caller.is_management() || acts_in(person, &account).is_some());
    let verdicts = everybody
        .into_iter()
        .map(|person| verdict(&book, &caller, person, question.action, &account, &resource))
        .collect();
    Ok(axum::Json(page::slice(verdicts, query.cursor.as_deref(), query.limit)?))
}

/// What the API would ask about.
async fn resource(app: &App, caller: &Caller, question: &Question) -> Answer<Resource> {
    let (action, account) = (question.action, &question.account);
    if let Some(id) = &question.purchase_order {
        return order(app, caller, action, id).await;
    }
    let kinds = action.resource_kinds();
    Ok(if action.on_purchase_order() {
        caller.order_of("")
    } else if kinds.contains(&ResourceKind::Agreement) {
        caller.agreement("", account)
    } else if kinds == [ResourceKind::Invoice] {
        caller.invoice("", account)
    } else if is_of_organisation(action) {
        let id = caller.organisation.as_str();
        Resource::new(ResourceKind::Organisation, id, &caller.management)
    } else {
        Resource::new(ResourceKind::Account, account, account)
    })
}

async fn order(app: &App, caller: &Caller, action: Action, id: &str) -> Answer<Resource> {
    if !action.on_purchase_order() {
        let message = format!("`{action}` is not done to a purchase order: leave it out");
        return Err(
            RecordError::refused("NOT_ON_A_PURCHASE_ORDER", "/purchaseOrder", message).into()
        );
    }
    let facts = app.records.facts(&caller.organisation).await?;
    let found = facts.order(id).map(|order| caller.order(order));
    caller.require(Action::GetPurchaseOrder, found.as_ref().unwrap_or(&caller.order_of(id)))?;
    found.ok_or_else(|| {
        let message = format!("there is no purchase order `{id}`: name one that is there");
        RecordError::refused("UNKNOWN_PURCHASE_ORDER", "/purchaseOrder", message).into()
    })
}

/// What is done to the organisation as a whole, whichever account is acted in.
fn is_of_organisation(action: Action) -> bool {
    matches!(
        action,
        Action::ConfigureIntegration
            | Action::ManageAccounts
            | Action::ManagePolicies
            | Action::ManageSettings
            | Action::DescribeOrganization
    )
}

/// People act in the account itself, or in the management account, which touches all.
fn verdict(
    book: &PolicyBook,
    caller: &Caller,
    person: Person,
    action: Action,
    account: &str,
    resource: &Resource,
) -> Verdict {
    let own = acts_in(&person, account);
    let management = acts_in(&person, &caller.management).filter(|_| caller.is_management());
    let mut decided: Vec<(Principal, Decision)> = [own, management]
        .into_iter()
        .flatten()
        .map(|(account, policies)| {
            let is_management = account == caller.management;
            let user = person.user.id.clone();
            Principal { user, account, is_management, policies, scope: None }
        })
        .map(|principal| {
            let decision = book.decide(&principal, action, resource);
            (principal, decision)
        })
        .collect();
    // Where they may comes first, else the account that was asked about.
    decided.sort_by_key(|(_, decision)| !decision.is_allowed());
    let chosen = decided.into_iter().next();
    let why_not = why_not(&person, account, chosen.as_ref().map(|(_, decision)| decision));
    let (code, reason) = why_not.map_or((None, None), |(code, reason)| (Some(code), Some(reason)));
    let (acting, policies) = chosen.map_or_else(Default::default, |(principal, _)| {
        (Some(principal.account), principal.policies)
    });
    let people::User { id: user, name, email, .. } = person.user;
    Verdict { user, name, email, allowed: code.is_none(), account: acting, policies, code, reason }
}

fn acts_in(person: &Person, account: &str) -> Option<(String, Vec<String>)> {
    let grants = person.grants.iter().find(|grants| grants.account == account)?;
    Some((grants.account.clone(), grants.policies.clone()))
}

fn why_not(
    person: &Person,
    account: &str,
    decision: Option<&Decision>,
) -> Option<(&'static str, String)> {
    let email = &person.user.email;
    if person.user.disabled {
        let reason = format!("`{email}` is disabled: enable them first");
        return Some(("USER_DISABLED", reason));
    }
    match decision {
        Some(Decision::Allowed) => None,
        Some(Decision::Denied(denial)) => Some((denial.code(), denial.of(email))),
        None => {
            let reason = format!(
                "`{email}` has no policy in account {account}: attach one to them there first"
            );
            Some(("NO_POLICY_IN_ACCOUNT", reason))
        }
    }
}
