//! The purchase orders: what each is worth, what is left of it, and what wants to be looked at.
//! Everything that is shown is in the browser, so cards, filter and sort answer at once.

mod bulk;
mod cards;
mod cells;
mod deed;
mod entries;
mod filters;
mod taking;
mod views;

use std::collections::HashSet;

use leptos::prelude::*;
use outlook::api::{OrderRow, Request};

use super::Heading;
use super::invoices::if_open;
use crate::desk::Desk;
use crate::format;
use crate::page::{Address, Page, Place};
use crate::server::Server;
use crate::text::{dashboard as texts, orders as order_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::table::{Selection, Sort, TableState, Window};
use crate::ui::{Button, ButtonKind, Empty, FilterToken, Icon, LinkButton, PropertyFilter, Table};

use entries::{Entry, Fact};
pub(super) use filters::without_cost_center;

/// What of the list stands in the address: which card is chosen, the filter, the sort.
const CARD: &str = "card";
const FILTER: &str = "f";
const SORT: &str = "sort";

const MAY_ADD: &str = "purchase-orders:AddPurchaseOrder";

/// The list and what is chosen of it.
#[derive(Clone, Copy)]
struct List {
    address: Address,
    /// All purchase orders; none before they are known.
    entries: Memo<Option<Vec<Entry>>>,
    card: Memo<Option<Fact>>,
    tokens: Memo<Vec<FilterToken>>,
    sort: Memo<Option<Sort>>,
    /// Places among all of those that are shown, in the order in which they are.
    shown: Memo<Vec<usize>>,
    ticked: RwSignal<HashSet<String>>,
    /// Keys of those that are shown and ticked: what cannot be seen is not meant.
    chosen: Memo<HashSet<String>>,
}

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let address = Address::here();
    view! { {follow(move || if_open(desk, || shown(desk, address)))} }.into_any()
}

fn shown(desk: Desk, address: Address) -> AnyView {
    let server = Server::expect();
    bulk::provide();
    let made = entries::made(server);
    let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
    let list = List::of(address, entries::of(orders, made));
    let is_account = Place::here().account().is_some();
    view! {
        <div class="page-head">
            <Heading text=order_texts::TITLE />
            <div class="actions">
                {is_account.then(taking::export)}
                {is_account.then(|| begin(server, texts::IMPORT, Page::ImportOrders, Icon::Upload, ButtonKind::Normal))}
                {begin(server, texts::ADD, Page::AddOrder, Icon::Plus, ButtonKind::Primary)}
            </div>
        </div>
        {cards::cards(list, made)}
        {bar(list)}
        {table(list, server)}
        {bulk::dialog(list, server)}
    }
    .into_any()
}

impl List {
    fn of(address: Address, entries: Memo<Option<Vec<Entry>>>) -> Self {
        let (card, filter, sort) = (address.get(CARD), address.get(FILTER), address.get(SORT));
        let card = memo(move || Fact::of_card(&card.get()));
        let tokens = memo(move || filters::shown(filters::read(&filter.get())));
        let sort = memo(move || cells::sort_of(&sort.get()));
        let shown = memo(move || {
            entries.with(|entries| {
                let entries = entries.as_deref().unwrap_or_default();
                places(entries, card.get(), &tokens.read(), sort.get())
            })
        });
        let ticked = RwSignal::new(HashSet::new());
        let chosen = memo(move || {
            let ticked = ticked.read();
            let of_shown = |entries: &Vec<Entry>| {
                let ids = shown.with(|shown| {
                    shown.iter().map(|place| entries[*place].order.id.clone()).collect::<Vec<_>>()
                });
                ids.into_iter().filter(|id| ticked.contains(id)).collect()
            };
            entries.with(|entries| entries.as_ref().map(of_shown)).unwrap_or_default()
        });
        Self { address, entries, card, tokens, sort, shown, ticked, chosen }
    }

    /// Those that are shown and ticked, in the order in which they are shown.
    fn chosen_entries(self) -> Vec<Entry> {
        let chosen = self.chosen.read();
        let mut entries = self.shown_entries();
        entries.retain(|entry| chosen.contains(&entry.order.id));
        entries
    }

    fn shown_entries(self) -> Vec<Entry> {
        self.entries.with(|entries| {
            let entries = entries.as_deref().unwrap_or_default();
            self.shown.with(|shown| shown.iter().map(|place| entries[*place].clone()).collect())
        })
    }

    fn count(self) -> usize {
        self.entries.with(|entries| entries.as_ref().map_or(0, Vec::len))
    }

    fn clear(self) {
        self.address.set(&[(CARD, ""), (FILTER, "")], true);
    }

