//! Purchase orders of charges, named anew after the acceptance (P-41).

use records::agreements::{
    Naming, Part, PurchaseOrderChoice, PurchaseOrderEntry, View, agreement_charges, cancel,
    preview_purchase_orders, update_purchase_orders,
};

use super::{entry, named, offer, pay_as_you_go, schedule};
use crate::databases::{on_both, refusal};

// Worked examples 27 and 28.
on_both!(the_purchase_order_of_a_schedule_changes_for_payments_to_come_only, |records| async {
    let buyer = records.buyer().await;
    let payments = [("2026-10-01", "100"), ("2026-11-01", "100"), ("2026-12-01", "100")];
    let choice = PurchaseOrderChoice::OneForAll(named("A"));
    let agreed = records.agree(&buyer, offer(vec![schedule(&payments)]), choice).await;
    let id = agreed.agreement.id.clone();
    assert_eq!(agreed.agreement.details.value, "300.00");
    assert_eq!(records.references(&buyer, &id).await, ["A/1 r1"; 3]);
    let charges: Vec<String> = agreed.charges.iter().map(|charge| charge.id.clone()).collect();
    records.run_out_of_cycle(&buyer).await;

    // The first is invoiced: a request that names it changes nothing at all.
    let all: Vec<_> = charges.iter().map(|charge| entry(charge, "B")).collect();
    let refused = records.set(&buyer, &all).await.unwrap_err();
    assert!(refused.to_string().contains("ask the seller"), "{refused}");
    assert_eq!(refusal(Err::<(), _>(refused)), ["CHARGE_ISSUED"]);
    assert_eq!(records.references(&buyer, &id).await, ["A/1 r1"; 3]);

    records.set(&buyer, &all[1..]).await.unwrap();
    assert_eq!(records.references(&buyer, &id).await, ["A/1 r1", "B/1 r2", "B/1 r2"]);
    records.travel("2026-12-02T00:00:00Z");
    records.run_out_of_cycle(&buyer).await;
    let out = "out-of-cycle".to_owned();
    let shown = |order: &str| (Some(order.to_owned()), 10_000, out.clone());
    assert_eq!(records.invoices(&buyer).await, [shown("A"), shown("B"), shown("B")]);
    let part = Part::default();
    let charges = agreement_charges(&records, &buyer, &View::Organisation, &id, &part).await;
    assert!(charges.unwrap().items.iter().all(|charge| charge.invoices.len() == 1));
});

// Worked example 50.
on_both!(what_is_wrong_with_an_update_is_told_by_its_code, |records| async {
    let buyer = records.buyer().await;
    let agreed = records.agree(&buyer, pay_as_you_go(&["a", "b"]), PurchaseOrderChoice::None).await;
    let (a, b) = (agreed.charges[0].id.clone(), agreed.charges[1].id.clone());
    let other = records.agree(&buyer, pay_as_you_go(&["c"]), PurchaseOrderChoice::None).await;
    let c = other.charges[0].id.clone();

    let many: Vec<_> = (0..87).map(|number| entry(&format!("ch-{number}"), "A")).collect();
    let refused = refusal(records.set(&buyer, &many).await);
    assert!(refused.contains(&"INVALID_PURCHASE_ORDERS /purchaseOrders".to_owned()));
    assert_eq!(
        refusal(records.set(&buyer, &[]).await),
        ["INVALID_PURCHASE_ORDERS /purchaseOrders"]
    );
    let long_line = Some("9".repeat(101));
    let of = |charge: &str, agreement: &str| PurchaseOrderEntry {
        agreement_id: Some(agreement.to_owned()),
        ..entry(charge, "A")
    };
    let entries = [
        entry(&a, "A"),
        entry(&a, "A"),
        PurchaseOrderEntry { purchase_order_reference: None, ..entry(&b, "") },
        PurchaseOrderEntry { purchase_order_line: long_line, ..entry("ch-none", &"x".repeat(201)) },
        of(&c, &agreed.agreement.id),
    ];
    assert_eq!(
        refusal(records.set(&buyer, &entries).await),
        [
            "DUPLICATE_CHARGES /purchaseOrders/1/chargeId",
            "MISSING_PURCHASE_ORDER_REFERENCE /purchaseOrders/2/purchaseOrderReference",
            "INVALID_CHARGE_ID /purchaseOrders/3/chargeId",
            "INVALID_PURCHASE_ORDER_LINE /purchaseOrders/3/purchaseOrderLine",
            "INVALID_PURCHASE_ORDER_REFERENCE /purchaseOrders/3/purchaseOrderReference",
            "INVALID_AGREEMENT_ID /purchaseOrders/4/agreementId",
        ]
    );
    let two = [of(&a, &agreed.agreement.id), of(&c, &other.agreement.id)];
    assert_eq!(
        refusal(records.set(&buyer, &two).await),
        ["MULTIPLE_AGREEMENT_IDS /purchaseOrders/1/agreementId"]
    );

    let seen = |revision| PurchaseOrderEntry { charge_revision: Some(revision), ..entry(&a, "A") };
    records.set(&buyer, &[seen(1)]).await.unwrap();
    // The same reference again is no change, whatever revision was seen before is old now.
    records.set(&buyer, &[seen(2)]).await.unwrap();
    assert_eq!(records.references(&buyer, &agreed.agreement.id).await, ["A/1 r2", "-/- r1"]);
    let stale = records.set(&buyer, &[entry(&b, "B"), seen(1)]).await;
    assert_eq!(refusal(stale), ["CHARGE_REVISION"]);
    assert_eq!(records.references(&buyer, &agreed.agreement.id).await, ["A/1 r2", "-/- r1"]);

    let mut write = records.change(&buyer).await;
    let view = View::Organisation;
    let clear = Naming::Clear(std::slice::from_ref(&a));
    let cleared = update_purchase_orders(&records, &mut write, &view, clear).await.unwrap();
    assert_eq!((cleared[0].purchase_order_reference.as_ref(), cleared[0].revision), (None, 3));
    cancel(&mut write, &view, &agreed.agreement.id, None).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(
        refusal(records.set(&buyer, &[entry(&a, "A")]).await),
        ["INACTIVE_AGREEMENT /purchaseOrders/0/chargeId"]
    );
});

