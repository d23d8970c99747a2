//! The command line.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use procurement::BillingMonth;
use records::verify::AuditHead;

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
    /// Serve the pages to browsers and the API to programs, and keep the records
    Serve(Serve),
    /// Add people and let them set a new password, on the machine of the server
    #[command(subcommand)]
    User(User),
    /// Make an API token, on the machine of the server
    Token(Token),
    /// Issue the invoices of a month, each once, or show what would be issued
    Close(Close),
    /// Prove that balances, invoices and the audit agree, and tell what does not
    Verify(Verify),
    /// Copy the embedded database into a file, while it is in use
    Backup(Backup),
    /// Put a backup in the place of the embedded database, while no server runs, and verify it
    Restore(Restore),
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
    /// Read the charge listing of a marketplace agreement, JSON or gzip
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
    pub(crate) sellers: SellersFile,
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
    pub(crate) sellers: SellersFile,
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
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// Where people reach the server, for links in mail; by default the address it listens on
    #[arg(long, value_name = "URL", env = "TIEBACK_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// A network whose proxies are believed when they tell who asks, by `X-Forwarded-For`; once for
    /// each network
    #[arg(long, value_name = "NETWORK", value_parser = network)]
    pub(crate) trusted_proxy: Vec<IpNet>,
    #[command(flatten)]
    pub(crate) mail: MailServer,
    /// Only answer: issue no invoices and write no reminders at their time; another server does
    #[arg(long)]
    pub(crate) no_scheduler: bool,
    /// Begin with example data, and let anybody sign in; the records are gone afterwards unless you
    /// say where they are. Months that are over wait for somebody to close them
    #[arg(long)]
    pub(crate) example: bool,
}

/// A network as `10.0.0.0/8`, or a machine by its address.
fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address
        .or_else(|_| text.parse::<IpNet>())
        .map_err(|_| "write a network such as 10.0.0.0/8, or the address of a machine".to_owned())
}

/// People: each command writes the link by which somebody sets a password.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add somebody to an account, with a link to set a password by if they have none
    Add(AddUser),
    /// Write a link by which somebody sets a new password
    Reset(ResetUser),
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct AddUser {
    /// The address that they sign in with; who is known by it already gets the policy too
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: String,
    /// Their name
    #[arg(long)]
    pub(crate) name: String,
    /// The account that they act in, twelve digits
    #[arg(long, value_name = "ID")]
    pub(crate) account: String,
    /// What they may do in it, such as PurchaseOrderViewer or FullAccess; once for each policy
    #[arg(long, value_name = "ID", required = true)]
    pub(crate) policy: Vec<String>,
    #[command(flatten)]
    pub(crate) link: LinkAddress,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ResetUser {
    /// The address that they sign in with
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: String,
    #[command(flatten)]
    pub(crate) link: LinkAddress,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Token {
    /// The address of the person in whose name it acts
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: String,
    /// The account that it acts in, twelve digits
    #[arg(long, value_name = "ID")]
    pub(crate) account: String,
    /// What it is for
    #[arg(long, default_value = "tieback token")]
    pub(crate) name: String,
    /// What it may do, such as purchase-orders:ListPurchaseOrders; once for each action, and
    /// without any, all that its person may
    #[arg(long, value_name = "ACTION", value_parser = permissions::Action::from_str)]
    pub(crate) action: Vec<permissions::Action>,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

#[derive(Debug, Args)]
pub(crate) struct LinkAddress {
    /// Where people reach the server
    #[arg(
        long,
        value_name = "URL",
        env = "TIEBACK_PUBLIC_URL",
        default_value = "http://127.0.0.1:8080/"
    )]
    pub(crate) public_url: String,
}

/// What e-mail is handed to. Without it, e-mail waits in the outbox, where it can be read.
#[derive(Args)]
pub(crate) struct MailServer {
    /// The mail server: smtps://user:password@host, or smtp://user:password@host:587?tls=required
    #[arg(
        long,
        value_name = "URL",
        env = "TIEBACK_SMTP_URL",
        hide_env_values = true,
        requires = "mail_from"
    )]
    pub(crate) smtp_url: Option<String>,
    /// Who e-mail comes from: `name@host`, or `Name <name@host>`
    #[arg(long, value_name = "ADDRESS", env = "TIEBACK_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,
}

