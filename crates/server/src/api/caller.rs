//! Who calls, in which account, and whether they may: every route asks here.
//!
//! A browser shows a session cookie, and a header that no other site can make it send with one; a
//! program shows an API token. The account is part of the address. One that the caller has no
//! policy in is not there for them, so foreign ids are answered as unknown ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use permissions::{Action, Denial, PolicyBook, Principal, Resource, ResourceKind};
use records::people::{self, User};
use records::{Actor, Facts, IdempotencyKey, KeptOrder, OrganisationId, Write};

use super::app::App;
use super::cross_origin;
use super::key;
use super::limits::{OrderUpdate, Seat};
use super::observed::RequestId;
use super::problem::Problem;

/// The name keeps the cookie to this host, and to connections that nobody reads along.
pub(crate) const COOKIE: &str = "__Host-tieback";

/// Pages send it with every request that changes something; forms of other sites cannot.
const CLIENT: HeaderName = HeaderName::from_static("x-tieback-client");

/// Whom a page takes to be signed in. Its cookie is the browser's, where another page may have signed
/// in somebody else since.
const USER: HeaderName = HeaderName::from_static("x-tieback-user");

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How somebody showed who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// By the cookie of a session, by its id.
    Session(String),
    /// By an API token, by its id, which is for one account.
    Token {
        id: String,
        organisation: OrganisationId,
        account: String,
        scope: Option<BTreeSet<Action>>,
    },
    /// By the token of an embed session, by its id, which is for one account and narrowed.
    Embedded { id: String, organisation: OrganisationId, account: String, scope: BTreeSet<Action> },
}

impl Credential {
    /// The one account that it is for; none where it is for all of its person's.
    pub(crate) fn account(&self) -> Option<&str> {
        match self {
            Self::Session(_) => None,
            Self::Token { account, .. } | Self::Embedded { account, .. } => Some(account),
        }
    }

    /// The actions that it is narrowed to.
    fn scope(&self) -> Option<&BTreeSet<Action>> {
        match self {
            Self::Session(_) => None,
            Self::Token { scope, .. } => scope.as_ref(),
            Self::Embedded { scope, .. } => Some(scope),
        }
    }
}

/// Somebody who is known, in no account yet.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) user: User,
    pub(crate) credential: Credential,
    pub(crate) request_id: String,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let known = identify(parts, app).await?;
        let is_write = !parts.method.is_safe();
        let limited = known.limited(app);
        app.limits.request(&limited, is_write)?;
        if parts.extensions.get::<OrderUpdate>().is_some() && !is_preview(parts) {
            app.limits.order_update(&limited)?;
        }
        parts.extensions.insert(known.clone());
        Ok(known)
    }
}

/// Somebody who is known, and has something large computed: they wait for a place before their body
/// is read.
#[derive(Debug, Clone)]
pub(crate) struct Seated;

impl FromRequestParts<App> for Seated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if let Some(seat) = parts.extensions.get::<Seat>() {
            seat.take(app.limits.place_of_one(&signed_in.limited(app)).await?);
        }
        Ok(Self)
    }
}

/// Whether it is only asked what a change would move.
fn is_preview(parts: &Parts) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    query.split('&').any(|parameter| parameter == "preview=true")
}

async fn identify(parts: &Parts, app: &App) -> Result<SignedIn, Problem> {
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    if let Some(secret) = bearer(&parts.headers) {
        if people::is_embed_token(secret) {
            return embedded(parts, app, secret, request_id).await;
        }
        let (user, token) =
            people::token_of(&app.records, secret).await?.ok_or_else(Problem::signed_out)?;
        let credential = Credential::Token {
            id: token.id,
            organisation: token.organisation,
            account: token.account,
            scope: token.scope.map(|scope| scope.into_iter().collect()),
        };
        return Ok(SignedIn { user, credential, request_id });
    }
    let secret = cookie(&parts.headers).ok_or_else(Problem::signed_out)?;
    if !parts.method.is_safe() {
        check_same_site(&parts.headers)?;
    }
    let (user, session) =
        people::session_of(&app.records, secret).await?.ok_or_else(Problem::signed_out)?;
    if parts.headers.get(USER).is_some_and(|meant| *meant != user.id) {
        return Err(Problem::signed_out());
    }
    Ok(SignedIn { user, credential: Credential::Session(session.id), request_id })
}

