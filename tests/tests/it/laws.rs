//! Laws that hold for every snapshot, tried on random ones.

use procurement::{IssuedDocument, KeptCandidate, Sellers, Verdict, Workspace, retell};
use serde_json::{Value, json};
use tieback_tests::random;

const SEEDS: u64 = 1_500;

fn load(snapshot: &Value) -> Option<Workspace> {
    Workspace::load(snapshot.to_string(), &Sellers::built_in()).ok()
}

fn preview(snapshot: &Value) -> Option<Value> {
    let workspace = load(snapshot)?;
    Some(serde_json::from_str(&workspace.preview(None).unwrap()).unwrap())
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Reverses every list of the snapshot, and rotates it by the seed.
fn shuffled(snapshot: &Value, seed: u64) -> Value {
    let mut shuffled = snapshot.clone();
    let turn = |list: &mut Vec<Value>| {
        list.reverse();
        let by = usize::try_from(seed).unwrap() % list.len().max(1);
        list.rotate_left(by);
    };
    for key in ["purchaseOrders", "associations", "invoices", "charges"] {
        if let Some(items) = shuffled[key].as_array_mut() {
            turn(items);
        }
    }
    for order in shuffled["purchaseOrders"].as_array_mut().into_iter().flatten() {
        for key in ["lineItems", "billFrom", "invoiceUnits", "taxRegistrationNumbers"] {
            if let Some(items) = order[key].as_array_mut() {
                turn(items);
            }
        }
    }
    shuffled
}

#[test]
fn the_order_of_the_input_never_matters() {
    for seed in 0..SEEDS {
        let snapshot = random::snapshot(seed);
        assert_eq!(preview(&snapshot), preview(&shuffled(&snapshot, seed)), "seed {seed}");
    }
}

/// M2, P-16.
#[test]
fn a_suspended_purchase_order_that_nothing_names_changes_nothing() {
    for seed in 0..SEEDS {
        let mut snapshot = random::snapshot(seed);
        let Some(before) = preview(&snapshot) else { continue };
        let orders = snapshot["purchaseOrders"].as_array_mut();
        let Some(orders) = orders else { continue };
        let line = |kind: &str| {
            json!({"number": kind, "type": kind, "startMonth": "2000-01",
            "endMonth": "2199-12", "amount": "9", "quantity": "9"})
        };
        orders.push(json!({"id": "nobody names this", "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2000-01", "expirationMonth": "2199-12", "suspended": true,
            "updatedAt": "2199-01-01T00:00:00Z",
            "lineItems": [line("all"), line("monthly-usage"), line("marketplace-blanket-usage")]}));
        let after = preview(&snapshot).unwrap();
        assert_eq!(before["invoices"], after["invoices"], "seed {seed}");
        assert_eq!(before["events"], after["events"], "seed {seed}");
    }
}

/// M9: for one document on its own, raising the balance of the chosen line keeps it chosen.
#[test]
fn raising_a_balance_never_makes_that_line_lose() {
    let mut raised = 0;
    for seed in 0..SEEDS {
        let mut snapshot = random::snapshot(seed);
        let Some(invoice) = list(&snapshot, "invoices").first().cloned() else { continue };
        snapshot["invoices"] = json!([invoice]);
        snapshot["charges"] = json!([]);
        let Some(before) = preview(&snapshot) else { continue };
        let chosen = before["invoices"][0].clone();
        if chosen["by"] != "match" {
            continue;
        }
        // An association with a negative total gives the line money.
        let gift = json!({"invoiceId": "a gift", "purchaseOrderId": chosen["purchaseOrderId"],
            "lineItemNumber": chosen["lineItemNumber"], "total": "-1000000"});
        match snapshot["associations"].as_array_mut() {
            Some(associations) => associations.push(gift),
            None => snapshot["associations"] = json!([gift]),
        }
        let Some(after) = preview(&snapshot) else { continue };
        for key in ["purchaseOrderId", "lineItemNumber"] {
            assert_eq!(chosen[key], after["invoices"][0][key], "seed {seed}");
        }
        raised += 1;
    }
    assert!(raised > 100, "the law was tried {raised} times only");
}

#[test]
fn every_candidate_has_one_verdict_and_every_loser_one_code() {
    for seed in 0..SEEDS / 3 {
        let snapshot = random::snapshot(seed);
        let Some(workspace) = load(&snapshot) else { continue };
        let ids = (0..workspace.document_count()).filter_map(|at| workspace.document_id(at));
        for id in ids {
            let explanation = workspace.explain(id).unwrap();
            let mut names: Vec<_> = explanation
                .candidates
                .iter()
                .map(|c| (&c.purchase_order_id, &c.line_item_number))
                .collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "seed {seed}, {id}");
            let chosen = explanation.candidates.iter().filter(|c| c.verdict == Verdict::Chosen);
            assert!(chosen.count() <= 1, "seed {seed}, {id}");
            let codes = explanation.candidates.iter().map(|c| c.verdict);
            assert!(codes.into_iter().all(|v| v.code().is_some() != (v == Verdict::Chosen)));
        }
    }
}

