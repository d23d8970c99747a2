//! Fields, files and the filter.

use leptos::prelude::*;
use web_sys::File;

use super::samples;
use crate::ui::{
    Checkbox, Choice, Choices, ChoicesLook, Combobox, Field, FileDrop, FilterToken, Flashes, Kind,
    MoneyInput, MonthInput, Operator, Property, PropertyFilter, Select, TagEditor, TextArea,
    TextInput,
};

const SELLERS: [&str; 6] = [
    "Amazon Web Services, Inc.",
    "Amazon Web Services EMEA SARL",
    "Example Data GmbH",
    "Northwind Observability, Inc.",
    "Redwood Security Ltd.",
    "Sample Analytics, LLC",
];

pub(super) fn fields() -> AnyView {
    view! {
        {samples("Text", texts())}
        {samples("Choices", choices())}
        {samples("Values", values())}
    }
    .into_any()
}

fn texts() -> AnyView {
    let id = RwSignal::new("PO-2026-0117".to_owned());
    let flashes = Flashes::expect();
    let error = Signal::derive(move || {
        id.with(String::is_empty).then(|| "Give the purchase order an id".to_owned())
    });
    let wrong = RwSignal::new("PO 17".to_owned());
    let committed = move || flashes.push(Kind::Info, ["Set to ", &id.get_untracked()].concat());
    view! {
        <div class="gallery-fields">
            <Field
                label="Purchase order id"
                hint="As it stands in your system"
                error=error
                on_help=move || flashes.push(Kind::Info, "Up to 200 characters")
            >
                <TextInput
                    value=id
                    on_input=move |typed: String| id.set(typed)
                    on_commit=committed
                />
            </Field>
            <Field
                label="With a problem"
                hint="Letters and digits"
                error=Some("`PO 17` has a space; take it out".to_owned())
            >
                <TextInput value=wrong on_input=move |typed: String| wrong.set(typed) />
            </Field>
            <Field label="Comment" optional=true>
                <TextArea
                    rows=2
                    value=id
                    on_input=move |typed: String| id.set(typed)
                />
            </Field>
            <Field label="Disabled">
                <TextInput
                    value="Not now"
                    disabled=true
                    placeholder="Nothing"
                    on_input=move |_: String| ()
                />
            </Field>
        </div>
    }
    .into_any()
}

fn choices() -> AnyView {
    let kind = RwSignal::new("all".to_owned());
    let set = move |value: String| kind.set(value);
    let is_on = RwSignal::new(true);
    let kinds = || {
        let described = Choice {
            description: Some("Takes any invoice of its sellers".to_owned()),
            ..Choice::new("all", "All")
        };
        vec![described, Choice::new("usage", "Usage"), Choice::new("market", "Marketplace")]
    };
    view! {
        <div class="gallery-fields">
            <Field label="Type of line">
                <Choices choices=kinds() value=kind on_change=set />
            </Field>
            <Field label="Type, side by side">
                <Choices choices=kinds() value=kind on_change=set look=ChoicesLook::Segments />
            </Field>
            <Field label="Type, as a list">
                <Select choices=kinds() value=kind on_change=set />
            </Field>
            <Checkbox
                label="Track the balance"
                hint="Warns when less than 75 % is left"
                checked=is_on
                on_change=move |is: bool| is_on.set(is)
            />
            <Checkbox
                label="Cannot be changed"
                checked=is_on
                disabled=true
                on_change=move |is: bool| is_on.set(is)
            />
            <Select
                label="List that stands alone"
                choices=kinds()
                value=kind
                disabled=true
                on_change=set
            />
        </div>
    }
    .into_any()
}

fn values() -> AnyView {
    let seller = RwSignal::new(String::new());
    let sellers: Vec<Choice> = SELLERS.iter().map(|seller| Choice::new(*seller, *seller)).collect();
    let month = RwSignal::new("2026-03".to_owned());
    let amount = RwSignal::new("120000.00".to_owned());
    let bad = RwSignal::new("12,x".to_owned());
    let tags = RwSignal::new(vec![
        ("team".to_owned(), "platform".to_owned()),
        ("cost centre".to_owned(), "4711".to_owned()),
    ]);
    let set_tags = move |value: Vec<(String, String)>| tags.set(value);
    let numeric = RwSignal::new("3".to_owned());
    view! {
        <div class="gallery-fields">
            <Field label="Seller of record" hint="Type to narrow">
                <Combobox
                    value=seller
                    choices=sellers
                    placeholder="Any seller"
                    on_change=move |value: String| seller.set(value)
                />
            </Field>
            <Field label="Expiration">
                <MonthInput value=month on_change=move |value: String| month.set(value) />
            </Field>
            <Field label="Amount">
                <MoneyInput
                    value=amount
                    currency="USD"
                    on_change=move |value: String| amount.set(value)
                />
            </Field>
            <Field label="Amount" error=Some("`12,x` is not an amount".to_owned())>
                <MoneyInput
                    value=bad
                    currency="EUR"
                    on_change=move |value: String| bad.set(value)
                />
            </Field>
            <Field label="Quantity">
                <TextInput
                    value=numeric
                    numeric=true
                    on_input=move |typed: String| numeric.set(typed)
                />
            </Field>
            <div role="group" aria-label="Tags">
                <TagEditor
                    value=tags
                    on_change=set_tags
                />
            </div>
        </div>
    }
    .into_any()
}

pub(super) fn files() -> AnyView {
    let names = RwSignal::new(String::new());
    let take = move |files: Vec<File>| {
        names.set(files.iter().map(File::name).collect::<Vec<_>>().join(", "));
    };
    view! {
        <FileDrop
            label="Files"
            hint="Purchase orders as CSV, usage as FOCUS, snapshots as JSON"
            accept=".csv,.json,.gz"
            on_files=take
        />
        <p>{names}</p>
    }
    .into_any()
}

pub(super) fn filter() -> AnyView {
    let tokens = RwSignal::new(vec![
        FilterToken {
            property: "seller".to_owned(),
            operator: Operator::from_sign("!=").unwrap_or(Operator::Is),
            value: SELLERS[2].to_owned(),
        },
        FilterToken {
            property: String::new(),
            operator: Operator::Contains,
            value: "data".to_owned(),
        },
    ]);
    let set_tokens = move |next: Vec<FilterToken>| tokens.set(next);
    let property = |id, label: &str, values: &[&str], operators| Property {
        id,
        label: label.to_owned(),
        values: Signal::stored(values.iter().map(|value| (*value).to_owned()).collect()),
        operators,
    };
    let properties = vec![
        property("seller", "Seller", &SELLERS, Operator::TEXT),
        property("month", "Month", &["2026-03", "2026-04"], Operator::ORDERED),
        property("status", "Status", &["Placed", "Not placed"], Operator::EXACT),
    ];
    let count = Signal::derive(move || {
        let signs = tokens.with(|tokens| {
            tokens.iter().map(|token| token.operator.sign()).collect::<Vec<_>>().join(" ")
        });
        [&signs, " applied"].concat()
    });
    view! {
        <PropertyFilter
            label="Filter documents"
            properties=properties
            tokens=tokens
            on_change=set_tokens
            count_text=count
        />
    }
    .into_any()
}
