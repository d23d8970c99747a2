//! Databases that several processes work on: filled once, and copied as often as a test needs.

use std::sync::Arc;

use procurement::{Instant, Sellers};
use records::{Database, Records, TravellingClock};
use test_databases::FreshDatabase;
pub(crate) use test_databases::Kind;

/// When the records begin.
pub(crate) const START: &str = "2024-01-02T09:00:00Z";

/// A database that is gone with the test.
#[derive(Debug)]
pub(crate) struct Store(FreshDatabase);

impl Store {
    /// An empty one.
    pub(crate) async fn new(kind: Kind) -> Self {
        Self(FreshDatabase::new(kind).await.unwrap())
    }

    /// Another one with the same content. Nobody may have this one open.
    pub(crate) async fn copy(&self) -> Self {
        Self(self.0.copy().await.unwrap())
    }

    /// Tells the program where it is.
    pub(crate) fn argument(&self) -> String {
        match self.0.kind() {
            Kind::Sqlite => format!("--data-directory={}", self.0.directory().display()),
            Kind::Postgres(_) => format!("--database-url={}", self.0.url()),
        }
    }

    /// Opens it at a time when nothing is due yet.
    pub(crate) async fn open(&self) -> Records {
        let clock = TravellingClock::at(START.parse::<Instant>().unwrap());
        let database = Database::open(&self.0.url()).await.unwrap();
        Records::new(database, Arc::new(clock), Sellers::built_in())
    }
}

/// Waits for something that databases do.
pub(crate) fn in_runtime<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().unwrap().block_on(work)
}
