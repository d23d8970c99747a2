//! `cargo xtask run`: the product, with example data.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use xshell::Shell;

use crate::{Result, app, setup};

/// Builds the pages and the program, and serves until Ctrl-C.
pub(crate) fn serve(sh: &Shell, address: &str) -> Result {
    setup::ensure(sh, app::NEEDS.iter().copied())?;
    app::build(sh)?;
    let program = app::build_program(sh)?;
    let mut server = Command::new(program)
        .args(["serve", "--example", "--address", address])
        .current_dir(sh.current_dir())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    if let Some(out) = server.stdout.take() {
        BufReader::new(out).read_line(&mut line)?;
    }
    if !line.is_empty() {
        println!("\nTieback is at {}\nCtrl-C ends it", line.trim_end());
    }
    let ended = server.wait()?;
    if ended.success() { Ok(()) } else { Err("Tieback was not served, see above".into()) }
}
