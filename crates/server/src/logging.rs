//! The log of the server, on standard error: lines for people, or JSON for machines. Requests are
//! told by their ids; bodies, secrets and addresses of people are not.

use std::env;
use std::io;

use tracing_subscriber::EnvFilter;

/// Which lines are written: a level, or a level for each part of the program.
const LEVEL: &str = "TIEBACK_LOG";

/// `json` for machines.
const FORMAT: &str = "TIEBACK_LOG_FORMAT";

/// Begins to write the log.
pub(crate) fn begin() {
    let level = env::var(LEVEL).unwrap_or_else(|_| "info".to_owned());
    // What cannot be understood shall not keep the server from starting.
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A log that was begun before goes on.
    let _ = if env::var(FORMAT).is_ok_and(|format| format == "json") {
        log.json().try_init()
    } else {
        log.with_ansi(false).try_init()
    };
}
