//! What is typed, kept in this browser until it is added or begun anew.

use std::cell::Cell;

use leptos::prelude::*;
use serde_json::Value;

use super::{Adding, Step, note};
use crate::desk::drafts_of;
use crate::page::Address;
use crate::server::Server;
use crate::storage;
use crate::text::add_order as texts;
use crate::ui::follow::{follow, watch};
use crate::ui::{Button, Icon, Kind};

/// Where it is kept: for each person, account, and what it begins with: the purchase order that it is
/// like, the number that a charge is to name, or the finding that proposes it.
pub(super) fn key(account: Option<&str>, address: Address) -> String {
    let user = Server::expect().user_id().filter(|_| account.is_some()).unwrap_or_default();
    let told = |key| address.get(key).get_untracked();
    let (kind, begun) = match (told("finding"), told("number")) {
        (finding, _) if !finding.is_empty() => (".finding.", finding),
        (_, number) if !number.is_empty() => (".number.", number),
        _ => (".order.", told("like")),
    };
    [&drafts_of(&user), account.unwrap_or_default(), kind, &begun, "."].concat()
}

/// What was kept there.
pub(super) fn read(key: &str) -> Option<Value> {
    serde_json::from_str(&storage::get(key)?).ok()
}

/// Keeps what is typed. What it begins with is not worth keeping.
pub(super) fn keep(adding: Adding) {
    watch(move || {
        let typed = adding.form.typed.get();
        adding.key.with_value(|key| match adding.blank.with_value(|blank| *blank == typed) {
            _ if key.is_empty() => {}
            true => storage::forget(key),
            false => storage::set(key, &typed.to_string()),
        });
    });
}

/// Says that it is kept; and to who comes back to it, that it was.
pub(super) fn notice(adding: Adding) -> AnyView {
    let start_over = move || {
        adding.is_kept.set(false);
        adding.form.typed.set(adding.blank.get_value());
        adding.form.begin_anew();
        adding.go(Step::Details);
    };
    follow(move || match adding.is_kept.get() {
        true => view! {
            <div class="wizard-kept" data-kind=Kind::Info.name()>
                {note(texts::WAS_KEPT.into())}
                <Button label=texts::START_OVER icon=Icon::Undo on_click=start_over />
            </div>
        }
        .into_any(),
        false => view! { <p class="hint">{texts::IS_KEPT.get()}</p> }.into_any(),
    })
}

thread_local! {
    /// Whether somebody goes on to a step; otherwise the page came with it.
    static IS_NEXT: Cell<bool> = const { Cell::new(false) };
}

/// Somebody goes to another step.
pub(super) fn step_on() {
    IS_NEXT.set(true);
}

/// Whether the step that is drawn is one that somebody went to.
pub(super) fn is_next() -> bool {
    IS_NEXT.replace(false)
}
