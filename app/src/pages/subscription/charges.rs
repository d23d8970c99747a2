//! The charges as a table: when each is due and on which invoice, and in the last columns which
//! purchase order it names.

use leptos::context::Provider;
use leptos::prelude::*;

use super::about::payment_terms;
use super::entry::Named;
use super::fit::note;
use super::sheet::Sheet;
use super::{amounts, fit, many, reissue, saving};
use crate::format;
use crate::frame::loading;
use crate::pages::issued::{failed, link, place, reissue_asked};
use crate::pages::sign_in::told;
use crate::server::AgreementCharge;
use crate::text::{plural, subscriptions as texts};
use crate::ui::field::{Control, unique};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, ButtonKind, Checkbox, Combobox, Empty, Icon, Kind, icon};

pub(super) fn part(sheet: Sheet) -> AnyView {
    let ids = memo(move || {
        sheet.typed.charges.with(|charges| {
            let charges = charges.as_ref()?;
            Some(charges.iter().map(|charge| charge.id.clone()).collect::<Vec<_>>())
        })
    });
    view! {
        {follow(move || {
            let failure = sheet.failure.get();
            match ids.get() {
                None => failure.map_or_else(loading, |it| failed(it, move || sheet.load())),
                Some(ids) if ids.is_empty() => {
                    view! { <Empty title=texts::NO_CHARGES_TEXT text=texts::NO_CHARGES_NEXT icon=Icon::Document /> }.into_any()
                }
                Some(ids) => shown(sheet, ids),
            }
        })}
        {follow(move || sheet.typed.charges.with(Option::is_some).then(|| sheet.failure.get().map(told)))}
        {reissue::dialog(sheet)}
    }
    .into_any()
}

fn shown(sheet: Sheet, ids: Vec<String>) -> AnyView {
    let closed = sheet.closed.get_value();
    let is_open = closed.is_none();
    let head = match closed {
        Some(reason) => view! {
            <p class="subscription-closed">{icon(Icon::Info)} <span>{reason}</span></p>
        }
        .into_any(),
        None => view! {
            <p class="lead">{texts::CHARGES_TEXT.get()}</p>
            {fit::unlisted(sheet.server)}
            {many::form(sheet)}
        }
        .into_any(),
    };
    let rows: Vec<AnyView> = ids.into_iter().map(|id| row(sheet, id)).collect();
    let heads = [
        texts::COLUMN_CHARGE,
        texts::COLUMN_DUE,
        texts::COLUMN_AMOUNT,
        texts::PAYMENT_TERMS,
        texts::COLUMN_INVOICE,
        texts::COLUMN_UPCOMING,
        texts::COLUMN_ORDER,
        texts::COLUMN_LINE,
    ];
    let heads: Vec<AnyView> = heads
        .iter()
        .map(|text| view! { <th scope="col" role="columnheader">{text.get()}</th> }.into_any())
        .collect();
    let select = is_open.then(|| {
        view! {
            <th scope="col" role="columnheader" class="subscription-tick">{select_all(sheet)}</th>
        }
    });
    // Roles are told, since on a narrow screen rows and cells are blocks.
    view! {
        {head}
        <div class="scroll-inline" tabindex="0" role="region" aria-label=texts::CHARGES.get()>
            <table class="plain-table subscription-charges" role="table" aria-label=texts::CHARGES.get()>
                <thead role="rowgroup">
                    <tr role="row">{select} {heads}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {is_open.then(|| saving::bar(sheet))}
    }
    .into_any()
}

/// A cell, which tells its column where there is none above it.
fn cell(column: crate::text::Text, class: &'static str, content: AnyView) -> AnyView {
    view! { <td role="cell" class=class data-column=column.get()>{content}</td> }.into_any()
}

fn select_all(sheet: Sheet) -> AnyView {
    let open = move || sheet.typed.listed().into_iter().filter(move |charge| sheet.is_open(charge));
    let is_all = Signal::derive(move || {
        let mut charges = open().peekable();
        charges.peek().is_some()
            && sheet.ticked.with(|ticked| charges.all(|charge| ticked.contains(&charge.id)))
    });
    let change = move |is_ticked: bool| {
        let ids = untrack(|| open().map(|charge| charge.id).collect());
        sheet.ticked.set(if is_ticked { ids } else { Default::default() });
    };
    tick(texts::SELECT_ALL.get().to_owned(), is_all, change)
}

