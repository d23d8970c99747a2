//! In place of pages about purchase orders, where an account is a member, so that they are kept
//! elsewhere, or where somebody may not see all of them.

use leptos::prelude::*;

use super::Heading;
use crate::page::Page;
use crate::server::Server;
use crate::text::account as texts;
use crate::ui::LinkButton;

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let Some(access) = server.access.get() else { return ().into_any() };
    let names = [
        ("account", access.account.name.as_str()),
        ("management", access.management.name.as_str()),
    ];
    let has_role = server.person.with(|person| {
        person.known().is_some_and(|known| {
            known.accounts().any(|(_, account)| account.id == access.management.id)
        })
    });
    let may_list = access.refusal("invoicing:ListInvoices").is_none();
    let (title, text, way) = match (access.is_management(), has_role) {
        (true, _) => (texts::HIDDEN, texts::HIDDEN_TEXT, texts::HIDDEN_ASK),
        (false, true) => (texts::MEMBER, texts::MEMBER_TEXT, texts::MEMBER_HAS),
        (false, false) => (texts::MEMBER, texts::MEMBER_TEXT, texts::MEMBER_HAS_NOT),
    };
    view! {
        <section class="narrow">
            <Heading text=title.with(&names) />
            <p>{text.with(&names)}</p>
            <p>{way.get()}</p>
            {may_list.then(|| view! {
                <p>{texts::MEMBER_INVOICES.with(&names)}</p>
                <LinkButton label=texts::NAV_ISSUED href=Page::Issued.href() />
            })}
        </section>
    }
    .into_any()
}
