//! The scenario: which one, what it changes, and taking edits back.

use crate::ui::follow::{follow, memo};
use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use outlook::api::{Request, Standing};
use wasm_bindgen::JsCast;

use super::opening::run;
use crate::desk::Desk;
use crate::format;
use crate::pages::sentences;
use crate::parts;
use crate::server::Server;
use crate::text::{Text, frame as texts, plural, save as save_texts};
use crate::ui::keys::focus_in_place;
use crate::ui::{Button, ButtonKind, Choice, Flashes, Icon, Kind, Select};

pub(super) fn bar(desk: Desk, server: Server) -> AnyView {
    let flashes = Flashes::expect();
    let notice = super::account::follow_others(desk, server);
    let is_account = memo(move || standing(desk, |s| s.is_account));
    listen_for_undo(desk, flashes);
    let has_edits = memo(move || standing(desk, |s| s.steps() > 0));
    let can_redo = memo(move || standing(desk, |s| s.can_redo));
    let section = NodeRef::<html::Section>::new();
    let discard = move || {
        run(desk, flashes, async move {
            desk.change(Request::Discard).await?;
            leave(section);
            flashes.push(Kind::Info, texts::DISCARDED);
            Ok(())
        });
    };
    let add = move || {
        let count = desk.standing.with_untracked(|s| s.as_ref().map_or(0, |s| s.scenarios.len()));
        let name = texts::SCENARIO_NUMBER.with(&[("number", &format::number(count + 1))]);
        run(
            desk,
            flashes,
            async move { desk.command(Request::AddScenario { name, copy: true }).await },
        );
    };
    view! {
        <section
            class="scenario"
            aria-label=texts::SCENARIO.get()
            tabindex="-1"
            node_ref=section
        >
            {chooser(desk, flashes)}
            <p class="scenario-text" role="status">{follow(move || told(desk))}</p>
            <p class="scenario-notice" role="status">{notice}</p>
            <div class="scenario-actions">
                {follow(move || {
                    has_edits.get().then(|| view! {
                        <Button label=texts::UNDO icon=Icon::Undo on_click=move || undo(desk, flashes, Some(section)) />
                    })
                })}
                {follow(move || {
                    can_redo.get().then(|| view! {
                        <Button label=texts::REDO icon=Icon::Redo on_click=move || redo(desk, flashes, Some(section)) />
                    })
                })}
                {follow(move || {
                    (is_account.get() && has_edits.get()).then(|| parts::asked::save(desk, server))
                })}
                {follow(move || {
                    (is_account.get() && !has_edits.get() && desk.can_reverse.get())
                        .then(|| super::save::reverse(desk))
                })}
                {follow(move || {
                    has_edits.get().then(|| view! {
                        <Button label=texts::DISCARD kind=ButtonKind::Quiet on_click=discard />
                        {parts::asked::share(desk)}
                        <Button
                            label=texts::NEW_SCENARIO
                            kind=ButtonKind::Quiet
                            icon=Icon::Plus
                            on_click=add
                        />
                    })
                })}
            </div>
        </section>
    }
    .into_any()
}

fn standing<T: Default>(desk: Desk, read: impl Fn(&Standing) -> T) -> T {
    desk.standing.with(|standing| standing.as_ref().map(read).unwrap_or_default())
}

/// What people call a scenario.
pub(crate) fn scenario_name(name: &str, place: usize) -> String {
    match (name, place) {
        ("", 0) => texts::SCENARIO_FIRST.into(),
        ("", place) => texts::SCENARIO_NUMBER.with(&[("number", &format::number(place + 1))]),
        (name, _) => name.to_owned(),
    }
}

