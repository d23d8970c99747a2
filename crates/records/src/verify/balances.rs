//! Balances: what is drawn from each line is the sum of its ledger, and every line has one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{PAGE, VerifyReport};
use crate::Result;
use crate::database::Connection;
use crate::id::hash_of;
use crate::orders;

/// What the ledger says of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Draw {
    pub(super) line_key: i64,
    pub(super) amount: i64,
    /// Of the document and the line in writing, for many draws are held at once.
    mark: u64,
}

impl Draw {
    pub(super) fn new(
        (line_key, amount): (i64, i64),
        kind: &str,
        document: &str,
        (order, line): (&str, &str),
    ) -> Self {
        let hash = hash_of(&serde_json::json!([kind, document, order, line]).to_string());
        // INVARIANT: a hash is hexadecimal.
        let mark = hash.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok());
        Self { line_key, amount, mark: mark.unwrap_or_default() }
    }
}

/// The draws by the sequence number of their documents.
pub(super) type Ledger = HashMap<i64, Draw>;

pub(super) async fn check(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<Ledger> {
    let (ledger, sums) = read_ledger(connection, organisation, report).await?;
    let rows: Vec<(String, String, i64, i64, i64)> = sqlx::query_as(
        "select purchase_order, line_item, line_key, drawn, entries
         from line_balances
         where organisation = $1",
    )
    .bind(organisation)
    .fetch_all(&mut *connection)
    .await?;
    let mut open = BTreeSet::new();
    for (order, line, line_key, drawn, entries) in rows {
        report.checked.balances += 1;
        let (sum, count) = sums.get(&line_key).copied().unwrap_or_default();
        if (sum, count) != (i128::from(drawn), entries) {
            report.fault(
                "BALANCE_DIFFERS",
                format!("{order}/{line}"),
                format!(
                    "{drawn} minor units are drawn by {entries} documents, but the ledger has \
                     {sum} by {count}"
                ),
            );
        }
        open.insert((order, line));
    }
    for kept in orders::all(connection, organisation).await? {
        for line in kept.order.line_items {
            if !open.remove(&(kept.order.id.clone(), line.number.clone())) {
                let subject = format!("{}/{}", kept.order.id, line.number);
                report.fault("BALANCE_MISSING", subject, "the line has no balance");
            }
        }
    }
    for (order, line) in open {
        let message = "there is a balance, but no such line";
        report.fault("BALANCE_WITHOUT_LINE", format!("{order}/{line}"), message);
    }
    Ok(ledger)
}

type LedgerRow = (i64, String, String, i64, String, String, i64);

async fn read_ledger(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<(Ledger, BTreeMap<i64, (i128, i64)>)> {
    let mut ledger = Ledger::new();
    let mut sums: BTreeMap<i64, (i128, i64)> = BTreeMap::new();
    let mut last = (i64::MIN, String::new(), String::new());
    loop {
        let rows: Vec<LedgerRow> = sqlx::query_as(
            "select line_key, source_kind, source, sequence, purchase_order, line_item, amount
             from ledger
             where organisation = $1 and (line_key, source_kind, source) > ($2, $3, $4)
             order by line_key, source_kind, source
             limit $5",
        )
        .bind(organisation)
        .bind(last.0)
        .bind(&last.1)
        .bind(&last.2)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        let Some(row) = rows.last() else { break };
        last = (row.0, row.1.clone(), row.2.clone());
        for (line_key, kind, source, sequence, order, line, amount) in rows {
            report.checked.ledger += 1;
            let (sum, count) = sums.entry(line_key).or_default();
            *sum += i128::from(amount);
            *count += 1;
            let draw = Draw::new((line_key, amount), &kind, &source, (&order, &line));
            if ledger.insert(sequence, draw).is_some() {
                let message = "the ledger has more than one draw of this document";
                report.fault("LEDGER_DOUBLED", source, message);
            }
        }
    }
    Ok((ledger, sums))
}
