//! The files of the widget's npm package, each with a limit.

use xshell::Shell;

use super::Size;
use super::package::measured;
use crate::{Result, paths};

/// Limits after brotli. The loader is all that a page waits for. The aim of all that the first part in
/// view needs is 130 KB; what is over it is the price of three parts in one module, of trying changes in
/// one of them, and of choosing from a snapshot in another.
const LIMITS: &[(&str, Size)] = &[
    ("widget.js", Size::kilobytes(3)),
    ("runtime.js", Size::kilobytes(11)),
    ("widget_bg.wasm", Size::kilobytes(189)),
    // Only where something is computed in the page.
    ("engine.js", Size::kilobytes(3)),
    ("engine_bg.wasm", Size::kilobytes(114)),
];

/// Prints the size of every file and fails for those over their limit.
pub(crate) fn check(sh: &Shell) -> Result {
    super::print_and_check(&measured(sh, paths::WIDGET_DIST, LIMITS)?)
}
