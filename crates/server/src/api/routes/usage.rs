//! Usage: what was metered, by figure and by billing export.

use std::cmp::Reverse;
use std::io::Read;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use billing_files::focus::FocusOptions;
use flate2::read::MultiGzDecoder;
use permissions::Action;
use records::usage::{
    self, FocusExport, FocusImport, NewUsage, UsageMonth, UsagePut, import_focus, read_focus,
};
use records::{RecordError, apart};
use schemars::JsonSchema;
use serde::Deserialize;

use super::agreements::view;
use super::charges::resource;
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const MONTHS: &str = "/api/v1/accounts/{account}/charges/{charge}/usage";
const MONTH: &str = "/api/v1/accounts/{account}/charges/{charge}/usage/{period}";
const IMPORT: &str = "/api/v1/accounts/{account}/usage:import-focus";

/// Exports may be as large as this.
const EXPORT_MAX: usize = 64 * 1024 * 1024;
/// And packed ones as large as this when they are unpacked.
const UNPACKED_MAX: u64 = 1024 * 1024 * 1024;

pub(super) fn routes(table: &mut Table) {
    table
        .get(MONTHS, "listUsage", list_usage)
        .summary("Lists what was metered for a usage charge, the latest month first.")
        .needs(Action::ListAgreementCharges)
        .query::<PageQuery>()
        .answers::<Page<UsageMonth>>(200);
    table
        .put(MONTH, "putUsage", put_usage)
        .summary("Keeps what was metered in a month, in the place of what was known before.")
        .needs(Action::PutUsage)
        .takes::<Figure>()
        .answers::<UsagePut>(200);
    table
        .post(IMPORT, "importFocus", import_focus_export)
        .summary("Takes usage from a FOCUS export, CSV or gzip; the same again changes nothing.")
        .needs(Action::PutUsage)
        .query::<ImportQuery>()
        .takes_other("text/csv")
        .answers::<FocusImport>(200)
        .body_up_to(EXPORT_MAX)
        .may_take_long();
}

/// What was metered in a month.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UsageFigure")]
struct Figure {
    /// All of it, as an amount; zero and less are possible.
    amount: String,
    /// Where the figure comes from; `api` where nobody says.
    source: Option<String>,
}

/// How an export is meant.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ImportQuery {
    /// The billing account to take of a provider that has several in the file. For several
    /// providers, one each, separated by commas.
    billing_account: Option<String>,
    /// Answer with what would become of it, and change nothing.
    preview: Option<bool>,
}

async fn list_usage(
    State(app): State<App>,
    caller: Caller,
    Path((_, charge)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<UsageMonth>>> {
    let (organisation, view) = (&caller.organisation, view(&caller));
    let months = usage::usage_months(&app.records, organisation, &view, &charge).await?;
    let facts = app.records.facts(organisation).await?;
    caller.require(Action::ListAgreementCharges, &resource(&caller, &facts, &charge))?;
    let latest = |month: &UsageMonth| Reverse(month.period.clone());
    Ok(Json(page::after(months, query.cursor.as_deref(), query.limit, latest)?))
}

async fn put_usage(
    State(app): State<App>,
    caller: Caller,
    Path((_, charge, period)): Path<(String, String, String)>,
    Body(Figure { amount, source }): Body<Figure>,
) -> Answer<Response> {
    let facts = app.records.facts(&caller.organisation).await?;
    caller.require(Action::PutUsage, &resource(&caller, &facts, &charge))?;
    let source = source.unwrap_or_else(|| "api".to_owned());
    let new = NewUsage { charge, period, amount, source };
    let mut write = caller.write(&app).await?;
    let put = usage::put_usage(&mut write, &view(&caller), &new).await?;
    Ok(body::stored(write.commit_with(200, &put).await?))
}

async fn import_focus_export(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Answer<Response> {
    caller.require_here(Action::PutUsage)?;
    body::check_type(request.headers(), &["text/csv", "application/gzip"])?;
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_packed = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/gzip"));
    let name = if is_packed { "export.csv.gz" } else { "export.csv" };
    let bytes = body::read(request, &app).await?;
    let accounts = query.billing_account.as_deref().unwrap_or_default().split(',');
    let accounts = accounts.map(str::trim).filter(|account| !account.is_empty());
    let options = FocusOptions {
        billing_accounts: accounts.map(str::to_owned).collect(),
        sellers: app.records.sellers().clone(),
        ..FocusOptions::default()
    };
    let export = read(name, bytes.into(), options).await?;
    let mut write = caller.write(&app).await?;
    let import = import_focus(&mut write, &caller.account, &export).await?;
    // A change that is dropped did nothing: what an export says of others is asked for of them.
    for account in &import.accounts {
        caller.require(Action::PutUsage, &caller.agreement("", account))?;
    }
    if query.preview == Some(true) {
        let text = serde_json::to_string(&import).map_err(RecordError::from)?;
        return Ok(body::json_text(StatusCode::OK, text));
    }
    Ok(body::stored(write.commit_with(200, &import).await?))
}

/// Reads an export. It may take a while: others are answered meanwhile.
async fn read(name: &'static str, bytes: Vec<u8>, options: FocusOptions) -> Answer<FocusExport> {
    let reading = apart(move || {
        check_size(&bytes)?;
        Ok(read_focus(vec![(name.to_owned(), bytes)], &options)?)
    });
    reading.await.map_err(|error| RecordError::Damaged(error.to_string()))?
}

/// What is packed may be much when it is unpacked: it is measured before it is read.
fn check_size(bytes: &[u8]) -> Answer<()> {
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(());
    }
    let mut unpacked = MultiGzDecoder::new(bytes).take(UNPACKED_MAX + 1);
    // Where it is damaged, the reading tells.
    let size = std::io::copy(&mut unpacked, &mut std::io::sink()).unwrap_or_default();
    if size <= UNPACKED_MAX {
        return Ok(());
    }
    let detail = "the export is larger than 1 GiB when it is unpacked: send it month by month";
    Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "UNPACKED_TOO_LARGE", detail))
}
