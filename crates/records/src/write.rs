//! A change in an organisation, from its beginning to its commit.

use procurement::Instant;
use serde::Serialize;
use sqlx::{Any, Transaction};

use crate::audit::{self, AuditEntry};
use crate::database::Connection;
use crate::facts::Facts;
use crate::idempotency::{self, IdempotencyKey, StoredAnswer};
use crate::{OrganisationId, RecordError, Result};

/// Who changes something, and by which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `user:ID`, `token:ID` or `system`.
    pub name: String,
    /// The id of the request, or of the run.
    pub request_id: String,
}

impl Actor {
    /// The server itself: the scheduler, a command on its machine.
    pub fn system(request_id: impl Into<String>) -> Self {
        Self { name: "system".to_owned(), request_id: request_id.into() }
    }
}

/// One transaction that changes an organisation, and holds it until it ends.
///
/// Changes of one organisation follow each other: the first thing that a write does is to raise
/// the organisation's revision, whose row it holds from then on. So what a write has read cannot
/// change under it, and nothing in it has to be locked again. A write that is dropped did nothing.
#[derive(Debug)]
pub struct Write {
    transaction: Transaction<'static, Any>,
    organisation: OrganisationId,
    revision: i64,
    at: Instant,
    actor: Actor,
    key: Option<IdempotencyKey>,
    entries: Vec<AuditEntry>,
}

impl Write {
    pub(crate) async fn begin(
        mut transaction: Transaction<'static, Any>,
        organisation: OrganisationId,
        actor: Actor,
        at: Instant,
        key: Option<IdempotencyKey>,
    ) -> Result<Self> {
        let revision: Option<(i64,)> = sqlx::query_as(
            "update organisations set revision = revision + 1 where id = $1 returning revision",
        )
        .bind(organisation.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((revision,)) = revision else {
            return Err(RecordError::not_found("organisation", organisation.as_str()));
        };
        if let Some(key) = &key {
            idempotency::look_up(&mut transaction, organisation.as_str(), key).await?;
        }
        let entries = Vec::new();
        Ok(Self { transaction, organisation, revision, at, actor, key, entries })
    }

    /// The organisation that is changed.
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// The revision that the organisation will have.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// When it is done.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// Who does it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The facts of the organisation as they are in this change, which nobody else can change now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facts(&mut self) -> Result<Facts> {
        let at = self.at;
        let (organisation, connection) = self.parts();
        Facts::load(connection, organisation, at).await
    }

    /// The connection, for statements of this transaction.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.transaction
    }

    /// The organisation's id in writing, and the connection: what most statements need.
    pub fn parts(&mut self) -> (&str, &mut Connection) {
        (self.organisation.as_str(), &mut self.transaction)
    }

    /// The next number of a counter of the organisation, from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self, counter: &str) -> Result<i64> {
        self.take(counter, 1).await
    }

    /// Takes several numbers at once, and gives the first of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take(&mut self, counter: &str, count: i64) -> Result<i64> {
        let (organisation, connection) = self.parts();
        let (value,): (i64,) = sqlx::query_as(
            "insert into counters (organisation, name, value) values ($1, $2, $3)
             on conflict (organisation, name) do update set value = counters.value + $3
             returning value",
        )
        .bind(organisation)
        .bind(counter)
        .bind(count)
        .fetch_one(connection)
        .await?;
        Ok(value - count + 1)
    }

    /// Writes down what is changed, for the audit.
    pub fn audit(&mut self, entry: AuditEntry) {
        self.entries.push(entry);
    }

    /// The same for a record that was there, and is there.
    pub fn audit_change(
        &mut self,
        action: &str,
        subject_kind: &'static str,
        subject: &str,
        before: Option<serde_json::Value>,
        after: Option<serde_json::Value>,
    ) {
        self.audit(AuditEntry {
            action: action.to_owned(),
            subject_kind,
            subject: subject.to_owned(),
            before,
            after,
        });
    }

    /// Makes it so.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn commit(mut self) -> Result<()> {
        self.write_audit().await?;
        self.transaction.commit().await?;
        Ok(())
    }

    /// Makes it so, and keeps what the request is answered with for when it is sent again.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn commit_with(
        mut self,
        status: u16,
        answer: &impl Serialize,
    ) -> Result<StoredAnswer> {
        let answer = StoredAnswer { status, body: serde_json::to_string(answer)? };
        self.write_audit().await?;
        if let Some(key) = &self.key {
            let at = self.at.milliseconds();
            let organisation = self.organisation.as_str();
            idempotency::store(&mut self.transaction, organisation, key, &answer, at).await?;
        }
        self.transaction.commit().await?;
        Ok(answer)
    }

    async fn write_audit(&mut self) -> Result<()> {
        let entries = std::mem::take(&mut self.entries);
        let (organisation, actor) = (self.organisation.as_str(), &self.actor);
        let transaction = &mut self.transaction;
        audit::append(transaction, organisation, self.at, &actor.name, &actor.request_id, entries)
            .await
    }
}
