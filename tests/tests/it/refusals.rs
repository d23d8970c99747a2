//! What a snapshot is refused for: every problem with its pointer and code, none twice.

use procurement::{Sellers, Workspace};
use serde_json::{Value, json};

/// A purchase order, an invoice and a charge that are right in every way.
fn good() -> Value {
    json!({
        "purchaseOrders": [{"id": "PO-1", "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
            "updatedAt": "2026-01-05T10:00:00Z", "description": "",
            "contacts": [{"name": "Ada", "email": "ada@example.com"}], "tags": {"team": "core"},
            "lineItems": [{"number": "1", "type": "all", "startMonth": "2026-01",
                "endMonth": "2026-12", "amount": "1000.00", "quantity": "1",
                "tax": {"type": "percent", "value": "10"}}]}],
        "associations": [{"invoiceId": "OLD", "purchaseOrderId": "PO-1", "lineItemNumber": "1",
            "total": "-5.00"}],
        "invoices": [{"id": "INV-1", "category": "marketplace", "cycle": "monthly",
            "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": "2026-03",
            "issuedAt": "2026-04-03T00:00:00Z", "total": "400.00"}],
        "charges": [{"id": "ch-1", "kind": "usage", "category": "marketplace",
            "cycle": "monthly", "billFrom": "AWS_INC", "currency": "USD",
            "billingPeriod": "2026-03", "amount": "-0.123"}]
    })
}

fn refuse(text: &str) -> String {
    match Workspace::load(text.to_owned(), &Sellers::built_in()) {
        Ok(_) => "accepted".to_owned(),
        Err(problems) => {
            let rows = problems.problems.iter().map(|problem| {
                assert!(!problem.message.is_empty());
                let code = serde_json::to_value(problem.code).unwrap();
                format!("{} {}", problem.pointer, code.as_str().unwrap())
            });
            rows.collect::<Vec<_>>().join("\n")
        }
    }
}

/// The good snapshot with one value exchanged.
fn with(pointer: &str, value: Value) -> String {
    let mut snapshot = good();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match snapshot.pointer_mut(parent).unwrap() {
        Value::Array(items) => items.push(value),
        parent => parent[key] = value,
    }
    refuse(&snapshot.to_string())
}

