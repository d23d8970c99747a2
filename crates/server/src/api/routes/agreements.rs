//! Agreements: what runs, how it ends or goes on, and what is to be paid for it.
//!
//! Other quantities and replacements come by requests, as new agreements do.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use permissions::Action;
use records::Write;
use records::agreements::{
    self, Agreement, AgreementCharge, AgreementFilter, AgreementStatus, AgreementSummary, Listed,
    Part, View,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::charges::{Upcoming, upcoming};
use crate::api::app::App;
use crate::api::body::{self, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::Answer;
use crate::api::table::Table;

const LIST: &str = "/api/v1/accounts/{account}/agreements";
const ONE: &str = "/api/v1/accounts/{account}/agreements/{agreement}";
const CANCELLATION: &str = "/api/v1/accounts/{account}/agreements/{agreement}/cancellation";
const TERMINATION: &str = "/api/v1/accounts/{account}/agreements/{agreement}/termination";
const RENEWAL: &str = "/api/v1/accounts/{account}/agreements/{agreement}/renewal";
const CHARGES: &str = "/api/v1/accounts/{account}/agreements/{agreement}/charges";

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listAgreements", list_agreements)
        .summary("Lists agreements, the latest first; the management account sees those of all.")
        .needs(Action::SearchAgreements)
        .query::<AgreementsQuery>()
        .answers::<Page<AgreementSummary>>(200);
    table
        .get(ONE, "getAgreement", get_agreement)
        .summary("One agreement; its `ETag` is the version.")
        .needs(Action::DescribeAgreement)
        .answers::<Agreement>(200);
    table
        .post(CANCELLATION, "cancelAgreement", cancel_agreement)
        .summary("Ends an agreement of usage alone; all others only their sellers can end.")
        .needs(Action::CancelAgreement)
        .versioned()
        .answers::<Agreement>(200);
    table
        .post(TERMINATION, "terminateAgreement", terminate_agreement)
        .summary(
            "Records that the seller ended an agreement; what is not due yet is never charged.",
        )
        .needs(Action::CancelAgreement)
        .versioned()
        .answers::<Agreement>(200);
    table
        .post(RENEWAL, "renewAgreement", renew_agreement)
        .summary("Lets an agreement of the same terms follow; purchase orders are carried over.")
        .needs(Action::AcceptAgreementRequest)
        .versioned()
        .answers::<Agreement>(201);
    table
        .get(CHARGES, "listAgreementCharges", list_agreement_charges)
        .summary("Lists the charges of an agreement, each with the invoice that it is on next.")
        .needs(Action::ListAgreementCharges)
        .query::<PageQuery>()
        .answers::<Page<ChargeRow>>(200);
}

/// Which agreements, and which page of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AgreementsQuery {
    /// Their status.
    status: Option<AgreementStatus>,
    /// Their seller: its name, or the id of its seller of record.
    seller: Option<String>,
    /// A text in the id, the product or the seller, in any case.
    text: Option<String>,
    /// The account that pays.
    paid_by: Option<String>,
    /// Only active ones with charges to come that name no purchase order.
    without_purchase_order: Option<bool>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

/// A charge of an agreement, and what the preview makes of it.
#[derive(Debug, Serialize, JsonSchema)]
struct ChargeRow {
    #[serde(flatten)]
    charge: AgreementCharge,
    /// The invoice that it will be on next; null where none is in sight.
    upcoming: Option<Upcoming>,
}

/// What an account sees: its own, and the management account everybody's.
pub(super) fn view(caller: &Caller) -> View {
    if caller.is_management() { View::Organisation } else { View::Account(caller.account.clone()) }
}

/// The part of a list that a page is.
pub(super) fn part(cursor: Option<String>, limit: Option<i64>) -> Answer<Part> {
    let limit = usize::try_from(page::limit(limit)?).unwrap_or_default();
    Ok(Part { after: cursor, limit })
}

/// A part of a list as a page.
pub(super) fn page_of<T>(listed: Listed<T>) -> Page<T> {
    Page { items: listed.items, next: listed.next, total: None }
}

async fn list_agreements(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<AgreementsQuery>,
) -> Answer<Json<Page<AgreementSummary>>> {
    caller.require_here(Action::SearchAgreements)?;
    let limit = page::entries(query.limit)?;
    let filter = AgreementFilter {
        status: query.status,
        seller: query.seller,
        text: query.text,
        account: query.paid_by,
        without_purchase_order: query.without_purchase_order == Some(true),
    };
    let (organisation, view) = (&caller.organisation, view(&caller));
    let is_shown = |AgreementSummary { agreement, .. }: &AgreementSummary| {
        caller.may(Action::SearchAgreements, &caller.agreement(&agreement.id, &agreement.account))
    };
    let part = |after: Option<String>| {
        let (records, view, filter) = (&app.records, &view, &filter);
        async move {
            let part = Part { after, limit };
            Ok(agreements::agreements(records, organisation, view, filter, &part).await?)
        }
    };
    let id_of = |summary: &AgreementSummary| summary.agreement.id.clone();
    Ok(Json(page::shown(query.cursor, limit, part, is_shown, id_of).await?))
}

async fn get_agreement(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    let agreement = seen(&app, &caller, &id, Action::DescribeAgreement).await?;
    Ok(body::versioned(agreement.version, &agreement))
}

/// An agreement that is there for the caller, who may do this with it.
async fn seen(app: &App, caller: &Caller, id: &str, action: Action) -> Answer<Agreement> {
    let agreement =
        agreements::find_agreement(&app.records, &caller.organisation, &view(caller), id).await?;
    caller.require(action, &caller.agreement(&agreement.id, &agreement.account))?;
    Ok(agreement)
}

/// Begins a change of an agreement that the caller sees, of the version that `If-Match` names.
async fn change(
    app: &App,
    caller: &Caller,
    id: &str,
    action: Action,
    headers: &HeaderMap,
) -> Answer<(Write, Option<i64>)> {
    seen(app, caller, id, action).await?;
    let version = body::if_match(headers)?;
    Ok((caller.write(app).await?, version))
}

async fn cancel_agreement(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (mut write, version) =
        change(&app, &caller, &id, Action::CancelAgreement, &headers).await?;
    let agreement = agreements::cancel(&mut write, &view(&caller), &id, version).await?;
    Ok(body::stored(write.commit_with(200, &agreement).await?))
}

async fn terminate_agreement(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (mut write, version) =
        change(&app, &caller, &id, Action::CancelAgreement, &headers).await?;
    let agreement = agreements::terminate(&mut write, &view(&caller), &id, version).await?;
    Ok(body::stored(write.commit_with(200, &agreement).await?))
}

async fn renew_agreement(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (mut write, version) =
        change(&app, &caller, &id, Action::AcceptAgreementRequest, &headers).await?;
    let agreement = agreements::renew(&mut write, &view(&caller), &id, version).await?;
    Ok(body::stored(write.commit_with(201, &agreement).await?))
}

async fn list_agreement_charges(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<ChargeRow>>> {
    seen(&app, &caller, &id, Action::ListAgreementCharges).await?;
    let part = part(query.cursor, query.limit)?;
    let (organisation, view) = (&caller.organisation, view(&caller));
    let listed =
        agreements::agreement_charges(&app.records, organisation, &view, &id, &part).await?;
    let facts = app.records.facts(organisation).await?;
    let upcoming = upcoming(&app, &caller, &facts).await?;
    let rows = listed.items.into_iter().map(|charge| {
        let upcoming = upcoming.of(&charge.id);
        ChargeRow { charge, upcoming }
    });
    let items = rows.collect();
    Ok(Json(page_of(Listed { items, next: listed.next })))
}
