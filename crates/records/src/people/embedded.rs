//! Embed sessions: parts of the product inside the consoles of others, for a person in an account.
//!
//! Whoever embeds asks for a session and hands its client secret to the page. The page exchanges it,
//! once and within a minute, for a token that works for a quarter of an hour, from the origins that
//! were named; then it asks for the next session. What it may do is what its person may, as far as
//! the session has it.

use std::collections::BTreeSet;

use permissions::Action;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::grants;
use super::users::{self, User, user_columns};
use crate::organisations::{self, written};
use crate::write::Write;
use crate::{OrganisationId, Problem, RecordError, Records, Result, id};

/// A client secret is exchanged within so many milliseconds.
const SECRET_LIFETIME: i64 = 60 * 1000;

/// A token works for so many.
const TOKEN_LIFETIME: i64 = 15 * 60 * 1000;

/// Sessions are kept for so many after they were made, to be looked at.
const KEPT: i64 = 7 * 24 * 60 * 60 * 1000;

/// How many origins a session may name.
const ORIGINS_MAX: usize = 20;

/// How tokens of embed sessions begin.
const TOKEN_PREFIX: &str = "tbe_";

/// A part of the product that can be shown elsewhere.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    /// The coming invoices, and which purchase order line each will use.
    Preview,
    /// The charges of an agreement, and their purchase orders.
    Charges,
    /// A choice of purchase orders.
    PoPicker,
}

impl Component {
    /// What it has to be allowed to do all that it can.
    fn actions(self) -> &'static [Action] {
        use Action::{
            DescribeAgreement, GetPurchaseOrder, ListAgreementCharges, ListInvoices,
            ListPurchaseOrders, SearchAgreements, UpdatePurchaseOrders, ViewSubscriptions,
        };
        match self {
            Self::Preview => &[
                ListPurchaseOrders,
                GetPurchaseOrder,
                ViewSubscriptions,
                SearchAgreements,
                DescribeAgreement,
                ListAgreementCharges,
                ListInvoices,
            ],
            Self::Charges => &[
                ViewSubscriptions,
                DescribeAgreement,
                ListAgreementCharges,
                UpdatePurchaseOrders,
                ListPurchaseOrders,
                GetPurchaseOrder,
            ],
            Self::PoPicker => &[ListPurchaseOrders, GetPurchaseOrder],
        }
    }
}

/// An embed session, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbedSession {
    /// Its id, with which nobody can do anything.
    pub id: String,
    /// The organisation that it is of.
    #[schemars(with = "String")]
    pub organisation: OrganisationId,
    /// The person whose rights it has.
    pub user: String,
    /// The account that it acts in.
    pub account: String,
    /// The API token that asked for it; null where a person did.
    pub made_by: Option<String>,
    /// The parts that it may show.
    pub components: Vec<Component>,
    /// The actions that it may take, as far as its person may.
    #[schemars(with = "Vec<String>")]
    pub actions: Vec<Action>,
    /// The origins of pages that may show it.
    pub origins: Vec<String>,
    /// When it was made.
    pub created_at: String,
    /// Until when it works: its client secret, and once that was exchanged, its token.
    pub expires_at: String,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

/// An embed session that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEmbedSession {
    /// The person who looks at it: their id, or the address that they sign in with.
    pub user: String,
    /// The parts that it may show.
    #[schemars(length(min = 1))]
    pub components: Vec<Component>,
    /// What it is narrowed to, of the actions of its parts; null is all of them.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub actions: Option<Vec<Action>>,
    /// The origins of pages that may show it, such as `https://console.example.com`.
    #[schemars(length(min = 1, max = 20))]
    pub origins: Vec<String>,
}

