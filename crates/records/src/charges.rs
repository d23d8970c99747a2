//! Charges as they are kept, and what of them is still to be invoiced.

use std::collections::HashMap;

use billing_files::document::{Category, Charge, ChargeKind, Cycle};
use procurement::{BillingMonth, Instant};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::database::Connection;
use crate::orders::parse_month;
use crate::organisations::OnInvoices;
use crate::{RecordError, Result};

pub use billing_files::kept_id;

/// What is to be paid: a fixed charge, or usage in all of its months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptCharge {
    /// Its id in the organisation.
    pub id: String,
    /// The account that pays.
    pub account: String,
    /// The agreement that it is due under; none for charges of billing exports.
    pub agreement: Option<String>,
    /// Goes up when its reference or its terms change (P-41).
    pub revision: i64,
    /// Whether its amount was agreed, or is metered.
    pub kind: ChargeKind,
    /// How far it has come.
    pub state: ChargeState,
    /// When a fixed charge falls due.
    pub due_at: Option<String>,
    /// The purchase order that it names.
    pub purchase_order_reference: Option<String>,
    /// The line of it that it names; absent is "1" (§6.2).
    pub purchase_order_line: Option<String>,
    /// Whether the reference came from the agreement before and is to be looked at, or that there was
    /// no room for it any more (P-36).
    pub carried_over: bool,
    /// Everything that does not change.
    #[serde(flatten)]
    pub terms: ChargeTerms,
}

/// How far a charge has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChargeState {
    /// Still to be invoiced.
    Future,
    /// On an invoice (fixed charges).
    Issued,
    /// Never to be invoiced: its agreement ended (P-36).
    Withdrawn,
}

impl ChargeState {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Future => "future",
            Self::Issued => "issued",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of(word: &str) -> Result<Self> {
        match word {
            "future" => Ok(Self::Future),
            "issued" => Ok(Self::Issued),
            "withdrawn" => Ok(Self::Withdrawn),
            other => Err(RecordError::Damaged(format!("`{other}` is no state of a charge"))),
        }
    }
}

/// What of a charge is agreed once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChargeTerms {
    /// What it is for, for people.
    pub description: String,
    /// What kind of invoice it goes to.
    pub category: Category,
    /// With the monthly invoice or apart from it.
    pub cycle: Cycle,
    /// The seller of record.
    pub bill_from: String,
    /// Of the amount.
    pub currency: String,
    /// A fixed charge's amount; usage has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// The month of a fixed charge that has no due time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_period: Option<String>,
    /// The last month of its agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_end_month: Option<String>,
    /// When invoices of it are to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_terms: Option<String>,
    /// The buyer's tax registration number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_registration_number: Option<String>,
    /// The invoice unit of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_unit: Option<String>,
    /// The billing account whose export it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_account: Option<String>,
    /// What is metered, for usage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
    /// What stands for the agreement of a charge of an export: who bought what of whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bought: Option<String>,
}

/// The metered amount of a month, and what was invoiced of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageAmount {
    /// The usage charge.
    pub charge: String,
    /// The month.
    pub period: BillingMonth,
    /// As it is known now.
    pub amount: Decimal,
    /// On invoices already.
    pub invoiced: Decimal,
    /// On how many.
    pub times: i64,
}

/// A part of a charge that is still to be invoiced, as a charge of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The charge of the contract; its id names the occurrence.
    pub charge: Charge,
    /// The charge as it is kept.
    pub kept: String,
    /// Tells the occurrences of one charge apart: `once`, or a month and a number.
    pub key: String,
    /// The month that usage was metered in.
    pub period: Option<BillingMonth>,
    /// The paying account.
    pub account: String,
    /// The agreement that it is due under, where there is one.
    pub agreement: Option<String>,
    /// What it is for.
    pub description: String,
}

impl KeptCharge {
    /// Takes from its account what its invoices carry, where nothing else was agreed.
    pub(crate) fn fill_in(&mut self, on_invoices: &HashMap<String, OnInvoices>) {
        let Some(account) = on_invoices.get(&self.account) else { return };
        let terms = &mut self.terms;
        if terms.invoice_unit.is_none() {
            terms.invoice_unit.clone_from(&account.invoice_unit);
        }
        if terms.tax_registration_number.is_none() {
            terms.tax_registration_number.clone_from(&account.tax_registration_number);
        }
    }

