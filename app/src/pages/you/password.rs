//! Changing one's own password.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::pages::set_up::trouble::Trouble;
use crate::pages::set_up::username;
use crate::server::{Ask, Server};
use crate::text::{sign_in as sign_in_texts, you as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{ButtonKind, Field, Flashes, Kind, SubmitButton, TextInput, TextKind};

const CURRENT: &str = "/current";
const NEW: &str = "/new";

pub(super) fn password(server: Server) -> AnyView {
    let flashes = Flashes::expect();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let is_busy = RwSignal::new(false);
    let trouble = Trouble::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let body = json!({ "current": current.get_untracked(), "new": new.get_untracked() });
        spawn_local(async move {
            let outcome = server.send(&Ask::put("/password", &body)).await;
            is_busy.try_set(false);
            if outcome.is_ok() {
                drop(current.try_set(String::new()));
                drop(new.try_set(String::new()));
                flashes.push(Kind::Good, texts::CHANGED);
                // The other sessions are over.
                server.ask_again();
            }
            trouble.tell(outcome.err());
        });
    };
    let email = memo(move || {
        server.person.with(|person| person.known().map(|known| known.user.email.clone()))
    });
    view! {
        <section class="card">
            <h2 class="card-title">{texts::PASSWORD.get()}</h2>
            <p>{texts::PASSWORD_TEXT.get()}</p>
            <form class="form" node_ref=trouble.form on:submit=submit>
                {follow(move || email.get().map(username))}
                <Field label=texts::CURRENT error=trouble.at(CURRENT)>
                    <TextInput
                        kind=TextKind::Password
                        value=current
                        on_input=move |text: String| current.set(text)
                    />
                </Field>
                <Field
                    label=sign_in_texts::NEW_PASSWORD
                    hint=sign_in_texts::NEW_PASSWORD_HINT
                    error=trouble.at(NEW)
                >
                    <TextInput
                        kind=TextKind::NewPassword
                        value=new
                        on_input=move |text: String| new.set(text)
                    />
                </Field>
                {trouble.elsewhere(&[CURRENT, NEW])}
                <div class="actions">
                    <SubmitButton label=texts::CHANGE kind=ButtonKind::Primary busy=is_busy />
                </div>
            </form>
        </section>
    }
    .into_any()
}
