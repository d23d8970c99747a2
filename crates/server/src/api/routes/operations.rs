//! What operators ask: is it up, is it ready, how is it doing.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::api::app::App;
use crate::api::problem::Problem;
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/readyz", "getReadiness", get_readiness)
        .summary("Tells whether the database answers.")
        .open()
        .answers_other("text/plain");
    table
        .get("/metrics", "getMetrics", get_metrics)
        .summary("Numbers for Prometheus.")
        .open()
        .answers_other("text/plain");
}

async fn get_readiness(State(app): State<App>) -> Response {
    match app.records.read().await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => {
            let detail = "the database does not answer";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "NOT_READY", detail).into_response()
        }
    }
}

async fn get_metrics(State(app): State<App>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, app.metrics.text()).into_response()
}
