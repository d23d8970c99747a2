//! `tieback`: previews which purchase order each invoice will use, and why.

mod cli;
mod commands;
mod exit;
mod inputs;
mod layout;
mod money;
mod output;
mod result;
mod show;
mod site;
mod table;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::try_parse() {
        Ok(cli) => exit::code(commands::run(&cli)),
        Err(error) => exit::usage(&error),
    }
}
