//! `tieback completions` and `tieback man`, both from the definition of the command line.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;
use crate::exit::Failure;
use crate::output;

/// Told at the foot of every page.
const SOURCE: &str = concat!("tieback ", env!("CARGO_PKG_VERSION"));

pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut written = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tieback", &mut written);
    output::text(&String::from_utf8_lossy(&written))
}

/// Writes the page of the program, or of the command that the words name.
pub(crate) fn page(words: &[String]) -> Result<(), Failure> {
    let mut program = Cli::command();
    program.build();
    let mut command = &program;
    for word in words {
        let found = command.find_subcommand(word);
        command = found.ok_or_else(|| {
            let names: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
            let message = format!("there is no command `{word}`: write {}", names.join(", "));
            Failure::Usage(message)
        })?;
    }
    let mut written = Vec::new();
    let rendered = Man::new(command.clone()).source(SOURCE).render(&mut written);
    rendered.map_err(|error| Failure::File { name: "the manual page".to_owned(), error })?;
    output::text(&String::from_utf8_lossy(&written))
}
