//! Opening the records that a command works on.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use procurement::Sellers;
use records::{Clock, Database, OrganisationId, RecordError, Records, SystemClock, organisations};

use crate::cli::Storage;
use crate::exit::Failure;

/// The file of the embedded database, in the data directory.
const FILE: &str = "tieback.db";

/// Opens the records where the command line says that they are, at the machine's time.
pub(crate) async fn open(storage: &Storage) -> Result<Records, Failure> {
    match &storage.database_url {
        Some(url) => open_at(url, Arc::new(SystemClock)).await,
        None => open_in(storage.directory(), Arc::new(SystemClock)).await,
    }
}

/// The same for commands that have nothing to do where nothing is kept yet.
pub(crate) async fn open_existing(storage: &Storage) -> Result<Records, Failure> {
    let file = file(storage);
    if storage.database_url.is_none() && !file.exists() {
        return Err(Failure::File {
            name: file.display().to_string(),
            error: io::Error::new(
                io::ErrorKind::NotFound,
                "there are no records: say where they are with --data-directory or --database-url",
            ),
        });
    }
    open(storage).await
}

/// The file of the embedded database.
pub(crate) fn file(storage: &Storage) -> PathBuf {
    storage.directory().join(FILE)
}

/// Brings the tables of an embedded database up to date.
pub(crate) async fn bring_up_to_date(file: &Path) -> Result<(), Failure> {
    let records = open_at(&address(file), Arc::new(SystemClock)).await?;
    records.database().close().await;
    Ok(())
}

/// The organisation of an id, or all of them.
pub(crate) async fn organisations(
    records: &Records,
    id: Option<&str>,
) -> Result<Vec<OrganisationId>, Failure> {
    let all = organisations::all_ids(records).await.map_err(|error| failed(&error))?;
    let Some(id) = id else { return Ok(all) };
    let found: Vec<OrganisationId> =
        all.into_iter().filter(|organisation| organisation.as_str() == id).collect();
    if found.is_empty() {
        return Err(Failure::Usage(format!("there is no organisation `{id}`")));
    }
    Ok(found)
}

/// Opens the embedded database of a directory, which is made where it is not there.
pub(crate) async fn open_in(directory: &Path, clock: Arc<dyn Clock>) -> Result<Records, Failure> {
    let failed = |path: &Path, error| Failure::File { name: path.display().to_string(), error };
    make_directory(directory).map_err(|error| failed(directory, error))?;
    let file = directory.join(FILE);
    make_file(&file).map_err(|error| failed(&file, error))?;
    open_at(&address(&file), clock).await
}

/// Makes a directory, and those above it, where they are not there: for their owner alone, where the
/// system knows owners.
pub(crate) fn make_directory(directory: &Path) -> io::Result<()> {
    let mut made = DirBuilder::new();
    made.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
    made.create(directory)
}

/// Makes an empty file where none is, for its owner alone: what is written into it is nobody else's
/// to read. SQLite takes it for a new database, and gives its logs the same mode.
pub(crate) fn make_file(file: &Path) -> io::Result<()> {
    let mut made = OpenOptions::new();
    made.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut made, 0o600);
    made.open(file).map(drop)
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

async fn open_at(url: &str, clock: Arc<dyn Clock>) -> Result<Records, Failure> {
    let database = Database::open(url).await.map_err(|error| failed(&error))?;
    Ok(Records::new(database, clock, Sellers::built_in()))
}

/// What went wrong with the records, for the command line.
pub(crate) fn failed(error: &RecordError) -> Failure {
    Failure::Records(error.to_string())
}
