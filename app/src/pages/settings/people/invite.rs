//! Inviting somebody, and changing what they may do.

use leptos::prelude::*;
use serde_json::json;

use super::grants::{Chosen, by_account, editor};
use super::{People, entry};
use crate::page::encoded;
use crate::pages::settings::sending::Sending;
use crate::server::{Ask, Link, PersonRow};
use crate::text::{settings as settings_texts, settings_people as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Field, SubmitButton, TextInput};

const FIELDS: &[&str] = &["/email", "/name", "/grants"];

/// The form, and in its place the link once somebody is invited.
pub(super) fn view(people: People) -> AnyView {
    let invited = RwSignal::new(None::<(String, Link)>);
    follow(move || match invited.get() {
        None => form(people, invited),
        Some((name, link)) => entry::shown(people, &name, link),
    })
}

fn form(people: People, invited: RwSignal<Option<(String, Link)>>) -> AnyView {
    let sending = Sending::new(people.here);
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = Chosen::new(people, &[]);
    let send = move || {
        let grants: Vec<_> = chosen.by_account.with_untracked(|all| {
            let grant = |(account, policies)| json!({ "account": account, "policies": policies });
            all.iter().map(grant).collect()
        });
        let typed = name.get_untracked().trim().to_owned();
        let body = json!({
            "name": typed,
            "email": email.get_untracked().trim(),
            "grants": grants,
        });
        let ask = Ask::post(people.here.path("/people"), &body).once();
        sending.send(ask, move |link: Link| {
            people.here.done(texts::INVITED.with(&[("name", &typed)]));
            drop(invited.try_set(Some((typed, link))));
        });
    };
    view! {
        <form class="form settings-dialog" node_ref=sending.trouble.form on:submit=Sending::on_submit(send)>
            <p>{texts::INVITE_TEXT.get()}</p>
            <Field label=texts::NAME error=sending.trouble.at("/name")>
                <TextInput value=name on_input=move |typed: String| name.set(typed) />
            </Field>
            <Field label=texts::EMAIL hint=texts::EMAIL_HINT error=sending.trouble.at("/email")>
                <TextInput value=email on_input=move |typed: String| email.set(typed) />
            </Field>
            {editor(people, chosen, sending.trouble.at("/grants"))}
            {sending.trouble.elsewhere(FIELDS)}
            <div class="modal-actions">
                <Button
                    label=settings_texts::CANCEL
                    on_click=move || people.dialog.set(None)
                />
                <SubmitButton
                    label=texts::INVITE_NOW
                    kind=ButtonKind::Primary
                    busy=sending.is_busy
                />
            </div>
        </form>
    }
    .into_any()
}

/// The policies of somebody who is there.
pub(super) fn change(people: People, person: PersonRow) -> AnyView {
    let sending = Sending::new(people.here);
    let chosen = Chosen::new(people, &person.grants);
    // What is stored by now: a part of it may be, where another was turned down.
    let before = StoredValue::new(by_account(&person.grants));
    let user = person.user;
    let send = move || {
        let changes = before.with_value(|before| chosen.changes(before));
        if changes.is_empty() {
            return people.dialog.set(None);
        }
        let here = people.here;
        let base = here.path(&["/people/", &encoded(&user.id), "/grants/"].concat());
        let done = texts::CHANGED.with(&[("name", &user.name)]);
        sending.work(
            async move {
                for (account, policies) in changes {
                    let path = [&base, account.as_str()].concat();
                    here.server.send(&Ask::put(path, &json!({ "policies": policies }))).await?;
                    before.try_update_value(|before| {
                        before.insert(account, policies.into_iter().collect())
                    });
                }
                Ok(())
            },
            move |()| {
                drop(people.dialog.try_set(None));
                here.done(done);
            },
        );
    };
    view! {
        <form class="form settings-dialog" node_ref=sending.trouble.form on:submit=Sending::on_submit(send)>
            {editor(people, chosen, Signal::stored(None))}
            <p class="hint">{texts::NONE_IS_GONE.get()}</p>
            {sending.trouble.elsewhere(&[])}
            <div class="modal-actions">
                <Button
                    label=settings_texts::CANCEL
                    on_click=move || people.dialog.set(None)
                />
                <SubmitButton
                    label=settings_texts::SAVE
                    kind=ButtonKind::Primary
                    busy=sending.is_busy
                />
            </div>
        </form>
    }
    .into_any()
}
