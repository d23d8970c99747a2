//! The desk: what pages ask about the data, answered by a worker so that no page ever waits.
//!
//! Pages know requests and answers ([`outlook::api`]) and not where the data comes from: that is
//! told once, when a session is opened, by `source.rs`.

mod account;
mod line;
mod source;

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Answer, Edited, Refused, Request, Standing};
use serde_json::Value;

use crate::ui::follow::watch;

pub(crate) use account::{Conflict, SaveOutcome, drafts_of};
pub(crate) use line::Line;
pub(crate) use source::{Reading, Source};

/// What pages ask about the data. Provided by [`provide`], found by [`Desk::expect`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Desk {
    line: StoredValue<Line, LocalStorage>,
    /// How the session stands; none before one is opened.
    pub(crate) standing: RwSignal<Option<Standing>>,
    /// Goes up whenever answers may be others than before.
    pub(crate) revision: RwSignal<u32>,
    /// Whether the last save can be taken back.
    pub(crate) can_reverse: RwSignal<bool>,
    /// What others have saved of the same things that the edits change, until those are saved or
    /// taken back.
    pub(crate) met: RwSignal<Option<Conflict>>,
    /// Whether edits that met what others saved are to be looked at before they are saved.
    pub(crate) wants_review: RwSignal<bool>,
    /// Whether a save is under way: what is heard of it meanwhile is our own.
    pub(crate) is_saving: RwSignal<bool>,
    /// Whether another tab has kept a session since, so that this one's is not kept any more.
    pub(crate) is_kept_elsewhere: RwSignal<bool>,
}

/// Provides the desk to everything below.
pub(crate) fn provide() {
    let is_kept_elsewhere = RwSignal::new(false);
    let tell = move |is| {
        is_kept_elsewhere.try_set(is);
    };
    provide_context(Desk {
        line: StoredValue::new_local(Line::telling(tell)),
        standing: RwSignal::new(None),
        revision: RwSignal::new(0),
        can_reverse: RwSignal::new(false),
        met: RwSignal::new(None),
        wants_review: RwSignal::new(false),
        is_saving: RwSignal::new(false),
        is_kept_elsewhere,
    });
}

impl Desk {
    /// Returns the desk of the page.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    fn line(self) -> Line {
        self.line.get_value()
    }

    /// Asks, and reads the answer.
    pub(crate) async fn ask<T: Answer>(self, request: Request) -> Result<T, Refused> {
        line::read(&self.ask_text(request).await?)
    }

    /// The same without reading.
    async fn ask_text(self, request: Request) -> Result<String, Refused> {
        let request = serde_json::to_string(&request).unwrap_or_default();
        self.line().ask("ask", &request.into()).await
    }

    /// Asks again whenever answers may be others than before. The last answer stays until then.
    pub(crate) fn follow<T>(
        self,
        request: impl Fn() -> Option<Request> + Send + Sync + 'static,
    ) -> RwSignal<Option<T>>
    where
        T: Answer + Send + Sync + 'static,
    {
        let answer = RwSignal::new(None);
        let take = move |text: Result<String, Refused>| {
            drop(answer.try_set(text.and_then(|text| line::read(&text)).ok()));
        };
        self.follow_text(Box::new(request), Rc::new(take));
        answer
    }

    /// The same where a request may be refused, since what it names may be gone.
    pub(crate) fn follow_result<T>(
        self,
        request: impl Fn() -> Option<Request> + Send + Sync + 'static,
    ) -> RwSignal<Option<Result<T, Refused>>>
    where
        T: Answer + Send + Sync + 'static,
    {
        let answer = RwSignal::new(None);
        let take = move |text: Result<String, Refused>| {
            drop(answer.try_set(Some(text.and_then(|text| line::read(&text)))));
        };
        self.follow_text(Box::new(request), Rc::new(take));
        answer
    }

    fn follow_text(
        self,
        request: Box<dyn Fn() -> Option<Request>>,
        take: Rc<dyn Fn(Result<String, Refused>)>,
    ) {
        let asked = StoredValue::new(0_u32);
        watch(move || {
            self.revision.track();
            let is_open = self.standing.with(Option::is_some);
            let Some(request) = request().filter(|_| is_open) else { return };
            let number = asked.get_value().wrapping_add(1);
            asked.set_value(number);
            let take = Rc::clone(&take);
            spawn_local(async move {
                let got = self.ask_text(request).await;
                // A page may be gone, or have asked something else, by the time of the answer.
                if asked.try_get_value() == Some(number) {
                    take(got);
                }
            });
        });
    }

    /// Takes note of how the session stands.
    pub(crate) fn stands(self, standing: Standing) {
        if standing.steps() == 0 && self.met.with_untracked(Option::is_some) {
            self.met.set(None);
        }
        if standing.steps() == 0 {
            self.wants_review.set(false);
        }
        self.standing.set(Some(standing));
        self.revision.update(|revision| *revision = revision.wrapping_add(1));
    }

    /// Sends a command that answers how the session stands.
    pub(crate) async fn command(self, request: Request) -> Result<(), Refused> {
        let standing = self.ask::<Standing>(request).await?;
        self.stands(standing);
        Ok(())
    }

    /// Sends an edit, or takes edits back, and tells what that did.
    pub(crate) async fn change(self, request: Request) -> Result<Edited, Refused> {
        let edited = self.ask::<Edited>(request).await?;
        self.stands(edited.standing.clone());
        Ok(edited)
    }

    /// Keeps edits in the scenario.
    pub(crate) async fn edit(self, edits: Vec<Value>) -> Result<Edited, Refused> {
        self.change(Request::Edit { edits, at: now() }).await
    }
}

/// This instant, as the contract writes it.
pub(crate) fn now() -> String {
    String::from(js_sys::Date::new_0().to_iso_string())
}

/// This month in UTC; `?today=` in the address stands for it, so that a view can be shown again.
pub(crate) fn today() -> String {
    let search = window().location().search().unwrap_or_default();
    let told =
        search.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix("today="));
    match told {
        Some(month) => month.to_owned(),
        None => now().get(..7).unwrap_or_default().to_owned(),
    }
}
