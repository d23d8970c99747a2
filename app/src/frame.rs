//! The frame around all pages: where one is, what one can do with the whole, and messages.

#![expect(unreachable_pub, reason = "the component macro writes builders with public parts")]

mod keep;
mod look;
mod opening;
mod scenario;

use crate::ui::follow::{follow, memo};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::desk::Desk;
use crate::page::Page;
use crate::text::frame as texts;
use crate::text::ui as ui_texts;
use crate::ui::{FlashStack, Flashes, MonthInput, Skeleton, TabLink, TabLinks};

pub(crate) use opening::refusal;
pub(crate) use scenario::scenario_name;

/// The frame.
#[component]
pub(crate) fn Frame(children: ChildrenFn) -> AnyView {
    let desk = Desk::expect();
    let is_ready = opening::open_at_start(desk);
    let path = use_location().pathname;
    let has_data = memo(move || desk.standing.with(Option::is_some));
    let main = NodeRef::<html::Main>::new();
    let body = follow(move || {
        if is_ready.get() {
            children().into_any()
        } else {
            view! { <Skeleton lines=12 label=texts::OPENING /> }.into_any()
        }
    });
    // `#main` alone would be an address below the base, another page.
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            drop(main.focus());
        }
    };
    view! {
        <header class="bar">
            <a class="skip" href="#main" on:click=skip>{texts::SKIP.get()}</a>
            <a class="bar-product" href=Page::Start.href()>{texts::PRODUCT.get()}</a>
            <span class="bar-name">
                {follow(move || desk.standing.with(|s| s.as_ref().map(|s| s.name.clone())))}
            </span>
            <div class="bar-end">
                {follow(move || has_data.get().then(|| view! { {as_of(desk)} {keep::keep(desk)} }))}
                {look::look()}
            </div>
        </header>
        {follow(move || match (is_ready.get(), has_data.get()) {
            (_, true) => view! { {navigation(desk, path)} {scenario::bar(desk)} }.into_any(),
            // The room that they will take, so that nothing jumps.
            (false, false) => view! { <div class="bar-room"></div> }.into_any(),
            (true, false) => ().into_any(),
        })}
        <FlashStack />
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

fn navigation(desk: Desk, path: Memo<String>) -> AnyView {
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
        let is_order = path.contains("/purchase-orders/");
        if is_order { Page::Orders.href() } else { path }
    });
    view! {
        <div class="bar-pages">
            {follow(move || {
                desk.revision.track();
                let link = |label: String, page: Page| TabLink { label, href: page.href() };
                let links = vec![
                    link(texts::NAV_INVOICES.into(), Page::Invoices),
                    link(counted(texts::NAV_TO_DO, |s| s.findings), Page::ToDo),
                    link(texts::NAV_ORDERS.into(), Page::Orders),
                    link(counted(texts::NAV_SCENARIOS, |s| {
                        if s.scenarios.len() > 1 { s.scenarios.len() } else { 0 }
                    }), Page::Scenarios),
                    link(texts::NAV_START.into(), Page::Start),
                ];
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
