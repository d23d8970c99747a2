//! The server that keeps the records: who is signed in, what it answers, whether it can be reached.
//!
//! Pages ask here for what is not computed in the browser. A request waits while nobody is signed in
//! any more, and goes on once somebody is: what was typed stays where it is.

mod agreements;
mod imports;
mod invoicing;
mod live;
mod offers;
mod order;
mod orders;
mod problem;
mod records;
mod request;
mod session;
mod settings;
mod totals;

use std::collections::HashMap;
use std::sync::Arc;

use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Answer, read_answer};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::ui::follow::watch;

pub(crate) use agreements::{
    Agreement, AgreementCharge, AgreementRow, Dimension, Moved, NamedCharges, NamingChange,
    Payment, PreviewedNaming, PricingTerm, Upcoming,
};
pub(crate) use imports::{ListDifference, ListReading, OrderImport};
pub(crate) use invoicing::{
    DryRun, Expectation, ExpectedLine, IssuedInvoice, IssuedLine, IssuedRow, Missing, Placed,
    ReissueRequest, Run, StoredExplanation,
};
pub(crate) use live::Heard;
pub(crate) use offers::{Accepted, AgreementRequest, ExpectedCharge, Integrated, Offer, Quote};
pub(crate) use order::{
    ContactRecord, KeptOrder, Known, KnownToken, LineRecord, OrderChange, OrderMessage,
    OrderRecord, OrderTotals, TaxRecord,
};
pub(crate) use orders::MadeOrder;
pub(crate) use problem::Failure;
pub(crate) use records::{
    Access, AgreementName, ExampleUser, List, OwnSession, Saved, SetUpLink, SetUpState, SignedIn,
};
pub(crate) use request::{Ask, Reply, pause, send};
pub(crate) use session::begin_anew;
pub(crate) use settings::{
    AccountRole, ApiToken, CheckedPolicy, Events, Grants, Integration, IntegrationState, Link,
    MadeToken, Mail, MailState, OrganisationView, Outbox, OwnAccount, PersonRow, Policy,
    PolicyKind, Settings, TextProblem, Verdict,
};
pub(crate) use totals::TotalsRow;

/// The server. Provided by [`provide`], found by [`Server::expect`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Server {
    /// Who is signed in.
    pub(crate) person: RwSignal<Person>,
    /// Whether the last request came through.
    pub(crate) is_reached: RwSignal<bool>,
    /// What this person may do in the account that is open.
    pub(crate) access: RwSignal<Option<Arc<Access>>>,
    /// The revision of the organisation's records that is shown; 0 before any.
    pub(crate) revision: RwSignal<u64>,
    /// What was heard of the records last.
    pub(crate) heard: RwSignal<Option<Heard>>,
    /// Answers that are good until the records change, by address.
    kept: StoredValue<HashMap<String, String>>,
    /// Requests that wait until somebody is signed in again.
    waiting: StoredValue<Vec<Function>, LocalStorage>,
    live: StoredValue<Option<live::Live>, LocalStorage>,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Person {
    /// Not asked yet.
    #[default]
    Unknown,
    /// No server of record is behind these pages.
    NoServer,
    Nobody,
    /// Somebody was, until their session ended; what they do waits.
    Expired(Arc<SignedIn>),
    Somebody(Arc<SignedIn>),
}

impl Person {
    /// Whoever is or was signed in.
    pub(crate) fn known(&self) -> Option<&Arc<SignedIn>> {
        match self {
            Self::Somebody(known) | Self::Expired(known) => Some(known),
            Self::Unknown | Self::NoServer | Self::Nobody => None,
        }
    }
}

/// Provides the server to everything below.
pub(crate) fn provide() {
    provide_context(Server {
        person: RwSignal::new(Person::Unknown),
        is_reached: RwSignal::new(true),
        access: RwSignal::new(None),
        revision: RwSignal::new(0),
        heard: RwSignal::new(None),
        kept: StoredValue::new(HashMap::new()),
        waiting: StoredValue::new_local(Vec::new()),
        live: StoredValue::new_local(None),
    });
}

impl Server {
    /// Returns the server of the pages.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Sends a request and gives its answer. Waits where the session has ended, until somebody is
    /// signed in again.
    pub(crate) async fn send(self, ask: &Ask) -> Result<Reply, Failure> {
        // What somebody asked is theirs, whoever is signed in by the time that it goes out.
        let user = self.user_id();
        loop {
            match self.send_now(ask, user.as_deref()).await {
                Err(failure) if failure.is_signed_out() && self.expire() => {
                    self.until_signed_in().await
                }
                sent => {
                    if let Err(failure) = &sent {
                        self.doubts_access(ask, failure);
                    }
                    return sent;
                }
            }
        }
    }

    /// The same, and reads the answer.
    pub(crate) async fn ask<T: Answer>(self, ask: &Ask) -> Result<T, Failure> {
        read(&self.send(ask).await?.text())
    }

    /// Sends a request, whether or not the session has ended.
    async fn send_now(self, ask: &Ask, user: Option<&str>) -> Result<Reply, Failure> {
        let sent = request::send(ask, user).await;
        let is_out = sent.as_ref().is_err_and(Failure::is_out_of_reach);
        let tells = !sent.as_ref().is_err_and(Failure::is_cancelled);
        if tells && self.is_reached.try_get_untracked() == Some(is_out) {
            self.is_reached.set(!is_out);
        }
        sent
    }

