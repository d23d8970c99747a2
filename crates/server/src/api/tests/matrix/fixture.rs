//! What the matrix asks about: an organisation with a record of every kind, all that can be a
//! member's being the member account's.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use permissions::Action;
use records::people::{self, Component, NewEmbedSession, NewToken, NewUser, PutPolicy};
use records::{Actor, OrganisationId};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::super::buying::{Due, here, members};
use super::super::harness::{
    Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, read,
};
use super::super::offers::{
    agree, ask, at, charges, integrate, metered, offer, pay_as_you_go, upfront,
};
use crate::api::{App, Config, router};

/// Who calls, in the order of the columns: their id, and the account that they have rights in.
pub(super) const CALLERS: [(Who, &str, &str); 9] = [
    (Who::Owner, "u-owner", MANAGEMENT),
    (Who::Viewer, "u-viewer", MANAGEMENT),
    (Who::OrderAdministrator, "u-orders", MANAGEMENT),
    (Who::Administrator, "u-administrator", MANAGEMENT),
    (Who::Buyer, "u-buyer", MEMBER),
    (Who::MemberViewer, "u-memberviewer", MEMBER),
    (Who::OtherMember, "u-othermember", OTHER_MEMBER),
    (Who::Foreigner, "u-foreigner", FOREIGN),
    (Who::Anonymous, "", MANAGEMENT),
];

/// The password of everybody who has one.
pub(super) const PASSWORD: &str = "a good long password";

/// What a caller shows.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    Nothing,
    Token(String),
    Cookie(String),
}

/// The organisation that is asked about.
pub(super) struct Fixture {
    pub(super) server: Server,
    /// The server of the same records, which lets anybody ask as often as they like.
    router: Router,
    foreign: OrganisationId,
    /// What stands for a name in braces in an address or a body.
    ids: BTreeMap<&'static str, String>,
    /// Invoices that nobody has asked to be issued again.
    invoices: Mutex<Vec<String>>,
    count: AtomicUsize,
}

impl Fixture {
    pub(super) async fn new(server: Server) -> Self {
        let config = Config { example: true, unlimited: true, ..Config::default() };
        let router = router(App::new(server.records.clone(), config));
        let foreign = people::caller(&server.records, "u-foreigner", FOREIGN).await.unwrap();
        let password = people::Password::from(PASSWORD);
        let open = people::Sessions::EndAll;
        people::set_password(&server.records, &Actor::system("test"), "u-owner", &password, open)
            .await
            .unwrap();
        integrate(&server).await;
        let mut fixture = Self {
            server,
            router,
            foreign: foreign.unwrap().organisation,
            ids: BTreeMap::new(),
            invoices: Mutex::default(),
            count: AtomicUsize::new(1),
        };
        fixture.invoice().await;
        fixture.buy().await;
        let policy = fixture.policy().await;
        let token = fixture.token(Who::Owner, None).await.1;
        let embedded = fixture.embed_session().await.1;
        fixture.ids.extend([("policy", policy), ("token", token), ("embedSession", embedded)]);
        fixture.person().await;
        let snapshot = fixture.server.get(Who::Owner, &here("snapshot")).await;
        fixture.ids.insert("snapshot", snapshot.text);
        fixture
    }

    /// Somebody in the member account, who calls nothing.
    async fn person(&mut self) {
        let id = "u-third".to_owned();
        let (email, name) = ("third@example.com".to_owned(), "Third".to_owned());
        let new = NewUser { id: Some(id.clone()), email, name };
        people::create_user(&self.server.records, new).await.unwrap();
        let (records, organisation) = (&self.server.records, &self.server.organisation);
        let mut write = records.write(organisation, &Actor::system("test"), None).await.unwrap();
        people::grant(&mut write, MEMBER, &id, "PurchaseOrderViewer").await.unwrap();
        write.commit().await.unwrap();
        self.ids.extend([("user", id), ("ownAccount", MEMBER.to_owned())]);
    }