/// Makes an embed session in an account and gives its client secret: that is not kept, so it must
/// not be stored with the answer either.
///
/// # Errors
/// Everything that is wrong with it, a person who may do nothing in the account among it.
pub async fn create_embed_session(
    write: &mut Write,
    account: &str,
    made_by: Option<&str>,
    new: &NewEmbedSession,
) -> Result<(String, EmbedSession)> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    organisations::find_account(connection, organisation, account).await?;
    let mut problems = Vec::new();
    let user = users::known(connection, &new.user).await?;
    let attached = match &user {
        Some(user) => grants::attached(connection, organisation, account, &user.id).await?,
        None => Vec::new(),
    };
    // Who belongs elsewhere is as little known here as who is not there.
    if attached.is_empty() || user.as_ref().is_none_or(|user| user.disabled) {
        let message = format!(
            "`{}` may do nothing in account {account}: name somebody to whom a policy is attached \
             there",
            new.user
        );
        problems.push(Problem::new("NO_RIGHTS", "/user", message));
    }
    let components = checked_components(new, &mut problems);
    let actions = checked_actions(new, &components, &mut problems);
    let origins = checked_origins(&new.origins, &mut problems);
    let Some(user) = user.filter(|_| problems.is_empty()) else {
        return Err(RecordError::refused_all(problems));
    };
    sqlx::query("delete from embed_sessions where organisation = $1 and created_at < $2")
        .bind(organisation)
        .bind(at.milliseconds() - KEPT)
        .execute(connection)
        .await?;
    let organisation = write.organisation().clone();
    let id = format!("e-{:06}", write.next("embed-session").await?);
    let secret = id::secret("tbs_", 32)?;
    let expires_at = at.milliseconds() + SECRET_LIFETIME;
    sqlx::query(
        "insert into embed_sessions
             (organisation, id, secret_hash, secret_expires_at, user_id, account, made_by,
              components, actions, origins, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(organisation.as_str())
    .bind(&id)
    .bind(id::hash_of(&secret))
    .bind(expires_at)
    .bind(&user.id)
    .bind(account)
    .bind(made_by)
    .bind(serde_json::to_string(&components)?)
    .bind(serde_json::to_string(&actions)?)
    .bind(serde_json::to_string(&origins)?)
    .bind(at.milliseconds())
    .execute(write.connection())
    .await?;
    let session = EmbedSession {
        id,
        organisation,
        user: user.id,
        account: account.to_owned(),
        made_by: made_by.map(str::to_owned),
        components,
        actions,
        origins,
        created_at: at.to_string(),
        expires_at: written(expires_at),
        revoked_at: None,
    };
    let after = serde_json::to_value(&session)?;
    let action = Action::ManageEmbedSessions.name();
    write.audit_change(action, "embed-session", &session.id, None, Some(after));
    Ok((secret, session))
}

/// Exchanges a client secret for a token. Of several who try, one gets it; a page of an origin that
/// the session does not name uses the secret up all the same, since it has leaked.
///
/// # Errors
/// When the secret is not known, was used, is too old or was revoked; when the origin is not named.
pub async fn open_embed_session(
    records: &Records,
    secret: &str,
    origin: Option<&str>,
) -> Result<(String, User, EmbedSession)> {
    let at = records.now().milliseconds();
    let token = id::secret(TOKEN_PREFIX, 32)?;
    let expires_at = at + TOKEN_LIFETIME;
    let mut transaction = records.database().write().await?;
    let taken = sqlx::query(
        "update embed_sessions
         set token_hash = $1, token_expires_at = $2
         where secret_hash = $3 and token_hash is null and revoked_at is null
             and secret_expires_at > $4",
    )
    .bind(id::hash_of(&token))
    .bind(expires_at)
    .bind(id::hash_of(secret))
    .bind(at)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    if taken.rows_affected() == 0 {
        return Err(RecordError::refused(
            "EMBED_SECRET",
            "/clientSecret",
            "this client secret is not known, was used, or is older than a minute: ask for a new \
             embed session",
        ));
    }
    let found = embed_session_of(records, &token).await?;
    let Some((user, session)) = found else {
        return Err(RecordError::refused(
            "EMBED_SECRET",
            "/clientSecret",
            "the person or the API token of this embed session was kept out meanwhile",
        ));
    };
    if !session.admits(origin) {
        return Err(RecordError::refused(
            "EMBED_ORIGIN",
            "/clientSecret",
            "pages of this origin may not show this embed session: name the origin when you ask for \
             one",
        ));
    }
    Ok((token, user, session))
}

/// Whether a secret is of an embed session, as far as its looks tell.
pub fn is_embed_token(secret: &str) -> bool {
    secret.starts_with(TOKEN_PREFIX)
}

/// Whose embed session a token is of, unless it is over, was revoked, its person or that of the API
/// token that asked for it is kept out, or that token does not work any more.
///
/// # Errors
/// When the database fails.
pub async fn embed_session_of(
    records: &Records,
    token: &str,
) -> Result<Option<(User, EmbedSession)>> {
    let mut read = records.read().await?;
    let row = sqlx::query(concat!(
        "select ",
        user_columns!(),
        ", e.id, e.organisation, e.user_id, e.account, e.made_by, e.components, e.actions,
         e.origins, e.created_at, e.secret_expires_at, e.token_expires_at, e.revoked_at
         from embed_sessions e
         join users u on u.id = e.user_id
         left join api_tokens t on t.organisation = e.organisation and t.id = e.made_by
         left join users o on o.id = t.user_id
         where e.token_hash = $1 and e.token_expires_at > $2 and e.revoked_at is null
             and u.disabled = 0 and t.revoked_at is null
             and (t.expires_at is null or t.expires_at > $2) and coalesce(o.disabled, 0) = 0"
    ))
    .bind(id::hash_of(token))
    .bind(records.now().milliseconds())
    .fetch_optional(&mut *read)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((User::read(&row)?, EmbedSession::read(&row, User::COLUMNS)?)))
}

