//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use procurement::BillingMonth;

use crate::exit::EXIT_CODES;
use crate::site::BasePath;

const EXAMPLES: &str = "\
Examples:
  tieback preview snapshot.json
  tieback preview focus.csv.gz purchase-orders.csv --billing-account 410000000001
  tieback explain INV-1001 snapshot.json
  tieback what-if snapshot.json edits.json
  tieback import focus export-*.csv.gz > snapshot.json
  tieback serve";

/// Previews which purchase order each cloud and marketplace invoice will use, and why.
#[derive(Debug, Parser)]
#[command(name = "tieback", version, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours; auto is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 90)]
    pub(crate) color: ColourChoice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColourChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show which purchase order line every invoice will use
    Preview(Preview),
    /// Tell why one invoice uses the line that it does
    Explain(Explain),
    /// Show what edits would change in the preview
    WhatIf(WhatIf),
    /// Check a purchase order, or everything that a preview would read
    Validate(Validate),
    /// Turn billing files into a snapshot
    #[command(subcommand)]
    Import(Import),
    /// Serve the pages to browsers
    Serve(Serve),
    /// Write completions for a shell
    Completions(Completions),
    /// Write the manual page, of the program or of a command
    Man(Man),
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Preview {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Write the preview as canonical JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write one row for each invoice as CSV; raw leaves texts as they are, spreadsheet keeps
    /// them from being taken for formulas
    #[arg(
        long,
        value_name = "FLAVOUR",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "spreadsheet",
        conflicts_with_all = ["json", "explain"]
    )]
    pub(crate) csv: Option<CsvFlavour>,
    /// Explain one invoice: every candidate with its verdict and reason
    #[arg(long, value_name = "INVOICE")]
    pub(crate) explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvFlavour {
    Spreadsheet,
    Raw,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Explain {
    /// The id of an invoice, or its number in the table of the preview
    pub(crate) invoice: String,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Write the explanation as canonical JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct WhatIf {
    /// A snapshot; `-` is standard input
    pub(crate) snapshot: String,
    /// An edits document: `{"at": …, "edits": […]}`
    pub(crate) edits: String,
    /// Write the change as canonical JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sellers: SellersFile,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Write problems and warnings as canonical JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What a preview is computed from.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Snapshots and purchase order lists, billing exports and charge listings, in any mixture;
    /// what a file is, its content tells; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) sellers: SellersFile,
    #[command(flatten)]
    pub(crate) mapping: MappingFile,
    #[command(flatten)]
    pub(crate) accounts: BillingAccounts,
    /// Who invoices the charges of a listing: the id or a name of the seller of record
    #[arg(long, value_name = "SELLER")]
    pub(crate) bill_from: Option<String>,
    /// The billing period of charges without a time
    #[arg(long, value_name = "YYYY-MM", value_parser = BillingMonth::from_str)]
    pub(crate) period: Option<BillingMonth>,
}

#[derive(Debug, Args)]
pub(crate) struct SellersFile {
    /// A table of sellers of record (JSON), in place of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) sellers: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct MappingFile {
    /// Which names stand for which seller of record (JSON), on top of the built-in mapping
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BillingAccounts {
    /// Which billing account to take of a provider that has several; once for each provider
    #[arg(long, value_name = "ID")]
    pub(crate) billing_account: Vec<String>,
}

/// Importers: the snapshot goes to standard output, the report to standard error.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Read FOCUS 1.0 to 1.3 billing exports, CSV or gzip
    Focus(ImportFocus),
    /// Read a list of purchase orders, CSV with one row for each line item
    PurchaseOrders(ImportPurchaseOrders),
    /// Read the charge listing of a marketplace agreement, JSON
    Charges(ImportCharges),
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ImportFocus {
    /// Exports that belong together; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) mapping: MappingFile,
    #[command(flatten)]
    pub(crate) accounts: BillingAccounts,
    #[command(flatten)]
    pub(crate) report: ReportFormat,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ImportPurchaseOrders {
    /// The list; `-` is standard input
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) mapping: MappingFile,
    #[command(flatten)]
    pub(crate) sellers: SellersFile,
    #[command(flatten)]
    pub(crate) report: ReportFormat,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ImportCharges {
    /// The listing, its pages one after another; `-` is standard input
    pub(crate) file: String,
    /// Who invoices the charges: the id or a name of the seller of record
    #[arg(long, value_name = "SELLER")]
    pub(crate) bill_from: String,
    /// The billing period of charges without a time
    #[arg(long, value_name = "YYYY-MM", value_parser = BillingMonth::from_str)]
    pub(crate) period: Option<BillingMonth>,
    #[command(flatten)]
    pub(crate) mapping: MappingFile,
    #[command(flatten)]
    pub(crate) report: ReportFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ReportFormat {
    /// Write the report and problems as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes one that is free
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) address: String,
    /// Which path the pages are under, where other things are served beside them
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = BasePath::from_str)]
    pub(crate) base_path: BasePath,
    /// Serve this build of the pages in place of the one in the program
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) pages: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// A command, such as `import focus`
    pub(crate) command: Vec<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_defined() {
        Cli::command().debug_assert();
    }
}
