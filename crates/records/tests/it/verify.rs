//! Verification: whatever is changed past the server shows.

use records::agreements::PurchaseOrderChoice;
use records::verify::{AuditHead, export_head, verify};
use serde_json::json;

use crate::agreements::{entry, metered, offer, upfront};
use crate::buyer::{Buyer, fixed, line, usage};
use crate::databases::{TestRecords, on_both, refusal};

const DUE: &str = "2026-01-05T09:00:00Z";

/// A buyer with two invoices on A, one without purchase order, a credit memo, and invoiced usage.
async fn buyer(records: &TestRecords) -> Buyer {
    let buyer = Buyer::new(records).await;
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "1000")]).await;
    buyer
        .charges(&[
            fixed("a", "100", DUE),
            fixed("b", "50.005", DUE).agreement("agmt-1"),
            fixed("c", "7", DUE).with("category", "subscription"),
            usage("u").reference("MP-1"),
        ])
        .await;
    buyer.meter("u", "2026-01", "12.25").await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    buyer.memo("INV-AWS_INC-2026-000001", "30").await.unwrap();
    buyer.assert_sound().await;
    open_guards(&buyer).await;
    buyer
}

/// Takes away the guards, as somebody with the database in hand can.
async fn open_guards(buyer: &Buyer) {
    let drops: &[&str] = match buyer.records.database().kind() {
        records::DatabaseKind::Sqlite => &[
            "drop trigger ledger_stays",
            "drop trigger ledger_remains",
            "drop trigger audit_stays",
            "drop trigger audit_remains",
            "drop trigger invoices_stay",
            "drop trigger invoices_remain",
        ],
        records::DatabaseKind::Postgres => &["drop function refuse_change() cascade"],
    };
    buyer.tamper(drops).await;
}

/// The codes that verification finds, each once.
async fn codes(buyer: &Buyer) -> Vec<String> {
    let mut codes: Vec<String> = buyer
        .faults()
        .await
        .iter()
        .map(|fault| fault.split(' ').next().unwrap().to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

on_both!(guarded_rows_are_not_changed_by_accident, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "all", "1000")]).await;
    buyer.bill(fixed("a", "100", DUE)).await;
    for statement in [
        "update ledger set amount = 1",
        "delete from ledger",
        "update audit set actor = 'user:other'",
        "delete from audit",
        "update invoices set total = 1",
        "delete from invoices",
    ] {
        let mut write = records.database().write().await.unwrap();
        let refused = sqlx::query(statement).execute(&mut *write).await;
        assert!(refused.is_err(), "{statement}");
    }
    buyer.assert_sound().await;
});

on_both!(a_report_says_how_much_was_looked_at, |records| async {
    let buyer = buyer(&records).await;
    let report = verify(&records, &buyer.id, None).await.unwrap();
    let checked = report.checked;
    assert_eq!((checked.documents, checked.document_lines, checked.ledger), (5, 4, 4));
    assert_eq!((checked.balances, checked.charges, checked.usage), (2, 4, 1));
    assert!(report.is_sound() && report.more_faults == 0 && checked.audit > 8);
    let nobody = records::OrganisationId::new("o-nobody");
    assert_eq!(refusal(verify(&records, &nobody, None).await), ["no organisation o-nobody"]);
});

on_both!(a_tampered_audit_shows, |records| async {
    let buyer = buyer(&records).await;
    let faults = |expected: &'static [&'static str]| {
        let buyer = &buyer;
        async move { assert_eq!(buyer.faults().await, expected) }
    };
    buyer.tamper(&["update audit set actor = 'user:other' where sequence = 3"]).await;
    faults(&["AUDIT_EDITED audit:3"]).await;
    buyer.tamper(&["update audit set actor = 'user:u-test' where sequence = 3"]).await;
    faults(&[]).await;
    // No value is another than an empty one.
    buyer.tamper(&["update audit set before = '' where sequence = 1"]).await;
    faults(&["AUDIT_EDITED audit:1"]).await;
    buyer.tamper(&["update audit set before = null where sequence = 1"]).await;
    let swap = [
        "update audit set sequence = 1000 where sequence = 2",
        "update audit set sequence = 2 where sequence = 3",
        "update audit set sequence = 3 where sequence = 1000",
    ];
    buyer.tamper(&swap).await;
    assert_eq!(codes(&buyer).await, ["AUDIT_CHAIN_BROKEN", "AUDIT_EDITED"]);
    buyer.tamper(&swap).await;
    faults(&[]).await;
    buyer.tamper(&["delete from audit where sequence = 2"]).await;
    // Without the change that made the purchase order, nothing matches it either.
    faults(&[
        "AUDIT_GAP audit:3",
        "AUDIT_CHAIN_BROKEN audit:3",
        "MATCH_DIFFERS INV-AWS_INC-2026-000001",
        "MATCH_DIFFERS INV-AWS_INC-2026-000002",
    ])
    .await;
});

