//! API tokens: what programs sign in with, for a person in an account.

mod make;

use leptos::prelude::*;

use super::ending::{self, Ending};
use super::whole::{Whole, at_hand, draw, whole};
use super::{Here, USERS, actions};
use crate::desk::now;
use crate::format;
use crate::page::encoded;
use crate::pages::facts;
use crate::pages::issued::account_name;
use crate::server::{ApiToken, Ask, PersonRow};
use crate::text::{plural, settings_tokens as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, ButtonKind, Icon, Kind, Modal};

/// A dialog about tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Dialog {
    Make,
    Revoke(Box<ApiToken>),
}

/// The list and its dialogs.
#[derive(Clone, Copy)]
struct Tokens {
    here: Here,
    /// Whose they are, where one may know.
    people: Option<Whole<PersonRow>>,
    dialog: RwSignal<Option<Dialog>>,
}

pub(super) fn view(here: Here) -> AnyView {
    let listed: Whole<ApiToken> = whole(here, "/tokens?limit=100");
    let people = here.server.may(USERS).then(|| whole(here, "/people?limit=100"));
    let dialog = RwSignal::new(None::<Dialog>);
    let tokens = Tokens { here, people, dialog };
    let is_open = memo(move || dialog.with(Option::is_some));
    let title: Signal<String> = Signal::derive(move || match dialog.get() {
        Some(Dialog::Revoke(token)) => texts::REVOKE_OF.with(&[("token", &token.name)]),
        Some(Dialog::Make) | None => texts::MAKE.into(),
    });
    view! {
        <section class="card">
            <p>{texts::TEXT.get()}</p>
            <div class="actions">
                <Button
                    label=texts::MAKE
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                    on_click=move || dialog.set(Some(Dialog::Make))
                />
            </div>
            {draw(here, listed, move |listed| list(tokens, listed))}
        </section>
        <Modal title=title open=is_open on_close=move || dialog.set(None) asks=true>
            {move || dialog.get_untracked().map(|shown| match shown {
                Dialog::Make => make::view(tokens),
                Dialog::Revoke(token) => revoke(tokens, &token),
            })}
        </Modal>
    }
    .into_any()
}

/// How a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Works,
    Expired,
    Revoked,
}

fn standing(token: &ApiToken, now: &str) -> Standing {
    if token.revoked_at.is_some() {
        Standing::Revoked
    } else if token.expires_at.as_deref().is_some_and(|at| at <= now) {
        Standing::Expired
    } else {
        Standing::Works
    }
}

fn list(tokens: Tokens, listed: Vec<ApiToken>) -> AnyView {
    let now = now();
    let (working, ended): (Vec<ApiToken>, Vec<ApiToken>) =
        listed.into_iter().partition(|token| standing(token, &now) == Standing::Works);
    let rows = |some: Vec<ApiToken>| {
        some.into_iter().map(|token| row(tokens, token, &now)).collect::<Vec<AnyView>>()
    };
    let working = if working.is_empty() {
        view! { <p class="hint">{texts::NONE.get()}</p> }.into_any()
    } else {
        view! { <ul class="bare-list settings-rows">{rows(working)}</ul> }.into_any()
    };
    let count = ended.len();
    let ended = (count > 0).then(|| {
        view! {
            <details class="details">
                <summary>{plural(texts::ENDED_ONE, texts::ENDED_OTHER, count)}</summary>
                <ul class="bare-list settings-rows">{rows(ended)}</ul>
            </details>
        }
    });
    view! {
        {working}
        {ended}
    }
    .into_any()
}