    /// A fixed charge that is due at a time, or in a month.
    pub(crate) fn fixed_occurrence(&self) -> Result<Occurrence> {
        let due = self.due_at.as_deref().map(str::parse::<Instant>).transpose();
        let due =
            due.map_err(|_| RecordError::Damaged(format!("charge `{}` has no time", self.id)))?;
        let period = self.terms.billing_period.clone();
        let period = period.or_else(|| due?.month().map(|month| month.to_string()));
        let missing = |what| RecordError::Damaged(format!("charge `{}` has no {what}", self.id));
        let amount = self.terms.amount.clone().ok_or_else(|| missing("amount"))?;
        let charge = self.as_charge(
            self.id.clone(),
            period.ok_or_else(|| missing("month"))?,
            amount,
            self.due_at.clone(),
        );
        Ok(self.occurrence(charge, "once".to_owned(), None))
    }

    /// What is still to be invoiced of a month's usage. Months up to the one before `open` are
    /// closed: what comes late goes to the invoice of the open month.
    pub(crate) fn usage_occurrence(&self, usage: &UsageAmount, open: BillingMonth) -> Occurrence {
        let key = match usage.times {
            0 => usage.period.to_string(),
            times => format!("{}+{times}", usage.period),
        };
        let charge = self.as_charge(
            format!("{}:{key}", self.id),
            usage.period.max(open).to_string(),
            (usage.amount - usage.invoiced).normalize().to_string(),
            None,
        );
        self.occurrence(charge, key, Some(usage.period))
    }

    /// Usage that is expected in a month.
    pub(crate) fn estimate(&self, period: BillingMonth, amount: String) -> Charge {
        self.as_charge(format!("estimate:{}:{period}", self.id), period.to_string(), amount, None)
    }

    fn occurrence(&self, charge: Charge, key: String, period: Option<BillingMonth>) -> Occurrence {
        Occurrence {
            charge,
            kept: self.id.clone(),
            key,
            period,
            account: self.account.clone(),
            agreement: self.agreement.clone(),
            description: self.terms.description.clone(),
        }
    }

    fn as_charge(
        &self,
        id: String,
        billing_period: String,
        amount: String,
        time: Option<String>,
    ) -> Charge {
        let terms = &self.terms;
        Charge {
            id,
            kind: self.kind,
            category: terms.category,
            cycle: terms.cycle,
            bill_from: terms.bill_from.clone(),
            currency: terms.currency.clone(),
            billing_period,
            amount,
            // What was bought apart is invoiced apart (P-12).
            agreement_id: self.agreement.clone().or_else(|| terms.bought.clone()),
            agreement_end_month: terms.agreement_end_month.clone(),
            time,
            payment_terms: terms.payment_terms.clone(),
            tax_registration_number: terms.tax_registration_number.clone(),
            invoice_unit: terms.invoice_unit.clone(),
            purchase_order_reference: self.purchase_order_reference.clone(),
            purchase_order_line: self.purchase_order_line.clone(),
        }
    }
}

const COLUMNS: &str = "select id, account, agreement, revision, kind, state, due_at, \
     purchase_order, purchase_order_line, carried_over, document from charges";

type ChargeRow = (
    String,
    String,
    Option<String>,
    i64,
    String,
    String,
    Option<i64>,
    Option<String>,
    Option<String>,
    i64,
    String,
);

fn of_row(row: ChargeRow) -> Result<KeptCharge> {
    let (id, account, agreement, revision, kind, state, due_at, order, line, carried, document) =
        row;
    Ok(KeptCharge {
        id,
        account,
        agreement,
        revision,
        kind: if kind == "usage" { ChargeKind::Usage } else { ChargeKind::Fixed },
        state: ChargeState::of(&state)?,
        due_at: due_at.map(|at| Instant::from_milliseconds(at).to_string()),
        purchase_order_reference: order,
        purchase_order_line: line,
        carried_over: carried != 0,
        terms: serde_json::from_str(&document)?,
    })
}

/// Every charge that is still to be invoiced, by id.
pub(crate) async fn future(
    connection: &mut Connection,
    organisation: &str,
) -> Result<Vec<KeptCharge>> {
    let rows: Vec<ChargeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where organisation = $1 and state = 'future'"
    )))
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    in_order(rows)
}

