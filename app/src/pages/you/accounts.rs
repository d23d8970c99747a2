//! In which accounts one may do something, and by which policies.

use leptos::prelude::*;

use super::failed;
use crate::frame::loading;
use crate::server::Server;
use crate::text::{Text, sign_in as sign_in_texts, you as texts};
use crate::ui::Badge;
use crate::ui::follow::{follow, memo};

outlook::answers! {
    /// Whoever is signed in, as far as it is shown here.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Own {
        organisations: Vec<OwnOrganisation>,
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct OwnOrganisation {
        name: String,
        accounts: Vec<OwnAccount>,
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct OwnAccount {
        id: String,
        name: String,
        role: AccountRole,
        policies: Vec<String>,
    }

    /// What an account is in its organisation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum AccountRole {
        Management,
        Member,
        Regular,
    }
}

pub(super) fn accounts(server: Server) -> AnyView {
    let answer = server.follow::<Own>(|| Some("/session".to_owned()));
    // The same answer once more draws nothing anew.
    let own = memo(move || answer.get());
    view! {
        <section class="card">
            <h2 class="card-title">{texts::ACCOUNTS.get()}</h2>
            {follow(move || match own.get() {
                None => loading(),
                Some(Ok(own)) => organisations(own.organisations),
                Some(Err(failure)) => failed(server, failure),
            })}
        </section>
    }
    .into_any()
}

fn organisations(own: Vec<OwnOrganisation>) -> AnyView {
    if own.is_empty() {
        return view! { <p>{sign_in_texts::NO_ACCOUNT.get()}</p> }.into_any();
    }
    let parts: Vec<AnyView> = own.into_iter().map(organisation).collect();
    view! {
        <p>{texts::ACCOUNTS_TEXT.get()}</p>
        {parts}
    }
    .into_any()
}

fn organisation(own: OwnOrganisation) -> AnyView {
    let rows: Vec<AnyView> = own.accounts.into_iter().map(account).collect();
    view! {
        <div class="own-organisation">
            <h3 class="own-organisation-name">{own.name}</h3>
            <ul class="bare-list">{rows}</ul>
        </div>
    }
    .into_any()
}

fn account(own: OwnAccount) -> AnyView {
    let what = match own.role {
        AccountRole::Management => texts::ROLE_MANAGEMENT,
        AccountRole::Member => texts::ROLE_MEMBER,
        AccountRole::Regular => texts::ROLE_REGULAR,
    };
    let badge = |id: String| view! { <Badge text=policy_name(id) /> }.into_any();
    let policies: Vec<AnyView> = own.policies.into_iter().map(badge).collect();
    view! {
        <li class="own-account">
            <div>
                <div>{own.name}</div>
                <div class="hint">{[what.get(), " · ", &own.id].concat()}</div>
            </div>
            <div class="badges">{policies}</div>
        </li>
    }
    .into_any()
}

/// What people call a policy. Those of an organisation have their ids.
pub(in crate::pages) fn policy_name(id: String) -> String {
    managed(&id).map_or(id, String::from)
}

fn managed(id: &str) -> Option<Text> {
    Some(match id {
        "PurchaseOrderViewer" => texts::POLICY_VIEWER,
        "PurchaseOrderAdministrator" => texts::POLICY_ORDERS,
        "MarketplaceBuyer" => texts::POLICY_BUYER,
        "OrganisationAdministrator" => texts::POLICY_ORGANISATION,
        "FullAccess" => texts::POLICY_FULL,
        _ => return None,
    })
}
