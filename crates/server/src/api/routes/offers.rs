//! What sellers offer, and what buyers ask for: requests with their quotes, and their acceptance.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use permissions::{Action, Resource};
use records::agreements::{
    self, Acceptance, Accepted, AgreementRequest, NewOffer, NewRequest, Offer, OfferKind, Part,
    PurchaseOrderChoice, Trial,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::agreements::view;
use super::edit::{self, PreviewedChange};
use super::visible_change;
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::Answer;
use crate::api::table::Table;

const OFFERS: &str = "/api/v1/accounts/{account}/offers";
const OFFER: &str = "/api/v1/accounts/{account}/offers/{offer}";
const REQUESTS: &str = "/api/v1/accounts/{account}/agreement-requests";
const REQUEST: &str = "/api/v1/accounts/{account}/agreement-requests/{request}";
const ACCEPTANCE: &str = "/api/v1/accounts/{account}/agreement-requests/{request}/acceptance";

pub(super) fn routes(table: &mut Table) {
    table
        .get(OFFERS, "listOffers", list_offers)
        .summary("Lists what sellers offer, the latest first.")
        .needs(Action::ViewSubscriptions)
        .query::<PageQuery>()
        .answers::<Page<Offer>>(200);
    table
        .post(OFFERS, "createOffer", create_offer)
        .summary("Puts an offer of a seller before the account.")
        .needs(Action::CreateAgreementRequest)
        .takes::<NewOffer>()
        .answers::<Offer>(201);
    table
        .get(OFFER, "getOffer", get_offer)
        .summary("One offer with its terms.")
        .needs(Action::ViewSubscriptions)
        .answers::<Offer>(200);
    table
        .get(REQUESTS, "listAgreementRequests", list_agreement_requests)
        .summary("Lists requests for agreements, the latest first.")
        .needs(Action::SearchAgreements)
        .query::<PageQuery>()
        .answers::<Page<AgreementRequest>>(200);
    table
        .post(REQUESTS, "createAgreementRequest", create_agreement_request)
        .summary("Asks for an agreement, an amendment or a replacement: the answer is its quote.")
        .needs(Action::CreateAgreementRequest)
        .takes::<NewRequest>()
        .answers::<AgreementRequest>(201);
    table
        .get(REQUEST, "getAgreementRequest", get_agreement_request)
        .summary("One request with its quote; its `ETag` is the version.")
        .needs(Action::DescribeAgreement)
        .answers::<AgreementRequest>(200);
    table
        .delete(REQUEST, "cancelAgreementRequest", cancel_agreement_request)
        .summary("Takes a request back that is not accepted yet.")
        .needs(Action::CreateAgreementRequest)
        .versioned()
        .answers::<AgreementRequest>(200);
    table
        .post(ACCEPTANCE, "acceptAgreementRequest", accept_agreement_request)
        .summary("Accepts a request; its charges name purchase orders, or none yet.")
        .needs(Action::AcceptAgreementRequest)
        .versioned()
        .query::<AcceptanceQuery>()
        .previews::<PreviewedChange>()
        .takes::<Acceptance>()
        .answers::<Accepted>(201);
}

/// How an acceptance is meant.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AcceptanceQuery {
    /// Answer with what the purchase orders would move, a `PreviewedChange`, and accept nothing. It
    /// is compared with accepting without them.
    preview: Option<bool>,
    /// The digest of the preview that was seen: if the outcome is another now, nothing is accepted.
    seen: Option<String>,
    /// Through which month the preview looks, `YYYY-MM`; twelve months ahead by default.
    through: Option<String>,
}

