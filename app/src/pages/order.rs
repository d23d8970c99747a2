//! One purchase order: what it is, its lines month by month, and everything that can be edited.

mod form;
mod line;
mod line_form;
mod removal;

use crate::ui::follow::{follow, memo};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use outlook::api::{OrderDetails, Request};
use serde_json::json;

use super::invoices::{if_open, of_order};
use super::orders::months;
use super::{Heading, Proposal, facts};
use crate::desk::Desk;
use crate::frame::loading;
use crate::page::Page;
use crate::text::{Text, orders as texts, plural};
use crate::ui::{Badge, Breadcrumbs, Button, ButtonKind, Crumb, Empty, Icon, LinkButton, Modal};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let params = use_params_map();
    let id = memo(move || {
        let id = params.with(|params| params.get("id").unwrap_or_default());
        js_sys::decode_uri_component(&id).map(String::from).unwrap_or(id)
    });
    view! { {follow(move || if_open(desk, || shown(desk, id.get())))} }.into_any()
}

fn shown(desk: Desk, id: String) -> AnyView {
    // Whether it is there is asked of the list: a purchase order may go with an edit.
    let rows = desk.follow::<Vec<outlook::api::OrderRow>>(|| Some(Request::Orders));
    let asked = id.clone();
    let is_there = memo(move || {
        rows.with(|rows| rows.as_ref().map(|rows| rows.iter().any(|row| row.id == asked)))
    });
    let asked = id.clone();
    let details = desk.follow::<OrderDetails>(move || {
        (is_there.get() == Some(true)).then(|| Request::Order { order: asked.clone() })
    });
    let current = memo(move || details.get());
    let name = id.clone();
    let crumbs = vec![Crumb { label: texts::ALL.into(), href: Page::Orders.href() }];
    view! {
        <Breadcrumbs crumbs=crumbs here=Signal::stored(id.clone()) />
        <Heading text=Signal::stored(id) />
        {follow(move || match (is_there.get(), current.get()) {
            (Some(false), _) => view! {
                <Empty title=texts::UNKNOWN.with(&[("order", &name)]) icon=Icon::Question />
            }
            .into_any(),
            (_, Some(details)) => told(details),
            (_, None) => loading(),
        })}
    }
    .into_any()
}

fn told(details: OrderDetails) -> AnyView {
    let row = &details.row;
    let currency = row.currency.clone();
    let money = |amount: &Option<String>| match amount {
        Some(amount) => format::money(amount, &currency),
        None => "–".to_owned(),
    };
    let facts = facts([
        (texts::MONTHS, months(row)),
        (texts::SELLERS, row.sellers.join(", ")),
        (texts::VALUE, format::money(&row.value, &currency)),
        (texts::BALANCE, money(&row.balance)),
        (texts::CLOSING, money(&row.closing)),
    ]);
    let (kind, status) = words::status(&row.status, row.created);
    let created = row.created.then(|| view! { <p>{texts::CREATED.get()}</p> });
    let count = plural(texts::INVOICES_ONE, texts::INVOICES_OTHER, row.documents);
    let invoices = (row.documents > 0).then(|| {
        let href = of_order(&row.id);
        view! { <LinkButton label=texts::SHOW_INVOICES href=href /> }
    });
    let lines: Vec<AnyView> =
        details.lines.iter().map(|outlook| line::line(&details, outlook)).collect();
    view! {
        <p class="lead">{row.description.clone()}</p>
        <div class="badges">
            <Badge text=status kind=kind />
            <span class="hint">{count}</span>
        </div>
        {created}
        {facts}
        <div class="actions">{actions(&details)} {invoices}</div>
        <h2>{texts::LINES.get()}</h2>
        <div class="lines">{lines}</div>
    }
    .into_any()
}

fn actions(details: &OrderDetails) -> AnyView {
    let id = details.row.id.clone();
    let Some(order) = details.order.clone() else {
        let href = Page::AddOrder.href_with("like", &id);
        return view! {
            <LinkButton label=texts::ADD_NOW href=href icon=Icon::Plus kind=ButtonKind::Primary />
        }
        .into_any();
    };
    let is_suspended = order.suspended;
    let (label, title, icon) = if is_suspended {
        (texts::RESUME, texts::RESUME_ORDER, Icon::Check)
    } else {
        (texts::SUSPEND, texts::SUSPEND_ORDER, Icon::Suspend)
    };
    let status =
        vec![json!({ "set": { "purchaseOrder": id }, "to": { "suspended": !is_suspended } })];
    let status_button = Asking { label, icon, kind: ButtonKind::Normal, note: None };
    let is_editing = RwSignal::new(false);
    let is_adding_line = RwSignal::new(false);
    view! {
        <Button label=texts::EDIT icon=Icon::Edit on_click=move || is_editing.set(true) />
        {asked(status_button, title.with(&[("order", &id)]), status)}
        <Button label=texts::ADD_LINE icon=Icon::Plus on_click=move || is_adding_line.set(true) />
        {removal::order(&id)}
        {form::edit_order(is_editing, order.clone())}
        {line_form::add_line(is_adding_line, order)}
    }
    .into_any()
}

/// How a button that asks first looks.
struct Asking {
    label: Text,
    icon: Icon,
    kind: ButtonKind,
    /// Said before what changes.
    note: Option<Text>,
}

/// A button that shows what some edits do before it applies them.
fn asked(button: Asking, title: String, edits: Vec<serde_json::Value>) -> AnyView {
    let Asking { label, icon, kind, note } = button;
    let is_open = RwSignal::new(false);
    let edits = Signal::stored(edits);
    view! {
        <Button label=label kind=kind icon=icon on_click=move || is_open.set(true) />
        <Modal title=title.clone() open=is_open on_close=move || is_open.set(false)>
            {note.map(|note| view! { <p>{note.get()}</p> })}
            <Proposal
                edits=edits
                label=title.clone()
                on_applied=move || {
                    is_open.try_set(false);
                }
            />
        </Modal>
    }
    .into_any()
}

/// A form in a window of its own. What the form reads while it is made does not make it anew.
fn window(
    is_open: RwSignal<bool>,
    title: String,
    form: impl Fn(RwSignal<bool>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    view! {
        <Modal title=title open=is_open on_close=move || is_open.set(false)>
            {untrack(|| form(is_open))}
        </Modal>
    }
    .into_any()
}

/// How a button of little weight looks in a row of lines.
const QUIET: ButtonKind = ButtonKind::Quiet;
