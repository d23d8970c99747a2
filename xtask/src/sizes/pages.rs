//! The files of the pages, which have limits together: what the first page waits for, and all.

use std::fs;
use std::path::{Path, PathBuf};

use xshell::Shell;

use super::{Measured, Size, add, sum};
use crate::{Result, app, paths};

/// Limits after brotli, a KB being 1000 bytes. A limit is raised together with the reason.
///
/// The aim of the first is 320 KB. The program of the pages has code of its own for every view and every
/// answer that it reads (`ui/follow.rs` says more), so pages that are seldom the first, and pieces that
/// show only when they are asked for, are parts (`app/src/parts.rs`) and count to the second only, where
/// they weigh a tenth more than in one piece. Nobody waits for what they do not open. The importers are a
/// module apart for the same reason, though half of it is in the worker's too.
const INITIAL: Size = Size::kilobytes(316);
const ALL: Size = Size::kilobytes(1600);

/// The guide has a limit of its own: nobody loads it who does not ask for help, and then a page of
/// it at a time. Most of it is pictures.
const GUIDE: Size = Size::kilobytes(1600);

/// Prints the size of every file and fails when they are over a limit together.
pub(crate) fn check(sh: &Shell) -> Result {
    let dist = sh.current_dir().join(paths::APP_DIST);
    let index = sh.read_file(dist.join("index.html"))?;
    let mut initial = sum("what the first page waits for", INITIAL);
    let mut all = sum("all pages", ALL);
    let mut guide = sum("the guide", GUIDE);
    let mut rows = Vec::new();
    for file in app::files_below(&dist)?.into_iter().filter(|file| is_plain(file)) {
        let row = measure(&dist, &file)?;
        if row.what.starts_with("guide/") {
            add(&mut guide, &row);
            continue;
        }
        if row.what == "index.html" || index.contains(&row.what) {
            add(&mut initial, &row);
        }
        add(&mut all, &row);
        rows.push(row);
    }
    rows.extend([initial, all, guide]);
    super::print_and_check(&rows)
}

/// Not a packed form, nor a note of the build.
fn is_plain(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    !name.starts_with('.') && !app::has_ending(file, &["br", "gz"])
}

fn measure(dist: &Path, file: &Path) -> Result<Measured> {
    let raw = fs::metadata(file)?.len();
    let packed = PathBuf::from(format!("{}.br", file.display()));
    // What is not packed is sent as it is.
    let brotli = fs::metadata(packed).map_or(raw, |packed| packed.len());
    let what = file.strip_prefix(dist)?.display().to_string();
    Ok(Measured { what, raw: Size(raw), brotli: Size(brotli), limit: None })
}
