//! The addresses of pages, and what of a view stands in them. Nothing else spells an address.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_url};
use web_sys::UrlSearchParams;

use crate::ui::follow::memo;

thread_local! {
    /// Whose data the pages show, as the address tells it.
    static PLACE: RefCell<Place> = const { RefCell::new(Place::Files) };
}

/// Whose data pages show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Own files, or the sample.
    #[default]
    Files,
    /// An account, by its id.
    Account(String),
}

impl Place {
    /// Whose data an address is about; none for pages that are about no data.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let below = path.strip_prefix(&base()).unwrap_or(path);
        if ["/", "", "/set-up", "/you"].contains(&below) {
            return None;
        }
        let account = below.strip_prefix("/accounts/").and_then(|rest| rest.split('/').next());
        Some(account.map_or(Self::Files, |account| Self::Account(account.to_owned())))
    }

    /// Whose data pages show now.
    pub(crate) fn here() -> Self {
        PLACE.with_borrow(Clone::clone)
    }

    /// Goes there: from now on pages link to pages of this data.
    pub(crate) fn enter(self) {
        PLACE.set(self);
    }

    /// The account, if it is one.
    pub(crate) fn account(&self) -> Option<&str> {
        match self {
            Self::Files => None,
            Self::Account(account) => Some(account),
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Files => String::new(),
            Self::Account(account) => ["/accounts/", account].concat(),
        }
    }
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// Where one begins: signing in, or the account that one was in.
    Home,
    /// Where files come in.
    Start,
    /// One's own password and sessions.
    You,
    /// The invoices that are issued.
    Issued,
    /// One of them, by its number.
    Invoice(String),
    /// Issuing the invoices of a month.
    Close,
    /// The agreements of a marketplace.
    Subscriptions,
    /// One of them, by its id.
    Subscription(String),
    /// The coming invoices, month by month.
    Invoices,
    /// What wants to be done.
    ToDo,
    /// The purchase orders.
    Orders,
    /// One of them, by its id.
    Order(String),
    /// Adding a purchase order.
    AddOrder,
    /// Adding and changing many, from a CSV file.
    ImportOrders,
    /// What sellers offer.
    Offers,
    /// Accepting one of them, by its id.
    Checkout(String),
    /// What was spent, by cost centre and otherwise.
    Costs,
    /// What the organisation set up: a section by its name, the first where it is empty.
    Settings(&'static str),
    /// Scenarios side by side.
    Scenarios,
    /// The coming invoices on paper.
    Print,
}

impl Page {
    /// Its address below the base.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Start => "/files".to_owned(),
            Self::You => "/you".to_owned(),
            Self::Issued => in_place("/invoices"),
            Self::Invoice(number) => in_place(&["/invoices/", &encoded(number)].concat()),
            Self::Close => in_place("/close"),
            Self::Subscriptions => in_place("/subscriptions"),
            Self::Subscription(id) => in_place(&["/subscriptions/", &encoded(id)].concat()),
            Self::Invoices => in_place("/preview"),
            Self::ToDo => in_place("/to-do"),
            Self::Orders => in_place("/purchase-orders"),
            Self::Order(id) => in_place(&["/purchase-orders/", &encoded(id)].concat()),
            Self::AddOrder => in_place("/add-purchase-order"),
            Self::ImportOrders => in_place("/import-purchase-orders"),
            Self::Offers => in_place("/offers"),
            Self::Checkout(id) => in_place(&["/offers/", &encoded(id)].concat()),
            Self::Costs => in_place("/costs"),
            Self::Settings("") => in_place("/settings"),
            Self::Settings(section) => in_place(&["/settings/", section].concat()),
            Self::Scenarios => in_place("/scenarios"),
            Self::Print => in_place("/print"),
        }
    }

    /// Its whole address, for links.
    pub(crate) fn href(&self) -> String {
        [&base(), self.path().as_str()].concat()
    }

    /// Its whole address with one thing told about its view.
    pub(crate) fn href_with(&self, key: &str, value: &str) -> String {
        self.href_with_all(&[(key, value)])
    }

    /// The same with several things.
    pub(crate) fn href_with_all(&self, values: &[(&str, &str)]) -> String {
        let told = values.iter().map(|(key, value)| [*key, "=", &encoded(value)].concat());
        [&self.href(), "?", &told.collect::<Vec<_>>().join("&")].concat()
    }
}

