//! From what is typed to what is saved: the server tells what it moves, and saves it if that is
//! still so.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::change;
use super::sheet::{Entry, Sheet};
use crate::format;
use crate::pages::proposal::told;
use crate::server::{Ask, Failure, NamedCharges, PreviewedNaming, pause};
use crate::text::{plural, subscriptions as texts};
use crate::ui::follow::{follow, watch};
use crate::ui::{Button, ButtonKind, Flashes, Icon, Kind, Live};

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
    /// It is another than what was told, if anything was.
    Computing(Vec<String>),
    /// What it moves, and the digest of that where the server has one.
    Moves(Vec<String>, Option<String>),
    Refused(Vec<String>),
}

/// Asks what is typed would move, whenever it is another or the records are.
pub(super) fn follow_drafts(sheet: Sheet) {
    let asked = StoredValue::new(0_u32);
    watch(move || {
        let entries = sheet.entries();
        sheet.server.is_reached.track();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        if let Some(outcome) = at_once(&entries) {
            return sheet.outcome.set(outcome);
        }
        sheet.outcome.update(|outcome| {
            *outcome = match std::mem::take(outcome) {
                Outcome::Moves(lines, _) | Outcome::Computing(lines) => Outcome::Computing(lines),
                Outcome::None | Outcome::Refused(_) => Outcome::Computing(Vec::new()),
            };
        });
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

fn body(entries: &[Entry]) -> Value {
    let entry = |Entry { charge, draft }: &Entry| match draft.now.line() {
        Some(line) => json!({
            "chargeId": charge.id,
            "chargeRevision": draft.revision,
            "purchaseOrderReference": draft.now.order(),
            "purchaseOrderLine": line,
        }),
        None => json!({
            "chargeId": charge.id,
            "chargeRevision": draft.revision,
            "clear": true,
        }),
    };
    json!({ "purchaseOrders": entries.iter().map(entry).collect::<Vec<_>>() })
}

async fn compute(sheet: Sheet, entries: &[Entry]) -> Outcome {
    let path = sheet.path("/charges:update-purchase-orders?preview=true");
    let ask = Ask::post(path, &body(entries)).once();
    let previewed = match sheet.server.ask::<PreviewedNaming>(&ask).await {
        Ok(previewed) => previewed,
        Err(failure) => return refused(sheet, &failure, entries),
    };
    sheet.problems.try_set(BTreeMap::new());
    let mut told = change::told(&previewed.change);
    let cleared = entries.iter().filter(|entry| entry.draft.now.order().is_empty()).count();
    if cleared > 0 {
        told.push(plural(texts::CLEARS_ONE, texts::CLEARS_OTHER, cleared));
    }
    if told.is_empty() {
        told.push(texts::MOVES_NOTHING.into());
    }
    Outcome::Moves(told, Some(previewed.digest))
}

/// Tells at each charge what is wrong with it. What others did meanwhile is looked at anew.
fn refused(sheet: Sheet, failure: &Failure, entries: &[Entry]) -> Outcome {
    if matches!(failure.code.as_str(), "CHARGE_REVISION" | "CHARGE_ISSUED") {
        sheet.load();
        return Outcome::Refused(vec![failure.detail.clone()]);
    }
    let mut problems = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        let place = ["/purchaseOrders/", &format::digits(place)].concat();
        let told: Vec<&str> = failure
            .problems
            .iter()
            .filter(|problem| is_within(&problem.pointer, &place))
            .map(|problem| problem.message.as_str())
            .collect();
        if !told.is_empty() {
            problems.insert(entry.charge.id.clone(), told.join("; "));
        }
    }
    sheet.problems.try_set(problems);
    let mut sentences: Vec<String> = Vec::new();
    for sentence in failure.sentences() {
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    Outcome::Refused(sentences)
}

fn is_within(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What became of a save.
enum Saved {
    All,
    /// What it moves is another by now.
    Overtaken,
    Refused(Outcome),
}

async fn save(sheet: Sheet, entries: &[Entry], digest: Option<&str>) -> Saved {
    let seen = digest.map(|digest| ["?seen=", digest].concat()).unwrap_or_default();
    let path = sheet.path(&["/charges:update-purchase-orders", &seen].concat());
    let ask = Ask::post(path, &body(entries)).once();
    match sheet.server.ask::<NamedCharges>(&ask).await {
        Ok(saved) => sheet.took(saved),
        Err(failure) if failure.code == "PREVIEW_CHANGED" => return Saved::Overtaken,
        Err(failure) => return Saved::Refused(refused(sheet, &failure, entries)),
    }
    Saved::All
}

/// What is shown of the records becomes what they are now.
async fn take_over(sheet: Sheet, account: &str) {
    let has_invoices = sheet.desk.standing.with_untracked(Option::is_some);
    if !has_invoices || sheet.desk.refresh(sheet.server, account, false).await.is_err() {
        sheet.server.ask_again();
    }
}

/// What is not saved yet, and saving it.
pub(super) fn bar(sheet: Sheet) -> AnyView {
    let flashes = Flashes::expect();
    let is_saving = RwSignal::new(false);
    let work = move || {
        let entries = untrack(|| sheet.entries());
        let Outcome::Moves(told, digest) = sheet.outcome.get_untracked() else { return };
        let account = sheet.account.get_value();
        is_saving.set(true);
        sheet.desk.is_saving.set(true);
        spawn_local(async move {
            let saved = save(sheet, &entries, digest.as_deref()).await;
            take_over(sheet, &account).await;
            sheet.desk.is_saving.set(false);
            is_saving.try_set(false);
            flashes.clear();
            match saved {
                Saved::All => {
                    let summary = told.into_iter().next().unwrap_or_default();
                    let count = entries.len();
                    let saved = plural(texts::SAVED_ONE, texts::SAVED_OTHER, count);
                    flashes.push(Kind::Good, [&saved, " ", &summary].concat());
                }
                Saved::Overtaken => {
                    flashes.push(Kind::Warning, texts::CHANGED_MEANWHILE);
                    // What is typed is the same, and is looked at anew.
                    sheet.drafts.try_update(|_| ());
                }
                Saved::Refused(outcome) => {
                    sheet.outcome.try_set(outcome);
                }
            }
        });
    };
    let count = Signal::derive(move || match sheet.entries().len() {
        0 => texts::NOTHING_TYPED_YET.get().to_owned(),
        count => plural(texts::WOULD_CHANGE_ONE, texts::WOULD_CHANGE_OTHER, count),
    });
    let cannot = Signal::derive(move || match sheet.outcome.get() {
        Outcome::None => Some(texts::NOTHING_TO_SAVE.get().to_owned()),
        Outcome::Computing(_) => Some(texts::COMPUTING.get().to_owned()),
        Outcome::Refused(reasons) => Some(reasons.join(" ")),
        Outcome::Moves(..) => None,
    });
    let nothing = Signal::derive(move || {
        sheet.entries().is_empty().then(|| texts::NOTHING_TO_SAVE.get().to_owned())
    });
    let discard = move || {
        sheet.problems.set(BTreeMap::new());
        sheet.drafts.update(BTreeMap::clear);
    };
    view! {
        <section
            class="subscription-bar"
            aria-label=texts::SAVE_REGION.get()
            data-idle=Signal::derive(move || sheet.entries().is_empty().then_some(""))
        >
            <div class="subscription-outcome" role="status">
                {follow(move || outcome(sheet.outcome.get()))}
            </div>
            <div class="subscription-save">
                <span class="subscription-count">{count}</span>
                <Button label=texts::DISCARD icon=Icon::Undo on_click=discard disabled=nothing />
                <Button
                    label=texts::SAVE
                    kind=ButtonKind::Primary
                    on_click=work
                    busy=is_saving
                    disabled=cannot
                />
            </div>
            <Live text=count />
        </section>
    }
    .into_any()
}

fn outcome(outcome: Outcome) -> Option<AnyView> {
    let (kind, title, lines) = match outcome {
        Outcome::None => return None,
        Outcome::Computing(lines) => ("computing", texts::COMPUTING, lines),
        Outcome::Moves(lines, _) => ("changes", texts::WILL, lines),
        Outcome::Refused(lines) => ("refused", texts::CANNOT_SAVE, lines),
    };
    Some(told(kind, title.get(), lines))
}
