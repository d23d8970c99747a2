//! Adding a purchase order, in two steps and a review.
//!
//! The step stands in the address, and what is typed is kept in this browser, so that neither going
//! back nor reloading loses any of it.

mod kept;
mod like;
mod lines;
mod paste;
mod quick;
mod review;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Finding, OrderDetails, OrderRow, Request};
use serde_json::{Value, json};

use super::Heading;
use super::invoices::if_open;
use super::order_form::{Form, Part, details, document, focus_problems, new_line};
use crate::desk::Desk;
use crate::frame::loading;
use crate::page::{Address, Page, Place};
use crate::server::Server;
use crate::text::{Text, add_order as texts, orders as order_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Breadcrumbs, Button, ButtonKind, Crumb, Icon, LinkButton, On, icon};

/// What one may do who adds one.
const ADD: &str = "purchase-orders:AddPurchaseOrder";

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let server = Server::expect();
    view! {
        {follow(move || if_open(desk, || match server.refusal(ADD) {
            Some(reason) => refused(&reason),
            None => beginning(desk),
        }))}
    }
    .into_any()
}

fn refused(reason: &str) -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::TITLE />
            <p>{texts::MAY_NOT.get()}</p>
            <p>{reason.to_owned()}</p>
            <LinkButton label=order_texts::ALL href=Page::Orders.href() />
        </section>
    }
    .into_any()
}

/// One that is being added, with what all of its steps need.
#[derive(Clone, Copy)]
struct Adding {
    form: Form,
    address: Address,
    /// The step that the address tells.
    step: Memo<Step>,
    /// Where what is typed is kept in this browser.
    key: StoredValue<String>,
    /// What it begins with.
    blank: StoredValue<Value>,
    /// Whether what is typed was there when the page came.
    is_kept: RwSignal<bool>,
}

/// What one begins with.
#[derive(Clone)]
struct Begun {
    typed: Value,
    /// Whether a finding proposes it.
    is_proposed: bool,
}

/// A step, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Details,
    Lines,
    Review,
}

impl Step {
    const ALL: [Self; 3] = [Self::Details, Self::Lines, Self::Review];

    /// As the address tells it.
    fn word(self) -> &'static str {
        match self {
            Self::Details => "1",
            Self::Lines => "2",
            Self::Review => "review",
        }
    }

    fn title(self) -> Text {
        match self {
            Self::Details => texts::STEP_DETAILS,
            Self::Lines => texts::STEP_LINES,
            Self::Review => texts::STEP_REVIEW,
        }
    }
}

/// What it begins with is known once the purchase order that it is like was asked for, or the finding
/// that proposes it.
fn beginning(desk: Desk) -> AnyView {
    let address = Address::here();
    let like = address.get("like").get_untracked();
    let finding = address.get("finding").get_untracked();
    let start = RwSignal::new(None::<Begun>);
    spawn_local(async move {
        let rows = desk.ask::<Vec<OrderRow>>(Request::Orders).await.unwrap_or_default();
        let asked = Request::Order { order: like.clone() };
        let found = match like.is_empty() {
            true => None,
            false => desk.ask::<OrderDetails>(asked).await.ok(),
        };
        let proposed = match finding.is_empty() {
            true => None,
            false => {
                let findings = desk.ask::<Vec<Finding>>(Request::Findings).await;
                like::proposed(&findings.unwrap_or_default(), &finding)
            }
        };
        let is_proposed = proposed.is_some();
        let typed = match (found, proposed) {
            (_, Some(proposed)) => proposed,
            (Some(OrderDetails { order: Some(order), .. }), _) => like::next_of(&order, &rows),
            (Some(OrderDetails { row, .. }), _) => like::as_created(&row, &first_month(desk)),
            (None, None) => asked_for(address, blank(&first_month(desk))),
        };
        start.try_set(Some(Begun { typed, is_proposed }));
    });
    view! {
        <Breadcrumbs crumbs=crumbs() here=Signal::stored(String::from(texts::TITLE)) />
        <Heading text=texts::TITLE />
        {several()}
        {follow(move || match start.get() {
            Some(begun) => untrack(|| steps(desk, address, begun)),
            None => loading(),
        })}
    }
    .into_any()
}