    /// Asks for page after page of a list from a cursor on, until there are so many or no more.
    /// None where it is not wanted any more by the time of an answer.
    pub(crate) async fn list<T: Answer>(
        self,
        path: &str,
        mut next: Option<String>,
        count: usize,
        is_wanted: impl Fn() -> bool,
    ) -> Option<Result<List<T>, Failure>> {
        let mut items = Vec::new();
        loop {
            let answer = self.ask::<List<T>>(&Ask::page(path, next.as_deref())).await;
            if !is_wanted() {
                return None;
            }
            match answer {
                Ok(list) => {
                    items.extend(list.items);
                    next = list.next;
                }
                Err(failure) => return Some(Err(failure)),
            }
            if next.is_none() || items.len() >= count {
                return Some(Ok(List { items, next }));
            }
        }
    }

    /// Why whoever is signed in may not do something in the account that is open; none where they
    /// may.
    pub(crate) fn refusal(self, action: &str) -> Option<String> {
        self.access
            .with_untracked(|access| access.as_ref().and_then(|access| access.refusal(action)))
    }

    /// The id of the account that is open.
    pub(crate) fn account(self) -> Option<String> {
        self.access.with_untracked(|access| access.as_ref().map(|access| access.account.id.clone()))
    }

    /// The id of whoever is signed in.
    pub(crate) fn user_id(self) -> Option<String> {
        self.person.with_untracked(|person| person.known().map(|known| known.user.id.clone()))
    }

    /// Whether they may, followed. Nobody may do anything before an account is open.
    pub(crate) fn may(self, action: &str) -> bool {
        self.access.with(|access| access.as_ref().is_some_and(|it| it.refusal(action).is_none()))
    }

    /// Whether the account that is open keeps the purchase orders.
    pub(crate) fn is_management(self) -> bool {
        self.access
            .with_untracked(|access| access.as_ref().is_some_and(|access| access.is_management()))
    }

    /// Asks now, and again when the records or the address change. An answer that was got before
    /// is there at once, as long as the records are the same.
    pub(crate) fn follow<T>(
        self,
        path: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> RwSignal<Option<Result<T, Failure>>>
    where
        T: Answer + Send + Sync + 'static,
    {
        let answer = RwSignal::new(None);
        let take = move |text: Result<String, Failure>| {
            drop(answer.try_set(Some(text.and_then(|text| read(&text)))));
        };
        self.follow_text(Box::new(path), std::rc::Rc::new(take));
        answer
    }

    /// The same for all of a list, page after page.
    pub(crate) fn follow_list<T>(
        self,
        path: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> RwSignal<Option<Result<List<T>, Failure>>>
    where
        T: Answer + Send + Sync + 'static,
    {
        let answer = RwSignal::new(None);
        let asked = StoredValue::new(0_u32);
        watch(move || {
            self.revision.track();
            let Some(path) = path() else { return };
            let number = asked.get_value().wrapping_add(1);
            asked.set_value(number);
            spawn_local(async move {
                // The page may be gone, or have asked something else.
                let is_wanted = move || asked.try_get_value() == Some(number);
                if let Some(got) = self.list::<T>(&path, None, usize::MAX, is_wanted).await {
                    drop(answer.try_set(Some(got)));
                }
            });
        });
        answer
    }

    fn follow_text(
        self,
        path: Box<dyn Fn() -> Option<String>>,
        take: std::rc::Rc<dyn Fn(Result<String, Failure>)>,
    ) {
        let asked = StoredValue::new(0_u32);
        let cancel = StoredValue::new_local(None::<web_sys::AbortController>);
        let stop = move || {
            if let Some(Some(cancel)) = cancel.try_update_value(Option::take) {
                cancel.abort();
            }
        };
        on_cleanup(stop);
        watch(move || {
            self.revision.track();
            let Some(path) = path() else { return };
            let number = asked.get_value().wrapping_add(1);
            asked.set_value(number);
            stop();
            if let Some(text) = self.kept.with_value(|kept| kept.get(&path).cloned()) {
                return take(Ok(text));
            }
            let ask = Ask::get(path.clone()).cancellable();
            cancel.set_value(ask.cancel.clone());
            let take = std::rc::Rc::clone(&take);
            spawn_local(async move {
                let got = self.send(&ask).await.map(Reply::text);
                // The page may be gone, or have asked something else.
                if asked.try_get_value() != Some(number) {
                    return;
                }
                if let Ok(text) = &got {
                    self.kept.update_value(|kept| drop(kept.insert(path, text.clone())));
                }
                take(got);
            });
        });
    }

    /// Takes note of the revision that is shown from now on. What was answered before is asked
    /// again.
    pub(crate) fn shows(self, revision: u64) {
        self.kept.update_value(HashMap::clear);
        self.revision.set(revision);
    }

    /// Forgets what was answered, and asks again.
    pub(crate) fn ask_again(self) {
        self.shows(self.revision.get_untracked());
    }

    /// Takes note that the session has ended. False where nobody was signed in.
    fn expire(self) -> bool {
        match self.person.get_untracked() {
            Person::Somebody(known) => {
                self.person.set(Person::Expired(known));
                true
            }
            Person::Expired(_) => true,
            Person::Unknown | Person::NoServer | Person::Nobody => false,
        }
    }

    async fn until_signed_in(self) {
        let promise = Promise::new(&mut |resolve, _| {
            self.waiting.update_value(|waiting| waiting.push(resolve));
        });
        drop(JsFuture::from(promise).await);
    }

    /// Lets the requests go on that wait for it.
    fn go_on(self) {
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for resolve in waiting {
            drop(resolve.call0(&JsValue::UNDEFINED));
        }
    }
}

/// Reads an answer.
pub(crate) fn read<T: Answer>(text: &str) -> Result<T, Failure> {
    read_answer(text).ok_or_else(Failure::unreadable)
}
