//! Purchase orders as they are kept, and what is derived from them.

use billing_files::document::{LineItem, PurchaseOrder, TaxType};
use procurement::{Amount, BillingMonth, Currency, Status, Tax};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::database::Connection;
use crate::{RecordError, Result};

/// A purchase order with its version: the contract's document, and what the record adds to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptOrder {
    /// Goes up with every change of it, balances aside.
    pub version: i64,
    /// Who made it: `person`, or `marketplace` (P-37).
    pub made_by: String,
    /// When, in milliseconds.
    #[serde(skip)]
    pub created_at: i64,
    /// The purchase order.
    #[serde(flatten)]
    pub order: PurchaseOrder,
}

/// What documents drew from one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineBalance {
    /// The purchase order.
    pub purchase_order: String,
    /// The line.
    pub line_item: String,
    /// Names the line for good, whatever its number.
    pub line_key: i64,
    /// In minor units of the purchase order's currency.
    pub drawn: i64,
    /// Whether contacts know that it is below the threshold.
    pub below_told: bool,
    /// Whether contacts know that it is used up.
    pub out_told: bool,
}

/// How a line stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineStanding {
    /// The number of the line.
    pub line_item_number: String,
    /// `amount x quantity + tax`, rounded once (P-9).
    pub total_value: String,
    /// What is left of it; null where it is not tracked.
    pub balance: Option<String>,
    /// `upcoming`, `current` or `ended` in the calendar month (P-21).
    pub state: LineState,
    /// Tracked, and nothing is left.
    pub out_of_balance: bool,
    /// Tracked, and less than 75 % is left.
    pub below_threshold: bool,
}

/// Where a line is in time (P-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// Starts later.
    Upcoming,
    /// Takes invoices now.
    Current,
    /// Is over.
    Ended,
}

/// What is derived of a purchase order, at a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderStanding {
    /// Whether it takes invoices (§4.1).
    pub status: OrderStatus,
    /// The sum of its lines' total values.
    pub value: String,
    /// The sum of its tracked lines' balances; null where none is tracked (P-23).
    pub balance: Option<String>,
    /// Its lines, in its order.
    pub lines: Vec<LineStanding>,
}

/// The status of a purchase order (§4.1).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum OrderStatus {
    /// Takes invoices.
    Active,
    /// Set aside by a person.
    Suspended,
    /// Past its expiration month.
    Expired,
    /// Both.
    SuspendedExpired,
}

impl From<Status> for OrderStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Suspended => Self::Suspended,
            Status::Expired => Self::Expired,
            Status::SuspendedExpired => Self::SuspendedExpired,
        }
    }
}

impl KeptOrder {
    /// The status in a month.
    pub fn status(&self, month: BillingMonth) -> OrderStatus {
        let expired = parse_month(&self.order.expiration_month).is_some_and(|last| last < month);
        match (self.order.suspended, expired) {
            (false, false) => OrderStatus::Active,
            (true, false) => OrderStatus::Suspended,
            (false, true) => OrderStatus::Expired,
            (true, true) => OrderStatus::SuspendedExpired,
        }
    }

    /// The currency of its lines.
    ///
    /// # Errors
    /// When what is stored is none.
    pub fn currency(&self) -> Result<Currency> {
        parse_currency(&self.order.currency)
    }

    /// Everything that is derived of it.
    ///
    /// # Errors
    /// When what is stored is damaged.
    pub fn standing<'b>(
        &self,
        drawn: impl Fn(&str) -> Option<&'b LineBalance>,
        month: BillingMonth,
    ) -> Result<OrderStanding> {
        let currency = self.currency()?;
        let (mut value, mut balance) = (0_i128, None);
        let mut lines = Vec::with_capacity(self.order.line_items.len());
        for line in &self.order.line_items {
            let total = total_value(line, currency)?;
            let taken = drawn(&line.number).map_or(0, |balance| i128::from(balance.drawn));
            let left = line.balance_tracking.then_some(total - taken);
            value += total;
            balance = match (balance, left) {
                (Some(sum), Some(left)) => Some(sum + left),
                (sum, left) => sum.or(left),
            };
            lines.push(LineStanding {
                line_item_number: line.number.clone(),
                total_value: written(total, currency),
                balance: left.map(|left| written(left, currency)),
                state: line_state(line, month),
                out_of_balance: left.is_some_and(|left| left <= 0),
                below_threshold: left.is_some_and(|left| is_below_threshold(left, total)),
            });
        }
        Ok(OrderStanding {
            status: self.status(month),
            value: written(value, currency),
            balance: balance.map(|balance| written(balance, currency)),
            lines,
        })
    }
}

