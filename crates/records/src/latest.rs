//! Who changed an organisation last, for those who look at it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{OrganisationId, RecordError, Records, Result};

/// The state of an organisation, and the person whose change was the last that was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Latest {
    /// The revision of the organisation.
    pub revision: i64,
    /// The name of the person; null where it was a program, the scheduler, or nobody yet, and where
    /// whoever asks acts in a member account that the person has no policies in, or in a part of this
    /// in another console.
    pub by: Option<String>,
    /// The id of that person.
    pub user: Option<String>,
}

/// The state of an organisation as it is now.
///
/// # Errors
/// When there is no such organisation, or the database fails.
pub async fn latest(records: &Records, organisation: &OrganisationId) -> Result<Latest> {
    let mut read = records.read().await?;
    let found: Option<(i64, Option<String>)> = sqlx::query_as(
        "select o.revision,
                (select a.actor from audit a
                 where a.organisation = o.id
                 order by a.sequence desc limit 1)
         from organisations o
         where o.id = $1",
    )
    .bind(organisation.as_str())
    .fetch_optional(&mut *read)
    .await?;
    let (revision, actor) =
        found.ok_or_else(|| RecordError::not_found("organisation", organisation.as_str()))?;
    let user = actor.as_deref().and_then(|actor| actor.strip_prefix("user:"));
    let Some(user) = user else { return Ok(Latest { revision, by: None, user: None }) };
    let name: Option<(String,)> = sqlx::query_as("select name from users where id = $1")
        .bind(user)
        .fetch_optional(&mut *read)
        .await?;
    Ok(Latest { revision, by: name.map(|(name,)| name), user: Some(user.to_owned()) })
}
