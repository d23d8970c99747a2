//! The table of invoices: windows of what the filters find, as the reader scrolls.

use crate::ui::follow::{follow, memo, watch};
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{
    Column as By, Group, Heading, Item, Mark as Minded, Overview, Query, Request, Row as Document,
    Standing, View,
};

use super::{filters, months};
use crate::desk::Desk;
use crate::frame::refusal;
use crate::page::{Address, Page, Place};
use crate::text::{invoices as texts, plural, words as word_texts};
use crate::ui::table::{Cell, Column, Mark, Row, RowKind, Sort, TableState, Window};
use crate::ui::{
    Choice, Choices, ChoicesLook, Empty, FilterToken, Icon, Kind, LinkButton, PropertyFilter, Table,
};
use crate::{format, words};

/// Columns that can be sorted by, and what that asks for.
const SORTED: [(&str, By); 9] = [
    ("document", By::Document),
    ("month", By::Month),
    ("seller", By::Seller),
    ("category", By::Category),
    ("agreement", By::Agreement),
    ("total", By::Total),
    ("order", By::Order),
    ("left", By::Left),
    ("marks", By::Mark),
];

/// What rows can be put together by: the word of the address.
const GROUPS: [(&str, Group); 5] = [
    ("month", Group::Month),
    ("order", Group::Order),
    ("seller", Group::Seller),
    ("agreement", Group::Agreement),
    ("none", Group::None),
];

/// The listing and what is at hand of it.
#[derive(Clone, Copy)]
struct Listing {
    desk: Desk,
    query: Memo<Query>,
    /// The range that the table wants.
    range: RwSignal<(usize, usize)>,
    view: RwSignal<Option<View>>,
    failure: RwSignal<Option<String>>,
    asked: StoredValue<u32>,
}

/// What the address asks for, all but the window.
pub(super) fn query(address: Address) -> Memo<Query> {
    let (month, group) = (address.get("month"), address.get("group"));
    let (sort, filter) = (address.get("sort"), address.get("f"));
    memo(move || {
        let (text, conditions) = filters::asked(&filters::read(&filter.get()));
        let (column, descending) = sort_of(&sort.get());
        Query {
            month: Some(month.get()).filter(|month| format::is_month(month)),
            group: group_of(&group.get()),
            sort: column.map(|(_, by)| by),
            descending,
            text,
            conditions,
            first: 0,
            count: 0,
        }
    })
}

pub(super) fn listing(
    desk: Desk,
    address: Address,
    overview: RwSignal<Option<Overview>>,
) -> AnyView {
    let (sort, filter) = (address.get("sort"), address.get("f"));
    let tokens = memo(move || filters::shown(filters::read(&filter.get())));
    let query = query(address);
    let listing = Listing {
        desk,
        query,
        range: RwSignal::new((0, 60)),
        view: RwSignal::new(None),
        failure: RwSignal::new(None),
        asked: StoredValue::new(0),
    };
    watch(move || {
        desk.revision.track();
        query.track();
        listing.ask();
    });
    let row_count =
        Signal::derive(move || listing.view.with(|v| v.as_ref().map_or(0, |v| v.item_count)));
    let group = memo(move || query.with(|query| query.group));
    let rows = memo(move || {
        listing
            .view
            .with(|view| view.as_ref().map(|view| window(view, group.get())).unwrap_or_default())
    });
    let state = Signal::derive(move || listing.state());
    let sorted = Signal::derive(move || {
        let (column, descending) = sort_of(&sort.get());
        column.map(|(column, _)| Sort { column, descending })
    });
    let open = address.get("invoice");
    let open = Signal::derive(move || Some(open.get()).filter(|open| !open.is_empty()));
    let on_sort = move |sort: Sort| {
        let text = [if sort.descending { "-" } else { "" }, sort.column].concat();
        address.set(&[("sort", &text)], false);
    };
    view! {
        <div class="listing">
            {bar(listing, address, tokens, group, overview)}
            <Table
                caption=texts::TITLE
                columns=columns()
                row_count=row_count
                rows=rows
                on_window=move |first, count| listing.want(first, count)
                storage_key="tieback.invoices"
                sort=sorted
                on_sort=on_sort
                open=open
                on_open=move |id: String| address.set(&[("invoice", &id)], true)
                state=state
                empty=ViewFn::from(empty)
                on_retry=move || listing.ask()
                on_clear=move || address.set(&[("f", ""), ("month", "")], true)
            />
            {follow(move || listing.view.with(|view| view.as_ref().map(sums)))}
        </div>
    }
    .into_any()
}

