//! Requests: a buyer asks for an agreement and is told what it costs.

use std::collections::BTreeMap;

use procurement::{Currency, Instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreement::{self, Agreement, AgreementStatus};
use super::entry::{self, optional_text, stored};
use super::offer::{self, check_account};
use super::quote::{self, Anchor, Basis, ChargeSummary, ExpectedCharge};
use super::{Listed, Part, View, amend, numbered};
use crate::database::Connection;
use crate::error::Problem;
use crate::orders::parse_currency;
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// What a buyer asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRequest {
    /// Whether something begins or changes.
    pub intent: Intent,
    /// The offer to accept; an amendment has none, for it stays with the accepted terms.
    #[serde(default)]
    pub offer: Option<String>,
    /// The agreement that is amended or replaced.
    #[serde(default)]
    pub source_agreement: Option<String>,
    /// How much is bought of each dimension. An amendment names those that change.
    #[serde(default)]
    pub configuration: BTreeMap<String, u32>,
    /// Whether another agreement follows by itself; as in the offer where nobody says.
    #[serde(default)]
    pub auto_renew: Option<bool>,
    /// The buyer's tax registration number for the invoices.
    #[serde(default)]
    pub tax_registration_number: Option<String>,
    /// The invoice unit of the account.
    #[serde(default)]
    pub invoice_unit: Option<String>,
}

/// Whether something begins or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Intent {
    /// A new agreement.
    New,
    /// Other quantities under the accepted terms.
    Amend,
    /// A new agreement in the place of another, which ends.
    Replace,
}

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementRequest {
    /// Its id in the organisation.
    pub id: String,
    /// Goes up when it changes.
    pub version: i64,
    /// The account that asks.
    pub account: String,
    /// How far it has come.
    pub status: RequestStatus,
    /// When it was made.
    pub created_at: String,
    /// What is asked for, and the quote.
    #[serde(flatten)]
    pub details: RequestDetails,
}

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestStatus {
    /// It can be accepted.
    Draft,
    /// There is an agreement.
    Accepted,
    /// The buyer took it back.
    Cancelled,
    /// Its offer can be accepted no longer.
    Expired,
}

/// What is asked for, and the quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestDetails {
    /// Whether something begins or changes.
    pub intent: Intent,
    /// `PurchaseAgreement`.
    pub agreement_type: String,
    /// The offer.
    pub offer: Option<String>,
    /// The agreement that is amended or replaced.
    pub source_agreement: Option<String>,
    /// How much is bought of each dimension, those of an amendment that stay included.
    pub configuration: BTreeMap<String, u32>,
    /// Whether another agreement follows by itself.
    pub auto_renew: bool,
    /// Whether nobody asked for that: an amendment then leaves it as it is when it is accepted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_auto_renew: bool,
    /// The buyer's tax registration number for the invoices.
    pub tax_registration_number: Option<String>,
    /// The invoice unit of the account.
    pub invoice_unit: Option<String>,
    /// Until when it can be accepted.
    pub expires_at: Option<String>,
    /// What is to be paid.
    pub charge_summary: ChargeSummary,
    /// The agreement that came of it.
    pub agreement: Option<String>,
}

/// Makes a request with its quote. Nothing is agreed yet.
///
/// # Errors
/// Everything that is wrong with it; when there is no such offer or agreement; a conflict when the
/// offer is over or was accepted, or the agreement has ended.
pub async fn create_request(
    records: &Records,
    write: &mut Write,
    account: &str,
    new: &NewRequest,
) -> Result<AgreementRequest> {
    check_account(write, account).await?;
    check_parts(new)?;
    let view = View::Account(account.to_owned());
    let (mut details, currency, charges) = match new.intent {
        Intent::Amend => amendment(write, &view, new).await?,
        Intent::New | Intent::Replace => purchase(write, &view, new).await?,
    };
    let charges = name(write, charges).await?;
    let bill_from = std::mem::take(&mut details.charge_summary.invoicing_entity.id);
    details.charge_summary = ChargeSummary::of(charges, currency, &bill_from, records.sellers());
    if let (Intent::Amend, Some(source)) = (new.intent, &details.source_agreement) {
        let summary = &mut details.charge_summary;
        summary.new_agreement_value =
            amend::value(write, source, currency, &summary.expected_charges).await?;
    }
    let request = AgreementRequest {
        id: numbered("ar", write.next("agreement-request").await?),
        version: 1,
        account: account.to_owned(),
        status: RequestStatus::Draft,
        created_at: write.at().to_string(),
        details,
    };
    insert(write, &request).await?;
    let after = serde_json::to_value(&request)?;
    let action = "aws-marketplace:CreateAgreementRequest";
    write.audit_change(action, "agreement-request", &request.id, None, Some(after));
    Ok(request)
}

