//! Applying what a finding proposes.

use outlook::api::{Finding, FindingKind, FixKind};

use crate::asking::Asked;

/// What a finding is about.
fn about(finding: &Finding) -> impl PartialEq + use<> {
    let Finding { kind, seller, category, order, line, other, charge, .. } = finding.clone();
    let currency = finding.amount.clone().map(|(_, currency)| currency);
    let charge = charge.filter(|_| kind == FindingKind::ChargeWithoutOrder);
    let other = other.filter(|_| kind == FindingKind::Reroutes);
    (kind, seller, category, order, line, (other, charge, currency))
}

fn amount(finding: &Finding) -> rust_decimal::Decimal {
    finding.amount.as_ref().unwrap().0.parse().unwrap()
}

fn again(asked: &mut Asked, finding: &Finding) -> Option<Finding> {
    let findings = asked.findings();
    findings.into_iter().find(|other| about(other) == about(finding))
}

#[test]
fn every_proposal_for_the_sample_removes_its_finding() {
    for today in ["2026-03", "2027-01"] {
        let mut plain = Asked::sample(today);
        let mut estimated = Asked::estimated(today);
        for asked in [&mut plain, &mut estimated] {
            let findings = asked.findings();
            let kinds = |kind| findings.iter().any(|finding| finding.kind == kind);
            assert!(
                kinds(FindingKind::SuspendedReference) && kinds(FindingKind::ChargeWithoutOrder)
            );
            for finding in findings {
                let Some(fix) = finding.fix.clone() else { continue };
                asked.edit_at(&fix.edits, &format!("{today}-20T10:00:00Z"));
                assert_eq!(again(asked, &finding), None, "{fix:?}");
                asked.undo();
            }
        }
    }
}

#[test]
fn every_proposal_applies_and_does_what_it_says() {
    let mut applied = 0;
    for seed in 0..400 {
        let Some(mut asked) = Asked::random(seed) else { continue };
        for finding in asked.findings() {
            let Some(fix) = finding.fix.clone() else { continue };
            let now = "2199-12-31T23:59:59Z";
            let Ok(tried) = asked.attempt(&fix.edits, now) else {
                panic!("seed {seed}: {fix:?} is refused");
            };
            let rows = |asked: &mut Asked| {
                let rows = asked.rows().into_iter().filter(|row| {
                    row.place.as_ref().is_some_and(|place| {
                        Some(&place.order) == finding.order.as_ref()
                            && Some(&place.line) == finding.line.as_ref()
                    })
                });
                rows.map(|row| row.id).collect::<Vec<_>>()
            };
            let before = rows(&mut asked);
            let edited = asked.edit_at(&fix.edits, now);
            assert_eq!(edited.summary, tried);
            let after = again(&mut asked, &finding);
            let first = finding.invoice.clone();
            let place = first.and_then(|id| asked.explain(&id).row.place);
            match fix.kind {
                FixKind::Extend | FixKind::AddOrder | FixKind::Resume => {
                    assert!(place.is_some(), "seed {seed}: {finding:?}");
                    let fewer = |after: &Finding| after.documents < finding.documents;
                    assert!(after.as_ref().is_none_or(fewer), "seed {seed}: {finding:?}");
                }
                FixKind::Reference => {
                    assert_eq!(place.map(|place| place.order).as_ref(), Some(&fix.value));
                    assert_eq!(after, None, "seed {seed}");
                }
                // A line that is changed is the last one updated, which can draw others to it.
                FixKind::Raise | FixKind::Release if rows(&mut asked) != before => {}
                // A unit price cannot always be that exact.
                FixKind::Release => {
                    let less = |after: &Finding| amount(after) < amount(&finding);
                    assert!(after.as_ref().is_none_or(less), "seed {seed}: {finding:?}");
                }
                FixKind::Raise | FixKind::RemoveLine | FixKind::Touch => {
                    assert_eq!(after, None, "seed {seed}: {finding:?}");
                }
            }
            asked.undo();
            applied += 1;
        }
    }
    assert!(applied > 500, "only {applied} proposals");
}
