//! The last step: the offer is accepted, with the purchase orders that were chosen.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::choice::choice;
use super::effect::follow_effect;
use super::kept;
use super::till::{ALL, EACH, FIXED, KINDS, NONE, Till, USAGE};
use crate::page::{Address, Page};
use crate::pages::offers::request_path;
use crate::pages::proposal;
use crate::pages::sign_in::told;
use crate::server::{Accepted, Ask, ExpectedCharge, Failure};
use crate::text::checkout as texts;
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Flashes, Kind};
use crate::words;

pub(super) fn bar(till: Till) -> AnyView {
    let address = Address::here();
    let flashes = Flashes::expect();
    let may_not = till.server.refusal("aws-marketplace:AcceptAgreementRequest");
    let reason = may_not.clone();
    let cannot = Signal::derive(move || {
        may_not.clone().or_else(|| missing(till).map(|text| text.get().to_owned()))
    });
    let effect = follow_effect(till);
    let accept = move || send(till, address, flashes);
    view! {
        <section class="issued-part checkout-part" aria-label=texts::ACCEPT.get()>
            <div role="status">
                {follow(move || effect.get().filter(|lines| !lines.is_empty()).map(|lines| {
                    proposal::told("changes", texts::EFFECT.get(), lines)
                }))}
            </div>
            {reason.map(|reason| view! { <p class="subscription-closed">{reason}</p> })}
            {follow(move || till.failure.get().and_then(rest).map(told))}
            <div class="actions">
                <Button
                    label=texts::ACCEPT
                    kind=ButtonKind::Primary
                    on_click=accept
                    busy=till.is_busy
                    disabled=cannot
                />
                <span class="hint">{texts::ACCEPT_HINT.get()}</span>
            </div>
        </section>
    }
    .into_any()
}

/// What is still to be said; none where it can be accepted.
fn missing(till: Till) -> Option<crate::text::Text> {
    let is_named = |key: &str| !till.named_for(key).order().is_empty();
    match till.choice.get().as_str() {
        NONE => None,
        ALL => (!is_named(ALL)).then_some(texts::MISSING_ORDER),
        KINDS => (!is_named(FIXED) && !is_named(USAGE)).then_some(texts::MISSING_ORDER),
        EACH => {
            let has_one = till.charges().iter().any(|charge| is_named(&charge.id));
            (!has_one).then_some(texts::MISSING_ORDER)
        }
        _ => Some(texts::MISSING_CHOICE),
    }
}

fn is_at_field(pointer: &str) -> bool {
    ["/purchaseOrderReference", "/purchaseOrderLine"].iter().any(|end| pointer.ends_with(end))
}

/// What is told at fields.
fn at_fields(mut failure: Failure) -> Option<Failure> {
    failure.problems.retain(|problem| is_at_field(&problem.pointer));
    (!failure.problems.is_empty()).then_some(failure)
}

/// What is told at no field.
fn rest(mut failure: Failure) -> Option<Failure> {
    let had_some = !failure.problems.is_empty();
    failure.problems.retain(|problem| !is_at_field(&problem.pointer));
    (!had_some || !failure.problems.is_empty()).then_some(failure)
}

fn send(till: Till, address: Address, flashes: Flashes) {
    let Some(request) = till.request.get_untracked() else { return };
    let account = till.account.get_value();
    let mut path = [&request_path(&account, &request.id), "/acceptance"].concat();
    if let Some(seen) = till.seen.get_value() {
        path.extend(["?seen=", &seen]);
    }
    let chosen = untrack(|| choice(till));
    let body = json!({ "purchaseOrders": chosen });
    let charges = till.charges();
    let bare: Vec<bool> = untrack(|| {
        let bare = charges.iter().filter(|charge| till.of_charge(charge).order().is_empty());
        bare.map(ExpectedCharge::is_usage).collect()
    });
    let (server, desk) = (till.server, till.desk);
    let product = till.offer.with_value(|offer| offer.product.name.clone());
    let key = till.key.get_value();
    // What is told at fields stays until the answer is there: it may be told again.
    till.is_busy.set(true);
    till.failure.update(|told| *told = told.take().and_then(at_fields));
    spawn_local(async move {
        let accepted = server.ask::<Accepted>(&Ask::post(path, &body).once()).await;
        let accepted = match accepted {
            Ok(accepted) => accepted,
            Err(failure) => {
                // Who has left the page is told nothing.
                if till.is_busy.try_set(false).is_some() {
                    return;
                }
                // What it would move now is asked for, and told.
                if failure.code == "PREVIEW_CHANGED" {
                    desk.revision.update(|revision| *revision = revision.wrapping_add(1));
                }
                // Fields that were changed since were not what is told of them.
                let is_same = untrack(|| choice(till)) == chosen;
                let told = if is_same { Some(failure) } else { rest(failure) };
                if told.is_some() {
                    till.failure.set(told);
                }
                return;
            }
        };
        till.is_done.try_set(true);
        till.failure.try_set(None);
        kept::forget(&key);
        words::name_agreement(accepted.agreement.id.clone(), product.clone());
        // What wants to be done is another now.
        let has_invoices = desk.standing.with_untracked(Option::is_some);
        let is_known = has_invoices && desk.refresh(server, &account, false).await.is_ok();
        if !is_known {
            server.ask_again();
        }
        till.is_busy.try_set(false);
        flashes.clear();
        // The list of findings tells of what is agreed, not of usage.
        let (page, text) = if is_known && bare.contains(&false) {
            (Page::ToDo, texts::ACCEPTED_TO_DO)
        } else {
            let text = if bare.is_empty() { texts::ACCEPTED } else { texts::ACCEPTED_BARE };
            (Page::Subscription(accepted.agreement.id), text)
        };
        flashes.push(Kind::Good, text.with(&[("product", &product)]));
        address.go_to(&page);
    });
}