/// Whether an embed session has a token that works.
///
/// # Errors
/// When the database fails.
pub async fn works_embedded(
    records: &Records,
    organisation: &OrganisationId,
    id: &str,
) -> Result<bool> {
    let mut read = records.read().await?;
    let row: Option<(String,)> = sqlx::query_as(
        "select e.id
         from embed_sessions e
         join users u on u.id = e.user_id
         left join api_tokens t on t.organisation = e.organisation and t.id = e.made_by
         left join users o on o.id = t.user_id
         where e.organisation = $1 and e.id = $2 and e.token_expires_at > $3
             and e.revoked_at is null and u.disabled = 0 and t.revoked_at is null
             and (t.expires_at is null or t.expires_at > $3) and coalesce(o.disabled, 0) = 0",
    )
    .bind(organisation.as_str())
    .bind(id)
    .bind(records.now().milliseconds())
    .fetch_optional(&mut *read)
    .await?;
    Ok(row.is_some())
}

/// The embed sessions of an organisation that were made in the last week, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn embed_sessions(
    records: &Records,
    organisation: &OrganisationId,
) -> Result<Vec<EmbedSession>> {
    let mut read = records.read().await?;
    let rows = sqlx::query(
        "select id, organisation, user_id, account, made_by, components, actions, origins,
             created_at, secret_expires_at, token_expires_at, revoked_at
         from embed_sessions
         where organisation = $1
         order by created_at desc, id desc",
    )
    .bind(organisation.as_str())
    .fetch_all(&mut *read)
    .await?;
    rows.iter().map(|row| EmbedSession::read(row, 0)).collect()
}

/// Ends an embed session for good. One that was revoked stays so.
///
/// # Errors
/// When the organisation has no such session.
pub async fn revoke_embed_session(write: &mut Write, id: &str) -> Result<EmbedSession> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    let row = sqlx::query(
        "select id, organisation, user_id, account, made_by, components, actions, origins,
             created_at, secret_expires_at, token_expires_at, revoked_at
         from embed_sessions
         where organisation = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let row = row.ok_or_else(|| RecordError::not_found("embed session", id))?;
    let before = EmbedSession::read(&row, 0)?;
    if before.revoked_at.is_some() {
        return Ok(before);
    }
    sqlx::query("update embed_sessions set revoked_at = $1 where organisation = $2 and id = $3")
        .bind(at.milliseconds())
        .bind(organisation)
        .bind(id)
        .execute(connection)
        .await?;
    let after = EmbedSession { revoked_at: Some(at.to_string()), ..before.clone() };
    let (was, is) = (serde_json::to_value(&before)?, serde_json::to_value(&after)?);
    let action = Action::ManageEmbedSessions.name();
    write.audit_change(action, "embed-session", id, Some(was), Some(is));
    Ok(after)
}

impl EmbedSession {
    /// Whether a page of an origin may show it. Programs and pages of the server itself tell none.
    pub fn admits(&self, origin: Option<&str>) -> bool {
        origin.is_none_or(|origin| self.origins.iter().any(|named| named == origin))
    }

