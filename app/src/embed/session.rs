//! The embed session by which parts ask a server: opened with a client secret of the console, held in
//! memory, and opened anew before it ends.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::time::Duration;

use js_sys::{Array, Date, Function, Object, Promise};
use leptos::prelude::{StoredValue, UpdateValue, set_timeout_with_handle};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::server::{Ask, Failure, List, read, send};
use crate::text::embed as texts;
use outlook::api::Answer;

/// The version of the API that parts know.
const KNOWN: usize = 1;

/// A session is opened anew so many milliseconds before it ends.
const EARLY: i64 = 120_000;

/// A console is waited for as long as a server is.
const PATIENCE: Duration = Duration::from_secs(30);

/// Long lists are asked for in pages of the most that the server gives.
const PAGE: &str = "limit=100";

/// The embed session of a part.
#[derive(Clone, Debug)]
pub(super) struct Session(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    server: String,
    /// Asks the backend of the console for a client secret.
    secret: RefCell<Function>,
    /// By what it asks now. Some consoles make the same callback anew each time that they draw, so one
    /// that another callback has opened is good until it ends.
    grant: RefCell<Rc<Grant>>,
}

/// What one callback opens. Parts that were told the same server and the same callback share it.
#[derive(Debug)]
struct Grant {
    server: String,
    secret: Function,
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
    static SHARED: RefCell<Vec<Weak<Grant>>> = const { RefCell::new(Vec::new()) };
}

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The account of what a part shows: what is of another does not stay in view, and nothing that was
/// typed on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose(StoredValue<Option<String>>);

impl Whose {
    pub(super) fn unknown() -> Self {
        Self(StoredValue::new(None))
    }

    /// Takes note of the account that a session acts in. Tells whether it was another before.
    pub(super) fn changes(self, session: &Session) -> bool {
        let now = session.account();
        self.0.try_update_value(|known| {
            let is_another = known.is_some() && now.is_some() && *known != now;
            if now.is_some() {
                *known = now;
            }
            is_another
        }) == Some(true)
    }
}

impl Session {
    /// The one of a server and a callback. It is opened when something is asked.
    pub(super) fn with(server: &str, secret: Function) -> Self {
        let grant = RefCell::new(Grant::of(server, &secret));
        Self(Rc::new(Inner { server: server.to_owned(), secret: RefCell::new(secret), grant }))
    }

    pub(super) fn server(&self) -> &str {
        &self.0.server
    }

    /// Client secrets come from another callback from now on.
    pub(super) fn renew_by(&self, secret: Function) {
        self.0.secret.replace(secret);
    }

    /// Leaves what another callback has opened: that may be somebody else's.
    pub(super) fn leave(&self) {
        if !self.is_own() {
            let own = Grant::of(&self.0.server, &self.0.secret.borrow());
            self.0.grant.replace(own);
        }
    }

    fn is_own(&self) -> bool {
        Object::is(&self.0.grant.borrow().secret, &self.0.secret.borrow())
    }

