//! Where the files of the pages come from: from within the program, or from a directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::body::Bytes;

use crate::exit::Failure;

/// Contents by name, `/` between the parts of a name.
pub(crate) type Files = BTreeMap<String, Bytes>;

/// Written by `build.rs`; empty in a debug build, and when the pages were not built before.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The pages that belong to this program.
pub(crate) fn built_in() -> Result<Files, Failure> {
    let files: Files = EMBEDDED
        .iter()
        .filter(|(name, _)| !is_hidden(name))
        .map(|(name, content)| ((*name).to_owned(), Bytes::from_static(content)))
        .collect();
    if !files.is_empty() {
        return Ok(files);
    }
    match unpacked() {
        Some(directory) if directory.exists() => of_directory(&directory),
        _ => Err(Failure::Unserved(
            "this build of the program has no pages in it: run `cargo xtask run`, which builds \
             and serves them, or name a build of them with --pages DIRECTORY"
                .to_owned(),
        )),
    }
}

/// The pages in a directory.
pub(crate) fn of_directory(directory: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    read(directory, "", &mut files)?;
    Ok(files)
}

/// Where a debug build looks: into its clone.
#[cfg(debug_assertions)]
fn unpacked() -> Option<PathBuf> {
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"))
}

#[cfg(not(debug_assertions))]
fn unpacked() -> Option<PathBuf> {
    None
}

fn read(directory: &Path, prefix: &str, files: &mut Files) -> Result<(), Failure> {
    let named = |path: &Path| {
        let name = path.display().to_string();
        |error: io::Error| Failure::File { name, error }
    };
    for entry in fs::read_dir(directory).map_err(named(directory))? {
        let path = entry.map_err(named(directory))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{prefix}{name}");
        if is_hidden(&name) {
            continue;
        }
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(&path).map_err(named(&path))?.into());
        }
    }
    Ok(())
}

/// Such names are notes of the build, not parts of a page.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.'))
}
