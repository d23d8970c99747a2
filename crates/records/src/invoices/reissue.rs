//! Wishes that the seller issues an invoice again. Nothing changes by itself (P-26).

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::found;
use crate::agreements::{Listed, View};
use crate::database::Connection;
use crate::write::Write;
use crate::{OrganisationId, Problem, RecordError, Records, Result, orders};

/// A wish that is to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReissueRequest {
    /// The purchase order that the invoice should have; none to have it without.
    #[serde(default)]
    pub purchase_order: Option<String>,
    /// Why, for whoever sees to it.
    pub reason: String,
}

/// A wish that an invoice be issued again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReissueRequest {
    /// Its id in the organisation.
    pub id: String,
    /// The invoice.
    pub invoice: String,
    /// The purchase order that the invoice should have.
    pub purchase_order: Option<String>,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub state: ReissueState,
    /// Goes up with every change of it.
    pub version: i64,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub created_at: String,
    /// When it changed last.
    pub updated_at: String,
}

/// What became of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReissueState {
    /// Nothing yet.
    Open,
    /// The seller saw to it.
    Done,
    /// It is not wanted any more.
    Withdrawn,
}

impl ReissueState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of(word: &str) -> Result<Self> {
        match word {
            "open" => Ok(Self::Open),
            "done" => Ok(Self::Done),
            "withdrawn" => Ok(Self::Withdrawn),
            other => {
                Err(RecordError::Damaged(format!("`{other}` is no state of a reissue request")))
            }
        }
    }
}

/// How long a reason may be.
const REASON_MAX: usize = 1000;

/// Asks for an invoice to be issued again. The invoice stays as it is.
///
/// # Errors
/// When there is no such invoice, one is asked for already, or the request breaks a rule.
pub async fn request_reissue(
    write: &mut Write,
    invoice: &str,
    new: NewReissueRequest,
) -> Result<ReissueRequest> {
    let (organisation, connection) = write.parts();
    found::exists(connection, organisation, invoice).await?;
    let reason = checked(connection, organisation, &new).await?;
    let before = of_invoice(connection, organisation, invoice).await?;
    if let Some(open) = before.into_iter().find(|request| request.state == ReissueState::Open) {
        return Err(RecordError::Conflict {
            code: "REISSUE_OPEN",
            message: format!(
                "`{invoice}` is to be issued again already: withdraw that request first"
            ),
            current: serde_json::to_value(open).ok(),
        });
    }
    let id = format!("reissue-{:06}", write.next("reissue").await?);
    let at = write.at();
    let request = ReissueRequest {
        id,
        invoice: invoice.to_owned(),
        purchase_order: new.purchase_order,
        reason,
        state: ReissueState::Open,
        version: 1,
        requested_by: write.actor().name.clone(),
        created_at: at.to_string(),
        updated_at: at.to_string(),
    };
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into reissue_requests
             (organisation, id, invoice, purchase_order, reason, state, version, requested_by,
              created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $8)",
    )
    .bind(organisation)
    .bind(&request.id)
    .bind(&request.invoice)
    .bind(&request.purchase_order)
    .bind(&request.reason)
    .bind(request.state.as_str())
    .bind(&request.requested_by)
    .bind(at.milliseconds())
    .execute(connection)
    .await?;
    audit(write, None, &request)?;
    Ok(request)
}

/// The reason without spaces around it, when nothing is wrong with the request.
async fn checked(
    connection: &mut Connection,
    organisation: &str,
    new: &NewReissueRequest,
) -> Result<String> {
    let mut problems = Vec::new();
    let reason = new.reason.trim();
    if !(1..=REASON_MAX).contains(&reason.chars().count()) {
        let message = format!("say why in 1 to {REASON_MAX} characters");
        problems.push(Problem::new("INVALID_REASON", "/reason", message));
    }
    if let Some(order) = &new.purchase_order {
        match orders::one(connection, organisation, order).await {
            Ok(_) => {}
            Err(RecordError::NotFound { .. }) => problems.push(Problem::new(
                "NO_SUCH_PURCHASE_ORDER",
                "/purchaseOrder",
                format!("there is no purchase order `{order}`: name one that is there"),
            )),
            Err(other) => return Err(other),
        }
    }
    if problems.is_empty() {
        Ok(reason.to_owned())
    } else {
        Err(RecordError::refused_all(problems))
    }
}

/// One wish, and the account of its invoice.
///
/// # Errors
/// When there is none of that id, or its invoice is another account's.
pub async fn find_reissue_request(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<(ReissueRequest, String)> {
    let mut read = records.read().await?;
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where r.organisation = $1 and r.id = $2"
    )))
    .bind(organisation.as_str())
    .bind(id)
    .fetch_optional(&mut *read)
    .await?;
    let missing = || RecordError::not_found("reissue request", id);
    let request = of_row(row.ok_or_else(missing)?)?;
    let (account,): (String,) =
        sqlx::query_as("select account from invoices where organisation = $1 and id = $2")
            .bind(organisation.as_str())
            .bind(&request.invoice)
            .fetch_one(&mut *read)
            .await?;
    if view.shows(&account) { Ok((request, account)) } else { Err(missing()) }
}

