//! Proof that what is kept agrees with itself: the audit, balances and their ledger, documents,
//! what they were made from and where they went. Whatever was changed past the server shows.
//!
//! Nothing is repaired. Everything is read in parts as of one moment, so an organisation of any
//! size can be verified while others work.

mod audited;
mod balances;
mod chain;
mod charges;
mod documents;
mod numbers;
mod sum;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{OrganisationId, RecordError, Records, Result, audit};

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerifyReport {
    /// How much was looked at.
    pub checked: Checked,
    /// What is wrong; nothing where all is well.
    pub faults: Vec<Fault>,
    /// How many further faults there are.
    pub more_faults: u64,
}

/// How many records were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Changes in the audit.
    pub audit: u64,
    /// Invoices and credit memos.
    pub documents: u64,
    /// Lines of documents.
    pub document_lines: u64,
    /// Draws and returns.
    pub ledger: u64,
    /// Balances of lines of purchase orders.
    pub balances: u64,
    /// Charges.
    pub charges: u64,
    /// Months of usage.
    pub usage: u64,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Stable, for programs.
    pub code: String,
    /// The record that it is about.
    pub subject: String,
    /// A sentence for people.
    pub message: String,
}

/// The end of the audit. Kept outside, it proves later that nothing up to it was cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditHead {
    /// The number of the last change; 0 where there is none.
    pub sequence: i64,
    /// The hash of it and of all before it.
    pub hash: String,
}

/// Faults that are told one by one.
const FAULTS_MAX: usize = 1000;

/// Records that are read at once.
const PAGE: i64 = 1000;

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, code: &str, subject: impl Into<String>, message: impl Into<String>) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault {
                code: code.to_owned(),
                subject: subject.into(),
                message: message.into(),
            });
        } else {
            self.more_faults += 1;
        }
    }
}

/// Verifies the records of an organisation, and that its audit goes on from a head that was
/// exported before, where one is given.
///
/// # Errors
/// When there is no such organisation or the database fails. What is wrong with records is no
/// error but told in the report.
pub async fn verify(
    records: &Records,
    organisation: &OrganisationId,
    anchor: Option<&AuditHead>,
) -> Result<VerifyReport> {
    let mut report = VerifyReport::default();
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    let found: Option<(i64,)> = sqlx::query_as("select revision from organisations where id = $1")
        .bind(organisation)
        .fetch_optional(&mut *read)
        .await?;
    if found.is_none() {
        return Err(RecordError::not_found("organisation", organisation));
    }
    chain::check(&mut read, organisation, anchor, &mut report).await?;
    let ledger = balances::check(&mut read, organisation, &mut report).await?;
    documents::check(&mut read, organisation, ledger, records.sellers(), &mut report).await?;
    audited::check_orders(&mut read, organisation, &mut report).await?;
    charges::check(&mut read, organisation, &mut report).await?;
    Ok(report)
}

/// The end of the audit as it is now, to be kept where nobody who writes to the database can
/// change it.
///
/// # Errors
/// When the database fails.
pub async fn export_head(records: &Records, organisation: &OrganisationId) -> Result<AuditHead> {
    let mut read = records.read().await?;
    let (sequence, hash) = audit::tail(&mut read, organisation.as_str()).await?;
    Ok(AuditHead { sequence, hash })
}
