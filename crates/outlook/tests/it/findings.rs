//! One small snapshot for each kind of finding.

use std::collections::BTreeSet;

use outlook::api::{FindingKind, FixKind};
use serde_json::{Value, json};

use crate::asking::Asked;
use crate::snapshots::{agreed, invoice, line, order, set_line, set_order, snapshot, usage, with};

fn only(facts: &Value, kind: FindingKind) -> outlook::api::Finding {
    let mut asked = Asked::open(facts);
    let mut findings = asked.findings_of(kind);
    assert_eq!(findings.len(), 1, "{:?}", asked.findings());
    findings.remove(0)
}

fn none(facts: &Value, kind: FindingKind) {
    assert_eq!(Asked::open(facts).findings_of(kind), []);
}

fn amount(finding: &outlook::api::Finding) -> String {
    let (amount, currency) = finding.amount.clone().unwrap();
    format!("{amount} {currency}")
}

#[test]
fn invoices_without_a_purchase_order_are_told_by_what_they_have_in_common() {
    let facts = snapshot(
        &[],
        &[invoice("past", "2026-02", "9"), invoice("A", "2026-05", "10")],
        &[usage("b", "2026-04", "2.5")],
    );
    let finding = only(&facts, FindingKind::WithoutOrder);
    assert_eq!((&*finding.month, finding.until.as_deref()), ("2026-04", Some("2026-05")));
    assert_eq!((&*amount(&finding), finding.documents), ("12.50 USD", 2));
    assert_eq!(finding.invoice.as_deref(), Some("preview:b"));
    assert_eq!(finding.fix.unwrap().kind, FixKind::AddOrder);
}

#[test]
fn a_finding_keeps_its_key_while_its_sum_and_its_proposal_change() {
    let facts = |amount| snapshot(&[], &[invoice("A", "2026-05", amount)], &[]);
    let key = |amount| only(&facts(amount), FindingKind::WithoutOrder).key;
    assert_eq!(key("10"), key("20"));
    let mut asked = Asked::open(&facts("10"));
    let first = asked.findings_of(FindingKind::WithoutOrder).remove(0);
    let fix = first.fix.unwrap();
    let mut edits = fix.edits;
    edits[0]["add"]["purchaseOrder"]["currency"] = "EUR".into();
    asked.edit(&edits);
    let then = asked.findings_of(FindingKind::WithoutOrder).remove(0);
    assert_eq!((&*fix.value, &*then.fix.unwrap().value), ("NEW-1", "NEW-2"));
    assert_eq!(then.key, first.key);
}

#[test]
fn findings_are_told_apart_by_their_keys() {
    let asked = (0..100).filter_map(Asked::random).chain([Asked::estimated("2026-03")]);
    for mut asked in asked {
        let findings = asked.findings();
        let keys: BTreeSet<&String> = findings.iter().map(|finding| &finding.key).collect();
        assert_eq!(keys.len(), findings.len(), "{findings:?}");
    }
}

#[test]
fn a_line_that_ended_shortly_before_is_proposed_to_last_longer() {
    let ended = |end: &str, kind: &str| with(line("1", kind, "100"), &json!({"endMonth": end}));
    let of = |id: &str, end: &str, kind: &str| order(id, &[ended(end, kind)]);
    let narrowed = |key: &str| {
        with(
            of("NARROW", "2026-04", "all"),
            &json!({key: ["OTHER"], "updatedAt": "2026-02-01T00:00:00Z"}),
        )
    };
    let late = [invoice("A", "2026-05", "10"), invoice("B", "2026-07", "10")];
    let old = json!({"effectiveMonth": "2024-01", "expirationMonth": "2024-03",
        "lineItems": [with(line("1", "all", "1"),
            &json!({"startMonth": "2024-01", "endMonth": "2024-03"}))]});
    for (orders, expected) in [
        (vec![of("A", "2026-03", "all"), of("B", "2026-04", "all")], Some("B")),
        (vec![of("A", "2026-04", "all"), of("B", "2026-04", "monthly-usage")], Some("B")),
        (vec![of("A", "2026-04", "monthly-usage"), of("B", "2026-04", "all")], Some("A")),
        (vec![of("A", "2026-04", "all"), of("B", "2026-04", "all")], Some("A")),
        (vec![of("A", "2026-04", "subscription")], None),
        (vec![narrowed("invoiceUnits"), of("A", "2026-03", "all")], Some("A")),
        (vec![with(of("A", "2026-04", "all"), &json!({"currency": "EUR"}))], None),
        (vec![with(of("A", "2026-04", "all"), &json!({"suspended": true}))], None),
        (vec![with(order("A", &[]), &old)], None),
    ] {
        let finding = only(&snapshot(&orders, &late, &[]), FindingKind::WithoutOrder);
        let fix = finding.fix.unwrap();
        let extended = (fix.kind == FixKind::Extend)
            .then(|| fix.edits.last().unwrap()["set"]["purchaseOrder"].as_str().unwrap());
        assert_eq!(extended, expected, "{orders:?}");
    }
    let short = json!({"expirationMonth": "2026-04"});
    let facts = snapshot(&[with(of("A", "2026-04", "all"), &short)], &late, &[]);
    let fix = only(&facts, FindingKind::WithoutOrder).fix.unwrap();
    assert_eq!((fix.value.as_str(), fix.edits.len()), ("2026-07", 2));
}