/// Below 75 % of the total value, exactly (P-30).
pub(crate) fn is_below_threshold(balance: i128, total_value: i128) -> bool {
    balance.saturating_mul(4) < total_value.saturating_mul(3)
}

fn line_state(line: &LineItem, month: BillingMonth) -> LineState {
    match (parse_month(&line.start_month), parse_month(&line.end_month)) {
        (Some(start), _) if start > month => LineState::Upcoming,
        (_, Some(end)) if end < month => LineState::Ended,
        _ => LineState::Current,
    }
}

/// The total value of a line in minor units, as the engine computes it.
pub(crate) fn total_value(line: &LineItem, currency: Currency) -> Result<i128> {
    let damaged = || RecordError::Damaged(format!("line item `{}` has no value", line.number));
    let number = |text: &str| procurement::parse_number(text).map_err(|_| damaged());
    let tax = line.tax.as_ref().map(|tax| {
        number(&tax.value).map(|value| match tax.kind {
            TaxType::Percent => Tax::Percent(value),
            TaxType::Absolute => Tax::Absolute(value),
        })
    });
    let (amount, quantity) = (number(&line.amount)?, number(&line.quantity)?);
    let value = procurement::line_value(amount, quantity, tax.transpose()?, currency);
    value.map(Amount::minor_units).ok_or_else(damaged)
}

/// Minor units as the contract writes them.
pub(crate) fn written(minor_units: i128, currency: Currency) -> String {
    Amount::of_minor_units(minor_units).display(currency).to_string()
}

/// A month as it is stored; what is no month is taken for absent.
pub(crate) fn parse_month(text: &str) -> Option<BillingMonth> {
    text.parse().ok()
}

/// A currency as it is stored.
pub(crate) fn parse_currency(text: &str) -> Result<Currency> {
    text.parse().map_err(|_| RecordError::Damaged(format!("`{text}` is no currency")))
}

type OrderRow = (String, i64, String, i64);

fn of_row((document, version, made_by, created_at): OrderRow) -> Result<KeptOrder> {
    Ok(KeptOrder { version, made_by, created_at, order: serde_json::from_str(&document)? })
}

/// Every purchase order of an organisation, by id.
pub(crate) async fn all(connection: &mut Connection, organisation: &str) -> Result<Vec<KeptOrder>> {
    let rows: Vec<OrderRow> = sqlx::query_as(
        "select document, version, made_by, created_at
         from purchase_orders
         where organisation = $1",
    )
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    let mut orders = rows.into_iter().map(of_row).collect::<Result<Vec<_>>>()?;
    orders.sort_by(|a, b| a.order.id.cmp(&b.order.id));
    Ok(orders)
}

/// One purchase order.
pub(crate) async fn one(
    connection: &mut Connection,
    organisation: &str,
    id: &str,
) -> Result<KeptOrder> {
    let row: Option<OrderRow> = sqlx::query_as(
        "select document, version, made_by, created_at
         from purchase_orders
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    of_row(row.ok_or_else(|| RecordError::not_found("purchase order", id))?)
}

/// The balances of every line of an organisation, by purchase order and line.
pub(crate) async fn balances(
    connection: &mut Connection,
    organisation: &str,
) -> Result<Vec<LineBalance>> {
    let rows: Vec<(String, String, i64, i64, i64, i64)> = sqlx::query_as(
        "select purchase_order, line_item, line_key, drawn, below_told, out_told
         from line_balances
         where organisation = $1",
    )
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    let mut balances: Vec<LineBalance> = rows
        .into_iter()
        .map(|(purchase_order, line_item, line_key, drawn, below_told, out_told)| LineBalance {
            purchase_order,
            line_item,
            line_key,
            drawn,
            below_told: below_told != 0,
            out_told: out_told != 0,
        })
        .collect();
    balances
        .sort_by(|a, b| (&a.purchase_order, &a.line_item).cmp(&(&b.purchase_order, &b.line_item)));
    Ok(balances)
}
