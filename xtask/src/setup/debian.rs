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
    if !is_root(sh)? {
        return Err(format!(
            "{program} is missing and only root can install it; run this line, then try again:\n  \
             sudo apt-get update && sudo apt-get install --yes --no-install-recommends {package}"
        )
        .into());
    }
    say_installing(program);
    cmd!(sh, "apt-get update --quiet").run()?;
    cmd!(sh, "apt-get install --quiet --yes --no-install-recommends {package}")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()?;
    Ok(())
}

fn is_root(sh: &Shell) -> Result<bool> {
    Ok(cmd!(sh, "id -u").quiet().read()? == "0")
}
