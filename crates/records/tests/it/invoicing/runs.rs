//! Runs: again, in order, several at once, interrupted, and as they were previewed.

use std::time::Duration;

use procurement::Sellers;
use records::edits::{Save, save};
use records::invoicing::{RunScope, RunState, dry_run, find_run, run, run_due, runs};
use records::{Database, DatabaseKind, RecordError, Records};
use serde_json::{Value, json};

use crate::buyer::{Buyer, NewCharge, fixed, line, monthly, usage};
use crate::databases::{actor, on_both, refusal};

const DUE: &str = "2026-01-05T09:00:00Z";

/// Charges that are due, each on an invoice of its own.
fn many(count: usize) -> Vec<NewCharge> {
    let charge =
        |index| fixed(&format!("c{index:05}"), "1.00", DUE).agreement(&format!("a{index}"));
    (0..count).map(charge).collect()
}

on_both!(a_run_again_issues_nothing_new, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "1000")]).await;
    buyer.charges(&[usage("u"), monthly("m", "3", "2026-01"), fixed("f", "4", DUE)]).await;
    buyer.meter("u", "2026-01", "2.50").await;
    buyer.at("2026-02-03T00:00:00Z");
    let first = buyer.close("2026-01").await.unwrap();
    assert_eq!((first.state, first.planned, first.issued), (RunState::Done, 2, 2));
    let documents = buyer.documents().await;
    assert_eq!(documents, ["400 by match to A/1", "550 by match to A/1"]);
    let again = buyer.close("2026-01").await.unwrap();
    assert_eq!((again.id, again.state, again.planned), (first.id, RunState::Done, 2));
    assert_eq!(buyer.issue().await, 0);
    assert_eq!(buyer.documents().await, documents);
    assert_eq!(runs(&records, &buyer.id, None, 10).await.unwrap().len(), 1);
    buyer.assert_sound().await;
});

on_both!(months_are_closed_when_they_are_over_and_in_order, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[monthly("a", "1", "2026-01"), monthly("b", "1", "2026-02")]).await;
    buyer.at("2026-02-02T23:59:59.999Z");
    assert_eq!(refusal(buyer.close("2026-01").await), ["PERIOD_NOT_OVER"]);
    buyer.at("2026-03-03T00:00:00Z");
    assert_eq!(refusal(buyer.close("2026-02").await), ["PERIOD_ORDER"]);
    buyer.close("2026-01").await.unwrap();
    assert_eq!(buyer.documents().await.len(), 1);
    buyer.close("2026-02").await.unwrap();
    assert_eq!(buyer.documents().await.len(), 2);
});

on_both!(what_is_previewed_is_what_is_issued, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "20")]).await;
    buyer.order("B", &[line("1", "all", "30"), line("2", "subscription", "5")]).await;
    let mut charges = vec![
        fixed("s1", "4.005", DUE).with("category", "subscription"),
        fixed("s2", "4", DUE).with("category", "subscription"),
        fixed("r1", "7", DUE).reference("NEW"),
        fixed("r2", "8", "2026-01-20T00:00:00Z").reference("NEW"),
        fixed("credit", "-6", "2026-01-21T00:00:00Z"),
        fixed("yen", "700", DUE).with("currency", "JPY"),
        usage("u1"),
        usage("u2").with("invoiceUnit", "U1"),
        monthly("m1", "2", "2026-01").reference("B"),
    ];
    charges.extend(many(12));
    buyer.charges(&charges).await;
    buyer.meter("u1", "2026-01", "1.235").await;
    buyer.meter("u2", "2026-01", "-1.5").await;
    buyer.at("2026-02-03T00:00:00Z");
    let scope = RunScope::Monthly("2026-01".parse().unwrap());
    let preview: Value =
        serde_json::from_str(&dry_run(&records, &buyer.id, scope).await.unwrap()).unwrap();
    assert_eq!(buyer.documents().await.len(), 0);
    buyer.close("2026-01").await.unwrap();
    let mut issued = Vec::new();
    for number in buyer.numbers().await {
        let view = records::agreements::View::Organisation;
        let invoice =
            records::invoices::find_invoice(&records, &buyer.id, &view, &number).await.unwrap();
        let mut lines: Vec<String> = invoice
            .lines
            .iter()
            .map(|line| match line.occurrence.as_str() {
                "once" => line.charge.clone(),
                month => format!("{}:{month}", line.charge),
            })
            .collect();
        lines.sort();
        let summary = serde_json::to_value(&invoice.summary).unwrap();
        issued.push(json!([
            summary["type"],
            lines,
            summary["billFrom"],
            summary["currency"],
            summary["billingPeriod"],
            summary["total"],
            summary["by"],
            summary["purchaseOrderId"],
            summary["lineItemNumber"],
            invoice.covered,
            invoice.balance_after,
        ]));
    }
    let previewed: Vec<Value> = preview["invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let keys = [
                "type",
                "charges",
                "billFrom",
                "currency",
                "billingPeriod",
                "total",
                "by",
                "purchaseOrderId",
                "lineItemNumber",
                "covered",
                "balanceAfter",
            ];
            Value::Array(keys.iter().map(|key| entry[key].clone()).collect())
        })
        .collect();
    assert_eq!(issued, previewed);
    assert_eq!(issued.len(), 20);
    buyer.assert_sound().await;
});

