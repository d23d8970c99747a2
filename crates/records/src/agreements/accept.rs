//! Acceptance: a request becomes an agreement with its charges, all or nothing (§6.2).

use std::collections::{BTreeMap, BTreeSet};

use billing_files::document::ChargeKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreement::{self, Agreement, AgreementDetails, AgreementStatus};
use super::entry::pointer_part;
use super::listing::AgreementCharge;
use super::naming::{self, Named, Reference};
use super::offer::Offer;
use super::purchase_orders::ENTRIES_MAX;
use super::quote::{self, Anchor, Basis, ChargeSummary, ExpectedCharge};
use super::request::{self, AgreementRequest, Intent, RequestStatus, check_active, check_expiry};
use super::{View, amend, ending, numbered, offer};
use crate::charges::{self, KeptCharge};
use crate::error::Problem;
use crate::orders::parse_currency;
use crate::write::Write;
use crate::{RecordError, Records, Result};

/// What the buyer says on acceptance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Acceptance {
    /// Which purchase orders the charges name; none where nobody says, to be added later.
    #[serde(default)]
    pub purchase_orders: PurchaseOrderChoice,
}

/// Which charges name which purchase order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "choice", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[serde(deny_unknown_fields)]
pub enum PurchaseOrderChoice {
    /// No charge names one.
    #[default]
    None,
    /// Every charge names the same.
    OneForAll(Named),
    /// Fixed charges name one, usage another; either may name none.
    FixedAndUsage {
        /// For charges whose amount is agreed.
        #[serde(default)]
        fixed: Option<Named>,
        /// For charges that are metered.
        #[serde(default)]
        usage: Option<Named>,
    },
    /// Each charge names its own; those that are not in it name none.
    Each {
        /// By the id of the charge in the quote.
        charges: BTreeMap<String, Named>,
    },
}

/// What came of an acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// The agreement, new or amended.
    pub agreement: Agreement,
    /// Its charges.
    pub charges: Vec<AgreementCharge>,
}

/// Accepts a request.
///
/// # Errors
/// Everything that is wrong with the purchase orders; when there is no such request; a conflict
/// when it is no draft, the offer is over or was accepted, or what is to be paid is not what the
/// quote said.
pub async fn accept_request(
    records: &Records,
    write: &mut Write,
    view: &View,
    id: &str,
    acceptance: &Acceptance,
    version: Option<i64>,
) -> Result<Accepted> {
    let request = request::draft(write, view, id, version).await?;
    let agreement = match request.details.intent {
        Intent::Amend => amend(records, write, &request, acceptance).await?,
        Intent::New | Intent::Replace => begin(records, write, &request, acceptance).await?,
    };
    let action = "aws-marketplace:AcceptAgreementRequest";
    request::close(write, &request, RequestStatus::Accepted, Some(&agreement.id), action).await?;
    let (organisation, connection) = write.parts();
    let kept = charges::of_agreement(connection, organisation, &agreement.id).await?;
    let charges = kept.iter().map(|charge| AgreementCharge::of(charge, Vec::new())).collect();
    Ok(Accepted { agreement, charges })
}

async fn begin(
    records: &Records,
    write: &mut Write,
    request: &AgreementRequest,
    acceptance: &Acceptance,
) -> Result<Agreement> {
    let at = write.at();
    let view = View::Account(request.account.clone());
    let offer = request.details.offer.as_deref().unwrap_or_default();
    let (organisation, connection) = write.parts();
    let offer = offer::one(connection, organisation, &view, offer).await?;
    check_expiry(offer.offer.expires_at.as_deref(), at)?;
    let source = match &request.details.source_agreement {
        None => None,
        Some(source) => {
            let source = agreement::one(connection, organisation, &view, source, at).await?;
            check_active(&source)?;
            Some(source)
        }
    };
    agreement::check_unaccepted(connection, organisation, &offer, source.as_ref(), at).await?;
    let (details, expected) = terms_of(records, write, request, &offer)?;
    let id = numbered("agmt", write.next("agreement").await?);
    let mut agreement = Agreement {
        id,
        version: 1,
        account: request.account.clone(),
        status: AgreementStatus::Active,
        details,
    };
    agreement.details.replaces = source.as_ref().map(|source| source.id.clone());
    add_charges(write, &mut agreement, &expected, acceptance).await?;
    agreement::insert(write, &agreement, "aws-marketplace:AcceptAgreementRequest").await?;
    if let Some(source) = source {
        ending::replace(write, &source, &agreement.id).await?;
    }
    Ok(agreement)
}

