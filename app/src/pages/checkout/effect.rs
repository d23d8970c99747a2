//! What the quote would do to the coming invoices with the purchase orders that are chosen. Where the
//! session has the invoices, its charges are tried there; elsewhere the server is asked, which tells
//! what the caller may see of it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Refused, RefusedProblem, Request, Summary};
use serde_json::{Value, json};

use super::choice::{choice, names_some};
use super::till::{EACH, KINDS, NONE, Till};
use crate::desk::now;
use crate::pages::offers::request_path;
use crate::pages::sentences;
use crate::pages::subscription::change;
use crate::server::{
    AgreementRequest, Ask, ExpectedCharge, Failure, Offer, PreviewedNaming, pause,
};
use crate::text::{checkout as texts, plural, subscriptions as subscription_texts};
use crate::ui::follow::watch;

/// Whoever types is not asked after for so long.
const TYPING: Duration = Duration::from_millis(400);

/// The sentences, asked for again whenever something else is chosen. None where nobody can tell.
pub(super) fn follow_effect(till: Till) -> RwSignal<Option<Vec<String>>> {
    let told = RwSignal::new(None);
    let asked = StoredValue::new(0_u32);
    watch(move || {
        till.desk.revision.track();
        till.seen.set_value(None);
        let Some(request) = till.request.get() else { return told.set(None) };
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        let is_current = move || asked.try_get_value() == Some(number);
        if till.choice.with(String::is_empty) {
            return told.set(None);
        }
        if till.desk.standing.with_untracked(Option::is_none) {
            return ask_server(till, &request.id, told, is_current);
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
        spawn_local(async move {
            let tried = match edits.is_empty() {
                true => Ok(Summary::default()),
                false => till.desk.ask::<Summary>(Request::Try { edits, at: now() }).await,
            };
            if !is_current() {
                return;
            }
            match tried {
                Ok(summary) => told.set(Some(in_words(&summary, is_none, has_usage))),
                Err(refused) => {
                    told.set(None);
                    // A try that could not be made tells of no field, and takes nothing back.
                    if let Some(failure) = failure(refused, &places) {
                        till.failure.set(Some(failure));
                    }
                }
            }
        });
    });
    told
}

/// Asks the server what the purchase orders would move; nothing where none is named.
fn ask_server(
    till: Till,
    request: &str,
    told: RwSignal<Option<Vec<String>>>,
    is_current: impl Fn() -> bool + 'static,
) {
    told.set(None);
    if !names_some(till) {
        return;
    }
    let path = till.account.with_value(|account| request_path(account, request));
    let body = json!({ "purchaseOrders": choice(till) });
    spawn_local(async move {
        pause(TYPING).await;
        if !is_current() {
            return;
        }
        let ask = Ask::post([&path, "/acceptance?preview=true"].concat(), &body).once();
        let tried = till.server.ask::<PreviewedNaming>(&ask).await;
        if !is_current() {
            return;
        }
        match tried {
            Ok(previewed) => {
                till.seen.set_value(Some(previewed.digest));
                let mut moved = change::told(&previewed.change);
                if moved.is_empty() {
                    moved.push(subscription_texts::MOVES_NOTHING.into());
                }
                told.set(Some(moved));
            }
            // As above.
            Err(failure) if failure.problems.is_empty() => {
                till.failure.update(|told| *told = told.take().or(Some(failure)));
            }
            Err(failure) => till.failure.set(Some(failure)),
        }
    });
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