/// Another process with connections of its own to the same database, as far as it has several.
async fn another_process(buyer: &Buyer) -> Records {
    if buyer.records.database().kind() == DatabaseKind::Sqlite {
        return (*buyer.records).clone();
    }
    let mut read = buyer.records.read().await.unwrap();
    let (name,): (String,) =
        sqlx::query_as("select current_database()::text").fetch_one(&mut *read).await.unwrap();
    let server = std::env::var("TIEBACK_TEST_POSTGRES").unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let database = Database::open(&format!("{address}/{name}")).await.unwrap();
    Records::new(database, buyer.records.clock.clone(), Sellers::built_in())
}

on_both!(f1_eight_runs_at_once_issue_each_invoice_once, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "1000")]).await;
    let mut charges = many(1200);
    charges
        .extend((0..30).map(|index| usage(&format!("u{index}")).reference(&format!("R{index}"))));
    buyer.charges(&charges).await;
    for index in 0..30 {
        buyer.meter(&format!("u{index}"), "2026-01", "2").await;
    }
    buyer.at("2026-02-03T00:00:00Z");
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let records = another_process(&buyer).await;
        let id = buyer.id.clone();
        tasks.push(tokio::spawn(async move {
            loop {
                match run_due(&records, &id, &actor()).await {
                    Err(RecordError::Busy) => tokio::time::sleep(Duration::from_millis(20)).await,
                    done => break done.map(|_| ()),
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(buyer.documents().await.len(), 1230);
    let (lines,) = buyer
        .rows::<(i64,)>("select count(*) from invoice_lines where organisation = $1")
        .await
        .remove(0);
    assert_eq!(lines, 1230);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "-200.00");
    buyer.assert_sound().await;
});

on_both!(what_changes_between_batches_moves_what_is_left, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("B", &[line("1", "all", "100000")]).await;
    buyer.order("A", &[line("1", "all", "100000")]).await;
    buyer.charges(&many(2500)).await;
    let other = another_process(&buyer).await;
    let id = buyer.id.clone();
    let runner = tokio::spawn({
        let (records, id) = ((*buyer.records).clone(), id.clone());
        async move { run(&records, &id, &actor(), RunScope::OutOfCycle(records.now())).await }
    });
    // Suspends A as soon as a batch is out, and is between it and the next.
    let moved_at = loop {
        assert!(!runner.is_finished(), "the run ended before anything changed");
        let Ok(mut write) = other.write(&id, &actor(), None).await else { continue };
        let (organisation, connection) = write.parts();
        let issued: Option<(i64,)> =
            sqlx::query_as("select issued from runs where organisation = $1")
                .bind(organisation)
                .fetch_optional(connection)
                .await
                .unwrap();
        match issued {
            Some((issued,)) if issued >= 1000 => {
                let edits = vec![json!({"set": {"purchaseOrder": "A"}, "to": {"suspended": true}})];
                save(&other, &mut write, &Save { edits, ..Save::default() }).await.unwrap();
                write.commit().await.unwrap();
                break issued;
            }
            _ => drop(write),
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    let done = runner.await.unwrap().unwrap();
    assert!(moved_at < 2500, "the change came when all was issued");
    assert_eq!((done.state, done.planned, done.issued), (RunState::Done, 2500, 2500));
    let documents = buyer.documents().await;
    let (before, after) = documents.split_at(usize::try_from(moved_at).unwrap());
    assert!(before.iter().all(|document| document == "100 by match to A/1"));
    assert!(after.iter().all(|document| document == "100 by match to B/1"));
    assert_eq!(documents.len(), 2500);
    buyer.assert_sound().await;
});

on_both!(charges_that_come_between_batches_get_an_invoice_of_their_own, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[monthly("a", "1", "2026-01")]).await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    // As if the run had been interrupted after its first batch, and a charge come in.
    buyer.tamper(&["update organisations set closed_through = null"]).await;
    buyer.charges(&[monthly("b", "2", "2026-01")]).await;
    let run = buyer.close("2026-01").await.unwrap();
    assert_eq!((run.state, run.issued), (RunState::Done, 2));
    assert_eq!(buyer.documents().await, ["100 by none to -", "200 by none to -"]);
    buyer.assert_sound().await;
});

on_both!(a_run_that_is_killed_goes_on_where_it_was, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "100000")]).await;
    buyer.charges(&many(2200)).await;
    for milliseconds in [1, 40, 150, 400] {
        let (records, id) = ((*buyer.records).clone(), buyer.id.clone());
        let killed = tokio::spawn(async move {
            run(&records, &id, &actor(), RunScope::OutOfCycle(records.now())).await
        });
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        killed.abort();
        let _ = killed.await;
        // Whole batches or nothing.
        buyer.assert_sound().await;
    }
    let run = buyer.issue_due().await.unwrap();
    assert_eq!((run.state, run.planned, run.issued), (RunState::Done, 2200, 2200));
    assert_eq!(buyer.documents().await.len(), 2200);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "97800.00");
    buyer.assert_sound().await;
});

on_both!(runs_are_listed_and_found, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.bill(fixed("a", "1", DUE)).await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    let listed = runs(&records, &buyer.id, None, 10).await.unwrap();
    let names: Vec<String> =
        listed.iter().map(|run| format!("{} {}", run.kind, run.through)).collect();
    assert_eq!(names, ["monthly 2026-01", "out-of-cycle 2026-01-05"]);
    assert_eq!(runs(&records, &buyer.id, Some(2), 10).await.unwrap(), listed[1..]);
    assert_eq!(find_run(&records, &buyer.id, 2).await.unwrap(), listed[0]);
    assert_eq!(refusal(find_run(&records, &buyer.id, 3).await), ["no run 3"]);
});
