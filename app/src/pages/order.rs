//! One purchase order: what it is, its lines month by month, its invoices, whom it tells, what was
//! done to it, and everything that can be edited.

mod actions;
mod contacts;
mod dialogs;
mod form;
mod history;
mod invoices;
mod kept;
mod line;
mod line_form;
mod meanwhile;
mod notices;
mod overview;
mod proposed;
mod removal;
mod tags;

use billing_files::document::{Contact, PurchaseOrder};
use leptos::prelude::*;
use outlook::api::{OrderDetails, OrderRow, Request};

use super::Heading;
use super::invoices::if_open;
use crate::desk::Desk;
use crate::frame::loading;
use crate::page::{self, Address, Page, Place, encoded};
use crate::server::{Failure, KeptOrder, Server};
use crate::text::{contacts as contact_texts, history as history_texts, orders as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Breadcrumbs, Crumb, Empty, Icon, Modal, Tab, Tabs};

use dialogs::Dialog;
pub(in crate::pages) use dialogs::only_tried;
pub(crate) use meanwhile::in_words;

const GET: &str = "purchase-orders:GetPurchaseOrder";
const UPDATE: &str = "purchase-orders:UpdatePurchaseOrder";

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let id = page::named();
    view! { {follow(move || if_open(desk, || shown(desk, id.get())))} }.into_any()
}

/// The purchase order that is shown.
#[derive(Clone, Copy)]
struct Sheet {
    desk: Desk,
    server: Server,
    id: StoredValue<String>,
    /// Where the server has it; none for files.
    path: StoredValue<Option<String>>,
    /// How it stands in the session.
    details: Memo<Option<OrderDetails>>,
    /// What the server knows beside that.
    kept: Memo<Option<Result<KeptOrder, Failure>>>,
    address: Address,
    /// The dialog that is open.
    dialog: RwSignal<Option<Dialog>>,
    /// Whether it is about to be removed: the server is not asked for what may be gone.
    is_going: RwSignal<bool>,
    /// Contacts and tags that are being edited. They outlive the tab that shows them.
    contacts: RwSignal<Option<Vec<contacts::Draft>>>,
    tags: RwSignal<Option<Vec<(String, String)>>>,
    /// Those that were there when that began.
    contacts_were: RwSignal<Vec<Contact>>,
    tags_were: RwSignal<Vec<(String, String)>>,
}

/// What there is to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Gone,
    /// It is declared.
    Declared,
    /// A charge that names it would create it.
    Created,
}

fn shown(desk: Desk, id: String) -> AnyView {
    let sheet = open(desk, &id);
    // Whether it is there is asked of the list: a purchase order may go with an edit.
    let rows = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
    let stage = memo(move || {
        let is_there = rows.with(|rows| {
            let rows = rows.as_ref()?;
            Some(sheet.id.with_value(|id| rows.iter().any(|row| row.id == *id)))
        });
        let details = sheet.details;
        match (is_there, details.with(|it| it.as_ref().map(|it| it.order.is_some()))) {
            (Some(false), _) => Stage::Gone,
            (_, Some(true)) => Stage::Declared,
            (_, Some(false)) => Stage::Created,
            (_, None) => Stage::Loading,
        }
    });
    let crumbs = vec![Crumb { label: texts::ALL.into(), href: Page::Orders.href() }];
    let actions = follow(move || match stage.get() {
        Stage::Declared => actions::declared(sheet),
        Stage::Created => actions::created(sheet),
        Stage::Loading | Stage::Gone => ().into_any(),
    });
    view! {
        <Breadcrumbs crumbs=crumbs here=Signal::stored(id.clone()) />
        <div class="page-head">
            <Heading text=Signal::stored(id.clone()) />
            <div class="actions">{actions}</div>
        </div>
        {follow(move || match stage.get() {
            Stage::Loading => loading(),
            Stage::Gone => view! {
                <Empty title=texts::UNKNOWN.with(&[("order", &id)]) icon=Icon::Question />
            }
            .into_any(),
            Stage::Created => overview::created(sheet),
            Stage::Declared => declared(sheet),
        })}
        {dialogs::dialogs(sheet)}
    }
    .into_any()
}

