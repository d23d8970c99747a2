//! The one form of a purchase order: what is typed, what is wrong with it, and its fields. Adding
//! one and editing one show the same fields, hints and problems.
//!
//! What is typed is one JSON value, so that a field is named by a pointer, as a problem is, and so
//! that all of it is kept and shown again as it was typed.

mod details;
mod line;
mod rows;
mod typed;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Drafted, RefusedProblem, Request};
use serde_json::Value;
use wasm_bindgen::JsCast;

use crate::desk::{Desk, now};
use crate::engine::{in_words, without_rules};
use crate::text::{Text, add_order as texts, orders as order_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Button, ButtonKind, Field, Icon, MonthInput, On, TextInput, icon};

pub(super) use details::details;
pub(super) use line::line_fields;
pub(super) use rows::at;
pub(super) use typed::{
    document, line_document, new_line, next_number, of_document, rows_of, sellers_of,
};

/// Pressing a button takes no longer.
const PRESS: Duration = Duration::from_millis(250);

/// What is typed into the form of a purchase order.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) desk: Desk,
    /// The members of a purchase order; see `typed.rs` for where they differ from the contract's.
    pub(super) typed: RwSignal<Value>,
    /// What is known of it.
    pub(super) drafted: RwSignal<Option<Drafted>>,
    /// Fields that were left: before that, nobody wants to hear what is wrong with them.
    left: RwSignal<BTreeSet<String>>,
    /// Parts that somebody wants to be done with, by the beginning of their pointers.
    asked: RwSignal<Vec<Part>>,
    edits: StoredValue<Edits, LocalStorage>,
    is_held: StoredValue<bool>,
    number: StoredValue<u32>,
}

/// From what is typed to the edits that make it so.
pub(super) type Edits = Rc<dyn Fn(&Value) -> Vec<Value>>;

/// A part of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Details,
    Lines,
}

impl Part {
    fn has(self, pointer: &str) -> bool {
        (self == Self::Lines) == pointer.starts_with("/lineItems")
    }
}

impl Form {
    /// A form that begins with something, and is looked at whenever it becomes another.
    pub(super) fn new(
        desk: Desk,
        typed: Value,
        edits: impl Fn(&Value) -> Vec<Value> + 'static,
    ) -> Self {
        let form = Self {
            desk,
            typed: RwSignal::new(typed),
            drafted: RwSignal::new(None),
            left: RwSignal::new(BTreeSet::new()),
            asked: RwSignal::new(Vec::new()),
            edits: StoredValue::new_local(Rc::new(edits)),
            is_held: StoredValue::new(false),
            number: StoredValue::new(0),
        };
        watch(move || {
            desk.revision.track();
            form.typed.track();
            spawn_local(async move {
                form.look().await;
            });
        });
        form
    }

    /// The edits that make it so.
    pub(super) fn edits(self) -> Vec<Value> {
        let edits = self.edits.get_value();
        self.typed.with(|typed| edits(typed))
    }

    /// Asks what is known of what is typed now. False where it is another by then, or gone.
    pub(super) async fn look(self) -> bool {
        let Some(number) = self.number.try_get_value() else { return false };
        let number = number.wrapping_add(1);
        self.number.set_value(number);
        let edits = untrack(|| self.edits());
        let order = self.typed.with_untracked(document);
        let request = Request::Draft { order, edits, at: now() };
        let Ok(drafted) = self.desk.ask::<Drafted>(request).await else { return false };
        if self.number.try_get_value() != Some(number) {
            return false;
        }
        let is_held = self.is_held.get_value() && !untrack(|| self.is_wrong());
        if !is_held || drafted.problems.is_empty() {
            self.drafted.set(Some(drafted));
        }
        true
    }

    /// What stands in a field.
    pub(super) fn text(self, pointer: impl Into<String>) -> Signal<String> {
        let pointer = pointer.into();
        memo(move || self.typed.with(|typed| text_at(typed, &pointer).to_owned())).into()
    }

    /// Puts something in a field.
    pub(super) fn set(self, pointer: &str, value: impl Into<Value>) {
        let value = value.into();
        self.typed.update(|typed| {
            if let Some(place) = typed.pointer_mut(pointer) {
                *place = value;
            }
        });
    }

