//! The records of the server: a database, a clock, and the table of sellers.

use std::sync::Arc;
use std::time::Duration;

use procurement::{BillingMonth, Instant, Sellers};
use sqlx::{Any, Transaction};

use crate::at_hand::AtHand;
use crate::clock::Clock;
use crate::database::Database;
use crate::facts::Facts;
use crate::idempotency::{self, IdempotencyKey};
use crate::write::{Actor, Write};
use crate::{OrganisationId, RecordError, Result};

/// Everything that the server keeps. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Records {
    database: Database,
    clock: Arc<dyn Clock>,
    sellers: Arc<Sellers>,
    /// Facts as they were last read: good as long as the revision and the month are the same.
    facts: AtHand<(i64, Option<BillingMonth>), Facts>,
}

/// Facts of so many organisations are kept at hand.
const AT_HAND: usize = 64;

impl Records {
    /// The records in a database, at the time of a clock.
    pub fn new(database: Database, clock: Arc<dyn Clock>, sellers: Sellers) -> Self {
        Self { database, clock, sellers: Arc::new(sellers), facts: AtHand::new(AT_HAND) }
    }

    /// The same records by another clock.
    #[must_use]
    pub fn at_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, facts: AtHand::new(AT_HAND), ..self.clone() }
    }

    /// The database that they are in.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The clock that they go by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The sellers of record that are known.
    pub fn sellers(&self) -> &Sellers {
        &self.sellers
    }

    /// Begins to read, everything as of one moment.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Transaction<'static, Any>> {
        self.database.read().await
    }

    /// Begins a change of an organisation.
    ///
    /// # Errors
    /// When there is no such organisation, the database cannot be reached, or the request was
    /// answered before.
    pub async fn write(
        &self,
        organisation: &OrganisationId,
        actor: &Actor,
        key: Option<&IdempotencyKey>,
    ) -> Result<Write> {
        let transaction = self.database.write().await?;
        let at = self.now();
        Write::begin(transaction, organisation.clone(), actor.clone(), at, key.cloned()).await
    }

    /// Looks whether a change was made before, before anything is held against the records as they
    /// are since.
    ///
    /// # Errors
    /// With the answer of then, or when the key came with another change, or the database fails.
    pub async fn look_up(&self, organisation: &OrganisationId, key: &IdempotencyKey) -> Result<()> {
        let mut read = self.read().await?;
        idempotency::look_up(&mut read, organisation.as_str(), key).await
    }

    /// Carries out a statement that takes away what is older than this, whoever's it is.
    pub(crate) async fn forget(&self, statement: &'static str, kept: Duration) -> Result<u64> {
        let kept = i64::try_from(kept.as_millis()).unwrap_or(i64::MAX);
        let before = self.now().milliseconds().saturating_sub(kept);
        let mut transaction = self.database.write().await?;
        let gone = sqlx::query(statement).bind(before).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(gone.rows_affected())
    }

    /// The revision of an organisation: it goes up with every change.
    ///
    /// # Errors
    /// When there is no such organisation, or the database fails.
    pub async fn revision(&self, organisation: &OrganisationId) -> Result<i64> {
        let mut read = self.read().await?;
        let row: Option<(i64,)> =
            sqlx::query_as("select revision from organisations where id = $1")
                .bind(organisation.as_str())
                .fetch_optional(&mut *read)
                .await?;
        row.map(|(revision,)| revision)
            .ok_or_else(|| RecordError::not_found("organisation", organisation.as_str()))
    }

    /// The facts of an organisation as they are now.
    ///
    /// # Errors
    /// When there is no such organisation, what is stored is damaged, or the database fails.
    pub async fn facts(&self, organisation: &OrganisationId) -> Result<Arc<Facts>> {
        let now = self.now();
        let revision = self.revision(organisation).await?;
        let state = (revision, now.month());
        if let Some(facts) = self.facts.of(organisation, state) {
            return Ok(facts);
        }
        let mut read = self.read().await?;
        let facts = Arc::new(Facts::load(&mut read, organisation.as_str(), now).await?);
        self.facts.keep(organisation, (facts.revision, now.month()), facts.clone());
        Ok(facts)
    }
}
