//! How long a session takes for its answers, at 10,000 invoices and 1,000 lines.
//!
//! `cargo run --release -p outlook --example measure`

#![expect(clippy::print_stdout, reason = "a program tells what it measured")]

use std::time::{Duration, Instant};

use outlook::Session;
use outlook::api::{Column, Condition, Export, Forecast, Group, Operator, Query, Request};
use serde_json::{Value, json};

const ORDERS: u32 = 100;
const LINES: u32 = 10;
const INVOICES: u32 = 10_000;
const ROUNDS: usize = 9;

fn main() {
    let mut session = Session::default();
    let open = Request::Open {
        snapshot: snapshot().to_string(),
        name: "measured".to_owned(),
        today: "2026-03".to_owned(),
    };
    measure(&mut session, "Open", || open.clone());
    measure(&mut session, "Overview", || Request::Overview);
    let mut month = 0;
    measure(&mut session, "Rows, another filter each time", || {
        month += 1;
        let condition = Condition {
            column: Column::Total,
            operator: Operator::AtLeast,
            value: format!("{month}"),
        };
        let conditions = vec![condition];
        Request::Rows(Query { group: Group::Seller, conditions, count: 60, ..Query::default() })
    });
    let mut first = 0;
    measure(&mut session, "Rows, scrolled", || {
        first += 60;
        Request::Rows(Query { first, count: 60, ..Query::default() })
    });
    measure(&mut session, "Orders", || Request::Orders);
    measure(&mut session, "Order", || Request::Order { order: "PO-7".to_owned() });
    measure(&mut session, "Explain", || Request::Explain { invoice: "INV-77".to_owned() });
    measure(&mut session, "Findings", || Request::Findings);
    let mut turn = 0;
    let mut amount = || {
        turn += 1;
        edit(json!({"set": {"purchaseOrder": "PO-7", "lineItem": "1"},
            "to": {"amount": format!("{}.00", 400_000 + turn)}}))
    };
    measure(&mut session, "Try an amount", || {
        let (edits, at) = amount();
        Request::Try { edits, at }
    });
    measure(&mut session, "Edit an amount", || {
        let (edits, at) = amount();
        Request::Edit { edits, at }
    });
    measure(&mut session, "Undo", || Request::Undo);
    let mut is_suspended = false;
    measure(&mut session, "Edit: suspend or resume", || {
        is_suspended = !is_suspended;
        let (edits, at) =
            edit(json!({"set": {"purchaseOrder": "PO-8"}, "to": {"suspended": is_suspended}}));
        Request::Edit { edits, at }
    });
    let mut turn = 0;
    measure(&mut session, "Edit a charge", || {
        turn += 1;
        let (edits, at) =
            edit(json!({"set": {"charge": "ch-9"}, "to": {"amount": format!("{turn}.00")}}));
        Request::Edit { edits, at }
    });
    measure(&mut session, "Rows, once more", || {
        Request::Rows(Query { count: 60, ..Query::default() })
    });
    measure(&mut session, "Summary", || Request::Summary);
    measure(&mut session, "Compare", || Request::Compare);
    measure(&mut session, "Histories", || Request::Histories);
    measure(&mut session, "Set no estimates", || Request::SetEstimates {
        forecasts: Vec::<Forecast>::new(),
    });
    measure(&mut session, "Export", || Request::Export { what: Export::Snapshot });
    measure(&mut session, "Save", || Request::Save);
}

/// Tells the median of some rounds.
fn measure(session: &mut Session, name: &str, mut request: impl FnMut() -> Request) {
    let mut times: Vec<Duration> = Vec::new();
    let mut length = 0;
    for _ in 0..ROUNDS {
        let request = request();
        let begin = Instant::now();
        length = session.answer(&request).map_or(0, |answer| answer.len());
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    let median = times.get(ROUNDS / 2).copied().unwrap_or_default().as_micros();
    println!("{name:32} {:4}.{:03} ms {length:9} bytes", median / 1000, median % 1000);
}

fn edit(edit: Value) -> (Vec<Value>, String) {
    (vec![edit], "2026-03-10T09:00:00Z".to_owned())
}

fn snapshot() -> Value {
    let categories = ["monthly-usage", "marketplace", "monthly-usage", "marketplace"];
    let sellers = ["AWS_INC", "AWS_EMEA_SARL", "AWS_INDIA"];
    let types = ["all", "monthly-usage", "marketplace-blanket-usage", "subscription"];
    let pick = |list: &[&str], at: u32| {
        list.iter().cycle().nth(at as usize).map(|word| (*word).to_owned())
    };
    let month = |at: u32| format!("2026-{:02}", at % 12 + 1);
    let line = |order: u32, line: u32| {
        json!({"number": line.to_string(), "type": pick(&types, order + line),
            "startMonth": month(line % 4), "endMonth": month(8 + line % 4),
            "amount": format!("{}.00", 20_000 + order * 97), "quantity": "1",
            "balanceTracking": !line.is_multiple_of(3)})
    };
    let order = |at: u32| {
        json!({"id": format!("PO-{at}"), "billFrom": [pick(&sellers, at)], "currency": "USD",
            "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
            "updatedAt": format!("2026-01-{:02}T10:00:00Z", at % 28 + 1),
            "lineItems": (1..=LINES).map(|number| line(at, number)).collect::<Vec<_>>()})
    };
    let invoice = |at: u32| {
        json!({"id": format!("INV-{at}"), "category": pick(&categories, at / 3),
            "cycle": "monthly", "billFrom": pick(&sellers, at), "currency": "USD",
            "billingPeriod": month(at / 7),
            "issuedAt": format!("2026-{:02}-03T00:00:{:02}Z", at / 7 % 12 + 1, at % 60),
            "total": format!("{}.{:02}", 100 + at % 900, at % 100)})
    };
    let charge = |at: u32| {
        json!({"id": format!("ch-{at}"), "kind": "usage", "category": "marketplace",
            "cycle": "monthly", "billFrom": pick(&sellers, at), "currency": "USD",
            "billingPeriod": month(at), "amount": format!("{}.00", 50 + at % 60),
            "agreementId": format!("agreement-{}", at % 40)})
    };
    json!({
        "purchaseOrders": (1..=ORDERS).map(order).collect::<Vec<_>>(),
        "invoices": (1..=INVOICES).map(invoice).collect::<Vec<_>>(),
        "charges": (1..=1_000).map(charge).collect::<Vec<_>>(),
    })
}
