//! How data comes to the desk when a page is loaded: told by the address, or kept in this browser.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Refused, Request};
use serde_json::Value;

use crate::desk::{Desk, Source};
use crate::page::Address;
use crate::text::frame as texts;
use crate::ui::{Flashes, Kind};

/// How the edits of a link begin in its fragment.
pub(super) const EDITS: &str = "#edits=";

/// Opens what the address asks for, else what this browser has kept. True once that is done.
pub(super) fn open_at_start(desk: Desk) -> RwSignal<bool> {
    let is_ready = RwSignal::new(false);
    let address = Address::here();
    let asked = address.get("data").get_untracked();
    let flashes = Flashes::expect();
    let edits = edits_of_link();
    spawn_local(async move {
        let resumed = desk.resume().await;
        let kept_own = desk.standing.with_untracked(|s| s.as_ref().is_some_and(|s| !s.is_sample));
        let opened = match (asked.as_str(), kept_own) {
            // A link to the sample takes nobody's own data away.
            ("sample", true) => {
                flashes.push(Kind::Warning, texts::SAMPLE_NOT_OPENED);
                address.set(&[("data", "")], false);
                is_ready.set(true);
                return;
            }
            ("sample", false) => {
                let opened = desk.open(Source::Sample).await;
                // A page that is loaded again goes on with what was edited meanwhile.
                address.set(&[("data", "")], false);
                opened
            }
            _ => resumed.map(|_| ()),
        };
        if let Err(refused) = opened {
            flashes.push(Kind::Bad, refusal(&refused));
        }
        if let Some((edits, at)) = edits
            && desk.standing.with_untracked(Option::is_some)
        {
            apply(desk, flashes, edits, at).await;
        }
        is_ready.set(true);
    });
    is_ready
}

/// The edits in the fragment of the address, which is taken away: it has been read.
fn edits_of_link() -> Option<(Vec<Value>, String)> {
    let location = window().location();
    let hash = location.hash().ok()?;
    let text = js_sys::decode_uri_component(hash.strip_prefix(EDITS)?).ok()?;
    let href = location.href().ok()?;
    let without = href.split('#').next().unwrap_or_default().to_owned();
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&without)));
    }
    let document: Value = serde_json::from_str(&String::from(text)).ok()?;
    let edits = document.get("edits")?.as_array()?.clone();
    let at = document.get("at")?.as_str()?.to_owned();
    (!edits.is_empty()).then_some((edits, at))
}

async fn apply(desk: Desk, flashes: Flashes, edits: Vec<Value>, at: String) {
    let name = texts::SCENARIO_SHARED.into();
    let added = desk.command(Request::AddScenario { name, copy: false }).await;
    let applied = match added {
        Ok(()) => desk.change(Request::Edit { edits, at }).await.map(|_| ()),
        Err(refused) => Err(refused),
    };
    match applied {
        Ok(()) => flashes.push(Kind::Good, texts::SHARE_APPLIED),
        Err(refused) => {
            let reason = refusal(&refused);
            flashes.push(Kind::Bad, texts::SHARE_REFUSED.with(&[("reason", &reason)]));
        }
    }
}

/// Does something that may be refused, and says so if it is.
///
/// Messages are handed in, since they are found only while a page is drawn.
pub(super) fn run(
    desk: Desk,
    flashes: Flashes,
    work: impl Future<Output = Result<(), Refused>> + 'static,
) {
    spawn_local(async move {
        if let Err(refused) = work.await {
            let reason = refusal(&refused);
            flashes.push(Kind::Bad, texts::FAILED.with(&[("reason", &reason)]));
        }
        // Answers are asked for again where a command failed half way.
        desk.revision.update(|revision| *revision = revision.wrapping_add(1));
    });
}

/// Why something was turned down, as sentences.
pub(crate) fn refusal(refused: &Refused) -> String {
    let sentences: Vec<&str> = refused
        .problems
        .iter()
        .map(|problem| match problem.code.as_str() {
            "STOPPED" => texts::STOPPED.get(),
            _ => problem.message.as_str(),
        })
        .collect();
    sentences.join("; ")
}
