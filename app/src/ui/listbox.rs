//! The list under a text control from which one of many is chosen, as the combobox and the filter
//! use it. The focus stays in the text; the list only marks which choice Enter would take.

use crate::ui::follow::watch;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::{Choice, On};
use crate::text::{plural, ui as texts};

/// How many choices are drawn; typing more brings the others.
const MOST: usize = 60;

/// A list that opens and closes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listbox {
    pub(crate) id: StoredValue<String>,
    /// The choices that fit what is typed.
    pub(crate) choices: Signal<Vec<Choice>>,
    is_open: RwSignal<bool>,
    marked: RwSignal<Option<usize>>,
    list: NodeRef<html::Ul>,
}

impl Listbox {
    pub(crate) fn new(choices: Signal<Vec<Choice>>) -> Self {
        Self {
            id: StoredValue::new(super::field::unique("list")),
            choices,
            is_open: RwSignal::new(false),
            marked: RwSignal::new(None),
            list: NodeRef::new(),
        }
    }

    pub(crate) fn open(self) {
        self.marked.set(None);
        self.is_open.set(true);
    }

    pub(crate) fn close(self) {
        self.marked.set(None);
        self.is_open.set(false);
    }

    /// Tells whether the list is in view, following changes. A list without choices never is.
    pub(crate) fn is_open(self) -> bool {
        self.is_open.get() && self.choices.with(|choices| !choices.is_empty())
    }

    /// Returns the values of the attributes that tie the text to the list: whether it is open, and
    /// the id of the choice that is marked.
    pub(crate) fn state(self) -> (Signal<&'static str>, Signal<Option<String>>) {
        let expanded = Signal::derive(move || if self.is_open() { "true" } else { "false" });
        let active = Signal::derive(move || {
            let marked = self.marked.get().filter(|_| self.is_open())?;
            Some(self.id.with_value(|id| option_id(id, marked)))
        });
        (expanded, active)
    }

    /// Follows a key pressed in the text. Returns the choice that Enter takes.
    pub(crate) fn key(self, event: &KeyboardEvent) -> Option<Choice> {
        let is_open = untrack(|| self.is_open());
        let count = self.choices.with_untracked(|choices| choices.len().min(MOST));
        let marked = self.marked.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                self.is_open.set(true);
                let is_down = event.key() == "ArrowDown";
                let next = match marked {
                    Some(place) if is_open && is_down => (place + 1) % count,
                    Some(place) if is_open => (place + count - 1) % count,
                    _ if is_down => 0,
                    _ => count - 1,
                };
                self.marked.set(Some(next));
                self.show_marked(next);
            }
            "Escape" if is_open => {
                event.prevent_default();
                event.stop_propagation();
                self.close();
            }
            "Enter" if is_open => {
                let place = marked?;
                event.prevent_default();
                self.close();
                return self.choices.with_untracked(|choices| choices.get(place).cloned());
            }
            _ => {}
        }
        None
    }

    fn show_marked(self, place: usize) {
        let place = u32::try_from(place).unwrap_or(0);
        if let Some(option) = self.list.get_untracked().and_then(|l| l.children().item(place)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }
}

/// Draws the list. A choice is taken before the text loses the focus, so a click does not close the
/// list first.
pub(crate) fn listbox(listbox: Listbox, label: String, on_choose: On<Choice>) -> AnyView {
    let id = listbox.id.get_value();
    let Listbox { choices, marked, list, .. } = listbox;
    // The browser's top layer: nothing around cuts the list off.
    watch(move || {
        let is_open = listbox.is_open();
        let Some(list) = list.get() else { return };
        drop(if is_open { list.show_popover() } else { list.hide_popover() });
    });
    let rows = {
        let id = id.clone();
        move || {
            if !listbox.is_open() {
                return Vec::new();
            }
            let choices = choices.get();
            let count = choices.len();
            let choices = choices.into_iter().take(MOST).enumerate();
            let mut rows: Vec<AnyView> = choices
                .map(|(place, choice)| row(option_id(&id, place), place, choice, marked, on_choose))
                .collect();
            if count > MOST {
                let more = plural(texts::MORE_CHOICES_ONE, texts::MORE_CHOICES_OTHER, count - MOST);
                rows.push(
                    view! { <li class="list-more" role="presentation">{more}</li> }.into_any(),
                );
            }
            rows
        }
    };
    view! {
        <ul class="popover list" id=id role="listbox" popover="manual" aria-label=label node_ref=list>
            {rows}
        </ul>
    }
    .into_any()
}

fn row(
    id: String,
    place: usize,
    choice: Choice,
    marked: RwSignal<Option<usize>>,
    on_choose: On<Choice>,
) -> AnyView {
    let label = choice.label.clone();
    let description = choice.description.clone();
    let is_marked =
        Signal::derive(move || if marked.get() == Some(place) { "true" } else { "false" });
    view! {
        <li
            class="list-option"
            id=id
            role="option"
            aria-selected=is_marked
            on:pointerdown=move |event| {
                event.prevent_default();
                on_choose.run((choice.clone(),));
            }
        >
            <span>{label}</span>
            {description.map(|text| view! { <span class="list-hint">{text}</span> })}
        </li>
    }
    .into_any()
}

fn option_id(list: &str, place: usize) -> String {
    [list, "-", &crate::format::digits(place)].concat()
}
