//! Parts of the pinned toolchain, which `rust-toolchain.toml` names and rustup may not have added.

use std::path::Path;

use xshell::{Shell, cmd};

use super::{say_installing, say_there};
use crate::Result;
use crate::wasm::TARGET;

pub(super) fn ensure_components(sh: &Shell) -> Result {
    let answers = |tool: &str| cmd!(sh, "cargo {tool} --version").quiet().read().is_ok();
    if answers("fmt") && answers("clippy") {
        say_there("rustfmt and clippy");
        return Ok(());
    }
    say_installing("rustfmt and clippy");
    Ok(cmd!(sh, "rustup component add rustfmt clippy").run()?)
}

pub(super) fn ensure_wasm_target(sh: &Shell) -> Result {
    let libraries = cmd!(sh, "rustc --print target-libdir --target {TARGET}").quiet().read()?;
    if Path::new(&libraries).exists() {
        say_there(TARGET);
        return Ok(());
    }
    say_installing(TARGET);
    Ok(cmd!(sh, "rustup target add {TARGET}").run()?)
}
