//! Agreements as they are kept.

use std::collections::{BTreeMap, BTreeSet};

use billing_files::document::{Category, ChargeKind, Cycle};
use procurement::{BillingMonth, Instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::View;
use super::entry::{last_month, stored};
use super::offer::{Offer, OfferKind, Product};
use super::quote::ExpectedCharge;
use super::terms::PricingTerm;
use crate::charges::{ChargeState, ChargeTerms, KeptCharge};
use crate::database::Connection;
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Agreement {
    /// Its id in the organisation.
    pub id: String,
    /// Goes up when it changes.
    pub version: i64,
    /// The account that pays.
    pub account: String,
    /// Whether it runs, or how it ended.
    pub status: AgreementStatus,
    /// What was agreed, and what became of it.
    #[serde(flatten)]
    pub details: AgreementDetails,
}

/// Whether an agreement runs, or how it ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgreementStatus {
    /// It runs, or will.
    Active,
    /// The buyer ended it.
    Cancelled,
    /// It came to its end.
    Expired,
    /// It came to its end, and another followed.
    Renewed,
    /// Another took its place.
    Replaced,
    /// The seller ended it.
    Terminated,
}

impl AgreementStatus {
    /// The word that is stored. What follows from the calendar is not.
    fn stored(self) -> &'static str {
        match self {
            Self::Active | Self::Expired | Self::Renewed => "ACTIVE",
            Self::Cancelled => "CANCELLED",
            Self::Replaced => "REPLACED",
            Self::Terminated => "TERMINATED",
        }
    }
}

/// What was agreed, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementDetails {
    /// `PurchaseAgreement`.
    pub agreement_type: String,
    /// The offer that was accepted.
    pub offer: String,
    /// Who sells, for people.
    pub seller_name: String,
    /// What is sold.
    pub product: Product,
    /// The seller's account.
    pub proposer: String,
    /// The seller of record that issues the invoices.
    pub bill_from: String,
    /// Of every amount.
    pub currency: String,
    /// How it is paid.
    pub terms: Vec<PricingTerm>,
    /// How much is bought of each dimension.
    pub configuration: BTreeMap<String, u32>,
    /// How long it runs; without, until it is cancelled.
    pub duration_months: Option<u32>,
    /// When invoices are to be paid.
    pub payment_terms: Option<String>,
    /// Whether another agreement follows by itself.
    pub auto_renew: bool,
    /// The buyer's tax registration number for the invoices.
    pub tax_registration_number: Option<String>,
    /// The invoice unit of the account.
    pub invoice_unit: Option<String>,
    /// All fixed charges together.
    pub value: String,
    /// When it was accepted.
    pub accepted_at: String,
    /// When it starts.
    pub starts_at: String,
    /// When it ends, as agreed.
    pub ends_at: Option<String>,
    /// When it was ended before that.
    pub ended_at: Option<String>,
    /// The agreement whose place it took.
    pub replaces: Option<String>,
    /// The agreement that took its place.
    pub replaced_by: Option<String>,
    /// The agreement that it follows.
    pub renews: Option<String>,
    /// The agreement that follows it.
    pub renewed_by: Option<String>,
    /// The charges by their place in the terms: first the one of the acceptance, then what
    /// amendments added.
    pub slots: BTreeMap<String, Vec<String>>,
}

impl AgreementDetails {
    /// When it ends, or was ended.
    pub(super) fn end(&self) -> Result<Option<Instant>> {
        self.ended_at.as_deref().or(self.ends_at.as_deref()).map(stored).transpose()
    }

    /// The month that it is in last.
    pub(super) fn end_month(&self) -> Result<Option<BillingMonth>> {
        Ok(self.end()?.and_then(last_month))
    }

    /// An expected charge as a charge of this agreement.
    pub(super) fn charge(
        &self,
        id: &str,
        account: &str,
        expected: &ExpectedCharge,
    ) -> Result<KeptCharge> {
        Ok(KeptCharge {
            id: expected.id.clone(),
            account: account.to_owned(),
            agreement: Some(id.to_owned()),
            revision: 1,
            kind: expected.kind,
            state: ChargeState::Future,
            due_at: expected.time.clone(),
            purchase_order_reference: None,
            purchase_order_line: None,
            carried_over: false,
            terms: ChargeTerms {
                description: format!("{}: {}", self.product.name, expected.description),
                category: Category::Marketplace,
                cycle: match expected.kind {
                    ChargeKind::Fixed => Cycle::OutOfCycle,
                    ChargeKind::Usage => Cycle::Monthly,
                },
                bill_from: self.bill_from.clone(),
                currency: self.currency.clone(),
                amount: expected.amount.clone(),
                billing_period: None,
                agreement_end_month: self.end_month()?.map(|month| month.to_string()),
                payment_terms: self.payment_terms.clone(),
                tax_registration_number: self.tax_registration_number.clone(),
                invoice_unit: self.invoice_unit.clone(),
                billing_account: None,
                dimension: expected.dimension.clone(),
                bought: None,
            },
        })
    }
}

type AgreementRow = (String, String, String, i64, String);

