//! One issued invoice: what it bills and why, and what was expected of it.

mod expectation;
pub(crate) mod explanation;

use leptos::prelude::*;

use super::issued::{self, account_name, failed, file_link, link, place_name, table};
use super::subscription::payment_terms;
use super::{Heading, facts};
use crate::frame::loading;
use crate::page::{self, Page, Place, base, encoded};
use crate::server::{Failure, IssuedInvoice, IssuedLine, IssuedRow, Server};
use crate::text::{issued as texts, orders as order_texts, why as why_texts, words as word_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Breadcrumbs, Crumb, Empty, Icon, Kind, icon};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let number = page::named();
    follow(move || shown(server, number.get()))
}

fn shown(server: Server, number: String) -> AnyView {
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    let path = ["/accounts/", &account, "/invoices/", &encoded(&number)].concat();
    let asked = path.clone();
    let found = server.follow::<IssuedInvoice>(move || Some(asked.clone()));
    let found = memo(move || found.get());
    let crumbs = vec![Crumb { label: texts::TITLE.into(), href: Page::Issued.href() }];
    let files = path.clone();
    let links = follow(move || {
        let is_there = found.with(|found| matches!(found, Some(Ok(_))));
        (is_there && server.may("invoicing:GetInvoicePDF")).then(|| documents(&files))
    });
    let name = number.clone();
    view! {
        <Breadcrumbs crumbs=crumbs here=Signal::stored(number.clone()) />
        <div class="page-head">
            <Heading text=Signal::stored(number) />
            <div class="actions">{links}</div>
        </div>
        {follow(move || match found.get() {
            None => loading(),
            Some(Err(failure)) if is_unknown(&failure) => view! {
                <Empty title=texts::UNKNOWN.with(&[("invoice", &name)]) icon=Icon::Question />
            }
            .into_any(),
            Some(Err(failure)) => failed(failure, move || server.ask_again()),
            Some(Ok(invoice)) => told(server, &path, &invoice),
        })}
    }
    .into_any()
}

fn is_unknown(failure: &Failure) -> bool {
    failure.code == "NOT_FOUND"
}

/// The document as a person receives it: as a page and as a file.
fn documents(path: &str) -> AnyView {
    let page = [&base(), "/api/v1", path, "/document"].concat();
    view! {
        <a class="button" data-kind="normal" href=page target="_blank" rel="noopener">
            {icon(Icon::Link)} <span>{texts::DOCUMENT.get()}</span>
            <span class="unseen">{texts::NEW_TAB.get()}</span>
        </a>
        {file_link(texts::PDF, [path, "/document.pdf"].concat())}
    }
    .into_any()
}

fn told(server: Server, path: &str, invoice: &IssuedInvoice) -> AnyView {
    let IssuedInvoice { row, details } = invoice;
    let memo = row
        .is_memo()
        .then(|| view! { <Badge text=word_texts::KIND_CREDIT_MEMO kind=Kind::Info /> });
    let corrects = row.original_invoice_id.as_ref().map(|original| {
        view! { <p>{texts::CORRECTS.get()} " " {link(original)}</p> }
    });
    let number = row.id.clone();
    let requests = issued::open_reissues(server, Place::here().account().unwrap_or_default());
    let reissue = follow(move || {
        requests.with(|requests| issued::reissue_asked(requests, |invoice| invoice == number))
    });
    let place =
        issued::place(server, row.purchase_order_id.as_ref(), row.line_item_number.as_ref());
    let memos = (!details.credit_memos.is_empty()).then(|| memos(&details.credit_memos));
    view! {
        {memo.map(|memo| view! { <div class="badges">{memo}</div> })}
        <p class="lead">{summary(invoice)}</p>
        {corrects}
        <p class="issued-place">
            <span class="hint">{texts::COLUMN_ORDER.get()}</span>
            {place}
        </p>
        {reissue}
        {about(server, invoice)}
        <section class="issued-part">
            <h2>{texts::LINES.get()}</h2>
            {lines(&details.lines, &row.currency)}
            {totals(invoice)}
        </section>
        {memos}
        {expectation::part(server, path, row)}
        {explanation::part(server, path, invoice)}
    }
    .into_any()
}