#[test]
fn a_purchase_order_is_proposed_with_a_type_that_takes_the_invoices() {
    for (category, cycle, expected) in [
        ("monthly-usage", "monthly", "monthly-usage"),
        ("monthly-usage", "out-of-cycle", "all"),
        ("subscription", "out-of-cycle", "subscription"),
        ("subscription", "monthly", "all"),
        ("marketplace", "monthly", "marketplace-blanket-usage"),
        ("marketplace", "out-of-cycle", "marketplace-blanket-usage"),
        ("professional-services", "monthly", "monthly-usage"),
        ("professional-services", "out-of-cycle", "all"),
    ] {
        let kind = json!({"category": category, "cycle": cycle, "billFrom": "AWS_INDIA"});
        let facts = snapshot(&[], &[with(invoice("A", "2026-05", "10"), &kind)], &[]);
        let fix = only(&facts, FindingKind::WithoutOrder).fix.unwrap();
        let line = &fix.edits[0]["add"]["purchaseOrder"]["lineItems"][0];
        assert_eq!(line["type"], expected, "{category} {cycle}");
        let mut asked = Asked::open(&facts);
        asked.edit(&fix.edits);
        assert_eq!(asked.findings(), [], "{category} {cycle}");
    }
}

#[test]
fn a_charge_is_proposed_to_name_the_purchase_order_of_its_agreement_or_a_new_one() {
    let named = |id: &str, month: &str, order: &str| {
        with(agreed(id, month, "40"), &json!({"purchaseOrderReference": order}))
    };
    let orders = |amount: &str| {
        [
            order("CLOUD", &[line("1", "monthly-usage", "90000")]),
            order("DEAL", &[line("1", "marketplace-transaction", amount)]),
        ]
    };
    let other = json!({"agreementId": "other"});
    let lone = with(agreed("lone", "2026-07", "50"), &json!({"agreementId": "other"}));
    for (facts, expected) in [
        (
            snapshot(
                &orders("100"),
                &[],
                &[named("a", "2026-04", "DEAL"), agreed("x", "2026-07", "50")],
            ),
            "DEAL",
        ),
        // The line of the agreement has not enough left.
        (
            snapshot(
                &orders("60"),
                &[],
                &[named("a", "2026-04", "DEAL"), agreed("x", "2026-07", "50")],
            ),
            "NEW-1",
        ),
        (
            snapshot(
                &orders("100"),
                &[],
                &[with(named("a", "2026-04", "DEAL"), &other), agreed("x", "2026-07", "50")],
            ),
            "NEW-1",
        ),
        (
            snapshot(
                &orders("100"),
                &[],
                &[named("a", "2026-04", "MADE"), agreed("x", "2026-07", "50")],
            ),
            "MADE",
        ),
        (snapshot(&orders("100"), &[], &[lone]), "NEW-1"),
    ] {
        let finding = only(&facts, FindingKind::ChargeWithoutOrder);
        let fix = finding.fix.unwrap();
        assert_eq!((fix.kind, &*fix.value), (FixKind::Reference, expected));
        assert_eq!(finding.until.as_deref(), Some("2026-07-15"));
        let mut asked = Asked::open(&facts);
        asked.edit(&fix.edits);
        assert_eq!(asked.findings_of(FindingKind::ChargeWithoutOrder), []);
        assert_eq!(asked.row(&finding.invoice.unwrap()).place.unwrap().order, expected);
    }
    let services = json!({"category": "professional-services", "agreementId": null});
    let facts = snapshot(&[], &[], &[with(agreed("x", "2026-07", "50"), &services)]);
    let fix = only(&facts, FindingKind::ChargeWithoutOrder).fix.unwrap();
    assert_eq!(fix.kind, FixKind::AddOrder);
}

