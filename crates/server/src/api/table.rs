//! The table of routes: what answers an address, what it is for, who may, and what goes in and
//! out. The router, the description of the API and the matrix of permissions are all made from it.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use permissions::Action;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::app::App;
use super::patience::Patience;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody, signed in or not.
    Anyone,
    /// Whoever is signed in, on what is their own.
    SignedIn,
    /// Whoever a policy allows the action.
    Action(Action),
}

/// What a request or an answer holds.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Nothing.
    Empty,
    /// JSON of a schema.
    Json(Schema),
    /// Server-sent events, each with JSON of a schema.
    Events(Schema),
    /// Something else, by its media type.
    Other(&'static str),
}

/// One route.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// The name of the operation: a verb and what it is about.
    pub(crate) id: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) access: Access,
    pub(crate) query: Option<Schema>,
    pub(crate) body: Content,
    pub(crate) status: u16,
    /// Another status that it answers with the same content.
    pub(crate) other_status: Option<u16>,
    pub(crate) answer: Content,
    /// What it answers with, by 200, where `?preview=true` asks what it would do.
    pub(crate) preview: Option<Schema>,
    pub(crate) handler: MethodRouter<App>,
    /// The most bytes that a body has.
    pub(crate) body_max: usize,
    /// How long it may take.
    pub(crate) patience: Patience,
    /// Whether it looks at `If-Match`.
    pub(crate) is_versioned: bool,
    /// Whether it looks at `Idempotency-Key`.
    pub(crate) takes_key: bool,
    schemas: std::rc::Rc<std::cell::RefCell<SchemaGenerator>>,
}

/// A JSON body has at most so many bytes, unless its route says otherwise.
const BODY_MAX: usize = 1024 * 1024;

/// All routes, in the order in which they are described.
pub(crate) struct Table {
    pub(crate) routes: Vec<Route>,
    pub(crate) schemas: std::rc::Rc<std::cell::RefCell<SchemaGenerator>>,
}

impl Table {
    pub(crate) fn new() -> Self {
        let settings = schemars::generate::SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        let schemas = std::rc::Rc::new(std::cell::RefCell::new(settings.into_generator()));
        Self { routes: Vec::new(), schemas }
    }

    pub(crate) fn get<H, T>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: H,
    ) -> &mut Route
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, id, handler)
    }

    pub(crate) fn post<H, T>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: H,
    ) -> &mut Route
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, id, handler)
    }

    pub(crate) fn put<H, T>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: H,
    ) -> &mut Route
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::PUT, MethodFilter::PUT, path, id, handler)
    }

    pub(crate) fn patch<H, T>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: H,
    ) -> &mut Route
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::PATCH, MethodFilter::PATCH, path, id, handler)
    }

    pub(crate) fn delete<H, T>(
        &mut self,
        path: &'static str,
        id: &'static str,
        handler: H,
    ) -> &mut Route
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::DELETE, MethodFilter::DELETE, path, id, handler)
    }

    fn add<H, T>(
        &mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        id: &'static str,
        handler: H,
    ) -> &mut Route
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = Route {
            method,
            path,
            id,
            summary: "",
            access: Access::SignedIn,
            query: None,
            body: Content::Empty,
            status: 200,
            other_status: None,
            answer: Content::Empty,
            preview: None,
            handler: on(filter, handler),
            body_max: BODY_MAX,
            patience: Patience::USUAL,
            is_versioned: false,
            takes_key: false,
            schemas: self.schemas.clone(),
        };
        self.routes.push(route);
        let last = self.routes.len() - 1;
        &mut self.routes[last]
    }
}

impl Route {
    /// What it does, in a sentence.
    pub(crate) fn summary(&mut self, summary: &'static str) -> &mut Self {
        self.summary = summary;
        self
    }

    /// Who may call it.
    pub(crate) fn needs(&mut self, action: Action) -> &mut Self {
        self.access = Access::Action(action);
        self.takes_key = self.method != Method::GET;
        self
    }

    /// It changes a record of the version that `If-Match` names, and no other.
    pub(crate) fn versioned(&mut self) -> &mut Self {
        self.is_versioned = true;
        self
    }

    /// It changes nothing, so it may be repeated without a key.
    pub(crate) fn only_computes(&mut self) -> &mut Self {
        self.takes_key = false;
        self
    }

    /// Nobody has to be signed in.
    pub(crate) fn open(&mut self) -> &mut Self {
        self.access = Access::Anyone;
        self
    }

    /// Its parameters in the query.
    pub(crate) fn query<T: JsonSchema>(&mut self) -> &mut Self {
        // The parameters are listed one by one, so the type is not referred to.
        self.query = Some(self.schemas.borrow_mut().root_schema_for::<T>());
        self
    }

    /// Its body, JSON of a type.
    pub(crate) fn takes<T: JsonSchema>(&mut self) -> &mut Self {
        self.body = Content::Json(self.schemas.borrow_mut().subschema_for::<T>());
        self
    }

    /// Its body, of a media type.
    pub(crate) fn takes_other(&mut self, kind: &'static str) -> &mut Self {
        self.body = Content::Other(kind);
        self
    }

    /// What it answers with when all is well.
    pub(crate) fn answers<T: JsonSchema>(&mut self, status: u16) -> &mut Self {
        self.status = status;
        self.answer = Content::Json(self.schemas.borrow_mut().subschema_for::<T>());
        self
    }

    /// What it answers with, by 200, where `?preview=true` asks what it would do.
    pub(crate) fn previews<T: JsonSchema>(&mut self) -> &mut Self {
        self.preview = Some(self.schemas.borrow_mut().subschema_for::<T>());
        self
    }

    /// It may answer the same with another status.
    pub(crate) fn or_status(&mut self, status: u16) -> &mut Self {
        self.other_status = Some(status);
        self
    }

    /// It answers with server-sent events, their data JSON of a type.
    pub(crate) fn answers_events<T: JsonSchema>(&mut self) -> &mut Self {
        self.answer = Content::Events(self.schemas.borrow_mut().subschema_for::<T>());
        self
    }

    /// What it answers with, of a media type.
    pub(crate) fn answers_other(&mut self, kind: &'static str) -> &mut Self {
        self.answer = Content::Other(kind);
        self
    }

    /// It answers with nothing.
    pub(crate) fn answers_nothing(&mut self) -> &mut Self {
        self.status = 204;
        self.answer = Content::Empty;
        self
    }

    /// Its body may be as large as this.
    pub(crate) fn body_up_to(&mut self, bytes: usize) -> &mut Self {
        self.body_max = bytes;
        self
    }

    /// It computes a whole account, or brings in a file.
    pub(crate) fn may_take_long(&mut self) -> &mut Self {
        self.patience = Patience::LONG;
        self
    }
}
