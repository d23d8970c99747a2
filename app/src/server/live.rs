//! Hearing of what others save, as it happens.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::read_answer;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

use super::{Ask, Server, pause};
use crate::page;

outlook::answers! {
    /// The records are others than before.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Heard {
        pub(crate) revision: u64,
        /// The name of whoever changed them last; none for a program.
        pub(crate) by: Option<String>,
        /// Their id.
        pub(crate) user: Option<String>,
    }
}

/// A stream that is listened to, until it is dropped.
#[derive(Debug)]
pub(super) struct Live {
    source: EventSource,
    account: String,
    _heard: Closure<dyn Fn(MessageEvent)>,
    _failed: Closure<dyn Fn()>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// After so long, a stream that the server has ended is asked for again.
const AGAIN: Duration = Duration::from_secs(5);

impl Server {
    /// Listens to an account.
    pub(crate) fn listen(self, account: &str) {
        let is_there = self.live.with_value(|live| {
            live.as_ref().is_some_and(|live| {
                live.account == account && live.source.ready_state() != EventSource::CLOSED
            })
        });
        if is_there {
            return;
        }
        if !self.listens_to(account) {
            // What was heard was about others.
            self.heard.set(None);
        }
        let url = [&page::base(), "/api/v1/accounts/", account, "/events"].concat();
        let Ok(source) = EventSource::new(&url) else { return };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Some(heard) = read_answer::<Heard>(&text) {
                self.is_reached.set(true);
                self.heard.set(Some(heard));
            }
        });
        let listening = source.clone();
        let own = account.to_owned();
        let is_asking = Rc::new(Cell::new(false));
        let failed = Closure::<dyn Fn()>::new(move || {
            if is_asking.replace(true) {
                return;
            }
            let (stream, own, is_asking) = (listening.clone(), own.clone(), is_asking.clone());
            spawn_local(async move {
                self.ask_why(&stream, &own).await;
                is_asking.set(false);
            });
        });
        let on_heard = heard.as_ref().unchecked_ref();
        drop(source.add_event_listener_with_callback("revision", on_heard));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let live = Live { source, account: account.to_owned(), _heard: heard, _failed: failed };
        self.live.set_value(Some(live));
    }

    /// Finds out why a stream failed, as any other request does: the server may be out of reach, or
    /// the session may have ended.
    async fn ask_why(self, stream: &EventSource, account: &str) {
        let is_closed = move || stream.ready_state() == EventSource::CLOSED;
        // The browser comes again by itself, unless it was turned away. A server that is known to be
        // out of reach is asked for already.
        if !is_closed() && self.is_reached.get_untracked() {
            drop(self.send(&Ask::get("/set-up")).await);
        }
        while is_closed() && self.listens_to(account) {
            let is_known = self.send(&Ask::get("/session")).await.is_ok();
            pause(AGAIN).await;
            if is_known && self.listens_to(account) {
                return self.listen(account);
            }
        }
    }

    fn listens_to(self, account: &str) -> bool {
        self.live.with_value(|live| live.as_ref().is_some_and(|live| live.account == account))
    }

    /// Listens to nothing.
    pub(crate) fn stop_listening(self) {
        self.live.set_value(None);
    }
}