/// Ends a wish: somebody saw to it, or it is not wanted any more.
///
/// # Errors
/// When there is none of that id, its version is another, it is ended already, or the state ends
/// nothing.
pub async fn resolve_reissue(
    write: &mut Write,
    id: &str,
    state: ReissueState,
    version: i64,
) -> Result<ReissueRequest> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where r.organisation = $1 and r.id = $2"
    )))
    .bind(organisation)
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let before = of_row(row.ok_or_else(|| RecordError::not_found("reissue request", id))?)?;
    if before.version != version {
        return Err(RecordError::stale(before));
    }
    if before.state != ReissueState::Open {
        return Err(RecordError::conflict(
            "REISSUE_RESOLVED",
            format!("`{id}` is {} already", before.state.as_str()),
        ));
    }
    if state == ReissueState::Open {
        let message = "say `done` or `withdrawn`: the request is open";
        return Err(RecordError::refused("INVALID_STATE", "/state", message));
    }
    sqlx::query(
        "update reissue_requests
         set state = $1, version = version + 1, updated_at = $2
         where organisation = $3 and id = $4",
    )
    .bind(state.as_str())
    .bind(at.milliseconds())
    .bind(organisation)
    .bind(id)
    .execute(connection)
    .await?;
    let after = ReissueRequest {
        state,
        version: version + 1,
        updated_at: at.to_string(),
        ..before.clone()
    };
    audit(write, Some(&before), &after)?;
    Ok(after)
}

fn audit(write: &mut Write, before: Option<&ReissueRequest>, after: &ReissueRequest) -> Result<()> {
    let before = before.map(serde_json::to_value).transpose()?;
    let is = serde_json::to_value(after)?;
    let action = "invoicing:RequestReissue";
    write.audit_change(action, "reissue-request", &after.id, before, Some(is));
    Ok(())
}

/// Which wishes are asked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReissueQuery {
    /// What became of them.
    pub state: Option<ReissueState>,
    /// The cursor of the part before.
    pub after: Option<String>,
    /// How many at most; never more than 100.
    pub limit: Option<usize>,
}

/// Rows in a part of a list.
const PART_MAX: usize = 100;

/// Wishes of the invoices that are seen, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn reissue_requests(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    query: &ReissueQuery,
) -> Result<Listed<ReissueRequest>> {
    // A row of a request, and the account of its invoice.
    type SeenRow = (String, String, Option<String>, String, String, i64, String, i64, i64, String);
    let mut read = records.read().await?;
    let rows: Vec<SeenRow> = sqlx::query_as(
        "select r.id, r.invoice, r.purchase_order, r.reason, r.state, r.version, r.requested_by,
                r.created_at, r.updated_at, i.account
         from reissue_requests r
         join invoices i on i.organisation = r.organisation and i.id = r.invoice
         where r.organisation = $1",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let mut requests = Vec::new();
    for (id, invoice, order, reason, word, version, by, created, updated, account) in rows {
        let request = of_row((id, invoice, order, reason, word, version, by, created, updated))?;
        if view.shows(&account) && query.state.is_none_or(|state| state == request.state) {
            requests.push(request);
        }
    }
    let limit = query.limit.unwrap_or(PART_MAX).clamp(1, PART_MAX);
    let after = query.after.as_deref().map(age);
    let mut rest = latest_first(requests)
        .into_iter()
        .filter(|request| after.is_none_or(|after| age(&request.id) < after));
    let items: Vec<ReissueRequest> = rest.by_ref().take(limit).collect();
    let next = rest.next().and_then(|_| items.last()).map(|last| last.id.clone());
    Ok(Listed { items, next })
}

/// Ids are numbered, and longer ones have higher numbers.
fn age(id: &str) -> (usize, &str) {
    (id.len(), id)
}

/// Wishes for one invoice, the latest first.
pub(super) async fn of_invoice(
    connection: &mut Connection,
    organisation: &str,
    invoice: &str,
) -> Result<Vec<ReissueRequest>> {
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where r.organisation = $1 and r.invoice = $2"
    )))
    .bind(organisation)
    .bind(invoice)
    .fetch_all(connection)
    .await?;
    Ok(latest_first(rows.into_iter().map(of_row).collect::<Result<Vec<_>>>()?))
}

fn latest_first(mut requests: Vec<ReissueRequest>) -> Vec<ReissueRequest> {
    requests.sort_by(|a, b| age(&b.id).cmp(&age(&a.id)));
    requests
}

const COLUMNS: &str = "select r.id, r.invoice, r.purchase_order, r.reason, r.state, r.version, \
     r.requested_by, r.created_at, r.updated_at from reissue_requests r";

type Row = (String, String, Option<String>, String, String, i64, String, i64, i64);

fn of_row(row: Row) -> Result<ReissueRequest> {
    let (id, invoice, purchase_order, reason, state, version, requested_by, created, updated) = row;
    let written = |at: i64| Instant::from_milliseconds(at).to_string();
    Ok(ReissueRequest {
        id,
        invoice,
        purchase_order,
        reason,
        state: ReissueState::of(&state)?,
        version,
        requested_by,
        created_at: written(created),
        updated_at: written(updated),
    })
}
