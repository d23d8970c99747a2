//! Signing in and out.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::{Access, Ask, Failure, Person, Server, SetUpState, SignedIn};
use crate::page::Page;

/// Where an account tells what one may do, at the end of its address.
const ACCESS: &str = "/access";

impl Server {
    /// Asks who is signed in, unless that is known. What failed is asked again the next time.
    pub(crate) async fn find_person(self) -> Result<Person, Failure> {
        let known = self.person.get_untracked();
        if known != Person::Unknown {
            return Ok(known);
        }
        let person = match self.ask::<SetUpState>(&Ask::get("/set-up")).await {
            Ok(state) if state.signed_in => match self.ask::<SignedIn>(&Ask::get("/session")).await
            {
                Ok(known) => Person::Somebody(Arc::new(known)),
                Err(failure) if failure.is_signed_out() => Person::Nobody,
                Err(failure) => return Err(failure),
            },
            Ok(_) => Person::Nobody,
            // Pages that are served by something else have no server of record.
            Err(failure) if failure.is_no_api() => Person::NoServer,
            Err(failure) => return Err(failure),
        };
        self.person.set(person.clone());
        Ok(person)
    }

    /// Signs in with a password.
    pub(crate) async fn sign_in(self, email: &str, password: &str) -> Result<(), Failure> {
        self.open(Ask::post("/session", &json!({ "email": email, "password": password }))).await
    }

    /// Signs in as somebody of the example data.
    pub(crate) async fn sign_in_as(self, user: &str) -> Result<(), Failure> {
        self.open(Ask::post("/session/example", &json!({ "user": user }))).await
    }

    /// Uses a link that was sent: the first start, or a new password.
    pub(crate) async fn set_up(self, body: &serde_json::Value) -> Result<(), Failure> {
        self.open(Ask::post("/set-up", body)).await
    }

    async fn open(self, ask: Ask) -> Result<(), Failure> {
        let now = self.ask::<SignedIn>(&ask).await?;
        let before = self.person.get_untracked();
        if let Person::Expired(before) = &before
            && before.user.id != now.user.id
        {
            // What waits is somebody else's.
            begin_anew();
            return Ok(());
        }
        self.person.set(Person::Somebody(Arc::new(now)));
        self.go_on();
        Ok(())
    }

    /// Asks anew where the person may do something, as after the name of an account was changed.
    pub(crate) async fn know_again(self) {
        if let Ok(known) = self.ask::<SignedIn>(&Ask::get("/session")).await {
            self.person.set(Person::Somebody(Arc::new(known)));
        }
    }

    /// Asks anew what the person may do in the account that is open, as after others changed the
    /// records.
    pub(crate) async fn know_access(self) {
        let Some(account) = self.account() else { return };
        let path = ["/accounts/", &account, ACCESS].concat();
        let Ok(access) = self.ask::<Access>(&Ask::get(path)).await else { return };
        // Another account may be open by now, and what is the same draws nothing anew.
        let is_other = |known: &Arc<Access>| known.account.id == account && **known != access;
        if self.access.with_untracked(|known| known.as_ref().is_some_and(is_other)) {
            self.access.set(Some(Arc::new(access)));
        }
    }

    /// What was known of what the person may do is not so any more.
    pub(super) fn doubts_access(self, ask: &Ask, failure: &Failure) {
        if failure.code == "ACCESS_DENIED" && !ask.is_for(ACCESS) {
            spawn_local(async move { self.know_access().await });
        }
    }

    /// Signs out. A session that has ended already is as good, but requests may wait for another
    /// one: false where the page has to begin anew, so that they are sent for nobody else.
    pub(crate) async fn sign_out(self) -> Result<bool, Failure> {
        if let Person::Somebody(known) = self.person.get_untracked()
            && let Err(failure) =
                self.send_now(&Ask::delete("/session"), Some(&known.user.id)).await
            && !(failure.is_signed_out() && self.expire())
        {
            return Err(failure);
        }
        let is_clean = matches!(self.person.get_untracked(), Person::Somebody(_));
        self.stop_listening();
        self.person.set(Person::Nobody);
        Ok(is_clean)
    }
}

/// Loads the pages anew, at home: what they know or wait for is of somebody who is gone.
pub(crate) fn begin_anew() {
    drop(window().location().assign(&Page::Home.href()));
}
