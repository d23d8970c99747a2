//! The charges of an invoice that is not issued yet: which purchase order they name, and how much
//! an estimate amounts to.

use crate::ui::follow::follow;
use billing_files::document::Charge;
use leptos::prelude::*;
use outlook::api::{Explained, OrderRow, Request};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::pages::Proposal;
use crate::pages::order::only_tried;
use crate::text::{plural, why as texts};
use crate::ui::{Button, Choice, Combobox, Field, Icon, MoneyInput, TextInput};
use crate::{format, words};

/// Charges that are listed one by one.
const SHOWN: usize = 30;

pub(super) fn charges(explained: &Explained) -> Option<AnyView> {
    if explained.charges.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = explained.charges.iter().take(SHOWN).cloned().map(charge).collect();
    let more = explained.charges.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| plural(texts::CHARGES_MORE_ONE, texts::CHARGES_MORE_OTHER, more));
    Some(
        view! {
            <section>
                <h3>{texts::CHARGES.get()}</h3>
                <ul class="bare-list charges">{items}</ul>
                {more}
            </section>
        }
        .into_any(),
    )
}

fn charge(charge: Charge) -> AnyView {
    let is_open = RwSignal::new(false);
    let is_estimate = charge.id.starts_with("estimate:");
    let name = if is_estimate {
        let what = charge.agreement_id.as_deref().map(words::agreement);
        let what = what.unwrap_or_else(|| words::category(charge.category.as_str()));
        crate::text::words::ESTIMATE_OF.with(&[("what", &what)])
    } else {
        charge.id.clone()
    };
    let amount = format::money(&charge.amount, &charge.currency);
    let reference = charge.purchase_order_reference.clone();
    let form = charge.clone();
    view! {
        <li class="charge">
            <div class="charge-head">
                <span class="charge-name">{name}</span>
                <span class="figures">{amount}</span>
            </div>
            <div class="charge-head">
                <span class="hint">{reference}</span>
                <Button
                    label=texts::EDIT_CHARGE
                    icon=Icon::Edit
                    on_click=move || is_open.update(|open| *open = !*open)
                />
            </div>
            {follow(move || is_open.get().then(|| editor(&form)))}
        </li>
    }
    .into_any()
}

fn editor(charge: &Charge) -> AnyView {
    let desk = Desk::expect();
    let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
    let currency = charge.currency.clone();
    let choices = Signal::derive(move || {
        let orders = orders.get().unwrap_or_default();
        let fitting = orders.into_iter().filter(|order| order.currency == currency);
        let choice = |order: OrderRow| {
            let left = order.balance.map(|left| format::money(&left, &order.currency));
            let (_, status) = words::status(&order.status, order.created);
            let parts = [Some(order.id.as_str()), Some(status.as_str()), left.as_deref()];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            Choice::new(&*order.id, parts.join(" · "))
        };
        fitting.map(choice).collect::<Vec<_>>()
    });
    let was = charge.clone();
    let reference = RwSignal::new(was.purchase_order_reference.clone().unwrap_or_default());
    let line = RwSignal::new(was.purchase_order_line.clone().unwrap_or_default());
    let amount = RwSignal::new(was.amount.clone());
    let is_estimate = was.id.starts_with("estimate:");
    let edits = Signal::derive(move || {
        let mut to = serde_json::Map::new();
        let mut note = |key: &str, typed: String, was: &Option<String>| {
            let typed = Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
            if typed != *was {
                to.insert(key.to_owned(), typed.map_or(Value::Null, Value::String));
            }
        };
        note("purchaseOrderReference", reference.get(), &was.purchase_order_reference);
        note("purchaseOrderLine", line.get(), &was.purchase_order_line);
        note("amount", amount.get(), &Some(was.amount.clone()));
        if to.is_empty() {
            return Vec::new();
        }
        vec![json!({ "set": { "charge": was.id }, "to": to })]
    });
    let own_amount = is_estimate.then(|| {
        let month = format::month_long(&charge.billing_period);
        let ours = format::money(&charge.amount, &charge.currency);
        let currency = Signal::stored(charge.currency.clone());
        view! {
            <Field
                label=texts::ESTIMATE.with(&[("month", &month)])
                hint=texts::ESTIMATE_HINT.with(&[("amount", &ours)])
            >
                <MoneyInput
                    value=amount
                    currency=currency
                    on_change=move |typed: String| amount.set(typed)
                />
            </Field>
        }
    });
    view! {
        <div class="form charge-form">
            {only_tried("aws-marketplace:UpdatePurchaseOrders")}
            {own_amount}
            <Field label=texts::REFERENCE hint=texts::REFERENCE_HINT optional=true>
                <Combobox
                    value=reference
                    on_change=move |typed: String| reference.set(typed)
                    choices=choices
                />
            </Field>
            <Field label=texts::REFERENCE_LINE optional=true>
                <TextInput value=line on_input=move |typed: String| line.set(typed) />
            </Field>
            <Proposal edits=edits />
        </div>
    }
    .into_any()
}