impl std::fmt::Debug for MailServer {
    // The address of the server holds its password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailServer").field("mail_from", &self.mail_from).finish_non_exhaustive()
    }
}

/// Where the records are.
#[derive(Debug, Clone, Args)]
pub(crate) struct Storage {
    /// The directory of the embedded database, by default tieback-data where you are
    #[arg(long, value_name = "DIRECTORY", env = "TIEBACK_DATA_DIRECTORY")]
    data_directory: Option<PathBuf>,
    /// A PostgreSQL database in place of the embedded one: postgres://user:password@host/name
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
}

impl Storage {
    /// The directory of the embedded database.
    pub(crate) fn directory(&self) -> &Path {
        self.data_directory.as_deref().unwrap_or(Path::new("tieback-data"))
    }

    /// Whether somebody said where the records are.
    pub(crate) fn is_named(&self) -> bool {
        self.data_directory.is_some() || self.database_url.is_some()
    }
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Close {
    /// The month whose invoices are issued, from the 3rd of the next one on; months before it come
    /// first
    #[arg(
        long,
        value_name = "YYYY-MM",
        value_parser = BillingMonth::from_str,
        required_unless_present = "due"
    )]
    pub(crate) period: Option<BillingMonth>,
    /// Issue what fell due apart from the month, at times of its own
    #[arg(long, conflicts_with = "period")]
    pub(crate) due: bool,
    /// Show what would be issued, and issue nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Issue it even if it is far more than an account is used to; a run that waits for this says
    /// so
    #[arg(long)]
    pub(crate) beyond_usual: bool,
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// One organisation; all by default
    #[arg(long, value_name = "ID")]
    pub(crate) organisation: Option<String>,
    /// Write the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// The end of the audit as it was noted earlier, the `sequence` and `hash` of the address
    /// audit/head: proves that nothing up to it was changed or cut off since
    #[arg(long, value_name = "SEQUENCE:HASH", value_parser = audit_head)]
    pub(crate) audit_head: Option<AuditHead>,
    /// One organisation; all by default
    #[arg(long, value_name = "ID")]
    pub(crate) organisation: Option<String>,
    /// Write what was looked at, and what is wrong, as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Backup {
    /// The file that is written; to go back to it, stop the server and use `tieback restore`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Restore {
    /// The file that `tieback backup` wrote; what is in the data directory now is replaced
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) storage: Storage,
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

/// A number and 64 digits of hex.
fn audit_head(text: &str) -> Result<AuditHead, String> {
    let unreadable = || {
        "write the number of the change and its hash with a colon between, such as 17:5a0c…"
            .to_owned()
    };
    let (sequence, hash) = text.split_once(':').ok_or_else(unreadable)?;
    let sequence = sequence.parse().ok().filter(|sequence| *sequence >= 0);
    let hash = hash.to_ascii_lowercase();
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let sequence = sequence.filter(|_| is_hash).ok_or_else(unreadable)?;
    Ok(AuditHead { sequence, hash })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn a_network_is_one_machine_or_many() {
        let told = |text: &str| network(text).map(|network| network.to_string());
        assert_eq!(told("10.0.0.0/8").unwrap(), "10.0.0.0/8");
        assert_eq!(told("127.0.0.1").unwrap(), "127.0.0.1/32");
        assert_eq!(told("::1").unwrap(), "::1/128");
        assert!(told("proxy.example").unwrap_err().contains("10.0.0.0/8"));
        assert!(told("10.0.0.0/33").is_err());
    }

    #[test]
    fn the_command_line_is_well_defined() {
        Cli::command().debug_assert();
    }
}