    /// Takes note that a field was left; a moment later, since what is told then moves what somebody
    /// is about to press.
    fn leave(self, pointer: &str) {
        if self.left.with_untracked(|left| left.contains(pointer)) {
            return;
        }
        let pointer = pointer.to_owned();
        let note = move || {
            self.left.try_update(|left| left.insert(pointer));
        };
        set_timeout(note, PRESS);
    }

    /// What was right stays so until this view is gone: while it is added, its number is taken, by
    /// itself.
    pub(super) fn hold(self) {
        self.is_held.set_value(true);
        on_cleanup(move || {
            self.is_held.try_update_value(|is_held| *is_held = false);
        });
    }

    /// Nobody has left a field or wanted a part.
    pub(super) fn begin_anew(self) {
        self.left.update(BTreeSet::clear);
        self.asked.update(Vec::clear);
    }

    /// What was noted of fields below a list is about other rows now.
    pub(super) fn forget_below(self, list: &str) {
        self.left.update(|left| left.retain(|pointer| !pointer.starts_with(list)));
    }

    /// Shows everything that is wrong in a part, and tells whether anything is.
    pub(super) fn wants(self, part: Part) -> bool {
        self.asked.update(|asked| asked.push(part));
        untrack(|| self.problems(part).is_empty())
    }

    /// What is wrong in a part.
    pub(super) fn problems(self, part: Part) -> Vec<RefusedProblem> {
        self.drafted.with(|drafted| {
            let problems = drafted.iter().flat_map(|drafted| &drafted.problems);
            problems.filter(|problem| part.has(&problem.pointer)).cloned().collect()
        })
    }

    /// What is wrong with a field, once it was left or its part is wanted.
    fn error(self, pointer: String) -> Signal<Option<String>> {
        memo(move || {
            let is_asked = self.asked.with(|asked| asked.iter().any(|part| part.has(&pointer)));
            if !is_asked && !self.left.with(|left| left.contains(&pointer)) {
                return None;
            }
            self.drafted.with(|drafted| {
                let problems = drafted.iter().flat_map(|drafted| &drafted.problems);
                let here = problems.filter(|problem| field_of(&problem.pointer) == pointer);
                let told: Vec<String> = here.map(told).collect();
                (!told.is_empty()).then(|| told.join("; "))
            })
        })
        .into()
    }

    /// A field, its control, and what is wrong with it.
    pub(super) fn field(
        self,
        about: About,
        pointer: String,
        control: impl FnOnce() -> AnyView + Send + 'static,
    ) -> AnyView {
        self.field_any(about, pointer, Box::new(control))
    }

    fn field_any(self, about: About, pointer: String, control: Children) -> AnyView {
        let About { label, hint, optional } = about;
        let error = self.error(pointer.clone());
        let at = pointer.clone();
        let field = match hint {
            Some(hint) => view! {
                <Field label=label hint=hint error=error optional=optional>
                    {control()}
                </Field>
            }
            .into_any(),
            None => view! {
                <Field label=label error=error optional=optional>
                    {control()}
                </Field>
            }
            .into_any(),
        };
        view! {
            <div data-at=at on:focusout=move |_| self.leave(&pointer)>
                {field}
            </div>
        }
        .into_any()
    }

    /// Fields that belong together, and what is wrong with all of them.
    pub(super) fn group(
        self,
        label: Text,
        hint: Option<Text>,
        pointer: &'static str,
        content: AnyView,
    ) -> AnyView {
        let error = self.error(pointer.to_owned());
        view! {
            <fieldset
                class="order-group"
                data-at=pointer
                on:focusout=move |_| self.leave(pointer)
            >
                <legend>{label.get()}</legend>
                {hint.map(|hint| view! { <p class="field-hint">{hint.get()}</p> })}
                {content}
                {follow(move || error.get().map(|error| view! {
                    <p class="field-error">
                        {icon(Icon::Error)}
                        <span>{error}</span>
                    </p>
                }))}
            </fieldset>
        }
        .into_any()
    }

    /// A field of one line of text.
    pub(super) fn text_field(self, about: About, pointer: String, numeric: bool) -> AnyView {
        let at = pointer.clone();
        self.field(about, pointer, move || {
            let value = self.text(at.clone());
            view! {
                <TextInput
                    value=value
                    on_input=move |typed: String| self.set(&at, typed)
                    numeric=numeric
                />
            }
            .into_any()
        })
    }

