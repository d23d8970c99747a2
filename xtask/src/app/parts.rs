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
use crate::setup::WASM_BINDGEN;
use crate::{Result, paths, wasm};

/// Tells the build of the pages to be one of parts (app/build.rs), and this program to split.
pub(super) const VARIABLE: &str = "TIEBACK_PARTS";

/// What Trunk names the one module that has parts.
const APP: &str = "--out-name=app";

/// What the splitter writes: the JavaScript that loads the parts, and what it takes the main module
/// for. Both get names with a hash, which let browsers keep them.
const LOADER: &str = "__wasm_split.js";
const MAIN: &str = "./app.js";

/// What it calls the files of parts, and of what several parts use: for every combination of parts
/// there may be one, most of them of a few hundred bytes.
const PART: &str = "split_";
const CHUNK: &str = "chunk_";

/// Takes such pieces out of one file, which is loaded once.
const CHUNKS: &str = "\
let chunks;
function chunk(start, end) {
    chunks ??= fetch(new URL(\"./{name}\", import.meta.url)).then((response) => {
        if (!response.ok) throw new Error(`${response.status} ${response.url}`);
        return response.arrayBuffer();
    });
    chunks.catch(() => { chunks = undefined; });
    const options = { headers: { \"content-type\": \"application/wasm\" } };
    return chunks.then((bytes) => new Response(bytes.slice(start, end), options));
}
";

/// Was this program started by Trunk, as wasm-bindgen?
pub(crate) fn is_binding() -> bool {
    let name = env::args_os().next().map(PathBuf::from);
    name.as_deref().and_then(Path::file_stem).is_some_and(|name| name == WASM_BINDGEN.program)
}

/// Does what wasm-bindgen does, and splits the program of the pages before.
pub(crate) fn bind(sh: &Shell) -> Result {
    let wasm_bindgen = WASM_BINDGEN.path()?;
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if env::var_os(VARIABLE).is_none() || !arguments.iter().any(|argument| argument == APP) {
        return Ok(cmd!(sh, "{wasm_bindgen} {arguments...}").quiet().run()?);
    }
    for module in arguments.iter_mut().filter(|it| has_ending(Path::new(it), &["wasm"])) {
        *module = wasm::split(sh, Path::new(module), "app", paths::PARTS)?.into();
    }
    // The parts take the memory, the stack and the table of functions from the main module.
    let arguments = &arguments;
    cmd!(sh, "{wasm_bindgen} --keep-lld-exports {arguments...}").quiet().run()?;
    let options = arguments.iter().filter_map(|argument| argument.to_str());
    let Some(out) = options.filter_map(|option| option.strip_prefix("--out-dir=")).next() else {
        return Err("Trunk called wasm-bindgen in a new way: without --out-dir=".into());
    };
    let script = Path::new(out).join(MAIN);
    // What makes scripts small in Trunk wants a semicolon after each import.
    let import = ["from \"./", LOADER, "\""].concat();
    let bound = replaced(&sh.read_file(&script)?, &import, &[&import, ";"].concat())?;
    Ok(sh.write_file(script, bound)?)
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
    let loader = sh.read_file(Path::new(paths::PARTS).join(LOADER))?;
    let mut loader = replaced(&loader, MAIN, &["./", &main].concat())?;
    let mut shared = Vec::new();
    for part in sh.read_dir(paths::PARTS)? {
        let Some(name) = part.file_name().and_then(|name| name.to_str()) else { continue };
        let fetch = format!("fetch(new URL(\"./{name}\", import.meta.url))");
        // An empty part has a file that nothing loads.
        if !loader.contains(&fetch) {
            continue;
        }
        let content = optimised(sh, &part)?;
        let now = if name.starts_with(CHUNK) {
            let start = shared.len();
            shared.extend(content);
            format!("chunk({start}, {})", shared.len())
        } else {
            let name = name.trim_start_matches(PART).trim_end_matches(".wasm");
            let name = write_hashed(sh, name, &content, "wasm")?;
            format!("fetch(new URL(\"./{name}\", import.meta.url))")
        };
        loader = loader.replace(&fetch, &now);
    }
    if !shared.is_empty() {
        let name = write_hashed(sh, "shared", &shared, "bin")?;
        loader.push_str(&CHUNKS.replace("{name}", &name));
    }
    let loader = write_hashed(sh, "parts", loader.as_bytes(), "js")?;
    // Only where it is imported from: the module goes on calling it by its name. What makes scripts
    // small may have taken the space out.
    let script = Path::new(paths::APP_DIST).join(&main);
    let from = |space: &str, file: &str| ["from", space, "\"./", file, "\""].concat();
    let bound = sh.read_file(&script)?.replace(&from("", LOADER), &from(" ", LOADER));
    sh.write_file(script, replaced(&bound, &from(" ", LOADER), &from(" ", &loader))?)?;
    // It is needed before the main script runs, so it need not wait for that to arrive.
    let preload = format!("<link rel=\"modulepreload\" href=\"./{loader}\">");
    rewrite(sh, "index.html", "</head>", &[&preload, "</head>"].concat())
}

fn optimised(sh: &Shell, part: &Path) -> Result<Vec<u8>> {
    wasm::shrink(sh, part)?;
    Ok(sh.read_binary_file(part)?)
}

/// Writes a file beside the pages, and returns its name.
fn write_hashed(sh: &Shell, name: &str, content: &[u8], ending: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    let name = format!("{name}-{:016x}.{ending}", hasher.finish());
    sh.write_file(Path::new(paths::APP_DIST).join(&name), content)?;
    Ok(name)
}

/// The script of the main module, which Trunk names after a hash.
fn main_script(sh: &Shell) -> Result<String> {
    let files = paths::files_ending(sh, paths::APP_DIST, ".js")?;
    let mut names = files.iter().filter_map(|file| file.file_name()?.to_str());
    let is_main = |name: &&str| name.starts_with("app-");
    names.find(is_main).map(str::to_owned).ok_or_else(|| "Trunk wrote no app-*.js".into())
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