on_both!(a_row_before_the_first_shows, |records| async {
    let buyer = buyer(&records).await;
    buyer
        .tamper(&["insert into audit
             select organisation, 0, at, actor, request_id, action, subject_kind, 'other', before,
                    after, previous_hash, hash
             from audit where sequence = 1"])
        .await;
    assert_eq!(codes(&buyer).await, ["AUDIT_CHAIN_BROKEN", "AUDIT_EDITED", "AUDIT_GAP"]);
});

on_both!(an_audit_that_was_cut_shows_by_its_head, |records| async {
    let buyer = buyer(&records).await;
    buyer.order("LAST", &[]).await;
    let head = export_head(&records, &buyer.id).await.unwrap();
    buyer.order("LATER", &[]).await;
    let sound = verify(&records, &buyer.id, Some(&head)).await.unwrap();
    assert!(sound.is_sound(), "{sound:?}");
    let other = AuditHead { hash: "00".to_owned(), ..head.clone() };
    let differs = verify(&records, &buyer.id, Some(&other)).await.unwrap();
    assert_eq!(differs.faults[0].code, "AUDIT_ANCHOR_DIFFERS");
    let cut = format!("delete from audit where sequence >= {}", head.sequence);
    buyer.tamper(&[&cut]).await;
    // By itself a shorter chain is whole.
    buyer.assert_sound().await;
    let report = verify(&records, &buyer.id, Some(&head)).await.unwrap();
    assert_eq!((report.faults.len(), report.faults[0].code.as_str()), (1, "AUDIT_CUT"));
    let nobody = another(&records).await;
    let empty = AuditHead { sequence: 0, hash: head.hash };
    assert!(verify(&records, &nobody.id, Some(&empty)).await.unwrap().is_sound());
});

async fn another(records: &TestRecords) -> Buyer {
    let organisation = records.organisation("333333333333").await;
    Buyer { records: records.clone(), id: organisation.id }
}

/// Each row: what somebody does, what shows, and how it is undone.
const TAMPERING: &[(&str, &[&str], &str)] = &[
    (
        "update line_balances set drawn = drawn - 1 where purchase_order = 'A'",
        &["BALANCE_DIFFERS"],
        "update line_balances set drawn = drawn + 1 where purchase_order = 'A'",
    ),
    (
        "update line_balances set entries = 9 where purchase_order = 'A'",
        &["BALANCE_DIFFERS"],
        "update line_balances set entries = 3 where purchase_order = 'A'",
    ),
    (
        "update ledger set amount = amount + 5 where source = 'INV-AWS_INC-2026-000001'",
        &["BALANCE_DIFFERS", "LEDGER_DIFFERS"],
        "update ledger set amount = amount - 5 where source = 'INV-AWS_INC-2026-000001'",
    ),
    (
        "update ledger set source = 'INV-X' where source = 'INV-AWS_INC-2026-000001'",
        &["LEDGER_DIFFERS"],
        "update ledger set source = 'INV-AWS_INC-2026-000001' where source = 'INV-X'",
    ),
    (
        "update invoices set total = total - 1 where id = 'INV-AWS_INC-2026-000001'",
        &["DOCUMENT_CHANGED", "DRAW_DIFFERS", "TOTAL_DIFFERS"],
        "update invoices set total = total + 1 where id = 'INV-AWS_INC-2026-000001'",
    ),
    (
        "update invoices set cost_center = 'Elsewhere' where id = 'INV-AWS_INC-2026-000001'",
        &["DOCUMENT_CHANGED"],
        "update invoices set cost_center = null where id = 'INV-AWS_INC-2026-000001'",
    ),
    (
        "update invoices set due_on = '2027-01-01' where id = 'INV-AWS_INC-2026-000001'",
        &["DOCUMENT_CHANGED"],
        "update invoices set due_on = null where id = 'INV-AWS_INC-2026-000001'",
    ),
    (
        "update invoices set purchase_order = 'B' where id = 'INV-AWS_INC-2026-000001'",
        &["DOCUMENT_CHANGED", "EXPLANATION_DIFFERS", "LEDGER_DIFFERS", "MATCH_DIFFERS"],
        "update invoices set purchase_order = 'A' where id = 'INV-AWS_INC-2026-000001'",
    ),
    (
        "update invoices set placed_by = 'reference' where id = 'INV-AWS_INC-2026-000001'",
        &["EXPLANATION_DIFFERS"],
        "update invoices set placed_by = 'match' where id = 'INV-AWS_INC-2026-000001'",
    ),
    (
        "update invoices set id = 'INV-AWS_INC-2026-000009' where id = 'INV-AWS_INC-2026-000003'",
        &[
            "COUNTER_DIFFERS",
            "DOCUMENT_NOT_AUDITED",
            "LINE_WITHOUT_DOCUMENT",
            "NUMBER_GAP",
            "TOTAL_DIFFERS",
        ],
        "update invoices set id = 'INV-AWS_INC-2026-000003' where id = 'INV-AWS_INC-2026-000009'",
    ),
    (
        "update invoice_lines set amount = '100.01' where charge = 'a'",
        &["TOTAL_DIFFERS"],
        "update invoice_lines set amount = '100' where charge = 'a'",
    ),
    (
        "update invoice_lines set occurrence = 'twice', charge = 'b' where charge = 'a'",
        &["CHARGE_DOUBLED", "CHARGE_MISSED"],
        "update invoice_lines set occurrence = 'once', charge = 'a' where occurrence = 'twice'",
    ),
    (
        "update invoice_lines set live_key = 'INV-1' where charge = 'a'",
        &["CHARGE_MISSED", "LINE_LIVE_DIFFERS"],
        "update invoice_lines set live_key = 'live' where charge = 'a'",
    ),
    (
        "update invoice_lines set purchase_order_line = '2' where charge = 'u'",
        &["MATCH_DIFFERS"],
        "update invoice_lines set purchase_order_line = null where charge = 'u'",
    ),
    (
        "update charges set state = 'future' where id = 'a'",
        &["CHARGE_STATE"],
        "update charges set state = 'issued' where id = 'a'",
    ),
    (
        "update charges set id = 'z' where id = 'a'",
        &["CHARGE_MISSED", "LINE_WITHOUT_CHARGE"],
        "update charges set id = 'a' where id = 'z'",
    ),
    (
        "update usage_amounts set invoiced = '12.24' where charge = 'u'",
        &["USAGE_DIFFERS", "USAGE_MISSED"],
        "update usage_amounts set invoiced = '12.25' where charge = 'u'",
    ),
    (
        "update usage_amounts set amount = '13' where charge = 'u'",
        &["USAGE_MISSED"],
        "update usage_amounts set amount = '12.25' where charge = 'u'",
    ),
    (
        "update usage_amounts set period = '2026-02' where charge = 'u'",
        &["LINE_WITHOUT_USAGE", "USAGE_DIFFERS"],
        "update usage_amounts set period = '2026-01' where charge = 'u'",
    ),
    (
        "update counters set value = value + 1 where name = 'invoice'",
        &["COUNTER_DIFFERS"],
        "update counters set value = value - 1 where name = 'invoice'",
    ),
    (
        "update explanations set content = content || ' '",
        &["EXPLANATION_EDITED"],
        "update explanations set content = rtrim(content)",
    ),
    (
        "update explanations set hash = hash || '0'",
        &["EXPLANATION_MISSING"],
        "update explanations set hash = substr(hash, 1, 64)",
    ),
    (
        "update line_balances set line_item = '2' where purchase_order = 'A'",
        &["BALANCE_MISSING", "BALANCE_WITHOUT_LINE"],
        "update line_balances set line_item = '1' where purchase_order = 'A'",
    ),
    (
        "update invoices set original = 'INV-AWS_INC-2026-000003' where original is not null",
        &["CREDIT_EXCEEDS_INVOICE", "MATCH_DIFFERS"],
        "update invoices set original = 'INV-AWS_INC-2026-000001' where original is not null",
    ),
];

on_both!(every_change_past_the_server_shows, |records| async {
    let buyer = buyer(&records).await;
    for (change, expected, back) in TAMPERING {
        buyer.tamper(&[change]).await;
        assert_eq!(codes(&buyer).await, *expected, "{change}");
        buyer.tamper(&[back]).await;
        assert_eq!(codes(&buyer).await, [""; 0], "{back}");
    }
});

/// The same of what the audit has as it was saved: what somebody does, what shows, and how it is
/// undone.
const SAVED: &[(&str, &[&str], &str)] = &[
    (
        "update purchase_orders set document = replace(document, '\"amount\":\"1000\"', '\"amount\":\"9\"')",
        &["ORDER_CHANGED A"],
        "update purchase_orders set document = replace(document, '\"amount\":\"9\"', '\"amount\":\"1000\"')",
    ),
    (
        "update purchase_orders set version = version + 1",
        &["ORDER_CHANGED A"],
        "update purchase_orders set version = version - 1",
    ),
    (
        "update purchase_orders set made_by = 'marketplace'",
        &["ORDER_CHANGED A"],
        "update purchase_orders set made_by = 'person'",
    ),
    (
        "update charges set state = 'withdrawn' where kind = 'usage'",
        &["CHARGE_CHANGED ch-000002", "CHARGE_CHANGED loose"],
        "update charges set state = 'future' where kind = 'usage'",
    ),
    (
        "update charges set document = replace(document, '500.00', '1.00')",
        &["CHARGE_CHANGED ch-000001"],
        "update charges set document = replace(document, '\"1.00\"', '\"500.00\"')",
    ),
    (
        "update charges set purchase_order = 'B' where purchase_order = 'A'",
        &["CHARGE_CHANGED ch-000002"],
        "update charges set purchase_order = 'A' where purchase_order = 'B'",
    ),
    (
        "update charges set account = '9'",
        &["CHARGE_CHANGED ch-000001", "CHARGE_CHANGED ch-000002"],
        "update charges set account = '111111111111'",
    ),
    (
        "update charges set due_at = due_at + 1000",
        &["CHARGE_CHANGED ch-000001"],
        "update charges set due_at = due_at - 1000",
    ),
];

on_both!(what_is_not_as_it_was_saved_shows_before_it_is_invoiced, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "1000")]).await;
    let terms = vec![upfront("500"), metered(&["scans"])];
    let agreed = records.agree(&buyer.id, offer(terms), PurchaseOrderChoice::None).await;
    let charges: Vec<_> = agreed.charges.iter().map(|charge| charge.id.as_str()).collect();
    assert_eq!(charges, ["ch-000001", "ch-000002"]);
    records.usage(&buyer.id, "ch-000002", "2026-01", "5").await;
    records.set(&buyer.id, &[entry("ch-000002", "A")]).await.unwrap();
    // The audit has nothing of this one by itself, but whatever withdraws a charge.
    buyer.charges(&[usage("loose")]).await;
    buyer.assert_sound().await;
    for (change, expected, back) in SAVED {
        buyer.tamper(&[change]).await;
        assert_eq!(buyer.faults().await, *expected, "{change}");
        buyer.tamper(&[back]).await;
        assert_eq!(buyer.faults().await, [""; 0], "{back}");
    }
    buyer.issue_due().await.unwrap();
    buyer.assert_sound().await;
});

