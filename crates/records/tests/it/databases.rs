//! A fresh database of each kind for each test.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use procurement::{Instant, Sellers};
use records::organisations::{
    NewAccount, NewOrganisation, Organisation, OrganisationKind, add_account, create_organisation,
};
use records::{Actor, Database, OrganisationId, RecordError, Records, TravellingClock, Write};
use test_databases::{FreshDatabase, Kind};
use tokio::task::{JoinError, LocalSet};

/// Makes a test of a name run on SQLite and on PostgreSQL:
/// `on_both!(a_name, |records| async { … });`
macro_rules! on_both {
    ($name:ident, |$records:ident| async $test:block) => {
        async fn $name($records: $crate::databases::TestRecords) {
            $test
        }

        mod $name {
            #[tokio::test]
            async fn sqlite() {
                $crate::databases::on_sqlite(super::$name).await;
            }

            #[tokio::test]
            async fn postgres() {
                $crate::databases::on_postgres(super::$name).await;
            }
        }
    };
}
pub(crate) use on_both;

/// When tests begin.
pub(crate) const START: &str = "2026-10-05T09:00:00Z";

/// Records in a database of their own, at a time that the test chooses.
#[derive(Debug, Clone)]
pub(crate) struct TestRecords {
    records: Records,
    /// Stands still until it is moved.
    pub(crate) clock: Arc<TravellingClock>,
}

impl Deref for TestRecords {
    type Target = Records;

    fn deref(&self) -> &Records {
        &self.records
    }
}

impl TestRecords {
    async fn open(url: &str) -> Self {
        let clock = Arc::new(TravellingClock::at(START.parse().unwrap()));
        let database = Database::open(url).await.unwrap();
        let records = Records::new(database, clock.clone(), Sellers::built_in());
        Self { records, clock }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        let milliseconds = i64::try_from(time.as_millis()).unwrap();
        let now = self.now().milliseconds();
        self.clock.travel(Instant::from_milliseconds(now + milliseconds));
    }

    /// Begins a change as a person of the organisation.
    pub(crate) async fn change(&self, organisation: &OrganisationId) -> Write {
        self.write(organisation, &actor(), None).await.unwrap()
    }

    /// Makes an organisation with a management account.
    pub(crate) async fn organisation(&self, account: &str) -> Organisation {
        let new = new_organisation(OrganisationKind::Organisation, account);
        create_organisation(self, &actor(), new).await.unwrap()
    }

    /// Adds a member account to an organisation.
    pub(crate) async fn member(&self, organisation: &OrganisationId, account: &str) {
        let mut write = self.change(organisation).await;
        let new = NewAccount { id: account.to_owned(), name: format!("Member {account}") };
        add_account(&mut write, new).await.unwrap();
        write.commit().await.unwrap();
    }

    /// What was written down in an organisation: actions, subjects, before and after.
    pub(crate) async fn audit(&self, organisation: &OrganisationId) -> Vec<String> {
        let mut read = self.read().await.unwrap();
        let rows: Vec<(String, String, Option<String>, Option<String>)> = sqlx::query_as(
            "select action, subject, before, after
             from audit
             where organisation = $1
             order by sequence",
        )
        .bind(organisation.as_str())
        .fetch_all(&mut *read)
        .await
        .unwrap();
        let text = |value: Option<String>| value.unwrap_or_else(|| "null".to_owned());
        rows.into_iter()
            .map(|(action, subject, before, after)| {
                format!("{action} {subject} {} {}", text(before), text(after))
            })
            .collect()
    }
}

/// Who changes things in tests.
pub(crate) fn actor() -> Actor {
    Actor { name: "user:u-test".to_owned(), request_id: "test".to_owned() }
}

/// An organisation that is to be created, named for its account.
pub(crate) fn new_organisation(kind: OrganisationKind, account: &str) -> NewOrganisation {
    NewOrganisation {
        id: None,
        name: format!("Organisation {account}"),
        kind,
        account: NewAccount { id: account.to_owned(), name: format!("Account {account}") },
    }
}

/// The codes and places of what was refused, or the code of a conflict.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, RecordError>) -> Vec<String> {
    match result.unwrap_err() {
        RecordError::Refused(problems) => {
            problems.iter().map(|problem| format!("{} {}", problem.code, problem.pointer)).collect()
        }
        RecordError::Conflict { code, .. } => vec![code.to_owned()],
        RecordError::NotFound { kind, id } => vec![format!("no {kind} {id}")],
        other => vec![other.to_string()],
    }
}

/// Runs a test on SQLite.
pub(crate) async fn on_sqlite<F>(test: impl FnOnce(TestRecords) -> F)
where
    F: Future<Output = ()> + 'static,
{
    on(Kind::Sqlite, test).await;
}

/// Runs a test on PostgreSQL, where there is a server for tests.
pub(crate) async fn on_postgres<F>(test: impl FnOnce(TestRecords) -> F)
where
    F: Future<Output = ()> + 'static,
{
    if let Some(kind) = Kind::postgres() {
        on(kind, test).await;
    }
}

async fn on<F>(kind: Kind, test: impl FnOnce(TestRecords) -> F)
where
    F: Future<Output = ()> + 'static,
{
    let database = FreshDatabase::new(kind).await.unwrap();
    let outcome = outcome_of(TestRecords::open(&database.url()).await, test).await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// Runs a test to its end, even one that fails, and closes its database.
async fn outcome_of<F>(
    records: TestRecords,
    test: impl FnOnce(TestRecords) -> F,
) -> Result<(), JoinError>
where
    F: Future<Output = ()> + 'static,
{
    let here = LocalSet::new();
    let running = here.spawn_local(test(records.clone()));
    let outcome = here.run_until(running).await;
    // A test that failed may have left something running that never ends.
    let _ = tokio::time::timeout(Duration::from_secs(5), records.database().close()).await;
    outcome
}
