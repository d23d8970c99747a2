//! The account's data on the desk: opened from the server, brought up to date when others save, and
//! saved in one piece.

use std::time::Duration;

use js_sys::Object;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Clash, Proposal, Refreshed, Refused, Request, Standing, Summary};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use super::line::{read, refused, set};
use super::{Desk, today};
use crate::server::{Ask, Failure, Saved, Server, pause};

/// What others have saved meanwhile, beside what is to be saved here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conflict {
    /// What theirs moves.
    pub(crate) theirs: Option<Summary>,
    /// What both have changed.
    pub(crate) clashes: Vec<Clash>,
    /// Edits that do not apply any more.
    pub(crate) dropped: usize,
}

impl Conflict {
    fn of(refreshed: &Refreshed) -> Self {
        Self {
            theirs: refreshed.theirs.clone(),
            clashes: refreshed.clashes.clone(),
            dropped: refreshed.dropped,
        }
    }
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SaveOutcome {
    Saved,
    /// Somebody saved before, and the preview is another now.
    Overtaken(Conflict),
}

/// Records that others change all the time are tried so often.
const TRIES: usize = 4;

/// Records that could not be read are asked for again after so long, and then twice as long each
/// time.
const AGAIN: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(60);

impl Desk {
    /// Opens what the server keeps of an account. Edits that were not saved are there again.
    pub(crate) async fn open_account(
        self,
        server: Server,
        account: &str,
        name: &str,
        user: &str,
    ) -> Result<Refreshed, Failure> {
        let (snapshot, revision) = snapshot(server, account).await?;
        let message = Object::new();
        set(&message, "account", &key_of(user, account).into());
        set(&message, "snapshot", &snapshot);
        set(&message, "name", &name.into());
        set(&message, "today", &today().into());
        self.took_over(server, message, revision).await
    }

    /// Takes the records as they are now. Edits stay, unless they were sent and saved.
    pub(crate) async fn refresh(
        self,
        server: Server,
        account: &str,
        is_saved: bool,
    ) -> Result<Refreshed, Failure> {
        let (snapshot, revision) = snapshot(server, account).await?;
        // Somebody who went on to another account has that one open.
        if !is_here(server, account) {
            return Err(Failure::own("LEFT", crate::text::save::OVERTAKEN.into()));
        }
        let message = Object::new();
        set(&message, "refresh", &snapshot);
        set(&message, "today", &today().into());
        set(&message, "isSaved", &is_saved.into());
        self.took_over(server, message, revision).await
    }

    async fn took_over(
        self,
        server: Server,
        message: Object,
        revision: u64,
    ) -> Result<Refreshed, Failure> {
        let answer = self.line().send(&message, None).await.map_err(failure)?;
        let refreshed: Refreshed = read(&answer).map_err(failure)?;
        self.can_reverse.set(refreshed.can_reverse);
        if !refreshed.clashes.is_empty() {
            self.met.set(Some(Conflict::of(&refreshed)));
        }
        server.shows(revision);
        self.stands(refreshed.standing.clone());
        Ok(refreshed)
    }

    /// Asks the server whether the edits of the scenario may be saved, and what is wrong with them.
    pub(crate) async fn check(self, server: Server, account: &str) -> Result<(), Failure> {
        let proposal = self.proposal(Request::Proposal).await?;
        let path = [&changes(account), "?preview=true"].concat();
        server.send(&Ask::post(path, &json!({ "edits": proposal.edits })).once()).await.map(|_| ())
    }

    /// What is to be saved, or what is sent to be.
    pub(crate) async fn proposal(self, request: Request) -> Result<Proposal, Failure> {
        self.ask::<Proposal>(request).await.map_err(failure)
    }

    /// Saves the edits of the scenario, if that moves what the person has seen. Where others saved
    /// meanwhile, theirs is taken over first; if that changes nothing here, it is tried again.
    pub(crate) async fn save(self, server: Server, account: &str) -> Result<SaveOutcome, Failure> {
        self.is_saving.set(true);
        let saved = self.save_now(server, account).await;
        self.is_saving.set(false);
        saved
    }

    /// Keeps edits and saves them at once. Where they cannot be saved, nothing of them stays, unless
    /// others came after them; where somebody saved before, they stay to be looked at again.
    pub(crate) async fn edit_and_save(
        self,
        server: Server,
        account: &str,
        edits: Vec<Value>,
    ) -> Result<(Summary, SaveOutcome), Failure> {
        let edited = self.edit(edits).await.map_err(failure)?;
        match self.save(server, account).await {
            Ok(outcome) => Ok((edited.summary, outcome)),
            Err(failure) => {
                let place = |standing: &Standing| (standing.scenario, standing.steps());
                let now = self.standing.with_untracked(|standing| standing.as_ref().map(place));
                if is_here(server, account) && now == Some(place(&edited.standing)) {
                    drop(self.change(Request::Undo).await);
                }
                Err(failure)
            }
        }
    }