    /// A field of a month.
    pub(super) fn month_field(self, about: About, pointer: String) -> AnyView {
        let at = pointer.clone();
        self.field(about, pointer, move || {
            let value = self.text(at.clone());
            view! { <MonthInput value=value on_change=move |typed: String| self.set(&at, typed) /> }
                .into_any()
        })
    }

    /// All that is wrong in some parts, once they are wanted, with a way to each field.
    pub(super) fn summary(self, parts: &'static [Part], go: On<Part>) -> AnyView {
        let shown = memo(move || {
            let is_asked = |part: &&Part| self.asked.with(|asked| asked.contains(part));
            let wanted = parts.iter().filter(is_asked);
            wanted.flat_map(|part| self.problems(*part)).collect::<Vec<_>>()
        });
        follow(move || {
            let problems = shown.get();
            if problems.is_empty() {
                return None;
            }
            let rows: Vec<AnyView> = problems.iter().map(|problem| self.row(problem, go)).collect();
            Some(view! {
                <section class="order-problems" tabindex="-1" aria-label=texts::CHECK_THESE.get()>
                    <h3 class="order-problems-title">
                        {icon(Icon::Error)}
                        <span>{texts::CHECK_THESE.get()}</span>
                    </h3>
                    <ul class="order-problems-list">{rows}</ul>
                </section>
            })
        })
    }

    fn row(self, problem: &RefusedProblem, go: On<Part>) -> AnyView {
        let pointer = field_of(&problem.pointer);
        let name = name_of(&pointer);
        let label = texts::PROBLEM_AT.with(&[("field", &name), ("problem", &told(problem))]);
        let part = if Part::Lines.has(&pointer) { Part::Lines } else { Part::Details };
        let on_click = move || {
            go.run((part,));
            // A part that is gone to is drawn by then.
            let pointer = pointer.clone();
            request_animation_frame(move || {
                request_animation_frame(move || focus_field(&pointer));
            });
        };
        view! {
            <li>
                <Button label=label kind=ButtonKind::Quiet on_click=on_click />
            </li>
        }
        .into_any()
    }

    /// Whether anything is wrong, as far as is known.
    pub(super) fn is_wrong(self) -> bool {
        self.drafted.with(|drafted| drafted.as_ref().is_none_or(|d| !d.problems.is_empty()))
    }

    /// What is allowed in a part and probably not meant.
    pub(super) fn warnings(self, part: Option<Part>) -> AnyView {
        let shown = memo(move || {
            self.drafted.with(|drafted| {
                let all = drafted.iter().flat_map(|drafted| &drafted.warnings);
                let here = all.filter(|told| part.is_none_or(|part| part.has(&told.pointer)));
                here.map(|told| (field_of(&told.pointer), without_rules(in_words(&told.message))))
                    .collect::<Vec<_>>()
            })
        });
        let list = move || {
            let shown = shown.get();
            if shown.is_empty() {
                return None;
            }
            let row = |(pointer, message): (String, String)| {
                let name = name_of(&pointer);
                let text = texts::PROBLEM_AT.with(&[("field", &name), ("problem", &message)]);
                view! { <li>{text}</li> }.into_any()
            };
            let rows: Vec<AnyView> = untrack(|| shown.into_iter().map(row).collect());
            Some(view! {
                <p class="order-warnings-title">
                    {icon(Icon::Warning)}
                    <span>{texts::WORTH_A_LOOK.get()}</span>
                </p>
                <ul class="order-problems-list">{rows}</ul>
            })
        };
        view! { <div class="order-warnings" role="status">{follow(list)}</div> }.into_any()
    }
}

/// What is said of a field before anything is typed.
pub(super) struct About {
    pub(super) label: String,
    pub(super) hint: Option<Text>,
    pub(super) optional: bool,
}

/// A field that has to be filled in.
pub(super) fn needed(label: Text) -> About {
    About { label: label.into(), hint: None, optional: false }
}

/// A field that may stay empty.
pub(super) fn may(label: Text) -> About {
    About { label: label.into(), hint: None, optional: true }
}

impl About {
    pub(super) fn hint(self, hint: Text) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

/// A text in what is typed; nothing where there is none.
pub(super) fn text_at<'t>(typed: &'t Value, pointer: &str) -> &'t str {
    typed.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The field in which something is put right that is told at a pointer.
