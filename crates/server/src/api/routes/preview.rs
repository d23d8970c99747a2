//! Previews: of a snapshot that is posted, and of the account's own coming months.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use permissions::Action;
use procurement::{BillingMonth, Workspace};
use records::invoices::{ToldExplanation, previewed_explanation};
use records::{Facts, Outlook, apart};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::edit;
use super::purchase_orders::managed_here;
use crate::api::app::App;
use crate::api::body::{self, JsonText, Path, Query};
use crate::api::caller::{Caller, Seated};
use crate::api::contract::{Change, Preview, Snapshot, WhatIf};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

/// Snapshots may be as large as this.
const SNAPSHOT_MAX: usize = 64 * 1024 * 1024;

pub(super) fn routes(table: &mut Table) {
    table
        .post("/api/v1/preview", "previewSnapshot", preview_snapshot)
        .summary("Previews a snapshot: which purchase order line every invoice uses.")
        .query::<ExplainQuery>()
        .takes::<Snapshot>()
        .answers::<Preview>(200)
        .body_up_to(SNAPSHOT_MAX)
        .may_take_long();
    table
        .post("/api/v1/what-if", "previewEdits", preview_edits)
        .summary("Tells what edits of a snapshot would move.")
        .takes::<WhatIf>()
        .answers::<Change>(200)
        .body_up_to(SNAPSHOT_MAX)
        .may_take_long();
    table
        .get("/api/v1/accounts/{account}/preview", "previewAccount", preview_account)
        .summary("Previews the coming months: what is certain, and usage as expected.")
        .needs(Action::ListPurchaseOrders)
        .query::<AccountQuery>()
        .answers::<Preview>(200)
        .may_take_long();
    table
        .get(
            "/api/v1/accounts/{account}/preview/explanation",
            "explainPreviewed",
            explain_previewed,
        )
        .summary("Why a document of the preview uses its line, candidate by candidate.")
        .needs(Action::ListPurchaseOrders)
        .query::<DocumentQuery>()
        .answers::<ToldExplanation>(200)
        .may_take_long();
    table
        .get("/api/v1/accounts/{account}/snapshot", "getSnapshot", get_snapshot)
        .summary(
            "The snapshot that the preview of the coming months is computed from; its `ETag` is \
             the revision of the organisation.",
        )
        .needs(Action::ListPurchaseOrders)
        .query::<AccountQuery>()
        .answers::<Snapshot>(200);
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExplainQuery {
    /// The id of a document that is explained.
    explain: Option<String>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AccountQuery {
    /// Only documents of this month and later, `YYYY-MM`.
    from: Option<String>,
    /// Only what is billed up to this month, `YYYY-MM`; twelve months ahead by default.
    to: Option<String>,
    /// The id of a document that is explained.
    explain: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DocumentQuery {
    /// The id of the document.
    invoice: String,
    /// Only what is billed up to this month, `YYYY-MM`; twelve months ahead by default.
    to: Option<String>,
}

async fn preview_snapshot(
    State(app): State<App>,
    _: Seated,
    Query(query): Query<ExplainQuery>,
    JsonText(snapshot): JsonText,
) -> Answer<Response> {
    let sellers = app.records.sellers().clone();
    let preview =
        compute(move || Workspace::load(snapshot, &sellers)?.preview(query.explain.as_deref()));
    Ok(body::json_text(StatusCode::OK, preview.await??))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhatIfTexts<'t> {
    #[serde(borrow)]
    snapshot: &'t RawValue,
    #[serde(borrow)]
    edits: &'t RawValue,
}

async fn preview_edits(
    State(app): State<App>,
    _: Seated,
    JsonText(text): JsonText,
) -> Answer<Response> {
    let texts: WhatIfTexts<'_> = serde_json::from_str(&text).map_err(|error| {
        let message = format!("write an object with `snapshot` and `edits`: {error}");
        Problem::bad_request("INVALID_JSON", "", message)
    })?;
    let (snapshot, edits) = (texts.snapshot.get().to_owned(), texts.edits.get().to_owned());
    let sellers = app.records.sellers().clone();
    let change = compute(move || {
        let mut workspace = Workspace::load(snapshot, &sellers)?;
        Ok::<_, procurement::Problems>(workspace.apply(&edits)?.to_json())
    });
    Ok(body::json_text(StatusCode::OK, change.await??))
}

/// Large snapshots take a while: others are answered meanwhile.
async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    apart(work).await.map_err(|error| {
        tracing::error!(%error, "a preview broke off");
        let detail = "the preview broke off: the log of the server says why";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", detail)
    })
}

