//! The worked examples of the rules that concern issuing, each by its number.

use serde_json::json;

use crate::buyer::{Buyer, fixed, line, monthly, usage};
use crate::databases::{on_both, refusal};

const BLANKET: &str = "marketplace-blanket-usage";

fn subscription(id: &str, amount: &str) -> crate::buyer::NewCharge {
    fixed(id, amount, "2026-01-05T09:00:00Z").with("category", "subscription")
}

on_both!(example_4_a_specific_line_wins_without_balance, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "10000")]).await;
    buyer.order("B", &[line("1", "subscription", "1000")]).await;
    buyer.bill(subscription("c1", "900")).await;
    buyer.bill(subscription("c2", "500")).await;
    let expected = ["90000 by match to B/1", "50000 by match to B/1"];
    assert_eq!(buyer.documents().await, expected);
    assert_eq!(buyer.balance("B", "1").await.unwrap(), "-400.00");
    buyer.assert_sound().await;
});

on_both!(example_5_the_line_that_covers_wins_over_the_newer, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("B", &[line("1", "subscription", "1000")]).await;
    buyer.bill(subscription("c1", "500")).await;
    buyer.order("A", &[line("1", "subscription", "1000")]).await;
    buyer.bill(subscription("c2", "600")).await;
    buyer.bill(subscription("c3", "500")).await;
    let expected = ["50000 by match to B/1", "60000 by match to A/1", "50000 by match to B/1"];
    assert_eq!(buyer.documents().await, expected);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "400.00");
    assert_eq!(buyer.balance("B", "1").await.unwrap(), "0.00");
});

on_both!(example_12_the_billing_period_decides_and_not_the_day_of_issue, |records| async {
    let buyer = Buyer::new(&records).await;
    let january = json!({"number": "1", "type": "all", "startMonth": "2026-01",
                         "endMonth": "2026-01", "amount": "100", "quantity": "1"});
    buyer.order_with("A", &[january], &json!({"expirationMonth": "2026-01"})).await;
    buyer.charges(&[monthly("c1", "10", "2026-01"), monthly("c2", "10", "2026-02")]).await;
    buyer.at("2026-03-03T00:00:00Z");
    assert_eq!(buyer.issue().await, 2);
    assert_eq!(buyer.documents().await, ["1000 by match to A/1", "1000 by none to -"]);
});

on_both!(examples_20_and_21_a_reference_decides_each_invoice, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("P2", &[line("1", BLANKET, "1000")]).await;
    buyer.order("MP-9", &[]).await;
    buyer.bill(fixed("c1", "300", "2026-01-05T09:00:00Z").reference("MP-9")).await;
    assert_eq!(buyer.documents().await, ["30000 by reference to MP-9/1"]);
    assert_eq!(buyer.kept("MP-9").await["lineItems"][0]["type"], "marketplace-transaction");
    assert_eq!(buyer.balance("P2", "1").await.unwrap(), "1000.00");

    buyer.charges(&[usage("a").reference("MP-1"), usage("b").reference("MP-2"), usage("c")]).await;
    for charge in ["a", "b", "c"] {
        buyer.meter(charge, "2026-01", "10.00").await;
    }
    buyer.at("2026-02-03T00:00:00Z");
    assert_eq!(buyer.issue().await, 3);
    let mut documents = buyer.documents().await.split_off(1);
    documents.sort();
    let expected =
        ["1000 by match to P2/1", "1000 by reference to MP-1/1", "1000 by reference to MP-2/1"];
    assert_eq!(documents, expected);
    buyer.assert_sound().await;
});

on_both!(examples_22_and_23_terms_split_invoices_of_one_reference, |records| async {
    let buyer = Buyer::new(&records).await;
    let charge = |id: &str| monthly(id, "10", "2026-01").reference("MP-1");
    buyer.charges(&[charge("a"), charge("b"), charge("c").with("paymentTerms", "NET_60")]).await;
    buyer.at("2026-02-03T00:00:00Z");
    assert_eq!(buyer.issue().await, 2);
    let expected = ["2000 by reference to MP-1/1", "1000 by reference to MP-1/1"];
    assert_eq!(buyer.documents().await, expected);
    let due = buyer.rows::<(Option<String>,)>(
        "select due_on from invoices where organisation = $1 order by sequence",
    );
    assert_eq!(due.await, [(None,), (Some("2026-04-04".to_owned()),)]);
});