on_both!(rows_that_are_gone_show, |records| async {
    let buyer = buyer(&records).await;
    buyer.tamper(&["delete from ledger where source = 'INV-AWS_INC-2026-000001'"]).await;
    let expected = ["BALANCE_DIFFERS A/1", "LEDGER_MISSING INV-AWS_INC-2026-000001"];
    assert_eq!(buyer.faults().await, expected);
    buyer.tamper(&["delete from invoices where sequence = 2"]).await;
    let found = codes(&buyer).await;
    for code in ["SEQUENCE_GAP", "NUMBER_GAP", "LEDGER_WITHOUT_DOCUMENT", "LINE_WITHOUT_DOCUMENT"] {
        assert!(found.iter().any(|one| one == code), "{code} is not among {found:?}");
    }
});

on_both!(faults_are_told_one_by_one_up_to_a_thousand, |records| async {
    let buyer = Buyer::new(&records).await;
    let charges: Vec<_> = (0..1100).map(|index| fixed(&format!("c{index}"), "1", DUE)).collect();
    buyer.charges(&charges).await;
    buyer.tamper(&["update charges set state = 'issued'"]).await;
    let report = verify(&records, &buyer.id, None).await.unwrap();
    assert_eq!((report.faults.len(), report.more_faults), (1000, 100));
    assert_eq!(report.checked.charges, 1100);
});

