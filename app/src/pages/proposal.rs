//! Edits that are thought about: what they would change, shown while they are made, and a button
//! that keeps them; on an account, one that saves them at once, and one that only tries them.

#![expect(unreachable_pub, reason = "the component macro writes builders with public parts")]

use crate::ui::follow::{follow, memo, watch};
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Request, Summary};
use serde_json::Value;

use super::summary::sentences;
use crate::desk::{Desk, SaveOutcome, now};
use crate::frame::refusal;
use crate::page::Place;
use crate::server::Server;
use crate::text::{Text, changes as texts, frame as frame_texts, save as save_texts};
use crate::ui::{Act, Button, ButtonKind, Flashes, Kind};

/// What is known about edits.
#[derive(Clone, Debug, Default)]
enum Outcome {
    /// There is none to look at.
    #[default]
    None,
    Computing,
    Changes(Vec<String>),
    Refused(Vec<String>),
}

/// What some edits would change, and a button that applies them.
#[component]
pub(crate) fn Proposal(
    /// The edits of the contract; none while there is nothing to apply.
    #[prop(into)]
    edits: Signal<Vec<Value>>,
    /// They were applied.
    #[prop(optional, into)]
    on_applied: Option<Act>,
    /// They are kept and not saved, since somebody saved before; the same as applied where nothing
    /// else is to come of it.
    #[prop(optional, into)]
    on_overtaken: Option<Act>,
    /// What the button says.
    #[prop(optional, into)]
    label: Option<String>,
    /// Why they are not to be kept yet. On an account, trying them stays possible.
    #[prop(optional, into)]
    held: Signal<Option<String>>,
    /// Other ways out, beside the button.
    #[prop(optional, into)]
    beside: Option<ViewFn>,
) -> AnyView {
    let desk = Desk::expect();
    let server = Server::expect();
    let flashes = Flashes::expect();
    let outcome = RwSignal::new(Outcome::None);
    // Why the server did not save these edits; others may do better.
    let turned_down = RwSignal::new(None::<Vec<String>>);
    watch(move || {
        edits.track();
        turned_down.set(None);
    });
    let asked = StoredValue::new(0_u32);
    // Whether what is told is of these edits.
    let is_known = RwSignal::new(false);
    watch(move || {
        let edits = edits.get();
        desk.revision.track();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        is_known.set(false);
        if edits.is_empty() {
            outcome.set(Outcome::None);
            return;
        }
        outcome.update(|outcome| {
            if !matches!(outcome, Outcome::Changes(_)) {
                *outcome = Outcome::Computing;
            }
        });
        spawn_local(async move {
            let tried = desk.ask::<Summary>(Request::Try { edits, at: now() }).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            is_known.set(true);
            outcome.set(match tried {
                Ok(summary) => {
                    let mut told = sentences(&summary);
                    if told.is_empty() {
                        told.push(texts::NOTHING.into());
                    }
                    Outcome::Changes(told)
                }
                Err(refused) => Outcome::Refused(
                    refused.problems.into_iter().map(|problem| problem.message).collect(),
                ),
            });
        });
    });
    let is_busy = RwSignal::new(false);
    let done = move |kind: Kind, told: String, then: Option<Act>| {
        flashes.clear();
        flashes.push(kind, told);
        if let Some(then) = then {
            // What was to come of it is gone with a dialog that was closed meanwhile.
            let _gone: Option<()> = then.try_run(());
        }
    };
    let applied = move |told: String| done(Kind::Good, told, on_applied);
    let apply = move || {
        let edits = edits.get_untracked();
        if edits.is_empty() || is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let edited = desk.edit(edits).await;
            is_busy.try_set(false);
            match edited {
                Ok(edited) => applied(texts::APPLIED.with(&[("summary", &first(&edited.summary))])),
                Err(refused) => {
                    let reason = refusal(&refused);
                    flashes.push(Kind::Bad, frame_texts::FAILED.with(&[("reason", &reason)]));
                }
            }
        });
    };
    let save = move || {
        let edits = edits.get_untracked();
        let Some(account) = Place::here().account().map(str::to_owned) else { return };
        if edits.is_empty() || is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let saved = desk.edit_and_save(server, &account, edits).await;
            is_busy.try_set(false);
            match saved {
                Ok((summary, SaveOutcome::Saved)) => {
                    applied(save_texts::SAVED.with(&[("summary", &first(&summary))]));
                }
                Ok((_, SaveOutcome::Overtaken(_))) => {
                    let told = save_texts::OVERTAKEN_KEPT.into();
                    done(Kind::Warning, told, on_overtaken.or(on_applied));
                    desk.wants_review.set(true);
                }
                // A dialog that was closed meanwhile tells nothing.
                Err(failure) => {
                    if turned_down.try_set(Some(failure.sentences())).is_some() {
                        flashes.push(Kind::Bad, failure.not_saved());
                    }
                }
            }
        });
    };
    let cannot = Signal::derive(move || match outcome.get() {
        Outcome::None => Some(texts::NO_EDITS.get().to_owned()),
        Outcome::Refused(reasons) => Some(reasons.join("; ")),
        Outcome::Computing | Outcome::Changes(_) => None,
    });
    let cannot_apply = Signal::derive(move || cannot.get().or_else(|| held.get()));
    let cannot_save = Signal::derive(move || {
        let refusals =
            || edits.with(|edits| edits.iter().find_map(|edit| server.refusal(action(edit))));
        // What is saved is what somebody has seen.
        let unknown = || (!is_known.get()).then(|| texts::COMPUTING.get().to_owned());
        cannot.get().or_else(refusals).or_else(|| held.get()).or_else(unknown)
    });
    // Edits that wait already are saved together with these: all edits are one save.
    let edited = memo(move || {
        desk.standing.with(|s| s.as_ref().filter(|s| s.is_account).map(|s| s.steps() > 0))
    });
    view! {
        <div class="proposal">
            <div class="proposal-outcome" role="status">
                {follow(move || shown(outcome.get()))}
                {follow(move || {
                    turned_down.get().map(|lines| told("refused", save_texts::CANNOT.get(), lines))
                })}
            </div>
            {follow(move || (edited.get() == Some(true)).then(|| view! {
                <p class="hint">{save_texts::WITH_OTHERS.get()}</p>
            }))}
            <div class="actions">
                {follow(move || {
                    let named = |text: Text| label.clone().unwrap_or_else(|| text.into());
                    if edited.get() == Some(false) {
                        let label = named(save_texts::SAVE);
                        view! {
                            <Button
                                label=label
                                kind=ButtonKind::Primary
                                on_click=save
                                busy=is_busy
                                disabled=cannot_save
                            />
                            <Button label=save_texts::TRY on_click=apply disabled=cannot />
                        }
                        .into_any()
                    } else {
                        let label = named(texts::APPLY);
                        view! {
                            <Button
                                label=label
                                kind=ButtonKind::Primary
                                on_click=apply
                                busy=is_busy
                                disabled=cannot_apply
                            />
                        }
                        .into_any()
                    }
                })}
                {beside.map(|beside| beside.run())}
            </div>
        </div>
    }
    .into_any()
}

