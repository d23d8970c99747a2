//! What sellers offer the account, and the requests for it that are not accepted yet.

mod requests;
mod terms;

use leptos::prelude::*;

use super::Heading;
use super::issued::{account_name, table};
use super::paged::{Paged, Words};
use super::subscription::payment_terms;
use crate::desk::now;
use crate::page::{Page, Place};
use crate::server::{AgreementRequest, Failure, List, Offer, Server};
use crate::text::{offers as texts, subscriptions as subscription_texts};
use crate::ui::follow::memo;
use crate::ui::{Badge, Breadcrumbs, Crumb, Empty, Icon, Kind, LinkButton};
use crate::{format, words};

pub(super) use requests::path as request_path;
pub(super) use terms::{duration, sentence};

/// What it takes to see offers.
pub(super) const ACTION: &str = "aws-marketplace:ViewSubscriptions";

const WORDS: Words = Words {
    shown_one: texts::SHOWN_ONE,
    shown_other: texts::SHOWN_OTHER,
    more: texts::MORE,
    all_shown: texts::ALL_SHOWN,
};

/// Requests of an account, the latest first; none while they are on their way.
pub(super) type Requests = RwSignal<Option<Result<List<AgreementRequest>, Failure>>>;

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
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
    let crumbs =
        vec![Crumb { label: subscription_texts::TITLE.into(), href: Page::Subscriptions.href() }];
    let requests = requests(server, &account);
    let path = memo({
        let account = account.clone();
        move || ["/accounts/", &account, "/offers"].concat()
    });
    let offers = Paged::<Offer>::follow(server, path);
    let none = {
        let account = account.clone();
        move || empty(&account)
    };
    let rows = {
        let account = account.clone();
        move |items: &[Offer]| rows(server, &account, items, requests)
    };
    view! {
        <Breadcrumbs crumbs=crumbs here=texts::TITLE />
        <Heading text=texts::TITLE />
        <p class="lead">{texts::LEAD.get()}</p>
        {offers.view(WORDS, rows, none, || ())}
        {requests::open(server, account, requests)}
    }
    .into_any()
}

/// Asks for the requests of an account, where this person may see them.
pub(super) fn requests(server: Server, account: &str) -> Requests {
    let path = ["/accounts/", account, "/agreement-requests?limit=100"].concat();
    let may = server.refusal("aws-marketplace:SearchAgreements").is_none();
    server.follow_list(move || may.then(|| path.clone()))
}

/// A link to the offers that tells how many can be accepted.
pub(super) fn link(server: Server, account: &str) -> Option<AnyView> {
    if server.refusal(ACTION).is_some() {
        return None;
    }
    let path = ["/accounts/", account, "/offers?limit=100"].concat();
    let offers = server.follow_list::<Offer>(move || Some(path.clone()));
    let requests = requests(server, account);
    let account = account.to_owned();
    let label = Signal::derive(move || {
        let count = offers.with(|offers| {
            let Some(Ok(offers)) = offers else { return 0 };
            let is_open = |offer: &&Offer| {
                offer.is_for(&account)
                    && matches!(OfferState::of(offer, &account, requests), OfferState::Open)
            };
            offers.items.iter().filter(is_open).count()
        });
        match count {
            0 => texts::TITLE.get().to_owned(),
            count => texts::COUNTED.with(&[("count", &format::number(count))]),
        }
    });
    Some(
        view! { <LinkButton label=label href=Page::Offers.href() icon=Icon::Document /> }
            .into_any(),
    )
}

/// How an offer stands for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OfferState {
    Open,
    /// There is a quote that can be accepted.
    Quoted,
    /// The agreement that came of it.
    Accepted(Option<String>),
    Expired,
}

impl OfferState {
    /// A public offer can be accepted again and again.
    pub(super) fn of(offer: &Offer, account: &str, requests: Requests) -> Self {
        let (quoted, accepted) = requests.with(|requests| {
            let Some(Ok(requests)) = requests else { return (false, None) };
            let own = |request: &&AgreementRequest| request.is_of(&offer.id, account);
            let accepted = requests.items.iter().filter(own).find(|one| one.status == "ACCEPTED");
            let is_quoted = requests.items.iter().filter(own).any(AgreementRequest::is_open);
            (is_quoted, accepted.map(|request| request.agreement.clone()))
        });
        match accepted {
            Some(agreement) if offer.kind == "private" => Self::Accepted(agreement),
            _ if is_over(offer.expires_at.as_deref()) => Self::Expired,
            _ if quoted => Self::Quoted,
            _ => Self::Open,
        }
    }

