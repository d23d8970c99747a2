//! Credit memos: documents of their own that give back what an invoice took (P-25).

use billing_files::document::{Association, Category, Cycle, Invoice};
use procurement::Workspace;
use serde::{Deserialize, Serialize};

use super::issue::{InvoiceDetails, issue};
use super::plan::{Correction, Planned, explained_alone};
use crate::edits::damaged;
use crate::facts::{Facts, drawn_id};
use crate::orders::{parse_currency, written};
use crate::write::Write;
use crate::{Problem, RecordError, Records, Result};

/// A credit memo that is to be issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCreditMemo {
    /// How much is given back, not more than what is left of the invoice.
    pub amount: String,
    /// Why, for people.
    pub reason: String,
}

/// The invoice that is corrected, as far as the memo depends on it.
struct Original {
    category: String,
    cycle: String,
    bill_from: String,
    currency: procurement::Currency,
    billing_period: String,
    total: i64,
    line: Option<(String, String)>,
    account: String,
    cost_center: Option<String>,
    details: InvoiceDetails,
}

/// Issues a credit memo for an invoice and gives its number.
///
/// # Errors
/// When there is no such invoice, the amount is none or more than what is left of the invoice, or
/// the database fails.
pub async fn create_credit_memo(
    records: &Records,
    write: &mut Write,
    invoice: &str,
    memo: &NewCreditMemo,
) -> Result<String> {
    let original = original(write, invoice).await?;
    let amount = amount(write, invoice, &original, memo).await;
    let (amount, reason) = with_reason(amount, memo)?;
    let mut facts = write.facts().await?;
    let snapshot = snapshot(&facts, invoice, &original, amount)?;
    let workspace = Workspace::load(snapshot, records.sellers()).map_err(damaged)?;
    let document = workspace.settled().next();
    let document = document.ok_or_else(|| RecordError::Damaged("the memo is gone".to_owned()))?;
    let explanation = explained_alone(&workspace, document.id)?;
    let mut planned = Planned::of(&document, explanation, Vec::new());
    planned.correction = Some(Correction {
        original: invoice.to_owned(),
        reason,
        account: original.account,
        cost_center: original.cost_center,
        agreement: original.details.agreement,
    });
    let numbers = issue(write, &mut facts, vec![planned], None).await?;
    Ok(numbers.into_iter().next().unwrap_or_default())
}

/// How long a reason may be.
const REASON_MAX: usize = 1000;

/// The amount with the reason for it, or everything that is wrong with either.
fn with_reason(amount: Result<i128>, memo: &NewCreditMemo) -> Result<(i128, String)> {
    let reason = memo.reason.trim();
    if (1..=REASON_MAX).contains(&reason.chars().count()) {
        return amount.map(|amount| (amount, reason.to_owned()));
    }
    let message = format!("say why in 1 to {REASON_MAX} characters");
    let mut problems = vec![Problem::new("INVALID_REASON", "/reason", message)];
    match amount {
        Ok(_) => {}
        Err(RecordError::Refused(others)) => problems.extend(others),
        Err(other) => return Err(other),
    }
    Err(RecordError::refused_all(problems))
}

