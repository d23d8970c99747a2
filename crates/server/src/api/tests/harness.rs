//! A server with two organisations and people of every role.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use procurement::Sellers;
use records::organisations::{NewAccount, NewOrganisation, OrganisationKind};
use records::people::{NewToken, NewUser};
use records::{Actor, Database, OrganisationId, Records, TravellingClock};
use records::{organisations, people};
use serde_json::Value;
use test_databases::{FreshDatabase, Kind};
use tokio_stream::StreamExt;
use tower::ServiceExt;

use crate::api::{App, Config, router};

/// Makes a test of a name run on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($name:ident, |$server:ident| async $test:block) => {
        async fn $name($server: $crate::api::tests::harness::Server) {
            $test
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::api::tests::harness::on_sqlite(super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::api::tests::harness::on_postgres(super::$name).await;
            }
        }
    };
}
pub(super) use on_both;

/// The management account, a member of it, and an account of another organisation.
pub(super) const MANAGEMENT: &str = "111111111111";
pub(super) const MEMBER: &str = "222222222222";
pub(super) const OTHER_MEMBER: &str = "333333333333";
pub(super) const FOREIGN: &str = "999999999999";

/// When tests begin.
pub(super) const START: &str = "2026-10-05T09:00:00Z";

/// Who calls, by what they may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Everything, in the management account.
    Owner,
    /// `PurchaseOrderViewer` in the management account.
    Viewer,
    /// `PurchaseOrderAdministrator` in the management account.
    OrderAdministrator,
    /// `OrganisationAdministrator` in the management account.
    Administrator,
    /// `MarketplaceBuyer` in the member account.
    Buyer,
    /// `PurchaseOrderViewer` in the member account: nothing that a buyer may.
    MemberViewer,
    /// `FullAccess` in the other member account.
    OtherMember,
    /// `FullAccess` in the other organisation.
    Foreigner,
    /// Nobody.
    Anonymous,
}

const PEOPLE: [(Who, &str, &str, &str); 8] = [
    (Who::Owner, "owner", MANAGEMENT, "FullAccess"),
    (Who::Viewer, "viewer", MANAGEMENT, "PurchaseOrderViewer"),
    (Who::OrderAdministrator, "orders", MANAGEMENT, "PurchaseOrderAdministrator"),
    (Who::Administrator, "administrator", MANAGEMENT, "OrganisationAdministrator"),
    (Who::Buyer, "buyer", MEMBER, "MarketplaceBuyer"),
    (Who::MemberViewer, "memberviewer", MEMBER, "PurchaseOrderViewer"),
    (Who::OtherMember, "othermember", OTHER_MEMBER, "FullAccess"),
    (Who::Foreigner, "foreigner", FOREIGN, "FullAccess"),
];

/// A server under test.
#[derive(Clone)]
pub(super) struct Server {
    router: Router,
    pub(super) app: App,
    pub(super) records: Records,
    pub(super) clock: Arc<TravellingClock>,
    pub(super) organisation: OrganisationId,
    tokens: Arc<Vec<(Who, String)>>,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    /// The body as it came.
    pub(super) bytes: Bytes,
}

impl Answered {
    /// The body as JSON.
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The body, after a look at the status.
    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// `CODE /pointer` of every problem, or the code where there is no place.
    #[track_caller]
    pub(super) fn refused(self, status: u16) -> Vec<String> {
        let body = self.expect(status);
        let places = body["problems"].as_array().cloned().unwrap_or_default();
        if places.is_empty() {
            return vec![body["code"].as_str().unwrap_or_default().to_owned()];
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        places
            .iter()
            .map(|place| format!("{} {}", text(&place["code"]), text(&place["pointer"])))
            .collect()
    }
}

impl Server {
    async fn start(url: &str) -> Self {
        let clock = Arc::new(TravellingClock::at(START.parse().unwrap()));
        let database = Database::open(url).await.unwrap();
        let records = Records::new(database, clock.clone(), Sellers::built_in());
        let organisation = organisation(&records, "Acme", MANAGEMENT).await;
        organisation_members(&records, &organisation).await;
        let foreign = organisation_foreign(&records).await;
        let mut tokens = Vec::new();
        for (who, name, account, policy) in PEOPLE {
            let organisation = if account == FOREIGN { &foreign } else { &organisation };
            tokens.push((who, token(&records, organisation, name, account, policy).await));
        }
        let public_url = "https://tieback.example/".to_owned();
        let config = Config { public_url, ..Config::default() };
        let app = App::new(records.clone(), config);
        let router = router(app.clone());
        Self { router, app, records, clock, organisation, tokens: Arc::new(tokens) }
    }

