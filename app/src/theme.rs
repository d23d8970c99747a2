//! How pages look for this reader: scheme, contrast, density. Each is an attribute of the root
//! element that the stylesheet knows, and is remembered.

use leptos::prelude::*;

use crate::storage;

/// What a reader can choose about the look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Scheme,
    Contrast,
    Density,
}

impl Look {
    const ALL: [Self; 3] = [Self::Scheme, Self::Contrast, Self::Density];

    /// The values to choose from, the default first.
    pub(crate) fn values(self) -> &'static [&'static str] {
        match self {
            Self::Scheme => &["system", "light", "dark"],
            Self::Contrast => &["system", "high"],
            Self::Density => &["comfortable", "compact"],
        }
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::Scheme => "data-scheme",
            Self::Contrast => "data-contrast",
            Self::Density => "data-density",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Scheme => "tieback.scheme",
            Self::Contrast => "tieback.contrast",
            Self::Density => "tieback.density",
        }
    }
}

/// The look in force. Provided by [`provide`], found by [`Theme::expect`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    looks: RwSignal<[&'static str; 3]>,
}

impl Theme {
    /// Returns the look in force, the default one where nothing is provided.
    pub(crate) fn expect() -> Self {
        use_context().unwrap_or_else(Self::remembered)
    }

    /// Returns what is chosen, following changes.
    pub(crate) fn get(self, look: Look) -> &'static str {
        self.looks.get()[look as usize]
    }

    /// Tells whether tables are dense, following changes.
    pub(crate) fn is_compact(self) -> bool {
        self.get(Look::Density) == "compact"
    }

    /// Chooses a value, shows and remembers it. A value that is not one of the look is ignored.
    pub(crate) fn choose(self, look: Look, value: &str) {
        let Some(value) = look.values().iter().find(|known| **known == value) else { return };
        self.looks.update(|looks| looks[look as usize] = value);
        storage::set(look.key(), value);
        show(look, value);
    }

    fn remembered() -> Self {
        let looks = Look::ALL.map(|look| {
            let stored = storage::get(look.key()).unwrap_or_default();
            let known = look.values().iter().find(|value| **value == stored);
            known.copied().unwrap_or(look.values()[0])
        });
        Self { looks: RwSignal::new(looks) }
    }
}

/// Applies the remembered look and provides it to everything below.
pub(crate) fn provide() {
    let theme = Theme::remembered();
    for look in Look::ALL {
        show(look, theme.looks.get_untracked()[look as usize]);
    }
    provide_context(theme);
}

fn show(look: Look, value: &str) {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute(look.attribute(), value));
    }
}
