//! What was done to a purchase order, in sentences, the latest first.

mod differences;

use std::collections::HashMap;

use leptos::prelude::*;

use super::Sheet;
use crate::format;
use crate::page::encoded;
use crate::pages::paged::{Paged, Words};
use crate::server::{Known, KnownToken, OrderChange};
use crate::text::history as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Empty, Icon};

const AUDIT: &str = "organizations:ReadAudit";
const PEOPLE: &str = "organizations:ManageUsers";
const TOKENS: &str = "organizations:ManageTokens";

const WORDS: Words = Words {
    shown_one: texts::SHOWN_ONE,
    shown_other: texts::SHOWN_OTHER,
    more: texts::MORE,
    all_shown: texts::ALL_SHOWN,
};

/// Where the server has what was done to it.
pub(super) fn changes_path(sheet: Sheet) -> Option<String> {
    let subject = sheet.id.with_value(|id| encoded(id));
    sheet.account_path(&["/audit?subjectKind=purchase-order&subject=", &subject].concat())
}

pub(super) fn part(sheet: Sheet) -> AnyView {
    if let Some(reason) = sheet.refusal(AUDIT) {
        return view! {
            <Empty title=texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let path = changes_path(sheet).unwrap_or_default();
    let names = names(sheet);
    let changes = Paged::<OrderChange>::follow(sheet.server, memo(move || path.clone()));
    let none = || view! { <Empty title=texts::NONE icon=Icon::Clock /> }.into_any();
    view! {
        <section class="order-section">
            <h2>{texts::TITLE.get()}</h2>
            {changes.view(WORDS, move |items| listed(items, names), none, || ())}
        </section>
    }
    .into_any()
}

/// What people and tokens are called, by their ids, as far as one may know.
fn names(sheet: Sheet) -> Memo<HashMap<String, String>> {
    let path = |below: &str, action: &str| {
        sheet.account_path(below).filter(|_| sheet.refusal(action).is_none())
    };
    let (people, tokens) = (path("/people?limit=100", PEOPLE), path("/tokens?limit=100", TOKENS));
    let people = sheet.server.follow_list::<Known>(move || people.clone());
    let tokens = sheet.server.follow_list::<KnownToken>(move || tokens.clone());
    memo(move || {
        let mut names: HashMap<String, String> = HashMap::new();
        sheet.server.person.with(|person| {
            if let Some(known) = person.known() {
                names.insert(known.user.id.clone(), known.user.name.clone());
            }
        });
        people.with(|people| {
            if let Some(Ok(people)) = people {
                let known = people.items.iter().map(|known| &known.user);
                names.extend(known.map(|user| (user.id.clone(), user.name.clone())));
            }
        });
        tokens.with(|tokens| {
            if let Some(Ok(tokens)) = tokens {
                names.extend(tokens.items.iter().map(|it| (it.id.clone(), it.name.clone())));
            }
        });
        names
    })
}

fn listed(changes: &[OrderChange], names: Memo<HashMap<String, String>>) -> AnyView {
    let changes = changes.to_vec();
    follow(move || {
        let entries: Vec<AnyView> =
            names.with(|names| changes.iter().map(|change| entry(change, names)).collect());
        view! { <ol class="order-history">{entries}</ol> }
    })
}

fn entry(change: &OrderChange, names: &HashMap<String, String>) -> AnyView {
    let who = who(&change.actor, names);
    let sentences: Vec<AnyView> = differences::sentences(change, &who)
        .into_iter()
        .map(|sentence| view! { <p>{sentence}</p> }.into_any())
        .collect();
    view! {
        <li class="order-change">
            <time class="order-change-at" datetime=change.at.clone()>
                {format::date_time(&change.at)}
            </time>
            <div class="order-change-told">{sentences}</div>
        </li>
    }
    .into_any()
}

/// Whoever did it, as people call them.
fn who(actor: &str, names: &HashMap<String, String>) -> String {
    match actor.split_once(':') {
        Some(("user", id)) => {
            names.get(id).cloned().unwrap_or_else(|| texts::SOMEBODY.with(&[("user", id)]))
        }
        Some(("token", id)) => {
            let name = names.get(id).map_or(id, String::as_str);
            texts::PROGRAM.with(&[("token", name)])
        }
        _ => texts::SYSTEM.into(),
    }
}
