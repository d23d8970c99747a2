//! Every route of the API, by what it is about. Addresses begin with the account that is acted in;
//! what is in none of them is about the caller, or about nobody.

mod access;
mod agreements;
mod audit;
mod charges;
mod corrections;
mod csv;
mod documents;
mod edit;
mod embed;
mod events;
mod example_users;
mod invoices;
mod offers;
mod operations;
mod order_edits;
mod order_files;
mod organisation;
mod outbox;
mod people;
mod policies;
mod preview;
mod purchase_orders;
mod runs;
mod session;
mod set_up;
mod tokens;
mod totals;
mod usage;
mod visible_change;
mod visible_invoice;

use std::any::Any;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use super::app::App;
use super::cross_origin;
use super::head;
use super::key;
use super::limits::{self, OrderUpdate};
use super::observed;
use super::openapi;
use super::patience;
use super::problem::Problem;
use super::table::Table;
use crate::site::secure;

pub(super) use charges::Upcoming;

/// All routes.
pub(crate) fn table() -> Table {
    let mut table = Table::new();
    purchase_orders::routes(&mut table);
    order_edits::routes(&mut table);
    order_files::routes(&mut table);
    offers::routes(&mut table);
    agreements::routes(&mut table);
    charges::routes(&mut table);
    usage::routes(&mut table);
    runs::routes(&mut table);
    invoices::routes(&mut table);
    documents::routes(&mut table);
    corrections::routes(&mut table);
    totals::routes(&mut table);
    outbox::routes(&mut table);
    audit::routes(&mut table);
    preview::routes(&mut table);
    events::routes(&mut table);
    access::routes(&mut table);
    session::routes(&mut table);
    example_users::routes(&mut table);
    set_up::routes(&mut table);
    organisation::routes(&mut table);
    people::routes(&mut table);
    policies::routes(&mut table);
    tokens::routes(&mut table);
    embed::routes(&mut table);
    operations::routes(&mut table);
    table
}

/// The router of the API.
pub(crate) fn router(app: App) -> Router {
    let table = table();
    let description = openapi::describe(&table).to_string();
    let mut router = Router::new();
    for route in table.routes {
        let handler = route.handler.layer(DefaultBodyLimit::max(route.body_max));
        let handler = if route.takes_key {
            let state = (app.clone(), route.body_max);
            handler.route_layer(middleware::from_fn_with_state(state, key::hash_body))
        } else {
            handler
        };
        let handler = match route.query {
            Some(_) => handler,
            None => handler.layer(middleware::from_fn(refuse_query)),
        };
        let is_update = OrderUpdate::is(route.access);
        let handler = if is_update { handler.layer(Extension(OrderUpdate)) } else { handler };
        let handler = handler.layer(middleware::from_fn_with_state(route.patience, patience::keep));
        router = router.route(route.path, handler);
    }
    let describe = move || {
        let description = description.clone();
        async move { super::body::json_text(StatusCode::OK, description) }
    };
    router
        .route("/api/v1/openapi.json", axum::routing::get(describe))
        .route("/api/{*rest}", axum::routing::any(unknown))
        .layer(middleware::from_fn(limits::seat))
        .layer(CatchPanicLayer::custom(broken))
        .layer(middleware::from_fn(head::check))
        .layer(middleware::map_response(secured))
        .layer(middleware::from_fn(cross_origin::answer))
        .layer(middleware::from_fn_with_state(app.clone(), observed::observe))
        .with_state(app)
}

/// What was asked for is nobody else's to keep, and no page.
async fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    secure(headers);
    let entry = headers.entry(header::CACHE_CONTROL);
    entry.or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A fault of ours, told as such; the log has the rest.
fn broken(_: Box<dyn Any + Send + 'static>) -> Response {
    let detail = "the server failed: its log says why, under the id of this request";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", detail).into_response()
}

/// Where an address has no parameters, one that is written by mistake is not passed over: whoever
/// adds `preview=true` means to change nothing.
async fn refuse_query(request: Request, next: Next) -> Response {
    match request.uri().query() {
        None | Some("") => next.run(request).await,
        Some(_) => {
            let message = "this address takes no parameters: leave out what follows the `?`";
            Problem::bad_request("INVALID_QUERY", "", message).into_response()
        }
    }
}

async fn unknown() -> Problem {
    Problem::not_found("there is no such address: /api/v1/openapi.json lists all")
}