/// The way to adding many at once, which an account has.
fn several() -> Option<AnyView> {
    Place::here().account()?;
    let href = Page::ImportOrders.href();
    Some(view! { <p class="hint"><a href=href>{texts::SEVERAL.get()}</a></p> }.into_any())
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb { label: order_texts::ALL.into(), href: Page::Orders.href() }]
}

/// The month that counts as now.
fn first_month(desk: Desk) -> String {
    let standing = desk.standing.with_untracked(|s| s.as_ref().map(|s| s.as_of.clone()));
    standing.unwrap_or_else(crate::desk::today)
}

/// One in which nothing is typed: a year from now on, with a line for all of it.
fn blank(first: &str) -> Value {
    let last = like::later(first, 11);
    json!({
        "id": "", "description": "", "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": first, "expirationMonth": last, "taxRegistrationNumbers": "",
        "invoiceUnits": "", "shipTo": "", "contacts": [], "tags": [], "suspended": false,
        "lineItems": [new_line("1", "all", first, &last)],
    })
}

/// The same with what the address asks for: a number that a charge is to name, and what the charge
/// takes of a purchase order.
fn asked_for(address: Address, mut blank: Value) -> Value {
    let told = |key| address.get(key).get_untracked();
    let (number, seller, currency) = (told("number"), told("seller"), told("currency"));
    if !number.is_empty() {
        blank["id"] = number.into();
    }
    if !seller.is_empty() {
        blank["billFrom"] = json!([seller]);
    }
    if !currency.is_empty() {
        blank["currency"] = currency.into();
    }
    blank
}

fn steps(desk: Desk, address: Address, begun: Begun) -> AnyView {
    let Begun { typed: start, is_proposed } = begun;
    let like = address.get("like").get_untracked();
    let key = kept::key(Place::here().account(), address);
    let found = kept::read(&key);
    // One that is like another is complete but for a look at it.
    let is_complete = !like.is_empty()
        && start["id"].as_str().is_some_and(|id| !id.is_empty())
        && start["lineItems"].as_array().is_some_and(|lines| {
            lines.iter().all(|line| line["amount"].as_str().is_some_and(|text| !text.is_empty()))
        });
    let first = if is_complete { Step::Review } else { Step::Details };
    let told = address.get("step");
    let step = memo(move || {
        let told = told.get();
        Step::ALL.into_iter().find(|step| step.word() == told).unwrap_or(first)
    });
    let is_kept = found.as_ref().is_some_and(|found| *found != start);
    let form = Form::new(desk, found.unwrap_or_else(|| start.clone()), |typed| {
        let mut order = document(typed);
        if let Some(order) = order.as_object_mut() {
            order.remove("updatedAt");
        }
        vec![json!({ "add": { "purchaseOrder": order } })]
    });
    let adding = Adding {
        form,
        address,
        step,
        key: StoredValue::new(key),
        blank: StoredValue::new(start),
        is_kept: RwSignal::new(is_kept),
    };
    kept::keep(adding);
    view! {
        {progress(adding)}
        {kept::notice(adding)}
        {is_proposed.then(|| note(texts::PROPOSED.into()))}
        {follow(move || shown(adding, adding.step.get()))}
    }
    .into_any()
}

