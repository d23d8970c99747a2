//! What the browser remembers for a reader. A browser that remembers nothing is no problem: every
//! value here is a preference with a default.

use leptos::prelude::window;
use web_sys::Storage;

/// Returns what is remembered under the key.
pub(crate) fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Remembers the value under the key.
pub(crate) fn set(key: &str, value: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(key, value));
    }
}

/// Forgets what is remembered under keys that begin so.
pub(crate) fn forget(prefix: &str) {
    let Some(storage) = storage() else { return };
    let keys =
        (0..storage.length().unwrap_or_default()).filter_map(|place| storage.key(place).ok()?);
    let keys: Vec<String> = keys.filter(|key| key.starts_with(prefix)).collect();
    for key in keys {
        drop(storage.remove_item(&key));
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
