//! What is done about invoices that are issued: credit memos, and wishes for a reissue. The
//! invoices themselves never change.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use permissions::Action;
use records::invoices::{self, NewReissueRequest, ReissueQuery, ReissueRequest, ReissueState};
use records::invoicing::{self, NewCreditMemo};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreements::{page_of, view};
use super::invoices::{listed, seen};
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page};
use crate::api::problem::Answer;
use crate::api::table::Table;

const REQUESTS: &str = "/api/v1/accounts/{account}/reissue-requests";
const REQUEST: &str = "/api/v1/accounts/{account}/reissue-requests/{reissueRequest}";

pub(super) fn routes(table: &mut Table) {
    table
        .post(
            "/api/v1/accounts/{account}/invoices/{invoice}/credit-memos",
            "createCreditMemo",
            create_credit_memo,
        )
        .summary("Gives back a part of an invoice, or all that is left of it.")
        .needs(Action::CreateCreditMemo)
        .takes::<NewMemo>()
        .answers::<CreatedMemo>(201);
    table
        .post(
            "/api/v1/accounts/{account}/invoices/{invoice}/reissue-requests",
            "requestReissue",
            request_reissue,
        )
        .summary("Asks for an invoice to be issued again; nothing changes by itself.")
        .needs(Action::RequestReissue)
        .takes::<NewReissueRequest>()
        .answers::<ReissueRequest>(201);
    table
        .get(REQUESTS, "listReissueRequests", list_reissue_requests)
        .summary("Lists wishes that invoices be issued again, the latest first.")
        .needs(Action::ListInvoices)
        .query::<RequestsQuery>()
        .answers::<Page<ReissueRequest>>(200);
    table
        .patch(REQUEST, "resolveReissueRequest", resolve_reissue_request)
        .summary("Ends a wish: the seller saw to it, or it is not wanted any more.")
        .needs(Action::RequestReissue)
        .versioned()
        .takes::<Resolution>()
        .answers::<ReissueRequest>(200);
}

/// A credit memo that is to be issued.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "NewCreditMemo")]
struct NewMemo {
    /// How much is given back, not more than what is left of the invoice.
    amount: String,
    /// Why, for people.
    reason: String,
}

/// A credit memo that was issued.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CreatedMemo {
    /// Its number; it is found among the invoices.
    id: String,
    /// The invoice that it corrects.
    original_invoice_id: String,
}

/// Which wishes, and which page of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RequestsQuery {
    /// What became of them.
    state: Option<ReissueState>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

/// What became of a wish.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resolution {
    /// `done` or `withdrawn`.
    state: ReissueState,
}

async fn create_credit_memo(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Body(NewMemo { amount, reason }): Body<NewMemo>,
) -> Answer<Response> {
    seen(&app, &caller, &id, Action::CreateCreditMemo).await?;
    let mut write = caller.write(&app).await?;
    let memo = NewCreditMemo { amount, reason };
    let number = invoicing::create_credit_memo(&app.records, &mut write, &id, &memo).await?;
    let answer = CreatedMemo { id: number, original_invoice_id: id };
    Ok(body::stored(write.commit_with(201, &answer).await?))
}

async fn request_reissue(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Body(new): Body<NewReissueRequest>,
) -> Answer<Response> {
    seen(&app, &caller, &id, Action::RequestReissue).await?;
    let mut write = caller.write(&app).await?;
    let request = invoices::request_reissue(&mut write, &id, new).await?;
    Ok(body::stored(write.commit_with(201, &request).await?))
}

async fn list_reissue_requests(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<RequestsQuery>,
) -> Answer<Json<Page<ReissueRequest>>> {
    let view = listed(&app, &caller).await?;
    let RequestsQuery { state, cursor: after, limit } = query;
    let query = ReissueQuery { state, after, limit: Some(page::entries(limit)?) };
    let listed =
        invoices::reissue_requests(&app.records, &caller.organisation, &view, &query).await?;
    Ok(Json(page_of(listed)))
}

async fn resolve_reissue_request(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    Body(Resolution { state }): Body<Resolution>,
) -> Answer<Response> {
    let (organisation, view) = (&caller.organisation, view(&caller));
    let found = invoices::find_reissue_request(&app.records, organisation, &view, &id).await;
    let invoice = match &found {
        Ok((request, account)) => caller.invoice(&request.invoice, account),
        Err(_) => caller.invoice("", &caller.account),
    };
    caller.require(Action::RequestReissue, &invoice)?;
    let (request, _) = found?;
    let version = body::if_match(&headers)?.unwrap_or(request.version);
    let mut write = caller.write(&app).await?;
    let request = invoices::resolve_reissue(&mut write, &id, state, version).await?;
    Ok(body::stored(write.commit_with(200, &request).await?))
}
