//! The frame around all pages: where one is, what one can do with the whole, and messages.

#![expect(unreachable_pub, reason = "the component macro writes builders with public parts")]

mod account;
pub(crate) mod first_run;
mod handed;
mod keep;
pub(crate) mod link;
mod look;
mod opening;
pub(crate) mod save;
mod scenario;

use crate::ui::follow::{follow, memo};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::desk::Desk;
use crate::page::{Page, Place};
use crate::pages::{help, sign_in};
use crate::parts;
use crate::server::Server;
use crate::text::ui as ui_texts;
use crate::text::{
    account as account_texts, costs as cost_texts, frame as texts, help as help_texts,
    settings as settings_texts, subscriptions as subscription_texts,
};
use crate::ui::keys::focus_in_place;
use crate::ui::{FlashStack, Flashes, MonthInput, Skeleton, TabLink, TabLinks};
use opening::Opening;

pub(crate) use handed::Handed;
pub(crate) use opening::refusal;
pub(crate) use scenario::scenario_name;

/// The frame.
#[component]
pub(crate) fn Frame(children: ChildrenFn) -> AnyView {
    let desk = Desk::expect();
    let server = Server::expect();
    let path = use_location().pathname;
    let handed = Handed::expect();
    let again = RwSignal::new(0_u32);
    let opening = opening::follow_address(desk, server, path, again);
    let retry = move || again.update(|count| *count = count.wrapping_add(1));
    let has_data = memo(move || desk.standing.with(Option::is_some));
    let is_waiting = memo(move || opening.with(|opening| *opening == Opening::Waiting));
    let is_handed = memo(move || {
        handed.edits.with(Option::is_some) && opening.with(|opening| *opening == Opening::Ready)
    });
    let main = NodeRef::<html::Main>::new();
    let body = follow(move || match opening.get() {
        Opening::Ready => children().into_any(),
        Opening::Waiting => view! { <Skeleton lines=12 label=texts::OPENING /> }.into_any(),
        Opening::SignIn => sign_in::page(),
        Opening::NoSuchAccount(account) => account::no_such(&account),
        Opening::Failed(failure) => account::failed(failure, retry),
    });
    // `#main` alone would be an address below the base, another page.
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            drop(main.focus());
        }
    };
    let stay = move || {
        if let Some(main) = main.get_untracked() {
            focus_in_place(&main);
        }
    };
    view! {
        <header class="bar">
            <a class="skip" href="#main" on:click=skip>{texts::SKIP.get()}</a>
            <a class="bar-product" href=Page::Home.href()>{texts::PRODUCT.get()}</a>
            {account::switcher(desk, server, path)}
            <div class="bar-end">
                {follow(move || has_data.get().then(|| {
                    // The present of an account is the present.
                    let is_account = Place::here() != Place::Files;
                    view! { {(!is_account).then(|| as_of(desk))} {keep::keep(desk, path)} }
                }))}
                {account::person(desk, server)}
                {look::look()}
                {help::link(help_texts::NAV, "")}
            </div>
        </header>
        {account::offline(server)}
        {keep::kept_elsewhere(desk)}
        {follow(move || match (is_waiting.get(), has_data.get()) {
            (_, true) => view! {
                {navigation(desk, server, path)}
                {scenario::bar(desk, server)}
            }.into_any(),
            // The room that they will take, so that nothing jumps.
            (true, false) => view! { <div class="bar-room"></div> }.into_any(),
            (false, false) => account::member_navigation(desk, server, path),
        })}
        {account::sign_in_again(server)}
        {first_run::panel(desk, server)}
        {follow(move || is_handed.get().then(|| parts::asked::handed(desk, handed)))}
        <FlashStack on_dismiss=stay />
        <main id="main" class="main" tabindex="-1" node_ref=main>
            {body}
        </main>
    }
    .into_any()
}

fn as_of(desk: Desk) -> AnyView {
    let month = Signal::derive(move || {
        desk.standing.with(|s| s.as_ref().map(|s| s.as_of.clone()).unwrap_or_default())
    });
    let flashes = Flashes::expect();
    let change = move |month: String| {
        if crate::format::is_month(&month) {
            opening::run(desk, flashes, async move {
                desk.command(outlook::api::Request::SetAsOf { month }).await
            });
        }
    };
    view! {
        <div class="bar-month">
            <span class="bar-label" aria-hidden="true">{texts::AS_OF.get()}</span>
            <MonthInput value=month on_change=change label=texts::AS_OF_HINT />
        </div>
    }
    .into_any()
}

fn navigation(desk: Desk, server: Server, path: Memo<String>) -> AnyView {
    let counted = move |text: crate::text::Text, count: fn(&outlook::api::Standing) -> usize| {
        let count = desk.standing.with_untracked(|s| s.as_ref().map(count)).unwrap_or_default();
        let name = text.get();
        if count == 0 {
            name.to_owned()
        } else {
            [name, " (", &crate::format::number(count), ")"].concat()
        }
    };
    let current = Signal::derive(move || {
        let path = path.get();
        let is_in = |list: &str| path.contains(&[list, "/"].concat());
        let is_about_orders = |path: &str| {
            ["/add-purchase-order", "/import-purchase-orders"].iter().any(|end| path.ends_with(end))
        };
        if is_in("/purchase-orders") || is_about_orders(&path) {
            Page::Orders.href()
        } else if is_in("/invoices") || path.ends_with("/close") {
            Page::Issued.href()
        } else if is_in("/subscriptions") || is_in("/offers") || path.ends_with("/offers") {
            Page::Subscriptions.href()
        } else if is_in("/settings") {
            Page::Settings("").href()
        } else {
            path
        }
    });
    view! {
        <div class="bar-pages">
            {follow(move || {
                desk.revision.track();
                server.access.track();
                let link = |label: String, page: Page| TabLink { label, href: page.href() };
                let mut links = vec![
                    link(texts::NAV_INVOICES.into(), Page::Invoices),
                    link(counted(texts::NAV_TO_DO, |s| s.findings), Page::ToDo),
                    link(texts::NAV_ORDERS.into(), Page::Orders),
                    link(counted(texts::NAV_SCENARIOS, |s| {
                        if s.scenarios.len() > 1 { s.scenarios.len() } else { 0 }
                    }), Page::Scenarios),
                ];
                // Files have a page where they come in, accounts all that the server keeps.
                let is_account = Place::here() != Place::Files;
                if is_account {
                    links.insert(2, link(subscription_texts::TITLE.into(), Page::Subscriptions));
                }
                if is_account {
                    links.push(link(account_texts::NAV_ISSUED.into(), Page::Issued));
                    links.push(link(cost_texts::TITLE.into(), Page::Costs));
                    links.push(link(settings_texts::TITLE.into(), Page::Settings("")));
                } else {
                    links.push(link(texts::NAV_START.into(), Page::Start));
                }
                view! { <TabLinks label=texts::NAVIGATION links=links current=current /> }
            })}
        </div>
    }
    .into_any()
}

/// Words for something that is on its way.
pub(crate) fn loading() -> AnyView {
    view! { <Skeleton lines=8 label=ui_texts::LOADING /> }.into_any()
}