on_both!(example_24_an_unknown_reference_makes_a_purchase_order, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.bill(fixed("c1", "40", "2026-01-05T09:00:00Z").reference("NEW-7")).await;
    assert_eq!(buyer.documents().await, ["4000 by reference to NEW-7/1"]);
    let order = buyer.kept("NEW-7").await;
    assert_eq!(
        (&order["effectiveMonth"], &order["expirationMonth"]),
        (&json!("2026-01"), &json!("2026-12"))
    );
    assert_eq!(order["lineItems"][0]["type"], "marketplace-transaction");
    assert!(order.get("contacts").is_none_or(|contacts| contacts == &json!([])));
    assert_eq!(buyer.outbox().await, [""; 0]);
    buyer.assert_sound().await;
});

on_both!(example_25_a_suspended_reference_leaves_the_invoice_without, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("P2", &[line("1", BLANKET, "1000")]).await;
    buyer.order("S-1", &[]).await;
    let suspend = json!([{"set": {"purchaseOrder": "S-1"}, "to": {"suspended": true}}]);
    buyer.save(suspend).await.unwrap();
    buyer.bill(fixed("c1", "40", "2026-01-05T09:00:00Z").reference("S-1")).await;
    assert_eq!(buyer.documents().await, ["4000 by none to -"]);
    assert_eq!(buyer.kept("S-1").await["lineItems"][0]["number"], "1");
    assert_eq!(buyer.kept("S-1").await["suspended"], true);
    assert_eq!(buyer.balance("P2", "1").await.unwrap(), "1000.00");
    buyer.assert_sound().await;
});

on_both!(example_26_an_expired_reference_is_taken_up_again, |records| async {
    let buyer = Buyer::new(&records).await;
    let contacts = json!({"expirationMonth": "2026-02", "contacts": [{"email": "a@example.com"}]});
    buyer.order_with("X-1", &[], &contacts).await;
    buyer.at("2026-05-10T00:00:00Z");
    let charge = fixed("c1", "40", "2026-05-10T00:00:00Z").reference("X-1");
    buyer.bill(charge.with("agreementEndMonth", "2027-08")).await;
    assert_eq!(buyer.documents().await, ["4000 by reference to X-1/1"]);
    let kept = buyer.kept("X-1").await;
    assert_eq!(kept["expirationMonth"], "2027-08");
    let line = &kept["lineItems"][0];
    assert_eq!((&line["startMonth"], &line["endMonth"]), (&json!("2026-05"), &json!("2027-08")));
    let days = buyer.rows::<(String,)>(
        "select due_on from expiration_notices where organisation = $1 order by due_on",
    );
    assert_eq!(days.await, [("2027-06-30".to_owned(),)]);
    buyer.assert_sound().await;
});

on_both!(examples_27_and_28_references_change_for_what_is_not_issued, |records| async {
    let buyer = Buyer::new(&records).await;
    let due = ["2026-01-05T00:00:00Z", "2026-02-05T00:00:00Z", "2026-03-05T00:00:00Z"];
    let payment = |index: usize| fixed(&format!("c{index}"), "100", due[index]).reference("A");
    buyer.charges(&[payment(0), payment(1), payment(2)]).await;
    assert_eq!(buyer.issue().await, 1);
    let set =
        |charge: &str| json!({"set": {"charge": charge}, "to": {"purchaseOrderReference": "B"}});
    let refused = buyer.save(json!([set("c0"), set("c1")])).await;
    assert_eq!(refusal(refused), ["NO_SUCH_OBJECT /edits/0/set"]);
    buyer.save(json!([set("c1"), set("c2")])).await.unwrap();
    buyer.at("2026-03-06T00:00:00Z");
    assert_eq!(buyer.issue().await, 2);
    let expected =
        ["10000 by reference to A/1", "10000 by reference to B/1", "10000 by reference to B/1"];
    assert_eq!(buyer.documents().await, expected);
    buyer.assert_sound().await;
});

on_both!(examples_29_and_30_a_contract_with_usage_has_invoices_of_both_kinds, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("P2", &[line("1", BLANKET, "1000")]).await;
    let at = "2026-01-05T09:00:00Z";
    buyer
        .charges(&[
            fixed("f1", "50", at).reference("F-1").agreement("a1"),
            usage("u1").reference("U-1").agreement("a1"),
            fixed("f2", "60", at).agreement("a2"),
            usage("u2").agreement("a2"),
        ])
        .await;
    buyer.meter("u1", "2026-01", "5").await;
    buyer.meter("u2", "2026-01", "6").await;
    buyer.at("2026-02-03T00:00:00Z");
    assert_eq!(buyer.issue().await, 4);
    let mut documents = buyer.documents().await;
    documents[..2].sort();
    documents[2..].sort();
    let expected = [
        "5000 by reference to F-1/1",
        "6000 by match to P2/1",
        "500 by reference to U-1/1",
        "600 by match to P2/1",
    ];
    assert_eq!(documents, expected);
});

