//! A change that is sent: what is wrong with it is told where it was typed, and what the records are
//! then is taken over.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Answer;

use super::Here;
use crate::pages::set_up::trouble::Trouble;
use crate::server::{Ask, Failure};
use crate::ui::Kind;

/// A form, or a button that changes something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sending {
    here: Here,
    pub(super) trouble: Trouble,
    pub(super) is_busy: RwSignal<bool>,
}

impl Sending {
    pub(super) fn new(here: Here) -> Self {
        Self { here, trouble: Trouble::new(), is_busy: RwSignal::new(false) }
    }

    /// Sends a change. What it is answered with goes to `done` once all that is shown is asked anew.
    pub(super) fn send<T: Answer + 'static>(self, ask: Ask, done: impl FnOnce(T) + 'static) {
        self.work(async move { self.here.server.ask::<T>(&ask).await }, done);
    }

    /// The same where there is no answer to read.
    pub(super) fn send_only(self, ask: Ask, done: impl FnOnce() + 'static) {
        self.work(async move { self.here.server.send(&ask).await.map(drop) }, move |()| done());
    }

    /// Does something that changes the records.
    pub(super) fn work<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let here = self.here;
        let account = here.account.get_value();
        // What is heard meanwhile is our own.
        here.desk.is_saving.set(true);
        spawn_local(async move {
            let outcome = work.await;
            if outcome.is_ok() {
                take_over(here, &account).await;
            }
            here.desk.is_saving.set(false);
            self.is_busy.try_set(false);
            match outcome {
                Ok(answer) => {
                    self.trouble.tell(None);
                    done(answer);
                }
                Err(failure) => self.trouble.tell(Some(failure)),
            }
        });
    }

    /// For the forms themselves: nothing is sent by the browser.
    pub(super) fn on_submit(send: impl Fn() + 'static) -> impl Fn(SubmitEvent) + 'static {
        move |event: SubmitEvent| {
            event.prevent_default();
            send();
        }
    }
}

impl Here {
    /// Says that something was done.
    pub(super) fn done(self, told: impl Into<String>) {
        self.flashes.clear();
        self.flashes.push(Kind::Good, told);
    }
}

/// What is shown of the records becomes what they are now, and so does what one may do.
async fn take_over(here: Here, account: &str) {
    here.server.know_access().await;
    let has_invoices = here.desk.standing.with_untracked(Option::is_some);
    if !has_invoices || here.desk.refresh(here.server, account, false).await.is_err() {
        here.server.ask_again();
    }
}
