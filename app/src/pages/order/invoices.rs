//! The invoices of a purchase order: those to come, and those that are issued.

use leptos::prelude::*;
use outlook::api::{Column, Condition, Group, Item, Mark, Operator, Query, Request, Row, View};

use super::{Sheet, actions};
use crate::frame::loading;
use crate::page::Page;
use crate::pages::facts;
use crate::pages::issued::{failed, link, table};
use crate::pages::paged::{Paged, Words};
use crate::server::{IssuedRow, OrderTotals};
use crate::text::{
    issued as issued_texts, orders as texts, plural, why as why_texts, words as word_texts,
};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Empty, Icon, Kind};
use crate::{format, words};

const LIST: &str = "purchase-orders:ListPurchaseOrderInvoices";

/// So many of the coming ones are shown; the preview has all.
const SHOWN: usize = 24;

const WORDS: Words = Words {
    shown_one: issued_texts::SHOWN_ONE,
    shown_other: issued_texts::SHOWN_OTHER,
    more: issued_texts::MORE,
    all_shown: issued_texts::ALL_SHOWN,
};

pub(super) fn part(sheet: Sheet) -> AnyView {
    view! {
        <section class="order-section">
            <div class="page-head">
                <h2>{texts::UPCOMING.get()}</h2>
                {actions::to_preview(sheet, texts::IN_PREVIEW)}
            </div>
            {upcoming(sheet)}
        </section>
        <section class="order-section">
            <h2>{texts::ISSUED.get()}</h2>
            {issued(sheet)}
        </section>
    }
    .into_any()
}

fn upcoming(sheet: Sheet) -> AnyView {
    let view = sheet.desk.follow::<View>(move || {
        let value = sheet.id.get_value();
        Some(Request::Rows(Query {
            group: Group::None,
            sort: Some(Column::Month),
            conditions: vec![Condition { column: Column::Order, operator: Operator::Is, value }],
            count: SHOWN,
            ..Query::default()
        }))
    });
    let view = memo(move || view.get());
    follow(move || {
        let Some(View { items, totals, documents, .. }) = view.get() else { return loading() };
        let rows: Vec<AnyView> = items
            .iter()
            .filter_map(|item| match item {
                Item::Row(row) => Some(coming(row)),
                Item::Heading(_) => None,
            })
            .collect();
        if rows.is_empty() {
            return view! {
                <Empty
                    title=texts::NO_UPCOMING
                    text=texts::NO_UPCOMING_TEXT
                    icon=Icon::Calendar
                />
            }
            .into_any();
        }
        let heads = [
            (why_texts::MONTH, ""),
            (texts::INVOICE, ""),
            (texts::COLUMN_LINE, ""),
            (texts::FIELD_AMOUNT, "figures"),
            (texts::COLUMN_LEFT, "figures"),
            (texts::COLUMN_NOTES, ""),
        ];
        let shown = rows.len();
        let all = plural(texts::SUM_ONE, texts::SUM_OTHER, documents.0);
        let sum = [&all, " ", &words::totals(&totals)].concat();
        let rest = (documents.0 > shown).then(|| {
            let (shown, all) = (format::number(shown), format::number(documents.0));
            view! { <p class="hint">{texts::FIRST_OF.with(&[("shown", &shown), ("all", &all)])}</p> }
        });
        view! {
            <p>{sum}</p>
            {table(texts::UPCOMING.into(), &heads, rows)}
            {rest}
        }
        .into_any()
    })
}

fn coming(row: &Row) -> AnyView {
    let href = Page::Invoices.href_with("invoice", &row.id);
    let line = row.place.as_ref().map(|place| place.line.clone());
    let left = row.left.as_ref().map_or_else(
        || word_texts::UNTRACKED.get().to_owned(),
        |left| format::money(left, &row.currency),
    );
    let marks: Vec<AnyView> = row
        .marks
        .iter()
        .filter(|mark| !matches!(mark, Mark::NoOrder))
        .map(|mark| {
            let (kind, text) = words::mark(*mark);
            view! { <Badge text=text kind=kind /> }.into_any()
        })
        .collect();
    view! {
        <tr>
            <td>{format::month(&row.month)}</td>
            <th scope="row">
                <a href=href>{words::document(row)}</a>
            </th>
            <td>{line}</td>
            <td class="figures">{format::money(&row.total, &row.currency)}</td>
            <td class="figures">{left}</td>
            <td>
                <span class="badges">{marks}</span>
            </td>
        </tr>
    }
    .into_any()
}

fn issued(sheet: Sheet) -> AnyView {
    if let Some(reason) = sheet.refusal(LIST) {
        return view! {
            <Empty title=issued_texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let path = sheet.path("/invoices").unwrap_or_default();
    let one = [&path, "?limit=1"].concat();
    let totals = sheet.server.follow::<OrderTotals>(move || Some(one.clone()));
    let totals = memo(move || totals.get());
    let invoices = Paged::<IssuedRow>::follow(sheet.server, memo(move || path.clone()));
    view! {
        {follow(move || match totals.get() {
            None => None,
            Some(Err(failure)) => Some(failed(failure, move || sheet.server.ask_again())),
            Some(Ok(totals)) => Some(sums(&totals)),
        })}
        {invoices.view(WORDS, rows, none, || ())}
    }
    .into_any()
}

fn none() -> AnyView {
    view! {
        <Empty title=texts::NONE_ISSUED text=texts::NONE_ISSUED_TEXT icon=Icon::Document />
    }
    .into_any()
}

/// What is invoiced, given back and left of it, each currency by itself.
fn sums(totals: &OrderTotals) -> AnyView {
    let facts: Vec<AnyView> = totals
        .totals
        .iter()
        .map(|sum| {
            let money = |amount: &str| format::money(amount, &sum.currency);
            facts([
                (texts::SUM_INVOICED, money(&sum.invoiced)),
                (texts::SUM_CREDITED, money(&sum.credited)),
                (texts::SUM_TOTAL, money(&sum.total)),
            ])
        })
        .collect();
    facts.into_any()
}

fn rows(items: &[IssuedRow]) -> AnyView {
    let heads = [
        (why_texts::ISSUED, ""),
        (issued_texts::COLUMN_TYPE, ""),
        (issued_texts::COLUMN_NUMBER, ""),
        (texts::COLUMN_LINE, ""),
        (texts::FIELD_AMOUNT, "figures"),
        (issued_texts::COLUMN_DUE, ""),
    ];
    table(texts::ISSUED.into(), &heads, items.iter().map(row).collect())
}

fn row(row: &IssuedRow) -> AnyView {
    let kind = if row.is_memo() {
        view! { <Badge text=word_texts::KIND_CREDIT_MEMO kind=Kind::Info /> }.into_any()
    } else {
        words::category(&row.category).into_any()
    };
    let due = row.due_on.as_deref().map_or_else(|| "–".to_owned(), format::date);
    view! {
        <tr>
            <td>{format::date(&row.issued_at)}</td>
            <td>{kind}</td>
            <th scope="row">{link(&row.id)}</th>
            <td>{row.line_item_number.clone()}</td>
            <td class="figures">{format::money(&row.signed(), &row.currency)}</td>
            <td>{due}</td>
        </tr>
    }
    .into_any()
}
