//! The invoices that are issued, the latest first.

mod filters;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Heading;
use super::sign_in::told;
use crate::frame::loading;
use crate::page::{Address, Page, Place, base};
use crate::server::{Access, Ask, Failure, IssuedRow, List, Server};
use crate::text::{Text, issued as texts, plural, ui as ui_texts, words as word_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Badge, Button, ButtonKind, Empty, Icon, Kind, LinkButton, Live, icon};
use crate::{format, words};

pub(super) use filters::month_error;

/// Invoices that are asked for at once.
const PAGE: usize = 50;

const ACTION: &str = "invoicing:ListInvoices";

/// The listing and what is at hand of it.
#[derive(Clone, Copy)]
struct Listing {
    server: Server,
    address: Address,
    account: StoredValue<String>,
    /// What the filters ask for, as a query without its question mark.
    query: Memo<String>,
    items: RwSignal<Option<Vec<IssuedRow>>>,
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
    let refusal = server
        .access
        .with_untracked(|access| access.as_ref().and_then(|access| access.refusal(ACTION)));
    if let Some(reason) = refusal {
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
        listing.ask(PAGE);
    });
    // What is issued meanwhile joins those that are shown, however many they are.
    watch(move || {
        server.revision.track();
        let shown = listing.items.with_untracked(|items| items.as_ref().map(Vec::len));
        if let Some(shown) = shown {
            listing.ask(shown.max(PAGE));
        }
    });
    let close = follow(move || {
        may(server, "invoicing:CreateInvoiceRun").then(|| {
            view! {
                <LinkButton
                    label=texts::CLOSE_MONTH
                    href=Page::Close.href()
                    kind=ButtonKind::Primary
                    icon=Icon::Calendar
                />
            }
        })
    });
    view! {
        <div class="page-head">
            <Heading text=texts::TITLE />
            <div class="actions">
                {follow(move || file_link(texts::CSV, listing.path("/invoices.csv", &listing.query.get())))}
                {close}
            </div>
        </div>
        {filters::form(address)}
        {follow(move || listing.shown())}
        <Live text=Signal::derive(move || listing.count()) />
    }
    .into_any()
}

/// Whether whoever is signed in may do something here.
pub(super) fn may(server: Server, action: &str) -> bool {
    let is_allowed = |access: &Access| access.refusal(action).is_none();
    server.access.with(|access| access.as_ref().is_some_and(|access| is_allowed(access)))
}

/// A link to a file of the server; `path` begins below its API.
pub(super) fn file_link(label: Text, path: String) -> AnyView {
    let href = [&base(), "/api/v1", &path].concat();
    view! {
        <a class="button" data-kind="normal" href=href download="">
            {icon(Icon::Document)} <span>{label.get()}</span>
        </a>
    }
    .into_any()
}

/// A text as a part of an address.
pub(super) fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// The address that shows the invoices of a month.
pub(super) fn of_month(month: &str) -> String {
    [&Page::Issued.href(), "?from=", month, "&to=", month].concat()
}

