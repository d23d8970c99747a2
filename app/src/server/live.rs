//! Hearing of what others save, as it happens.

use std::time::Duration;

use leptos::prelude::*;
use outlook::api::read_answer;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

use super::Server;
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
        let is_same =
            self.live.with_value(|live| live.as_ref().is_some_and(|it| it.account == account));
        if !is_same {
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
        let failed = Closure::<dyn Fn()>::new(move || {
            // The browser comes again by itself, unless it was turned away.
            if listening.ready_state() == EventSource::CLOSED {
                let own = own.clone();
                set_timeout(move || self.listen_again(&own), AGAIN);
            }
        });
        let on_heard = heard.as_ref().unchecked_ref();
        drop(source.add_event_listener_with_callback("revision", on_heard));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let live = Live { source, account: account.to_owned(), _heard: heard, _failed: failed };
        self.live.set_value(Some(live));
    }

    fn listen_again(self, account: &str) {
        let is_wanted =
            self.live.with_value(|live| live.as_ref().is_some_and(|live| live.account == account));
        if is_wanted {
            self.listen(account);
        }
    }

    /// Listens to nothing.
    pub(crate) fn stop_listening(self) {
        self.live.set_value(None);
    }
}
