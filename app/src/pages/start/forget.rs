//! Taking data out of this browser.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::Desk;
use crate::frame::refusal;
use crate::text::start as texts;
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Flashes, Icon, Kind, Modal};

/// A button that takes what is open out of this browser, if something is.
pub(super) fn forget(desk: Desk) -> AnyView {
    let flashes = Flashes::expect();
    let is_open = RwSignal::new(false);
    let forget = move || {
        is_open.set(false);
        spawn_local(async move {
            match desk.forget().await {
                Ok(()) => flashes.push(Kind::Info, texts::FORGOTTEN),
                Err(refused) => flashes.push(Kind::Bad, refusal(&refused)),
            }
        });
    };
    follow(move || {
        let name = desk.standing.with(|s| s.as_ref().map(|s| s.name.clone()))?;
        let text = texts::FORGET_TEXT.with(&[("name", &name)]);
        Some(
            view! {
                <Button
                    label=texts::FORGET
                    kind=ButtonKind::Quiet
                    icon=Icon::Trash
                    on_click=move || is_open.set(true)
                />
                <Modal title=texts::FORGET open=is_open on_close=move || is_open.set(false)>
                    <p>{text.clone()}</p>
                    <div class="actions">
                        <Button
                            label=texts::FORGET_CANCEL
                            on_click=move || is_open.set(false)
                        />
                        <Button label=texts::FORGET kind=ButtonKind::Danger on_click=forget />
                    </div>
                </Modal>
            }
            .into_any(),
        )
    })
}
