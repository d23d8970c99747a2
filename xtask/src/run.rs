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
        println!("\n{}", told(line.trim_end()));
    }
    let ended = server.wait()?;
    if ended.success() { Ok(()) } else { Err("Tieback was not served, see above".into()) }
}

/// What to open, once it is served at an address that ends with a slash.
fn told(address: &str) -> String {
    let sample = format!("without signing in, a sample is at {address}preview?data=sample");
    format!("Tieback is at {address}\n{sample}\nCtrl-C ends it")
}

#[cfg(test)]
mod tests {
    #[test]
    fn whoever_does_not_sign_in_is_told_where_the_sample_is() {
        let told = super::told("http://127.0.0.1:8080/");
        assert!(told.contains("http://127.0.0.1:8080/preview?data=sample"), "{told}");
    }
}