/// A box to tick whose name is told and not shown.
fn tick(
    name: String,
    is_ticked: Signal<bool>,
    on_change: impl Fn(bool) + Send + Sync + 'static,
) -> AnyView {
    view! {
        <span class="subscription-box">
            <Checkbox label=name checked=is_ticked on_change=on_change />
        </span>
    }
    .into_any()
}

fn row(sheet: Sheet, id: String) -> AnyView {
    let charge = memo(move || sheet.typed.charge(&id));
    if charge.with_untracked(Option::is_none) {
        return ().into_any();
    }
    let is_open = memo(move || charge.get().is_some_and(|charge| sheet.is_open(&charge)));
    let ticks = sheet.closed.with_value(Option::is_none).then(|| {
        let content = follow(move || {
            is_open.get().then(|| select(sheet, &charge.get_untracked()?)).flatten()
        });
        cell(texts::COLUMN_SELECT, "subscription-tick", content)
    });
    let cells = follow(move || charge.get().map(|charge| facts(sheet, &charge)));
    let order = follow(move || match is_open.get() {
        true => charge.get_untracked().map(|first| entry(sheet, charge, &first)),
        false => charge.get().map(|charge| settled(sheet, &charge)),
    });
    let is_changed = Signal::derive(move || sheet.typed.changes(&charge.get()?).then_some("true"));
    view! {
        <tr role="row" data-changed=is_changed>
            {ticks}
            {cells}
            {order}
        </tr>
    }
    .into_any()
}

fn select(sheet: Sheet, charge: &AgreementCharge) -> Option<AnyView> {
    let id = charge.id.clone();
    let is_ticked = {
        let id = id.clone();
        Signal::derive(move || sheet.ticked.with(|ticked| ticked.contains(&id)))
    };
    let change = move |is_ticked: bool| {
        sheet.ticked.update(|ticked| {
            if is_ticked {
                ticked.insert(id.clone())
            } else {
                ticked.remove(&id)
            };
        });
    };
    Some(tick(texts::SELECT.with(&[("charge", charge.name())]), is_ticked, change))
}

/// What is known about a charge.
fn facts(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    let kind = if charge.is_usage() { texts::KIND_USAGE } else { texts::KIND_FIXED };
    let due = match charge.time.as_deref() {
        Some(time) => format::date(time),
        None if charge.is_usage() => texts::MONTHLY.into(),
        None => "–".to_owned(),
    };
    let amount = {
        let charge = charge.clone();
        follow(move || sheet.usage.with(|usage| amounts::told(&charge, usage)))
    };
    let terms = payment_terms(charge.payment_terms.as_deref());
    view! {
        <th scope="row" role="rowheader" class="subscription-charge">
            <span>{charge.name().to_owned()}</span>
            <span class="subscription-kind">
                <Badge text=kind />
                <span class="hint">{charge.id.clone()}</span>
            </span>
        </th>
        {cell(texts::COLUMN_DUE, "subscription-date", due.into_any())}
        {cell(texts::COLUMN_AMOUNT, "", amount)}
        {cell(texts::PAYMENT_TERMS, "", terms.into_any())}
        {cell(texts::COLUMN_INVOICE, "", invoices(charge))}
        {cell(texts::COLUMN_UPCOMING, "", upcoming(sheet, charge))}
    }
    .into_any()
}

fn invoices(charge: &AgreementCharge) -> AnyView {
    match charge.invoices.as_slice() {
        [] => "–".into_any(),
        [one] => link(one),
        many => {
            let links: Vec<AnyView> = many
                .iter()
                .rev()
                .map(|number| view! { <li>{link(number)}</li> }.into_any())
                .collect();
            let count = plural(texts::INVOICES_ONE, texts::INVOICES_OTHER, many.len());
            view! {
                <details class="subscription-invoices">
                    <summary>{count}</summary>
                    <ul class="bare-list">{links}</ul>
                </details>
            }
            .into_any()
        }
    }
}

