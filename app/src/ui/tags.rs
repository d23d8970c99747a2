//! Names with values, a row for each.

use crate::ui::follow::memo;
use leptos::html;
use leptos::prelude::*;

use super::keys::focus_child;
use super::{Button, ButtonKind, Icon, IconButton, On, TextInput};
use crate::format;
use crate::text::ui as texts;

/// Names, each with its value.
type Tags = Vec<(String, String)>;

/// Rows of a name and a value, to add to and take from.
#[component]
pub(crate) fn TagEditor(
    #[prop(into)] value: Signal<Tags>,
    #[prop(into)] on_change: On<Tags>,
) -> AnyView {
    // Rows are known by their place: typing changes what a row says, never which row it is.
    let count = memo(move || value.with(Vec::len));
    let change = move |edit: &dyn Fn(&mut Tags)| {
        let mut tags = value.get_untracked();
        edit(&mut tags);
        on_change.run((tags,));
    };
    let foot = NodeRef::<html::Div>::new();
    let focus_add = move || {
        let Some(foot) = foot.get_untracked() else { return };
        focus_child(&foot, 0);
    };
    let row = move |place: usize| {
        let name = Signal::derive(move || value.with(|tags| at(tags, place).0));
        let text = Signal::derive(move || value.with(|tags| at(tags, place).1));
        let number = format::number(place + 1);
        let numbered = |label: crate::text::Text| label.with(&[("number", &number)]);
        view! {
            <div class="tags-row">
                <TextInput
                    label=numbered(texts::TAG_NAME)
                    placeholder=texts::NAME
                    value=name
                    on_input=move |typed: String| {
                        change(&|tags| {
                            if let Some(tag) = tags.get_mut(place) {
                                tag.0.clone_from(&typed);
                            }
                        });
                    }
                />
                <TextInput
                    label=numbered(texts::TAG_VALUE)
                    placeholder=texts::VALUE
                    value=text
                    on_input=move |typed: String| {
                        change(&|tags| {
                            if let Some(tag) = tags.get_mut(place) {
                                tag.1.clone_from(&typed);
                            }
                        });
                    }
                />
                <IconButton
                    label=numbered(texts::REMOVE_TAG)
                    icon=Icon::Trash
                    on_click=move || {
                        // The last row is the one that goes; the others only say something else.
                        if place + 1 == count.get_untracked() {
                            focus_add();
                        }
                        change(&|tags| {
                            if place < tags.len() {
                                tags.remove(place);
                            }
                        });
                    }
                />
            </div>
        }
        .into_any()
    };
    let add = move || change(&|tags| tags.push((String::new(), String::new())));
    view! {
        <div class="tags">
            <For each=move || 0..count.get() key=|place| *place children=row />
            <div node_ref=foot>
                <Button label=texts::ADD_TAG icon=Icon::Plus kind=ButtonKind::Normal on_click=add />
            </div>
        </div>
    }
    .into_any()
}

/// Returns the tag at a place; a row that is about to go shows nothing.
fn at(tags: &[(String, String)], place: usize) -> (String, String) {
    tags.get(place).cloned().unwrap_or_default()
}