#[test]
fn agreed_charges_that_name_none_and_are_taken_are_one_finding_for_each_agreement() {
    let orders = [order("BLANKET", &[line("1", "all", "500")])];
    let of = |id: &str, month: &str, agreement: &str| {
        with(agreed(id, month, "50"), &json!({ "agreementId": agreement }))
    };
    let named = json!({"purchaseOrderReference": "BLANKET"});
    let charges = [
        of("x-2", "2026-08", "x"),
        of("x-1", "2026-07", "x"),
        with(of("x-0", "2026-06", "x"), &named),
        of("y-1", "2026-09", "y"),
        with(of("z-1", "2026-09", "z"), &named),
        with(usage("u", "2026-07", "5"), &json!({"category": "marketplace", "agreementId": "u"})),
    ];
    let mut asked = Asked::open(&snapshot(&orders, &[], &charges));
    let found = asked.findings_of(FindingKind::Unnamed);
    let told: Vec<_> = found
        .iter()
        .map(|it| (it.agreement.as_deref(), it.documents, it.until.as_deref(), it.severity))
        .collect();
    let expected = [(Some("x"), 2, Some("2026-07-15"), 2), (Some("y"), 1, Some("2026-09-15"), 2)];
    assert_eq!(told, expected);
    assert_eq!((found[0].order.as_deref(), found[0].line.as_deref()), (Some("BLANKET"), Some("1")));
    assert_eq!(asked.findings_of(FindingKind::ChargeWithoutOrder), []);
    // Each charge is to name the line that it goes to, so nothing moves, and it is done with.
    let fix = found[0].fix.clone().unwrap();
    let to = json!({"purchaseOrderReference": "BLANKET", "purchaseOrderLine": "1"});
    let edit = |charge: &str| json!({"set": {"charge": charge}, "to": to});
    assert_eq!(fix.edits, [edit("x-1"), edit("x-2")]);
    assert!(asked.edit(&fix.edits).summary.moves.is_empty());
    let left = asked.findings_of(FindingKind::Unnamed);
    let left: Vec<_> = left.iter().map(|it| it.agreement.as_deref()).collect();
    assert_eq!(left, [Some("y")]);
}

#[test]
fn references_to_a_suspended_purchase_order_are_one_finding_without_a_mixed_sum() {
    let named = |id: &str, currency: &str| {
        let reference = json!({"purchaseOrderReference": "OFF", "currency": currency});
        with(agreed(id, "2026-04", "40"), &reference)
    };
    let off = with(order("OFF", &[]), &json!({"suspended": true}));
    let facts = snapshot(std::slice::from_ref(&off), &[], &[named("a", "USD"), named("b", "USD")]);
    let finding = only(&facts, FindingKind::SuspendedReference);
    assert_eq!((finding.order.as_deref(), finding.documents), (Some("OFF"), 1));
    assert_eq!(amount(&finding), "80.00 USD");
    assert_eq!(finding.fix.unwrap().kind, FixKind::Resume);
    let facts = snapshot(&[off], &[], &[named("a", "USD"), named("b", "EUR")]);
    let finding = only(&facts, FindingKind::SuspendedReference);
    assert_eq!((finding.documents, finding.amount), (2, None));
    none(&facts, FindingKind::WithoutOrder);
    none(&facts, FindingKind::ChargeWithoutOrder);
}

#[test]
fn a_line_that_ends_below_zero_runs_out() {
    let facts = |total: &str| {
        snapshot(
            &[order("PO-1", &[line("1", "all", "100")])],
            &[invoice("A", "2026-03", "60"), invoice("B", "2026-06", total)],
            &[],
        )
    };
    let finding = only(&facts("70"), FindingKind::RunsOut);
    assert_eq!((&*finding.month, &*amount(&finding)), ("2026-06", "30.00 USD"));
    assert_eq!((finding.line.as_deref(), finding.until.as_deref()), (Some("1"), Some("2026-12")));
    assert_eq!(finding.fix.unwrap().value, "130.00");
    none(&facts("40"), FindingKind::RunsOut);
    let over = json!({"startMonth": "2026-01", "endMonth": "2026-02"});
    let over = order("PO-1", &[with(line("1", "all", "5"), &over)]);
    none(&snapshot(&[over], &[invoice("A", "2026-02", "9")], &[]), FindingKind::RunsOut);
}