/// What is agreed now, which must be what was quoted.
fn terms_of(
    records: &Records,
    write: &Write,
    request: &AgreementRequest,
    offer: &Offer,
) -> Result<(AgreementDetails, Vec<ExpectedCharge>)> {
    let at = write.at();
    let (offer_id, offer, asked) = (&offer.id, &offer.offer, &request.details);
    let currency = parse_currency(&offer.currency)?;
    let end = request::end_of(at, offer.duration_months)?;
    let basis = Basis {
        terms: &offer.terms,
        configuration: &asked.configuration,
        currency,
        start: at,
        anchor: Anchor::at(at),
        end,
    };
    let mut problems = Vec::new();
    let mut expected = quote::expected(&basis, &mut problems);
    if !problems.is_empty() {
        return Err(RecordError::refused_all(problems));
    }
    name_as_quoted(&mut expected, request);
    let now = ChargeSummary::of(expected, currency, &offer.bill_from, records.sellers());
    check_quote(&asked.charge_summary, &now)?;
    let details = AgreementDetails {
        agreement_type: offer.agreement_type.clone(),
        offer: offer_id.clone(),
        seller_name: offer.seller_name.clone(),
        product: offer.product.clone(),
        proposer: offer.proposer.clone(),
        bill_from: offer.bill_from.clone(),
        currency: offer.currency.clone(),
        terms: offer.terms.clone(),
        configuration: asked.configuration.clone(),
        duration_months: offer.duration_months,
        payment_terms: offer.payment_terms.clone(),
        auto_renew: asked.auto_renew,
        tax_registration_number: asked.tax_registration_number.clone(),
        invoice_unit: asked.invoice_unit.clone(),
        value: now.new_agreement_value.clone(),
        accepted_at: at.to_string(),
        starts_at: at.to_string(),
        ends_at: end.map(|end| end.to_string()),
        ended_at: None,
        replaces: None,
        replaced_by: None,
        renews: None,
        renewed_by: None,
        slots: BTreeMap::new(),
    };
    Ok((details, now.expected_charges))
}

async fn amend(
    records: &Records,
    write: &mut Write,
    request: &AgreementRequest,
    acceptance: &Acceptance,
) -> Result<Agreement> {
    let at = write.at();
    let view = View::Account(request.account.clone());
    let source = request.details.source_agreement.as_deref().unwrap_or_default();
    let (organisation, connection) = write.parts();
    let before = agreement::one(connection, organisation, &view, source, at).await?;
    check_active(&before)?;
    let mut expected = amend::expected(write, &before, &request.details.configuration).await?;
    name_as_quoted(&mut expected, request);
    let currency = parse_currency(&before.details.currency)?;
    let now = ChargeSummary::of(expected, currency, &before.details.bill_from, records.sellers());
    check_quote(&request.details.charge_summary, &now)?;
    let mut agreement = before.clone();
    agreement.details.configuration.clone_from(&request.details.configuration);
    // Another amendment may have changed it since this one was asked for.
    if !request.details.keeps_auto_renew {
        agreement.details.auto_renew = request.details.auto_renew;
    }
    let (revised, added): (Vec<_>, Vec<_>) =
        now.expected_charges.into_iter().partition(|charge| charge.revises);
    add_charges(write, &mut agreement, &added, acceptance).await?;
    for charge in &revised {
        amend::revise(write, &agreement, charge).await?;
    }
    agreement.details.value = amend::value(write, &agreement.id, currency, &[]).await?;
    agreement::rewrite(write, &before, agreement, "aws-marketplace:AcceptAgreementRequest").await
}

/// The quote gave the charges their ids.
fn name_as_quoted(expected: &mut [ExpectedCharge], request: &AgreementRequest) {
    let quoted = &request.details.charge_summary.expected_charges;
    for charge in expected.iter_mut().filter(|charge| charge.id.is_empty()) {
        if let Some(quoted) =
            quoted.iter().find(|quoted| quoted.slot == charge.slot && !quoted.revises)
        {
            charge.id.clone_from(&quoted.id);
        }
    }
}

fn check_quote(quoted: &ChargeSummary, now: &ChargeSummary) -> Result<()> {
    if !quoted.differs_from(now) {
        return Ok(());
    }
    Err(RecordError::Conflict {
        code: "QUOTE_CHANGED",
        message: "what is to be paid is not what the quote said: make a new request and look at \
                  its quote"
            .to_owned(),
        current: serde_json::to_value(now).ok(),
    })
}

async fn add_charges(
    write: &mut Write,
    agreement: &mut Agreement,
    expected: &[ExpectedCharge],
    acceptance: &Acceptance,
) -> Result<()> {
    let references = references(write, &agreement.account, expected, acceptance).await?;
    let mut kept = Vec::with_capacity(expected.len());
    for expected in expected {
        let mut charge = agreement.details.charge(&agreement.id, &agreement.account, expected)?;
        if let Some(reference) = references.get(expected.id.as_str()) {
            charge.purchase_order_reference = Some(reference.order.clone());
            charge.purchase_order_line = Some(reference.line.clone());
        }
        let slot = agreement.details.slots.entry(expected.slot.clone()).or_default();
        slot.push(charge.id.clone());
        kept.push(charge);
    }
    insert_charges(write, &kept, "aws-marketplace:AcceptAgreementRequest").await
}

/// Stores charges that are new.
pub(super) async fn insert_charges(
    write: &mut Write,
    kept: &[KeptCharge],
    action: &str,
) -> Result<()> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    charges::insert(connection, organisation, kept, at).await?;
    for charge in kept {
        let after = serde_json::to_value(charge)?;
        write.audit_change(action, "charge", &charge.id, None, Some(after));
    }
    Ok(())
}

