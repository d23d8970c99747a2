//! What the organisation set up.

use leptos::prelude::*;

use super::Heading;
use crate::text::settings as texts;

pub(crate) fn page() -> AnyView {
    view! { <Heading text=texts::TITLE /> }.into_any()
}
