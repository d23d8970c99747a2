//! The totals of a currency: bars, and a table with every amount.

use leptos::prelude::*;

use super::bars;
use super::filters::{By, Question};
use super::sums::{OfCurrency, Sums};
use crate::page::{Page, encoded};
use crate::pages::issued::{account_name, table};
use crate::server::{Server, TotalsRow};
use crate::text::{costs as texts, words as word_texts};
use crate::ui::{Icon, icon};
use crate::{format, words};

/// Bars and table of a currency.
pub(super) fn currency(server: Server, sums: &Sums, own: &OfCurrency) -> AnyView {
    let Question { by, .. } = sums.question;
    let values = [("currency", own.currency.as_str()), ("what", by.name().get())];
    let heads = [
        (by.name(), ""),
        (texts::SHARE, "figures"),
        (texts::INVOICED, "figures"),
        (texts::CREDITED, "figures"),
        (texts::TOTAL, "figures"),
        (texts::INVOICES, "figures"),
    ];
    let mut rows: Vec<AnyView> = own
        .rows
        .iter()
        .map(|row| {
            let share = own.share(&row.total).map_or_else(|| "–".to_owned(), format::percent);
            drawn(key(server, &sums.question, row), share, row, count(&sums.question, row))
        })
        .collect();
    let all = view! { <strong>{texts::SUM.get()}</strong> }.into_any();
    rows.push(drawn(all, String::new(), &own.all, format::number(own.all.count).into_any()));
    view! {
        <section class="issued-part">
            <h2>{texts::IN_CURRENCY.with(&[("currency", &own.currency)])}</h2>
            {bars::bars(server, by, own)}
            {table(texts::TABLE.with(&values), &heads, rows)}
        </section>
    }
    .into_any()
}

fn drawn(name: AnyView, share: String, row: &TotalsRow, count: AnyView) -> AnyView {
    let money = |amount: &str| format::money(amount, &row.currency);
    let credited = match row.credited.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        true => money(&row.credited),
        false => "–".to_owned(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="figures">{share}</td>
            <td class="figures">{money(&row.invoiced)}</td>
            <td class="figures">{credited}</td>
            <td class="figures">{money(&row.total)}</td>
            <td class="figures">{count}</td>
        </tr>
    }
    .into_any()
}

/// What a total is of in words.
pub(super) fn name(server: Server, by: By, key: Option<&str>) -> String {
    match (by, key) {
        (By::CostCenter, None) => texts::NO_COST_CENTER.into(),
        (By::Order | By::Account, None) => word_texts::NO_ORDER.into(),
        (By::Agreement, None) => texts::NO_AGREEMENT.into(),
        (By::Account, Some(id)) => account_name(server, id),
        (By::Agreement, Some(id)) => words::agreement(id),
        (By::CostCenter | By::Order, Some(key)) => key.to_owned(),
    }
}

/// The same, as a link to where there is more.
fn key(server: Server, question: &Question, row: &TotalsRow) -> AnyView {
    let name = name(server, question.by, row.key.as_deref());
    let href = match (question.by, &row.key) {
        (By::Order, None) => Some(nowhere(question)),
        (By::Order, Some(id)) if server.is_management() => Some(Page::Order(id.clone()).href()),
        (By::Agreement, Some(id)) => Some(Page::Subscription(id.clone()).href()),
        _ => None,
    };
    let is_without = row.key.is_none() && question.by != By::Agreement;
    let sign = is_without.then(|| icon(Icon::Warning));
    let name = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    if is_without {
        view! { <span class="issued-nowhere">{sign} {name}</span> }.into_any()
    } else {
        name
    }
}

/// How many documents; a link to them where the list of invoices can show these.
fn count(question: &Question, row: &TotalsRow) -> AnyView {
    let count = format::number(row.count);
    let (By::Order, Some(order)) = (question.by, &row.key) else { return count.into_any() };
    let href = [&Page::Issued.href(), "?order=", &encoded(order), "&", &months(question)].concat();
    let label = texts::SHOW_INVOICES.with(&[("order", order), ("count", &count)]);
    view! { <a href=href aria-label=label>{count}</a> }.into_any()
}

/// The address of the invoices that used no purchase order.
pub(super) fn nowhere(question: &Question) -> String {
    [&Page::Issued.href(), "?placement=nowhere&", &months(question)].concat()
}

fn months(question: &Question) -> String {
    ["from=", &question.from, "&to=", &question.to].concat()
}
