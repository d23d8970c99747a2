//! What a purchase order is, and its lines.

use leptos::prelude::*;
use outlook::api::OrderDetails;

use super::dialogs::Dialog;
use super::{Sheet, actions, line, tags};
use crate::pages::facts;
use crate::pages::orders::months;
use crate::server::KeptOrder;
use crate::text::{Text, orders as texts, plural};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, Empty, Icon, Kind, icon};
use crate::{format, words};

/// What stands above everything: what it is for, and what to mind.
pub(super) fn head(sheet: Sheet) -> AnyView {
    follow(move || {
        let kept = sheet.kept.get().and_then(Result::ok);
        sheet.details.with(|it| it.as_ref().map(|it| drawn(it, kept.as_ref())))
    })
}

fn drawn(details: &OrderDetails, kept: Option<&KeptOrder>) -> AnyView {
    let row = &details.row;
    let (kind, status) = words::status(&row.status, row.created);
    let any = |is: bool, kind: Kind, text: Text| is.then_some((kind, text));
    let marks = [
        any(row.expiring_soon, Kind::Warning, texts::EXPIRING_SOON),
        any(row.out_of_balance, Kind::Bad, texts::OUT_OF_BALANCE),
        any(row.below_threshold && !row.out_of_balance, Kind::Warning, texts::BELOW_THRESHOLD),
        any(row.without_contacts && !row.created, Kind::Warning, texts::NOBODY_TOLD),
        any(kept.is_some_and(|it| it.made_by == "marketplace"), Kind::Info, texts::MARKETPLACE),
    ];
    let marks: Vec<AnyView> = marks
        .into_iter()
        .flatten()
        .map(|(kind, text)| view! { <Badge text=text kind=kind /> }.into_any())
        .collect();
    // On an account, those that are issued are told apart.
    let (one, other) = match kept {
        Some(_) => (texts::COMING_ONE, texts::COMING_OTHER),
        None => (texts::INVOICES_ONE, texts::INVOICES_OTHER),
    };
    let count = plural(one, other, row.documents);
    view! {
        <p class="lead">{row.description.clone()}</p>
        <div class="badges">
            <Badge text=status kind=kind />
            {marks}
            <span class="hint">{count}</span>
        </div>
    }
    .into_any()
}

/// One that a charge would create.
pub(super) fn created(sheet: Sheet) -> AnyView {
    view! {
        {head(sheet)}
        <p>{texts::CREATED.get()}</p>
        {about(sheet)}
        <div class="actions">{actions::to_preview(sheet, texts::SHOW_INVOICES)}</div>
        <h2>{texts::LINES.get()}</h2>
        {line::lines(sheet)}
    }
    .into_any()
}

pub(super) fn overview(sheet: Sheet) -> AnyView {
    let is_empty =
        memo(move || sheet.details.with(|it| it.as_ref().is_some_and(|it| it.lines.is_empty())));
    view! {
        {expired(sheet)}
        {about(sheet)}
        <div class="actions">{actions::to_preview(sheet, texts::SHOW_INVOICES)}</div>
        {tags::part(sheet)}
        <div class="page-head">
            <h2>{texts::LINES.get()}</h2>
            <Button
                label=texts::ADD_LINE
                icon=Icon::Plus
                on_click=move || sheet.dialog.set(Some(Dialog::AddLine))
            />
        </div>
        {follow(move || is_empty.get().then(|| view! {
            <Empty title=texts::NO_LINES text=texts::NO_LINES_TEXT icon=Icon::Document />
        }))}
        {line::lines(sheet)}
    }
    .into_any()
}

/// How one that is expired is taken up again (§4.1).
fn expired(sheet: Sheet) -> AnyView {
    let told = memo(move || {
        let (status, month) = sheet.details.with(|it| {
            Some((it.as_ref()?.row.status.clone(), it.as_ref()?.row.expiration.clone()))
        })?;
        let text = match status.as_str() {
            "expired" => texts::EXPIRED_TEXT,
            "suspended-expired" => texts::SUSPENDED_EXPIRED_TEXT,
            _ => return None,
        };
        Some((text.with(&[("month", &format::month_long(&month))]), status == "expired"))
    });
    follow(move || {
        let (text, can_extend) = told.get()?;
        let button = can_extend.then(|| {
            view! {
                <Button
                    label=texts::REACTIVATE
                    icon=Icon::Calendar
                    on_click=move || sheet.dialog.set(Some(Dialog::Edit))
                />
            }
        });
        Some(view! {
            <div class="order-note">
                {icon(Icon::Info)}
                <p>{text}</p>
                {button}
            </div>
        })
    })
}

fn about(sheet: Sheet) -> AnyView {
    follow(move || {
        let updated = sheet.kept.get().and_then(Result::ok).map(|kept| kept.updated_at);
        sheet.details.with(|it| it.as_ref().map(|it| known(it, updated)))
    })
}

fn known(details: &OrderDetails, updated: Option<String>) -> AnyView {
    let row = &details.row;
    let order = details.order.as_ref();
    let money = |amount: &Option<String>| match amount {
        Some(amount) => format::money(amount, &row.currency),
        None => "–".to_owned(),
    };
    let list = |list: &[String]| Some(list.join(", ")).filter(|list| !list.is_empty());
    let known = [
        (texts::MONTHS, Some(months(row))),
        (texts::SELLERS, Some(words::sellers(&row.sellers)).filter(|names| !names.is_empty())),
        (texts::VALUE, Some(money(&Some(row.value.clone())))),
        (texts::BALANCE, Some(money(&row.balance))),
        (texts::CLOSING, Some(money(&row.closing))),
        (texts::FIELD_UNITS, order.and_then(|order| list(&order.invoice_units))),
        (texts::FIELD_TAX_NUMBERS, order.and_then(|order| list(&order.tax_registration_numbers))),
        (texts::SHIP_TO, order.and_then(|order| order.ship_to.clone())),
        (texts::UPDATED, updated.map(|at| format::date_time(&at))),
    ];
    view! {
        {facts(known.into_iter().filter_map(|(name, value)| Some((name, value?))))}
        {meter(details)}
    }
    .into_any()
}

/// What is left now of the whole. Lines without a balance have a value all the same, so there is no
/// measure of both together.
fn meter(details: &OrderDetails) -> Option<AnyView> {
    let row = &details.row;
    let balance = row.balance.as_ref().filter(|_| details.lines.iter().all(|line| line.tracked))?;
    let text = texts::LEFT_NOW.with(&[
        ("left", &format::money(balance, &row.currency)),
        ("value", &format::money(&row.value, &row.currency)),
    ]);
    Some(line::measure(text, balance, &row.value))
}
