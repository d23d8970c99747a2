//! What was agreed.

use leptos::prelude::*;

use crate::page::Page;
use crate::pages::facts;
use crate::pages::issued::account_name;
use crate::pages::offers::sentence;
use crate::pages::subscriptions::{term, value};
use crate::server::{Agreement, Server};
use crate::text::{Text, subscriptions as texts};
use crate::{format, words};

pub(super) fn about(server: Server, agreement: &Agreement) -> AnyView {
    let date = |moment: &Option<String>| moment.as_deref().map(format::date);
    let known = [
        (texts::COLUMN_SELLER, Some(agreement.seller_name.clone())),
        (texts::BILL_FROM, Some(words::seller(&agreement.bill_from))),
        (texts::COLUMN_TERM, Some(term(agreement))),
        (texts::COLUMN_VALUE, Some(value(agreement))),
        (texts::ENTITLEMENTS, Some(entitlements(agreement))),
        (texts::TERMS, Some(sentence(&agreement.terms, &agreement.currency))),
        (texts::PAYMENT_TERMS, Some(payment_terms(agreement.payment_terms.as_deref()))),
        (texts::COLUMN_ACCOUNT, Some(account_name(server, &agreement.account))),
        (texts::ACCEPTED, Some(format::date(&agreement.accepted_at))),
        (texts::ENDED, date(&agreement.ended_at)),
        (texts::NUMBER, Some(agreement.id.clone())),
        (texts::OFFER, Some(agreement.offer.clone())),
        (texts::TAX_NUMBER, agreement.tax_registration_number.clone()),
        (texts::UNIT, agreement.invoice_unit.clone()),
    ];
    let neighbours: Vec<AnyView> = [
        (texts::EARLIER, agreement.renews.as_ref()),
        (texts::EARLIER, agreement.replaces.as_ref()),
        (texts::LATER, agreement.renewed_by.as_ref()),
        (texts::LATER, agreement.replaced_by.as_ref()),
    ]
    .into_iter()
    .filter_map(|(text, other)| Some(neighbour(text, other?)))
    .collect();
    view! {
        {facts(known.into_iter().filter_map(|(name, value)| Some((name, value?))))}
        {(!neighbours.is_empty())
            .then(|| view! { <div class="subscription-neighbours">{neighbours}</div> })}
    }
    .into_any()
}

fn neighbour(text: Text, other: &str) -> AnyView {
    let href = Page::Subscription(other.to_owned()).href();
    view! { <a href=href>{text.with(&[("agreement", other)])}</a> }.into_any()
}

/// When invoices are to be paid, in words: `NET_30` as so many days.
pub(in crate::pages) fn payment_terms(word: Option<&str>) -> String {
    match word {
        None => texts::STANDARD_TERMS.into(),
        Some(word) => match word.strip_prefix("NET_") {
            Some(days) => texts::NET.with(&[("days", days)]),
            None => word.to_owned(),
        },
    }
}

/// What is bought: quantities that were chosen, and what is metered.
fn entitlements(agreement: &Agreement) -> String {
    let mut told = Vec::new();
    for term in &agreement.terms {
        for dimension in term.dimensions.iter().flatten() {
            let what = dimension.name();
            match agreement.configuration.get(&dimension.key) {
                Some(count) => told.push(
                    texts::QUANTITY.with(&[("count", &format::number(*count)), ("what", what)]),
                ),
                None if term.type_ == "usage" => {
                    told.push(texts::AS_USED.with(&[("what", what)]));
                }
                None => {}
            }
        }
    }
    if told.is_empty() { texts::AS_OFFERED.into() } else { told.join(" · ") }
}
