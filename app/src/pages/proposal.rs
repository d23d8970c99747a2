//! Edits that are thought about: what they would change, shown while they are made, and a button
//! that keeps them.

#![expect(unreachable_pub, reason = "the component macro writes builders with public parts")]

use crate::ui::follow::{follow, watch};
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Request, Summary};
use serde_json::Value;

use super::summary::sentences;
use crate::desk::{Desk, now};
use crate::frame::refusal;
use crate::text::{changes as texts, frame as frame_texts};
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
    /// What the button says.
    #[prop(optional, into)]
    label: Option<String>,
) -> AnyView {
    let desk = Desk::expect();
    let flashes = Flashes::expect();
    let outcome = RwSignal::new(Outcome::None);
    let asked = StoredValue::new(0_u32);
    watch(move || {
        let edits = edits.get();
        desk.revision.track();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
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
    let apply = move || {
        let edits = edits.get_untracked();
        if edits.is_empty() || is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let applied = desk.edit(edits).await;
            is_busy.try_set(false);
            match applied {
                Ok(edited) => {
                    let told = sentences(&edited.summary);
                    let first = told
                        .into_iter()
                        .next()
                        .unwrap_or_else(|| frame_texts::NOTHING_MOVES.into());
                    flashes.clear();
                    flashes.push(Kind::Good, texts::APPLIED.with(&[("summary", &first)]));
                    if let Some(on_applied) = on_applied {
                        on_applied.run(());
                    }
                }
                Err(refused) => {
                    let reason = refusal(&refused);
                    flashes.push(Kind::Bad, frame_texts::FAILED.with(&[("reason", &reason)]));
                }
            }
        });
    };
    let cannot = Signal::derive(move || match outcome.get() {
        Outcome::None => Some(texts::NO_EDITS.get().to_owned()),
        Outcome::Refused(reasons) => Some(reasons.join("; ")),
        Outcome::Computing | Outcome::Changes(_) => None,
    });
    let label = label.unwrap_or_else(|| texts::APPLY.into());
    view! {
        <div class="proposal">
            <div class="proposal-outcome" role="status">
                {follow(move || shown(outcome.get()))}
            </div>
            <Button
                label=label
                kind=ButtonKind::Primary
                on_click=apply
                busy=is_busy
                disabled=cannot
            />
        </div>
    }
    .into_any()
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
