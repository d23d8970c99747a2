//! `tieback restore`: a backup in the place of the embedded database.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use records::{Held, RecordError, is_database};

use super::verify;
use crate::cli::{Restore, Verify};
use crate::exit::Failure;
use crate::output;
use crate::storage;
use crate::terminal::Screen;

pub(crate) fn run(arguments: &Restore, screen: Screen) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Records(error.to_string()))?;
    if arguments.storage.database_url.is_some() {
        let message = "PostgreSQL is restored by its own tools: use pg_restore";
        return Err(Failure::Usage(message.to_owned()));
    }
    let place = storage::file(&arguments.storage);
    runtime.block_on(restore(&arguments.file, &place))?;
    output::line(&place.display().to_string())?;
    let storage = arguments.storage.clone();
    verify::run(&Verify { storage, audit_head: None, organisation: None, json: false }, screen)
}

async fn restore(backup: &Path, place: &Path) -> Result<(), Failure> {
    check_whole(backup, place)?;
    if let Some(directory) = place.parent() {
        storage::make_directory(directory).map_err(|error| failed(directory, error))?;
    }
    let held = if place.exists() { Some(hold(place).await?) } else { None };
    // Beside it, so that it can take its place at once.
    let made = beside(place, ".restoring");
    let done = match make(backup, &made, place).await {
        Ok(()) => put(&made, place),
        Err(failure) => Err(failure),
    };
    if done.is_err() {
        // What is left of it is told by the failure before.
        let _ = fs::remove_file(&made);
        let _ = remove_logs(&made);
    }
    if let Some(held) = held {
        held.let_go().await.map_err(|error| storage::failed(&error))?;
    }
    done
}

/// Refuses what is the database itself, or only a part of one.
fn check_whole(backup: &Path, place: &Path) -> Result<(), Failure> {
    let own = backup.canonicalize().map_err(|error| failed(backup, error))?;
    if place.canonicalize().is_ok_and(|place| place == own) {
        let reason = "it is the database itself: name a file that `tieback backup` wrote";
        return Err(failed(backup, io::Error::new(ErrorKind::InvalidInput, reason)));
    }
    if fs::metadata(beside(&own, "-wal")).is_ok_and(|log| log.len() > 0) {
        let reason = "there is a log beside it, which has a part of it: name a file that `tieback \
                      backup` wrote";
        return Err(failed(backup, io::Error::new(ErrorKind::InvalidInput, reason)));
    }
    Ok(())
}

/// Keeps everybody else from the database that is replaced.
async fn hold(place: &Path) -> Result<Held, Failure> {
    let name = place.display();
    Held::hold(&name.to_string()).await.map_err(|error| match error {
        RecordError::Busy => Failure::Records(format!(
            "{name} is in use: end the server, and every other command on it, then restore"
        )),
        error => Failure::Records(format!(
            "{name} cannot be read, so whether it is in use cannot be told, {error}: see that no \
             server runs, move it, {name}-wal and {name}-shm elsewhere, then restore"
        )),
    })
}

/// Makes the database that is to be put in place, with tables of this version.
async fn make(backup: &Path, made: &Path, place: &Path) -> Result<(), Failure> {
    // A log that an earlier attempt left would be read as this one's.
    remove_logs(made)?;
    copy(backup, made, place)?;
    let name = made.display().to_string();
    if !is_database(&name).await {
        let reason = "it is no backup: name a file that `tieback backup` wrote";
        return Err(failed(backup, io::Error::new(ErrorKind::InvalidData, reason)));
    }
    storage::bring_up_to_date(made).await?;
    // All of it is in the one file then.
    hold(made).await?.let_go().await.map_err(|error| storage::failed(&error))
}

fn copy(backup: &Path, made: &Path, place: &Path) -> Result<(), Failure> {
    let unread = |error| failed(backup, error);
    let unwritten = |error| failed(made, error);
    let mut from = File::open(backup).map_err(unread)?;
    storage::make_file(made).map_err(unwritten)?;
    let mut to = File::create(made).map_err(unwritten)?;
    io::copy(&mut from, &mut to).map_err(unwritten)?;
    if let Ok(replaced) = fs::metadata(place) {
        to.set_permissions(replaced.permissions()).map_err(unwritten)?;
    }
    Ok(())
}

/// Whenever it is interrupted, one of the two is there, whole and without the log of the other.
fn put(made: &Path, place: &Path) -> Result<(), Failure> {
    File::open(made).and_then(|made| made.sync_all()).map_err(|error| failed(made, error))?;
    remove_logs(place)?;
    fs::rename(made, place).map_err(|error| failed(place, error))?;
    keep_name(place).map_err(|error| failed(place, error))
}

/// The new name survives a loss of power too.
#[cfg(unix)]
fn keep_name(place: &Path) -> io::Result<()> {
    place.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

#[cfg(not(unix))]
fn keep_name(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes what SQLite would take for changes of the database in a file.
fn remove_logs(database: &Path) -> Result<(), Failure> {
    for end in ["-wal", "-shm", "-journal"] {
        let log = beside(database, end);
        match fs::remove_file(&log) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&log, error)),
            _ => {}
        }
    }
    Ok(())
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn failed(file: &Path, error: io::Error) -> Failure {
    Failure::File { name: file.display().to_string(), error }
}
