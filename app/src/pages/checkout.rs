//! Accepting an offer: its quote, its payments, and the purchase orders of its charges.

use leptos::prelude::*;

use super::Heading;
use crate::text::checkout as texts;

pub(crate) fn page() -> AnyView {
    view! { <Heading text=texts::TITLE /> }.into_any()
}
