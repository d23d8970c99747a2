//! The safety bound of a run: what would be far more than an account is used to waits for a person.
//!
//! A mistake in an import or an agreement may make a thousand charges of one. An invoice that is
//! issued stays issued, so a run looks at the whole before it issues the first.

use std::collections::BTreeMap;

use procurement::BillingMonth;

use super::RunScope;
use crate::write::Write;
use crate::{Problem, RecordError, Result};

/// Whether a run stops where it would issue far more than is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// It is parked, until a person has looked.
    Usual,
    /// A person has looked, and wants all of it.
    Waived,
}

/// So many invoices a month are usual for an account that got none in the year before.
pub const INVOICES_USUAL: i64 = 5000;

/// So many are usual for every account, whatever it got before.
pub const INVOICES_FEW: i64 = 500;

/// An account gets at most so many times the invoices of its largest month.
pub const TIMES_MAX: i64 = 2;

/// That month is among so many before.
const MONTHS: i32 = 12;

/// An invoice has at most so many lines.
pub const LINES_MAX: usize = 10_000;

/// What a run would issue, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// By account, where it is one, and month.
    documents: BTreeMap<(Option<String>, BillingMonth), i64>,
    /// Invoices with more lines than they may have: the month, and how many.
    crowded: Vec<(BillingMonth, usize)>,
}

impl Tally {
    /// One more document with so many lines.
    pub(super) fn count(&mut self, account: Option<&str>, period: BillingMonth, lines: usize) {
        *self.documents.entry((account.map(str::to_owned), period)).or_default() += 1;
        if lines > LINES_MAX {
            self.crowded.push((period, lines));
        }
    }
}

/// Refuses what is far more than usual, each account by itself.
pub(super) async fn check(write: &mut Write, scope: RunScope, tally: &Tally) -> Result<()> {
    let go_on = go_on(scope);
    let mut problems = Vec::new();
    for ((account, period), planned) in by_payer(write, tally).await? {
        let all = issued(write, &account, period, period).await?.unwrap_or_default() + planned;
        if all <= INVOICES_FEW {
            continue;
        }
        let (first, last) = (period.plus(-MONTHS), period.plus(-1));
        let most = issued(write, &account, first, last).await?;
        let usual =
            most.map_or(INVOICES_USUAL, |most| most.saturating_mul(TIMES_MAX).max(INVOICES_FEW));
        if all > usual {
            let most = most.unwrap_or_default();
            let message = format!(
                "account `{account}` would have {all} invoices of {period}, and had at most \
                 {most} in a month of the year before: {go_on}"
            );
            problems.push(Problem::new("UNUSUALLY_MANY_INVOICES", "", message));
        }
    }
    for (period, lines) in &tally.crowded {
        let message = format!(
            "an invoice of {period} would have {lines} lines, more than {LINES_MAX}: {go_on}"
        );
        problems.push(Problem::new("UNUSUALLY_MANY_LINES", "", message));
    }
    if problems.is_empty() { Ok(()) } else { Err(RecordError::refused_all(problems)) }
}

/// The counts with what several accounts share put down to the one that pays for all.
async fn by_payer(
    write: &mut Write,
    tally: &Tally,
) -> Result<BTreeMap<(String, BillingMonth), i64>> {
    let (organisation, connection) = write.parts();
    let (payer,): (String,) =
        sqlx::query_as("select id from accounts where organisation = $1 and role <> 'member'")
            .bind(organisation)
            .fetch_one(connection)
            .await?;
    let mut counts = BTreeMap::new();
    for ((account, period), planned) in &tally.documents {
        let account = account.as_ref().unwrap_or(&payer).clone();
        *counts.entry((account, *period)).or_default() += planned;
    }
    Ok(counts)
}

/// What whoever looks at it can do.
fn go_on(scope: RunScope) -> String {
    let close = match scope {
        RunScope::Monthly(month) => format!("tieback close --period {month}"),
        RunScope::OutOfCycle(_) => "tieback close --due".to_owned(),
    };
    format!(
        "look at what is due, or at `{close} --dry-run`, and if it is right, issue it all the same: \
         where the month is closed, with `beyondUsual`, or by `{close} --beyond-usual`"
    )
}

/// The documents of the month in which an account has most, among some months.
async fn issued(
    write: &mut Write,
    account: &str,
    first: BillingMonth,
    last: BillingMonth,
) -> Result<Option<i64>> {
    let (organisation, connection) = write.parts();
    let rows: Vec<(i64,)> = sqlx::query_as(
        "select count(*)
         from invoices
         where organisation = $1 and billing_period >= $2 and billing_period <= $3
             and account = $4
         group by billing_period",
    )
    .bind(organisation)
    .bind(first.to_string())
    .bind(last.to_string())
    .bind(account)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(count,)| count).max())
}