on_both!(examples_37_and_38_contacts_hear_once_of_each_crossing, |records| async {
    let buyer = Buyer::new(&records).await;
    let contacts = json!({"contacts": [{"email": "a@example.com"}, {"email": "b@example.com"}]});
    buyer.order_with("A", &[line("1", BLANKET, "1000")], &contacts).await;
    let at = "2026-01-05T09:00:00Z";
    buyer.bill(fixed("c0", "240", at)).await;
    buyer.bill(fixed("c1", "10", at)).await;
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "750.00");
    assert_eq!(buyer.outbox().await.len(), 0);
    buyer.bill(fixed("c2", "10", at)).await;
    let told = ["BALANCE_BELOW_THRESHOLD a@example.com", "BALANCE_BELOW_THRESHOLD b@example.com"];
    assert_eq!(buyer.outbox().await, told);
    let first = buyer.numbers().await.remove(0);
    buyer.memo(&first, "50").await.unwrap();
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "790.00");
    assert_eq!(buyer.outbox().await.len(), 2);
    buyer.bill(fixed("c3", "100", at)).await;
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "690.00");
    assert_eq!(buyer.outbox().await.len(), 4);
    buyer.bill(fixed("c4", "10", at)).await;
    assert_eq!(buyer.outbox().await.len(), 4);
    buyer.assert_sound().await;
});

on_both!(example_41_a_credit_memo_goes_where_its_invoice_went, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", BLANKET, "1000")]).await;
    buyer.bill(fixed("c1", "200", "2026-01-05T09:00:00Z")).await;
    let suspend = json!([{"set": {"purchaseOrder": "A"}, "to": {"suspended": true}}]);
    buyer.save(suspend).await.unwrap();
    let invoice = buyer.numbers().await.remove(0);
    let memo = buyer.memo(&invoice, "50").await.unwrap();
    assert_eq!(memo, "CM-AWS_INC-2026-000001");
    let expected = ["20000 by match to A/1", "-5000 by credit-memo to A/1"];
    assert_eq!(buyer.documents().await, expected);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "850.00");
    buyer.assert_sound().await;
});

on_both!(example_46_what_is_issued_keeps_the_number_of_a_deleted_purchase_order, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", BLANKET, "1000")]).await;
    buyer.bill(fixed("c1", "200", "2026-01-05T09:00:00Z")).await;
    buyer.save(json!([{"remove": {"purchaseOrder": "A"}}])).await.unwrap();
    buyer.order("B", &[line("1", "all", "1000")]).await;
    buyer.bill(fixed("c2", "200", "2026-01-05T09:00:00Z")).await;
    // Another purchase order of the same number has no part in what the first one paid.
    buyer.order("A", &[line("1", "subscription", "700")]).await;
    assert_eq!(buyer.documents().await, ["20000 by match to A/1", "20000 by match to B/1"]);
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "700.00");
    let first = buyer.numbers().await.remove(0);
    buyer.memo(&first, "200").await.unwrap();
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "700.00");
    buyer.assert_sound().await;
});

on_both!(examples_55_and_57_a_line_goes_on_below_zero_and_keeps_what_it_paid, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "monthly-usage", "100")]).await;
    let cloud = |id: &str, amount: &str, period: &str| {
        monthly(id, amount, period).with("category", "monthly-usage")
    };
    buyer
        .charges(&[
            cloud("c0", "90", "2026-01"),
            cloud("c1", "60", "2026-02"),
            cloud("c2", "60", "2026-03"),
        ])
        .await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    buyer.at("2026-03-03T00:00:00Z");
    buyer.close("2026-02").await.unwrap();
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "-50.00");
    buyer.at("2026-04-03T00:00:00Z");
    buyer.close("2026-03").await.unwrap();
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "-110.00");
    let edit = json!([{"set": {"purchaseOrder": "A", "lineItem": "1"}, "to": {"amount": "1110"}}]);
    buyer.save(edit).await.unwrap();
    assert_eq!(buyer.balance("A", "1").await.unwrap(), "900.00");
    buyer.assert_sound().await;
});
