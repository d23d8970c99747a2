//! Offers: what a seller proposes to an account.

use procurement::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::{moment, text};
use super::terms::{self, MONTHS_MAX, PricingTerm};
use super::{Listed, Part, View, numbered};
use crate::database::Connection;
use crate::error::Problem;
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// An offer as a seller hands it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOffer {
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
    /// `PurchaseAgreement`, the only type there is.
    #[serde(default = "purchase_agreement")]
    pub agreement_type: String,
    /// Whether it is for one account.
    pub kind: OfferKind,
    /// How it is paid.
    pub terms: Vec<PricingTerm>,
    /// How long it runs; without, until it is cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_months: Option<u32>,
    /// When invoices are to be paid, such as `NET_30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_terms: Option<String>,
    /// What happens at the end.
    #[serde(default)]
    pub renewal: Renewal,
    /// Until when it can be accepted; without, there is no end to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// What is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
}

/// Whom an offer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OfferKind {
    /// For the account that it was put for.
    Private,
    /// For every account of the organisation.
    Public,
}

/// What happens at the end of an agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Renewal {
    /// Whether another agreement of the same terms follows by itself.
    pub auto: bool,
}

/// An offer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// Its id in the organisation.
    pub id: String,
    /// Goes up when it changes.
    pub version: i64,
    /// The account that it was put for.
    pub account: String,
    /// When it was put.
    pub created_at: String,
    /// What the seller handed in.
    #[serde(flatten)]
    pub offer: NewOffer,
}

fn purchase_agreement() -> String {
    PURCHASE_AGREEMENT.to_owned()
}

const PURCHASE_AGREEMENT: &str = "PurchaseAgreement";

/// Puts an offer before an account.
///
/// # Errors
/// Everything that is wrong with it; when the organisation has no such account.
pub async fn put_offer(write: &mut Write, account: &str, offer: NewOffer) -> Result<Offer> {
    check_account(write, account).await?;
    check(&offer, write.at())?;
    let at = write.at();
    let id = numbered("offer", write.next("offer").await?);
    let document = serde_json::to_string(&offer)?;
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into offers (organisation, id, account, version, document, created_at)
         values ($1, $2, $3, 1, $4, $5)",
    )
    .bind(organisation)
    .bind(&id)
    .bind(account)
    .bind(&document)
    .bind(at.milliseconds())
    .execute(connection)
    .await?;
    let kept =
        Offer { id, version: 1, account: account.to_owned(), created_at: at.to_string(), offer };
    let after = serde_json::to_value(&kept)?;
    write.audit_change("aws-marketplace:PutOffer", "offer", &kept.id, None, Some(after));
    Ok(kept)
}

/// Whether the organisation has an account.
pub(super) async fn check_account(write: &mut Write, account: &str) -> Result<()> {
    let (organisation, connection) = write.parts();
    let found: Option<(String,)> =
        sqlx::query_as("select id from accounts where organisation = $1 and id = $2")
            .bind(organisation)
            .bind(account)
            .fetch_optional(connection)
            .await?;
    found.map(|_| ()).ok_or_else(|| RecordError::not_found("account", account))
}

