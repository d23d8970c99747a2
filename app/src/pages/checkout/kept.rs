//! What is chosen on the way to an agreement, kept in this browser until the offer is accepted: who
//! leaves to look for a number, or reloads, finds it again.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::{Value, json};

use super::till::Till;
use crate::desk::drafts_of;
use crate::pages::subscription::Named;
use crate::server::Server;
use crate::storage;
use crate::ui::follow::watch;

/// Where it is kept: for each person, account and offer.
pub(super) fn key(server: Server, account: &str, offer: &str) -> String {
    let user = server.user_id().unwrap_or_default();
    [&drafts_of(&user), account, ".offer.", offer, "."].concat()
}

/// Takes up what was kept, and keeps what is chosen from now on.
pub(super) fn follow(till: Till) {
    let kept = till.key.with_value(|key| storage::get(key));
    if let Some(kept) = kept.and_then(|kept| serde_json::from_str::<Value>(&kept).ok()) {
        take(till, &kept);
    }
    watch(move || {
        let chosen = till.choice.get();
        let named: BTreeMap<String, [String; 2]> = till.named.with(|named| {
            named
                .iter()
                .map(|(key, one)| (key.clone(), [one.order.clone(), one.line.clone()]))
                .collect()
        });
        let asked = till.asked.written();
        till.key.with_value(|key| match (chosen.is_empty(), named.is_empty(), asked.is_null()) {
            (true, true, true) => storage::forget(key),
            _ if till.is_done.get_untracked() => {}
            _ => {
                let all = json!({ "choice": chosen, "named": named, "asked": asked });
                storage::set(key, &all.to_string());
            }
        });
    });
}

/// It is accepted: nothing of it waits any more.
pub(super) fn forget(key: &str) {
    storage::forget(key);
}

fn take(till: Till, kept: &Value) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    till.choice.set(text(kept.get("choice")));
    let named = kept.get("named").and_then(Value::as_object).into_iter().flatten();
    let named = named
        .map(|(key, one)| (key.clone(), Named { order: text(one.get(0)), line: text(one.get(1)) }));
    till.named.set(named.collect());
    if let Some(asked) = kept.get("asked") {
        till.asked.read(asked);
    }
}
