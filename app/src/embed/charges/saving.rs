//! From what is typed to what is saved: the server tells what it moves, and saves it if that is
//! still so.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::sheet::{Entry, Sheet};
use crate::format;
use crate::pages::subscription::change;
use crate::server::{Ask, Failure, NamedCharges, PreviewedNaming, pause};
use crate::text::{plural, subscriptions as texts};
use crate::ui::follow::{follow, watch};
use crate::ui::{Button, ButtonKind, Icon};

/// Charges that the server takes at once.
const MOST: usize = 86;

/// Whoever types is not asked after for so long.
const TYPING: Duration = Duration::from_millis(400);

/// What is known about what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing is typed.
    #[default]
    None,
    Computing,
    /// What it moves, and the digest of that where the server has one.
    Moves(Vec<String>, Option<String>),
    Refused(Vec<String>),
}

/// Asks what is typed would move, whenever it is another.
pub(super) fn follow_drafts(sheet: Sheet) {
    let asked = StoredValue::new(0_u32);
    watch(move || {
        let entries = sheet.entries();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        if let Some(outcome) = at_once(&entries) {
            return sheet.outcome.set(outcome);
        }
        sheet.outcome.set(Outcome::Computing);
        spawn_local(async move {
            pause(TYPING).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            let computed = compute(sheet, &entries).await;
            if asked.try_get_value() == Some(number) {
                sheet.outcome.set(computed);
            }
        });
    });
}

/// What needs no question to the server.
fn at_once(entries: &[Entry]) -> Option<Outcome> {
    if entries.is_empty() {
        return Some(Outcome::None);
    }
    if entries.iter().any(|Entry { charge, draft }| draft.collides(charge)) {
        return Some(Outcome::Refused(vec![texts::DECIDE.into()]));
    }
    (entries.len() > MOST).then(|| {
        let (count, most) = (format::number(entries.len()), format::number(MOST));
        Outcome::Refused(vec![texts::TOO_MANY.with(&[("count", &count), ("most", &most)])])
    })
}

/// Entries that name a purchase order, and those that name none any more.
fn parted(entries: &[Entry]) -> (Vec<&Entry>, Vec<&Entry>) {
    entries.iter().partition(|entry| !entry.draft.now.order().is_empty())
}

fn body(named: &[&Entry]) -> Value {
    let entry = |Entry { charge, draft }: &Entry| {
        json!({
            "chargeId": charge.id,
            "chargeRevision": draft.revision,
            "purchaseOrderReference": draft.now.order(),
            "purchaseOrderLine": draft.now.line(),
        })
    };
    json!({ "purchaseOrders": named.iter().map(|one| entry(one)).collect::<Vec<_>>() })
}

async fn compute(sheet: Sheet, entries: &[Entry]) -> Outcome {
    let (named, cleared) = parted(entries);
    let mut told = Vec::new();
    let mut digest = None;
    let Some(session) = sheet.session.try_get_value() else { return Outcome::None };
    if !named.is_empty() {
        let ask = Ask::post("/charges:update-purchase-orders?preview=true", &body(&named)).once();
        match session.ask::<PreviewedNaming>(&ask).await {
            Ok(previewed) => {
                sheet.problems.try_set(BTreeMap::new());
                told.extend(change::told(&previewed.change));
                digest = Some(previewed.digest);
            }
            Err(failure) => return refused(sheet, &failure, &named),
        }
    }
    if !cleared.is_empty() {
        told.push(plural(texts::CLEARS_ONE, texts::CLEARS_OTHER, cleared.len()));
    }
    if told.is_empty() {
        told.push(texts::MOVES_NOTHING.into());
    }
    Outcome::Moves(told, digest)
}

