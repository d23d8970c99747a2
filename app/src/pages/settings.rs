//! What the organisation set up: a section for each subject, each with an address of its own.

mod actions;
mod ending;
mod integration;
mod mail;
mod notifications;
mod organisation;
mod people;
mod policies;
mod secret;
mod sellers;
mod sending;
mod tokens;
mod who;
mod whole;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{Heading, not_found};
use crate::desk::Desk;
use crate::engine::sentence;
use crate::page::{Address, Page, Place};
use crate::server::Server;
use crate::text::{Text, settings as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Empty, Flashes, Icon, TabLink, TabLinks};

/// See the organisation, its accounts and its policies.
const DESCRIBE: &str = "organizations:DescribeOrganization";
const CONFIGURE: &str = "organizations:ConfigureBillingIntegration";
const ACCOUNTS: &str = "organizations:ManageAccounts";
const USERS: &str = "organizations:ManageUsers";
const POLICIES: &str = "organizations:ManagePolicies";
const TOKENS: &str = "organizations:ManageTokens";
const SETTINGS: &str = "organizations:ManageSettings";
const OUTBOX: &str = "organizations:ReadOutbox";

/// A part of the settings.
#[derive(Clone, Copy)]
struct Section {
    /// In its address.
    name: &'static str,
    title: Text,
    /// Who may not do this does not see it.
    action: Option<&'static str>,
    view: fn(Here) -> AnyView,
}

/// In the order of the navigation; the first one stands at the address without a name too.
const SECTIONS: [Section; 8] = [
    section("integration", texts::INTEGRATION, Some(DESCRIBE), integration::view),
    section("people", texts::PEOPLE, Some(USERS), people::view),
    section("policies", texts::POLICIES, Some(DESCRIBE), policies::view),
    section("access", texts::ACCESS, Some(USERS), who::view),
    section("tokens", texts::TOKENS, Some(TOKENS), tokens::view),
    section("notifications", texts::NOTIFICATIONS, Some(DESCRIBE), notifications::view),
    section("sellers", texts::SELLERS, None, sellers::view),
    section("organisation", texts::ORGANISATION, Some(DESCRIBE), organisation::view),
];

const fn section(
    name: &'static str,
    title: Text,
    action: Option<&'static str>,
    view: fn(Here) -> AnyView,
) -> Section {
    Section { name, title, action, view }
}

/// Where the settings are shown, and what their parts need.
#[derive(Clone, Copy, Debug)]
struct Here {
    server: Server,
    desk: Desk,
    flashes: Flashes,
    address: Address,
    account: StoredValue<String>,
}

impl Here {
    /// An address of the API in this account.
    fn path(self, below: &str) -> String {
        self.account.with_value(|account| ["/accounts/", account, below].concat())
    }
}

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    // Some of what is shown here changes without the records.
    server.ask_again();
    let here = Here {
        server,
        desk: Desk::expect(),
        flashes: Flashes::expect(),
        address: Address::here(),
        account: StoredValue::new(account),
    };
    let params = use_params_map();
    let name = memo(move || params.with(|params| params.get("section").unwrap_or_default()));
    let current = Signal::derive(move || match name.get().as_str() {
        "" => href(&SECTIONS[0]),
        name => SECTIONS.iter().find(|known| known.name == name).map(href).unwrap_or_default(),
    });
    view! {
        {follow(move || {
            server.access.track();
            let seen = SECTIONS.iter().filter(|section| refusal(server, section).is_none());
            let links = seen.map(|section| TabLink { label: section.title.into(), href: href(section) });
            let links: Vec<TabLink> = links.collect();
            view! {
                <div>
                    <TabLinks label=texts::TITLE links=links current=current />
                </div>
            }
        })}
        {follow(move || shown(here, &name.get()))}
    }
    .into_any()
}

fn href(section: &Section) -> String {
    Page::Settings(section.name).href()
}

fn refusal(server: Server, section: &Section) -> Option<String> {
    section.action.and_then(|action| server.refusal(action))
}

fn shown(here: Here, name: &str) -> AnyView {
    let name = if name.is_empty() { SECTIONS[0].name } else { name };
    let Some(section) = SECTIONS.iter().find(|section| section.name == name) else {
        return not_found::page();
    };
    let body = match refusal(here.server, section) {
        None => (section.view)(here),
        Some(reason) => {
            view! { <Empty title=texts::MAY_NOT_SEE text=reason icon=Icon::Info /> }.into_any()
        }
    };
    view! {
        <Heading text=section.title />
        <div class="settings">{body}</div>
    }
    .into_any()
}

/// Sentences under one another.
fn list(sentences: &[String]) -> AnyView {
    let lines: Vec<AnyView> =
        sentences.iter().map(|line| view! { <li>{sentence(line)}</li> }.into_any()).collect();
    view! { <ul class="settings-list">{lines}</ul> }.into_any()
}

/// Why something cannot be done here, beside what is shown.
fn reason(told: &str) -> AnyView {
    view! {
        <p class="settings-note">
            {crate::ui::icon(Icon::Info)} <span>{sentence(told)}</span>
        </p>
    }
    .into_any()
}