fn field_of(pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    match steps.as_slice() {
        ["lineItems", line] => ["/lineItems/", line, "/number"].concat(),
        ["lineItems", line, key, ..] => ["/lineItems/", line, "/", key].concat(),
        ["contacts", row] => ["/contacts/", row, "/email"].concat(),
        ["contacts", row, key, ..] => ["/contacts/", row, "/", key].concat(),
        ["billFrom", row, ..] => ["/billFrom/", row].concat(),
        [key, ..] => ["/", key].concat(),
        [] => String::new(),
    }
}

/// What a field is called.
pub(crate) fn name_of(pointer: &str) -> String {
    let mut steps = pointer.split('/').skip(1);
    let (list, place, key) = (steps.next(), steps.next(), steps.next());
    let number = place.and_then(|place| place.parse::<usize>().ok()).map(|place| place + 1);
    let number = number.map(crate::format::number).unwrap_or_default();
    match (list, key) {
        (Some("lineItems"), Some(key)) => {
            texts::NAME_IN_LINE.with(&[("line", &number), ("field", name_of_key(key).get())])
        }
        (Some("contacts"), Some(key)) => {
            texts::NAME_IN_CONTACT.with(&[("contact", &number), ("field", name_of_key(key).get())])
        }
        (Some(key), _) => name_of_key(key).into(),
        (None, _) => order_texts::COLUMN_ORDER.into(),
    }
}

fn name_of_key(key: &str) -> Text {
    match key {
        "id" => order_texts::FIELD_ID,
        "description" => order_texts::FIELD_DESCRIPTION,
        "billFrom" => order_texts::FIELD_SELLERS,
        "currency" => order_texts::FIELD_CURRENCY,
        "effectiveMonth" => order_texts::FIELD_EFFECTIVE,
        "expirationMonth" => order_texts::FIELD_EXPIRATION,
        "invoiceUnits" => order_texts::FIELD_UNITS,
        "taxRegistrationNumbers" => order_texts::FIELD_TAX_NUMBERS,
        "shipTo" => texts::SHIP_TO,
        "contacts" => order_texts::FIELD_CONTACTS,
        "tags" => order_texts::FIELD_TAGS,
        "lineItems" => order_texts::LINES,
        "number" => order_texts::FIELD_NUMBER,
        "type" => order_texts::FIELD_TYPE,
        "startMonth" => order_texts::FIELD_START,
        "endMonth" => order_texts::FIELD_END,
        "amount" => order_texts::FIELD_AMOUNT,
        "quantity" => order_texts::FIELD_QUANTITY,
        "tax" => texts::TAX,
        "costCenter" => order_texts::FIELD_COST_CENTER,
        "balanceTracking" => order_texts::FIELD_TRACKING,
        "suspended" => order_texts::COLUMN_STATUS,
        "name" => texts::CONTACT_NAME,
        "email" => texts::CONTACT_EMAIL,
        "phone" => texts::CONTACT_PHONE,
        _ => order_texts::COLUMN_ORDER,
    }
}

/// What is wrong, in the words of the page where they say as much as those of the engine.
fn told(problem: &RefusedProblem) -> String {
    match problem.code.as_str() {
        "MISSING_KEY" | "EMPTY_TEXT" | "TOO_FEW" => texts::FILL_IN.into(),
        "INVALID_MONTH" => texts::NO_MONTH.into(),
        "INVALID_NUMBER" => texts::NO_NUMBER.into(),
        "UNKNOWN_CURRENCY" => texts::NO_CURRENCY.into(),
        _ => in_words(&problem.message),
    }
}

/// Takes the focus to a field.
fn focus_field(pointer: &str) {
    let selector = ["[data-at=\"", pointer, "\"] :is(input, select, textarea, button)"].concat();
    if let Some(control) = document_query(&selector) {
        drop(control.focus());
    }
}

/// Takes the focus to what is wrong, once it is drawn.
pub(super) fn focus_problems() {
    request_animation_frame(|| {
        if let Some(section) = document_query(".order-problems") {
            drop(section.focus());
        }
    });
}

fn document_query(selector: &str) -> Option<web_sys::HtmlElement> {
    let found = leptos::prelude::document().query_selector(selector).ok().flatten()?;
    found.dyn_into().ok()
}