    /// Invoices of the member account on `PO-1`, a run, e-mail, and a wish for a reissue.
    async fn invoice(&mut self) {
        /// Charges of other days are on other invoices.
        const CHARGES: [(&str, &str); 6] = [
            ("d-1", "2026-10-01T10:00:00Z"),
            ("d-2", "2026-10-02T10:00:00Z"),
            ("d-3", "2026-10-03T10:00:00Z"),
            ("d-4", "2026-10-04T10:00:00Z"),
            ("d-5", "2026-10-05T01:00:00Z"),
            ("d-6", "2026-10-05T02:00:00Z"),
        ];
        self.server.order("PO-1").await;
        let tags = Some(json!({ "tags": { "team": "sea" } }));
        let path = here("purchase-orders/PO-1");
        self.server.send(Who::Owner, "PATCH", &path, tags, &[]).await.expect(200);
        let owed = CHARGES.map(|(id, at)| Due { id, account: MEMBER, amount: "50", at });
        self.server.owe(&owed).await;
        let run = self.server.issue().await["id"].to_string();
        let list = self.server.get(Who::Owner, &here("invoices")).await.expect(200);
        let mut invoices = members(&list, "id");
        let invoice = invoices.pop().unwrap();
        *self.invoices.lock().unwrap() = invoices;
        let mail = self.server.get(Who::Owner, &here("outbox")).await.expect(200);
        let message = mail["items"][0]["id"].to_string();
        let reissue = self.reissue().await;
        self.ids.extend([("purchaseOrder", "PO-1".to_owned()), ("lineItem", "1".to_owned())]);
        self.ids.extend([("run", run), ("invoice", invoice), ("message", message)]);
        self.ids.insert("reissueRequest", reissue);
    }

    /// An agreement of the member account with its charges, a request and offers.
    async fn buy(&mut self) {
        let none = json!({ "choice": "none" });
        let terms = json!([upfront("500"), metered("scans")]);
        let accepted = agree(&self.server, Who::Buyer, MEMBER, offer(terms), none).await;
        let charges = charges(&accepted);
        let request = self.request().await;
        let offers = at(MEMBER, "offers");
        let own = self.server.post(Who::Buyer, &offers, offer(json!([upfront("5")]))).await;
        let public = self.server.post(Who::Buyer, &offers, pay_as_you_go("scans")).await;
        self.ids.extend([
            ("agreement", text(&accepted["agreement"]["id"])),
            ("charge", charges[0].clone()),
            ("usageCharge", charges[1].clone()),
            ("request", text(&request["id"])),
            ("offer", text(&own.expect(201)["id"])),
            ("publicOffer", text(&public.expect(201)["id"])),
            ("period", "2026-10".to_owned()),
        ]);
    }

