//! The npm package of the widget: its module, and what the package's own script makes around it.

use std::path::Path;

use xshell::{Shell, cmd};

use crate::setup::{self, WASM_BINDGEN};
use crate::wasm::{NEEDS, TARGET, check_binding_version};
use crate::{Result, paths};

/// Profile of the root `Cargo.toml`: it crosses networks, and computes little.
const PROFILE: &str = "page-release";

/// `cargo xtask widget`.
pub(crate) fn set_up_and_build(sh: &Shell) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    build(sh)
}

/// Makes `dist` of the package.
pub(crate) fn build(sh: &Shell) -> Result {
    check_binding_version(sh)?;
    cmd!(sh, "cargo build --package widget --target {TARGET} --profile {PROFILE}").run()?;
    let compiled = paths::target().join(TARGET).join(PROFILE).join("widget.wasm");
    let (wasm_bindgen, dist) = (WASM_BINDGEN.path()?, paths::WIDGET_DIST);
    sh.remove_path(dist)?;
    cmd!(
        sh,
        "{wasm_bindgen} --target web --no-typescript --out-dir {dist} --out-name module {compiled}"
    )
    .run()?;
    let (wasm_opt, module) = (paths::WASM_OPT, Path::new(dist).join("module_bg.wasm"));
    cmd!(sh, "node {wasm_opt} -Oz {module} -o {module}").run()?;
    let script = paths::WIDGET_BUILD;
    Ok(cmd!(sh, "node {script}").run()?)
}
