//! The coming invoices: month by month, filtered, grouped, with what your edits change.

mod filters;
mod listing;
mod months;
pub(crate) mod why;

use crate::ui::follow::{follow, memo};
use leptos::prelude::*;
use outlook::api::{Group, Heading, Overview, Query, Request, Summary, View};

use super::sentences;
use crate::desk::Desk;
use crate::page::{Address, Page, Place};
use crate::parts;
use crate::text::{invoices as texts, why as why_texts};
use crate::ui::{LinkButton, SplitView};

pub(crate) use why::candidates;

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let address = Address::here();
    view! { {follow(move || if_open(desk, || shown(desk, address)))} }.into_any()
}

/// A page of data, or the way to some where there is none.
pub(crate) fn if_open(desk: Desk, page: impl Fn() -> AnyView) -> AnyView {
    let has_data = memo(move || desk.standing.with(Option::is_some));
    match (has_data.get(), Place::here()) {
        (true, _) => page(),
        (false, Place::Files) => parts::files::start(),
        (false, Place::Account(_)) => super::member::page(),
    }
}

fn shown(desk: Desk, address: Address) -> AnyView {
    let overview = desk.follow::<Overview>(|| Some(Request::Overview));
    let open = address.get("invoice");
    let is_open = Signal::derive(move || !open.get().is_empty());
    let title = RwSignal::new(why_texts::TITLE);
    let panel = move || match open.get() {
        id if id.is_empty() => ().into_any(),
        id => parts::details::why(desk, id, title),
    };
    view! {
        <super::Heading text=texts::TITLE />
        {months::strip(overview, address)}
        {changes(desk)}
        <SplitView
            open=is_open
            title=Signal::derive(move || title.get().get().to_owned())
            on_close=move || address.set(&[("invoice", "")], false)
            storage_key="tieback.panel"
            panel=panel
        >
            {listing::listing(desk, address, overview)}
        </SplitView>
    }
    .into_any()
}

/// What the scenario changes in all.
fn changes(desk: Desk) -> AnyView {
    let has_edits = move || {
        desk.standing.with(|s| {
            let scenario = s.as_ref().and_then(|s| s.scenarios.get(s.scenario));
            scenario.is_some_and(|scenario| scenario.steps > 0)
        })
    };
    let summary = desk.follow::<Summary>(move || has_edits().then_some(Request::Summary));
    follow(move || {
        let summary = summary.get().filter(|_| has_edits())?;
        let lines = sentences(&summary);
        let lines: Vec<AnyView> = if lines.is_empty() {
            vec![view! { <li>{texts::CHANGES_NONE.get()}</li> }.into_any()]
        } else {
            lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect()
        };
        Some(view! {
            <section class="changes" aria-labelledby="changes">
                <h2 class="changes-title" id="changes">{texts::CHANGES.get()}</h2>
                <ul class="changes-list">{lines}</ul>
                <LinkButton
                    label=texts::CHANGED_ONLY
                    href=filters::changed_only()
                />
            </section>
        })
    })
}

/// What the address asks for.
pub(crate) fn query_of(address: Address) -> Memo<Query> {
    listing::query(address)
}

/// The filters of an address in words.
pub(crate) fn filter_words(text: &str) -> String {
    filters::in_words(filters::read(text))
}

/// A group of rows in words.
pub(crate) fn heading_text(heading: &Heading, group: Group) -> String {
    listing::heading_text(heading, group)
}

/// What the rows of a view sum to.
pub(crate) fn sums_of(view: &View) -> Vec<String> {
    months::totals(&view.totals)
}

/// The address that shows the invoices of a purchase order.
pub(crate) fn of_order(order: &str) -> String {
    Page::Invoices.href_with("f", &filters::order_filter(order))
}
