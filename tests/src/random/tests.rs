//! The generator is only worth its seeds while it reaches every corner of the contract.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::oracle;

const SEEDS: u64 = 500;

const EVENTS: [&str; 7] = [
    "PURCHASE_ORDER_CREATED",
    "LINE_ITEM_ADDED",
    "REFERENCED_PO_SUSPENDED",
    "PURCHASE_ORDER_REACTIVATED",
    "BALANCE_BELOW_THRESHOLD",
    "OUT_OF_BALANCE",
    "NO_PURCHASE_ORDER",
];

const VERDICTS: [&str; 19] = [
    "SUSPENDED",
    "EXPIRED_FOR_PERIOD",
    "NOT_YET_EFFECTIVE",
    "BILL_FROM",
    "TRN",
    "INVOICE_UNIT",
    "CURRENCY",
    "NO_LINE_ITEMS",
    "PERIOD",
    "TYPE",
    "SCOPE",
    "LESS_SPECIFIC",
    "INSUFFICIENT_BALANCE",
    "OLDER_UPDATE",
    "TIE_PO_ID",
    "TIE_WINDOW",
    "TIE_LINE_NUMBER",
    "REFERENCED_PO_SUSPENDED",
    "ORIGINAL_HAS_NONE",
];

#[test]
fn every_code_occurs() {
    let mut seen = BTreeSet::new();
    for seed in 0..SEEDS {
        let snapshot = snapshot(seed);
        let Ok(preview) = oracle::preview(&snapshot, None) else { continue };
        let preview: Value = serde_json::from_str(&preview).unwrap();
        seen.extend(codes(list(&preview, "events")));
        for invoice in list(&preview, "invoices") {
            let explained = oracle::preview(&snapshot, Some(text(invoice, "id"))).unwrap();
            let explained: Value = serde_json::from_str(&explained).unwrap();
            let explanation = explained.get("explanation").unwrap();
            seen.extend(codes(list(explanation, "candidates")));
        }
    }
    for code in EVENTS.iter().chain(&VERDICTS) {
        assert!(seen.contains(*code), "no random snapshot leads to {code}");
    }
}

#[test]
fn only_amounts_are_ever_refused() {
    let mut refused = 0;
    for seed in 0..SEEDS {
        let snapshot = snapshot(seed);
        let edits = edits(seed, &snapshot);
        if let Err(code) = oracle::what_if(&snapshot, &edits) {
            assert_eq!(code, "AMOUNT_TOO_LARGE", "seed {seed}");
            refused += 1;
        }
    }
    assert!(refused > 0, "the limit of 15 digits is never reached");
    assert!(refused < SEEDS / 5, "{refused} snapshots are wasted on the limit of 15 digits");
}

#[test]
fn a_seed_always_means_the_same() {
    let (first, second) = (snapshot(7), snapshot(7));
    assert_eq!(first, second);
    assert_eq!(edits(7, &first), edits(7, &second));
}

fn codes(entries: &[Value]) -> Vec<String> {
    entries.iter().map(|entry| text(entry, "code").to_owned()).collect()
}
