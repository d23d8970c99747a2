//! Lines month by month.

use outlook::api::{LineOutlook, OrderDetails};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::asking::{Asked, TODAY};
use crate::snapshots::{invoice, line, order, snapshot, usage, with};

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn drawn(line: &LineOutlook) -> Decimal {
    let sum = |m: &outlook::api::LineMonth| {
        amount(&m.invoiced) + amount(&m.scheduled) + amount(&m.estimated)
    };
    line.months.iter().map(sum).sum()
}

/// The first month of an engine's event on a line.
fn month_of(preview: &Value, code: &str, order: &str, line: &str) -> Option<String> {
    let invoices = preview["invoices"].as_array().unwrap();
    let month = |id: &Value| {
        let invoice = invoices.iter().find(|invoice| invoice["id"] == *id).unwrap();
        invoice["billingPeriod"].as_str().unwrap().to_owned()
    };
    let events = preview["events"].as_array().unwrap().iter();
    let on_line = events.filter(|event| {
        event["code"] == code
            && event["purchaseOrderId"] == order
            && event["lineItemNumber"] == line
    });
    on_line.map(|event| month(&event["invoiceId"])).min()
}

#[test]
fn months_sum_up_from_the_opening_to_the_closing_and_agree_with_the_engines_events() {
    let mut all = vec![Asked::estimated("2026-03")];
    all.extend((0..120).filter_map(Asked::random));
    let mut run_outs = 0;
    for mut asked in all {
        let preview: Value = serde_json::from_str(&asked.preview()).unwrap();
        for row in asked.orders() {
            let OrderDetails { row: own, lines, .. } = asked.order(&row.id);
            assert_eq!(own, row);
            for line in lines {
                let (code, number) = ("OUT_OF_BALANCE", line.number.as_str());
                assert_eq!(line.runs_out, month_of(&preview, code, &row.id, number));
                let code = "BALANCE_BELOW_THRESHOLD";
                assert_eq!(line.threshold_month, month_of(&preview, code, &row.id, number));
                run_outs += usize::from(line.runs_out.is_some());
                assert!(line.months.windows(2).all(|two| two[0].month < two[1].month));
                let (Some(opening), Some(closing)) = (&line.opening, &line.closing) else {
                    assert!(line.months.iter().all(|month| month.balance.is_none()));
                    continue;
                };
                assert_eq!(amount(opening) - amount(closing), drawn(&line), "{row:?}");
                assert_eq!(line.months.last().unwrap().balance.as_ref(), Some(closing));
                for month in &line.months {
                    let balance = amount(month.balance.as_ref().unwrap());
                    if let Some((low, high)) = &month.range {
                        assert!(amount(low) <= balance && balance <= amount(high));
                    }
                }
                if let Some(runs_out) = &line.runs_out {
                    assert!(line.runs_out_early.as_ref().unwrap() <= runs_out);
                }
            }
        }
    }
    assert!(run_outs > 20, "{run_outs}");
}

#[test]
fn what_is_invoiced_scheduled_and_estimated_is_told_apart() {
    let facts = snapshot(
        &[order("PO-1", &[line("1", "all", "1000")])],
        &[invoice("A", "2026-02", "100")],
        &[usage("b", "2026-02", "20"), usage("estimate:c", "2026-04", "3")],
    );
    let lines = Asked::open(&facts).order("PO-1").lines;
    let shown = |month: &str| {
        let month = lines[0].months.iter().find(|m| m.month == month).unwrap().clone();
        [month.invoiced, month.scheduled, month.estimated, month.balance.unwrap()].join(" ")
    };
    assert_eq!(shown("2026-02"), "100.00 20.00 0.00 880.00");
    assert_eq!(shown("2026-04"), "0.00 0.00 3.00 877.00");
}

#[test]
fn the_threshold_is_three_quarters_exactly() {
    for (total, expected) in [("0.02", None), ("0.03", Some("2026-03"))] {
        // Three quarters of 0.09 are 0.0675, which no cent is.
        let facts = snapshot(
            &[order("PO-1", &[line("1", "all", "0.09")])],
            &[invoice("A", "2026-03", total)],
            &[],
        );
        let lines = Asked::open(&facts).order("PO-1").lines;
        assert_eq!(lines[0].threshold_month.as_deref(), expected, "{total}");
    }
}

#[test]
fn a_document_in_another_currency_draws_nothing() {
    let yen = json!({"currency": "JPY", "purchaseOrderReference": "PO-1"});
    let facts = snapshot(
        &[order("PO-1", &[line("1", "all", "1000")])],
        &[with(invoice("YEN", "2026-03", "700"), &yen), invoice("A", "2026-03", "10")],
        &[],
    );
    let details = Asked::open(&facts).order("PO-1");
    assert_eq!(drawn(&details.lines[0]), amount("10"));
    assert_eq!((details.row.balance.as_deref(), details.row.documents), (Some("990.00"), 2));
}

#[test]
fn a_purchase_order_that_a_reference_creates_has_the_currency_of_its_first_document() {
    let named = |currency: &str| json!({"currency": currency, "purchaseOrderReference": "NEW"});
    let facts = snapshot(
        &[],
        &[
            with(invoice("A", "2026-03", "700"), &named("JPY")),
            with(invoice("B", "2026-04", "9"), &named("USD")),
        ],
        &[],
    );
    let details = Asked::open(&facts).order("NEW");
    assert!(details.row.created && details.row.without_contacts && details.order.is_none());
    assert_eq!((&*details.row.currency, &*details.row.value), ("JPY", "700"));
    assert_eq!(details.lines[0].currency, "JPY");
    assert_eq!(drawn(&details.lines[0]), amount("700"));
}

#[test]
fn what_is_left_now_counts_what_is_issued_or_was_due() {
    let facts = snapshot(
        &[order("PO-1", &[line("1", "all", "1000")])],
        &[invoice("A", "2026-05", "100")],
        &[usage("b", "2026-02", "20"), usage("c", "2026-03", "3"), usage("d", "2026-06", "4")],
    );
    let row = Asked::open(&facts).order("PO-1").row;
    assert_eq!(row.balance.as_deref(), Some("880.00"));
    assert_eq!(row.closing.as_deref(), Some("873.00"));
    assert_eq!(row.next, Some(("preview:c".to_owned(), "2026-03".to_owned())));
}

#[test]
fn purchase_orders_stand_in_natural_order_with_their_status() {
    let edited = |id: &str, to: Value| with(order(id, &[]), &to);
    let facts = snapshot(
        &[
            order("PO-10", &[]),
            edited("PO-9", json!({"expirationMonth": "2026-02"})),
            edited("PO-8", json!({"suspended": true})),
            edited("PO-7", json!({"suspended": true, "expirationMonth": "2026-01"})),
        ],
        &[],
        &[],
    );
    let rows = Asked::open_in(&facts, TODAY).orders();
    let shown: Vec<_> = rows.iter().map(|row| (&*row.id, &*row.status)).collect();
    let expected = [
        ("PO-7", "suspended-expired"),
        ("PO-8", "suspended"),
        ("PO-9", "expired"),
        ("PO-10", "active"),
    ];
    assert_eq!(shown, expected);
    assert_eq!(rows[0].balance, None);
}
