//! Purchase order lists: one row for each line item.
//!
//! What belongs to the purchase order itself stands in every row of it, or in some: rows that say
//! different things are a problem, and an empty cell says nothing.

mod columns;
mod header;
mod line;
mod report;
mod several;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use procurement::{Code, Sellers};

use crate::directory::Directory;
use crate::document::{LineItem, PurchaseOrder};
use crate::judge::{Pointer, judge};
use crate::problem::{Findings, Place, quoted};
use crate::table::{Row, Table};
use crate::{Import, Mapping, Refusal, SnapshotDocument};

pub use report::{AmountDiffers, Report};
pub use several::{join, join_addresses};

/// What a list does not say itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrderOptions {
    /// Who is who.
    pub mapping: Mapping,
    /// What each seller of record allows.
    pub sellers: Sellers,
    /// Ids of sellers of record in use beside those of the table. What is one of them is no name,
    /// so that a list that was exported is read as it was.
    pub seller_ids: BTreeSet<String>,
    /// Purchase orders that are there, by id. What a list leaves empty stays as it is in them.
    pub known: BTreeMap<String, PurchaseOrder>,
}

impl Default for PurchaseOrderOptions {
    fn default() -> Self {
        Self {
            mapping: Mapping::built_in(),
            sellers: Sellers::built_in(),
            seller_ids: BTreeSet::new(),
            known: BTreeMap::new(),
        }
    }
}

/// Reads a list of purchase orders.
///
/// # Errors
/// Everything that is wrong with the list, the rules of purchase orders included; nothing is then
/// imported.
pub fn import<'r>(
    name: &str,
    input: Box<dyn Read + 'r>,
    options: &PurchaseOrderOptions,
) -> Result<Import<SnapshotDocument, Report>, Refusal> {
    let directory =
        Directory::new(&options.mapping, &options.sellers).with_ids(&options.seller_ids);
    let mut findings = Findings::default();
    let mut report = Report::new(name);
    let mut orders = Orders::beside(&options.known);
    if let Some(mut table) = Table::open(name, input, columns::COLUMNS, &mut findings) {
        report.ignored_columns = table.ignored.clone();
        while let Some(row) = table.next_row(&mut findings) {
            report.rows_read += 1;
            orders.add(row, &directory, &mut findings);
        }
    }
    let drafts = orders.drafts;
    let mut document = SnapshotDocument::default();
    for draft in &drafts {
        let place = Place::file(name).row(draft.first_row);
        let order = draft.header.build(&draft.id, draft.known, place, &mut report, &mut findings);
        document.purchase_orders.push(draft.with_lines(order));
    }
    // What the engine adds would not be listed any more, and not be known from what was told.
    if findings.is_full() {
        return Err(findings.into_refusal());
    }
    // A cell that was told is wrong for the engine too.
    let told = findings.cells();
    let place_of = |pointer: &Pointer<'_>| {
        let place = place_of(pointer, &drafts, name);
        (!told.contains(&place.cell())).then_some(place)
    };
    let workspace = judge(&document, &options.sellers, place_of, &mut findings);
    findings.sort_by_row();
    findings.into_result()?;
    report.count(&document);
    let headers = drafts.iter().map(|draft| (draft.id.as_str(), &draft.header));
    report.compare_amounts(headers, workspace.as_ref());
    Ok(Import { document, report })
}

/// A purchase order on its way.
#[derive(Debug)]
struct Draft<'k> {
    id: String,
    /// As it is already.
    known: Option<&'k PurchaseOrder>,
    first_row: u64,
    header: header::Header,
    lines: Vec<(u64, LineItem)>,
}

impl Draft<'_> {
    fn with_lines(&self, order: PurchaseOrder) -> PurchaseOrder {
        let line_items = self.lines.iter().map(|(_, line)| line.clone()).collect();
        PurchaseOrder { line_items, ..order }
    }
}

/// The purchase orders in the order of the list.
#[derive(Debug)]
struct Orders<'k> {
    drafts: Vec<Draft<'k>>,
    by_id: BTreeMap<String, usize>,
    known: &'k BTreeMap<String, PurchaseOrder>,
}

impl<'k> Orders<'k> {
    fn beside(known: &'k BTreeMap<String, PurchaseOrder>) -> Self {
        Self { drafts: Vec::new(), by_id: BTreeMap::new(), known }
    }

    fn add(&mut self, row: Row<'_>, directory: &Directory, findings: &mut Findings) {
        check_action(row, findings);
        let line = line::read(row, findings);
        let Some(id) = row.required(columns::PO_NUMBER, findings) else { return };
        let index = *self.by_id.entry(id.to_owned()).or_insert(self.drafts.len());
        if index == self.drafts.len() {
            self.drafts.push(Draft {
                id: id.to_owned(),
                known: self.known.get(id),
                first_row: row.number(),
                header: header::Header::default(),
                lines: Vec::new(),
            });
        }
        let Some(draft) = self.drafts.get_mut(index) else { return };
        draft.header.read(row, directory, findings);
        let known = draft.known.map_or(&[][..], |known| &known.line_items);
        let line = line.map(|line| match known.iter().find(|known| known.number == line.number) {
            Some(known) => line::beside(line, row, known),
            None => line,
        });
        draft.lines.extend(line.map(|line| (row.number(), line)));
    }
}

/// A list says how things are, so there is nothing to do but to take them over.
fn check_action(row: Row<'_>, findings: &mut Findings) {
    let action = row.text(columns::ACTION, findings).to_ascii_lowercase();
    if !["", "add", "create", "update", "keep"].contains(&action.as_str()) {
        let message = format!(
            "{action} cannot be done here, a snapshot says how things are: leave out rows that are to go",
            action = quoted(&action)
        );
        findings.add(row.place_of(columns::ACTION), Code::UnknownValue, message);
    }
}

/// The row and the column of what a JSON pointer into the document names.
fn place_of<'p>(pointer: &Pointer<'_>, drafts: &[Draft<'_>], file: &'p str) -> Place<'p> {
    let place = Place::file(file);
    let Some(draft) = pointer.index(1).and_then(|index| drafts.get(index)) else { return place };
    let line = pointer.index(3).filter(|_| pointer.key(2) == "lineItems");
    let line = line.and_then(|index| draft.lines.get(index));
    let (row, column) = match line {
        Some((row, _)) => (*row, columns::of_line_key(pointer.key(4))),
        None => draft.header.place_of(pointer.key(2), draft.first_row),
    };
    match column {
        Some(column) => place.row(row).column(columns::name(column)),
        None => place.row(row),
    }
}

#[cfg(test)]
mod tests;
