//! The developer loop as one program: `cargo xtask run`, `cargo xtask test`.
//!
//! Every command first sets up what it lacks, from rustup and the Cargo, npm and Debian registries
//! only, and says so. What it cannot set up itself it refuses, with the line that would.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of the command line speaks on its standard streams"
)]

mod app;
mod css;
mod fuzz_api;
mod guide;
mod house;
mod paths;
mod postgres;
mod run;
mod setup;
mod sizes;
mod steps;
mod test;
mod wasm;
mod widget;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xshell::Shell;

use crate::postgres::Durability;

/// Errors are sentences for the person at the terminal: what, where and the remedy.
type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The developer loop of Tieback.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the product: build the pages and serve them, with sample data
    Run {
        /// Where to serve
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
        address: String,
    },
    /// Build the pages
    App,
    /// Serve the pages unoptimised, and build them again whenever a file changes
    Watch,
    /// Join the style sheets of the pages, which their build does first
    Css,
    /// Write the guide as HTML, which a build of the pages does first
    Guide,
    /// Run everything a change needs
    Test {
        /// Add the long ones: big cases, fuzzing, dependencies, benchmarks
        #[arg(long)]
        heavy: bool,
        /// Go on at a step: what comes before it passed already
        #[arg(long, value_name = "STEP")]
        from: Option<String>,
    },
    /// Install what the tests need, and nothing else
    Setup {
        /// Add what only `test --heavy` needs
        #[arg(long)]
        heavy: bool,
    },
    /// Format the code and accept today's output as the expected one
    Bless,
    /// Build the npm package's WebAssembly modules
    Wasm,
    /// Build the npm package of the widget
    Widget,
    /// Print the sizes of the npm package and of the pages beside their limits
    Size,
    /// Run the benchmarks
    Bench,
    /// Start a PostgreSQL server for the tests, and print what makes them use it
    Postgres {
        /// Write to the disk what is committed, as one that keeps records must
        #[arg(long)]
        durable: bool,
    },
    /// Send made-up requests to the HTTP API and check its answers
    FuzzApi {
        /// Send many more
        #[arg(long)]
        heavy: bool,
    },
}

fn main() -> ExitCode {
    // Trunk starts this program too, in place of another.
    let done = if app::is_binding() { bind() } else { perform(&Arguments::parse().task) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bind() -> Result {
    let sh = Shell::new()?;
    sh.change_dir(paths::root()?);
    app::bind(&sh)
}

fn perform(task: &Task) -> Result {
    let sh = Shell::new()?;
    sh.change_dir(paths::root()?);
    match task {
        Task::Run { address } => run::serve(&sh, address),
        Task::App => app::set_up_and_build(&sh),
        Task::Watch => app::set_up_and_watch(&sh),
        Task::Css => css::join(&sh),
        Task::Guide => guide::write(&sh),
        Task::Test { heavy, from } => test::run(&sh, *heavy, from.as_deref()),
        Task::Setup { heavy } => test::set_up(&sh, *heavy),
        Task::Bless => steps::bless(&sh),
        Task::Wasm => wasm::set_up_and_build(&sh),
        Task::Widget => widget::set_up_and_build(&sh),
        Task::Size => sizes::set_up_and_print(&sh),
        Task::Bench => steps::set_up_and_benchmark(&sh),
        Task::Postgres { durable: false } => postgres::set_up_and_serve(&sh, Durability::Memory),
        Task::Postgres { durable: true } => postgres::set_up_and_serve(&sh, Durability::Disk),
        Task::FuzzApi { heavy: false } => fuzz_api::set_up_and(&sh, steps::api_fuzzing),
        Task::FuzzApi { heavy: true } => fuzz_api::set_up_and(&sh, steps::heavy_api_fuzzing),
    }
}
