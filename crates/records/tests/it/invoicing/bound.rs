//! A run that would issue far more than an account is used to waits for a person.

use records::invoicing::{
    Bound, INVOICES_FEW, INVOICES_USUAL, LINES_MAX, RunScope, RunState, TIMES_MAX, run_within, runs,
};
use records::{Value, insert_many};
use serde_json::json;

use crate::buyer::{ACCOUNT, Buyer, fixed, monthly};
use crate::databases::{actor, on_both, refusal};

const DUE: &str = "2026-01-05T09:00:00Z";

/// Invoices of a month that were issued before, as far as the bound looks at them.
async fn issued(buyer: &Buyer, month: &str, count: i64) {
    let mut write = buyer.records.change(&buyer.id).await;
    let first = write.take("invoice", count).await.unwrap();
    let organisation = buyer.id.as_str();
    let row = |number: i64| -> Vec<Value> {
        vec![
            organisation.into(),
            format!("I-{number}").into(),
            number.into(),
            ACCOUNT.into(),
            "invoice".into(),
            "marketplace".into(),
            "out-of-cycle".into(),
            "AWS_INC".into(),
            "USD".into(),
            month.into(),
            format!("G-{number}").into(),
            "live".into(),
            0_i64.into(),
            1_i64.into(),
            "none".into(),
            "{}".into(),
            0_i64.into(),
        ]
    };
    let columns = "invoices (organisation, id, sequence, account, kind, category, cycle, \
                   bill_from, currency, billing_period, grouping_key, live_key, issued_at, total, \
                   placed_by, document, created_at)";
    let rows = (first..first + count).map(row).collect();
    insert_many(write.connection(), columns, rows, "").await.unwrap();
    write.commit().await.unwrap();
}

on_both!(far_more_invoices_than_usual_wait_for_a_person, |records| async {
    let buyer = Buyer::new(&records).await;
    issued(&buyer, "2026-01", INVOICES_USUAL - 1).await;
    buyer
        .charges(&[fixed("a", "1", DUE).agreement("a"), fixed("b", "2", DUE).agreement("b")])
        .await;
    let refused = buyer.issue_due().await;
    let told = refused.as_ref().unwrap_err().to_string();
    assert!(told.contains("`tieback close --due --beyond-usual`"), "{told}");
    assert_eq!(refusal(refused), ["UNUSUALLY_MANY_INVOICES "]);
    let parked = &runs(&records, &buyer.id, None, 1).await.unwrap()[0];
    assert_eq!((parked.state, parked.issued), (RunState::Parked, 0));
    assert_eq!(parked.reason.as_deref(), Some(told.as_str()));
    let count = buyer.numbers().await.len();

    let scope = RunScope::OutOfCycle(records.now());
    let done = run_within(&records, &buyer.id, &actor(), scope, Bound::Waived).await.unwrap();
    assert_eq!((done.id, done.state, done.issued), (parked.id, RunState::Done, 2));
    assert_eq!(done.reason, None);
    assert_eq!(buyer.numbers().await.len(), count + 2);
});

on_both!(twice_the_largest_month_of_the_year_before_is_usual, |records| async {
    let buyer = Buyer::new(&records).await;
    let most = INVOICES_USUAL / TIMES_MAX + 1;
    issued(&buyer, "2025-01", most).await;
    issued(&buyer, "2025-02", 1).await;
    issued(&buyer, "2026-01", most * TIMES_MAX - 1).await;
    buyer.charges(&[fixed("a", "1", DUE).agreement("a")]).await;
    assert_eq!(buyer.issue_due().await.unwrap().state, RunState::Done);
    buyer.charges(&[fixed("b", "1", DUE).agreement("b")]).await;
    assert_eq!(refusal(buyer.issue_due().await), ["UNUSUALLY_MANY_INVOICES "]);
});

on_both!(an_account_that_got_few_invoices_is_not_used_to_many, |records| async {
    let buyer = Buyer::new(&records).await;
    issued(&buyer, "2025-12", 3).await;
    issued(&buyer, "2026-01", INVOICES_FEW - 1).await;
    buyer.charges(&[fixed("a", "1", DUE).agreement("a")]).await;
    assert_eq!(buyer.issue_due().await.unwrap().state, RunState::Done);
    buyer.charges(&[fixed("b", "1", DUE).agreement("b")]).await;
    let refused = buyer.issue_due().await;
    let told = refused.as_ref().unwrap_err().to_string();
    assert!(told.contains("would have 501 invoices") && told.contains("at most 3"), "{told}");
    assert_eq!(refusal(refused), ["UNUSUALLY_MANY_INVOICES "]);
});

on_both!(what_is_longer_ago_than_a_year_is_not_usual_any_more, |records| async {
    let buyer = Buyer::new(&records).await;
    issued(&buyer, "2024-12", INVOICES_USUAL).await;
    issued(&buyer, "2026-01", INVOICES_USUAL).await;
    buyer.charges(&[fixed("a", "1", DUE)]).await;
    assert_eq!(refusal(buyer.issue_due().await), ["UNUSUALLY_MANY_INVOICES "]);
});

on_both!(an_invoice_of_very_many_lines_waits_for_a_person, |records| async {
    let buyer = Buyer::new(&records).await;
    let terms = json!({
        "description": "Usage", "category": "marketplace", "cycle": "monthly",
        "billFrom": "AWS_INC", "currency": "USD", "amount": "0.01", "billingPeriod": "2026-01",
    });
    let terms = terms.to_string();
    let organisation = buyer.id.as_str();
    let row = |number: usize| -> Vec<Value> {
        vec![
            organisation.into(),
            format!("c-{number}").into(),
            ACCOUNT.into(),
            1_i64.into(),
            "fixed".into(),
            "future".into(),
            0_i64.into(),
            terms.as_str().into(),
            0_i64.into(),
        ]
    };
    let columns = "charges (organisation, id, account, revision, kind, state, carried_over, \
                   document, created_at)";
    let mut write = records.change(&buyer.id).await;
    insert_many(write.connection(), columns, (0..LINES_MAX).map(row).collect(), "").await.unwrap();
    write.commit().await.unwrap();
    buyer.charges(&[monthly("one-more", "1", "2026-01")]).await;
    buyer.at("2026-02-03T00:00:00Z");
    let refused = buyer.close("2026-01").await;
    let told = refused.as_ref().unwrap_err().to_string();
    assert!(told.contains("10001 lines"), "{told}");
    assert!(told.contains("`tieback close --period 2026-01 --beyond-usual`"), "{told}");
    assert_eq!(refusal(refused), ["UNUSUALLY_MANY_LINES "]);
    assert_eq!(buyer.numbers().await, [""; 0]);
});
