//! The people of the organisation: what they may do in which account, and whether they get in.

mod entry;
mod grants;
mod invite;

use leptos::prelude::*;

use super::Here;
use super::organisation::account_name;
use super::policies::badges;
use super::whole::{Whole, draw, whole};
use crate::server::{Grants, OwnAccount, PersonRow, Policy};
use crate::text::settings_people as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, ButtonKind, Icon, Kind, Modal};

/// A dialog about people.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Dialog {
    Invite,
    Grants(PersonRow),
    Link(PersonRow),
    KeepOut(PersonRow),
}

/// The list and its dialogs.
#[derive(Clone, Copy)]
struct People {
    here: Here,
    accounts: Whole<OwnAccount>,
    policies: Whole<Policy>,
    dialog: RwSignal<Option<Dialog>>,
}

pub(super) fn view(here: Here) -> AnyView {
    let listed: Whole<PersonRow> = whole(here, "/people?limit=100");
    let people = People {
        here,
        accounts: whole(here, "/accounts?limit=100"),
        policies: whole(here, "/policies?limit=100"),
        dialog: RwSignal::new(None),
    };
    let dialog = people.dialog;
    let is_open = memo(move || dialog.with(Option::is_some));
    let title: Signal<String> = Signal::derive(move || match dialog.get() {
        Some(Dialog::Grants(person)) => texts::CHANGE_OF.with(&[("name", &person.user.name)]),
        Some(Dialog::Link(person)) => texts::LINK_FOR.with(&[("name", &person.user.name)]),
        Some(Dialog::KeepOut(person)) => texts::KEEP_OUT_OF.with(&[("name", &person.user.name)]),
        Some(Dialog::Invite) | None => texts::INVITE.into(),
    });
    view! {
        <section class="card">
            <p>{texts::TEXT.get()}</p>
            <div class="actions">
                <Button
                    label=texts::INVITE
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                    on_click=move || dialog.set(Some(Dialog::Invite))
                />
            </div>
            {draw(here, listed, move |listed| list(people, listed))}
        </section>
        <Modal title=title open=is_open on_close=move || dialog.set(None) asks=true>
            {move || dialog.get_untracked().map(|shown| match shown {
                Dialog::Invite => invite::view(people),
                Dialog::Grants(person) => invite::change(people, person),
                Dialog::Link(person) => entry::link(people, person),
                Dialog::KeepOut(person) => entry::keep_out(people, person),
            })}
        </Modal>
    }
    .into_any()
}

fn list(people: People, listed: Vec<PersonRow>) -> AnyView {
    let rows: Vec<AnyView> = listed.into_iter().map(|person| row(people, person)).collect();
    view! { <ul class="bare-list settings-rows">{rows}</ul> }.into_any()
}

fn row(people: People, person: PersonRow) -> AnyView {
    let user = &person.user;
    let is_self = people.here.server.user_id().as_ref() == Some(&user.id);
    let mut marks = Vec::new();
    if is_self {
        marks.push((texts::YOU, Kind::Info));
    }
    if user.disabled {
        marks.push((texts::KEPT_OUT, Kind::Bad));
    } else if !user.has_password {
        marks.push((texts::NO_PASSWORD, Kind::Warning));
    }
    let marks: Vec<AnyView> = marks
        .into_iter()
        .map(|(text, kind)| view! { <Badge text=text kind=kind /> }.into_any())
        .collect();
    let granted: Vec<AnyView> =
        person.grants.iter().map(|grants| granted(people, grants.clone())).collect();
    view! {
        <li class="settings-row">
            <div class="settings-head">
                <h2 class="settings-row-name">{user.name.clone()}</h2>
                {marks}
                <span class="hint">{user.email.clone()}</span>
            </div>
            <dl class="settings-grants">{granted}</dl>
            {actions(people, &person, is_self)}
        </li>
    }
    .into_any()
}

fn granted(people: People, grants: Grants) -> AnyView {
    let Grants { account, policies } = grants;
    view! {
        <div class="settings-grant">
            <dt>{follow(move || account_name(people.accounts, &account))}</dt>
            <dd class="badges">{badges(&policies)}</dd>
        </div>
    }
    .into_any()
}

fn actions(people: People, person: &PersonRow, is_self: bool) -> AnyView {
    let name = [("name", person.user.name.as_str())];
    let dialog = people.dialog;
    let open = move |shown: Dialog| move || dialog.set(Some(shown.clone()));
    let in_or_out = if person.user.disabled {
        entry::let_in(people, person.clone())
    } else {
        let told = is_self.then(|| texts::NOT_YOURSELF.get().to_owned());
        view! {
            <Button
                label=texts::KEEP_OUT_OF.with(&name)
                on_click=open(Dialog::KeepOut(person.clone()))
                disabled=Signal::stored(told)
            />
        }
        .into_any()
    };
    view! {
        <div class="actions">
            <Button
                label=texts::CHANGE_OF.with(&name)
                icon=Icon::Edit
                on_click=open(Dialog::Grants(person.clone()))
            />
            <Button
                label=texts::LINK_FOR.with(&name)
                icon=Icon::Link
                on_click=open(Dialog::Link(person.clone()))
            />
            {in_or_out}
        </div>
    }
    .into_any()
}
