//! The file of the embedded database: whether a file is one, and that nobody has it open.

use sqlx::{AnyConnection, Connection as _, Executor, Row};

use crate::{RecordError, Result};

/// The embedded database of a file, which nobody else can open until it is let go. Meanwhile this
/// process must not open the file in any other way: the system would end the lock with that.
#[derive(Debug)]
pub struct Held(AnyConnection);

impl Held {
    /// Holds the database of a file that is there. What its write-ahead log has is in the file
    /// afterwards, and the log gone.
    ///
    /// # Errors
    /// [`RecordError::Busy`] where others have it open, another one where it cannot be read.
    pub async fn hold(file: &str) -> Result<Self> {
        let mut connection = connect(&format!("sqlite:{file}?mode=rw")).await?;
        connection.execute("pragma busy_timeout = 1000").await?;
        // Whoever has it open, idle or not, keeps the log from being given up.
        let mode = connection.fetch_one("pragma journal_mode = delete").await?;
        if mode.try_get::<String, _>(0)? != "delete" {
            return Err(RecordError::Busy);
        }
        connection.execute("begin exclusive").await?;
        Ok(Self(connection))
    }

    /// Lets it go.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_go(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}

/// Whether a file is a database with the tables of records, of this version
/// or another; its records are left as they are.
pub async fn is_database(file: &str) -> bool {
    let Ok(mut connection) = connect(&format!("sqlite:{file}?mode=rw")).await else { return false };
    let found = connection.fetch_one("select count(*) from _sqlx_migrations, organisations").await;
    let _ = connection.close().await;
    found.is_ok()
}

async fn connect(url: &str) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    Ok(AnyConnection::connect(url).await?)
}
