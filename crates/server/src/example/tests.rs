//! The example is believable: everything that can be shown is in it, and all of it agrees.

use std::collections::BTreeSet;
use std::sync::Arc;

use documents::NoticeEvent;
use procurement::{Instant, Sellers};
use records::agreements::View;
use records::invoices::{InvoiceQuery, invoices};
use records::invoicing::{RunScope, dry_run, run};
use records::outbox::{self, OutboxQuery};
use records::{Actor, Database, OrganisationId, Records, TravellingClock, purchase_orders, verify};

use super::people::ORGANISATION;

const NOW: &str = "2026-11-26T09:00:00Z";

async fn filled(name: &str) -> (Records, std::path::PathBuf) {
    filled_at(name, NOW).await
}

async fn filled_at(name: &str, now: &str) -> (Records, std::path::PathBuf) {
    let directory = std::env::temp_dir().join(format!("tieback-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let url = format!("sqlite:{}/records.db", directory.display());
    let database = Database::open(&url).await.unwrap();
    let now: Instant = now.parse().unwrap();
    let clock = Arc::new(TravellingClock::at(now));
    let records = Records::new(database, clock, Sellers::built_in());
    super::fill(&records, now).await.unwrap();
    (records, directory)
}

async fn finish(records: Records, directory: std::path::PathBuf) {
    records.database().close().await;
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn the_example_shows_every_state_and_agrees_with_itself() {
    let (records, directory) = filled("example-states").await;
    let organisation = OrganisationId::new(ORGANISATION);
    let facts = records.facts(&organisation).await.unwrap();
    let orders = purchase_orders::list(&facts, &purchase_orders::OrderQuery::default()).unwrap();
    assert!(orders.len() >= 25, "{} purchase orders", orders.len());
    let states: BTreeSet<_> = orders.iter().map(|order| order.standing.status).collect();
    assert_eq!(states.len(), 4, "{states:?}");
    let has = |what: &str, is: &dyn Fn(&purchase_orders::OrderView) -> bool| {
        assert!(orders.iter().any(is), "no purchase order {what}");
    };
    has("is used up", &|order| order.standing.lines.iter().any(|line| line.out_of_balance));
    has("is below the threshold", &|order| {
        order.standing.lines.iter().any(|line| line.below_threshold)
    });
    has("is the marketplace's", &|order| order.kept.made_by == "marketplace");
    has("has no contacts", &|order| order.kept.order.contacts.is_empty());
    has("expires soon", &|order| order.expiring_soon);
    let report = verify::verify(&records, &organisation, None).await.unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    finish(records, directory).await;
}

/// What a server does by itself was done in the past, and not all at once when one starts.
#[tokio::test]
async fn nothing_is_left_that_was_due_in_the_past() {
    let (records, directory) = filled("example-due").await;
    let organisation = OrganisationId::new(ORGANISATION);
    let dates = issue_dates(&records, &organisation).await;
    assert!(dates.is_sorted_by(|later, earlier| later >= earlier), "{dates:?}");
    let outbox = OutboxQuery { limit: Some(100), ..OutboxQuery::default() };
    let mail = outbox::list(&records, &organisation, &outbox).await.unwrap().items;
    let reminded: BTreeSet<_> = mail
        .iter()
        .filter(|mail| matches!(mail.payload.event, NoticeEvent::Expires { .. }))
        .map(|mail| mail.created_at.get(..7).unwrap().to_owned())
        .collect();
    assert!(reminded.len() > 3, "{reminded:?}");
    let actor = Actor::system("test");
    crate::scheduler::renew(&records, &organisation, &actor).await.unwrap();
    let told = outbox::due_expiration_notices(&records, &organisation, &actor).await.unwrap();
    assert_eq!(told, 0);
    assert_eq!(issue_dates(&records, &organisation).await, dates);
    finish(records, directory).await;
}

/// The days of the documents, the latest number first.
async fn issue_dates(records: &Records, organisation: &OrganisationId) -> Vec<String> {
    let query = InvoiceQuery { limit: Some(100), ..InvoiceQuery::default() };
    let listed = invoices(records, organisation, &View::Organisation, &query).await.unwrap();
    listed.items.into_iter().map(|invoice| invoice.issued_at).collect()
}

#[tokio::test]
async fn the_last_month_that_can_be_closed_is_open_on_every_day_and_has_usage_that_came_late() {
    let organisation = OrganisationId::new(ORGANISATION);
    for (name, now, open, before) in [
        ("first", "2026-11-01T00:30:00Z", "2026-09", "2026-08"),
        ("last", "2026-11-30T23:00:00Z", "2026-10", "2026-09"),
    ] {
        let (records, directory) = filled_at(&format!("example-open-{name}"), now).await;
        let open_month = records.facts(&organisation).await.unwrap().open_month;
        assert_eq!(open_month.to_string(), open, "{name}");
        let scope = RunScope::Monthly(open_month);
        let preview = dry_run(&records, &organisation, scope).await.unwrap();
        let preview: serde_json::Value = serde_json::from_str(&preview).unwrap();
        let documents = preview["invoices"].as_array().unwrap();
        let charges: Vec<_> = documents
            .iter()
            .flat_map(|document| document["charges"].as_array().unwrap())
            .map(|charge| charge.as_str().unwrap())
            .collect();
        for ending in [format!(":{open}"), format!(":{before}"), format!(":{before}+1")] {
            assert!(charges.iter().any(|charge| charge.ends_with(&ending)), "{name}: {charges:?}");
        }
        let run = run(&records, &organisation, &Actor::system("test"), scope).await.unwrap();
        assert_eq!(run.issued, i64::try_from(documents.len()).unwrap(), "{name}");
        let report = verify::verify(&records, &organisation, None).await.unwrap();
        assert!(report.faults.is_empty(), "{name}: {:?}", report.faults);
        finish(records, directory).await;
    }
}

#[tokio::test]
async fn two_servers_that_start_in_the_same_month_show_the_same() {
    let organisation = OrganisationId::new(ORGANISATION);
    let mut snapshots = Vec::new();
    for name in ["example-first", "example-second"] {
        let (records, directory) = filled(name).await;
        let facts = records.facts(&organisation).await.unwrap();
        let horizon = facts.horizon();
        snapshots.push(facts.snapshot(records::Outlook::Expected(horizon)).unwrap().to_json());
        finish(records, directory).await;
    }
    assert_eq!(snapshots[0], snapshots[1]);
}
