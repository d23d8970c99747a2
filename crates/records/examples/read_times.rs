//! How long the main reads take for an organisation of 100 purchase orders with 100 lines each:
//! the middle, and what one in a hundred takes longer than, over 200 reads of each.
//!
//! `cargo run --release -p records --example read_times -- sqlite:times.db`, or the address of
//! an empty PostgreSQL database. Take a file that is not there.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use procurement::{Sellers, Workspace};
use records::agreements::View;
use records::edits::{Save, save};
use records::invoices::{InvoiceQuery, invoices};
use records::invoicing::{Bound, RunScope, run_within};
use records::organisations::{NewAccount, NewOrganisation, OrganisationKind, create_organisation};
use records::purchase_orders::{OrderQuery, find, list};
use records::{
    Actor, Database, OrganisationId, Outlook, Records, TravellingClock, Value, insert_many,
};
use serde_json::json;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ORDERS: usize = 100;
const LINES: usize = 100;

/// Charges that are issued before anything is read, and those that are still to come.
const ISSUED: usize = 5_000;
const AHEAD: usize = 2_000;

/// How often each is read.
const READS: usize = 200;

/// Rows of a page.
const PAGE: usize = 100;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let url = std::env::args().nth(1).ok_or("which database?")?;
    let clock = Arc::new(TravellingClock::at("2026-10-05T09:00:00Z".parse()?));
    let records = Records::new(Database::open(&url).await?, clock, Sellers::built_in());
    let organisation = make(&records).await?;
    println!("{ORDERS} purchase orders of {LINES} lines, {:?}", records.database().kind());
    let actor = Actor::system("bench");
    measure("facts after a change", async || {
        records.write(&organisation, &actor, None).await?.commit().await?;
        Ok(records.facts(&organisation).await?.charges.len())
    })
    .await?;
    measure("list of purchase orders", async || {
        let facts = records.facts(&organisation).await?;
        let listed = list(&facts, &OrderQuery::default())?;
        Ok(serde_json::to_string(&listed[..PAGE.min(listed.len())])?.len())
    })
    .await?;
    measure("one purchase order", async || {
        let facts = records.facts(&organisation).await?;
        Ok(serde_json::to_string(&find(&facts, "PO-050")?)?.len())
    })
    .await?;
    measure("list of charges", async || {
        let facts = records.facts(&organisation).await?;
        let page = facts.charges.iter().take(PAGE).collect::<Vec<_>>();
        Ok(serde_json::to_string(&page)?.len())
    })
    .await?;
    measure("list of invoices", async || {
        let query = InvoiceQuery { limit: Some(PAGE), ..InvoiceQuery::default() };
        let listed = invoices(&records, &organisation, &View::Organisation, &query).await?;
        Ok(serde_json::to_string(&listed.items)?.len())
    })
    .await?;
    let snapshot = async || -> Outcome<String> {
        let facts = records.facts(&organisation).await?;
        Ok(facts.snapshot(Outlook::Expected(facts.horizon()))?.to_json())
    };
    measure("snapshot of the account", async || Ok(snapshot().await?.len())).await?;
    measure("preview of the account", async || {
        let workspace = Workspace::load(snapshot().await?, records.sellers());
        let workspace = workspace.map_err(|problems| problems.to_string())?;
        Ok(workspace.preview(None).map_err(|problems| problems.to_string())?.len())
    })
    .await
}

/// Reads again and again, and prints how long that took and how much came.
async fn measure(what: &str, read: impl AsyncFn() -> Outcome<usize>) -> Outcome<()> {
    let mut size = 0;
    let mut taken = Vec::with_capacity(READS);
    for _ in 0..READS {
        let begun = Stopwatch::now();
        size = read().await?;
        taken.push(begun.elapsed());
    }
    taken.sort_unstable();
    let at = |hundredth: usize| milliseconds(taken[(READS * hundredth / 100).min(READS - 1)]);
    println!("{what:25} p50 {} ms  p99 {} ms  ({size})", at(50), at(99));
    Ok(())
}

/// With one decimal.
fn milliseconds(taken: Duration) -> String {
    let tenths = taken.as_micros() / 100;
    format!("{:>5}.{}", tenths / 10, tenths % 10)
}

async fn make(records: &Records) -> Outcome<OrganisationId> {
    let actor = Actor::system("bench");
    let account = NewAccount { id: "123456789012".to_owned(), name: "Bench".to_owned() };
    let kind = OrganisationKind::Organisation;
    let new = NewOrganisation { id: None, name: "Bench".to_owned(), kind, account };
    let organisation = create_organisation(records, &actor, new).await?.id;
    let mut write = records.write(&organisation, &actor, None).await?;
    let edits = (0..ORDERS).map(order).collect();
    save(records, &mut write, &Save { edits, ..Save::default() }).await?;
    write.commit().await?;
    let mut write = records.write(&organisation, &actor, None).await?;
    let rows = (0..ISSUED + AHEAD).map(|number| charge(&organisation, number)).collect();
    let columns = "charges (organisation, id, account, agreement, revision, kind, state, due_at, \
                   purchase_order, carried_over, document, created_at)";
    insert_many(write.connection(), columns, rows, "").await?;
    write.commit().await?;
    let scope = RunScope::OutOfCycle(records.now());
    run_within(records, &organisation, &actor, scope, Bound::Waived).await?;
    Ok(organisation)
}

fn order(number: usize) -> serde_json::Value {
    let lines: Vec<serde_json::Value> = (1..=LINES)
        .map(|line| {
            json!({
                "number": line.to_string(), "type": "marketplace-blanket-usage",
                "startMonth": "2026-01", "endMonth": "2027-12", "amount": "1000.00",
                "quantity": "10", "balanceTracking": true,
            })
        })
        .collect();
    json!({ "add": { "purchaseOrder": {
        "id": format!("PO-{number:03}"), "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": "2026-01", "expirationMonth": "2027-12", "lineItems": lines,
        "contacts": [{ "email": "payables@example.com" }],
    } } })
}

/// A charge that fell due, or one of the months ahead.
fn charge(organisation: &OrganisationId, number: usize) -> Vec<Value> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let now = 1_791_190_800_000_i64;
    let days = match number.checked_sub(ISSUED) {
        None => -1,
        Some(ahead) => i64::try_from(ahead % 360).unwrap_or_default() + 1,
    };
    let reference = number.is_multiple_of(2).then(|| format!("PO-{:03}", number % ORDERS));
    let document = json!({
        "description": "Instalment", "category": "marketplace", "cycle": "out-of-cycle",
        "billFrom": "AWS_INC", "currency": "USD", "amount": format!("{}.50", number % 400),
    });
    vec![
        organisation.as_str().into(),
        format!("ch-{number:06}").into(),
        "123456789012".into(),
        format!("agmt-{number:06}").into(),
        1_i64.into(),
        "fixed".into(),
        "future".into(),
        (now + days * DAY).into(),
        reference.into(),
        0_i64.into(),
        document.to_string().into(),
        now.into(),
    ]
}