    /// The account that it acts in; none before it was opened.
    pub(super) fn account(&self) -> Option<String> {
        let grant = self.grant();
        let opened = grant.opened.borrow();
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
                let (grant, opened) = self.opened().await?;
                let sent = ask.clone().sent_to(opened.base.clone(), Some(opened.token.clone()));
                match send(&sent, None).await {
                    Ok(reply) => return Ok(reply.text()),
                    Err(failure) if failure.is_signed_out() && !is_opened_anew => {
                        is_opened_anew = true;
                        grant.forget(&opened);
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

    fn grant(&self) -> Rc<Grant> {
        Rc::clone(&self.0.grant.borrow())
    }

    async fn opened(&self) -> Result<(Rc<Grant>, Rc<Opened>), Failure> {
        let grant = self.grant();
        if !self.is_own() {
            // One that is on its way is as good as one that is there.
            let opening = grant.opening.borrow().clone();
            if let Some(opening) = opening {
                drop(JsFuture::from(opening).await);
            }
            if let Some(opened) = grant.good() {
                return Ok((grant, opened));
            }
            self.leave();
        }
        let grant = self.grant();
        let opened = grant.open().await?;
        Ok((grant, opened))
    }
}

impl Grant {
    fn of(server: &str, secret: &Function) -> Rc<Self> {
        SHARED.with_borrow_mut(|shared| {
            shared.retain(|known| known.strong_count() > 0);
            let same =
                |known: &Rc<Self>| known.server == server && Object::is(&known.secret, secret);
            if let Some(known) = shared.iter().filter_map(Weak::upgrade).find(same) {
                return known;
            }
            let made = Rc::new(Self {
                server: server.to_owned(),
                secret: secret.clone(),
                opened: RefCell::default(),
                opening: RefCell::default(),
                failure: RefCell::default(),
            });
            shared.push(Rc::downgrade(&made));
            made
        })
    }

    fn forget(&self, opened: &Rc<Opened>) {
        self.opened.borrow_mut().take_if(|known| Rc::ptr_eq(known, opened));
    }

    fn good(&self) -> Option<Rc<Opened>> {
        self.opened.borrow().clone().filter(|opened| now() < opened.good_until)
    }

    async fn open(self: &Rc<Self>) -> Result<Rc<Opened>, Failure> {
        if let Some(opened) = self.good() {
            return Ok(opened);
        }
        let opening = self.opening.borrow_mut().get_or_insert_with(|| self.opening()).clone();
        drop(JsFuture::from(opening).await);
        self.good()
            .ok_or_else(|| self.failure.borrow().clone().unwrap_or_else(Failure::unreachable))
    }

    fn opening(self: &Rc<Self>) -> Promise {
        let grant = Rc::clone(self);
        future_to_promise(async move {
            match grant.exchanged().await {
                Ok(opened) => {
                    grant.opened.replace(Some(Rc::new(opened)));
                }
                Err(failure) => {
                    grant.failure.replace(Some(failure));
                }
            }
            grant.opening.take();
            Ok(JsValue::UNDEFINED)
        })
    }

    /// A token in exchange for a client secret.
    async fn exchanged(&self) -> Result<Opened, Failure> {
        let secret = self.client_secret().await?;
        let base = [&self.server, "/api/v1"].concat();
        let body = json!({ "clientSecret": secret });
        let ask = Ask::post("/embed/session", &body).sent_to(base.clone(), None);
        let sent = send(&ask, None).await.map_err(|failure| match failure.code.as_str() {
            // Every server that knows parts has this address.
            "NOT_FOUND" => {
                let text = texts::NO_SERVER.with(&[("server", &self.server)]);
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

    async fn client_secret(&self) -> Result<String, Failure> {
        let told = match self.secret.call0(&JsValue::UNDEFINED) {
            Ok(told) => in_time(&Promise::resolve(&told)).await,
            Err(thrown) => Some(Err(thrown)),
        };
        let Some(told) = told else {
            return Err(Failure::own("TIMED_OUT", texts::SECRET_LATE.into()));
        };
        // Whoever looks after the console wants to know what broke in it.
        let told = told.inspect_err(web_sys::console::error_1);
        told.ok()
            .and_then(|told| told.as_string())
            .ok_or_else(|| Failure::own("NO_CLIENT_SECRET", texts::NO_SECRET.into()))
    }
}

/// What comes of a promise; none where it takes too long.
async fn in_time(promise: &Promise) -> Option<Result<JsValue, JsValue>> {
    let is_late = Rc::new(Cell::new(false));
    let mut timer = None;
    let late = Promise::new(&mut |resolve, _| {
        let is_late = Rc::clone(&is_late);
        let ring = move || {
            is_late.set(true);
            drop(resolve.call0(&JsValue::UNDEFINED));
        };
        timer = set_timeout_with_handle(ring, PATIENCE).ok();
    });
    let came = JsFuture::from(Promise::race(&Array::of2(promise, &late))).await;
    if let Some(timer) = timer {
        timer.clear();
    }
    (!is_late.get()).then_some(came)
}

/// Milliseconds by the clock of this browser.
fn now() -> i64 {
    Date::now() as i64
}

fn instant(text: &str) -> i64 {
    Date::parse(text) as i64
}
