//! What was invoiced, in sums.

use axum::Json;
use axum::extract::State;
use permissions::Action;
use records::totals::{self, TotalsBy, TotalsRow};
use schemars::JsonSchema;
use serde::Deserialize;

use super::invoices::{listed, month};
use crate::api::app::App;
use crate::api::body::Query;
use crate::api::caller::Caller;
use crate::api::page::{self, Page};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/accounts/{account}/totals", "getTotals", get_totals)
        .summary("Sums of invoices and credit memos of some months, each currency by itself.")
        .needs(Action::ListInvoices)
        .query::<TotalsQuery>()
        .answers::<Page<TotalsRow>>(200);
}

/// Which months, put together by what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TotalsQuery {
    /// The first billing period, `YYYY-MM`.
    from: String,
    /// The last billing period, `YYYY-MM`.
    to: String,
    /// What the invoices of a sum have in common.
    by: TotalsBy,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

async fn get_totals(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<TotalsQuery>,
) -> Answer<Json<Page<TotalsRow>>> {
    let view = listed(&app, &caller).await?;
    let (from, to) = (month(&query.from, "from")?, month(&query.to, "to")?);
    if to < from {
        let message = format!("{to} is before {from}: write the first month as `from`");
        return Err(Problem::bad_request("INVALID_PERIOD", "to", message));
    }
    let organisation = &caller.organisation;
    let rows = totals::totals(&app.records, organisation, &view, (from, to), query.by).await?;
    Ok(Json(page::slice(rows, query.cursor.as_deref(), query.limit)?))
}