async fn preview_account(
    State(app): State<App>,
    caller: Caller,
    Path(_): Path<String>,
    Query(query): Query<AccountQuery>,
) -> Answer<Response> {
    let from = query.from.as_deref().map(str::parse::<BillingMonth>).transpose();
    let from =
        from.map_err(|error| Problem::bad_request("INVALID_MONTH", "from", error.to_string()))?;
    let snapshot = snapshot_of(facts_of(&app, &caller).await?, &query).await?;
    let sellers = app.records.sellers().clone();
    let explain = query.explain.clone();
    let preview = compute(move || Workspace::load(snapshot, &sellers)?.preview(explain.as_deref()));
    let preview = preview.await??;
    let preview = match from {
        None => preview,
        Some(from) => since(&preview, from)?,
    };
    Ok(body::json_text(StatusCode::OK, preview))
}

async fn explain_previewed(
    State(app): State<App>,
    caller: Caller,
    Path(_): Path<String>,
    Query(query): Query<DocumentQuery>,
) -> Answer<Json<ToldExplanation>> {
    let DocumentQuery { invoice, to } = query;
    let to = AccountQuery { to, ..AccountQuery::default() };
    let snapshot = snapshot_of(facts_of(&app, &caller).await?, &to).await?;
    let sellers = app.records.sellers().clone();
    let explain = move || previewed_explanation(&Workspace::load(snapshot, &sellers)?, &invoice);
    Ok(Json(compute(explain).await??))
}

/// The preview without the documents, and their events, of earlier months.
fn since(preview: &str, from: BillingMonth) -> Answer<String> {
    let unreadable = |_| Problem::not_found("the preview cannot be read");
    let mut preview: Value = serde_json::from_str(preview).map_err(unreadable)?;
    let from = from.to_string();
    let mut earlier = std::collections::BTreeSet::new();
    if let Some(invoices) = preview.get_mut("invoices").and_then(Value::as_array_mut) {
        invoices.retain(|invoice| {
            let keeps = invoice["billingPeriod"].as_str().is_some_and(|month| month >= &*from);
            if !keeps {
                earlier.extend(invoice["id"].as_str().map(str::to_owned));
            }
            keeps
        });
    }
    if let Some(events) = preview.get_mut("events").and_then(Value::as_array_mut) {
        events.retain(|event| {
            event["invoiceId"].as_str().is_none_or(|invoice| !earlier.contains(invoice))
        });
    }
    Ok(preview.to_string())
}

async fn get_snapshot(
    State(app): State<App>,
    caller: Caller,
    Path(_): Path<String>,
    Query(query): Query<AccountQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let facts = facts_of(&app, &caller).await?;
    let revision = facts.revision;
    if is_known(&headers, revision) {
        return Ok(tagged(revision, StatusCode::NOT_MODIFIED.into_response()));
    }
    let snapshot = snapshot_of(facts, &query).await?;
    Ok(tagged(revision, body::json_text(StatusCode::OK, snapshot)))
}

/// The facts of the organisation, for who may see all of its purchase orders.
async fn facts_of(app: &App, caller: &Caller) -> Answer<Arc<Facts>> {
    managed_here(caller)?;
    caller.require_here(Action::ListPurchaseOrders)?;
    let facts = app.records.facts(&caller.organisation).await?;
    require_all_orders(caller, &facts)?;
    Ok(facts)
}

/// What holds all purchase orders is for who may see them all: who may not see one of them gets none
/// of it.
pub(super) fn require_all_orders(caller: &Caller, facts: &Facts) -> Answer<()> {
    let mut orders = facts.orders.iter();
    orders.try_for_each(|order| caller.require(Action::GetPurchaseOrder, &caller.order(order)))
}

async fn snapshot_of(facts: Arc<Facts>, query: &AccountQuery) -> Answer<String> {
    let through = edit::through(&facts, query.to.as_deref())?;
    let snapshot = compute(move || {
        facts.snapshot(Outlook::Expected(through)).map(|snapshot| snapshot.to_json())
    });
    Ok(snapshot.await??)
}

/// Whether who asks has what is of this revision: `If-None-Match: "12"`.
fn is_known(headers: &HeaderMap, revision: i64) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|tag| tag.to_str().ok());
    let own = format!("\"{revision}\"");
    known.flat_map(|tags| tags.split(',')).any(|tag| {
        let tag = tag.trim();
        tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == own
    })
}

/// With the revision that it is of.
fn tagged(revision: i64, mut response: Response) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
