//! Accepting an offer: what is bought, its quote, and the purchase orders of its charges.
//!
//! Nothing is agreed before the last button. A quote that is not accepted stays, and is there when
//! one comes back.

mod accepting;
mod choice;
mod configuration;
mod effect;
mod kept;
mod orders;
mod quote;
mod till;

use leptos::html;
use leptos::prelude::*;

use super::issued::{account_name, failed};
use super::offers::{ACTION, OfferState, Requests, duration, expiry, kind, requests, sentence};
use super::subscription::payment_terms;
use super::{Heading, facts};
use crate::frame::loading;
use crate::page::{self, Page, Place, encoded};
use crate::server::{Offer, Server};
use crate::text::{
    Text, checkout as texts, offers as offer_texts, subscriptions as subscription_texts,
};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Breadcrumbs, Crumb, Empty, Icon, LinkButton};
use crate::words;

use till::Till;

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let id = page::named();
    follow(move || shown(server, id.get()))
}

fn shown(server: Server, id: String) -> AnyView {
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    if let Some(reason) = server.refusal(ACTION) {
        return view! {
            <Heading text=texts::TITLE />
            <Empty title=offer_texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let path = ["/accounts/", &account, "/offers/", &encoded(&id)].concat();
    let found = server.follow::<Offer>(move || Some(path.clone()));
    // What is the same is not drawn again: something may be typed below it.
    let found = memo(move || found.get());
    let requests = requests(server, &account);
    let name = {
        let id = id.clone();
        memo(move || match found.get() {
            Some(Ok(offer)) => texts::TITLE_OF.with(&[("product", &offer.product.name)]),
            _ => id.clone(),
        })
    };
    let crumbs = vec![
        Crumb { label: subscription_texts::TITLE.into(), href: Page::Subscriptions.href() },
        Crumb { label: offer_texts::TITLE.into(), href: Page::Offers.href() },
    ];
    view! {
        <Breadcrumbs crumbs=crumbs here=name />
        <Heading text=name />
        {follow(move || match found.get() {
            None => loading(),
            Some(Err(failure)) if failure.code == "NOT_FOUND" => view! {
                <Empty title=texts::UNKNOWN.with(&[("offer", &id)]) icon=Icon::Question />
            }
            .into_any(),
            Some(Err(failure)) => failed(failure, move || server.ask_again()),
            Some(Ok(offer)) => told(server, &account, offer, requests),
        })}
    }
    .into_any()
}

fn told(server: Server, account: &str, offer: Offer, requests: Requests) -> AnyView {
    let known = [
        (subscription_texts::COLUMN_SELLER, offer.seller_name.clone()),
        (subscription_texts::BILL_FROM, words::seller(&offer.bill_from)),
        (offer_texts::COLUMN_KIND, kind(&offer)),
        (offer_texts::COLUMN_DURATION, duration(offer.duration_months)),
        (subscription_texts::PAYMENT_TERMS, payment_terms(offer.payment_terms.as_deref())),
        (offer_texts::COLUMN_EXPIRES, expiry(&offer)),
        (subscription_texts::OFFER, offer.id.clone()),
    ];
    let terms = sentence(&offer.terms, &offer.currency);
    view! {
        <p class="lead">{terms}</p>
        {facts(known)}
        {way(server, account, offer, requests)}
    }
    .into_any()
}

/// How the offer is accepted, or why it is not here.
fn way(server: Server, account: &str, offer: Offer, requests: Requests) -> AnyView {
    if !offer.is_for(account) {
        let name = account_name(server, &offer.account);
        let text = texts::FOR_OTHERS_TEXT.with(&[("account", &name)]);
        return view! { <Empty title=texts::FOR_OTHERS text=text icon=Icon::Info /> }.into_any();
    }
    if let Some(reason) = server.refusal("aws-marketplace:CreateAgreementRequest") {
        return view! { <Empty title=texts::MAY_NOT text=reason icon=Icon::Info /> }.into_any();
    }
    let till = Till::open(server, account, offer.clone(), requests);
    let account = account.to_owned();
    // What was accepted a moment ago is told by the page that follows, and what is being accepted stays
    // until its answer is there: the server may have told of it before, where an answer was lost.
    let state = memo(move || {
        match OfferState::of(&offer, &account, requests) {
            OfferState::Accepted(_) if till.is_done.get() || till.is_busy.get() => OfferState::Open,
            // Whether there is a quote, the till knows.
            OfferState::Quoted => OfferState::Open,
            state => state,
        }
    });
    follow(move || match state.get() {
        OfferState::Accepted(agreement) => {
            let there = agreement.map(|agreement| {
                let href = Page::Subscription(agreement).href();
                view! { <LinkButton label=texts::TO_SUBSCRIPTION href=href /> }
            });
            view! {
                <Empty title=texts::ACCEPTED_BEFORE icon=Icon::Good>{there}</Empty>
            }
            .into_any()
        }
        OfferState::Expired => view! {
            <Empty title=texts::EXPIRED text=texts::EXPIRED_TEXT icon=Icon::Warning />
        }
        .into_any(),
        OfferState::Open | OfferState::Quoted => steps(till),
    })
}

/// The heading of a step. Whoever goes from step to step goes on there, since the button that led
/// here is gone.
fn heading(till: Till, text: Text) -> AnyView {
    let heading = NodeRef::<html::H2>::new();
    watch(move || {
        let Some(heading) = heading.get() else { return };
        if till.is_stepping.get_untracked() {
            till.is_stepping.set(false);
            drop(heading.focus());
        }
    });
    view! { <h2 tabindex="-1" node_ref=heading>{text.get()}</h2> }.into_any()
}

fn steps(till: Till) -> AnyView {
    // Only whether there is a quote: what is typed below one stays when it is told again.
    let request = memo(move || till.request.get());
    follow(move || match (till.is_ready.get(), request.get()) {
        (false, _) => loading(),
        (true, None) => configuration::step(till),
        (true, Some(request)) => view! {
            {quote::step(till, &request)}
            {orders::step(till, request)}
            {accepting::bar(till)}
        }
        .into_any(),
    })
}