impl Listing {
    /// Asks for the rows in the wanted range. Answers that come late are left aside.
    fn ask(self) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        let (first, count) = self.range.get_untracked();
        let query = Query { first, count, ..self.query.get_untracked() };
        spawn_local(async move {
            let answer = self.desk.ask::<View>(Request::Rows(query)).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(view) => {
                    self.failure.set(None);
                    self.view.set(Some(view));
                }
                Err(refused) => self.failure.set(Some(refusal(&refused))),
            }
        });
    }

    fn want(self, first: usize, count: usize) {
        if self.range.get_untracked() != (first, count) {
            self.range.set((first, count));
            self.ask();
        }
    }

    fn state(self) -> TableState {
        if let Some(reason) = self.failure.get() {
            return TableState::Failed(reason);
        }
        self.view.with(|view| match view {
            None => TableState::Loading,
            Some(view) if view.item_count > 0 => TableState::Ready,
            Some(view) if view.documents.1 == 0 => TableState::Empty,
            Some(_) => TableState::NoMatch,
        })
    }
}

fn sort_of(text: &str) -> (Option<(&'static str, By)>, bool) {
    let column = text.trim_start_matches('-');
    (SORTED.into_iter().find(|(word, _)| *word == column), text.starts_with('-'))
}

fn group_of(text: &str) -> Group {
    GROUPS.into_iter().find(|(word, _)| *word == text).map(|(_, group)| group).unwrap_or_default()
}

fn bar(
    listing: Listing,
    address: Address,
    tokens: Memo<Vec<FilterToken>>,
    group: Memo<Group>,
    overview: RwSignal<Option<Overview>>,
) -> AnyView {
    let known = Signal::derive(move || {
        let sellers = |s: &Standing| s.sellers.iter().map(|seller| seller.id.clone()).collect();
        filters::Known {
            sellers: listing.desk.standing.with(|s| s.as_ref().map(sellers)).unwrap_or_default(),
            overview: overview.get(),
        }
    });
    let count_text = Signal::derive(move || {
        listing.view.with(|view| {
            view.as_ref().map_or_else(String::new, |view| {
                let (shown, total) = view.documents;
                let (shown, total) = (format::number(shown), format::number(total));
                texts::SHOWN.with(&[("shown", &shown), ("total", &total)])
            })
        })
    });
    let names = [
        texts::GROUP_MONTH,
        texts::GROUP_ORDER,
        texts::GROUP_SELLER,
        texts::GROUP_AGREEMENT,
        texts::GROUP_NONE,
    ];
    let choices: Vec<Choice> =
        GROUPS.iter().zip(names).map(|((word, _), name)| Choice::new(*word, name.get())).collect();
    let value = Signal::derive(move || {
        let group = group.get();
        GROUPS.iter().find(|(_, known)| *known == group).map_or("", |(word, _)| word).to_owned()
    });
    let set_group = move |word: String| {
        let word = if word == "month" { "" } else { &word };
        address.set(&[("group", word)], false);
    };
    let set_tokens = move |tokens: Vec<FilterToken>| {
        address.set(&[("f", &filters::typed(tokens))], false);
    };
    view! {
        <div class="listing-bar">
            <div class="listing-filter">
                <PropertyFilter
                    label=texts::FILTER
                    properties=filters::properties(known)
                    tokens=tokens
                    on_change=set_tokens
                    count_text=count_text
                />
            </div>
            <div class="listing-group">
                <span class="bar-label" aria-hidden="true">{texts::GROUP.get()}</span>
                <Choices
                    choices=choices
                    value=value
                    on_change=set_group
                    look=ChoicesLook::Segments
                    label=texts::GROUP
                />
            </div>
        </div>
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("document", texts::COLUMN_DOCUMENT, 250).sortable(),
        Column::figures("total", texts::COLUMN_TOTAL, 140).sortable(),
        Column::text("order", texts::COLUMN_ORDER, 250).sortable(),
        Column::figures("left", texts::COLUMN_LEFT, 140).sortable(),
        Column::text("marks", texts::COLUMN_MARKS, 215).sortable(),
        Column::text("month", texts::COLUMN_MONTH, 100).sortable(),
        Column::text("seller", texts::COLUMN_SELLER, 160).sortable(),
        Column::text("category", texts::COLUMN_CATEGORY, 130).sortable(),
        Column::text("agreement", texts::COLUMN_AGREEMENT, 170).sortable(),
    ]
}

fn window(view: &View, group: Group) -> Window {
    let rows = view.items.iter().map(|item| match item {
        Item::Heading(heading) => heading_row(heading, group),
        Item::Row(document) => row(document),
    });
    Window { first: view.first, rows: rows.collect() }
}

fn heading_row(heading: &Heading, group: Group) -> Row {
    Row {
        key: ["group ", &heading.key].concat(),
        kind: RowKind::Group,
        mark: Mark::None,
        cells: vec![Cell::text(heading_text(heading, group))],
    }
}

/// A group: what it is, how many invoices it has, and what they sum to.
pub(super) fn heading_text(heading: &Heading, group: Group) -> String {
    let name = match (group, heading.key.as_str()) {
        (Group::Order, "") => texts::HEADING_NO_ORDER.into(),
        (Group::Agreement, "") => texts::HEADING_NO_AGREEMENT.into(),
        (Group::Month, month) => format::month_long(month),
        (Group::Agreement, id) => words::agreement(id),
        (_, key) => heading.name.clone().unwrap_or_else(|| key.to_owned()),
    };
    let invoices = plural(texts::INVOICES_ONE, texts::INVOICES_OTHER, heading.documents);
    let totals = words::totals(&heading.totals);
    texts::HEADING.with(&[("name", &name), ("invoices", &invoices), ("totals", &totals)])
}

fn row(document: &Document) -> Row {
    let has = |mark: Minded| document.marks.contains(&mark);
    let money = |amount: &str| format::money(amount, &document.currency);
    let mut total = Cell::text(money(&document.total));
    let mut left = match &document.left {
        Some(left) => Cell::text(money(left)),
        None if document.place.is_some() => Cell::text(word_texts::UNTRACKED).muted(),
        None => Cell::text("–").muted(),
    };
    if document.left.as_ref().is_some_and(|left| left.starts_with('-')) {
        left = left.toned(Kind::Bad);
    }
    let is_gone = has(Minded::Removed);
    let mut order = Cell::text(words::place_of(document));
    if is_gone {
        order = order.muted();
    } else if document.place.is_none() {
        order = order.toned(Kind::Bad).with_icon(Icon::Warning);
    }
    if let Some(before) = &document.before {
        if is_gone || before.place != document.place {
            order = order.instead_of(words::place(before.place.as_ref()));
        }
        if before.total != document.total {
            total = total.instead_of(money(&before.total));
        }
        let is_same_line = before.place == document.place && before.left != document.left;
        if let Some(before) = before.left.as_ref().filter(|_| is_same_line) {
            left = left.instead_of(money(before));
        }
    }
    let mut name = Cell::text(words::document(document));
    if document.kind == "credit-memo" {
        name.text = [&name.text, " · ", word_texts::KIND_CREDIT_MEMO.get()].concat();
    }
    if has(Minded::Estimate) {
        name = name.with_icon(Icon::Estimate);
    }
    let agreement = document.agreement.as_deref().map(words::agreement);
    let agreement = agreement.unwrap_or_else(|| "–".to_owned());
    let is_changed =
        [Minded::Moved, Minded::Changed, Minded::Added, Minded::Removed].into_iter().any(has);
    Row {
        key: document.id.clone(),
        kind: RowKind::Row,
        mark: if is_changed {
            Mark::Changed
        } else if has(Minded::Estimate) {
            Mark::Muted
        } else {
            Mark::None
        },
        cells: vec![
            name,
            total,
            order,
            left,
            marks(document),
            Cell::text(format::month(&document.month)),
            Cell::text(document.seller.clone()),
            Cell::text(words::category(&document.category)),
            Cell::text(agreement),
        ],
    }
}

/// What to mind: the worst as a badge, the others beside it in words.
fn marks(document: &Document) -> Cell {
    let told: Vec<(Kind, String)> = document.marks.iter().map(|mark| words::mark(*mark)).collect();
    match told.split_first() {
        None => Cell::default(),
        Some(((kind, first), rest)) => {
            let mut text = first.clone();
            for (_, other) in rest {
                text.push_str(", ");
                text.push_str(other);
            }
            if *kind == Kind::Neutral { Cell::text(text).muted() } else { Cell::badge(*kind, text) }
        }
    }
}

fn empty() -> AnyView {
    let (text, label, page) = match Place::here() {
        Place::Files => (texts::EMPTY_TEXT, texts::EMPTY_FILES, Page::Start),
        Place::Account(_) => (texts::EMPTY_ACCOUNT_TEXT, texts::EMPTY_ACCOUNT, Page::Offers),
    };
    view! {
        <Empty title=texts::EMPTY text=text icon=Icon::Calendar>
            <LinkButton label=label href=page.href() />
        </Empty>
    }
    .into_any()
}

fn sums(view: &View) -> AnyView {
    let lines: Vec<AnyView> = months::totals(&view.totals)
        .into_iter()
        .map(|line| view! { <li class="figures">{line}</li> }.into_any())
        .collect();
    view! {
        <section class="sums" aria-label=texts::TOTALS.get()>
            <span class="bar-label">{texts::TOTALS.get()}</span>
            <ul class="bare-list sums-list">{lines}</ul>
        </section>
    }
    .into_any()
}
