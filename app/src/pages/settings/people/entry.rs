//! How somebody gets in: a link to set a password by, keeping them out, letting them in again.

use leptos::prelude::*;
use serde_json::json;

use super::People;
use crate::format;
use crate::page::encoded;
use crate::pages::settings::secret::shown_once;
use crate::pages::settings::sending::Sending;
use crate::server::{Ask, Link, PersonRow};
use crate::text::{Text, settings as settings_texts, settings_people as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind};

/// Asks before a link is made: the older ones end.
pub(super) fn link(people: People, person: PersonRow) -> AnyView {
    let made = RwSignal::new(None::<Link>);
    let name = person.user.name.clone();
    follow(move || match made.get() {
        Some(link) => shown(people, &name, link),
        None => {
            let sending = Sending::new(people.here);
            let path = path(people, &person, "/set-up-link");
            let send = move || {
                let ask = Ask::post(path.clone(), &json!({})).once();
                sending.send(ask, move |link: Link| drop(made.try_set(Some(link))));
            };
            let texts = [texts::LINK_TEXT, texts::LINK_OLDER];
            ask(people, sending, &texts, texts::MAKE_LINK, ButtonKind::Primary, send)
        }
    })
}

/// A link, and how long it works.
pub(super) fn shown(people: People, name: &str, link: Link) -> AnyView {
    let at = format::date_time(&link.expires_at);
    let secret = match link.url {
        Some(url) => shown_once(texts::LINK, url, texts::COPY_LINK),
        None => view! { <p>{texts::LINK_LOST.get()}</p> }.into_any(),
    };
    view! {
        <div class="form settings-dialog">
            <p>{texts::HAND_OVER.with(&[("name", name), ("at", &at)])}</p>
            {secret}
            <div class="modal-actions">
                <Button
                    label=settings_texts::CLOSE
                    on_click=move || people.dialog.set(None)
                />
            </div>
        </div>
    }
    .into_any()
}

/// Asks before somebody is kept out.
pub(super) fn keep_out(people: People, person: PersonRow) -> AnyView {
    let sending = Sending::new(people.here);
    let path = path(people, &person, "/status");
    let done = texts::IS_OUT.with(&[("name", &person.user.name)]);
    let send = move || {
        let done = done.clone();
        let ask = Ask::put(path.clone(), &json!({ "status": "disabled" }));
        sending.send_only(ask, move || {
            drop(people.dialog.try_set(None));
            people.here.done(done);
        });
    };
    let texts = [texts::OUT_TEXT, texts::OUT_KEEPS];
    ask(people, sending, &texts, texts::KEEP_OUT, ButtonKind::Danger, send)
}

/// Lets somebody in again; nothing is lost by it, so it is done at once.
pub(super) fn let_in(people: People, person: PersonRow) -> AnyView {
    let sending = Sending::new(people.here);
    let path = path(people, &person, "/status");
    let label = texts::LET_IN.with(&[("name", &person.user.name)]);
    let done = texts::IS_IN.with(&[("name", &person.user.name)]);
    let send = move || {
        let done = done.clone();
        let ask = Ask::put(path.clone(), &json!({ "status": "enabled" }));
        sending.send_only(ask, move || people.here.done(done));
    };
    view! {
        <Button label=label on_click=send busy=sending.is_busy />
        {sending.trouble.elsewhere(&[])}
    }
    .into_any()
}

fn path(people: People, person: &PersonRow, below: &str) -> String {
    people.here.path(&["/people/", &encoded(&person.user.id), below].concat())
}

/// What is about to be done, and the button that does it.
fn ask(
    people: People,
    sending: Sending,
    told: &[Text],
    label: Text,
    kind: ButtonKind,
    send: impl Fn() + 'static,
) -> AnyView {
    let told: Vec<AnyView> =
        told.iter().map(|text| view! { <p>{text.get()}</p> }.into_any()).collect();
    view! {
        <div class="form settings-dialog">
            {told}
            {sending.trouble.elsewhere(&[])}
            <div class="modal-actions">
                <Button
                    label=settings_texts::CANCEL
                    on_click=move || people.dialog.set(None)
                />
                <Button label=label kind=kind on_click=send busy=sending.is_busy />
            </div>
        </div>
    }
    .into_any()
}
