//! Databases that several processes work on: filled once, and copied as often as a test needs.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Moment};

use procurement::{Instant, Sellers};
use records::{Database, Records, TravellingClock};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};

/// When the records begin.
pub(crate) const START: &str = "2024-01-02T09:00:00Z";

/// Which database a test is on.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A file in a directory of its own.
    Sqlite,
    /// A database of its own on the server at this address.
    Postgres(String),
}

/// A database that is gone with the test.
#[derive(Debug)]
pub(crate) struct Store {
    kind: Kind,
    name: String,
}

impl Kind {
    /// The server that `TIEBACK_TEST_POSTGRES` names, which every run of `cargo xtask test` does.
    pub(crate) fn postgres() -> Option<Self> {
        env::var("TIEBACK_TEST_POSTGRES").ok().filter(|url| !url.is_empty()).map(Self::Postgres)
    }
}

impl Store {
    /// An empty one.
    pub(crate) async fn new(kind: Kind) -> Self {
        let store = Self { kind, name: own_name() };
        match &store.kind {
            Kind::Sqlite => fs::create_dir_all(store.directory()).unwrap(),
            Kind::Postgres(server) => {
                on_server(server, &format!("create database {}", store.name)).await.unwrap();
            }
        }
        store
    }

    /// Another one with the same content. Nobody may have this one open.
    pub(crate) async fn copy(&self) -> Self {
        let copy = Self { kind: self.kind.clone(), name: own_name() };
        match &self.kind {
            Kind::Sqlite => {
                let log = self.directory().join("tieback.db-wal");
                assert!(!log.exists(), "the last to close it writes the log into the file");
                fs::create_dir_all(copy.directory()).unwrap();
                let file = |store: &Self| store.directory().join("tieback.db");
                fs::copy(file(self), file(&copy)).unwrap();
            }
            Kind::Postgres(server) => {
                let statement = format!("create database {} template {}", copy.name, self.name);
                // The server takes a moment to notice that everybody has left.
                let since = Moment::now();
                while let Err(error) = on_server(server, &statement).await {
                    assert!(since.elapsed() < Duration::from_secs(20), "{error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        copy
    }

    /// Tells the program where it is.
    pub(crate) fn argument(&self) -> String {
        match self.kind {
            Kind::Sqlite => format!("--data-directory={}", self.directory().display()),
            Kind::Postgres(_) => format!("--database-url={}", self.url()),
        }
    }

    /// Opens it at a time when nothing is due yet.
    pub(crate) async fn open(&self) -> Records {
        let clock = TravellingClock::at(START.parse::<Instant>().unwrap());
        let database = Database::open(&self.url()).await.unwrap();
        Records::new(database, Arc::new(clock), Sellers::built_in())
    }

    pub(crate) fn url(&self) -> String {
        match &self.kind {
            Kind::Sqlite => format!("sqlite:{}", self.directory().join("tieback.db").display()),
            Kind::Postgres(server) => {
                let (address, _) = server.rsplit_once('/').unwrap();
                format!("{address}/{}", self.name)
            }
        }
    }

    fn directory(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(&self.name)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        match self.kind.clone() {
            // What is left behind is no failure of the test.
            Kind::Sqlite => drop(fs::remove_dir_all(self.directory())),
            Kind::Postgres(server) => {
                let statement = format!("drop database if exists {} with (force)", self.name);
                // Whoever drops it may be in a runtime, which a thread of its own is not.
                let dropping = std::thread::spawn(move || {
                    in_runtime(async { on_server(&server, &statement).await.is_ok() })
                });
                let _ = dropping.join();
            }
        }
    }
}

/// Waits for something that databases do.
pub(crate) fn in_runtime<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().unwrap().block_on(work)
}

async fn on_server(url: &str, statement: &str) -> Result<(), sqlx::Error> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await?;
    let done = connection.execute(AssertSqlSafe(statement.to_owned())).await.map(|_| ());
    connection.close().await?;
    done
}

/// A name that no other test of this or another run has.
fn own_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("tieback_kill_{}_{count}", std::process::id())
}
