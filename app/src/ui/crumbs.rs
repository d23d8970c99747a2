//! Where a page lies: links to the pages above it.

use leptos::prelude::*;

use super::{Icon, icon};
use crate::text::ui as texts;

/// A page above.
#[derive(Clone, Debug)]
pub(crate) struct Crumb {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// The pages above, and this one.
#[component]
pub(crate) fn Breadcrumbs(crumbs: Vec<Crumb>, #[prop(into)] here: Signal<String>) -> AnyView {
    let crumbs: Vec<AnyView> = crumbs
        .into_iter()
        .map(|Crumb { label, href }| {
            view! {
                <li class="crumb">
                    <a href=href>{label}</a>
                    {icon(Icon::ChevronEnd)}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <nav aria-label=texts::BREADCRUMBS.get()>
            <ol class="crumbs">
                {crumbs} <li class="crumb">
                    <span aria-current="page">{here}</span>
                </li>
            </ol>
        </nav>
    }
    .into_any()
}
