//! What the quote would do to the coming invoices, where the session has them: its charges are tried
//! there with the purchase orders that are chosen.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Refused, RefusedProblem, Request, Summary};
use serde_json::{Value, json};

use super::till::{EACH, KINDS, NONE, Till};
use crate::desk::now;
use crate::pages::sentences;
use crate::server::{AgreementRequest, ExpectedCharge, Failure, Offer};
use crate::text::{checkout as texts, plural};
use crate::ui::follow::watch;

/// The sentences, asked for again whenever something else is chosen. None where nobody can tell.
pub(super) fn follow_effect(till: Till) -> RwSignal<Option<Vec<String>>> {
    let told = RwSignal::new(None);
    let asked = StoredValue::new(0_u32);
    watch(move || {
        till.desk.revision.track();
        let Some(request) = till.request.get() else { return told.set(None) };
        let is_open = till.desk.standing.with_untracked(Option::is_some);
        if !is_open || till.choice.with(String::is_empty) {
            return told.set(None);
        }
        let charges = request.charge_summary.expected_charges.iter();
        // What is wrong with an edit is told where its purchase order was typed.
        let (edits, places): (Vec<Value>, Vec<String>) = till.offer.with_value(|offer| {
            let tried = |charge| Some((edit(till, offer, &request, charge)?, place(till, charge)));
            charges.filter_map(tried).unzip()
        });
        let has_usage =
            request.charge_summary.expected_charges.iter().any(ExpectedCharge::is_usage);
        let is_none = till.choice.with(|choice| choice == NONE);
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        spawn_local(async move {
            let tried = match edits.is_empty() {
                true => Ok(Summary::default()),
                false => till.desk.ask::<Summary>(Request::Try { edits, at: now() }).await,
            };
            if asked.try_get_value() != Some(number) {
                return;
            }
            match tried {
                Ok(summary) => told.set(Some(in_words(&summary, is_none, has_usage))),
                Err(refused) => {
                    told.set(None);
                    till.failure.set(failure(refused, &places));
                }
            }
        });
    });
    told
}

/// Where the acceptance has what a charge is to name.
fn place(till: Till, charge: &ExpectedCharge) -> String {
    match till.choice.get().as_str() {
        KINDS => "/purchaseOrders/fixed".to_owned(),
        EACH => ["/purchaseOrders/charges/", &charge.id].concat(),
        _ => "/purchaseOrders".to_owned(),
    }
}

/// What is wrong with purchase orders, each thing once, as the server would tell it.
fn failure(refused: Refused, places: &[String]) -> Option<Failure> {
    let mut problems: Vec<RefusedProblem> = Vec::new();
    for mut problem in refused.problems {
        let mut parts = problem.pointer.split('/').skip(2);
        let place = parts.next().and_then(|edit| places.get(edit.parse::<usize>().ok()?));
        let (Some(place), Some(key)) = (place, parts.last()) else { continue };
        problem.pointer = [place, "/", key].concat();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    let first = problems.first()?;
    Some(Failure { code: first.code.clone(), detail: first.message.clone(), problems })
}

/// A charge of the quote as one of the contract. Nobody knows what usage will amount to.
fn edit(
    till: Till,
    offer: &Offer,
    request: &AgreementRequest,
    charge: &ExpectedCharge,
) -> Option<Value> {
    let (time, amount) = (charge.time.as_deref()?, charge.amount.as_deref()?);
    let named = till.of_charge(charge);
    let line = named.line().map(str::to_owned);
    let order = Some(named.order()).filter(|order| !order.is_empty());
    Some(json!({ "add": { "charge": {
        "id": charge.id,
        "kind": "fixed",
        "category": "marketplace",
        "cycle": "out-of-cycle",
        "billFrom": offer.bill_from,
        "currency": offer.currency,
        "billingPeriod": time.get(..7)?,
        "amount": amount,
        "agreementId": request.id,
        "time": time,
        "paymentTerms": offer.payment_terms,
        "taxRegistrationNumber": request.tax_registration_number,
        "invoiceUnit": request.invoice_unit,
        "purchaseOrderReference": order,
        "purchaseOrderLine": line,
    } } }))
}

fn in_words(summary: &Summary, is_none: bool, has_usage: bool) -> Vec<String> {
    let mut told = sentences(summary);
    let without = summary.without.1.saturating_sub(summary.without.0);
    if without > 0 {
        told.push(plural(texts::WITHOUT_ONE, texts::WITHOUT_OTHER, without));
    }
    let matched = summary.comes.saturating_sub(without);
    if is_none && matched > 0 {
        told.push(plural(texts::MATCHED_ONE, texts::MATCHED_OTHER, matched));
    }
    if has_usage {
        told.push(texts::USAGE_UNKNOWN.into());
    }
    told
}
