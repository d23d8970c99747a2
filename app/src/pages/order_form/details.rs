//! The details of a purchase order: everything but its lines.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::rows::at;
use super::{Form, may, needed, text_at};
use crate::format;
use crate::text::{Text, add_order as texts, orders as order_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, Choice, Combobox, Icon, IconButton, TagEditor};

/// The fields. The number is one of them only while there is no such purchase order.
pub(in crate::pages) fn details(form: Form, with_number: bool) -> AnyView {
    let number = with_number.then(|| {
        let about = needed(order_texts::FIELD_ID).hint(order_texts::FIELD_ID_HINT);
        form.text_field(about, "/id".to_owned(), false)
    });
    let effective = needed(order_texts::FIELD_EFFECTIVE).hint(order_texts::FIELD_EFFECTIVE_HINT);
    let expiration = needed(order_texts::FIELD_EXPIRATION).hint(order_texts::FIELD_EXPIRATION_HINT);
    let ship_to = may(texts::SHIP_TO).hint(texts::SHIP_TO_HINT);
    let currency = needed(order_texts::FIELD_CURRENCY).hint(texts::CURRENCY_HINT);
    view! {
        {number}
        {form.text_field(may(order_texts::FIELD_DESCRIPTION), "/description".to_owned(), false)}
        {sellers(form)}
        <div class="form-row">
            {form.month_field(effective, "/effectiveMonth".to_owned())}
            {form.month_field(expiration, "/expirationMonth".to_owned())}
            {form.text_field(currency, "/currency".to_owned(), false)}
        </div>
        {narrowing(form)}
        {form.text_field(ship_to, "/shipTo".to_owned(), false)}
        {contacts(form)}
        {tags(form)}
    }
    .into_any()
}

/// The sellers of record to choose among: those that occur, then those that everybody knows.
fn seller_choices(form: Form) -> Signal<Vec<Choice>> {
    memo(move || {
        let mut choices: Vec<Choice> = form.desk.standing.with(|standing| {
            let sellers = standing.iter().flat_map(|standing| &standing.sellers);
            sellers.map(|seller| Choice::new(&*seller.id, &*seller.name)).collect()
        });
        for seller in procurement::Sellers::built_in().rows() {
            if !choices.iter().any(|known| known.value == seller.id) {
                choices.push(Choice::new(&*seller.id, &*seller.name));
            }
        }
        choices
    })
    .into()
}

fn sellers(form: Form) -> AnyView {
    let choices = seller_choices(form);
    let count = form.count("billFrom");
    let add = move || form.change_rows("billFrom", |rows| rows.push(json!("")));
    let row = move |place: usize| seller(form, choices, count, place);
    let content = view! {
        <For each=move || 0..count.get() key=|place| *place children=row />
        <div>
            <Button label=texts::ADD_SELLER icon=Icon::Plus on_click=add />
        </div>
    }
    .into_any();
    let hint = Some(texts::SELLERS_HINT);
    form.group(order_texts::FIELD_SELLERS, hint, "/billFrom", content)
}

fn seller(form: Form, choices: Signal<Vec<Choice>>, count: Memo<usize>, place: usize) -> AnyView {
    let number = format::number(place + 1);
    let pointer = ["/billFrom/", &format::digits(place)].concat();
    let value = form.text(pointer.clone());
    let mut about = needed(texts::SELLER);
    if place > 0 {
        about.label = texts::SELLER_NUMBER.with(&[("number", &number)]);
    }
    let control = form.field(about, pointer.clone(), move || {
        view! {
            <Combobox
                value=value
                on_change=move |typed: String| form.set(&pointer, typed)
                choices=choices
            />
        }
        .into_any()
    });
    let remove = texts::REMOVE_SELLER.with(&[("number", &number)]);
    let is_one_of_several = memo(move || count.get() > 1);
    view! {
        <div class="order-row" data-kind="seller">
            {control}
            {follow(move || {
                let remove = remove.clone();
                is_one_of_several.get().then(|| view! {
                    <IconButton
                        label=remove
                        icon=Icon::Trash
                        on_click=move || form.remove_row("billFrom", place)
                    />
                })
            })}
            <p class="order-means hint" role="status">
                {follow(move || meaning(&value.get()))}
            </p>
        </div>
    }
    .into_any()
}

/// Which invoices a seller of record issues.
fn meaning(seller: &str) -> Option<&'static str> {
    let text: Text = match seller {
        "AWS_INC" => texts::MEANS_INC,
        "AWS_EMEA_SARL" => texts::MEANS_EMEA,
        "AWS_AUSTRALIA" => texts::MEANS_AUSTRALIA,
        "AWS_NEW_ZEALAND" => texts::MEANS_NEW_ZEALAND,
        "AWS_KOREA" => texts::MEANS_KOREA,
        "AWS_JAPAN" => texts::MEANS_JAPAN,
        "AWS_INDIA" => texts::MEANS_INDIA,
        "" => return None,
        _ => texts::MEANS_OTHER,
    };
    Some(text.get())
}

