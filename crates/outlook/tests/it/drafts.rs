//! A purchase order that somebody writes: what is wrong with it, and what it would take.

use outlook::api::{Drafted, Request};
use serde_json::{Value, json};

use crate::asking::{Asked, NOW, TODAY};

/// What is known of a new purchase order.
fn drafted(asked: &mut Asked, order: &Value) -> Drafted {
    let mut added = order.clone();
    added.as_object_mut().unwrap().remove("updatedAt");
    let edits = vec![json!({ "add": { "purchaseOrder": added } })];
    asked.ask(&Request::Draft { order: order.clone(), edits, at: NOW.to_owned() })
}

fn order(id: &str, amount: &str) -> Value {
    json!({
        "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2027-12", "updatedAt": "2000-01-01T00:00:00Z",
        "lineItems": [
            { "number": "1", "type": "all", "startMonth": "2026-01", "endMonth": "2027-12",
              "amount": amount, "quantity": "2", "balanceTracking": true },
            { "number": "2", "type": "professional-services", "startMonth": "2026-01",
              "endMonth": "2027-12", "amount": "5", "quantity": "1" },
        ],
    })
}

#[test]
fn what_it_would_take_is_told_without_keeping_it() {
    let mut asked = Asked::sample(TODAY);
    let before: Value = asked.ask(&Request::Orders);
    let told = drafted(&mut asked, &order("NEW-1", "100.50"));
    assert_eq!(told.problems, []);
    let lines: Vec<_> = told.lines.iter().map(|line| (line.place, line.value.as_str())).collect();
    assert_eq!(lines, [(0, "201.00"), (1, "5.00")]);
    assert!(told.lines[1].closing.is_none(), "an untracked line has no balance");
    let taken: usize = told.lines.iter().map(|line| line.documents).sum();
    assert!(taken > 0);
    assert_eq!(told.sellers.iter().map(|seller| seller.documents).sum::<usize>(), taken);
    assert!(told.sellers.iter().all(|seller| seller.months.0 <= seller.months.1));
    let after: Value = asked.ask(&Request::Orders);
    assert_eq!(before, after);
}

#[test]
fn everything_wrong_is_told_and_lines_that_are_right_have_their_value() {
    let mut asked = Asked::sample(TODAY);
    let mut wrong = order("AF-2300-EUROPE", "100");
    wrong["currency"] = json!("USD");
    wrong["lineItems"][1]["amount"] = json!("much");
    let told = drafted(&mut asked, &wrong);
    let mut pointers: Vec<_> = told.problems.iter().map(|p| p.pointer.as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/id", "/lineItems/1/amount"]);
    let values: Vec<_> = told.lines.iter().map(|line| (line.place, line.value.as_str())).collect();
    assert_eq!(values, [(0, "200.00")]);
    assert_eq!(told.sellers, []);
}
