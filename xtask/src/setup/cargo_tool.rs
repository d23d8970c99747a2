//! Programs built from the Cargo registry, once per machine and version.

use std::path::PathBuf;

use xshell::{Shell, cmd};

use super::{say_installing, say_there};
use crate::{Result, paths};

/// Writes the JavaScript around a module. Its version is that of the crate `wasm-bindgen` in
/// `Cargo.lock`, of which it reads the output.
pub(crate) const WASM_BINDGEN: CargoTool = tool("wasm-bindgen-cli", "wasm-bindgen", "0.2.130");
/// Moves code out of a linked module into others, which are loaded when they are needed.
pub(crate) const WASM_SPLIT: CargoTool = CargoTool {
    arguments: &["--features", "build-binary"],
    ..tool("wasm_split_cli_support", "wasm-split-cli", "0.2.4")
};
pub(crate) const CARGO_FUZZ: CargoTool = tool("cargo-fuzz", "cargo-fuzz", "0.13.2");
pub(crate) const CARGO_DENY: CargoTool = tool("cargo-deny", "cargo-deny", "0.20.2");
/// Builds the pages. It compiles with its own lock only, and without its updates of itself.
pub(crate) const TRUNK: CargoTool = CargoTool {
    arguments: &["--locked", "--no-default-features", "--features", "rustls"],
    ..tool("trunk", "trunk", "0.21.14")
};

/// A program of a package of the Cargo registry, at one version.
#[derive(Debug)]
pub(crate) struct CargoTool {
    package: &'static str,
    pub(crate) program: &'static str,
    pub(crate) version: &'static str,
    /// For its installation.
    arguments: &'static [&'static str],
}

const fn tool(package: &'static str, program: &'static str, version: &'static str) -> CargoTool {
    CargoTool { package, program, version, arguments: &[] }
}

impl CargoTool {
    /// Where the program is once it is installed.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        Ok(self.programs()?.join(self.program))
    }

    /// What has to be on the `PATH` of programs that look for this one there.
    pub(crate) fn programs(&self) -> Result<PathBuf> {
        Ok(self.directory()?.join("bin"))
    }

    fn directory(&self) -> Result<PathBuf> {
        Ok(paths::tool_cache()?.join(format!("{}-{}", self.program, self.version)))
    }

    /// Builds the program unless it is there: unoptimised, for the build is longer than its use,
    /// and where nothing says otherwise without its own lock, which can name versions that are
    /// gone.
    pub(super) fn ensure(&self, sh: &Shell) -> Result {
        let Self { package, program, version, arguments } = self;
        if self.path()?.exists() {
            say_there(&format!("{program} {version}"));
            return Ok(());
        }
        say_installing(&format!("{program} {version}, which takes some minutes"));
        let directory = self.directory()?;
        cmd!(sh, "cargo install {package} --version {version} --root {directory} --debug")
            .args(*arguments)
            .run()?;
        Ok(())
    }
}
