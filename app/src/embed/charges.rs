//! The charges of one agreement: when each is due, which purchase order its next invoice uses, and
//! which one it names.

mod saving;
mod sheet;

use leptos::context::Provider;
use leptos::prelude::*;

use super::host::Host;
use super::{failed, loading, waiting};
use crate::format;
use crate::pages::subscription::entry::Named;
use crate::pages::subscription::fit::{self, Basis};
use crate::server::AgreementCharge;
use crate::text::{Text, embed as own_texts, subscriptions as texts, words as word_texts};
use crate::ui::field::{Control, unique};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Combobox, Empty, Icon, Kind, TextInput, icon};

use sheet::Sheet;

pub(super) fn part(host: Host) -> AnyView {
    let agreement = memo(move || host.said.with(|said| said.agreement.clone()));
    let missing = memo(move || host.missing(true));
    follow(move || match (missing.get(), host.session.get()) {
        (None, Some(session)) => shown(Sheet::open(host, session, agreement.get())),
        (missing, _) => {
            // What was typed has gone with what showed it.
            host.holds(0);
            waiting(host, missing.unwrap_or_default())
        }
    })
}

fn shown(sheet: Sheet) -> AnyView {
    let failure =
        follow(move || sheet.failure.get().map(|failure| failed(&failure, move || sheet.load())));
    let is_waiting = memo(move || sheet.failure.with(Option::is_none));
    let content = follow(move || match sheet.found.get() {
        None => is_waiting.get().then(loading),
        Some(found) => {
            let agreement = &found.agreement;
            let names =
                [("product", &*agreement.product.name), ("seller", &*agreement.seller_name)];
            Some(
                view! {
                    <p class="embed-title" part="title">{own_texts::SOLD_BY.with(&names)}</p>
                    {table(sheet)}
                }
                .into_any(),
            )
        }
    });
    // What was typed stays in view when the network is lost.
    view! { {failure} {content} }.into_any()
}

fn table(sheet: Sheet) -> AnyView {
    let ids =
        memo(move || sheet.typed.listed().into_iter().map(|charge| charge.id).collect::<Vec<_>>());
    let closed = memo(move || sheet.closed());
    follow(move || {
        let ids = ids.get();
        if ids.is_empty() {
            return view! {
                <slot name="empty">
                    <Empty title=texts::NO_CHARGES_TEXT icon=Icon::Document />
                </slot>
            }
            .into_any();
        }
        let closed = closed.get();
        let is_open = closed.is_none();
        let rows: Vec<AnyView> = ids.into_iter().map(|id| row(sheet, id, is_open)).collect();
        let heads = [
            texts::COLUMN_CHARGE,
            texts::COLUMN_DUE,
            texts::COLUMN_AMOUNT,
            texts::COLUMN_UPCOMING,
            texts::COLUMN_ORDER,
            texts::COLUMN_LINE,
        ];
        let heads: Vec<AnyView> = heads
            .iter()
            .map(|text| view! { <th scope="col" role="columnheader">{text.get()}</th> }.into_any())
            .collect();
        let label = Signal::derive(move || {
            let told = sheet.host.said.with(|said| said.label.clone());
            if told.is_empty() { own_texts::CHARGES.into() } else { told }
        });
        // Roles are told, since in a narrow place rows and cells are blocks.
        view! {
            {closed.map(|reason| note(Kind::Info, reason))}
            {follow(move || sheet.lacks_orders.get().then(|| {
                note(Kind::Warning, own_texts::ORDERS_FAILED.into())
            }))}
            <table class="plain-table embed-table" part="table" role="table" aria-label=label>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            {is_open.then(|| saving::bar(sheet))}
        }
        .into_any()
    })
}

/// A cell, which tells its column where there is none above it.
fn cell(column: Text, class: &'static str, content: AnyView) -> AnyView {
    view! { <td role="cell" class=class data-column=column.get()>{content}</td> }.into_any()
}

