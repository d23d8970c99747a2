//! Taking data out of this browser.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Intake, SELLERS};
use crate::frame::refusal;
use crate::storage;
use crate::text::start as texts;
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Icon, Kind, Modal};

/// A button that takes what is open out of this browser, if something is.
pub(super) fn forget(intake: Intake) -> AnyView {
    let Intake { desk, flashes, options, .. } = intake;
    let is_open = RwSignal::new(false);
    let forget = move || {
        is_open.set(false);
        spawn_local(async move {
            match desk.forget().await {
                Ok(()) => {
                    // Names of issuers come from the files too.
                    storage::forget(SELLERS);
                    let _gone: Option<()> = options.try_update(|it| it.sellers.clear());
                    flashes.push(Kind::Info, texts::FORGOTTEN);
                }
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
