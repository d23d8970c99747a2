//! The program of the pages in parts: what its first page needs, and groups of pages that arrive
//! when one of them is opened (app/src/parts.rs tells which).
//!
//! Code can be moved out of the linked module only before wasm-bindgen has processed it, and Trunk
//! has no room between the two. So Trunk finds this program where it looks for wasm-bindgen: it
//! splits the module, lets the real wasm-bindgen bind what is left of it, and keeps the parts until
//! Trunk is done.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use super::has_ending;
use crate::setup::{WASM_BINDGEN, WASM_SPLIT};
use crate::{Result, paths};

/// Tells the build of the pages to be one of parts (app/build.rs), and this program to split.
pub(super) const VARIABLE: &str = "TIEBACK_PARTS";

/// What Trunk names the one module that has parts.
const APP: &str = "--out-name=app";

/// What the splitter writes: the JavaScript that loads the parts, and what it takes the main module
/// for. Both get names with a hash, which let browsers keep them.
const LOADER: &str = "__wasm_split.js";
const MAIN: &str = "./app.js";

/// Was this program started by Trunk, as wasm-bindgen?
pub(crate) fn is_binding() -> bool {
    let name = env::args_os().next().map(PathBuf::from);
    name.as_deref().and_then(Path::file_stem).is_some_and(|name| name == WASM_BINDGEN.program)
}

/// Does what wasm-bindgen does, and splits the program of the pages before.
pub(crate) fn bind(sh: &Shell) -> Result {
    let wasm_bindgen = WASM_BINDGEN.path()?;
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if env::var_os(VARIABLE).is_some() && arguments.iter().any(|argument| argument == APP) {
        for module in arguments.iter_mut().filter(|it| has_ending(Path::new(it), &["wasm"])) {
            *module = split(sh, module)?.into();
        }
        // The parts take the memory, the stack and the table of functions from the main module.
        arguments.push("--keep-lld-exports".into());
    }
    Ok(cmd!(sh, "{wasm_bindgen} {arguments...}").quiet().run()?)
}

/// Splits the module, and returns where the rest of it is.
fn split(sh: &Shell, module: &OsString) -> Result<PathBuf> {
    let (wasm_split, parts) = (WASM_SPLIT.path()?, paths::PARTS);
    sh.remove_path(parts)?;
    cmd!(sh, "{wasm_split} --target web --out-name app {module} {parts}").quiet().run()?;
    Ok(Path::new(parts).join("app.wasm"))
}

/// A directory for the front of the `PATH`, with this program as wasm-bindgen.
pub(super) fn programs(sh: &Shell) -> Result<PathBuf> {
    let directory = sh.current_dir().join(paths::BINDING);
    let program = directory.join(WASM_BINDGEN.program).with_extension(env::consts::EXE_EXTENSION);
    sh.create_dir(&directory)?;
    // It may be of an earlier build, and a program that runs cannot be written to.
    sh.remove_path(&program)?;
    fs::copy(env::current_exe()?, program)?;
    Ok(directory)
}

/// Puts the parts beside what Trunk made of the main module.
pub(super) fn add(sh: &Shell) -> Result {
    let main = main_script(sh)?;
    let mut loader = sh.read_file(Path::new(paths::PARTS).join(LOADER))?;
    loader = replaced(&loader, MAIN, &["./", &main].concat())?;
    let mut parts = sh.read_dir(paths::PARTS)?;
    parts.retain(|part| has_ending(part, &["wasm"]) && !part.ends_with("app.wasm"));
    for part in parts {
        let name = name_of(&part)?;
        let hashed = add_part(sh, &part, name.trim_start_matches("split_"))?;
        // An empty part has a file and nothing that loads it.
        loader =
            loader.replace(&["\"./", name, ".wasm\""].concat(), &["\"./", &hashed, "\""].concat());
    }
    let hashed = ["parts-", &hash(loader.as_bytes()), ".js"].concat();
    sh.write_file(Path::new(paths::APP_DIST).join(&hashed), loader)?;
    rewrite(sh, &main, &["./", LOADER].concat(), &["./", &hashed].concat())?;
    // It is needed before the main script runs, so it need not wait for that to arrive.
    let preload = format!("<link rel=\"modulepreload\" href=\"./{hashed}\">");
    rewrite(sh, "index.html", "</head>", &[&preload, "</head>"].concat())
}

/// Makes the part small, and returns what it is called beside the pages.
fn add_part(sh: &Shell, part: &Path, name: &str) -> Result<String> {
    let wasm_opt = paths::WASM_OPT;
    cmd!(sh, "node {wasm_opt} -Oz {part} -o {part}").quiet().run()?;
    let content = sh.read_binary_file(part)?;
    let hashed = [name, "-", &hash(&content), ".wasm"].concat();
    sh.write_file(Path::new(paths::APP_DIST).join(&hashed), content)?;
    Ok(hashed)
}

/// The script of the main module, which Trunk names after a hash.
fn main_script(sh: &Shell) -> Result<String> {
    let files = paths::files_ending(sh, paths::APP_DIST, ".js")?;
    let mut names = files.iter().filter_map(|file| file.file_name()?.to_str());
    let is_main = |name: &&str| name.starts_with("app-");
    names.find(is_main).map(str::to_owned).ok_or_else(|| "Trunk wrote no app-*.js".into())
}

fn name_of(part: &Path) -> Result<&str> {
    part.file_stem().and_then(|name| name.to_str()).ok_or_else(|| "a part without a name".into())
}

fn rewrite(sh: &Shell, file: &str, from: &str, to: &str) -> Result {
    let file = Path::new(paths::APP_DIST).join(file);
    Ok(sh.write_file(&file, replaced(&sh.read_file(&file)?, from, to)?)?)
}

/// What does not stand there would be missed in a browser only.
fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    if !text.contains(from) {
        return Err(format!("the splitter or Trunk wrote something new: no {from}").into());
    }
    Ok(text.replace(from, to))
}

fn hash(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    format!("{:016x}", hasher.finish())
}
