//! Invoices that change their purchase order without anybody having meant it.

use std::collections::BTreeMap;

use procurement::sorting::sort_by;
use procurement::{Loss, Verdict};

use super::{Ground, finding_on, first_of, fixes};
use crate::api::{Finding, FindingKind};
use crate::state::Document;

/// So many kinds of invoices are asked who else would take them.
const ALIKE_MAX: usize = 60;

/// From one purchase order to another.
type Way<'g> = (&'g str, &'g str);

pub(super) fn find(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = reroutes(ground);
    findings.extend(decided_by_update(ground));
    findings
}

/// Edits that move invoices away from purchase orders that they do not name.
fn reroutes(ground: &Ground<'_>) -> Vec<Finding> {
    let edited = ground.scenario.orders();
    let mut ways: BTreeMap<Way<'_>, Vec<&Document>> = BTreeMap::new();
    if edited.is_empty() {
        return Vec::new();
    }
    for document in ground.state.documents() {
        let Some(before) = ground.baseline.documents.get(&document.id) else { continue };
        let (Some(from), Some(to)) = (before.order(), document.order()) else { continue };
        let is_silent = from != to && edited.contains(to) && !edited.contains(from);
        if is_silent && document.by == "match" && before.by == "match" {
            ways.entry((from, to)).or_default().push(document);
        }
    }
    let finding_of = |((from, to), documents): (Way<'_>, Vec<&Document>)| {
        let mut finding = finding_on(FindingKind::Reroutes, &documents)?;
        // Where more than the time of the update decides, a newer one brings nothing back.
        let is_older = first_of(&documents)
            .is_some_and(|first| older(ground, first).any(|other| other == from));
        finding.fix = is_older.then(|| fixes::touch(from));
        finding.order = Some(to.to_owned());
        finding.other = Some(from.to_owned());
        Some(finding)
    };
    ways.into_iter().filter_map(finding_of).collect()
}

/// Invoices that another line would take just as well, were its purchase order updated (M10). Of
/// those that are alike, the first and the last are asked.
fn decided_by_update(ground: &Ground<'_>) -> Vec<Finding> {
    let mut alike: BTreeMap<_, Vec<&Document>> = BTreeMap::new();
    for document in ground.coming().filter(|document| document.by == "match") {
        let Some(place) = document.place_of() else { continue };
        let background = ground.facts.background(&document.id, &document.charges);
        let kind = (
            (place, document.bill_from.as_str(), document.currency.as_str()),
            (background.category, background.cycle),
            (background.invoice_unit, background.tax_registration_number),
        );
        alike.entry(kind).or_default().push(document);
    }
    let mut pairs: BTreeMap<(&str, String), Vec<&Document>> = BTreeMap::new();
    for (((place, ..), ..), mut documents) in alike.into_iter().take(ALIKE_MAX) {
        sort_by(&mut documents, |a, b| a.billing_period.cmp(&b.billing_period));
        let ends = [documents.first(), documents.last()];
        let mut others: Vec<String> =
            ends.into_iter().flatten().filter_map(|end| older(ground, end).next()).collect();
        others.dedup();
        for document in documents {
            let lasts = |other: &&String| {
                ground.facts.orders.get(*other).is_some_and(|order| {
                    let months = &order.effective_month..=&order.expiration_month;
                    months.contains(&&document.billing_period)
                })
            };
            if let Some(other) = others.iter().find(lasts) {
                pairs.entry((place.0, other.clone())).or_default().push(document);
            }
        }
    }
    let finding_of = |((order, other), documents): ((&str, String), Vec<&Document>)| {
        let mut finding = finding_on(FindingKind::DecidedByUpdate, &documents)?;
        finding.order = Some(order.to_owned());
        finding.other = Some(other);
        Some(finding)
    };
    pairs.into_iter().filter_map(finding_of).collect()
}

/// The purchase orders that a document would use, had they been updated last.
fn older(ground: &Ground<'_>, document: &Document) -> impl Iterator<Item = String> {
    let explanation = ground.workspace.explain(&document.id).ok();
    let candidates = explanation.into_iter().flat_map(|explanation| explanation.candidates);
    candidates
        .filter(|other| other.verdict == Verdict::Lost(Loss::OlderUpdate))
        .filter_map(|other| other.purchase_order_id)
}
