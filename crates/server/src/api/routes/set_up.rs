//! Setting a password by a link: the first start, an invitation, a reset.
//!
//! The secret of a link comes in bodies only, never in an address: logs and histories have those.

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use records::organisations::NewOrganisation;
use records::people::{self, FirstStart, LinkPurpose, NewUser, Password, SetUpLink, User};
use records::{Problem as Place, RecordError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::session::{SMALL, SignedInAs, open, placed};
use crate::api::app::App;
use crate::api::body::Body;
use crate::api::caller::{check_same_site, cookie};
use crate::api::observed::RequestId;
use crate::api::peer::Peer;
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/set-up", "getSetUp", get_set_up)
        .summary("How the server stands before anybody signs in, and whether somebody is.")
        .open()
        .answers::<SetUpState>(200);
    table
        .post("/api/v1/set-up:find", "findSetUpLink", find_set_up_link)
        .summary("What a set-up link is for, while it works.")
        .open()
        .body_up_to(SMALL)
        .takes::<LinkSecret>()
        .answers::<SetUpLink>(200);
    table
        .post("/api/v1/set-up", "useSetUpLink", use_set_up_link)
        .summary(
            "Uses a set-up link: sets a password, at the first start of the first person of \
                  the first organisation, and signs in.",
        )
        .open()
        .body_up_to(SMALL)
        .takes::<SetUp>()
        .answers::<SignedInAs>(201);
}

/// How the server stands before anybody signs in.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SetUpState {
    /// Whether nobody is there yet: its first start goes by the link that it printed.
    first_start: bool,
    /// Whether it shows example data, and lets anybody sign in.
    example: bool,
    /// Whether the browser that asks shows the cookie of a session. Asking for the session itself
    /// would be an error for all others, which browsers complain about.
    signed_in: bool,
}

/// The secret of a link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LinkSecret {
    /// What stands behind the `#` of the link.
    secret: String,
}

/// What a link is used for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetUp {
    /// What stands behind the `#` of the link.
    secret: String,
    /// The password from now on.
    password: Password,
    /// At the first start: who the first person is.
    #[serde(default)]
    user: Option<NewUser>,
    /// At the first start: the first organisation.
    #[serde(default)]
    organisation: Option<NewOrganisation>,
}

async fn get_set_up(State(app): State<App>, headers: HeaderMap) -> Answer<axum::Json<SetUpState>> {
    let first_start = !people::has_users(&app.records).await?;
    let signed_in = match cookie(&headers) {
        Some(secret) => people::session_of(&app.records, secret).await?.is_some(),
        None => false,
    };
    Ok(axum::Json(SetUpState { first_start, example: app.config.example, signed_in }))
}

async fn find_set_up_link(
    State(app): State<App>,
    Peer(address): Peer,
    Body(link): Body<LinkSecret>,
) -> Answer<axum::Json<SetUpLink>> {
    app.limits.set_up(&format!("find:{}", link.secret), address)?;
    let found = people::find_link(&app.records, &link.secret).await;
    Ok(axum::Json(found.map_err(of_link)?))
}

async fn use_set_up_link(
    State(app): State<App>,
    Peer(address): Peer,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    Body(set_up): Body<SetUp>,
) -> Answer<Response> {
    check_same_site(&headers)?;
    app.limits.set_up(&set_up.secret, address)?;
    let user = used(&app, &request, set_up).await.map_err(of_link)?;
    open(&app, &headers, user).await
}

async fn used(app: &App, request: &RequestId, set_up: SetUp) -> Result<User, RecordError> {
    let SetUp { secret, password, user, organisation } = set_up;
    match people::find_link(&app.records, &secret).await?.purpose {
        LinkPurpose::FirstStart => {
            let absent = missing(user.is_none(), organisation.is_none());
            let (Some(user), Some(organisation)) = (user, organisation) else {
                return Err(absent);
            };
            let start = FirstStart { organisation, user, password };
            Ok(people::use_first_link(&app.records, &secret, start).await?.0)
        }
        LinkPurpose::Password { .. } => {
            if user.is_some() || organisation.is_some() {
                return Err(RecordError::refused(
                    "NOT_FIRST_START",
                    "",
                    "this link sets a password and nothing else: send the secret and the password",
                ));
            }
            people::use_link(&app.records, &request.0, &secret, &password).await
        }
    }
}

fn missing(user: bool, organisation: bool) -> RecordError {
    let parts = [
        (user, "/user", "the first start needs its first person: send `user`"),
        (organisation, "/organisation", "the first start needs its organisation: send it"),
    ];
    let missing = parts.into_iter().filter(|(is_missing, _, _)| *is_missing);
    RecordError::refused_all(
        missing.map(|(_, pointer, message)| Place::new("MISSING", pointer, message)).collect(),
    )
}

/// The request calls the link's secret by its name.
fn of_link(error: RecordError) -> Problem {
    placed(error, "/link", "/secret")
}
