//! What if: a number on a charge, the status of a purchase order or the amount of a line is tried, and
//! what that moves is told at once. The engine computes it here; nothing is saved.

mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Candidate;
use procurement::sorting::gather;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Ahead;
use super::coming::{self, Coming, Shown};
use crate::embed::engine::{Engine, Facts};
use crate::embed::loading;
use crate::pages::subscription::change;
use crate::server::{Failure, NamingChange};
use crate::text::{
    changes as change_texts, embed as texts, plural, ui as ui_texts, why as why_texts,
};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{
    Button, ButtonKind, Checkbox, Choice, Combobox, Field, Icon, IconButton, TextInput, icon,
};
use crate::words;

use target::Target;

/// Charges of one document that are offered.
const OFFERED: usize = 8;

/// What is tried by what it is tried on: the number of a purchase order, a status, an amount.
type Tried = BTreeMap<Target, String>;

#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    engine: RwSignal<Option<Rc<Engine>>, LocalStorage>,
    /// What the snapshot says without anything tried.
    facts: RwSignal<Facts>,
    tried: RwSignal<Tried>,
    /// What is wrong with it.
    problems: RwSignal<BTreeMap<Target, String>>,
    /// What it moves, in sentences.
    moves: RwSignal<Vec<String>>,
    /// What the form is about.
    about: RwSignal<Option<Subject>>,
    /// Why it cannot be tried.
    failure: RwSignal<Option<Failure>>,
    /// How many lists of edits are applied in the engine.
    applied: StoredValue<usize>,
    /// The document that the form was last about.
    last: StoredValue<String>,
    /// What is shown while something is tried.
    pub(super) now: RwSignal<Option<Arc<Shown>>>,
}

/// A document as it was when the form about it was opened: while one types it may become another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Subject {
    document: String,
    name: String,
    /// Charges with what people call them.
    charges: Vec<(String, String)>,
    place: Option<(String, String)>,
}

impl Trial {
    pub(super) fn new() -> Self {
        Self {
            engine: RwSignal::new_local(None),
            facts: RwSignal::new(Facts::default()),
            tried: RwSignal::new(Tried::new()),
            problems: RwSignal::new(BTreeMap::new()),
            moves: RwSignal::new(Vec::new()),
            about: RwSignal::new(None),
            failure: RwSignal::new(None),
            applied: StoredValue::new(0),
            last: StoredValue::new(String::new()),
            now: RwSignal::new(None),
        }
    }

    /// Whether a snapshot is here. Whoever asks may have waited for a server while the part went away.
    pub(super) fn is_open(self) -> bool {
        self.engine.try_with_untracked(Option::is_some) == Some(true)
    }

    /// Why a document uses its line; none where no engine is here.
    pub(super) fn explain(self, document: &str) -> Option<Result<Vec<Candidate>, Failure>> {
        self.engine.with_untracked(|engine| Some(engine.as_ref()?.explain(document)))
    }

    /// Takes a snapshot, and tries on it what was tried before.
    pub(super) fn take(self, ahead: Ahead, engine: Engine) {
        match engine.facts() {
            Ok(facts) => self.facts.set(facts),
            Err(failure) => return self.failure.set(Some(failure)),
        }
        self.failure.set(None);
        self.applied.set_value(0);
        self.engine.set(Some(Rc::new(engine)));
        self.compute(ahead);
    }

    /// Takes all back that is tried.
    pub(super) fn end(self, ahead: Ahead) {
        self.about.set(None);
        self.tried.set(Tried::new());
        self.compute(ahead);
    }

    fn begin(self, ahead: Ahead, subject: Subject) {
        self.last.set_value(subject.document.clone());
        self.about.set(Some(subject));
        self.prepare(ahead);
    }