fn in_place(path: &str) -> String {
    [&Place::here().path(), path].concat()
}

/// The path that all pages lie below, without a slash at its end.
pub(crate) fn base() -> String {
    let uri = document().base_uri().ok().flatten().unwrap_or_default();
    let path = web_sys::Url::new(&uri).map(|url| url.pathname()).unwrap_or_default();
    path.trim_end_matches('/').to_owned()
}

/// A text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// What the address of a page names: the id of the one thing that it is about.
pub(crate) fn named() -> Memo<String> {
    let url = use_url();
    memo(move || {
        let id = url.with(|url| last_part(url.path()).to_owned());
        js_sys::decode_uri_component(&id).map(String::from).unwrap_or(id)
    })
}

/// The last part of a path, as it is written there. The router's own map of them decodes each more
/// than once, so that an id with a percent code would be another one.
fn last_part(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, part)| part)
}

/// What of the view stands in the address, to be read and replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    /// The query as it is written: the router's own map of it decodes every value twice.
    query: Memo<String>,
    path: Memo<String>,
    go: StoredValue<Go, LocalStorage>,
}

type Go = std::rc::Rc<dyn Fn(&str, NavigateOptions)>;

impl Address {
    /// The address of the page that asks.
    pub(crate) fn here() -> Self {
        let navigate = use_navigate();
        let go: Go = std::rc::Rc::new(move |to, options| navigate(to, options));
        let url = use_url();
        Self {
            query: memo(move || url.with(|url| url.search().to_owned())),
            path: use_location().pathname,
            go: StoredValue::new_local(go),
        }
    }

    /// What is told under a key; empty where nothing is.
    pub(crate) fn get(self, key: &'static str) -> Signal<String> {
        let query = self.query;
        let told = move || query.with(|query| params(query)?.get(key));
        Memo::new(move |_| told().unwrap_or_default()).into()
    }

    /// Tells something else under some keys; an empty value takes the key away. Going back leads
    /// to what was told before where `is_step`.
    pub(crate) fn set(self, values: &[(&str, &str)], is_step: bool) {
        let Some(params) = self.query.with_untracked(|query| params(query)) else { return };
        for (key, value) in values {
            if value.is_empty() { params.delete(key) } else { params.set(key, value) }
        }
        let query = String::from(params.to_string());
        let path = self.path.get_untracked();
        let to = if query.is_empty() { path } else { [path.as_str(), "?", &query].concat() };
        let options = NavigateOptions { replace: !is_step, scroll: false, ..whole() };
        self.by(|go| go(&to, options));
    }

    /// The address of a page with what is told here about the view.
    pub(crate) fn with_page(self, page: &Page) -> String {
        [&page.href(), "?", &self.query.get_untracked()].concat()
    }

    /// Goes to an address.
    pub(crate) fn go(self, href: &str) {
        self.by(|go| go(href, whole()));
    }

    /// Goes to an address in place of this one: going back does not lead here.
    pub(crate) fn go_instead(self, href: &str) {
        self.by(|go| go(href, NavigateOptions { replace: true, ..whole() }));
    }

    /// Goes to a page.
    pub(crate) fn go_to(self, page: &Page) {
        self.go(&page.href());
    }

    /// Whoever left the page meanwhile stays where they went.
    fn by(self, go: impl FnOnce(&Go)) {
        self.go.try_with_value(go);
    }
}

fn params(query: &str) -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(query).ok()
}

/// Addresses are whole: the router is not to put the base before them.
fn whole() -> NavigateOptions {
    NavigateOptions { resolve: false, ..NavigateOptions::default() }
}
