//! The commands, one a file.

mod backup;
mod close;
mod explain;
mod import;
mod manual;
mod preview;
mod restore;
mod serve;
mod token;
mod user;
mod validate;
mod verify;
mod what_if;

use procurement::{Sellers, Workspace};

use crate::cli::{Cli, Command, Inputs};
use crate::exit::Failure;
use crate::output;
use crate::terminal::Screen;

pub(crate) fn run(cli: &Cli) -> Result<(), Failure> {
    let screen = Screen::of_standard_output(cli.color);
    match &cli.command {
        Command::Preview(arguments) => preview::run(arguments, screen),
        Command::Explain(arguments) => explain::run(arguments, screen),
        Command::WhatIf(arguments) => what_if::run(arguments, screen),
        Command::Validate(arguments) => validate::run(arguments, screen),
        Command::Import(arguments) => import::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Token(arguments) => token::run(arguments),
        Command::User(command) => user::run(command),
        Command::Close(arguments) => close::run(arguments, screen),
        Command::Verify(arguments) => verify::run(arguments, screen),
        Command::Backup(arguments) => backup::run(arguments),
        Command::Restore(arguments) => restore::run(arguments, screen),
        Command::Completions(arguments) => manual::completions(arguments.shell),
        Command::Man(arguments) => manual::page(&arguments.command),
    }
}

/// Reads the inputs and places their documents.
fn load_inputs(inputs: &Inputs, as_json: bool) -> Result<Workspace, Failure> {
    let sellers = inputs.sellers.read(as_json)?;
    let snapshot = inputs.read(&sellers, as_json)?;
    load(snapshot, &sellers, as_json)
}

fn load(snapshot: String, sellers: &Sellers, as_json: bool) -> Result<Workspace, Failure> {
    Workspace::load(snapshot, sellers).map_err(|problems| output::refuse(&problems, as_json))
}