/// A buyer whose invoices went every way there is, and whose purchase orders changed in between.
async fn eventful(records: &TestRecords) -> Buyer {
    let buyer = Buyer::new(records).await;
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "1000")]).await;
    buyer.order("B", &[line("1", "marketplace-blanket-usage", "100")]).await;
    // The later one, until it has too little; the others by their own ways.
    buyer.charges(&[fixed("a", "70", DUE), fixed("b", "70", DUE).agreement("agmt-1")]).await;
    buyer.charges(&[fixed("c", "5", DUE).reference("B"), usage("u").reference("MP-1")]).await;
    buyer.charges(&[fixed("d", "-20", DUE).agreement("agmt-2")]).await;
    buyer.issue_due().await.unwrap();
    buyer.memo("INV-AWS_INC-2026-000001", "30").await.unwrap();
    // With A in front, what follows goes there; then its line is another.
    buyer.save(json!([{"set": {"purchaseOrder": "A"}, "to": {"description": "x"}}])).await.unwrap();
    buyer.bill(fixed("e", "10", DUE).agreement("agmt-3")).await;
    buyer.save(json!([{"remove": {"purchaseOrder": "A"}}])).await.unwrap();
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "50")]).await;
    buyer.bill(fixed("f", "40", DUE).agreement("agmt-4")).await;
    buyer.save(json!([{"set": {"purchaseOrder": "A"}, "to": {"suspended": true}}])).await.unwrap();
    buyer.bill(fixed("g", "4", DUE).reference("A")).await;
    buyer.meter("u", "2026-01", "12.25").await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    buyer
}