/// What is said first of what edits change.
fn first(summary: &Summary) -> String {
    sentences(summary).into_iter().next().unwrap_or_else(|| frame_texts::NOTHING_MOVES.into())
}

/// The action that saving an edit takes.
fn action(edit: &Value) -> &'static str {
    let names = |verb: &str, what: &str| edit.get(verb).is_some_and(|it| it.get(what).is_some());
    let is_line = |verb: &str| names(verb, "lineItem");
    let sets_only =
        |key: &str| edit["to"].as_object().is_some_and(|to| to.len() == 1 && to.contains_key(key));
    if names("set", "charge") {
        "aws-marketplace:UpdatePurchaseOrders"
    } else if names("add", "purchaseOrder") && edit["add"]["purchaseOrder"].is_object() {
        "purchase-orders:AddPurchaseOrder"
    } else if names("remove", "purchaseOrder") && !is_line("remove") {
        "purchase-orders:DeletePurchaseOrder"
    } else if sets_only("suspended") {
        "purchase-orders:UpdatePurchaseOrderStatus"
    } else if sets_only("tags") {
        "purchase-orders:TagResource"
    } else {
        "purchase-orders:UpdatePurchaseOrder"
    }
}

fn shown(outcome: Outcome) -> Option<AnyView> {
    let (kind, title, lines) = match outcome {
        Outcome::None => return None,
        Outcome::Computing => ("computing", texts::COMPUTING, Vec::new()),
        Outcome::Changes(lines) => ("changes", texts::WILL, lines),
        Outcome::Refused(lines) => ("refused", texts::CHECK, lines),
    };
    Some(told(kind, title.get(), lines))
}

/// What became of edits that are thought about, sentence by sentence.
pub(super) fn told(kind: &'static str, title: &'static str, lines: Vec<String>) -> AnyView {
    let lines: Vec<AnyView> =
        lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    view! {
        <div class="proposal-told" data-kind=kind>
            <h3 class="proposal-title">{title}</h3>
            <ul class="proposal-lines">{lines}</ul>
        </div>
    }
    .into_any()
}
