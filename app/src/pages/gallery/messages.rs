//! Messages, skeletons, empty places.

use leptos::prelude::*;

use super::samples;
use crate::ui::{Button, Empty, Flashes, Icon, Kind, Live, Skeleton};

pub(super) fn messages() -> AnyView {
    let flashes = Flashes::expect();
    flashes.push(Kind::Info, "The snapshot has no estimates");
    flashes.push(Kind::Good, "Purchase order PO-2026-0117 was added");
    flashes.push(Kind::Warning, "3 lines run out of balance before they end");
    flashes.push(Kind::Bad, "The file could not be read: line 17 has 5 columns instead of 6");
    let last = RwSignal::new(String::new());
    let push = move |kind: Kind, text: &'static str| {
        flashes.push(kind, text);
        last.set(text.to_owned());
    };
    let buttons = view! {
        <Button label="Tell" on_click=move || push(Kind::Info, "Something to know") />
        <Button label="Warn" on_click=move || push(Kind::Warning, "Something to look at") />
        <Button label="Take all away" on_click=move || flashes.clear() />
        <Live text=last />
    };
    samples("On top of the page", buttons.into_any())
}

pub(super) fn nothing() -> AnyView {
    let empty = view! {
        <div class="gallery-wide">
            <Empty
                title="No purchase orders yet"
                text="Add one, or drop a file that lists them."
                icon=Icon::Document
            >
                <Button label="Add purchase order" icon=Icon::Plus on_click=|| () />
            </Empty>
        </div>
    };
    let skeleton = view! {
        <div class="gallery-wide">
            <Skeleton label="Loading documents" lines=5 />
        </div>
    };
    view! {
        {samples("Empty", empty.into_any())}
        {samples("On its way", skeleton.into_any())}
    }
    .into_any()
}
