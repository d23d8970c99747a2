//! Where one begins: the account that one was in last, or signing in.

use leptos::prelude::*;

use super::{Heading, sign_in};
use crate::frame::loading;
use crate::page::{Address, Page, Place};
use crate::server::{Person, Server, SignedIn};
use crate::storage;
use crate::text::sign_in as texts;
use crate::ui::follow::{follow, watch};

/// Where it is remembered in which account somebody was last.
const LAST: &str = "tieback.account";

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let address = Address::here();
    watch(move || {
        let target = match server.person.get() {
            Person::Somebody(known) => last_account(&known).map(|account| {
                Place::Account(account).enter();
                Page::Invoices
            }),
            Person::NoServer => Some(Page::Start),
            Person::Unknown | Person::Nobody | Person::Expired(_) => None,
        };
        if let Some(page) = target {
            address.go_instead(&page.href());
        }
    });
    follow(move || match server.person.get() {
        Person::Nobody => sign_in::page(),
        Person::Somebody(known) if last_account(&known).is_none() => without_account(&known),
        _ => loading(),
    })
}

/// The account that one was in last, or the first that one may be in.
fn last_account(known: &SignedIn) -> Option<String> {
    let last = storage::get(LAST);
    let accounts = || known.accounts().map(|(_, account)| &account.id);
    let remembered = accounts().find(|id| Some(*id) == last.as_ref());
    let management = known
        .accounts()
        .find(|(organisation, account)| organisation.account == account.id)
        .map(|(_, account)| &account.id);
    remembered.or(management).or_else(|| accounts().next()).cloned()
}

/// Remembers in which account somebody is.
pub(crate) fn remember(account: &str) {
    storage::set(LAST, account);
}

fn without_account(known: &SignedIn) -> AnyView {
    let text = texts::NO_ACCOUNT_TEXT.with(&[("email", &known.user.email)]);
    view! {
        <section class="narrow">
            <Heading text=texts::NO_ACCOUNT />
            <p>{text}</p>
        </section>
    }
    .into_any()
}
