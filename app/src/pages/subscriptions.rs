//! The subscriptions: agreements of a marketplace, the latest first, and how their charges stand.

mod filters;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Heading;
use super::issued::{account_name, encoded, failed};
use super::sign_in::told;
use crate::format;
use crate::frame::loading;
use crate::page::{Address, Page, Place};
use crate::server::{Agreement, AgreementRow, Ask, Failure, List, Server};
use crate::text::{plural, subscriptions as texts, ui as ui_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Badge, Button, Empty, Icon, Kind, Live};

/// Subscriptions that are asked for at once.
const PAGE: usize = 50;

const ACTION: &str = "aws-marketplace:SearchAgreements";

/// The listing and what is at hand of it.
#[derive(Clone, Copy)]
struct Listing {
    server: Server,
    address: Address,
    account: StoredValue<String>,
    /// What the filters ask for, as a query without its question mark.
    query: Memo<String>,
    items: RwSignal<Option<Vec<AgreementRow>>>,
    /// Where the next page begins.
    next: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    is_busy: RwSignal<bool>,
    asked: StoredValue<u32>,
}

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let address = Address::here();
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    if let Some(reason) = refusal(server, ACTION) {
        return view! {
            <Heading text=texts::TITLE />
            <Empty title=texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let listing = Listing {
        server,
        address,
        account: StoredValue::new(account),
        query: filters::query(address),
        items: RwSignal::new(None),
        next: RwSignal::new(None),
        failure: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
    watch(move || {
        listing.query.track();
        listing.load(Vec::new(), None, PAGE);
    });
    // What others save joins what is shown, however much that is.
    watch(move || {
        server.revision.track();
        let shown = listing.items.with_untracked(|items| items.as_ref().map(Vec::len));
        if let Some(shown) = shown {
            listing.load(Vec::new(), None, shown.max(PAGE));
        }
    });
    view! {
        <Heading text=texts::TITLE />
        {filters::form(address)}
        {follow(move || listing.shown())}
        <Live text=Signal::derive(move || listing.count()) />
    }
    .into_any()
}

/// Why whoever is signed in may not do something here; none where they may.
pub(super) fn refusal(server: Server, action: &str) -> Option<String> {
    server.access.with_untracked(|access| access.as_ref().and_then(|access| access.refusal(action)))
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

impl Listing {
    fn load_more(self) {
        let items = self.items.get_untracked().unwrap_or_default();
        let count = items.len() + PAGE;
        self.load(items, self.next.get_untracked(), count);
    }

    /// Asks for page after page until there are enough. Answers that come late are left aside.
    fn load(self, mut items: Vec<AgreementRow>, mut next: Option<String>, count: usize) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        self.is_busy.set(true);
        let query = self.query.get_untracked();
        let mark = if query.is_empty() { "?" } else { "&" };
        let path = self.account.with_value(|account| {
            let question = if query.is_empty() { "" } else { "?" };
            ["/accounts/", account, "/agreements", question, &query].concat()
        });
        spawn_local(async move {
            let failure = loop {
                let cursor = next.as_ref().map(|next| [mark, "cursor=", &encoded(next)].concat());
                let ask = Ask::get([path.as_str(), &cursor.unwrap_or_default()].concat());
                let answer = self.server.ask::<List<AgreementRow>>(&ask).await;
                if self.asked.try_get_value() != Some(number) {
                    return;
                }
                match answer {
                    Ok(list) => {
                        items.extend(list.items);
                        next = list.next;
                    }
                    Err(failure) => break Some(failure),
                }
                if next.is_none() || items.len() >= count {
                    break None;
                }
            };
            self.is_busy.set(false);
            if failure.is_none() {
                self.next.set(next);
                self.items.set(Some(items));
            }
            self.failure.set(failure);
        });
    }

    fn count(self) -> String {
        let count = self.items.with(|items| items.as_ref().map(Vec::len));
        count.map_or_else(String::new, |count| plural(texts::SHOWN_ONE, texts::SHOWN_OTHER, count))
    }

    fn shown(self) -> AnyView {
        let failure = self.failure.get();
        let has_filter = self.query.with_untracked(|query| !query.is_empty());
        let rows: Vec<AnyView> = match self.items.get() {
            None => {
                let again = move || self.load(Vec::new(), None, PAGE);
                return failure.map_or_else(loading, |failure| failed(failure, again));
            }
            Some(items) if items.is_empty() && has_filter => return self.no_match(),
            Some(items) if items.is_empty() => return empty(),
            Some(items) => items.iter().map(|item| row(self.server, item)).collect(),
        };
        view! {
            {table(self.server, rows)}
            {failure.map(told)}
            <div class="actions">
                {self.more()}
                <span class="hint" aria-hidden="true">{self.count()}</span>
            </div>
        }
        .into_any()
    }

    fn more(self) -> Option<AnyView> {
        let is_long = self.items.with(|items| items.as_ref().is_some_and(|it| it.len() >= PAGE));
        let next = self.next;
        // It stays after the last page, so that the focus has a place.
        let cannot = memo(move || next.with(Option::is_none).then(|| texts::ALL_SHOWN.into()));
        is_long.then(|| {
            view! {
                <Button
                    label=texts::MORE
                    on_click=move || self.load_more()
                    busy=self.is_busy
                    disabled=cannot
                />
            }
            .into_any()
        })
    }

    fn no_match(self) -> AnyView {
        let clear = move || filters::clear(self.address);
        view! {
            <Empty title=ui_texts::NO_MATCHES text=ui_texts::NO_MATCHES_TEXT icon=Icon::Search>
                <Button label=ui_texts::CLEAR_FILTER icon=Icon::Close on_click=clear />
            </Empty>
        }
        .into_any()
    }
}

fn empty() -> AnyView {
    view! { <Empty title=texts::EMPTY text=texts::EMPTY_TEXT icon=Icon::Document /> }.into_any()
}

/// Whether subscriptions of other accounts are in the list too.
fn shows_accounts(server: Server) -> bool {
    server.access.with_untracked(|access| access.as_ref().is_some_and(|it| it.is_management()))
}

fn table(server: Server, rows: Vec<AnyView>) -> AnyView {
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
    let heads = if shows_accounts(server) { &heads[..] } else { &heads[..heads.len() - 1] };
    super::issued::table(texts::TITLE.into(), heads, rows)
}

fn row(server: Server, row: &AgreementRow) -> AnyView {
    let AgreementRow { agreement, .. } = row;
    let href = Page::Subscription(agreement.id.clone()).href();
    let account = shows_accounts(server)
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
