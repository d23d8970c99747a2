//! Packages of Debian. Installing one needs root, which nobody is asked for in passing.

use std::path::Path;

use xshell::{Shell, cmd};

use super::{say_installing, say_there};
use crate::Result;

/// Installs `package` unless its `program` is there.
pub(super) fn ensure_package(sh: &Shell, package: &str, program: &str) -> Result {
    if Path::new(program).exists() {
        say_there(program);
        return Ok(());
    }
    install(sh, package, program)
}

/// Installs `package`, or refuses with the line that does: `what` is missing.
pub(super) fn install(sh: &Shell, package: &str, what: &str) -> Result {
    if !is_root(sh)? {
        return Err(format!(
            "{what} is missing and only root can install it; run this line, then try again:\n  \
             sudo apt-get update && sudo apt-get install --yes --no-install-recommends {package}"
        )
        .into());
    }
    say_installing(what);
    cmd!(sh, "apt-get update --quiet").run()?;
    cmd!(sh, "apt-get install --quiet --yes --no-install-recommends {package}")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()?;
    Ok(())
}

pub(crate) fn is_root(sh: &Shell) -> Result<bool> {
    Ok(cmd!(sh, "id -u").quiet().read()? == "0")
}
