//! What belongs to the purchase order itself and stands in its rows again and again.

use std::collections::{BTreeMap, BTreeSet};

use procurement::{BillingMonth, Code};

use super::report::Report;
use super::{columns, several};
use crate::FileCode;
use crate::directory::Directory;
use crate::document::{Contact, PurchaseOrder};
use crate::moment::Moment;
use crate::problem::{Findings, Place, quoted};
use crate::spelling;
use crate::table::Row;

/// When a purchase order was last changed, where the list does not say.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// What the rows agree on: for every column that some row fills in, its values and the row where
/// they were first met.
#[derive(Debug, Default)]
pub(super) struct Header {
    cells: BTreeMap<usize, (Vec<String>, u64)>,
    /// Columns in which something stood that cannot be read, and the row where it was met.
    unreadable: BTreeMap<usize, (String, u64)>,
    /// Names of sellers of record that no mapping knows, and the ids made from them.
    derived: BTreeMap<String, String>,
    /// Names of those that one knows.
    known: BTreeSet<String>,
}

impl Header {
    /// Reads the cells of a row and tells where they differ from the rows before.
    pub(super) fn read(&mut self, row: Row<'_>, directory: &Directory, findings: &mut Findings) {
        for column in columns::OF_ORDER {
            let text = row.text(column, findings);
            if text.is_empty() {
                continue;
            }
            let values = match self.values(column, text, directory) {
                Ok(values) => values,
                Err((code, message)) => {
                    findings.add(row.place_of(column), code, message);
                    let text = || (text.to_owned(), row.number());
                    self.unreadable.entry(column).or_insert_with(text);
                    continue;
                }
            };
            let known = self.cells.entry(column).or_insert_with(|| (values.clone(), row.number()));
            if known.0 != values {
                let message = format!(
                    "{text} is not what row {} says of this purchase order: make them agree",
                    known.1,
                    text = quoted(text)
                );
                findings.add(row.place_of(column), FileCode::RowsDisagree, message);
            }
        }
    }

    /// The values of a cell, in one spelling.
    fn values(
        &mut self,
        column: usize,
        text: &str,
        directory: &Directory,
    ) -> Result<Vec<String>, (Code, String)> {
        Ok(match column {
            columns::BILL_FROM => {
                let mut ids = Vec::new();
                for name in several::split(text) {
                    let seller = directory.seller(&name);
                    ids.push(seller.id.clone());
                    if !seller.derived {
                        self.known.insert(name);
                    } else if seller.id != name {
                        self.derived.insert(name, seller.id);
                    }
                }
                ids
            }
            columns::CURRENCY => vec![text.to_ascii_uppercase()],
            columns::PO_EFFECTIVE | columns::PO_EXPIRES => vec![month(text)?],
            columns::PO_AMOUNT => vec![amount(text)?],
            columns::STATUS => vec![is_suspended(text)?.to_string()],
            columns::UPDATED_AT => {
                let error = |error| {
                    (
                        Code::InvalidInstant,
                        format!("{text} is no time: {error}", text = quoted(text)),
                    )
                };
                vec![Moment::parse(text).map_err(error)?.instant().to_string()]
            }
            columns::CONTACT_EMAILS => addresses(text)?,
            _ => several::split(text),
        })
    }

