//! Messages about what just happened, stacked on top of the page until dismissed. Good news and
//! neutral ones wait for a pause of the screen reader, warnings and failures do not.

use leptos::prelude::*;

use super::{Act, Icon, IconButton, Kind, icon};
use crate::text::ui as texts;

/// The messages in view. Provided by [`provide`], found by [`Flashes::expect`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flashes {
    shown: RwSignal<Vec<Flash>>,
    count: StoredValue<usize>,
}

#[derive(Clone, Debug)]
struct Flash {
    number: usize,
    kind: Kind,
    text: String,
}

impl Flashes {
    /// Returns those of the page; a place without any gets some that nobody sees.
    pub(crate) fn expect() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    /// Shows a message. One that is in view already is not repeated.
    pub(crate) fn push(self, kind: Kind, text: impl Into<String>) {
        self.add(kind, text.into());
    }

    /// Takes every message away, as when the page changes.
    pub(crate) fn clear(self) {
        self.shown.update(Vec::clear);
    }

    fn new() -> Self {
        Self { shown: RwSignal::default(), count: StoredValue::new(0) }
    }

    fn add(self, kind: Kind, text: String) {
        let number = self.count.get_value() + 1;
        self.count.set_value(number);
        self.shown.update(|shown| {
            shown.retain(|flash| flash.text != text || flash.kind != kind);
            shown.push(Flash { number, kind, text });
        });
    }

    fn dismiss(self, number: usize) {
        self.shown.update(|shown| shown.retain(|flash| flash.number != number));
    }
}

/// Provides the messages to everything below.
pub(crate) fn provide() {
    provide_context(Flashes::new());
}

/// Shows the messages; stands once on a page.
#[component]
pub(crate) fn FlashStack(
    /// A message was dismissed, and its button had the focus.
    #[prop(into)]
    on_dismiss: Act,
) -> AnyView {
    let flashes = Flashes::expect();
    view! {
        <div class="flashes">
            {region(flashes, "alert", on_dismiss)}
            {region(flashes, "status", on_dismiss)}
        </div>
    }
    .into_any()
}

fn region(flashes: Flashes, role: &'static str, on_dismiss: Act) -> AnyView {
    let is_urgent = role == "alert";
    let here = move || {
        let mut here = flashes.shown.get();
        here.retain(|flash| matches!(flash.kind, Kind::Warning | Kind::Bad) == is_urgent);
        here
    };
    view! {
        <div class="flashes-region" role=role>
            <For each=here key=|flash| flash.number let:flash>
                {show(flashes, flash, on_dismiss)}
            </For>
        </div>
    }
    .into_any()
}

fn show(flashes: Flashes, flash: Flash, on_dismiss: Act) -> AnyView {
    let Flash { number, kind, text } = flash;
    let dismiss = move || {
        on_dismiss.run(());
        flashes.dismiss(number);
    };
    view! {
        <div class="flash" data-kind=kind.name()>
            {icon(kind.icon().unwrap_or(Icon::Info))}
            <p class="flash-text">{text}</p>
            <IconButton label=texts::DISMISS icon=Icon::Close on_click=dismiss />
        </div>
    }
    .into_any()
}
