//! The browsers in which one is signed in, and signing out in others.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{browser, failed};
use crate::format;
use crate::frame::loading;
use crate::pages::facts;
use crate::server::{Ask, List, OwnSession, Server};
use crate::text::you as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, Flashes, Kind};

/// A person has fewer at once.
const ALL: &str = "/sessions?limit=100";

/// Ending sessions.
#[derive(Clone, Copy, Debug)]
struct Ending {
    server: Server,
    flashes: Flashes,
    /// Those that are being ended, by their ids.
    ids: RwSignal<Vec<String>>,
    /// Takes the focus when the button that had it is gone.
    title: NodeRef<html::H2>,
}

pub(super) fn sessions(server: Server) -> AnyView {
    let answer = server.follow::<List<OwnSession>>(|| Some(ALL.to_owned()));
    // The same answer once more draws nothing anew.
    let own = memo(move || answer.get());
    let title = NodeRef::new();
    let ending =
        Ending { server, flashes: Flashes::expect(), ids: RwSignal::new(Vec::new()), title };
    view! {
        <section class="card">
            <h2 class="card-title" tabindex="-1" node_ref=title>
                {texts::SESSIONS.get()}
            </h2>
            {follow(move || match own.get() {
                None => loading(),
                Some(Ok(own)) => list(ending, own.items),
                Some(Err(failure)) => failed(server, failure),
            })}
        </section>
    }
    .into_any()
}

fn list(ending: Ending, own: Vec<OwnSession>) -> AnyView {
    let others: Vec<String> =
        own.iter().filter(|session| !session.current).map(|session| session.id.clone()).collect();
    let rows: Vec<AnyView> = own.into_iter().map(|session| row(ending, session)).collect();
    let is_busy = Signal::derive(move || ending.ids.with(|ids| !ids.is_empty()));
    let end_others = (!others.is_empty()).then(|| {
        let end = move || ending.end(others.clone(), texts::SIGNED_OUT_OTHERS.into());
        view! {
            <div class="actions">
                <Button label=texts::SIGN_OUT_OTHERS on_click=end busy=is_busy />
            </div>
        }
    });
    view! {
        <ul class="bare-list sessions">{rows}</ul>
        {end_others}
    }
    .into_any()
}

fn row(ending: Ending, session: OwnSession) -> AnyView {
    let name = browser::in_words(&session.user_agent);
    let times = facts([
        (texts::SIGNED_IN_AT, format::date_time(&session.created_at)),
        (texts::LAST_USED, format::date_time(&session.last_seen_at)),
        (texts::ENDS, format::date_time(&session.expires_at)),
    ]);
    let (mark, end) = if session.current {
        let mark = view! { <Badge text=texts::THIS_BROWSER kind=Kind::Good /> }.into_any();
        (Some(mark), None)
    } else {
        (None, Some(button(ending, session.id, &name)))
    };
    view! {
        <li class="session">
            <div class="session-head">
                <h3 class="session-name">{name}</h3>
                {mark}
                {end}
            </div>
            {times}
        </li>
    }
    .into_any()
}

fn button(ending: Ending, id: String, name: &str) -> AnyView {
    let label = texts::SIGN_OUT.with(&[("browser", name)]);
    let done = texts::SIGNED_OUT.with(&[("browser", name)]);
    let is_busy = {
        let id = id.clone();
        Signal::derive(move || ending.ids.with(|ids| ids.contains(&id)))
    };
    let end = move || ending.end(vec![id.clone()], done.clone());
    view! { <Button label=label on_click=end busy=is_busy /> }.into_any()
}

impl Ending {
    /// Ends sessions, one after another, and says so when all are over.
    fn end(self, ids: Vec<String>, done: String) {
        if self.ids.with_untracked(|ids| !ids.is_empty()) {
            return;
        }
        self.ids.set(ids.clone());
        spawn_local(async move {
            let mut outcome = Ok(());
            for id in ids {
                let ask = Ask::delete(["/sessions/", &id].concat());
                match self.server.send(&ask).await {
                    Ok(_) => {}
                    // It is over already.
                    Err(failure) if failure.code == "NOT_FOUND" => {}
                    Err(failure) => {
                        outcome = Err(failure);
                        break;
                    }
                }
            }
            match outcome {
                Ok(()) => self.flashes.push(Kind::Good, done),
                Err(failure) => self.flashes.push(Kind::Bad, failure.detail),
            }
            self.server.ask_again();
            drop(self.ids.try_set(Vec::new()));
            self.keep_focus();
        });
    }

    /// The button is drawn anew or gone. Whoever has gone on to another part stays there.
    fn keep_focus(self) {
        let Some(title) = self.title.try_get_untracked().flatten() else { return };
        let part = title.parent_element();
        let is_elsewhere = document().active_element().is_some_and(|active| {
            active.tag_name() != "BODY" && part.is_some_and(|part| !part.contains(Some(&active)))
        });
        if !is_elsewhere {
            drop(title.focus());
        }
    }
}
