//! Buttons, badges and icons.

use leptos::prelude::*;

use super::samples;
use crate::ui::{Badge, Button, ButtonKind, Icon, IconButton, Kind, LinkButton, icon};

pub(super) fn buttons() -> AnyView {
    let count = RwSignal::new(0_usize);
    let click = move || count.update(|count| *count += 1);
    let label = Signal::derive(move || ["Clicks: ", &crate::format::number(count.get())].concat());
    let off = || Signal::stored(Some("Choose a line first".to_owned()));
    let kinds = view! {
        <Button label="Preview" kind=ButtonKind::Primary on_click=click />
        <Button label="Edit line" icon=Icon::Edit on_click=click />
        <Button label="Learn more" kind=ButtonKind::Quiet on_click=click />
        <Button label="Remove" icon=Icon::Trash kind=ButtonKind::Danger on_click=click />
        <LinkButton label="Open gallery" href="gallery" icon=Icon::Link />
        <Button label=label on_click=click />
    };
    let states = view! {
        <Button label="Computing" kind=ButtonKind::Primary busy=true on_click=click />
        <Button label="Place here" kind=ButtonKind::Primary disabled=off() on_click=click />
        <Button label="Place here" disabled=off() on_click=click />
        <Button label="Place here" kind=ButtonKind::Quiet disabled=off() on_click=click />
        <IconButton label="Undo" icon=Icon::Undo on_click=click />
        <IconButton label="Redo" icon=Icon::Redo disabled=off() on_click=click />
        <IconButton label="Add" icon=Icon::Plus kind=ButtonKind::Normal on_click=click />
    };
    let badges = view! {
        <Badge text="Untracked" />
        <Badge text="Marketplace" kind=Kind::Info />
        <Badge text="Covered" kind=Kind::Good />
        <Badge text="Below threshold" kind=Kind::Warning />
        <Badge text="Out of balance" kind=Kind::Bad />
        <Badge text="Suspended" icon=Icon::Suspend />
        <Badge text="Estimate" icon=Icon::Estimate />
    };
    view! {
        {samples("Kinds", kinds.into_any())}
        {samples("States", states.into_any())}
        {samples("Badges", badges.into_any())}
    }
    .into_any()
}

pub(super) fn icons() -> AnyView {
    let all: Vec<AnyView> = Icon::ALL
        .iter()
        .map(|one| view! { <span class="badge">{icon(*one)} {one.name()}</span> }.into_any())
        .collect();
    view! { <div class="gallery-row">{all}</div> }.into_any()
}
