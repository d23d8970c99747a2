//! One's own password, the browsers in which one is signed in, and what one may do where.

mod accounts;
mod browser;
mod password;
mod sessions;

use leptos::prelude::*;

pub(super) use accounts::policy_name;

use super::{Heading, sign_in};
use crate::server::{Failure, Server};
use crate::text::{account as account_texts, you as texts};
use crate::ui::Button;
use crate::ui::follow::{follow, memo};

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    // Sessions come and go without a change of the records.
    server.ask_again();
    let person = memo(move || {
        server.person.with(|person| {
            person.known().map(|known| (known.user.name.clone(), known.user.email.clone()))
        })
    });
    view! {
        <div class="you">
            <div class="you-head">
                <Heading text=texts::TITLE />
                {follow(move || person.get().map(|(name, email)| {
                    let text = texts::SIGNED_IN_AS.with(&[("name", &name), ("email", &email)]);
                    view! { <p class="lead">{text}</p> }
                }))}
            </div>
            {password::password(server)}
            {sessions::sessions(server)}
            {accounts::accounts(server)}
        </div>
    }
    .into_any()
}

/// In place of a part that did not come.
fn failed(server: Server, failure: Failure) -> AnyView {
    view! {
        {sign_in::told(failure)}
        <div class="actions">
            <Button label=account_texts::RETRY on_click=move || server.ask_again() />
        </div>
    }
    .into_any()
}
