//! Long candidate lists, in which lines run out and credit memos fill them again: an edited
//! workspace, a fresh one and the oracle agree. Small random snapshots seldom get there.

use procurement::{Sellers, Workspace};
use serde_json::{Value, json};
use tieback_tests::oracle;

/// A deterministic source of numbers (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

fn snapshot(dice: &mut Dice, orders: u64) -> Value {
    let order = |number: u64, dice: &mut Dice| {
        json!({"id": format!("PO-{number}"), "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
            "updatedAt": format!("2026-01-{:02}T00:00:00Z", 1 + dice.below(28)),
            "lineItems": [{"number": "1", "type": if dice.below(4) == 0 { "all" } else { "monthly-usage" },
                "startMonth": "2026-01", "endMonth": format!("2026-{:02}", 3 + dice.below(10)),
                "amount": dice.below(60).to_string(), "quantity": "1",
                "balanceTracking": dice.below(40) > 0}]})
    };
    let invoice = |number: u64, dice: &mut Dice| {
        let month = 1 + dice.below(3);
        let mut invoice = json!({"id": format!("INV-{number}"), "category": "monthly-usage",
            "cycle": "monthly", "billFrom": "AWS_INC", "currency": "USD",
            "billingPeriod": format!("2026-{month:02}"),
            "issuedAt": format!("2026-{:02}-03T00:00:00Z", month + 1),
            "total": dice.below(50).to_string()});
        if dice.below(5) == 0 {
            invoice["type"] = json!("credit-memo");
            if dice.below(2) == 0 {
                invoice["originalInvoiceId"] = json!(format!("INV-{}", dice.below(90)));
            }
        }
        if dice.below(8) == 0 {
            invoice["purchaseOrderReference"] = json!(format!("PO-{}", dice.below(orders)));
        }
        invoice
    };
    let orders: Vec<_> = (0..orders).map(|number| order(number, dice)).collect();
    let invoices: Vec<_> = (0..90).map(|number| invoice(number, dice)).collect();
    json!({"purchaseOrders": orders, "invoices": invoices})
}

fn edits(dice: &mut Dice, orders: u64) -> String {
    let order = format!("PO-{}", dice.below(orders));
    let line = json!({"purchaseOrder": order, "lineItem": "1"});
    let edit = match dice.below(4) {
        0 => json!({"set": {"purchaseOrder": order}, "to": {"suspended": dice.below(2) == 0}}),
        1 => json!({"set": {"invoice": format!("INV-{}", dice.below(90))},
            "to": {"total": dice.below(50).to_string()}}),
        2 => json!({"set": line, "to": {"balanceTracking": dice.below(3) > 0}}),
        _ => json!({"set": line, "to": {"amount": dice.below(80).to_string()}}),
    };
    json!({"at": format!("2026-02-{:02}T00:00:00Z", 1 + dice.below(28)), "edits": [edit]})
        .to_string()
}

#[test]
fn edited_workspaces_agree_with_fresh_ones() {
    let seeds = if std::env::var_os("TIEBACK_HEAVY").is_some() { 10_000 } else { 500 };
    for seed in 0..seeds {
        let mut dice = Dice(seed);
        let orders = 5 + dice.below(60);
        let snapshot = snapshot(&mut dice, orders);
        let load = |text: String| Workspace::load(text, &Sellers::built_in()).unwrap();
        let mut workspace = load(snapshot.to_string());
        let first = workspace.preview(None).unwrap();
        assert_eq!(first, oracle::preview(&snapshot, None).unwrap(), "seed {seed}");
        for step in 0..4 {
            let edits = edits(&mut dice, orders);
            workspace.apply(&edits).unwrap();
            let fresh = load(workspace.snapshot());
            let expected = fresh.preview(None).unwrap();
            let actual = workspace.preview(None).unwrap();
            assert!(actual == expected, "seed {seed}, step {step}: {edits}");
        }
        while workspace.undo().is_some() {}
        assert!(workspace.preview(None).unwrap() == first, "seed {seed}: undone");
    }
}
