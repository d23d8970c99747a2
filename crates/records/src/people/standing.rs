//! What a person is and may do in an account, as every decision needs it.

use serde::Serialize;

use crate::organisations::AccountRole;
use crate::{OrganisationId, Records, Result};

/// A person's standing in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// The organisation that the account is of.
    pub organisation: OrganisationId,
    /// The account acted in.
    pub account: String,
    /// What the account is in its organisation.
    pub role: AccountRole,
    /// The account that keeps the purchase orders: the management account, or the regular one.
    pub management_account: String,
    /// The ids of the policies attached to the person in it, at least one.
    pub policies: Vec<String>,
}

impl Standing {
    /// Whether the account is the one that keeps the purchase orders.
    pub fn is_management(&self) -> bool {
        self.role != AccountRole::Member
    }
}

/// What a person is and may do in an account; none for whom nothing is attached to there, and for
/// who is disabled.
///
/// # Errors
/// When the database fails.
pub async fn caller(records: &Records, user: &str, account: &str) -> Result<Option<Standing>> {
    let mut read = records.read().await?;
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "select a.organisation, a.role, m.id, g.policy
         from accounts a
         join accounts m on m.organisation = a.organisation and m.role <> 'member'
         join grants g on g.organisation = a.organisation and g.account = a.id
         join users u on u.id = g.user_id
         where a.id = $1 and u.id = $2 and u.disabled = 0",
    )
    .bind(account)
    .bind(user)
    .fetch_all(&mut *read)
    .await?;
    let Some((organisation, role, management, _)) = rows.first() else { return Ok(None) };
    let (organisation, management_account) =
        (OrganisationId::new(organisation), management.clone());
    let role = AccountRole::read(role)?;
    let mut policies: Vec<String> = rows.into_iter().map(|(_, _, _, policy)| policy).collect();
    policies.sort();
    let account = account.to_owned();
    Ok(Some(Standing { organisation, account, role, management_account, policies }))
}
