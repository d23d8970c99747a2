//! Usage: what was metered, month by month.
//!
//! A figure for a month replaces the one before, so sending it again changes nothing. What is
//! invoiced stays invoiced; where a later figure differs, the difference goes to the invoice of
//! the next open month.

mod focus;
mod identity;

use procurement::{BillingMonth, Instant};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::agreements::{View, normal, read_amount, start_of, store_charge};
use crate::charges::{self, ChargeState, KeptCharge};
use crate::database::Connection;
use crate::error::Problem;
use crate::orders::{parse_currency, parse_month};
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

pub use focus::{FocusExport, FocusImport, import_focus, read_focus};

/// A figure as it is handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUsage {
    /// The usage charge.
    pub charge: String,
    /// The month that was metered.
    pub period: String,
    /// All that was metered in it, as an amount; zero and less are possible.
    pub amount: String,
    /// Where the figure comes from; `api` where nobody says.
    #[serde(default = "api")]
    pub source: String,
}

fn api() -> String {
    "api".to_owned()
}

/// A month of a usage charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageMonth {
    /// The usage charge.
    pub charge: String,
    /// The month.
    pub period: String,
    /// As it is known now.
    pub amount: String,
    /// What invoices hold of it.
    pub invoiced: String,
    /// Whether that is all of it.
    pub settled: bool,
    /// Where the figure comes from.
    pub source: String,
    /// When it became what it is.
    pub updated_at: String,
}

/// What became of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsagePut {
    /// The month as it is now.
    #[serde(flatten)]
    pub month: UsageMonth,
    /// Whether it is new, another, or the same as before.
    pub outcome: UsageOutcome,
    /// Whether it came after the invoice of its month: the difference goes to the next one.
    pub late: bool,
}

/// What a figure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UsageOutcome {
    /// There was none of its month.
    Added,
    /// It replaced another.
    Changed,
    /// It was there already.
    Unchanged,
}

const SOURCE_LENGTH_MAX: usize = 100;

/// Keeps what was metered in a month, in the place of what was known before.
///
/// # Errors
/// Everything that is wrong with the figure; when there is no such charge for whoever sends it; a
/// conflict when the charge takes no usage any more.
pub async fn put_usage(write: &mut Write, view: &View, new: &NewUsage) -> Result<UsagePut> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let charge = charges::one(connection, organisation, &new.charge).await?;
    if !view.shows(&charge.account) {
        return Err(RecordError::not_found("charge", &new.charge));
    }
    let start = match &charge.agreement {
        Some(agreement) => start_of(connection, organisation, agreement).await?,
        None => None,
    };
    let (period, amount) = check(new, &charge, start, at)?;
    // What was metered before the end of an agreement is owed, however late its figure comes.
    let is_ended = charge.agreement.is_some() && charge.terms.agreement_end_month.is_some();
    let is_over = charge.state == ChargeState::Withdrawn;
    if is_over && !is_ended {
        return Err(RecordError::conflict(
            "CHARGE_WITHDRAWN",
            format!(
                "charge `{}` takes no usage any more: it was taken out of its agreement",
                charge.id
            ),
        ));
    }
    let before = one(connection, organisation, &charge.id, period).await?;
    let open = open_month(connection, organisation).await?;
    let was_closed = open.is_some_and(|open| period < open);
    let invoiced = before.as_ref().map_or(Decimal::ZERO, |before| before.invoiced);
    let outcome = match &before {
        None => UsageOutcome::Added,
        Some(before) if before.amount == amount => UsageOutcome::Unchanged,
        Some(_) => UsageOutcome::Changed,
    };
    let month = |amount: Decimal, source: &str, updated_at: i64| -> Result<UsageMonth> {
        let currency = parse_currency(&charge.terms.currency)?;
        Ok(UsageMonth {
            charge: charge.id.clone(),
            period: period.to_string(),
            amount: normal(amount, currency),
            invoiced: normal(invoiced, currency),
            settled: amount == invoiced,
            source: source.to_owned(),
            updated_at: Instant::from_milliseconds(updated_at).to_string(),
        })
    };
    if let (UsageOutcome::Unchanged, Some(before)) = (outcome, &before) {
        let month = month(amount, &before.source, before.updated_at)?;
        return Ok(UsagePut { month, outcome, late: false });
    }
    let kept = month(amount, &new.source, at.milliseconds())?;
    store(write, &kept).await?;
    if is_over && !kept.settled {
        let open = KeptCharge { state: ChargeState::Future, ..charge.clone() };
        store_charge(write, &charge, &open, "usage:PutUsage").await?;
    }
    let was = before.as_ref().map(|before| json!({ "amount": before.amount.to_string() }));
    let is = json!({ "amount": amount.to_string(), "source": new.source });
    let subject = format!("{}:{period}", charge.id);
    write.audit_change("usage:PutUsage", "usage", &subject, was, Some(is));
    let late = !kept.settled && (was_closed || before.is_some_and(|before| before.times > 0));
    Ok(UsagePut { month: kept, outcome, late })
}

