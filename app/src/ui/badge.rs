//! A badge: a short fact with its icon, never told by colour alone.

use leptos::prelude::*;

use super::{Icon, icon};

/// What a fact means for the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Neutral,
    Info,
    Good,
    Warning,
    Bad,
}

impl Kind {
    /// Returns the name that style sheets know.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }

    /// Returns the icon that goes with it, none for what is neutral.
    pub(crate) fn icon(self) -> Option<Icon> {
        match self {
            Self::Neutral => None,
            Self::Info => Some(Icon::Info),
            Self::Good => Some(Icon::Good),
            Self::Warning => Some(Icon::Warning),
            Self::Bad => Some(Icon::Error),
        }
    }
}

/// A badge.
#[component]
pub(crate) fn Badge(
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] kind: Kind,
    /// Instead of the icon of the kind.
    #[prop(optional, into)]
    icon: Option<Icon>,
) -> AnyView {
    view! {
        <span class="badge" data-kind=kind.name()>
            {icon.or(kind.icon()).map(self::icon)}
            <span>{text}</span>
        </span>
    }
    .into_any()
}