    /// Asks with a body of JSON, as somebody.
    pub(super) async fn send(
        &self,
        who: Who,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = self.token(who) {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.ask(request.body(body).unwrap()).await
    }

    /// The API token of somebody; nobody has none.
    pub(super) fn token(&self, who: Who) -> Option<&str> {
        let found = self.tokens.iter().find(|(other, _)| *other == who);
        found.map(|(_, token)| token.as_str())
    }

    /// Asks exactly this.
    pub(super) async fn ask(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = read(&parts.headers, body).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answered { status: parts.status, headers: parts.headers, text, bytes }
    }

    /// The same records, served by another server.
    pub(super) fn served_by(&self, app: App) -> Self {
        Self { router: router(app.clone()), app, ..self.clone() }
    }

    /// The same records, served by a server that lets anybody ask as often as they like.
    pub(super) fn unlimited(&self) -> Self {
        let config = Config { unlimited: true, ..Config::default() };
        self.served_by(App::new(self.records.clone(), config))
    }

    /// Asks for what comes bit by bit.
    pub(super) async fn open(&self, request: Request<Body>) -> (StatusCode, BodyDataStream) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        (response.status(), response.into_body().into_data_stream())
    }

    /// The secret and the id of a new session of somebody.
    pub(super) async fn session(&self, user: &str) -> (String, String) {
        let (secret, session) = people::open_session(&self.records, user, "test").await.unwrap();
        (secret, session.id)
    }

    pub(super) async fn get(&self, who: Who, path: &str) -> Answered {
        self.send(who, "GET", path, None, &[]).await
    }

    pub(super) async fn post(&self, who: Who, path: &str, body: Value) -> Answered {
        self.send(who, "POST", path, Some(body), &[]).await
    }
}

/// The body of an answer. Of events, which have no end, it is the first.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Bytes {
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
        return body.into_data_stream().next().await.unwrap().unwrap();
    }
    to_bytes(body, usize::MAX).await.unwrap()
}

async fn organisation(records: &Records, name: &str, account: &str) -> OrganisationId {
    let account = NewAccount { id: account.to_owned(), name: format!("{name} account") };
    let kind = OrganisationKind::Organisation;
    let new = NewOrganisation { id: None, name: name.to_owned(), kind, account };
    let actor = Actor::system("test");
    organisations::create_organisation(records, &actor, new).await.unwrap().id
}

async fn organisation_members(records: &Records, organisation: &OrganisationId) {
    let mut write = records.write(organisation, &Actor::system("test"), None).await.unwrap();
    for id in [MEMBER, OTHER_MEMBER] {
        let account = NewAccount { id: id.to_owned(), name: format!("Member {id}") };
        organisations::add_account(&mut write, account).await.unwrap();
    }
    write.commit().await.unwrap();
}

async fn organisation_foreign(records: &Records) -> OrganisationId {
    organisation(records, "Others", FOREIGN).await
}

async fn token(
    records: &Records,
    organisation: &OrganisationId,
    name: &str,
    account: &str,
    policy: &str,
) -> String {
    let user = NewUser {
        id: Some(format!("u-{name}")),
        email: format!("{name}@example.com"),
        name: name.to_owned(),
    };
    let user = people::create_user(records, user).await.unwrap();
    let mut write = records.write(organisation, &Actor::system("test"), None).await.unwrap();
    people::grant(&mut write, account, &user.id, policy).await.unwrap();
    let new = NewToken {
        name: "test".to_owned(),
        account: account.to_owned(),
        scope: None,
        expires_at: None,
    };
    let (secret, _) = people::create_token(&mut write, &user.id, new).await.unwrap();
    write.commit().await.unwrap();
    secret
}

/// Runs a test on SQLite.
pub(super) async fn on_sqlite<F>(test: impl FnOnce(Server) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    on(Kind::Sqlite, test).await;
}

/// Runs a test on PostgreSQL, where there is a server for tests.
pub(super) async fn on_postgres<F>(test: impl FnOnce(Server) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    if let Some(kind) = Kind::postgres() {
        on(kind, test).await;
    }
}

async fn on<F>(kind: Kind, test: impl FnOnce(Server) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let database = FreshDatabase::new(kind).await.unwrap();
    let server = Server::start(&database.url()).await;
    let outcome = tokio::spawn(test(server.clone())).await;
    server.records.database().close().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}