fn check(
    new: &NewUsage,
    charge: &KeptCharge,
    start: Option<BillingMonth>,
    at: Instant,
) -> Result<(BillingMonth, Decimal)> {
    let mut problems = Vec::new();
    if charge.kind != billing_files::document::ChargeKind::Usage {
        let message = format!("charge `{}` is not metered: its amount was agreed", charge.id);
        problems.push(Problem::new("NOT_USAGE", "/charge", message));
    }
    let period = parse_month(&new.period);
    match period {
        None => {
            let message = format!("`{}` is no month: write it as YYYY-MM", new.period);
            problems.push(Problem::new("INVALID_MONTH", "/period", message));
        }
        Some(period) if at.month().is_some_and(|month| period > month) => {
            let message = format!("`{period}` has not begun: nothing was metered in it");
            problems.push(Problem::new("PERIOD_NOT_BEGUN", "/period", message));
        }
        Some(period) if start.is_some_and(|start| period < start) => {
            let start = start.map(|start| start.to_string()).unwrap_or_default();
            let message = format!(
                "`{period}` is before the agreement, which begins in {start}: put it to the \
                 agreement before, or correct the month"
            );
            problems.push(Problem::new("PERIOD_BEFORE_START", "/period", message));
        }
        Some(period) => {
            let end = charge.terms.agreement_end_month.as_deref().and_then(parse_month);
            if let Some(end) = end.filter(|end| period > *end) {
                let message = format!(
                    "`{period}` is after the end of the agreement, which is in {end}: put it to \
                     the agreement that follows"
                );
                problems.push(Problem::new("PERIOD_AFTER_END", "/period", message));
            }
        }
    }
    let amount = read_amount(&new.amount);
    if let Err(message) = &amount {
        problems.push(Problem::new("INVALID_AMOUNT", "/amount", message));
    }
    let source = &new.source;
    if source.trim().is_empty()
        || source.chars().any(char::is_control)
        || source.chars().count() > SOURCE_LENGTH_MAX
    {
        let message =
            format!("write where it comes from in at most {SOURCE_LENGTH_MAX} characters");
        problems.push(Problem::new("INVALID_TEXT", "/source", message));
    }
    match (period, amount) {
        (Some(period), Ok(amount)) if problems.is_empty() => Ok((period, amount)),
        _ => Err(RecordError::refused_all(problems)),
    }
}

/// A month as it is stored.
struct Stored {
    charge: String,
    period: BillingMonth,
    amount: Decimal,
    invoiced: Decimal,
    times: i64,
    source: String,
    updated_at: i64,
}

type UsageRow = (String, String, String, String, i64, String, i64);

fn of_row(row: UsageRow) -> Result<Stored> {
    let (charge, period, amount, invoiced, times, source, updated_at) = row;
    let damaged = |text: &str| RecordError::Damaged(format!("`{text}` is no figure of usage"));
    let number = |text: &str| procurement::parse_number(text).map_err(|_| damaged(text));
    Ok(Stored {
        period: parse_month(&period).ok_or_else(|| damaged(&period))?,
        amount: number(&amount)?,
        invoiced: number(&invoiced)?,
        charge,
        times,
        source,
        updated_at,
    })
}

async fn one(
    connection: &mut Connection,
    organisation: &str,
    charge: &str,
    period: BillingMonth,
) -> Result<Option<Stored>> {
    let row: Option<UsageRow> = sqlx::query_as(
        "select charge, period, amount, invoiced, times, source, updated_at
         from usage_amounts
         where organisation = $1 and charge = $2 and period = $3",
    )
    .bind(organisation)
    .bind(charge)
    .bind(period.to_string())
    .fetch_optional(connection)
    .await?;
    row.map(of_row).transpose()
}

/// The first month that is not closed; none where no month ever was.
async fn open_month(
    connection: &mut Connection,
    organisation: &str,
) -> Result<Option<BillingMonth>> {
    let (closed,): (Option<String>,) =
        sqlx::query_as("select closed_through from organisations where id = $1")
            .bind(organisation)
            .fetch_one(connection)
            .await?;
    Ok(closed.as_deref().and_then(parse_month).map(|closed| closed.plus(1)))
}

/// What invoices hold of the month stays as it is.
async fn store(write: &mut Write, month: &UsageMonth) -> Result<()> {
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into usage_amounts
             (organisation, charge, period, amount, invoiced, times, settled, source, updated_at)
         values ($1, $2, $3, $4, '0', 0, $5, $6, $7)
         on conflict (organisation, charge, period) do update
         set amount = excluded.amount, settled = excluded.settled, source = excluded.source,
             updated_at = excluded.updated_at",
    )
    .bind(organisation)
    .bind(&month.charge)
    .bind(&month.period)
    .bind(&month.amount)
    .bind(i64::from(month.settled))
    .bind(&month.source)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// The months of a usage charge, the latest first. There are as many as its agreement has months.
///
/// # Errors
/// When there is no such charge for whoever looks, or the database fails.
pub async fn usage_months(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    charge: &str,
) -> Result<Vec<UsageMonth>> {
    let mut read = records.read().await?;
    let kept = charges::one(&mut read, organisation.as_str(), charge).await?;
    if !view.shows(&kept.account) {
        return Err(RecordError::not_found("charge", charge));
    }
    let rows: Vec<UsageRow> = sqlx::query_as(
        "select charge, period, amount, invoiced, times, source, updated_at
         from usage_amounts
         where organisation = $1 and charge = $2",
    )
    .bind(organisation.as_str())
    .bind(charge)
    .fetch_all(&mut *read)
    .await?;
    let currency = parse_currency(&kept.terms.currency)?;
    let mut stored = rows.into_iter().map(of_row).collect::<Result<Vec<_>>>()?;
    stored.sort_by_key(|stored| std::cmp::Reverse(stored.period));
    let months = stored.into_iter().map(|stored| UsageMonth {
        charge: stored.charge,
        period: stored.period.to_string(),
        amount: normal(stored.amount, currency),
        invoiced: normal(stored.invoiced, currency),
        settled: stored.amount == stored.invoiced,
        source: stored.source,
        updated_at: Instant::from_milliseconds(stored.updated_at).to_string(),
    });
    Ok(months.collect())
}
