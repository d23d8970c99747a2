//! Where things are. Paths are relative to the root of the repository, the working directory of
//! every command.

use std::env;
use std::path::{Path, PathBuf};

use xshell::Shell;

use crate::Result;

/// The npm package, and where its built half goes.
pub(crate) const PACKAGE_TESTS: &str = "crates/procurement-wasm/npm/test";
pub(crate) const PACKAGE_DIST: &str = "crates/procurement-wasm/npm/dist";

/// The npm package of the widget: its built half, and the script that makes that around the module.
pub(crate) const WIDGET_DIST: &str = "crates/widget/npm/dist";
pub(crate) const WIDGET_BUILD: &str = "crates/widget/npm/build.mjs";

/// The example console that is built by tools of its own.
pub(crate) const CONSOLE_REACT: &str = "examples/console-react";

/// The npm packages that tests run on, none of them shipped.
pub(crate) const TEST_TOOLS: &str = "tests/npm";
pub(crate) const BINARYEN: &str = "tests/npm/node_modules/binaryen/bin";
pub(crate) const WASM_OPT: &str = "tests/npm/node_modules/binaryen/bin/wasm-opt";

/// The Python packages that checks run, none of them shipped.
pub(crate) const PYTHON_REQUIREMENTS: &str = "xtask/requirements.txt";

/// The pages: their built half, and their style sheet before and after it is joined.
pub(crate) const APP_DIST: &str = "dist";
/// The gallery of components.
pub(crate) const GALLERY_DIST: &str = "dist-gallery";
pub(crate) const STYLE: &str = "app/style.css";
pub(crate) const STYLE_JOINED: &str = "target/app/style.css";
/// The programs of the kinds of elements of the widget while they are built.
pub(crate) const KINDS: &str = "target/widget/kinds";
/// The parts of the program of the pages while it is built, and the program that splits it.
pub(crate) const PARTS: &str = "target/app/parts";
pub(crate) const BINDING: &str = "target/app/binding";

/// The guide: its pages as they are written, its style sheet, and where its HTML goes.
pub(crate) const GUIDE: &str = "docs/guide";
pub(crate) const GUIDE_STYLE: &str = "app/guide.css";
pub(crate) const GUIDE_BUILT: &str = "target/app/guide";

pub(crate) const BROWSER_TESTS: &str = "tests/browser";
pub(crate) const PAGES_TESTS: &str = "tests/pages";
pub(crate) const BENCHMARKS: &str = "tests/benchmarks";
pub(crate) const BENCHMARKS_CHECK: &str = "tests/benchmarks/check.mjs";
pub(crate) const BENCHMARKS_RUN: &str = "tests/benchmarks/run.mjs";
pub(crate) const PAGE_BENCHMARKS: [&str; 2] =
    ["tests/benchmarks/pages.mjs", "tests/benchmarks/widget.mjs"];
pub(crate) const FUZZ: &str = "tests/fuzz";

/// What the tests of the server asked of a browser's session: the tests of the pages ask a browser.
pub(crate) const CONVERSATIONS: &str = "target/tmp/conversations";

/// Where Debian puts them.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";
pub(crate) const CPP_COMPILER: &str = "/usr/bin/c++";

/// Root of the repository.
pub(crate) fn root() -> Result<PathBuf> {
    // Cargo tells the directory at run time too: a cached program may serve another clone.
    let xtask = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    match xtask.parent() {
        Some(root) => Ok(root.to_owned()),
        None => Err("run this by `cargo xtask`, within the repository".into()),
    }
}

/// Where cargo leaves what it builds.
pub(crate) fn target() -> PathBuf {
    variable("CARGO_TARGET_DIR").unwrap_or_else(|| PathBuf::from("target"))
}

/// Where tools built from the Cargo registry are kept: outside the clone, so that the next one
/// finds them.
pub(crate) fn tool_cache() -> Result<PathBuf> {
    let in_cache = |cache: PathBuf| cache.join("tieback");
    variable("TIEBACK_TOOLS")
        .or_else(|| variable("XDG_CACHE_HOME").map(in_cache))
        .or_else(|| variable("HOME").map(|home| in_cache(home.join(".cache"))))
        .ok_or_else(|| "there is no HOME to keep tools in: set TIEBACK_TOOLS to a directory".into())
}

/// The files directly in `directory` whose names end in `suffix`, sorted.
pub(crate) fn files_ending(sh: &Shell, directory: &str, suffix: &str) -> Result<Vec<PathBuf>> {
    let ends = |path: &Path| path.to_str().is_some_and(|path| path.ends_with(suffix));
    let mut files = if sh.path_exists(directory) { sh.read_dir(directory)? } else { Vec::new() };
    files.retain(|file| ends(file));
    if files.is_empty() {
        return Err(format!(
            "{directory} has no `*{suffix}`: add one, or take its step out of xtask/src/test.rs"
        )
        .into());
    }
    Ok(files)
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
