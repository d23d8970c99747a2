//! The form of a purchase order: a new one, or one that is edited.

use billing_files::document::PurchaseOrder;
use leptos::prelude::*;
use outlook::api::OrderRow;
use serde_json::{Map, Value, json};

use super::line_form::{LineDraft, line_fields};
use super::window;
use crate::desk::{Desk, now};
use crate::page::{Address, Page};
use crate::pages::Proposal;
use crate::text::orders as texts;
use crate::ui::{Choice, Combobox, Field, MonthInput, TagEditor, TextInput};

/// What is typed into the form.
#[derive(Clone, Copy)]
struct Draft {
    id: RwSignal<String>,
    description: RwSignal<String>,
    sellers: RwSignal<String>,
    currency: RwSignal<String>,
    effective: RwSignal<String>,
    expiration: RwSignal<String>,
    units: RwSignal<String>,
    tax_numbers: RwSignal<String>,
    contacts: RwSignal<String>,
    tags: RwSignal<Vec<(String, String)>>,
}

/// A new purchase order with its first line, perhaps like one that a reference would create.
pub(crate) fn add_order(is_open: RwSignal<bool>, like: Option<OrderRow>) -> AnyView {
    window(is_open, texts::ADD.into(), move |is_open| adding(is_open, like.clone()))
}

fn adding(is_open: RwSignal<bool>, like: Option<OrderRow>) -> AnyView {
    let address = Address::here();
    let month = now().get(..7).unwrap_or_default().to_owned();
    let as_of = Desk::expect().standing.with_untracked(|s| s.as_ref().map(|s| s.as_of.clone()));
    let first = as_of.unwrap_or(month);
    let last = later(&first, 11);
    let like = like.as_ref();
    let text = |of: fn(&OrderRow) -> String, other: &str| {
        RwSignal::new(
            like.map(of).filter(|text| !text.is_empty()).unwrap_or_else(|| other.to_owned()),
        )
    };
    let draft = Draft {
        id: text(|row| row.id.clone(), ""),
        description: RwSignal::default(),
        sellers: text(|row| row.sellers.join(", "), "AWS_INC"),
        currency: text(|row| row.currency.clone(), "USD"),
        effective: text(|row| row.effective.clone(), &first),
        expiration: text(|row| row.expiration.clone(), &last),
        units: RwSignal::default(),
        tax_numbers: RwSignal::default(),
        contacts: RwSignal::default(),
        tags: RwSignal::default(),
    };
    let kind = if like.is_some() { "marketplace-transaction" } else { "marketplace-blanket-usage" };
    let line = LineDraft::new(
        "1",
        kind,
        &draft.effective.get_untracked(),
        &draft.expiration.get_untracked(),
    );
    let edits = Signal::derive(move || {
        if draft.id.with(|id| id.trim().is_empty()) {
            return Vec::new();
        }
        let mut order = draft.members();
        order.insert("id".to_owned(), draft.id.get().trim().into());
        order.insert("lineItems".to_owned(), json!([line.members(true)]));
        order.retain(|_, value| !value.is_null());
        vec![json!({ "add": { "purchaseOrder": order } })]
    });
    let applied = move || {
        let id = draft.id.get_untracked().trim().to_owned();
        is_open.try_set(false);
        address.go_to(&Page::Order(id));
    };
    view! {
        <div class="form">
            <Field label=texts::FIELD_ID hint=texts::FIELD_ID_HINT>
                <TextInput value=draft.id on_input=move |typed: String| draft.id.set(typed) />
            </Field>
            {fields(draft)}
            <h3>{texts::LINE.with(&[("line", "1"), ("type", "")]).trim_end_matches([':', ' ']).to_owned()}</h3>
            {line_fields(line, draft.currency.into(), true)}
            <Proposal edits=edits label=texts::ADD on_applied=applied />
        </div>
    }
    .into_any()
}

/// The month some months later.
fn later(month: &str, months: i32) -> String {
    let month: Option<procurement::BillingMonth> = month.parse().ok();
    month.map(|month| month.plus(months).to_string()).unwrap_or_default()
}

/// The form of one that is there.
pub(super) fn edit_order(is_open: RwSignal<bool>, order: PurchaseOrder) -> AnyView {
    let title = texts::EDIT_ORDER.with(&[("order", &order.id)]);
    window(is_open, title, move |is_open| editing(is_open, &order))
}

