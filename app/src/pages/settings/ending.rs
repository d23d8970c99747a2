//! Ending something for good, after what comes of it was told.

use leptos::prelude::*;

use super::Here;
use super::sending::Sending;
use crate::server::Ask;
use crate::text::{Text, settings as texts};
use crate::ui::{Button, ButtonKind};

/// What is to end: what is sent, what is said of it before and after, and what the button says.
pub(super) struct Ending {
    pub(super) ask: Ask,
    pub(super) text: Text,
    pub(super) label: Text,
    pub(super) done: String,
}

/// What stands in the dialog. It is closed once it is done, or when the person thinks again.
pub(super) fn ending(
    here: Here,
    ending: Ending,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let sending = Sending::new(here);
    let Ending { ask, text, label, done } = ending;
    let send = move || {
        let done = done.clone();
        sending.send_only(ask.clone(), move || {
            close();
            here.done(done);
        });
    };
    view! {
        <div class="form settings-dialog">
            <p>{text.get()}</p>
            {sending.trouble.elsewhere(&[])}
            <div class="modal-actions">
                <Button label=texts::CANCEL on_click=close />
                <Button
                    label=label
                    kind=ButtonKind::Danger
                    on_click=send
                    busy=sending.is_busy
                />
            </div>
        </div>
    }
    .into_any()
}
