//! How pages look and which language they speak.

use leptos::prelude::*;

use crate::text::{self, Text, frame as texts};
use crate::theme::{Look, Theme};
use crate::ui::{Choice, Field, Icon, IconButton, Modal, Select};

pub(super) fn look() -> AnyView {
    let is_open = RwSignal::new(false);
    view! {
        <IconButton
            label=texts::LOOK
            icon=Icon::Settings
            on_click=move || is_open.set(true)
        />
        <Modal title=texts::LOOK open=is_open on_close=move || is_open.set(false)>
            <div class="form">
                {select(texts::LOOK_SCHEME, Look::Scheme)}
                {select(texts::LOOK_CONTRAST, Look::Contrast)}
                {select(texts::LOOK_DENSITY, Look::Density)}
                {language()}
            </div>
        </Modal>
    }
    .into_any()
}

fn select(label: Text, look: Look) -> AnyView {
    let theme = Theme::expect();
    let choices: Vec<Choice> =
        look.values().iter().map(|value| Choice::new(*value, name(value).get())).collect();
    let value = Signal::derive(move || theme.get(look).to_owned());
    view! {
        <Field label=label>
            <Select
                choices=choices
                value=value
                on_change=move |value: String| theme.choose(look, &value)
            />
        </Field>
    }
    .into_any()
}

fn name(value: &str) -> Text {
    match value {
        "light" => texts::LOOK_LIGHT,
        "dark" => texts::LOOK_DARK,
        "high" => texts::LOOK_HIGH,
        "comfortable" => texts::LOOK_COMFORTABLE,
        "compact" => texts::LOOK_COMPACT,
        _ => texts::LOOK_SYSTEM,
    }
}

fn language() -> AnyView {
    let choices: Vec<Choice> =
        text::LANGUAGES.iter().map(|(id, name)| Choice::new(*id, *name)).collect();
    let value = Signal::stored(text::locale().to_owned());
    view! {
        <Field label=texts::LOOK_LANGUAGE>
            <Select choices=choices value=value on_change=|language: String| text::choose(&language) />
        </Field>
    }
    .into_any()
}
