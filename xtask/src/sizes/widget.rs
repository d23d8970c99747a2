//! The files of the widget's npm package: each is measured, and what a console loads has limits.

use xshell::Shell;

use super::package::measured;
use super::{Measured, Size, add, sum};
use crate::{Result, paths};

/// Limits after brotli of files that are loaded on their own.
const LIMITS: &[(&str, Size)] = &[
    // All that a page waits for.
    ("widget.js", Size::kilobytes(3)),
    ("runtime.js", Size::kilobytes(10)),
    ("widget_bg.wasm", Size::kilobytes(44)),
    ("shared.wasm", Size::kilobytes(63)),
    // What two kinds share moves by some functions with every change: what counts are the sums below.
    ("charges-picker.wasm", Size::kilobytes(6)),
    ("charges-preview.wasm", Size::kilobytes(30)),
    ("picker-preview.wasm", Size::kilobytes(3)),
    ("charges.wasm", Size::kilobytes(40)),
    ("picker.wasm", Size::kilobytes(8)),
    ("preview.wasm", Size::kilobytes(51)),
    // Only where something is computed in the page.
    ("engine.js", Size::kilobytes(3)),
    ("engine_bg.wasm", Size::kilobytes(115)),
];

/// What every element needs.
const ALWAYS: &[&str] = &["widget.js", "runtime.js", "widget_bg.wasm", "shared.wasm"];

/// What is loaded until the first element can be used, by its kind, and the limit of it. The aim is
/// 130 KB. What is over it is the price of whole tables that are edited in place, and of trying changes.
const FIRST: &[(&str, &[&str], Size)] = &[
    (
        "first a tieback-po-picker",
        &["charges-picker.wasm", "picker-preview.wasm", "picker.wasm"],
        Size::kilobytes(130),
    ),
    (
        "first a tieback-charges",
        &["charges-picker.wasm", "charges-preview.wasm", "charges.wasm"],
        Size::kilobytes(186),
    ),
    (
        "first a tieback-preview",
        &["charges-preview.wasm", "picker-preview.wasm", "preview.wasm"],
        Size::kilobytes(194),
    ),
];

/// Prints the size of every file and fails for what is over its limit.
pub(crate) fn check(sh: &Shell) -> Result {
    let mut files = measured(sh, paths::WIDGET_DIST, LIMITS)?;
    let first: Vec<Measured> =
        FIRST.iter().map(|(what, own, limit)| together(what, own, *limit, &files)).collect();
    files.extend(first);
    super::print_and_check(&files)
}

fn together(what: &str, own: &[&str], limit: Size, files: &[Measured]) -> Measured {
    let mut needed = sum(what, limit);
    let is_needed = |file: &&Measured| [ALWAYS, own].concat().contains(&file.what.as_str());
    files.iter().filter(is_needed).for_each(|file| add(&mut needed, file));
    needed
}
