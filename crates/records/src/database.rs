//! Either database by one interface: where it is, reading and writing transactions, many rows at
//! once.

use std::fmt::Write as _;
use std::time::Duration;

use sqlx::any::{AnyArguments, AnyPoolOptions, AnyQueryResult};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Executor, Transaction};

use crate::{RecordError, Result, migrations};

/// A connection of either database, mostly one within a transaction.
pub type Connection = AnyConnection;

/// Which database it is. The SQL is the same but where a comment says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseKind {
    /// One file, one writer at a time.
    Sqlite,
    /// A server, for several processes.
    Postgres,
}

/// An open database whose tables are up to date.
#[derive(Debug, Clone)]
pub struct Database {
    kind: DatabaseKind,
    readers: AnyPool,
    /// SQLite: one connection, so that writers wait here and not for a lock on the file.
    writer: AnyPool,
}

/// How long a request waits for a connection before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(2);

impl Database {
    /// Opens a database by its address, `sqlite:FILE` or `postgres://…`, and brings its tables up
    /// to date. A file that is not there is made.
    ///
    /// # Errors
    /// When the address names no database, or it cannot be reached or read.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let database = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Self::open_sqlite(url).await?,
            Some("postgres" | "postgresql") => Self::open_postgres(url).await?,
            _ => {
                return Err(RecordError::Damaged(
                    "the address of the database begins with neither `sqlite:` nor `postgres:`"
                        .to_owned(),
                ));
            }
        };
        let mut connection = database.writer.acquire().await?;
        let migrator = migrations::migrator(database.kind);
        migrator.run(&mut *connection).await.map_err(|error| {
            RecordError::Damaged(format!("the tables cannot be brought up to date: {error}"))
        })?;
        drop(connection);
        Ok(database)
    }

    async fn open_sqlite(url: &str) -> Result<Self> {
        let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
        // Money is not lost with the power: every commit reaches the disk.
        const PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; \
                               pragma foreign_keys = on; pragma busy_timeout = 5000; \
                               pragma cache_size = -65536; pragma temp_store = memory";
        let pool = |connections| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                // An open connection is how others see that the file is in use.
                .idle_timeout(None)
                .max_lifetime(None)
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        connection.execute(PRAGMAS).await?;
                        Ok(())
                    })
                })
        };
        let writer = pool(1).connect(&url).await?;
        let readers = pool(4).connect(&url).await?;
        Ok(Self { kind: DatabaseKind::Sqlite, readers, writer })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        const SETTINGS: &str =
            "set statement_timeout = '5s'; set lock_timeout = '2s'; set timezone = 'UTC'";
        let pool = AnyPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute(SETTINGS).await?;
                    Ok(())
                })
            })
            .connect(url)
            .await?;
        Ok(Self { kind: DatabaseKind::Postgres, readers: pool.clone(), writer: pool })
    }

    /// Which database it is.
    pub fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// A transaction in which everything is read as of one moment.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.kind {
            DatabaseKind::Sqlite => begin(&self.readers, "begin").await?,
            DatabaseKind::Postgres => {
                begin(&self.readers, "begin isolation level repeatable read read only").await?
            }
        })
    }

    /// A transaction that changes something. On SQLite it is the only one from its beginning, so
    /// that none fails half-way for having begun as a reader.
    ///
    /// # Errors
    /// When the database cannot be reached, or others keep it busy.
    pub async fn write(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.kind {
            DatabaseKind::Sqlite => begin(&self.writer, "begin immediate").await?,
            DatabaseKind::Postgres => begin(&self.writer, "begin").await?,
        })
    }

    /// Lets PostgreSQL look how large a table is. Until it does so itself, up to a minute after many
    /// rows were inserted, it takes the table for small and reads all of it to find a few rows.
    /// SQLite goes by its indexes anyway.
    ///
    /// # Errors
    /// When the database cannot be reached, or somebody else has it look.
    pub(crate) async fn look_at_size(&self, table: &'static str) -> Result<()> {
        if self.kind == DatabaseKind::Postgres {
            let statement = format!("analyze {table}");
            sqlx::query(AssertSqlSafe(statement)).execute(&self.writer).await?;
        }
        Ok(())
    }

    /// A copy of the database in a file, taken while it is in use (SQLite only; PostgreSQL has
    /// tools of its own).
    ///
    /// # Errors
    /// When the file cannot be written, or the database is PostgreSQL.
    pub async fn back_up(&self, file: &str) -> Result<()> {
        if self.kind == DatabaseKind::Postgres {
            let message = "PostgreSQL is backed up by its own tools: use pg_dump";
            return Err(RecordError::conflict("NOT_SQLITE", message));
        }
        let mut connection = self.readers.acquire().await?;
        sqlx::query("vacuum into $1").bind(file).execute(&mut *connection).await?;
        Ok(())
    }

    /// Waits until nobody uses it, and closes it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Begins a transaction apart from whoever asks for it. A request that goes away meanwhile would