// What previews know of is saved as edits; the rest is saved alone, and both are written down.
on_both!(references_of_metered_and_unmetered_usage_are_saved_alike, |records| async {
    let buyer = records.buyer().await;
    let agreed = records.agree(&buyer, pay_as_you_go(&["a", "b"]), PurchaseOrderChoice::None).await;
    let (a, b) = (agreed.charges[0].id.clone(), agreed.charges[1].id.clone());
    records.usage(&buyer, &a, "2026-10", "5").await;
    let entries = [entry(&a, "A"), entry(&b, "B")];
    let view = View::Organisation;
    let naming = Naming::Entries(&entries);
    let seen = preview_purchase_orders(&records, &buyer, &view, naming, None).await.unwrap();
    assert!(seen.change.contains("\"purchaseOrderId\":\"A\""), "{}", seen.change);
    records.set(&buyer, &entries).await.unwrap();
    assert_eq!(records.references(&buyer, &agreed.agreement.id).await, ["A/1 r2", "B/1 r2"]);
    let audit = records.audit(&buyer).await;
    for id in [&a, &b] {
        let action = format!("aws-marketplace:UpdatePurchaseOrders {id} ");
        assert_eq!(audit.iter().filter(|row| row.starts_with(&action)).count(), 1, "{id}");
    }
});

// P-38.
on_both!(a_reference_that_would_create_one_purchase_order_too_many_is_refused, |records| async {
    let buyer = records.buyer().await;
    for number in 0..99 {
        records.add_blanket(&buyer, &format!("P-{number}")).await;
    }
    let agreed = records.agree(&buyer, pay_as_you_go(&["a", "b"]), PurchaseOrderChoice::None).await;
    let entries: Vec<_> = agreed.charges.iter().map(|charge| entry(&charge.id, "P-0")).collect();
    records.set(&buyer, &entries).await.unwrap();
    let new = |number: usize| entry(&agreed.charges[number].id, &format!("N-{number}"));
    assert_eq!(
        refusal(records.set(&buyer, &[new(0), new(1)]).await),
        ["QUOTA_EXCEEDED /purchaseOrders/1/purchaseOrderReference"]
    );
    records.set(&buyer, &[new(0)]).await.unwrap();
    // What one request names counts in the next one, until the charge names another.
    assert_eq!(
        refusal(records.set(&buyer, &[new(1)]).await),
        ["QUOTA_EXCEEDED /purchaseOrders/0/purchaseOrderReference"]
    );
    let both = |id: usize| entry(&agreed.charges[id].id, "N-1");
    records.set(&buyer, &[both(0), both(1)]).await.unwrap();
    let again = records.agree(&buyer, pay_as_you_go(&["c"]), PurchaseOrderChoice::None).await;
    records.set(&buyer, &[entry(&again.charges[0].id, "N-1")]).await.unwrap();
});
