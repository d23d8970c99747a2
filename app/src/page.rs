//! The addresses of pages, and what of a view stands in them. Nothing else spells an address.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use web_sys::UrlSearchParams;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// Where data comes in.
    Start,
    /// The coming invoices, month by month.
    Invoices,
    /// What wants to be done.
    ToDo,
    /// The purchase orders.
    Orders,
    /// One of them, by its id.
    Order(String),
    /// Scenarios side by side.
    Scenarios,
    /// The coming invoices on paper.
    Print,
}

impl Page {
    /// Its address below the base.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Start => "/".to_owned(),
            Self::Invoices => "/preview".to_owned(),
            Self::ToDo => "/to-do".to_owned(),
            Self::Orders => "/purchase-orders".to_owned(),
            Self::Order(id) => ["/purchase-orders/", &encoded(id)].concat(),
            Self::Scenarios => "/scenarios".to_owned(),
            Self::Print => "/print".to_owned(),
        }
    }

    /// Its whole address, for links.
    pub(crate) fn href(&self) -> String {
        [&base(), self.path().as_str()].concat()
    }

    /// Its whole address with one thing told about its view.
    pub(crate) fn href_with(&self, key: &str, value: &str) -> String {
        [&self.href(), "?", key, "=", &encoded(value)].concat()
    }
}

/// The path that all pages lie below, without a slash at its end.
pub(crate) fn base() -> String {
    let uri = document().base_uri().ok().flatten().unwrap_or_default();
    let path = web_sys::Url::new(&uri).map(|url| url.pathname()).unwrap_or_default();
    path.trim_end_matches('/').to_owned()
}

fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// What of the view stands in the address, to be read and replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    query: Memo<leptos_router::params::ParamsMap>,
    path: Memo<String>,
    go: StoredValue<Go, LocalStorage>,
}

type Go = std::rc::Rc<dyn Fn(&str, NavigateOptions)>;

impl Address {
    /// The address of the page that asks.
    pub(crate) fn here() -> Self {
        let navigate = use_navigate();
        let go: Go = std::rc::Rc::new(move |to, options| navigate(to, options));
        Self {
            query: use_query_map(),
            path: use_location().pathname,
            go: StoredValue::new_local(go),
        }
    }

    /// What is told under a key; empty where nothing is.
    pub(crate) fn get(self, key: &'static str) -> Signal<String> {
        let query = self.query;
        Memo::new(move |_| query.with(|query| query.get(key).unwrap_or_default())).into()
    }

    /// Tells something else under some keys; an empty value takes the key away. Going back leads
    /// to what was told before where `is_step`.
    pub(crate) fn set(self, values: &[(&str, &str)], is_step: bool) {
        let Ok(params) = UrlSearchParams::new() else { return };
        self.query.with_untracked(|query| {
            for (key, value) in query.into_iter() {
                params.set(key, value);
            }
        });
        for (key, value) in values {
            if value.is_empty() { params.delete(key) } else { params.set(key, value) }
        }
        let query = String::from(params.to_string());
        let path = self.path.get_untracked();
        let to = if query.is_empty() { path } else { [path.as_str(), "?", &query].concat() };
        let options = NavigateOptions { replace: !is_step, scroll: false, ..whole() };
        self.go.with_value(|go| go(&to, options));
    }

    /// The address of a page with what is told here about the view.
    pub(crate) fn with_page(self, page: &Page) -> String {
        let Ok(params) = UrlSearchParams::new() else { return page.href() };
        self.query.with_untracked(|query| {
            for (key, value) in query.into_iter() {
                params.set(key, value);
            }
        });
        [&page.href(), "?", &String::from(params.to_string())].concat()
    }

    /// Goes to an address.
    pub(crate) fn go(self, href: &str) {
        self.go.with_value(|go| go(href, whole()));
    }

    /// Goes to a page.
    pub(crate) fn go_to(self, page: &Page) {
        self.go.with_value(|go| go(&page.href(), whole()));
    }
}

/// Addresses are whole: the router is not to put the base before them.
fn whole() -> NavigateOptions {
    NavigateOptions { resolve: false, ..NavigateOptions::default() }
}
