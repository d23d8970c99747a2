//! Runs of invoicing: what would be issued, issuing it, and how far it has come.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_files::document::ChargeKind;
use billing_files::kept_id;
use permissions::Action;
use procurement::Instant;
use records::charges::KeptCharge;
use records::invoicing::{self, Bound, Run, RunScope, RunState};
use records::{Problem as Refused, RecordError};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::time::timeout;

use super::preview::require_all_orders;
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::contract::Preview;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const RUNS: &str = "/api/v1/accounts/{account}/invoice-runs";
const RUN: &str = "/api/v1/accounts/{account}/invoice-runs/{run}";

pub(super) fn routes(table: &mut Table) {
    table
        .get(RUNS, "listInvoiceRuns", list_invoice_runs)
        .summary("Lists runs of invoicing, the latest first.")
        .needs(Action::CreateInvoiceRun)
        .query::<PageQuery>()
        .answers::<Page<Run>>(200);
    table
        .post(RUNS, "createInvoiceRun", create_invoice_run)
        .summary(
            "Issues what is due, each invoice once; 202 where that takes a while. A dry run \
             answers with the preview of it, and with the names of its charges; it is for who may \
             see all purchase orders.",
        )
        .needs(Action::CreateInvoiceRun)
        .takes::<NewRun>()
        .answers::<RunOrDryRun>(200)
        .or_status(202)
        .may_take_long();
    table
        .get(RUN, "getInvoiceRun", get_invoice_run)
        .summary("How far a run has come.")
        .needs(Action::CreateInvoiceRun)
        .answers::<Run>(200);
}

/// What is to be issued: the invoices of a month, or what is due apart from the month.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewRun {
    /// The month that is closed, `YYYY-MM`.
    period: Option<String>,
    /// Charges with a time of their own that fell due, in place of a month.
    #[serde(default)]
    out_of_cycle: bool,
    /// Answer with what would be issued, and issue nothing.
    #[serde(default)]
    dry_run: bool,
    /// Issue it though it is far more than usual: for who has looked at why a run was parked.
    #[serde(default)]
    beyond_usual: bool,
}

/// The run, or what it would issue.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum RunOrDryRun {
    Run(Run),
    DryRun(DryRun),
}

/// The contract's preview of a run, and what its charges are for.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct DryRun {
    #[serde(flatten)]
    preview: Preview,
    /// Descriptions of the charges in it, and of all that are metered, by id.
    names: BTreeMap<String, String>,
}

/// The charges of a preview's documents.
#[derive(Deserialize)]
struct Documents {
    invoices: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    charges: Vec<String>,
}

impl NewRun {
    fn bound(&self) -> Bound {
        if self.beyond_usual { Bound::Waived } else { Bound::Usual }
    }

    fn scope(&self, now: Instant) -> Answer<RunScope> {
        let refused = |code: &str, pointer: &str, message: String| {
            Problem::from(RecordError::Refused(vec![Refused::new(code, pointer, message)]))
        };
        match (&self.period, self.out_of_cycle) {
            (None, true) => Ok(RunScope::OutOfCycle(now)),
            (Some(period), false) => period.parse().map(RunScope::Monthly).map_err(|_| {
                let message = format!("`{period}` is no month: write it as YYYY-MM");
                refused("INVALID_MONTH", "/period", message)
            }),
            _ => {
                let message = "write either the `period` that is to be closed, or `outOfCycle`";
                Err(refused("RUN_SCOPE", "", message.to_owned()))
            }
        }
    }
}

async fn create_invoice_run(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewRun>,
) -> Answer<Response> {
    caller.require_organisation(Action::CreateInvoiceRun)?;
    let scope = new.scope(app.records.now())?;
    if new.dry_run {
        return dry_run(&app, &caller, scope).await;
    }
    let (status, run) = start(&app, &caller, scope, new.bound()).await?;
    let write = caller.write(&app).await?;
    Ok(body::stored(write.commit_with(status.as_u16(), &run).await?))
}

async fn dry_run(app: &App, caller: &Caller, scope: RunScope) -> Answer<Response> {
    let facts = app.records.facts(&caller.organisation).await?;
    require_all_orders(caller, &facts)?;
    let mut preview = invoicing::dry_run(&app.records, &caller.organisation, scope).await?;
    let documents: Documents = serde_json::from_str(&preview).map_err(RecordError::from)?;
    let charges = documents.invoices.iter().flat_map(|document| &document.charges);
    let issued: BTreeSet<&str> = charges.map(|id| kept_id(id)).collect();
    let is_named = |charge: &&KeptCharge| {
        charge.kind == ChargeKind::Usage || issued.contains(charge.id.as_str())
    };
    let named = facts.charges.iter().filter(is_named);
    let names: BTreeMap<&str, &str> =
        named.map(|charge| (charge.id.as_str(), charge.terms.description.as_str())).collect();
    let names = serde_json::to_string(&names).map_err(RecordError::from)?;
    // The preview keeps its bytes; the names come behind it.
    preview.truncate(preview.trim_end().len().saturating_sub(1));
    Ok(body::json_text(StatusCode::OK, format!("{preview},\"names\":{names}}}")))
}

/// So long a request waits for the end of its run before it looks how far it has come.
const PATIENCE: Duration = Duration::from_secs(5);

/// It looks so often.
const LOOKS: usize = 4;

/// Runs apart from the request, so that a caller who goes away stops nothing.
async fn start(
    app: &App,
    caller: &Caller,
    scope: RunScope,
    bound: Bound,
) -> Answer<(StatusCode, Run)> {
    let (records, organisation) = (app.records.clone(), caller.organisation.clone());
    let actor = caller.signed_in.actor();
    let mut running = tokio::spawn(async move {
        let done = invoicing::run_within(&records, &organisation, &actor, scope, bound).await;
        if let Err(error) = &done {
            let (organisation, error) = (organisation.as_str(), error.to_string());
            tracing::warn!(organisation, error, "a run of invoicing stopped");
        }
        done
    });
    for _ in 0..LOOKS {
        match timeout(PATIENCE, &mut running).await {
            Ok(Ok(done)) => return Ok((StatusCode::OK, done?)),
            Ok(Err(_)) => {
                let detail = "the run broke off: start it again, and it goes on";
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return Err(Problem::new(status, "RUN_BROKE_OFF", detail));
            }
            Err(_) => {
                if let Some(run) = under_way(app, caller, scope).await? {
                    return Ok((StatusCode::ACCEPTED, run));
                }
            }
        }
    }
    Err(RecordError::Busy.into())
}

/// The run of a scope, once it has begun.
async fn under_way(app: &App, caller: &Caller, scope: RunScope) -> Answer<Option<Run>> {
    let latest = invoicing::runs(&app.records, &caller.organisation, None, 20).await?;
    Ok(latest.into_iter().find(|run| run.state == RunState::Running && run.is_of(scope)))
}

async fn list_invoice_runs(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<Run>>> {
    caller.require_organisation(Action::CreateInvoiceRun)?;
    let limit = page::limit(query.limit)?;
    let before = page::before(query.cursor.as_deref())?;
    let runs = invoicing::runs(&app.records, &caller.organisation, before, limit + 1).await?;
    Ok(Json(page::descending(runs, limit, |run| run.id)))
}

async fn get_invoice_run(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, i64)>,
) -> Answer<Json<Run>> {
    caller.require_organisation(Action::CreateInvoiceRun)?;
    Ok(Json(invoicing::find_run(&app.records, &caller.organisation, id).await?))
}