    /// In words.
    fn badge(&self) -> AnyView {
        let (kind, text) = match self {
            Self::Open => (Kind::Info, texts::STATE_OPEN),
            Self::Quoted => (Kind::Warning, texts::STATE_QUOTED),
            Self::Accepted(_) => (Kind::Good, texts::STATE_ACCEPTED),
            Self::Expired => (Kind::Neutral, texts::STATE_EXPIRED),
        };
        view! { <Badge text=text kind=kind /> }.into_any()
    }
}

/// Whether a moment is over.
fn is_over(moment: Option<&str>) -> bool {
    moment.is_some_and(|moment| moment <= now().as_str())
}

/// Whom an offer is for, in words.
pub(super) fn kind(offer: &Offer) -> String {
    if offer.kind == "private" { texts::PRIVATE } else { texts::PUBLIC }.into()
}

/// Until when an offer can be accepted, in words.
pub(super) fn expiry(offer: &Offer) -> String {
    offer.expires_at.as_deref().map_or_else(|| texts::NO_EXPIRY.into(), format::date)
}

fn empty(account: &str) -> AnyView {
    let text = texts::EMPTY_TEXT.with(&[("account", account)]);
    view! { <Empty title=texts::EMPTY text=text icon=Icon::Document /> }.into_any()
}

fn rows(server: Server, account: &str, items: &[Offer], requests: Requests) -> AnyView {
    let heads = [
        (texts::COLUMN_PRODUCT, ""),
        (texts::COLUMN_STATE, ""),
        (texts::COLUMN_TERMS, ""),
        (texts::COLUMN_DURATION, ""),
        (texts::COLUMN_EXPIRES, ""),
        (texts::COLUMN_SELLER, ""),
        (texts::COLUMN_KIND, ""),
        (texts::COLUMN_ACCOUNT, ""),
    ];
    // Offers to other accounts are in the list of the management account.
    let heads = if server.is_management() { &heads[..] } else { &heads[..heads.len() - 1] };
    let rows = items.iter().map(|offer| row(server, account, offer, requests)).collect();
    table(texts::TITLE.into(), heads, rows)
}

fn row(server: Server, account: &str, offer: &Offer, requests: Requests) -> AnyView {
    // A private offer to another account is accepted there.
    let by = if offer.is_for(account) { account } else { offer.account.as_str() };
    let state = OfferState::of(offer, by, requests);
    let came_of_it = match &state {
        OfferState::Accepted(Some(agreement)) => {
            let href = Page::Subscription(agreement.clone()).href();
            let label = texts::SUBSCRIPTION_OF.with(&[("product", &offer.product.name)]);
            Some(view! {
                <a class="offers-more" href=href aria-label=label>{texts::SUBSCRIPTION.get()}</a>
            })
        }
        _ => None,
    };
    let href = Page::Checkout(offer.id.clone()).href();
    let whose = server.is_management().then(|| {
        let name = account_name(server, &offer.account);
        view! { <td>{name}</td> }
    });
    let payment = offer.payment_terms.as_deref();
    // What is accepted already is not accepted until some day.
    let until = match state {
        OfferState::Accepted(_) => "–".to_owned(),
        _ => expiry(offer),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=href>{offer.product.name.clone()}</a>
                <span class="offers-more">{offer.id.clone()}</span>
            </th>
            <td>{state.badge()} {came_of_it}</td>
            <td class="offers-terms">
                {sentence(&offer.terms, &offer.currency)}
                <span class="offers-more">{payment_terms(payment)}</span>
            </td>
            <td>{duration(offer.duration_months)}</td>
            <td>{until}</td>
            <td class="offers-seller">
                {offer.seller_name.clone()}
                <span class="offers-more">{words::seller(&offer.bill_from)}</span>
            </td>
            <td>{kind(offer)}</td>
            {whose}
        </tr>
    }
    .into_any()
}