#[test]
fn a_kept_explanation_tells_the_sentences_of_the_preview() {
    let (mut shared, mut told) = (0, std::collections::BTreeSet::new());
    for seed in 0..SEEDS / 3 {
        let Some(workspace) = load(&random::snapshot(seed)) else { continue };
        let mut kept = workspace.kept_explanations();
        let mut texts: Vec<String> = Vec::new();
        for document in workspace.settled() {
            let explanation = kept.of(document.id).unwrap();
            match explanation.text {
                Some(text) => {
                    assert_eq!(explanation.number, texts.len(), "seed {seed}");
                    texts.push(text);
                }
                None => shared += 1,
            }
            let mut text: Value = serde_json::from_str(&texts[explanation.number]).unwrap();
            let candidates = text["candidates"].take();
            let candidates: Vec<KeptCandidate> = serde_json::from_value(candidates).unwrap();
            let total = document.total.display(document.currency).to_string();
            let issued = IssuedDocument {
                by: document.by,
                total: &total,
                currency: document.currency.code(),
                period: &document.period.to_string(),
                seller: document.bill_from,
                category: document.category.as_str(),
                tax_registration_number: document.tax_registration_number,
                invoice_unit: document.invoice_unit,
            };
            let sentences = workspace.sentences(document.id).unwrap();
            told.extend(sentences.iter().map(|sentence| sentence.key));
            assert_eq!(retell(&candidates, &issued), sentences, "seed {seed}, {}", document.id);
            let explained = workspace.explain(document.id).unwrap().candidates;
            let verdicts = explained.iter().map(|one| (one.verdict.as_str(), one.verdict.code()));
            let stored = candidates.iter().map(|one| (one.verdict.as_str(), one.code.as_deref()));
            assert!(verdicts.eq(stored), "seed {seed}, {}", document.id);
        }
    }
    assert!(shared > 100, "{shared} documents shared a text");
    let untold = procurement::TEMPLATES.iter().filter(|(key, _)| !told.contains(key));
    assert_eq!(untold.collect::<Vec<_>>(), [&("", ""); 0]);
}

/// Every tracked line closes with what it opened with, less what its documents took.
#[test]
fn what_documents_take_is_what_lines_lose() {
    // In minor units; the generator's currencies have at most three decimals.
    let thousandths = |text: &Value| -> i128 {
        let text = text.as_str().unwrap();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        format!("{whole}{fraction:0<3}").parse().unwrap()
    };
    for seed in 0..SEEDS {
        let Some(preview) = preview(&random::snapshot(seed)) else { continue };
        for line in list(&preview, "lineItems").iter().filter(|l| l["tracked"] == true) {
            let mine = list(&preview, "invoices").iter().filter(|invoice| {
                invoice["purchaseOrderId"] == line["purchaseOrderId"]
                    && invoice["lineItemNumber"] == line["lineItemNumber"]
            });
            let drawn = mine.filter(|invoice| !invoice["balanceAfter"].is_null());
            let taken: i128 = drawn
                .map(|invoice| {
                    let total = thousandths(&invoice["total"]);
                    if invoice["type"] == "credit-memo" { -total } else { total }
                })
                .sum();
            let opening = thousandths(&line["openingBalance"]);
            assert_eq!(opening - taken, thousandths(&line["closingBalance"]), "seed {seed}");
        }
    }
}
