//! What was invoiced, in sums: by cost centre, purchase order, account or agreement, and never
//! across currencies.

mod shares;

use std::collections::BTreeMap;

use procurement::BillingMonth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agreements::View;
use crate::database::Connection;
use crate::invoices::InvoiceKind;
use crate::orders::{parse_currency, written};
use crate::{OrganisationId, Records, Result};

/// What documents are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TotalsBy {
    /// The cost centre of the line that they used.
    CostCenter,
    /// The purchase order that they used.
    PurchaseOrder,
    /// The account that is billed.
    Account,
    /// The agreements of their charges. A document of several is shared out among them.
    Agreement,
}

/// The sums of documents of one currency that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TotalsRow {
    /// What they have in common; null for those without.
    pub key: Option<String>,
    /// Of the amounts.
    pub currency: String,
    /// The sum of invoices.
    pub invoiced: String,
    /// The sum of credit memos.
    pub credited: String,
    /// What is left: invoiced less credited.
    pub total: String,
    /// Documents.
    pub count: i64,
}

/// What was invoiced in the months of a period, by key and currency; what has no key comes first.
///
/// # Errors
/// When a record is damaged or the database fails.
pub async fn totals(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    (from, to): (BillingMonth, BillingMonth),
    by: TotalsBy,
) -> Result<Vec<TotalsRow>> {
    let period = (from.to_string(), to.to_string());
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    let column = match by {
        TotalsBy::CostCenter => "cost_center",
        TotalsBy::PurchaseOrder => "purchase_order",
        TotalsBy::Account => "account",
        TotalsBy::Agreement => {
            return shares::by_agreement(&mut read, organisation, view, &period).await;
        }
    };
    let condition = "and billing_period >= $2 and billing_period <= $3";
    sums(&mut read, organisation, view, column, condition, &[&period.0, &period.1]).await
}

/// What a purchase order was used for in all its time, by currency.
///
/// # Errors
/// When a record is damaged or the database fails.
pub async fn of_purchase_order(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    purchase_order: &str,
) -> Result<Vec<TotalsRow>> {
    let mut read = records.read().await?;
    let condition = "and purchase_order = $2";
    let values = [purchase_order];
    sums(&mut read, organisation.as_str(), view, "purchase_order", condition, &values).await
}

async fn sums(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    column: &'static str,
    condition: &'static str,
    values: &[&str],
) -> Result<Vec<TotalsRow>> {
    // A sum of 64 bits overflows before a sum of its billions and their rest does.
    let mut statement = format!(
        "select {column}, currency, kind, cast(sum(total / 1000000000) as bigint),
                cast(sum(total % 1000000000) as bigint), count(*)
         from invoices
         where organisation = $1 {condition}"
    );
    let (condition, accounts) = view.condition("account", values.len() + 2);
    statement.push_str(&condition);
    statement.push_str(&format!(" group by {column}, currency, kind"));
    let mut select = sqlx::query_as(sqlx::AssertSqlSafe(statement)).bind(organisation);
    for value in values.iter().copied().chain(accounts.iter().map(String::as_str)) {
        select = select.bind(value);
    }
    let rows: Vec<(Option<String>, String, String, i64, i64, i64)> =
        select.fetch_all(connection).await?;
    let mut sums = Sums::default();
    for (key, currency, kind, billions, rest, count) in rows {
        let amount = i128::from(billions) * 1_000_000_000 + i128::from(rest);
        sums.add(key, currency, InvoiceKind::of(&kind)?, amount, count);
    }
    sums.rows()
}

/// Sums in the making, by key and currency.
#[derive(Default)]
struct Sums(BTreeMap<(Option<String>, String), (i128, i128, i64)>);

impl Sums {
    fn add(
        &mut self,
        key: Option<String>,
        currency: String,
        kind: InvoiceKind,
        amount: i128,
        count: i64,
    ) {
        let (invoiced, credited, documents) = self.0.entry((key, currency)).or_default();
        match kind {
            InvoiceKind::Invoice => *invoiced += amount,
            InvoiceKind::CreditMemo => *credited += amount,
        }
        *documents += count;
    }

    fn rows(self) -> Result<Vec<TotalsRow>> {
        let row = |((key, code), (invoiced, credited, count)): (_, (i128, i128, i64))| {
            let code: String = code;
            let currency = parse_currency(&code)?;
            Ok(TotalsRow {
                key,
                invoiced: written(invoiced, currency),
                credited: written(credited, currency),
                total: written(invoiced - credited, currency),
                count,
                currency: code,
            })
        };
        self.0.into_iter().map(row).collect()
    }
}
