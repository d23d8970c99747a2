//! The last look: the purchase order in plain words, which invoices it will take, from whom, and how
//! long it lasts.

use leptos::prelude::*;
use outlook::api::{Drafted, DraftedLine, DraftedSeller};
use serde_json::Value;

use super::Adding;
use crate::pages::order_form::{Form, Part, rows_of, text_at};
use crate::pages::{Proposal, facts};
use crate::text::{add_order as texts, invoices as invoice_texts, orders as order_texts, plural};
use crate::ui::follow::{follow, memo};
use crate::ui::{Icon, Kind, icon};
use crate::{format, words};

pub(super) fn review(adding: Adding) -> AnyView {
    let form = adding.form;
    // Somebody who came here by the address has not seen what is wrong.
    form.wants(Part::Details);
    form.wants(Part::Lines);
    form.hold();
    let edits = Signal::derive(move || form.edits());
    let is_wrong = memo(move || form.is_wrong());
    view! {
        {form.summary(&[Part::Details, Part::Lines], adding.way())}
        {follow(move || form.typed.with(order))}
        {follow(move || lines(form))}
        {form.warnings(None)}
        <section class="wizard-part" aria-label=texts::WILL_TAKE.get()>
            <h3>{texts::WILL_TAKE.get()}</h3>
            {follow(move || form.drafted.with(|drafted| drafted.as_ref().map(sellers)))}
        </section>
        <section class="wizard-part" aria-label=texts::LASTS.get()>
            <h3>{texts::LASTS.get()}</h3>
            {follow(move || lasts(form))}
        </section>
        {follow(move || (!is_wrong.get()).then(|| view! {
            <Proposal
                edits=edits
                label=texts::TITLE
                on_applied=move || adding.added()
                on_overtaken=move || adding.tried()
            />
        }))}
    }
    .into_any()
}

/// The purchase order in plain words.
fn order(typed: &Value) -> AnyView {
    let text = |pointer: &str| text_at(typed, pointer).trim().to_owned();
    let or_dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let months = order_texts::FROM_TO.with(&[
        ("from", &format::month_long(text_at(typed, "/effectiveMonth"))),
        ("to", &format::month_long(text_at(typed, "/expirationMonth"))),
    ]);
    let sellers: Vec<String> =
        rows_of(typed, "billFrom").iter().filter_map(Value::as_str).map(words::seller).collect();
    let contacts: Vec<&str> =
        rows_of(typed, "contacts").iter().map(|contact| text_at(contact, "/email")).collect();
    let mut told = vec![
        (order_texts::FIELD_ID, or_dash(text("/id"))),
        (order_texts::MONTHS, months),
        (order_texts::SELLERS, or_dash(sellers.join(", "))),
        (order_texts::FIELD_CURRENCY, or_dash(text("/currency"))),
    ];
    let optional = [
        (order_texts::FIELD_DESCRIPTION, text("/description")),
        (order_texts::FIELD_TAX_NUMBERS, text("/taxRegistrationNumbers")),
        (order_texts::FIELD_UNITS, text("/invoiceUnits")),
        (texts::SHIP_TO, text("/shipTo")),
    ];
    told.extend(optional.into_iter().filter(|(_, text)| !text.is_empty()));
    let contacts = match contacts.is_empty() {
        true => texts::NO_CONTACTS.into(),
        false => contacts.join(", "),
    };
    told.push((order_texts::FIELD_CONTACTS, contacts));
    facts(told)
}

