//! The subscriptions: agreements of a marketplace, the latest first, and how their charges stand.

mod filters;

use leptos::prelude::*;

use super::Heading;
use super::issued::{account_name, table};
use super::paged::{Paged, Words};
use crate::format;
use crate::page::{Address, Page, Place};
use crate::server::{Agreement, AgreementRow, Server};
use crate::text::subscriptions as texts;
use crate::ui::follow::memo;
use crate::ui::{Badge, Empty, Icon, Kind, LinkButton};
use filters::FILTERS;

const ACTION: &str = "aws-marketplace:SearchAgreements";

const WORDS: Words = Words {
    shown_one: texts::SHOWN_ONE,
    shown_other: texts::SHOWN_OTHER,
    more: texts::MORE,
    all_shown: texts::ALL_SHOWN,
};

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let address = Address::here();
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    if let Some(reason) = server.refusal(ACTION) {
        return view! {
            <Heading text=texts::TITLE />
            <Empty title=texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let own = account.clone();
    let query = FILTERS.query(address);
    let path =
        memo(move || query.with(|query| ["/accounts/", &account, "/agreements", query].concat()));
    let offers = super::offers::link(server, &own);
    let agreements = Paged::<AgreementRow>::follow(server, path);
    view! {
        <div class="page-head">
            <Heading text=texts::TITLE />
            <div class="actions">{offers}</div>
        </div>
        {filters::form(address)}
        {agreements.view(WORDS, move |items| rows(server, items), empty, move || FILTERS.clear(address))}
    }
    .into_any()
}

/// How an agreement stands.
pub(super) fn status(agreement: &Agreement) -> AnyView {
    let (kind, text) = match agreement.status.as_str() {
        "ACTIVE" => (Kind::Good, texts::STATUS_ACTIVE),
        "CANCELLED" => (Kind::Neutral, texts::STATUS_CANCELLED),
        "EXPIRED" => (Kind::Neutral, texts::STATUS_EXPIRED),
        "RENEWED" => (Kind::Neutral, texts::STATUS_RENEWED),
        "REPLACED" => (Kind::Neutral, texts::STATUS_REPLACED),
        "TERMINATED" => (Kind::Neutral, texts::STATUS_TERMINATED),
        word => return view! { <Badge text=word.to_owned() /> }.into_any(),
    };
    view! { <Badge text=text kind=kind /> }.into_any()
}

/// From when until when an agreement runs, and whether it goes on.
pub(super) fn term(agreement: &Agreement) -> String {
    let start = format::date(&agreement.starts_at);
    let Some(end) = agreement.ended_at.as_deref().or(agreement.ends_at.as_deref()) else {
        return texts::TERM_OPEN.with(&[("start", &start)]);
    };
    let term = texts::TERM.with(&[("start", &start), ("end", &format::date(end))]);
    if agreement.auto_renew && agreement.is_active() {
        [term.as_str(), ", ", texts::RENEWS.get()].concat()
    } else {
        term
    }
}

/// What an agreement is worth: the sum of what is fixed in it.
pub(super) fn value(agreement: &Agreement) -> String {
    if agreement.value.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        texts::BY_USAGE.into()
    } else {
        format::money(&agreement.value, &agreement.currency)
    }
}

fn empty() -> AnyView {
    view! {
        <Empty title=texts::EMPTY text=texts::EMPTY_TEXT icon=Icon::Document>
            <LinkButton label=texts::EMPTY_OFFERS href=Page::Offers.href() />
        </Empty>
    }
    .into_any()
}

fn rows(server: Server, items: &[AgreementRow]) -> AnyView {
    let heads = [
        (texts::COLUMN_PRODUCT, ""),
        (texts::COLUMN_CHARGES, ""),
        (texts::COLUMN_NEXT, ""),
        (texts::COLUMN_STATUS, ""),
        (texts::COLUMN_TERM, ""),
        (texts::COLUMN_VALUE, "figures"),
        (texts::COLUMN_SELLER, ""),
        (texts::COLUMN_ACCOUNT, ""),
    ];
    // Subscriptions of other accounts are in the list of the management account.
    let heads = if server.is_management() { &heads[..] } else { &heads[..heads.len() - 1] };
    table(texts::TITLE.into(), heads, items.iter().map(|item| row(server, item)).collect())
}

fn row(server: Server, row: &AgreementRow) -> AnyView {
    let AgreementRow { agreement, .. } = row;
    let href = Page::Subscription(agreement.id.clone()).href();
    let account = server
        .is_management()
        .then(|| view! { <td>{account_name(server, &agreement.account)}</td> });
    view! {
        <tr>
            <th scope="row">
                <a href=href>{agreement.product.name.clone()}</a>
                <span class="subscriptions-id">{agreement.id.clone()}</span>
            </th>
            <td>{charges(row)}</td>
            <td>{next(row)}</td>
            <td>{status(agreement)}</td>
            <td class="subscriptions-term">{term(agreement)}</td>
            <td class="figures">{value(agreement)}</td>
            <td>{agreement.seller_name.clone()}</td>
            {account}
        </tr>
    }
    .into_any()
}

/// How many charges are to come, and how many of them want a purchase order.
fn charges(row: &AgreementRow) -> AnyView {
    let charges = &row.charges;
    if charges.future_charges == 0 {
        return texts::NO_CHARGES.get().into_any();
    }
    let without = charges.charges_without_purchase_order;
    let all = format::number(charges.future_charges);
    let (text, kind) = match without {
        0 => (texts::HAVE_ALL.with(&[("count", &all)]), Kind::Good),
        _ => {
            let count = format::number(without);
            (texts::WITHOUT_SOME.with(&[("count", &count), ("all", &all)]), Kind::Warning)
        }
    };
    let review = (charges.charges_carried_over > 0).then(|| {
        let count = format::number(charges.charges_carried_over);
        let text = texts::REVIEW.with(&[("count", &count)]);
        view! {
            <span title=texts::REVIEW_HINT.get()>
                <Badge text=text kind=Kind::Info />
            </span>
        }
    });
    view! { <span class="badges"><Badge text=text kind=kind /> {review}</span> }.into_any()
}

fn next(row: &AgreementRow) -> String {
    match &row.charges.next_charge {
        Some(next) => {
            let amount = format::money(&next.amount, &row.agreement.currency);
            texts::NEXT.with(&[("date", &format::date(&next.time)), ("amount", &amount)])
        }
        None if row.charges.future_charges > 0 => texts::NEXT_USAGE.into(),
        None => texts::NO_CHARGES.into(),
    }
}