fn editing(is_open: RwSignal<bool>, order: &PurchaseOrder) -> AnyView {
    let list = |texts: &[String]| RwSignal::new(texts.join(", "));
    let emails: Vec<String> = order.contacts.iter().map(|contact| contact.email.clone()).collect();
    let draft = Draft {
        id: RwSignal::new(order.id.clone()),
        description: RwSignal::new(order.description.clone().unwrap_or_default()),
        sellers: list(&order.bill_from),
        currency: RwSignal::new(order.currency.clone()),
        effective: RwSignal::new(order.effective_month.clone()),
        expiration: RwSignal::new(order.expiration_month.clone()),
        units: list(&order.invoice_units),
        tax_numbers: list(&order.tax_registration_numbers),
        contacts: list(&emails),
        tags: RwSignal::new(order.tags.clone().into_iter().collect()),
    };
    let was = draft.members();
    let id = order.id.clone();
    // Contacts have names and numbers that this form does not show: they stay as they were.
    let contacts = order.contacts.clone();
    let edits = Signal::derive(move || {
        let mut to = draft.members();
        to.retain(|key, value| was.get(key) != Some(value));
        if let Some(Value::Array(changed)) = to.get_mut("contacts") {
            for contact in changed {
                let email = contact.get("email").cloned().unwrap_or_default();
                if let Some(known) = contacts.iter().find(|known| known.email == email) {
                    *contact = serde_json::to_value(known).unwrap_or_default();
                }
            }
        }
        if to.is_empty() {
            return Vec::new();
        }
        vec![json!({ "set": { "purchaseOrder": id }, "to": to })]
    });
    let applied = move || {
        is_open.try_set(false);
    };
    view! {
        <div class="form">
            {fields(draft)}
            <Proposal edits=edits on_applied=applied />
        </div>
    }
    .into_any()
}

impl Draft {
    /// What is typed, as members of the contract's purchase order.
    fn members(self) -> Map<String, Value> {
        let text = |signal: RwSignal<String>| signal.get().trim().to_owned();
        let list = |signal: RwSignal<String>| -> Value { parts(&signal.get()).into() };
        let contacts: Vec<Value> = parts(&self.contacts.get())
            .into_iter()
            .map(|email| json!({ "email": email }))
            .collect();
        let tags: Map<String, Value> = self
            .tags
            .get()
            .into_iter()
            .filter(|(key, _)| !key.is_empty())
            .map(|(key, value)| (key, value.into()))
            .collect();
        let members = [
            ("description", text(self.description).into()),
            ("billFrom", list(self.sellers)),
            ("currency", text(self.currency).into()),
            ("effectiveMonth", text(self.effective).into()),
            ("expirationMonth", text(self.expiration).into()),
            ("invoiceUnits", list(self.units)),
            ("taxRegistrationNumbers", list(self.tax_numbers)),
            ("contacts", contacts.into()),
            ("tags", tags.into()),
        ];
        members.into_iter().map(|(key, value): (&str, Value)| (key.to_owned(), value)).collect()
    }
}

/// What is set apart by commas or semicolons.
fn parts(text: &str) -> Vec<String> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn fields(draft: Draft) -> AnyView {
    let sellers: Vec<Choice> = procurement::Sellers::built_in()
        .rows()
        .iter()
        .map(|seller| Choice::new(&*seller.id, &*seller.name))
        .collect();
    let text = |signal: RwSignal<String>| {
        view! { <TextInput value=signal on_input=move |typed: String| signal.set(typed) /> }
    };
    let month = |signal: RwSignal<String>| {
        view! { <MonthInput value=signal on_change=move |typed: String| signal.set(typed) /> }
    };
    let set_tags = move |tags: Vec<(String, String)>| draft.tags.set(tags);
    view! {
        <Field label=texts::FIELD_DESCRIPTION optional=true>{text(draft.description)}</Field>
        <div class="form-row">
            <Field label=texts::FIELD_SELLERS hint=texts::FIELD_SELLERS_HINT>
                <Combobox
                    value=draft.sellers
                    on_change=move |typed: String| draft.sellers.set(typed)
                    choices=sellers
                />
            </Field>
            <Field label=texts::FIELD_CURRENCY>{text(draft.currency)}</Field>
        </div>
        <div class="form-row">
            <Field label=texts::FIELD_EFFECTIVE hint=texts::FIELD_EFFECTIVE_HINT>
                {month(draft.effective)}
            </Field>
            <Field label=texts::FIELD_EXPIRATION hint=texts::FIELD_EXPIRATION_HINT>
                {month(draft.expiration)}
            </Field>
        </div>
        <Field label=texts::FIELD_UNITS hint=texts::FIELD_UNITS_HINT optional=true>
            {text(draft.units)}
        </Field>
        <Field label=texts::FIELD_TAX_NUMBERS hint=texts::FIELD_TAX_NUMBERS_HINT optional=true>
            {text(draft.tax_numbers)}
        </Field>
        <Field label=texts::FIELD_CONTACTS hint=texts::FIELD_CONTACTS_HINT optional=true>
            {text(draft.contacts)}
        </Field>
        <Field label=texts::FIELD_TAGS optional=true>
            <TagEditor value=draft.tags on_change=set_tags />
        </Field>
    }
    .into_any()
}
