//! The npm package of the widget: its modules, and what the package's own script makes around them.

use std::path::Path;

use xshell::{Shell, cmd};

use crate::setup::{self, WASM_BINDGEN};
use crate::wasm::{NEEDS, TARGET, check_binding_version};
use crate::{Result, paths};

/// Profile of the root `Cargo.toml`: it crosses networks, and computes little.
const PROFILE: &str = "page-release";

/// The parts, and the engine that computes them from a snapshot: what it is compiled from, and what
/// the script of the package expects.
const MODULES: [(&str, &str); 2] = [("widget", "module"), ("procurement-wasm", "procurement")];

/// `cargo xtask widget`.
pub(crate) fn set_up_and_build(sh: &Shell) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    build(sh)
}

/// Makes `dist` of the package.
pub(crate) fn build(sh: &Shell) -> Result {
    check_binding_version(sh)?;
    let packages = MODULES.map(|(package, _)| ["--package", package]).concat();
    cmd!(sh, "cargo build {packages...} --target {TARGET} --profile {PROFILE}").run()?;
    sh.remove_path(paths::WIDGET_DIST)?;
    for (package, name) in MODULES {
        bind(sh, package, name)?;
    }
    let script = paths::WIDGET_BUILD;
    Ok(cmd!(sh, "node {script}").run()?)
}

/// Writes a module and the JavaScript around it into the package.
fn bind(sh: &Shell, package: &str, name: &str) -> Result {
    let file = package.replace('-', "_");
    let compiled = paths::target().join(TARGET).join(PROFILE).join(file).with_extension("wasm");
    let (wasm_bindgen, dist) = (WASM_BINDGEN.path()?, paths::WIDGET_DIST);
    cmd!(
        sh,
        "{wasm_bindgen} --target web --no-typescript --out-dir {dist} --out-name {name} {compiled}"
    )
    .run()?;
    let (wasm_opt, module) = (paths::WASM_OPT, Path::new(dist).join(format!("{name}_bg.wasm")));
    Ok(cmd!(sh, "node {wasm_opt} -Oz {module} -o {module}").run()?)
}