fn summary(invoice: &IssuedInvoice) -> String {
    let IssuedInvoice { row, details } = invoice;
    let Some(order) = &row.purchase_order_id else { return why_texts::SUMMARY_NONE.into() };
    let place = place_name(order, row.line_item_number.as_ref());
    let Some(left) = &details.balance_after else {
        return why_texts::SUMMARY.with(&[("place", &place)]);
    };
    let left = format::money(left, &row.currency);
    let text =
        if details.covered { why_texts::SUMMARY_LEFT } else { why_texts::SUMMARY_NOT_COVERED };
    text.with(&[("place", &place), ("left", &left)])
}

fn about(server: Server, invoice: &IssuedInvoice) -> AnyView {
    let IssuedInvoice { row, details } = invoice;
    let known = [
        (texts::COLUMN_TOTAL, Some(format::money(&row.signed(), &row.currency))),
        (why_texts::MONTH, Some(format::month_long(&row.billing_period))),
        (why_texts::ISSUED, Some(format::date(&row.issued_at))),
        (texts::COLUMN_DUE, row.due_on.as_deref().map(format::date)),
        (texts::COLUMN_SELLER, Some(words::seller(&row.bill_from))),
        (texts::COLUMN_ACCOUNT, Some(account_name(server, &row.account))),
        (why_texts::KIND, Some(words::category(&row.category))),
        (order_texts::FIELD_COST_CENTER, row.cost_center.clone()),
        (why_texts::AGREEMENT, details.agreement.as_deref().map(words::agreement)),
        (texts::REFERENCE, details.purchase_order_reference.clone()),
        (texts::TERMS, details.payment_terms.as_deref().map(|word| payment_terms(Some(word)))),
        (texts::TAX_NUMBER, details.tax_registration_number.clone()),
        (texts::UNIT, details.invoice_unit.clone()),
        (texts::REASON, details.reason.clone()),
    ];
    facts(known.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

fn lines(lines: &[IssuedLine], currency: &str) -> AnyView {
    let rows = lines
        .iter()
        .map(|line| {
            let period = line.period.as_deref().map(format::month);
            let amount = [&format::amount(&line.amount), " ", currency].concat();
            view! {
                <tr>
                    <th scope="row">{line.description.clone()}</th>
                    <td class="issued-id">{line.charge.clone()}</td>
                    <td>{line.agreement.as_deref().map(words::agreement)}</td>
                    <td>{period}</td>
                    <td class="figures">{amount}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = [
        (texts::COLUMN_DESCRIPTION, ""),
        (texts::COLUMN_CHARGE, ""),
        (why_texts::AGREEMENT, ""),
        (texts::COLUMN_METERED, ""),
        (texts::COLUMN_AMOUNT, "figures"),
    ];
    table(texts::LINES.into(), &heads, rows)
}

fn totals(invoice: &IssuedInvoice) -> AnyView {
    let IssuedInvoice { row, details } = invoice;
    let money = |amount: &str| format::money(amount, &row.currency);
    let left = details.left.as_ref().filter(|_| !details.credit_memos.is_empty());
    let sums =
        [Some((texts::TOTAL, money(&row.signed()))), left.map(|left| (texts::LEFT, money(left)))];
    facts(sums.into_iter().flatten())
}

fn memos(memos: &[IssuedRow]) -> AnyView {
    let rows = memos
        .iter()
        .map(|memo| {
            view! {
                <tr>
                    <th scope="row">{link(&memo.id)}</th>
                    <td>{format::date(&memo.issued_at)}</td>
                    <td class="figures">{format::money(&memo.signed(), &memo.currency)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads =
        [(texts::COLUMN_NUMBER, ""), (why_texts::ISSUED, ""), (texts::COLUMN_TOTAL, "figures")];
    view! {
        <section class="issued-part">
            <h2>{texts::MEMOS.get()}</h2>
            {table(texts::MEMOS.into(), &heads, rows)}
        </section>
    }
    .into_any()
}