    fn state(self) -> TableState {
        let count = self.entries.with(|entries| entries.as_ref().map(Vec::len));
        match count {
            None => TableState::Loading,
            Some(0) => TableState::Empty,
            Some(_) if self.shown.with(Vec::is_empty) => TableState::NoMatch,
            Some(_) => TableState::Ready,
        }
    }
}

/// Which entries are shown, and in which order.
fn places(
    entries: &[Entry],
    card: Option<Fact>,
    tokens: &[FilterToken],
    sort: Option<Sort>,
) -> Vec<usize> {
    let is_shown = |entry: &Entry| {
        card.is_none_or(|fact| entry.is(fact))
            && tokens.iter().all(|token| filters::admits(entry, token))
    };
    let mut places: Vec<usize> =
        (0..entries.len()).filter(|place| is_shown(&entries[*place])).collect();
    if let Some(Sort { column, descending }) = sort {
        places.sort_by(|a, b| cells::compare(&entries[*a], &entries[*b], column));
        if descending {
            places.reverse();
        }
    }
    places
}

/// A way to more purchase orders, or why there is none.
fn begin(
    server: Server,
    label: crate::text::Text,
    page: Page,
    icon: Icon,
    kind: ButtonKind,
) -> AnyView {
    follow(move || {
        server.access.track();
        let refusal = Place::here().account().and_then(|_| server.refusal(MAY_ADD));
        match refusal {
            Some(reason) => view! {
                <Button label=label icon=icon on_click=|| () disabled=Some(reason) />
            }
            .into_any(),
            None => view! {
                <LinkButton label=label href=page.href() icon=icon kind=kind />
            }
            .into_any(),
        }
    })
}

/// The filter and the views.
fn bar(list: List) -> AnyView {
    let count_text = Signal::derive(move || {
        let shown = format::number(list.shown.with(Vec::len));
        texts::SHOWN.with(&[("shown", &shown), ("total", &format::number(list.count()))])
    });
    let set_tokens = move |tokens: Vec<FilterToken>| {
        list.address.set(&[(FILTER, &filters::typed(tokens))], false);
    };
    view! {
        <div class="orders-find">
            <div class="orders-filter">
                <PropertyFilter
                    label=texts::FILTER
                    properties=filters::properties(list.entries)
                    tokens=list.tokens
                    on_change=set_tokens
                    count_text=count_text
                />
            </div>
            {views::views(list)}
        </div>
    }
    .into_any()
}

fn table(list: List, server: Server) -> AnyView {
    let rows = memo(move || {
        let rows = list.entries.with(|entries| {
            let entries = entries.as_deref().unwrap_or_default();
            list.shown.with(|shown| shown.iter().map(|place| entries[*place].row.clone()).collect())
        });
        Window { first: 0, rows }
    });
    let selection = Selection {
        keys: list.chosen.into(),
        on_select: (move |key: String, is_ticked: bool| {
            list.ticked.update(|ticked| {
                if is_ticked {
                    ticked.insert(key);
                } else {
                    ticked.remove(&key);
                }
            });
        })
        .into(),
        on_select_all: (move |is_ticked: bool| {
            let keys = rows.with_untracked(|window| {
                window.rows.iter().map(|row| row.key.clone()).collect::<HashSet<_>>()
            });
            list.ticked.set(if is_ticked { keys } else { HashSet::new() });
        })
        .into(),
    };
    view! {
        <Table
            caption=order_texts::TITLE
            columns=cells::columns()
            row_count=Signal::derive(move || list.shown.with(Vec::len))
            rows=rows
            on_window=|_: usize, _: usize| ()
            storage_key="tieback.orders"
            sort=list.sort
            on_sort=move |sort: Sort| {
                let text = [if sort.descending { "-" } else { "" }, sort.column].concat();
                list.address.set(&[(SORT, &text)], false);
            }
            on_open=move |id: String| list.address.go_to(&Page::Order(id))
            selection=selection
            state=Signal::derive(move || list.state())
            empty=ViewFn::from(move || empty(server))
            on_clear=move || list.clear()
        >
            {bulk::bar(list)}
        </Table>
    }
    .into_any()
}

fn empty(server: Server) -> AnyView {
    view! {
        <Empty title=order_texts::EMPTY text=order_texts::EMPTY_TEXT icon=Icon::Document>
            {begin(server, texts::ADD, Page::AddOrder, Icon::Plus, ButtonKind::Normal)}
        </Empty>
    }
    .into_any()
}

/// From when to when a purchase order is meant.
pub(super) fn months(order: &OrderRow) -> String {
    let from = format::month(&order.effective);
    if order.expiration.is_empty() {
        return order_texts::FROM.with(&[("from", &from)]);
    }
    let to = format::month(&order.expiration);
    order_texts::FROM_TO.with(&[("from", &from), ("to", &to)])
}
