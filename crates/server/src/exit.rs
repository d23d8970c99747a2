//! How the program ends, and what its exit codes mean.

use std::io;
use std::process::ExitCode;

use crate::output;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input is wrong; everything that is wrong has been written out.
    Refused,
    /// The command line asks for what cannot be, in a way that its definition does not tell.
    Usage(String),
    /// A file could not be read or written.
    File { name: String, error: io::Error },
    /// The pages cannot be served.
    Unserved(String),
    /// The records cannot be read or changed.
    Records(String),
}

/// The input was refused.
const REFUSED: u8 = 2;
/// The command line is wrong.
const USAGE: u8 = 64;
/// A file could not be read or written.
const FILE: u8 = 66;
/// The pages cannot be served.
const UNSERVED: u8 = 69;
/// The records cannot be read or changed.
const RECORDS: u8 = 74;

/// Told by `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
   0  done
   2  the input is refused; every problem is told
  64  the command line is wrong
  66  a file cannot be read or written
  69  the pages cannot be served
  74  the records cannot be read or changed";

pub(crate) fn code(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused) => ExitCode::from(REFUSED),
        Err(Failure::Usage(message)) => {
            output::error(&format!("error: {message}\n\nFor more information, try '--help'."));
            ExitCode::from(USAGE)
        }
        // Whoever reads the output has had enough of it.
        Err(Failure::File { error, .. }) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::File { name, error }) => {
            output::error(&format!("tieback: {name}: {error}"));
            ExitCode::from(FILE)
        }
        Err(Failure::Unserved(message)) => {
            output::error(&format!("tieback: {message}"));
            ExitCode::from(UNSERVED)
        }
        Err(Failure::Records(message)) => {
            output::error(&format!("tieback: {message}"));
            ExitCode::from(RECORDS)
        }
    }
}

pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Nothing is left to do when even the terminal is gone.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
}
