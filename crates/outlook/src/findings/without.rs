//! Invoices and charges that will have no purchase order, and charges that name none.

use std::collections::BTreeMap;

use billing_files::document::{Category, Charge};

use super::{Ground, finding_on, first_of, fixes};
use crate::api::{Finding, FindingKind};
use crate::facts::is_scheduled;
use crate::state::Document;

pub(super) fn find(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = suspended(ground);
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&Document>> = BTreeMap::new();
    for document in ground.coming().filter(|document| document.by == "none") {
        let is_told = ground.suspended.contains(document.id.as_str());
        if is_told || document.kind == "credit-memo" {
            continue;
        }
        if let Some(charge) = scheduled_charge(ground, document) {
            findings.extend(charge_without_order(ground, document, charge));
            continue;
        }
        let background = ground.facts.background(&document.id, &document.charges);
        let key = (&*document.bill_from, &*document.currency, background.category_word());
        groups.entry(key).or_default().push(document);
    }
    let finding_of = |((seller, _, category), documents): ((&str, &str, &str), Vec<&Document>)| {
        let mut finding = finding_on(FindingKind::WithoutOrder, &documents)?;
        finding.seller = Some(seller.to_owned());
        finding.category = Some(category.to_owned());
        finding.until = documents.iter().map(|d| d.billing_period.clone()).max();
        finding.fix = fixes::for_documents(ground, first_of(&documents)?, &documents);
        Some(finding)
    };
    findings.extend(groups.into_iter().filter_map(finding_of));
    findings.extend(unnamed(ground));
    findings
}

/// Agreed charges of the marketplace that name none and are taken all the same, one finding for each
/// agreement: who accepted without a purchase order is to find them again.
fn unnamed(ground: &Ground<'_>) -> Vec<Finding> {
    let mut groups: BTreeMap<&str, Vec<(&Document, &Charge)>> = BTreeMap::new();
    for document in ground.coming().filter(|document| document.by == "match") {
        let charges = document.charges.iter().filter_map(|id| ground.facts.charge(id));
        for charge in charges.filter(|charge| is_unnamed(charge)) {
            groups
                .entry(charge.agreement_id.as_deref().unwrap_or_default())
                .or_default()
                .push((document, charge));
        }
    }
    let finding_of = |(agreement, found): (&str, Vec<(&Document, &Charge)>)| {
        let charges = found.len();
        let mut documents: Vec<&Document> = found.iter().map(|(document, _)| *document).collect();
        documents.dedup_by_key(|document| document.id.as_str());
        let due = |document: &Document| ground.facts.issued_at(&document.id, &document.charges);
        let first = documents.iter().copied().min_by_key(|document| due(document))?;
        let mut finding = finding_on(FindingKind::Unnamed, &documents)?;
        finding.documents = charges;
        let (order, line) = first.place_of()?;
        finding.order = Some(order.to_owned());
        finding.line = Some(line.to_owned());
        finding.until = due(first).get(..10).map(str::to_owned);
        finding.invoice = Some(first.id.clone());
        finding.agreement = Some(agreement.to_owned());
        finding.fix = Some(fixes::name_lines(order, &found));
        Some(finding)
    };
    groups.into_iter().filter_map(finding_of).collect()
}

fn is_unnamed(charge: &Charge) -> bool {
    is_scheduled(charge)
        && charge.category == Category::Marketplace
        && charge.purchase_order_reference.is_none()
        && charge.agreement_id.is_some()
}

/// The agreed charge that a document consists of, if it is one.
fn scheduled_charge<'g>(ground: &Ground<'g>, document: &Document) -> Option<&'g str> {
    let [id] = document.charges.as_slice() else { return None };
    let charge = ground.facts.charge(id)?;
    is_scheduled(charge).then_some(charge.id.as_str())
}

fn charge_without_order(ground: &Ground<'_>, document: &Document, charge: &str) -> Option<Finding> {
    let mut finding = finding_on(FindingKind::ChargeWithoutOrder, &[document])?;
    let background = ground.facts.background(&document.id, &document.charges);
    let issued_at = ground.facts.issued_at(&document.id, &document.charges);
    finding.seller = Some(document.bill_from.clone());
    finding.category = Some(background.category_word().to_owned());
    finding.until = issued_at.get(..10).map(str::to_owned);
    finding.charge = Some(charge.to_owned());
    finding.fix = fixes::for_charge(ground, document, charge);
    Some(finding)
}

/// References to suspended purchase orders, one finding for each.
fn suspended(ground: &Ground<'_>) -> Vec<Finding> {
    let mut by_order: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
    let events = ground.state.events.iter().filter(|event| event.is_of_suspended());
    for event in events {
        let document = ground.state.documents.get(&event.invoice_id);
        let is_coming = |document: &&Document| document.month() >= Some(ground.as_of);
        if let (Some(order), Some(document)) =
            (event.order(), document.map(|document| &**document).filter(is_coming))
        {
            by_order.entry(order).or_default().push(document);
        }
    }
    let finding_of = |(order, documents): (&str, Vec<&Document>)| {
        let mut finding = finding_on(FindingKind::SuspendedReference, &documents)?;
        finding.order = Some(order.to_owned());
        finding.seller = first_of(&documents).map(|first| first.bill_from.clone());
        finding.fix = Some(fixes::resume(order));
        Some(finding)
    };
    by_order.into_iter().filter_map(finding_of).collect()
}
