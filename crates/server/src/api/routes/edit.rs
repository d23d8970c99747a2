//! From a request that changes something to edits, and from edits to an answer: permissions,
//! `?preview=true`, versions, the digest of what was seen.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use permissions::Action;
use procurement::BillingMonth;
use records::Facts;
use records::charges::kept_id;
use records::edits::{self, MONTHS_AHEAD, Save, Saved, Seen, Touch};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::visible_change;
use crate::api::app::App;
use crate::api::body;
use crate::api::caller::Caller;
use crate::api::contract::Change;
use crate::api::problem::Problem;

/// How a change is meant.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EditQuery {
    /// Answer with what would move, and change nothing.
    pub(super) preview: Option<bool>,
    /// The digest of the preview that was seen: if the outcome is another now, nothing is changed.
    pub(super) seen: Option<String>,
    /// Through which month the preview looks, `YYYY-MM`; twelve months ahead by default.
    pub(super) through: Option<String>,
}

/// What edits would move.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct PreviewedChange {
    /// The contract's change.
    change: Change,
    /// The digest of the preview with the edits: send it as `seen` when you save.
    digest: String,
}

/// What a request is made into.
pub(super) struct Request {
    pub(super) save: Save,
    /// What stands before the places of problems, in terms of the request's own body.
    pub(super) prefixes: &'static [&'static str],
}

/// Carries edits out, or previews them. What is answered, `answer` makes of what was saved.
pub(super) async fn carry_out<A: serde::Serialize + Send + Sync>(
    app: &App,
    caller: &Caller,
    query: &EditQuery,
    mut request: Request,
    status: StatusCode,
    answer: impl FnOnce(Saved) -> Result<A, Problem> + Send,
) -> Result<Response, Problem> {
    let facts = app.records.facts(&caller.organisation).await?;
    authorise(caller, &facts, &request.save.edits)?;
    authorise_conflicts(caller, &facts, &request.save)?;
    let through = through(&facts, query.through.as_deref())?;
    let prefixes = request.prefixes;
    if query.preview == Some(true) {
        let previewed = edits::preview(&app.records, &facts, &request.save.edits, through)
            .await
            .map_err(|error| Problem::from(error).within(prefixes))?;
        let told = visible_change::told(caller, &facts, &previewed)?;
        return Ok(body::json_text(StatusCode::OK, told.to_string()));
    }
    request.save.seen = query.seen.clone().map(|digest| Seen { digest, through });
    let mut write = caller.write(app).await?;
    // Somebody came in between: what was allowed on the tags and charges of then may not be now.
    if write.revision() != facts.revision + 1 {
        let now = write.facts().await?;
        authorise(caller, &now, &request.save.edits)?;
        authorise_conflicts(caller, &now, &request.save)?;
    }
    let saved = edits::save(&app.records, &mut write, &request.save)
        .await
        .map_err(|error| visible_change::refused(caller, &facts, error))
        .map_err(|error| Problem::from(error).within(prefixes))?;
    let answer = answer(saved)?;
    Ok(body::stored(write.commit_with(status.as_u16(), &answer).await?))
}

/// Through which month a preview looks: at most five years ahead.
pub(super) fn through(facts: &Facts, given: Option<&str>) -> Result<BillingMonth, Problem> {
    const YEARS_MAX: i32 = 5;
    let Some(text) = given else { return Ok(facts.horizon()) };
    let latest = facts.horizon().plus(YEARS_MAX * MONTHS_AHEAD - MONTHS_AHEAD);
    match text.parse::<BillingMonth>() {
        Ok(month) if month <= latest => Ok(month),
        Ok(_) => Err(Problem::bad_request(
            "TOO_FAR",
            "through",
            format!("previews look ahead to {latest} at most"),
        )),
        Err(error) => Err(Problem::bad_request("INVALID_MONTH", "through", error.to_string())),
    }
}

