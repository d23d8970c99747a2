//! People of the organisation: inviting them, what they may do in which account, keeping them out.
//!
//! A person is known to the whole server, and may belong to several organisations. So an
//! organisation's administrators never get hold of how somebody signs in who belongs elsewhere too.

mod access;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use permissions::{Action, ManagedPolicy, Resource, ResourceKind};
use records::people::{self, NewUser, OwnPolicy, Person, User};
use records::{Problem as Place, RecordError, organisations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation::{visible_account, visible_accounts};
use super::session::placed;
use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;
use crate::links::{self, INVITATION_LIFETIME};

const LIST: &str = "/api/v1/accounts/{account}/people";
const ONE: &str = "/api/v1/accounts/{account}/people/{user}";
const GRANTS: &str = "/api/v1/accounts/{account}/people/{user}/grants/{ownAccount}";

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listPeople", list_people)
        .summary(
            "Lists the people of the organisation with their policies; a member account sees \
                  its own.",
        )
        .needs(Action::ManageUsers)
        .query::<PageQuery>()
        .answers::<Page<Person>>(200);
    table
        .post(LIST, "createPerson", create_person)
        .summary("Invites somebody: attaches policies, and gives a link to set a password by.")
        .needs(Action::ManageUsers)
        .takes::<Invitation>()
        .answers::<Invited>(201);
    table
        .get(ONE, "getPerson", get_person)
        .summary("One person with their policies; its `ETag` is the version of both.")
        .needs(Action::ManageUsers)
        .answers::<Person>(200);
    table
        .put(GRANTS, "updateGrants", update_grants)
        .summary("Sets the policies that are attached to a person in an account, all of them.")
        .needs(Action::ManageUsers)
        .versioned()
        .takes::<PolicyList>()
        .answers::<PolicyList>(200);
    access::routes(table);
}

/// Somebody who is invited.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Invitation {
    /// The address that they will sign in with.
    email: String,
    /// Their name.
    name: String,
    /// What they may do from the beginning: one policy at least.
    grants: Vec<NewGrants>,
}

/// Policies that are to be attached in an account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewGrants {
    /// The account.
    account: String,
    /// The ids of the policies.
    policies: Vec<String>,
}

/// Who was invited.
#[derive(Debug, Serialize, JsonSchema)]
struct Invited {
    #[serde(flatten)]
    person: Person,
    #[serde(flatten)]
    link: Link,
}

/// A link by which somebody sets a password, once.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Link {
    /// Where it leads. It is not kept: null where the request is answered once more.
    url: Option<String>,
    /// Until when it works.
    expires_at: String,
}

/// The policies attached to a person in an account.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PolicyList {
    /// Their ids; none takes all away.
    #[schemars(length(max = 110))]
    policies: Vec<String>,
}