fn row(tokens: Tokens, token: ApiToken, now: &str) -> AnyView {
    let standing = standing(&token, now);
    let (text, kind) = match standing {
        Standing::Works => (texts::WORKS, Kind::Good),
        Standing::Expired => (texts::EXPIRED, Kind::Neutral),
        Standing::Revoked => (texts::REVOKED, Kind::Neutral),
    };
    let time = |at: Option<&str>, none: crate::text::Text| {
        at.map_or_else(|| none.get().to_owned(), format::date_time)
    };
    let known = facts([
        (texts::MADE_AT, format::date_time(&token.created_at)),
        (texts::LAST_USED, time(token.last_used_at.as_deref(), texts::NEVER_USED)),
        (texts::EXPIRES, time(token.expires_at.as_deref(), texts::NEVER)),
        (texts::ACCOUNT, account_name(tokens.here.server, &token.account)),
    ]);
    let revoke = (standing == Standing::Works).then(|| {
        let label = texts::REVOKE_OF.with(&[("token", &token.name)]);
        let token = token.clone();
        let open = move || tokens.dialog.set(Some(Dialog::Revoke(Box::new(token.clone()))));
        view! {
            <div class="actions">
                <Button label=label icon=Icon::Trash on_click=open />
            </div>
        }
    });
    view! {
        <li class="settings-row">
            <div class="settings-head">
                <h2 class="settings-row-name">{token.name.clone()}</h2>
                <Badge text=text kind=kind />
                {whose(tokens, token.user.clone())}
            </div>
            {known}
            {scope(token.scope)}
            {revoke}
        </li>
    }
    .into_any()
}

/// Whose token it is: others' are seen by who may revoke them.
fn whose(tokens: Tokens, user: String) -> AnyView {
    if tokens.here.server.user_id().as_ref() == Some(&user) {
        return view! { <Badge text=texts::YOURS kind=Kind::Info /> }.into_any();
    }
    follow(move || {
        let people = tokens.people.map(at_hand).unwrap_or_default();
        let name = people.into_iter().find(|person| person.user.id == user);
        let name = name.map(|person| person.user.name).unwrap_or_else(|| user.clone());
        view! { <span class="hint">{texts::OF.with(&[("name", &name)])}</span> }
    })
}

fn scope(scope: Option<Vec<String>>) -> AnyView {
    let Some(scope) = scope else {
        return view! { <p class="settings-text">{texts::MAY_ALL.get()}</p> }.into_any();
    };
    let badges: Vec<AnyView> =
        scope.iter().map(|name| view! { <Badge text=actions::title(name) /> }.into_any()).collect();
    view! {
        <div>
            <p class="settings-label">{texts::MAY_ONLY.get()}</p>
            <div class="badges">{badges}</div>
        </div>
    }
    .into_any()
}

fn revoke(tokens: Tokens, token: &ApiToken) -> AnyView {
    let path = tokens.here.path(&["/tokens/", &encoded(&token.id)].concat());
    let ending = Ending {
        ask: Ask::delete(path),
        text: texts::REVOKE_TEXT,
        label: texts::REVOKE,
        done: texts::IS_REVOKED.with(&[("token", &token.name)]),
    };
    ending::ending(tokens.here, ending, move || drop(tokens.dialog.try_set(None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_until_it_is_revoked_or_over() {
        let token = |expires_at: Option<&str>, revoked_at: Option<&str>| ApiToken {
            id: "t-000001".to_owned(),
            name: "build".to_owned(),
            user: "u".to_owned(),
            account: "410000000001".to_owned(),
            scope: None,
            created_at: "2026-11-01T00:00:00Z".to_owned(),
            expires_at: expires_at.map(str::to_owned),
            last_used_at: None,
            revoked_at: revoked_at.map(str::to_owned),
        };
        let now = "2026-11-26T18:00:00.000Z";
        let over = Some("2026-11-26T17:59:59Z");
        assert_eq!(standing(&token(None, None), now), Standing::Works);
        assert_eq!(standing(&token(Some("2026-12-01T00:00:00Z"), None), now), Standing::Works);
        assert_eq!(standing(&token(over, None), now), Standing::Expired);
        assert_eq!(standing(&token(over, over), now), Standing::Revoked);
    }
}
