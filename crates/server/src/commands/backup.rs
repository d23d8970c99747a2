//! `tieback backup`: a copy of the embedded database, while it is in use.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::cli::Backup;
use crate::exit::Failure;
use crate::output;
use crate::storage;

pub(crate) fn run(arguments: &Backup) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Records(error.to_string()))?;
    if arguments.storage.database_url.is_some() {
        let message = "PostgreSQL is backed up by its own tools: use pg_dump";
        return Err(Failure::Usage(message.to_owned()));
    }
    let file = &arguments.file;
    let unwritten = |error| Failure::File { name: file.display().to_string(), error };
    if file.exists() {
        let reason = "it is there already: name a file that is not";
        return Err(unwritten(io::Error::new(ErrorKind::AlreadyExists, reason)));
    }
    let Some(name) = file.to_str() else {
        let reason = "its name is no UTF-8: choose another";
        return Err(unwritten(io::Error::new(ErrorKind::InvalidInput, reason)));
    };
    let directory = file.parent().filter(|directory| !directory.as_os_str().is_empty());
    if directory.is_some_and(|directory| !directory.is_dir()) {
        let reason = "there is no such directory: make it first";
        return Err(unwritten(io::Error::new(ErrorKind::NotFound, reason)));
    }
    runtime.block_on(async {
        let records = storage::open_existing(&arguments.storage).await?;
        // SQLite writes into an empty file too.
        let done = match storage::make_file(file) {
            Ok(()) => records.database().back_up(name).await.map_err(|error| {
                // What is left of it is no backup.
                let _ = fs::remove_file(file);
                storage::failed(&error)
            }),
            Err(error) => Err(unwritten(error)),
        };
        records.database().close().await;
        done
    })?;
    // A backup that the next loss of power takes is none.
    keep(file).map_err(unwritten)?;
    output::line(name)
}

fn keep(file: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()
}