/// Whose embed session a token is of. A page of another origin than those that the session names
/// has no business with it.
async fn embedded(
    parts: &Parts,
    app: &App,
    secret: &str,
    request_id: String,
) -> Result<SignedIn, Problem> {
    let found = people::embed_session_of(&app.records, secret).await?;
    let (user, session) = found.ok_or_else(Problem::signed_out)?;
    if !session.admits(cross_origin::origin(&parts.headers)) {
        let detail = "pages of this origin may not show this embed session: name the origin when \
                      you ask for one";
        return Err(Problem::new(StatusCode::FORBIDDEN, "EMBED_ORIGIN", detail));
    }
    let credential = Credential::Embedded {
        id: session.id,
        organisation: session.organisation,
        account: session.account,
        scope: session.actions.into_iter().collect(),
    };
    Ok(SignedIn { user, credential, request_id })
}

impl SignedIn {
    /// Names whoever calls, for limits and idempotency keys.
    pub(crate) fn principal(&self) -> String {
        match &self.credential {
            Credential::Session(_) => format!("user:{}", self.user.id),
            Credential::Token { id, organisation, .. } => format!("token:{organisation}/{id}"),
            Credential::Embedded { id, organisation, .. } => format!("embed:{organisation}/{id}"),
        }
    }

    /// Whose the limits are: the caller's. The people of an example are anybody's, so there it is
    /// the browser's.
    fn limited(&self, app: &App) -> String {
        match &self.credential {
            Credential::Session(id) if app.config.example => format!("session:{id}"),
            _ => self.principal(),
        }
    }

    /// Who changes something, for the audit.
    pub(crate) fn actor(&self) -> Actor {
        let name = match &self.credential {
            Credential::Session(_) => format!("user:{}", self.user.id),
            Credential::Token { id, .. } => format!("token:{id}"),
            Credential::Embedded { id, .. } => format!("embed:{id}"),
        };
        Actor { name, request_id: self.request_id.clone() }
    }
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The secret of the session, where a browser sends one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

/// A change comes from our own pages, or it is none.
pub(crate) fn check_same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let site = headers.get(FETCH_SITE).and_then(|value| value.to_str().ok());
    let is_ours = headers.contains_key(CLIENT) && site.is_none_or(|site| site == "same-origin");
    if is_ours {
        return Ok(());
    }
    let detail = "changes come from the pages of this server, with the header `X-Tieback-Client`; \
                  programs use an API token";
    Err(Problem::new(StatusCode::FORBIDDEN, "CROSS_SITE", detail))
}

/// Somebody who calls in an account.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) signed_in: SignedIn,
    pub(crate) organisation: OrganisationId,
    /// The account acted in.
    pub(crate) account: String,
    /// The account that keeps the purchase orders: the management account, or the regular one.
    pub(crate) management: String,
    principal: Principal,
    policies: Arc<PolicyBook>,
    key: Option<IdempotencyKey>,
}

/// Somebody who calls in an account, and has their place in its organisation. Found once in a
/// request: looked for again, they would wait for a second place while they hold the first.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    signed_in: SignedIn,
    account: String,
    standing: people::Standing,
}

impl FromRequestParts<App> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let account = account(parts, app).await?;
        let unknown = || Problem::not_found(format!("there is no account `{account}`"));
        if signed_in.credential.account().is_some_and(|own| own != account) {
            return Err(unknown());
        }
        let standing = people::caller(&app.records, &signed_in.user.id, &account).await?;
        let standing = standing.ok_or_else(unknown)?;
        if let Some(seat) = parts.extensions.get::<Seat>() {
            seat.take(app.limits.place_of_caller(&signed_in.limited(app)).await?);
            seat.take(app.limits.place(&standing.organisation).await?);
        }
        let known = Self { signed_in, account, standing };
        parts.extensions.insert(known.clone());
        Ok(known)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let known = Known::from_request_parts(parts, app).await?;
        let Known { signed_in, account, standing } = known;
        let policies = app.policies(&standing.organisation).await?;
        let principal = Principal {
            user: signed_in.user.id.clone(),
            account: account.clone(),
            is_management: standing.is_management(),
            policies: standing.policies,
            scope: signed_in.credential.scope().cloned(),
        };
        let key = key::of(parts, &signed_in)?;
        let organisation = standing.organisation;
        if let Some(key) = &key {
            app.records.look_up(&organisation, key).await?;
        }
        let management = standing.management_account;
        Ok(Self { signed_in, organisation, account, management, principal, policies, key })
    }
}

