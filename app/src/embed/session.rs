//! The embed session by which parts ask a server: opened with a client secret of the console, held in
//! memory, and opened anew before it ends.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use js_sys::{Date, Function, Object, Promise};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::server::{Ask, Failure, List, read, send};
use crate::text::embed as texts;
use outlook::api::Answer;

/// The version of the API that parts know.
const KNOWN: usize = 1;

/// A session is opened anew so many milliseconds before it ends.
const EARLY: i64 = 120_000;

/// Long lists are asked for in pages of the most that the server gives.
const PAGE: &str = "limit=100";

/// An embed session. Parts that were told the same server and the same callback share one.
#[derive(Clone, Debug)]
pub(super) struct Session(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    server: String,
    /// Asks the backend of the console for a client secret.
    secret: RefCell<Function>,
    opened: RefCell<Option<Rc<Opened>>>,
    /// While it is being opened, so that whoever asks meanwhile waits for the same.
    opening: RefCell<Option<Promise>>,
    failure: RefCell<Option<Failure>>,
}

/// The text of an answer, as it comes.
type Asked<'a> = Pin<Box<dyn Future<Output = Result<String, Failure>> + 'a>>;

#[derive(Debug)]
struct Opened {
    token: String,
    /// What addresses begin with.
    base: String,
    /// By the clock of this browser.
    good_until: i64,
}

outlook::answers! {
    struct Answered {
        token: String,
        account: String,
        created_at: String,
        expires_at: String,
        api_version: usize,
    }
}

thread_local! {
    static SHARED: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
}

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Session {
    /// The one of a server and a callback. It is opened when something is asked.
    pub(super) fn with(server: &str, secret: Function) -> Self {
        SHARED.with_borrow_mut(|shared| {
            shared.retain(|known| known.strong_count() > 0);
            let same = |known: &Rc<Inner>| {
                known.server == server && Object::is(&known.secret.borrow(), &secret)
            };
            if let Some(known) = shared.iter().filter_map(Weak::upgrade).find(same) {
                return Self(known);
            }
            let made = Rc::new(Inner {
                server: server.to_owned(),
                secret: RefCell::new(secret),
                opened: RefCell::default(),
                opening: RefCell::default(),
                failure: RefCell::default(),
            });
            shared.push(Rc::downgrade(&made));
            Self(made)
        })
    }

    pub(super) fn server(&self) -> &str {
        &self.0.server
    }

    /// Client secrets come from another callback from now on.
    pub(super) fn renew_by(&self, secret: Function) {
        self.0.secret.replace(secret);
    }

    /// The account that it acts in; none before it was opened.
    pub(super) fn account(&self) -> Option<String> {
        let opened = self.0.opened.borrow();
        opened.as_ref()?.base.rsplit('/').next().map(str::to_owned)
    }

    /// Asks, below the account of the session.
    pub(super) async fn ask<T: Answer>(&self, ask: &Ask) -> Result<T, Failure> {
        read(&self.text(ask.clone()).await?)
    }

    /// The text of an answer. One piece of code for every question: what waits for an answer would have
    /// it once more each.
    pub(super) fn text(&self, ask: Ask) -> Asked<'_> {
        Box::pin(async move {
            let mut is_opened_anew = false;
            loop {
                let opened = self.opened().await?;
                let sent = ask.clone().sent_to(opened.base.clone(), Some(opened.token.clone()));
                match send(&sent, None).await {
                    Ok(reply) => return Ok(reply.text()),
                    Err(failure) if failure.is_signed_out() && !is_opened_anew => {
                        is_opened_anew = true;
                        self.forget(&opened);
                    }
                    Err(failure) => return Err(failure),
                }
            }
        })
    }

    /// Asks for a whole list.
    pub(super) async fn list<T: Answer>(&self, path: &str) -> Result<Vec<T>, Failure> {
        let path = [path, if path.contains('?') { "&" } else { "?" }, PAGE].concat();
        let (mut items, mut next) = (Vec::new(), None::<String>);
        loop {
            let page = self.ask::<List<T>>(&Ask::page(&path, next.as_deref())).await?;
            items.extend(page.items);
            next = page.next;
            if next.is_none() {
                return Ok(items);
            }
        }
    }

    fn forget(&self, opened: &Rc<Opened>) {
        self.0.opened.borrow_mut().take_if(|known| Rc::ptr_eq(known, opened));
    }

    fn good(&self) -> Option<Rc<Opened>> {
        self.0.opened.borrow().clone().filter(|opened| now() < opened.good_until)
    }

    async fn opened(&self) -> Result<Rc<Opened>, Failure> {
        if let Some(opened) = self.good() {
            return Ok(opened);
        }
        let opening = self.0.opening.borrow_mut().get_or_insert_with(|| self.opening()).clone();
        drop(JsFuture::from(opening).await);
        self.good()
            .ok_or_else(|| self.0.failure.borrow().clone().unwrap_or_else(Failure::unreachable))
    }

    fn opening(&self) -> Promise {
        let session = self.clone();
        future_to_promise(async move {
            match session.open().await {
                Ok(opened) => {
                    session.0.opened.replace(Some(Rc::new(opened)));
                }
                Err(failure) => {
                    session.0.failure.replace(Some(failure));
                }
            }
            session.0.opening.take();
            Ok(JsValue::UNDEFINED)
        })
    }

    async fn open(&self) -> Result<Opened, Failure> {
        let secret = self
            .client_secret()
            .await
            .ok_or_else(|| Failure::own("NO_CLIENT_SECRET", texts::NO_SECRET.into()))?;
        let base = [self.server(), "/api/v1"].concat();
        let body = json!({ "clientSecret": secret });
        let ask = Ask::post("/embed/session", &body).sent_to(base.clone(), None);
        let sent = send(&ask, None).await.map_err(|failure| match failure.code.as_str() {
            // Every server that knows parts has this address.
            "NOT_FOUND" => {
                let text = texts::NO_SERVER.with(&[("server", self.server())]);
                Failure::own("API_VERSION", text)
            }
            _ => failure,
        });
        let answered: Answered = read(&sent?.text())?;
        if answered.api_version != KNOWN {
            let (known, spoken) = (KNOWN.to_string(), answered.api_version.to_string());
            let values = [("known", &*known), ("spoken", &*spoken)];
            return Err(Failure::own("API_VERSION", texts::OTHER_VERSION.with(&values)));
        }
        // The clocks of server and browser may differ; how long it lasts is the same on both.
        let lasts = instant(&answered.expires_at) - instant(&answered.created_at);
        Ok(Opened {
            base: [&base, "/accounts/", &answered.account].concat(),
            token: answered.token,
            good_until: now() + lasts - EARLY,
        })
    }

    async fn client_secret(&self) -> Option<String> {
        let secret = self.0.secret.borrow().clone();
        let told = secret.call0(&JsValue::UNDEFINED).ok()?;
        let told = match told.dyn_into::<Promise>() {
            Ok(promise) => JsFuture::from(promise).await.ok()?,
            Err(told) => JsFuture::from(Promise::resolve(&told)).await.ok()?,
        };
        told.as_string()
    }
}

/// Milliseconds by the clock of this browser.
fn now() -> i64 {
    Date::now() as i64
}

fn instant(text: &str) -> i64 {
    Date::parse(text) as i64
}
