//! Asking before other data takes the place of a person's own, or of edits.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Reading as Read, Request, Standing};

use super::Intake;
use crate::desk::Source;
use crate::download::download;
use crate::frame::refusal;
use crate::text::start as texts;
use crate::ui::follow::memo;
use crate::ui::{Button, ButtonKind, Icon, Kind, Modal};

/// What a person wants to open.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) source: Source,
    /// The files that it comes from, to be told again should the engine turn them down.
    pub(super) reading: Option<Box<Read>>,
}

/// Whether something would be lost: own data, or edits of the sample.
pub(super) fn is_needed(intake: Intake) -> bool {
    intake.desk.standing.with_untracked(|standing| standing.as_ref().is_some_and(Standing::is_work))
}

pub(super) fn dialog(intake: Intake) -> AnyView {
    let is_open = memo(move || intake.wanted.with(Option::is_some));
    let close = move || intake.wanted.set(None);
    let export = move || {
        spawn_local(async move {
            match intake.desk.ask::<String>(Request::Save).await {
                Ok(text) => download("tieback-session.json", "application/json", &text),
                Err(refused) => intake.flashes.push(Kind::Bad, refusal(&refused)),
            }
        });
    };
    let replace = move || {
        if let Some(wanted) = intake.wanted.get_untracked() {
            close();
            intake.replace(wanted);
        }
    };
    let text = move || {
        let name = intake.desk.standing.with(|s| s.as_ref().map(|s| s.name.clone()));
        texts::REPLACE_TEXT.with(&[("name", &name.unwrap_or_default())])
    };
    view! {
        <Modal title=texts::REPLACE open=is_open on_close=close>
            <p>{text()}</p>
            <div class="actions">
                <Button label=texts::FORGET_CANCEL on_click=close />
                <Button label=texts::REPLACE_EXPORT icon=Icon::Document on_click=export />
                <Button label=texts::REPLACE_NOW kind=ButtonKind::Danger on_click=replace />
            </div>
        </Modal>
    }
    .into_any()
}
