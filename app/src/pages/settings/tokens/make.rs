//! Making a token: what it is for, what it may do, how long it works. Its secret is shown once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use serde_json::json;

use super::Tokens;
use crate::pages::settings::actions::{self, SERVICES};
use crate::pages::settings::secret::shown_once;
use crate::pages::settings::sending::Sending;
use crate::server::{Ask, MadeToken};
use crate::text::{Text, settings as settings_texts, settings_tokens as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{
    Button, ButtonKind, Checkbox, Choice, Choices, Field, Icon, Select, SubmitButton, TextInput,
    icon,
};

const FIELDS: &[&str] = &["/name", "/scope", "/expiresAt"];

/// How long a token works: the days, and the words.
const LIFETIMES: [(&str, u32, Text); 3] =
    [("30", 30, texts::DAYS_30), ("90", 90, texts::DAYS_90), ("365", 365, texts::DAYS_365)];

const ALL: &str = "all";
const ONLY: &str = "only";
const NEVER: &str = "never";

/// The form, and in its place the secret once the token is made.
pub(super) fn view(tokens: Tokens) -> AnyView {
    let made = RwSignal::new(None::<MadeToken>);
    follow(move || match made.get() {
        None => form(tokens, made),
        Some(token) => shown(tokens, token),
    })
}

fn shown(tokens: Tokens, token: MadeToken) -> AnyView {
    let secret = match token.secret {
        Some(secret) => shown_once(texts::SECRET, secret, texts::COPY),
        None => view! { <p>{texts::SECRET_LOST.get()}</p> }.into_any(),
    };
    view! {
        <div class="form settings-dialog">
            <p>{texts::MADE.with(&[("token", &token.name)])}</p>
            {secret}
            <p class="hint">{texts::HOW_TO_USE.get()}</p>
            <div class="modal-actions">
                <Button
                    label=settings_texts::CLOSE
                    on_click=move || tokens.dialog.set(None)
                />
            </div>
        </div>
    }
    .into_any()
}

fn form(tokens: Tokens, made: RwSignal<Option<MadeToken>>) -> AnyView {
    let sending = Sending::new(tokens.here);
    let trouble = sending.trouble;
    let name = RwSignal::new(String::new());
    let extent = RwSignal::new(ALL.to_owned());
    let scope = RwSignal::new(BTreeSet::<String>::new());
    let lifetime = RwSignal::new(LIFETIMES[1].0.to_owned());
    let send = move || {
        let typed = name.get_untracked().trim().to_owned();
        let is_narrow = extent.with_untracked(|extent| extent == ONLY);
        let only = is_narrow.then(|| scope.get_untracked());
        let until = lifetime.with_untracked(|word| until(word));
        let body = json!({ "name": typed, "scope": only, "expiresAt": until });
        let ask = Ask::post(tokens.here.path("/tokens"), &body).once();
        sending.send(ask, move |token: MadeToken| drop(made.try_set(Some(token))));
    };
    let extents = vec![Choice::new(ALL, texts::ALL), Choice::new(ONLY, texts::ONLY)];
    let mut lifetimes: Vec<Choice> =
        LIFETIMES.iter().map(|(word, _, text)| Choice::new(*word, *text)).collect();
    lifetimes.push(Choice::new(NEVER, texts::FOR_EVER));
    let is_narrow = memo(move || extent.with(|extent| extent == ONLY));
    view! {
        <form class="form settings-dialog" node_ref=trouble.form on:submit=Sending::on_submit(send)>
            <Field label=texts::NAME hint=texts::NAME_HINT error=trouble.at("/name")>
                <TextInput value=name on_input=move |typed: String| name.set(typed) />
            </Field>
            <Field label=texts::EXPIRES error=trouble.at("/expiresAt")>
                <Select
                    choices=Signal::stored(lifetimes)
                    value=lifetime
                    on_change=move |word: String| lifetime.set(word)
                />
            </Field>
            <Field label=texts::EXTENT>
                <Choices
                    choices=extents
                    value=extent
                    on_change=move |word: String| extent.set(word)
                />
            </Field>
            {follow(move || is_narrow.get().then(|| ticks(tokens, scope, trouble.at("/scope"))))}
            {trouble.elsewhere(FIELDS)}
            <div class="modal-actions">
                <Button
                    label=settings_texts::CANCEL
                    on_click=move || tokens.dialog.set(None)
                />
                <SubmitButton
                    label=texts::MAKE_NOW
                    kind=ButtonKind::Primary
                    busy=sending.is_busy
                />
            </div>
        </form>
    }
    .into_any()
}

/// What one may oneself, service by service, to tick.
fn ticks(
    tokens: Tokens,
    scope: RwSignal<BTreeSet<String>>,
    error: Signal<Option<String>>,
) -> AnyView {
    let own = actions::own(tokens.here.server);
    let groups = SERVICES.iter().filter_map(|(service, title)| {
        let of = |name: &&String| actions::is_of(name, service);
        let boxes: Vec<AnyView> =
            own.iter().filter(of).map(|name| tick(scope, name.clone())).collect();
        (!boxes.is_empty()).then(|| {
            view! {
                <fieldset class="settings-fieldset">
                    <legend>{title.get()}</legend>
                    {boxes}
                </fieldset>
            }
            .into_any()
        })
    });
    let groups: Vec<AnyView> = groups.collect();
    view! {
        <div class="settings-ticks">{groups}</div>
        {follow(move || error.get().map(|error| view! {
            <p class="field-error" role="alert">
                {icon(Icon::Error)} <span>{error}</span>
            </p>
        }))}
    }
    .into_any()
}

fn tick(scope: RwSignal<BTreeSet<String>>, name: String) -> AnyView {
    let label = actions::title(&name);
    let is_chosen = {
        let name = name.clone();
        memo(move || scope.with(|scope| scope.contains(&name)))
    };
    let change = move |is: bool| {
        scope.update(|scope| {
            if is {
                scope.insert(name.clone());
            } else {
                scope.remove(&name);
            }
        });
    };
    view! { <Checkbox label=label checked=is_chosen on_change=change /> }.into_any()
}

/// Until when a token works that is made now; none is for ever.
fn until(lifetime: &str) -> Option<String> {
    let (_, days, _) = LIFETIMES.iter().find(|(word, ..)| *word == lifetime)?;
    let at = js_sys::Date::new_0();
    at.set_utc_date(at.get_utc_date() + days);
    Some(String::from(at.to_iso_string()))
}
