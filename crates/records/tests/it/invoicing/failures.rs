//! The classes of failure that invoicing systems are known for, each by its number (F1, several
//! at once, is among the runs).

use std::time::Duration;

use records::invoicing::{NewCreditMemo, RunState, create_credit_memo, run_due, runs};
use records::{DatabaseKind, IdempotencyKey, RecordError};
use serde_json::json;

use crate::buyer::{Buyer, fixed, line, monthly, usage};
use crate::databases::{TestRecords, actor, new_organisation, on_both, refusal};

const DUE: &str = "2026-01-05T09:00:00Z";

// Any text may be a reference: none of them is "none".
on_both!(a_reference_that_looks_like_nothing_shares_no_invoice_with_nothing, |records| async {
    let buyer = Buyer::new(&records).await;
    let named = monthly("a", "1", "2026-01").reference("-");
    buyer.charges(&[named, monthly("b", "1", "2026-01")]).await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    assert_eq!(buyer.documents().await.len(), 2);
    buyer.assert_sound().await;
});

// A purchase order has a hundred lines at most, those that charges add included: one more could be
// read by nobody.
on_both!(charges_add_no_line_too_many, |records| async {
    let buyer = Buyer::new(&records).await;
    let lines: Vec<_> = (1..=99).map(|n| line(&format!("{n}0"), "all", "1")).collect();
    buyer.order("A", &lines).await;
    buyer.charges(&[monthly("a", "1", "2026-01"), monthly("b", "1", "2026-01")]).await;
    let names = |charge: &str, line: &str| {
        let to = json!({"purchaseOrderReference": "A", "purchaseOrderLine": line});
        json!({"set": {"charge": charge}, "to": to})
    };
    let refused = buyer.save(json!([names("a", "1"), names("b", "2")])).await;
    assert_eq!(refusal(refused), ["QUOTA_EXCEEDED /edits"]);
    buyer.save(json!([names("a", "1"), names("b", "1")])).await.unwrap();
    let more = json!([{"add": {"purchaseOrder": "A", "lineItem": line("2", "all", "1")}}]);
    assert_eq!(refusal(buyer.save(more).await), ["QUOTA_EXCEEDED /edits"]);
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    let saved = buyer.save(json!([{"set": {"purchaseOrder": "A"}, "to": {"description": "x"}}]));
    saved.await.unwrap();
});

// What was drawn is counted in the currency of the purchase order.
on_both!(a_purchase_order_that_was_drawn_on_keeps_its_currency, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "1000")]).await;
    let euros = json!([{"set": {"purchaseOrder": "A"}, "to": {"currency": "EUR"}}]);
    let dollars = json!([{"set": {"purchaseOrder": "A"}, "to": {"currency": "USD"}}]);
    buyer.save(euros.clone()).await.unwrap();
    buyer.save(dollars).await.unwrap();
    buyer.charges(&[monthly("a", "123.45", "2026-01")]).await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    assert_eq!(refusal(buyer.save(euros).await), ["CURRENCY_IN_USE /edits"]);
});

on_both!(f2_a_run_that_is_started_twice_is_no_failure, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[monthly("a", "1", "2026-01"), fixed("b", "1", DUE)]).await;
    buyer.at("2026-02-03T00:00:00Z");
    let first = buyer.close("2026-01").await.unwrap();
    // An hour later the same job comes again.
    buyer.at("2026-02-03T01:00:00Z");
    let second = buyer.close("2026-01").await.unwrap();
    assert_eq!((second.id, second.state), (first.id, RunState::Done));
    assert_eq!(buyer.documents().await.len(), 2);
});

