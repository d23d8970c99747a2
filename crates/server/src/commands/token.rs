//! `tieback token`: what a program shows in place of a session.

use records::people::{self, NewToken};
use records::{Actor, RecordError, Records};

use super::user::{organisation_of, told};
use crate::cli::Token;
use crate::exit::Failure;
use crate::output;
use crate::storage;

pub(crate) fn run(arguments: &Token) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Records(error.to_string()))?;
    let secret = runtime.block_on(async {
        let records = storage::open_existing(&arguments.storage).await?;
        let secret = make(&records, arguments).await.map_err(told);
        records.database().close().await;
        secret
    })?;
    // It is written once, and kept nowhere.
    output::line(&secret)
}

async fn make(records: &Records, arguments: &Token) -> Result<String, RecordError> {
    let organisation = organisation_of(records, &arguments.account).await?;
    let user = people::find_user_by_email(records, &arguments.email).await?;
    let user = user.ok_or_else(|| RecordError::not_found("person", &arguments.email))?;
    let mut write = records.write(&organisation, &Actor::system("token"), None).await?;
    let new = NewToken {
        name: arguments.name.clone(),
        account: arguments.account.clone(),
        scope: (!arguments.action.is_empty()).then(|| arguments.action.clone()),
        expires_at: None,
    };
    let (secret, _) = people::create_token(&mut write, &user.id, new).await?;
    write.commit().await?;
    Ok(secret)
}
