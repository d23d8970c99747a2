//! The plain controls: text, longer text, a choice among few or many, yes or no.

use leptos::prelude::*;

use super::field::{Control, unique};
use super::{Act, On};

/// One of several things to choose: what it is in the code and what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    /// Says more, in lists that have room for it.
    pub(crate) description: Option<String>,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), description: None }
    }
}

/// What a line of text is, so that the browser can help to fill it in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TextKind {
    #[default]
    Plain,
    Email,
    /// A person's own name.
    Name,
    Password,
    NewPassword,
}

impl TextKind {
    fn input(self) -> &'static str {
        match self {
            Self::Plain | Self::Name => "text",
            Self::Email => "email",
            Self::Password | Self::NewPassword => "password",
        }
    }

    fn autocomplete(self) -> &'static str {
        match self {
            Self::Plain => "off",
            Self::Name => "name",
            Self::Email => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
        }
    }
}

/// One line of text.
#[component]
pub(crate) fn TextInput(
    #[prop(into)] value: Signal<String>,
    /// Every keystroke.
    #[prop(into)]
    on_input: On<String>,
    /// Leaving the control or pressing Enter.
    #[prop(optional, into)]
    on_commit: Option<Act>,
    /// The name of a control that stands outside a field.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// Figures at the end of the line, and a keyboard for numbers.
    #[prop(optional)]
    numeric: bool,
    #[prop(optional)] kind: TextKind,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> AnyView {
    let control = Control::expect();
    view! {
        <input
            type=kind.input()
            class="input"
            part="input"
            node_ref=node_ref
            id=control.id
            aria-label=label
            aria-describedby=control.described
            aria-invalid=control.invalid
            placeholder=placeholder
            inputmode=numeric.then_some("decimal")
            data-numeric=numeric.then_some("true")
            autocomplete=kind.autocomplete()
            disabled=disabled
            prop:value=value
            on:input=move |event| on_input.run((event_target_value(&event),))
            on:change=move |_| {
                if let Some(on_commit) = on_commit {
                    on_commit.run(());
                }
            }
        />
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: On<String>,
    #[prop(default = 4)] rows: usize,
    #[prop(optional, into)] label: Option<String>,
) -> AnyView {
    let control = Control::expect();
    view! {
        <textarea
            class="input"
            id=control.id
            rows=crate::format::digits(rows)
            aria-label=label
            aria-describedby=control.described
            aria-invalid=control.invalid
            prop:value=value
            on:input=move |event| on_input.run((event_target_value(&event),))
        ></textarea>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub(crate) fn Checkbox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: On<bool>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> AnyView {
    let hint_id = hint.is_some().then(|| unique("hint"));
    view! {
        <div class="check">
            <label class="check-label">
                <input
                    type="checkbox"
                    class="check-box"
                    aria-describedby=hint_id.clone()
                    disabled=disabled
                    prop:checked=checked
                    on:change=move |event| on_change.run((event_target_checked(&event),))
                />
                <span>{label}</span>
            </label>
            {hint.map(|hint| view! { <p class="check-hint" id=hint_id>{hint}</p> })}
        </div>
    }
    .into_any()
}

/// How choices among few are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ChoicesLook {
    /// One under the other, with room for descriptions.
    #[default]
    Radios,
    /// Side by side in one bar.
    Segments,
}

/// One of few choices, all in view.
#[component]
pub(crate) fn Choices(
    choices: Vec<Choice>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: On<String>,
    #[prop(optional)] look: ChoicesLook,
    /// The name of a group that stands outside a field.
    #[prop(optional, into)]
    label: Option<String>,
) -> AnyView {
    let control = Control::expect();
    let name = unique("choices");
    let choices: Vec<AnyView> =
        choices.into_iter().map(|choice| radio(choice, name.clone(), value, on_change)).collect();
    view! {
        <div
            class="choices"
            role="radiogroup"
            data-look=match look {
                ChoicesLook::Radios => "radios",
                ChoicesLook::Segments => "segments",
            }
            aria-label=label
            aria-labelledby=control.label_id
            aria-describedby=control.described
        >
            {choices}
        </div>
    }
    .into_any()
}

fn radio(choice: Choice, name: String, value: Signal<String>, on_change: On<String>) -> AnyView {
    let Choice { value: own, label, description } = choice;
    let is_checked = {
        let own = own.clone();
        Signal::derive(move || value.with(|value| *value == own))
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                class="choice-dot"
                name=name
                value=own.clone()
                prop:checked=is_checked
                on:change=move |_| on_change.run((own.clone(),))
            />
            <span class="choice-text">
                <span>{label}</span>
                {description.map(|text| view! { <span class="choice-hint">{text}</span> })}
            </span>
        </label>
    }
    .into_any()
}

/// One of several choices, in the browser's own list.
#[component]
pub(crate) fn Select(
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: On<String>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> AnyView {
    let control = Control::expect();
    let options = move || {
        choices.get().into_iter().map(|choice| option(choice, value)).collect::<Vec<AnyView>>()
    };
    view! {
        <select
            class="input select"
            id=control.id
            aria-label=label
            aria-describedby=control.described
            aria-invalid=control.invalid
            disabled=disabled
            on:change=move |event| on_change.run((event_target_value(&event),))
        >
            {options}
        </select>
    }
    .into_any()
}

fn option(choice: Choice, value: Signal<String>) -> AnyView {
    let Choice { value: own, label, .. } = choice;
    let is_selected = {
        let own = own.clone();
        Signal::derive(move || value.with(|value| *value == own))
    };
    view! {
        <option value=own prop:selected=is_selected>
            {label}
        </option>
    }
    .into_any()
}
