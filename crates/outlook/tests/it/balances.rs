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

#[test]
fn a_row_tells_what_to_mind_about_the_lines_that_are_tracked() {
    let untracked = with(line("2", "all", "9000"), &json!({"balanceTracking": false}));
    let facts = snapshot(
        &[
            with(order("FULL", &[line("1", "all", "1000")]), &json!({"billFrom": ["A"]})),
            with(order("EDGE", &[line("1", "all", "1000")]), &json!({"billFrom": ["B"]})),
            with(order("LOW", &[line("1", "all", "1000"), untracked]), &json!({"billFrom": ["C"]})),
            with(order("OUT", &[line("1", "all", "1000")]), &json!({"billFrom": ["D"]})),
        ],
        &[
            with(invoice("e", "2026-02", "250"), &json!({"billFrom": "B"})),
            with(invoice("l", "2026-02", "250.01"), &json!({"billFrom": "C"})),
            with(invoice("o", "2026-02", "1000"), &json!({"billFrom": "D"})),
        ],
        &[],
    );
    let rows = Asked::open(&facts).orders();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (&*row.id, row.left, row.below_threshold, row.out_of_balance))
        .collect();
    let expected = [
        ("EDGE", Some(750), false, false),
        ("FULL", Some(1000), false, false),
        ("LOW", Some(749), true, false),
        ("OUT", Some(0), true, true),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_row_tells_whom_it_tells_its_tags_and_whether_it_expires_this_month_or_next() {
    let expiring = |id: &str, month: &str| with(order(id, &[]), &json!({"expirationMonth": month}));
    let ends = json!({"endMonth": "2026-02"});
    let of = |number: &str, center: Option<&str>| {
        let own = with(line(number, "all", "10.00"), &ends);
        center.map_or(own.clone(), |center| with(own, &json!({"costCenter": center})))
    };
    let lines = [of("1", None), of("2", Some("CC-1")), of("3", Some("CC-1"))];
    let told = with(
        expiring("A", "2026-02"),
        &json!({
            "contacts": [{"name": "Ada", "email": "ada@example.com"}, {"email": "b@example.com"}],
            "tags": {"team": "data"},
            "lineItems": lines,
        }),
    );
    let facts = snapshot(
        &[told, expiring("B", "2026-03"), expiring("C", "2026-04"), expiring("D", "2026-05")],
        &[],
        &[],
    );
    let rows = Asked::open(&facts).orders();
    let soon: Vec<_> = rows.iter().map(|row| row.expiring_soon).collect();
    assert_eq!(soon, [false, true, true, false]);
    assert_eq!(rows[0].contacts, ["Ada <ada@example.com>", "b@example.com"]);
    assert_eq!(rows[0].tags.get("team").map(String::as_str), Some("data"));
    assert_eq!(rows[0].updated, "2026-01-05T10:00:00.000Z");
    assert_eq!(rows[0].cost_centers, ["", "CC-1"], "each once, and that a line has none");
    assert!(!rows[0].without_contacts && rows[1].without_contacts);
}
