//! Adding a purchase order, in two steps and a review.

use leptos::prelude::*;

use super::Heading;
use crate::text::add_order as texts;

pub(crate) fn page() -> AnyView {
    view! { <Heading text=texts::TITLE /> }.into_any()
}
