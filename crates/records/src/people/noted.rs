//! What happens to a person, in the audit of every organisation that they belong to.
//!
//! A person is known to the whole server, and an audit is an organisation's. So what is done to
//! how somebody gets in is written down wherever they may do something, with the change itself.

use procurement::Instant;
use serde_json::{Value, json};

use super::users::User;
use crate::Result;
use crate::audit::{self, AuditEntry};
use crate::database::Connection;
use crate::write::Actor;

/// Somebody sets the password of a person, themselves or by a link.
pub(super) const SET_PASSWORD: &str = "people:SetPassword";

/// Somebody ends sessions.
pub(super) const END_SESSIONS: &str = "people:EndSessions";

/// The organisations of a person, held until the transaction ends: their audits can be lengthened.
#[derive(Debug)]
pub(super) struct Belongs {
    organisations: Vec<String>,
}

/// Holds the organisations that a person belongs to, before anything else is done. Their revision
/// stays: no fact of theirs is another for it.
pub(super) async fn hold(connection: &mut Connection, user: &str) -> Result<Belongs> {
    let rows: Vec<(String,)> =
        sqlx::query_as("select distinct organisation from grants where user_id = $1")
            .bind(user)
            .fetch_all(&mut *connection)
            .await?;
    let mut organisations: Vec<String> = rows.into_iter().map(|(id,)| id).collect();
    // In one order, so that two who hold several never wait for each other.
    organisations.sort();
    for id in &organisations {
        sqlx::query("update organisations set revision = revision where id = $1")
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(Belongs { organisations })
}

impl Belongs {
    /// Writes down what was done, in all of them.
    pub(super) async fn note(
        &self,
        connection: &mut Connection,
        at: Instant,
        actor: &Actor,
        entry: &AuditEntry,
    ) -> Result<()> {
        for organisation in &self.organisations {
            let (name, request) = (actor.name.as_str(), actor.request_id.as_str());
            let entries = vec![entry.clone()];
            audit::append(connection, organisation, at, name, request, entries).await?;
        }
        Ok(())
    }
}

/// What is written down of a person.
pub(super) fn of_user(
    action: &str,
    user: &str,
    before: Option<Value>,
    after: Option<Value>,
) -> AuditEntry {
    let (action, subject) = (action.to_owned(), user.to_owned());
    AuditEntry { action, subject_kind: "user", subject, before, after }
}

/// A person who was added.
pub(super) fn added(user: &User) -> AuditEntry {
    let after = json!({ "email": user.email, "name": user.name });
    of_user(permissions::Action::ManageUsers.name(), &user.id, None, Some(after))
}