fn check(offer: &NewOffer, at: Instant) -> Result<()> {
    let mut problems = Vec::new();
    for (value, pointer, length_max) in [
        (&offer.seller_name, "/sellerName", 200),
        (&offer.product.id, "/product/id", 64),
        (&offer.product.name, "/product/name", 200),
        (&offer.proposer, "/proposer", 64),
        (&offer.bill_from, "/billFrom", 200),
    ] {
        text(value, pointer, length_max, &mut problems);
    }
    if offer.currency.parse::<procurement::Currency>().is_err() {
        let message =
            format!("`{}` is no ISO 4217 currency: write one such as USD", offer.currency);
        problems.push(Problem::new("UNKNOWN_CURRENCY", "/currency", message));
    }
    if offer.agreement_type != PURCHASE_AGREEMENT {
        let message =
            format!("`{}` is no agreement type: write PurchaseAgreement", offer.agreement_type);
        problems.push(Problem::new("INVALID_AGREEMENT_TYPE", "/agreementType", message));
    }
    if let Some(months) = offer.duration_months
        && !(1..=MONTHS_MAX).contains(&months)
    {
        let message = format!("`{months}` months are not possible: 1 to {MONTHS_MAX} are");
        problems.push(Problem::new("INVALID_MONTHS", "/durationMonths", message));
    }
    if let Some(terms) = &offer.payment_terms
        && !is_net(terms)
    {
        let message = format!("`{terms}` are no payment terms: write NET_30 for thirty days");
        problems.push(Problem::new("INVALID_PAYMENT_TERMS", "/paymentTerms", message));
    }
    if offer.renewal.auto && offer.duration_months.is_none() {
        let message = "what has no end is not renewed: set durationMonths, or leave renewal out";
        problems.push(Problem::new("NOT_RENEWABLE", "/renewal/auto", message));
    }
    if let Some(expires_at) = &offer.expires_at
        && let Some(moment) = moment(expires_at, "/expiresAt", &mut problems)
        && moment <= at
    {
        let message = format!("`{expires_at}` is over: an offer expires later than now");
        problems.push(Problem::new("ALREADY_EXPIRED", "/expiresAt", message));
    }
    if offer.kind == OfferKind::Public {
        for (index, term) in offer.terms.iter().enumerate() {
            if matches!(term, PricingTerm::PaymentSchedule { .. }) {
                problems.push(Problem::new(
                    "PRIVATE_OFFER_ONLY",
                    format!("/terms/{index}"),
                    "only a private offer has a payment schedule: make it private, or choose \
                     another term",
                ));
            }
        }
    }
    terms::check(&offer.terms, offer.duration_months, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(RecordError::refused_all(problems)) }
}

fn is_net(terms: &str) -> bool {
    terms.strip_prefix("NET_").is_some_and(|days| {
        (1..=3).contains(&days.len())
            && days.bytes().all(|byte| byte.is_ascii_digit())
            && !days.starts_with('0')
    })
}

type OfferRow = (String, String, i64, String, i64);

fn of_row((id, account, version, document, created_at): OfferRow) -> Result<Offer> {
    let created_at = Instant::from_milliseconds(created_at).to_string();
    Ok(Offer { id, version, account, created_at, offer: serde_json::from_str(&document)? })
}

fn is_shown(view: &View, offer: &Offer) -> bool {
    view.shows(&offer.account) || offer.offer.kind == OfferKind::Public
}

/// One offer that is seen.
pub(super) async fn one(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    id: &str,
) -> Result<Offer> {
    let row: Option<OfferRow> = sqlx::query_as(
        "select id, account, version, document, created_at
         from offers
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let offer = row.map(of_row).transpose()?.filter(|offer| is_shown(view, offer));
    offer.ok_or_else(|| RecordError::not_found("offer", id))
}

/// One offer.
///
/// # Errors
/// When there is none of that id for whoever looks, or the database fails.
pub async fn find_offer(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
) -> Result<Offer> {
    let mut read = records.read().await?;
    one(&mut read, organisation.as_str(), view, id).await
}

/// Offers, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn offers(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    part: &Part,
) -> Result<Listed<Offer>> {
    let mut read = records.read().await?;
    let rows: Vec<OfferRow> = sqlx::query_as(
        "select id, account, version, document, created_at from offers where organisation = $1",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    let mut offers = rows.into_iter().map(of_row).collect::<Result<Vec<_>>>()?;
    offers.retain(|offer| is_shown(view, offer));
    offers.sort_by_key(|offer| std::cmp::Reverse(super::number_of(&offer.id)));
    Ok(part.of(offers, |offer| &offer.id))
}
