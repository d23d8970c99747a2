//! What was expected of invoices beside what they came to.

use records::agreements::View;
use records::invoices::{Expectation, expectation};

use crate::buyer::{Buyer, fixed, line, monthly, usage};
use crate::databases::on_both;

const MEMBER: &str = "222222222222";

/// `charge expected invoiced reason` of every line.
fn told(expectation: &Expectation) -> Vec<String> {
    let lines = expectation.lines.iter().map(|line| {
        let reason = serde_json::to_value(line.reason).unwrap();
        format!(
            "{} {} {} {}",
            line.charge.as_deref().unwrap_or("-"),
            line.expected.as_deref().unwrap_or("-"),
            line.invoiced,
            reason.as_str().unwrap()
        )
    });
    lines.collect()
}

async fn explained(buyer: &Buyer, number: &str) -> Expectation {
    expectation(&buyer.records, &buyer.id, &View::Organisation, number).await.unwrap()
}

on_both!(every_line_says_why_it_is_not_what_was_expected, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.order("A", &[line("1", "marketplace-blanket-usage", "10000")]).await;
    let of_agreement = |id: &str| usage(id).agreement("agmt-1");
    let ids = ["as-expected", "less", "more", "nothing", "new", "late", "corrected"];
    let mut charges: Vec<_> = ids.iter().map(|id| of_agreement(id)).collect();
    charges.push(usage("elsewhere").agreement("agmt-2"));
    charges.push(monthly("fixed", "12.5", "2026-02").agreement("agmt-1"));
    charges.push(fixed("once", "8", "2026-02-10T09:00:00Z").agreement("agmt-1"));
    buyer.charges(&charges).await;
    let january = [
        ("as-expected", "50"),
        ("less", "20"),
        ("more", "100"),
        ("nothing", "30"),
        ("corrected", "40"),
        ("elsewhere", "99"),
    ];
    for (charge, amount) in january {
        buyer.meter(charge, "2026-01", amount).await;
    }
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    let february = [
        ("as-expected", "50.001"),
        ("less", "10"),
        ("more", "100.01"),
        ("new", "7"),
        ("corrected", "40"),
    ];
    for (charge, amount) in february {
        buyer.meter(charge, "2026-02", amount).await;
    }
    // January was closed: both are on the invoice of February.
    buyer.meter("late", "2026-01", "3").await;
    buyer.meter("corrected", "2026-01", "41").await;
    buyer.at("2026-03-03T00:00:00Z");
    buyer.close("2026-02").await.unwrap();
    let first = explained(&buyer, "INV-AWS_INC-2026-000001").await;
    assert!(told(&first).iter().all(|line| line.ends_with("not-expected")), "{first:?}");
    assert_eq!((first.expected.as_str(), first.also_expected.len()), ("0.00", 0));
    let once = explained(&buyer, "INV-AWS_INC-2026-000002").await;
    assert_eq!(told(&once), ["once 8.00 8.00 as-agreed"]);
    assert_eq!(once.also_expected, [], "what is issued apart from the month stands for no usage");
    let second = explained(&buyer, "INV-AWS_INC-2026-000003").await;
    assert_eq!(
        told(&second),
        [
            "as-expected 50.00 50.001 as-expected",
            "corrected - 1.00 correction",
            "corrected 40.00 40.00 as-expected",
            "fixed 12.50 12.50 as-agreed",
            "late - 3.00 late",
            "less 20.00 10.00 used-less",
            "more 100.00 100.01 used-more",
            "new - 7.00 not-expected",
        ]
    );
    let also: Vec<_> =
        second.also_expected.iter().map(|also| (&*also.charge, &*also.expected)).collect();
    assert_eq!(also, [("nothing", "30.00")]);
    // 50 + 40 + 12.50 + 20 + 100 + 30, and 50.001 + 1 + 40 + 12.50 + 3 + 10 + 100.01 + 7.
    assert_eq!((second.expected.as_str(), second.invoiced.as_str()), ("252.50", "223.51"));
    assert_eq!((second.billing_period.as_str(), second.currency.as_str()), ("2026-02", "USD"));
    // What comes later changes nothing of what was expected then.
    buyer.meter("nothing", "2026-02", "30").await;
    buyer.meter("more", "2026-01", "900").await;
    buyer.at("2026-04-03T00:00:00Z");
    buyer.close("2026-03").await.unwrap();
    assert_eq!(explained(&buyer, "INV-AWS_INC-2026-000003").await, second);
    buyer.assert_sound().await;
});

on_both!(what_was_expected_is_rounded_as_invoices_are, |records| async {
    let buyer = Buyer::new(&records).await;
    // Half a cent goes to the even one, up and down.
    for (id, amount, total) in [("a", "0.125", "0.12"), ("b", "0.135", "0.14")] {
        buyer.bill(fixed(id, amount, "2026-01-05T09:00:00Z").agreement(id)).await;
        let number = buyer.numbers().await.pop().unwrap();
        let told = explained(&buyer, &number).await;
        assert_eq!((told.expected.as_str(), told.invoiced.as_str()), (total, total));
    }
});

on_both!(a_credit_memo_corrects_and_a_member_sees_its_own, |records| async {
    let buyer = Buyer::new(&records).await;
    records.member(&buyer.id, MEMBER).await;
    buyer.charges(&[fixed("a", "40", "2026-01-05T09:00:00Z")]).await;
    buyer.at("2026-01-06T00:00:00Z");
    buyer.issue_due().await.unwrap();
    buyer.memo("INV-AWS_INC-2026-000001", "25").await.unwrap();
    let memo = explained(&buyer, "CM-AWS_INC-2026-000001").await;
    assert_eq!(told(&memo), ["- - -25.00 correction"]);
    assert_eq!((memo.expected.as_str(), memo.invoiced.as_str()), ("0.00", "-25.00"));
    let view = View::Account(MEMBER.to_owned());
    let refused = expectation(&buyer.records, &buyer.id, &view, "INV-AWS_INC-2026-000001").await;
    assert!(matches!(refused, Err(records::RecordError::NotFound { .. })));
});