async fn list_people(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<Person>>> {
    caller.require_here(Action::ManageUsers)?;
    let everybody = people::people_of(&app.records, &caller.organisation).await?;
    let visible = everybody.into_iter().filter_map(|person| seen_by(&caller, person)).collect();
    let email = |person: &Person| person.user.email.clone();
    Ok(axum::Json(page::after(visible, query.cursor.as_deref(), query.limit, email)?))
}

/// What of a person is there for a caller: who acts in a member account sees that account's.
fn seen_by(caller: &Caller, mut person: Person) -> Option<Person> {
    person.grants.retain(|grants| caller.is_management() || grants.account == caller.account);
    (!person.grants.is_empty()).then_some(person)
}

async fn get_person(
    State(app): State<App>,
    caller: Caller,
    Path((_, user)): Path<(String, String)>,
) -> Answer<Response> {
    caller.require_here(Action::ManageUsers)?;
    let person = find(&app, &caller, &user).await?;
    let person = seen_by(&caller, person).ok_or_else(|| unknown(&user))?;
    Ok(body::versioned(person.user.version, &person))
}

/// A person with all that they may do, of whom the caller sees something.
async fn find(app: &App, caller: &Caller, user: &str) -> Answer<Person> {
    let everybody = people::people_of(&app.records, &caller.organisation).await?;
    let found = everybody.into_iter().find(|person| person.user.id == user);
    found.filter(|person| seen_by(caller, person.clone()).is_some()).ok_or_else(|| unknown(user))
}

fn unknown(user: &str) -> Problem {
    Problem::not_found(format!("there is no user `{user}`"))
}

async fn create_person(
    State(app): State<App>,
    caller: Caller,
    Body(invitation): Body<Invitation>,
) -> Answer<Response> {
    caller.require_here(Action::ManageUsers)?;
    let Invitation { email, name, grants } = &invitation;
    let new = NewUser { id: None, email: email.clone(), name: name.clone() };
    let mut problems = people::user_problems(&new);
    let known = people::find_user_by_email(&app.records, email).await?;
    if let Some(known) = &known {
        problems.extend(belongs_already(&app, known).await?);
    }
    problems.extend(grants_problems(&app, &caller, grants).await?);
    if !problems.is_empty() {
        return Err(RecordError::refused_all(problems).into());
    }
    let mut write = caller.write(&app).await?;
    let user = match known {
        Some(known) => people::start_anew(&mut write, &known.id).await?,
        None => people::add_user(&mut write, new).await?,
    };
    for (index, grants) in invitation.grants.iter().enumerate() {
        for (position, policy) in grants.policies.iter().enumerate() {
            let granted = people::grant(&mut write, &grants.account, &user.id, policy).await;
            let place = format!("/grants/{index}/policies/{position}");
            granted.map_err(|error| placed(error, "/policy", &place))?;
        }
    }
    let user = people::user_in(&mut write, &user.id).await?;
    let secret = people::add_set_up_link(&mut write, &user.id, INVITATION_LIFETIME).await?;
    let expires_at = links::expiry(write.at(), INVITATION_LIFETIME);
    let person = Person { grants: attached(&invitation), user };
    let mut invited = Invited { person, link: Link { url: None, expires_at } };
    write.commit_with(StatusCode::CREATED.as_u16(), &invited).await?;
    invited.link.url = Some(links::set_up_url(&app.config.public_url, &secret));
    Ok((StatusCode::CREATED, axum::Json(invited)).into_response())
}

/// The grants of an invitation in the form in which they are listed.
fn attached(invitation: &Invitation) -> Vec<people::AccountGrants> {
    let mut by_account = BTreeMap::<&str, BTreeSet<&str>>::new();
    for grants in &invitation.grants {
        let policies = grants.policies.iter().map(String::as_str);
        by_account.entry(&grants.account).or_default().extend(policies);
    }
    let listed = by_account.into_iter().map(|(account, policies)| people::AccountGrants {
        account: account.to_owned(),
        policies: policies.into_iter().map(str::to_owned).collect(),
    });
    listed.collect()
}

/// Accounts are there and the caller's to give rights in, and policies are known: before anybody
/// is made.
async fn grants_problems(app: &App, caller: &Caller, grants: &[NewGrants]) -> Answer<Vec<Place>> {
    let accounts = visible_accounts(app, caller).await?;
    let own = people::policies(&app.records, &caller.organisation).await?;
    let mut problems = Vec::new();
    for (index, NewGrants { account, policies }) in grants.iter().enumerate() {
        let place = format!("/grants/{index}");
        if accounts.iter().any(|known| known.id == *account) {
            require_in(caller, account)?;
        } else {
            let message = format!("there is no account `{account}`: choose one of the list");
            problems.push(Place::new("UNKNOWN_ACCOUNT", format!("{place}/account"), message));
        }
        problems.extend(unknown_policies(&own, policies, &format!("{place}/policies")));
        if policies.is_empty() {
            let message = "name a policy at least, or leave the account out";
            problems.push(Place::new("NO_POLICIES", format!("{place}/policies"), message));
        }
    }
    if grants.is_empty() {
        let message = "say what they may do: a policy in an account at least";
        problems.push(Place::new("NO_GRANTS", "/grants", message));
    }
    Ok(problems)
}

/// Policies that are neither managed nor the organisation's own.
fn unknown_policies(own: &[OwnPolicy], policies: &[String], place: &str) -> Vec<Place> {
    let is_known = |policy: &str| {
        policy.parse::<ManagedPolicy>().is_ok() || own.iter().any(|own| own.id == policy)
    };
    let unknown = policies.iter().enumerate().filter(|(_, policy)| !is_known(policy));
    let problem = |(position, policy): (usize, &String)| {
        let message =
            format!("there is no policy `{policy}`: choose a managed one, or write it first");
        Place::new("UNKNOWN_POLICY", format!("{place}/{position}"), message)
    };
    unknown.map(problem).collect()
}

async fn refuse_unknown(app: &App, caller: &Caller, policies: &[String]) -> Answer<()> {
    let own = people::policies(&app.records, &caller.organisation).await?;
    match unknown_policies(&own, policies, "/policies") {
        problems if problems.is_empty() => Ok(()),
        problems => Err(RecordError::refused_all(problems).into()),
    }
}

/// Refuses unless the caller may give rights in an account.
fn require_in(caller: &Caller, account: &str) -> Answer<()> {
    let place = Resource::new(ResourceKind::Account, account, account);
    caller.require(Action::ManageUsers, &place)
}

/// Only whoever belongs nowhere any more can be invited by an address that is known.
async fn belongs_already(app: &App, known: &User) -> Answer<Option<Place>> {
    let memberships = organisations::organisations_of_user(&app.records, &known.id).await?;
    Ok((!memberships.is_empty()).then(|| {
        let message = format!(
            "somebody signs in with `{}` already: if they are on the list of people, attach \
             policies to them there; else ask the operator of the server to add them by \
             `tieback user add`",
            known.email
        );
        Place::new("EMAIL_TAKEN", "/email", message)
    }))
}

async fn update_grants(
    State(app): State<App>,
    caller: Caller,
    Path((_, user, account)): Path<(String, String, String)>,
    headers: HeaderMap,
    Body(wanted): Body<PolicyList>,
) -> Answer<Response> {
    caller.require_here(Action::ManageUsers)?;
    let account = visible_account(&app, &caller, &account).await?.id;
    require_in(&caller, &account)?;
    find(&app, &caller, &user).await?;
    let version = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    people::expect_version(&mut write, &user, version).await?;
    // Nobody else changes it from here on.
    let before = people::grants_of(&app.records, &caller.organisation, &user).await?;
    let before = before.into_iter().find(|grants| grants.account == account);
    let mut attached = before.map(|grants| grants.policies).unwrap_or_default();
    refuse_unknown(&app, &caller, &wanted.policies).await?;
    // What is new comes first, so that the last administrator can become another kind of one.
    for (index, policy) in wanted.policies.iter().enumerate() {
        let granted = people::grant(&mut write, &account, &user, policy).await;
        let place = format!("/policies/{index}");
        attached = granted.map_err(|error| placed(error, "/policy", &place))?;
    }
    let gone: Vec<String> =
        attached.iter().filter(|id| !wanted.policies.contains(id)).cloned().collect();
    for policy in &gone {
        attached = people::revoke_grant(&mut write, &account, &user, policy).await?;
    }
    let answer = PolicyList { policies: attached };
    Ok(body::stored(write.commit_with(200, &answer).await?))
}
