//! Invoice issuers: who the seller of record of every row is.
//!
//! Exports leave the issuer of some rows out. Where all other rows of the billing account have
//! one seller, it is theirs too; else it cannot be told.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Group;
use super::report::{Report, SellerRows};
use crate::problem::{FileCode, Findings, Place};

/// Gives every group its seller of record.
pub(super) fn settle(
    mut groups: Vec<Group>,
    report: &mut Report,
    findings: &mut Findings,
) -> Vec<Group> {
    let account =
        |group: &Group| (group.facts.provider.clone(), group.facts.billing_account.clone());
    let mut sellers: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    let mut rows: BTreeMap<String, SellerRows> = BTreeMap::new();
    for group in &groups {
        let Some(seller) = &group.facts.seller else { continue };
        sellers.entry(account(group)).or_default().insert(seller.id.clone());
        let entry = rows.entry(seller.id.clone()).or_insert_with(|| SellerRows::new(seller));
        entry.names.insert(group.facts.issuer.clone());
        entry.rows += group.rows;
    }
    let files = report.files.clone();
    for group in &mut groups {
        if group.facts.seller.is_some() {
            continue;
        }
        let known: Vec<_> = sellers.get(&account(group)).into_iter().flatten().collect();
        if let [only] = known[..] {
            group.facts.charge.seller = only.clone();
            report.rows_without_issuer += group.rows;
            if let Some(entry) = rows.get_mut(only) {
                entry.rows += group.rows;
            }
            continue;
        }
        let names: Vec<_> = known.iter().map(|id| id.as_str()).collect();
        let others = match names[..] {
            [] => "nor is any other row's of its billing account".to_owned(),
            _ => format!("and its billing account has several, {}", names.join(", ")),
        };
        let message = format!("the issuer of the invoice is not told here, {others}: fill it in");
        let (file, row) = group.first;
        let file = files.get(file).map(String::as_str).unwrap_or_default();
        let place = Place::file(file).row(row).column("InvoiceIssuerName");
        findings.add(place, FileCode::UnknownIssuer, message);
    }
    report.sellers = rows.into_values().collect();
    groups
}
