//! The form of a line: a new one, or one that is edited.

use billing_files::document::{LineItem, PurchaseOrder, Tax, TaxType};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::window;
use crate::pages::Proposal;
use crate::text::orders as texts;
use crate::ui::{Checkbox, Choice, Field, MoneyInput, MonthInput, Select, TextInput};
use crate::words;

/// What is typed into the form of a line.
#[derive(Clone, Copy)]
pub(super) struct LineDraft {
    number: RwSignal<String>,
    kind: RwSignal<String>,
    start: RwSignal<String>,
    end: RwSignal<String>,
    amount: RwSignal<String>,
    quantity: RwSignal<String>,
    tax: RwSignal<String>,
    is_tracked: RwSignal<bool>,
    cost_center: RwSignal<String>,
    description: RwSignal<String>,
    /// A tax that is an amount, which the form does not show.
    absolute_tax: StoredValue<Option<Tax>>,
}

impl LineDraft {
    pub(super) fn new(number: &str, kind: &str, start: &str, end: &str) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            number: text(number),
            kind: text(kind),
            start: text(start),
            end: text(end),
            amount: text("10000.00"),
            quantity: text("1"),
            tax: text(""),
            is_tracked: RwSignal::new(true),
            cost_center: text(""),
            description: text(""),
            absolute_tax: StoredValue::new(None),
        }
    }

    fn of(line: &LineItem) -> Self {
        let draft = Self::new(&line.number, line.kind.as_str(), &line.start_month, &line.end_month);
        draft.amount.set(line.amount.clone());
        draft.quantity.set(line.quantity.clone());
        draft.is_tracked.set(line.balance_tracking);
        draft.cost_center.set(line.cost_center.clone().unwrap_or_default());
        draft.description.set(line.description.clone().unwrap_or_default());
        match &line.tax {
            Some(Tax { kind: TaxType::Percent, value }) => draft.tax.set(value.clone()),
            Some(tax) => draft.absolute_tax.set_value(Some(tax.clone())),
            None => {}
        }
        draft
    }

    /// What is typed, as members of the contract's line item.
    pub(super) fn members(self, with_number: bool) -> Map<String, Value> {
        let text = |signal: RwSignal<String>| signal.get().trim().to_owned();
        let optional = |signal: RwSignal<String>| -> Value {
            Some(text(signal)).filter(|text| !text.is_empty()).into()
        };
        let tax = match (text(self.tax), self.absolute_tax.get_value()) {
            (percent, None) if percent.is_empty() => Value::Null,
            (percent, Some(tax)) if percent.is_empty() => {
                serde_json::to_value(tax).unwrap_or_default()
            }
            (percent, _) => {
                let value = crate::format::parse_amount(&percent).unwrap_or(percent);
                json!({ "type": "percent", "value": value })
            }
        };
        let mut members: Map<String, Value> = [
            ("type", Value::from(text(self.kind))),
            ("startMonth", text(self.start).into()),
            ("endMonth", text(self.end).into()),
            ("amount", text(self.amount).into()),
            ("quantity", text(self.quantity).into()),
            ("balanceTracking", self.is_tracked.get().into()),
            ("tax", tax),
            ("costCenter", optional(self.cost_center)),
            ("description", optional(self.description)),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
        if with_number {
            members.insert("number".to_owned(), text(self.number).into());
            members.retain(|_, value| !value.is_null());
        }
        members
    }
}

pub(super) fn edit_line(is_open: RwSignal<bool>, order: PurchaseOrder, line: LineItem) -> AnyView {
    let title = texts::EDIT_LINE.with(&[("line", &line.number)]);
    window(is_open, title, move |is_open| {
        let draft = LineDraft::of(&line);
        let was = draft.members(false);
        let (order_id, number) = (order.id.clone(), line.number.clone());
        let edits = Signal::derive(move || {
            let mut to = draft.members(false);
            to.retain(|key, value| was.get(key) != Some(value));
            if to.is_empty() {
                return Vec::new();
            }
            vec![json!({ "set": { "purchaseOrder": order_id, "lineItem": number }, "to": to })]
        });
        form(draft, &order.currency, edits, is_open, false)
    })
}