/// Tells at each charge what is wrong with it. What others did meanwhile is looked at anew.
fn refused(sheet: Sheet, failure: &Failure, entries: &[&Entry]) -> Outcome {
    if matches!(failure.code.as_str(), "CHARGE_REVISION" | "CHARGE_ISSUED") {
        sheet.load();
        return Outcome::Refused(vec![failure.detail.clone()]);
    }
    let mut problems = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        let places =
            ["/purchaseOrders/", "/charges/"].map(|list| [list, &format::digits(place)].concat());
        let is_here = |pointer: &str| {
            places.iter().any(|place| {
                let rest = pointer.strip_prefix(place.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        let told = failure.problems.iter().filter(|problem| is_here(&problem.pointer));
        let told: Vec<&str> = told.map(|problem| problem.message.as_str()).collect();
        if !told.is_empty() {
            problems.insert(entry.charge.id.clone(), told.join("; "));
        }
    }
    sheet.problems.try_set(problems);
    let mut sentences = failure.sentences();
    sentences.dedup();
    Outcome::Refused(sentences)
}

/// Saves what was typed and previewed.
fn save(sheet: Sheet, is_saving: RwSignal<bool>) {
    let (entries, outcome) = (untrack(|| sheet.entries()), sheet.outcome.get_untracked());
    let Outcome::Moves(_, digest) = outcome else { return };
    is_saving.set(true);
    spawn_local(async move {
        let saved = send(sheet, &entries, digest.as_deref()).await;
        if is_saving.try_set(false).is_some() {
            return;
        }
        match saved {
            Ok(()) => {
                let text = plural(texts::SAVED_ONE, texts::SAVED_OTHER, entries.len());
                sheet.saved.set(text);
            }
            Err(outcome) => sheet.outcome.set(outcome),
        }
        // What the coming invoices use is another now.
        sheet.load();
    });
}

async fn send(sheet: Sheet, entries: &[Entry], digest: Option<&str>) -> Result<(), Outcome> {
    let Some(session) = sheet.session.try_get_value() else { return Ok(()) };
    let (named, cleared) = parted(entries);
    let mut parts = Vec::new();
    if !named.is_empty() {
        let seen = digest.map(|digest| ["?seen=", digest].concat()).unwrap_or_default();
        let path = ["/charges:update-purchase-orders", &seen].concat();
        parts.push((path, body(&named), named));
    }
    if !cleared.is_empty() {
        let ids: Vec<&str> = cleared.iter().map(|entry| entry.charge.id.as_str()).collect();
        let path = "/charges:clear-purchase-orders".to_owned();
        parts.push((path, json!({ "charges": ids }), cleared));
    }
    for (path, body, entries) in parts {
        match session.ask::<NamedCharges>(&Ask::post(path, &body).once()).await {
            Ok(saved) => {
                sheet.took(&saved);
                tell(sheet, &saved);
            }
            Err(failure) => {
                sheet.host.failed(&failure);
                return Err(match failure.code.as_str() {
                    "PREVIEW_CHANGED" => Outcome::Refused(vec![texts::CHANGED_MEANWHILE.into()]),
                    _ => refused(sheet, &failure, &entries),
                });
            }
        }
    }
    Ok(())
}

/// Tells the console what was saved.
fn tell(sheet: Sheet, saved: &NamedCharges) {
    let agreement = sheet.found.try_get_untracked().flatten();
    let charges: Vec<Value> = saved
        .charges
        .iter()
        .map(|charge| {
            json!({
                "id": charge.id,
                "purchaseOrderReference": charge.purchase_order_reference,
                "purchaseOrderLine": charge.purchase_order_line,
            })
        })
        .collect();
    let agreement = agreement.map(|found| found.agreement.id.clone());
    sheet.host.tell("change", &json!({ "agreement": agreement, "charges": charges }));
}

/// What is not saved yet, and saving it.
pub(super) fn bar(sheet: Sheet) -> AnyView {
    let is_saving = RwSignal::new(false);
    let count = Signal::derive(move || match sheet.entries().len() {
        0 => texts::NOTHING_TYPED_YET.get().to_owned(),
        count => plural(texts::WOULD_CHANGE_ONE, texts::WOULD_CHANGE_OTHER, count),
    });
    let cannot = Signal::derive(move || match sheet.outcome.get() {
        Outcome::None => Some(texts::NOTHING_TO_SAVE.get().to_owned()),
        Outcome::Computing => Some(texts::COMPUTING.get().to_owned()),
        Outcome::Refused(reasons) => Some(reasons.join(" ")),
        Outcome::Moves(..) => None,
    });
    let nothing = Signal::derive(move || {
        sheet.entries().is_empty().then(|| texts::NOTHING_TO_SAVE.get().to_owned())
    });
    view! {
        <div class="embed-bar" part="bar" role="group" aria-label=texts::SAVE_REGION.get()>
            <div class="embed-outcome" part="outcome" role="status">
                {follow(move || told(sheet))}
            </div>
            <span class="embed-count">{count}</span>
            <Button
                label=texts::DISCARD
                icon=Icon::Undo
                on_click=move || sheet.discard()
                disabled=nothing
            />
            <Button
                label=texts::SAVE
                kind=ButtonKind::Primary
                on_click=move || save(sheet, is_saving)
                busy=is_saving
                disabled=cannot
            />
        </div>
    }
    .into_any()
}

fn told(sheet: Sheet) -> Option<AnyView> {
    let (kind, title, lines) = match sheet.outcome.get() {
        Outcome::None => {
            let saved = sheet.saved.get();
            return (!saved.is_empty())
                .then(|| view! { <p class="embed-told" data-kind="saved">{saved}</p> }.into_any());
        }
        Outcome::Computing => ("computing", texts::COMPUTING, Vec::new()),
        Outcome::Moves(lines, _) => ("moves", texts::WILL, lines),
        Outcome::Refused(lines) => ("refused", texts::CANNOT_SAVE, lines),
    };
    let lines: Vec<AnyView> =
        lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    Some(
        view! {
            <div class="embed-told" data-kind=kind>
                <p class="embed-told-title">{title.get()}</p>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}
