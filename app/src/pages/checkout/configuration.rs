//! The first step: what is bought, and what invoices are to say. The answer is the quote.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value, json};

use super::till::Till;
use crate::format;
use crate::pages::sign_in::told;
use crate::server::{AgreementRequest, Ask, Dimension, Failure, Offer};
use crate::text::checkout as texts;
use crate::ui::follow::follow;
use crate::ui::{Checkbox, Field, SubmitButton, TextInput};

/// What is typed.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// How much of each dimension, as it is typed.
    quantities: RwSignal<BTreeMap<String, String>>,
    renews: RwSignal<bool>,
    tax_number: RwSignal<String>,
    unit: RwSignal<String>,
    /// Quantities that are no numbers, by dimension.
    wrong: RwSignal<BTreeMap<String, String>>,
    /// Whether the offer itself says that it renews.
    begins: bool,
}

impl Asked {
    /// Nothing is typed, and it goes on as the offer says.
    pub(super) fn of(offer: &Offer) -> Self {
        Self {
            quantities: RwSignal::new(BTreeMap::new()),
            renews: RwSignal::new(offer.renewal.auto),
            tax_number: RwSignal::new(String::new()),
            unit: RwSignal::new(String::new()),
            wrong: RwSignal::new(BTreeMap::new()),
            begins: offer.renewal.auto,
        }
    }

    /// What is typed, to be kept; null where nothing is that an offer does not begin with.
    pub(super) fn written(self) -> Value {
        let quantities = self.quantities.get();
        let typed = |text: String| Some(text).filter(|text| !text.is_empty());
        let (tax_number, unit) = (typed(self.tax_number.get()), typed(self.unit.get()));
        let renews = self.renews.get();
        if quantities.is_empty() && tax_number.is_none() && unit.is_none() && renews == self.begins
        {
            return Value::Null;
        }
        json!({ "quantities": quantities, "renews": renews, "taxNumber": tax_number, "unit": unit })
    }

    /// What was kept is typed again.
    pub(super) fn read(self, kept: &Value) {
        let text =
            |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let quantities = kept.get("quantities").and_then(Value::as_object).into_iter().flatten();
        let quantities = quantities.map(|(key, count)| (key.clone(), text(Some(count))));
        self.quantities.set(quantities.collect());
        if let Some(renews) = kept.get("renews").and_then(Value::as_bool) {
            self.renews.set(renews);
        }
        self.tax_number.set(text(kept.get("taxNumber")));
        self.unit.set(text(kept.get("unit")));
    }

    /// What a request asked for is typed again, to be changed.
    pub(super) fn take(self, request: &AgreementRequest) {
        let quantities = request.configuration.iter();
        let quantities = quantities.map(|(key, count)| (key.clone(), format::digits(*count)));
        self.quantities.try_set(quantities.collect());
        self.renews.try_set(request.auto_renew);
        self.tax_number.try_set(request.tax_registration_number.clone().unwrap_or_default());
        self.unit.try_set(request.invoice_unit.clone().unwrap_or_default());
    }

    /// The request; none where something is wrong with it, which is told then.
    fn body(self, offer: &Offer) -> Option<Value> {
        let mut configuration = Map::new();
        let mut wrong = BTreeMap::new();
        for (key, typed) in self.quantities.get_untracked() {
            match quantity(&typed) {
                Some(0) => {}
                Some(count) => drop(configuration.insert(key, json!(count))),
                None => drop(wrong.insert(key, texts::NO_QUANTITY.with(&[("typed", &typed)]))),
            }
        }
        let is_well = wrong.is_empty();
        self.wrong.set(wrong);
        let said = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        is_well.then(|| {
            json!({
                "intent": "NEW",
                "offer": offer.id,
                "configuration": configuration,
                "autoRenew": offer.duration_months.map(|_| self.renews.get_untracked()),
                "taxRegistrationNumber": said(self.tax_number.get_untracked()),
                "invoiceUnit": said(self.unit.get_untracked()),
            })
        })
    }
}

/// How many somebody typed, with the separators of the language; nothing is none.
fn quantity(typed: &str) -> Option<u32> {
    if typed.trim().is_empty() {
        return Some(0);
    }
    format::parse_amount(typed)?.parse().ok()
}