/// Asks for a permission for everything that edits touch. Purchase orders are the management
/// account's; the charges of an agreement are the account's that pays.
pub(super) fn authorise(caller: &Caller, facts: &Facts, edits: &[Value]) -> Result<(), Problem> {
    let touched = edits::touched(edits);
    if touched.is_empty() {
        // Who may change nothing is told nothing either.
        caller.require(Action::UpdatePurchaseOrder, &caller.order_of(""))?;
    }
    for touch in touched {
        match touch {
            Touch::AddOrder { order, tags } => {
                let tags: BTreeMap<String, String> = tags.into_iter().collect();
                let resource = caller.order_with(&order, tags);
                caller.require(Action::AddPurchaseOrder, &resource)?;
                if !resource.request_tags.is_empty() {
                    caller.require(Action::TagResource, &resource)?;
                }
            }
            Touch::UpdateOrder(order) => {
                on_order(caller, facts, &order, Action::UpdatePurchaseOrder)?;
            }
            Touch::UpdateStatus(order) => {
                on_order(caller, facts, &order, Action::UpdatePurchaseOrderStatus)?;
            }
            Touch::RemoveOrder(order) => {
                on_order(caller, facts, &order, Action::DeletePurchaseOrder)?;
            }
            Touch::Tag { order, tags } => tag(caller, facts, &order, tags)?,
            Touch::Charge(charge) => {
                on_charge(caller, facts, &charge, Action::UpdatePurchaseOrders)?;
            }
        }
    }
    Ok(())
}

/// A conflict tells how a record is now, so whoever names its version may see it.
fn authorise_conflicts(caller: &Caller, facts: &Facts, save: &Save) -> Result<(), Problem> {
    for order in save.versions.keys() {
        on_order(caller, facts, order, Action::GetPurchaseOrder)?;
    }
    for charge in save.revisions.keys() {
        on_charge(caller, facts, charge, Action::ListAgreementCharges)?;
    }
    Ok(())
}

fn on_charge(caller: &Caller, facts: &Facts, charge: &str, action: Action) -> Result<(), Problem> {
    let kept = facts.charge(kept_id(charge));
    let visible = kept.filter(|kept| caller.is_management() || kept.account == caller.account);
    // What is not there, the edits tell; what is somebody else's is not there.
    if kept.is_some() && visible.is_none() {
        return Err(Problem::not_found(format!("there is no charge `{charge}`")));
    }
    let account = visible.map_or(caller.account.as_str(), |kept| &kept.account);
    let agreement = visible.and_then(|kept| kept.agreement.as_deref());
    caller.require(action, &caller.agreement(agreement.unwrap_or_default(), account))
}

fn on_order(caller: &Caller, facts: &Facts, id: &str, action: Action) -> Result<(), Problem> {
    caller.require(action, &caller.order_in(facts, id))
}

/// Tags that come need one permission, tags that go another.
fn tag(
    caller: &Caller,
    facts: &Facts,
    id: &str,
    tags: Vec<(String, String)>,
) -> Result<(), Problem> {
    let wanted: BTreeMap<String, String> = tags.into_iter().collect();
    let Some(order) = facts.order(id) else {
        return caller.require(Action::TagResource, &caller.order_with(id, wanted));
    };
    let has = &order.order.tags;
    let gone: BTreeMap<String, String> = has
        .keys()
        .filter(|key| !wanted.contains_key(*key))
        .map(|key| (key.clone(), String::new()))
        .collect();
    let new: BTreeMap<String, String> =
        wanted.into_iter().filter(|(key, value)| has.get(key) != Some(value)).collect();
    if new.is_empty() && gone.is_empty() {
        // That they are so already is not told to everybody.
        return caller.require(Action::UpdatePurchaseOrder, &caller.order(order));
    }
    for (action, tags) in [(Action::TagResource, new), (Action::UntagResource, gone)] {
        if !tags.is_empty() {
            let mut resource = caller.order(order);
            resource.request_tags = tags;
            caller.require(action, &resource)?;
        }
    }
    Ok(())
}

/// The version that `If-Match` names, for a purchase order.
pub(super) fn versions(headers: &HeaderMap, id: &str) -> Result<BTreeMap<String, i64>, Problem> {
    let version = body::if_match(headers)?;
    Ok(version.map(|version| (id.to_owned(), version)).into_iter().collect())
}