/// What narrows a purchase order, which few need: shown where something stands in it, or somebody
/// asks for it.
fn narrowing(form: Form) -> AnyView {
    let is_used = untrack(|| {
        form.typed.with(|typed| {
            [TAX_NUMBERS, "/invoiceUnits"].iter().any(|pointer| !text_at(typed, pointer).is_empty())
        })
    });
    let has_tax = memo(move || form.typed.with(takes_tax_numbers));
    let tax = move || {
        let tax = may(order_texts::FIELD_TAX_NUMBERS).hint(texts::TAX_NUMBERS_HINT);
        form.text_field(tax, TAX_NUMBERS.to_owned(), false)
    };
    let units = may(order_texts::FIELD_UNITS).hint(order_texts::FIELD_UNITS_HINT);
    view! {
        <details class="details order-narrow" open=is_used>
            <summary>{texts::NARROW.get()}</summary>
            <div class="form">
                <p class="hint">{texts::NARROW_HINT.get()}</p>
                {follow(move || has_tax.get().then(|| untrack(tax)))}
                {form.text_field(units, "/invoiceUnits".to_owned(), false)}
            </div>
        </details>
    }
    .into_any()
}

const TAX_NUMBERS: &str = "/taxRegistrationNumbers";

/// Whether tax registration numbers mean something: one of the sellers looks at them (M4). What is
/// there already can be taken away.
fn takes_tax_numbers(typed: &Value) -> bool {
    let sellers = procurement::Sellers::built_in();
    let looks = |seller: &Value| {
        let known = seller.as_str().and_then(|id| sellers.get(id.trim()));
        known.is_some_and(|seller| seller.scopes_by_tax_registration_number)
    };
    !text_at(typed, TAX_NUMBERS).is_empty() || super::rows_of(typed, "billFrom").iter().any(looks)
}

fn contacts(form: Form) -> AnyView {
    let count = form.count("contacts");
    let add = move || {
        let empty = json!({ "name": "", "email": "", "phone": "" });
        form.change_rows("contacts", |rows| rows.push(empty));
    };
    let content = view! {
        <For
            each=move || 0..count.get()
            key=|place| *place
            children=move |place| contact(form, place)
        />
        <div>
            <Button label=texts::ADD_CONTACT icon=Icon::Plus on_click=add />
        </div>
    }
    .into_any();
    let hint = Some(texts::CONTACTS_HINT);
    form.group(order_texts::FIELD_CONTACTS, hint, "/contacts", content)
}

fn contact(form: Form, place: usize) -> AnyView {
    let number = format::number(place + 1);
    let title = texts::CONTACT.with(&[("number", &number)]);
    let pointer = |key: &str| at("contacts", place, key);
    view! {
        <div class="order-row" data-kind="contact" role="group" aria-label=title>
            {form.text_field(needed(texts::CONTACT_EMAIL), pointer("email"), false)}
            {form.text_field(may(texts::CONTACT_NAME), pointer("name"), false)}
            {form.text_field(may(texts::CONTACT_PHONE), pointer("phone"), false)}
            <IconButton
                label=texts::REMOVE_CONTACT.with(&[("number", &number)])
                icon=Icon::Trash
                on_click=move || form.remove_row("contacts", place)
            />
        </div>
    }
    .into_any()
}

fn tags(form: Form) -> AnyView {
    let tags = memo(move || {
        form.typed.with(|typed| {
            let tag = |tag: &Value| (text_at(tag, "/0").to_owned(), text_at(tag, "/1").to_owned());
            super::rows_of(typed, "tags").iter().map(tag).collect::<Vec<_>>()
        })
    });
    let set = move |tags: Vec<(String, String)>| {
        let tags: Vec<Value> = tags.iter().map(|(key, value)| json!([key, value])).collect();
        form.set("/tags", tags);
    };
    let content = view! { <TagEditor value=tags on_change=set /> }.into_any();
    form.group(order_texts::FIELD_TAGS, Some(texts::TAGS_HINT), "/tags", content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_numbers_are_asked_for_where_a_seller_looks_at_them() {
        for (sellers, numbers, expected) in [
            (["AWS_INC", ""], "", false),
            (["AWS_INC", "AWS_EMEA_SARL"], "", true),
            (["OWN", "AWS_INC"], "DE1", true),
        ] {
            let typed = json!({ "billFrom": sellers, "taxRegistrationNumbers": numbers });
            assert_eq!(takes_tax_numbers(&typed), expected, "{sellers:?} {numbers}");
        }
    }
}
