//! Node, which the machine must bring, and the npm packages, which the locks pin.

use std::path::Path;

use xshell::{Shell, cmd};

use super::{say_installing, say_there};
use crate::Result;

/// Oldest Node that every package of `tests/npm` runs on.
const OLDEST: (u32, u32) = (20, 19);

/// Checks that Node is new enough and has npm beside it.
pub(super) fn check_version(sh: &Shell) -> Result {
    let found = cmd!(sh, "node --version").quiet().read().unwrap_or_else(|_| "none".to_owned());
    let npm = cmd!(sh, "npm --version").quiet().ignore_stderr().read().is_ok();
    if npm && parse_version(&found).is_some_and(|version| version >= OLDEST) {
        say_there(&format!("Node {found}"));
        return Ok(());
    }
    let (major, minor) = OLDEST;
    let npm = if npm { "" } else { " without npm" };
    Err(format!(
        "Node {major}.{minor} or newer with npm is needed, found {found}{npm}: \
         install Node with your system's package manager and put it on the PATH"
    )
    .into())
}

/// Reads `v20.19.4` as (20, 19).
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// Installs the packages of `directory` as its lock names them. A copy of the lock is left in
/// `node_modules` last: it tells which lock is installed, and that the installation ended.
pub(super) fn ensure_packages(sh: &Shell, directory: &str) -> Result {
    let lock = Path::new(directory).join("package-lock.json");
    let installed = Path::new(directory).join("node_modules/.installed-lock.json");
    let wanted = sh.read_file(&lock).map_err(|error| {
        format!("{error}; run `npm install --package-lock-only` in {directory} and commit its lock")
    })?;
    if sh.read_file(&installed).is_ok_and(|present| present == wanted) {
        say_there(&format!("npm packages of {directory}"));
        return Ok(());
    }
    say_installing(&format!("npm packages of {directory}"));
    cmd!(sh, "npm ci --prefix {directory} --ignore-scripts --no-audit --no-fund").run()?;
    Ok(sh.write_file(&installed, wanted)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(parse_version("v20.19.4"), Some((20, 19)));
        assert_eq!(parse_version("none"), None);
        assert!(parse_version("v20.9.0") < Some(OLDEST));
        assert!(parse_version("v100.0.0") > Some(OLDEST));
    }
}