fn of_row(row: AgreementRow, at: Instant) -> Result<Agreement> {
    let (id, account, status, version, document) = row;
    let details: AgreementDetails = serde_json::from_str(&document)?;
    let is_over = details.end()?.is_some_and(|end| end <= at);
    let status = match status.as_str() {
        "ACTIVE" if !is_over => AgreementStatus::Active,
        "ACTIVE" if details.renewed_by.is_some() => AgreementStatus::Renewed,
        "ACTIVE" => AgreementStatus::Expired,
        "CANCELLED" => AgreementStatus::Cancelled,
        "REPLACED" => AgreementStatus::Replaced,
        "TERMINATED" => AgreementStatus::Terminated,
        other => {
            return Err(RecordError::Damaged(format!("`{other}` is no status of an agreement")));
        }
    };
    Ok(Agreement { id, version, account, status, details })
}

/// One agreement that is seen.
pub(super) async fn one(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    id: &str,
    at: Instant,
) -> Result<Agreement> {
    let row: Option<AgreementRow> = sqlx::query_as(
        "select id, account, status, version, document
         from agreements
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let agreement = row.map(|row| of_row(row, at)).transpose()?;
    let agreement = agreement.filter(|agreement| view.shows(&agreement.account));
    agreement.ok_or_else(|| RecordError::not_found("agreement", id))
}

/// The month in which an agreement begins.
pub(crate) async fn start_of(
    connection: &mut Connection,
    organisation: &str,
    id: &str,
) -> Result<Option<BillingMonth>> {
    let at = Instant::from_milliseconds(0);
    let agreement = one(connection, organisation, &View::Organisation, id, at).await?;
    Ok(stored(&agreement.details.starts_at)?.month())
}

/// Which of some agreements have ended: their charges name no other purchase orders (P-36).
pub(crate) async fn ended<'a>(
    connection: &mut Connection,
    organisation: &str,
    ids: impl IntoIterator<Item = &'a str>,
    at: Instant,
) -> Result<BTreeSet<String>> {
    let mut ended = BTreeSet::new();
    for id in ids.into_iter().collect::<BTreeSet<&str>>() {
        match one(connection, organisation, &View::Organisation, id, at).await {
            Ok(agreement) if agreement.status == AgreementStatus::Active => {}
            Ok(agreement) => {
                ended.insert(agreement.id);
            }
            // Of one that is not kept here, nobody can say that it has ended.
            Err(RecordError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Every agreement that is seen, the latest first.
pub(super) async fn all(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    at: Instant,
) -> Result<Vec<Agreement>> {
    let rows: Vec<AgreementRow> = sqlx::query_as(
        "select id, account, status, version, document from agreements where organisation = $1",
    )
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    let mut agreements = rows.into_iter().map(|row| of_row(row, at)).collect::<Result<Vec<_>>>()?;
    agreements.retain(|agreement| view.shows(&agreement.account));
    agreements.sort_by_key(|agreement| std::cmp::Reverse(super::number_of(&agreement.id)));
    Ok(agreements)
}

/// A private offer is one deal: once it is accepted, it is not there to be accepted again, but in
/// the place of what came of it.
pub(super) async fn check_unaccepted(
    connection: &mut Connection,
    organisation: &str,
    offer: &Offer,
    source: Option<&Agreement>,
    at: Instant,
) -> Result<()> {
    let goes_on = source.is_some_and(|source| source.details.offer == offer.id);
    if offer.offer.kind != OfferKind::Private || goes_on {
        return Ok(());
    }
    let view = View::Account(offer.account.clone());
    // The oldest is the one that came of it; the others followed that one.
    let agreements = all(connection, organisation, &view, at).await?;
    let accepted = agreements.into_iter().rfind(|agreement| agreement.details.offer == offer.id);
    let Some(accepted) = accepted else { return Ok(()) };
    Err(RecordError::Conflict {
        code: "OFFER_ACCEPTED",
        message: format!(
            "the offer was accepted as agreement `{}`: a private offer is accepted once, so ask \
             the seller for a new one",
            accepted.id
        ),
        current: Some(serde_json::to_value(accepted)?),
    })
}

/// One agreement.
///
/// # Errors
/// When there is none of that id for whoever looks, or the database fails.
pub async fn find_agreement(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<Agreement> {
    let mut read = records.read().await?;
    one(&mut read, organisation.as_str(), view, id, records.now()).await
}

/// Adds an agreement.
pub(super) async fn insert(write: &mut Write, agreement: &Agreement, action: &str) -> Result<()> {
    let document = serde_json::to_string(&agreement.details)?;
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into agreements
             (organisation, id, account, status, version, document, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(organisation)
    .bind(&agreement.id)
    .bind(&agreement.account)
    .bind(agreement.status.stored())
    .bind(agreement.version)
    .bind(&document)
    .bind(at)
    .execute(connection)
    .await?;
    let after = serde_json::to_value(agreement)?;
    write.audit_change(action, "agreement", &agreement.id, None, Some(after));
    Ok(())
}

/// Stores the next version of an agreement.
pub(super) async fn rewrite(
    write: &mut Write,
    before: &Agreement,
    mut agreement: Agreement,
    action: &str,
) -> Result<Agreement> {
    agreement.version = before.version + 1;
    let document = serde_json::to_string(&agreement.details)?;
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update agreements
         set status = $1, version = $2, document = $3, updated_at = $4
         where organisation = $5 and id = $6",
    )
    .bind(agreement.status.stored())
    .bind(agreement.version)
    .bind(&document)
    .bind(at)
    .bind(organisation)
    .bind(&agreement.id)
    .execute(connection)
    .await?;
    let (was, is) = (serde_json::to_value(before)?, serde_json::to_value(&agreement)?);
    write.audit_change(action, "agreement", &agreement.id, Some(was), Some(is));
    Ok(agreement)
}
