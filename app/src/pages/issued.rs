//! The invoices that are issued, the latest first.

mod filters;
mod reissues;

use leptos::prelude::*;

use super::Heading;
use super::paged::{Paged, Words};
use crate::page::{Address, Page, Place, base};
use crate::server::{Failure, IssuedRow, Server};
use crate::text::{Text, issued as texts, ui as ui_texts, words as word_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, ButtonKind, Empty, Icon, Kind, LinkButton, icon};
use crate::{format, words};

use filters::FILTERS;
pub(super) use filters::month_error;
pub(super) use reissues::{asked as reissue_asked, open as open_reissues};

const ACTION: &str = "invoicing:ListInvoices";
const CLOSING: &str = "invoicing:CreateInvoiceRun";

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
    let reissues = reissues::part(server, &account);
    let query = FILTERS.query(address);
    let path =
        move |below: &str| query.with(|query| ["/accounts/", &account, below, query].concat());
    let file = path.clone();
    let invoices = Paged::<IssuedRow>::follow(server, memo(move || path("/invoices")));
    let close = follow(move || {
        server.may(CLOSING).then(|| {
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
                {follow(move || file_link(texts::CSV, file("/invoices.csv")))}
                {close}
            </div>
        </div>
        {filters::form(address)}
        {invoices.view(WORDS, move |items| rows(server, items), move || empty(server), move || FILTERS.clear(address))}
        {reissues}
    }
    .into_any()
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
    if server.is_management() {
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

fn rows(server: Server, items: &[IssuedRow]) -> AnyView {
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
    table(texts::TITLE.into(), &heads, items.iter().map(|item| row(server, item)).collect())
}

/// Nothing, and the way to the first ones for whoever may go it.
fn empty(server: Server) -> AnyView {
    let close = server.refusal(CLOSING).is_none().then(|| {
        view! { <LinkButton label=texts::CLOSE_MONTH href=Page::Close.href() icon=Icon::Calendar /> }
    });
    view! {
        <Empty title=texts::EMPTY text=texts::EMPTY_TEXT icon=Icon::Document>
            {close}
        </Empty>
    }
    .into_any()
}

fn row(server: Server, row: &IssuedRow) -> AnyView {
    let due = row.due_on.as_deref().map_or_else(|| "–".to_owned(), format::date);
    view! {
        <tr>
            <th scope="row">{link(&row.id)}</th>
            <td>{kind(row)}</td>
            <td>{format::month(&row.billing_period)}</td>
            <td>{words::seller(&row.bill_from)}</td>
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