pub(super) fn step(till: Till) -> AnyView {
    let Asked { renews, tax_number, unit, .. } = till.asked;
    let offer = till.offer.get_value();
    let quantities: Vec<AnyView> = offer
        .terms
        .iter()
        .filter(|term| term.type_ == "configurableUpfront")
        .flat_map(|term| term.dimensions.iter().flatten())
        .map(|dimension| field(till, dimension, &offer.currency))
        .collect();
    let renewal = offer.duration_months.map(|_| {
        view! {
            <Checkbox
                label=texts::RENEWS
                hint=texts::RENEWS_HINT
                checked=renews
                on_change=move |is: bool| renews.set(is)
            />
        }
    });
    let at = move |pointer: &'static str| {
        Signal::derive(move || till.failure.with(|failure| failure.as_ref()?.at(pointer)))
    };
    let lead = if quantities.is_empty() { texts::ASK_TEXT } else { texts::ASK_QUANTITIES };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send(till);
    };
    view! {
        <section class="issued-part checkout-part">
            {super::heading(till, texts::CONFIGURE)}
            <p class="lead">{lead.get()}</p>
            <form class="form" on:submit=submit novalidate=true>
                {quantities}
                {renewal}
                <Field
                    label=texts::TAX_NUMBER
                    hint=texts::TAX_NUMBER_HINT
                    error=at("/taxRegistrationNumber")
                    optional=true
                >
                    <TextInput
                        value=tax_number
                        on_input=move |typed: String| tax_number.set(typed)
                    />
                </Field>
                <Field
                    label=texts::UNIT
                    hint=texts::UNIT_HINT
                    error=at("/invoiceUnit")
                    optional=true
                >
                    <TextInput value=unit on_input=move |typed: String| unit.set(typed) />
                </Field>
                {follow(move || till.failure.get().and_then(rest).map(told))}
                <div class="actions">
                    <SubmitButton
                        label=texts::ASK
                        kind=crate::ui::ButtonKind::Primary
                        busy=till.is_busy
                    />
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// What is told at no field.
fn rest(mut failure: Failure) -> Option<Failure> {
    let at_field = |pointer: &str| {
        pointer.starts_with("/configuration/")
            || matches!(pointer, "/taxRegistrationNumber" | "/invoiceUnit")
    };
    let had_some = !failure.problems.is_empty();
    failure.problems.retain(|problem| !at_field(&problem.pointer));
    (!had_some || !failure.problems.is_empty()).then_some(failure)
}

/// How much of a dimension.
fn field(till: Till, dimension: &Dimension, currency: &str) -> AnyView {
    let Asked { quantities, wrong, .. } = till.asked;
    let key = dimension.key.clone();
    let typed = {
        let key = key.clone();
        Signal::derive(move || {
            quantities.with(|typed| typed.get(&key).cloned().unwrap_or_default())
        })
    };
    let error = {
        let key = key.clone();
        let pointer = ["/configuration/", &key.replace('~', "~0").replace('/', "~1")].concat();
        Signal::derive(move || {
            let own = wrong.with(|wrong| wrong.get(&key).cloned());
            own.or_else(|| till.failure.with(|failure| failure.as_ref()?.at(&pointer)))
        })
    };
    let price = dimension.unit_price.as_deref().unwrap_or_default();
    let hint =
        texts::PRICE_OF_ONE.with(&[("price", &format::amount(price)), ("currency", currency)]);
    view! {
        <Field label=texts::QUANTITY_OF.with(&[("what", dimension.name())]) hint=hint error=error>
            <TextInput
                value=typed
                numeric=true
                on_input=move |text: String| {
                    quantities.update(|typed| drop(typed.insert(key.clone(), text)));
                }
            />
        </Field>
    }
    .into_any()
}

/// Asks for the quote.
fn send(till: Till) {
    if till.is_busy.get_untracked() {
        return;
    }
    let Some(body) = till.offer.with_value(|offer| till.asked.body(offer)) else { return };
    let path = till.path("/agreement-requests");
    till.is_busy.set(true);
    till.failure.set(None);
    spawn_local(async move {
        let made = till.server.ask::<AgreementRequest>(&Ask::post(path, &body).once()).await;
        till.is_busy.try_set(false);
        match made {
            Ok(request) => {
                till.is_resumed.try_set(false);
                till.is_stepping.try_set(true);
                till.request.try_set(Some(request));
                till.server.ask_again();
            }
            Err(failure) => drop(till.failure.try_set(Some(failure))),
        }
    });
}
