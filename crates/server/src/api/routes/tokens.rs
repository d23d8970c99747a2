//! API tokens. Everybody who may manages their own; who may give rights sees those of others too,
//! and revokes them. Nobody makes one for somebody else, because it acts in that person's name.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use permissions::{Action, Resource, ResourceKind};
use records::people::{self, ApiToken, NewToken};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::{Caller, Credential};
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const LIST: &str = "/api/v1/accounts/{account}/tokens";
const ONE: &str = "/api/v1/accounts/{account}/tokens/{token}";

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listTokens", list_tokens)
        .summary("Lists the caller's API tokens in the account, and those that they may revoke.")
        .needs(Action::ManageTokens)
        .query::<PageQuery>()
        .answers::<Page<ApiToken>>(200);
    table
        .post(LIST, "createToken", create_token)
        .summary("Makes an API token of the caller in the account; its secret is shown once.")
        .needs(Action::ManageTokens)
        .takes::<TokenDetails>()
        .answers::<MadeToken>(201);
    table
        .delete(ONE, "revokeToken", revoke_token)
        .summary("Ends an API token for good.")
        .needs(Action::ManageTokens)
        .answers::<ApiToken>(200);
}

/// A token that is to be made, of the caller in the account acted in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenDetails {
    /// What it is for.
    name: String,
    /// The actions that it is narrowed to; null is everything that the caller may.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    scope: Option<Vec<Action>>,
    /// Until when it works; null is for ever.
    #[serde(default)]
    expires_at: Option<String>,
}

/// A token that was made.
#[derive(Debug, Serialize, JsonSchema)]
struct MadeToken {
    #[serde(flatten)]
    token: ApiToken,
    /// What a program sends. It is not kept: null where the request is answered once more.
    secret: Option<String>,
}

async fn list_tokens(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<ApiToken>>> {
    caller.require_here(Action::ManageTokens)?;
    let mut tokens = people::tokens(&app.records, &caller.organisation).await?;
    tokens.retain(|token| is_visible(&caller, token));
    let number = |token: &ApiToken| (token.id.len(), token.id.clone());
    Ok(axum::Json(page::after(tokens, query.cursor.as_deref(), query.limit, number)?))
}

/// Their own in this account, and all where they may give rights.
fn is_visible(caller: &Caller, token: &ApiToken) -> bool {
    let is_own = token.user == caller.signed_in.user.id && token.account == caller.account;
    let place = Resource::new(ResourceKind::Account, &token.account, &token.account);
    is_own || caller.may(Action::ManageUsers, &place)
}

async fn create_token(
    State(app): State<App>,
    caller: Caller,
    Body(details): Body<TokenDetails>,
) -> Answer<Response> {
    caller.require_here(Action::ManageTokens)?;
    refuse_growth(&app, &caller).await?;
    let TokenDetails { name, scope, expires_at } = details;
    let new = NewToken { name, account: caller.account.clone(), scope, expires_at };
    let mut write = caller.write(&app).await?;
    let (secret, token) = people::create_token(&mut write, &caller.signed_in.user.id, new).await?;
    let mut made = MadeToken { token, secret: None };
    write.commit_with(StatusCode::CREATED.as_u16(), &made).await?;
    made.secret = Some(secret);
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// A token that is narrowed, or ends, makes none that is not: else it was never so.
async fn refuse_growth(app: &App, caller: &Caller) -> Answer<()> {
    let Credential::Token { id, organisation, scope, .. } = &caller.signed_in.credential else {
        return Ok(());
    };
    let tokens = people::tokens(&app.records, organisation).await?;
    let is_endless = tokens.iter().any(|token| token.id == *id && token.expires_at.is_none());
    if is_endless && scope.is_none() {
        return Ok(());
    }
    let detail = "a token that is narrowed or expires makes no tokens: sign in to make one";
    Err(Problem::new(StatusCode::FORBIDDEN, "NARROWED_TOKEN", detail))
}

async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    caller.require_here(Action::ManageTokens)?;
    let tokens = people::tokens(&app.records, &caller.organisation).await?;
    if !tokens.iter().any(|token| token.id == id && is_visible(&caller, token)) {
        return Err(Problem::not_found(format!("there is no token `{id}`")));
    }
    let mut write = caller.write(&app).await?;
    let token = people::revoke_token(&mut write, &id).await?;
    Ok(body::stored(write.commit_with(200, &token).await?))
}
