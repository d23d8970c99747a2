//! How fast a run of invoicing is, beside the bare insert of the same rows: same database, same
//! driver, same rows in a statement, same invoices in a transaction. Prints both, and the ratio.
//!
//! `cargo run --release -p records --example run_rate -- 100000 sqlite:/tmp/rate.db`, or the address
//! of an empty PostgreSQL database. Take a file that is not there.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use procurement::Sellers;
use records::invoicing::{self, Bound, RunScope};
use records::organisations::{NewAccount, NewOrganisation, OrganisationKind, create_organisation};
use records::{Actor, Database, OrganisationId, Records, TravellingClock, Value, insert_many};
use sqlx::{Any, AnyConnection, Column, Row, TypeInfo, ValueRef};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Invoices in a transaction, as a run has them.
const BATCH: usize = 1000;

/// What a run writes a row of for each invoice, or for some.
const TABLES: [(&str, &str); 6] = [
    ("explanations", "organisation, hash, content"),
    (
        "invoices",
        "organisation, id, sequence, account, kind, category, cycle, bill_from, currency, \
         billing_period, grouping_key, live_key, run, issued_at, due_on, total, placed_by, \
         purchase_order, line_item, cost_center, original, document, created_at",
    ),
    (
        "invoice_lines",
        "organisation, charge, occurrence, live_key, invoice, agreement, period, amount, \
         description, purchase_order_line",
    ),
    (
        "ledger",
        "organisation, line_key, source_kind, source, sequence, purchase_order, line_item, \
         amount, at",
    ),
    (
        "audit",
        "organisation, sequence, at, actor, request_id, action, subject_kind, subject, before, \
         after, previous_hash, hash",
    ),
    (
        "outbox",
        "organisation, id, kind, recipient, payload, event_key, state, attempts, \
         next_attempt_at, lease_until, lease_owner, last_error, created_at, sent_at, purchase_order",
    ),
];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().ok_or("how many invoices?")?.parse()?;
    let url = arguments.next().ok_or("which database?")?;
    let clock = Arc::new(TravellingClock::at("2026-10-05T09:00:00Z".parse()?));
    let database = Database::open(&url).await?;
    let records = Records::new(database, clock, Sellers::built_in());
    let organisation = make(&records, count).await?;
    let actor = Actor::system("bench");
    let begun = Stopwatch::now();
    let scope = RunScope::OutOfCycle(records.now());
    // A hundred thousand invoices at once are nobody's usual month.
    let run = invoicing::run_within(&records, &organisation, &actor, scope, Bound::Waived).await?;
    let of_run = begun.elapsed();
    let bare = bare(&records, &organisation).await?;
    println!("{} invoices, {:?}", run.issued, records.database().kind());
    print_rate("run", of_run, count);
    print_rate("bare insert of the same rows", bare, count);
    let thousandths = of_run.as_millis() * 1000 / bare.as_millis().max(1);
    println!("ratio {}.{:03} (limit 1.5)", thousandths / 1000, thousandths % 1000);
    Ok(())
}

fn print_rate(what: &str, taken: Duration, count: usize) {
    let rate = u128::try_from(count).unwrap_or_default() * 1000 / taken.as_millis().max(1);
    println!("{what}: {} ms, {rate} invoices/s", taken.as_millis());
}

/// An organisation with twenty purchase orders of five lines, and charges that are due, each of an
/// agreement of its own and half of them with a reference.
async fn make(records: &Records, count: usize) -> Outcome<OrganisationId> {
    let actor = Actor::system("bench");
    let account = NewAccount { id: "123456789012".to_owned(), name: "Bench".to_owned() };
    let kind = OrganisationKind::Organisation;
    let new = NewOrganisation { id: None, name: "Bench".to_owned(), kind, account };
    let organisation = create_organisation(records, &actor, new).await?.id;
    let mut write = records.write(&organisation, &actor, None).await?;
    let edits = (0..20).map(order).collect();
    let save = records::edits::Save { edits, ..records::edits::Save::default() };
    records::edits::save(records, &mut write, &save).await?;
    write.commit().await?;
    let mut write = records.write(&organisation, &actor, None).await?;
    let due = "2026-10-04T00:00:00Z".parse::<procurement::Instant>()?.milliseconds();
    let rows = (0..count).map(|number| charge(&organisation, number, due)).collect();
    let columns = "charges (organisation, id, account, agreement, revision, kind, state, due_at, \
                   purchase_order, purchase_order_line, carried_over, document, created_at)";
    insert_many(write.connection(), columns, rows, "").await?;
    write.commit().await?;
    Ok(organisation)
}