/// Which parts there are is decided by the intent.
fn check_parts(new: &NewRequest) -> Result<()> {
    let mut problems = Vec::new();
    let mut missing = |pointer: &str, message: &str| {
        problems.push(Problem::new("MISSING_VALUE", pointer, message));
    };
    match (new.intent, &new.offer) {
        (Intent::New | Intent::Replace, None) => {
            missing("/offer", "write the id of the offer that is accepted");
        }
        (Intent::Amend, Some(_)) => problems.push(Problem::new(
            "NOT_AMENDABLE",
            "/offer",
            "an amendment stays with the accepted terms: leave the offer out, or replace the \
             agreement",
        )),
        _ => {}
    }
    match (new.intent, &new.source_agreement) {
        (Intent::Amend | Intent::Replace, None) => problems.push(Problem::new(
            "MISSING_VALUE",
            "/sourceAgreement",
            "write the id of the agreement that is changed",
        )),
        (Intent::New, Some(_)) => problems.push(Problem::new(
            "INVALID_AGREEMENT_ID",
            "/sourceAgreement",
            "a new agreement comes from no other: leave it out, or replace that one",
        )),
        _ => {}
    }
    let number = new.tax_registration_number.as_deref();
    optional_text(number, "/taxRegistrationNumber", 100, &mut problems);
    optional_text(new.invoice_unit.as_deref(), "/invoiceUnit", 100, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(RecordError::refused_all(problems)) }
}

type Asked = (RequestDetails, Currency, Vec<ExpectedCharge>);

async fn purchase(write: &mut Write, view: &View, new: &NewRequest) -> Result<Asked> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let id = new.offer.as_deref().unwrap_or_default();
    let offer = offer::one(connection, organisation, view, id).await?;
    check_expiry(offer.offer.expires_at.as_deref(), at)?;
    let source = match &new.source_agreement {
        None => None,
        Some(source) => {
            let source = agreement::one(connection, organisation, view, source, at).await?;
            check_active(&source)?;
            Some(source)
        }
    };
    agreement::check_unaccepted(connection, organisation, &offer, source.as_ref(), at).await?;
    let offer = offer.offer;
    let auto_renew = new.auto_renew.unwrap_or(offer.renewal.auto);
    let mut problems = Vec::new();
    if auto_renew && offer.duration_months.is_none() {
        let message = "what has no end is not renewed: leave autoRenew out";
        problems.push(Problem::new("NOT_RENEWABLE", "/autoRenew", message));
    }
    let currency = parse_currency(&offer.currency)?;
    let end = end_of(at, offer.duration_months)?;
    let basis = Basis {
        terms: &offer.terms,
        configuration: &new.configuration,
        currency,
        start: at,
        anchor: Anchor::at(at),
        end,
    };
    let charges = quote::expected(&basis, &mut problems);
    if !problems.is_empty() {
        return Err(RecordError::refused_all(problems));
    }
    let details = RequestDetails {
        intent: new.intent,
        agreement_type: offer.agreement_type,
        offer: new.offer.clone(),
        source_agreement: new.source_agreement.clone(),
        configuration: new.configuration.clone(),
        auto_renew,
        keeps_auto_renew: false,
        tax_registration_number: new.tax_registration_number.clone(),
        invoice_unit: new.invoice_unit.clone(),
        expires_at: offer.expires_at,
        charge_summary: unpriced(currency, &offer.bill_from),
        agreement: None,
    };
    Ok((details, currency, charges))
}