async fn account(parts: &mut Parts, app: &App) -> Result<String, Problem> {
    let parameters = RawPathParams::from_request_parts(parts, app).await;
    let parameters = parameters.map_err(|_| Problem::not_found("there is nothing there"))?;
    let account = parameters.iter().find(|(name, _)| *name == "account");
    Ok(account.map(|(_, value)| value.to_owned()).unwrap_or_default())
}

impl Caller {
    /// Whether the account acted in is the one that keeps the purchase orders.
    pub(crate) fn is_management(&self) -> bool {
        self.principal.is_management
    }

    /// Refuses unless a policy allows the action on the resource.
    pub(crate) fn require(&self, action: Action, resource: &Resource) -> Result<(), Problem> {
        let decision = self.policies.decide(&self.principal, action, resource);
        decision.into_result().map_err(|denial| Problem::forbidden(&denial))
    }

    /// Why the action is refused on the resource, where it is.
    pub(crate) fn denial(&self, action: Action, resource: &Resource) -> Option<Denial> {
        self.policies.decide(&self.principal, action, resource).into_result().err()
    }

    /// Whether a policy allows the action on the resource.
    pub(crate) fn may(&self, action: Action, resource: &Resource) -> bool {
        self.policies.allows(&self.principal, action, resource)
    }

    /// Whether a policy may decide by tags.
    pub(crate) fn is_asked_for_tags(&self) -> bool {
        self.is_management() && self.policies.has_own()
    }

    /// Whether a policy may decide of other accounts otherwise than of the one acted in: the managed
    /// ones let the management account do in all what it may do at all.
    pub(crate) fn may_differ_by_account(&self) -> bool {
        self.is_asked_for_tags()
    }

    /// Refuses unless a policy allows the action in the account acted in.
    pub(crate) fn require_here(&self, action: Action) -> Result<(), Problem> {
        self.require(action, &self.here())
    }

    /// The account acted in, as a resource.
    pub(crate) fn here(&self) -> Resource {
        Resource::new(ResourceKind::Account, &self.account, &self.account)
    }

    /// Refuses unless the action, which is the organisation's, is allowed there.
    pub(crate) fn require_organisation(&self, action: Action) -> Result<(), Problem> {
        self.require(action, &self.of_organisation())
    }

    /// The organisation, as a resource.
    pub(crate) fn of_organisation(&self) -> Resource {
        let id = self.organisation.as_str();
        Resource::new(ResourceKind::Organisation, id, &self.management)
    }

    /// A purchase order as a resource, with its tags.
    pub(crate) fn order(&self, order: &KeptOrder) -> Resource {
        let mut resource = self.order_of(&order.order.id);
        resource.tags.clone_from(&order.order.tags);
        resource
    }

    /// The purchase order of an id as a resource, with its tags where it is there.
    pub(crate) fn order_in(&self, facts: &Facts, id: &str) -> Resource {
        facts.order(id).map_or_else(|| self.order_of(id), |order| self.order(order))
    }

    /// A purchase order that is not there, or whose tags do not matter.
    pub(crate) fn order_of(&self, id: &str) -> Resource {
        Resource::new(ResourceKind::PurchaseOrder, id, &self.management)
    }

    /// The same with tags that it would get.
    pub(crate) fn order_with(&self, id: &str, tags: BTreeMap<String, String>) -> Resource {
        let mut resource = self.order_of(id);
        resource.request_tags = tags;
        resource
    }

    /// An agreement of an account. All of ours are purchases.
    pub(crate) fn agreement(&self, id: &str, account: &str) -> Resource {
        let mut resource = Resource::new(ResourceKind::Agreement, id, account);
        resource.agreement_type = Some("PurchaseAgreement".to_owned());
        resource
    }

    /// An invoice of an account.
    pub(crate) fn invoice(&self, id: &str, account: &str) -> Resource {
        Resource::new(ResourceKind::Invoice, id, account)
    }

    /// Begins a change of the organisation in the caller's name.
    pub(crate) async fn write(&self, app: &App) -> Result<Write, Problem> {
        let actor = self.signed_in.actor();
        Ok(app.records.write(&self.organisation, &actor, self.key.as_ref()).await?)
    }
}