/// A table that is all in view, each column with the name of its class.
pub(super) fn table(name: String, heads: &[(Text, &'static str)], rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<AnyView> = heads
        .iter()
        .map(|(text, class)| view! { <th scope="col" class=*class>{text.get()}</th> }.into_any())
        .collect();
    view! {
        <div class="scroll-inline issued-table" tabindex="0" role="region" aria-label=name>
            <table class="plain-table">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A purchase order line; a link to it where it can be looked at.
pub(super) fn place(server: Server, order: Option<&String>, line: Option<&String>) -> AnyView {
    let Some(order) = order else {
        return view! {
            <span class="issued-nowhere">{icon(Icon::Warning)} {word_texts::NO_ORDER.get()}</span>
        }
        .into_any();
    };
    let name = place_name(order, line);
    let is_here = server
        .access
        .with_untracked(|access| access.as_ref().is_some_and(|access| access.is_management()));
    if is_here {
        let href = Page::Order(order.clone()).href();
        view! { <a href=href>{name}</a> }.into_any()
    } else {
        view! { <span>{name}</span> }.into_any()
    }
}

/// A purchase order line in words.
pub(super) fn place_name(order: &str, line: Option<&String>) -> String {
    match line {
        Some(line) => word_texts::PLACE.with(&[("order", order), ("line", line)]),
        None => order.to_owned(),
    }
}

/// A link to an issued document.
pub(super) fn link(number: &str) -> AnyView {
    let href = Page::Invoice(number.to_owned()).href();
    view! { <a href=href>{number.to_owned()}</a> }.into_any()
}

/// In place of what did not come.
pub(super) fn failed(failure: Failure, retry: impl Fn() + Copy + Send + 'static) -> AnyView {
    let text = failure.sentences().join(" ");
    view! {
        <Empty title=ui_texts::LOADING_FAILED text=text icon=Icon::Error>
            <Button label=ui_texts::RETRY icon=Icon::Redo on_click=retry />
        </Empty>
    }
    .into_any()
}

impl Listing {
    fn path(self, below: &str, query: &str) -> String {
        let mark = if query.is_empty() { "" } else { "?" };
        self.account.with_value(|account| ["/accounts/", account, below, mark, query].concat())
    }

    /// Asks for that many from the start.
    fn ask(self, count: usize) {
        self.load(Vec::new(), None, count);
    }

    fn ask_more(self) {
        let items = self.items.get_untracked().unwrap_or_default();
        let count = items.len() + PAGE;
        self.load(items, self.next.get_untracked(), count);
    }

    /// Asks for page after page until there are enough. Answers that come late are left aside.
    fn load(self, mut items: Vec<IssuedRow>, mut next: Option<String>, count: usize) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        self.is_busy.set(true);
        let query = self.query.get_untracked();
        let path = self.path("/invoices", &query);
        let mark = if query.is_empty() { "?" } else { "&" };
        spawn_local(async move {
            let failure = loop {
                let cursor = next.as_ref().map(|next| [mark, "cursor=", &encoded(next)].concat());
                let ask = Ask::get([path.as_str(), &cursor.unwrap_or_default()].concat());
                let answer = self.server.ask::<List<IssuedRow>>(&ask).await;
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
                let again = move || self.ask(PAGE);
                return failure.map_or_else(loading, |failure| failed(failure, again));
            }
            Some(items) if items.is_empty() && has_filter => return self.no_match(),
            Some(items) if items.is_empty() => return empty(),
            Some(items) => items.iter().map(|item| row(self.server, item)).collect(),
        };
        let heads = [
            (texts::COLUMN_NUMBER, ""),
            (texts::COLUMN_TYPE, ""),
            (texts::COLUMN_MONTH, ""),
            (texts::COLUMN_SELLER, ""),
            (texts::COLUMN_ORDER, ""),
            (texts::COLUMN_ACCOUNT, ""),
            (texts::COLUMN_TOTAL, "figures"),
            (texts::COLUMN_DUE, ""),
        ];
        view! {
            {table(texts::TITLE.into(), &heads, rows)}
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
                    on_click=move || self.ask_more()
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

fn row(server: Server, row: &IssuedRow) -> AnyView {
    let due = row.due_on.as_deref().map_or_else(|| "–".to_owned(), format::date);
    view! {
        <tr>
            <th scope="row">{link(&row.id)}</th>
            <td>{kind(row)}</td>
            <td>{format::month(&row.billing_period)}</td>
            <td>{row.bill_from.clone()}</td>
            <td>{place(server, row.purchase_order_id.as_ref(), row.line_item_number.as_ref())}</td>
            <td>{account_name(server, &row.account)}</td>
            <td class="figures">{format::money(&row.signed(), &row.currency)}</td>
            <td>{due}</td>
        </tr>
    }
    .into_any()
}

fn kind(row: &IssuedRow) -> AnyView {
    if row.is_memo() {
        view! { <Badge text=word_texts::KIND_CREDIT_MEMO kind=Kind::Info /> }.into_any()
    } else {
        words::category(&row.category).into_any()
    }
}

/// The name of an account, where it is known.
pub(super) fn account_name(server: Server, id: &str) -> String {
    let name = server.person.with_untracked(|person| {
        let known = person.known()?;
        let (_, account) = known.accounts().find(|(_, account)| account.id == id)?;
        Some(account.name.clone())
    });
    name.unwrap_or_else(|| id.to_owned())
}
