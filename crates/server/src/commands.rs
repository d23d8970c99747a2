//! The commands, one a file.

mod preview;
mod what_if;

use procurement::{Code, Problems, Sellers, Workspace};

use crate::cli::{Cli, Command};
use crate::exit::Failure;
use crate::output;

pub(crate) fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Preview(arguments) => preview::run(arguments),
        Command::WhatIf(arguments) => what_if::run(arguments),
    }
}

/// Reads a file that must be text.
fn read_text(name: &str, as_json: bool) -> Result<String, Failure> {
    String::from_utf8(output::read_bytes(name)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let message = format!("the text is not UTF-8 from byte {at} on: save it as UTF-8");
        output::refuse(&Problems::one(Code::InvalidJson, "", message), as_json)
    })
}

fn load(name: &str, as_json: bool) -> Result<Workspace, Failure> {
    let text = read_text(name, as_json)?;
    Workspace::load(text, &Sellers::built_in())
        .map_err(|problems| output::refuse(&problems, as_json))
}
