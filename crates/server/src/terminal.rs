//! What the output is written on: how wide it is, and whether it has colours.

use std::env;
use std::io::IsTerminal;

use crate::cli::ColourChoice;

/// Where standard output goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// Characters in a line.
    pub(crate) width: usize,
    has_colours: bool,
}

/// What a piece of text means, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Paint {
    #[default]
    Plain,
    Heading,
    Faint,
    Good,
    Warning,
    Bad,
}

/// Where nobody says how wide a line is.
const WIDTH: usize = 100;

/// Narrower than this, nothing can be laid out.
const WIDTH_MIN: usize = 40;

impl Screen {
    #[cfg(test)]
    pub(crate) fn plain(width: usize) -> Self {
        Self { width, has_colours: false }
    }

    /// What standard output is.
    pub(crate) fn of_standard_output(colours: ColourChoice) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let of_terminal = || {
            let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
            Some(usize::from(width.0))
        };
        let width = columns.filter(|columns| *columns > 0).or_else(of_terminal).unwrap_or(WIDTH);
        let has_colours = match colours {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => is_terminal && wants_colours(),
        };
        Self { width: width.max(WIDTH_MIN), has_colours }
    }

    /// The text in its colour.
    pub(crate) fn paint(self, text: &str, paint: Paint) -> String {
        let code = match paint {
            Paint::Plain => return text.to_owned(),
            _ if !self.has_colours || text.is_empty() => return text.to_owned(),
            Paint::Heading => "1",
            Paint::Faint => "2",
            Paint::Good => "32",
            Paint::Warning => "33",
            Paint::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

fn wants_colours() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}
