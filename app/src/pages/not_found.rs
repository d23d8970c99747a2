//! An address that no page has.

use leptos::prelude::*;

use super::Heading;
use crate::page::Page;
use crate::text::frame as texts;
use crate::ui::LinkButton;

pub(crate) fn page() -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::NOT_FOUND />
            <p>{texts::NOT_FOUND_TEXT.get()}</p>
            <LinkButton label=texts::TO_START href=Page::Home.href() />
        </section>
    }
    .into_any()
}
