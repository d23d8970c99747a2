//! Adding and changing many purchase orders from a CSV file.

use leptos::prelude::*;

use super::Heading;
use crate::text::import_orders as texts;

pub(crate) fn page() -> AnyView {
    view! { <Heading text=texts::TITLE /> }.into_any()
}