    /// A number that no other call gets.
    pub(super) fn number(&self) -> usize {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// What a name in braces stands for; a spare record is there for one call alone.
    pub(super) async fn value(&self, name: &str) -> String {
        if let Some(known) = self.ids.get(name) {
            return known.clone();
        }
        match name {
            "spareOrder" => self.order().await,
            "spareLine" => self.line().await,
            "spareAgreement" => self.agreement(offer(json!([upfront("5")]))).await,
            "spareUsage" => self.agreement(pay_as_you_go("scans")).await,
            "spareRequest" => text(&self.request().await["id"]),
            "spareInvoice" => self.invoices.lock().unwrap().pop().unwrap(),
            "spareReissue" => self.reissue().await,
            "sparePolicy" => self.policy().await,
            "spareLink" => self.link().await,
            "spareEmbedSession" => self.embed_session().await.1,
            "spareClientSecret" => self.embed_session().await.0,
            "spareToken" => self.token(Who::Owner, None).await.1,
            _ => panic!("nothing stands for {{{name}}}"),
        }
    }

    async fn order(&self) -> String {
        let id = format!("SPARE-{}", self.number());
        let order = json!({
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
        });
        self.server.post(Who::Owner, &here("purchase-orders"), order).await.expect(201);
        id
    }

    async fn line(&self) -> String {
        let number = self.number().to_string();
        let line = json!({
            "number": number, "type": "all", "startMonth": "2026-10", "endMonth": "2026-12",
            "amount": "5.00", "quantity": "1",
        });
        let lines = here("purchase-orders/PO-1/line-items");
        self.server.post(Who::Owner, &lines, line).await.expect(200);
        number
    }

    async fn agreement(&self, offer: Value) -> String {
        let none = json!({ "choice": "none" });
        let accepted = agree(&self.server, Who::Buyer, MEMBER, offer, none).await;
        text(&accepted["agreement"]["id"])
    }

    async fn request(&self) -> Value {
        ask(&self.server, Who::Buyer, MEMBER, offer(json!([upfront("5")]))).await
    }

    async fn reissue(&self) -> String {
        let invoice = self.invoices.lock().unwrap().pop().unwrap();
        let path = here(&format!("invoices/{invoice}/reissue-requests"));
        let wish = json!({ "purchaseOrder": "PO-1", "reason": "A test" });
        text(&self.server.post(Who::Owner, &path, wish).await.expect(201)["id"])
    }

    /// The secret of a link that sets a password.
    async fn link(&self) -> String {
        const LIFETIME: Duration = Duration::from_secs(3600);
        let (records, actor) = (&self.server.records, Actor::system("test"));
        people::create_set_up_link(records, &actor, Some("u-third"), LIFETIME).await.unwrap()
    }

    /// A policy that is attached to nobody.
    async fn policy(&self) -> String {
        let id = format!("spare-{}", self.number());
        self.put_policy(
            &id,
            "forbid (principal == Tieback::User::\"u-nobody\", action, resource);",
        )
        .await;
        id
    }

    pub(super) async fn put_policy(&self, id: &str, text: &str) {
        let (records, organisation) = (&self.server.records, &self.server.organisation);
        let mut write = records.write(organisation, &Actor::system("test"), None).await.unwrap();
        let policy = PutPolicy { description: String::new(), text: text.to_owned() };
        people::put_policy(&mut write, id, policy, None).await.unwrap();
        write.commit().await.unwrap();
    }

    /// The secret and the id of a new token of somebody in the account that they have rights in.
    pub(super) async fn token(&self, who: Who, scope: Option<Vec<Action>>) -> (String, String) {
        let (user, account) = of(who);
        let own = &self.server.organisation;
        let organisation = if who == Who::Foreigner { &self.foreign } else { own };
        let actor = Actor::system("test");
        let mut write = self.server.records.write(organisation, &actor, None).await.unwrap();
        let (name, account) = ("matrix".to_owned(), account.to_owned());
        let new = NewToken { name, account, scope, expires_at: None };
        let (secret, token) = people::create_token(&mut write, user, new).await.unwrap();
        write.commit().await.unwrap();
        (secret, token.id)
    }

    /// The client secret and the id of a new embed session in the management account.
    async fn embed_session(&self) -> (String, String) {
        let new = NewEmbedSession {
            user: "u-owner".to_owned(),
            components: vec![Component::Charges],
            actions: None,
            origins: vec!["https://console.example.com".to_owned()],
        };
        let (records, organisation) = (&self.server.records, &self.server.organisation);
        let mut write = records.write(organisation, &Actor::system("test"), None).await.unwrap();
        let made = people::create_embed_session(&mut write, MANAGEMENT, None, &new).await.unwrap();
        write.commit().await.unwrap();
        (made.0, made.1.id)
    }

    /// The secret and the id of a new session of somebody.
    pub(super) async fn session(&self, who: Who) -> (String, String) {
        self.server.session(of(who).0).await
    }

    /// How often the organisation was changed.
    pub(super) async fn revision(&self) -> i64 {
        self.server.records.revision(&self.server.organisation).await.unwrap()
    }

    /// Asks as a program, or as a page does.
    pub(super) async fn ask(
        &self,
        shown: &Shown,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        // Pages send this with all that they ask, and programs may.
        request = request.header("x-tieback-client", "1");
        request = match shown {
            Shown::Nothing => request,
            Shown::Token(secret) => {
                request.header(header::AUTHORIZATION, format!("Bearer {secret}"))
            }
            Shown::Cookie(secret) => {
                request.header(header::COOKIE, format!("__Host-tieback={secret}"))
            }
        };
        if !body.is_empty() {
            let kind = if body.starts_with('{') { "application/json" } else { "text/csv" };
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = read(&parts.headers, body).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answered { status: parts.status, headers: parts.headers, text, bytes }
    }
}

/// The id of somebody, and the account that they have rights in.
pub(super) fn of(who: Who) -> (&'static str, &'static str) {
    let found = CALLERS.iter().find(|(other, ..)| *other == who);
    found.map(|(_, user, account)| (*user, *account)).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