fn row(sheet: Sheet, id: String, is_open: bool) -> AnyView {
    let charge = memo(move || sheet.typed.charge(&id));
    if charge.with_untracked(Option::is_none) {
        return ().into_any();
    }
    let is_open = memo(move || is_open && charge.get().is_some_and(|charge| charge.is_future()));
    let cells = follow(move || charge.get().map(|charge| facts(sheet, &charge)));
    let order = follow(move || match is_open.get() {
        true => charge.get_untracked().map(|first| entry(sheet, charge, &first)),
        false => charge.get().map(|charge| settled(sheet, &charge)),
    });
    let is_changed = Signal::derive(move || sheet.typed.changes(&charge.get()?).then_some("true"));
    view! {
        <tr role="row" part="row" data-changed=is_changed>
            {cells}
            {order}
        </tr>
    }
    .into_any()
}

/// What is known about a charge.
fn facts(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    let kind = if charge.is_usage() { texts::KIND_USAGE } else { texts::KIND_FIXED };
    let due = match charge.time.as_deref() {
        Some(time) => format::date(time),
        None if charge.is_usage() => texts::MONTHLY.into(),
        None => "–".to_owned(),
    };
    let amount = match &charge.amount {
        Some(amount) => format::money(amount, &charge.currency),
        None => texts::USAGE.into(),
    };
    view! {
        <th scope="row" role="rowheader" class="embed-charge">
            <span>{charge.name().to_owned()}</span>
            <Badge text=kind />
        </th>
        {cell(texts::COLUMN_DUE, "embed-date", due.into_any())}
        {cell(texts::COLUMN_AMOUNT, "", amount.into_any())}
        {cell(texts::COLUMN_UPCOMING, "", upcoming(sheet, charge))}
    }
    .into_any()
}

/// The invoice that a charge will be on next, and the line that this uses; of one that is invoiced,
/// its invoices.
fn upcoming(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    if !charge.is_future() {
        let links: Vec<AnyView> = charge
            .invoices
            .iter()
            .map(|number| link(sheet, "invoice", number, None, number.clone()))
            .collect();
        return view! { <span class="embed-stack">{links}</span> }.into_any();
    }
    let Some(upcoming) = &charge.upcoming else { return texts::NO_UPCOMING.get().into_any() };
    let by = match upcoming.by.as_str() {
        "reference" => Some(texts::BY_REFERENCE),
        "match" => Some(texts::BY_MATCH),
        _ => None,
    };
    let month = format::month(&upcoming.billing_period);
    let how = match by {
        Some(by) => [&month, " · ", by.get()].concat(),
        None => month,
    };
    let line = upcoming.line_item_number.as_deref();
    let place = match &upcoming.purchase_order_id {
        Some(order) => {
            let name = match line {
                Some(line) => word_texts::PLACE.with(&[("order", order), ("line", line)]),
                None => order.clone(),
            };
            link(sheet, "purchase-order", order, line, name)
        }
        None => view! {
            <span class="embed-nowhere">{icon(Icon::Warning)} {word_texts::NO_ORDER.get()}</span>
        }
        .into_any(),
    };
    view! {
        <span class="embed-stack">
            {place}
            <span class="embed-hint">{how}</span>
        </span>
    }
    .into_any()
}

fn link(sheet: Sheet, kind: &'static str, id: &str, line: Option<&str>, name: String) -> AnyView {
    let is_management = sheet
        .found
        .with_untracked(|found| found.as_ref().is_some_and(|found| found.access.is_management()));
    let session = sheet.session.get_value();
    super::link(sheet.host, &session, kind, id, line, name, is_management)
}