    /// Loads the engine and the snapshot, if they are not here yet.
    fn prepare(self, ahead: Ahead) {
        let Some(Some(session)) = ahead.session.try_get_value() else { return };
        if self.is_open() {
            return;
        }
        self.failure.set(None);
        let through = ahead.host.said.with_untracked(|said| said.through.clone());
        spawn_local(async move {
            let opened = coming::engine_of(ahead.host, &session, &through).await;
            if self.engine.try_with_untracked(Option::is_some) != Some(false) {
                return;
            }
            match opened {
                Ok(engine) => self.take(ahead, engine),
                Err(failure) => {
                    ahead.host.failed(&failure);
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    /// What the snapshot says, or what is tried instead.
    fn value(self, target: &Target) -> String {
        let tried = self.tried.with(|tried| tried.get(target).cloned());
        tried.unwrap_or_else(|| self.facts.with(|facts| target.fact(facts)))
    }

    fn set(self, ahead: Ahead, target: &Target, value: String) {
        let is_fact = self.facts.with_untracked(|facts| target.fact(facts)) == value.trim();
        self.tried.update(|tried| {
            if is_fact {
                tried.remove(target);
            } else {
                tried.insert(target.clone(), value);
            }
        });
        self.compute(ahead);
    }

    /// Whoever pressed what goes away by that goes on in the form, or where it was opened.
    fn go_on(self, panel: NodeRef<Div>) {
        let frame = panel.get_untracked().and_then(|panel| panel.closest(".embed").ok()?);
        let Some(frame) = frame else { return };
        let document = self.last.get_value().replace('\\', "\\\\").replace('"', "\\\"");
        let opener = ["[data-document=\"", &document, "\"] button"].concat();
        // Rows are drawn anew first.
        request_animation_frame(move || {
            let mut places = [".embed-form", &opener, ".embed-opener button"].into_iter();
            let place = places.find_map(|place| frame.query_selector(place).ok()?);
            if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
                drop(place.focus());
            }
        });
    }

    fn compute(self, ahead: Ahead) {
        let Some(engine) = self.engine.get_untracked() else { return };
        for _ in 0..self.applied.get_value() {
            engine.undo();
        }
        self.applied.set_value(0);
        let tried = self.tried.get_untracked();
        let facts = self.facts.get_untracked();
        let (edits, problems) = admitted(&engine, &facts, &tried);
        self.problems.set(problems);
        let computed = self.apply(ahead, &engine, &edits);
        match computed {
            Ok(computed) => {
                let (moves, now) = computed
                    .map_or((Vec::new(), None), |(moves, now)| (moves, Some(Arc::new(now))));
                self.moves.set(moves);
                self.now.set(now);
            }
            Err(failure) => {
                ahead.host.failed(&failure);
                self.failure.set(Some(failure));
            }
        }
    }

    /// What edits move, and what is to come with them; none without edits.
    fn apply(
        self,
        ahead: Ahead,
        engine: &Engine,
        edits: &[Value],
    ) -> Result<Option<(Vec<String>, Shown)>, Failure> {
        let Some(base) = ahead.shown.get_untracked() else { return Ok(None) };
        if edits.is_empty() {
            return Ok(None);
        }
        engine.apply(&document(edits))?;
        self.applied.set_value(1);
        let mut moves = change::told(&engine.change::<NamingChange>()?);
        if moves.is_empty() {
            moves.push(change_texts::NOTHING.into());
        }
        let now = coming::computed(engine)?;
        let places: BTreeMap<_, _> =
            gather(base.invoices.iter().map(|one| (one.id.as_str(), one.place())));
        let is_elsewhere = |one: &&Coming| places.get(one.id.as_str()) != Some(&one.place());
        let moved: BTreeSet<_> =
            gather(now.invoices.iter().filter(is_elsewhere).map(|one| one.id.clone()));
        let (is_management, knows_charges) = (base.is_management, base.knows_charges);
        let (invoices, charges) = (now.invoices, base.charges.clone());
        let now = Shown { is_management, invoices, knows_charges, charges, moved };
        Ok(Some((moves, now)))
    }
}

/// The edits that the engine takes, and what is wrong with the others. None of them stays applied.
fn admitted(
    engine: &Engine,
    facts: &Facts,
    tried: &Tried,
) -> (Vec<Value>, BTreeMap<Target, String>) {
    let (mut edits, mut problems, mut steps) = (Vec::new(), BTreeMap::new(), 0_usize);
    for (target, value) in tried {
        let of_target = target.edits(facts, value);
        match engine.apply(&document(&of_target)) {
            Ok(()) => {
                steps += 1;
                edits.extend(of_target);
            }
            Err(failure) => drop(problems.insert(target.clone(), failure.sentences().join(" "))),
        }
    }
    for _ in 0..steps {
        engine.undo();
    }
    (edits, problems)
}

fn document(edits: &[Value]) -> String {
    json!({ "at": crate::desk::now(), "edits": edits }).to_string()
}

/// Opens the form about a document.
pub(super) fn opener(ahead: Ahead, shown: &Shown, coming: &Coming, name: &str) -> AnyView {
    let mut charges: Vec<(String, String)> = Vec::new();
    for charge in shown.charges_of(coming) {
        if charges.iter().all(|(id, _)| *id != charge.id) {
            let name = if charge.description.is_empty() { &charge.id } else { &charge.description };
            charges.push((charge.id.clone(), name.clone()));
        }
    }
    let subject = Subject {
        document: coming.id.clone(),
        name: name.to_owned(),
        charges,
        place: coming.place().map(|(order, line)| (order.to_owned(), line.to_owned())),
    };
    let label = texts::WHAT_IF_OF.with(&[("name", name)]);
    view! {
        <span class="embed-opener" role="group" aria-label=label data-document=coming.id.clone()>
            <Button
                label=texts::WHAT_IF
                kind=ButtonKind::Quiet
                on_click=move || ahead.trial.begin(ahead, subject.clone())
            />
        </span>
    }
    .into_any()
}

/// What is tried, what it moves, and the form; nothing while nothing is tried.
pub(super) fn panel(ahead: Ahead) -> AnyView {
    let trial = ahead.trial;
    let is_there =
        memo(move || trial.about.with(Option::is_some) || trial.tried.with(|it| !it.is_empty()));
    follow(move || is_there.get().then(|| shown(ahead)))
}

fn shown(ahead: Ahead) -> AnyView {
    let trial = ahead.trial;
    let panel = NodeRef::<Div>::new();
    let is_here = memo(move || trial.engine.with(Option::is_some));
    let form = follow(move || {
        let about = trial.about.get()?;
        let failure = trial.failure.get();
        Some(match (failure, is_here.get()) {
            (Some(failure), _) => crate::embed::failed(&failure, move || trial.prepare(ahead)),
            (None, false) => loading(),
            (None, true) => form(ahead, &about, panel),
        })
    });
    let is_tried = memo(move || trial.tried.with(|it| !it.is_empty()));
    let take_all_back = move || {
        trial.go_on(panel);
        trial.end(ahead);
    };
    view! {
        <div
            class="embed-bar embed-trial"
            node_ref=panel
            part="what-if"
            role="group"
            aria-label=texts::TRIAL.get()
        >
            {form}
            <div class="embed-outcome" role="status">{follow(move || moves(trial))}</div>
            {follow(move || is_tried.get().then(|| view! {
                {follow(move || tried(ahead, panel))}
                <span class="embed-count embed-hint">{texts::TRIAL_TEXT.get()}</span>
                <Button label=texts::TAKE_ALL_BACK icon=Icon::Undo on_click=take_all_back />
            }))}
        </div>
    }
    .into_any()
}

fn moves(trial: Trial) -> Option<AnyView> {
    let lines = trial.moves.get();
    let lines: Vec<AnyView> =
        lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="embed-told" data-kind="moves">
                <p class="embed-told-title">{change_texts::WILL.get()}</p>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    })
}

/// Everything that is tried, each to be taken back.
fn tried(ahead: Ahead, panel: NodeRef<Div>) -> AnyView {
    let trial = ahead.trial;
    let names = ahead.shown.get();
    let items: Vec<AnyView> = trial
        .tried
        .get()
        .into_iter()
        .map(|(target, value)| {
            let what = target.told(&value, names.as_deref());
            let label = texts::TAKE_BACK.with(&[("what", &what)]);
            let problem = trial.problems.with(|problems| problems.get(&target).cloned());
            let problem = problem.map(|problem| {
                view! { <p class="embed-note" data-kind="bad">{icon(Icon::Error)} <span>{problem}</span></p> }
            });
            let back = move || {
                trial.go_on(panel);
                let fact = trial.facts.with_untracked(|facts| target.fact(facts));
                trial.set(ahead, &target, fact);
            };
            view! {
                <li>
                    <span>{what} {problem}</span>
                    <IconButton label=label icon=Icon::Close on_click=back />
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="embed-tried" aria-label=texts::TRIED.get()>{items}</ul> }.into_any()
}

fn form(ahead: Ahead, about: &Subject, panel: NodeRef<Div>) -> AnyView {
    let trial = ahead.trial;
    let node = NodeRef::<Div>::new();
    // Whoever opened it goes on in it.
    watch(move || {
        if let Some(node) = node.get() {
            drop(node.focus());
        }
    });
    let facts = trial.facts.get_untracked();
    let more = about.charges.len().saturating_sub(OFFERED);
    let more = (more > 0)
        .then(|| plural(why_texts::CHARGES_MORE_ONE, why_texts::CHARGES_MORE_OTHER, more));
    let charges: Vec<AnyView> = about
        .charges
        .iter()
        .take(OFFERED)
        .map(|(id, name)| reference(ahead, Target::Reference(id.clone()), name, &facts))
        .collect();
    let place = about.place.as_ref().filter(|(order, _)| facts.order(order).is_some());
    let place = place.map(|(order, line)| {
        let status = suspended(ahead, order.clone());
        let amount = facts.line(order, line).map(|_| amount(ahead, order, line));
        view! { {status} {amount} }
    });
    let close = move || {
        trial.go_on(panel);
        trial.about.set(None);
    };
    let title = texts::WHAT_IF_OF.with(&[("name", &about.name)]);
    let shown_title = title.clone();
    view! {
        <div class="embed-form" node_ref=node tabindex="-1" role="group" aria-label=title>
            <p class="embed-form-title">
                <span>{shown_title}</span>
                <IconButton label=ui_texts::CLOSE icon=Icon::Close on_click=close />
            </p>
            {charges}
            {more}
            {place}
        </div>
    }
    .into_any()
}

fn problem_of(trial: Trial, target: &Target) -> Signal<Option<String>> {
    let target = target.clone();
    Signal::derive(move || trial.problems.with(|problems| problems.get(&target).cloned()))
}

fn value_of(trial: Trial, target: &Target) -> Signal<String> {
    let target = target.clone();
    Signal::derive(move || trial.value(&target))
}

/// The purchase order that a charge names.
fn reference(ahead: Ahead, target: Target, name: &str, facts: &Facts) -> AnyView {
    let trial = ahead.trial;
    let choices: Vec<Choice> = facts
        .purchase_orders
        .iter()
        .flatten()
        .map(|order| {
            let status = if order.suspended == Some(true) { "suspended" } else { "active" };
            let (_, status) = words::status(status, false);
            let told = [Some(status.as_str()), order.description.as_deref()];
            let told: Vec<&str> =
                told.into_iter().flatten().filter(|text| !text.is_empty()).collect();
            let id = order.id.clone();
            Choice { value: id.clone(), label: id, description: Some(told.join(" · ")) }
        })
        .collect();
    let (value, error) = (value_of(trial, &target), problem_of(trial, &target));
    view! {
        <Field label=texts::ORDER_OF.with(&[("charge", name)]) error=error>
            <Combobox
                value=value
                choices=Signal::stored(choices)
                on_change=move |typed: String| trial.set(ahead, &target, typed)
            />
        </Field>
    }
    .into_any()
}

fn suspended(ahead: Ahead, order: String) -> AnyView {
    let trial = ahead.trial;
    let label = texts::IS_SUSPENDED.with(&[("order", &order)]);
    let target = Target::Status(order);
    let value = value_of(trial, &target);
    let checked = Signal::derive(move || value.with(|value| value == target::SUSPENDED));
    let change = move |is: bool| {
        let value = if is { target::SUSPENDED } else { target::ACTIVE };
        trial.set(ahead, &target, value.to_owned());
    };
    view! { <Checkbox label=label checked=checked on_change=change /> }.into_any()
}

fn amount(ahead: Ahead, order: &str, line: &str) -> AnyView {
    let trial = ahead.trial;
    let label = texts::AMOUNT_OF.with(&[("order", order), ("line", line)]);
    let target = Target::Amount(order.to_owned(), line.to_owned());
    let (value, error) = (value_of(trial, &target), problem_of(trial, &target));
    view! {
        <Field label=label error=error>
            <TextInput
                value=value
                numeric=true
                on_input=move |typed: String| trial.set(ahead, &target, typed)
            />
        </Field>
    }
    .into_any()
}