on_both!(every_document_is_matched_again, |records| async {
    let buyer = eventful(&records).await;
    let documents = buyer.documents().await;
    let ways = ["match to A/1", "match to B/1", "reference to B/1", "reference to MP-1/1", "none"];
    for way in ways {
        assert!(documents.iter().any(|one| one.contains(way)), "{way} is not among {documents:?}");
    }
    buyer.assert_sound().await;
});

// A run on purchase orders that somebody changed past the server, and changed back: ledger, audit
// and explanation agree with where it put its document, the rules alone do not.
on_both!(a_document_that_is_on_the_wrong_line_shows, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "1000")]).await;
    buyer.order("B", &[line("1", "marketplace-blanket-usage", "1000")]).await;
    buyer.bill(fixed("a", "100", DUE)).await;
    let set = |from: bool| {
        let (from, to) = if from { ("2026", "2027") } else { ("2027", "2026") };
        format!(
            "update purchase_orders
             set document = replace(document, '\"updatedAt\":\"{from}', '\"updatedAt\":\"{to}')
             where id = 'A'"
        )
    };
    buyer.tamper(&[&set(true)]).await;
    buyer.bill(fixed("b", "20", DUE).agreement("agmt-1")).await;
    buyer.tamper(&[&set(false)]).await;
    buyer.bill(fixed("c", "3", DUE).agreement("agmt-2")).await;
    let documents = ["10000 by match to B/1", "2000 by match to A/1", "300 by match to B/1"];
    assert_eq!(buyer.documents().await, documents);
    assert_eq!(buyer.faults().await, ["MATCH_DIFFERS INV-AWS_INC-2026-000002"]);
});
