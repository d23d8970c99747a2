//! Charges: each is as it was saved, what is issued is on exactly one document, what is not is on
//! none, and of usage as much is invoiced as is said.

use procurement::parse_number;

use super::sum::ExactSum;
use super::{PAGE, VerifyReport, audited};
use crate::Result;
use crate::database::Connection;

pub(super) async fn check(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<()> {
    check_fixed(connection, organisation, report).await?;
    check_usage(connection, organisation, report).await?;
    check_lines(connection, organisation, report).await
}

async fn check_fixed(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<()> {
    let mut last = String::new();
    loop {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
            "select c.id, c.kind, c.state,
                    (select count(*) from invoice_lines l
                     where l.organisation = $1 and l.charge = c.id and l.live_key = 'live')
             from charges c
             where c.organisation = $1 and c.id > $2
             order by c.id
             limit $3",
        )
        .bind(organisation)
        .bind(&last)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        let (Some(first), Some(row)) = (rows.first(), rows.last()) else { return Ok(()) };
        last.clone_from(&row.0);
        audited::check_charges(connection, organisation, (&first.0, &last), report).await?;
        for (id, kind, state, documents) in rows {
            report.checked.charges += 1;
            if kind != "fixed" {
                continue;
            }
            let (code, message) = match (state.as_str(), documents) {
                ("issued", 1) | ("future" | "withdrawn", 0) => continue,
                ("issued", 0) => ("CHARGE_MISSED", "it counts as issued, and is on no document"),
                (_, 1) => ("CHARGE_STATE", "it is on a document, and does not count as issued"),
                _ => ("CHARGE_DOUBLED", "it is on more than one document"),
            };
            report.fault(code, id, message);
        }
    }
}

type UsageRow = (String, String, String, String, i64, i64, Option<String>);

/// One month of a usage charge with the lines that invoice it.
struct Month {
    row: UsageRow,
    sum: ExactSum,
    lines: i64,
}

async fn check_usage(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<()> {
    let mut last = (String::new(), String::new());
    loop {
        let rows: Vec<UsageRow> = sqlx::query_as(
            "select u.charge, u.period, u.amount, u.invoiced, u.times, u.settled, l.amount
             from (select charge, period, amount, invoiced, times, settled
                   from usage_amounts
                   where organisation = $1 and (charge, period) > ($2, $3)
                   order by charge, period
                   limit $4) u
             left join invoice_lines l on l.organisation = $1 and l.charge = u.charge
                  and l.period = u.period and l.live_key = 'live'
             order by u.charge, u.period",
        )
        .bind(organisation)
        .bind(&last.0)
        .bind(&last.1)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = (row.0.clone(), row.1.clone());
        let mut month: Option<Month> = None;
        for row in rows {
            let invoiced = row.6.as_deref().and_then(|amount| parse_number(amount).ok());
            let is_same = month
                .as_ref()
                .is_some_and(|Month { row: other, .. }| (&other.0, &other.1) == (&row.0, &row.1));
            if !is_same {
                judge_month(month.take(), report);
            }
            let month =
                month.get_or_insert_with(|| Month { row, sum: ExactSum::default(), lines: 0 });
            if let Some(invoiced) = invoiced {
                month.sum.add(invoiced);
                month.lines += 1;
            }
        }
        judge_month(month, report);
    }
}

fn judge_month(month: Option<Month>, report: &mut VerifyReport) {
    let Some(Month { row: (charge, period, amount, invoiced, times, settled, _), sum, lines }) =
        month
    else {
        return;
    };
    report.checked.usage += 1;
    let subject = format!("{charge}:{period}");
    let (Ok(amount), Ok(invoiced)) = (parse_number(&amount), parse_number(&invoiced)) else {
        report.fault("USAGE_DAMAGED", subject, "an amount of it is none");
        return;
    };
    if ExactSum::of(invoiced) != sum || times != lines {
        let message = format!(
            "{invoiced} counts as invoiced by {times} documents, and is not what {lines} lines are"
        );
        report.fault("USAGE_DIFFERS", &subject, message);
    }
    if settled != 0 && amount != invoiced {
        let message = "it counts as settled, and is not invoiced in full";
        report.fault("USAGE_MISSED", subject, message);
    }
}

type LineRow = (
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

async fn check_lines(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<()> {
    let mut last = (String::new(), String::new(), String::new());
    loop {
        let rows: Vec<LineRow> = sqlx::query_as(
            "select l.charge, l.occurrence, l.live_key, l.invoice, i.live_key, c.kind, l.period,
                    u.period
             from (select charge, occurrence, live_key, invoice, period
                   from invoice_lines
                   where organisation = $1 and (charge, occurrence, live_key) > ($2, $3, $4)
                   order by charge, occurrence, live_key
                   limit $5) l
             left join invoices i on i.organisation = $1 and i.id = l.invoice
             left join charges c on c.organisation = $1 and c.id = l.charge
             left join usage_amounts u on u.organisation = $1 and u.charge = l.charge
                  and u.period = l.period
             order by l.charge, l.occurrence, l.live_key",
        )
        .bind(organisation)
        .bind(&last.0)
        .bind(&last.1)
        .bind(&last.2)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = (row.0.clone(), row.1.clone(), row.2.clone());
        for row in rows {
            report.checked.document_lines += 1;
            judge_line(row, report);
        }
    }
}

fn judge_line(
    (charge, occurrence, live_key, invoice, document, kind, period, usage): LineRow,
    report: &mut VerifyReport,
) {
    let subject = format!("{charge}:{occurrence}");
    match document {
        None => {
            let message = format!("it is on document `{invoice}`, which is not there");
            report.fault("LINE_WITHOUT_DOCUMENT", &subject, message);
        }
        Some(document) if document != live_key => {
            let message = format!("it is live on `{invoice}` when that is not, or the reverse");
            report.fault("LINE_LIVE_DIFFERS", &subject, message);
        }
        Some(_) => {}
    }
    match (kind.as_deref(), period, usage) {
        (Some("fixed"), None, _) | (Some("usage"), Some(_), Some(_)) => {}
        (None, ..) => {
            let message = format!("it is on `{invoice}`, and there is no such charge");
            report.fault("LINE_WITHOUT_CHARGE", subject, message);
        }
        _ => {
            let message = format!("on `{invoice}` it is of a month that it has not");
            report.fault("LINE_WITHOUT_USAGE", subject, message);
        }
    }
}
