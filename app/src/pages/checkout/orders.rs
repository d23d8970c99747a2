//! The purchase orders of the charges: one for all, one for fixed charges and one for usage, one for
//! each, or none yet, which is an answer as good as the others.

use leptos::prelude::*;

use super::till::{ALL, EACH, FIXED, KINDS, NONE, Till, USAGE};
use crate::engine::sentence;
use crate::format;
use crate::pages::subscription::{Basis, Named, choices, noted, unlisted};
use crate::server::{AgreementRequest, ExpectedCharge, Integrated, Offer};
use crate::text::{Text, checkout as texts, subscriptions as subscription_texts};
use crate::ui::follow::follow;
use crate::ui::{Choice, Choices, Combobox, Field, Icon, icon};

pub(super) fn step(till: Till, request: AgreementRequest) -> AnyView {
    let content = match refusal(till) {
        Some(reason) => {
            till.choice.set(NONE.to_owned());
            view! {
                <p class="subscription-closed">{icon(Icon::Info)} <span>{reason}</span></p>
                <p>{none_text(till).get()}</p>
            }
            .into_any()
        }
        None => open(till, request),
    };
    view! {
        <section class="issued-part checkout-part">
            <h2>{texts::ORDERS.get()}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// Why no purchase order can be named here; none where one can.
fn refusal(till: Till) -> Option<AnyView> {
    if let Some(reason) = till.server.refusal("aws-marketplace:UpdatePurchaseOrders") {
        return Some([texts::MAY_NOT_NAME.get(), " ", &reason].concat().into_any());
    }
    let (is_off, management) = till.server.access.with_untracked(|access| {
        let access = access.as_ref()?;
        Some((!access.is_management() && !access.integration, access.management.name.clone()))
    })?;
    if !is_off {
        return None;
    }
    // The server words it best, for whoever may ask it.
    let may = till.server.refusal("organizations:DescribeOrganization").is_none();
    let path = till.path("/organisation");
    let told = till.server.follow::<Integrated>(move || may.then(|| path.clone()));
    Some(follow(move || {
        let own = || texts::NO_INTEGRATION.with(&[("management", &management)]);
        told.with(|told| match told {
            Some(Ok(told)) => sentence(&told.integration.explanation),
            _ => own(),
        })
    }))
}

fn open(till: Till, request: AgreementRequest) -> AnyView {
    let charges = request.charge_summary.expected_charges;
    let usage = charges.iter().filter(|charge| charge.is_usage()).count();
    let has_both = usage > 0 && usage < charges.len();
    let described = |value: &str, label: Text, description: Text| Choice {
        value: value.to_owned(),
        label: label.into(),
        description: Some(description.into()),
    };
    let all = if charges.len() == 1 { texts::ALL_OF_ONE } else { texts::ALL };
    let mut offered = vec![described(ALL, all, texts::ALL_TEXT)];
    if has_both {
        offered.push(described(KINDS, texts::KINDS, texts::KINDS_TEXT));
    }
    if charges.len() > 1 {
        offered.push(described(EACH, texts::EACH, texts::EACH_TEXT));
    }
    offered.push(described(NONE, texts::NONE, none_text(till)));
    // What was chosen for another quote may not apply to this one.
    if till.choice.with_untracked(|choice| offered.iter().all(|one| one.value != *choice)) {
        till.choice.set(String::new());
    }
    let choose = move |choice: String| {
        till.failure.set(None);
        till.choice.set(choice);
    };
    let charges = StoredValue::new(charges);
    view! {
        <p class="lead">{texts::ORDERS_TEXT.get()}</p>
        {unlisted(till.server)}
        <div class="checkout-cards">
            <Choices
                choices=offered
                value=till.choice
                on_change=choose
                label=texts::ORDERS
            />
        </div>
        {follow(move || {
            charges.with_value(|charges| entries(till, &till.choice.get(), charges))
        })}
    }
    .into_any()
}

/// Where purchase orders are named, as the choice wants it.
fn entries(till: Till, choice: &str, charges: &[ExpectedCharge]) -> Vec<AnyView> {
    let many = |key: &str, at: &str, title: Text, is_usage: Option<bool>| {
        entry(till, key, at, title.into(), first(charges, is_usage))
    };
    match choice {
        ALL => vec![many(ALL, "", texts::FOR_ALL, None)],
        KINDS => vec![
            many(FIXED, "/fixed", texts::FOR_FIXED, Some(false)),
            many(USAGE, "/usage", texts::FOR_USAGE, Some(true)),
        ],
        EACH => charges.iter().map(|charge| each(till, charge)).collect(),
        _ => Vec::new(),
    }
}

/// What becomes of charges that name none: who has no list of findings is led to the subscription.
fn none_text(till: Till) -> Text {
    if till.desk.standing.with_untracked(Option::is_some) {
        texts::NONE_TEXT
    } else {
        texts::NONE_TEXT_MEMBER
    }
}

/// The month in which the first of some charges falls due: all, or those that are usage or are not.
fn first(charges: &[ExpectedCharge], is_usage: Option<bool>) -> Option<String> {
    let meant = charges.iter().filter(|one| is_usage.is_none_or(|is| one.is_usage() == is));
    meant.filter_map(|charge| charge.time.as_deref()?.get(..7)).min().map(str::to_owned)
}

fn each(till: Till, charge: &ExpectedCharge) -> AnyView {
    let when = match &charge.time {
        Some(time) => format::date(time),
        None => texts::EACH_MONTH.into(),
    };
    let title = [&charge.description, " · ", &when].concat();
    let month = charge.time.as_deref().and_then(|time| time.get(..7)).map(str::to_owned);
    let at = ["/charges/", &charge.id].concat();
    entry(till, &charge.id, &at, title, month)
}

/// A purchase order and a line of it. `at` is where the acceptance has them.
fn entry(till: Till, key: &str, at: &str, title: String, month: Option<String>) -> AnyView {
    let error = move |name: &'static str, at: String| {
        let pointer = ["/purchaseOrders", &at, "/", name].concat();
        Signal::derive(move || till.failure.with(|failure| failure.as_ref()?.at(&pointer)))
    };
    let (order_error, line_error) =
        (error("purchaseOrderReference", at.to_owned()), error("purchaseOrderLine", at.to_owned()));
    let named = {
        let key = key.to_owned();
        Signal::derive(move || till.named_for(&key))
    };
    let months = StoredValue::new(month);
    let offered = Signal::derive(move || {
        let month = months.get_value();
        till.offer.with_value(|offer| {
            let basis = basis(offer, month.as_deref());
            till.orders.with(|orders| choices(orders.as_deref().unwrap_or_default(), basis))
        })
    });
    let lines = Signal::derive(move || {
        months.with_value(|month| {
            named.with(|named: &Named| till.lines.choices(named.order(), month.as_deref()))
        })
    });
    let (order_key, line_key) = (key.to_owned(), key.to_owned());
    let notes = follow(move || {
        // What is wrong with a number matters more than what would come of it.
        if order_error.with(Option::is_some) {
            return None;
        }
        let orders = till.orders.get();
        let month = months.get_value();
        till.offer.with_value(|offer| {
            let basis = basis(offer, month.as_deref());
            named.with(|named| noted(till.server, orders.as_deref(), named, basis))
        })
    });
    view! {
        <fieldset class="checkout-entry">
            <legend>{title}</legend>
            <Field label=subscription_texts::COLUMN_ORDER error=order_error>
                <Combobox
                    value=Signal::derive(move || named.with(|named| named.order.clone()))
                    on_change=move |typed: String| {
                        till.enter(&order_key, |named| named.order = typed);
                    }
                    choices=offered
                />
            </Field>
            <Field label=subscription_texts::COLUMN_LINE error=line_error>
                <Combobox
                    value=Signal::derive(move || named.with(|named| named.line.clone()))
                    on_change=move |typed: String| {
                        till.enter(&line_key, |named| named.line = typed);
                    }
                    choices=lines
                    placeholder="1"
                />
            </Field>
            <div class="checkout-notes" role="status">{notes}</div>
        </fieldset>
    }
    .into_any()
}

/// What purchase orders must suit that are named on charges of an offer.
fn basis<'o>(offer: &'o Offer, month: Option<&'o str>) -> Basis<'o> {
    Basis { bill_from: &offer.bill_from, currency: &offer.currency, month }
}
