//! Charge listings: what a marketplace's agreement API answers to `ListAgreementCharges`.
//!
//! Pages as they come: one JSON document, several one after another, or a list of pages or items.

mod item;
mod report;

use std::collections::BTreeMap;

use procurement::sorting::sort_by;
use procurement::{BillingMonth, Code, Sellers};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::directory::Directory;
use crate::document::Charge;
use crate::judge::judge;
use crate::problem::{FileCode, Findings, Place};
use crate::{Import, Mapping, Refusal, SnapshotDocument, source};
use item::Item;

pub use report::Report;

/// What a listing does not say itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargesOptions {
    /// Who invoices the charges: the id or a name of the seller of record.
    pub bill_from: String,
    /// The billing period of charges without a time.
    pub period: Option<BillingMonth>,
    /// Who is who.
    pub mapping: Mapping,
    /// Sellers of record that may be named beside those of the mapping.
    pub sellers: Sellers,
}

impl ChargesOptions {
    /// Options with the built-in mapping and table of sellers, and no billing period.
    pub fn new(bill_from: impl Into<String>) -> Self {
        Self {
            bill_from: bill_from.into(),
            period: None,
            mapping: Mapping::built_in(),
            sellers: Sellers::built_in(),
        }
    }
}

/// Reads a listing of charges, plain or gzip. Of every charge the highest revision counts.
///
/// # Errors
/// Everything that is wrong with the listing; nothing is then imported.
pub fn import(
    name: &str,
    bytes: &[u8],
    options: &ChargesOptions,
) -> Result<Import<SnapshotDocument, Report>, Refusal> {
    let seller = Directory::new(&options.mapping, &options.sellers).seller(&options.bill_from);
    let mut report = Report::new(name, seller);
    let items = read(name, bytes, &mut report)?;
    let mut findings = Findings::default();
    let mut charges = Vec::new();
    for (row, item) in latest(name, items, &mut report, &mut findings) {
        let place = Place::file(name).row(row);
        if item.has_no_amount() {
            report.without_amount.extend(item.id.clone());
        }
        let charge = item.charge(place, &report.bill_from, options.period, &mut findings);
        charges.extend(charge.map(|charge| (row, charge)));
    }
    findings.into_result()?;
    sort_by(&mut charges, |(_, a), (_, b)| a.id.cmp(&b.id));
    let (rows, charges): (Vec<u64>, Vec<Charge>) = charges.into_iter().unzip();
    report.count(&charges);
    let document = SnapshotDocument { charges, ..SnapshotDocument::default() };
    let mut findings = Findings::default();
    let place_of = |pointer: &crate::judge::Pointer<'_>| {
        let row = pointer.index(1).and_then(|index| rows.get(index));
        match (row, item::key_of(pointer.key(2))) {
            (Some(row), Some(key)) => Some(Place::file(name).row(*row).column(key)),
            (Some(row), None) => Some(Place::file(name).row(*row)),
            (None, _) => Some(Place::file(name)),
        }
    };
    // What each seller allows is a matter of purchase orders.
    judge(&document, &Sellers::built_in(), place_of, &mut findings);
    findings.into_result()?;
    Ok(Import { document, report })
}

fn read(name: &str, bytes: &[u8], report: &mut Report) -> Result<Vec<(u64, Item)>, Refusal> {
    let bytes = source::read(name, Box::new(bytes))?;
    let mut items = Vec::new();
    read_all(&bytes, &mut items, &mut report.pages).map_err(|error| {
        let message = format!("this is no listing of charges: {error}");
        Refusal::one(Place::file(name), Code::InvalidJson, message)
    })?;
    report.items_read = items.len();
    Ok((1..).zip(items).collect())
}

/// Reads JSON documents one after another: pages, items, or lists of either.
fn read_all(bytes: &[u8], items: &mut Vec<Item>, pages: &mut usize) -> serde_json::Result<()> {
    for document in serde_json::Deserializer::from_slice(bytes).into_iter::<&RawValue>() {
        let document = document?.get();
        if document.starts_with('[') {
            for one in serde_json::from_str::<Vec<&RawValue>>(document)? {
                read_one(one.get(), items, pages)?;
            }
        } else {
            read_one(document, items, pages)?;
        }
    }
    Ok(())
}

/// Reads a page, or an item on its own.
fn read_one(text: &str, items: &mut Vec<Item>, pages: &mut usize) -> serde_json::Result<()> {
    /// What tells a page from an item.
    #[derive(Deserialize)]
    struct Page<'p> {
        #[serde(borrow)]
        items: Option<&'p RawValue>,
    }
    let page: Page<'_> = serde_json::from_str(text)?;
    match page.items {
        Some(of_page) => {
            *pages += 1;
            items.extend(serde_json::from_str::<Vec<Item>>(of_page.get())?);
        }
        None => items.push(serde_json::from_str(text)?),
    }
    Ok(())
}

/// The highest revision of every charge, by its place in the listing. One that is there twice, as
/// where pages overlap, counts once; two that differ do not.
fn latest(
    name: &str,
    items: Vec<(u64, Item)>,
    report: &mut Report,
    findings: &mut Findings,
) -> Vec<(u64, Item)> {
    let mut by_id: BTreeMap<String, (u64, Item)> = BTreeMap::new();
    for (row, item) in items {
        let place = Place::file(name).row(row);
        let Some(id) = item.id.clone().filter(|id| !id.is_empty()) else {
            let message = "a charge without an id: add it";
            findings.add(place.column("id"), FileCode::MissingValue, message);
            continue;
        };
        let Some((first, known)) = by_id.get(&id) else {
            by_id.insert(id, (row, item));
            continue;
        };
        if item.revision == known.revision {
            if item != *known {
                let message = format!(
                    "charge `{id}` is item {first} too, of the same revision and yet another: keep the right one"
                );
                findings.add(place.column("revision"), Code::DuplicateId, message);
            }
            report.repeated += 1;
            continue;
        }
        report.superseded.push(id.clone());
        if item.revision > known.revision {
            by_id.insert(id, (row, item));
        }
    }
    sort_by(&mut report.superseded, Ord::cmp);
    let mut latest: Vec<_> = by_id.into_values().collect();
    sort_by(&mut latest, |a, b| a.0.cmp(&b.0));
    latest
}

#[cfg(test)]
mod tests;