    /// From a row with the columns of a session, from one of them on.
    fn read(row: &AnyRow, from: usize) -> Result<Self> {
        let text = |column: usize| row.try_get::<String, _>(from + column);
        let moment = |column: usize| row.try_get::<Option<i64>, _>(from + column);
        let expires_at = match moment(10)? {
            Some(of_token) => of_token,
            None => row.try_get(from + 9)?,
        };
        Ok(Self {
            id: text(0)?,
            organisation: OrganisationId::new(text(1)?),
            user: text(2)?,
            account: text(3)?,
            made_by: row.try_get(from + 4)?,
            components: serde_json::from_str(&text(5)?)?,
            actions: serde_json::from_str(&text(6)?)?,
            origins: serde_json::from_str(&text(7)?)?,
            created_at: written(row.try_get(from + 8)?),
            expires_at: written(expires_at),
            revoked_at: moment(11)?.map(written),
        })
    }
}

/// Every component once.
fn checked_components(new: &NewEmbedSession, problems: &mut Vec<Problem>) -> Vec<Component> {
    let components: BTreeSet<Component> = new.components.iter().copied().collect();
    if components.is_empty() {
        let message =
            "an embed session without components shows nothing: name one, such as `preview`";
        problems.push(Problem::new("NO_COMPONENTS", "/components", message));
    }
    components.into_iter().collect()
}

/// Every action once; those of the components where none are named.
fn checked_actions(
    new: &NewEmbedSession,
    components: &[Component],
    problems: &mut Vec<Problem>,
) -> Vec<Action> {
    let useful: BTreeSet<Action> =
        components.iter().flat_map(|component| component.actions()).copied().collect();
    let Some(named) = &new.actions else { return useful.into_iter().collect() };
    for (place, action) in named.iter().enumerate() {
        if !useful.contains(action) && !components.is_empty() {
            let message = format!(
                "`{action}` is of no use to these components: leave it out, or name another \
                 component"
            );
            problems.push(Problem::new("USELESS_ACTION", format!("/actions/{place}"), message));
        }
    }
    let named: BTreeSet<Action> = named.iter().copied().collect();
    named.into_iter().collect()
}

/// Every origin once, as browsers write it.
fn checked_origins(origins: &[String], problems: &mut Vec<Problem>) -> Vec<String> {
    if origins.is_empty() || origins.len() > ORIGINS_MAX {
        let message = format!("name 1 to {ORIGINS_MAX} origins of the pages that show it");
        problems.push(Problem::new("ORIGINS", "/origins", message));
    }
    let mut checked = BTreeSet::new();
    for (place, origin) in origins.iter().enumerate() {
        if is_origin(origin) {
            checked.insert(origin.clone());
        } else {
            let message = format!(
                "`{origin}` is no origin: write the scheme, the host in small letters and, unless \
                 it is the usual one, the port, such as `https://console.example.com`"
            );
            problems.push(Problem::new("INVALID_ORIGIN", format!("/origins/{place}"), message));
        }
    }
    checked.into_iter().collect()
}

/// Whether a text is what a browser sends as `Origin`. Without TLS only on the machine itself.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let is_name = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_')
    };
    let is_local =
        matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost");
    let is_host = host == "[::1]" || (!host.is_empty() && host.bytes().all(is_name));
    let usual = if scheme == "https" { "443" } else { "80" };
    let is_port = port.is_none_or(|port| {
        port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port)
            && port != usual
    });
    is_host && is_port && (scheme == "https" || (scheme == "http" && is_local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_browsers_send() {
        for origin in [
            "https://console.example.com",
            "https://console.example.com:8443",
            "http://localhost:5173",
            "http://127.0.0.1:9",
            "http://[::1]:3000",
        ] {
            assert!(is_origin(origin), "{origin}");
        }
        for other in [
            "",
            "*",
            "null",
            "console.example.com",
            "https://",
            "https://console.example.com/",
            "https://Console.example.com",
            "https://console.example.com:443",
            "https://console.example.com:0",
            "https://console.example.com:08",
            "http://console.example.com",
            "https://user@console.example.com",
            "ftp://console.example.com",
        ] {
            assert!(!is_origin(other), "{other}");
        }
    }
}