on_both!(f3_the_last_moment_of_a_month_is_billed_in_it_and_once, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer
        .charges(&[
            fixed("a", "1", "2026-01-31T23:59:59.999Z"),
            fixed("b", "2", "2026-02-01T00:00:00.000Z"),
        ])
        .await;
    for moment in [
        "2026-01-31T23:59:59.998Z",
        "2026-01-31T23:59:59.999Z",
        "2026-02-01T00:00:00.000Z",
        "2026-02-01T12:00:00.000Z",
    ] {
        buyer.at(moment);
        run_due(&records, &buyer.id, &actor()).await.unwrap();
    }
    let periods = buyer.rows::<(String, i64)>(
        "select billing_period, total from invoices where organisation = $1 order by sequence",
    );
    let expected = [("2026-01".to_owned(), 100), ("2026-02".to_owned(), 200)];
    assert_eq!(periods.await, expected);
});

on_both!(f4_every_day_of_a_spring_bills_each_month_once, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[usage("u")]).await;
    for month in ["2026-02", "2026-03", "2026-04"] {
        buyer.meter("u", month, "1").await;
    }
    // Across the days on which clocks are put forward, at an hour that some of them lack.
    let start: procurement::Instant = "2026-02-26T02:30:00Z".parse().unwrap();
    for day in 0..72 {
        let moment = start.milliseconds() + day * 24 * 60 * 60 * 1000;
        records.clock.travel(procurement::Instant::from_milliseconds(moment));
        run_due(&records, &buyer.id, &actor()).await.unwrap();
    }
    let periods = buyer.rows::<(String, i64)>(
        "select billing_period, issued_at from invoices where organisation = $1 order by sequence",
    );
    let periods: Vec<String> = periods
        .await
        .into_iter()
        .map(|(period, at)| format!("{period} {}", procurement::Instant::from_milliseconds(at)))
        .collect();
    let expected = [
        "2026-02 2026-03-03T00:00:00.000Z",
        "2026-03 2026-04-03T00:00:00.000Z",
        "2026-04 2026-05-03T00:00:00.000Z",
    ];
    assert_eq!(periods, expected);
});

on_both!(f5_a_schedule_at_month_ends_never_stops, |records| async {
    let buyer = Buyer::new(&records).await;
    let ends = [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
        "2026-10-31",
        "2026-11-30",
        "2026-12-31",
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
    ];
    let charges: Vec<_> = ends
        .iter()
        .map(|day| fixed(&format!("c-{day}"), "1", &format!("{day}T00:00:00Z")))
        .collect();
    buyer.charges(&charges).await;
    for day in ends {
        buyer.at(&format!("{day}T08:00:00Z"));
        run_due(&records, &buyer.id, &actor()).await.unwrap();
    }
    let periods = buyer
        .rows::<(String,)>(
            "select billing_period from invoices where organisation = $1 order by sequence",
        )
        .await;
    let periods: Vec<String> = periods.into_iter().map(|(period,)| period).collect();
    let expected: Vec<&str> = ends.iter().map(|day| &day[..7]).collect();
    assert_eq!(periods, expected);
    buyer.assert_sound().await;
});

on_both!(f6_an_invoice_is_rounded_once_and_given_back_to_the_cent, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "1000")]).await;
    // Each line rounded by itself would be 335.01 in all.
    buyer
        .charges(&[
            monthly("a", "111.665", "2026-01"),
            monthly("b", "111.665", "2026-01"),
            monthly("c", "111.665", "2026-01"),
        ])
        .await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    assert_eq!(buyer.documents().await, ["33500 by match to A/1"]);
    let invoice = buyer.numbers().await.remove(0);
    for _ in 0..3 {
        buyer.memo(&invoice, "111.66").await.unwrap();
    }
    assert_eq!(refusal(buyer.memo(&invoice, "0.03").await), ["INVALID_AMOUNT /amount"]);
    buyer.memo(&invoice, "0.02").await.unwrap();
    assert_eq!(refusal(buyer.memo(&invoice, "0.01").await), ["INVALID_AMOUNT /amount"]);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "1000.00");
    buyer.assert_sound().await;
});

