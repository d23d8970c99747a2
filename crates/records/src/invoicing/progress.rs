//! How far runs have come.

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RunScope;
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// A run of invoicing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Counts up in the organisation.
    pub id: i64,
    /// `monthly` or `out-of-cycle`.
    pub kind: String,
    /// The month, or the day that it ran through.
    pub through: String,
    /// How far it has come.
    pub state: RunState,
    /// Documents that it has to issue, those that are issued included.
    pub planned: i64,
    /// Documents that are issued.
    pub issued: i64,
    /// Why it is parked.
    pub reason: Option<String>,
    /// When it began.
    pub started_at: String,
    /// When it was done.
    pub finished_at: Option<String>,
}

impl Run {
    /// Whether it is the run that issues this: each has one.
    pub fn is_of(&self, scope: RunScope) -> bool {
        self.kind == scope.kind() && self.through == scope.through()
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// On its way, or interrupted: started again, it goes on.
    Running,
    /// Everything that was due is issued.
    Done,
    /// Stopped until a person looks.
    Parked,
}

/// One planning of a run: a run that others got in the way of is planned again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pass {
    pub(super) run: i64,
    /// Counts up from 1 in the run.
    pub(super) number: i64,
}

/// Begins a run, or takes up the one that was begun.
pub(super) async fn begin(write: &mut Write, scope: RunScope, planned: usize) -> Result<Pass> {
    let (kind, through) = (scope.kind(), scope.through());
    let (organisation, connection) = write.parts();
    let found: Option<(i64,)> = sqlx::query_as(
        "select id from runs where organisation = $1 and kind = $2 and through = $3",
    )
    .bind(organisation)
    .bind(kind)
    .bind(&through)
    .fetch_optional(connection)
    .await?;
    if let Some((id,)) = found {
        return replan(write, id, planned).await;
    }
    let id = write.next("run").await?;
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into runs
             (organisation, id, kind, through, state, passes, planned, issued, started_at)
         values ($1, $2, $3, $4, 'running', 1, $5, 0, $6)",
    )
    .bind(organisation)
    .bind(id)
    .bind(kind)
    .bind(&through)
    .bind(count(planned))
    .bind(at)
    .execute(connection)
    .await?;
    Ok(Pass { run: id, number: 1 })
}

/// Writes down how much is left to do.
pub(super) async fn replan(write: &mut Write, id: i64, left: usize) -> Result<Pass> {
    let (organisation, connection) = write.parts();
    let (number,): (i64,) = sqlx::query_as(
        "update runs
         set planned = issued + $1, passes = passes + 1, state = 'running', reason = null
         where organisation = $2 and id = $3
         returning passes",
    )
    .bind(count(left))
    .bind(organisation)
    .bind(id)
    .fetch_one(connection)
    .await?;
    Ok(Pass { run: id, number })
}

/// Stops a run until a person looks, and says why. Started again, it goes on.
pub(super) async fn park(write: &mut Write, scope: RunScope, reason: &str) -> Result<()> {
    let pass = begin(write, scope, 0).await?;
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update runs set state = 'parked', reason = $1 where organisation = $2 and id = $3",
    )
    .bind(reason)
    .bind(organisation)
    .bind(pass.run)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn advance(write: &mut Write, id: i64, issued: usize) -> Result<()> {
    let (organisation, connection) = write.parts();
    sqlx::query("update runs set issued = issued + $1 where organisation = $2 and id = $3")
        .bind(count(issued))
        .bind(organisation)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a run. A month is closed from then on.
pub(super) async fn finish(write: &mut Write, id: i64, scope: RunScope) -> Result<()> {
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update runs
         set state = 'done', finished_at = $1
         where organisation = $2 and id = $3",
    )
    .bind(at)
    .bind(organisation)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    if let RunScope::Monthly(month) = scope {
        sqlx::query(
            "update organisations
             set closed_through = $1
             where id = $2 and (closed_through is null or closed_through < $1)",
        )
        .bind(month.to_string())
        .bind(organisation)
        .execute(connection)
        .await?;
    }
    Ok(())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

type RunRow = (i64, String, String, String, i64, i64, Option<String>, i64, Option<i64>);

fn of_row(row: RunRow) -> Run {
    let (id, kind, through, state, planned, issued, reason, started_at, finished_at) = row;
    let written = |at: i64| Instant::from_milliseconds(at).to_string();
    Run {
        id,
        kind,
        through,
        state: match state.as_str() {
            "done" => RunState::Done,
            "parked" => RunState::Parked,
            _ => RunState::Running,
        },
        planned,
        issued,
        reason,
        started_at: written(started_at),
        finished_at: finished_at.map(written),
    }
}

/// One run.
///
/// # Errors
/// When there is none of that id, or the database fails.
pub async fn find_run(records: &Records, organisation: &OrganisationId, id: i64) -> Result<Run> {
    let mut read = records.read().await?;
    let row: Option<RunRow> = sqlx::query_as(
        "select id, kind, through, state, planned, issued, reason, started_at, finished_at
         from runs
         where organisation = $1 and id = $2",
    )
    .bind(organisation.as_str())
    .bind(id)
    .fetch_optional(&mut *read)
    .await?;
    row.map(of_row).ok_or_else(|| RecordError::not_found("run", id.to_string()))
}

/// Runs, the latest first, before an id where one is given.
///
/// # Errors
/// When the database fails.
pub async fn runs(
    records: &Records,
    organisation: &OrganisationId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Run>> {
    let mut read = records.read().await?;
    let rows: Vec<RunRow> = sqlx::query_as(
        "select id, kind, through, state, planned, issued, reason, started_at, finished_at
         from runs
         where organisation = $1 and id < $2
         order by id desc
         limit $3",
    )
    .bind(organisation.as_str())
    .bind(before.unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all(&mut *read)
    .await?;
    Ok(rows.into_iter().map(of_row).collect())
}
