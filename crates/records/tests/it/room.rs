//! Limits that leave room for what charges name and is not there yet (P-37, P-38).

use records::RecordError;
use records::edits::Saved;
use records::invoicing::RunState;
use serde_json::{Value, json};

use crate::buyer::{Buyer, fixed, line};
use crate::databases::{on_both, refusal};

const DUE: &str = "2026-01-05T09:00:00Z";

fn lines(numbers: std::ops::RangeInclusive<usize>) -> Vec<Value> {
    numbers.map(|number| line(&number.to_string(), "all", "1")).collect()
}

fn gone(number: &str) -> Value {
    json!({ "remove": { "purchaseOrder": "A", "lineItem": number } })
}

fn added(number: &str) -> Value {
    json!({ "add": { "purchaseOrder": "A", "lineItem": line(number, "all", "1") } })
}

fn named(charge: &str, order: &str) -> Value {
    json!({ "set": { "charge": charge }, "to": { "purchaseOrderReference": order } })
}

fn order(id: &str, last: &str) -> Value {
    json!({ "add": { "purchaseOrder": {
        "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2025-01",
        "expirationMonth": last,
    }}})
}

fn suspended(id: &str, suspended: bool) -> Value {
    json!({ "set": { "purchaseOrder": id }, "to": { "suspended": suspended } })
}

fn too_many(saved: Result<Saved, RecordError>) {
    assert_eq!(refusal(saved), ["QUOTA_EXCEEDED /edits"]);
}

on_both!(a_line_in_the_place_of_one_that_a_charge_names_leaves_no_room, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &lines(1..=100)).await;
    buyer.charges(&[fixed("a", "5", DUE).reference("A")]).await;
    too_many(buyer.save(json!([gone("1"), added("101")])).await);
    // Another one has the room of the line that it takes the place of.
    buyer.save(json!([gone("2"), added("101")])).await.unwrap();
    buyer.save(json!([gone("1")])).await.unwrap();
    too_many(buyer.save(json!([added("1001")])).await);
    buyer.issue_due().await.unwrap();
    assert_eq!(buyer.documents().await, ["500 by reference to A/1"]);
    assert_eq!(buyer.kept("A").await["lineItems"].as_array().unwrap().len(), 100);
    buyer.assert_sound().await;
});

// However the names came to be: with 101 lines, nothing of the organisation could be read.
on_both!(no_invoice_adds_a_line_beyond_the_limit, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &lines(2..=101)).await;
    buyer.charges(&[fixed("a", "5", DUE).reference("A")]).await;
    assert_eq!(refusal(buyer.issue_due().await), ["QUOTA_EXCEEDED "]);
    assert_eq!(buyer.documents().await, [""; 0]);
    // There was no room before either, so what frees some is taken.
    buyer.save(json!([gone("2")])).await.unwrap();
    assert_eq!(buyer.issue_due().await.unwrap().state, RunState::Done);
    assert_eq!(buyer.documents().await, ["500 by reference to A/1"]);
});

on_both!(purchase_orders_that_charges_make_active_count, |records| async {
    let buyer = Buyer::new(&records).await;
    let mut orders: Vec<Value> = (0..98).map(|n| order(&format!("P-{n}"), "2026-12")).collect();
    orders.push(order("X", "2025-06"));
    orders.push(order("S", "2026-12"));
    orders.push(suspended("S", true));
    buyer.save(json!(orders)).await.unwrap();
    let charges = ["a", "b"].map(|id| fixed(id, "5", "2026-02-05T09:00:00Z"));
    buyer.charges(&charges).await;
    // 98 are active. NEW is created when it is invoiced, and X, which has expired, taken up again.
    buyer.save(json!([named("a", "NEW"), named("b", "X")])).await.unwrap();
    too_many(buyer.save(json!([order("ONE-MORE", "2026-12")])).await);
    too_many(buyer.save(json!([suspended("S", false)])).await);
    too_many(
        buyer
            .save(json!([{ "remove": { "purchaseOrder": "P-0" } }, named("b", "P-0"),
                          order("ONE-MORE", "2026-12"), suspended("S", false)]))
            .await,
    );
    // What is as good as before is saved: one that charges name comes to be now, and not later.
    buyer.save(json!([order("NEW", "2026-12")])).await.unwrap();
    buyer.save(json!([suspended("P-0", true), order("ONE-MORE", "2026-12")])).await.unwrap();
    buyer.at("2026-02-05T09:00:00Z");
    buyer.issue_due().await.unwrap();
    assert_eq!(buyer.documents().await, ["500 by reference to NEW/1", "500 by reference to X/1"]);
    buyer.assert_sound().await;
});

on_both!(one_that_has_expired_is_named_where_there_is_room_for_it, |records| async {
    let buyer = Buyer::new(&records).await;
    let mut orders: Vec<Value> = (0..100).map(|n| order(&format!("P-{n}"), "2026-12")).collect();
    orders.extend([order("X", "2025-06"), order("S", "2025-06"), suspended("S", true)]);
    buyer.save(json!(orders)).await.unwrap();
    buyer.charges(&[fixed("a", "5", "2026-02-05T09:00:00Z")]).await;
    too_many(buyer.save(json!([named("a", "X")])).await);
    // One that is suspended stays so.
    buyer.save(json!([named("a", "S")])).await.unwrap();
});