#[test]
fn an_amount_is_raised_and_lowered_through_quantity_tax_and_decimals() {
    let use_of = |total: &str| [invoice("A", "2026-03", total)];
    let near = json!({"endMonth": "2026-04"});
    for (overlay, total, kind, expected) in [
        (json!({"amount": "10", "quantity": "7"}), "85", FindingKind::RunsOut, "12.15"),
        (json!({"tax": {"type": "percent", "value": "8"}}), "120", FindingKind::RunsOut, "111.12"),
        (json!({"tax": {"type": "absolute", "value": "5"}}), "120", FindingKind::RunsOut, "115.00"),
        (json!({"amount": "0.0125", "quantity": "1000"}), "13", FindingKind::RunsOut, "0.0130"),
        (json!({"amount": "10", "quantity": "7"}), "20", FindingKind::MoneyLeft, "2.86"),
        (json!({"tax": {"type": "percent", "value": "8"}}), "20", FindingKind::MoneyLeft, "18.52"),
    ] {
        let line = with(with(line("1", "all", "100"), &near), &overlay);
        let facts = snapshot(&[order("PO-1", &[line])], &use_of(total), &[]);
        let fix = only(&facts, kind).fix.unwrap();
        let is_same =
            |a: &str, b: &str| a.parse::<rust_decimal::Decimal>().unwrap() == b.parse().unwrap();
        assert!(is_same(&fix.value, expected), "{overlay}: {}", fix.value);
        let mut asked = Asked::open(&facts);
        asked.edit(&fix.edits);
        assert_eq!(asked.findings_of(kind), [], "{overlay}");
        let outlook = asked.order("PO-1").lines.remove(0);
        assert!(!outlook.closing.unwrap().starts_with('-'), "{overlay}");
    }
    // Nothing to multiply by: no amount helps.
    let zero = with(
        line("1", "all", "9"),
        &json!({"quantity": "0", "tax": {"type": "absolute", "value": "5"}}),
    );
    let facts = snapshot(&[order("PO-1", &[zero])], &use_of("9"), &[]);
    assert_eq!(only(&facts, FindingKind::RunsOut).fix, None);
}

#[test]
fn money_is_left_where_a_line_ends_soon_or_its_use_is_estimated() {
    let ending =
        |end: &str, amount: &str| with(line("1", "all", amount), &json!({"endMonth": end}));
    let facts = |end: &str, amount: &str, charges: &[Value]| {
        snapshot(
            &[order("PO-1", &[ending(end, amount)])],
            &[invoice("A", "2026-02", "100")],
            charges,
        )
    };
    let kind = FindingKind::MoneyLeft;
    let finding = only(&facts("2026-06", "1000", &[]), kind);
    assert_eq!((&*finding.month, &*amount(&finding)), ("2026-06", "900.00 USD"));
    assert_eq!(finding.fix.unwrap().value, "100.00");
    none(&facts("2026-07", "1000", &[]), kind);
    none(&facts("2026-02", "1000", &[]), kind);
    none(&facts("2026-06", "111", &[]), kind);
    let estimate = [usage("estimate:x", "2026-08", "5")];
    assert_eq!(amount(&only(&facts("2026-12", "1000", &estimate), kind)), "895.00 USD");

    let large = with(order("LARGE", &[ending("2026-06", "9000")]), &json!({"billFrom": ["X"]}));
    let small = with(order("SMALL", &[ending("2026-04", "50")]), &json!({"billFrom": ["X"]}));
    let both = snapshot(&[small, large], &[invoice("A", "2026-03", "1")], &[]);
    let told = Asked::open(&both).findings_of(kind).into_iter();
    let orders: Vec<_> = told.filter_map(|finding| finding.order).collect();
    assert_eq!(orders, ["LARGE", "SMALL"]);
}

#[test]
fn a_line_that_nothing_uses_is_told_as_far_as_the_timeline_reaches() {
    let facts = |end: &str, invoices: &[Value]| {
        let line = with(line("1", "all", "1000"), &json!({"endMonth": end}));
        let order = with(order("PO-1", &[line]), &json!({"expirationMonth": "2027-12"}));
        snapshot(&[order], invoices, &[])
    };
    let kind = FindingKind::Unused;
    let finding = only(&facts("2026-12", &[]), kind);
    assert_eq!((&*amount(&finding), finding.severity), ("1000.00 USD", 2));
    assert_eq!((finding.until.as_deref(), finding.fix), (Some("2026-12"), None));
    none(&facts("2027-06", &[]), kind);
    none(&facts("2026-12", &[invoice("A", "2026-05", "1")]), kind);
    // One that ends soon ends with money left.
    none(&facts("2026-06", &[]), kind);
    only(&facts("2026-06", &[]), FindingKind::MoneyLeft);
}