/// The lines with what each is worth.
fn lines(form: Form) -> AnyView {
    let row = |place: usize, line: &Value, drafted: Option<&Drafted>, currency: &str| {
        let value = drafted.and_then(|drafted| {
            let found = drafted.lines.iter().find(|known| known.place == place);
            found.map(|known| format::money(&known.value, currency))
        });
        let months = order_texts::FROM_TO.with(&[
            ("from", &format::month(text_at(line, "/startMonth"))),
            ("to", &format::month(text_at(line, "/endMonth"))),
        ]);
        let tracking = match line["balanceTracking"] == Value::Bool(true) {
            true => texts::TRACKED.get(),
            false => texts::NOT_TRACKED.get(),
        };
        view! {
            <tr>
                <th scope="row">{text_at(line, "/number").to_owned()}</th>
                <td>{words::line_type(text_at(line, "/type"))}</td>
                <td>{months}</td>
                <td>{tracking}</td>
                <td class="figures">{value.unwrap_or_else(|| "–".to_owned())}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = form.typed.with(|typed| {
        form.drafted.with(|drafted| {
            let currency = text_at(typed, "/currency");
            let lines = rows_of(typed, "lineItems").iter().enumerate();
            lines.map(|(place, line)| row(place, line, drafted.as_ref(), currency)).collect()
        })
    });
    view! {
        <div class="scroll-inline" tabindex="0" role="region" aria-label=order_texts::LINES.get()>
            <table class="plain-table">
                <caption class="unseen">{order_texts::LINES.get()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{order_texts::FIELD_NUMBER.get()}</th>
                        <th scope="col">{order_texts::FIELD_TYPE.get()}</th>
                        <th scope="col">{order_texts::MONTHS.get()}</th>
                        <th scope="col">{texts::BALANCE.get()}</th>
                        <th scope="col" class="figures">{texts::VALUE.get()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Whose invoices it will take.
fn sellers(drafted: &Drafted) -> AnyView {
    if !drafted.problems.is_empty() {
        return view! { <p>{texts::FIRST_MEND.get()}</p> }.into_any();
    }
    if drafted.sellers.is_empty() {
        return view! { <p>{texts::TAKES_NONE.get()}</p> }.into_any();
    }
    let row = |seller: &DraftedSeller| {
        let count =
            plural(invoice_texts::INVOICES_ONE, invoice_texts::INVOICES_OTHER, seller.documents);
        let text = texts::TAKES_FROM.with(&[
            ("seller", &seller.name),
            ("invoices", &count),
            ("totals", &words::totals(&seller.totals)),
            ("from", &format::month(&seller.months.0)),
            ("to", &format::month(&seller.months.1)),
        ]);
        view! { <li>{text}</li> }.into_any()
    };
    let rows: Vec<AnyView> = drafted.sellers.iter().map(row).collect();
    view! { <ul class="order-problems-list">{rows}</ul> }.into_any()
}

/// How long each line lasts.
fn lasts(form: Form) -> AnyView {
    let currency = form.text("/currency");
    let is_wrong =
        form.drafted.with(|drafted| drafted.as_ref().is_some_and(|d| !d.problems.is_empty()));
    if is_wrong {
        return view! { <p>{texts::FIRST_MEND.get()}</p> }.into_any();
    }
    let row = move |line: &DraftedLine| {
        let values = [("line", line.number.as_str())];
        let (kind, sign, text) = match (&line.closing, &line.runs_out) {
            (_, Some(month)) => {
                let values = [values[0], ("month", &format::month_long(month))];
                (Kind::Warning, Icon::Warning, texts::RUNS_OUT.with(&values))
            }
            (Some(left), None) => {
                let values = [values[0], ("left", &format::money(left, &currency.get()))];
                (Kind::Good, Icon::Good, texts::ENOUGH.with(&values))
            }
            (None, None) => (Kind::Neutral, Icon::Info, texts::NO_BALANCE.with(&values)),
        };
        view! {
            <li class="wizard-lasts" data-kind=kind.name()>
                {icon(sign)}
                <span>{text}</span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = form
        .drafted
        .with(|drafted| drafted.iter().flat_map(|drafted| &drafted.lines).map(row).collect());
    view! { <ul class="bare-list wizard-lasting">{rows}</ul> }.into_any()
}