pub(super) fn add_line(is_open: RwSignal<bool>, order: PurchaseOrder) -> AnyView {
    window(is_open, texts::ADD_LINE.into(), move |is_open| {
        let taken = |number: &String| order.line_items.iter().any(|line| line.number == *number);
        let number = (1..=101).map(|n: usize| n.to_string()).find(|number| !taken(number));
        let number = number.unwrap_or_default();
        let (start, end) = (&order.effective_month, &order.expiration_month);
        let draft = LineDraft::new(&number, "marketplace-blanket-usage", start, end);
        let order_id = order.id.clone();
        let edits = Signal::derive(move || {
            let line = draft.members(true);
            vec![json!({ "add": { "lineItem": line, "purchaseOrder": order_id } })]
        });
        form(draft, &order.currency, edits, is_open, true)
    })
}

fn form(
    draft: LineDraft,
    currency: &str,
    edits: Signal<Vec<Value>>,
    is_open: RwSignal<bool>,
    is_new: bool,
) -> AnyView {
    let label = if is_new { texts::ADD_LINE } else { crate::text::changes::APPLY };
    view! {
        <div class="form">
            {line_fields(draft, Signal::stored(currency.to_owned()), is_new)}
            <Proposal
                edits=edits
                label=label
                on_applied=move || {
                    is_open.try_set(false);
                }
            />
        </div>
    }
    .into_any()
}

pub(super) fn line_fields(draft: LineDraft, currency: Signal<String>, is_new: bool) -> AnyView {
    let types: Vec<Choice> =
        words::line_types().into_iter().map(|(word, name, _)| Choice::new(word, name)).collect();
    let hint = move || {
        let kind = draft.kind.get();
        words::line_types().into_iter().find(|(word, _, _)| *word == kind).map(|(_, _, hint)| hint)
    };
    let text = |signal: RwSignal<String>, numeric: bool| {
        view! {
            <TextInput
                value=signal
                on_input=move |typed: String| signal.set(typed)
                numeric=numeric
            />
        }
    };
    let month = |signal: RwSignal<String>| {
        view! { <MonthInput value=signal on_change=move |typed: String| signal.set(typed) /> }
    };
    let number = is_new.then(|| {
        view! { <Field label=texts::FIELD_NUMBER>{text(draft.number, false)}</Field> }
    });
    view! {
        {number}
        <Field label=texts::FIELD_TYPE>
            <Select
                choices=types
                value=draft.kind
                on_change=move |kind: String| draft.kind.set(kind)
            />
        </Field>
        <p class="hint" role="status">{hint}</p>
        <div class="form-row">
            <Field label=texts::FIELD_START>{month(draft.start)}</Field>
            <Field label=texts::FIELD_END>{month(draft.end)}</Field>
        </div>
        <div class="form-row">
            <Field label=texts::FIELD_AMOUNT>
                <MoneyInput
                    value=draft.amount
                    currency=currency
                    on_change=move |typed: String| draft.amount.set(typed)
                />
            </Field>
            <Field label=texts::FIELD_QUANTITY>{text(draft.quantity, true)}</Field>
            <Field label=texts::FIELD_TAX optional=true>{text(draft.tax, true)}</Field>
        </div>
        <Checkbox
            label=texts::FIELD_TRACKING
            checked=draft.is_tracked
            on_change=move |is_tracked: bool| draft.is_tracked.set(is_tracked)
            hint=texts::FIELD_TRACKING_HINT
        />
        <div class="form-row">
            <Field label=texts::FIELD_COST_CENTER optional=true>
                {text(draft.cost_center, false)}
            </Field>
            <Field label=texts::FIELD_DESCRIPTION optional=true>
                {text(draft.description, false)}
            </Field>
        </div>
    }
    .into_any()
}