fn open(desk: Desk, id: &str) -> Sheet {
    let server = Server::expect();
    let asked = id.to_owned();
    let found =
        desk.follow_result::<OrderDetails>(move || Some(Request::Order { order: asked.clone() }));
    // What is the same is not drawn again: something may be open above it.
    let details = memo(move || found.with(|found| found.as_ref()?.as_ref().ok().cloned()));
    let path = Place::here()
        .account()
        .map(|account| ["/accounts/", account, "/purchase-orders/", &encoded(id)].concat());
    let is_declared =
        memo(move || details.with(|it| it.as_ref().is_some_and(|it| it.order.is_some())));
    let asked = path.clone();
    let is_going = RwSignal::new(false);
    let kept = server.follow::<KeptOrder>(move || {
        asked.clone().filter(|_| is_declared.get() && !is_going.get() && server.may(GET))
    });
    let sheet = Sheet {
        desk,
        server,
        id: StoredValue::new(id.to_owned()),
        path: StoredValue::new(path),
        details,
        kept: memo(move || kept.get()),
        address: Address::here(),
        dialog: RwSignal::new(None),
        is_going,
        contacts: RwSignal::new(None),
        tags: RwSignal::new(None),
        contacts_were: RwSignal::new(Vec::new()),
        tags_were: RwSignal::new(Vec::new()),
    };
    kept::follow(sheet);
    proposed::take_up(sheet);
    sheet
}

impl Sheet {
    /// Where the server has something of it.
    fn path(self, below: &str) -> Option<String> {
        self.path.with_value(|path| path.as_ref().map(|path| [path, below].concat()))
    }

    /// Where the server has something of the account.
    fn account_path(self, below: &str) -> Option<String> {
        let account = Place::here().account().map(str::to_owned)?;
        Some(["/accounts/", &account, below].concat())
    }

    /// The purchase order as it stands in the session.
    fn order(self) -> Memo<Option<PurchaseOrder>> {
        memo(move || self.details.with(|it| it.as_ref()?.order.clone()))
    }

    /// Why something may not be done; what only files hold may be edited by everybody.
    fn refusal(self, action: &str) -> Option<String> {
        self.path.with_value(Option::is_some).then(|| self.server.refusal(action)).flatten()
    }

    /// Whether the server keeps it: one that is only tried is not there yet.
    fn is_kept(self) -> bool {
        let is_there = self
            .kept
            .with(|kept| !matches!(kept, Some(Err(failure)) if failure.code == "NOT_FOUND"));
        is_there && self.path.with_value(Option::is_some)
    }
}

/// One that is declared: on an account with what the server keeps of it, each in a tab.
fn declared(sheet: Sheet) -> AnyView {
    let has_tabs = memo(move || sheet.is_kept());
    view! {
        {overview::head(sheet)}
        {follow(move || if has_tabs.get() { tabs(sheet) } else { overview::overview(sheet) })}
    }
    .into_any()
}

const OVERVIEW: &str = "overview";
const INVOICES: &str = "invoices";
const CONTACTS: &str = "contacts";
const HISTORY: &str = "history";

fn tabs(sheet: Sheet) -> AnyView {
    let address = Address::here();
    let told = address.get("view");
    let selected = memo(move || {
        let told = told.get();
        let known = [INVOICES, CONTACTS, HISTORY].into_iter().find(|known| *known == told);
        known.unwrap_or(OVERVIEW).to_owned()
    });
    let tab = |id, label: crate::text::Text| Tab { id, label: label.into(), count: None };
    let tabs = vec![
        tab(OVERVIEW, texts::OVERVIEW),
        tab(INVOICES, texts::COLUMN_DOCUMENTS),
        tab(CONTACTS, contact_texts::TAB),
        tab(HISTORY, history_texts::TITLE),
    ];
    view! {
        <Tabs
            label=texts::PARTS
            tabs=tabs
            selected=selected
            on_select=move |id: String| {
                let id = if id == OVERVIEW { "" } else { &id };
                address.set(&[("view", id)], false);
            }
        >
            {follow(move || {
                let part = match selected.get().as_str() {
                    INVOICES => invoices::part(sheet),
                    CONTACTS => contacts::part(sheet),
                    HISTORY => history::part(sheet),
                    _ => overview::overview(sheet),
                };
                view! { <div class="order-part">{part}</div> }
            })}
        </Tabs>
    }
    .into_any()
}

/// A form in a window of its own, in which something may be typed already. What the form reads while
/// it is made does not make it anew.
fn window(
    is_open: RwSignal<bool>,
    title: String,
    is_typed: bool,
    form: impl Fn(RwSignal<bool>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    view! {
        <Modal title=title open=is_open on_close=move || is_open.set(false) asks=true is_typed=is_typed>
            {dialogs::only_tried(UPDATE)}
            {untrack(|| form(is_open))}
        </Modal>
    }
    .into_any()
}