/// A choice of scenarios, if there are several.
fn chooser(desk: Desk, flashes: Flashes) -> AnyView {
    let several = memo(move || standing(desk, |s| s.scenarios.len() > 1));
    follow(move || {
        several.get().then(|| {
            let choices = Signal::derive(move || {
                standing(desk, |s| {
                    let named = s.scenarios.iter().enumerate();
                    named
                        .map(|(place, scenario)| {
                            let name = scenario_name(&scenario.name, place);
                            Choice::new(format::digits(place), name)
                        })
                        .collect::<Vec<_>>()
                })
            });
            let value = Signal::derive(move || standing(desk, |s| format::digits(s.scenario)));
            let change = move |place: String| {
                let scenario = place.parse().unwrap_or_default();
                run(desk, flashes, async move {
                    desk.command(Request::SwitchScenario { scenario }).await
                });
            };
            view! {
                <Select choices=choices value=value on_change=change label=texts::SCENARIO />
            }
            .into_any()
        })
    })
}

/// How much the scenario changes.
fn told(desk: Desk) -> String {
    let (steps, waiting, changed) = standing(desk, |s| (s.steps(), s.waiting, s.changed));
    if steps == 0 {
        return texts::EDITS_NONE.into();
    }
    let edits = plural(texts::EDITS_ONE, texts::EDITS_OTHER, steps);
    let changes = plural(texts::CHANGES_ONE, texts::CHANGES_OTHER, changed);
    let mut told = edits;
    if waiting > 0 {
        told.push_str(" · ");
        told.push_str(&plural(texts::WAITING_ONE, texts::WAITING_OTHER, waiting));
    }
    told.push_str(" · ");
    told.push_str(&changes);
    if desk.is_saving.get() {
        told.push_str(" · ");
        told.push_str(save_texts::UNDERWAY.get());
    }
    told
}

/// Where the focus goes when the button that was pressed is there no more.
type Section = NodeRef<html::Section>;

fn leave(section: Section) {
    if let Some(section) = section.get_untracked() {
        focus_in_place(&section);
    }
}

fn undo(desk: Desk, flashes: Flashes, pressed_in: Option<Section>) {
    tell(desk, flashes, Request::Undo, texts::UNDONE, pressed_in);
}

fn redo(desk: Desk, flashes: Flashes, pressed_in: Option<Section>) {
    tell(desk, flashes, Request::Redo, texts::REDONE, pressed_in);
}

fn tell(desk: Desk, flashes: Flashes, request: Request, text: Text, pressed_in: Option<Section>) {
    run(desk, flashes, async move {
        let is_redo = matches!(request, Request::Redo);
        let edited = desk.change(request).await?;
        let is_last =
            if is_redo { !edited.standing.can_redo } else { edited.standing.steps() == 0 };
        if let Some(section) = pressed_in.filter(|_| is_last) {
            leave(section);
        }
        let told = sentences(&edited.summary);
        let first = match told.into_iter().next() {
            Some(first) => first,
            None => texts::NOTHING_MOVES.into(),
        };
        flashes.clear();
        flashes.push(Kind::Info, text.with(&[("summary", &first)]));
        Ok(())
    });
}

/// Takes edits back and applies them again by the keys that people know, outside of text fields.
fn listen_for_undo(desk: Desk, flashes: Flashes) {
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let is_command = event.ctrl_key() || event.meta_key();
        let key = event.key().to_ascii_lowercase();
        if !is_command || event.alt_key() || is_in_text(&event) || is_under_dialog() {
            return;
        }
        let has_edits = desk.standing.with_untracked(|s| s.as_ref().is_some_and(|s| s.steps() > 0));
        let can_redo = desk.standing.with_untracked(|s| s.as_ref().is_some_and(|s| s.can_redo));
        match (key.as_str(), event.shift_key()) {
            ("z", false) if has_edits => undo(desk, flashes, None),
            ("z", true) | ("y", false) if can_redo => redo(desk, flashes, None),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// Whether the browser takes what is typed back by the same keys.
fn is_in_text(event: &KeyboardEvent) -> bool {
    const OTHER: [&str; 6] = ["checkbox", "radio", "button", "submit", "reset", "file"];
    event.target().is_some_and(|target| match target.dyn_ref::<web_sys::HtmlInputElement>() {
        Some(input) => !OTHER.contains(&&*input.type_()),
        None => target.dyn_ref::<web_sys::HtmlTextAreaElement>().is_some(),
    })
}

/// Whether a dialog is in front: what happens behind it is not seen.
fn is_under_dialog() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}
