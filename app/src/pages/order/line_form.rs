//! The form of a line: a new one, or one that is edited.

use billing_files::document::{LineItem, PurchaseOrder};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::form::differences;
use super::window;
use crate::desk::Desk;
use crate::pages::Proposal;
use crate::pages::order_form::{
    Form, Part, line_document, line_fields, new_line, next_number, of_document, rows_of,
};
use crate::text::orders as texts;

pub(super) fn edit_line(is_open: RwSignal<bool>, order: PurchaseOrder, line: LineItem) -> AnyView {
    let title = texts::EDIT_LINE.with(&[("line", &line.number)]);
    window(is_open, title, move |is_open| {
        let Some(place) = order.line_items.iter().position(|own| own.number == line.number) else {
            return ().into_any();
        };
        let typed = of_document(&order);
        let was = line_at(&typed, place);
        let (id, number) = (order.id.clone(), line.number.clone());
        let edits = move |typed: &Value| match differences(&was, &line_at(typed, place)) {
            to if to.is_empty() => Vec::new(),
            to => {
                vec![json!({ "set": { "purchaseOrder": id, "lineItem": number }, "to": to })]
            }
        };
        shown(Form::new(Desk::expect(), typed, edits), place, is_open, false)
    })
}

pub(super) fn add_line(is_open: RwSignal<bool>, order: PurchaseOrder) -> AnyView {
    window(is_open, texts::ADD_LINE.into(), move |is_open| {
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
        shown(Form::new(Desk::expect(), typed, edits), place, is_open, true)
    })
}

/// The contract's line item at a place.
fn line_at(typed: &Value, place: usize) -> Value {
    rows_of(typed, "lineItems").get(place).map(line_document).unwrap_or_default()
}

fn shown(form: Form, place: usize, is_open: RwSignal<bool>, is_new: bool) -> AnyView {
    let label = if is_new { texts::ADD_LINE } else { crate::text::changes::APPLY };
    view! {
        <div class="form">
            {line_fields(form, place, is_new)}
            {form.warnings(Some(Part::Lines))}
            <Proposal
                edits=Signal::derive(move || form.edits())
                label=label
                on_applied=move || {
                    is_open.try_set(false);
                }
            />
        </div>
    }
    .into_any()
}