on_both!(f7_amounts_have_the_digits_of_their_currency, |records| async {
    let buyer = Buyer::new(&records).await;
    for (id, currency, amount) in
        [("a", "JPY", "1200"), ("b", "USD", "12.005"), ("c", "KWD", "1.2345"), ("d", "CLF", "1.5")]
    {
        buyer.bill(fixed(id, amount, DUE).with("currency", currency)).await;
    }
    let totals = buyer
        .rows::<(i64,)>("select total from invoices where organisation = $1 order by sequence")
        .await;
    assert_eq!(totals, [(1200,), (1200,), (1234,), (15000,)]);
    let yen = buyer.numbers().await.remove(0);
    assert_eq!(refusal(buyer.memo(&yen, "1.5").await), ["INVALID_AMOUNT /amount"]);
    buyer.memo(&yen, "1").await.unwrap();
    buyer.assert_sound().await;
});

on_both!(f8_what_is_left_of_an_invoice_is_given_back_once, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "1000")]).await;
    buyer.bill(fixed("c", "50", DUE)).await;
    let invoice = buyer.numbers().await.remove(0);
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let (buyer, invoice) = (buyer.clone(), invoice.clone());
        tasks.push(tokio::spawn(async move {
            let mut write = loop {
                match buyer.records.write(&buyer.id, &actor(), None).await {
                    Err(RecordError::Busy) => {}
                    write => break write.unwrap(),
                }
            };
            let memo = NewCreditMemo { amount: "10".to_owned(), reason: "Again".to_owned() };
            create_credit_memo(&buyer.records, &mut write, &invoice, &memo).await?;
            write.commit().await
        }));
    }
    let mut given = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => given += 1,
            refused => assert_eq!(refusal(refused), ["INVALID_AMOUNT /amount"]),
        }
    }
    assert_eq!(given, 5);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "1000.00");
    buyer.assert_sound().await;
});

on_both!(f9_a_credit_memo_that_is_sent_twice_is_made_once, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.bill(fixed("c", "50", DUE)).await;
    let invoice = buyer.numbers().await.remove(0);
    let key = IdempotencyKey {
        principal: "user:u-test".to_owned(),
        key: "memo-1".to_owned(),
        request_hash: "same".to_owned(),
    };
    let mut answers = Vec::new();
    for _ in 0..2 {
        match records.write(&buyer.id, &actor(), Some(&key)).await {
            Ok(mut write) => {
                let memo = NewCreditMemo { amount: "10".to_owned(), reason: "Once".to_owned() };
                let number =
                    create_credit_memo(&records, &mut write, &invoice, &memo).await.unwrap();
                answers.push(write.commit_with(201, &json!({"id": number})).await.unwrap());
            }
            Err(RecordError::Replayed(answer)) => answers.push(answer),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(buyer.documents().await.len(), 2);
});

on_both!(f10_numbers_are_without_gaps_by_seller_kind_and_year, |records| async {
    let buyer = Buyer::new(&records).await;
    let korea = |id: &str, due: &str| fixed(id, "1", due).with("billFrom", "AWS_KOREA");
    buyer
        .charges(&[
            fixed("a", "1", DUE),
            korea("b", DUE),
            fixed("c", "-1", DUE).agreement("agmt-1"),
            fixed("d", "1", "2027-02-01T00:00:00Z"),
            fixed("e", "1", DUE).agreement("agmt-2"),
            korea("f", "2027-02-01T00:00:00Z"),
        ])
        .await;
    buyer.issue().await;
    let invoice = buyer.numbers().await.remove(0);
    buyer.memo(&invoice, "1").await.unwrap();
    // What is refused takes no number.
    assert!(buyer.memo(&invoice, "1").await.is_err());
    buyer.at("2027-02-01T00:00:00Z");
    buyer.issue().await;
    let mut numbers = buyer.numbers().await;
    numbers.sort();
    let expected = [
        "CM-AWS_INC-2026-000001",
        "CM-AWS_INC-2026-000002",
        "INV-AWS_INC-2026-000001",
        "INV-AWS_INC-2026-000002",
        "INV-AWS_INC-2027-000001",
        "INV-AWS_KOREA-2026-000001",
        "INV-AWS_KOREA-2027-000001",
    ];
    assert_eq!(numbers, expected);
    buyer.assert_sound().await;
});

async fn another_organisation(records: &TestRecords) -> Buyer {
    let kind = records::organisations::OrganisationKind::Regular;
    let new = new_organisation(kind, "222222222222");
    let organisation =
        records::organisations::create_organisation(records, &actor(), new).await.unwrap();
    Buyer { records: records.clone(), id: organisation.id }
}

on_both!(f11_the_numbers_of_one_organisation_hold_up_no_other, |records| async {
    let buyer = Buyer::new(&records).await;
    let other = another_organisation(&records).await;
    // The same charge id is another charge in another organisation.
    for each in [&buyer, &other] {
        each.charges(&[fixed("c", "1", DUE)]).await;
    }
    if records.database().kind() == DatabaseKind::Postgres {
        // One is in the middle of a change, and the other does not wait for its end.
        let held = records.change(&buyer.id).await;
        other.issue_due().await.unwrap();
        drop(held);
    } else {
        other.issue_due().await.unwrap();
    }
    buyer.issue_due().await.unwrap();
    assert_eq!(buyer.numbers().await, ["INV-AWS_INC-2026-000001"]);
    assert_eq!(other.numbers().await, ["INV-AWS_INC-2026-000001"]);
    other.assert_sound().await;
});

on_both!(f12_a_run_that_cannot_go_on_is_parked_and_taken_up_again, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[fixed("a", "1", DUE), fixed("b", "1", DUE).with("currency", "ZZZ")]).await;
    for _ in 0..2 {
        assert!(matches!(buyer.issue_due().await, Err(RecordError::Damaged(_))));
        let run = runs(&records, &buyer.id, None, 1).await.unwrap().remove(0);
        assert_eq!((run.id, run.state), (1, RunState::Parked));
        assert!(run.reason.unwrap().contains("currency"));
    }
    assert_eq!(buyer.documents().await.len(), 0);
    buyer.tamper(&["update charges set state = 'withdrawn' where id = 'b'"]).await;
    let run = buyer.issue_due().await.unwrap();
    assert_eq!((run.id, run.state, run.reason, run.issued), (1, RunState::Done, None, 1));
});