async fn original(write: &mut Write, invoice: &str) -> Result<Original> {
    type Row = (
        String,
        String,
        String,
        String,
        String,
        String,
        i64,
        Option<String>,
        Option<String>,
        String,
        String,
        Option<String>,
    );
    let (organisation, connection) = write.parts();
    let row: Option<Row> = sqlx::query_as(
        "select kind, category, cycle, bill_from, currency, billing_period, total, purchase_order,
                line_item, document, account, cost_center
         from invoices
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(invoice)
    .fetch_optional(connection)
    .await?;
    let row = row.ok_or_else(|| RecordError::not_found("invoice", invoice))?;
    let (
        kind,
        category,
        cycle,
        bill_from,
        currency,
        billing_period,
        total,
        order,
        line,
        document,
        account,
        cost_center,
    ) = row;
    if kind != "invoice" {
        return Err(RecordError::conflict(
            "NOT_AN_INVOICE",
            format!("`{invoice}` is a credit memo itself: name the invoice that it corrects"),
        ));
    }
    Ok(Original {
        category,
        cycle,
        bill_from,
        currency: parse_currency(&currency)?,
        billing_period,
        total,
        line: order.zip(line),
        account,
        cost_center,
        details: serde_json::from_str(&document)?,
    })
}

/// The amount in minor units, checked against what is left of the invoice.
async fn amount(
    write: &mut Write,
    invoice: &str,
    original: &Original,
    memo: &NewCreditMemo,
) -> Result<i128> {
    let currency = original.currency;
    let (organisation, connection) = write.parts();
    let given: Vec<(i64,)> =
        sqlx::query_as("select total from invoices where organisation = $1 and original = $2")
            .bind(organisation)
            .bind(invoice)
            .fetch_all(connection)
            .await?;
    let given: i128 = given.iter().map(|(total,)| i128::from(*total)).sum();
    let left = i128::from(original.total) - given;
    let amount = procurement::parse_number(&memo.amount)
        .ok()
        .and_then(|number| procurement::Amount::exactly(number, currency))
        .map(procurement::Amount::minor_units);
    let problem = match amount {
        None => Some(format!(
            "write an amount in {} with at most {} decimals",
            currency.code(),
            currency.minor_digits()
        )),
        Some(amount) if amount <= 0 => Some("write an amount above zero".to_owned()),
        Some(amount) if amount > left => Some(format!(
            "{} {} are left of invoice `{invoice}`: give back no more",
            written(left, currency),
            currency.code()
        )),
        Some(_) => None,
    };
    match problem {
        Some(message) => Err(RecordError::refused("INVALID_AMOUNT", "/amount", message)),
        None => Ok(amount.unwrap_or_default()),
    }
}

/// The facts with the memo, and with the invoice as an association of its own.
fn snapshot(facts: &Facts, invoice: &str, original: &Original, amount: i128) -> Result<String> {
    let mut snapshot = facts.snapshot_of(Vec::new())?;
    // A line of that number that is there now may be another than the one that was drawn on.
    let balance = original.line.as_ref().and_then(|(order, line)| facts.balance(order, line));
    let balance = balance.filter(|balance| Some(balance.line_key) == original.details.line_key);
    if let Some(balance) = balance {
        let order = facts.order(&balance.purchase_order);
        let currency = order.map_or(Ok(original.currency), |order| order.currency())?;
        let drawn = i128::from(original.details.drawn);
        let id = drawn_id(balance.line_key);
        snapshot.associations.retain(|association| association.invoice_id != id);
        let association = |invoice_id: String, total: i128| Association {
            invoice_id,
            purchase_order_id: balance.purchase_order.clone(),
            line_item_number: balance.line_item.clone(),
            total: written(total, currency),
        };
        let rest = i128::from(balance.drawn) - drawn;
        snapshot.associations.push(association(id, rest));
        snapshot.associations.push(association(invoice.to_owned(), drawn));
    }
    let word = |word: &str| serde_json::Value::String(word.to_owned());
    let category: Category = serde_json::from_value(word(&original.category))?;
    let cycle: Cycle = serde_json::from_value(word(&original.cycle))?;
    snapshot.invoices.push(Invoice {
        id: format!("memo:{invoice}"),
        kind: Some(billing_files::document::InvoiceType::CreditMemo),
        category,
        cycle,
        bill_from: original.bill_from.clone(),
        currency: original.currency.code().to_owned(),
        billing_period: original.billing_period.clone(),
        issued_at: facts.at.to_string(),
        total: written(amount, original.currency),
        original_invoice_id: Some(invoice.to_owned()),
        tax_registration_number: original.details.tax_registration_number.clone(),
        invoice_unit: original.details.invoice_unit.clone(),
        purchase_order_reference: None,
        purchase_order_line: None,
    });
    Ok(snapshot.to_json())
}
