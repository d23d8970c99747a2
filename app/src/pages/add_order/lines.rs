//! The lines of a purchase order that is being added.

use leptos::prelude::*;
use serde_json::Value;

use super::{Adding, paste, quick};
use crate::format;
use crate::pages::order_form::{Form, Part, line_fields, new_line, next_number, text_at};
use crate::text::{add_order as texts, orders as order_texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Icon};

/// The list that lines are rows of.
pub(super) const LINES: &str = "lineItems";

pub(super) fn lines(adding: Adding) -> AnyView {
    let form = adding.form;
    let count = form.count(LINES);
    let list = view! {
        <div class="order-lines">
            <For
                each=move || 0..count.get()
                key=|place| *place
                children=move |place| line(form, place)
            />
        </div>
        {follow(move || (count.get() == 0).then(|| view! { <p>{texts::NO_LINES.get()}</p> }))}
        <div class="actions">
            <Button label=order_texts::ADD_LINE icon=Icon::Plus on_click=move || add(form) />
        </div>
    }
    .into_any();
    view! {
        <p class="lead">{texts::LINES_TEXT.get()}</p>
        {form.summary(&[Part::Lines], adding.way())}
        <details class="details wizard-quick">
            <summary>{texts::QUICK.get()}</summary>
            {quick::quick(form)}
        </details>
        <details class="details wizard-quick">
            <summary>{texts::PASTE.get()}</summary>
            {paste::paste(form)}
        </details>
        {form.group(order_texts::LINES, None, "/lineItems", list)}
        {form.warnings(Some(Part::Lines))}
    }
    .into_any()
}

fn line(form: Form, place: usize) -> AnyView {
    let number = form.text(crate::pages::order_form::at(LINES, place, "number"));
    let title = Signal::derive(move || texts::LINE.with(&[("line", &number.get())]));
    let copy_label = Signal::derive(move || texts::COPY_LINE.with(&[("line", &number.get())]));
    let remove_label = Signal::derive(move || texts::REMOVE_LINE.with(&[("line", &number.get())]));
    view! {
        <section class="card order-line" role="group" aria-label=title>
            <div class="line-head">
                <h3 class="card-title">{title}</h3>
                <div class="actions">
                    <Button
                        label=copy_label
                        kind=ButtonKind::Quiet
                        icon=Icon::Document
                        on_click=move || copy(form, place)
                    />
                    <Button
                        label=remove_label
                        kind=ButtonKind::Quiet
                        icon=Icon::Trash
                        on_click=move || form.remove_row(LINES, place)
                    />
                </div>
            </div>
            {line_fields(form, place, true)}
        </section>
    }
    .into_any()
}

fn add(form: Form) {
    let (first, last) = months(form);
    form.change_rows(LINES, |lines| {
        let line = new_line(&next_number(lines), &kind_of(lines), &first, &last);
        lines.push(line);
    });
}

fn copy(form: Form, place: usize) {
    form.change_rows(LINES, |lines| {
        let Some(mut line) = lines.get(place).cloned() else { return };
        line["number"] = next_number(lines).into();
        lines.push(line);
    });
}

/// From when to when the purchase order is meant.
pub(super) fn months(form: Form) -> (String, String) {
    form.typed.with_untracked(|typed| {
        let month = |pointer| text_at(typed, pointer).to_owned();
        (month("/effectiveMonth"), month("/expirationMonth"))
    })
}

/// The type of the last line: one more is mostly of the same.
fn kind_of(lines: &[Value]) -> String {
    lines.last().map_or_else(|| "all".to_owned(), |line| text_at(line, "/type").to_owned())
}

/// Puts lines in, in place of those in which no amount is typed.
pub(super) fn put(form: Form, new: Vec<Value>) {
    form.forget_below("/lineItems");
    form.change_rows(LINES, |lines| {
        lines.retain(|line| !text_at(line, "/amount").is_empty());
        for mut line in new {
            let is_taken = |own: &Value| text_at(own, "/number") == text_at(&line, "/number");
            if text_at(&line, "/number").is_empty() || lines.iter().any(is_taken) {
                line["number"] = next_number(lines).into();
            }
            lines.push(line);
        }
    });
}

/// What was put in, in words.
pub(super) fn told(count: usize) -> String {
    let text = if count == 1 { texts::PUT_ONE } else { texts::PUT_OTHER };
    text.with(&[("count", &format::number(count))])
}