fn order(number: usize) -> serde_json::Value {
    let lines: Vec<serde_json::Value> = (1..=5)
        .map(|line| {
            serde_json::json!({
                "number": line.to_string(), "type": "marketplace-blanket-usage",
                "startMonth": "2026-01", "endMonth": "2026-12", "amount": "100000.00",
                "quantity": "10", "balanceTracking": true,
            })
        })
        .collect();
    serde_json::json!({ "add": { "purchaseOrder": {
        "id": format!("PO-{number}"), "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": "2026-01", "expirationMonth": "2026-12", "lineItems": lines,
        "contacts": [{ "email": "payables@example.com" }],
    } } })
}

fn charge(organisation: &OrganisationId, number: usize, due: i64) -> Vec<Value> {
    let reference = number.is_multiple_of(2).then(|| format!("PO-{}", number % 20));
    let document = serde_json::json!({
        "description": "Instalment", "category": "marketplace", "cycle": "out-of-cycle",
        "billFrom": "AWS_INC", "currency": "USD",
        "amount": format!("{}.{:02}", number % 500, number % 97), "paymentTerms": "NET_30",
    });
    vec![
        organisation.as_str().into(),
        format!("ch-{number:06}").into(),
        "123456789012".into(),
        format!("agmt-{number:06}").into(),
        1_i64.into(),
        "fixed".into(),
        "future".into(),
        due.into(),
        reference.into(),
        Value::NoText,
        0_i64.into(),
        document.to_string().into(),
        due.into(),
    ]
}

/// Inserts every row that the run wrote into tables of the same shape, and tells how long it took.
async fn bare(records: &Records, organisation: &OrganisationId) -> Outcome<Duration> {
    let mut copies = Vec::new();
    for (table, columns) in TABLES {
        copies.push((table, columns, rows(records, organisation, table, columns).await?));
    }
    // As a second organisation, so that keys and indexes are as full.
    let other = format!("{organisation}-copy");
    let mut transaction = records.database().write().await?;
    sqlx::query(
        "insert into organisations (id, name, kind, revision, settings, created_at)
         values ($1, 'Copy', 'regular', 0, '{}', 0)",
    )
    .bind(&other)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let batches = copies.iter().find(|(table, ..)| *table == "invoices");
    let batches = batches.map_or(1, |(_, _, rows)| rows.len().div_ceil(BATCH)).max(1);
    let begun = Stopwatch::now();
    for batch in 0..batches {
        let mut transaction = records.database().write().await?;
        for (table, columns, rows) in &mut copies {
            let left = rows.len();
            let taken = rows.split_off(left - left.min(left.div_ceil(batches - batch)));
            let taken = taken.into_iter().map(|row| as_other(row, &other)).collect();
            let into: &'static str = Box::leak(format!("{table} ({columns})").into_boxed_str());
            insert_many(&mut transaction, into, taken, "").await?;
        }
        transaction.commit().await?;
    }
    Ok(begun.elapsed())
}

fn as_other(mut row: Vec<Value>, organisation: &str) -> Vec<Value> {
    if let Some(first) = row.first_mut() {
        *first = organisation.into();
    }
    row
}

async fn rows(
    records: &Records,
    organisation: &OrganisationId,
    table: &str,
    columns: &str,
) -> Outcome<Vec<Vec<Value>>> {
    let mut read = records.read().await?;
    let connection: &mut AnyConnection = &mut read;
    let statement = format!("select {columns} from {table} where organisation = $1");
    let found = sqlx::query::<Any>(sqlx::AssertSqlSafe(statement))
        .bind(organisation.as_str())
        .fetch_all(connection)
        .await?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        let mut values = Vec::with_capacity(row.len());
        for index in 0..row.len() {
            let raw = row.try_get_raw(index)?;
            let is_text = raw.type_info().name() == "TEXT";
            let is_number = matches!(row.column(index).name(), "run" | "sent_at");
            values.push(match (raw.is_null(), is_text) {
                (true, _) if is_number => Value::NoNumber,
                (true, _) => Value::NoText,
                (false, true) => row.try_get::<String, _>(index)?.into(),
                (false, false) => row.try_get::<i64, _>(index)?.into(),
            });
        }
        rows.push(values);
    }
    Ok(rows)
}
