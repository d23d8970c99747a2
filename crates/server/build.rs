//! Puts the built pages into the program. Release builds only: a debug build reads them when it
//! serves, so that a change of a page compiles nothing here.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Where the pages are, beside the workspace's `Cargo.toml`.
const PAGES: &str = "../../dist";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut list = String::from("&[\n");
    if env::var("PROFILE")? == "release" {
        println!("cargo::rerun-if-changed={PAGES}");
        let pages = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(PAGES);
        for path in files(&pages)? {
            let name = path.strip_prefix(&pages)?.to_str().ok_or("a name is not UTF-8")?;
            let name = name.replace('\\', "/");
            writeln!(list, "    ({name:?}, include_bytes!({path:?})),")?;
        }
    }
    list.push_str("]\n");
    Ok(fs::write(Path::new(&env::var("OUT_DIR")?).join("pages.rs"), list)?)
}

/// All files below a directory; none where there is no such directory.
fn files(directory: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