/// The invoice that a charge will be on next, and the line that this uses.
fn upcoming(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    if !charge.is_future() {
        return "–".into_any();
    }
    let Some(upcoming) = &charge.upcoming else { return texts::NO_UPCOMING.get().into_any() };
    let order = upcoming.purchase_order_id.as_ref();
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
    view! {
        <span class="subscription-upcoming">
            {place(sheet.server, order, upcoming.line_item_number.as_ref())}
            <span class="hint">{how}</span>
        </span>
    }
    .into_any()
}

/// What a charge names that does not change any more, and why.
fn settled(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    let order = charge.purchase_order_reference.as_ref();
    let (named, line) =
        (order.cloned().unwrap_or_else(|| "–".to_owned()), charge.purchase_order_line.clone());
    let why = match charge.state.as_str() {
        "issued" => Some(texts::ISSUED.get()),
        "withdrawn" => Some(texts::WITHDRAWN.get()),
        _ => None,
    };
    let lost = collision(sheet, charge);
    let content = view! {
        <span class="subscription-named">{named}</span>
        {why.map(|why| view! { <span class="hint">{why}</span> })}
        {(charge.state == "issued" && !charge.invoices.is_empty()).then(|| ask_again(sheet, charge))}
        {lost}
    };
    view! {
        {cell(texts::COLUMN_ORDER, "subscription-order", content.into_any())}
        {cell(texts::COLUMN_LINE, "subscription-line", line.unwrap_or_else(|| "–".to_owned()).into_any())}
    }
    .into_any()
}

fn ask_again(sheet: Sheet, charge: &AgreementCharge) -> AnyView {
    let cannot = Signal::stored(sheet.server.refusal("invoicing:RequestReissue"));
    let name = texts::REISSUE_OF.with(&[("charge", charge.name())]);
    let invoices = charge.invoices.clone();
    let asked = follow(move || {
        sheet.reissues.with(|requests| {
            reissue_asked(requests, |invoice| invoices.iter().any(|own| own == invoice))
        })
    });
    let charge = charge.clone();
    view! {
        {asked}
        <span role="group" aria-label=name>
            <Button
                label=texts::REISSUE
                kind=ButtonKind::Quiet
                icon=Icon::Redo
                on_click=move || sheet.reissue.set(Some(charge.clone()))
                disabled=cannot
            />
        </span>
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
        sheet.agreement.with_value(|agreement| {
            sheet.orders.with(|orders| {
                let basis = fit::Basis::of(agreement, month.as_deref());
                fit::choices(orders.as_deref().unwrap_or_default(), basis)
            })
        })
    });
    let enter = move |enter: &dyn Fn(&mut Named)| {
        if let Some(charge) = charge.get_untracked() {
            sheet.typed.enter(&[charge], enter);
        }
    };
    let order = Signal::derive(move || named.with(|named| named.order.clone()));
    let line = Signal::derive(move || named.with(|named| named.line.clone()));
    let name = first.name().to_owned();
    let of = |text: crate::text::Text| text.with(&[("charge", &name)]);
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
    let lines = Signal::derive(move || {
        let month = charge.with(|charge| charge.as_ref()?.month().map(str::to_owned));
        named.with(|named| sheet.lines.choices(named.order(), month.as_deref()))
    });
    let line = view! {
        <Combobox
            value=line
            on_change=typed_line
            choices=lines
            label=line_name
            placeholder="1"
        />
    };
    view! {
        {cell(texts::COLUMN_ORDER, "subscription-order", content.into_any())}
        {cell(texts::COLUMN_LINE, "subscription-line", line.into_any())}
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
    let is_saved = *named == Named::of(charge);
    let hint = sheet.agreement.with_value(|agreement| {
        let basis = fit::Basis::of(agreement, charge.month());
        sheet.orders.with(|orders| {
            // Where it is not known which there are, only what is typed is told of.
            if orders.is_none() && is_saved {
                return None;
            }
            fit::noted(sheet.server, orders.as_deref(), named, basis)
        })
    });
    let review = sheet.typed.review(charge, note, "subscription-ways");
    view! { {wrong} {collision(sheet, charge)} {hint} {review} }.into_any()
}

fn collision(sheet: Sheet, charge: &AgreementCharge) -> Option<AnyView> {
    sheet.typed.collision(charge, note, "subscription-ways")
}
