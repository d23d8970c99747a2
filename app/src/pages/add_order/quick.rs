//! Many lines at once: one for each month, each quarter, or the whole time.

use leptos::prelude::*;

use super::like::{later, months_of};
use super::lines::{months, put, told};
use crate::pages::order_form::{Form, new_line};
use crate::text::add_order as texts;
use crate::ui::{Button, Choice, Field, Live, MoneyInput, Select};
use crate::words;

/// The most lines that are put in at once: a time that is typed wrong may be long.
const MOST: usize = 240;

pub(super) fn quick(form: Form) -> AnyView {
    let amount = RwSignal::new(String::new());
    let kind = RwSignal::new("all".to_owned());
    let done = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let fill = move |length: Option<i32>| {
        if amount.with_untracked(String::is_empty) {
            error.set(Some(texts::QUICK_NO_AMOUNT.into()));
            return;
        }
        error.set(None);
        let (first, last) = months(form);
        let spans = spans(&first, &last, length);
        let count = spans.len();
        let lines = spans.into_iter().map(|(start, end)| {
            let mut line = new_line("", &kind.get_untracked(), &start, &end);
            line["amount"] = amount.get_untracked().into();
            line
        });
        put(form, lines.collect());
        done.set(told(count));
    };
    let types: Vec<Choice> =
        words::line_types().into_iter().map(|(word, name, _)| Choice::new(word, name)).collect();
    view! {
        <div class="form">
            <p class="hint">{texts::QUICK_TEXT.get()}</p>
            <div class="form-row">
                <Field label=texts::QUICK_AMOUNT hint=texts::QUICK_AMOUNT_HINT error=error>
                    <MoneyInput
                        value=amount
                        currency=form.text("/currency")
                        on_change=move |typed: String| amount.set(typed)
                    />
                </Field>
                <Field label=texts::QUICK_TYPE hint=texts::QUICK_TYPE_HINT>
                    <Select
                        choices=types
                        value=kind
                        on_change=move |chosen: String| kind.set(chosen)
                    />
                </Field>
            </div>
            <div class="actions">
                <Button label=texts::QUICK_MONTHS on_click=move || fill(Some(1)) />
                <Button label=texts::QUICK_QUARTERS on_click=move || fill(Some(3)) />
                <Button label=texts::QUICK_WHOLE on_click=move || fill(None) />
            </div>
            <p class="hint" aria-hidden="true">{done}</p>
            <Live text=done />
        </div>
    }
    .into_any()
}

/// Spans of so many months, the last perhaps shorter; one for the whole time where nobody says.
fn spans(first: &str, last: &str, length: Option<i32>) -> Vec<(String, String)> {
    let whole = months_of(first, last);
    let length = length.unwrap_or(whole).max(1);
    let start = |number: i32| later(first, number.saturating_mul(length));
    let mut spans = Vec::new();
    let mut number = 0;
    while number * length < whole && spans.len() < MOST {
        let end = later(first, ((number + 1) * length - 1).min(whole - 1));
        spans.push((start(number), end));
        number += 1;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_cut_into_months_quarters_or_taken_whole() {
        let of = |length| {
            let spans = spans("2026-11", "2027-06", length);
            spans.into_iter().map(|(start, end)| format!("{start}..{end}")).collect::<Vec<_>>()
        };
        assert_eq!(of(Some(3)), ["2026-11..2027-01", "2027-02..2027-04", "2027-05..2027-06"]);
        assert_eq!(of(None), ["2026-11..2027-06"]);
        assert_eq!(of(Some(1)).len(), 8);
        assert_eq!(of(Some(1))[7], "2027-06..2027-06");
    }
}
