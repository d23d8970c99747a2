//! The coming invoices of an account, an agreement or a purchase order: which purchase order line each
//! will use, and why. A server tells it, or it is computed here from a snapshot that the console has.

mod coming;
mod rows;
mod trial;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::host::Host;
use super::session::{Session, Whose};
use super::{failed, loading, waiting};
use crate::server::Failure;
use crate::ui::follow::{follow, memo, watch};

use coming::Shown;
use trial::Trial;

#[derive(Clone, Copy, Debug)]
struct Ahead {
    host: Host,
    /// None where all is computed from a snapshot.
    session: StoredValue<Option<Session>, LocalStorage>,
    whose: Whose,
    shown: RwSignal<Option<Arc<Shown>>>,
    failure: RwSignal<Option<Failure>>,
    trial: Trial,
    /// Documents whose explanations are open.
    open: StoredValue<BTreeSet<String>>,
    /// How many rows are drawn.
    limit: RwSignal<usize>,
    asked: StoredValue<u32>,
}

pub(super) fn part(host: Host) -> AnyView {
    let missing = memo(move || match host.snapshot.with(Option::is_some) {
        true => None,
        false => host.missing(false),
    });
    follow(move || match (missing.get(), host.snapshot.with(Option::is_some), host.session.get()) {
        (None, true, _) => told(Ahead::open(host, None)),
        (None, false, Some(session)) => told(Ahead::open(host, Some(session))),
        (missing, ..) => waiting(host, missing.unwrap_or_default()),
    })
}

impl Ahead {
    fn open(host: Host, session: Option<Session>) -> Self {
        let ahead = Self {
            host,
            session: StoredValue::new_local(session),
            whose: Whose::unknown(),
            shown: RwSignal::new(None),
            failure: RwSignal::new(None),
            trial: Trial::new(),
            open: StoredValue::new(BTreeSet::new()),
            limit: RwSignal::new(rows::ROWS),
            asked: StoredValue::new(0),
        };
        let asked_for =
            memo(move || host.said.with(|said| (said.through.clone(), said.agreement.is_empty())));
        watch(move || {
            host.refreshed.track();
            // A memo that nobody reads follows nothing.
            asked_for.with(|_| ());
            untrack(|| ahead.load());
        });
        let is_what_if = memo(move || host.said.with(|said| said.is_what_if));
        watch(move || {
            if !is_what_if.get() {
                untrack(|| ahead.trial.end(ahead));
            }
        });
        ahead
    }

    /// Asks for all of it, or computes it. Answers that come late are left aside.
    fn load(self) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        let Some(session) = self.session.try_get_value() else { return };
        let host = self.host;
        let said = host.said.get_untracked();
        let (through, agreement) = (said.through, said.agreement);
        spawn_local(async move {
            let (got, engine) = match &session {
                Some(session) => {
                    let got = coming::fetched(session, &through, &agreement).await;
                    // What is tried is tried on what is there now.
                    let engine = match self.trial.is_open() {
                        true => coming::engine_of(host, session, &through).await.map(Some),
                        false => Ok(None),
                    };
                    (got, engine)
                }
                None => match coming::engine_here(host).await {
                    Ok(engine) => (coming::computed(&engine), Ok(Some(engine))),
                    Err(failure) => (Err(failure), Ok(None)),
                },
            };
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            if session.as_ref().is_some_and(|session| self.whose.changes(session)) {
                self.trial.end(self);
                self.shown.set(None);
            }
            let got = got.and_then(|shown| Ok((shown, engine?)));
            match got {
                Ok((shown, engine)) => {
                    self.failure.set(None);
                    self.shown.set(Some(Arc::new(shown)));
                    if let Some(engine) = engine {
                        self.trial.take(self, engine);
                    }
                }
                Err(failure) => {
                    self.host.failed(&failure);
                    // A snapshot that is refused has nothing in common with the one before.
                    if session.is_none() {
                        self.shown.set(None);
                    }
                    self.failure.set(Some(failure));
                }
            }
        });
    }
}

fn told(ahead: Ahead) -> AnyView {
    let failure =
        follow(move || ahead.failure.get().map(|failure| failed(&failure, move || ahead.load())));
    let is_waiting = memo(move || ahead.failure.with(Option::is_none));
    let content = follow(move || {
        let now = ahead.trial.now.get().or_else(|| ahead.shown.get());
        match now.filter(|shown| ahead.host.said.with(|said| shown.can_tell(said))) {
            None => is_waiting.get().then(loading),
            Some(shown) => Some(rows::list(ahead, &shown)),
        }
    });
    let what_if = follow(move || trial::panel(ahead));
    view! { {failure} {content} {what_if} }.into_any()
}
