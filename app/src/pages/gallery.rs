//! Every component in every state, for the eye and for the tests of its looks. All samples are made
//! up.

mod buttons;
mod charts;
mod fields;
mod messages;
mod navigation;
mod overlays;
mod tables;

use leptos::prelude::*;

use crate::text::{self, Text, gallery as texts, ui};
use crate::theme::{Look, Theme};
use crate::ui::{Choice, Choices, ChoicesLook, FlashStack};

/// A part of the gallery: its anchor, its heading, what it shows.
type Section = (&'static str, Text, fn() -> AnyView);

const SECTIONS: [Section; 12] = [
    ("buttons", texts::BUTTONS, buttons::buttons),
    ("icons", texts::ICONS, buttons::icons),
    ("fields", texts::FIELDS, fields::fields),
    ("files", texts::FILES, fields::files),
    ("filter", texts::FILTER, fields::filter),
    ("messages", texts::MESSAGES, messages::messages),
    ("nothing", texts::NOTHING, messages::nothing),
    ("navigation", texts::NAVIGATION, navigation::navigation),
    ("overlays", texts::OVERLAYS, overlays::overlays),
    ("charts", texts::CHARTS, charts::charts),
    ("formats", texts::FORMATS, charts::formats),
    ("tables", texts::TABLES, tables::tables),
];

/// The page.
pub(crate) fn page() -> AnyView {
    let links: Vec<AnyView> = SECTIONS
        .iter()
        .map(|(anchor, heading, _)| {
            let href = ["#", anchor].concat();
            view! { <li><a href=href>{heading.get()}</a></li> }.into_any()
        })
        .collect();
    let sections: Vec<AnyView> = SECTIONS
        .iter()
        .map(|(anchor, heading, show)| {
            view! {
                <section class="gallery-section" id=*anchor>
                    <h2>{heading.get()}</h2>
                    {show()}
                </section>
            }
            .into_any()
        })
        .collect();
    view! {
        <main class="gallery">
            <FlashStack on_dismiss=|| () />
            <h1>{texts::TITLE.get()}</h1>
            {looks()}
            <nav aria-label=texts::CONTENTS.get()>
                <ul class="gallery-row">{links}</ul>
            </nav>
            {sections}
        </main>
    }
    .into_any()
}

/// What changes how all of them look.
fn looks() -> AnyView {
    let theme = Theme::expect();
    let look = |look: Look, label: Text| {
        let choices = look.values().iter().map(|value| Choice::new(*value, *value)).collect();
        view! {
            <Choices
                label=label
                look=ChoicesLook::Segments
                choices=choices
                value=Signal::derive(move || theme.get(look).to_owned())
                on_change=move |value: String| theme.choose(look, &value)
            />
        }
    };
    let languages =
        text::LANGUAGES.iter().map(|(language, name)| Choice::new(*language, *name)).collect();
    view! {
        <div class="gallery-row">
            {look(Look::Scheme, texts::SCHEME)} {look(Look::Contrast, texts::CONTRAST)}
            {look(Look::Density, ui::DENSITY)}
            <Choices
                label=texts::LANGUAGE
                look=ChoicesLook::Segments
                choices=languages
                value=text::locale().to_owned()
                on_change=move |language: String| text::choose(&language)
            />
        </div>
    }
    .into_any()
}

/// Samples of one kind under a small heading.
fn samples(heading: &'static str, content: AnyView) -> AnyView {
    view! {
        <div class="gallery-samples">
            <h3>{heading}</h3>
            <div class="gallery-row">{content}</div>
        </div>
    }
    .into_any()
}
