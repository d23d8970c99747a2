//! A field: a label, what helps to fill it in, what is wrong with it, and one control.
//!
//! The control finds its ids in the context, so a control is named and described without being told.

use std::cell::Cell;

use crate::ui::follow::follow;
use leptos::context::Provider;
use leptos::prelude::*;

use super::{Act, Icon, IconButton, icon};
use crate::text::ui as texts;

/// A labelled place for one control.
#[component]
pub(crate) fn Field(
    #[prop(into)] label: String,
    /// Says how to fill it in, before anything goes wrong.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Says what is wrong and how to put it right.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks a field that may stay empty; all others must not.
    #[prop(optional)]
    optional: bool,
    /// Opens the help about this field.
    #[prop(optional, into)]
    on_help: Option<Act>,
    children: Children,
) -> AnyView {
    let id = unique("field");
    let label_id = [&id, "-label"].concat();
    let hint_id = [&id, "-hint"].concat();
    let error_id = [&id, "-error"].concat();
    let described = {
        let hint_id = hint.is_some().then(|| hint_id.clone());
        let error_id = error_id.clone();
        Signal::derive(move || match (error.with(Option::is_some), &hint_id) {
            (true, Some(hint_id)) => Some([&error_id, " ", hint_id].concat()),
            (true, None) => Some(error_id.clone()),
            (false, hint_id) => hint_id.clone(),
        })
    };
    let invalid = Signal::derive(move || error.with(Option::is_some).then_some("true"));
    let control =
        Control { id: Some(id.clone()), label_id: Some(label_id.clone()), described, invalid };
    let help = on_help.map(|on_help| {
        let about = texts::HELP_ABOUT.with(&[("field", &label)]);
        view! { <IconButton label=about icon=Icon::Question on_click=on_help /> }
    });
    view! {
        <div class="field">
            <div class="field-head">
                <label class="field-label" id=label_id for=id>
                    {label}
                </label>
                {optional
                    .then(|| view! { <span class="field-optional">{texts::OPTIONAL.get()}</span> })}
                {help}
            </div>
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            <Provider value=control>{children()}</Provider>
            {follow(move || {
                error.get().map(|error| {
                    view! {
                        <p class="field-error" id=error_id.clone()>
                            {icon(Icon::Error)}
                            <span>{error}</span>
                        </p>
                    }
                })
            })}
        </div>
    }
    .into_any()
}

/// What the control of a field needs to be named and described.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    pub(crate) id: Option<String>,
    pub(crate) label_id: Option<String>,
    pub(crate) described: Signal<Option<String>>,
    pub(crate) invalid: Signal<Option<&'static str>>,
}

impl Control {
    /// Returns those of the field around, or nothing for a control that stands alone.
    pub(crate) fn expect() -> Self {
        use_context().unwrap_or_else(|| Self {
            id: None,
            label_id: None,
            described: Signal::stored(None),
            invalid: Signal::stored(None),
        })
    }
}

/// Returns an id that no other element of the page has.
pub(crate) fn unique(kind: &str) -> String {
    let number = COUNT.get() + 1;
    COUNT.set(number);
    let mut id = [kind, "-"].concat();
    crate::format::push_number(&mut id, number);
    id
}

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}
