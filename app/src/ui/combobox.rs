//! Text with suggestions. What is typed need not be among them.

use leptos::prelude::*;

use super::field::Control;
use super::listbox::{Listbox, listbox};
use super::{Choice, On};
use crate::format;
use crate::text::ui as texts;

/// An editable combobox after the ARIA authoring practices: the list narrows as one types.
#[component]
pub(crate) fn Combobox(
    #[prop(into)] value: Signal<String>,
    /// Every keystroke, and what is chosen from the list.
    #[prop(into)]
    on_change: On<String>,
    /// What is chosen, for whoever has to tell it apart from what is typed.
    #[prop(optional, into)]
    on_choose: Option<On<String>>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> AnyView {
    let control = Control::expect();
    // A value that is chosen already narrows nothing: whoever opens the list wants the others.
    let narrows = RwSignal::new(false);
    let fitting = Signal::derive(move || {
        let mut fitting = choices.get();
        if narrows.get() {
            let typed = format::lowercase(&value.get());
            fitting.retain(|choice| is_within(&typed, choice));
        }
        fitting
    });
    let list = Listbox::new(fitting);
    let choose = move |choice: Choice| {
        narrows.set(false);
        list.close();
        on_choose.unwrap_or(on_change).run((choice.value,));
    };
    let typed = move |text: String| {
        narrows.set(true);
        list.open();
        on_change.run((text,));
    };
    let toggle = move |_| {
        narrows.set(false);
        if untrack(|| list.is_open()) { list.close() } else { list.open() }
    };
    let (expanded, active) = list.state();
    view! {
        <div class="with-list combobox">
            <input
                type="text"
                class="input list-text"
                part="input"
                role="combobox"
                id=control.id
                autocomplete="off"
                placeholder=placeholder
                disabled=disabled
                aria-label=label
                aria-autocomplete="list"
                aria-controls=list.id.get_value()
                aria-expanded=expanded
                aria-activedescendant=active
                aria-describedby=control.described
                aria-invalid=control.invalid
                prop:value=value
                on:input=move |event| typed(event_target_value(&event))
                on:click=toggle
                on:keydown=move |event| {
                    if let Some(choice) = list.key(&event) {
                        choose(choice);
                    }
                }
                on:blur=move |_| list.close()
            />
            <span class="combobox-arrow">{super::icon(super::Icon::ChevronDown)}</span>
            {listbox(list, texts::SUGGESTIONS.get().to_owned(), choose.into())}
        </div>
    }
    .into_any()
}

/// Tells whether a choice holds what is typed, in any case of letters.
pub(crate) fn is_within(typed: &str, choice: &Choice) -> bool {
    format::lowercase(&choice.label).contains(typed)
        || format::lowercase(&choice.value).contains(typed)
}