/// else leave it open on its connection, unknown to the pool, for whoever is given that next.
async fn begin(pool: &AnyPool, statement: &'static str) -> Result<Transaction<'static, Any>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    Ok(begun.await.map_err(|_| RecordError::Busy)??)
}

/// A value of a row that is inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// Null, where a number could be.
    NoNumber,
    /// Null, where a text could be.
    NoText,
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::NoNumber, Self::Number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::NoText, Self::Text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::NoText, |text| Self::Text(text.to_owned()))
    }
}

/// How a parameter is written in a statement that has many. SQLite takes `$1` for a name, which it
/// looks up among all others for each parameter, so thousands of them take longer than the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// `?`, the next parameter.
    InOrder,
    /// `$1`, the parameter of a number.
    Numbered,
}

impl Placeholder {
    /// What the database of a connection is quickest with.
    pub(crate) fn of(connection: &Connection) -> Self {
        if connection.backend_name() == "SQLite" { Self::InOrder } else { Self::Numbered }
    }

    /// Writes the parameter of a number. All of a statement are written, in order.
    pub(crate) fn push(self, statement: &mut String, number: usize) {
        match self {
            Self::InOrder => statement.push('?'),
            Self::Numbered => {
                // Writing to a string cannot fail.
                let _ = write!(statement, "${number}");
            }
        }
    }
}

/// SQLite takes no more parameters in a statement than 32,766.
const PARAMETERS_MAX: usize = 32_000;

/// Rows in one statement. A statement of a size that recurs is prepared once.
const ROWS_MAX: usize = 500;

/// Inserts rows in as few statements as there may be, and gives how many were inserted: with
/// `on conflict do nothing` in the tail, rows that are there already are not counted.
///
/// # Errors
/// When the database refuses a row.
pub async fn insert_many(
    connection: &mut Connection,
    table_and_columns: &'static str,
    rows: Vec<Vec<Value>>,
    tail: &'static str,
) -> Result<u64> {
    let Some(width) = rows.first().map(Vec::len) else { return Ok(0) };
    let rows_at_once = ROWS_MAX.min(PARAMETERS_MAX / width.max(1)).max(1);
    let placeholder = Placeholder::of(connection);
    let mut inserted = 0;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Value>> = rows.by_ref().take(rows_at_once).collect();
        let statement = insert_statement(table_and_columns, width, chunk.len(), placeholder, tail);
        let mut query = sqlx::query::<Any>(AssertSqlSafe(statement));
        for value in chunk.into_iter().flatten() {
            query = bind(query, value);
        }
        let result: AnyQueryResult = query.execute(&mut *connection).await?;
        inserted += result.rows_affected();
    }
    Ok(inserted)
}

/// Names and placeholders only: no value is ever part of the text.
fn insert_statement(
    table_and_columns: &str,
    width: usize,
    rows: usize,
    placeholder: Placeholder,
    tail: &str,
) -> String {
    let mut statement = format!("insert into {table_and_columns} values ");
    for row in 0..rows {
        statement.push_str(if row > 0 { ",(" } else { "(" });
        for column in 0..width {
            if column > 0 {
                statement.push(',');
            }
            placeholder.push(&mut statement, row * width + column + 1);
        }
        statement.push(')');
    }
    statement.push(' ');
    statement.push_str(tail);
    statement
}

fn bind(
    query: sqlx::query::Query<'_, Any, AnyArguments>,
    value: Value,
) -> sqlx::query::Query<'_, Any, AnyArguments> {
    match value {
        Value::Number(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::NoNumber => query.bind(None::<i64>),
        Value::NoText => query.bind(None::<String>),
    }
}
