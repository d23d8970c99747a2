//! Programs built from the Cargo registry, once per machine and version.

use std::path::PathBuf;

use xshell::{Shell, cmd};

use super::{say_installing, say_there};
use crate::{Result, paths};

/// Writes the JavaScript around a module. Its version is that of the crate `wasm-bindgen` in
/// `Cargo.lock`, of which it reads the output.
pub(crate) const WASM_BINDGEN: CargoTool =
    CargoTool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: "0.2.130" };
pub(crate) const CARGO_FUZZ: CargoTool =
    CargoTool { package: "cargo-fuzz", program: "cargo-fuzz", version: "0.13.2" };
pub(crate) const CARGO_DENY: CargoTool =
    CargoTool { package: "cargo-deny", program: "cargo-deny", version: "0.20.2" };

/// A program of a package of the Cargo registry, at one version.
#[derive(Debug)]
pub(crate) struct CargoTool {
    package: &'static str,
    program: &'static str,
    pub(crate) version: &'static str,
}

impl CargoTool {
    /// Where the program is once it is installed.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        Ok(self.directory()?.join("bin").join(self.program))
    }

    fn directory(&self) -> Result<PathBuf> {
        Ok(paths::tool_cache()?.join(format!("{}-{}", self.program, self.version)))
    }

    /// Builds the program unless it is there: unoptimised, for the build is longer than its use,
    /// and without its own lock, which can name versions that are gone.
    pub(super) fn ensure(&self, sh: &Shell) -> Result {
        let Self { package, program, version } = self;
        if self.path()?.exists() {
            say_there(&format!("{program} {version}"));
            return Ok(());
        }
        say_installing(&format!("{program} {version}, which takes some minutes"));
        let directory = self.directory()?;
        cmd!(sh, "cargo install {package} --version {version} --root {directory} --debug").run()?;
        Ok(())
    }
}
