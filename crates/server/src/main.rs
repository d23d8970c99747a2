//! `tieback`: previews which purchase order each invoice will use, and why.

mod api;
mod background;
mod busy;
mod cli;
mod commands;
mod connections;
mod example;
mod exit;
mod inputs;
mod layout;
mod links;
mod logging;
mod mail;
mod money;
mod output;
mod result;
mod scheduler;
mod show;
mod site;
mod storage;
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