#[test]
fn an_edit_that_draws_invoices_away_from_others_reroutes_them() {
    let facts = snapshot(
        &[
            with(
                order("OLD", &[line("1", "all", "1000")]),
                &json!({"updatedAt": "2026-01-01T00:00:00Z"}),
            ),
            with(
                order("NEW", &[line("1", "all", "1000")]),
                &json!({"updatedAt": "2026-02-01T00:00:00Z"}),
            ),
        ],
        &[invoice("A", "2026-03", "10"), invoice("B", "2026-04", "20")],
        &[],
    );
    let mut asked = Asked::open(&facts);
    assert_eq!(asked.findings_of(FindingKind::Reroutes), []);
    asked.edit(&[set_order("OLD", &json!({"description": "only words"}))]);
    let finding = asked.findings_of(FindingKind::Reroutes).remove(0);
    assert_eq!((finding.order.as_deref(), finding.other.as_deref()), (Some("OLD"), Some("NEW")));
    assert_eq!((&*amount(&finding), finding.documents), ("30.00 USD", 2));
    let fix = finding.fix.unwrap();
    assert_eq!(fix.kind, FixKind::Touch);
    asked.edit_at(&fix.edits, "2026-03-21T00:00:00Z");
    assert_eq!(asked.findings_of(FindingKind::Reroutes), []);
    assert_eq!(asked.row("A").place.unwrap().order, "NEW");

    // A line that is meant for such invoices wins whatever was updated last.
    let mut asked = Asked::open(&facts);
    asked.edit(&[set_line("OLD", "1", &json!({"type": "monthly-usage"}))]);
    let finding = asked.findings_of(FindingKind::Reroutes).remove(0);
    assert_eq!(finding.fix, None);
}

#[test]
fn two_purchase_orders_that_only_their_update_tells_apart_are_told() {
    let second = |to: Value| with(order("B", &[line("1", "all", "1000")]), &to);
    let facts = |to: Value| {
        snapshot(
            &[order("A", &[line("1", "all", "1000")]), second(to)],
            &[
                invoice("1", "2026-04", "10"),
                invoice("2", "2026-04", "10"),
                invoice("3", "2026-09", "5"),
            ],
            &[],
        )
    };
    let newer = "2026-02-01T00:00:00Z";
    let finding = only(&facts(json!({"updatedAt": newer})), FindingKind::DecidedByUpdate);
    assert_eq!((finding.order.as_deref(), finding.other.as_deref()), (Some("B"), Some("A")));
    assert_eq!((finding.documents, &*amount(&finding)), (3, "25.00 USD"));
    let short = with(line("1", "all", "1000"), &json!({"endMonth": "2026-06"}));
    let older = json!({"updatedAt": "2026-01-01T00:00:00Z", "expirationMonth": "2026-06",
        "lineItems": [short]});
    let finding = only(&facts(older), FindingKind::DecidedByUpdate);
    assert_eq!((finding.documents, finding.other.as_deref()), (2, Some("B")));
    none(&facts(json!({"suspended": true})), FindingKind::DecidedByUpdate);
}

#[test]
fn a_line_that_another_always_precedes_never_matches() {
    let untracked = with(line("1", "all", "10"), &json!({"balanceTracking": false}));
    let facts = |second: Value| snapshot(&[order("PO-1", &[untracked.clone(), second])], &[], &[]);
    let finding = only(&facts(line("2", "all", "10")), FindingKind::NeverMatches);
    assert_eq!((finding.order.as_deref(), finding.line.as_deref()), (Some("PO-1"), Some("2")));
    let mut asked = Asked::open(&facts(line("2", "all", "10")));
    asked.edit(&finding.fix.unwrap().edits);
    assert_eq!(asked.findings_of(FindingKind::NeverMatches), []);
    none(&facts(line("2", "monthly-usage", "10")), FindingKind::NeverMatches);
}

#[test]
fn the_worst_comes_first() {
    let findings = Asked::estimated("2026-03").findings();
    assert!(findings.windows(2).all(|two| two[0].severity <= two[1].severity));
    assert!(findings.first().is_some_and(|finding| finding.severity == 0));
}