/// The reference of each charge that is to name one, by the charge's id.
async fn references<'e>(
    write: &mut Write,
    account: &str,
    expected: &'e [ExpectedCharge],
    acceptance: &Acceptance,
) -> Result<BTreeMap<&'e str, Reference>> {
    const AT: &str = "/purchaseOrders";
    let mut problems = Vec::new();
    let mut chosen = BTreeMap::new();
    let mut named: Vec<(String, Reference)> = Vec::new();
    let mut take = |what: &Named, at: String, problems: &mut Vec<Problem>| {
        let (order, line) = (&what.purchase_order_reference, &what.purchase_order_line);
        let reference = naming::read(Some(order), line.as_deref(), &at, problems)?;
        named.push((format!("{at}/purchaseOrderReference"), reference.clone()));
        Some(reference)
    };
    let of_kind = |kind: Option<ChargeKind>| {
        expected.iter().filter(move |charge| kind.is_none_or(|kind| charge.kind == kind))
    };
    match &acceptance.purchase_orders {
        PurchaseOrderChoice::None => return Ok(chosen),
        PurchaseOrderChoice::OneForAll(what) => {
            if let Some(reference) = take(what, AT.to_owned(), &mut problems) {
                chosen.extend(of_kind(None).map(|charge| (charge.id.as_str(), reference.clone())));
            }
        }
        PurchaseOrderChoice::FixedAndUsage { fixed, usage } => {
            let kinds = [(fixed, ChargeKind::Fixed, "fixed"), (usage, ChargeKind::Usage, "usage")];
            for (what, kind, key) in kinds {
                let Some(what) = what else { continue };
                if let Some(reference) = take(what, format!("{AT}/{key}"), &mut problems) {
                    let charges = of_kind(Some(kind));
                    chosen.extend(charges.map(|charge| (charge.id.as_str(), reference.clone())));
                }
            }
        }
        PurchaseOrderChoice::Each { charges } => {
            if charges.len() > ENTRIES_MAX {
                let message =
                    format!("there are {} entries: write at most {ENTRIES_MAX}", charges.len());
                let pointer = format!("{AT}/charges");
                problems.push(Problem::new("INVALID_PURCHASE_ORDERS", pointer, message));
            }
            for (id, what) in charges {
                let at = format!("{AT}/charges/{}", pointer_part(id));
                let Some(charge) = of_kind(None).find(|charge| charge.id == *id) else {
                    let message = format!(
                        "charge `{id}` is not new in this request: take the ids of its \
                         chargeSummary, without those that it only revises"
                    );
                    problems.push(Problem::new("INVALID_CHARGE_ID", at, message));
                    continue;
                };
                if let Some(reference) = take(what, at, &mut problems) {
                    chosen.insert(charge.id.as_str(), reference);
                }
            }
        }
    }
    if !named.is_empty() {
        let facts = write.facts().await?;
        let named = named.iter().map(|(pointer, named)| (pointer.clone(), account, named));
        naming::check(&facts, &BTreeSet::new(), named, &mut problems);
    }
    if problems.is_empty() { Ok(chosen) } else { Err(RecordError::refused_all(problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(text: &str) -> Option<PurchaseOrderChoice> {
        let acceptance: Option<Acceptance> = serde_json::from_str(text).ok();
        acceptance.map(|acceptance| acceptance.purchase_orders)
    }

    #[test]
    fn each_choice_has_its_form_and_no_other_keys() {
        let a = || Named { purchase_order_reference: "A".to_owned(), purchase_order_line: None };
        for (text, expected) in [
            ("{}", PurchaseOrderChoice::None),
            (r#"{"purchaseOrders":{"choice":"none"}}"#, PurchaseOrderChoice::None),
            (
                r#"{"purchaseOrders":{"choice":"oneForAll","purchaseOrderReference":"A"}}"#,
                PurchaseOrderChoice::OneForAll(a()),
            ),
            (
                r#"{"purchaseOrders":{"choice":"fixedAndUsage","usage":{"purchaseOrderReference":"A"}}}"#,
                PurchaseOrderChoice::FixedAndUsage { fixed: None, usage: Some(a()) },
            ),
            (
                r#"{"purchaseOrders":{"choice":"each","charges":{"ch-1":{"purchaseOrderReference":"A"}}}}"#,
                PurchaseOrderChoice::Each { charges: BTreeMap::from([("ch-1".to_owned(), a())]) },
            ),
        ] {
            assert_eq!(choice(text), Some(expected), "{text}");
        }
        for wrong in [
            r#"{"purchaseOrders":{"choice":"all"}}"#,
            r#"{"purchaseOrders":{"choice":"oneForAll","purchaseOrder":"A"}}"#,
            r#"{"purchaseOrders":{"choice":"fixedAndUsage","fixd":{"purchaseOrderReference":"A"}}}"#,
        ] {
            assert_eq!(choice(wrong), None, "{wrong}");
        }
    }
}
