//! `cargo xtask run`: the product, on the example data.

use xshell::{Shell, cmd};

use crate::{Result, paths};

/// Prints the preview of the example snapshot. The toolchain is all it needs.
pub(crate) fn preview_example(sh: &Shell) -> Result {
    let example = paths::EXAMPLE;
    cmd!(sh, "cargo run --quiet --bin tieback -- preview {example}").run()?;
    Ok(())
}
