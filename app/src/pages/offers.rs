//! What sellers offer the account.

use leptos::prelude::*;

use super::Heading;
use crate::text::offers as texts;

pub(crate) fn page() -> AnyView {
    view! { <Heading text=texts::TITLE /> }.into_any()
}
