//! The command line.

use clap::{Args, Parser, Subcommand};

use crate::exit::EXIT_CODES;

/// Previews which purchase order each cloud and marketplace invoice will use, and why.
#[derive(Debug, Parser)]
#[command(name = "tieback", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show which purchase order line every invoice will use
    Preview(Preview),
    /// Show what edits would change in the preview
    WhatIf(WhatIf),
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// A snapshot; `-` is standard input
    #[arg(default_value = "-")]
    pub(crate) snapshot: String,
    /// Write the preview as canonical JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Explain one invoice: every candidate with its verdict and reason
    #[arg(long, value_name = "INVOICE")]
    pub(crate) explain: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// A snapshot; `-` is standard input
    pub(crate) snapshot: String,
    /// An edits document: `{"at": …, "edits": […]}`
    pub(crate) edits: String,
    /// Write the change as canonical JSON
    #[arg(long)]
    pub(crate) json: bool,
}