    async fn save_now(self, server: Server, account: &str) -> Result<SaveOutcome, Failure> {
        let mut seen = self.proposal(Request::Send).await?;
        for _ in 0..TRIES {
            let revision = server.revision.get_untracked();
            let path = [&changes(account), "?seen=", &seen.digest].concat();
            let body = json!({ "edits": seen.edits, "revision": revision });
            match server.ask::<Saved>(&Ask::post(path, &body).once()).await {
                // What is saved is saved, whether or not it can be read again now.
                Ok(saved) => {
                    if self.refresh(server, account, true).await.is_err()
                        && is_here(server, account)
                    {
                        drop(self.change(Request::Sent).await);
                        self.can_reverse.set(false);
                        self.catch_up(server, account, saved.revision, drop);
                    }
                    return Ok(SaveOutcome::Saved);
                }
                Err(failure) if is_overtaken(&failure) => {
                    let theirs = self.refresh(server, account, false).await?;
                    let now = self.proposal(Request::Send).await?;
                    let is_same = theirs.clashes.is_empty()
                        && theirs.dropped == 0
                        && now.edits == seen.edits
                        && now.summary == seen.summary;
                    if !is_same {
                        return Ok(SaveOutcome::Overtaken(Conflict::of(&theirs)));
                    }
                    seen = now;
                }
                Err(failure) => return Err(failure),
            }
        }
        Err(failure(refused("BUSY", crate::text::save::BUSY.get())))
    }

    /// Takes the records over once they can be read, unless something else did or the account is
    /// left.
    pub(crate) fn catch_up(
        self,
        server: Server,
        account: &str,
        revision: u64,
        done: impl FnOnce(Refreshed) + 'static,
    ) {
        let account = account.to_owned();
        let is_wanted = move |account: &str| {
            let shown = server.revision.try_get_untracked();
            server.user_id().is_some()
                && is_here(server, account)
                && shown.is_some_and(|shown| shown < revision)
        };
        spawn_local(async move {
            let mut wait = AGAIN;
            while is_wanted(&account) {
                pause(wait).await;
                wait = LONGEST.min(wait * 2);
                if !is_wanted(&account) {
                    return;
                }
                if let Ok(refreshed) = self.refresh(server, &account, false).await {
                    return done(refreshed);
                }
            }
        });
    }

    /// Forgets in this browser what was not saved by a person, and tells whether that was done.
    pub(crate) async fn forget_person(self, user: &str) -> bool {
        let prefix = key_of(user, "");
        let is_forgotten = self.line().ask("forget", &prefix.into()).await.is_ok();
        crate::storage::forget(&drafts_of(user));
        self.standing.set(None);
        is_forgotten
    }
}

/// The snapshot of an account as the browser has it, and the revision of the records in it.
async fn snapshot(server: Server, account: &str) -> Result<(JsValue, u64), Failure> {
    let path = ["/accounts/", account, "/snapshot"].concat();
    let reply = server.send(&Ask::get(path)).await?;
    let revision = reply.tag().and_then(|tag| tag.parse().ok()).unwrap_or_default();
    Ok((reply.script_text(), revision))
}

/// Whether this account is the one that is open.
fn is_here(server: Server, account: &str) -> bool {
    server.account().as_deref() == Some(account)
}

fn changes(account: &str) -> String {
    ["/accounts/", account, "/changes"].concat()
}

fn is_overtaken(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "RECORDS_CHANGED" | "PREVIEW_CHANGED" | "STALE_VERSION")
}

/// Where a session is kept in this browser.
fn key_of(user: &str, account: &str) -> String {
    ["account:", user, ":", account].concat()
}

/// Where what a person types and has not sent yet is kept in this browser.
pub(crate) fn drafts_of(user: &str) -> String {
    ["tieback.draft.", user, "."].concat()
}

fn failure(refused: Refused) -> Failure {
    let detail = refused.problems.first().map(|problem| problem.message.clone());
    let code = refused.problems.first().map(|problem| problem.code.clone());
    Failure {
        code: code.unwrap_or_default(),
        detail: detail.unwrap_or_default(),
        problems: refused.problems,
    }
}
