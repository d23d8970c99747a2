//! In place of pages about purchase orders, where an account is a member: they are kept elsewhere.

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
    let way = if has_role { texts::MEMBER_HAS } else { texts::MEMBER_HAS_NOT };
    view! {
        <section class="narrow">
            <Heading text=texts::MEMBER.with(&names) />
            <p>{texts::MEMBER_TEXT.with(&names)}</p>
            <p>{way.get()}</p>
            {may_list.then(|| view! {
                <p>{texts::MEMBER_INVOICES.with(&names)}</p>
                <LinkButton label=texts::NAV_ISSUED href=Page::Issued.href() />
            })}
        </section>
    }
    .into_any()
}
