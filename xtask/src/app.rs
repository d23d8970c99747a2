//! The pages and the program that serves them: built by Trunk, packed, and put into `tieback`.

mod parts;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use xshell::{Cmd, Shell, cmd};

use crate::setup::{self, TRUNK, Tool, WASM_BINDGEN, WASM_SPLIT};
use crate::{Result, paths, wasm};
pub(crate) use parts::{bind, is_binding};

/// What building needs.
pub(crate) const NEEDS: &[Tool] = &[
    Tool::WasmTarget,
    Tool::Node,
    Tool::TestPackages,
    Tool::WasmBindgen,
    Tool::WasmSplit,
    Tool::Trunk,
];

/// All that the pages are made of.
const SOURCES: &[&str] = &[
    "app",
    "crates",
    "Cargo.lock",
    "Cargo.toml",
    "docs/guide",
    "examples/sample.json",
    "index.html",
    "rust-toolchain.toml",
    "tests/npm/package-lock.json",
    "Trunk.toml",
    "xtask/src/app.rs",
    "xtask/src/app/parts.rs",
    "xtask/src/css.rs",
    "xtask/src/guide.rs",
    "xtask/src/guide",
];

/// Directories among them that are not: what is built, what is fetched, the program.
const NOT_SOURCES: &[&str] = &["crates/procurement-wasm/npm", "crates/server", "crates/widget"];

/// Beside the output, and written after it: tells from what it was made. Trunk removes it.
const STAMP: &str = "dist/.stamp";

/// Endings of files that get smaller when they are packed.
const PACKABLE: &[&str] = &["bin", "css", "html", "js", "json", "svg", "wasm"];

/// Packs each file at the best that brotli and gzip can do, for the server to choose from.
const PACK: &str = "\
const { readFileSync, writeFileSync } = require('node:fs');
const { brotliCompressSync, constants, gzipSync } = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const content = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}";

/// `cargo xtask app`.
pub(crate) fn set_up_and_build(sh: &Shell) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    build(sh)
}

/// Brings `dist` up to date.
pub(crate) fn build(sh: &Shell) -> Result {
    wasm::check_binding_version(sh)?;
    let fingerprint = fingerprint(sh)?;
    if sh.read_file(STAMP).is_ok_and(|stamp| stamp == fingerprint) {
        println!("the pages are up to date");
        return Ok(());
    }
    trunk(sh, "build")?.arg("--release").env(parts::VARIABLE, "1").run()?;
    parts::add(sh)?;
    build_gallery(sh)?;
    let packable = files_below(&sh.current_dir().join(paths::APP_DIST))?;
    let packable = packable.into_iter().filter(|file| has_ending(file, PACKABLE));
    cmd!(sh, "node --eval {PACK} {packable...}").quiet().run()?;
    Ok(sh.write_file(STAMP, fingerprint)?)
}

/// The gallery of components, which is not served to users, beside the pages.
fn build_gallery(sh: &Shell) -> Result {
    let dist = sh.current_dir().join(paths::GALLERY_DIST);
    let of_gallery = ["app/gallery.html", "--html-output", "index.html", "--release"];
    Ok(trunk(sh, "build")?.arg("--dist").arg(dist).args(of_gallery).run()?)
}

/// `cargo xtask watch`. What it leaves in `dist` is not what ships.
pub(crate) fn set_up_and_watch(sh: &Shell) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    wasm::check_binding_version(sh)?;
    Ok(trunk(sh, "serve")?.run()?)
}

/// The program as the tests built it, which serves the pages of `dist`. Building the one that ships
/// takes ten minutes more, and does the same.
pub(crate) fn tested_program(sh: &Shell) -> Result<PathBuf> {
    let program = paths::target().join("debug/tieback").with_extension(env::consts::EXE_EXTENSION);
    let program = sh.current_dir().join(program);
    if program.exists() { Ok(program) } else { build_program(sh) }
}

/// Builds the program, with the pages in it, and returns where it is. They come first.
pub(crate) fn build_program(sh: &Shell) -> Result<PathBuf> {
    cmd!(sh, "cargo build --release --package server").run()?;
    let program =
        paths::target().join("release/tieback").with_extension(env::consts::EXE_EXTENSION);
    Ok(sh.current_dir().join(program))
}

/// Trunk with all that it looks for.
fn trunk<'sh>(sh: &'sh Shell, task: &str) -> Result<Cmd<'sh>> {
    // It lets cargo fetch nothing, and copies whatever any module ever left among its bindings.
    cmd!(sh, "cargo fetch --quiet --locked").run()?;
    sh.remove_path(paths::target().join("wasm-bindgen"))?;
    let trunk = TRUNK.path()?;
    let command = cmd!(sh, "{trunk} {task}").env("PATH", path_with_tools(sh)?);
    // The one value of it that Trunk takes.
    Ok(if env::var_os("NO_COLOR").is_some() { command.env("NO_COLOR", "true") } else { command })
}

/// All files below a directory, sorted.
pub(crate) fn files_below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let unreadable = |error| format!("{}: {error}", directory.display());
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_foreign = path.ends_with("node_modules")
            || NOT_SOURCES.iter().any(|directory| path.ends_with(directory));
        match path.is_dir() {
            true if is_foreign => {}
            true => found.extend(files_below(&path)?),
            false => found.push(path),
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn has_ending(file: &Path, endings: &[&str]) -> bool {
    file.extension().and_then(|ending| ending.to_str()).is_some_and(|it| endings.contains(&it))
}

/// Trunk looks for its tools there.
fn path_with_tools(sh: &Shell) -> Result<OsString> {
    let mut directories = vec![parts::programs(sh)?, sh.current_dir().join(paths::BINARYEN)];
    directories.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    Ok(env::join_paths(directories)?)
}

/// Differs whenever the output might: it covers all sources, and the tools by what names them.
fn fingerprint(sh: &Shell) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for tool in [TRUNK, WASM_BINDGEN, WASM_SPLIT] {
        hasher.write(tool.version.as_bytes());
    }
    for source in SOURCES {
        let source = sh.current_dir().join(source);
        let files = if source.is_dir() { files_below(&source)? } else { vec![source] };
        for file in files {
            // Below the root: what was built in another clone is as good.
            let name = file.strip_prefix(sh.current_dir()).unwrap_or(&file);
            hasher.write(name.to_string_lossy().as_bytes());
            hasher.write(&sh.read_binary_file(&file)?);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}
