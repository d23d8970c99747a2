//! Help where it is needed: what a page is for, its words, and the way to the guide.

pub(crate) mod terms;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::page;
use crate::parts;
use crate::server::{Person, Server};
use crate::text::{Text, help as texts, issued as issued_texts};
use crate::ui::field::unique;
use crate::ui::follow::{follow, memo};
use crate::ui::{Icon, icon};

/// Which pages have something told about them, and the page of the guide, `docs/guide/NAME.md`. The
/// addresses begin so, below the account; the longer one before the shorter one.
const GUIDES: &[(&str, &str)] = &[
    ("preview", "preview"),
    ("print", "preview"),
    ("scenarios", "preview"),
    ("to-do", "to-do"),
    ("purchase-orders", "purchase-orders"),
    ("add-purchase-order", "add-a-purchase-order"),
    ("import-purchase-orders", "import"),
    ("subscriptions", "subscriptions"),
    ("offers", "checkout"),
    ("invoices", "invoices"),
    ("close", "close-a-month"),
    ("costs", "costs"),
    ("settings/notifications", "notifications"),
    ("settings/policies", "policies"),
    ("settings/access", "policies"),
    ("settings/tokens", "api-tokens"),
    ("settings/sellers", "sellers"),
    ("settings", "people-and-permissions"),
    ("you", "people-and-permissions"),
    ("files", "own-files"),
    ("set-up", "getting-started"),
];

/// What stands for signing in, whichever page one was on the way to.
const SIGNING_IN: (&str, &str) = ("", "getting-started");

/// Which pages those of an address below the base are among.
fn topic(path: &str) -> Option<(&'static str, &'static str)> {
    let below = match path.strip_prefix("/accounts/") {
        Some(rest) => rest.split_once('/').map_or("", |(_, below)| below),
        None => path.trim_start_matches('/'),
    };
    if below.is_empty() {
        return Some(SIGNING_IN);
    }
    GUIDES.iter().copied().find(|(path, _)| {
        below.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The address of a page of the guide; the contents where no name is told.
pub(crate) fn guide(name: &str) -> String {
    let name = if name.is_empty() { "index" } else { name };
    [page::base().as_str(), "/guide/", name, ".html"].concat()
}

/// The button beside a heading, and what it opens.
pub(super) fn button() -> AnyView {
    let path = use_location().pathname;
    let server = Server::expect();
    let shown = memo(move || {
        let path = path.get();
        let path = path.strip_prefix(&page::base()).unwrap_or(&path).to_owned();
        let is_out = server.person.with(|person| *person == Person::Nobody);
        if is_out && path.starts_with("/accounts/") { Some(SIGNING_IN) } else { topic(&path) }
    });
    follow(move || shown.get().map(drawn))
}

fn drawn((topic, guide): (&'static str, &'static str)) -> AnyView {
    let id = unique("help");
    let is_asked = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="button help-button"
            data-kind="quiet"
            data-shape="icon"
            aria-label=texts::OPEN.get()
            title=texts::OPEN.get()
            aria-haspopup="dialog"
            popovertarget=id.clone()
            on:click=move |_| is_asked.set(true)
        >
            {icon(Icon::Question)}
        </button>
        <div class="popover help-popover" id=id popover="auto" role="dialog" aria-label=texts::OPEN.get()>
            {follow(move || is_asked.get().then(|| parts::asked::help(topic, guide)))}
        </div>
    }
    .into_any()
}

/// A link to a page of the guide, in a tab of its own: nothing that is typed is lost.
pub(crate) fn link(label: Text, name: &str) -> AnyView {
    view! {
        <a href=guide(name) hreflang="en" target="_blank" rel="noopener">
            {label.get()}
            <span class="unseen">{issued_texts::NEW_TAB.get()}</span>
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_finds_its_topic_by_its_address() {
        for (path, guide) in [
            ("/", "getting-started"),
            ("/preview", "preview"),
            ("/accounts/410000000001/preview", "preview"),
            ("/accounts/410000000001/purchase-orders/A%2FB", "purchase-orders"),
            ("/accounts/410000000001/settings", "people-and-permissions"),
            ("/accounts/410000000001/settings/notifications", "notifications"),
            ("/accounts/410000000001/settings/people", "people-and-permissions"),
            ("/accounts/410000000001/settings/tokens", "api-tokens"),
            ("/accounts/410000000001/settings/sellers", "sellers"),
            ("/accounts/410000000001/settings/policies", "policies"),
            ("/accounts/410000000001/offers/offer-1", "checkout"),
            ("/files", "own-files"),
        ] {
            assert_eq!(topic(path).map(|(_, guide)| guide), Some(guide), "{path}");
        }
        assert_eq!(topic("/previews"), None);
        assert_eq!(topic("/nowhere"), None);
    }
}
