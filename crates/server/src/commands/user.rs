//! `tieback user`: people, from the machine of the server.

use std::time::Duration;

use records::people::{self, NewUser};
use records::{Actor, OrganisationId, RecordError, Records, organisations};

use crate::cli::{AddUser, LinkAddress, ResetUser, User};
use crate::exit::Failure;
use crate::links::{self, INVITATION_LIFETIME, RESET_LIFETIME};
use crate::output;
use crate::storage;

/// What the audit calls the commands.
const ADD: &str = "user-add";
const RESET: &str = "user-reset";

pub(crate) fn run(command: &User) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Records(error.to_string()))?;
    let url = match command {
        User::Add(arguments) => runtime.block_on(add(arguments))?,
        User::Reset(arguments) => runtime.block_on(reset(arguments))?,
    };
    match url {
        Some(url) => output::line(&url),
        None => Ok(()),
    }
}

async fn add(arguments: &AddUser) -> Result<Option<String>, Failure> {
    let records = storage::open(&arguments.storage).await?;
    let url = invite(&records, arguments).await;
    records.database().close().await;
    url
}

async fn invite(records: &Records, arguments: &AddUser) -> Result<Option<String>, Failure> {
    let user = give_rights(records, arguments).await.map_err(told)?;
    if user.has_password {
        output::error(&format!("{} signs in with the password that they have", user.email));
        return Ok(None);
    }
    link(records, ADD, &user.id, INVITATION_LIFETIME, &arguments.link).await.map(Some)
}

async fn give_rights(records: &Records, arguments: &AddUser) -> Result<people::User, RecordError> {
    let AddUser { email, name, account, policy, .. } = arguments;
    let organisation = organisation_of(records, account).await?;
    check_policies(records, &organisation, policy).await?;
    let known = people::find_user_by_email(records, email).await?;
    let mut write = records.write(&organisation, &Actor::system(ADD), None).await?;
    let user = match known {
        Some(user) => user,
        None => {
            let new = NewUser { id: None, email: email.clone(), name: name.clone() };
            people::add_user(&mut write, new).await?
        }
    };
    for policy in policy {
        people::grant(&mut write, account, &user.id, policy).await?;
    }
    write.commit().await?;
    Ok(user)
}

/// The organisation that an account is of.
pub(super) async fn organisation_of(
    records: &Records,
    account: &str,
) -> Result<OrganisationId, RecordError> {
    organisations::organisation_of_account(records, account).await?.ok_or_else(|| {
        let message = format!(
            "there is no account `{account}`: write the id of one that is there; the first comes \
             by the link that `tieback serve` writes"
        );
        RecordError::refused("UNKNOWN_ACCOUNT", "/account", message)
    })
}

/// Policies are known, before anybody is made who would have none.
async fn check_policies(
    records: &Records,
    organisation: &OrganisationId,
    policies: &[String],
) -> Result<(), RecordError> {
    let own = people::policies(records, organisation).await?;
    let is_known = |id: &str| {
        id.parse::<permissions::ManagedPolicy>().is_ok() || own.iter().any(|own| own.id == id)
    };
    let Some(unknown) = policies.iter().find(|id| !is_known(id)) else { return Ok(()) };
    let known: Vec<&str> =
        permissions::ManagedPolicy::ALL.iter().map(|policy| policy.id()).collect();
    let message = format!("there is no policy `{unknown}`: choose one of {}", known.join(", "));
    Err(RecordError::refused("UNKNOWN_POLICY", "/policy", message))
}

async fn reset(arguments: &ResetUser) -> Result<Option<String>, Failure> {
    let records = storage::open(&arguments.storage).await?;
    let url = match people::find_user_by_email(&records, &arguments.email).await {
        Ok(Some(user)) => link(&records, RESET, &user.id, RESET_LIFETIME, &arguments.link).await,
        Ok(None) => {
            let email = &arguments.email;
            output::error(&format!(
                "tieback: nobody signs in with `{email}`: check the address, or add them by \
                 `tieback user add`"
            ));
            Err(Failure::Refused)
        }
        Err(error) => Err(told(error)),
    };
    records.database().close().await;
    url.map(Some)
}

async fn link(
    records: &Records,
    command: &str,
    user: &str,
    lifetime: Duration,
    address: &LinkAddress,
) -> Result<String, Failure> {
    let actor = Actor::system(command);
    let secret = people::create_set_up_link(records, &actor, Some(user), lifetime).await;
    let secret = secret.map_err(told)?;
    Ok(links::set_up_url(&address.public_url, &secret))
}

/// What the records refuse is a matter of what was asked; all else is theirs.
pub(super) fn told(error: RecordError) -> Failure {
    match error {
        RecordError::Storage(_) | RecordError::Damaged(_) | RecordError::Busy => {
            storage::failed(&error)
        }
        refused => {
            output::error(&format!("tieback: {refused}"));
            Failure::Refused
        }
    }
}
