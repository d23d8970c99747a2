//! Agreements and their charges, as lists for people (P-35).

use std::collections::{BTreeMap, HashMap};

use billing_files::document::ChargeKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreement::{self, Agreement, AgreementStatus};
use super::{Listed, Part, View};
use crate::charges::{self, ChargeState, KeptCharge};
use crate::{OrganisationId, Records, Result};

/// Which agreements are asked for. All that is said must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgreementFilter {
    /// Of this status.
    pub status: Option<AgreementStatus>,
    /// Of this seller: its name, or the id of its seller of record.
    pub seller: Option<String>,
    /// With this text in the id, the product or the seller, in letters of any case.
    pub text: Option<String>,
    /// Of this account.
    pub account: Option<String>,
    /// Active ones with charges to come that name no purchase order.
    pub without_purchase_order: bool,
}

/// An agreement, and how its charges stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementSummary {
    /// The agreement.
    #[serde(flatten)]
    pub agreement: Agreement,
    /// Charges that are still to be invoiced.
    pub future_charges: usize,
    /// Those of them that name no purchase order.
    pub charges_without_purchase_order: usize,
    /// Those of them whose purchase order came over from the agreement before.
    pub charges_carried_over: usize,
    /// The fixed charge that falls due next.
    pub next_charge: Option<NextCharge>,
}

/// The fixed charge that falls due next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextCharge {
    /// When.
    pub time: String,
    /// Its id.
    pub id: String,
    /// How much.
    pub amount: String,
}

/// A charge of an agreement: the columns of P-35.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementCharge {
    /// Its id.
    pub id: String,
    /// Goes up when its reference or its terms change.
    pub revision: i64,
    /// The agreement.
    pub agreement: Option<String>,
    /// The account that pays.
    pub account: String,
    /// `fixed` or `usage`.
    #[schemars(with = "String")]
    pub kind: ChargeKind,
    /// `future`, `issued` or `withdrawn`.
    #[schemars(with = "String")]
    pub state: ChargeState,
    /// What it is for.
    pub description: String,
    /// The dimension that is metered or bought.
    pub dimension: Option<String>,
    /// When it falls due; usage has no time.
    pub time: Option<String>,
    /// How much; usage has no amount.
    pub amount: Option<String>,
    /// Of the amount.
    pub currency: String,
    /// When its invoice is to be paid.
    pub payment_terms: Option<String>,
    /// The invoices that it is on: one for a fixed charge, one a month for usage.
    pub invoices: Vec<String>,
    /// The purchase order that it names.
    pub purchase_order_reference: Option<String>,
    /// The line of it.
    pub purchase_order_line: Option<String>,
    /// Whether the reference came over from the agreement before, or there was no room for it any
    /// more, and that waits for a look.
    pub carried_over: bool,
}

impl AgreementCharge {
    pub(super) fn of(charge: &KeptCharge, invoices: Vec<String>) -> Self {
        let order = charge.purchase_order_reference.clone();
        let line = charge.purchase_order_line.clone();
        Self {
            id: charge.id.clone(),
            revision: charge.revision,
            agreement: charge.agreement.clone(),
            account: charge.account.clone(),
            kind: charge.kind,
            state: charge.state,
            description: charge.terms.description.clone(),
            dimension: charge.terms.dimension.clone(),
            time: charge.due_at.clone(),
            amount: charge.terms.amount.clone(),
            currency: charge.terms.currency.clone(),
            payment_terms: charge.terms.payment_terms.clone(),
            invoices,
            purchase_order_line: order.as_ref().map(|_| line.unwrap_or_else(|| "1".to_owned())),
            purchase_order_reference: order,
            carried_over: charge.carried_over,
        }
    }
}

/// Agreements, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn agreements(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    filter: &AgreementFilter,
    part: &Part,
) -> Result<Listed<AgreementSummary>> {
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    let all = agreement::all(&mut read, organisation, view, records.now()).await?;
    let future = charges::future(&mut read, organisation).await?;
    drop(read);
    let mut by_agreement: HashMap<&str, Vec<&KeptCharge>> = HashMap::new();
    for charge in &future {
        if let Some(agreement) = &charge.agreement {
            by_agreement.entry(agreement).or_default().push(charge);
        }
    }
    let summaries = all.into_iter().map(|agreement| {
        let charges = by_agreement.get(agreement.id.as_str()).map_or(&[][..], Vec::as_slice);
        summary(agreement, charges)
    });
    let summaries = summaries.filter(|summary| filter.takes(summary)).collect();
    Ok(part.of(summaries, |summary| &summary.agreement.id))
}

fn summary(agreement: Agreement, charges: &[&KeptCharge]) -> AgreementSummary {
    let count = |is: fn(&KeptCharge) -> bool| charges.iter().filter(|charge| is(charge)).count();
    let next = charges.iter().filter_map(|charge| {
        Some(NextCharge {
            time: charge.due_at.clone()?,
            id: charge.id.clone(),
            amount: charge.terms.amount.clone()?,
        })
    });
    AgreementSummary {
        future_charges: charges.len(),
        charges_without_purchase_order: count(|charge| charge.purchase_order_reference.is_none()),
        charges_carried_over: count(|charge| charge.carried_over),
        next_charge: next.min(),
        agreement,
    }
}

impl AgreementFilter {
    fn takes(&self, summary: &AgreementSummary) -> bool {
        let agreement = &summary.agreement;
        let details = &agreement.details;
        let lower = |text: &str| text.to_lowercase();
        let is_seller = |seller: &String| {
            lower(seller) == lower(&details.seller_name) || *seller == details.bill_from
        };
        let has_text = |text: &String| {
            let text = lower(text.trim());
            [&agreement.id, &details.product.name, &details.product.id, &details.seller_name]
                .iter()
                .any(|field| lower(field).contains(&text))
        };
        self.status.is_none_or(|status| status == agreement.status)
            && self.seller.as_ref().is_none_or(is_seller)
            && self.text.as_ref().is_none_or(has_text)
            && self.account.as_ref().is_none_or(|account| *account == agreement.account)
            && (!self.without_purchase_order
                || (agreement.status == AgreementStatus::Active
                    && summary.charges_without_purchase_order > 0))
    }
}

/// The charges of an agreement: in the order of their times, usage last.
///
/// # Errors
/// When there is no agreement of that id for whoever looks, or the database fails.
pub async fn agreement_charges(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    id: &str,
    part: &Part,
) -> Result<Listed<AgreementCharge>> {
    let mut read = records.read().await?;
    let organisation = organisation.as_str();
    agreement::one(&mut read, organisation, view, id, records.now()).await?;
    let kept = charges::of_agreement(&mut read, organisation, id).await?;
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select l.charge, l.invoice
         from charges c
         join invoice_lines l on l.organisation = c.organisation and l.charge = c.id
         where c.organisation = $1 and c.agreement = $2 and l.live_key = 'live'",
    )
    .bind(organisation)
    .bind(id)
    .fetch_all(&mut *read)
    .await?;
    let mut invoices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (charge, invoice) in rows {
        invoices.entry(charge).or_default().push(invoice);
    }
    invoices.values_mut().for_each(|invoices| invoices.sort());
    let charges = kept
        .iter()
        .map(|charge| AgreementCharge::of(charge, invoices.remove(&charge.id).unwrap_or_default()))
        .collect();
    Ok(part.behind(charges, |charge: &AgreementCharge| &charge.id))
}