/// The steps, and which of them one is at.
fn progress(adding: Adding) -> AnyView {
    let row = move |step: Step| {
        let current = Signal::derive(move || (adding.step.get() == step).then_some("step"));
        let title = step.title();
        view! {
            <li class="wizard-step" aria-current=current>
                {follow(move || match adding.step.get() > step {
                    true => view! {
                        <Button
                            label=title
                            kind=ButtonKind::Quiet
                            icon=Icon::Check
                            on_click=move || adding.go(step)
                        />
                    }
                    .into_any(),
                    false => view! { <span>{title.get()}</span> }.into_any(),
                })}
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = Step::ALL.into_iter().map(row).collect();
    view! {
        <nav aria-label=texts::STEPS.get()>
            <ol class="wizard-steps">{rows}</ol>
        </nav>
    }
    .into_any()
}

fn shown(adding: Adding, step: Step) -> AnyView {
    let form = adding.form;
    let content = untrack(|| match step {
        Step::Details => view! {
            {form.summary(&[Part::Details], adding.way())}
            <div class="form">{details(form, true)}</div>
            {form.warnings(Some(Part::Details))}
        }
        .into_any(),
        Step::Lines => lines::lines(adding),
        Step::Review => review::review(adding),
    });
    view! {
        <section class="wizard">
            {heading(step)}
            {content}
            {buttons(adding, step)}
        </section>
    }
    .into_any()
}

/// The heading of a step. One that is gone to takes the focus there.
fn heading(step: Step) -> AnyView {
    let heading = NodeRef::<html::H2>::new();
    watch(move || {
        let Some(heading) = heading.get() else { return };
        if kept::is_next() {
            drop(heading.focus());
        }
    });
    view! { <h2 class="wizard-title" tabindex="-1" node_ref=heading>{step.title().get()}</h2> }
        .into_any()
}

fn buttons(adding: Adding, step: Step) -> AnyView {
    let back = match step {
        Step::Details => None,
        Step::Lines => Some(Step::Details),
        Step::Review => Some(Step::Lines),
    };
    let back = back.map(|to| {
        view! {
            <Button label=texts::BACK icon=Icon::ChevronStart on_click=move || adding.go(to) />
        }
    });
    let next = match step {
        Step::Details => Some((texts::NEXT_LINES, Part::Details, Step::Lines)),
        Step::Lines => Some((texts::NEXT_REVIEW, Part::Lines, Step::Review)),
        Step::Review => None,
    };
    let is_busy = RwSignal::new(false);
    let next = next.map(|(label, part, to)| {
        let on_click = move || {
            is_busy.set(true);
            spawn_local(async move {
                adding.form.look().await;
                is_busy.try_set(false);
                if adding.step.try_get_untracked() != Some(step) {
                    return;
                }
                match adding.form.wants(part) {
                    true => adding.go(to),
                    false => focus_problems(),
                }
            });
        };
        view! { <Button label=label kind=ButtonKind::Primary on_click=on_click busy=is_busy /> }
    });
    view! { <div class="actions">{back} {next}</div> }.into_any()
}

impl Adding {
    /// The way to the step that has a part.
    fn way(self) -> On<Part> {
        let go = move |part: Part| {
            let step = if part == Part::Lines { Step::Lines } else { Step::Details };
            if self.step.get_untracked() != step {
                self.go(step);
            }
        };
        go.into()
    }

    /// Goes to a step; going back leads to the one before.
    fn go(self, step: Step) {
        kept::step_on();
        self.address.set(&[("step", step.word())], true);
    }

    /// It is an edit that somebody looks at before it is saved: what is typed stays until then.
    fn tried(self) {
        self.address.go_instead(&self.page());
    }

    /// It was added: nothing of it is to be kept, and the page of it is next.
    fn added(self) {
        self.key.with_value(|key| crate::storage::forget(key));
        self.key.set_value(String::new());
        self.address.go_instead(&self.page());
    }

    /// The page of what is added.
    fn page(self) -> String {
        let id = self.form.text("/id").get_untracked().trim().to_owned();
        Page::Order(id).href()
    }
}

/// Something to mind, with a sign.
fn note(text: String) -> AnyView {
    view! {
        <p class="wizard-note">
            {icon(Icon::Info)}
            <span>{text}</span>
        </p>
    }
    .into_any()
}