async fn amendment(write: &mut Write, view: &View, new: &NewRequest) -> Result<Asked> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let id = new.source_agreement.as_deref().unwrap_or_default();
    let source = agreement::one(connection, organisation, view, id, at).await?;
    check_active(&source)?;
    let mut configuration = source.details.configuration.clone();
    configuration.extend(new.configuration.clone());
    let charges = amend::expected(write, &source, &configuration).await?;
    let auto_renew = new.auto_renew.unwrap_or(source.details.auto_renew);
    if auto_renew && source.details.ends_at.is_none() {
        let message = "what has no end is not renewed: leave autoRenew out";
        return Err(RecordError::refused("NOT_RENEWABLE", "/autoRenew", message));
    }
    if charges.is_empty() && auto_renew == source.details.auto_renew {
        let message = "nothing would change: set another quantity, or another autoRenew";
        return Err(RecordError::refused("NOTHING_CHANGES", "/configuration", message));
    }
    let currency = parse_currency(&source.details.currency)?;
    let details = RequestDetails {
        intent: new.intent,
        agreement_type: source.details.agreement_type,
        offer: None,
        source_agreement: Some(source.id),
        configuration,
        auto_renew,
        keeps_auto_renew: new.auto_renew.is_none(),
        tax_registration_number: source.details.tax_registration_number,
        invoice_unit: source.details.invoice_unit,
        expires_at: None,
        charge_summary: unpriced(currency, &source.details.bill_from),
        agreement: None,
    };
    Ok((details, currency, charges))
}

fn unpriced(currency: Currency, bill_from: &str) -> ChargeSummary {
    ChargeSummary {
        currency: currency.code().to_owned(),
        new_agreement_value: String::new(),
        expected_charges: Vec::new(),
        invoicing_entity: quote::InvoicingEntity {
            id: bill_from.to_owned(),
            legal_name: String::new(),
        },
    }
}

/// Gives the charges that will be new the ids that they will have.
pub(super) async fn name(
    write: &mut Write,
    mut charges: Vec<ExpectedCharge>,
) -> Result<Vec<ExpectedCharge>> {
    let count = charges.iter().filter(|charge| charge.id.is_empty()).count();
    if count > 0 {
        let first = write.take("charge", i64::try_from(count).unwrap_or(i64::MAX)).await?;
        let unnamed = charges.iter_mut().filter(|charge| charge.id.is_empty());
        for (number, charge) in (first..).zip(unnamed) {
            charge.id = numbered("ch", number);
        }
    }
    Ok(charges)
}

/// When an agreement that starts at a moment ends.
pub(super) fn end_of(start: Instant, months: Option<u32>) -> Result<Option<Instant>> {
    let Some(months) = months else { return Ok(None) };
    let end = entry::months_later(start, months).ok_or_else(|| {
        let message = "the agreement would end after 2199: ask the seller for a shorter one";
        RecordError::refused("INVALID_MONTHS", "/offer/durationMonths", message)
    })?;
    Ok(Some(end))
}

pub(super) fn check_active(agreement: &Agreement) -> Result<()> {
    if agreement.status == AgreementStatus::Active {
        return Ok(());
    }
    Err(RecordError::conflict(
        "INACTIVE_AGREEMENT",
        format!("agreement `{}` has ended: only an active one is changed", agreement.id),
    ))
}

pub(super) fn check_expiry(expires_at: Option<&str>, at: Instant) -> Result<()> {
    let Some(expires_at) = expires_at else { return Ok(()) };
    if stored(expires_at)? > at {
        return Ok(());
    }
    Err(RecordError::conflict(
        "OFFER_EXPIRED",
        format!("the offer could be accepted until {expires_at}: ask the seller for a new one"),
    ))
}

async fn insert(write: &mut Write, request: &AgreementRequest) -> Result<()> {
    let document = serde_json::to_string(&request.details)?;
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into agreement_requests
             (organisation, id, account, status, version, document, created_at)
         values ($1, $2, $3, 'DRAFT', 1, $4, $5)",
    )
    .bind(organisation)
    .bind(&request.id)
    .bind(&request.account)
    .bind(&document)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores that a request came to its end.
