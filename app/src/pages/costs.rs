//! What was spent: by cost centre, purchase order, subscription and account.

use leptos::prelude::*;

use super::Heading;
use crate::text::costs as texts;

pub(crate) fn page() -> AnyView {
    view! { <Heading text=texts::TITLE /> }.into_any()
}
