//! What stands where there is nothing: not yet, or not at all.

use leptos::prelude::*;

use super::{Icon, icon};

/// Bars in place of lines that are on their way.
#[component]
pub(crate) fn Skeleton(
    /// What is on its way, for assistive technology.
    #[prop(into)]
    label: String,
    #[prop(default = 3)] lines: usize,
) -> AnyView {
    let bars: Vec<AnyView> =
        (0..lines).map(|_| view! { <span class="skeleton-line"></span> }.into_any()).collect();
    view! {
        <div class="skeleton" role="img" aria-label=label>
            {bars}
        </div>
    }
    .into_any()
}

/// Nothing here, why, and what to do about it. The children are the buttons.
#[component]
pub(crate) fn Empty(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    view! {
        <div class="empty">
            {icon.map(|icon| view! { <span class="empty-icon">{self::icon(icon)}</span> })}
            <p class="empty-title">{title}</p>
            {text.map(|text| view! { <p class="empty-text">{text}</p> })}
            {children
                .map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
    .into_any()
}
