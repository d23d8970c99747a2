//! A link that holds the edits of a scenario, and what becomes of edits that somebody handed in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Export, Refused, Request, Standing};
use serde_json::Value;
use wasm_bindgen_futures::JsFuture;

use super::handed::{EDITS, Handed, HandedEdits};
use super::opening::refusal;
use crate::desk::Desk;
use crate::format;
use crate::page::{Page, encoded};
use crate::text::frame as texts;
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Button, ButtonKind, Flashes, Icon, Kind, Modal, TextInput};

/// Programs for mail and chats cut longer links, or do not see that they are links.
const LENGTH_MAX: usize = 8000;

/// The button that copies a link with the edits. Data is in no link; the sample needs none.
pub(crate) fn share(desk: Desk) -> AnyView {
    let flashes = Flashes::expect();
    let shown = RwSignal::new(String::new());
    let is_open = RwSignal::new(false);
    let share = move || {
        spawn_local(async move {
            let Some(standing) = desk.standing.get_untracked() else { return };
            let edits = match desk.ask::<String>(Request::Export { what: Export::Edits }).await {
                Ok(edits) => edits,
                Err(refused) => return flashes.push(Kind::Bad, refusal(&refused)),
            };
            let link = link(&standing, &edits);
            if link.len() > LENGTH_MAX {
                let count = format::number(link.len());
                flashes.push(Kind::Warning, texts::SHARE_LONG.with(&[("count", &count)]));
            }
            if !is_copied(&link).await {
                shown.try_set(link);
                is_open.try_set(true);
                return;
            }
            let text = match (standing.is_sample, standing.is_account) {
                (true, _) => texts::SHARED_SAMPLE,
                (_, true) => texts::SHARED_ACCOUNT,
                _ => texts::SHARED,
            };
            flashes.push(Kind::Good, text);
        });
    };
    view! {
        <Button label=texts::SHARE kind=ButtonKind::Quiet icon=Icon::Link on_click=share />
        <Modal title=texts::SHARE open=is_open on_close=move || is_open.set(false)>
            <p>{texts::SHARE_FAILED.get()}</p>
            <TextInput value=shown on_input=move |_: String| () label=texts::SHARE_LINK />
        </Modal>
    }
    .into_any()
}

/// Pages that come over no safe connection have no clipboard at all.
async fn is_copied(text: &str) -> bool {
    window().is_secure_context()
        && JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// The address that opens the data, if a link can, with the edits in its fragment. The present of an
/// account is the present; elsewhere the link tells which month counts as now.
fn link(standing: &Standing, edits: &str) -> String {
    let mut document: Value = serde_json::from_str(edits).unwrap_or_default();
    let made_for = standing.sample_month.as_deref();
    if let Some(document) = document.as_object_mut()
        && !standing.is_account
        && made_for != Some(&standing.as_of)
    {
        document.insert("asOf".to_owned(), standing.as_of.clone().into());
    }
    let mut href = Page::Invoices.href();
    if let Some(month) = made_for {
        href = [&Page::Invoices.href_with("data", "sample"), "&today=", month].concat();
    }
    let origin = window().location().origin().unwrap_or_default();
    [&origin, &href, EDITS, &encoded(&document.to_string())].concat()
}

/// Applies edits that were handed in once the data that they are of is open, and says so until then.
pub(crate) fn waiting(desk: Desk, handed: Handed) -> AnyView {
    let flashes = Flashes::expect();
    let fit = memo(move || {
        handed.edits.with(|edits| {
            desk.standing.with(|standing| match (edits, standing) {
                (Some(edits), Some(standing)) => edits.fit(standing),
                _ => false,
            })
        })
    });
    watch(move || {
        if !fit.get() {
            return;
        }
        let Some(HandedEdits { text, .. }) = handed.edits.get_untracked() else { return };
        spawn_local(async move {
            handed.edits.set(None);
            match apply(desk, &text).await {
                Ok(true) => flashes.push(Kind::Good, texts::SHARE_APPLIED),
                Ok(false) => flashes.push(Kind::Bad, texts::SHARE_UNREADABLE),
                Err(refused) => {
                    let reason = refusal(&refused);
                    flashes.push(Kind::Bad, texts::SHARE_REFUSED.with(&[("reason", &reason)]));
                }
            }
        });
    });
    follow(move || {
        let of_sample = Some(true);
        let is_sample = handed.edits.with(|e| e.as_ref().is_some_and(|e| e.is_sample == of_sample));
        let text = if is_sample { texts::SHARE_WAITS_SAMPLE } else { texts::SHARE_WAITS };
        (!fit.get()).then(|| {
            view! {
                <div class="banner" role="status">
                    <p>{text.get()}</p>
                    <Button label=texts::SHARE_LEAVE on_click=move || handed.edits.set(None) />
                </div>
            }
        })
    })
}

/// Applies a document of edits as a scenario of its own; false where it holds none.
async fn apply(desk: Desk, text: &str) -> Result<bool, Refused> {
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let told = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
    let edits = document.get("edits").and_then(Value::as_array).cloned().unwrap_or_default();
    let (Some(at), false) = (told("at"), edits.is_empty()) else { return Ok(false) };
    let Some(before) = desk.standing.get_untracked() else { return Ok(false) };
    let name = texts::SCENARIO_SHARED.into();
    desk.command(Request::AddScenario { name, copy: false }).await?;
    // Estimates that are edited may be there from that month only.
    let month = told("asOf").filter(|month| format::is_month(month) && *month != before.as_of);
    let month = month.filter(|_| !before.is_account);
    if let Some(month) = month.clone() {
        desk.command(Request::SetAsOf { month }).await?;
    }
    let edited = desk.change(Request::Edit { edits, at }).await;
    if edited.is_err() {
        // Nothing is left of what does not fit.
        let scenario = before.scenarios.len();
        desk.command(Request::RemoveScenario { scenario }).await?;
        desk.command(Request::SwitchScenario { scenario: before.scenario }).await?;
        if month.is_some() {
            desk.command(Request::SetAsOf { month: before.as_of }).await?;
        }
    }
    edited.map(|_| true)
}
