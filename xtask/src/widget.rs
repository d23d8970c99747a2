//! The npm package of the widget: its modules, and what the package's own script makes around them.

use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use crate::setup::{self, Tool, WASM_BINDGEN};
use crate::wasm::{self, TARGET, check_binding_version};
use crate::{Result, paths};

/// What building needs.
pub(crate) const NEEDS: &[Tool] =
    &[Tool::WasmTarget, Tool::Node, Tool::TestPackages, Tool::WasmBindgen, Tool::WasmSplit];

/// Profile of the root `Cargo.toml`: it crosses networks, and computes little.
const PROFILE: &str = "page-release";

/// `cargo xtask widget`.
pub(crate) fn set_up_and_build(sh: &Shell) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    build(sh)
}

/// Makes `dist` of the package: the elements, with a program for each kind of them that is loaded
/// when it is wanted, and the engine that computes them from a snapshot.
pub(crate) fn build(sh: &Shell) -> Result {
    check_binding_version(sh)?;
    let profile = ["--target", TARGET, "--profile", PROFILE];
    // By these notes of the linker code is moved.
    let notes = "-Clink-arg=--emit-relocs";
    cmd!(sh, "cargo rustc --package widget --features kinds {profile...} -- {notes}").run()?;
    cmd!(sh, "cargo build --package procurement-wasm {profile...}").run()?;
    sh.remove_path(paths::WIDGET_DIST)?;
    let module = wasm::split(sh, &compiled("widget"), "module", paths::KINDS)?;
    bind(sh, &module, "module", &["--keep-lld-exports"])?;
    bind(sh, &compiled("procurement_wasm"), "procurement", &[])?;
    add_kinds(sh)?;
    let script = paths::WIDGET_BUILD;
    Ok(cmd!(sh, "node {script}").run()?)
}

fn compiled(module: &str) -> PathBuf {
    paths::target().join(TARGET).join(PROFILE).join(module).with_extension("wasm")
}

/// Writes a module and the JavaScript around it into the package.
fn bind(sh: &Shell, module: &Path, name: &str, options: &[&str]) -> Result {
    let (wasm_bindgen, dist) = (WASM_BINDGEN.path()?, paths::WIDGET_DIST);
    let options =
        [&["--target", "web", "--no-typescript", "--out-dir", dist, "--out-name", name], options]
            .concat();
    cmd!(sh, "{wasm_bindgen} {options...} {module}").run()?;
    wasm::shrink(sh, &Path::new(dist).join(format!("{name}_bg.wasm")))
}

/// Puts beside the module what was taken out of it, and the script that loads that.
fn add_kinds(sh: &Shell) -> Result {
    let dist = Path::new(paths::WIDGET_DIST);
    for file in sh.read_dir(paths::KINDS)? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "module.wasm" {
            continue;
        }
        sh.copy_file(&file, dist.join(name))?;
        if name.ends_with(".wasm") {
            wasm::shrink(sh, &dist.join(name))?;
        }
    }
    Ok(())
}
