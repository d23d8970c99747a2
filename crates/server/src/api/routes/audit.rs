//! Who changed what, and the end of the chain of hashes over it.

use axum::Json;
use axum::extract::State;
use permissions::Action;
use records::verify::{self, AuditHead};
use records::{AuditQuery, AuditRecord};
use schemars::JsonSchema;
use serde::Deserialize;

use super::agreements::page_of;
use crate::api::app::App;
use crate::api::body::Query;
use crate::api::caller::Caller;
use crate::api::page::{self, Page};
use crate::api::problem::Answer;
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/accounts/{account}/audit", "listAudit", list_audit)
        .summary("Lists changes with who made them, before and after, the latest first.")
        .needs(Action::ReadAudit)
        .query::<ListQuery>()
        .answers::<Page<AuditRecord>>(200);
    table
        .get("/api/v1/accounts/{account}/audit/head", "getAuditHead", get_audit_head)
        .summary("The last change and its hash: kept elsewhere, it proves that none was cut off.")
        .needs(Action::ReadAudit)
        .answers::<AuditHead>(200);
}

/// Which changes, and which page of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListQuery {
    /// The kind of record, such as `purchase-order`.
    subject_kind: Option<String>,
    /// The id of the record.
    subject: Option<String>,
    /// Who did it: `user:…`, `token:…`, `system`.
    actor: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

async fn list_audit(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer<Json<Page<AuditRecord>>> {
    caller.require_organisation(Action::ReadAudit)?;
    let query = AuditQuery {
        before: page::before(query.cursor.as_deref())?,
        limit: Some(page::entries(query.limit)?),
        subject_kind: query.subject_kind,
        subject: query.subject,
        actor: query.actor,
    };
    Ok(Json(page_of(records::audit(&app.records, &caller.organisation, &query).await?)))
}

async fn get_audit_head(State(app): State<App>, caller: Caller) -> Answer<Json<AuditHead>> {
    caller.require_organisation(Action::ReadAudit)?;
    Ok(Json(verify::export_head(&app.records, &caller.organisation).await?))
}
