//! E-mail on its way: what waits, what was sent, what was given up.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use documents::notice_email;
use permissions::Action;
use records::organisations;
use records::outbox::{self, OutboxMessage, OutboxQuery, OutboxState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::body::{self, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page};
use crate::api::problem::Answer;
use crate::api::table::Table;
use crate::mail;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/accounts/{account}/outbox", "listOutbox", list_outbox)
        .summary(
            "Lists e-mail with its text and what became of it, the latest first, about purchase \
             orders that the caller may see.",
        )
        .needs(Action::ReadOutbox)
        .query::<ListQuery>()
        .answers::<Outbox>(200);
    table
        .post("/api/v1/accounts/{account}/outbox/{message}/retry", "retryMail", retry_mail)
        .summary("Sends an e-mail that waits, or that was given up, as soon as possible.")
        .needs(Action::ManageSettings)
        .answers::<OutboxMessage>(200);
}

/// Which e-mail, and which page of it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListQuery {
    /// What became of it.
    state: Option<OutboxState>,
    /// The purchase order that it is about, by its number.
    purchase_order: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

/// A page of the outbox.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Outbox {
    #[serde(flatten)]
    page: Page<Mail>,
    /// Whether this server sends mail. Where no mail server is named, mail waits.
    sends_mail: bool,
}

/// An e-mail as its reader gets it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Mail {
    #[serde(flatten)]
    message: OutboxMessage,
    /// The purchase order that it is about.
    purchase_order: String,
    /// Its subject.
    subject: String,
    /// Its text.
    text: String,
}

async fn list_outbox(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer<Json<Outbox>> {
    caller.require_organisation(Action::ReadOutbox)?;
    let ListQuery { state, purchase_order, cursor, limit } = query;
    let limit = page::entries(limit)?;
    let organisation = organisations::find_organisation(&app.records, &caller.organisation).await?;
    let facts = app.records.facts(&caller.organisation).await?;
    // A message tells how its purchase order is.
    let is_shown = |message: &OutboxMessage| {
        let order = caller.order_in(&facts, &message.payload.purchase_order);
        caller.may(Action::GetPurchaseOrder, &order)
    };
    let part = |cursor: Option<String>| {
        let (records, organisation) = (&app.records, &caller.organisation);
        let purchase_order = purchase_order.clone();
        async move {
            let before = page::before(cursor.as_deref())?;
            let query = OutboxQuery { state, purchase_order, before, limit: Some(limit) };
            Ok(outbox::list(records, organisation, &query).await?)
        }
    };
    let shown = page::shown(cursor, limit, part, is_shown, |message| message.id.to_string());
    let shown = shown.await?;
    let written = |message: OutboxMessage| {
        let public_url = &app.config.public_url;
        let notice = mail::notice(public_url, &organisation.name, &message.payload);
        let email = notice_email(&notice);
        let purchase_order = message.payload.purchase_order.clone();
        Mail { message, purchase_order, subject: email.subject, text: email.text }
    };
    let items = shown.items.into_iter().map(written).collect();
    let page = Page { items, next: shown.next, total: None };
    Ok(Json(Outbox { page, sends_mail: app.config.sends_mail }))
}

async fn retry_mail(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, i64)>,
) -> Answer<Response> {
    caller.require_organisation(Action::ManageSettings)?;
    let mut write = caller.write(&app).await?;
    let message = outbox::retry(&mut write, id).await?;
    Ok(body::stored(write.commit_with(200, &message).await?))
}