#[test]
fn the_good_one_is_accepted() {
    assert_eq!(refuse(&good().to_string()), "accepted");
    assert_eq!(refuse("{}"), "accepted");
    assert_eq!(refuse(r#"{"invoices":null}"#), "accepted");
}

#[test]
fn single_faults_are_told_where_they_are() {
    let line = "/purchaseOrders/0/lineItems/0";
    let order = "/purchaseOrders/0";
    let invoice = "/invoices/0";
    let at = |object: &str, key: &str| format!("{object}/{key}");
    for (pointer, value, code) in [
        (at(line, "amount"), json!("1e3"), "INVALID_NUMBER"),
        (at(line, "amount"), json!("+1"), "INVALID_NUMBER"),
        (at(line, "amount"), json!(" 1"), "INVALID_NUMBER"),
        (at(line, "amount"), json!("NaN"), "INVALID_NUMBER"),
        (at(line, "amount"), json!("1,000"), "INVALID_NUMBER"),
        (at(line, "amount"), json!("12345678901234567890123456789"), "TOO_MANY_DIGITS"),
        (at(line, "amount"), json!(5), "WRONG_TYPE"),
        (at(line, "amount"), json!("-1"), "NEGATIVE_NUMBER"),
        (at(line, "amount"), json!("1000000000000000"), "AMOUNT_TOO_LARGE"),
        (at(line, "amount"), json!(null), "MISSING_KEY"),
        (at(line, "quantity"), json!("-0.5"), "NEGATIVE_NUMBER"),
        (at(line, "number"), json!(""), "EMPTY_TEXT"),
        (at(line, "number"), json!("x".repeat(101)), "TEXT_TOO_LONG"),
        (at(line, "number"), json!(" 1"), "SURROUNDING_SPACE"),
        (at(line, "number"), json!("a\tb"), "CHARACTER_NOT_ALLOWED"),
        (at(line, "type"), json!("everything"), "UNKNOWN_VALUE"),
        // P-29: a line's months lie inside its purchase order's.
        (at(line, "startMonth"), json!("2025-12"), "OUTSIDE_PURCHASE_ORDER_MONTHS"),
        (at(line, "endMonth"), json!("2027-01"), "OUTSIDE_PURCHASE_ORDER_MONTHS"),
        (at(line, "endMonth"), json!("2026-1"), "INVALID_MONTH"),
        (at(line, "balanceTracking"), json!("yes"), "WRONG_TYPE"),
        (at(line, "description"), json!(""), "EMPTY_TEXT"),
        (at(line, "colour"), json!("red"), "UNKNOWN_KEY"),
        (format!("{line}/tax/value"), json!("-1"), "NEGATIVE_NUMBER"),
        (format!("{line}/tax/type"), json!("flat"), "UNKNOWN_VALUE"),
        (at(order, "id"), json!("PO#1"), "CHARACTER_NOT_ALLOWED"),
        (at(order, "id"), json!("é"), "CHARACTER_NOT_ALLOWED"),
        (at(order, "id"), json!("P".repeat(201)), "TEXT_TOO_LONG"),
        (at(order, "billFrom"), json!([]), "TOO_FEW"),
        (at(order, "billFrom"), json!("AWS_INC"), "WRONG_TYPE"),
        (at(order, "currency"), json!("usd"), "UNKNOWN_CURRENCY"),
        (at(order, "updatedAt"), json!("2026-01-05"), "INVALID_INSTANT"),
        (at(order, "contacts"), json!(vec![json!({"email": "a@b"}); 21]), "TOO_MANY"),
        (at(order, "suspended"), json!(1), "WRONG_TYPE"),
        (at(invoice, "id"), json!("preview:1"), "RESERVED_ID"),
        (at(invoice, "total"), json!("1.001"), "TOO_MANY_DECIMALS"),
        (at(invoice, "total"), json!("1.000"), "TOO_MANY_DECIMALS"),
        (at(invoice, "total"), json!("-1"), "NEGATIVE_NUMBER"),
        (at(invoice, "billingPeriod"), json!("1999-12"), "INVALID_MONTH"),
        (at(invoice, "cycle"), json!("weekly"), "UNKNOWN_VALUE"),
        (at(invoice, "purchaseOrderReference"), json!("a;b"), "CHARACTER_NOT_ALLOWED"),
        ("/associations/0/total".to_owned(), json!("1.005"), "TOO_MANY_DECIMALS"),
        ("/charges/0/amount".to_owned(), json!("9999999999999999"), "AMOUNT_TOO_LARGE"),
        ("/charges/0/time".to_owned(), json!("2026-02-30T00:00:00Z"), "INVALID_INSTANT"),
        ("/invoices".to_owned(), json!({"a": 1}), "WRONG_TYPE"),
        ("/orders".to_owned(), json!([]), "UNKNOWN_KEY"),
    ] {
        assert_eq!(with(&pointer, value.clone()), format!("{pointer} {code}"), "{value}");
    }
}

/// Worked examples 33 and 48, P-2, P-19.
#[test]
fn limits_of_the_field_are_kept() {
    let mut snapshot = good();
    let order = &mut snapshot["purchaseOrders"][0];
    order["billFrom"] = json!(["AWS_INC", "AWS_EMEA_SARL"]);
    order["lineItems"][0]["type"] = json!("professional-services");
    order["tags"] = (0..51).map(|n| (format!("k{n}"), json!("v"))).collect();
    let line = order["lineItems"][0].clone();
    let lines = (1..=101).map(|number| {
        let mut line = line.clone();
        line["number"] = json!(number.to_string());
        if number > 1 {
            line["type"] = json!("all");
        }
        line
    });
    order["lineItems"] = lines.collect();
    assert_eq!(
        refuse(&snapshot.to_string()),
        "/purchaseOrders/0/lineItems TOO_MANY\n\
         /purchaseOrders/0/lineItems/0/type TYPE_NOT_ALLOWED\n\
         /purchaseOrders/0/tags TOO_MANY"
    );
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_pointers() {
    let mut snapshot = good();
    snapshot["purchaseOrders"][0]["expirationMonth"] = json!("2025-12");
    snapshot["purchaseOrders"][0]["lineItems"][0]["quantity"] = json!("x");
    snapshot["invoices"][0]["id"] = json!("OLD");
    snapshot["invoices"].as_array_mut().unwrap().push(json!(7));
    let twin = snapshot["charges"][0].clone();
    snapshot["charges"].as_array_mut().unwrap().push(twin);
    assert_eq!(
        refuse(&snapshot.to_string()),
        "/associations/0/invoiceId DUPLICATE_ID\n\
         /charges/1/id DUPLICATE_ID\n\
         /invoices/1 WRONG_TYPE\n\
         /purchaseOrders/0/expirationMonth MONTHS_REVERSED\n\
         /purchaseOrders/0/lineItems/0/quantity INVALID_NUMBER"
    );
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "",
        "[1",
        "{\"invoices\":[}",
        "{}{}",
        "{\"invoices\":[{\"id\":\"\\ud800\"}]}",
        "nul",
        &"[".repeat(100_000),
        &format!("{{\"invoices\":[{}", "{\"a\":".repeat(50_000)),
    ] {
        assert_eq!(refuse(text), " INVALID_JSON", "{}", &text[..text.len().min(40)]);
    }
    assert_eq!(refuse("[]"), " WRONG_TYPE");
    assert_eq!(refuse("7"), " WRONG_TYPE");
    assert_eq!(
        refuse(r#"{"charges":[{"id":"a","id":"b"}],"charges":[]}"#)
            .lines()
            .filter(|row| row.ends_with("DUPLICATE_KEY"))
            .count(),
        2
    );
}