pub(super) async fn close(
    write: &mut Write,
    request: &AgreementRequest,
    status: RequestStatus,
    agreement: Option<&str>,
    action: &str,
) -> Result<AgreementRequest> {
    let mut closed = request.clone();
    closed.version += 1;
    closed.status = status;
    closed.details.agreement = agreement.map(str::to_owned);
    let document = serde_json::to_string(&closed.details)?;
    let word = if status == RequestStatus::Accepted { "ACCEPTED" } else { "CANCELLED" };
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update agreement_requests
         set status = $1, version = $2, document = $3
         where organisation = $4 and id = $5",
    )
    .bind(word)
    .bind(closed.version)
    .bind(&document)
    .bind(organisation)
    .bind(&closed.id)
    .execute(connection)
    .await?;
    let (before, after) = (serde_json::to_value(request)?, serde_json::to_value(&closed)?);
    write.audit_change(action, "agreement-request", &closed.id, Some(before), Some(after));
    Ok(closed)
}

/// Takes a request back.
///
/// # Errors
/// When there is none of that id for whoever asks; a conflict when it is not a draft any more, or
/// another version than expected.
pub async fn cancel_request(
    write: &mut Write,
    view: &View,
    id: &str,
    version: Option<i64>,
) -> Result<AgreementRequest> {
    let request = draft(write, view, id, version).await?;
    let action = "aws-marketplace:CancelAgreementRequest";
    close(write, &request, RequestStatus::Cancelled, None, action).await
}

/// A request that can still be accepted.
pub(super) async fn draft(
    write: &mut Write,
    view: &View,
    id: &str,
    version: Option<i64>,
) -> Result<AgreementRequest> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let request = one(connection, organisation, view, id, at).await?;
    RecordError::unless_version(version, request.version, &request)?;
    match request.status {
        RequestStatus::Draft => Ok(request),
        RequestStatus::Expired => {
            check_expiry(request.details.expires_at.as_deref(), at)?;
            Ok(request)
        }
        RequestStatus::Accepted | RequestStatus::Cancelled => Err(RecordError::conflict(
            "REQUEST_CLOSED",
            format!("request `{id}` was accepted or cancelled before: make a new one"),
        )),
    }
}

type RequestRow = (String, i64, String, String, String, i64);

fn of_row(row: RequestRow, at: Instant) -> Result<AgreementRequest> {
    let (id, version, account, status, document, created_at) = row;
    let details: RequestDetails = serde_json::from_str(&document)?;
    let expires_at = details.expires_at.as_deref().map(stored).transpose()?;
    let status = match status.as_str() {
        "ACCEPTED" => RequestStatus::Accepted,
        "CANCELLED" => RequestStatus::Cancelled,
        _ if expires_at.is_some_and(|expires_at| expires_at <= at) => RequestStatus::Expired,
        _ => RequestStatus::Draft,
    };
    let created_at = Instant::from_milliseconds(created_at).to_string();
    Ok(AgreementRequest { id, version, account, status, created_at, details })
}

async fn one(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    id: &str,
    at: Instant,
) -> Result<AgreementRequest> {
    let row: Option<RequestRow> = sqlx::query_as(
        "select id, version, account, status, document, created_at
         from agreement_requests
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let request = row.map(|row| of_row(row, at)).transpose()?;
    let request = request.filter(|request| view.shows(&request.account));
    request.ok_or_else(|| RecordError::not_found("agreement request", id))
}

/// One request.
///
/// # Errors
/// When there is none of that id for whoever looks, or the database fails.
pub async fn find_request(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<AgreementRequest> {
    let mut read = records.read().await?;
    one(&mut read, organisation.as_str(), view, id, records.now()).await
}

/// Requests, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn requests(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    part: &Part,
) -> Result<Listed<AgreementRequest>> {
    let mut read = records.read().await?;
    let rows: Vec<RequestRow> = sqlx::query_as(
        "select id, version, account, status, document, created_at
         from agreement_requests
         where organisation = $1",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let at = records.now();
    let mut requests = rows.into_iter().map(|row| of_row(row, at)).collect::<Result<Vec<_>>>()?;
    requests.retain(|request| view.shows(&request.account));
    requests.sort_by_key(|request| std::cmp::Reverse(super::number_of(&request.id)));
    Ok(part.of(requests, |request| &request.id))
}
