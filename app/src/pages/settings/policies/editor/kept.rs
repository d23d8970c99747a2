//! What is typed of a policy, kept in this browser until it is stored or cancelled.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::Draft;
use crate::desk::drafts_of;
use crate::storage;
use crate::ui::follow::watch;

/// Takes up what was kept, and keeps what is typed from now on; returns where. The version that is
/// changed is kept too, so that what others stored meanwhile is met.
pub(super) fn follow(draft: Draft) -> StoredValue<String> {
    let user = draft.here.server.user_id().unwrap_or_default();
    let id = draft.id.get_untracked();
    let key = draft
        .here
        .account
        .with_value(|account| [&drafts_of(&user), account, ".policy.", &id, "."].concat());
    let begun = untrack(|| written(draft));
    let kept = storage::get(&key).and_then(|text| serde_json::from_str::<Value>(&text).ok());
    if let Some(kept) = kept {
        take(draft, &kept);
    }
    let place = StoredValue::new(key.clone());
    watch(move || {
        let typed = written(draft);
        if typed == begun { storage::forget(&key) } else { storage::set(&key, &typed.to_string()) }
    });
    place
}

fn written(draft: Draft) -> Value {
    json!({
        "id": draft.id.get(),
        "description": draft.description.get(),
        "text": draft.text.get(),
        "version": draft.version.get(),
    })
}

fn take(draft: Draft, kept: &Value) {
    let text = |key: &str| kept.get(key).and_then(Value::as_str).map(str::to_owned);
    draft.id.set(text("id").unwrap_or_default());
    draft.description.set(text("description").unwrap_or_default());
    draft.text.set(text("text"));
    draft.version.set(kept.get("version").and_then(Value::as_u64));
}
