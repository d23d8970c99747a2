//! Reading inputs and writing results.

use std::fs;
use std::io::{self, Read, Write};

use procurement::Problems;

use crate::exit::Failure;

/// Reads a file whole; `-` is standard input.
pub(crate) fn read_bytes(name: &str) -> Result<Vec<u8>, Failure> {
    let read = || match name {
        "-" => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        path => fs::read(path),
    };
    let name = if name == "-" { "standard input" } else { name };
    read().map_err(|error| Failure::File { name: name.to_owned(), error })
}

/// Writes a result to standard output, ended by one newline.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let write = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
    let flushed = write.and_then(|()| out.flush());
    flushed.map_err(|error| Failure::File { name: "standard output".to_owned(), error })
}

/// Writes a message to standard error.
pub(crate) fn error(text: &str) {
    // There is nowhere left to tell that this failed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Tells every problem: as the contract's JSON on standard output, or as sentences on standard
/// error.
pub(crate) fn refuse(problems: &Problems, as_json: bool) -> Failure {
    if as_json {
        if let Err(failure) = line(&problems.to_json()) {
            return failure;
        }
    } else {
        error(&problems.to_string());
    }
    Failure::Refused
}