/// The charges of an agreement, in the order of their times, usage last.
pub(crate) async fn of_agreement(
    connection: &mut Connection,
    organisation: &str,
    agreement: &str,
) -> Result<Vec<KeptCharge>> {
    let rows: Vec<ChargeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where organisation = $1 and agreement = $2"
    )))
    .bind(organisation)
    .bind(agreement)
    .fetch_all(connection)
    .await?;
    let mut charges = in_order(rows)?;
    charges.sort_by_key(|charge| (charge.kind == ChargeKind::Usage, charge.due_at.clone()));
    Ok(charges)
}

/// The charges from one id to another, in the order of the database.
pub(crate) async fn between(
    connection: &mut Connection,
    organisation: &str,
    first: &str,
    last: &str,
) -> Result<Vec<KeptCharge>> {
    let rows: Vec<ChargeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where organisation = $1 and id >= $2 and id <= $3"
    )))
    .bind(organisation)
    .bind(first)
    .bind(last)
    .fetch_all(connection)
    .await?;
    in_order(rows)
}

/// The charges of billing exports, whatever became of them, by id.
pub(crate) async fn without_agreement(
    connection: &mut Connection,
    organisation: &str,
) -> Result<Vec<KeptCharge>> {
    let rows: Vec<ChargeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where organisation = $1 and agreement is null"
    )))
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    in_order(rows)
}

/// One charge.
pub(crate) async fn one(
    connection: &mut Connection,
    organisation: &str,
    id: &str,
) -> Result<KeptCharge> {
    let row: Option<ChargeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where organisation = $1 and id = $2"
    )))
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    of_row(row.ok_or_else(|| RecordError::not_found("charge", id))?)
}

fn in_order(rows: Vec<ChargeRow>) -> Result<Vec<KeptCharge>> {
    let mut charges = rows.into_iter().map(of_row).collect::<Result<Vec<_>>>()?;
    charges.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(charges)
}

/// The row of a charge that is new.
pub(crate) async fn insert(
    connection: &mut Connection,
    organisation: &str,
    charges: &[KeptCharge],
    at: Instant,
) -> Result<()> {
    let mut rows = Vec::with_capacity(charges.len());
    for charge in charges {
        let due_at = charge.due_at.as_deref().and_then(|due| due.parse::<Instant>().ok());
        let kind = if charge.kind == ChargeKind::Usage { "usage" } else { "fixed" };
        rows.push(vec![
            organisation.into(),
            charge.id.clone().into(),
            charge.account.clone().into(),
            charge.agreement.clone().into(),
            charge.revision.into(),
            kind.into(),
            charge.state.as_str().into(),
            due_at.map(Instant::milliseconds).into(),
            charge.purchase_order_reference.clone().into(),
            charge.purchase_order_line.clone().into(),
            i64::from(charge.carried_over).into(),
            serde_json::to_string(&charge.terms)?.into(),
            at.milliseconds().into(),
        ]);
    }
    crate::database::insert_many(
        connection,
        "charges (organisation, id, account, agreement, revision, kind, state, due_at, \
         purchase_order, purchase_order_line, carried_over, document, created_at)",
        rows,
        "",
    )
    .await?;
    Ok(())
}

/// Usage: all that is not settled, and what is settled since a month.
pub(crate) async fn usage(
    connection: &mut Connection,
    organisation: &str,
    since: BillingMonth,
) -> Result<Vec<UsageAmount>> {
    let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(
        "select charge, period, amount, invoiced, times
         from usage_amounts
         where organisation = $1 and (settled = 0 or period >= $2)",
    )
    .bind(organisation)
    .bind(since.to_string())
    .fetch_all(connection)
    .await?;
    let mut usage = Vec::with_capacity(rows.len());
    for (charge, period, amount, invoiced, times) in rows {
        let number = |text: &str| {
            procurement::parse_number(text)
                .map_err(|_| RecordError::Damaged(format!("`{text}` is no amount")))
        };
        let month = parse_month(&period);
        let period =
            month.ok_or_else(|| RecordError::Damaged(format!("`{period}` is no month")))?;
        let (amount, invoiced) = (number(&amount)?, number(&invoiced)?);
        usage.push(UsageAmount { charge, period, amount, invoiced, times });
    }
    usage.sort_by(|a, b| (&a.charge, a.period).cmp(&(&b.charge, b.period)));
    Ok(usage)
}
