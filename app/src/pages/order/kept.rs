//! What is being edited of a purchase order, kept in this browser until it is saved or cancelled:
//! who leaves the page, or loads it anew, goes on with it.

use leptos::prelude::*;
use serde_json::Value;

use super::{Sheet, contacts, form, tags};
use crate::desk::drafts_of;
use crate::page::{Place, encoded};
use crate::storage;
use crate::ui::follow::watch;

pub(super) const CONTACTS: &str = ".contacts.";
pub(super) const TAGS: &str = ".tags.";
pub(super) const FORM: &str = ".form.";

/// Where a part is kept: for each person, account and purchase order. What is forgotten begins with
/// its key, so no number may begin with another.
pub(super) fn key(sheet: Sheet, part: &str) -> String {
    let here = Place::here();
    let account = here.account();
    let user = sheet.server.user_id().filter(|_| account.is_some()).unwrap_or_default();
    let id = sheet.id.with_value(|id| encoded(id));
    [&drafts_of(&user), account.unwrap_or_default(), part, &id, "/"].concat()
}

/// What was kept of a part.
pub(super) fn read(sheet: Sheet, part: &str) -> Option<Value> {
    serde_json::from_str(&storage::get(&key(sheet, part))?).ok()
}

/// Takes up what was left, once it is known what is there by now, and keeps what is edited where it
/// stands from then on.
pub(super) fn follow(sheet: Sheet) {
    let is_taken_up = RwSignal::new(false);
    watch(move || {
        let order = sheet.details.with(|it| it.as_ref()?.order.clone());
        if let (Some(order), false) = (order, is_taken_up.get_untracked()) {
            contacts::take_up(sheet, &order);
            tags::take_up(sheet, &order);
            form::take_up(sheet, &order);
            is_taken_up.set(true);
        }
    });
    for (part, written) in [(CONTACTS, contacts::written as Written), (TAGS, tags::written)] {
        let key = key(sheet, part);
        watch(move || {
            if is_taken_up.get() {
                keep(&key, written(sheet));
            }
        });
    }
}

/// What is to be kept of a part; nothing while it is as it was.
type Written = fn(Sheet) -> Option<Value>;

pub(super) fn keep(key: &str, written: Option<Value>) {
    match written {
        Some(written) => storage::set(key, &written.to_string()),
        None => storage::forget(key),
    }
}
