//! Files that a person keeps.

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Hands a text to the person as a file. Spreadsheets take text without a mark for another
/// encoding, so theirs begins with one.
pub(crate) fn download(name: &str, kind: &str, text: &str) {
    let is_table = kind == "text/csv";
    let parts = Array::new();
    if is_table {
        parts.push(&"\u{feff}".into());
    }
    parts.push(&text.into());
    // A browser that refuses leaves the person where they are.
    drop(save(name, kind, &parts));
}

/// Has the browser keep a file of the server.
pub(crate) fn download_from(href: &str) {
    let link = document().create_element("a").ok();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(href);
        link.set_download("");
        link.click();
    }
}

fn save(name: &str, kind: &str, parts: &Array) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
