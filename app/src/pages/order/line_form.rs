//! The form of a line: a new one, or one that is edited.

use billing_files::document::PurchaseOrder;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::meanwhile::Base;
use super::proposed::Proposed;
use super::{Sheet, window};
use crate::desk::Desk;
use crate::pages::Proposal;
use crate::pages::order_form::{
    Form, Part, line_document, line_fields, needed, new_line, next_number, of_document, rows_of,
    text_at,
};
use crate::text::orders as texts;

pub(super) fn edit_line(
    sheet: Sheet,
    is_open: RwSignal<bool>,
    order: PurchaseOrder,
    proposed: Proposed,
) -> AnyView {
    let title = texts::EDIT_LINE.with(&[("line", &proposed.number)]);
    window(is_open, title, false, move |is_open| {
        let number = proposed.number.clone();
        let Some(place) = order.line_items.iter().position(|own| own.number == number) else {
            return ().into_any();
        };
        let begun = of_document(&order);
        let known = number.clone();
        // The line by its number, at the place that it has in the form.
        let shape = move |order: &PurchaseOrder| {
            let mut shape = begun.clone();
            let own = order.line_items.iter().position(|own| own.number == known);
            let own = own.and_then(|own| rows_of(&of_document(order), LINES).get(own).cloned());
            if let (Some(own), Some(line)) = (own, shape.pointer_mut(&line_pointer(place))) {
                *line = own;
            }
            shape
        };
        let base =
            Base::new(sheet.order(), &order, shape, move |typed: &Value| line_at(typed, place));
        let (id, expires) = (order.id.clone(), order.expiration_month.clone());
        let edits = move |typed: &Value| {
            let mut edits = Vec::new();
            // A line cannot outlast its purchase order: that lasts longer first.
            let until = text_at(typed, EXPIRATION);
            if until != expires {
                let to = json!({ "expirationMonth": until });
                edits.push(json!({ "set": { "purchaseOrder": id }, "to": to }));
            }
            let to = base.to(&line_at(typed, place));
            if !to.is_empty() {
                let line = json!({ "purchaseOrder": id, "lineItem": number });
                edits.push(json!({ "set": line, "to": to }));
            }
            edits
        };
        let form = Form::new(Desk::expect(), with_proposed(&order, place, &proposed), edits);
        let expiration = proposed.expiration.is_some().then(|| {
            let about = needed(texts::FIELD_EXPIRATION).hint(texts::FIELD_EXPIRATION_HINT);
            form.month_field(about, EXPIRATION.to_owned())
        });
        shown(form, place, is_open, Some(base), expiration)
    })
}

/// What the form begins with: the purchase order as it is, and what is proposed for a line of it.
fn with_proposed(order: &PurchaseOrder, place: usize, proposed: &Proposed) -> Value {
    let mut typed = of_document(order);
    if let Some(until) = &proposed.expiration {
        typed["expirationMonth"] = until.clone().into();
    }
    if let Some(line) = typed.pointer_mut(&line_pointer(place)) {
        for (key, value) in &proposed.line {
            line[key] = value.clone();
        }
    }
    typed
}

pub(super) fn add_line(is_open: RwSignal<bool>, order: PurchaseOrder) -> AnyView {
    window(is_open, texts::ADD_LINE.into(), false, move |is_open| {
        let mut typed = of_document(&order);
        let lines = rows_of(&typed, "lineItems");
        let (place, number) = (lines.len(), next_number(lines));
        let (start, end) = (&order.effective_month, &order.expiration_month);
        let line = new_line(&number, "marketplace-blanket-usage", start, end);
        if let Some(lines) = typed["lineItems"].as_array_mut() {
            lines.push(line);
        }
        let id = order.id.clone();
        let edits = move |typed: &Value| {
            let line = line_at(typed, place);
            // Nobody has to be told that an amount is missing before they could type it.
            match line.get("amount") {
                None => Vec::new(),
                Some(_) => vec![json!({ "add": { "lineItem": line, "purchaseOrder": id } })],
            }
        };
        shown(Form::new(Desk::expect(), typed, edits), place, is_open, None, None)
    })
}

const LINES: &str = "lineItems";
const EXPIRATION: &str = "/expirationMonth";

/// The contract's line item at a place.
fn line_at(typed: &Value, place: usize) -> Value {
    rows_of(typed, LINES).get(place).map(line_document).unwrap_or_default()
}

fn line_pointer(place: usize) -> String {
    ["/", LINES, "/", &crate::format::digits(place)].concat()
}

/// The form of a line, below what has to be said first; one that is there has what others may change
/// meanwhile.
fn shown(
    form: Form,
    place: usize,
    is_open: RwSignal<bool>,
    base: Option<Base>,
    above: Option<AnyView>,
) -> AnyView {
    let is_new = base.is_none();
    let label = if is_new { texts::ADD_LINE } else { crate::text::changes::APPLY };
    let mine = Signal::derive(move || form.typed.with(|typed| line_at(typed, place)));
    let held = base.map_or_else(|| Signal::stored(None), |base| base.held(mine));
    view! {
        <div class="form">
            {above}
            {line_fields(form, place, is_new)}
            {form.warnings(Some(Part::Lines))}
            {base.map(|base| base.part(form, mine, line_pointer(place)))}
            <Proposal
                edits=Signal::derive(move || form.edits())
                label=label
                held=held
                on_applied=move || {
                    is_open.try_set(false);
                }
            />
        </div>
    }
    .into_any()
}
