//! The programs of a PostgreSQL server, on the `PATH` or where Debian puts them: each version in a
//! directory of its own, which no `PATH` names.

use std::path::{Path, PathBuf};
use std::{env, fs};

use xshell::Shell;

use super::{debian, say_there};
use crate::{Result, postgres};

const PACKAGE: &str = "postgresql";
const VERSIONS: &str = "/usr/lib/postgresql";

/// What starts a server. They look for each other in their own directory.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Installs the server unless its programs are there, or another server is named for the tests.
pub(super) fn ensure(sh: &Shell) -> Result {
    if postgres::named().is_some() {
        say_there(&format!("PostgreSQL, named by {}", postgres::VARIABLE));
        return Ok(());
    }
    if let Some(directory) = find() {
        say_there(&format!("PostgreSQL in {}", directory.display()));
        return Ok(());
    }
    debian::install(sh, PACKAGE, "the PostgreSQL server")?;
    programs().map(drop)
}

/// The directory that holds the programs.
pub(crate) fn programs() -> Result<PathBuf> {
    find().ok_or_else(|| {
        let programs = PROGRAMS.join(", ");
        format!("no directory has {programs}: put those of PostgreSQL on the PATH").into()
    })
}

/// What is on the `PATH` was put there on purpose and goes first.
fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let installed = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let installed = installed.map(|entry| entry.path()).collect();
    env::split_paths(&path)
        .chain(newest_first(installed).into_iter().map(|version| version.join("bin")))
        .find(|directory| has_programs(directory))
}

fn has_programs(directory: &Path) -> bool {
    PROGRAMS.iter().all(|program| directory.join(program).is_file())
}

/// Directories named by a version, without the others.
fn newest_first(directories: Vec<PathBuf>) -> Vec<PathBuf> {
    let versioned = directories.into_iter().filter_map(|it| Some((parse_version(&it)?, it)));
    let mut versioned: Vec<(Vec<u32>, PathBuf)> = versioned.collect();
    versioned.sort();
    versioned.into_iter().rev().map(|(_, directory)| directory).collect()
}

/// Reads the name `9.6` as 9 and 6.
fn parse_version(directory: &Path) -> Option<Vec<u32>> {
    let name = directory.file_name()?.to_str()?;
    name.split('.').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_first_and_what_is_no_version_is_left_out() {
        let found = ["/pg/9.6", "/pg/15", "/pg/doc", "/pg/100", "/pg/9.10", "/pg/17.beta"];
        let sorted = newest_first(found.iter().map(PathBuf::from).collect());
        assert_eq!(sorted, ["/pg/100", "/pg/15", "/pg/9.10", "/pg/9.6"].map(PathBuf::from));
    }
}