on_both!(f13_who_finds_the_records_held_is_told_to_come_again, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[fixed("a", "1", DUE)]).await;
    let held = records.change(&buyer.id).await;
    let refused = buyer.issue_due().await;
    assert!(matches!(refused, Err(RecordError::Busy)), "{refused:?}");
    drop(held);
    tokio::time::sleep(Duration::from_millis(10)).await;
    buyer.issue_due().await.unwrap();
    assert_eq!(buyer.documents().await.len(), 1);
});

on_both!(f14_what_comes_late_is_on_the_next_invoice, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.charges(&[usage("u"), usage("v")]).await;
    buyer.meter("u", "2026-01", "10").await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    // January again and more, January for the first time, and a charge for January.
    buyer.meter("u", "2026-01", "12.50").await;
    buyer.meter("v", "2026-01", "1").await;
    buyer.charges(&[monthly("m", "4", "2026-01")]).await;
    buyer.meter("u", "2026-02", "7").await;
    buyer.at("2026-03-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    assert_eq!(buyer.documents().await.len(), 1);
    buyer.close("2026-02").await.unwrap();
    // A month without anything is closed too, and what was too much comes back.
    buyer.meter("u", "2026-02", "5").await;
    buyer.at("2026-05-03T00:00:00Z");
    run_due(&records, &buyer.id, &actor()).await.unwrap();
    let periods = buyer.rows::<(String, String, i64)>(
        "select billing_period, kind, total from invoices where organisation = $1
         order by sequence",
    );
    let expected = [
        ("2026-01", "invoice", 1000),
        ("2026-02", "invoice", 1450),
        ("2026-03", "credit-memo", 200),
    ];
    let expected =
        expected.map(|(period, kind, total)| (period.to_owned(), kind.to_owned(), total));
    assert_eq!(periods.await, expected);
    let closed = buyer.rows::<(String,)>("select closed_through from organisations where id = $1");
    assert_eq!(closed.await, [("2026-04".to_owned(),)]);
    buyer.assert_sound().await;
});
