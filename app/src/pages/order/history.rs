//! What was done to a purchase order, in sentences, the latest first.

mod differences;

use std::collections::HashMap;

use leptos::prelude::*;

use super::Sheet;
use crate::format;
use crate::page::encoded;
use crate::pages::actors;
use crate::pages::paged::{Paged, Words};
use crate::server::OrderChange;
use crate::text::history as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Empty, Icon};

const AUDIT: &str = "organizations:ReadAudit";

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
    let names = actors::names(sheet.server);
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

fn listed(changes: &[OrderChange], names: Memo<HashMap<String, String>>) -> AnyView {
    let changes = changes.to_vec();
    follow(move || {
        let entries: Vec<AnyView> =
            names.with(|names| changes.iter().map(|change| entry(change, names)).collect());
        view! { <ol class="order-history">{entries}</ol> }
    })
}

fn entry(change: &OrderChange, names: &HashMap<String, String>) -> AnyView {
    let who = actors::who(&change.actor, names);
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
