//! Fresh databases for tests: one for each test that asks, of either kind, gone with the test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};

/// Which kind a database is of.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A file in a directory of its own.
    Sqlite,
    /// A database of its own on the server at this address.
    Postgres(String),
}

impl Kind {
    /// The server that `TIEBACK_TEST_POSTGRES` names, which every run of `cargo xtask test` does.
    pub fn postgres() -> Option<Self> {
        env::var("TIEBACK_TEST_POSTGRES").ok().filter(|url| !url.is_empty()).map(Self::Postgres)
    }
}

/// A database that is gone with its value, whether or not the test failed.
#[derive(Debug)]
pub struct FreshDatabase {
    kind: Kind,
    name: String,
}

/// The file of an embedded database in its directory: the one that the program looks for.
const FILE: &str = "tieback.db";

/// So long a server may take to notice that everybody has left a database.
const PATIENCE: Duration = Duration::from_secs(20);

impl FreshDatabase {
    /// An empty one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn new(kind: Kind) -> Result<Self, sqlx::Error> {
        let fresh = Self { kind, name: own_name() };
        match &fresh.kind {
            Kind::Sqlite => fs::create_dir_all(fresh.directory())?,
            Kind::Postgres(server) => {
                on_server(server, &format!("create database {}", fresh.name)).await?;
            }
        }
        Ok(fresh)
    }

    /// Another one with the same content. Nobody may have this one open.
    ///
    /// # Errors
    /// When somebody has it open, or it cannot be made.
    pub async fn copy(&self) -> Result<Self, sqlx::Error> {
        let copy = Self { kind: self.kind.clone(), name: own_name() };
        match &self.kind {
            Kind::Sqlite => {
                if self.directory().join(format!("{FILE}-wal")).exists() {
                    let open = "the last to close it writes the log into the file";
                    return Err(io::Error::other(open).into());
                }
                fs::create_dir_all(copy.directory())?;
                fs::copy(self.directory().join(FILE), copy.directory().join(FILE))?;
            }
            Kind::Postgres(server) => {
                let statement = format!("create database {} template {}", copy.name, self.name);
                let since = Instant::now();
                while let Err(error) = on_server(server, &statement).await {
                    if since.elapsed() > PATIENCE {
                        return Err(error);
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        Ok(copy)
    }

    /// Its kind.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Where it is.
    pub fn url(&self) -> String {
        match &self.kind {
            Kind::Sqlite => format!("sqlite:{}", self.directory().join(FILE).display()),
            Kind::Postgres(server) => {
                let address =
                    server.rsplit_once('/').map_or(server.as_str(), |(address, _)| address);
                format!("{address}/{}", self.name)
            }
        }
    }

    /// The directory of an embedded one.
    pub fn directory(&self) -> PathBuf {
        env::temp_dir().join(&self.name)
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        match self.kind.clone() {
            // What is left behind is no failure of the test.
            Kind::Sqlite => drop(fs::remove_dir_all(self.directory())),
            Kind::Postgres(server) => {
                let statement = format!("drop database if exists {} with (force)", self.name);
                // Whoever drops it may be in a runtime, which a thread of its own is not.
                let dropping = std::thread::spawn(move || {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build();
                    runtime.map(|runtime| runtime.block_on(on_server(&server, &statement)).is_ok())
                });
                let _ = dropping.join();
            }
        }
    }
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
    format!("tieback_test_{}_{count}", std::process::id())
}
