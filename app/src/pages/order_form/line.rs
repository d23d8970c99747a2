//! The fields of a line.

use leptos::prelude::*;
use outlook::api::DraftedLine;
use serde_json::Value;

use super::rows::at;
use super::{Form, may, needed};
use crate::format;
use crate::text::{add_order as texts, orders as order_texts};
use crate::ui::follow::memo;
use crate::ui::{Checkbox, Choice, MoneyInput, Select, TextInput};
use crate::words;

/// The list that lines are rows of.
const LINES: &str = "lineItems";

/// The fields of the line at a place. The number is one of them only while there is no such line.
pub(in crate::pages) fn line_fields(form: Form, place: usize, with_number: bool) -> AnyView {
    let pointer = move |key: &str| at(LINES, place, key);
    let number = with_number.then(|| {
        let number = form.text_field(needed(order_texts::FIELD_NUMBER), pointer("number"), false);
        view! { <div class="order-number">{number}</div> }
    });
    view! {
        <div class="order-line-fields">
            {number}
            <div class="order-type">{kind(form, pointer("type"))}</div>
            {form.month_field(needed(order_texts::FIELD_START), pointer("startMonth"))}
            {form.month_field(needed(order_texts::FIELD_END), pointer("endMonth"))}
            {amount(form, pointer("amount"))}
            <div class="order-number">
                {form.text_field(needed(order_texts::FIELD_QUANTITY), pointer("quantity"), true)}
            </div>
            {tax(form, place)}
        </div>
        <div class="line-head">
            {tracking(form, pointer("balanceTracking"))}
            {value(form, place)}
        </div>
        <div class="form-row">
            {form.text_field(may(order_texts::FIELD_DESCRIPTION), pointer("description"), false)}
            {form.text_field(may(order_texts::FIELD_COST_CENTER), pointer("costCenter"), false)}
        </div>
    }
    .into_any()
}

fn kind(form: Form, pointer: String) -> AnyView {
    let kind = form.text(pointer.clone());
    let hint = move || {
        let kind = kind.get();
        words::line_types().into_iter().find(|(word, _, _)| *word == kind).map(|(_, _, hint)| hint)
    };
    let field = form.field(needed(order_texts::FIELD_TYPE), pointer.clone(), move || {
        let types: Vec<Choice> = words::line_types()
            .into_iter()
            .map(|(word, name, _)| Choice::new(word, name))
            .collect();
        view! {
            <Select
                choices=types
                value=kind
                on_change=move |kind: String| form.set(&pointer, kind)
            />
        }
        .into_any()
    });
    view! {
        {field}
        <p class="hint" role="status">{hint}</p>
    }
    .into_any()
}

fn amount(form: Form, pointer: String) -> AnyView {
    let about = needed(order_texts::FIELD_AMOUNT);
    form.field(about, pointer.clone(), move || {
        let value = form.text(pointer.clone());
        let currency = form.text("/currency");
        view! {
            <MoneyInput
                value=value
                currency=currency
                on_change=move |typed: String| form.set(&pointer, typed)
            />
        }
        .into_any()
    })
}

/// A tax in per cent of what the line is worth, or an amount.
fn tax(form: Form, place: usize) -> AnyView {
    let pointer = at(LINES, place, "tax");
    let kind_at = at(LINES, place, "taxType");
    form.field(may(texts::TAX), pointer.clone(), move || {
        let value = form.text(pointer.clone());
        let kind = form.text(kind_at.clone());
        let currency = form.text("/currency");
        let choices = memo(move || {
            vec![
                Choice::new("percent", texts::TAX_PERCENT),
                Choice::new("absolute", texts::TAX_ABSOLUTE.with(&[("currency", &currency.get())])),
            ]
        });
        view! {
            <div class="order-tax">
                <TextInput
                    value=value
                    on_input=move |typed: String| form.set(&pointer, typed)
                    numeric=true
                />
                <Select
                    label=texts::TAX_KIND
                    choices=choices
                    value=kind
                    on_change=move |kind: String| form.set(&kind_at, kind)
                />
            </div>
        }
        .into_any()
    })
}

fn tracking(form: Form, pointer: String) -> AnyView {
    let at = pointer.clone();
    let is_tracked = memo(move || {
        form.typed.with(|typed| typed.pointer(&at).and_then(Value::as_bool) == Some(true))
    });
    view! {
        <Checkbox
            label=order_texts::FIELD_TRACKING
            checked=is_tracked
            on_change=move |is_tracked: bool| form.set(&pointer, is_tracked)
            hint=order_texts::FIELD_TRACKING_HINT
        />
    }
    .into_any()
}

/// What the line is worth, as the engine works it out.
fn value(form: Form, place: usize) -> AnyView {
    let value = move || {
        let value = form.drafted.with(|drafted| {
            let lines = drafted.iter().flat_map(|drafted| &drafted.lines);
            let mut here = lines.filter(|line: &&DraftedLine| line.place == place);
            here.next().map(|line| line.value.clone())
        });
        let currency = form.text("/currency").get();
        value.map_or_else(|| "–".to_owned(), |value| format::money(&value, &currency))
    };
    view! {
        <div class="order-value">
            <span class="field-label">{texts::VALUE.get()}</span>
            <output class="order-value-money">{value}</output>
        </div>
    }
    .into_any()
}