async fn list_offers(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<Offer>>> {
    caller.require_here(Action::ViewSubscriptions)?;
    let limit = page::entries(query.limit)?;
    let (organisation, view) = (&caller.organisation, view(&caller));
    let part = |after: Option<String>| {
        let (records, view) = (&app.records, &view);
        async move { Ok(agreements::offers(records, organisation, view, &Part { after, limit }).await?) }
    };
    let is_shown = |offer: &Offer| caller.may(Action::ViewSubscriptions, &before(&caller, offer));
    let id_of = |offer: &Offer| offer.id.clone();
    Ok(Json(page::shown(query.cursor, limit, part, is_shown, id_of).await?))
}

/// An offer as a resource: it is an agreement that is not there yet. One that is everybody's is the
/// caller's too.
fn before(caller: &Caller, offer: &Offer) -> Resource {
    let is_everybodys = offer.offer.kind == OfferKind::Public;
    caller.agreement("", if is_everybodys { &caller.account } else { &offer.account })
}

async fn create_offer(
    State(app): State<App>,
    caller: Caller,
    Body(offer): Body<NewOffer>,
) -> Answer<Response> {
    caller.require(Action::CreateAgreementRequest, &caller.agreement("", &caller.account))?;
    let mut write = caller.write(&app).await?;
    let kept = agreements::put_offer(&mut write, &caller.account, offer).await?;
    Ok(body::stored(write.commit_with(201, &kept).await?))
}

async fn get_offer(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    caller.require_here(Action::ViewSubscriptions)?;
    let offer =
        agreements::find_offer(&app.records, &caller.organisation, &view(&caller), &id).await?;
    caller.require(Action::ViewSubscriptions, &before(&caller, &offer))?;
    Ok(body::versioned(offer.version, &offer))
}

async fn list_agreement_requests(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<AgreementRequest>>> {
    caller.require_here(Action::SearchAgreements)?;
    let limit = page::entries(query.limit)?;
    let (organisation, view) = (&caller.organisation, view(&caller));
    let part = |after: Option<String>| {
        let (records, view) = (&app.records, &view);
        async move {
            Ok(agreements::requests(records, organisation, view, &Part { after, limit }).await?)
        }
    };
    let is_shown = |request: &AgreementRequest| {
        caller.may(Action::SearchAgreements, &resource(&caller, request))
    };
    let id_of = |request: &AgreementRequest| request.id.clone();
    Ok(Json(page::shown(query.cursor, limit, part, is_shown, id_of).await?))
}

async fn create_agreement_request(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewRequest>,
) -> Answer<Response> {
    let agreement = new.source_agreement.as_deref().unwrap_or_default();
    let resource = caller.agreement(agreement, &caller.account);
    caller.require(Action::CreateAgreementRequest, &resource)?;
    let mut write = caller.write(&app).await?;
    let request =
        agreements::create_request(&app.records, &mut write, &caller.account, &new).await?;
    Ok(body::stored(write.commit_with(201, &request).await?))
}

async fn get_agreement_request(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    let (request, resource) = seen(&app, &caller, &id).await?;
    caller.require(Action::DescribeAgreement, &resource)?;
    Ok(body::versioned(request.version, &request))
}

/// A request that the caller sees, and what permissions are asked about.
async fn seen(app: &App, caller: &Caller, id: &str) -> Answer<(AgreementRequest, Resource)> {
    let request =
        agreements::find_request(&app.records, &caller.organisation, &view(caller), id).await?;
    let resource = resource(caller, &request);
    Ok((request, resource))
}

/// A request as a resource: the agreement that it would change, or a new one.
fn resource(caller: &Caller, request: &AgreementRequest) -> Resource {
    let agreement = request.details.source_agreement.as_deref().unwrap_or_default();
    caller.agreement(agreement, &request.account)
}

async fn cancel_agreement_request(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (_, resource) = seen(&app, &caller, &id).await?;
    caller.require(Action::CreateAgreementRequest, &resource)?;
    let version = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    let request = agreements::cancel_request(&mut write, &view(&caller), &id, version).await?;
    Ok(body::stored(write.commit_with(200, &request).await?))
}

async fn accept_agreement_request(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<AcceptanceQuery>,
    headers: HeaderMap,
    Body(acceptance): Body<Acceptance>,
) -> Answer<Response> {
    let (_, resource) = seen(&app, &caller, &id).await?;
    caller.require(Action::AcceptAgreementRequest, &resource)?;
    if names_some(&acceptance.purchase_orders) {
        caller.require(Action::UpdatePurchaseOrders, &resource)?;
    }
    let version = body::if_match(&headers)?;
    let view = view(&caller);
    let facts = app.records.facts(&caller.organisation).await?;
    let through = edit::through(&facts, query.through.as_deref())?;
    let outcome = || async {
        let (write, records) = (caller.write(&app).await?, &app.records);
        let tried = Trial { id: &id, acceptance: &acceptance, version, through };
        Ok(agreements::preview_acceptance(records, write, &view, tried).await?)
    };
    if query.preview == Some(true) {
        let (facts, previewed) = outcome().await?;
        let told = visible_change::told(&caller, &facts, &previewed)?;
        return Ok(body::json_text(StatusCode::OK, told.to_string()));
    }
    let mut write = match &query.seen {
        None => caller.write(&app).await?,
        Some(seen) => visible_change::write_as_seen(&app, &caller, seen, outcome).await?,
    };
    let accepted =
        agreements::accept_request(&app.records, &mut write, &view, &id, &acceptance, version)
            .await?;
    Ok(body::stored(write.commit_with(201, &accepted).await?))
}

/// Whether purchase orders come with the acceptance, which is a permission of its own (§7.2).
fn names_some(choice: &PurchaseOrderChoice) -> bool {
    match choice {
        PurchaseOrderChoice::None => false,
        PurchaseOrderChoice::OneForAll(_) => true,
        PurchaseOrderChoice::FixedAndUsage { fixed, usage } => fixed.is_some() || usage.is_some(),
        PurchaseOrderChoice::Each { charges } => !charges.is_empty(),
    }
}
