//! What records say, without when they were written and how often somebody had to begin.

use std::collections::{BTreeMap, BTreeSet};

use records::Records;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column, Row};

/// The tables whose content matters, each with the columns that tell when it was written, or by
/// how many attempts.
const TABLES: [(&str, &[&str]); 13] = [
    ("invoices", &["created_at"]),
    ("invoice_lines", &[]),
    ("explanations", &[]),
    ("ledger", &["at"]),
    ("line_balances", &[]),
    ("purchase_orders", &["created_at"]),
    ("expiration_notices", &[]),
    ("outbox", &["created_at", "next_attempt_at"]),
    ("counters", &[]),
    ("charges", &[]),
    ("usage_amounts", &[]),
    ("organisations", &["revision"]),
    ("audit", &["at", "previous_hash", "hash"]),
];

/// The content by table, each row in writing, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Contents(BTreeMap<&'static str, BTreeSet<String>>);

impl Contents {
    pub(crate) async fn of(records: &Records) -> Self {
        let mut read = records.read().await.unwrap();
        let mut tables = BTreeMap::new();
        for (table, leaving_out) in TABLES {
            let select = AssertSqlSafe(format!("select * from {table}"));
            let rows = sqlx::query(select).fetch_all(&mut *read).await.unwrap();
            let count = rows.len();
            let written: BTreeSet<String> =
                rows.iter().map(|row| in_writing(row, leaving_out)).collect();
            // Every table has a key, so no two rows are the same.
            assert_eq!(written.len(), count, "{table}");
            tables.insert(table, written);
        }
        Self(tables)
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> usize {
        self.0[table].len()
    }

    /// Asserts that nothing is lost, doubled or otherwise than it is there.
    #[track_caller]
    pub(crate) fn assert_same(&self, expected: &Self, how: &str) {
        for (table, rows) in &expected.0 {
            let lost: Vec<_> = rows.difference(&self.0[table]).take(3).collect();
            let added: Vec<_> = self.0[table].difference(rows).take(3).collect();
            assert!(
                lost.is_empty() && added.is_empty(),
                "{how}: {table}: not there: {lost:#?}\nthere instead: {added:#?}"
            );
        }
    }
}

fn in_writing(row: &AnyRow, leaving_out: &[&str]) -> String {
    let columns = row.columns().iter().filter(|column| !leaving_out.contains(&column.name()));
    let written = columns.map(|column| {
        let (name, index) = (column.name(), column.ordinal());
        let value = match row.try_get::<Option<i64>, _>(index) {
            Ok(number) => number.map_or(Value::Null, Value::from),
            Err(_) => row.try_get::<Option<String>, _>(index).unwrap().map_or(Value::Null, of_text),
        };
        format!("{name}={}", if name == "grouping_key" { of_any_pass(value) } else { value })
    });
    written.collect::<Vec<_>>().join(" ")
}

fn of_text(text: String) -> Value {
    Value::String(text)
}

/// The key of a monthly invoice tells in which pass of the run it was issued: a run that was taken
/// up again is in a later one.
fn of_any_pass(key: Value) -> Value {
    let Some(mut parts) =
        key.as_str().and_then(|key| serde_json::from_str::<Vec<Option<String>>>(key).ok())
    else {
        return key;
    };
    if let Some(Some(trigger)) = parts.last_mut()
        && trigger.starts_with('M')
    {
        "M".clone_into(trigger);
    }
    Value::from(parts)
}
