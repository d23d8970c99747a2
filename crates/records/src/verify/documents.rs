//! Documents: their totals, draws and numbers, what the audit says of them, and why they use the
//! line that they do.

mod derived;
mod judged;

use std::collections::{BTreeMap, HashMap};

use procurement::{Instant, Sellers, natural_order};
use serde_json::{Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::balances::{Draw, Ledger};
use super::numbers::Numbers;
use super::sum::ExactSum;
use super::{PAGE, VerifyReport};
use crate::database::Connection;
use crate::invoicing::InvoiceDetails;
use crate::orders::{parse_currency, written};
use crate::{RecordError, Result};
use derived::Derived;
use judged::Explanations;

/// A document as it is stored.
struct Stored {
    id: String,
    kind: String,
    category: String,
    cycle: String,
    bill_from: String,
    currency: procurement::Currency,
    billing_period: String,
    issued_at: i64,
    total: i64,
    placed_by: String,
    purchase_order: Option<String>,
    line_item: Option<String>,
    original: Option<String>,
    account: String,
    due_on: Option<String>,
    cost_center: Option<String>,
    /// The line of a purchase order that its charges name, if they name one.
    named_line: Option<String>,
    details: InvoiceDetails,
    /// What the audit says was issued.
    audited: Option<Value>,
    /// Which change of the audit that is.
    audited_at: Option<i64>,
}

impl Stored {
    fn line(&self) -> Option<(String, String)> {
        self.purchase_order.clone().zip(self.line_item.clone())
    }
}

/// What is known of documents that came before.
#[derive(Default)]
struct Seen {
    numbers: Numbers,
    explanations: Explanations,
    /// What credit memos gave back, by the invoice that they correct.
    given: BTreeMap<String, i128>,
}

pub(super) async fn check(
    connection: &mut Connection,
    organisation: &str,
    mut ledger: Ledger,
    sellers: &Sellers,
    report: &mut VerifyReport,
) -> Result<()> {
    let mut seen = Seen::default();
    let mut derived = Derived::new(sellers.clone());
    let mut last = i64::MIN;
    loop {
        let rows = page(connection, organisation, last).await?;
        if rows.is_empty() {
            break;
        }
        let sums = line_sums(connection, organisation, last, report).await?;
        for row in rows {
            let (sequence, id): (i64, String) = (row.try_get(1)?, row.try_get(0)?);
            if sequence == last {
                let message = "the audit says twice that it was issued";
                report.fault("DOCUMENT_AUDITED_TWICE", id, message);
                continue;
            }
            last = sequence;
            report.checked.documents += 1;
            match stored(&row) {
                Ok(mut document) => {
                    let draw = ledger.remove(&sequence);
                    let lines = sums.get(&sequence);
                    document.named_line = lines.map(|lines| lines.named.clone());
                    one(&document, draw, lines.map(|lines| lines.sum), report);
                    let series =
                        (document.kind.as_str(), document.bill_from.as_str(), document.issued_at);
                    seen.numbers.count(&document.id, sequence, series, report);
                    seen.explanations.check(connection, organisation, &document, report).await?;
                    derived.check(connection, organisation, &document, report).await?;
                    if let Some(original) = document.original {
                        *seen.given.entry(original).or_default() += i128::from(document.total);
                    }
                }
                Err(RecordError::Storage(error)) => return Err(RecordError::Storage(error)),
                Err(error) => report.fault("DOCUMENT_DAMAGED", id, error.to_string()),
            }
        }
    }
    derived.finish(report).await?;
    for draw in ledger.into_values() {
        report.fault(
            "LEDGER_WITHOUT_DOCUMENT",
            format!("line key {}", draw.line_key),
            format!("{} minor units are drawn by a document that is not there", draw.amount),
        );
    }
    check_given(connection, organisation, seen.given, report).await?;
    seen.numbers.finish(connection, organisation, report).await
}

async fn page(connection: &mut Connection, organisation: &str, last: i64) -> Result<Vec<AnyRow>> {
    let rows = sqlx::query(
        "select i.id, i.sequence, i.kind, i.bill_from, i.currency, i.billing_period, i.issued_at,
                i.total, i.placed_by, i.purchase_order, i.line_item, i.original, i.document,
                a.after, a.sequence, i.category, i.cycle,
                i.account, i.due_on, i.cost_center
         from (select * from invoices
               where organisation = $1 and sequence > $2
               order by sequence
               limit $3) i
         left join audit a on a.organisation = $1 and a.subject_kind = 'invoice'
              and a.subject = i.id and a.action = 'invoicing:IssueInvoice'
         order by i.sequence",
    )
    .bind(organisation)
    .bind(last)
    .bind(PAGE)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

fn stored(row: &AnyRow) -> Result<Stored> {
    let audited: Option<String> = row.try_get(13)?;
    Ok(Stored {
        id: row.try_get(0)?,
        kind: row.try_get(2)?,
        bill_from: row.try_get(3)?,
        currency: parse_currency(row.try_get(4)?)?,
        billing_period: row.try_get(5)?,
        issued_at: row.try_get(6)?,
        total: row.try_get(7)?,
        placed_by: row.try_get(8)?,
        purchase_order: row.try_get(9)?,
        line_item: row.try_get(10)?,
        original: row.try_get(11)?,
        named_line: None,
        details: serde_json::from_str(row.try_get(12)?)?,
        audited: audited.as_deref().map(serde_json::from_str).transpose()?,
        audited_at: row.try_get(14)?,
        category: row.try_get(15)?,
        cycle: row.try_get(16)?,
        account: row.try_get(17)?,
        due_on: row.try_get(18)?,
        cost_center: row.try_get(19)?,
    })
}

/// What the lines of a document say together.
struct Lines {
    /// Their exact sum.
    sum: ExactSum,
    /// The first line of a purchase order that they name, in natural order (P-12).
    named: String,
}

/// What the lines of a page of documents say.
async fn line_sums(
    connection: &mut Connection,
    organisation: &str,
    last: i64,
    report: &mut VerifyReport,
) -> Result<HashMap<i64, Lines>> {
    let rows: Vec<(i64, String, String, Option<String>)> = sqlx::query_as(
        "select i.sequence, i.id, l.amount, l.purchase_order_line
         from (select id, sequence from invoices
               where organisation = $1 and sequence > $2
               order by sequence
               limit $3) i
         join invoice_lines l on l.organisation = $1 and l.invoice = i.id",
    )
    .bind(organisation)
    .bind(last)
    .bind(PAGE)
    .fetch_all(connection)
    .await?;
    let mut sums: HashMap<i64, Lines> = HashMap::new();
    for (sequence, id, amount, named) in rows {
        let named = named.unwrap_or_else(|| "1".to_owned());
        let new = || Lines { sum: ExactSum::default(), named: named.clone() };
        let lines = sums.entry(sequence).or_insert_with(new);
        if natural_order(&named, &lines.named).is_lt() {
            lines.named = named;
        }
        match procurement::parse_number(&amount) {
            Ok(number) => lines.sum.add(number),
            Err(_) => report.fault("LINE_DAMAGED", id, format!("`{amount}` is no amount")),
        }
    }
    Ok(sums)
}

fn one(document: &Stored, draw: Option<Draw>, sum: Option<ExactSum>, report: &mut VerifyReport) {
    total(document, sum, report);
    drawn(document, draw, report);
    audited(document, report);
}

/// A formed document is the sum of its charges, rounded once; its sign is its kind.
fn total(document: &Stored, sum: Option<ExactSum>, report: &mut VerifyReport) {
    let total = i128::from(document.total);
    let signed = if document.kind == "credit-memo" { -total } else { total };
    let problem = match sum {
        Some(sum) if sum.rounded(document.currency) != signed => Some(format!(
            "its total is {}, and its lines are {} together",
            written(signed, document.currency),
            written(sum.rounded(document.currency), document.currency)
        )),
        None if document.original.is_none() => {
            Some("it has no lines, and corrects no invoice".to_owned())
        }
        _ => None,
    };
    if let Some(problem) = problem {
        report.fault("TOTAL_DIFFERS", &document.id, problem);
    }
}

/// What it says that it took is in the ledger, and is its total.
fn drawn(document: &Stored, draw: Option<Draw>, report: &mut VerifyReport) {
    let details = &document.details;
    let line = document.purchase_order.as_deref().zip(document.line_item.as_deref());
    let expected = match (details.drawn, line, details.line_key) {
        (0, _, _) => None,
        (amount, Some(line), Some(key)) => {
            Some(Draw::new((key, amount), &document.kind, &document.id, line))
        }
        _ => {
            let message = "it says that it drew on a line, and has none";
            report.fault("DRAW_WITHOUT_LINE", &document.id, message);
            return;
        }
    };
    match (expected, draw) {
        (None, None) => {}
        (Some(expected), Some(draw)) if expected == draw => {
            let total = if document.kind == "credit-memo" {
                -i128::from(document.total)
            } else {
                i128::from(document.total)
            };
            if i128::from(draw.amount) != total {
                let message = "what it drew is not its total";
                report.fault("DRAW_DIFFERS", &document.id, message);
            }
        }
        (Some(_), None) => {
            report.fault("LEDGER_MISSING", &document.id, "its draw is not in the ledger");
        }
        (None, Some(_)) => {
            report.fault("LEDGER_DIFFERS", &document.id, "the ledger has a draw that it has not");
        }
        (Some(_), Some(_)) => {
            report.fault("LEDGER_DIFFERS", &document.id, "the ledger has another draw than it");
        }
    }
}

/// What was issued is what the audit says, and the audit cannot be changed unseen.
fn audited(document: &Stored, report: &mut VerifyReport) {
    let Some(audited) = &document.audited else {
        report.fault("DOCUMENT_NOT_AUDITED", &document.id, "the audit has no issue of it");
        return;
    };
    let expected = json!({
        "total": written(i128::from(document.total), document.currency),
        "currency": document.currency.code(),
        "billingPeriod": document.billing_period,
        "purchaseOrderId": document.purchase_order,
        "lineItemNumber": document.line_item,
        "account": document.account,
        "issuedAt": Instant::from_milliseconds(document.issued_at).to_string(),
        "dueOn": document.due_on,
        "costCenter": document.cost_center,
    });
    let Value::Object(expected) = expected else { return };
    for (key, value) in expected {
        // What was issued before the audit told as much has less there.
        let Some(said) = audited.get(&key) else { continue };
        if *said != value {
            let message = format!("its `{key}` is {value}, and the audit says {said}");
            report.fault("DOCUMENT_CHANGED", &document.id, message);
        }
    }
}

/// No more is given back than was invoiced.
async fn check_given(
    connection: &mut Connection,
    organisation: &str,
    given: BTreeMap<String, i128>,
    report: &mut VerifyReport,
) -> Result<()> {
    for (original, given) in given {
        let total: Option<(i64,)> = sqlx::query_as(
            "select total from invoices where organisation = $1 and id = $2 and kind = 'invoice'",
        )
        .bind(organisation)
        .bind(&original)
        .fetch_optional(&mut *connection)
        .await?;
        match total {
            Some((total,)) if i128::from(total) >= given => {}
            Some(_) => {
                let message = "its credit memos give back more than its total";
                report.fault("CREDIT_EXCEEDS_INVOICE", original, message);
            }
            None => {
                let message = "a credit memo corrects it, but there is no such invoice";
                report.fault("ORIGINAL_MISSING", original, message);
            }
        }
    }
    Ok(())
}
