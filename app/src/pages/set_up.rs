//! Where a link leads that was printed or sent: to the first start, or to a new password.
//!
//! The secret of the link stands in the fragment of the address, which no server hears. It is taken
//! out as soon as it is read.

mod first_start;
mod password;
pub(crate) mod trouble;

use std::cell::RefCell;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use super::{Heading, sign_in};
use crate::frame::loading;
use crate::page::{Address, Page};
use crate::server::{Ask, Failure, Server, SetUpLink};
use crate::text::{Text, account as account_texts, sign_in as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, LinkButton};
pub(super) use password::username;
use trouble::Trouble;

thread_local! {
    /// The secret of the link. The address has it no more when the page is drawn again.
    static SECRET: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// How far the link has come.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Looking,
    Found(SetUpLink),
    Useless(Useless),
    /// What it is for could not be asked.
    Failed(Failure),
}

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Useless {
    /// The address has no secret.
    Missing,
    /// It was used, or is too old.
    Spent,
    Unknown,
    /// Somebody else made the first person.
    Late,
}

/// A form of this page: where it is sent, and how that goes.
#[derive(Clone, Copy, Debug)]
struct Sending {
    server: Server,
    address: Address,
    stage: RwSignal<Stage>,
    is_busy: RwSignal<bool>,
    trouble: Trouble,
}

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let address = Address::here();
    let stage = RwSignal::new(Stage::Looking);
    take_secret();
    look(server, stage);
    // Another link may be put into the address while the page is open, which loads nothing.
    let handle = window_event_listener(ev::hashchange, move |_| {
        if take_secret() {
            look(server, stage);
        }
    });
    on_cleanup(move || handle.remove());
    view! {
        <div class="sign-in">
            {follow(move || match stage.get() {
                Stage::Looking => loading(),
                Stage::Found(link) => {
                    let is_busy = RwSignal::new(false);
                    found(link, Sending { server, address, stage, is_busy, trouble: Trouble::new() })
                }
                Stage::Useless(useless) => without_link(useless),
                Stage::Failed(failure) => failed(server, stage, failure),
            })}
        </div>
    }
    .into_any()
}

/// Asks what the link is for.
fn look(server: Server, stage: RwSignal<Stage>) {
    let Some(secret) = secret() else { return stage.set(Stage::Useless(Useless::Missing)) };
    stage.set(Stage::Looking);
    spawn_local(async move {
        let ask = Ask::post("/set-up:find", &json!({ "secret": secret }));
        let found = match server.ask::<SetUpLink>(&ask).await {
            Ok(link) => Stage::Found(link),
            Err(failure) => match Useless::of(&failure) {
                Some(useless) => Stage::Useless(useless),
                None => Stage::Failed(failure),
            },
        };
        // Another link may have come meanwhile.
        if self::secret().as_ref() == Some(&secret) {
            drop(stage.try_set(found));
        }
    });
}

fn found(link: SetUpLink, sending: Sending) -> AnyView {
    let at = crate::format::date_time(&link.expires_at);
    let until = texts::LINK_UNTIL.with(&[("at", &at)]);
    let form = match link.purpose.user {
        Some(user) => password::form(sending, &user.name, &user.email),
        None => first_start::form(sending),
    };
    view! {
        <section class="card">
            {form}
            <p class="hint">{until}</p>
        </section>
    }
    .into_any()
}

fn without_link(useless: Useless) -> AnyView {
    let (title, text) = useless.words();
    view! {
        <section class="card">
            <Heading text=title />
            <p>{text.get()}</p>
            <div class="actions">
                <LinkButton
                    label=texts::SUBMIT
                    href=Page::Home.href()
                    kind=ButtonKind::Primary
                />
            </div>
        </section>
    }
    .into_any()
}

fn failed(server: Server, stage: RwSignal<Stage>, failure: Failure) -> AnyView {
    view! {
        <section class="card">
            <Heading text=texts::LINK_FAILED />
            {sign_in::told(failure)}
            <div class="actions">
                <Button label=account_texts::RETRY on_click=move || look(server, stage) />
            </div>
        </section>
    }
    .into_any()
}

impl Sending {
    /// Uses the link. The body is told without the secret, which is added here.
    fn send(self, mut body: Value) {
        if self.is_busy.get_untracked() {
            return;
        }
        let Some(secret) = secret() else {
            return self.stage.set(Stage::Useless(Useless::Missing));
        };
        if let Some(members) = body.as_object_mut() {
            members.insert("secret".to_owned(), secret.into());
        }
        self.is_busy.set(true);
        spawn_local(async move {
            match self.server.set_up(&body).await {
                Ok(()) => {
                    SECRET.take();
                    // Going back does not lead to a link that is used.
                    self.address.go_instead(&Page::Home.href());
                }
                Err(failure) => {
                    self.is_busy.try_set(false);
                    match Useless::of(&failure) {
                        Some(useless) => drop(self.stage.try_set(Stage::Useless(useless))),
                        None => self.trouble.tell(Some(failure)),
                    }
                }
            }
        });
    }
}

impl Useless {
    fn of(failure: &Failure) -> Option<Self> {
        match failure.code.as_str() {
            "LINK_USED" | "LINK_EXPIRED" => Some(Self::Spent),
            "LINK_UNKNOWN" => Some(Self::Unknown),
            "SET_UP_DONE" => Some(Self::Late),
            _ => None,
        }
    }

    /// What it is called, and what to do.
    fn words(self) -> (Text, Text) {
        match self {
            Self::Missing => (texts::LINK_MISSING, texts::LINK_MISSING_TEXT),
            Self::Spent => (texts::LINK_USED, texts::LINK_USED_TEXT),
            Self::Unknown => (texts::LINK_UNKNOWN, texts::LINK_UNKNOWN_TEXT),
            Self::Late => (texts::SET_UP_DONE, texts::SET_UP_DONE_TEXT),
        }
    }
}

fn secret() -> Option<String> {
    SECRET.with_borrow(Clone::clone)
}

/// Takes the secret out of the address, where it would stay in the history. False where none is.
fn take_secret() -> bool {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    let secret = hash.trim_start_matches('#').trim();
    if secret.is_empty() {
        return false;
    }
    SECRET.set(Some(secret.to_owned()));
    let href = location.href().unwrap_or_default();
    let without = href.split('#').next().unwrap_or_default();
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(without)));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_does_not_work_is_told_from_a_form_that_is_wrong() {
        for (code, expected) in [
            ("LINK_USED", Some(Useless::Spent)),
            ("LINK_EXPIRED", Some(Useless::Spent)),
            ("LINK_UNKNOWN", Some(Useless::Unknown)),
            ("SET_UP_DONE", Some(Useless::Late)),
            ("PASSWORD_TOO_SHORT", None),
            ("UNREACHABLE", None),
        ] {
            let failure =
                Failure { code: code.to_owned(), detail: String::new(), problems: Vec::new() };
            assert_eq!(Useless::of(&failure), expected, "{code}");
        }
    }
}