    /// The purchase order without its line items. What is missing is told and stays empty, and what
    /// cannot be read stays as it is, so that the rest can be judged. What no row fills in is as in
    /// the purchase order that is there.
    pub(super) fn build(
        &self,
        id: &str,
        known: Option<&PurchaseOrder>,
        place: Place<'_>,
        report: &mut Report,
        findings: &mut Findings,
    ) -> PurchaseOrder {
        report.sellers_derived.extend(self.derived.clone());
        report.sellers_known.extend(self.known.clone());
        let mut required = |column: usize| {
            let unreadable = || self.unreadable.get(&column).map(|(text, _)| text.clone());
            let value = self.first(column).or_else(unreadable);
            if value.is_none() {
                let message = "no row of this purchase order fills this in: add it to one";
                findings.add(place.column(columns::name(column)), FileCode::MissingValue, message);
            }
            value.unwrap_or_default()
        };
        required(columns::BILL_FROM);
        let currency = required(columns::CURRENCY);
        let effective_month = required(columns::PO_EFFECTIVE);
        let expiration_month = required(columns::PO_EXPIRES);
        let contact = |email: String| Contact { name: None, email, phone: None };
        let contacts = self.cell(columns::CONTACT_EMAILS);
        let contacts = contacts.map(|emails| emails.iter().cloned().map(contact).collect());
        let suspended = self.first(columns::STATUS).map(|suspended| suspended == "true");
        let several = |column: usize, of: fn(&PurchaseOrder) -> &Vec<String>| {
            self.cell(column).or_else(|| known.map(of)).cloned().unwrap_or_default()
        };
        PurchaseOrder {
            id: id.to_owned(),
            bill_from: self.cell(columns::BILL_FROM).cloned().unwrap_or_default(),
            currency,
            effective_month,
            expiration_month,
            updated_at: self.first(columns::UPDATED_AT).unwrap_or_else(|| NEVER.to_owned()),
            suspended: suspended.unwrap_or_else(|| known.is_some_and(|known| known.suspended)),
            tax_registration_numbers: several(columns::TAX_REGISTRATION_NUMBERS, |known| {
                &known.tax_registration_numbers
            }),
            invoice_units: several(columns::INVOICE_UNITS, |known| &known.invoice_units),
            description: None,
            ship_to: None,
            contacts: contacts
                .or_else(|| known.map(|known| known.contacts.clone()))
                .unwrap_or_default(),
            tags: BTreeMap::new(),
            line_items: Vec::new(),
        }
    }

    /// What the list says that the whole purchase order is worth.
    pub(super) fn amount(&self) -> Option<String> {
        self.first(columns::PO_AMOUNT)
    }

    /// The row and the column of a key of the purchase order.
    pub(super) fn place_of(&self, key: &str, first_row: u64) -> (u64, Option<usize>) {
        let column = columns::of_order_key(key);
        let row = column.and_then(|column| {
            let cell = self.cells.get(&column).map(|(_, row)| *row);
            cell.or_else(|| self.unreadable.get(&column).map(|(_, row)| *row))
        });
        (row.unwrap_or(first_row), column)
    }

    fn cell(&self, column: usize) -> Option<&Vec<String>> {
        self.cells.get(&column).map(|(values, _)| values)
    }

    fn first(&self, column: usize) -> Option<String> {
        self.cell(column).and_then(|values| values.first().cloned())
    }
}

/// Addresses, of which the engine judges each: what are several in one is told here, where their
/// separators are known.
fn addresses(text: &str) -> Result<Vec<String>, (Code, String)> {
    let addresses = several::split_addresses(text);
    match addresses.iter().find(|address| address.matches('@').count() > 1) {
        None => Ok(addresses),
        Some(several) => {
            let message = format!(
                "{several} is not one e-mail address: separate several by `;`, `|` or `,`",
                several = quoted(several)
            );
            Err((Code::CharacterNotAllowed, message))
        }
    }
}

/// A month, or the month of a day.
pub(super) fn month(text: &str) -> Result<String, (Code, String)> {
    let day = || Moment::parse(text).ok().and_then(|moment| BillingMonth::of(moment.day));
    match text.parse().ok().or_else(day) {
        Some(month) => Ok(month.to_string()),
        None => {
            let message = format!(
                "{text} is no month: write YYYY-MM, from 2000-01 to 2199-12",
                text = quoted(text)
            );
            Err((Code::InvalidMonth, message))
        }
    }
}

fn amount(text: &str) -> Result<String, (Code, String)> {
    match procurement::parse_number(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err((
            Code::InvalidNumber,
            format!("{text} is not a number of this kind: {error}", text = quoted(text)),
        )),
    }
}

/// Expired is no state of its own here: the months say it.
fn is_suspended(text: &str) -> Result<bool, (Code, String)> {
    match spelling::letters(text).as_str() {
        "active" | "expired" => Ok(false),
        "suspended" | "suspendedexpired" => Ok(true),
        _ => Err((
            Code::UnknownValue,
            format!(
                "{text} is no status: write active or suspended, or leave it empty",
                text = quoted(text)
            ),
        )),
    }
}
