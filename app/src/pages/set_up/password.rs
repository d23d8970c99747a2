//! Setting one's password by a link.

use leptos::prelude::*;
use serde_json::json;

use super::Sending;
use crate::pages::Heading;
use crate::text::sign_in as texts;
use crate::ui::{ButtonKind, Field, SubmitButton, TextInput, TextKind};

const PASSWORD: &str = "/password";

/// The form for a person of this name and address.
pub(super) fn form(sending: Sending, name: &str, email: &str) -> AnyView {
    let password = RwSignal::new(String::new());
    let Sending { trouble, is_busy, .. } = sending;
    let whose = texts::SET_PASSWORD_FOR.with(&[("name", name), ("email", email)]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sending.send(json!({ "password": password.get_untracked() }));
    };
    view! {
        <Heading text=texts::SET_PASSWORD_TITLE />
        <p>{whose}</p>
        <form class="form" node_ref=trouble.form on:submit=submit>
            {username(email.to_owned())}
            <Field
                label=texts::NEW_PASSWORD
                hint=texts::NEW_PASSWORD_HINT
                error=trouble.at(PASSWORD)
            >
                <TextInput
                    kind=TextKind::NewPassword
                    value=password
                    on_input=move |text: String| password.set(text)
                />
            </Field>
            {trouble.elsewhere(&[PASSWORD])}
            <div class="actions">
                <SubmitButton
                    label=texts::SET_PASSWORD
                    kind=ButtonKind::Primary
                    busy=is_busy
                />
            </div>
        </form>
    }
    .into_any()
}

/// Tells the browser whose password it is that it may keep. Nobody else sees it.
pub(in crate::pages) fn username(email: String) -> AnyView {
    view! { <input type="email" autocomplete="username" value=email readonly hidden /> }.into_any()
}
