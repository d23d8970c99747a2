//! The WebAssembly modules of the npm package: built, bound to JavaScript, optimised.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use crate::setup::{self, Tool, WASM_BINDGEN, WASM_SPLIT};
use crate::{Result, paths};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What building needs.
pub(crate) const NEEDS: &[Tool] =
    &[Tool::WasmTarget, Tool::Node, Tool::TestPackages, Tool::WasmBindgen];

/// Profile of the root `Cargo.toml`.
const PROFILE: &str = "wasm-release";

/// One module: a crate, and what it is called in the npm package.
struct Module {
    package: &'static str,
    name: &'static str,
    /// For wasm-opt. No feature flags go with it: the module says itself which it uses, and with
    /// all of them on wasm-opt writes an encoding that browsers refuse.
    optimisation: &'static str,
}

const MODULES: &[Module] = &[
    Module { package: "procurement-wasm", name: "procurement", optimisation: "-O3" },
    Module { package: "billing-files-wasm", name: "billing_files", optimisation: "-Oz" },
];

/// `cargo xtask wasm`.
pub(crate) fn set_up_and_build(sh: &Shell) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    build(sh)
}

/// Brings the modules in the npm package up to date.
pub(crate) fn build(sh: &Shell) -> Result {
    check_binding_version(sh)?;
    MODULES.iter().try_for_each(|module| module.build(sh))
}

/// The tool understands the output of its own version of the crate only.
pub(crate) fn check_binding_version(sh: &Shell) -> Result {
    let version = WASM_BINDGEN.version;
    let locked = format!("name = \"wasm-bindgen\"\nversion = \"{version}\"\n");
    if sh.read_file("Cargo.lock")?.contains(&locked) {
        return Ok(());
    }
    Err(format!(
        "Cargo.lock does not have `wasm-bindgen` at {version}, the version of the tool: \
         let xtask/src/setup/cargo_tool.rs and the root Cargo.toml name the same one"
    )
    .into())
}

/// Takes a linked module apart, before it is bound to JavaScript: into parts, and what is left of it,
/// which is returned. The script that loads the parts lies beside them, and imports `NAME.js`.
pub(crate) fn split(sh: &Shell, module: &Path, name: &str, into: &str) -> Result<PathBuf> {
    let wasm_split = WASM_SPLIT.path()?;
    sh.remove_path(into)?;
    cmd!(sh, "{wasm_split} --target web --out-name {name} {module} {into}").quiet().run()?;
    Ok(Path::new(into).join(name).with_extension("wasm"))
}

/// Makes a module smaller in its place.
pub(crate) fn shrink(sh: &Shell, module: &Path) -> Result {
    let wasm_opt = paths::WASM_OPT;
    // It warns of names that it does not know, which the splitter leaves.
    let shrinking = cmd!(sh, "node {wasm_opt} -Oz {module} -o {module}").quiet();
    let shrunk = shrinking.ignore_status().output()?;
    if shrunk.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&shrunk.stderr).into_owned().into())
}

impl Module {
    fn build(&self, sh: &Shell) -> Result {
        let compiled = self.compile(sh)?;
        let fingerprint = self.fingerprint(sh, &compiled)?;
        if self.is_current(sh, &fingerprint) {
            println!("{} is up to date", self.name);
            return Ok(());
        }
        sh.remove_path(self.stamp())?;
        self.bind(sh, &compiled)?;
        self.optimise(sh)?;
        Ok(sh.write_file(self.stamp(), fingerprint)?)
    }

    /// Compiles the crate and returns where its module is.
    fn compile(&self, sh: &Shell) -> Result<PathBuf> {
        let package = self.package;
        cmd!(sh, "cargo build --package {package} --target {TARGET} --profile {PROFILE}").run()?;
        let file = format!("{}.wasm", package.replace('-', "_"));
        Ok(paths::target().join(TARGET).join(PROFILE).join(file))
    }

    /// Writes the module and the JavaScript and TypeScript around it into the package.
    fn bind(&self, sh: &Shell, compiled: &Path) -> Result {
        let (wasm_bindgen, dist, name) = (WASM_BINDGEN.path()?, paths::PACKAGE_DIST, self.name);
        Ok(cmd!(sh, "{wasm_bindgen} --target web --out-dir {dist} --out-name {name} {compiled}")
            .run()?)
    }

    fn optimise(&self, sh: &Shell) -> Result {
        let (wasm_opt, level, module) = (paths::WASM_OPT, self.optimisation, self.output());
        Ok(cmd!(sh, "node {wasm_opt} {level} {module} -o {module}").run()?)
    }

    fn output(&self) -> PathBuf {
        Path::new(paths::PACKAGE_DIST).join(format!("{}_bg.wasm", self.name))
    }

    /// Beside the output, and written after it: tells from what it was made.
    fn stamp(&self) -> PathBuf {
        Path::new(paths::PACKAGE_DIST).join(format!(".{}.stamp", self.name))
    }

    fn is_current(&self, sh: &Shell, fingerprint: &str) -> bool {
        sh.path_exists(self.output())
            && sh.read_file(self.stamp()).is_ok_and(|stamp| stamp == fingerprint)
    }

    /// Differs whenever the output might: it covers the compiled module and the tools after it.
    fn fingerprint(&self, sh: &Shell, compiled: &Path) -> Result<String> {
        let lock = Path::new(paths::TEST_TOOLS).join("package-lock.json");
        let mut hasher = DefaultHasher::new();
        hasher.write(&sh.read_binary_file(compiled)?);
        hasher.write(&sh.read_binary_file(lock)?);
        hasher.write(WASM_BINDGEN.version.as_bytes());
        hasher.write(self.optimisation.as_bytes());
        Ok(format!("{:016x}", hasher.finish()))
    }
}
