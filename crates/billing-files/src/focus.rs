//! FOCUS billing exports: cost and usage rows into charges.
//!
//! FOCUS 1.0 to 1.3 as CSV, plain or gzip, read row by row. Memory grows with the number of
//! charges that the rows add up to, not with the rows.

mod accounts;
mod charges;
mod columns;
mod facts;
mod groups;
mod issuers;
mod report;
mod taxes;

use std::io::Read;

use procurement::Sellers;

use crate::directory::Directory;
use crate::problem::{FileCode, Findings, Place};
use crate::table::Table;
use crate::{Import, Mapping, Refusal, SnapshotDocument};

pub(crate) use accounts::Unknown;
pub use report::{BillingAccount, Report, SellerRows};

/// What an export does not say itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocusOptions {
    /// Who is who.
    pub mapping: Mapping,
    /// Sellers of record that an issuer may be beside those of the mapping.
    pub sellers: Sellers,
    /// Which billing account to take of a provider that has several in the files; at most one of
    /// each provider. A provider with only one needs none.
    pub billing_accounts: Vec<String>,
}

impl Default for FocusOptions {
    fn default() -> Self {
        Self {
            mapping: Mapping::built_in(),
            sellers: Sellers::built_in(),
            billing_accounts: Vec::new(),
        }
    }
}

/// What the ids of charges begin with that come from exports.
const ID_PREFIX: &str = "focus:";

/// Whether a charge of this id comes from an export: it tells what was, not what is to come.
#[must_use]
pub fn is_charge(id: &str) -> bool {
    id.starts_with(ID_PREFIX)
}

/// Reads exports that belong together, each with its name, and adds their rows up to charges.
///
/// The order of rows and files changes nothing but which rows a refusal names first.
///
/// # Errors
/// Everything that is wrong with the files; nothing is then imported.
pub fn import<'r>(
    files: Vec<(String, Box<dyn Read + 'r>)>,
    options: &FocusOptions,
) -> Result<Import<SnapshotDocument, Report>, Refusal> {
    let (document, report) = attempt(files, options, Unknown::Refused);
    Ok(Import { document: document?, report })
}

/// The same. Of files that are refused the report has the billing accounts, to choose one.
pub(crate) fn attempt(
    files: Vec<(String, Box<dyn Read + '_>)>,
    options: &FocusOptions,
    unknown: Unknown,
) -> (Result<SnapshotDocument, Refusal>, Report) {
    let directory = Directory::new(&options.mapping, &options.sellers);
    let mut findings = Findings::default();
    let mut groups = groups::Groups::default();
    let mut names = Vec::with_capacity(files.len());
    for (index, (name, input)) in files.into_iter().enumerate() {
        read(&name, index, input, &directory, &mut groups, &mut findings);
        names.push(name);
    }
    let (groups, rows) = groups.into_groups();
    let mut report = Report::new(names, rows);
    let groups = accounts::choose(groups, options, unknown, &mut report, &mut findings);
    // What is told from here on would be wrong where rows are missing.
    let document = findings.into_result().and_then(|()| add_up(groups, &mut report));
    (document, report)
}

fn add_up(groups: Vec<groups::Group>, report: &mut Report) -> Result<SnapshotDocument, Refusal> {
    let mut findings = Findings::default();
    let groups = issuers::settle(groups, report, &mut findings);
    let gathered = charges::gather(groups, report);
    let gathered = taxes::join(gathered, report);
    let charges = charges::write(gathered, report, &mut findings);
    findings.into_result()?;
    report.charges = charges.len();
    Ok(SnapshotDocument { charges, ..SnapshotDocument::default() })
}

fn read(
    name: &str,
    index: usize,
    input: Box<dyn Read + '_>,
    directory: &Directory,
    groups: &mut groups::Groups,
    findings: &mut Findings,
) {
    let Some(mut table) = Table::open(name, input, columns::COLUMNS, findings) else { return };
    if !table.has(columns::PUBLISHER_NAME) && !table.has(columns::SERVICE_PROVIDER_NAME) {
        let message =
            "the column PublisherName (from FOCUS 1.3 on ServiceProviderName) is missing: add it";
        findings.add(Place::file(name).row(1), FileCode::MissingColumn, message);
        return;
    }
    while let Some(row) = table.next_row(findings) {
        groups.add(row, index, directory, findings);
    }
}

#[cfg(test)]
mod tests;