/// What a charge names that does not change, and why.
fn settled(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    let order = charge.purchase_order_reference.clone().unwrap_or_else(|| "–".to_owned());
    let line = charge.purchase_order_line.clone().unwrap_or_else(|| "–".to_owned());
    let why = match charge.state.as_str() {
        "issued" => Some(texts::ISSUED.get()),
        "withdrawn" => Some(texts::WITHDRAWN.get()),
        _ => None,
    };
    let content = view! {
        <span>{order}</span>
        {why.map(|why| view! { <span class="embed-hint">{why}</span> })}
        {collision(sheet, charge)}
    };
    view! {
        {cell(texts::COLUMN_ORDER, "embed-order", content.into_any())}
        {cell(texts::COLUMN_LINE, "embed-line", line.into_any())}
    }
    .into_any()
}

/// Where the purchase order of a charge is entered.
fn entry(sheet: Sheet, charge: Memo<Option<AgreementCharge>>, first: &AgreementCharge) -> AnyView {
    let named =
        memo(move || charge.get().map(|charge| sheet.typed.named(&charge)).unwrap_or_default());
    let id = first.id.clone();
    let problem = Signal::derive(move || sheet.typed.problems.with(|it| it.get(&id).cloned()));
    let told_id = unique("entry");
    let control = Control {
        id: None,
        label_id: None,
        described: Signal::stored(Some(told_id.clone())),
        invalid: Signal::derive(move || problem.with(Option::is_some).then_some("true")),
    };
    let choices = Signal::derive(move || {
        let month = charge.with(|charge| charge.as_ref()?.month().map(str::to_owned));
        let Some(found) = sheet.found.get() else { return Vec::new() };
        sheet.orders.with(|orders| {
            let basis = Basis::of(&found.agreement, month.as_deref());
            fit::choices(orders.as_deref().unwrap_or_default(), basis)
        })
    });
    let enter = move |enter: &dyn Fn(&mut Named)| {
        if let Some(charge) = charge.get_untracked() {
            sheet.saved.set(String::new());
            sheet.typed.enter(&[charge], enter);
        }
    };
    let order = Signal::derive(move || named.with(|named| named.order.clone()));
    let line = Signal::derive(move || named.with(|named| named.line.clone()));
    let of = |text: Text| text.with(&[("charge", first.name())]);
    let (order_name, line_name) = (of(texts::ORDER_OF), of(texts::LINE_OF));
    let typed_order = move |typed: String| enter(&|named| named.order.clone_from(&typed));
    let typed_line = move |typed: String| enter(&|named| named.line.clone_from(&typed));
    let notes = follow(move || {
        charge.get().map(|charge| notes(sheet, &charge, &named.get(), problem.get()))
    });
    let content = view! {
        <Provider value=control>
            <Combobox value=order on_change=typed_order choices=choices label=order_name />
        </Provider>
        <div id=told_id>{notes}</div>
    };
    let line = view! {
        <TextInput value=line on_input=typed_line label=line_name placeholder="1" />
    };
    view! {
        {cell(texts::COLUMN_ORDER, "embed-order", content.into_any())}
        {cell(texts::COLUMN_LINE, "embed-line", line.into_any())}
    }
    .into_any()
}

/// What to know about an entry: what is wrong with it, what others did, what naming it does.
fn notes(
    sheet: Sheet,
    charge: &AgreementCharge,
    named: &Named,
    problem: Option<String>,
) -> AnyView {
    let wrong = problem.map(|problem| note(Kind::Bad, problem));
    let found = sheet.found.get();
    let hint = sheet.orders.with(|orders| {
        let basis = Basis::of(&found.as_ref()?.agreement, charge.month());
        let (kind, text) = fit::hint(orders.as_deref()?, named, basis)?;
        Some(note(kind, text))
    });
    let review = sheet.typed.review(charge, note, "embed-ways");
    view! { {wrong} {collision(sheet, charge)} {hint} {review} }.into_any()
}

fn note(kind: Kind, text: String) -> AnyView {
    view! {
        <p class="embed-note" part="note" data-kind=kind.name()>
            {kind.icon().map(icon)}
            <span>{text}</span>
        </p>
    }
    .into_any()
}

fn collision(sheet: Sheet, charge: &AgreementCharge) -> Option<AnyView> {
    sheet.typed.collision(charge, note, "embed-ways")
}
